//! What the command line may do: through the running node, or by itself when none runs.

mod ingest;
mod obey;
mod places;

pub(crate) use obey::{Seat, by as operator_by, locale, make_tenant, obey};

use crate::config::Config;
use crate::node::{self, Lock, Opened};
use anyhow::Context as _;
use kernel::{Ambient, Secret};
use keys::{Keyring, Unseal};
use serde::{Deserialize, Serialize, Serializer};
use std::io::{BufRead as _, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// An order. Travels over the node's socket only.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the command line's own help explains each")]
pub enum Command {
    Unseal {
        #[serde(serialize_with = "over_the_socket")]
        passphrase: Secret<String>,
    },
    CreateTenant {
        name: String,
        title: String,
        locale: String,
        hosts: Vec<String>,
        mail_domains: Vec<String>,
        mail: Option<String>,
    },
    SuspendTenant {
        name: String,
    },
    ResumeTenant {
        name: String,
    },
    DeleteTenant {
        name: String,
    },
    ListTenants,
    CreateAgent {
        tenant: String,
        login: String,
        name: String,
        email: String,
        administrator: bool,
        #[serde(serialize_with = "over_the_socket")]
        password: Secret<String>,
    },
    SetPassword {
        tenant: String,
        login: String,
        /// A customer user's.
        portal: bool,
        /// The password is what OTRS kept of it.
        otrs_hash: bool,
        #[serde(serialize_with = "over_the_socket")]
        password: Secret<String>,
    },
    /// Lets in somebody who lost their second factors.
    ResetFactors {
        tenant: String,
        login: String,
        /// A customer user.
        portal: bool,
    },
    /// Removes all rules by address.
    OpenAddresses {
        tenant: String,
    },
    /// What is demanded at sign-in; what is absent stays.
    Demand {
        tenant: String,
        whom: String,
        second_factor: Option<bool>,
        passkey: Option<bool>,
        grace_days: Option<u16>,
        idle_minutes: Option<u32>,
        absolute_minutes: Option<u32>,
    },
    CreateCustomerUser {
        tenant: String,
        login: String,
        name: String,
        email: String,
        customer: Option<String>,
        #[serde(serialize_with = "over_the_socket")]
        password: Secret<String>,
    },
    CreateToken {
        tenant: String,
        agent: String,
        name: String,
        scopes: Vec<String>,
        days: u16,
    },
    Ingest {
        to: String,
        from: Option<String>,
        raw: String,
    },
    Checks,
}

/// The one way in which a secret is written: to the node's socket, which only its own user reaches.
fn over_the_socket<S: Serializer>(secret: &Secret<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.reveal())
}

/// What came of an order.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Whether it was done.
    done: bool,
    /// What to print.
    words: String,
    /// How the command line ends, where the order says so itself.
    exit: Option<u8>,
}

/// A refusal that names the exit code, for programs that act by it.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub struct Refused {
    /// The exit code.
    pub(crate) exit: u8,
    words: String,
}

impl Refused {
    pub(crate) fn with(exit: u8, words: impl Into<String>) -> anyhow::Error {
        Self { exit, words: words.into() }.into()
    }
}

/// EX_DATAERR of sysexits.h: this mail will never be taken; the mail server returns it to its sender.
pub(crate) const UNFIT: u8 = 65;
/// EX_NOUSER: nobody has this address; the mail server returns the mail.
pub(crate) const NOBODY: u8 = 67;
/// EX_TEMPFAIL: the mail server keeps the mail and tries again.
pub(crate) const TRY_AGAIN: u8 = 75;

impl Answer {
    pub(crate) fn said(words: impl Into<String>) -> Self {
        Self { done: true, words: words.into(), exit: None }
    }

    pub(crate) fn refused(error: &anyhow::Error) -> Self {
        Self { done: false, words: format!("{error:#}"), exit: error.downcast_ref::<Refused>().map(|refused| refused.exit) }
    }

    fn into_result(self) -> anyhow::Result<String> {
        match self.exit {
            _ if self.done => Ok(self.words),
            Some(exit) => Err(Refused::with(exit, self.words)),
            None => Err(anyhow::anyhow!(self.words)),
        }
    }
}

