//! Configuration: one TOML file, then the environment.
//!
//! `BELEG_HTTPS__LISTEN=0.0.0.0:443` sets `listen` in `[https]`: two underscores part the levels. Unknown keys are refused, so
//! that a slip of the pen is no silent default.

use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The whole configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where everything lies: keyring, stores, blobs, lock and socket.
    pub data: PathBuf,
    /// A word that is bound into every ciphertext: production's data opens nowhere else. Lower-case letters, digits, dashes.
    #[serde(default = "production")]
    pub environment: String,
    /// Web and API.
    pub https: Https,
    /// Mail that arrives.
    #[serde(default)]
    pub smtp: Smtp,
    /// Mail that leaves.
    #[serde(default)]
    pub smarthost: Option<Smarthost>,
    /// Figures for Prometheus.
    #[serde(default)]
    pub metrics: Option<Metrics>,
    /// How the keyring is opened at the start.
    #[serde(default)]
    pub unseal: Unseal,
    /// PostgreSQL instead of one encrypted file per tenant.
    #[serde(default)]
    pub postgres: Option<Postgres>,
    /// What may be dialled beside what is usual.
    #[serde(default)]
    pub egress: Egress,
    /// From where anybody is let in on the web, whatever a tenant says.
    #[serde(default)]
    pub addresses: access::AddressRule,
    /// The log.
    #[serde(default)]
    pub log: Log,
}

/// Web and API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Https {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The port that browsers see, when something stands in between.
    #[serde(default)]
    pub public_port: Option<u16>,
    /// How TLS is spoken: `modern` or `tr-02102` (TLS 1.3 only, aligned with BSI TR-02102-2).
    #[serde(default)]
    pub profile: TlsProfile,
    /// Make certificates with a development CA kept in the data directory. Never for production.
    #[serde(default)]
    pub development_ca: bool,
    /// Certificates, one for each set of hosts.
    #[serde(default)]
    pub certificate: Vec<Certificate>,
    /// Proxies that are believed when they say from where they were asked: addresses and networks.
    #[serde(default)]
    pub trusted_proxies: Vec<access::Network>,
    /// The header in which they say it.
    #[serde(default)]
    pub proxy_header: ProxyHeader,
}

/// The header in which trusted proxies say from where they were asked. The other one is a stranger's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// `X-Forwarded-For`.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// How TLS is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsProfile {
    /// TLS 1.2 and 1.3 with modern suites.
    #[default]
    Modern,
    /// TLS 1.3 only.
    #[serde(rename = "tr-02102")]
    Tr02102,
}

/// One certificate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The chain, PEM, the leaf first.
    pub chain: PathBuf,
    /// The key, PEM.
    pub key: PathBuf,
}

/// Mail that arrives.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Where SMTP listens.
    #[serde(default)]
    pub listen: Option<SocketAddr>,
    /// Where LMTP listens.
    #[serde(default)]
    pub lmtp: Option<SocketAddr>,
    /// The name in the greeting: the host that the mail domains' MX records name.
    #[serde(default)]
    pub hostname: Option<String>,
    /// Refuse mail in the clear.
    #[serde(default)]
    pub require_tls: bool,
}

/// Mail that leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smarthost {
    /// Its name; the certificate must be valid for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `implicit` (usually 465) or `starttls` (usually 587). There is no third way.
    pub tls: SmarthostTls,
    /// Login, if it wants one.
    #[serde(default)]
    pub login: Option<String>,
    /// A file with the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// A file with roots to trust beside the public ones, PEM.
    #[serde(default)]
    pub roots: Option<PathBuf>,
}

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmarthostTls {
    /// At once.
    Implicit,
    /// By STARTTLS; a server that does not offer it gets nothing.
    Starttls,
}

/// Figures for Prometheus.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// A loopback address.
    pub listen: SocketAddr,
}

/// How the keyring is opened at the start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unseal {
    /// The key file. Without it the node starts sealed and waits for `beleg unseal`.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
}

/// PostgreSQL.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Postgres {
    /// A file with the connection string of a role that may make schemas and roles.
    pub connection_file: PathBuf,
    /// How many connections the node holds at most.
    #[serde(default = "connections")]
    pub connections: usize,
}

/// What may be dialled beside what is usual.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Egress {
    /// What may be dialled although it is not of the world: networks, addresses or host names inside, such as the smarthost on the
    /// local network. Pictures that mails name do not reach them, unless `remote_pictures=` stands before.
    #[serde(default)]
    pub internal: Vec<String>,
    /// The ports on which pictures are fetched that a mail names and an agent asked for. None: they are never fetched.
    #[serde(default = "picture_ports")]
    pub pictures: Vec<u16>,
    /// Ports of mailboxes elsewhere beside the usual ones (993, 143, 995, 110).
    #[serde(default)]
    pub mailbox_ports: Vec<u16>,
    /// Ports of providers of single sign-on beside the usual one (443).
    #[serde(default)]
    pub sign_on_ports: Vec<u16>,
}

