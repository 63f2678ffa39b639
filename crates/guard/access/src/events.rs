//! What happened at the door. Who tried with which login stands nowhere but in the salted commitment of the leaf.

use crate::access_policy::{AccessPolicy, Whom};
use crate::address::Addresses;
use crate::factor::Factor;
use crate::letter::Kind;
use crate::model::{ApiToken, Entrance, Person, Session, SessionId};
use crate::proof::Proofs;
use crate::storm::Watch;
use kernel::{AgentId, CustomerUserId, Fault, Timestamp};
use serde_json::json;
use store::{Act, Draft, EventKind, Object, Outcome, Recorded, Severity, leaf};

macro_rules! kinds {
    ($($name:ident $word:literal $severity:ident $meaning:literal $public:expr, $personal:expr;)+) => {
        $(static $name: EventKind = EventKind {
            room: "access", name: $word, version: 1, severity: Severity::$severity, meaning: $meaning, public: $public, personal: $personal,
        };)+
        pub(crate) static KINDS: &[&EventKind] = &[$(&$name),+];
    };
}

kinds! {
    SIGNED_IN "signed_in" Ordinary "somebody signed in" &["kind", "expires_at"], &["client"];
    SIGN_IN_REFUSED "sign_in_refused" Notable "a login and password were refused; the leaf commits to the login" &["kind"], &[];
    SIGN_IN_STORM "sign_in_storm" Critical "so many sign-ins were refused, at so many accounts, that somebody seems to try stolen passwords; told once for each storm" &["refused", "accounts", "networks"], &[];
    SIGNED_OUT "signed_out" Ordinary "somebody signed out" &["kind"], &[];
    SESSION_ENDED "session_ended" Notable "somebody ended a session of theirs" &["kind"], &[];
    PASSWORD_SET "password_set" Critical "a person's password was set; all their sessions ended, and their tokens were revoked" &["kind"], &[];
    PASSWORD_CHANGED "password_changed" Critical "somebody changed their own password; all their other sessions ended" &["kind"], &[];
    PASSWORD_KEPT "password_kept" Notable "somebody in a session gave a wrong password for the old one" &["kind"], &[];
    PASSWORD_IMPORTED "password_imported" Critical "what another system kept of a person's password was taken over" &["kind"], &[];
    PASSWORD_REPLACED "password_replaced" Notable "a password that another system hashed was hashed here, at its first sign-in" &["kind"], &[];
    PASSWORD_TRIED_FIRST "password_tried_first" Critical "somebody came with a password that others try first; it opens nothing, and they have to choose another one" &["kind"], &[];
    LINK_SENT "link_sent" Notable "a link to choose a password or to sign in went to somebody's own address" &["kind", "link"], &[];
    LINK_REFUSED "link_refused" Notable "a link was asked for where nobody gets one; the leaf commits to the login" &["kind"], &[];
    PASSWORD_RESET "password_reset" Critical "somebody chose a password by a link; their sessions ended, their tokens were revoked" &["kind"], &[];
    FACTOR_ADDED "factor_added" Critical "somebody set up a second factor" &["kind", "factor"], &["name"];
    FACTOR_REMOVED "factor_removed" Critical "a second factor was removed" &["kind", "factor"], &["name"];
    FACTORS_RESET "factors_reset" Critical "an administrator removed all of a person's second factors; their sessions ended" &["kind"], &[];
    RECOVERY_CODES_MADE "recovery_codes_made" Critical "somebody made recovery codes; earlier ones are void" &["kind"], &[];
    RECOVERY_CODE_USED "recovery_code_used" Notable "a recovery code was used up" &["kind"], &[];
    PROVED "proved" Ordinary "somebody showed more in their session" &["kind", "proofs"], &[];
    PROOF_REFUSED "proof_refused" Notable "what somebody showed in their session was not right" &["kind"], &[];
    POLICY_CHANGED "policy_changed" Critical "what is demanded at sign-in was changed" &["whom", "policy"], &[];
    ADDRESSES_CHANGED "addresses_changed" Critical "from where people may come was changed, until somebody confirms it" &["places", "networks", "until"], &["rules"];
    ADDRESSES_CONFIRMED "addresses_confirmed" Critical "the change of from where people may come was confirmed" &[], &[];
    ADDRESSES_TAKEN_BACK "addresses_taken_back" Critical "a change of from where people may come was taken back, or nobody confirmed it in time" &["why"], &[];
    TOKEN_CREATED "token_created" Critical "an agent's token was made" &["agent", "scopes", "expires_at"], &["name"];
    TOKEN_REVOKED "token_revoked" Notable "an agent's token was revoked" &["agent"], &[];
}