/// Gives an order to the running node; without one, opens the house under the node's lock and does it here.
/// Orders with `node_only` need the running node.
///
/// # Errors
/// The order was refused, or nobody could take it.
pub(crate) fn give(config: &Config, order: Command, node_only: bool) -> anyhow::Result<String> {
    match UnixStream::connect(node::socket_path(&config.data)) {
        Ok(stream) => through(stream, &order)?.into_result(),
        Err(_) if node_only || matches!(order, Command::Unseal { .. }) => anyhow::bail!("no beleg runs on {}", config.data.display()),
        Err(_) => alone(config, order),
    }
}

fn through(mut stream: UnixStream, order: &Command) -> anyhow::Result<Answer> {
    serde_json::to_writer(&stream, order).context("sending the order")?;
    stream.flush()?;
    stream.shutdown(std::net::Shutdown::Write)?;
    let mut text = String::new();
    stream.read_to_string(&mut text).context("hearing the answer")?;
    serde_json::from_str(&text).context("the node's answer is not understood; is it of the same version?")
}

fn alone(config: &Config, order: Command) -> anyhow::Result<String> {
    node::must_be_made(&config.data)?;
    let _lock = Lock::take(&config.data)?;
    let runtime = node::runtime()?;
    runtime.block_on(async {
        let opened = open_alone(config).await?;
        let answer = obey(&opened, config, order).await;
        // A thread that still closed a store while the process takes its engine down would crash, and the command with it.
        opened.node.close_all();
        answer?.into_result()
    })
}

async fn open_alone(config: &Config) -> anyhow::Result<Opened> {
    net::install_provider();
    let ambient = Ambient::system();
    let keyring = Arc::new(Keyring::open(&config.data, &config.environment, ambient.clone()).context("opening the keyring")?);
    let by = match &config.unseal.key_file {
        Some(path) => Unseal::KeyFile(path.clone()),
        None => Unseal::Passphrase(read_secret("passphrase")?),
    };
    keyring.unseal(&by)?;
    Opened::open(config, keyring, net::Roots::none(), &ambient, native::Sandbox::of_this_program()).await
}

/// Reads a line from standard input that is not shown in the process list or in the shell's history.
///
/// # Errors
/// Standard input ends early.
pub(crate) fn read_secret(what: &str) -> anyhow::Result<Secret<String>> {
    eprint!("{what}: ");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).with_context(|| format!("reading the {what}"))?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Reads a mail from standard input; base 64, since it need not be text.
///
/// # Errors
/// It cannot be read, or is longer than the gates take as well.
pub(crate) fn read_mail() -> anyhow::Result<String> {
    use base64::Engine as _;
    let mut raw = Vec::new();
    let most = u64::try_from(wire::mime::LONGEST_MAIL).unwrap_or(u64::MAX);
    std::io::stdin().lock().take(most.saturating_add(1)).read_to_end(&mut raw).context("reading the mail")?;
    if raw.len() > wire::mime::LONGEST_MAIL {
        return Err(Refused::with(UNFIT, "the mail is longer than 25 MiB"));
    }
    Ok(base64::engine::general_purpose::STANDARD.encode(raw))
}

/// Says what is wrong: first with the configuration, then with the promises.
///
/// # Errors
/// Never; what is wrong is said and makes the exit code 1.
pub(crate) fn check(path: &Path, variables: impl Iterator<Item = (String, String)>) -> anyhow::Result<ExitCode> {
    let config = match Config::read(path, variables) {
        Ok(config) => config,
        Err(error) => {
            println!("configuration: {error}");
            return Ok(ExitCode::from(1));
        }
    };
    println!("configuration: {} is understood", path.display());
    let mut wrong = places::look(&config);
    match UnixStream::connect(node::socket_path(&config.data)) {
        Err(_) => println!("node: none runs on {}; start one with beleg serve to have the promises measured", config.data.display()),
        Ok(stream) => match through(stream, &Command::Checks)?.into_result() {
            Ok(words) => {
                print!("{words}");
                wrong |= words.lines().any(|line| line.starts_with("broken"));
            }
            Err(error) => {
                println!("node: {error:#}");
                wrong = true;
            }
        },
    }
    Ok(ExitCode::from(u8::from(wrong)))
}
