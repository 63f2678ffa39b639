//! Reports of mail systems: what became of a mail that was sent.
//!
//! [`Report::read`] reads delivery reports (RFC 3464, and RFC 6533 for addresses that are not ASCII), notices that somebody read a mail
//! (RFC 8098), and the bounces of programs that know no standard (qmail, Exim, old gateways) as far as they name the mail.
//!
//! # Security
//! Anybody can write a report. What it says counts only after the caller found that the mail it names went to the recipient it names.
//!
//! # Incomplete support
//! Reports of complaints (RFC 5965) are no reports here. Of a bounce without a standard the words are those beside the address.

mod fields;
mod loose;
mod notice;

pub use notice::Notice;

use crate::mime::{Mail, MessageId};
use fields::Group;
use kernel::EmailAddress;

/// **Units**: recipients of one report that are read.
const MOST_RECIPIENTS: usize = 100;
/// **Units**: ids of mails that one report names.
const MOST_IDS: usize = 20;
/// **Units**: octets of a part of a report that are looked at.
const LONGEST: usize = 256 * 1024;
/// **Units**: characters of the words of a peer that are kept.
const LONGEST_WORDS: usize = 500;

/// What a mail system tells of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it tells.
    pub kind: Kind,
    /// Ids that it names for the mail, the surest first: of the mail it brings along, then of its own head.
    pub mails: Vec<MessageId>,
    /// Of whom it tells; may be empty.
    pub recipients: Vec<Recipient>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A delivery report (RFC 3464).
    Delivery,
    /// A disposition notification (RFC 8098).
    Disposition,
    /// A bounce without a standard.
    Loose,
}

/// What became of the mail for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who should have got it in the end.
    pub last: Option<EmailAddress>,
    /// To whom it was sent in the beginning.
    pub first: Option<EmailAddress>,
    /// What became of it.
    pub action: Action,
    /// The enhanced status (RFC 3463), as `5.1.1`.
    pub status: Option<String>,
    /// The words of the mail system. **Shape**: one line, at most 500 characters.
    pub words: Option<String>,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It was not delivered, and will not be.
    Failed,
    /// It was not delivered yet.
    Delayed,
    /// It lies in the recipient's mailbox.
    Delivered,
    /// It went to a system that sends no reports.
    Relayed,
    /// It went on to several.
    Expanded,
    /// The recipient has read it, or so their program says.
    Displayed,
    /// It was thrown away unread.
    Deleted,
}

impl Report {
    /// Reads a mail as a report; `None` when it is none. `null_sender` says that the envelope had no sender, as that of reports has none.
    pub fn read(mail: &Mail, null_sender: bool) -> Option<Self> {
        let part = |kinds: [&str; 2]| mail.attachments.iter().find(|part| kinds.contains(&part.declared_type.as_str()));
        if mail.auto.report {
            // Whoever is somebody is no mail system (RFC 3464 §2).
            let delivery = part(["message/delivery-status", "message/global-delivery-status"]);
            if let Some(part) = delivery.filter(|_| null_sender || loose::is_system(mail)) {
                return Some(Self::delivery(mail, &text(&part.bytes)));
            }
            if let Some(part) = part(["message/disposition-notification", "message/global-disposition-notification"]) {
                return Some(Self::disposition(mail, &text(&part.bytes)));
            }
        }
        loose::read(mail, null_sender)
    }

    fn delivery(mail: &Mail, text: &str) -> Self {
        let groups = fields::groups(text);
        let recipients = groups.iter().filter_map(recipient).take(MOST_RECIPIENTS).collect();
        Self { kind: Kind::Delivery, mails: named(mail, Vec::new()), recipients }
    }

    fn disposition(mail: &Mail, text: &str) -> Self {
        let groups = fields::groups(text);
        let get = |name: &str| groups.iter().find_map(|group| group.get(name));
        // `manual-action/MDN-sent-manually; displayed/error`.
        let said = get("disposition").and_then(|value| value.split_once(';')).map(|(_, said)| said).unwrap_or_default();
        let action = match said.split(['/', ',']).next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "displayed" => Action::Displayed,
            "deleted" => Action::Deleted,
            // Whoever does not want to tell, or whose program cannot, has the mail all the same (RFC 2298 §3.2.6).
            _ => Action::Delivered,
        };
        let ids = get("original-message-id").map(MessageId::parse_list).unwrap_or_default();
        let recipient = Recipient {
            last: get("final-recipient").and_then(typed),
            first: get("original-recipient").and_then(typed),
            action,
            status: None,
            words: get("error").or_else(|| get("failure")).map(words),
        };
        Self { kind: Kind::Disposition, mails: named(mail, ids), recipients: vec![recipient] }
    }
}

/// One group of fields, if it tells of a recipient.
fn recipient(group: &Group) -> Option<Recipient> {
    let status = group.get("status").and_then(status);
    let action = match group.get("action").map(str::to_ascii_lowercase).as_deref() {
        Some("failed") => Action::Failed,
        Some("delayed") => Action::Delayed,
        Some("delivered") => Action::Delivered,
        Some("relayed") => Action::Relayed,
        Some("expanded") => Action::Expanded,
        // Some programs leave the action out; the status tells it (RFC 3463 §2).
        _ => match status.as_deref()?.split('.').next()? {
            "2" => Action::Delivered,
            "4" => Action::Delayed,
            _ => Action::Failed,
        },
    };
    let said = group.get("diagnostic-code").map(|code| code.split_once(';').map_or(code, |(_, words)| words));
    Some(Recipient {
        last: group.get("final-recipient").and_then(typed),
        first: group.get("original-recipient").and_then(typed),
        action,
        words: said.map(words).filter(|words| !words.is_empty()).or_else(|| status.clone()),
        status,
    })
}

