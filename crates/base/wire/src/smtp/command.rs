//! What the client says: one line, taken apart by `smtp-proto`, narrowed to what we speak.

use super::reply::Reply;
use smtp_proto::{Error, MAIL_BODY_7BIT, MAIL_BODY_8BITMIME, MAIL_SMTPUTF8, MailFrom, Request};
use std::borrow::Cow;

/// How a client says hello.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hello {
    Helo,
    Ehlo,
    Lhlo,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Hello { verb: Hello, host: String },
    Mail { from: String, size: usize, utf8: bool },
    Rcpt { to: String },
    Data,
    Reset,
    Noop,
    Verify,
    Help,
    StartTls,
    Quit,
}

/// Reads a line that ends with CR LF.
///
/// # Errors
/// The reply to give instead.
pub(super) fn parse(line: &[u8]) -> Result<Command, Reply> {
    let content = line.strip_suffix(b"\r\n").ok_or_else(|| Reply::new(500, "5.5.2", "lines end with CR LF"))?;
    if content.iter().any(|b| matches!(b, b'\r' | b'\n' | 0)) {
        return Err(Reply::new(500, "5.5.2", "control character in a command"));
    }
    if std::str::from_utf8(content).is_err() {
        return Err(Reply::new(500, "5.5.2", "command is not UTF-8"));
    }
    let request = Request::parse(&mut line.iter()).map_err(|error| refusal(&error))?;
    match request {
        Request::Helo { host } => Ok(Command::Hello { verb: Hello::Helo, host: host.into_owned() }),
        Request::Ehlo { host } => Ok(Command::Hello { verb: Hello::Ehlo, host: host.into_owned() }),
        Request::Lhlo { host } => Ok(Command::Hello { verb: Hello::Lhlo, host: host.into_owned() }),
        Request::Mail { from } => mail(from),
        Request::Rcpt { to } if to.flags != 0 || to.orcpt.is_some() || to.rrvs != 0 => Err(unsupported()),
        // The parser gives nothing for the null path and for the one address without a domain.
        Request::Rcpt { to } if to.address.is_empty() && content.to_ascii_lowercase().windows(10).any(|w| w == b"postmaster") => {
            Ok(Command::Rcpt { to: "postmaster".to_owned() })
        }
        Request::Rcpt { to } if to.address.is_empty() => Err(Reply::new(553, "5.1.3", "no recipient")),
        Request::Rcpt { to } => Ok(Command::Rcpt { to: to.address.into_owned() }),
        Request::Data => Ok(Command::Data),
        Request::Rset => Ok(Command::Reset),
        Request::Noop { .. } => Ok(Command::Noop),
        Request::Vrfy { .. } => Ok(Command::Verify),
        Request::Help { .. } => Ok(Command::Help),
        Request::StartTls => Ok(Command::StartTls),
        Request::Quit => Ok(Command::Quit),
        Request::Bdat { .. }
        | Request::Auth { .. }
        | Request::Expn { .. }
        | Request::Etrn { .. }
        | Request::Atrn { .. }
        | Request::Burl { .. } => Err(Reply::new(502, "5.5.1", "command not implemented")),
    }
}

fn mail(from: MailFrom<Cow<'_, str>>) -> Result<Command, Reply> {
    let known = MAIL_BODY_7BIT | MAIL_BODY_8BITMIME | MAIL_SMTPUTF8;
    let texts = [&from.trans_id, &from.env_id, &from.solicit, &from.auth];
    let foreign = from.flags & !known != 0 || from.by != 0 || from.hold_for != 0 || from.hold_until != 0 || from.mt_priority != 0;
    if foreign || from.mtrk.is_some() || texts.iter().any(|text| text.is_some()) {
        return Err(unsupported());
    }
    Ok(Command::Mail { size: from.size, utf8: from.flags & MAIL_SMTPUTF8 != 0, from: from.address.into_owned() })
}

fn unsupported() -> Reply {
    Reply::new(555, "5.5.4", "parameter not supported")
}

fn refusal(error: &Error) -> Reply {
    match error {
        Error::InvalidSenderAddress => Reply::new(501, "5.1.7", "sender is no address"),
        Error::InvalidRecipientAddress => Reply::new(501, "5.1.3", "recipient is no address"),
        Error::SyntaxError { syntax } => Reply::new(501, "5.5.2", format!("syntax: {syntax}")),
        Error::InvalidParameter { param } => Reply::new(501, "5.5.4", format!("parameter {param} is wrong")),
        Error::UnsupportedParameter { .. } => unsupported(),
        Error::UnknownCommand => Reply::new(500, "5.5.1", "command unknown"),
        Error::NeedsMoreData { .. } | Error::ResponseTooLong | Error::InvalidResponse { .. } => {
            Reply::new(500, "5.5.2", "command not understood")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A command in its `Debug` form, or the code of the refusal.
    fn check(line: &str, expected: &str) {
        let seen = parse(format!("{line}\r\n").as_bytes()).map_or_else(|reply| reply.code().to_string(), |command| format!("{command:?}"));
        assert_eq!(seen, expected, "{line}");
    }

    #[test]
    fn commands_are_read() {
        check("ehlo client.example", "Hello { verb: Ehlo, host: \"client.example\" }");
        check("HELO [127.0.0.1]", "Hello { verb: Helo, host: \"[127.0.0.1]\" }");
        check("EHLO", "501");
        check("MAIL FROM:<a@b.example> SIZE=12 BODY=8BITMIME", "Mail { from: \"a@b.example\", size: 12, utf8: false }");
        check("mail from: <> smtputf8", "Mail { from: \"\", size: 0, utf8: true }");
        check("MAIL FROM:<a@b.example> REQUIRETLS", "555");
        check("MAIL FROM:<a@b.example> BODY=BINARYMIME", "555");
        check("MAIL FROM:<a@b.example> X=Y", "555");
        check("MAIL FROM:<a b>", "501");
        check("MAIL a@b.example", "501");
        check("RCPT TO:<c@d.example>", "Rcpt { to: \"c@d.example\" }");
        check("RCPT TO:<Postmaster>", "Rcpt { to: \"postmaster\" }");
        check("RCPT TO:<>", "553");
        check("RCPT TO:<c@d.example> NOTIFY=NEVER", "555");
        check("RCPT TO:<@hop.example:c@d.example>", "Rcpt { to: \"c@d.example\" }");
        check("DATA", "Data");
        check("STARTTLS", "StartTls");
        check("BDAT 10 LAST", "502");
        check("AUTH PLAIN AAAA", "502");
        check("GET / HTTP/1.1", "500");
        check("", "500");
        check("NOOP\0", "500");
        check("NOOP\rQUIT", "500");
    }

    #[test]
    fn lines_end_with_cr_lf() {
        assert_eq!(parse(b"NOOP\n").map_err(|reply| reply.code()), Err(500));
        assert_eq!(parse(b"NOOP \xFF\r\n").map_err(|reply| reply.code()), Err(500));
    }

    proptest! {
        #[test]
        fn any_line_gives_a_command_or_a_reply(line in "(MAIL FROM:|RCPT TO:|<|>|@|\"|\\\\|a|\\.|ü| |=|SIZE|BODY|AUTH|BY|RRVS|MTRK|-|:|;|[0-9]{1,25}){0,20}") {
            let _ = parse(format!("{line}\r\n").as_bytes());
        }

        #[test]
        fn any_bytes_too(mut line in proptest::collection::vec(any::<u8>(), 0..200)) {
            line.extend_from_slice(b"\r\n");
            let _ = parse(&line);
        }
    }
}