impl Default for Egress {
    fn default() -> Self {
        Self { internal: Vec::new(), pictures: picture_ports(), mailbox_ports: Vec::new(), sign_on_ports: Vec::new() }
    }
}

/// The log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `error`, `warn`, `info` or `debug`.
    #[serde(default = "info")]
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: info() }
    }
}

fn production() -> String {
    "production".into()
}

fn picture_ports() -> Vec<u16> {
    vec![80, 443]
}

const fn connections() -> usize {
    64
}

fn info() -> String {
    "info".into()
}

/// Why the configuration cannot be used; says what to change.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {why}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// It is not the TOML that is expected.
    #[error("{path} is not understood:\n{why}")]
    Unfit {
        /// The file.
        path: PathBuf,
        /// Where and why.
        why: toml::de::Error,
    },
    /// A variable of the environment names no place of the configuration.
    #[error("the variable {0} sets nothing: it must name a section and a key, as in BELEG_HTTPS__LISTEN")]
    Variable(String),
}

impl Config {
    /// Reads the file and lays the environment over it.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(path: &Path, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|why| ConfigError::Unreadable { path: path.to_owned(), why })?;
        Self::parse(&text, path, environment)
    }

    fn parse(text: &str, path: &Path, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let unfit = |why| ConfigError::Unfit { path: path.to_owned(), why };
        let mut table: toml::Table = toml::from_str(text).map_err(unfit)?;
        let mut laid_over = false;
        for (name, value) in environment {
            let Some(place) = name.strip_prefix("BELEG_").filter(|place| !OWN_VARIABLES.contains(place)) else { continue };
            set(&mut table, &place.to_ascii_lowercase(), &value).ok_or(ConfigError::Variable(name))?;
            laid_over = true;
        }
        // From the text, so that errors show the line; from the table only when the environment changed it.
        if laid_over { table.try_into().map_err(unfit) } else { toml::from_str(text).map_err(unfit) }
    }
}

/// Variables with the prefix that are not settings: where the file is, and what the tests use.
const OWN_VARIABLES: [&str; 6] = ["CONFIG", "TEST_POSTGRES", "CORPUS", "URL", "SHOTS", "BLESS"];

/// Sets a value: a number or truth when it reads as one, text otherwise.
fn set(table: &mut toml::Table, place: &str, value: &str) -> Option<()> {
    let mut levels: Vec<&str> = place.split("__").collect();
    let key = levels.pop().filter(|key| !key.is_empty())?;
    let mut inner = table;
    for level in levels {
        let next = inner.entry(level).or_insert_with(|| toml::Value::Table(toml::Table::new()));
        inner = next.as_table_mut()?;
    }
    let value = match (value.parse::<i64>(), value.parse::<bool>()) {
        (Ok(number), _) => toml::Value::Integer(number),
        (_, Ok(truth)) => toml::Value::Boolean(truth),
        _ => toml::Value::String(value.to_owned()),
    };
    inner.insert(key.to_owned(), value);
    Some(())
}

/// A configuration to begin with, every key explained.
pub const TEMPLATE: &str = include_str!("../beleg.example.toml");

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::parse(text, Path::new("beleg.toml"), environment).map_err(|error| error.to_string())
    }

    const LEAST: &str = "data = \"/var/lib/beleg\"\n[https]\nlisten = \"0.0.0.0:443\"\n";

    #[test]
    fn the_least_is_enough_and_the_template_is_right() {
        let config = parse(LEAST, &[]).unwrap();
        assert_eq!((config.environment.as_str(), config.https.listen.port(), config.log.level.as_str()), ("production", 443, "info"));
        assert!(parse(TEMPLATE, &[]).is_ok(), "{:?}", parse(TEMPLATE, &[]).err());
    }

    #[test]
    fn the_environment_lies_over_the_file() {
        let config =
            parse(LEAST, &[("BELEG_HTTPS__LISTEN", "127.0.0.1:8443"), ("BELEG_SMTP__REQUIRE_TLS", "true"), ("PATH", "/bin")]).unwrap();
        assert_eq!(config.https.listen.port(), 8443);
        assert!(config.smtp.require_tls);
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        let check = |text: &str, environment: &[(&str, &str)], words: &str| {
            let error = parse(text, environment).err().unwrap_or_default();
            assert!(error.contains(words), "{error}");
        };
        check("data = \"x\"\n", &[], "missing field `https`");
        check(&format!("{LEAST}colour = 1\n"), &[], "unknown field `colour`");
        check("data = 1", &[], "invalid type");
        check(LEAST, &[("BELEG_", "1")], "sets nothing");
        check(&format!("{LEAST}[smarthost]\nhost = \"m\"\nport = 25\ntls = \"off\"\n"), &[], "unknown variant `off`");
    }
}
