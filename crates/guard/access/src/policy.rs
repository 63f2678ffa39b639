//! Which passwords are good enough.
//!
//! **Shape**: 15 to 256 signs, any of Unicode, counted in NFC. No rules of composition, no expiry. Refused is what others try
//! first: words of a list, words that anybody knows about the person and the desk, repetitions, rows of a keyboard.
//!
//! # Source
//! NIST SP 800-63B-4 §3.1.1.2; OWASP ASVS 5.0 V6.2.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// **Units**: signs.
#[cfg(test)]
const SHORTEST: usize = 15;
const LONGEST: usize = 256;

/// So many signs must stay when everything well known is taken out. Repeated signs count once.
const OWN_SIGNS: usize = 8;

/// Shorter words say too little to be taken out.
const SHORTEST_WORD: usize = 4;

/// Why a password is not good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer signs than are demanded.
    #[error("the password has fewer signs than are demanded")]
    TooShort,
    /// More than 256 signs.
    #[error("the password has more than 256 signs")]
    TooLong,
    /// It is made of words that are tried first, or that say something about the person or the desk.
    #[error("the password is made of well-known words")]
    WellKnown,
    /// It is one piece again and again, or has too few different signs.
    #[error("the password repeats itself")]
    Repetitive,
    /// It follows the alphabet, the digits or the rows of a keyboard.
    #[error("the password follows the rows of a keyboard or the alphabet")]
    Sequence,
}

static BLOCKED: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../assets/blocklist.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// Refuses a password that is not good enough, or shorter than `shortest` signs. `about` are texts that anybody knows about the person and the desk: names,
/// login, address.
pub(crate) fn check(password: &str, shortest: u16, about: &[&str]) -> Result<(), WeakPassword> {
    let signs: Vec<char> = password.nfc().take(LONGEST + 1).collect();
    match signs.len() {
        length if length < usize::from(shortest) => return Err(WeakPassword::TooShort),
        0..=LONGEST => {}
        _ => return Err(WeakPassword::TooLong),
    }
    let folded: Vec<char> = signs.iter().flat_map(|sign| sign.to_lowercase()).collect();
    if repeats(&folded) {
        return Err(WeakPassword::Repetitive);
    }
    if is_sequence(&folded) {
        return Err(WeakPassword::Sequence);
    }
    let words = words(about);
    if spellings(&folded).iter().any(|spelling| is_well_known(spelling, &words)) {
        return Err(WeakPassword::WellKnown);
    }
    Ok(())
}

/// Whether a password is one that others try first, however long. Asked at each sign-in: one may have become so after it was chosen, or
/// may have come from another system.
pub(crate) fn is_tried_first(password: &str) -> bool {
    check(password, 0, &[]).is_err_and(|weak| weak != WeakPassword::TooLong)
}

/// One piece at least twice, or fewer than five different signs.
fn repeats(signs: &[char]) -> bool {
    let has_period = |period: usize| signs.iter().zip(signs.iter().skip(period)).all(|(one, other)| one == other);
    (1..=signs.len() / 2).any(has_period) || signs.iter().collect::<BTreeSet<_>>().len() < 5
}

/// Three quarters of all steps go along a row, in either direction.
fn is_sequence(signs: &[char]) -> bool {
    const ROWS: [&str; 9] = [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890",
        "qwertyuiop[]",
        "qwertzuiopü+",
        "asdfghjkl;'",
        "asdfghjklöä#",
        "zxcvbnm,./",
        "yxcvbnm,.-",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    ];
    let is_step = |one: char, other: char| {
        ROWS.iter().any(|row| {
            let mut pairs = row.chars().zip(row.chars().skip(1));
            pairs.any(|pair| pair == (one, other) || pair == (other, one))
        })
    };
    let steps = signs.iter().zip(signs.iter().skip(1)).filter(|(one, other)| is_step(**one, **other)).count();
    steps * 4 >= signs.len().saturating_sub(1) * 3
}

/// The password as it was typed, without signs between words, and with digits read as the letters that they stand for.
fn spellings(folded: &[char]) -> Vec<String> {
    let typed: String = folded.iter().collect();
    let bare: String = folded.iter().filter(|sign| sign.is_alphanumeric()).collect();
    let read = |text: &str| text.chars().map(unmask).collect::<String>();
    let mut all = vec![read(&typed), typed];
    // Where most is signs there are no words to look for.
    if bare.chars().count() * 2 >= folded.len() {
        all.extend([read(&bare), bare]);
    }
    all
}

