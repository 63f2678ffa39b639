//! Bounces of programs that know no standard: they say it in words, and bring the mail along as text.

use super::{Action, Kind, LONGEST, MOST_RECIPIENTS, Recipient, Report, fields, unique, words};
use crate::mime::{Mail, MessageId};
use kernel::EmailAddress;

/// Beginnings of subjects under which bounces travel, in lower case.
const SUBJECTS: [&str; 19] = [
    "undeliver",
    "undelivered",
    "delivery status notification",
    "delivery failure",
    "delivery failed",
    "delivery has failed",
    "delivery delayed",
    "mail delivery",
    "mail system error",
    "mail could not be delivered",
    "failure notice",
    "failed mail",
    "returned mail",
    "returned to sender",
    "message could not be delivered",
    "warning: message",
    "unzustellbar",
    "nicht zustellbar",
    "não foi possível entregar",
];
/// Lines at which the mail that did not arrive begins, in lower case: qmail's, Exim's, others'.
const COPIES: [&str; 7] = [
    "--- below this line is a copy of the message",
    "------ this is a copy of the message",
    "------ this is a copy of your message",
    "----- original message",
    "--- original message",
    "--- the header of the original message",
    "--- enclosed is a copy of the message",
];

/// Whether the sender has the name of a mail system.
pub(super) fn is_system(mail: &Mail) -> bool {
    let from = mail.from.as_ref().and_then(|from| from.parsed.as_ref()).map(EmailAddress::local);
    from.is_some_and(|local| local == "mailer-daemon" || local == "postmaster")
}

/// Reads a bounce. What only looks like one has neither the null sender nor the name of a mail system.
pub(super) fn read(mail: &Mail, null_sender: bool) -> Option<Report> {
    let by_system = null_sender || is_system(mail);
    let subject = mail.subject.to_lowercase();
    let failed = mail.header("x-failed-recipients");
    let says_so = failed.is_some() || mail.auto.report || SUBJECTS.iter().any(|begin| subject.starts_with(begin));
    if !by_system || !says_so {
        return None;
    }
    let text = mail.text.get(..mail.text.floor_char_boundary(LONGEST)).unwrap_or_default();
    let (notice, copy) = cut(text);
    let action = if subject.contains("delay") || subject.starts_with("warning") { Action::Delayed } else { Action::Failed };
    let recipients = match failed {
        Some(listed) => listed.split(',').filter_map(|one| one.trim().parse().ok()).map(|address| (address, None)).collect(),
        None => told(notice),
    };
    let recipient =
        |(last, words): (EmailAddress, Option<String>)| Recipient { last: Some(last), first: None, action, status: None, words };
    let ids = std::iter::once(copy).chain([notice]).flat_map(ids).collect();
    Some(Report {
        kind: Kind::Loose,
        mails: unique(super::named(mail, ids)),
        recipients: recipients.into_iter().take(MOST_RECIPIENTS).map(recipient).collect(),
    })
}

/// What the program says, and the mail that it brings along.
fn cut(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let low = line.trim_start().to_lowercase();
        if COPIES.iter().any(|begin| low.starts_with(begin)) {
            return text.split_at_checked(at).unwrap_or((text, ""));
        }
        at += line.len();
    }
    (text, "")
}

/// Ids in lines that are fields of a mail's head.
fn ids(text: &str) -> Vec<MessageId> {
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let is_id = name.trim_start_matches(['>', ' ', '\t']).trim_end().eq_ignore_ascii_case("message-id");
        is_id.then(|| MessageId::parse_list(value)).filter(|ids| !ids.is_empty())
    };
    let mut all: Vec<MessageId> = text.lines().filter_map(field).flatten().take(super::MOST_IDS).collect();
    // The id may stand on the line after its name.
    all.extend(fields::id_of(text.split_once("\n\n").map_or("", |(_, head)| head)));
    all
}

/// Addresses that stand at the beginning of a line, with what the line and the next ones say (`<bob@x.example>:` of qmail).
fn told(notice: &str) -> Vec<(EmailAddress, Option<String>)> {
    let lines: Vec<&str> = notice.lines().take(500).collect();
    let mut all: Vec<(EmailAddress, Option<String>)> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let line = line.trim();
        let end = line.find(char::is_whitespace).unwrap_or(line.len());
        let (word, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        let Ok(address) = word.trim_matches(['<', '>', ':', ',', ';', '"', '(', ')']).parse::<EmailAddress>() else { continue };
        if all.iter().any(|(known, _)| *known == address) {
            continue;
        }
        let after = lines.iter().skip(place + 1).map(|line| line.trim()).take_while(|line| !line.is_empty()).take(4);
        let said = words(&std::iter::once(rest).chain(after).collect::<Vec<_>>().join(" "));
        all.push((address, Some(said).filter(|said| !said.is_empty())));
        if all.len() == MOST_RECIPIENTS {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, null_sender: bool, id: &str, recipients: &[(&str, Action, Option<&str>)]) {
        let report = read(&Mail::understand(raw.as_bytes()), null_sender).unwrap();
        assert_eq!(report.mails.first().map(MessageId::as_str), Some(id).filter(|id| !id.is_empty()), "{raw}");
        let seen: Vec<_> =
            report.recipients.iter().map(|one| (one.last.as_ref().unwrap().as_str(), one.action, one.words.as_deref())).collect();
        assert_eq!(seen, recipients, "{raw}");
    }

    #[test]
    fn the_bounces_of_qmail_are_read() {
        check(
            "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the program at mx.example.\n\n\
             <bob@kunde.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n\
             --- Below this line is a copy of the message.\n\nReturn-Path: <support@alpha.example>\n\
             Message-ID: <eins@alpha.example>\n\nbob@evil.example text\n",
            true,
            "eins@alpha.example",
            &[("bob@kunde.example", Action::Failed, Some("Sorry, no mailbox here by that name. (#5.1.1)"))],
        );
    }

    #[test]
    fn the_bounces_of_exim_are_read() {
        check(
            "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: bob@kunde.example, eve@kunde.example\n\
             Subject: Mail delivery failed: returning message to sender\n\nA message could not be delivered.\n\n  bob@kunde.example\n    550 no\n\n\
             ------ This is a copy of the message, including all the headers. ------\n\nFrom: x\nMessage-Id: <eins@alpha.example>\n",
            false,
            "eins@alpha.example",
            &[("bob@kunde.example", Action::Failed, None), ("eve@kunde.example", Action::Failed, None)],
        );
    }

    #[test]
    fn a_warning_is_no_failure() {
        check(
            "From: postmaster@mx.example\nSubject: Warning: message delayed 4 hours\nIn-Reply-To: <eins@alpha.example>\n\nbob@kunde.example\nlater\n",
            false,
            "eins@alpha.example",
            &[("bob@kunde.example", Action::Delayed, Some("later"))],
        );
    }
}
