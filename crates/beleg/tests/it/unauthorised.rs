//! Every operation with every credential that is none, or not the right one.

use crate::client::Ask;
use crate::desk::{Desk, Who};
use crate::house::{House, on_both_engines, operations};
use access::{AGENT_COOKIE, CUSTOMER_COOKIE};
use beleg::node::ROOMS_AND_GATE;
use room::{Audience, Method, Operation, Room};
use serde_json::json;
use web::openapi::Yields;

/// Operations that anybody may call: signing in and out. Nothing else is added here without a reason that a reviewer has read.
const PUBLIC: [&str; 33] = [
    "https.describe",
    "access.sign_in_page",
    "access.sign_in",
    "access.portal_sign_in_page",
    "access.portal_sign_in",
    // Steps of signing in: they read the session's cookie themselves, or what a device signed.
    "access.factor_page",
    "access.show_factor",
    "access.portal_factor_page",
    "access.portal_show_factor",
    // Links by mail: asked for by whoever has no way in, opened by whoever has the token.
    "access.forgot_page",
    "access.forgot",
    "access.portal_forgot_page",
    "access.portal_forgot",
    "access.reset_page",
    "access.reset_password",
    "access.portal_reset_page",
    "access.portal_reset_password",
    "access.link_page",
    "access.ask_link",
    "access.open_page",
    "access.open_link",
    "access.passkey_question",
    "access.passkey_sign_in",
    "access.portal_passkey_question",
    "access.portal_passkey_sign_in",
    "access.sign_out",
    "access.portal_sign_out",
    "sso.start",
    "sso.callback",
    "sso.logout",
    // Who the desk is for a provider of SAML, and the way back from one: a response counts by its signature, and in one browser.
    "sso.metadata",
    "sso.posted",
    "sso.arrived",
];

const UNKNOWN: &str = "401 unauthenticated";
const UNFINISHED: &str = "403 factor-required";
const FORBIDDEN: &str = "403 forbidden";
const CROSS_SITE: &str = "403 cross-site";
const BARRED: &str = "403 address-refused";

/// One try: what it is, and how it must end.
type Try = (&'static str, Ask, &'static str);

#[test]
fn unauthorised_walk() {
    on_both_engines(|house| async move {
        let all = operations(ROOMS_AND_GATE);
        let breaches = breaches(&house, &all).await;
        assert!(breaches.is_empty(), "{breaches:#?}");
        for name in PUBLIC {
            assert!(all.iter().any(|operation| operation.name == name), "{name} is gone: take it off the list");
        }
    });
}

/// With what somebody comes from a barred address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum With {
    Nothing,
    AgentsSession,
    AgentsToken,
    CustomersSession,
}

/// Whoever comes from an address that is barred gets nowhere, with whatever credential, and with none: by the rule for everywhere, for
/// one side, for tokens, and for a role.
#[test]
fn nobody_is_let_in_from_a_barred_address() {
    on_both_engines(|house| async move {
        let (desk, mut asks) = (&house.alpha, Vec::new());
        for operation in operations(ROOMS_AND_GATE) {
            let sample = (operation.sample)(&desk.world_for(&house, operation).await);
            asks.push((operation, Ask::sample(operation, &desk.host, &sample)));
        }
        // Only now: what samples need may have ended earlier sessions.
        let (cookie, asker) = (house.cookie(desk, Who::Administrator).await, house.cookie(desk, Who::Asker).await);
        let tries = asks.into_iter().flat_map(|(operation, ask)| {
            let agents = [(With::AgentsSession, ask.clone().browser(&cookie)), (With::AgentsToken, ask.clone().token(&desk.tokens.whole))];
            let customers = (With::CustomersSession, ask.clone().browser(&asker));
            let tries = match operation.audience {
                Audience::Public | Audience::Elsewhere => vec![(With::Nothing, ask.same_origin())],
                Audience::Agents => agents.into(),
                Audience::Customers => vec![customers],
                Audience::Everybody => agents.into_iter().chain([customers]).collect(),
            };
            tries.into_iter().map(|(with, ask)| (operation.name, with, ask))
        });
        let tries: Vec<_> = tries.collect();
        let role = format!("role:{}", house.give_a_role(desk, Who::Administrator).await);
        let mut breaches = Vec::new();
        let rules: [(&str, &[With]); 5] = [
            ("agents", &[With::AgentsSession]),
            ("customers", &[With::CustomersSession]),
            ("tokens", &[With::AgentsToken]),
            (&role, &[With::AgentsSession, With::AgentsToken]),
            ("everywhere", &[With::Nothing, With::AgentsSession, With::AgentsToken, With::CustomersSession]),
        ];
        for (whom, barred) in rules {
            house.bar_everything(desk, whom, &cookie).await;
            let before = desk.newest_event(&house.opened).await;
            for (name, with, ask) in &tries {
                if barred.contains(with) {
                    let outcome = house.send(ask.clone()).await.outcome();
                    if outcome != BARRED {
                        breaches.push(format!("{name} from an address that is barred for {whom}: {outcome}"));
                    }
                }
            }
            breaches.extend(desk.done_since(&house.opened, before).await);
            desk.open_addresses(&house.opened).await;
        }
        assert!(breaches.is_empty(), "{breaches:#?}");
    });
}

