//! What tells a mail system that a mail of its people arrived.

use kernel::{EmailAddress, Timestamp};
use std::fmt::Write as _;

/// A mail that arrived, for somebody who asked to hear so.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// The host that took it.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
    /// What its client calls the envelope.
    pub envelope_id: Option<&'a str>,
    /// Who has it now, and as whom their own client named them. **Shape**: `rfc822;bob@x.example`.
    pub recipients: &'a [(EmailAddress, Option<String>)],
}

impl Notice<'_> {
    /// The content of a `message/delivery-status`: lines of ASCII that end with CR LF.
    ///
    /// # Source
    /// RFC 3464 §2; addresses beyond ASCII by RFC 6533 §3.
    pub fn write(&self) -> String {
        let mut out = String::new();
        field(&mut out, "Reporting-MTA", &format!("dns; {}", self.by));
        if let Some(id) = self.envelope_id {
            field(&mut out, "Original-Envelope-Id", id);
        }
        let date = self.at.to_zoned_utc().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        field(&mut out, "Arrival-Date", &date);
        for (address, original) in self.recipients {
            out.push_str("\r\n");
            if let Some((kind, original)) = original.as_deref().and_then(|original| original.split_once(';')) {
                field(&mut out, "Original-Recipient", &format!("{kind};{}", ascii(original)));
            }
            let kind = if address.as_str().is_ascii() { "rfc822" } else { "utf-8" };
            field(&mut out, "Final-Recipient", &format!("{kind}; {}", ascii(address.as_str())));
            field(&mut out, "Action", "delivered");
            field(&mut out, "Status", "2.0.0");
        }
        out
    }
}

/// One field on one line: nothing in a value begins another.
fn field(out: &mut String, name: &str, value: &str) {
    let value: String = value.chars().filter(|sign| sign.is_ascii_graphic() || *sign == ' ').take(900).collect();
    out.extend([name, ": ", value.trim(), "\r\n"]);
}

/// `utf-8-addr-xtext` (RFC 6533 §3): what is not ASCII as `\\x{FC}`.
fn ascii(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for sign in address.chars() {
        if sign.is_ascii() {
            out.push(sign);
        } else {
            // Writing into a string does not fail.
            let _ = write!(out, "\\x{{{:X}}}", u32::from(sign));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_names_each_recipient_and_breaks_no_line() {
        let recipients = [
            ("support@alpha.example".parse().unwrap(), Some("rfc822;Help Desk@x.example\r\nAction: failed".to_owned())),
            ("b\u{fc}ro@alpha.example".parse().unwrap(), None),
        ];
        let at = Timestamp::parse("2026-01-15T09:00:00Z").unwrap();
        let text = Notice { by: "mx.alpha.example", at, envelope_id: Some("QQ 31"), recipients: &recipients }.write();
        assert_eq!(
            text,
            "Reporting-MTA: dns; mx.alpha.example\r\nOriginal-Envelope-Id: QQ 31\r\nArrival-Date: Thu, 15 Jan 2026 09:00:00 +0000\r\n\r\n\
             Original-Recipient: rfc822;Help Desk@x.exampleAction: failed\r\nFinal-Recipient: rfc822; support@alpha.example\r\n\
             Action: delivered\r\nStatus: 2.0.0\r\n\r\n\
             Final-Recipient: utf-8; b\\x{FC}ro@alpha.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n"
        );
    }
}
