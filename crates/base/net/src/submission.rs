//! Handing one mail to a smarthost.

mod dialogue;

use crate::egress::{Egress, EgressError, Purpose};
use crate::tls::{Handshake, Profile, Roots, client_config, why};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use dialogue::{Broken, Deadline, Dialogue, Extensions, Patience, Reply};
use kernel::{EmailAddress, Fault, Secret};
use rustls::pki_types::ServerName;
use std::fmt;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use zeroize::Zeroizing;

/// When TLS begins. There is no third way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionTls {
    /// At once (RFC 8314), usually on port 465.
    Implicit,
    /// By STARTTLS (RFC 3207), usually on port 587; a server that does not offer it gets nothing.
    StartTls,
}

/// Login at a smarthost.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The name.
    pub login: String,
    /// The password; sent under verified TLS only, by PLAIN or else LOGIN.
    pub password: Secret<String>,
}

/// A smarthost and how to speak to it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Its name (or address); the certificate must be valid for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// When TLS begins.
    pub tls: SubmissionTls,
    /// How to log in, when it wants that.
    pub credentials: Option<Credentials>,
    /// Roots to trust beside the public ones.
    pub extra_roots: Roots,
    /// Our own name, for EHLO.
    pub helo: String,
}

/// From whom and to whom a mail travels, whatever its headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Where failures are reported; `None` is the null sender, `<>`.
    pub from: Option<EmailAddress>,
    /// Who shall have it.
    pub to: Vec<EmailAddress>,
}

/// What a server said, in one line of at most 1,000 characters.
///
/// # Security
/// It may name addresses: show it to who may see the mail, never log it. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn new(text: &impl ToString) -> Self {
        Self(text.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(1_000).collect())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words(…)")
    }
}

/// One recipient that the server did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Who does not get the mail.
    pub recipient: EmailAddress,
    /// Whether it is worth another try later.
    pub temporary: bool,
    /// What the server said.
    pub words: Words,
}

/// The server has taken the mail, for at least one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// What the server said; it usually names its queue id.
    pub reply: Words,
    /// Recipients that were left out.
    pub refused: Vec<Refusal>,
    /// How the connection was protected.
    pub handshake: Handshake,
    /// Who was really spoken to.
    pub peer: SocketAddr,
}

/// Why the server does not have the mail.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The server asks to come again (4xx), or answers what cannot be understood.
    #[error("the mail server asks to try again later")]
    Temporary {
        /// What it said.
        words: Words,
        /// What it said about single recipients; some of them may be refused for good.
        refused: Vec<Refusal>,
    },
    /// The server will not take this mail (5xx), or cannot.
    #[error("the mail server refused the mail")]
    Permanent {
        /// What it said.
        words: Words,
        /// What it said about single recipients; all of them are refused for good.
        refused: Vec<Refusal>,
    },
    /// The server does not know us: a matter of configuration, the mail itself may be good.
    #[error("the mail server refused the login")]
    LoginRefused {
        /// What it said.
        words: Words,
    },
    /// Nobody was reached, or the connection broke.
    #[error("the mail server cannot be reached")]
    Unreachable {
        /// What happened.
        words: Words,
        /// The connection broke after the whole mail was written and before the answer came: the server may have it.
        maybe_taken: bool,
    },
    /// No TLS could be agreed on, or the server could not show who it is. Nothing of the mail was sent.
    #[error("there is no verified TLS with the mail server")]
    TlsRefused {
        /// What is wrong.
        words: Words,
    },
    /// It was taken back before anything of it was said.
    #[error("the mail was withdrawn")]
    Withdrawn,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<EgressError> for SendError {
    fn from(error: EgressError) -> Self {
        unreachable(&error)
    }
}

impl From<Broken> for SendError {
    fn from(broken: Broken) -> Self {
        unreachable(&broken)
    }
}

fn unreachable(why: &impl ToString) -> SendError {
    SendError::Unreachable { words: Words::new(why), maybe_taken: false }
}

fn tls_refused(why: &impl ToString) -> SendError {
    SendError::TlsRefused { words: Words::new(why) }
}

/// What a refusing answer to the mail itself means.
fn refusal(reply: &Reply, refused: Vec<Refusal>) -> SendError {
    let words = Words::new(reply);
    match reply.code {
        530 | 534 | 535 | 538 => SendError::LoginRefused { words },
        500..=599 => SendError::Permanent { words, refused },
        _ => SendError::Temporary { words, refused },
    }
}

/// What a refusing answer before the mail means: it is not the mail that was refused, so it is worth another try.
fn not_now(reply: &Reply) -> SendError {
    SendError::Temporary { words: Words::new(reply), refused: Vec::new() }
}

fn impossible(words: &str) -> SendError {
    SendError::Permanent { words: Words::new(&words), refused: Vec::new() }
}

