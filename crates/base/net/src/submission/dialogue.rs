//! Question and answer with an SMTP server.

use smtp_proto::response::parser::ResponseReceiver;
use std::fmt;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

/// How much of a mail is written before the clock of a step starts anew.
const CHUNK_BYTES: usize = 64 * 1024;

/// How long anything may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// One answer, or one piece of writing.
    pub(super) step: Duration,
    /// The whole submission.
    pub(super) whole: Duration,
}

impl Patience {
    /// RFC 5321 §4.5.3.2 asks for more; whoever is slower than this is asked again later.
    pub(super) const STANDARD: Self = Self { step: Duration::from_mins(1), whole: Duration::from_mins(5) };
}

/// When to give up: a step's end, but never later than the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    step: Duration,
    end: Instant,
}

impl Deadline {
    pub(super) fn start(patience: Patience) -> Self {
        Self { step: patience.step, end: Instant::now() + patience.whole }
    }

    fn step(self) -> Instant {
        Instant::now().checked_add(self.step).map_or(self.end, |step| step.min(self.end))
    }

    /// Waits for one step.
    pub(super) async fn within<T>(self, work: impl Future<Output = io::Result<T>>) -> Result<T, Broken> {
        timeout_at(self.step(), work).await.map_err(|_| Broken::TimedOut)?.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => Broken::Closed,
            _ => Broken::Io(error),
        })
    }
}

/// Why there is no dialogue any more.
#[derive(Debug)]
pub(super) enum Broken {
    /// The server hung up.
    Closed,
    /// The connection broke.
    Io(io::Error),
    /// The server said nothing for too long.
    TimedOut,
    /// The server does not speak SMTP.
    Garbled,
    /// The line that was to be sent has signs that would make two commands of it.
    Unsendable,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "the server closed the connection",
            Self::Io(_) => "the connection broke",
            Self::TimedOut => "the server did not answer in time",
            Self::Garbled => "the server's answer is not SMTP",
            Self::Unsendable => "a name or address holds signs that cannot be sent",
        })
    }
}

/// One answer of the server.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) code: u16,
    enhanced: [u8; 3],
    text: String,
}

impl Reply {
    pub(super) const fn is_ok(&self) -> bool {
        self.code / 100 == 2
    }

    /// Its lines after the code.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }
}

/// In one line: code, enhanced code (RFC 3463) where there is one, text.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        let [class, subject, detail] = self.enhanced;
        if class != 0 {
            write!(f, " {class}.{subject}.{detail}")?;
        }
        self.lines().map(str::trim).filter(|line| !line.is_empty()).try_for_each(|line| write!(f, " {line}"))
    }
}

/// What the server said that it can (RFC 5321 §4.1.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword of its own in the protocol")]
pub(super) struct Extensions {
    pub(super) starttls: bool,
    pub(super) eight_bit: bool,
    pub(super) utf8: bool,
    pub(super) auth_plain: bool,
    pub(super) auth_login: bool,
    /// `None`: no limit is announced and the parameter is not known. 0: known, no limit.
    pub(super) size: Option<usize>,
}

impl Extensions {
    fn of(reply: &Reply) -> Self {
        let mut found = Self::default();
        for line in reply.lines().skip(1) {
            // Old servers write AUTH=LOGIN.
            let mut words = line.split(|c: char| c.is_ascii_whitespace() || c == '=').filter(|word| !word.is_empty());
            match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "STARTTLS" => found.starttls = true,
                "8BITMIME" => found.eight_bit = true,
                "SMTPUTF8" => found.utf8 = true,
                "SIZE" => found.size = Some(words.next().and_then(|size| size.parse().ok()).unwrap_or(0)),
                "AUTH" => {
                    for mechanism in words {
                        found.auth_plain |= mechanism.eq_ignore_ascii_case("PLAIN");
                        found.auth_login |= mechanism.eq_ignore_ascii_case("LOGIN");
                    }
                }
                _ => {}
            }
        }
        found
    }
}

