//! Accounts as administrators get and write them. A password only goes in.

use crate::accounts::model::{Account, AccountId, After, Compared, Encryption, Fate, Left, Protocol, Standing};
use crate::accounts::notes;
use crate::accounts::service::{Mailboxes, Seen, Target, Trouble};
use crate::accounts::troubles;
use crate::http::locale;
use kernel::{Fault, Id16, Locale, Secret, Timestamp};
use people::{Forbidden, require_administrator};
use room::Context;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Rows, View};
use tickets::{QueueId, queries};
use utoipa::ToSchema;
use web::Problem;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailAccount {
    id: String,
    protocol: Protocol,
    host: String,
    port: u16,
    tls: Encryption,
    /// Certificates of roots to trust beside the public ones, PEM.
    roots: Option<String>,
    login: String,
    mailbox: String,
    /// The queue of all its mails; null when the addresses in their heads tell.
    queue: Option<String>,
    trusted: bool,
    after: After,
    move_to: Option<String>,
    valid: bool,
    version: i64,
    state: MailAccountState,
    can: MailAccountCan,
}

/// What may be done with it.
#[derive(Debug, Serialize, ToSchema)]
struct MailAccountCan {
    change: bool,
    remove: bool,
    try_out: bool,
}

/// How the reading goes.
#[derive(Debug, Serialize, ToSchema)]
struct MailAccountState {
    /// `off`: not read; `new`: not read yet; `ok`; `failing`.
    status: &'static str,
    /// Mails taken so far.
    taken: u64,
    #[schema(value_type = Option<String>)]
    last_success_at: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    last_failure_at: Option<Timestamp>,
    /// What went wrong last, with the server's own words.
    last_failure: Option<String>,
    #[schema(value_type = Option<String>)]
    failing_since: Option<Timestamp>,
    /// How often in a row.
    failures: u32,
    #[schema(value_type = Option<String>)]
    next_try_at: Option<Timestamp>,
    /// The last comparison of mailbox and desk.
    compared: Option<MailboxCompared>,
}

/// What a comparison of mailbox and desk found.
#[derive(Debug, Serialize, ToSchema)]
struct MailboxCompared {
    #[schema(value_type = String)]
    at: Timestamp,
    /// Messages in the mailbox.
    at_source: u64,
    /// Those of them that are not in the desk.
    without_ticket: u64,
    /// Those of them that are in the desk, and that the server does not remove.
    not_removed: u64,
}

/// A message that stays in the mailbox.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LeftMail {
    /// Where it lies: UIDVALIDITY and UID, or UIDL and size.
    place: String,
    reason: Fate,
    /// Octets, as far as the server told.
    size: Option<u64>,
    #[schema(value_type = String)]
    since: Timestamp,
}

/// An account with what stays in its mailbox.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailAccountPage {
    #[serde(flatten)]
    account: MailAccount,
    /// The newest hundred messages that stay in the mailbox.
    left: Vec<LeftMail>,
}

/// Accounts, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailAccounts {
    items: Vec<MailAccount>,
}

/// How a trial ended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailboxTrial {
    ok: bool,
    /// What is wrong, with the server's own words.
    words: Option<String>,
    /// What TLS agreed on.
    tls: Option<String>,
    /// Messages in the mailbox.
    messages: Option<u64>,
    /// Folders that can be read (IMAP).
    folders: Vec<String>,
    /// Whether the server tells of new mail by itself.
    pushes: bool,
}

/// An account to be, or to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMailAccount {
    protocol: Protocol,
    host: String,
    /// 993, 143, 995 or 110 by protocol and TLS, when absent.
    #[serde(default)]
    port: Option<u16>,
    #[serde(default)]
    tls: Option<Encryption>,
    #[serde(default)]
    roots: Option<String>,
    login: String,
    #[schema(value_type = String)]
    password: Secret<String>,
    /// `INBOX` when absent.
    #[serde(default)]
    mailbox: Option<String>,
    /// A queue's name.
    #[serde(default)]
    queue: Option<String>,
    #[serde(default)]
    trusted: bool,
    /// `delete` when absent.
    #[serde(default)]
    after: Option<After>,
    #[serde(default)]
    move_to: Option<String>,
    /// True when absent.
    #[serde(default)]
    valid: Option<bool>,
}

const fn usual_port(protocol: Protocol, tls: Encryption) -> u16 {
    match (protocol, tls) {
        (Protocol::Imap, Encryption::Implicit) => 993,
        (Protocol::Imap, Encryption::StartTls) => 143,
        (Protocol::Pop3, Encryption::Implicit) => 995,
        (Protocol::Pop3, Encryption::StartTls) => 110,
    }
}

impl NewMailAccount {
    /// What it says, with what is usual where it says nothing.
    pub(super) fn target(&self, rows: &impl Rows) -> Result<Target, Problem> {
        let tls = self.tls.unwrap_or(Encryption::Implicit);
        let account = Account {
            id: AccountId(Id16([0; 16])),
            protocol: self.protocol,
            port: self.port.unwrap_or(usual_port(self.protocol, tls)),
            tls,
            host: self.host.trim().to_ascii_lowercase(),
            roots: self.roots.clone().filter(|roots| !roots.trim().is_empty()),
            login: self.login.clone(),
            mailbox: self.mailbox.clone().unwrap_or_else(|| "INBOX".into()),
            queue: self.queue.as_ref().map(|name| queue_named(rows, name)).transpose()?,
            trusted: self.trusted,
            after: self.after.unwrap_or(After::Delete),
            move_to: self.move_to.clone(),
            valid: self.valid.unwrap_or(true),
            version: 1,
        };
        Ok(Target { account, password: self.password.clone() })
    }
}

