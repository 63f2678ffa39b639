//! From an envelope to a tenant: whose recipient, through which door, and what the room says.

use crate::parts::Desk;
use kernel::{By, EmailAddress, Fault, RequestId};
use platform::{Entry, TenantState};
use room::{Arrived, IntakeContext, IntakeError, Known, Place, Taken, TurnedAway};
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use store::{KeyError, OpenError};
use wire::smtp::Reply;

/// Who asks, and as what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking {
    pub(crate) request: RequestId,
    pub(crate) ip: IpAddr,
}

/// A recipient whose domain is a tenant's.
#[derive(Debug)]
pub(crate) struct Located {
    pub(crate) entry: Arc<Entry>,
    pub(crate) address: EmailAddress,
}

pub(crate) fn not_ready() -> Reply {
    Reply::new(451, "4.3.2", "not ready, try again later")
}

pub(crate) fn our_fault() -> Reply {
    Reply::new(451, "4.3.0", "something broke here, try again later")
}

fn unknown() -> Reply {
    Reply::new(550, "5.1.1", "no such recipient")
}

/// Finds the tenant of a recipient. `postmaster` alone is the host's own (RFC 5321 §4.5.1): the postmaster of the mail domain
/// that the host's name is, or lies in.
///
/// # Errors
/// The reply: the domain is nobody's, its tenant is suspended, or no address has this form.
pub(crate) fn locate(desk: &Desk, hostname: &str, to: &str) -> Result<Located, Reply> {
    if to.eq_ignore_ascii_case("postmaster") {
        let above = hostname.split_once('.').map(|(_, above)| above);
        let own = |domain: &&str| desk.directory.by_mail_domain(domain).is_some();
        let domain = [Some(hostname), above].into_iter().flatten().find(own);
        let domain = domain.ok_or_else(|| Reply::new(550, "5.1.1", "this host has no postmaster of its own, name the domain"))?;
        return in_domain(desk, &format!("postmaster@{domain}"));
    }
    in_domain(desk, to)
}

fn in_domain(desk: &Desk, to: &str) -> Result<Located, Reply> {
    let (local, domain) = to.rsplit_once('@').unwrap_or_default();
    let domain = in_a_labels(domain);
    let Some(entry) = desk.directory.by_mail_domain(&domain) else {
        return Err(Reply::new(550, "5.7.1", "relaying denied"));
    };
    match entry.state {
        TenantState::Active => {}
        TenantState::Suspended => return Err(Reply::new(450, "4.3.2", "this desk is closed for now")),
        TenantState::Making | TenantState::Deleting | TenantState::Deleted => return Err(not_ready()),
    }
    let address = format!("{local}@{domain}").parse().map_err(|_| unknown())?;
    Ok(Located { entry, address })
}

/// A domain as mail domains are kept (RFC 5890 §2.3.2.1). What has no such form stays as it is, and is nobody's.
fn in_a_labels(domain: &str) -> Cow<'_, str> {
    if domain.is_ascii() {
        return Cow::Borrowed(domain);
    }
    idna::domain_to_ascii(domain).map_or(Cow::Borrowed(domain), Cow::Owned)
}

/// The address with its domain in U-labels, if that is another one.
fn in_u_labels(address: &EmailAddress) -> Option<EmailAddress> {
    let (domain, outcome) = idna::domain_to_unicode(address.domain());
    outcome.ok().filter(|()| domain != address.domain())?;
    format!("{}@{domain}", address.local()).parse().ok()
}

/// Asks the room whether it has this recipient; whoever wrote its address down may have written its domain in either form.
///
/// # Errors
/// The reply to give instead of "ok".
pub(crate) async fn ask(desk: &Desk, asking: Asking, located: Located) -> Result<Located, Reply> {
    let Located { entry, address } = located;
    let other = in_u_labels(&address);
    for address in std::iter::once(address).chain(other) {
        let context = context(desk, asking, &entry).await?;
        match (desk.intake.recipient)(context, address.clone()).await {
            Ok(Known::Yes) => return Ok(Located { entry, address }),
            Ok(Known::No) => {}
            Err(fault) => {
                log(asking.request, &fault, "a recipient could not be looked up");
                return Err(our_fault());
            }
        }
    }
    Err(unknown())
}

