//! Ticket numbers in subject lines, in the manner of OTRS: `Re: [Ticket#2026112310000011] Printer`.
//!
//! A hook is the word before the number (`Ticket#`). Numbers are digits as all number generators of OTRS make them;
//! whether a ticket has that number is for the caller to know.
//!
//! ```
//! use wire::subject;
//! let subject = "AW: [Ticket#2026112310000011] WG: Printer";
//! assert_eq!(subject::find_number(subject, "Ticket#").as_deref(), Some("2026112310000011"));
//! assert_eq!(subject::clean(subject, "Ticket#"), "Printer");
//! assert_eq!(subject::reply("2026112310000011", subject, "Ticket#"), "Re: [Ticket#2026112310000011] Printer");
//! ```
//!
//! # Incomplete support
//! - A divider between hook and number other than blanks and colons is not read.
//! - Of the marks of replies the English, German, Dutch, Portuguese, Spanish, French, Italian and Nordic ones are known.

/// **Units**: characters of the original subject in a reply.
const LONGEST: usize = 100;
/// **Units**: digits of a ticket number.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=32;

/// Marks that programs put before the subject of a reply or a forwarded mail, in lower case.
const MARKS: [&str; 17] =
    ["re", "aw", "antw", "antwort", "sv", "vs", "res", "rif", "ref", "rv", "fwd", "fw", "wg", "tr", "enc", "doorst", "vl"];

/// Finds the number of the ticket that a subject names, with or without brackets; the first one counts.
pub fn find_number(subject: &str, hook: &str) -> Option<String> {
    next_hook(subject, hook).map(|found| found.number.to_owned())
}

/// A subject without marks of replies, hooks and doubled blanks: what the matter is.
pub fn clean(subject: &str, hook: &str) -> String {
    let mut rest = subject;
    let mut out = String::with_capacity(subject.len());
    while let Some(found) = next_hook(rest, hook) {
        out.push_str(rest.get(..found.from).unwrap_or_default());
        out.push(' ');
        rest = rest.get(found.to..).unwrap_or_default();
    }
    out.push_str(rest);
    let mut subject = out.as_str().trim();
    while let Some(shorter) = without_mark(subject) {
        subject = shorter.trim_start();
    }
    subject.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The subject of an answer about a ticket: `Re: [Ticket#…] Subject`, the subject itself at most 100 characters.
pub fn reply(number: &str, subject: &str, hook: &str) -> String {
    let subject = clean(subject, hook);
    let mut short: String = subject.chars().take(LONGEST).collect();
    if short.len() < subject.len() {
        short.truncate(short.trim_end().len());
        short.push_str(" […]");
    }
    format!("Re: [{hook}{number}] {short}").trim_end().to_owned()
}

/// Where a hook with its number stands.
struct Found<'s> {
    from: usize,
    to: usize,
    number: &'s str,
}

fn next_hook<'s>(subject: &'s str, hook: &str) -> Option<Found<'s>> {
    let hook = hook.trim();
    if hook.is_empty() {
        return None;
    }
    subject.char_indices().find_map(|(at, _)| hook_at(subject, at, hook))
}

/// Reads `hook number` at this place, with the brackets around it.
fn hook_at<'s>(subject: &'s str, at: usize, hook: &str) -> Option<Found<'s>> {
    let tail = subject.get(at..)?;
    let named = tail.get(..hook.len()).filter(|named| named.eq_ignore_ascii_case(hook))?;
    let before = subject.get(..at)?;
    // `MyTicket#1` is another hook.
    if before.ends_with(char::is_alphanumeric) && named.starts_with(char::is_alphanumeric) {
        return None;
    }
    let after = tail.get(hook.len()..)?;
    let blanks = after.len() - after.trim_start_matches([' ', ':', '\u{A0}']).len();
    let digits = after.get(blanks..)?;
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    if blanks > 3 || !DIGITS.contains(&length) {
        return None;
    }
    let number = digits.get(..length)?;
    let end = at + hook.len() + blanks + length;
    let opens = before.trim_end().strip_suffix('[').map(str::len);
    let closes = subject.get(end..)?.trim_start().strip_prefix(']').map(|rest| subject.len() - rest.len());
    let (from, to) = opens.zip(closes).unwrap_or((at, end));
    Some(Found { from, to, number })
}