pub(super) fn queue_named(rows: &impl Rows, name: &str) -> Result<QueueId, Problem> {
    Ok(queries::queue_by_name(rows, name)?.ok_or_else(|| Problem::invalid("queue", "unknown"))?.id)
}

impl MailAccount {
    fn new(account: Account, standing: Standing, queues: &BTreeMap<i64, String>, locale: Locale) -> Self {
        let status = match (account.valid, &standing) {
            (false, _) => "off",
            (true, Standing { failing_since: Some(_), .. }) => "failing",
            (true, Standing { last_success_at: None, .. }) => "new",
            (true, _) => "ok",
        };
        let compared =
            |Compared { at, at_source, without_ticket, not_removed }| MailboxCompared { at, at_source, without_ticket, not_removed };
        Self {
            id: account.id.to_string(),
            protocol: account.protocol,
            host: account.host,
            port: account.port,
            tls: account.tls,
            roots: account.roots,
            login: account.login,
            mailbox: account.mailbox,
            queue: account.queue.and_then(|queue| queues.get(&queue.0).cloned()),
            trusted: account.trusted,
            after: account.after,
            move_to: account.move_to,
            valid: account.valid,
            version: account.version,
            state: MailAccountState {
                status,
                taken: standing.taken,
                last_success_at: standing.last_success_at,
                last_failure_at: standing.last_failure_at,
                last_failure: standing.words.map(|words| troubles::words(&words, locale)),
                failing_since: standing.failing_since,
                failures: standing.failures,
                next_try_at: standing.next_try_at,
                compared: standing.compared.map(compared),
            },
            // Whoever sees accounts administers them.
            can: MailAccountCan { change: true, remove: true, try_out: true },
        }
    }
}

impl MailboxTrial {
    pub(super) fn of(outcome: Result<Seen, Trouble>, locale: Locale) -> Self {
        match outcome {
            Ok(Seen { tls, messages, folders, pushes }) => {
                Self { ok: true, words: None, tls: Some(tls), messages: Some(messages), folders, pushes }
            }
            Err(trouble) => Self {
                ok: false,
                words: Some(troubles::words(trouble.as_str(), locale)),
                tls: None,
                messages: None,
                folders: Vec::new(),
                pushes: false,
            },
        }
    }
}

/// Why nothing is shown.
#[derive(Debug)]
pub(super) enum Refused {
    Forbidden(Forbidden),
    Unknown,
    Problem(Problem),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Problem(fault.into())
    }
}

impl From<Forbidden> for Refused {
    fn from(forbidden: Forbidden) -> Self {
        Self::Forbidden(forbidden)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Forbidden(forbidden) => forbidden.into(),
            Refused::Unknown => Self::not_found(),
            Refused::Problem(problem) => problem,
        }
    }
}

fn queues(rows: &impl Rows, accounts: &[&Account]) -> Result<BTreeMap<i64, String>, Fault> {
    let mut names = BTreeMap::new();
    for queue in accounts.iter().filter_map(|account| account.queue) {
        if let Some(found) = queries::queue(rows, queue)? {
            names.insert(queue.0, found.name);
        }
    }
    Ok(names)
}

/// All accounts, for an administrator.
pub(super) async fn list(context: &Context) -> Result<MailAccounts, Problem> {
    let locale = locale(context);
    let read = move |view: &View<'_>| -> Result<MailAccounts, Refused> {
        require_administrator::<Refused>(view)?;
        let all = notes::accounts(view)?;
        let names = queues(view, &all.iter().map(|(account, _)| account).collect::<Vec<_>>())?;
        Ok(MailAccounts { items: all.into_iter().map(|(account, standing)| MailAccount::new(account, standing, &names, locale)).collect() })
    };
    Ok(context.read(read).await?)
}

/// One account, for an administrator.
pub(super) async fn page(context: &Context, id: AccountId) -> Result<MailAccountPage, Problem> {
    let locale = locale(context);
    let read = move |view: &View<'_>| -> Result<MailAccountPage, Refused> {
        require_administrator::<Refused>(view)?;
        let (account, standing, left) = notes::account(view, id)?.ok_or(Refused::Unknown)?;
        let names = queues(view, &[&account])?;
        let shape = |Left { place, fate, size, since }| LeftMail { place, reason: fate, size, since };
        Ok(MailAccountPage { account: MailAccount::new(account, standing, &names, locale), left: left.into_iter().map(shape).collect() })
    };
    Ok(context.read(read).await?)
}

/// Tells the gate that accounts are others now. A house without the gate has nobody to tell.
pub(super) fn ring(context: &Context) {
    if let Ok(mailboxes) = context.house.service::<Mailboxes>() {
        mailboxes.ring(context.door.tenant());
    }
}
