//! The command line.

use crate::config::Config;
use crate::operator::{self, Command as Order};
use crate::{demo, generate, node};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// A service desk that shows the receipt for each of its promises.
#[derive(Debug, Parser)]
#[command(name = "beleg", version, about)]
pub struct Cli {
    /// The configuration file.
    #[arg(long, global = true, env = "BELEG_CONFIG", default_value = "/etc/beleg/beleg.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the data directory and the keyring. Run once.
    Init {
        /// Also open the keyring by a passphrase, read from standard input.
        #[arg(long)]
        passphrase: bool,
    },
    /// Runs the desk.
    Serve,
    /// Opens a sealed keyring by the passphrase, read from standard input.
    Unseal,
    /// Runs a furnished desk on 127.0.0.1 for trying out.
    Demo(DemoArgs),
    /// Tenants.
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Agents.
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Customers and customer users.
    #[command(subcommand)]
    Customer(CustomerCommand),
    /// What is demanded at sign-in.
    #[command(subcommand)]
    Access(AccessCommand),
    /// Tokens for programs.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Mail.
    #[command(subcommand)]
    Mail(MailCommand),
    /// Says in words what is wrong: with the configuration, and with the promises of a running desk.
    Check,
    /// Prints a configuration to begin with.
    Config,
    /// Prints completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Writes the generated documents.
    #[command(hide = true)]
    Gen {
        /// Where to.
        #[arg(long)]
        out: PathBuf,
    },
}

/// Shells with completions.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    /// GNU Bash.
    Bash,
    /// Z shell.
    Zsh,
    /// fish.
    Fish,
}