/// Whether what is demanded at sign-in may be other after it, of anybody.
pub fn changes_demands(event: &Recorded) -> bool {
    let ours = [&POLICY_CHANGED, &ADDRESSES_CHANGED, &ADDRESSES_TAKEN_BACK];
    (event.room == "access" && ours.iter().any(|kind| event.kind == kind.name)) || people::changes_rights(event)
}

/// What happened.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    SignedIn(&'a Session),
    SignInRefused(Entrance, &'a str),
    /// What was seen when it began.
    SignInStorm(&'a Watch),
    SignedOut(Entrance, SessionId),
    SessionEnded(Entrance, SessionId),
    PasswordSet(Person),
    PasswordChanged(Person),
    PasswordKept(Person),
    PasswordImported(Person),
    PasswordReplaced(Person),
    PasswordTriedFirst(Person),
    LinkSent(Person, Kind),
    LinkRefused(Entrance, &'a str),
    PasswordReset(Person),
    FactorAdded(&'a Factor),
    FactorRemoved(&'a Factor),
    FactorsReset(Person),
    RecoveryCodesMade(Person),
    RecoveryCodeUsed(Person),
    Proved(Person, Proofs),
    ProofRefused(Person),
    PolicyChanged(Whom, Option<AccessPolicy>),
    /// And until when, unless it is confirmed.
    AddressesChanged(&'a Addresses, Timestamp),
    AddressesConfirmed,
    AddressesTakenBack(&'static str),
    TokenCreated(&'a ApiToken),
    TokenRevoked(&'a ApiToken),
}

impl Event<'_> {
    fn draft(&self) -> Draft {
        let session = |id: SessionId| Object::new(SessionId::PREFIX, id.0);
        let token = |token: &ApiToken| Object::new(crate::ApiTokenId::PREFIX, token.id.0);
        let kind = |entrance: &Entrance| json!({"kind": entrance.as_str()});
        match self {
            Self::SignedIn(s) => {
                let public = json!({"kind": s.person.entrance().as_str(), "expires_at": s.expires_at});
                Draft { detail: Some(json!({"client": s.client})), ..Draft::new(&SIGNED_IN, session(s.id), public) }
            }
            Self::SignInRefused(entrance, login) => Draft {
                content: Some(leaf::digest(login.as_bytes())),
                outcome: Outcome::Refused,
                ..Draft::new(&SIGN_IN_REFUSED, Object::only("sign_in"), kind(entrance))
            },
            Self::SignInStorm(seen) => of_storm(seen),
            Self::SignedOut(entrance, id) => Draft::new(&SIGNED_OUT, session(*id), kind(entrance)),
            Self::SessionEnded(entrance, id) => Draft::new(&SESSION_ENDED, session(*id), kind(entrance)),
            Self::PasswordSet(person) => of_person(&PASSWORD_SET, *person),
            Self::PasswordChanged(person) => of_person(&PASSWORD_CHANGED, *person),
            Self::PasswordKept(person) => Draft { outcome: Outcome::Refused, ..of_person(&PASSWORD_KEPT, *person) },
            Self::PasswordImported(person) => of_person(&PASSWORD_IMPORTED, *person),
            Self::PasswordReplaced(person) => of_person(&PASSWORD_REPLACED, *person),
            Self::PasswordTriedFirst(person) => of_person(&PASSWORD_TRIED_FIRST, *person),
            Self::LinkSent(person, link) => {
                let public = json!({"kind": person.entrance().as_str(), "link": link.as_str()});
                Draft { public, ..of_person(&LINK_SENT, *person) }
            }
            Self::LinkRefused(entrance, login) => Draft {
                content: Some(leaf::digest(login.as_bytes())),
                outcome: Outcome::Refused,
                ..Draft::new(&LINK_REFUSED, Object::only("letter"), kind(entrance))
            },
            Self::PasswordReset(person) => of_person(&PASSWORD_RESET, *person),
            Self::FactorAdded(factor) => of_factor(&FACTOR_ADDED, factor),
            Self::FactorRemoved(factor) => of_factor(&FACTOR_REMOVED, factor),
            Self::FactorsReset(person) => of_person(&FACTORS_RESET, *person),
            Self::RecoveryCodesMade(person) => of_person(&RECOVERY_CODES_MADE, *person),
            Self::RecoveryCodeUsed(person) => of_person(&RECOVERY_CODE_USED, *person),
            Self::Proved(person, proofs) => {
                let public = json!({"kind": person.entrance().as_str(), "proofs": proofs.words().collect::<Vec<_>>()});
                Draft { public, ..of_person(&PROVED, *person) }
            }
            Self::ProofRefused(person) => Draft { outcome: Outcome::Refused, ..of_person(&PROOF_REFUSED, *person) },
            Self::PolicyChanged(whom, policy) => {
                let public = json!({"whom": whom.to_string(), "policy": policy});
                Draft::new(&POLICY_CHANGED, Object::only("access_policy"), public)
            }
            Self::AddressesChanged(rules, until) => {
                let networks: usize = rules.0.values().map(|rule| rule.deny.len() + rule.allow.len()).sum();
                let public = json!({"places": rules.0.keys().collect::<Vec<_>>(), "networks": networks, "until": until});
                Draft { detail: Some(json!({"rules": rules})), ..Draft::new(&ADDRESSES_CHANGED, Object::only("address_rules"), public) }
            }
            Self::AddressesConfirmed => Draft::new(&ADDRESSES_CONFIRMED, Object::only("address_rules"), json!({})),
            Self::AddressesTakenBack(why) => Draft::new(&ADDRESSES_TAKEN_BACK, Object::only("address_rules"), json!({"why": why})),
            Self::TokenCreated(t) => {
                let public = json!({"agent": t.agent, "scopes": t.scopes.words(), "expires_at": t.expires_at});
                Draft { detail: Some(json!({"name": t.name})), ..Draft::new(&TOKEN_CREATED, token(t), public) }
            }
            Self::TokenRevoked(t) => Draft::new(&TOKEN_REVOKED, token(t), json!({"agent": t.agent})),
        }
    }

    pub(crate) fn record(&self, act: &Act<'_>) -> Result<(), Fault> {
        act.event(&self.draft()).map(drop)
    }
}

fn of_factor(kind: &'static EventKind, factor: &Factor) -> Draft {
    let public = json!({"kind": factor.person.entrance().as_str(), "factor": factor.kind.as_str()});
    Draft { public, detail: Some(json!({"name": factor.name})), ..of_person(kind, factor.person) }
}

fn of_storm(seen: &Watch) -> Draft {
    let public = json!({"refused": seen.refused, "accounts": seen.accounts, "networks": seen.networks});
    Draft { outcome: Outcome::Refused, ..Draft::new(&SIGN_IN_STORM, Object::only("sign_in"), public) }
}

fn of_person(kind: &'static EventKind, person: Person) -> Draft {
    let prefix = match person {
        Person::Agent(_) => AgentId::PREFIX,
        Person::CustomerUser(_) => CustomerUserId::PREFIX,
    };
    Draft::new(kind, Object::new(prefix, person.id()), json!({"kind": person.entrance().as_str()}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id16, Timestamp};
    use serde_json::Value as Json;

    fn check(event: &Event<'_>, expected: &str) {
        let draft = event.draft();
        let fields = |json: &Json| json.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        let mut public = draft.kind.public.to_vec();
        public.sort_unstable();
        assert_eq!(fields(&draft.public), public, "{}", draft.kind.name);
        assert_eq!(draft.detail.as_ref().map(fields).unwrap_or_default(), draft.kind.personal, "{}", draft.kind.name);
        let line = format!("{} {} {} {}", draft.kind.name, draft.outcome.as_str(), draft.public, draft.detail.unwrap_or_default());
        assert_eq!(line, expected);
    }

    /// The golden fixtures: a change here is a new version of the event.
    #[test]
    fn payloads_of_version_1() {
        let at = Timestamp::from_micros(0);
        let person = Person::Agent(AgentId(Id16([1; 16])));
        let session = Session {
            id: SessionId(Id16([2; 16])),
            person,
            created_at: at,
            last_seen_at: at,
            expires_at: at,
            ip: None,
            client: "Firefox 145, Linux".into(),
            proofs: crate::Proof::Password.into(),
            proved_at: at,
            provider: None,
        };
        let token = ApiToken {
            id: crate::ApiTokenId(Id16([3; 16])),
            agent: AgentId(Id16([1; 16])),
            name: "report".into(),
            scopes: "tickets:read people:read".parse().unwrap(),
            created_at: at,
            expires_at: at,
            last_used_at: None,
            strength: kernel::Strength::Password,
            networks: Vec::new(),
        };
        check(
            &Event::SignedIn(&session),
            r#"signed_in done {"expires_at":"1970-01-01T00:00:00Z","kind":"agent"} {"client":"Firefox 145, Linux"}"#,
        );
        check(&Event::SignInRefused(Entrance::Customers, "bob"), r#"sign_in_refused refused {"kind":"customer"} null"#);
        let seen = Watch { begun_at: at, refused: 50, accounts: 31, networks: 4, let_in: 2, storm: None };
        check(&Event::SignInStorm(&seen), r#"sign_in_storm refused {"accounts":31,"networks":4,"refused":50} null"#);
        check(&Event::SignedOut(Entrance::Agents, session.id), r#"signed_out done {"kind":"agent"} null"#);
        check(&Event::SessionEnded(Entrance::Agents, session.id), r#"session_ended done {"kind":"agent"} null"#);
        check(&Event::PasswordSet(person), r#"password_set done {"kind":"agent"} null"#);
        check(&Event::PasswordChanged(person), r#"password_changed done {"kind":"agent"} null"#);
        check(&Event::PasswordKept(person), r#"password_kept refused {"kind":"agent"} null"#);
        check(&Event::PasswordImported(person), r#"password_imported done {"kind":"agent"} null"#);
        check(&Event::PasswordReplaced(person), r#"password_replaced done {"kind":"agent"} null"#);
        check(
            &Event::TokenCreated(&token),
            &format!(
                r#"token_created done {{"agent":"{}","expires_at":"1970-01-01T00:00:00Z","scopes":["people:read","tickets:read"]}} {{"name":"report"}}"#,
                token.agent
            ),
        );
        check(&Event::TokenRevoked(&token), &format!(r#"token_revoked done {{"agent":"{}"}} null"#, token.agent));
    }

    #[test]
    fn payloads_of_factors_and_links() {
        let at = Timestamp::from_micros(0);
        let person = Person::Agent(AgentId(Id16([1; 16])));
        let factor = Factor {
            id: crate::FactorId(Id16([4; 16])),
            person,
            kind: crate::factor::FactorKind::Totp,
            name: "Telefon".into(),
            sealed: Vec::new(),
            last_step: 0,
            created_at: at,
            last_used_at: None,
        };
        check(&Event::LinkSent(person, Kind::Reset), r#"link_sent done {"kind":"agent","link":"reset"} null"#);
        check(&Event::LinkRefused(Entrance::Agents, "bob"), r#"link_refused refused {"kind":"agent"} null"#);
        check(&Event::PasswordReset(person), r#"password_reset done {"kind":"agent"} null"#);
        check(&Event::FactorAdded(&factor), r#"factor_added done {"factor":"totp","kind":"agent"} {"name":"Telefon"}"#);
        check(&Event::FactorRemoved(&factor), r#"factor_removed done {"factor":"totp","kind":"agent"} {"name":"Telefon"}"#);
        check(&Event::FactorsReset(person), r#"factors_reset done {"kind":"agent"} null"#);
        check(&Event::RecoveryCodesMade(person), r#"recovery_codes_made done {"kind":"agent"} null"#);
        check(&Event::RecoveryCodeUsed(person), r#"recovery_code_used done {"kind":"agent"} null"#);
        check(&Event::Proved(person, crate::Proof::Totp.into()), r#"proved done {"kind":"agent","proofs":["totp"]} null"#);
        check(&Event::ProofRefused(person), r#"proof_refused refused {"kind":"agent"} null"#);
        check(
            &Event::PolicyChanged(Whom::Customers, Some(AccessPolicy::initial(Whom::Customers))),
            r#"policy_changed done {"policy":{"absolute_minutes":10080,"grace_days":7,"idle_minutes":480,"phishing_resistant":false,"second_factor":false,"shortest":15,"step_up_minutes":5},"whom":"customers"} null"#,
        );
    }

    #[test]
    fn payloads_of_rules_by_address() {
        let rules: Addresses = serde_json::from_str(r#"{"agents":{"allow":["192.0.2.0/24"]}}"#).unwrap();
        check(
            &Event::AddressesChanged(&rules, Timestamp::from_micros(0)),
            r#"addresses_changed done {"networks":1,"places":["agents"],"until":"1970-01-01T00:00:00Z"} {"rules":{"agents":{"allow":["192.0.2.0/24"],"deny":[]}}}"#,
        );
        check(&Event::AddressesConfirmed, "addresses_confirmed done {} null");
        check(&Event::AddressesTakenBack("time"), r#"addresses_taken_back done {"why":"time"} null"#);
    }
}