/// A connection on which SMTP is spoken, one command at a time.
pub(super) struct Dialogue<S> {
    stream: S,
    inbox: Vec<u8>,
    deadline: Deadline,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Dialogue<S> {
    pub(super) const fn new(stream: S, deadline: Deadline) -> Self {
        Self { stream, inbox: Vec::new(), deadline }
    }

    /// The connection, if everything that came on it was read; otherwise nothing. What a stranger put
    /// on the wire before TLS must not be taken for an answer under TLS.
    pub(super) fn into_silent_stream(self) -> Option<S> {
        self.inbox.is_empty().then_some(self.stream)
    }

    pub(super) const fn stream(&self) -> &S {
        &self.stream
    }

    /// The answer to a whole mail. It may take all the time that is left: to give up here is to send twice.
    pub(super) async fn verdict(&mut self) -> Result<Reply, Broken> {
        self.deadline.step = Duration::MAX;
        self.reply().await
    }

    /// The next answer.
    pub(super) async fn reply(&mut self) -> Result<Reply, Broken> {
        let mut receiver = ResponseReceiver::default();
        loop {
            let mut unread = self.inbox.iter();
            let parsed = receiver.parse(&mut unread);
            self.inbox = unread.as_slice().to_vec();
            match parsed {
                Ok(response) => return Ok(Reply { code: response.code, enhanced: response.esc, text: response.message }),
                Err(smtp_proto::Error::NeedsMoreData { .. }) => {}
                Err(_) => return Err(Broken::Garbled),
            }
            let mut piece = [0; 1024];
            let count = self.deadline.within(self.stream.read(&mut piece)).await?;
            self.inbox.extend(piece.iter().take(count));
            if count == 0 {
                return Err(Broken::Closed);
            }
        }
    }

    /// Says a line and waits for the answer.
    pub(super) async fn command(&mut self, line: &str) -> Result<Reply, Broken> {
        self.say(line).await?;
        self.reply().await
    }

    /// Says a line.
    pub(super) async fn say(&mut self, line: &str) -> Result<(), Broken> {
        if line.contains(['\r', '\n', '\0']) {
            return Err(Broken::Unsendable);
        }
        let bytes = zeroize::Zeroizing::new(format!("{line}\r\n").into_bytes());
        self.write(&bytes).await
    }

    /// Introduces itself and hears what the server can.
    pub(super) async fn hello(&mut self, name: &str) -> Result<Result<Extensions, Reply>, Broken> {
        let reply = self.command(&format!("EHLO {name}")).await?;
        Ok(if reply.is_ok() { Ok(Extensions::of(&reply)) } else { Err(reply) })
    }

    /// Says a mail, to the dot on its own line.
    pub(super) async fn say_mail(&mut self, raw: &[u8]) -> Result<(), Broken> {
        for piece in stuffed(raw).chunks(CHUNK_BYTES) {
            self.write(piece).await?;
        }
        Ok(())
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.deadline.within(self.stream.write_all(bytes)).await?;
        self.deadline.within(self.stream.flush()).await
    }
}

/// A mail as it goes over the wire (RFC 5321 §4.5.2): every line ends in CRLF, a dot that begins a
/// line is doubled, a dot alone ends it. A bare CR or LF becomes CRLF: left bare, some servers would
/// end the mail where others do not, and the rest would be read as commands.
fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(raw.len() + raw.len() / 64 + 5);
    let mut bytes = raw.iter().copied().peekable();
    let mut at_start = true;
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' | b'\n' => {
                if byte == b'\r' {
                    bytes.next_if_eq(&b'\n');
                }
                wire.extend(b"\r\n");
                at_start = true;
                continue;
            }
            b'.' if at_start => wire.extend(b".."),
            other => wire.push(other),
        }
        at_start = false;
    }
    if !at_start {
        wire.extend(b"\r\n");
    }
    wire.extend(b".\r\n");
    wire
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Reply, Broken> {
        let deadline = Deadline::start(Patience::STANDARD);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(Dialogue { stream: tokio::io::empty(), inbox: bytes.to_vec(), deadline }.reply())
    }

    #[test]
    fn answers_are_read_as_servers_write_them() {
        let check = |bytes: &[u8], expected: Option<&str>| {
            assert_eq!(read(bytes).ok().map(|reply| reply.to_string()).as_deref(), expected, "{}", bytes.escape_ascii());
        };
        check(b"250 2.1.5 ok\r\n", Some("250 2.1.5 ok"));
        check(b"550-5.7.1 no\r\n550 5.7.1 really\r\n", Some("550 5.7.1 no really"));
        check(b"421\r\n", Some("421"));
        check(b"250 bare line feed\n", Some("250 bare line feed"));
        check(b"550 \xfcnbekannt\r\n", Some("550 \u{fffd}nbekannt"));
        check(b"250-never", None);
        check(b"HTTP/1.1 400 Bad Request\r\n", None);
        check(&[b"250 ".as_slice(), &vec![b'x'; 100_000], b"\r\n"].concat(), None);
    }

    #[tokio::test]
    async fn silence_has_an_end() {
        let patience = |step, whole| Patience { step: Duration::from_millis(step), whole: Duration::from_millis(whole) };
        let silent = async |patience: Patience| {
            let (ours, _theirs) = tokio::io::duplex(64);
            let before = Instant::now();
            assert!(matches!(Dialogue::new(ours, Deadline::start(patience)).reply().await, Err(Broken::TimedOut)));
            before.elapsed()
        };
        assert!(silent(patience(20, 60_000)).await < Duration::from_secs(30), "a step ends");
        assert!(silent(patience(60_000, 20)).await < Duration::from_secs(30), "the whole ends");
        let (ours, theirs) = tokio::io::duplex(64);
        let mut dialogue = Dialogue::new(ours, Deadline::start(patience(0, 60_000)));
        let verdict = tokio::join!(dialogue.verdict(), async move {
            let mut theirs = theirs;
            theirs.write_all(b"250 taken\r\n").await.unwrap();
        });
        assert_eq!(verdict.0.unwrap().to_string(), "250 taken", "the verdict on a mail may take longer than a step");
    }

    #[test]
    fn extensions_are_read_as_servers_write_them() {
        let found = |bytes: &[u8]| Extensions::of(&read(bytes).unwrap());
        let rich =
            found(b"250-STARTTLS mail.example\r\n250-size 1000\r\n250-8BITMIME\r\n250-AUTH PLAIN XOAUTH2\r\n250-SMTPUTF8\r\n250  \r\n");
        let expected = Extensions { eight_bit: true, utf8: true, auth_plain: true, size: Some(1000), ..Extensions::default() };
        assert_eq!(rich, expected, "the first line is a name, not a keyword");
        assert_eq!(found(b"250-x\r\n250 AUTH=LOGIN\r\n"), Extensions { auth_login: true, ..Extensions::default() });
        assert_eq!(found(b"250-x\r\n250 STARTTLS\r\n"), Extensions { starttls: true, ..Extensions::default() });
    }

    #[test]
    fn mails_cannot_end_early() {
        let check = |raw: &str, expected: &str| {
            assert_eq!(stuffed(raw.as_bytes()).escape_ascii().to_string(), expected.escape_default().to_string());
        };
        check("a\r\n", "a\r\n.\r\n");
        check("a", "a\r\n.\r\n");
        check("", ".\r\n");
        check(".\r\n.a\r\n", "..\r\n..a\r\n.\r\n");
        check("a\n.\nMAIL", "a\r\n..\r\nMAIL\r\n.\r\n");
        check("a\r.\rb\r\n", "a\r\n..\r\nb\r\n.\r\n");
        check("a\r\r\n\n", "a\r\n\r\n\r\n.\r\n");
    }

    proptest! {
        #[test]
        fn the_dot_ends_the_mail_and_nothing_else_does(raw in "[.a\r\n]{0,40}") {
            let wire = stuffed(raw.as_bytes());
            let body = wire.strip_suffix(b".\r\n").unwrap();
            prop_assert!(body.is_empty() || body.ends_with(b"\r\n"));
            let lines: Vec<_> = body.split(|&byte| byte == b'\n').collect();
            prop_assert!(lines.iter().all(|line| *line != b".\r" && *line != b"."));
            prop_assert!(lines.iter().filter(|line| !line.is_empty()).all(|line| line.ends_with(b"\r") && !line[..line.len() - 1].contains(&b'\r')));
        }

        #[test]
        fn any_bytes_are_an_answer_or_refused(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }
}
