//! What a token says, and whether it counts.

use super::jws::{self, Verified};
use super::{Issuer, Keys, LONGEST_TOKEN, Refused, SKEW, json};
use kernel::{Secret, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::Duration;

/// A token was made at most so long ago: both are asked for while somebody waits.
const FRESH: Duration = Duration::from_mins(10);
/// The longest subject (Core 1.0 §2), id of a token or of a session. **Units**: octets.
const LONGEST_ID: usize = 255;
/// The longest text of a claim that is looked at. **Units**: characters.
const LONGEST_VALUE: usize = 500;
/// **Units**: values of one claim that are looked at.
const MOST_VALUES: usize = 500;
/// What a logout token is about (Back-Channel Logout 1.0 §2.4).
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a token must agree with.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who the provider is.
    pub issuer: &'a Issuer,
    /// Who we are there.
    pub client_id: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// All claims of a token, as they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims(Map<String, Value>);

/// What an ID token says.
#[derive(Clone, Debug, PartialEq)]
pub struct IdClaims {
    /// Who the person is there. It never changes, and means nothing elsewhere.
    pub subject: String,
    /// Their session there.
    pub session: Option<String>,
    /// When they showed there who they are.
    pub auth_at: Option<Timestamp>,
    /// Everything.
    pub claims: Claims,
}

/// Whose sessions end: a person's, or one session of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutClaims {
    /// Who the person is there.
    pub subject: Option<String>,
    /// Their session there.
    pub session: Option<String>,
    /// The token's own id, which counts once.
    pub id: String,
    /// After this it does not count any more.
    pub until: Timestamp,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// What both kinds of token have in common. **Units** of times: seconds since 1970, fractions allowed.
#[derive(Deserialize)]
struct Common {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    exp: Option<f64>,
    nbf: Option<f64>,
    iat: f64,
    nonce: Option<String>,
    sub: Option<String>,
    sid: Option<String>,
    jti: Option<String>,
    at_hash: Option<String>,
    auth_time: Option<f64>,
    events: Option<Map<String, Value>>,
}

/// Whether an ID token counts for a sign-in, and what it says.
///
/// # Errors
/// It does not, and why.
pub fn id_token(
    text: &Secret<String>,
    keys: &Keys,
    expected: &Expected<'_>,
    nonce: &str,
    access_token: Option<&Secret<String>>,
) -> Result<IdClaims, Refused> {
    let verified = jws::verify(text.reveal(), keys, &[None, Some("jwt")])?;
    let (common, claims) = read(&verified, expected)?;
    common.exp.ok_or(Refused::Malformed)?;
    if common.events.is_some() {
        return Err(Refused::TypeWrong);
    }
    if common.nonce.as_deref() != Some(nonce) {
        return Err(Refused::NonceWrong);
    }
    if let (Some(hash), Some(token)) = (&common.at_hash, access_token)
        && *hash != verified.algorithm.half_hash(token.reveal())
    {
        return Err(Refused::AccessTokenWrong);
    }
    let subject = common.sub.filter(|subject| is_id(subject)).ok_or(Refused::SubjectUnfit)?;
    let session = common.sid.filter(|session| is_id(session));
    Ok(IdClaims { subject, session, auth_at: common.auth_time.and_then(moment), claims })
}

/// Whether a logout token counts, and whose sessions it ends. That it comes once is the caller's to see.
///
/// # Errors
/// It does not, and why.
pub fn logout_token(text: &str, keys: &Keys, expected: &Expected<'_>) -> Result<LogoutClaims, Refused> {
    let verified = jws::verify(text, keys, &[Some("logout+jwt")])?;
    let (common, _) = read(&verified, expected)?;
    let is_logout = common.events.as_ref().and_then(|events| events.get(LOGOUT)).is_some_and(Value::is_object);
    // One with a nonce could be taken for an ID token elsewhere (Back-Channel Logout 1.0 §2.4).
    if !is_logout || common.nonce.is_some() {
        return Err(Refused::NotALogout);
    }
    let until = common.exp.and_then(moment).ok_or(Refused::Malformed)?.after(SKEW);
    let id = common.jti.filter(|id| is_id(id)).ok_or(Refused::Malformed)?;
    let named = |id: Option<String>| id.map_or(Ok(None), |id| if is_id(&id) { Ok(Some(id)) } else { Err(Refused::SubjectUnfit) });
    let (subject, session) = (named(common.sub)?, named(common.sid)?);
    if subject.is_none() && session.is_none() {
        return Err(Refused::SubjectUnfit);
    }
    // It counts for as long as it can be fresh, whatever it says itself; so long its id is remembered.
    Ok(LogoutClaims { subject, session, id, until: until.min(expected.now.after(FRESH).after(SKEW).after(SKEW)) })
}

fn read(verified: &Verified, expected: &Expected<'_>) -> Result<(Common, Claims), Refused> {
    let (common, claims) = json::shaped::<Common>(&verified.payload, LONGEST_TOKEN)?;
    if common.iss != expected.issuer.as_str() {
        return Err(Refused::IssuerWrong);
    }
    let for_us = match &common.aud {
        Audience::One(audience) => audience == expected.client_id,
        Audience::Several(all) => matches!(all.as_slice(), [audience] if audience == expected.client_id),
    };
    if !for_us {
        return Err(Refused::AudienceWrong);
    }
    if common.azp.as_deref().is_some_and(|party| party != expected.client_id) {
        return Err(Refused::PartyWrong);
    }
    let now = expected.now;
    let time = |seconds: Option<f64>| seconds.map(|seconds| moment(seconds).ok_or(Refused::Malformed)).transpose();
    if time(common.exp)?.is_some_and(|until| until.after(SKEW) <= now) {
        return Err(Refused::Expired);
    }
    let made = moment(common.iat).ok_or(Refused::Malformed)?;
    let begins = time(common.nbf)?.map_or(made, |begins| begins.max(made));
    if begins > now.after(SKEW) {
        return Err(Refused::NotYet);
    }
    if made < now.before(FRESH) {
        return Err(Refused::TooOld);
    }
    Ok((common, Claims(claims)))
}

/// A time of a token; `None` before 1970 and after the year 9999.
fn moment(seconds: f64) -> Option<Timestamp> {
    let fits = seconds.is_finite() && (0.0..253_402_300_800.0).contains(&seconds);
    #[expect(clippy::cast_possible_truncation, reason = "it lies within the bounds of the line above")]
    fits.then(|| Timestamp::from_micros((seconds * 1_000_000.0) as i64))
}

fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && !text.chars().any(char::is_control)
}

impl Claims {
    /// Claims of a directory or a document, for those who map them alike.
    pub fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// The first text of a claim, without blanks around it.
    pub fn text(&self, name: &str) -> Option<String> {
        self.values(name).into_iter().next()
    }

    /// Whether a claim is `true`; Entra and others write the word.
    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.find(name), Some(Value::Bool(true))) || self.text(name).as_deref() == Some("true")
    }

    /// The texts of a claim, one or a list, whatever else stands there. `realm_access.roles` looks inside, unless there is a claim of
    /// that very name.
    pub fn values(&self, name: &str) -> Vec<String> {
        let items = match self.find(name) {
            Some(Value::Array(items)) => items.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let texts = items.iter().filter_map(Value::as_str).map(str::trim);
        let fitting = texts.filter(|text| !text.is_empty() && text.chars().count() <= LONGEST_VALUE);
        fitting.take(MOST_VALUES).map(str::to_owned).collect()
    }

    fn find(&self, name: &str) -> Option<&Value> {
        if let Some(value) = self.0.get(name) {
            return Some(value);
        }
        let mut parts = name.split('.');
        let first = self.0.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part)).filter(|_| name.contains('.'))
    }
}
