//! Text in the one form in which mails and the words of the rules are compared.
//!
//! Invariant: both go through the same [`fold`], so what is typed as it was written is found.

use std::sync::LazyLock;

use crate::domain::letters::nfkc_lowercase;

/// Pairs: a traditional character, and the simplified one that both are compared as. None on the right stands on the
/// left. Japanese text is folded as well, which does no harm where its words are.
const PAIRS: &str = "\
並并 個个 們们 備备 傳传 傷伤 僱雇 價价 儲储 內内 冊册 別别 刪删 則则 務务 動动 勞劳 區区 協协 參参 員员 問问 單单 \
嗎吗 喪丧 嚴严 國国 園园 圍围 團团 圖图 執执 報报 場场 塊块 壓压 壞坏 壯壮 壽寿 夠够 奪夺 奮奋 婦妇 嬰婴 孫孙 學学 \
實实 寫写 審审 寬宽 對对 專专 將将 尋寻 導导 層层 屬属 島岛 嶺岭 師师 帶带 帳账 賬账 幫帮 幹干 幾几 庫库 廠厂 廢废 \
廣广 廳厅 張张 強强 彈弹 彙汇 匯汇 後后 從从 復复 複复 覆复 徵征 恆恒 悅悦 惡恶 惱恼 愛爱 態态 慣惯 慮虑 慶庆 憂忧 \
憐怜 憑凭 憲宪 憶忆 應应 懇恳 懷怀 懸悬 戰战 戲戏 戶户 戸户 拋抛 挾挟 捨舍 掃扫 掛挂 採采 揚扬 換换 揮挥 損损 搖摇 \
搶抢 摺折 撈捞 撐撑 撥拨 撫抚 撲扑 擁拥 擇择 擊击 擋挡 擔担 據据 擬拟 擴扩 擺摆 擾扰 攝摄 攤摊 敗败 敘叙 敵敌 數数 \
斷断 於于 時时 晉晋 晝昼 暈晕 暫暂 曉晓 曆历 歷历 書书 會会 東东 條条 棄弃 棧栈 楊杨 業业 極极 榮荣 構构 槍枪 樂乐 \
樓楼 標标 樣样 樹树 橋桥 機机 檔档 檢检 檯台 臺台 權权 歐欧 歡欢 歲岁 歸归 殘残 殺杀 殼壳 毀毁 氣气 決决 沒没 況况 \
洩泄 淚泪 淨净 淺浅 減减 測测 湊凑 湯汤 準准 溝沟 溫温 滅灭 滯滞 滿满 漁渔 漢汉 漲涨 漸渐 潔洁 潤润 濃浓 濕湿 濟济 \
濾滤 瀏浏 灣湾 災灾 為为 烏乌 無无 煉炼 煙烟 煩烦 熱热 燈灯 燒烧 營营 爐炉 爛烂 爭争 爺爷 爾尔 牆墙 狀状 獎奖 獨独 \
獲获 穫获 獵猎 獻献 現现 環环 瑣琐 產产 畢毕 畫画 異异 當当 療疗 瘋疯 癇痫 癢痒 癥症 癱瘫 發发 髮发 盜盗 盡尽 監监 \
盤盘 眾众 睜睁 瞭了 瞞瞒 矚瞩 矯矫 碼码 確确 磚砖 礎础 礙碍 禮礼 禍祸 禦御 離离 種种 稱称 積积 穎颖 穩稳 窮穷 竄窜 \
競竞 筆笔 筍笋 節节 範范 築筑 簡简 簽签 籌筹 籤签 籠笼 糧粮 糾纠 紀纪 約约 紅红 紋纹 納纳 紐纽 純纯 級级 紛纷 細细 \
終终 組组 紹绍 結结 絕绝 絡络 給给 統统 絲丝 經经 綜综 綠绿 維维 網网 緊紧 緒绪 線线 締缔 緣缘 編编 緩缓 練练 緻致 \
縣县 縫缝 縮缩 縱纵 總总 績绩 織织 繞绕 繪绘 繫系 係系 繳缴 繼继 續续 罰罚 罷罢 羅罗 義义 習习 聖圣 聞闻 聯联 聰聪 \
聲声 職职 聽听 肅肃 脅胁 脈脉 脫脱 腎肾 腦脑 腫肿 腳脚 腸肠 膚肤 膽胆 臉脸 臨临 與与 興兴 舉举 舊旧 艙舱 艱艰 藝艺 \
莊庄 萬万 葉叶 著着 蓋盖 薦荐 藍蓝 藥药 蘇苏 蘭兰 處处 虛虚 號号 虧亏 蝕蚀 衛卫 衝冲 術术 裏里 裡里 補补 裝装 製制 \
襲袭 見见 規规 覓觅 視视 親亲 覺觉 覽览 觀观 觸触 訂订 計计 訊讯 討讨 訓训 託托 記记 訪访 設设 許许 訴诉 診诊 註注 \
証证 證证 評评 詞词 詢询 試试 詩诗 話话 該该 詳详 誌志 認认 誠诚 誤误 說说 説说 誰谁 課课 調调 談谈 請请 論论 諮咨 \
諸诸 諾诺 謀谋 謂谓 講讲 謝谢 謹谨 識识 譯译 議议 護护 譽誉 讀读 變变 讓让 讚赞 贊赞 豐丰 貓猫 貝贝 負负 財财 責责 \
貨货 販贩 貪贪 貫贯 貴贵 買买 貸贷 費费 貼贴 賀贺 資资 賓宾 賜赐 賞赏 賠赔 賢贤 賣卖 質质 賴赖 購购 賽赛 贈赠 贏赢 \
趙赵 趕赶 跡迹 踐践 蹤踪 躍跃 車车 軌轨 軍军 軟软 較较 載载 輔辅 輕轻 輛辆 輝辉 輩辈 輪轮 輯辑 輸输 轉转 轄辖 辦办 \
辭辞 農农 迴回 這这 連连 週周 進进 遊游 運运 過过 達达 違违 遙遥 遞递 遠远 適适 遲迟 遷迁 選选 遺遗 還还 邁迈 邊边 \
邏逻 郵邮 鄉乡 鄰邻 醫医 醬酱 釋释 針针 鈔钞 鈕钮 鉤钩 銀银 銅铜 銘铭 銜衔 銳锐 銷销 鋒锋 鋪铺 鋼钢 錄录 録录 錢钱 \
錦锦 錯错 鍵键 鎖锁 鎮镇 鏈链 鏡镜 鐘钟 鐵铁 鑒鉴 長长 門门 閃闪 閉闭 開开 閒闲 間间 閣阁 閱阅 閲阅 關关 陣阵 陰阴 \
陳陈 陸陆 陽阳 隊队 階阶 際际 隨随 險险 隱隐 隸隶 隻只 雖虽 雙双 雜杂 雞鸡 難难 電电 霧雾 靈灵 靜静 鞏巩 響响 頁页 \
頂顶 項项 順顺 須须 預预 頑顽 頓顿 頒颁 頗颇 領领 頭头 頻频 題题 額额 顏颜 願愿 類类 顧顾 顯显 風风 飛飞 飯饭 飲饮 \
飾饰 養养 餘余 館馆 饋馈 馬马 駕驾 駐驻 驅驱 驗验 驚惊 體体 鬆松 鬧闹 鬱郁 魚鱼 鮮鲜 鳥鸟 鴻鸿 麗丽 麥麦 麼么 麽么 \
黃黄 黨党 點点 齊齐 齋斋 齒齿 齡龄 龍龙 龜龟 佈布 佔占 倉仓 倫伦 偉伟 偵侦 側侧 偽伪 傑杰 債债 傾倾 僅仅 僑侨 億亿 \
儀仪 優优 償偿 兒儿 兩两 凍冻 剛刚 創创 劃划 劇剧 劉刘 劑剂 勢势 勸劝 華华 亞亚 來来 歿殁 崗岗 臟脏";