/// Tells the room of a message that never became whole. Whoever sends it waits for that no longer than for a recipient.
pub(crate) async fn turned_away(desk: &Desk, asking: Asking, entry: &Entry, turned: TurnedAway) {
    if let Ok(context) = context(desk, asking, entry).await {
        (desk.intake.turned_away)(context, turned).await;
    }
}

/// Hands a message to the room; gives the reply and a word for the figures.
pub(crate) async fn deliver(desk: &Desk, asking: Asking, entry: &Entry, arrived: Arrived) -> (Reply, &'static str) {
    let context = match context(desk, asking, entry).await {
        Ok(context) => context,
        Err(reply) => return (reply, "later"),
    };
    let taken = || Reply::new(250, "2.0.0", format!("taken as {}", asking.request));
    match (desk.intake.deliver)(context, arrived).await {
        Ok(Taken::Ticket { is_new: true, .. }) => (taken(), "new"),
        Ok(Taken::Ticket { is_new: false, .. }) => (taken(), "follow-up"),
        Ok(Taken::Duplicate) => (taken(), "duplicate"),
        Ok(Taken::Noted) => (taken(), "noted"),
        Err(IntakeError::Refused { code, status, words }) if (400..600).contains(&code) => {
            (Reply::new(code, status, words), if code < 500 { "later" } else { "refused" })
        }
        // A refusal that is none must not be taken for a yes.
        Err(IntakeError::Refused { .. }) => (our_fault(), "fault"),
        Err(IntakeError::Fault(fault)) => {
            log(asking.request, &fault, "a message could not be taken");
            (our_fault(), "fault")
        }
    }
}

async fn context(desk: &Desk, asking: Asking, entry: &Entry) -> Result<IntakeContext, Reply> {
    let door = desk.node.tenant(entry.tenant).await.map_err(|error| match error {
        OpenError::Key(KeyError::Sealed) => not_ready(),
        other => {
            log(asking.request, &Fault::new("opening a tenant's store for its mail", other), "a tenant's store does not open");
            our_fault()
        }
    })?;
    let by = By { ip: Some(asking.ip), ..By::room(desk.intake.room, asking.request) };
    Ok(IntakeContext { door, place: place(entry, desk.port), house: desk.house.clone(), by })
}

fn place(entry: &Entry, port: u16) -> Place {
    let host = entry.hosts.first().map_or("", String::as_str);
    let host = if port == 443 { host.to_owned() } else { format!("{host}:{port}") };
    Place { name: entry.name.clone(), title: entry.title.clone(), host, locale: entry.locale }
}

fn log(request: RequestId, fault: &Fault, what: &'static str) {
    tracing::error!(%request, fault = fault.chain(), "{what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn domains_have_two_forms() {
        let check = |domain: &str, expected: &str| assert_eq!(in_a_labels(domain), expected, "{domain}");
        check("alpha.example", "alpha.example");
        check("m\u{fc}ller.example", "xn--mller-kva.example");
        check("M\u{dc}LLER.example", "xn--mller-kva.example");
        check("mu\u{308}ller\u{3002}example", "xn--mller-kva.example");
        check("XN--MLLER-KVA.example", "XN--MLLER-KVA.example");
        check("\u{ff41}lpha.example", "alpha.example");
        check("\u{202e}alpha.example", "\u{202e}alpha.example");
        let check = |address: &str, expected: Option<&str>| {
            let other = in_u_labels(&address.parse().unwrap());
            assert_eq!(other.as_ref().map(EmailAddress::as_str), expected, "{address}");
        };
        check("a@xn--mller-kva.example", Some("a@m\u{fc}ller.example"));
        check("a@alpha.example", None);
        check("a@xn--zzzzzzzz99.example", None);
    }

    proptest! {
        #[test]
        fn a_form_of_a_form_is_the_same(domain in "(\\PC|[a-zäöüß.-]){0,40}") {
            let once = in_a_labels(&domain).into_owned();
            prop_assert_eq!(in_a_labels(&once), once.as_str());
        }
    }
}
