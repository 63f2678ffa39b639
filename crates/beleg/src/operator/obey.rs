//! Does an order in an open house.

use super::{Answer, Command};
use crate::config::Config;
use crate::node::Opened;
use access::{AccessPolicy, Whom};
use anyhow::Context as _;
use kernel::{Actor, By, EmailAddress, Fault, Id16, Locale, OperatorId, Secret, Strength, TenantId};
use people::{GroupId, NewAgent, NewCustomerUser, Permission, Permissions};
use platform::{Entry, NewTenant};
use room::{Context, Place, Verdict};
use std::fmt::Write as _;
use std::sync::Arc;
use store::{Act, Door, Tenant};
use tickets::QueueAddress;

/// Does it.
///
/// # Errors
/// In words for whoever gave the order.
pub(crate) async fn obey(opened: &Opened, config: &Config, order: Command) -> anyhow::Result<Answer> {
    match order {
        Command::Unseal { .. } => anyhow::bail!("the keyring is open already"),
        Command::CreateTenant { name, title, locale, hosts, mail_domains, mail } => {
            let new = NewTenant {
                name: name.parse()?,
                title: title.parse()?,
                locale: locale.parse()?,
                hosts: hosts.iter().map(|host| host.parse()).collect::<Result<_, _>>()?,
                mail_domains: mail_domains.iter().map(|domain| domain.parse()).collect::<Result<_, _>>()?,
            };
            let mail: Option<EmailAddress> = mail.map(|mail| mail.parse()).transpose()?;
            create_tenant(opened, new, mail).await
        }
        Command::SuspendTenant { name } => suspend(opened, &name, true).await,
        Command::ResumeTenant { name } => suspend(opened, &name, false).await,
        Command::DeleteTenant { name } => {
            let entry = opened.directory.by_name(&name).context("there is no such tenant")?;
            platform::delete_tenant(&opened.site, by(opened), entry.tenant).await?;
            Ok(Answer::said(format!("{name} is gone: keys, rows and files.\n")))
        }
        Command::ListTenants => list(opened).await,
        Command::CreateAgent { tenant, login, name, email, administrator, password } => {
            let seat = Seat::of(opened, config, &tenant).await?;
            let new = NewAgent { login: login.parse()?, name: name.parse()?, email: email.parse()?, locale: seat.place.locale };
            seat.create_agent(new, administrator, password).await?;
            Ok(Answer::said(format!("{login} may sign in at {}/sign-in.\n", seat.place.origin())))
        }
        Command::SetPassword { tenant, login, portal, otrs_hash, password } => {
            let seat = Seat::of(opened, config, &tenant).await?;
            let person = seat.person(login, portal).await?;
            if otrs_hash {
                access::import_password(&seat.context, person, password).await?;
                return Ok(Answer::said("The password is taken over; the first sign-in replaces its hash.\n"));
            }
            access::set_password(&seat.context, person, password).await?;
            Ok(Answer::said("The password is set.\n"))
        }
        Command::ResetFactors { tenant, login, portal } => {
            let seat = Seat::of(opened, config, &tenant).await?;
            let person = seat.person(login, portal).await?;
            seat.context.act(move |act| access::reset_factors(act, person)).await?;
            Ok(Answer::said("All second factors are removed, and all sessions have ended.\n"))
        }
        Command::OpenAddresses { tenant } => {
            let seat = Seat::of(opened, config, &tenant).await?;
            seat.context.act(access::clear_addresses).await?;
            Ok(Answer::said("There are no rules by address any more.\n"))
        }
        Command::Demand { .. } => demand(opened, config, order).await,
        Command::CreateCustomerUser { .. } => create_customer_user(opened, config, order).await,
        Command::CreateToken { tenant, agent, name, scopes, days } => {
            let seat = Seat::of(opened, config, &tenant).await?;
            let text = seat.create_token(&agent, &name, scopes, days).await?;
            Ok(Answer::said(format!("{}\n", text.reveal())))
        }
        Command::Ingest { to, from, raw } => super::ingest::ingest(opened, config, &to, from, &raw).await,
        Command::Checks => checks(opened).await,
    }
}

