//! Passkeys (WebAuthn Level 3): setting one up, and showing one.
//!
//! A passkey belongs to the host of the desk, so that nobody between can use it. The device always has to ask its owner for a finger, a
//! face or a PIN; that makes one passkey two factors.

use super::enrol_totp::{EnrolError, Enrolled, enrol, not_by_token, room_for_one};
use crate::factor::{CEREMONY, Ceremony, CeremonyKind, Factor, FactorId, FactorKind, PURPOSE};
use crate::model::{Entrance, Facts, Person};
use crate::store::factors as rows_of;
use kernel::{Fault, Id16, OrFault, Secret};
use people::Name;
use room::Place;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::{Act, Rows};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// A device's answer is no longer. **Units**: bytes.
const LONGEST: usize = 64 * 1024;

/// Whose passkeys are meant: the desk under its host.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Party {
    host: String,
    origin: String,
    title: String,
}

impl Party {
    pub(crate) fn of(place: &Place) -> Self {
        let host = place.host.rsplit_once(':').map_or(place.host.as_str(), |(host, _)| host).to_owned();
        Self { host, origin: place.origin(), title: place.title.clone() }
    }

    fn open(&self) -> Result<Webauthn, Fault> {
        let origin = Url::parse(&self.origin).or_fault("the desk's own address")?;
        let builder = WebauthnBuilder::new(&self.host, &origin).or_fault("the desk's own host")?;
        builder.rp_name(&self.title).build().or_fault("setting up passkeys")
    }
}

/// What is kept between asking a device and its answer.
#[derive(Serialize, Deserialize)]
struct Kept {
    party: Party,
    #[serde(flatten)]
    asked: Asked,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    /// To make a passkey.
    Make(Box<PasskeyRegistration>),
    /// To show one of somebody who is known.
    Show(Box<PasskeyAuthentication>),
    /// To show any one for this host.
    ShowAny(Box<DiscoverableAuthentication>),
}

/// What a device is asked, in the words of WebAuthn, with the ceremony that its answer belongs to.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) ceremony: Id16,
    pub(crate) options: Json,
}

fn begin(act: &Act<'_>, person: Option<Person>, kept: &Kept) -> Result<Id16, Fault> {
    let kind = match kept.asked {
        Asked::Make(_) => CeremonyKind::PasskeyEnrolment,
        Asked::Show(_) | Asked::ShowAny(_) => CeremonyKind::PasskeyProof,
    };
    let state = serde_json::to_string(kept).or_fault("keeping what a device was asked")?;
    let (id, until) = (act.new_id(), act.now().after(CEREMONY));
    rows_of::begin_ceremony(act, &Ceremony { id, person: person.map(Person::id), kind, state, until })?;
    Ok(id)
}

/// The passkeys of a person.
fn passkeys(rows: &impl Rows, person: Person) -> Result<Vec<(Factor, Passkey)>, Fault> {
    let all = rows_of::factors_of(rows, person)?;
    all.into_iter()
        .filter(|factor| factor.kind == FactorKind::Passkey)
        .map(|factor| Ok((open(rows, &factor)?, factor)).map(|(key, factor)| (factor, key)))
        .collect()
}

fn open(rows: &impl Rows, factor: &Factor) -> Result<Passkey, Fault> {
    let text = store::unseal(rows, PURPOSE, &factor.id.0.0, &factor.sealed)?;
    serde_json::from_str(text.reveal()).or_fault("reading a passkey")
}

fn sealed(act: &Act<'_>, id: FactorId, key: &Passkey) -> Result<Vec<u8>, Fault> {
    store::seal(act, PURPOSE, &id.0.0, &Secret::new(serde_json::to_string(key).or_fault("keeping a passkey")?))
}

/// Asks a device for a new passkey, one that it keeps itself when it can: then nobody has to type a name to sign in.
pub(crate) fn begin_passkey(act: &Act<'_>, facts: &Facts, party: &Party) -> Result<Question, EnrolError> {
    room_for_one(act, facts.person)?;
    let known = passkeys(act, facts.person)?.into_iter().map(|(_, key)| key.cred_id().clone()).collect();
    let user = Uuid::from_bytes(facts.person.id().0);
    let asked = party.open()?.start_passkey_registration(user, &facts.login, &facts.name, Some(known));
    let (options, state) = asked.or_fault("asking a device for a passkey")?;
    let ceremony = begin(act, Some(facts.person), &Kept { party: party.clone(), asked: Asked::Make(Box::new(state)) })?;
    let mut options = serde_json::to_value(options).or_fault("asking a device for a passkey")?;
    if let Some(wish) = options.pointer_mut("/publicKey/authenticatorSelection").and_then(Json::as_object_mut) {
        wish.insert("residentKey".into(), "preferred".into());
    }
    Ok(Question { ceremony, options })
}

