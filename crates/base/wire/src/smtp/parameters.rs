//! What stands behind the path in MAIL and RCPT.

use super::reply::Reply;
use super::terms::Wish;

/// The parameters of MAIL that change anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MailTerms {
    /// **Units**: octets; 0 when the client did not say.
    pub(super) size: usize,
    pub(super) utf8: bool,
    /// What the client calls the envelope.
    pub(super) envelope_id: Option<String>,
}

/// Characters of an ENVID as sent (RFC 3461 §4.4).
const LONGEST_ENVID: usize = 100;

/// Characters of an ORCPT as sent (RFC 3461 §4.2).
const LONGEST_ORCPT: usize = 500;

/// Digits of a SIZE (RFC 1870 §4).
const MOST_DIGITS: usize = 20;

/// SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), RET and ENVID (RFC 3461), each at most once.
///
/// # Errors
/// 501 for a wrong value, 555 for a parameter that is not known here.
pub(super) fn of_mail(text: &str) -> Result<MailTerms, Reply> {
    let mut terms = MailTerms::default();
    for (key, value) in &divide(text)? {
        let fits = match (key.as_str(), *value) {
            ("SIZE", Some(value)) => {
                let digits = (1..=MOST_DIGITS).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
                // 20 digits may be more than a number holds; that is too big in any case.
                terms.size = value.parse().unwrap_or(usize::MAX);
                digits
            }
            ("BODY", Some(value)) if value.eq_ignore_ascii_case("BINARYMIME") => return Err(unsupported()),
            ("BODY", Some(value)) => value.eq_ignore_ascii_case("7BIT") || value.eq_ignore_ascii_case("8BITMIME"),
            ("SMTPUTF8", None) => {
                terms.utf8 = true;
                true
            }
            ("RET", Some(value)) => value.eq_ignore_ascii_case("FULL") || value.eq_ignore_ascii_case("HDRS"),
            ("ENVID", Some(value)) => {
                terms.envelope_id = Some(from_xtext(value));
                value.len() <= LONGEST_ENVID && is_xtext(value)
            }
            ("SIZE" | "BODY" | "SMTPUTF8" | "RET" | "ENVID", _) => false,
            _ => return Err(unsupported()),
        };
        if !fits {
            return Err(wrong(key));
        }
    }
    Ok(terms)
}

/// NOTIFY and ORCPT (RFC 3461), each at most once. Failures and delays are the client's to report: it keeps what we do not take.
///
/// # Errors
/// 501 for a wrong value, 555 for a parameter that is not known here.
pub(super) fn of_rcpt(text: &str) -> Result<Wish, Reply> {
    let mut wish = Wish::default();
    for (key, value) in &divide(text)? {
        let fits = match (key.as_str(), *value) {
            ("NOTIFY", Some(value)) => {
                wish.notice = value.split(',').any(|word| word.eq_ignore_ascii_case("SUCCESS"));
                is_notify(value)
            }
            ("ORCPT", Some(value)) => {
                wish.original = Some(from_xtext(value));
                value.len() <= LONGEST_ORCPT && is_original(value)
            }
            ("NOTIFY" | "ORCPT", None) => false,
            _ => return Err(unsupported()),
        };
        if !fits {
            return Err(wrong(key));
        }
    }
    Ok(wish)
}

pub(super) fn unsupported() -> Reply {
    Reply::new(555, "5.5.4", "parameter not supported")
}

fn wrong(key: &str) -> Reply {
    Reply::new(501, "5.5.4", format!("parameter {key} is wrong"))
}

/// Keys in upper case with their values.
fn divide(text: &str) -> Result<Vec<(String, Option<&str>)>, Reply> {
    let mut parameters: Vec<(String, Option<&str>)> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let (key, value) = word.split_once('=').map_or((word, None), |(key, value)| (key, Some(value)));
        let is_key = key.starts_with(|c: char| c.is_ascii_alphanumeric()) && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let is_value = value.is_none_or(|value| !value.is_empty() && !value.contains(|c: char| c.is_control() || c == '='));
        if !is_key || !is_value {
            return Err(Reply::new(501, "5.5.4", "a parameter is KEY or KEY=VALUE"));
        }
        let key = key.to_ascii_uppercase();
        if parameters.iter().any(|(other, _)| *other == key) {
            return Err(Reply::new(501, "5.5.4", format!("parameter {key} stands there twice")));
        }
        parameters.push((key, value));
    }
    Ok(parameters)
}

/// `NEVER`, or some of the others (RFC 3461 §4.1).
fn is_notify(value: &str) -> bool {
    let words: Vec<String> = value.split(',').map(str::to_ascii_uppercase).collect();
    let once = words.iter().enumerate().all(|(nth, word)| words.iter().position(|other| other == word) == Some(nth));
    let known = words.iter().all(|word| matches!(word.as_str(), "SUCCESS" | "FAILURE" | "DELAY"));
    once && (known || value.eq_ignore_ascii_case("NEVER"))
}

/// A kind of address and an address of that kind (RFC 3461 §4.2); in UTF-8 for the kind of that name (RFC 6533 §3).
fn is_original(value: &str) -> bool {
    let Some((kind, address)) = value.split_once(';') else { return false };
    let is_kind = !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let ascii: String = address.chars().filter(|c| c.is_ascii() || !kind.eq_ignore_ascii_case("utf-8")).collect();
    is_kind && !address.is_empty() && (ascii.is_empty() || is_xtext(&ascii))
}

