//! The sentences of conversations.

use super::Words;

pub(super) const JA: Words = Words {
    greeting_to_us: "採用ご担当者様\nお世話になっております。",
    greeting_to_them: "ご連絡いただきありがとうございます。星川計器の採用担当です。",
    openings: &[
        (
            "求人についてのご質問",
            "掲載されている求人について、勤務地と在宅勤務の頻度をお伺いしたくご連絡いたしました。",
        ),
        ("面接日程のご相談", "面接の日程について、来週の火曜日か木曜日の午後でご調整いただくことは可能でしょうか。"),
        (
            "応募書類の差し替え",
            "先日お送りした職務経歴書に記載の誤りがございましたので、最新版に差し替えをお願いいたします。",
        ),
        ("選考状況の確認", "先月応募いたしましたが、その後の選考の状況についてお伺いできますでしょうか。"),
        ("入社時期について", "現職の引継ぎの都合により、入社時期を一か月ほど遅らせることは可能でしょうか。"),
        (
            "インターンシップについて",
            "夏期のインターンシップの募集予定がございましたら、ご教示いただけますと幸いです。",
        ),
        ("お礼", "本日は面接のお時間をいただき、誠にありがとうございました。校正室の見学が特に印象に残っております。"),
    ],
    answers: &[
        "ご質問の件、勤務地は東京の本社で、週に二日まで在宅勤務が可能です。",
        "候補日をありがとうございます。木曜日の午後二時に、本社二階の会議室でお待ちしております。",
        "書類を確かに受け取りました。選考の結果は二週間以内にご連絡いたします。",
        "入社時期については部門と相談のうえ、改めてご連絡いたします。",
        "次の面接では、測定の不確かさの評価について具体的な例をお聞かせください。",
    ],
    replies: &[
        "早速のご返信をありがとうございます。当日伺いますので、どうぞよろしくお願いいたします。",
        "承知いたしました。必要な書類がございましたらお知らせください。",
        "恐れ入りますが、当日の持ち物と最寄りの出口を教えていただけますでしょうか。",
        "都合が変わり、一日後にずらしていただくことは可能でしょうか。ご迷惑をおかけいたします。",
    ],
    details: &[
        "現在は計測機器メーカーで温度計の校正を担当し、国家標準とのつながりを保つ手順書を五年間整備してまいりました。",
        "前職では圧力計の自動校正装置を設計し、Pythonで測定の解析を自動化して、作業時間を三割減らしました。",
        "大学院では微小電流の測定を研究し、雑音を抑える回路と遮蔽の方法を学会で発表いたしました。",
        "英語は日常の業務で使っており、海外の取引先との技術的な打合せを月に二回ほど担当しております。",
        "休日は地域の科学教室を手伝い、子どもたちにものを測ることの面白さを伝えております。",
        "家族の都合により、平日は午後六時以降、または土曜日の午前にお電話をいただけますと助かります。",
    ],
    closings: &["何卒よろしくお願いいたします。", "ご確認をよろしくお願いします。", "ご返信をお待ちしております。"],
};

pub(super) const EN: Words = Words {
    greeting_to_us: "Dear recruiting team,",
    greeting_to_them: "Thank you for your message.",
    openings: &[
        (
            "Question about a vacancy",
            "I read about the vacancy for a calibration engineer. How often does the team work from home?",
        ),
        (
            "Interview on Tuesday",
            "Could the interview be moved to Wednesday afternoon? On Tuesday I have to visit a customer.",
        ),
        ("Corrected CV", "The CV that I sent last week has a wrong year in it. Please use the attached one instead."),
        ("Status of my application", "I applied four weeks ago and wanted to ask how far the selection is."),
        (
            "Notice period",
            "My notice period turned out to be two months rather than one. Does that change anything for you?",
        ),
        ("Internship", "Do you take students for an internship of three months, beginning in May?"),
        (
            "Thank you",
            "Thank you for the conversation today. The tour of the laboratory made me look forward to the next round.",
        ),
    ],
    answers: &[
        "The position is in our office near Buona Vista, with two days a week from home after the first months.",
        "Wednesday at three works for everybody. Please ask for the team at the reception on level four.",
        "We have replaced the document. You will hear about the result within two weeks.",
        "We will ask the department about the date and come back to you by Friday.",
        "In the next conversation we would like to hear more about the automation that you mention in your letter.",
    ],
    replies: &[
        "Thank you for the quick answer. I will be there on time.",
        "That is fine with me. Please tell me if you need further documents.",
        "Could you tell me which entrance to use, and whether I should bring anything?",
        "I am sorry, but something came up. Would one day later be possible as well?",
    ],
    details: &[
        "For five years I have calibrated temperature sensors, traceable to the national standard.",
        "Before that I designed a rig for pressure gauges, with an evaluation in Python.",
        "My thesis was about measuring very small currents: quiet amplifiers, and how to shield them.",
        "I use Mandarin and English every day and speak enough Japanese to discuss a drawing with a supplier.",
        "On weekends I help at a workshop where neighbours repair their radios and bicycles together.",
        "It is easiest to reach me after six in the evening, or on Saturday morning.",
    ],
    closings: &["Kind regards", "With best wishes", "I look forward to hearing from you."],
};

pub(super) const ZH_HANT: Words = Words {
    greeting_to_us: "招聘組負責人：\n您好。",
    greeting_to_them: "感謝您的來信，我們是星川儀器的招聘組。",
    openings: &[
        ("查詢職位空缺", "看到貴公司的校準工程師職位，希望了解工作地點和在家工作的安排。"),
        ("更改面試日期", "想請教面試可否改到星期四下午？星期二當天我需要到客戶的廠房。"),
        ("更正履歷表", "上週寄出的履歷表有一處年份寫錯，請改用這次附上的版本，不便之處敬請原諒。"),
        ("查詢申請進度", "我在四個星期前遞交了申請，想知道甄選目前到了哪個階段。"),
        ("入職日期", "由於現職需要兩個月的交接，入職日期可否延後一個月？"),
        ("暑期實習", "請問貴公司今年夏天是否招收實習生？"),
        ("致謝", "感謝今天抽空面談，參觀校準室令我印象深刻。"),
    ],
    answers: &[
        "這個職位在香港的辦公室，每星期可以在家工作兩天。",
        "星期四下午三時可以，請到十二樓接待處。",
        "文件已經收到並更新，結果會在兩星期內通知。",
        "入職日期我們會先徵詢部門，星期五之前回覆。",
        "下一次面談希望聽您詳細介紹自動化校準的經驗。",
    ],
    replies: &[
        "多謝回覆，我會準時到達。",
        "明白，如需其他文件請告訴我。",
        "請問應該由哪個入口進入，需要帶什麼文件？",
        "很抱歉，當天臨時有事，可否改在第二天？",
    ],
    details: &[
        "過去五年我在一家儀器製造商負責溫度感測器的校準，並維持與國家標準的追溯程序。",
        "上一份工作中，我設計了壓力計的自動校準裝置，並用Python編寫分析程式，令每批測量的時間縮短三成。",
        "我的碩士論文研究微小電流的測量，包括如何降低放大器的雜訊和屏蔽裝置的設計。",
        "我日常使用粵語、英語和普通話，也能用日語與供應商討論圖則。",
        "週末我在社區工作坊協助鄰居修理舊收音機。",
        "平日晚上六時後或星期六上午最方便接聽電話。",
    ],
    closings: &["謹此致謝", "祝工作順利", "期待您的回覆。"],
};
