//! Names, places, employers and schools of people in Hong Kong; all employers and schools are invented.

/// Written form and Cantonese romanisation.
pub(super) const FAMILY: &[(&str, &str)] = &[
    ("陳", "Chan"),
    ("李", "Lee"),
    ("黃", "Wong"),
    ("張", "Cheung"),
    ("梁", "Leung"),
    ("林", "Lam"),
    ("王", "Wong"),
    ("吳", "Ng"),
    ("劉", "Lau"),
    ("何", "Ho"),
    ("鄭", "Cheng"),
    ("楊", "Yeung"),
    ("葉", "Yip"),
    ("郭", "Kwok"),
    ("馮", "Fung"),
    ("鄧", "Tang"),
    ("蔡", "Choi"),
    ("周", "Chow"),
    ("羅", "Law"),
    ("許", "Hui"),
    ("曾", "Tsang"),
    ("謝", "Tse"),
    ("蘇", "So"),
    ("盧", "Lo"),
    ("余", "Yu"),
    ("潘", "Poon"),
    ("譚", "Tam"),
    ("鍾", "Chung"),
    ("麥", "Mak"),
    ("關", "Kwan"),
    ("歐陽", "Au Yeung"),
    ("司徒", "Szeto"),
];

pub(super) const WOMEN: &[(&str, &str)] = &[
    ("嘉欣", "Ka Yan"),
    ("詠詩", "Wing Sze"),
    ("凱婷", "Hoi Ting"),
    ("美玲", "Mei Ling"),
    ("曉彤", "Hiu Tung"),
    ("穎琪", "Wing Ki"),
    ("芷晴", "Tsz Ching"),
    ("佩珊", "Pui Shan"),
    ("慧敏", "Wai Man"),
    ("雅雯", "Nga Man"),
    ("潔儀", "Kit Yee"),
    ("綺雯", "Yee Man"),
    ("思敏", "Sze Man"),
    ("樂怡", "Lok Yi"),
    ("寶儀", "Po Yee"),
    ("淑華", "Suk Wah"),
    ("子晴", "Tsz Ching"),
    ("若琳", "Yeuk Lam"),
];

pub(super) const MEN: &[(&str, &str)] = &[
    ("志恆", "Chi Hang"),
    ("家豪", "Ka Ho"),
    ("俊傑", "Chun Kit"),
    ("偉明", "Wai Ming"),
    ("子軒", "Tsz Hin"),
    ("浩然", "Ho Yin"),
    ("國強", "Kwok Keung"),
    ("建華", "Kin Wah"),
    ("育明", "Yuk Ming"),
    ("梓謙", "Tsz Him"),
    ("文傑", "Man Kit"),
    ("永康", "Wing Hong"),
    ("樂天", "Lok Tin"),
    ("智聰", "Chi Chung"),
    ("啟賢", "Kai Yin"),
    ("志雄", "Chi Hung"),
    ("嘉俊", "Ka Chun"),
    ("柏霖", "Pak Lam"),
];

pub(super) const ENGLISH_WOMEN: &[&str] =
    &["Vivian", "Joyce", "Candy", "Phoebe", "Carmen", "Yvonne", "Fiona", "Kitty", "Natalie", "Winnie", "Grace"];

pub(super) const ENGLISH_MEN: &[&str] =
    &["Jason", "Kelvin", "Ricky", "Anson", "Edmond", "Terence", "Wilson", "Dickson", "Ivan", "Marcus", "Alvin"];

/// District and street in Chinese and in English.
pub(super) const PLACES: &[(&str, &str)] = &[
    ("九龍觀塘協和街", "Hip Wo Street, Kwun Tong, Kowloon"),
    ("九龍旺角花園街", "Fa Yuen Street, Mong Kok, Kowloon"),
    ("九龍深水埗元州街", "Un Chau Street, Sham Shui Po, Kowloon"),
    ("九龍紅磡蕪湖街", "Wuhu Street, Hung Hom, Kowloon"),
    ("九龍黃大仙正德街", "Ching Tak Street, Wong Tai Sin, Kowloon"),
    ("新界沙田大圍道", "Tai Wai Road, Sha Tin, New Territories"),
    ("新界荃灣眾安街", "Chung On Street, Tsuen Wan, New Territories"),
    ("新界屯門青山公路", "Castle Peak Road, Tuen Mun, New Territories"),
    ("新界將軍澳唐明街", "Tong Ming Street, Tseung Kwan O, New Territories"),
    ("新界元朗大棠路", "Tai Tong Road, Yuen Long, New Territories"),
    ("新界大埔廣福道", "Kwong Fuk Road, Tai Po, New Territories"),
    ("香港北角渣華道", "Java Road, North Point, Hong Kong"),
    ("香港筲箕灣東大街", "Main Street East, Shau Kei Wan, Hong Kong"),
    ("香港灣仔莊士敦道", "Johnston Road, Wan Chai, Hong Kong"),
];

pub(super) const ESTATES: &[(&str, &str)] = &[
    ("翠怡閣", "Tsui Yi Court"),
    ("海晴軒", "Harbour Clear Mansion"),
    ("富景樓", "Fu King House"),
    ("康盛大廈", "Hong Shing Building"),
    ("雅麗苑", "Nga Lai Gardens"),
    ("德安樓", "Tak On House"),
];

/// Employers in Chinese and in English.
pub(super) const EMPLOYERS: &[(&str, &str)] = &[
    ("維景測試設備有限公司", "Victoria View Test Equipment Limited"),
    ("獅山電子工程有限公司", "Lion Hill Electronics Engineering Limited"),
    ("東濤軟件科技有限公司", "East Wave Software Technology Limited"),
    ("青馬自動化有限公司", "Tsing Arch Automation Limited"),
    ("寶港貿易有限公司", "Po Kong Trading Company Limited"),
    ("鳳凰徑物流有限公司", "Phoenix Trail Logistics Limited"),
    ("飛鵝儀器服務有限公司", "Fei Ngo Instrument Services Limited"),
    ("荔枝角醫療儀器有限公司", "Lai Chi Medical Instruments Limited"),
    ("天星機電工程有限公司", "Star Quay E&M Engineering Limited"),
    ("南丫數據有限公司", "Lamma Data Limited"),
    ("吐露港精密有限公司", "Tolo Precision Limited"),
    ("大潭商務支援有限公司", "Tai Tam Business Support Limited"),
];

pub(super) const SCHOOLS: &[(&str, &str)] = &[
    ("維港理工學院", "Victoria Harbour Institute of Technology"),
    ("九龍灣科技大學", "Kowloon Bay University of Technology"),
    ("獅子山大學", "Lion Rock University"),
    ("新界工商學院", "New Territories College of Commerce and Industry"),
    ("南區書院", "Southern District College"),
    ("大嶼山大學", "Lantau University"),
];

/// Degrees in Chinese and in English, each first and further.
pub(super) const DEGREES: &[[(&str, &str); 2]] = &[
    [("電子工程學士", "BEng in Electronic Engineering"), ("電子工程碩士", "MSc in Electronic Engineering")],
    [("計算機科學學士", "BSc in Computer Science"), ("數據科學碩士", "MSc in Data Science")],
    [("機電工程高級文憑", "Higher Diploma in E&M Engineering"), ("機械工程學士", "BEng in Mechanical Engineering")],
    [("應用物理學士", "BSc in Applied Physics"), ("應用物理碩士", "MSc in Applied Physics")],
    [("工商管理學士", "Bachelor of Business Administration"), ("市場學碩士", "MSc in Marketing")],
    [("翻譯學士", "BA in Translation"), ("語文研究碩士", "MA in Language Studies")],
];
