//! The words that a message is looked through for, in three languages: in one width and small letters.
//!
//! Invariant: a word here only makes somebody look twice. A Latin one counts where a word begins.

/// Blanks of templates beside `{{…}}`.
pub(super) const BLANKS: &[&str] = &[
    "[name]",
    "[your name]",
    "[candidate]",
    "[candidate name]",
    "[date]",
    "[position]",
    "[company]",
    "[氏名]",
    "[名前]",
    "[お名前]",
    "[姓名]",
    "【氏名】",
    "【お名前】",
    "【姓名】",
];

/// What follows circles that stand for somebody's name.
pub(super) const AFTER_CIRCLES: &[&str] =
    &["様", "さま", "さん", "殿", "氏", "先生", "御中", "小姐", "女士", "株式会社", "(株)"];

/// What speaks of a file.
pub(super) const FILES: &[&str] = &[
    "attached",
    "attachment",
    "i attach",
    "we attach",
    "enclosed",
    "添付",
    "同封",
    "附件",
    "附上",
    "附檔",
    "隨函",
    "随函",
];

/// What speaks of somebody's health.
pub(super) const HEALTH: &[&str] = &[
    "cancer",
    "depression",
    "diagnos",
    "disabilit",
    "disabled person",
    "disease",
    "health check",
    "health condition",
    "health examination",
    "hospitalis",
    "hospitaliz",
    "illness",
    "medical certificate",
    "medical check",
    "medical condition",
    "medical exam",
    "medical history",
    "medical leave",
    "medical report",
    "medication",
    "mental health",
    "pregnan",
    "sick leave",
    "wheelchair",
    "うつ病",
    "休職",
    "健康状態",
    "健康診断",
    "入院",
    "妊娠",
    "持病",
    "既往症",
    "服薬",
    "治療",
    "病歴",
    "病気",
    "精神疾患",
    "療養",
    "診断書",
    "通院",
    "障がい",
    "障害者",
    "住院",
    "健康檢查",
    "懷孕",
    "抑鬱",
    "服藥",
    "殘疾",
    "殘障",
    "患病",
    "疾病",
    "病歷",
    "診斷",
    "體檢",
];
