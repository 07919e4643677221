//! How a name sounds, so that たなか, ﾀﾅｶ and Tanaka find each other, and Satoh, Satou and Sato.
//!
//! A key, not a spelling: kana becomes Latin letters (ISO 3602), the usual other spellings are brought to the same
//! letters, and long vowels to short ones. Two names with one key sound alike to a reader of Japanese; names of other
//! languages go through the same rules on both sides, and so still equal themselves.

/// What the key of a word begins with in the index, so that it is never taken for a word of a text.
pub(super) const MARK: char = '~';

/// The key of a word of kana or of Latin letters; nothing for any other. The word is normalised already.
pub(super) fn key(word: &str) -> Option<String> {
    let letters = if word.chars().all(|c| c.is_ascii_lowercase() || c == '\'') {
        word.replace('\'', "")
    } else {
        romanised(word)?
    };
    if letters.is_empty() { None } else { Some(format!("{MARK}{}", shortened(&one_spelling(&letters)))) }
}

/// Hiragana in Latin letters; nothing if there is another character in the word.
fn romanised(word: &str) -> Option<String> {
    let kana: Vec<char> = word.chars().collect();
    let mut letters = String::new();
    let mut at = 0;
    let mut doubled = false;
    while let Some(&first) = kana.get(at) {
        at += 1;
        if first == 'っ' {
            doubled = true;
            continue;
        }
        if first == 'ー' {
            continue;
        }
        let two = kana.get(at).and_then(|second| contracted(first, *second));
        let syllable = match two {
            Some(syllable) => {
                at += 1;
                syllable
            }
            None => SYLLABLES.iter().find(|(kana, _)| *kana == first)?.1.to_owned(),
        };
        if std::mem::take(&mut doubled) {
            letters.extend(syllable.chars().next());
        }
        letters.push_str(&syllable);
    }
    Some(letters)
}

/// きゃ, しゅ, ふぁ and the like.
fn contracted(first: char, second: char) -> Option<String> {
    let base = SYLLABLES.iter().find(|(kana, _)| *kana == first)?.1;
    let consonants = base.strip_suffix(['i', 'u', 'e', 'o', 'a'])?;
    let vowel = match second {
        'ゃ' => "ya",
        'ゅ' => "yu",
        'ょ' => "yo",
        'ぁ' => "a",
        'ぃ' => "i",
        'ぅ' => "u",
        'ぇ' => "e",
        'ぉ' => "o",
        _ => return None,
    };
    // ふぁ is written fa, and ふ itself fu or hu.
    let consonants = if first == 'ふ' && !vowel.starts_with('y') { "f" } else { consonants };
    Some(format!("{consonants}{vowel}"))
}

const SYLLABLES: &[(char, &str)] = &[
    ('あ', "a"),
    ('い', "i"),
    ('う', "u"),
    ('え', "e"),
    ('お', "o"),
    ('か', "ka"),
    ('き', "ki"),
    ('く', "ku"),
    ('け', "ke"),
    ('こ', "ko"),
    ('が', "ga"),
    ('ぎ', "gi"),
    ('ぐ', "gu"),
    ('げ', "ge"),
    ('ご', "go"),
    ('さ', "sa"),
    ('し', "si"),
    ('す', "su"),
    ('せ', "se"),
    ('そ', "so"),
    ('ざ', "za"),
    ('じ', "zi"),
    ('ず', "zu"),
    ('ぜ', "ze"),
    ('ぞ', "zo"),
    ('た', "ta"),
    ('ち', "ti"),
    ('つ', "tu"),
    ('て', "te"),
    ('と', "to"),
    ('だ', "da"),
    ('ぢ', "zi"),
    ('づ', "zu"),
    ('で', "de"),
    ('ど', "do"),
    ('な', "na"),
    ('に', "ni"),
    ('ぬ', "nu"),
    ('ね', "ne"),
    ('の', "no"),
    ('は', "ha"),
    ('ひ', "hi"),
    ('ふ', "hu"),
    ('へ', "he"),
    ('ほ', "ho"),
    ('ば', "ba"),
    ('び', "bi"),
    ('ぶ', "bu"),
    ('べ', "be"),
    ('ぼ', "bo"),
    ('ぱ', "pa"),
    ('ぴ', "pi"),
    ('ぷ', "pu"),
    ('ぺ', "pe"),
    ('ぽ', "po"),
    ('ま', "ma"),
    ('み', "mi"),
    ('む', "mu"),
    ('め', "me"),
    ('も', "mo"),
    ('や', "ya"),
    ('ゆ', "yu"),
    ('よ', "yo"),
    ('ら', "ra"),
    ('り', "ri"),
    ('る', "ru"),
    ('れ', "re"),
    ('ろ', "ro"),
    ('わ', "wa"),
    ('を', "o"),
    ('ん', "n"),
    ('ゔ', "vu"),
];

