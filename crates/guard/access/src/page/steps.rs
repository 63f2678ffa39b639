//! The small pages around links by mail: asking for one, choosing a password, signing in by one.

use super::words::{Words, words};
use super::{Language, Trouble, href, languages, tell};
use crate::model::Entrance;
use crate::policy::WeakPassword;
use askama::Template;
use kernel::{Fault, Locale, OrFault};
use room::Place;

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Asks for a link to choose a password.
    Forgot,
    /// Asks for a link to sign in.
    Link,
    /// A link was asked for.
    Sent,
    /// Chooses a password; with a code of those who have a second factor.
    Reset {
        /// They have one.
        with_code: bool,
        /// They come because theirs is one that others try first.
        tried_first: bool,
    },
    /// A password was chosen.
    Done,
    /// Signs in by a link.
    Open,
    /// The link opens nothing any more.
    Over,
}

/// What is needed to draw one.
#[derive(Debug)]
pub(crate) struct Steps<'a> {
    pub(crate) entrance: Entrance,
    pub(crate) place: &'a Place,
    pub(crate) locale: Locale,
    pub(crate) chosen: bool,
    pub(crate) step: Step,
    /// The link's token, which goes on in the form.
    pub(crate) token: Option<&'a str>,
    pub(crate) trouble: Option<Trouble>,
    pub(crate) weak: Option<WeakPassword>,
}

struct Field {
    label: &'static str,
    name: &'static str,
    kind: &'static str,
    complete: &'static str,
}

#[derive(Template)]
#[template(path = "step.html")]
struct StepPage<'a> {
    locale: Locale,
    title: &'a str,
    host: &'a str,
    words: &'static Words,
    heading: &'static str,
    intro: &'static str,
    action: Option<&'static str>,
    submit: &'static str,
    fields: Vec<Field>,
    token: Option<&'a str>,
    lang: Option<&'static str>,
    error: Option<String>,
    back: String,
    languages: Vec<Language>,
}

/// What a step says and asks for.
struct Said {
    heading: &'static str,
    intro: &'static str,
    /// Where its form goes, and what its button says.
    form: Option<(&'static str, &'static str)>,
    fields: Vec<Field>,
    path: &'static str,
}

fn say(entrance: Entrance, step: Step, words: &'static Words) -> Said {
    let login_label = match entrance {
        Entrance::Agents => words.agent_login,
        Entrance::Customers => words.customer_login,
    };
    let login = || vec![Field { label: login_label, name: "login", kind: "text", complete: "username" }];
    let password = Field { label: words.new_password, name: "password", kind: "password", complete: "new-password" };
    let code = Field { label: words.code, name: "code", kind: "text", complete: "one-time-code" };
    let alone = |heading, intro, path| Said { heading, intro, form: None, fields: Vec::new(), path };
    let (forgot, reset) = (entrance.forgot_path(), entrance.reset_path());
    match step {
        Step::Forgot => Said { form: Some((forgot, words.send_link)), fields: login(), ..alone(words.forgot, words.forgot_intro, forgot) },
        Step::Link => Said {
            form: Some((Entrance::LINK, words.send_link)),
            fields: login(),
            ..alone(words.by_link, words.by_link_intro, Entrance::LINK)
        },
        Step::Reset { with_code, tried_first } => Said {
            form: Some((reset, words.set_password)),
            fields: if with_code { vec![password, code] } else { vec![password] },
            ..alone(words.reset, if tried_first { words.tried_first } else { words.reset_intro }, reset)
        },
        Step::Open => Said { form: Some((Entrance::OPEN, words.sign_in)), ..alone(words.open, words.open_intro, Entrance::OPEN) },
        Step::Sent => alone(words.sent, words.sent_intro, forgot),
        Step::Done => alone(words.done, words.done_intro, entrance.path()),
        Step::Over => alone(words.over, words.over_intro, forgot),
    }
}

/// The page as HTML.
pub(crate) fn draw_step(steps: &Steps<'_>) -> Result<String, Fault> {
    let words = words(steps.locale);
    let lang = steps.chosen.then_some(steps.locale.as_str());
    let Said { heading, intro, form, fields, path } = say(steps.entrance, steps.step, words);
    let weak = steps.weak.map(|weak| words.weak(weak).to_owned());
    let page = StepPage {
        locale: steps.locale,
        title: &steps.place.title,
        host: &steps.place.host,
        words,
        heading,
        intro,
        action: form.map(|(action, _)| action),
        submit: form.map_or("", |(_, submit)| submit),
        fields,
        token: steps.token,
        lang,
        error: weak.or_else(|| steps.trouble.map(|trouble| tell(words, trouble))),
        back: href(steps.entrance.path(), lang, None),
        // Another language would lose the token of a link.
        languages: if steps.token.is_some() { Vec::new() } else { languages(path, steps.locale, None) },
    };
    page.render().or_fault("drawing a page about a link")
}