impl Submission {
    /// Hands a mail over.
    ///
    /// Lines of `raw` that do not end in CRLF are sent as if they did. Each step may take a minute,
    /// the whole five; the last answer may use what is left of them.
    ///
    /// # Errors
    /// Nobody has the mail, except perhaps where [`SendError::Unreachable`] says so.
    ///
    /// # Source
    /// RFC 5321, RFC 3207, RFC 4954, RFC 1870, RFC 6152, RFC 6531.
    pub async fn send(&self, egress: &Egress, envelope: &Envelope, raw: &[u8]) -> Result<Sent, SendError> {
        self.send_if(egress, envelope, raw, std::future::ready(true)).await
    }

    /// Hands a mail over if, when the server has agreed to take it for somebody, `go_on` says so: the last moment at which
    /// it can be taken back, and at which a try can note that the server may have it from now on.
    ///
    /// # Errors
    /// As [`Submission::send`]; [`SendError::Withdrawn`] if `go_on` says no.
    pub async fn send_if(
        &self,
        egress: &Egress,
        envelope: &Envelope,
        raw: &[u8],
        go_on: impl Future<Output = bool> + Send,
    ) -> Result<Sent, SendError> {
        let deadline = Deadline::start(Patience::STANDARD);
        let dialed = egress.dial(Purpose::SmtpSubmission, &self.host, self.port).await?;
        let (stream, greeted) = match self.tls {
            SubmissionTls::Implicit => (dialed.stream, false),
            SubmissionTls::StartTls => (self.start_tls(dialed.stream, deadline).await?, true),
        };
        let mut dialogue = Dialogue::new(self.wrap(egress, stream, deadline).await?, deadline);
        let handshake = Handshake::of(dialogue.stream().get_ref().1).ok_or_else(|| tls_refused(&"the TLS handshake did not end"))?;
        if !greeted {
            expect_greeting(&mut dialogue).await?;
        }
        let extensions = dialogue.hello(&self.helo).await?.map_err(|reply| not_now(&reply))?;
        self.log_in(&mut dialogue, extensions).await?;
        let (reply, refused) = deliver(&mut dialogue, extensions, (envelope, raw), go_on).await?;
        // The mail is theirs; how they take the farewell changes nothing.
        let _ = dialogue.say("QUIT").await;
        Ok(Sent { reply, refused, handshake, peer: dialed.address })
    }

    /// The dialogue before TLS: it ends in TLS or in an error, never in a mail in the clear.
    async fn start_tls(&self, stream: TcpStream, deadline: Deadline) -> Result<TcpStream, SendError> {
        let mut dialogue = Dialogue::new(stream, deadline);
        expect_greeting(&mut dialogue).await?;
        let extensions = dialogue.hello(&self.helo).await?.map_err(|reply| not_now(&reply))?;
        if !extensions.starttls {
            return Err(tls_refused(&"the server does not offer STARTTLS"));
        }
        let reply = dialogue.command("STARTTLS").await?;
        if reply.code != 220 {
            return Err(tls_refused(&reply));
        }
        dialogue.into_silent_stream().ok_or_else(|| tls_refused(&"the server went on in the clear after STARTTLS"))
    }

    async fn wrap(&self, egress: &Egress, stream: TcpStream, deadline: Deadline) -> Result<TlsStream<TcpStream>, SendError> {
        let name = ServerName::try_from(self.host.clone()).map_err(|_| unreachable(&EgressError::NotAHost))?;
        let config = client_config(Profile::Mail, &self.extra_roots, egress.ambient())?;
        deadline.within(TlsConnector::from(config).connect(name, stream)).await.map_err(|broken| match &broken {
            Broken::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => tls_refused(&why(error)),
                None => unreachable(&broken),
            },
            _ => unreachable(&broken),
        })
    }

    /// RFC 4954.
    async fn log_in(&self, dialogue: &mut Dialogue<TlsStream<TcpStream>>, extensions: Extensions) -> Result<(), SendError> {
        let Some(Credentials { login, password }) = &self.credentials else { return Ok(()) };
        let password = password.reveal();
        let reply = if extensions.auth_plain {
            let token = Zeroizing::new(format!("\0{login}\0{password}"));
            dialogue.command(&Zeroizing::new(format!("AUTH PLAIN {}", *encoded(&token)))).await?
        } else if extensions.auth_login {
            let mut reply = dialogue.command("AUTH LOGIN").await?;
            for word in [login, password] {
                if reply.code == 334 {
                    reply = dialogue.command(&encoded(word)).await?;
                }
            }
            reply
        } else {
            return Err(SendError::LoginRefused { words: Words::new(&"the server offers neither PLAIN nor LOGIN") });
        };
        match reply.code {
            200..=299 => Ok(()),
            400..=499 => Err(not_now(&reply)),
            _ => Err(SendError::LoginRefused { words: Words::new(&reply) }),
        }
    }
}

