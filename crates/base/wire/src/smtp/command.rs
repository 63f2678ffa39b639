//! What the client says: one line, taken apart by `smtp-proto`, narrowed to what we speak.

use super::parameters::{self, MailTerms};
use super::reply::Reply;
use super::terms::Wish;
use smtp_proto::{Error, Request};

/// How a client says hello.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hello {
    Helo,
    Ehlo,
    Lhlo,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Hello {
        verb: Hello,
        host: String,
    },
    Mail {
        from: String,
        terms: MailTerms,
    },
    Rcpt {
        to: String,
        wish: Wish,
    },
    Data,
    Bdat {
        size: usize,
        last: bool,
    },
    Reset,
    Noop,
    Verify,
    Help,
    StartTls,
    Quit,
    /// Nothing sensible can follow: this is said, and the connection ends.
    Hopeless(Reply),
}

/// Begins of lines that no mail program sends: a browser's or a proxy's request, by which somebody elsewhere may be made to
/// write commands into our dialogue.
const FOREIGN: [&str; 9] = ["CONNECT", "DELETE", "GET", "HEAD", "HOST:", "OPTIONS", "PATCH", "POST", "PUT"];

/// Digits of a chunk's size: whatever they say, it can be counted.
const MOST_DIGITS: usize = 18;

/// Reads a line that ends with CR LF.
///
/// # Errors
/// The reply to give instead.
pub(super) fn parse(line: &[u8]) -> Result<Command, Reply> {
    let content = line.strip_suffix(b"\r\n").ok_or_else(|| Reply::new(500, "5.5.2", "lines end with CR LF"))?;
    if content.iter().any(|b| matches!(b, b'\r' | b'\n' | 0)) {
        return Err(Reply::new(500, "5.5.2", "control character in a command"));
    }
    let content = std::str::from_utf8(content).map_err(|_| Reply::new(500, "5.5.2", "command is not UTF-8"))?;
    let (verb, rest) = content.split_once(' ').unwrap_or((content, ""));
    let verb = verb.to_ascii_uppercase();
    match verb.as_str() {
        "MAIL" | "RCPT" => with_path(content),
        "BDAT" => Ok(bdat(rest)),
        "DATA" | "RSET" | "STARTTLS" | "QUIT" if !rest.trim_matches(' ').is_empty() => {
            Err(Reply::new(501, "5.5.4", format!("{verb} stands alone")))
        }
        foreign if FOREIGN.contains(&foreign) => Ok(Command::Hopeless(Reply::new(421, "4.7.0", "this is a mail server"))),
        _ => plain(line),
    }
}

fn plain(line: &[u8]) -> Result<Command, Reply> {
    match Request::parse(&mut line.iter()).map_err(|error| refusal(&error))? {
        Request::Helo { host } => Ok(Command::Hello { verb: Hello::Helo, host: host.into_owned() }),
        Request::Ehlo { host } => Ok(Command::Hello { verb: Hello::Ehlo, host: host.into_owned() }),
        Request::Lhlo { host } => Ok(Command::Hello { verb: Hello::Lhlo, host: host.into_owned() }),
        Request::Data => Ok(Command::Data),
        Request::Rset => Ok(Command::Reset),
        Request::Noop { .. } => Ok(Command::Noop),
        Request::Vrfy { .. } => Ok(Command::Verify),
        Request::Help { .. } => Ok(Command::Help),
        Request::StartTls => Ok(Command::StartTls),
        Request::Quit => Ok(Command::Quit),
        Request::Mail { .. }
        | Request::Rcpt { .. }
        | Request::Bdat { .. }
        | Request::Auth { .. }
        | Request::Expn { .. }
        | Request::Etrn { .. }
        | Request::Atrn { .. }
        | Request::Burl { .. } => Err(Reply::new(502, "5.5.1", "command not implemented")),
    }
}

/// MAIL and RCPT: the path, and behind it the parameters.
fn with_path(content: &str) -> Result<Command, Reply> {
    let (head, parameters) = content.split_at_checked(end_of_path(content)).unwrap_or((content, ""));
    if !parameters.is_empty() && !parameters.starts_with(' ') {
        return Err(Reply::new(501, "5.5.2", "a space stands before the parameters"));
    }
    let line = format!("{head}\r\n");
    match Request::parse(&mut line.as_bytes().iter()).map_err(|error| refusal(&error))? {
        Request::Mail { from } => {
            let terms = parameters::of_mail(parameters)?;
            Ok(Command::Mail { terms, from: from.address.into_owned() })
        }
        Request::Rcpt { to } => {
            let wish = parameters::of_rcpt(parameters)?;
            match to.address.into_owned() {
                // The parser gives nothing for the null path and for the one address without a domain.
                none if none.is_empty() && head.to_ascii_lowercase().ends_with("postmaster>") => {
                    Ok(Command::Rcpt { to: "postmaster".to_owned(), wish })
                }
                none if none.is_empty() => Err(Reply::new(553, "5.1.3", "no recipient")),
                to => Ok(Command::Rcpt { to, wish }),
            }
        }
        _ => Err(Reply::new(500, "5.5.2", "command not understood")),
    }
}

