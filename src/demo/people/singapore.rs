//! Names, places, employers and schools of people in Singapore; all employers and schools are invented.

/// Chinese family names as romanised by dialect, and as written.
pub(super) const CHINESE_FAMILY: &[(&str, &str)] = &[
    ("Tan", "陈"),
    ("Lim", "林"),
    ("Lee", "李"),
    ("Ng", "黄"),
    ("Ong", "王"),
    ("Wong", "黄"),
    ("Goh", "吴"),
    ("Chua", "蔡"),
    ("Chan", "陈"),
    ("Koh", "许"),
    ("Teo", "张"),
    ("Ang", "洪"),
    ("Yeo", "杨"),
    ("Tay", "郑"),
    ("Ho", "何"),
    ("Low", "刘"),
    ("Toh", "卓"),
    ("Sim", "沈"),
    ("Chong", "张"),
    ("Seah", "谢"),
    ("Quek", "郭"),
    ("Foo", "符"),
    ("Phua", "潘"),
    ("Heng", "王"),
    ("Loh", "罗"),
    ("Cheong", "张"),
    ("Poh", "傅"),
    ("Soh", "苏"),
];

pub(super) const CHINESE_WOMEN: &[(&str, &str)] = &[
    ("Wei Ling", "伟玲"),
    ("Hui Min", "慧敏"),
    ("Jia Yi", "佳怡"),
    ("Xin Yi", "欣怡"),
    ("Shu Fen", "淑芬"),
    ("Mei Ling", "美玲"),
    ("Li Ting", "丽婷"),
    ("Pei Shan", "佩珊"),
    ("Si Hui", "思慧"),
    ("Yu Xuan", "雨萱"),
    ("Sok Hoon", "淑云"),
    ("Kai Xin", "凯欣"),
    ("Wan Ting", "婉婷"),
    ("Zhi Qi", "芷琪"),
    ("Hwee Leng", "惠玲"),
];

pub(super) const CHINESE_MEN: &[(&str, &str)] = &[
    ("Wei Jie", "伟杰"),
    ("Jun Hao", "俊豪"),
    ("Zhi Wei", "志伟"),
    ("Kok Wai", "国伟"),
    ("Boon Kiat", "文杰"),
    ("Jia Jun", "佳俊"),
    ("Wei Ming", "伟明"),
    ("Chee Keong", "志强"),
    ("Yong Sheng", "永胜"),
    ("Kai Wen", "凯文"),
    ("Hock Seng", "福成"),
    ("Ming Yang", "明扬"),
    ("Zheng Yu", "正宇"),
    ("Teck Huat", "德发"),
    ("Jing Kai", "敬凯"),
];

pub(super) const MALAY_WOMEN: &[&str] = &[
    "Nur Aisyah",
    "Siti Nurhaliza",
    "Nurul Huda",
    "Farah Nadia",
    "Aminah",
    "Haslinda",
    "Nur Syafiqah",
    "Rosnah",
    "Zulaikha",
];

pub(super) const MALAY_MEN: &[&str] = &[
    "Muhammad Hafiz",
    "Ahmad Firdaus",
    "Mohamed Faizal",
    "Rizwan",
    "Khairul Anwar",
    "Azman",
    "Shahrul Nizam",
    "Iskandar",
];

/// Patronymics follow `bin` or `binte`; they stand in the place of a family name.
pub(super) const MALAY_FATHERS: &[&str] =
    &["Abdullah", "Rahman", "Ismail", "Yusof", "Ibrahim", "Hassan", "Othman", "Kassim", "Salleh", "Mahmood", "Jumaat"];

pub(super) const INDIAN_WOMEN: &[&str] =
    &["Priya", "Kavitha", "Deepa", "Lakshmi", "Anjali", "Shanthi", "Divya", "Meera", "Nithya", "Harpreet"];

pub(super) const INDIAN_MEN: &[&str] =
    &["Arjun", "Vikram", "Suresh", "Karthik", "Rajesh", "Ganesh", "Prakash", "Aravind", "Dinesh", "Jaspal"];

pub(super) const INDIAN_FAMILY: &[&str] = &[
    "Krishnan",
    "Raman",
    "Pillai",
    "Nair",
    "Subramaniam",
    "Menon",
    "Govindasamy",
    "Iyer",
    "Rajan",
    "Sharma",
    "Gill",
    "Muthusamy",
];

/// Street, block numbers from and to, and the first four digits of the postal code.
pub(super) const PLACES: &[(&str, i64, i64, &str)] = &[
    ("Ang Mo Kio Avenue 3", 101, 130, "560"),
    ("Bedok North Street 1", 201, 221, "460"),
    ("Tampines Street 81", 801, 850, "520"),
    ("Jurong West Street 42", 401, 470, "640"),
    ("Toa Payoh Lorong 5", 51, 75, "310"),
    ("Clementi Avenue 2", 330, 360, "120"),
    ("Yishun Ring Road", 701, 760, "760"),
    ("Bukit Batok West Avenue 6", 101, 140, "650"),
    ("Serangoon North Avenue 1", 120, 150, "550"),
    ("Woodlands Drive 14", 501, 530, "730"),
    ("Punggol Field", 101, 180, "820"),
    ("Sengkang East Way", 201, 260, "540"),
    ("Hougang Avenue 8", 501, 560, "530"),
    ("Pasir Ris Drive 3", 610, 650, "510"),
    ("Bishan Street 12", 110, 140, "570"),
];

pub(super) const EMPLOYERS: &[&str] = &[
    "Merlimau Test Systems Pte. Ltd.",
    "Kallang River Electronics Pte. Ltd.",
    "Straitsview Software Pte. Ltd.",
    "Bukit Ridge Automation Pte. Ltd.",
    "Orchid Lane Logistics Pte. Ltd.",
    "Changi Point Avionics Services Pte. Ltd.",
    "Tanjong Precision Tooling Pte. Ltd.",
    "Lionspring Semiconductors Pte. Ltd.",
    "Raintree Cloud Works Pte. Ltd.",
    "Sembawang Bay Marine Controls Pte. Ltd.",
    "Pulau Data Centres Pte. Ltd.",
    "Kingfisher Calibration Laboratory Pte. Ltd.",
    "Banyan Instruments Trading Pte. Ltd.",
    "Southern Ridges Robotics Pte. Ltd.",
    "Tembusu Medical Devices Pte. Ltd.",
    "Angsana Business Services Pte. Ltd.",
];

pub(super) const SCHOOLS: &[&str] = &[
    "Straits University of Technology",
    "Kent Hill University",
    "Marina Bay Institute of Engineering",
    "Bukit Timah College of Science",
    "Sentosa Cove Polytechnic",
    "Kranji Polytechnic",
    "Queenstown University",
    "Telok Ayer Business School",
];

pub(super) const DEGREES: &[[&str; 2]] = &[
    ["Bachelor of Engineering (Electrical and Electronic)", "Master of Science in Electronics"],
    ["Bachelor of Computing (Computer Science)", "Master of Computing"],
    ["Diploma in Mechatronics", "Bachelor of Engineering (Mechanical)"],
    ["Bachelor of Science (Applied Physics)", "Master of Science in Metrology"],
    ["Bachelor of Business Administration", "Master of Business Administration"],
    ["Bachelor of Arts (Economics)", "Graduate Diploma in Supply Chain Management"],
];