/// Other spellings of the same syllables, longest first.
const SPELLINGS: &[(&str, &str)] = &[
    ("tchi", "tti"),
    ("cchi", "tti"),
    ("ccha", "ttya"),
    ("cchu", "ttyu"),
    ("ccho", "ttyo"),
    ("tcha", "ttya"),
    ("tchu", "ttyu"),
    ("tcho", "ttyo"),
    ("shi", "si"),
    ("sha", "sya"),
    ("shu", "syu"),
    ("sho", "syo"),
    ("she", "sye"),
    ("chi", "ti"),
    ("cha", "tya"),
    ("chu", "tyu"),
    ("cho", "tyo"),
    ("che", "tye"),
    ("tsu", "tu"),
    ("dzu", "zu"),
    ("jya", "zya"),
    ("jyu", "zyu"),
    ("jyo", "zyo"),
    ("ji", "zi"),
    ("ja", "zya"),
    ("ju", "zyu"),
    ("jo", "zyo"),
    ("je", "zye"),
    ("fu", "hu"),
    ("du", "zu"),
];

fn one_spelling(letters: &str) -> String {
    let mut rest = letters;
    let mut one = String::with_capacity(letters.len());
    while let Some(first) = rest.chars().next() {
        let other = SPELLINGS.iter().find_map(|(other, one)| Some((rest.strip_prefix(other)?, *one)));
        if let Some((behind, spelling)) = other {
            one.push_str(spelling);
            rest = behind;
            continue;
        }
        rest = rest.strip_prefix(first).unwrap_or_default();
        // ん before these is written n or m.
        one.push(if first == 'm' && rest.starts_with(['b', 'p', 'm']) { 'n' } else { first });
    }
    one
}

/// Long vowels short: ou, oo, oh and uu.
fn shortened(letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let mut short = String::with_capacity(letters.len());
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        short.push(letter);
        at += 1;
        let next = letters.get(at).copied();
        let after = letters.get(at + 1).copied();
        let is_long = match (letter, next) {
            ('o', Some('u' | 'o')) | ('u', Some('u')) => true,
            ('o', Some('h')) => !after.is_some_and(|after| matches!(after, 'a' | 'i' | 'u' | 'e' | 'o' | 'y')),
            _ => false,
        };
        if is_long {
            at += 1;
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_one_key_in_every_spelling() {
        for names in [
            &["たなか", "tanaka"][..],
            &["さとう", "sato", "satoh", "satou", "satoo"],
            &["おおの", "ono", "ohno", "oono", "ouno"],
            &["しんいち", "shinichi", "shin'ichi", "sinichi", "siniti"],
            &["じゅんこ", "junko", "jyunko", "zyunko"],
            &["つちや", "tsuchiya", "tutiya"],
            &["ほんま", "honma", "homma"],
            &["なんば", "nanba", "namba"],
            &["はっとり", "hattori"],
            &["ふじい", "fujii", "hujii", "huzii"],
            &["きょうこ", "kyoko", "kyouko", "kyohko"],
            &["ゆうき", "yuki", "yuuki"],
            &["いっちょう", "itcho", "iccho", "ittyo"],
            &["いのうえ", "inoue"],
            &["ふぁん", "fan"],
            &["めーかー", "meka"],
        ] {
            let keys: Vec<Option<String>> = names.iter().map(|name| key(name)).collect();
            assert!(keys.iter().all(|key| key.is_some() && *key == keys[0]), "{names:?}: {keys:?}");
        }
    }

    #[test]
    fn other_names_have_other_keys() {
        for (one, other) in [
            ("かんな", "かな"),
            ("おはら", "おら"),
            ("ohara", "ora"),
            ("けんや", "けにや"),
            ("sato", "kato"),
            ("まさき", "まさこ"),
        ] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn what_is_neither_kana_nor_latin_has_no_key() {
        assert_eq!(key("田中"), None);
        assert_eq!(key("c++"), None);
        assert_eq!(key(""), None);
    }
}