/// Where the path ends: behind the first `>` that does not stand in quotes.
fn end_of_path(content: &str) -> usize {
    let (mut in_path, mut in_quotes, mut escaped) = (false, false, false);
    for (at, byte) in content.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_quotes => escaped = true,
            b'"' if in_path => in_quotes = !in_quotes,
            b'<' => in_path = true,
            b'>' if in_path && !in_quotes => return at + 1,
            _ => {}
        }
    }
    content.len()
}

/// `BDAT size [LAST]` (RFC 3030 §2). Who gets it wrong is not heard any further: where its octets end is not known, and they
/// must not be taken for commands.
fn bdat(rest: &str) -> Command {
    let mut words = rest.split(' ').filter(|word| !word.is_empty());
    let size = words.next().filter(|size| size.len() <= MOST_DIGITS && size.bytes().all(|b| b.is_ascii_digit()));
    let last = words.next();
    match (size.and_then(|size| size.parse().ok()), last, words.next()) {
        (Some(size), None, None) => Command::Bdat { size, last: false },
        (Some(size), Some(last), None) if last.eq_ignore_ascii_case("LAST") => Command::Bdat { size, last: true },
        _ => Command::Hopeless(Reply::new(501, "5.5.4", "syntax: BDAT size [LAST]")),
    }
}

fn refusal(error: &Error) -> Reply {
    match error {
        Error::InvalidSenderAddress => Reply::new(501, "5.1.7", "sender is no address"),
        Error::InvalidRecipientAddress => Reply::new(501, "5.1.3", "recipient is no address"),
        Error::SyntaxError { syntax } => Reply::new(501, "5.5.2", format!("syntax: {syntax}")),
        Error::InvalidParameter { param } => Reply::new(501, "5.5.4", format!("parameter {param} is wrong")),
        Error::UnsupportedParameter { .. } => parameters::unsupported(),
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
        check(
            "MAIL FROM:<a@b.example> SIZE=12 BODY=8BITMIME",
            "Mail { from: \"a@b.example\", terms: MailTerms { size: 12, utf8: false, envelope_id: None } }",
        );
        check("mail from: <> smtputf8", "Mail { from: \"\", terms: MailTerms { size: 0, utf8: true, envelope_id: None } }");
        check("MAIL FROM:<a@b.example> REQUIRETLS", "555");
        check("MAIL FROM:<a@b.example> BODY=BINARYMIME", "555");
        check("MAIL FROM:<a@b.example> X=Y", "555");
        check("MAIL FROM:<a b>", "501");
        check("MAIL a@b.example", "501");
        check("RCPT TO:<c@d.example>", "Rcpt { to: \"c@d.example\", wish: Wish { notice: false, original: None } }");
        check("RCPT TO:<Postmaster>", "Rcpt { to: \"postmaster\", wish: Wish { notice: false, original: None } }");
        check("RCPT TO:<>", "553");
        check("RCPT TO:<c@d.example> NOTIFY=NEVER", "Rcpt { to: \"c@d.example\", wish: Wish { notice: false, original: None } }");
        check("RCPT TO:<c@d.example> SIZE=1", "555");
        check("RCPT TO:<> ORCPT=rfc822;postmaster", "553");
        check(
            "RCPT TO:<postmaster> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+2By",
            "Rcpt { to: \"postmaster\", wish: Wish { notice: true, original: Some(\"rfc822;x+y\") } }",
        );
        check("RCPT TO:<c@d.example>NOTIFY=NEVER", "501");
        check("RCPT TO:<\"a>b\"@d.example> NOTIFY=NEVER", "Rcpt { to: \"a>b@d.example\", wish: Wish { notice: false, original: None } }");
        check("RCPT TO:<@hop.example:c@d.example>", "Rcpt { to: \"c@d.example\", wish: Wish { notice: false, original: None } }");
        check("DATA", "Data");
        check("STARTTLS", "StartTls");
        check("BDAT 10 LAST", "Bdat { size: 10, last: true }");
        check("bdat  0 ", "Bdat { size: 0, last: false }");
        check("DATA now", "501");
        check("STARTTLS now", "501");
        check("QUIT ", "Quit");
        check("AUTH PLAIN AAAA", "502");
        check("", "500");
        check("NOOP\0", "500");
        check("NOOP\rQUIT", "500");
    }

    #[test]
    fn some_lines_leave_no_hope() {
        let hopeless = |line: &str, code: u16| {
            let seen = parse(format!("{line}\r\n").as_bytes());
            assert!(matches!(&seen, Ok(Command::Hopeless(reply)) if reply.code() == code), "{line}: {seen:?}");
        };
        for line in ["GET / HTTP/1.1", "post / HTTP/1.1", "Host: x.example", "CONNECT x:25 HTTP/1.1", "PUT"] {
            hopeless(line, 421);
        }
        for line in ["BDAT", "BDAT x", "BDAT -1", "BDAT +1", "BDAT LAST", "BDAT 10 FIRST", "BDAT 10 LAST x", "BDAT 1000000000000000000"] {
            hopeless(line, 501);
        }
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