fn encoded(text: &str) -> Zeroizing<String> {
    Zeroizing::new(BASE64.encode(text))
}

async fn expect_greeting<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(dialogue: &mut Dialogue<S>) -> Result<(), SendError> {
    let greeting = dialogue.reply().await?;
    if greeting.is_ok() { Ok(()) } else { Err(not_now(&greeting)) }
}

type Under<'a> = &'a mut Dialogue<TlsStream<TcpStream>>;

/// The mail transaction (RFC 5321 §3.3).
async fn deliver(
    dialogue: Under<'_>,
    extensions: Extensions,
    (envelope, raw): (&Envelope, &[u8]),
    go_on: impl Future<Output = bool> + Send,
) -> Result<(Words, Vec<Refusal>), SendError> {
    let reply = dialogue.command(&mail_from(extensions, envelope, raw)?).await?;
    if !reply.is_ok() {
        return Err(refusal(&reply, Vec::new()));
    }
    let refused = name_recipients(dialogue, extensions, &envelope.to).await?;
    if refused.len() == envelope.to.len() {
        return Err(all_refused(refused));
    }
    if !go_on.await {
        // Nothing of the mail was said; how they take the farewell changes nothing.
        let _ = dialogue.say("QUIT").await;
        return Err(SendError::Withdrawn);
    }
    let reply = dialogue.command("DATA").await?;
    if reply.code != 354 {
        return Err(refusal(&reply, refused));
    }
    dialogue.say_mail(raw).await?;
    let reply = dialogue.verdict().await.map_err(|broken| SendError::Unreachable { words: Words::new(&broken), maybe_taken: true })?;
    if reply.is_ok() { Ok((Words::new(&reply), refused)) } else { Err(refusal(&reply, refused)) }
}

/// The MAIL command, or why the server cannot take this mail.
fn mail_from(extensions: Extensions, envelope: &Envelope, raw: &[u8]) -> Result<String, SendError> {
    let sender = envelope.from.as_ref().map_or("", EmailAddress::as_str);
    let mut line = format!("MAIL FROM:<{sender}>");
    let needs_utf8 = !sender.is_ascii() || !header(raw).is_ascii();
    if needs_utf8 && !extensions.utf8 {
        return Err(impossible("the server takes no addresses or headers outside ASCII (SMTPUTF8)"));
    }
    if !raw.is_ascii() && !extensions.eight_bit {
        return Err(impossible("the server takes no mail outside ASCII (8BITMIME)"));
    }
    if let Some(most) = extensions.size {
        if most > 0 && raw.len() > most {
            return Err(impossible("the mail is larger than the server takes"));
        }
        line.push_str(" SIZE=");
        line.push_str(&raw.len().to_string());
    }
    if !raw.is_ascii() {
        line.push_str(" BODY=8BITMIME");
    }
    if needs_utf8 || (extensions.utf8 && envelope.to.iter().any(|to| !to.as_str().is_ascii())) {
        line.push_str(" SMTPUTF8");
    }
    Ok(line)
}

/// Everything before the first empty line.
fn header(raw: &[u8]) -> &[u8] {
    let end = raw.windows(2).position(|pair| pair == b"\n\n" || pair == b"\n\r").unwrap_or(raw.len());
    raw.get(..end).unwrap_or(raw)
}

/// Names the recipients and gives back those that were refused.
async fn name_recipients(dialogue: Under<'_>, extensions: Extensions, to: &[EmailAddress]) -> Result<Vec<Refusal>, SendError> {
    let mut refused = Vec::new();
    for recipient in to {
        if !recipient.as_str().is_ascii() && !extensions.utf8 {
            let words = Words::new(&"the server takes no addresses outside ASCII (SMTPUTF8)");
            refused.push(Refusal { recipient: recipient.clone(), temporary: false, words });
            continue;
        }
        let reply = dialogue.command(&format!("RCPT TO:<{}>", recipient.as_str())).await?;
        match reply.code {
            200..=299 => {}
            // The server is going away; it means everybody, not this recipient.
            421 => return Err(not_now(&reply)),
            code => refused.push(Refusal { recipient: recipient.clone(), temporary: code / 100 != 5, words: Words::new(&reply) }),
        }
    }
    Ok(refused)
}

fn all_refused(refused: Vec<Refusal>) -> SendError {
    let telling = refused.iter().find(|refusal| refusal.temporary).or(refused.first());
    let words = telling.map_or_else(|| Words::new(&"the mail has no recipient"), |refusal| refusal.words.clone());
    if refused.iter().any(|refusal| refusal.temporary) {
        SendError::Temporary { words, refused }
    } else {
        SendError::Permanent { words, refused }
    }
}
