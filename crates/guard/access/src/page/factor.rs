//! The page that asks for the second factor.

use super::words::{Words, words};
use super::{Language, Trouble, href, languages, tell};
use crate::model::Entrance;
use askama::Template;
use kernel::{Fault, Locale, OrFault};
use room::Place;

/// What is needed to draw the page.
#[derive(Debug)]
pub(crate) struct Asks<'a> {
    pub(crate) entrance: Entrance,
    pub(crate) place: &'a Place,
    pub(crate) locale: Locale,
    /// Whether the language was chosen by hand and so stays chosen.
    pub(crate) chosen: bool,
    /// Where to go afterwards, when that was asked for.
    pub(crate) next: Option<&'a str>,
    pub(crate) trouble: Option<Trouble>,
}

#[derive(Template)]
#[template(path = "factor.html")]
struct FactorPage<'a> {
    locale: Locale,
    title: &'a str,
    host: &'a str,
    action: &'static str,
    passkey_question: &'static str,
    words: &'static Words,
    next: Option<&'a str>,
    lang: Option<&'static str>,
    error: Option<String>,
    again: String,
    languages: Vec<Language>,
}

/// The page as HTML.
pub(crate) fn draw_factor(asks: &Asks<'_>) -> Result<String, Fault> {
    let words = words(asks.locale);
    let lang = asks.chosen.then_some(asks.locale.as_str());
    let page = FactorPage {
        locale: asks.locale,
        title: &asks.place.title,
        host: &asks.place.host,
        action: asks.entrance.factor_path(),
        passkey_question: asks.entrance.own_passkey_path(),
        words,
        next: asks.next,
        lang,
        error: asks.trouble.map(|trouble| tell(words, trouble)),
        again: href(asks.entrance.path(), lang, asks.next),
        languages: languages(asks.entrance.factor_path(), asks.locale, asks.next),
    };
    page.render().or_fault("drawing the page that asks for a second factor")
}
