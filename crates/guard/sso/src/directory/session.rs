//! One connection with a directory: under TLS that was verified, or none.

use crate::ldap::{Ldap, Tls};
use crate::service::Trouble;
use kernel::Secret;
use net::{Egress, EgressError, NotSecured, Purpose};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use wire::ldap::{Answer, Code, Entry, Malformed, Search, bind, length, start_tls, unbind};

/// What a directory may say to one search. **Units**: octets.
const LARGEST: usize = 4 * wire::ldap::LONGEST;
/// Hints to other directories in the answer to one search, which are passed over.
const MOST_HINTS: usize = 1_000;
/// **Units**: octets read at once.
const CHUNK: usize = 16 * 1024;

impl From<EgressError> for Trouble {
    fn from(error: EgressError) -> Self {
        match error {
            EgressError::PurposeOff | EgressError::PortRefused => Self::NotOpened,
            _ => Self::Unreachable,
        }
    }
}

impl From<NotSecured> for Trouble {
    fn from(error: NotSecured) -> Self {
        match error {
            NotSecured::Refused(_) => Self::NotSafe,
            NotSecured::Broken(_) | NotSecured::Fault(_) => Self::Unreachable,
        }
    }
}

impl From<Malformed> for Trouble {
    fn from(malformed: Malformed) -> Self {
        Self::Ldap(malformed)
    }
}

/// What a search found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) entries: Vec<Entry>,
    /// Whether there is more than was asked for.
    pub(super) is_more: bool,
    /// Whether the base is there.
    pub(super) is_there: bool,
}

/// A connection on which one asks and the other answers.
pub(super) struct Session<S> {
    stream: S,
    /// What came and was not read yet.
    ahead: Vec<u8>,
    last: u32,
}

/// Connects, and speaks TLS before anything is said.
pub(super) async fn connect(egress: &Egress, ldap: &Ldap) -> Result<Session<impl AsyncRead + AsyncWrite + Unpin + Send>, Trouble> {
    let roots = ldap.roots().map_err(|_| Trouble::NotSafe)?;
    let mut stream = egress.dial(Purpose::SignOn, &ldap.host, ldap.port()).await?.stream;
    if ldap.tls == Tls::StartTls {
        stream = Session::over(stream).start_tls().await?;
    }
    Ok(Session::over(egress.secure(stream, &ldap.host, &roots).await?))
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Session<S> {
    const fn over(stream: S) -> Self {
        Self { stream, ahead: Vec::new(), last: 0 }
    }

    const fn number(&mut self) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.stream.write_all(bytes).await.map_err(|_| Trouble::Unreachable)?;
        self.stream.flush().await.map_err(|_| Trouble::Unreachable)
    }

    /// The next answer to the last request, and its size. A notice that the connection ends counts as silence.
    async fn answer(&mut self) -> Result<(Answer, usize), Trouble> {
        let end = loop {
            if let Some(end) = length(&self.ahead)?
                && self.ahead.len() >= end
            {
                break end;
            }
            self.ahead.reserve(CHUNK);
            match self.stream.read_buf(&mut self.ahead).await {
                Ok(0) | Err(_) => return Err(Trouble::Unreachable),
                Ok(_) => {}
            }
        };
        let rest = self.ahead.split_off(end);
        let message = std::mem::replace(&mut self.ahead, rest);
        match Answer::read(&message)? {
            (0, Answer::Extended(_)) => Err(Trouble::Unreachable),
            (id, answer) if id == self.last => Ok((answer, end)),
            _ => Err(Malformed::NotLdap.into()),
        }
    }

    /// Asks for TLS; gives the connection back, on which nothing else was said.
    async fn start_tls(mut self) -> Result<S, Trouble> {
        let request = start_tls(self.number());
        self.send(&request).await?;
        let (answer, _) = self.answer().await?;
        // Whatever came behind the answer came from nobody who showed who they are.
        match answer {
            Answer::Extended(Code::Success) if self.ahead.is_empty() => Ok(self.stream),
            Answer::Extended(Code::Busy) => Err(Trouble::Unreachable),
            _ => Err(Trouble::NotSafe),
        }
    }

    /// Whether a name and a password belong together.
    pub(super) async fn bind(&mut self, name: &str, password: &Secret<String>) -> Result<bool, Trouble> {
        // One without a password would be taken for success, and is not made.
        let Some(request) = bind(self.number(), name, password) else { return Ok(false) };
        self.send(request.reveal()).await?;
        match self.answer().await?.0 {
            Answer::Bound(Code::Success) => Ok(true),
            Answer::Bound(Code::Busy) => Err(Trouble::Unreachable),
            // Whatever else it says is no, and counts as an attempt.
            Answer::Bound(_) => Ok(false),
            _ => Err(Malformed::NotLdap.into()),
        }
    }

    pub(super) async fn search(&mut self, search: Search<'_>) -> Result<Found, Trouble> {
        let most = usize::try_from(search.most).unwrap_or(usize::MAX);
        let request = search.encode(self.number());
        self.send(&request).await?;
        let mut found = Found { entries: Vec::new(), is_more: false, is_there: true };
        let (mut size, mut hints) = (0, 0);
        loop {
            let (answer, length) = self.answer().await?;
            size += length;
            match answer {
                // A directory that gives more than it was asked for.
                Answer::Found(_) if found.entries.len() >= most => return Err(Malformed::TooLarge.into()),
                Answer::Found(entry) => found.entries.push(entry),
                Answer::Elsewhere => hints += 1,
                Answer::Done(Code::Success) => return Ok(found),
                Answer::Done(Code::MoreThanAsked) => return Ok(Found { is_more: true, ..found }),
                Answer::Done(Code::NotThere) => return Ok(Found { is_there: false, ..found }),
                Answer::Done(Code::Busy) => return Err(Trouble::Unreachable),
                Answer::Done(Code::Refused) => return Err(Trouble::Account),
                Answer::Done(Code::Other(code)) => return Err(Trouble::Status(code)),
                Answer::Bound(_) | Answer::Extended(_) => return Err(Malformed::NotLdap.into()),
            }
            if size > LARGEST || hints > MOST_HINTS {
                return Err(Malformed::TooLarge.into());
            }
        }
    }

    /// Says goodbye. Whether that is heard matters to nobody.
    pub(super) async fn leave(mut self) {
        let goodbye = unbind(self.number());
        if self.send(&goodbye).await.is_ok() {
            let _ = self.stream.shutdown().await;
        }
    }
}
