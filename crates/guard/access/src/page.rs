//! The sign-in page: rendered here, works without JavaScript, loads one style sheet and one font from this very host.

use crate::model::Entrance;
use crate::ways::Way;
use askama::Template;
use kernel::{Fault, Locale, OrFault};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use room::{Place, Stage};
use std::time::Duration;
use words::{Words, words};

mod factor;
mod steps;
mod words;

pub(crate) use factor::{Asks, draw_factor};
pub(crate) use steps::{Step, Steps, draw_step};

/// The style sheet of the pages that are rendered here, for the gate to serve as `/static/page.css`.
pub const PAGE_CSS: &str = include_str!("../assets/page.css");

/// The font that [`PAGE_CSS`] asks for (Atkinson Hyperlegible Next, Latin, OFL-1.1), for the gate to serve as
/// `/static/page.woff2`. Without it the page uses the system's own.
pub const PAGE_FONT: &[u8] = include_bytes!("../assets/page.woff2");

/// The script of these pages, for the gate to serve as `/static/page.js`: passkeys, and a password that can be looked at. Without it
/// everything else works.
pub const PAGE_SCRIPT: &str = include_str!("../assets/page.js");

/// What the pages may load and do: one script of this host, none within the page.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; \
     img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What went wrong, in the page's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A field is empty.
    Empty,
    /// Login and password do not belong together.
    Refused,
    /// Too many attempts; how long to wait.
    Throttled(Duration),
    /// The password is one that others try first; a link was sent.
    TriedFirst,
    /// No passkey of anybody here.
    Passkey,
    /// No login was given.
    NoLogin,
    /// No code was given.
    NoCode,
    /// Not the code.
    WrongCode,
}

/// What is needed to draw the page.
#[derive(Debug)]
pub(crate) struct Drawn<'a> {
    pub(crate) entrance: Entrance,
    pub(crate) place: &'a Place,
    pub(crate) locale: Locale,
    /// Whether the language was chosen by hand and so stays chosen.
    pub(crate) chosen: bool,
    /// Where to go afterwards, when that was asked for.
    pub(crate) next: Option<&'a str>,
    pub(crate) login: &'a str,
    pub(crate) trouble: Option<Trouble>,
    /// What else is offered.
    pub(crate) offer: &'a Offer,
}

/// Ways to sign in.
#[derive(Debug)]
pub(crate) struct Offer {
    /// Whether there is a form for login and password.
    pub(crate) passwords: bool,
    /// Identity providers.
    pub(crate) links: Vec<Way>,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    locale: Locale,
    title: &'a str,
    host: &'a str,
    action: &'static str,
    passkey_action: &'static str,
    passkey_question: &'static str,
    words: &'static Words,
    login_label: &'static str,
    login: &'a str,
    next: Option<&'a str>,
    lang: Option<&'static str>,
    error: Option<String>,
    other: Other,
    forgot: String,
    by_link: Option<String>,
    languages: Vec<Language>,
    passwords: bool,
    ways: Vec<Way>,
}

struct Other {
    question: &'static str,
    link: &'static str,
    href: String,
}

struct Language {
    tag: &'static str,
    name: &'static str,
    href: String,
    current: bool,
}

const fn name(locale: Locale) -> &'static str {
    match locale {
        Locale::De => "Deutsch",
        Locale::En => "English",
        Locale::PtBr => "Português",
    }
}

impl Entrance {
    /// The path of its page.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Agents => "/sign-in",
            Self::Customers => "/portal/sign-in",
        }
    }

    /// The path of the page that asks for a second factor.
    pub(crate) const fn factor_path(self) -> &'static str {
        match self {
            Self::Agents => "/sign-in/factor",
            Self::Customers => "/portal/sign-in/factor",
        }
    }

    /// The path of the page on which a second factor is set up.
    pub(crate) const fn enrol_path(self) -> &'static str {
        match self {
            Self::Agents => "/factors",
            Self::Customers => "/portal/factors",
        }
    }

    /// Where customer users ask for a link to sign in.
    pub(crate) const LINK: &'static str = "/portal/sign-in/link";
    /// Where they open it.
    pub(crate) const OPEN: &'static str = "/portal/sign-in/open";

    /// Where a link to choose a password is asked for.
    pub(crate) const fn forgot_path(self) -> &'static str {
        match self {
            Self::Agents => "/sign-in/forgot",
            Self::Customers => "/portal/sign-in/forgot",
        }
    }

    /// Where a password is chosen by a link.
    pub(crate) const fn reset_path(self) -> &'static str {
        match self {
            Self::Agents => "/sign-in/reset",
            Self::Customers => "/portal/sign-in/reset",
        }
    }

    /// The path at which a page's script asks what to ask a device.
    pub(crate) const fn passkey_question_path(self) -> &'static str {
        match self {
            Self::Agents => "/sign-in/passkey/question",
            Self::Customers => "/portal/sign-in/passkey/question",
        }
    }

    /// The same about passkeys of whoever is signed in so far.
    pub(crate) const fn own_passkey_path(self) -> &'static str {
        match self {
            Self::Agents => "/api/v1/me/proof/passkey",
            Self::Customers => "/api/v1/my/me/proof/passkey",
        }
    }

    /// The path that takes a device's answer.
    pub(crate) const fn passkey_path(self) -> &'static str {
        match self {
            Self::Agents => "/sign-in/passkey",
            Self::Customers => "/portal/sign-in/passkey",
        }
    }

    /// Where it leads.
    pub(crate) const fn home(self) -> &'static str {
        match self {
            Self::Agents => "/",
            Self::Customers => "/portal",
        }
    }
}