/// Printable ASCII, `+` and two upper-case hexadecimal digits for what cannot stand for itself (RFC 3461 §4).
fn is_xtext(text: &str) -> bool {
    let mut parts = text.split('+');
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_graphic() && b != b'=');
    let first = parts.next().is_some_and(plain);
    first
        && parts.all(|part| {
            let (code, rest) = part.split_at_checked(2).unwrap_or(("", part));
            let is_hex = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
            is_hex && u8::from_str_radix(code, 16).is_ok_and(|byte| (b' '..=b'~').contains(&byte)) && plain(rest)
        })
}

/// What xtext stands for; what is none stands for itself.
fn from_xtext(text: &str) -> String {
    let mut parts = text.split('+');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or(("", part));
        out.extend(u8::from_str_radix(code, 16).ok().map(char::from));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is read, or the code of the refusal.
    fn check_mail(text: &str, expected: Result<(usize, bool), u16>) {
        let seen = of_mail(text).map(|terms| (terms.size, terms.utf8)).map_err(|reply| reply.code());
        assert_eq!(seen, expected, "{text}");
    }

    fn check_rcpt(text: &str, expected: Result<(), u16>) {
        assert_eq!(of_rcpt(text).map(drop).map_err(|reply| reply.code()), expected, "{text}");
    }

    #[test]
    fn parameters_of_mail_are_read() {
        check_mail("", Ok((0, false)));
        check_mail(" SIZE=12  body=8bitmime smtputf8 ", Ok((12, true)));
        check_mail(" BODY=7BIT", Ok((0, false)));
        check_mail(" SIZE=99999999999999999999", Ok((usize::MAX, false)));
        for wrong in ["SIZE", "SIZE=", "SIZE=-1", "SIZE=1x", "SIZE=+1", "SIZE=999999999999999999999", "BODY=9BIT", "BODY", "SMTPUTF8=1"] {
            check_mail(&format!(" {wrong}"), Err(501));
        }
        for twice in ["SIZE=1 SIZE=1", "SMTPUTF8 smtputf8", "RET=FULL RET=HDRS"] {
            check_mail(&format!(" {twice}"), Err(501));
        }
        for unknown in ["X=Y", "REQUIRETLS", "AUTH=<>", "BY=12;R", "BODY=BINARYMIME", "NOTIFY=NEVER", "MT-PRIORITY=3"] {
            check_mail(&format!(" {unknown}"), Err(555));
        }
        check_mail(" =", Err(501));
        check_mail(" -X", Err(501));
        check_mail(" \u{fc}=1", Err(501));
    }

    #[test]
    fn wishes_for_reports_are_checked() {
        check_mail(" RET=HDRS ENVID=QQ314159", Ok((0, false)));
        check_mail(" RET=full ENVID=a+2Bb+3D+20", Ok((0, false)));
        check_rcpt(" NOTIFY=NEVER ORCPT=rfc822;Bob+2BSmith@x.example", Ok(()));
        check_rcpt(" notify=success,FAILURE,Delay orcpt=utf-8;b\u{fc}ro@x.example", Ok(()));
        check_rcpt(" ORCPT=utf-8;\u{fc}", Ok(()));
        check_mail(&format!(" ENVID={}", "a".repeat(LONGEST_ENVID)), Ok((0, false)));
        check_mail(&format!(" ENVID={}", "a".repeat(LONGEST_ENVID + 1)), Err(501));
        check_rcpt(&format!(" ORCPT=rfc822;{}", "a".repeat(LONGEST_ORCPT - 7)), Ok(()));
        check_rcpt(&format!(" ORCPT=rfc822;{}", "a".repeat(LONGEST_ORCPT)), Err(501));
        for wrong in ["RET", "RET=ALL", "ENVID=", "ENVID", "ENVID=a+2", "ENVID=+2b", "ENVID=+0D+0A", "ENVID=+00", "ENVID=\u{fc}"] {
            check_mail(&format!(" {wrong}"), Err(501));
        }
        for wrong in ["NOTIFY", "NOTIFY=NEVER,DELAY", "NOTIFY=DELAY,DELAY", "NOTIFY=DELAY,", "NOTIFY=X", "ORCPT=x", "ORCPT=;x"] {
            check_rcpt(&format!(" {wrong}"), Err(501));
        }
        for wrong in ["ORCPT=rfc822;", "ORCPT=rfc822;\u{fc}", "ORCPT=rfc822;a=b", "ORCPT=rfc822;a ORCPT=rfc822;a"] {
            check_rcpt(&format!(" {wrong}"), Err(501));
        }
        check_rcpt(" SIZE=1", Err(555));
        check_rcpt(" RRVS=2014-04-03T23:01:00Z", Err(555));
    }

    proptest! {
        #[test]
        fn what_is_encoded_as_xtext_is_taken(text in "[ -~]{1,33}") {
            let plain = |c: char| c.is_ascii_graphic() && c != '+' && c != '=';
            let encoded: String = text.chars().map(|c| if plain(c) { c.to_string() } else { format!("+{:02X}", u32::from(c)) }).collect();
            let (mail, rcpt) = (format!(" ENVID={encoded}"), format!(" ORCPT=rfc822;{encoded}"));
            prop_assert!(of_mail(&mail).is_ok() && of_rcpt(&rcpt).is_ok());
        }

        #[test]
        fn any_text_is_read_or_refused(text in "( |=|\\+|;|,|[0-9A-F]{2}|SIZE|BODY|ORCPT|ENVID|NOTIFY|RET|SMTPUTF8|\\PC){0,30}") {
            for code in [of_mail(&text).err(), of_rcpt(&text).err()].into_iter().flatten().map(|reply| reply.code()) {
                prop_assert!(code == 501 || code == 555);
            }
        }
    }
}