/// Keeps the passkey that a device made.
pub(crate) fn confirm_passkey(
    act: &Act<'_>,
    person: Person,
    (ceremony, answer): (Id16, &Secret<String>),
    name: &Name,
) -> Result<Enrolled, EnrolError> {
    let begun = rows_of::ceremony(act, ceremony, CeremonyKind::PasskeyEnrolment)?;
    let begun = begun.filter(|begun| begun.person == Some(person.id())).ok_or(EnrolError::Over)?;
    not_by_token(act)?;
    let Kept { party, asked } = serde_json::from_str(&begun.state).or_fault("reading what a device was asked")?;
    let Asked::Make(state) = asked else { return Err(EnrolError::Over) };
    let made: RegisterPublicKeyCredential = read(answer).ok_or(EnrolError::Device)?;
    let key = party.open()?.finish_passkey_registration(&made, &state).map_err(|_| EnrolError::Device)?;
    // One passkey opens one account.
    if rows_of::passkey(act, person.entrance(), key.cred_id().as_ref())?.is_some() {
        return Err(EnrolError::Device);
    }
    room_for_one(act, person)?;
    rows_of::end_ceremony(act, begun.id)?;
    let id = FactorId(act.new_id());
    let sealed = sealed(act, id, &key)?;
    let (name, kind, created_at) = (name.to_string(), FactorKind::Passkey, act.now());
    let new = Factor { id, person, kind, name, sealed, last_step: 0, created_at, last_used_at: None };
    Ok(enrol(act, new, Some(key.cred_id().as_ref()))?)
}

/// Asks for a passkey: of a person, or whichever a device has for this host.
pub(crate) fn ask_passkey(act: &Act<'_>, person: Option<Person>, party: &Party) -> Result<Option<Question>, Fault> {
    let desk = party.open()?;
    let (options, asked) = if let Some(person) = person {
        let keys: Vec<Passkey> = passkeys(act, person)?.into_iter().map(|(_, key)| key).collect();
        if keys.is_empty() {
            return Ok(None);
        }
        let (options, state) = desk.start_passkey_authentication(&keys).or_fault("asking for a passkey")?;
        (options, Asked::Show(Box::new(state)))
    } else {
        let (options, state) = desk.start_discoverable_authentication().or_fault("asking for a passkey")?;
        (options, Asked::ShowAny(Box::new(state)))
    };
    let ceremony = begin(act, person, &Kept { party: party.clone(), asked })?;
    let mut options = serde_json::to_value(options).or_fault("asking for a passkey")?;
    if let Some(options) = options.as_object_mut() {
        // Whether to ask at once or within the form is the page's choice.
        options.remove("mediation");
    }
    Ok(Some(Question { ceremony, options }))
}

/// Whether a device showed a passkey of this person.
pub(super) fn check(act: &Act<'_>, person: Person, ceremony: Id16, answer: &Secret<String>) -> Result<bool, Fault> {
    Ok(identify(act, person.entrance(), ceremony, answer)? == Some(person))
}

/// Whose passkey a device showed. What it was asked is used up by the answer, right or wrong.
pub(crate) fn identify(act: &Act<'_>, entrance: Entrance, ceremony: Id16, answer: &Secret<String>) -> Result<Option<Person>, Fault> {
    let Some(begun) = rows_of::ceremony(act, ceremony, CeremonyKind::PasskeyProof)? else { return Ok(None) };
    if !rows_of::end_ceremony(act, begun.id)? {
        return Ok(None);
    }
    let Kept { party, asked } = serde_json::from_str(&begun.state).or_fault("reading what a device was asked")?;
    let Some(shown) = read::<PublicKeyCredential>(answer) else { return Ok(None) };
    let Some(factor) = rows_of::passkey(act, entrance, shown.raw_id.as_ref())? else { return Ok(None) };
    if begun.person.is_some_and(|person| person != factor.person.id()) || !names(&shown, factor.person) {
        return Ok(None);
    }
    let (desk, mut key) = (party.open()?, open(act, &factor)?);
    let outcome = match asked {
        Asked::Show(state) => desk.finish_passkey_authentication(&shown, &state),
        Asked::ShowAny(state) => desk.finish_discoverable_authentication_v2(&shown, *state, &key),
        Asked::Make(_) => return Ok(None),
    };
    let Some(result) = outcome.ok().filter(AuthenticationResult::user_verified) else { return Ok(None) };
    if key.update_credential(&result) == Some(true) {
        rows_of::renew_factor(act, factor.id, &sealed(act, factor.id, &key)?)?;
    }
    rows_of::factor_used(act, factor.id)?;
    Ok(Some(factor.person))
}

/// A device that says whose passkey it is has to say so rightly.
fn names(shown: &PublicKeyCredential, person: Person) -> bool {
    shown.get_user_unique_id().is_none_or(|user| user == person.id().0.as_slice())
}

fn read<T: for<'de> Deserialize<'de>>(answer: &Secret<String>) -> Option<T> {
    let text = answer.reveal();
    if text.len() > LONGEST { None } else { serde_json::from_str(text).ok() }
}
