//! The dialler.

mod address;
mod contact;
mod policy;
mod secure;

pub use contact::{Contact, Contacts, Recorder};
pub(crate) use policy::folded_host;
pub use policy::{Internal, NotATarget, Policy, Rule};
pub use secure::NotSecured;

use kernel::Ambient;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

/// How long a dial may take, looking up and connecting together.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many of a host's addresses are tried, each with an equal share of the time.
const TRIES: usize = 3;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Handing mail to a smarthost.
    SmtpSubmission,
    /// The store's PostgreSQL.
    Postgres,
    /// Looking at the TLS of our own port.
    HttpsProbe,
    /// Pictures that a mail names and somebody asked for.
    RemotePictures,
    /// Reading a mailbox elsewhere.
    Mailbox,
    /// Asking a provider of single sign-on who somebody is.
    SignOn,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::SmtpSubmission, Self::Postgres, Self::HttpsProbe, Self::RemotePictures, Self::Mailbox, Self::SignOn];

    /// The word for it in configuration and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SmtpSubmission => "smtp_submission",
            Self::Postgres => "postgres",
            Self::HttpsProbe => "https_probe",
            Self::RemotePictures => "remote_pictures",
            Self::Mailbox => "mailbox",
            Self::SignOn => "sign_on",
        }
    }

    /// Whether it is not the operator who says where to, but a tenant, or anybody by a mail.
    pub const fn is_of_strangers(self) -> bool {
        matches!(self, Self::RemotePictures | Self::Mailbox | Self::SignOn)
    }
}

/// Why nobody was reached.
///
/// # Security
/// `Display` is fit for strangers: it does not tell a name that is unknown from a host that is
/// inside, silent or shut, so that nobody can map the inside through us. [`EgressError::reason`]
/// tells them apart, for the operator's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EgressError {
    /// The operator's policy does not have this purpose.
    #[error("connections of this kind are switched off")]
    PurposeOff,
    /// The purpose does not have this port.
    #[error("this port is not allowed for connections of this kind")]
    PortRefused,
    /// The text cannot be a host name or an address.
    #[error("not a host name or address")]
    NotAHost,
    /// The name has no address.
    #[error("the server cannot be reached")]
    NotResolved,
    /// None of its addresses may be dialled.
    #[error("the server cannot be reached")]
    AddressRefused,
    /// Nobody answered, or the port is shut.
    #[error("the server cannot be reached")]
    NotReached,
    /// It took longer than ten seconds.
    #[error("the server cannot be reached")]
    TimedOut,
    /// Whoever dialled did not wait for the end.
    #[error("the server cannot be reached")]
    Abandoned,
}

impl EgressError {
    /// The word for it in the operator's record.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::PurposeOff => "purpose_off",
            Self::PortRefused => "port_refused",
            Self::NotAHost => "not_a_host",
            Self::NotResolved => "not_resolved",
            Self::AddressRefused => "address_refused",
            Self::NotReached => "not_reached",
            Self::TimedOut => "timed_out",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A connection, and with whom.
#[derive(Debug)]
pub struct Dialed {
    /// The connection, without TLS as yet.
    pub stream: TcpStream,
    /// The address that was checked and connected to.
    pub address: SocketAddr,
}

/// The only way out of the process.
///
/// A name is looked up once; addresses that the policy does not allow are dropped; what is
/// connected to is exactly an address that was checked, so a name that resolves differently the
/// next time gains nothing. Every dial is recorded, refused ones too. Clones are cheap and share
/// policy and record.
#[derive(Clone)]
pub struct Egress(Arc<Shared>);

struct Shared {
    policy: Policy,
    recorder: Arc<dyn Recorder>,
    ambient: Ambient,
}

impl Egress {
    /// The way out under a policy.
    pub fn new(policy: Policy, recorder: Arc<dyn Recorder>, ambient: Ambient) -> Self {
        Self(Arc::new(Shared { policy, recorder, ambient }))
    }

    /// The policy that holds.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// The clock and dice of those who speak through it.
    pub(crate) fn ambient(&self) -> &Ambient {
        &self.0.ambient
    }

    /// Connects to a host name or address.
    ///
    /// # Errors
    /// The policy forbids it, or nobody was reached within ten seconds.
    pub async fn dial(&self, purpose: Purpose, host: &str, port: u16) -> Result<Dialed, EgressError> {
        let asked = host.chars().take(253).collect();
        let contact = Contact { at: self.0.ambient.now(), purpose, host: asked, port, address: None, outcome: Err(EgressError::Abandoned) };
        let mut entry = Entry { shared: &self.0, contact };
        let dialed = timeout(PATIENCE, self.reach(purpose, host, port)).await.unwrap_or(Err(EgressError::TimedOut));
        entry.contact.address = dialed.as_ref().ok().map(|dialed| dialed.address);
        entry.contact.outcome = dialed.as_ref().map(|_| ()).map_err(|error| *error);
        dialed
    }

    async fn reach(&self, purpose: Purpose, host: &str, port: u16) -> Result<Dialed, EgressError> {
        self.0.policy.check_port(purpose, port)?;
        let (host, addresses) = resolve(host, port).await?;
        let mut allowed: Vec<SocketAddr> = Vec::new();
        for address in addresses.into_iter().map(address::canonical) {
            if self.0.policy.may_dial(purpose, &host, address.ip()) && !allowed.contains(&address) {
                allowed.push(address);
            }
        }
        allowed.truncate(TRIES);
        connect(&allowed).await
    }
}

impl fmt::Debug for Egress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Egress").field("policy", &self.0.policy).finish_non_exhaustive()
    }
}

/// A line of the record; written when it is dropped, so that a dial which is cancelled half way is in it, too.
struct Entry<'a> {
    shared: &'a Shared,
    contact: Contact,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.shared.recorder.record(self.contact.clone());
    }
}

/// The host as it is compared, and where it lives.
async fn resolve(host: &str, port: u16) -> Result<(String, Vec<SocketAddr>), EgressError> {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Ok((ip.to_string(), vec![SocketAddr::new(ip, port)]));
    }
    let host = folded_host(host).ok_or(EgressError::NotAHost)?;
    let found: Vec<SocketAddr> = lookup_host((host.as_str(), port)).await.map_err(|_| EgressError::NotResolved)?.collect();
    if found.is_empty() { Err(EgressError::NotResolved) } else { Ok((host, found)) }
}

async fn connect(allowed: &[SocketAddr]) -> Result<Dialed, EgressError> {
    let share = PATIENCE / u32::try_from(allowed.len().max(1)).unwrap_or(1);
    let mut error = EgressError::AddressRefused;
    for &address in allowed {
        match timeout(share, open(address)).await {
            Ok(Ok(stream)) => return Ok(Dialed { stream, address }),
            Ok(Err(_)) => error = EgressError::NotReached,
            Err(_) => error = EgressError::TimedOut,
        }
    }
    Err(error)
}

#[expect(clippy::disallowed_methods, reason = "the one place that connects: the address was checked a moment ago")]
async fn open(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    // Every protocol spoken here is question and answer; waiting for a full segment only costs time.
    stream.set_nodelay(true)?;
    Ok(stream)
}