/// `rfc822; bob@x.example`, or the address alone.
fn typed(value: &str) -> Option<EmailAddress> {
    let address = value.split_once(';').map_or(value, |(_, address)| address);
    address.trim().trim_matches(['<', '>', '"']).parse().ok()
}

/// `5.1.1 (user unknown)`.
fn status(value: &str) -> Option<String> {
    let code = value.split_whitespace().next()?;
    let digits = |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|sign| sign.is_ascii_digit());
    (code.split('.').count() == 3 && code.split('.').all(digits)).then(|| code.to_owned())
}

/// The ids by which a report names the mail.
fn named(mail: &Mail, surest: Vec<MessageId>) -> Vec<MessageId> {
    let mut ids = surest;
    let kinds = ["message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"];
    for part in mail.attachments.iter().filter(|part| kinds.contains(&part.declared_type.as_str())) {
        ids.extend(fields::id_of(&text(&part.bytes)));
    }
    ids.extend(mail.in_reply_to.iter().chain(mail.references.iter().rev()).cloned());
    unique(ids)
}

fn unique(ids: Vec<MessageId>) -> Vec<MessageId> {
    let mut all: Vec<MessageId> = Vec::new();
    for id in ids {
        if all.len() < MOST_IDS && !all.contains(&id) {
            all.push(id);
        }
    }
    all
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..LONGEST).unwrap_or(bytes)).into_owned()
}

/// Words of a peer: one line of bounded length.
fn words(text: &str) -> String {
    let line: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn report(kind: &str, fields: &str) -> Mail {
        let raw = format!(
            "From: MAILER-DAEMON@mx.example\nTo: support@alpha.example\nSubject: Undelivered\n\
             Content-Type: multipart/report; report-type={kind}; boundary=b\n\n--b\n\nSorry.\n\
             --b\nContent-Type: message/{kind}\n\n{fields}\n\
             --b\nContent-Type: message/rfc822\n\nFrom: support@alpha.example\nMessage-ID:\n <eins@alpha.example>\n\ntext\n--b--\n"
        );
        Mail::understand(raw.as_bytes())
    }

    fn read(mail: &Mail) -> Report {
        Report::read(mail, true).unwrap()
    }

    #[test]
    fn delivery_reports_tell_of_each_recipient() {
        let fields = "Reporting-MTA: dns; mx.example\nArrival-Date: x\n\n\
            Original-Recipient: rfc822;bob@kunde.example\nFinal-Recipient: rfc822; Bob@inside.example\nAction: failed\n\
            Status: 5.1.1 (unknown)\nDiagnostic-Code: smtp; 550 5.1.1 no\n  such user\n\n\
            Final-Recipient: rfc822;eve@kunde.example\nAction: DELAYED\nStatus: 4.4.1\nWill-Retry-Until: x\n\n\
            Final-Recipient: rfc822;carl@kunde.example\nStatus: 2.0.0\n";
        let report = read(&report("delivery-status", fields));
        assert_eq!((report.kind, report.mails[0].as_str()), (Kind::Delivery, "eins@alpha.example"));
        let seen: Vec<_> = report.recipients.iter().map(|one| (one.action, one.words.as_deref())).collect();
        let expected =
            [(Action::Failed, Some("550 5.1.1 no such user")), (Action::Delayed, Some("4.4.1")), (Action::Delivered, Some("2.0.0"))];
        assert_eq!(seen, expected);
        let first = &report.recipients[0];
        assert_eq!(first.first.as_ref().map(EmailAddress::as_str), Some("bob@kunde.example"));
        assert_eq!(first.last.as_ref().map(EmailAddress::as_str), Some("bob@inside.example"));
    }

    #[test]
    fn who_read_a_mail_is_told() {
        let fields = "Reporting-UA: x\nFinal-Recipient: rfc822;bob@kunde.example\nOriginal-Message-ID: <zwei@alpha.example>\n\
            Disposition: manual-action/MDN-sent-manually; Displayed\n";
        let report = read(&report("disposition-notification", fields));
        assert_eq!((report.kind, report.mails[0].as_str()), (Kind::Disposition, "zwei@alpha.example"));
        assert_eq!(report.recipients[0].action, Action::Displayed);
    }

    #[test]
    fn what_people_write_is_no_report() {
        let check = |raw: &str, null_sender| assert_eq!(Report::read(&Mail::understand(raw.as_bytes()), null_sender), None, "{raw}");
        check("From: bob@kunde.example\nSubject: Undelivered mail\n\nMessage-ID: <a@b.example>\n", false);
        check("From: bob@kunde.example\nSubject: Hello\n\nI got this: mail failed, returning to sender\n", true);
        check("", true);
        check("Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b--\n", false);
        check(
            "From: bob@kunde.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n\
             --b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\n\n--b--\n",
            false,
        );
    }

    proptest! {
        #[test]
        fn reading_is_total(fields in "(\\PC|\n|: |;|Action|failed|Status|5\\.1\\.1|<|>|@){0,200}", null_sender: bool) {
            for kind in ["delivery-status", "disposition-notification"] {
                Report::read(&report(kind, &fields), null_sender);
            }
            Report::read(&Mail::understand(fields.as_bytes()), null_sender);
        }
    }
}