/// Says what is demanded at sign-in; what is not named stays.
async fn demand(opened: &Opened, config: &Config, order: Command) -> anyhow::Result<Answer> {
    let Command::Demand { tenant, whom, second_factor, passkey, grace_days, idle_minutes, absolute_minutes } = order else {
        anyhow::bail!("this is no demand")
    };
    let seat = Seat::of(opened, config, &tenant).await?;
    let whom: Whom = whom.parse()?;
    let demand = move |act: &Act<'_>| {
        let now = access::chosen_policy(act, whom)?;
        let policy = AccessPolicy {
            second_factor: second_factor.unwrap_or(now.second_factor),
            phishing_resistant: passkey.unwrap_or(now.phishing_resistant),
            grace_days: grace_days.unwrap_or(now.grace_days),
            idle_minutes: idle_minutes.unwrap_or(now.idle_minutes),
            absolute_minutes: absolute_minutes.unwrap_or(now.absolute_minutes),
            ..now
        };
        access::set_policy(act, whom, Some(&policy)).map(|()| policy)
    };
    let policy = seat.context.act(demand).await?;
    let factors = match (policy.second_factor, policy.phishing_resistant) {
        (_, true) => "a passkey is demanded",
        (true, false) => "two factors are demanded",
        (false, false) => "a password is enough",
    };
    Ok(Answer::said(format!("Of {whom}: {factors}.\n")))
}

/// Makes a customer user.
async fn create_customer_user(opened: &Opened, config: &Config, order: Command) -> anyhow::Result<Answer> {
    let Command::CreateCustomerUser { tenant, login, name, email, customer, password } = order else {
        anyhow::bail!("this makes no customer user")
    };
    let seat = Seat::of(opened, config, &tenant).await?;
    let customer = customer.map(|id| id.parse()).transpose()?;
    let new = NewCustomerUser { login: login.parse()?, name: name.parse()?, email: email.parse()?, customer, locale: seat.place.locale };
    seat.create_customer_user(new, password).await?;
    Ok(Answer::said(format!("{login} may sign in at {}/portal/sign-in.\n", seat.place.origin())))
}

/// The command line as an actor.
pub(crate) fn by(opened: &Opened) -> By {
    By {
        actor: Actor::Operator(OperatorId(Id16([0; 16]))),
        on_behalf: None,
        strength: Strength::Process,
        request: opened.house.ambient.request(),
        ip: None,
    }
}

async fn create_tenant(opened: &Opened, new: NewTenant, mail: Option<EmailAddress>) -> anyhow::Result<Answer> {
    let (title, host) = (new.title.to_string(), new.hosts.first().map(ToString::to_string).unwrap_or_default());
    make_tenant(opened, new, mail, &title).await?;
    Ok(Answer::said(format!("{title} answers at https://{host}. Next: beleg agent create --administrator.\n")))
}

/// Makes a tenant whose default queue has an address.
pub(crate) async fn make_tenant(opened: &Opened, new: NewTenant, mail: Option<EmailAddress>, title: &str) -> anyhow::Result<TenantId> {
    let tenant = platform::make_tenant(&opened.site, by(opened), new).await?;
    if let Some(email) = mail {
        let door = opened.node.tenant(tenant).await?;
        let address = QueueAddress { email, name: title.to_owned() };
        let work = move |act: &Act<'_>| tickets::commands::address_queue(act, "Raw", &address);
        door.act(by(opened), opened.house.ambient.moment(), work).await?;
    }
    opened.directory.refresh(&opened.site.door).await?;
    Ok(tenant)
}

async fn suspend(opened: &Opened, name: &str, closed: bool) -> anyhow::Result<Answer> {
    let entry = opened.directory.by_name(name).context("there is no such tenant")?;
    let (tenant, moment) = (entry.tenant, opened.house.ambient.moment());
    if closed {
        opened.site.door.act(by(opened), moment, move |act| platform::suspend_tenant(act, tenant)).await?;
    } else {
        opened.site.door.act(by(opened), moment, move |act| platform::resume_tenant(act, tenant)).await?;
    }
    opened.directory.refresh(&opened.site.door).await?;
    Ok(Answer::said(format!("{name} is {}.\n", if closed { "suspended" } else { "open again" })))
}

async fn list(opened: &Opened) -> anyhow::Result<Answer> {
    let all: Vec<Entry> = opened.site.door.read(by(opened), opened.house.ambient.now(), |view| platform::list(view)).await?;
    let mut words = String::new();
    for entry in all {
        let _ = writeln!(words, "{}\t{:?}\t{}\t{}", entry.name, entry.state, entry.hosts.join(" "), entry.mail_domains.join(" "));
    }
    Ok(Answer::said(words))
}

