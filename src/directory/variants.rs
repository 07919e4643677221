//! Characters that stand for the same one in names and words: old and new forms, and what families write.
//!
//! NFKC joins compatibility forms (﨑 stays, ﾀ becomes タ); what it leaves apart is joined here, for searching only.
//! Sources: the table of old forms in Japan's list of regular-use kanji (常用漢字表, 2010) and the variants of
//! family names in daily use.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Pairs: the form that is written, the form that is searched for. No form on the right stands on the left.
const PAIRS: &str = "\
亞亜 惡悪 壓圧 圍囲 醫医 爲為 壹壱 稻稲 飮飲 隱隠 營営 榮栄 衞衛 驛駅 悅悦 圓円 緣縁 鹽塩 奧奥 應応 橫横 歐欧 毆殴 \
黃黄 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 槪概 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 勸勧 卷巻 寬寛 歡歓 罐缶 觀観 \
關関 陷陥 巖巌 顏顔 歸帰 氣気 龜亀 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 峽峡 挾挟 敎教 狹狭 鄕郷 鄉郷 堯尭 曉暁 區区 驅駆 \
勳勲 薰薫 徑径 惠恵 揭掲 攜携 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 藝芸 擊撃 缺欠 儉倹 劍剣 圈圏 檢検 權権 獻献 縣県 \
險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛鉱 號号 國国 黑黒 濟済 碎砕 劑剤 櫻桜 册冊 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 \
絲糸 齒歯 兒児 辭辞 濕湿 實実 舍舎 寫写 釋釈 壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 奬奨 將将 稱称 燒焼 \
證証 乘乗 剩剰 壤壌 孃嬢 條条 淨浄 狀状 疊畳 讓譲 釀醸 觸触 寢寝 愼慎 晉晋 眞真 盡尽 圖図 粹粋 醉酔 隨随 髓髄 數数 \
樞枢 聲声 靜静 攝摂 竊窃 專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 雙双 壯壮 搜捜 插挿 爭争 總総 聰聡 莊荘 裝装 騷騒 \
臟臓 藏蔵 屬属 續続 墮堕 體体 對対 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 \
鑄鋳 廳庁 聽聴 鎭鎮 遞逓 鐵鉄 轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬪闘 德徳 獨独 讀読 屆届 繩縄 惱悩 腦脳 霸覇 廢廃 \
拜拝 賣売 麥麦 發発 髮髪 拔抜 蠻蛮 祕秘 濱浜 濵浜 甁瓶 拂払 佛仏 竝並 變変 邊辺 邉辺 辯弁 寶宝 萠萌 襃褒 豐豊 沒没 \
飜翻 槇槙 萬万 滿満 默黙 彌弥 藥薬 譯訳 豫予 餘余 與与 譽誉 搖揺 樣様 謠謡 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟 綠緑 \
鄰隣 凜凛 壘塁 勵励 禮礼 隸隷 靈霊 齡齢 曆暦 歷歴 戀恋 鍊錬 爐炉 勞労 樓楼 灣湾 瑤瑶 瀨瀬 增増 吳呉 冨富 﨑崎 嵜崎 \
嶋島 嶌島 髙高 齋斉 齊斉 斎斉 渕淵 渊淵 舘館 栁柳 桒桑 𠮷吉 靑青 淸清 每毎 戶戸 步歩 產産 說説 稅税 銳鋭 卽即 旣既 \
曾曽 吞呑 內内 晚晩 裡裏 峯峰 邨村 埜野 眾衆 鷗鴎 檜桧 籠篭 藪薮 礪砺 嚙噛 頰頬 塡填 剝剥 姬姫 查査 研研 硏研 諸諸 \
陈陳 张張 刘劉 杨楊 赵趙 吴呉 孙孫 马馬 罗羅 郑鄭 谢謝 许許 韩韓 冯馮 邓鄧 苏蘇 龙竜 东東 军軍 伟偉 华華 丽麗 \
经経 济済 计計 设設 电電 业業 务務 营営 应応 证証 语語 职職 员員 资資 产産 历歴 对対 发発 过過 进進 项項 题題 问問 间間 \
书書 长長 门門 车車 银銀 险険 监監 审審 财財 购購 贸貿 际際 环環 质質 规規 标標 组組 织織 结結 网網 统統 维維 编編 译訳 \
卫衛 湾湾 岛島 宝宝 龟亀 乐楽 兰蘭 庆慶 荣栄 贤賢 静静 颖穎 玮瑋 晓暁 峰峰 丰豊 万万 \
师師 传伝 测測 负負 责責 开開 软軟 认認 记記 识識 谈談 请請 调調 论論 订訂 讲講 评評 词詞 读読 课課 贵貴 费費 货貨 见見 视視 级級 红紅 纸紙 纯純 线線 练練 终終 绍紹 给給 绩績 约約 \
纪紀 细細 铁鉄 钢鋼 针針 钱銭 锋鋒 锦錦 镇鎮 镜鏡 闻聞 阳陽 阴陰 阶階 陆陸 队隊 难難 顺順 须須 顾顧 预預 领領 频頻 风風 飞飛 馆館 驰馳 驻駐 鱼魚 亚亜 亲親 亿億 仓倉 优優 伦倫 侨僑 \
债債 儿児 兴興 养養 农農 决決 况況 击撃 则則 刚剛 创創 剧劇 办辦 动動 劳労 势勢 协協 单単 卖売 卢盧 厂廠 厅庁 压圧 县県 变変 启啓 响響 团団 园園 围囲 图図 圆円 圣聖 场場 坚堅 执執 \
扩拡 扬揚 护護 报報 拟擬 择択 挥揮 损損 换換 敌敵 无無 时時 显顕 术術 权権 极極 构構 树樹 样様 桥橋 检検 欢歓 汉漢 汤湯 泽沢 洁潔 浓濃 润潤 渐漸 滨浜 灵霊 烟煙 烧焼 热熱 爱愛 现現 \
琼瓊 疗療 盐塩 盘盤 码碼 确確 离離 种種 积積 稳穏 竞競 笔筆 筑築 简簡 类類 紧緊 纲綱 纳納 综綜 绘絵 绪緒 缩縮 聪聡 联聯 胜勝 脑脳 舰艦 艺芸 节節 药薬 获獲 萧蕭 蓝藍 虑慮 补補 讯訊 \
议議 访訪 诊診 诗詩 诚誠 询詢 详詳 误誤 谊誼 谦謙 谭譚 贷貸 贺賀 赖頼 赛賽 跃躍 轮輪 轻軽 载載 较較 辅輔 输輸 边辺 达達 迁遷 运運 远遠 违違 连連 迟遅 适適 选選 递逓 遗遺 邮郵 邻隣 \
释釈 铜銅 铃鈴 键鍵 试試 众衆 复復 归帰 总総 战戦 扫掃";