/// The page as HTML.
pub(crate) fn draw(drawn: &Drawn<'_>) -> Result<String, Fault> {
    let words = words(drawn.locale);
    let lang = drawn.chosen.then_some(drawn.locale.as_str());
    let (login_label, question, link, other) = match drawn.entrance {
        Entrance::Agents => (words.agent_login, words.are_customer, words.to_portal, Entrance::Customers),
        Entrance::Customers => (words.customer_login, words.are_agent, words.to_desk, Entrance::Agents),
    };
    let page = SignInPage {
        locale: drawn.locale,
        title: &drawn.place.title,
        host: &drawn.place.host,
        action: drawn.entrance.path(),
        passkey_action: drawn.entrance.passkey_path(),
        passkey_question: drawn.entrance.passkey_question_path(),
        words,
        login_label,
        login: drawn.login,
        next: drawn.next,
        lang,
        error: drawn.trouble.map(|trouble| tell(words, trouble)),
        other: Other { question, link, href: href(other.path(), lang, None) },
        forgot: href(drawn.entrance.forgot_path(), lang, None),
        by_link: (drawn.entrance == Entrance::Customers).then(|| href(Entrance::LINK, lang, None)),
        languages: languages(drawn.entrance.path(), drawn.locale, drawn.next),
        passwords: drawn.offer.passwords,
        ways: drawn.offer.links.iter().map(|way| Way { label: way.label.clone(), href: on_to(&way.href, drawn.next) }).collect(),
    };
    page.render().or_fault("drawing the sign-in page")
}

fn languages(path: &str, current: Locale, next: Option<&str>) -> Vec<Language> {
    let one = |locale: Locale| Language {
        tag: locale.as_str(),
        name: name(locale),
        href: href(path, Some(locale.as_str()), next),
        current: locale == current,
    };
    Locale::ALL.into_iter().map(one).collect()
}

fn href(path: &str, lang: Option<&str>, next: Option<&str>) -> String {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let parts = [("lang", lang), ("next", next)];
    let pairs: Vec<String> = parts.iter().filter_map(|(name, text)| text.map(|text| format!("{name}={}", encode(text)))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// A way's address, with where to go afterwards.
fn on_to(href: &str, next: Option<&str>) -> String {
    let encode = |next| utf8_percent_encode(next, NON_ALPHANUMERIC);
    next.map_or_else(|| href.to_owned(), |next| format!("{href}{}next={}", if href.contains('?') { '&' } else { '?' }, encode(next)))
}

fn tell(words: &Words, trouble: Trouble) -> String {
    match trouble {
        Trouble::Empty => words.empty.to_owned(),
        Trouble::Refused => words.refused.to_owned(),
        Trouble::TriedFirst => words.tried_first_sent.to_owned(),
        Trouble::Passkey => words.passkey_refused.to_owned(),
        Trouble::NoLogin => words.no_login.to_owned(),
        Trouble::NoCode => words.no_code.to_owned(),
        Trouble::WrongCode => words.wrong_code.to_owned(),
        Trouble::Throttled(wait) => {
            let seconds = wait_seconds(wait);
            let [second, minute, hour] = words.units;
            let (count, (one, many)) = match seconds {
                0..120 => (seconds, second),
                120..7200 => (seconds.div_ceil(60), minute),
                _ => (seconds.div_ceil(3600), hour),
            };
            format!("{} {count} {}.", words.throttled, if count == 1 { one } else { many })
        }
    }
}

/// Whole seconds to wait, at least one.
pub(crate) fn wait_seconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX).max(1)
}

/// Where somebody goes who signed in so far: on to the second factor, to setting one up, or to what they wanted.
pub(crate) fn after(entrance: Entrance, stage: Stage, wanted: &str) -> String {
    let wanted = local_path(entrance, wanted);
    match stage {
        // The page that they are sent to says it.
        Stage::Whole | Stage::Barred => wanted.unwrap_or(entrance.home()).to_owned(),
        Stage::NeedsFactor => href(entrance.factor_path(), None, wanted),
        Stage::MustEnrol => href(entrance.enrol_path(), None, wanted),
    }
}