#[derive(Debug, Args)]
struct DemoArgs {
    /// Where the demo keeps its data; started again there it goes on.
    #[arg(long)]
    dir: PathBuf,
    /// The first of eight ports: https, smtp, lmtp, catcher smtp, catcher http, pictures, metrics, and one where a provider of single
    /// sign-on may listen.
    #[arg(long, default_value_t = 8443)]
    ports: u16,
    /// A file to write, as JSON, when the desk serves.
    #[arg(long)]
    ready: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum TenantCommand {
    /// Makes a tenant.
    Create {
        /// Its short name.
        name: String,
        /// Its name for people.
        #[arg(long)]
        title: String,
        /// Its language: de, en or pt-BR.
        #[arg(long, default_value = "de")]
        locale: String,
        /// Its hosts.
        #[arg(long, required = true)]
        host: Vec<String>,
        /// Its mail domains.
        #[arg(long)]
        domain: Vec<String>,
        /// The address of its default queue.
        #[arg(long)]
        mail: Option<String>,
    },
    /// Closes the doors of a tenant; its data stay.
    Suspend {
        /// Its short name.
        name: String,
    },
    /// Opens them again.
    Resume {
        /// Its short name.
        name: String,
    },
    /// Destroys a tenant: keys, rows and files. Cannot be undone.
    Delete {
        /// Its short name.
        name: String,
        /// Its short name once more.
        #[arg(long)]
        confirm: String,
    },
    /// Lists tenants.
    List,
}

#[derive(Debug, Subcommand)]
enum AgentCommand {
    /// Makes an agent; the password is read from standard input.
    Create {
        /// The tenant.
        #[arg(long)]
        tenant: String,
        /// The login.
        login: String,
        /// The name.
        #[arg(long)]
        name: String,
        /// The address.
        #[arg(long)]
        email: String,
        /// May administer the desk.
        #[arg(long)]
        administrator: bool,
    },
    /// Sets an agent's password, read from standard input.
    Password {
        /// The tenant.
        #[arg(long)]
        tenant: String,
        /// What is read is what OTRS kept of the password (the column `pw`): it is hashed once more, and replaced at the first sign-in.
        #[arg(long)]
        otrs_hash: bool,
        /// The login.
        login: String,
    },
    /// Removes all second factors of an agent who lost them.
    ResetFactors {
        /// The tenant.
        #[arg(long)]
        tenant: String,
        /// The login.
        login: String,
    },
}

#[derive(Debug, Subcommand)]
enum AccessCommand {
    /// Removes all rules by address of a tenant, for whoever locked everybody out.
    OpenAddresses {
        /// The tenant.
        #[arg(long)]
        tenant: String,
    },
    /// Says what is demanded at sign-in. What is not given stays.
    Demand {
        /// The tenant.
        #[arg(long)]
        tenant: String,
        /// Of whom: agents, administrators, customers or role:NUMBER.
        whom: String,
        /// Two factors are demanded.
        #[arg(long)]
        second_factor: Option<bool>,
        /// One of them has to be a passkey.
        #[arg(long)]
        passkey: Option<bool>,
        /// Days in which they may be set up.
        #[arg(long)]
        grace_days: Option<u16>,
        /// Minutes after which a session that was not used has ended.
        #[arg(long)]
        idle_minutes: Option<u32>,
        /// Minutes after which every session has ended.
        #[arg(long)]
        absolute_minutes: Option<u32>,
    },
}

#[derive(Debug, Subcommand)]
enum CustomerCommand {
    /// Removes all second factors of a customer user who lost them.
    ResetFactors {
        /// The tenant.
        #[arg(long)]
        tenant: String,
        /// The login.
        login: String,
    },
    /// Sets a customer user's password, read from standard input.
    Password {
        /// The tenant.
        #[arg(long)]
        tenant: String,
        /// What is read is what OTRS kept of the password (the column `pw`): it is hashed once more, and replaced at the first sign-in.
        #[arg(long)]
        otrs_hash: bool,
        /// The login.
        login: String,
    },
    /// Makes a customer user; the password is read from standard input, an empty line sets none.
    Create {
        /// The tenant.
        #[arg(long)]
        tenant: String,
        /// The login.
        login: String,
        /// The name.
        #[arg(long)]
        name: String,
        /// The address.
        #[arg(long)]
        email: String,
        /// The company: its CustomerID, made when it is new.
        #[arg(long)]
        customer: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Makes a token for an agent and prints it, once.
    Create {
        /// The tenant.
        #[arg(long)]
        tenant: String,
        /// The agent's login.
        #[arg(long)]
        agent: String,
        /// What to call it.
        #[arg(long)]
        name: String,
        /// What it allows, `tickets:read` and the like; everything when none is named.
        #[arg(long)]
        scope: Vec<String>,
        /// How many days it lives, 365 at most.
        #[arg(long, default_value_t = 90)]
        days: u16,
    },
}

#[derive(Debug, Subcommand)]
enum MailCommand {
    /// Takes one mail from standard input, for pipes of mail servers.
    ///
    /// Ends with 0 only when the mail is durable. Otherwise, by the codes of sysexits.h: 75 try again later (no desk runs, it is
    /// sealed or busy, the tenant is suspended, or something broke here); 67 nobody has this address; 65 this mail is not taken
    /// (longer than 25 MiB).
    Ingest {
        /// The recipient.
        #[arg(long)]
        to: String,
        /// The sender of the envelope.
        #[arg(long)]
        from: Option<String>,
    },
}

/// Does what was asked.
pub fn run(cli: Cli) -> ExitCode {
    let pipe = matches!(cli.command, Command::Mail(_));
    match dispatch(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("beleg: {error:#}");
            let named = error.downcast_ref::<operator::Refused>().map(|refused| refused.exit);
            ExitCode::from(named.unwrap_or(if pipe { operator::TRY_AGAIN } else { 1 }))
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = || Ok::<_, anyhow::Error>(Config::read(&cli.config, variables())?);
    match cli.command {
        Command::Config => {
            print!("{}", crate::config::TEMPLATE);
            Ok(ExitCode::SUCCESS)
        }
        Command::Completions { shell } => {
            let shell = match shell {
                Shell::Bash => clap_complete::Shell::Bash,
                Shell::Zsh => clap_complete::Shell::Zsh,
                Shell::Fish => clap_complete::Shell::Fish,
            };
            clap_complete::generate(shell, &mut Cli::command(), "beleg", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Command::Gen { out } => generate::write(&out).map(|()| ExitCode::SUCCESS),
        Command::Demo(args) => demo::run(&args.dir, args.ports, args.ready.as_deref()).map(|()| ExitCode::SUCCESS),
        Command::Init { passphrase } => {
            let passphrase = if passphrase { Some(operator::read_secret("passphrase")?) } else { None };
            node::init(&config()?, passphrase).map(|()| ExitCode::SUCCESS)
        }
        Command::Serve => node::serve(&config()?).map(|()| ExitCode::SUCCESS),
        Command::Check => operator::check(&cli.config, variables()),
        other => {
            let order = order(other)?;
            let config = config()?;
            let pipe = matches!(order, Order::Ingest { .. });
            let answer = operator::give(&config, order, pipe)?;
            let printed = std::io::stdout().write_all(answer.as_bytes());
            // A mail that is taken is taken, whether or not anybody hears of it.
            if !pipe {
                printed?;
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars()
}

/// The order that goes to the node.
fn order(command: Command) -> anyhow::Result<Order> {
    Ok(match command {
        Command::Unseal => Order::Unseal { passphrase: operator::read_secret("passphrase")? },
        Command::Tenant(command) => of_tenant(command)?,
        Command::Agent(AgentCommand::Create { tenant, login, name, email, administrator }) => {
            let password = operator::read_secret("password")?;
            Order::CreateAgent { tenant, login, name, email, administrator, password }
        }
        Command::Agent(AgentCommand::Password { tenant, otrs_hash, login }) => {
            Order::SetPassword { tenant, login, otrs_hash, portal: false, password: operator::read_secret("password")? }
        }
        Command::Customer(CustomerCommand::Password { tenant, otrs_hash, login }) => {
            Order::SetPassword { tenant, login, otrs_hash, portal: true, password: operator::read_secret("password")? }
        }
        Command::Agent(AgentCommand::ResetFactors { tenant, login }) => Order::ResetFactors { tenant, login, portal: false },
        Command::Customer(CustomerCommand::ResetFactors { tenant, login }) => Order::ResetFactors { tenant, login, portal: true },
        Command::Access(AccessCommand::OpenAddresses { tenant }) => Order::OpenAddresses { tenant },
        Command::Access(AccessCommand::Demand { tenant, whom, second_factor, passkey, grace_days, idle_minutes, absolute_minutes }) => {
            Order::Demand { tenant, whom, second_factor, passkey, grace_days, idle_minutes, absolute_minutes }
        }
        Command::Customer(CustomerCommand::Create { tenant, login, name, email, customer }) => {
            let password = operator::read_secret("password")?;
            Order::CreateCustomerUser { tenant, login, name, email, customer, password }
        }
        Command::Token(TokenCommand::Create { tenant, agent, name, scope, days }) => {
            Order::CreateToken { tenant, agent, name, scopes: scope, days }
        }
        Command::Mail(MailCommand::Ingest { to, from }) => Order::Ingest { to, from, raw: operator::read_mail()? },
        _ => anyhow::bail!("this is not for a node"),
    })
}

fn of_tenant(command: TenantCommand) -> anyhow::Result<Order> {
    Ok(match command {
        TenantCommand::Create { name, title, locale, host, domain, mail } => {
            Order::CreateTenant { name, title, locale, hosts: host, mail_domains: domain, mail }
        }
        TenantCommand::Suspend { name } => Order::SuspendTenant { name },
        TenantCommand::Resume { name } => Order::ResumeTenant { name },
        TenantCommand::Delete { name, confirm } if confirm == name => Order::DeleteTenant { name },
        TenantCommand::Delete { name, .. } => anyhow::bail!("to destroy the tenant for good, say --confirm {name}"),
        TenantCommand::List => Order::ListTenants,
    })
}