impl House {
    /// Lets nobody in from here by the rule for these.
    async fn bar_everything(&self, desk: &Desk, whom: &str, cookie: &str) {
        let path = "/api/v1/access/addresses";
        let version = self.send(Ask::get(&desk.host, path).browser(cookie)).await.expect(200).json()["version"].clone();
        let bar = json!({"rules": {whom: {"deny": ["127.0.0.1", "::1"]}}, "version": version});
        self.send(Ask::new(http::Method::PUT, &desk.host, path).json(&bar).browser(cookie)).await.expect(200);
    }

    /// Makes a role for somebody; its number.
    async fn give_a_role(&self, desk: &Desk, who: Who) -> i64 {
        let agent: kernel::AgentId = desk.world.id(crate::desk::word(who)).parse().expect("an agent");
        let make = move |act: &store::Act<'_>| -> Result<people::RoleId, kernel::Fault> {
            let name = "walled in".parse().map_err(|error| kernel::Fault::new("a name", error))?;
            let role = people::create_role(act, &name).map_err(|error| kernel::Fault::new("making a role", error))?;
            people::assign_role(act, agent, role, true).map_err(|error| kernel::Fault::new("giving it", error))?;
            Ok(role)
        };
        let door = desk.door(&self.opened).await;
        door.act(crate::desk::operator(&self.opened), self.opened.house.ambient.moment(), make).await.expect("a role").0
    }
}

impl Desk {
    /// Takes all rules by address away, as the node's command line does.
    async fn open_addresses(&self, opened: &beleg::node::Opened) {
        let by = crate::desk::operator(opened);
        self.door(opened).await.act(by, opened.house.ambient.moment(), access::clear_addresses).await.expect("cleared");
    }
}

/// Gives what should not have been.
pub(crate) async fn breaches(house: &House, operations: &[&'static Operation]) -> Vec<String> {
    let (desk, mut breaches) = (&house.alpha, Vec::new());
    let halfway = desk.halfway(house).await;
    for operation in operations {
        let is_public = operation.audience.is_open();
        if is_public != PUBLIC.contains(&operation.name) {
            breaches.push(format!("{}: whether anybody may call it is not what the list says", operation.name));
        }
        let ask = Ask::sample(operation, &desk.host, &(operation.sample)(&desk.world_for(house, operation).await));
        let mut tries = from_elsewhere(house, operation, &ask).await;
        if !is_public {
            tries.extend(not_good(desk, &ask));
            tries.extend(not_fitting(house, operation, &ask).await);
            tries.extend(not_finished(&halfway, operation, &ask));
        }
        let before = desk.newest_event(&house.opened).await;
        for (what, ask, expected) in tries {
            let outcome = house.send(ask).await.outcome();
            if outcome != expected {
                breaches.push(format!("{} with {what}: {outcome}, not {expected}", operation.name));
            }
        }
        let done = desk.done_since(&house.opened, before).await;
        breaches.extend(done.into_iter().map(|done| format!("{}: everybody was refused, and yet: {done}", operation.name)));
    }
    breaches
}

/// Credentials that are none, and those that were good once.
fn not_good(desk: &Desk, ask: &Ask) -> Vec<Try> {
    let cookie = |name: &str, value: &str| ask.clone().browser(&format!("{name}={value}"));
    let token = |token: &str| ask.clone().token(token);
    let garbage = "x".repeat(43);
    let mut slip = desk.tokens.whole.clone();
    let last = slip.pop();
    slip.push(if last == Some('0') { '1' } else { '0' });
    let shown = [
        ("nothing", ask.clone().same_origin()),
        ("an unknown agent's cookie", cookie(AGENT_COOKIE, &garbage)),
        ("an unknown customer user's cookie", cookie(CUSTOMER_COOKIE, &garbage)),
        ("a broken cookie", cookie(AGENT_COOKIE, "'; --")),
        ("an ended session", ask.clone().browser(&desk.ended)),
        ("a customer user's ended session", ask.clone().browser(&desk.ended_customer)),
        ("the session of an agent who is gone", ask.clone().browser(&desk.of_gone)),
        ("garbage as token", token("blg_test_garbage")),
        ("a token with a slip", token(&slip)),
        ("an expired token", token(&desk.tokens.expired)),
        ("a revoked token", token(&desk.tokens.revoked)),
        ("the token of an agent who is gone", token(&desk.tokens.of_gone)),
        ("another scheme", ask.clone().with("authorization", format!("Basic {}", desk.tokens.whole))),
    ];
    shown.into_iter().map(|(what, ask)| (what, ask, UNKNOWN)).collect()
}

/// Sessions of those who have not shown all that is demanded of them.
fn not_finished([needs_factor, must_enrol]: &[String; 2], operation: &Operation, ask: &Ask) -> Vec<Try> {
    let is_listed = |list: fn(&Room) -> &'static [&'static str]| ROOMS_AND_GATE.iter().any(|room| list(room).contains(&operation.name));
    let (unfinished, enrolling) = (is_listed(|room| room.unfinished), is_listed(|room| room.enrolling));
    if operation.audience == Audience::Customers || unfinished {
        return Vec::new();
    }
    let mut tries = vec![("a session without its second factor", ask.clone().browser(needs_factor), UNFINISHED)];
    if !enrolling {
        tries.push(("a session of somebody who has to set up a second factor", ask.clone().browser(must_enrol), UNFINISHED));
    }
    tries
}