/// Where to go after sign-in: only a path of this very host, and of this entrance's side.
pub(crate) fn local_path(entrance: Entrance, next: &str) -> Option<&str> {
    let is_plain = next.len() <= 2000 && next.bytes().all(|sign| sign.is_ascii_graphic() && sign != b'\\');
    let is_local = next.starts_with('/') && !next.starts_with("//");
    let first = next.split(['?', '#']).next().unwrap_or_default();
    let of_portal = first == "/portal" || first.starts_with("/portal/");
    let is_door = ["/sign-in", "/sign-out", "/portal/sign-in", "/portal/sign-out"].iter().any(|door| first.starts_with(door));
    (is_plain && is_local && !is_door && of_portal == (entrance == Entrance::Customers)).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::words::DE;
    use super::*;
    use proptest::prelude::*;

    static ALONE: Offer = Offer { passwords: true, links: Vec::new() };

    fn place() -> Place {
        Place { name: "alpha".into(), title: "<Süd> & Licht".into(), host: "alpha.localhost:8443".into(), locale: Locale::De }
    }

    fn drawn(place: &Place) -> Drawn<'_> {
        Drawn { entrance: Entrance::Agents, place, locale: Locale::De, chosen: false, next: None, login: "", trouble: None, offer: &ALONE }
    }

    #[test]
    fn only_local_paths_of_ones_own_side_are_followed() {
        let check = |entrance: Entrance, next: &str, expected: bool| assert_eq!(local_path(entrance, next).is_some(), expected, "{next}");
        for good in ["/", "/tickets/tkt_1?x=1#a", "/portals"] {
            check(Entrance::Agents, good, true);
            check(Entrance::Customers, good, false);
        }
        for good in ["/portal", "/portal/tickets", "/portal?x"] {
            check(Entrance::Customers, good, true);
            check(Entrance::Agents, good, false);
        }
        let long = format!("/{}", "a".repeat(2000));
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nb",
            "/ä",
            "/a b",
            "/sign-out",
            "/sign-in?next=/",
            &long,
        ] {
            check(Entrance::Agents, bad, false);
        }
    }

    #[test]
    fn the_page_escapes_and_carries_no_script_or_inline_style() {
        let place = place();
        let login = "\"><script>alert(1)</script>";
        let html =
            draw(&Drawn { login, next: Some("/tickets?q='\"<"), trouble: Some(Trouble::Refused), chosen: true, ..drawn(&place) }).unwrap();
        assert!(html.contains("&#60;Süd&#62; &#38; Licht"), "{html}");
        assert_eq!(html.matches("<script").count(), 1, "the one of this host");
        for never in ["<script>", "style=", "<style", "javascript:", " on", "http:", "https:", "value=\"\"><"] {
            assert!(!html.contains(never), "{never}");
        }
        assert!(html.contains("name=\"login\"") && html.contains("autocomplete=\"username\""));
        assert!(html.contains("name=\"password\"") && html.contains("autocomplete=\"current-password\""));
        assert!(html.contains("role=\"alert\"") && html.contains("aria-describedby=\"error\""));
        assert!(html.contains("<input type=\"hidden\" name=\"lang\" value=\"de\">"));
        assert!(html.contains("/sign-in?lang=pt%2DBR&#38;next=%2Ftickets"), "{html}");
    }

    #[test]
    fn the_page_speaks_three_languages() {
        let place = place();
        for (locale, heading, portal) in [
            (Locale::De, "Anmelden bei", "Zum Kundenportal"),
            (Locale::En, "Sign in to", "customer portal"),
            (Locale::PtBr, "Entrar em", "portal do cliente"),
        ] {
            let html = draw(&Drawn { locale, ..drawn(&place) }).unwrap();
            assert!(html.contains(&format!("<html lang=\"{locale}\">")) && html.contains(heading) && html.contains(portal), "{html}");
            let html = draw(&Drawn { locale, entrance: Entrance::Customers, ..drawn(&place) }).unwrap();
            assert!(html.contains("action=\"/portal/sign-in\"") && html.contains("href=\"/sign-in\""), "{html}");
        }
    }

    #[test]
    fn waits_are_told_in_fitting_units() {
        let check = |millis: u64, expected: &str| {
            let told = tell(&DE, Trouble::Throttled(Duration::from_millis(millis)));
            assert_eq!(told.strip_prefix("Zu viele Versuche. Der nächste ist möglich in "), Some(expected));
        };
        check(0, "1 Sekunde.");
        check(2_001, "3 Sekunden.");
        check(600_000, "10 Minuten.");
        check(54_000_000, "15 Stunden.");
    }

    proptest! {
        #[test]
        fn whatever_is_followed_stays_on_this_host(next in "[/\\\\a-z.:?#@ ]{0,12}") {
            if let Some(path) = local_path(Entrance::Agents, &next) {
                prop_assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
            }
        }
    }
}
