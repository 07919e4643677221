//! People whose home is in none of the three countries, and their places; all employers and schools are invented.

/// What is needed to make up a person of one country.
pub(super) struct Place {
    /// Two letters of the country.
    pub(super) country: &'static str,
    /// Family names: as written, and in Latin letters.
    pub(super) family: &'static [(&'static str, &'static str)],
    /// Women's given names, likewise.
    pub(super) women: &'static [(&'static str, &'static str)],
    /// Men's given names, likewise.
    pub(super) men: &'static [(&'static str, &'static str)],
    /// Addresses, with `{n}` for a number.
    pub(super) addresses: &'static [&'static str],
    /// Telephone numbers, with `#` for a digit.
    pub(super) phone: &'static str,
    /// Employers.
    pub(super) employers: &'static [&'static str],
    /// Schools.
    pub(super) schools: &'static [&'static str],
    /// The language at home, for the list of languages.
    pub(super) tongue: &'static str,
}

pub(super) const PLACES: [Place; 5] = [
    Place {
        country: "DE",
        family: &[
            ("Schröder", "schroeder"),
            ("Müller", "mueller"),
            ("Krüger", "krueger"),
            ("Vogel", "vogel"),
            ("Weiß", "weiss"),
        ],
        women: &[("Anneliese", "anneliese"), ("Jördis", "joerdis"), ("Katrin", "katrin"), ("Lena", "lena")],
        men: &[("Jürgen", "juergen"), ("Matthias", "matthias"), ("Felix", "felix"), ("Sören", "soeren")],
        addresses: &["Lindenallee {n}, 70193 Stuttgart, Germany", "Am Mühlbach {n}, 81543 München, Germany"],
        phone: "+49 15## #######",
        employers: &["Neckartal Messtechnik GmbH", "Isarwerk Software GmbH", "Hanseatik Prüfsysteme GmbH"],
        schools: &["Technische Hochschule Neckartal", "Universität Isartal"],
        tongue: "German",
    },
    Place {
        country: "US",
        family: &[("Whitaker", "whitaker"), ("Nguyen", "nguyen"), ("Delgado", "delgado"), ("O'Rourke", "orourke")],
        women: &[("Madison", "madison"), ("Alejandra", "alejandra"), ("Heather", "heather")],
        men: &[("Tyler", "tyler"), ("Marcus", "marcus"), ("Kevin", "kevin")],
        addresses: &[
            "{n} Alder Creek Road, Portland, OR 97209, United States",
            "{n} Juniper Street, Austin, TX 78702, United States",
        ],
        phone: "+1 (503) 555-01##",
        employers: &["Cascade Bend Instruments, Inc.", "Longhorn Signal Labs, LLC", "Tall Pines Software, Inc."],
        schools: &["Willamette Valley Institute of Technology", "Hill Country State University"],
        tongue: "English",
    },
    Place {
        country: "KR",
        family: &[("김", "kim"), ("이", "lee"), ("박", "park"), ("최", "choi"), ("정", "jung")],
        women: &[("서연", "seoyeon"), ("지우", "jiwoo"), ("하은", "haeun")],
        men: &[("민준", "minjun"), ("도윤", "doyun"), ("현우", "hyunwoo")],
        addresses: &["{n}, Seongmisan-ro, Mapo-gu, Seoul, Korea", "{n}, Pangyo-ro, Bundang-gu, Seongnam, Korea"],
        phone: "+82 10-####-####",
        employers: &["Hanbit Measurement Co., Ltd.", "Noeul Semiconductor Co., Ltd.", "Byeol Software Co., Ltd."],
        schools: &["Hangang Institute of Technology", "Namsan University"],
        tongue: "Korean",
    },
    Place {
        country: "CN",
        family: &[("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("赵", "zhao")],
        women: &[("欣怡", "xinyi"), ("雨桐", "yutong"), ("婷婷", "tingting"), ("晓燕", "xiaoyan")],
        men: &[("浩宇", "haoyu"), ("伟", "wei"), ("建国", "jianguo"), ("志强", "zhiqiang")],
        addresses: &[
            "Room {n}, 88 Keji South Road, Nanshan District, Shenzhen, China",
            "Room {n}, 12 Wukang Lane, Xuhui District, Shanghai, China",
        ],
        phone: "+86 13# #### ####",
        employers: &[
            "Shenzhen Yunhe Test Technology Co., Ltd.",
            "Shanghai Qingsong Software Co., Ltd.",
            "Suzhou Hupan Optics Co., Ltd.",
        ],
        schools: &["Nanshan Institute of Engineering", "Hupan University"],
        tongue: "Mandarin",
    },
    Place {
        country: "GB",
        family: &[("Ashworth", "ashworth"), ("Patel", "patel"), ("MacLeod", "macleod"), ("Bevan", "bevan")],
        women: &[("Imogen", "imogen"), ("Siân", "sian"), ("Nisha", "nisha")],
        men: &[("Callum", "callum"), ("Rhys", "rhys"), ("Oliver", "oliver")],
        addresses: &[
            "{n} Mill Lane, Cambridge CB2 1RX, United Kingdom",
            "{n} Harbourside, Bristol BS1 5DB, United Kingdom",
        ],
        phone: "+44 7700 900###",
        employers: &["Fenland Metrology Ltd", "Avonmouth Controls Ltd", "Peakside Software Ltd"],
        schools: &["University of the Fens", "Severn Institute of Technology"],
        tongue: "English",
    },
];
