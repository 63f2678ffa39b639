//! Content: signed addresses for what must not come from the desk's own origin.
//!
//! Mail HTML and its images are served from `content.<host>`, where no cookie goes. What lets somebody in there
//! is the address itself: `/m/TOKEN`, made by whoever was just allowed to see the article, good for at most five
//! minutes and as long as the session or token lives by which they asked.

use crate::context::{Context, Place};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::BoxFuture;
use kernel::{Actor, AgentId, CustomerUserId, Fault, Id16, Secret, Timestamp};
use std::time::Duration;
use store::keyed_hash;
use subtle::ConstantTimeEq;

/// The purpose of the tenant's key under which addresses are signed: `rows.purpose_key(CONTENT)`.
pub const CONTENT: &str = "content";

/// No address is good for longer.
pub const CONTENT_LIFE: Duration = Duration::from_mins(5);

/// Addresses made within one such step are the same, so that a page that is drawn again does not load its frames again.
const STEP: Duration = Duration::from_mins(1);

const VERSION: u8 = 1;
const SIZE: usize = 1 + 1 + 16 + 16 + 16 + 2 + 8;
const SEAL: usize = 16;

/// For whom a piece of content is, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentGrant {
    /// Who may see it: an agent or a customer user.
    pub actor: Actor,
    /// The session or token by which it was asked for; the gate checks that it lives.
    pub credential: Id16,
    /// The article.
    pub article: Id16,
    /// Which part of it: 0 is its HTML, others are the room's own numbers.
    pub part: u16,
}

/// What is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentPart {
    /// `text/html; charset=utf-8` for a whole sanitised document, or `image/png`, `image/jpeg`, `image/gif`,
    /// `image/webp`. The gate serves nothing else.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Where content comes from. A service of the house, set up by the binary.
#[derive(Clone, Copy)]
pub struct ContentSource {
    /// Finds a part, by the rights that the grant's actor has now; `None` when there is none to be seen. The
    /// context acts as that actor and has no guest.
    pub find: fn(Context, ContentGrant) -> BoxFuture<'static, Result<Option<ContentPart>, Fault>>,
}

impl std::fmt::Debug for ContentSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContentSource")
    }
}

/// The signed address of a part. `None` for an actor who is neither agent nor customer user.
///
/// # Security
/// Whoever has the address sees the part until it ends. It goes into answers to that actor alone.
pub fn sign_content(key: &Secret<[u8; 32]>, place: &Place, now: Timestamp, grant: &ContentGrant) -> Option<String> {
    let mut bytes = Vec::with_capacity(SIZE + SEAL);
    let (kind, actor) = match grant.actor {
        Actor::Agent(AgentId(id)) => (b'a', id),
        Actor::CustomerUser(CustomerUserId(id)) => (b'c', id),
        Actor::Operator(_) | Actor::Room(_) | Actor::Stranger => return None,
    };
    let step = i64::try_from(STEP.as_secs()).unwrap_or(60);
    let until = Timestamp::from_micros(now.as_secs().div_euclid(step) * step * 1_000_000).after(CONTENT_LIFE);
    bytes.extend([VERSION, kind]);
    bytes.extend(actor.0);
    bytes.extend(grant.credential.0);
    bytes.extend(grant.article.0);
    bytes.extend(grant.part.to_be_bytes());
    bytes.extend(until.as_micros().to_be_bytes());
    let seal = seal(key, &bytes);
    bytes.extend(seal);
    Some(format!("{}/m/{}", place.content_origin(), URL_SAFE_NO_PAD.encode(bytes)))
}

/// Reads the token of an address; `None` when it was not made here, was changed, or has ended.
pub fn verify_content(key: &Secret<[u8; 32]>, now: Timestamp, token: &str) -> Option<ContentGrant> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == SIZE + SEAL)?;
    let (body, given) = bytes.split_at_checked(SIZE)?;
    if !bool::from(seal(key, body).ct_eq(given)) {
        return None;
    }
    let (head, rest) = body.split_first_chunk::<2>()?;
    let (actor, rest) = rest.split_first_chunk::<16>()?;
    let (credential, rest) = rest.split_first_chunk::<16>()?;
    let (article, rest) = rest.split_first_chunk::<16>()?;
    let (part, until) = rest.split_first_chunk::<2>()?;
    let actor = match head {
        [VERSION, b'a'] => Actor::Agent(AgentId(Id16(*actor))),
        [VERSION, b'c'] => Actor::CustomerUser(CustomerUserId(Id16(*actor))),
        _ => return None,
    };
    let until = Timestamp::from_micros(i64::from_be_bytes(until.try_into().ok()?));
    let (credential, article, part) = (Id16(*credential), Id16(*article), u16::from_be_bytes(*part));
    (now < until).then_some(ContentGrant { actor, credential, article, part })
}

fn seal(key: &Secret<[u8; 32]>, body: &[u8]) -> [u8; SEAL] {
    let whole = keyed_hash(key.reveal(), &[b"beleg/1/content", body]);
    let mut out = [0; SEAL];
    out.copy_from_slice(whole.get(..SEAL).unwrap_or(&[0; SEAL]));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Locale;

    const NOW: Timestamp = Timestamp::from_micros(1_768_467_630_000_000);

    fn place() -> Place {
        Place { name: "alpha".into(), title: "Alpha".into(), host: "alpha.localhost:8443".into(), locale: Locale::De }
    }

    fn grant() -> ContentGrant {
        ContentGrant { actor: Actor::Agent(AgentId(Id16([1; 16]))), credential: Id16([2; 16]), article: Id16([3; 16]), part: 7 }
    }

    fn token(key: u8, now: Timestamp) -> String {
        let address = sign_content(&Secret::new([key; 32]), &place(), now, &grant()).unwrap();
        address.strip_prefix("https://content.alpha.localhost:8443/m/").unwrap().to_owned()
    }

    #[test]
    fn an_address_is_good_for_five_minutes_under_its_own_key() {
        let check = |key: u8, after: u64, expected: bool| {
            let found = verify_content(&Secret::new([key; 32]), NOW.after(Duration::from_secs(after)), &token(1, NOW));
            assert_eq!(found, expected.then(grant), "{key} {after}");
        };
        check(1, 0, true);
        check(1, 4 * 60, true);
        check(1, 5 * 60, false);
        check(2, 0, false);
    }

    #[test]
    fn an_address_stays_the_same_for_a_while() {
        assert_eq!(token(1, NOW), token(1, NOW.after(Duration::from_secs(29))));
        assert_ne!(token(1, NOW), token(1, NOW.after(Duration::from_secs(30))));
    }

    #[test]
    fn a_changed_address_opens_nothing() {
        let key = Secret::new([1; 32]);
        let bytes = URL_SAFE_NO_PAD.decode(token(1, NOW)).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(verify_content(&key, NOW, &URL_SAFE_NO_PAD.encode(changed)), None, "{at}");
        }
        for text in ["", "AAAA", "no*base64", &URL_SAFE_NO_PAD.encode(&bytes[1..])] {
            assert_eq!(verify_content(&key, NOW, text), None, "{text}");
        }
    }

    #[test]
    fn only_people_get_addresses() {
        let by_room = ContentGrant { actor: Actor::Room("mail"), ..grant() };
        assert_eq!(sign_content(&Secret::new([1; 32]), &place(), NOW, &by_room), None);
    }
}