/// Takes one mark off the front: `Re:`, `AW[2]:`, `Fwd (3) :`, `Re^2:`.
fn without_mark(subject: &str) -> Option<&str> {
    let (mark, rest) = subject.split_once([':', '：'])?;
    let mark = mark.trim_end();
    let word = mark.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | '^' | '*')).trim_end();
    let counter = mark.get(word.len()..).unwrap_or_default();
    let known = MARKS.iter().any(|known| word.eq_ignore_ascii_case(known));
    // `Re 2026:` and `Ref 12:` are subjects of their own; a counter has its brackets or is one digit at the word.
    let counts = counter.is_empty() || counter.trim_start().starts_with(['[', '(', '^', '*']) || counter.len() == 1;
    (known && counts && counter.len() <= 8).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOOK: &str = "Ticket#";

    #[test]
    fn numbers_are_found() {
        let check = |subject: &str, expected: Option<&str>| assert_eq!(find_number(subject, HOOK).as_deref(), expected, "{subject}");
        check("Re: [Ticket#2026112310000011] Printer", Some("2026112310000011"));
        check("AW: [ticket# 2026112310000011]", Some("2026112310000011"));
        check("TICKET#: 2026112310000011 again", Some("2026112310000011"));
        check("Re: Ticket#20261123 and [Ticket#20261124]", Some("20261123"));
        check("[Ticket#2026112310000011", Some("2026112310000011"));
        check("Ticket 2026112310000011", None);
        check("MyTicket#2026112310000011", None);
        check("Ticket#12", None);
        check(&format!("Ticket#{}", "1".repeat(33)), None);
        check("", None);
        assert_eq!(find_number("Anfrage 4711 x", "Anfrage"), Some("4711".to_owned()));
        assert_eq!(find_number("Ticket#4711", ""), None);
    }

    #[test]
    fn subjects_are_cleaned() {
        let check = |subject: &str, expected: &str| assert_eq!(clean(subject, HOOK), expected, "{subject}");
        check("Re: AW: Fwd: WG: Antw: SV: RES: ENC: Printer", "Printer");
        check("Re[2]: AW(3) : re^4: Re2: Printer", "Printer");
        check("Re: [Ticket#2026112310000011] Re: [Ticket#2026112310000011] Printer  broken", "Printer broken");
        check("Printer [Ticket#2026112310000011]", "Printer");
        check("Report: all fine", "Report: all fine");
        check("Ref 12: order", "Ref 12: order");
        check("RE：Printer", "Printer");
        check("Re:", "");
    }

    #[test]
    fn replies_name_the_ticket() {
        let check = |subject: &str, expected: &str| assert_eq!(reply("20261123", subject, HOOK), expected, "{subject}");
        check("Printer", "Re: [Ticket#20261123] Printer");
        check("AW: [Ticket#20261123] Printer", "Re: [Ticket#20261123] Printer");
        check("", "Re: [Ticket#20261123]");
        check(&"ü".repeat(150), &format!("Re: [Ticket#20261123] {} […]", "ü".repeat(100)));
    }

    proptest! {
        #[test]
        fn what_we_write_we_find(number in "[0-9]{4,32}", subject in "\\PC{0,200}") {
            prop_assert_eq!(find_number(&reply(&number, &subject, HOOK), HOOK), Some(number.clone()));
        }

        #[test]
        fn cleaning_is_total(subject in "(Re|AW|:| |\\[|\\]|Ticket#|1234|ü|ẞ|\\(2\\)){0,30}", hook in "\\PC{0,10}") {
            clean(&subject, &hook);
            find_number(&subject, &hook);
        }
    }
}