fn table() -> &'static HashMap<char, char> {
    static TABLE: OnceLock<HashMap<char, char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let pair = |pair: &str| {
            let mut chars = pair.chars();
            Some((chars.next()?, chars.next()?)).filter(|(written, searched)| written != searched)
        };
        PAIRS.split_ascii_whitespace().filter_map(pair).collect()
    })
}

/// The forms of the characters of one block by their place in it; nothing for those that stand for themselves.
fn block() -> &'static [Option<char>] {
    static BLOCK: OnceLock<Vec<Option<char>>> = OnceLock::new();
    BLOCK.get_or_init(|| (FIRST..=LAST).map(|written| table().get(&written).copied()).collect())
}

/// The block in which nearly all of them stand: CJK Unified Ideographs.
const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';

/// The form of a character that is searched for. It is asked for every character of every text that is shown.
pub(super) fn searched(written: char) -> char {
    let form = match written {
        '\0'..='\x7F' => None,
        FIRST..=LAST => block().get(written as usize - FIRST as usize).copied().flatten(),
        _ => table().get(&written).copied(),
    };
    form.unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_is_searched_for_is_not_replaced_again() {
        for (written, form) in table() {
            assert_eq!(searched(*form), *form, "{written} leads to {form}, which leads on");
        }
    }

    #[test]
    fn every_pair_is_a_pair() {
        for pair in PAIRS.split_ascii_whitespace() {
            assert_eq!(pair.chars().count(), 2, "{pair}");
        }
    }

    #[test]
    fn what_families_write_is_found_by_the_usual_form() {
        let form = |name: &str| name.chars().map(searched).collect::<String>();
        assert_eq!(form("髙橋"), "高橋");
        assert_eq!((form("渡邊"), form("渡邉")), ("渡辺".to_owned(), "渡辺".to_owned()));
        assert_eq!((form("齋藤"), form("斎藤"), form("齊藤")), ("斉藤".into(), "斉藤".into(), "斉藤".into()));
        assert_eq!(form("慶應"), "慶応");
        assert_eq!(form("陈伟"), form("陳偉"));
    }
}