/// Good credentials of somebody else's.
async fn not_fitting(house: &House, operation: &Operation, ask: &Ask) -> Vec<Try> {
    let desk = &house.alpha;
    let (agent, customer) = (house.cookie(desk, Who::Administrator).await, house.cookie(desk, Who::Asker).await);
    let under = |name: &str, cookie: &str| format!("{name}={}", cookie.split_once('=').map_or("", |(_, value)| value));
    let with = |cookie: &str| ask.clone().browser(cookie);
    let mut tries = vec![
        ("a token without the scope", ask.clone().token(&desk.tokens.narrow), FORBIDDEN),
        ("a token from an address that is none of its own", ask.clone().token(&desk.tokens.elsewhere), BARRED),
        ("a good session beside a bad token", with(&agent).token("blg_test_garbage"), UNKNOWN),
    ];
    if operation.audience != Audience::Customers {
        tries.push(("a customer user's session as an agent's", with(&under(AGENT_COOKIE, &customer)), UNKNOWN));
    }
    if operation.audience != Audience::Agents {
        tries.push(("an agent's session as a customer user's", with(&under(CUSTOMER_COOKIE, &agent)), UNKNOWN));
    }
    match operation.audience {
        Audience::Agents => tries.push(("a customer user's session", with(&customer), UNKNOWN)),
        Audience::Customers => {
            tries.push(("an agent's session", with(&agent), UNKNOWN));
            tries.push(("an agent's token", ask.clone().token(&desk.tokens.whole), FORBIDDEN));
        }
        Audience::Everybody | Audience::Public | Audience::Elsewhere => {}
    }
    if operation.method != Method::Get {
        tries.push(("a token that only reads", ask.clone().token(&desk.tokens.read_only), FORBIDDEN));
    }
    tries
}

/// Good sessions, sent by another site's page.
async fn from_elsewhere(house: &House, operation: &Operation, ask: &Ask) -> Vec<Try> {
    if operation.method == Method::Get {
        return Vec::new();
    }
    let desk = &house.alpha;
    let cookie = format!("{}; {}", house.cookie(desk, Who::Administrator).await, house.cookie(desk, Who::Asker).await);
    let ask = ask.clone().with("cookie", cookie);
    // Whom anybody may call from anywhere is told apart by what they say, and this says nothing: to a person on a page, to a program in words.
    let expected = match (operation.audience, operation.yields) {
        (Audience::Elsewhere, Yields::Bytes("text/html")) => "403",
        (Audience::Elsewhere, _) => "400 malformed",
        _ => CROSS_SITE,
    };
    let from = |name: &'static str, value: &str| ask.clone().with(name, value);
    [
        ("a session, from another site", from("sec-fetch-site", "cross-site")),
        ("a session, from another tenant under the same domain", from("sec-fetch-site", "same-site")),
        ("a session, from nowhere", from("sec-fetch-site", "none")),
        ("a session, without a word whence", ask.clone()),
        ("a session, from another origin", from("origin", &format!("https://{}", house.beta.host))),
        ("a session, from a sandboxed frame", from("origin", "null")),
    ]
    .into_iter()
    .map(|(what, ask)| (what, ask, expected))
    .collect()
}