async fn checks(opened: &Opened) -> anyhow::Result<Answer> {
    let mut doors = Vec::new();
    for entry in opened.directory.all().into_iter().filter(|entry| entry.is_active()) {
        doors.push(opened.node.tenant(entry.tenant).await?);
    }
    let runs = work::run_checks(crate::node::ROOMS_AND_GATE, &opened.house, &doors).await;
    let mut words = String::new();
    for run in runs {
        let state = match run.finding.verdict {
            Verdict::Kept => "measured",
            Verdict::Broken => "broken",
            Verdict::Unmeasured => "unmeasured",
        };
        let tenant = run.tenant.map_or_else(String::new, |tenant| format!(" {tenant}"));
        let _ = writeln!(words, "{state}: {} {}{tenant}: {}", run.promise, run.check, run.finding.measured);
    }
    Ok(Answer::said(words))
}

/// One tenant, for orders about its people.
pub(crate) struct Seat {
    pub(crate) door: Door<Tenant>,
    pub(crate) place: Place,
    pub(crate) context: Context,
    environment: access::TokenEnvironment,
}

impl Seat {
    pub(crate) async fn of(opened: &Opened, config: &Config, name: &str) -> anyhow::Result<Self> {
        let entry: Arc<Entry> = opened.directory.by_name(name).context("there is no such tenant")?;
        let door = opened.node.tenant(entry.tenant).await?;
        let port = config.https.public_port.unwrap_or(config.https.listen.port());
        let host = entry.hosts.first().cloned().unwrap_or_default();
        let place = Place {
            name: entry.name.clone(),
            title: entry.title.clone(),
            host: if port == 443 { host } else { format!("{host}:{port}") },
            locale: entry.locale,
        };
        let context =
            Context { by: by(opened), guest: None, door: door.clone(), place: place.clone(), house: opened.house.clone(), once: None };
        Ok(Self { door, place, context, environment: opened.environment.clone() })
    }

    /// An agent, or a customer user, by their login.
    async fn person(&self, login: String, portal: bool) -> anyhow::Result<access::Person> {
        if portal {
            let user = self.context.read(move |view| people::customer_user_by_login(view, &login)).await?;
            return Ok(access::Person::CustomerUser(user.context("there is no such customer user")?.id));
        }
        let agent = self.context.read(move |view| people::agent_by_login(view, &login)).await?;
        Ok(access::Person::Agent(agent.context("there is no such agent")?.id))
    }

    pub(crate) async fn create_agent(&self, new: NewAgent, administrator: bool, password: Secret<String>) -> anyhow::Result<()> {
        let work = move |act: &Act<'_>| -> Result<kernel::AgentId, people::CreateAgentError> {
            let agent = people::create_agent(act, &new)?;
            let all = Permissions::NONE.with(Permission::Rw);
            let groups: &[GroupId] = if administrator { &[GroupId::USERS, GroupId::ADMIN, GroupId::STATS] } else { &[GroupId::USERS] };
            for group in groups {
                people::grant(act, agent, *group, all).map_err(|error| Fault::new("granting a new agent's rights", error))?;
            }
            Ok(agent)
        };
        let agent = self.context.act(work).await?;
        Ok(access::set_password(&self.context, access::Person::Agent(agent), password).await?)
    }

    pub(crate) async fn create_customer_user(&self, new: NewCustomerUser, password: Secret<String>) -> anyhow::Result<()> {
        let work = move |act: &Act<'_>| -> Result<kernel::CustomerUserId, people::CreateCustomerUserError> {
            if let Some(id) = &new.customer
                && people::customer(act, id)?.is_none()
            {
                let name = id.as_str().parse().map_err(|_| Fault::bug("a customer id is no name"))?;
                people::create_customer(act, id, &name).map_err(|error| Fault::new("making a customer", error))?;
            }
            people::create_customer_user(act, &new)
        };
        let user = self.context.act(work).await?;
        if password.reveal().is_empty() {
            return Ok(());
        }
        Ok(access::set_password(&self.context, access::Person::CustomerUser(user), password).await?)
    }

    pub(crate) async fn create_token(&self, agent: &str, name: &str, scopes: Vec<String>, days: u16) -> anyhow::Result<Secret<String>> {
        let login = agent.to_owned();
        let agent = self.context.read(move |view| people::agent_by_login(view, &login)).await?.context("there is no such agent")?;
        let scopes = if scopes.is_empty() { crate::rooms::scopes().into_keys().collect() } else { scopes };
        let new = access::NewToken {
            agent: agent.id,
            name: name.parse()?,
            scopes: access::Scopes::new(scopes.iter().map(String::as_str))?,
            days,
            networks: Vec::new(),
        };
        let environment = self.environment.clone();
        let minted = self.context.act(move |act| access::create_token(act, &new, &environment)).await?;
        Ok(minted.text)
    }
}

/// The language of a word; German when it is none of ours.
pub(crate) fn locale(word: &str) -> Locale {
    word.parse().unwrap_or(Locale::De)
}
