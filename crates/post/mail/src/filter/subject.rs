//! A mail as filters look at it.

use super::{Condition, Rule, compile};
use std::time::Instant;
use wire::mime::Mail;

/// **Units**: bytes of a text that patterns look at.
const LONGEST: usize = 64 * 1024;
/// Captures that values may name.
const CAPTURES: usize = 9;
/// **Units**: characters of a capture in a value.
const LONGEST_CAPTURE: usize = 200;

/// Filters took all the time that a mail has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooSlow;

/// What filters look at.
#[derive(Debug)]
pub(crate) struct Subject<'m> {
    pub(crate) mail: &'m Mail,
    /// Empty for the null sender.
    pub(crate) envelope_from: String,
    pub(crate) recipients: Vec<String>,
    /// **Units**: bytes.
    pub(crate) size: u64,
    pub(crate) way: String,
    pub(crate) account: Option<String>,
}

impl Subject<'_> {
    /// Whether the conditions of a rule hold; if so, what their patterns caught.
    ///
    /// # Errors
    /// The time was over before that was known.
    pub(super) fn holds(&self, rule: &Rule, until: Instant) -> Result<Option<Vec<String>>, TooSlow> {
        let mut caught = Vec::new();
        for condition in &rule.conditions {
            if Instant::now() >= until {
                return Err(TooSlow);
            }
            if !self.holds_one(condition, &mut caught) {
                return Ok(None);
            }
        }
        Ok(Some(caught))
    }

    fn holds_one(&self, condition: &Condition, caught: &mut Vec<String>) -> bool {
        let mail = self.mail;
        match condition {
            Condition::Header { name, matches, not } => {
                let fields = mail.headers().iter().filter(|(field, _)| field.eq_ignore_ascii_case(name));
                any(fields.map(|(_, value)| value.as_str()), matches, caught) != *not
            }
            Condition::Body { matches, not } => any(std::iter::once(mail.text.as_str()), matches, caught) != *not,
            Condition::EnvelopeFrom { matches, not } => any(std::iter::once(self.envelope_from.as_str()), matches, caught) != *not,
            Condition::Recipient { matches, not } => {
                let written = mail.to.iter().chain(&mail.cc).map(|mailbox| mailbox.address.as_str()).filter(|_| self.recipients.is_empty());
                any(self.recipients.iter().map(String::as_str).chain(written), matches, caught) != *not
            }
            Condition::Attachment { matches, not } => {
                let names: Vec<String> = mail.attachments.iter().map(|file| format!("{} {}", file.name, file.kind)).collect();
                any(names.iter().map(String::as_str), matches, caught) != *not
            }
            Condition::Size { over, under } => over.is_none_or(|over| self.size > over) && under.is_none_or(|under| self.size < under),
            Condition::Way { is } => self.way == *is,
            Condition::Account { is } => self.account.as_deref() == Some(is),
        }
    }
}

/// Whether a pattern matches one of some texts; what it catches in the first of them is kept.
fn any<'t>(texts: impl Iterator<Item = &'t str>, pattern: &str, caught: &mut Vec<String>) -> bool {
    let Some(pattern) = compile(pattern) else { return false };
    for text in texts {
        let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
        let Some(found) = pattern.captures(text) else { continue };
        let parts = found.iter().skip(1).map(|part| part.map_or("", |part| part.as_str()));
        let room = CAPTURES.saturating_sub(caught.len());
        caught.extend(parts.take(room).map(|part| part.chars().take(LONGEST_CAPTURE).collect()));
        return true;
    }
    false
}

/// A value with what was caught in the place of `$1` to `$9`; one line.
pub(super) fn filled(value: &str, caught: &[String]) -> String {
    let mut out = String::with_capacity(value.len());
    let mut signs = value.chars().peekable();
    while let Some(sign) = signs.next() {
        let number = signs.peek().and_then(|next| next.to_digit(10)).filter(|number| sign == '$' && *number > 0);
        match number {
            Some(number) => {
                signs.next();
                let place = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
                out.push_str(caught.get(place).map_or("", String::as_str));
            }
            None => out.push(sign),
        }
    }
    tickets::tidy_title(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(raw: &str, conditions: &str) -> Option<Vec<String>> {
        let mail = Mail::understand(raw.as_bytes());
        let rule: Rule = serde_json::from_str(&format!("{{\"conditions\":[{conditions}],\"stop\":true}}")).unwrap();
        assert_eq!(rule.fits(), Ok(()), "{conditions}");
        let subject = Subject {
            mail: &mail,
            envelope_from: "bob@kunde.example".into(),
            recipients: vec!["support@alpha.example".into()],
            size: 1_000,
            way: "smtp".into(),
            account: None,
        };
        subject.holds(&rule, Instant::now() + std::time::Duration::from_mins(1)).unwrap()
    }

    #[test]
    fn each_condition_holds_or_not() {
        let raw = "From: bob@kunde.example\nSubject: Auftrag 4711 eilt\nX-Spam-Flag: YES\nX-Spam-Flag: NO\n\nHallo\nDrucker\n";
        let check = |condition: &str, expected: bool| assert_eq!(holds(raw, condition).is_some(), expected, "{condition}");
        check(r#"{"on":"header","name":"x-spam-flag","matches":"^yes$"}"#, true);
        check(r#"{"on":"header","name":"x-spam-flag","matches":"^yes$","not":true}"#, false);
        check(r#"{"on":"header","name":"x-other","matches":".*"}"#, false);
        check(r#"{"on":"header","name":"x-other","matches":".*","not":true}"#, true);
        check(r#"{"on":"body","matches":"^drucker$"}"#, true);
        check(r#"{"on":"envelope_from","matches":"@kunde\\.example$"}"#, true);
        check(r#"{"on":"recipient","matches":"^sales@"}"#, false);
        check(r#"{"on":"attachment","matches":"."}"#, false);
        check(r#"{"on":"size","over":999,"under":1001}"#, true);
        check(r#"{"on":"size","over":1000}"#, false);
        check(r#"{"on":"way","is":"smtp"}"#, true);
        check(r#"{"on":"way","is":"imap"}"#, false);
        check(r#"{"on":"account","is":"00000000000000000000000000"}"#, false);
        check(r#"{"on":"way","is":"smtp"},{"on":"body","matches":"nicht da"}"#, false);
    }

    #[test]
    fn what_was_caught_stands_in_values() {
        let caught = holds(
            "Subject: Auftrag 4711 eilt\n\nvon Eva\n",
            r#"{"on":"header","name":"Subject","matches":"auftrag (\\d+)"},{"on":"body","matches":"von (\\w+)"}"#,
        );
        let caught = caught.unwrap();
        assert_eq!(filled("Auftrag $1 von $2$3, 5 $", &caught), "Auftrag 4711 von Eva, 5 $");
    }

    #[test]
    fn a_pattern_costs_time_in_the_length_of_the_mail_and_no_more() {
        let raw = format!("Subject: x\n\n{}!\n", "a".repeat(1_000_000));
        assert_eq!(holds(&raw, r#"{"on":"body","matches":"(a+)+$"}"#).map(|caught| caught.len()), Some(1));
        assert!(holds(&raw, r#"{"on":"body","matches":"(a|aa)+b(a|aa)+c"}"#).is_none());
    }
}
