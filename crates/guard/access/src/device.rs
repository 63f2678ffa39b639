//! Known browsers, by a cookie of their own (OWASP, "Device Cookies").
//!
//! Whoever signs in gets it. It proves nothing but that this person signed in from this browser before, so that their failures are
//! counted apart from strangers': those can be slowed together without locking the owner out. It ends after [`LIFE`] and with the
//! password: whoever knew an old one has no count of their own against the new one.

use crate::cookie;
use crate::model::Person;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use kernel::{Secret, Timestamp};
use sha2::Sha256;
use std::time::Duration;
use store::Rows;

const COOKIE: &str = "__Host-beleg-device";

/// So long after the last sign-in a browser is a stranger's again.
const LIFE: Duration = Duration::from_hours(90 * 24);

const NUMBER: usize = 16;
const SEAL: usize = 32;
const SIZE: usize = NUMBER + 8 + SEAL;
/// [`SIZE`] bytes in base 64.
const SIGNS: usize = (SIZE * 4).div_ceil(3);

/// The number of a known browser: what its failures are counted under.
pub(crate) type Number = [u8; NUMBER];

/// What a browser gets when a person signed in from it. `hash` is that of the password that was used.
pub(crate) fn mint(rows: &impl Rows, person: Person, hash: &Secret<String>, number: Number) -> Secret<String> {
    let until = rows.now().after(LIFE).as_micros().to_be_bytes();
    let seal = seal(rows, person, hash, &number, until).map_or([0; SEAL], |mac| mac.finalize().into_bytes().into());
    Secret::new(URL_SAFE_NO_PAD.encode([number.as_slice(), &until, &seal].concat()))
}

/// The number of the browser, when this person signed in from it with the password that they have now.
pub(crate) fn number(rows: &impl Rows, person: Person, hash: &Secret<String>, value: &str) -> Option<Number> {
    let bytes = URL_SAFE_NO_PAD.decode(value).ok().filter(|bytes| bytes.len() == SIZE)?;
    let (number, rest) = bytes.split_first_chunk::<NUMBER>()?;
    let (until, given) = rest.split_first_chunk::<8>()?;
    let is_ours = seal(rows, person, hash, number, *until).is_some_and(|mac| mac.verify_slice(given).is_ok());
    (is_ours && rows.now() < Timestamp::from_micros(i64::from_be_bytes(*until))).then_some(*number)
}

/// HMAC takes keys of any length, so there always is one.
fn seal(rows: &impl Rows, person: Person, hash: &Secret<String>, number: &Number, until: [u8; 8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(rows.purpose_key("access.device").reveal()).ok()?;
    // What varies in length stands between marks that it cannot hold.
    for part in [person.id().0.as_slice(), number, &until, person.entrance().as_str().as_bytes(), b"\0", hash.reveal().as_bytes()] {
        mac.update(part);
    }
    Some(mac)
}

/// The cookie among those that came with a request, when it has the shape of one.
pub(crate) fn find(headers: &HeaderMap) -> Option<String> {
    cookie::named(headers, COOKIE, |value| value.len() == SIGNS)
}

/// The `Set-Cookie` line.
pub(crate) fn set(value: &str) -> String {
    format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={}", LIFE.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{AgentId, CustomerUserId, Id16};
    use testkit::on_both_engines;
    use testkit::rooms::operator;

    #[test]
    fn a_browser_is_known_to_its_person_with_their_password_for_a_while() {
        on_both_engines(&crate::MIGRATIONS, |node| async move {
            let (door, other) = (node.tenant().await, node.tenant().await);
            let id = Id16([1; 16]);
            let erika = Person::Agent(AgentId(id));
            let hash = |text: &str| Secret::new(text.to_owned());
            let made =
                door.act(operator(), node.ambient.moment(), move |act| Ok::<_, kernel::Fault>(mint(act, erika, &hash("now"), [7; 16])));
            let value = made.await.expect("a value").reveal().clone();
            assert_eq!(value.len(), SIGNS);
            let check = async |door: &store::Door<store::Tenant>, person: Person, password: &'static str, value: String, expected: bool| {
                let about = format!("{person:?} {password} {value}");
                let read = move |view: &store::View<'_>| Ok::<_, kernel::Fault>(number(view, person, &hash(password), &value));
                let found = door.read(operator(), node.ambient.now(), read).await.expect("a look");
                assert_eq!(found, expected.then_some([7; 16]), "{about}");
            };
            check(&door, erika, "now", value.clone(), true).await;
            check(&door, erika, "later", value.clone(), false).await;
            check(&door, Person::Agent(AgentId(Id16([2; 16]))), "now", value.clone(), false).await;
            check(&door, Person::CustomerUser(CustomerUserId(id)), "now", value.clone(), false).await;
            check(&other, erika, "now", value.clone(), false).await;
            let mut bytes = URL_SAFE_NO_PAD.decode(&value).expect("base 64");
            for at in 0..bytes.len() {
                bytes[at] ^= 1;
                check(&door, erika, "now", URL_SAFE_NO_PAD.encode(&bytes), false).await;
                bytes[at] ^= 1;
            }
            for text in ["", "x", "ä", &value[1..], &"A".repeat(SIGNS)] {
                check(&door, erika, "now", text.to_owned(), false).await;
            }
            node.clock.advance(LIFE);
            check(&door, erika, "now", value, false).await;
        });
    }

    #[test]
    fn the_line_is_exactly_as_promised() {
        assert_eq!(set("v"), "__Host-beleg-device=v; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=7776000");
    }
}