const fn unmask(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// The product's and the person's words, long enough to say something.
fn words(about: &[&str]) -> Vec<String> {
    let texts = about.iter().copied().chain(["beleg", "otrs", "helpdesk", "servicedesk", "ticket"]);
    let lower = texts.map(|text| text.nfc().flat_map(char::to_lowercase).collect::<String>());
    let pieces = lower.flat_map(|text| {
        let whole: String = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
        text.split(|sign: char| !sign.is_alphanumeric()).map(str::to_owned).chain([whole]).collect::<Vec<_>>()
    });
    let mut words: Vec<String> = pieces.filter(|word| word.chars().count() >= SHORTEST_WORD).collect();
    words.extend(BLOCKED.iter().map(|word| (*word).to_owned()));
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Whether too little stays when the known words are taken out, longest first.
fn is_well_known(spelling: &str, words: &[String]) -> bool {
    if BLOCKED.contains(spelling) {
        return true;
    }
    let left = words
        .iter()
        .fold(spelling.to_owned(), |left, word| if left.contains(word.as_str()) { left.replace(word.as_str(), " ") } else { left });
    let mut own: Vec<char> = left.chars().filter(|sign| !sign.is_whitespace()).collect();
    own.dedup();
    own.len() < OWN_SIGNS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ABOUT: [&str; 4] = ["alpha", "Südlicht IT-Service", "Erika Mustermann", "erika.mustermann@suedlicht.example"];

    #[test]
    fn good_passwords_pass_and_bad_ones_say_why() {
        let is = |password: &str, expected: Result<(), WeakPassword>| assert_eq!(check(password, 15, &ABOUT), expected, "{password}");
        is("Teekanne fliegt um neun", Ok(()));
        is("vK3#rQ9!mZ7&xP2", Ok(()));
        is("纸上得来终觉浅绝知此事要躬行", Err(WeakPassword::TooShort));
        is("纸上得来终觉浅绝知此事要躬行也", Ok(()));
        is("%&/()=?§$ü#+*~'", Ok(()));
        is("kurz", Err(WeakPassword::TooShort));
        is("vierzehn Zeich", Err(WeakPassword::TooShort));
        is(&"lang und länger ".repeat(17), Err(WeakPassword::TooLong));
        is("abcabcabcabcabcabc", Err(WeakPassword::Repetitive));
        is("passwortpasswort", Err(WeakPassword::Repetitive));
        is("aabbaabaabbbabab", Err(WeakPassword::Repetitive));
        is("qwertzuiopasdfghjkl", Err(WeakPassword::Sequence));
        is("abcdefghijklmno1", Err(WeakPassword::Sequence));
        is("98765432109876543x", Err(WeakPassword::Sequence));
        is("1qaz2wsx3edc4rfv", Err(WeakPassword::Sequence));
        is("Passwort2026!!!!!", Err(WeakPassword::WellKnown));
        is("P4$$w0rt-W1llk0mmen", Err(WeakPassword::WellKnown));
        is("correct horse battery staple", Err(WeakPassword::WellKnown));
        is("erika.mustermann1990", Err(WeakPassword::WellKnown));
        is("Südlicht-Beleg-2026", Err(WeakPassword::WellKnown));
        is("SuedlichtHelpdesk#1", Err(WeakPassword::WellKnown));
        is("ErikaMustermann und ihr grünes Rad", Ok(()));
    }

    #[test]
    fn the_list_is_long_and_in_the_form_that_is_looked_up() {
        assert!(BLOCKED.len() >= 300, "{}", BLOCKED.len());
        for word in BLOCKED.iter() {
            assert!(
                word.chars().count() >= SHORTEST_WORD && word.chars().all(|sign| sign.is_alphanumeric() && !sign.is_uppercase()),
                "{word}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "\\PC{0,300}", about in "\\PC{0,60}") {
            let outcome = check(&text, 15, &[&about]);
            prop_assert!(outcome.is_err() || text.nfc().count() >= SHORTEST);
        }

        #[test]
        fn a_password_made_of_chance_passes(text in "[a-z0-9]{20,40}") {
            prop_assert!(check(&text, 15, &ABOUT).is_ok() || text.len() < 25);
        }
    }
}
