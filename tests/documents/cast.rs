//! Three invented people, one of each country.

use saiyo::documents::compose::{CvContent, CvSection};

fn section(heading: &str, entries: &[&str]) -> CvSection {
    CvSection { heading: heading.into(), entries: entries.iter().map(|entry| (*entry).into()).collect() }
}

fn cv(title: &str, name: &str, lines: &[&str], sections: Vec<CvSection>) -> CvContent {
    CvContent {
        title: title.into(),
        name: name.into(),
        lines: lines.iter().map(|line| (*line).into()).collect(),
        sections,
    }
}

pub fn japanese() -> CvContent {
    cv(
        "職務経歴書",
        "髙﨑 陽菜",
        &["東京都世田谷区三軒茶屋一丁目2番3号　パークハイツ405", "電話 090-1234-5678 ／ hina.takasaki@example.jp"],
        vec![
            section(
                "職務要約",
                &[
                    "大学卒業後、株式会社ミナト商事にて法人営業を五年間担当し、関東地区の中堅製造業三十社を受け持ちました。その後、人事部門へ異動し、新卒採用の企画（年間約80名）に携わっています。「候補者の時間を無駄にしない」ことが信条です。",
                ],
            ),
            section(
                "職歴",
                &[
                    "2022年4月 – 現在\t株式会社ミナト商事　人事部\n採用管理システム（ATS）の導入。",
                    "2017年4月 – 2022年3月\t営業第二部",
                ],
            ),
            section("資格・語学", &["TOEIC 880点／日商簿記2級"]),
        ],
    )
}

pub fn chinese() -> CvContent {
    cv(
        "個人履歷",
        "陳嘉欣 Chan Ka Yan",
        &["香港九龍旺角彌敦道 688 號 12 樓 B 室", "+852 9123 4567 · kayan.chan@example.hk"],
        vec![
            section(
                "個人簡介",
                &[
                    "擁有八年財務及審計經驗的註冊會計師，熟悉香港財務報告準則與內部監控；性格細心，善於跨部門溝通，並能以粵語、普通話及英語工作。",
                ],
            ),
            section("工作經驗", &["2020.07 – 現在\t滙鑫控股有限公司　財務經理", "2016.09 – 2020.06\t安誠會計師事務所"]),
        ],
    )
}

pub fn english() -> CvContent {
    cv(
        "Curriculum Vitae",
        "Wei Ling Tan",
        &["Blk 123 Toa Payoh Lorong 1, #08-45, Singapore 310123", "+65 8123 4567 · weiling.tan@example.sg"],
        vec![
            section(
                "Profile",
                &[
                    "Software engineer with seven years of experience in payments & logistics <platforms>. I enjoy turning unclear requirements into small, well-tested services.",
                ],
            ),
            section(
                "Experience",
                &[
                    "Apr 2021 – present\tSenior Engineer, Merlion Payments\nReduced reconciliation breaks by 94 %.",
                    "Jul 2017 – Mar 2021\tSoftware Engineer",
                ],
            ),
        ],
    )
}

/// Every word of a CV.
pub fn words(cv: &CvContent) -> Vec<String> {
    let entries = cv.sections.iter().flat_map(|section| section.entries.iter().chain([&section.heading]));
    let all = cv.lines.iter().chain([&cv.title, &cv.name]).chain(entries);
    all.flat_map(|text| text.split_whitespace()).map(str::to_owned).collect()
}
