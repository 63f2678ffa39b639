//! Whether a person or a program wrote.

use super::headers::Headers;

/// What a mail says about having been written by a program, so that nobody answers automatically.
///
/// Whether the envelope's sender was null, the strongest hint of all, is not in the mail: the caller knows it.
///
/// # Source
/// RFC 3834 §2; RFC 2919 and RFC 2369 (lists); X-Auto-Response-Suppress is Exchange's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one header field that is there or not")]
pub struct Loop {
    /// The value of Auto-Submitted in lower case, without comments and parameters.
    pub auto_submitted: Option<String>,
    /// Precedence says bulk, junk or list.
    pub precedence_bulk: bool,
    /// It came over a mailing list.
    pub list: bool,
    /// It is a report of a mail system: a bounce, a read receipt, a complaint.
    pub report: bool,
    /// The sender asks for no automatic answer.
    pub x_auto_response_suppress: bool,
    /// OTRS or one of its family sent it automatically.
    pub x_otrs_loop: bool,
    /// We sent it automatically ourselves.
    pub own_loop: bool,
    /// A program answered in somebody's place: they are away, or a desk says that something arrived.
    pub answered: bool,
}

/// The header field by which our own automatic mails are known.
pub(super) const OWN_LOOP: &str = "X-Beleg-Loop";

impl Loop {
    pub(super) fn read(headers: &Headers, kind: &str) -> Self {
        let word = |name: &str| headers.get(name).map(|value| value.split([';', '(', ' ']).next().unwrap_or_default().to_ascii_lowercase());
        let says = |name: &str, words: &[&str]| {
            headers.all(name).flat_map(|value| value.split(',')).any(|one| words.iter().any(|word| one.trim().eq_ignore_ascii_case(word)))
        };
        let auto_submitted = word("auto-submitted").filter(|value| !value.is_empty());
        let x_auto_response_suppress = says("x-auto-response-suppress", &["all", "autoreply", "oof"]);
        // Exchange says of its answers only that a program made them and wants none back.
        let answered = match auto_submitted.as_deref() {
            Some("auto-replied") => true,
            Some("auto-generated") => x_auto_response_suppress,
            _ => ["x-autoreply", "x-autorespond", "x-autoresponder"].iter().any(|name| headers.get(name).is_some()),
        };
        Self {
            answered: answered || says("precedence", &["auto_reply"]),
            auto_submitted,
            precedence_bulk: says("precedence", &["bulk", "junk", "list", "auto_reply"]),
            list: ["list-id", "list-unsubscribe", "list-post", "mailing-list"].iter().any(|name| headers.get(name).is_some()),
            report: kind == "multipart/report",
            x_auto_response_suppress,
            x_otrs_loop: says("x-otrs-loop", &["yes", "true", "1"]) || says("x-loop", &["yes", "true", "1"]),
            own_loop: headers.get(OWN_LOOP).is_some(),
        }
    }

    /// Whether an automatic answer must not be sent.
    pub fn is_automatic(&self) -> bool {
        self.auto_submitted.as_deref().is_some_and(|value| value != "no")
            || self.precedence_bulk
            || self.list
            || self.report
            || self.x_auto_response_suppress
            || self.x_otrs_loop
            || self.own_loop
            || self.answered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime::headers;

    #[test]
    fn answers_of_programs_are_told_from_what_they_write_by_themselves() {
        let check = |header: &str, expected: bool| {
            let block = headers::split(format!("Subject: x\n{header}\n\n").as_bytes());
            assert_eq!(Loop::read(&block.headers, "text/plain").answered, expected, "{header}");
        };
        check("Auto-Submitted: auto-replied (vacation)", true);
        check("Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All", true);
        check("X-Autoreply: yes", true);
        check("Precedence: auto_reply", true);
        check("Auto-Submitted: auto-generated", false);
        check("Precedence: bulk", false);
        check("List-Id: <x.example>", false);
    }

    #[test]
    fn programs_are_told_from_people() {
        let check = |header: &str, expected: bool| {
            let block = headers::split(format!("Subject: x\n{header}\n\n").as_bytes());
            let kind = block.headers.parameters("content-type");
            assert_eq!(Loop::read(&block.headers, &kind.value).is_automatic(), expected, "{header}");
        };
        check("From: a@b.example", false);
        check("Auto-Submitted: no", false);
        check("Auto-Submitted: auto-replied (vacation)", true);
        check("auto-submitted: Auto-Generated; owner-email=a@b", true);
        check("Precedence: bulk", true);
        check("Precedence: first-class", false);
        check("List-Id: <x.example>", true);
        check("X-Auto-Response-Suppress: DR, OOF, AutoReply", true);
        check("X-Auto-Response-Suppress: DR", false);
        check("X-OTRS-Loop: yes", true);
        check("X-Beleg-Loop: alpha", true);
        check("Content-Type: multipart/report; boundary=x", true);
    }
}