/// The Chinese characters of the block that all pairs are of, each as it is compared: mail is folded letter by letter.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut compared: Vec<char> = (FIRST..=LAST).collect();
    for pair in PAIRS.split_whitespace() {
        let mut both = pair.chars();
        if let (Some(from), Some(to)) = (both.next(), both.next())
            && let Some(place) = place_of(from).and_then(|at| compared.get_mut(at))
        {
            *place = to;
        }
    }
    compared
});

const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';

fn place_of(c: char) -> Option<usize> {
    usize::try_from(u32::from(c).checked_sub(u32::from(FIRST))?).ok()
}

fn simplified(c: char) -> char {
    place_of(c).and_then(|at| SIMPLIFIED.get(at)).copied().unwrap_or(c)
}

/// Text without width, case, katakana, traditional characters and needless blanks; its lines stay lines.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut last = '\n';
    let mut is_blank = false;
    for c in nfkc_lowercase(text).chars() {
        let c = match c {
            // Nothing is seen of these.
            '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{AD}' => continue,
            '\n' => c,
            _ if c.is_whitespace() => {
                is_blank |= last != '\n' && !is_wide(last);
                continue;
            }
            'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
            '‘' | '’' | 'ʼ' => '\'',
            '“' | '”' => '"',
            _ => simplified(c),
        };
        // Scripts without spaces have them for looks alone.
        if is_blank && c != '\n' && !is_wide(c) {
            folded.push(' ');
        }
        folded.push(c);
        (last, is_blank) = (c, false);
    }
    folded
}

/// Whether a character belongs to a script that is written without spaces, or to its punctuation.
pub(super) const fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{AC00}'..='\u{D7AF}' | '\u{20000}'..='\u{3134F}')
}

/// Whether a folded text is Japanese: one kana alone may be an ornament of Chinese.
pub(super) fn has_kana(folded: &str) -> bool {
    folded.chars().filter(|c| matches!(c, 'ぁ'..='ゖ')).nth(1).is_some()
}

/// Whether a text has Chinese characters.
pub(super) fn has_han(text: &str) -> bool {
    text.chars().any(|c| c >= '\u{3400}' && is_wide(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_kana_and_old_characters_make_no_difference() {
        assert_eq!(fold("ＣＶの　ﾃﾞｰﾀ"), fold("cvのデータ"));
        assert_eq!(fold("個人資料"), fold("个人资料"));
        assert_eq!(fold("Don’t  DELETE\tit"), "don't delete it");
    }

    #[test]
    fn blanks_stay_between_words_alone() {
        assert_eq!(fold(" 本人想 access 貴公司 data \n next"), "本人想access贵公司data\nnext");
        assert_eq!(fold("per\u{200B}son\u{AD}al"), "personal");
    }

    #[test]
    fn a_folded_text_folds_to_itself() {
        let pairs: Vec<(char, char)> =
            (FIRST..=LAST).map(|from| (from, simplified(from))).filter(|(from, to)| from != to).collect();
        for (from, to) in &pairs {
            assert_eq!(simplified(*to), *to, "{from} becomes {to}, which becomes another one");
        }
        assert_eq!(pairs.len(), PAIRS.split_whitespace().count());
    }

    #[test]
    fn scripts_are_told_apart() {
        assert!(has_kana(&fold("データです")) && !has_kana(&fold("資料の")) && !has_kana("delete"));
        assert!(has_han("資料") && !has_han("データ"));
    }
}
