//! The page for whoever comes back from a provider and is not let in: one text, whatever the reason was.

use crate::model::Side;
use askama::Template;
use http::StatusCode;
use kernel::{Fault, Locale, OrFault};
use room::{Context, Place};
use web::{Answer, Call};

/// What the page may load and do, as the sign-in page.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "not_let_in.html")]
struct NotLetIn<'a> {
    locale: Locale,
    title: &'a str,
    host: &'a str,
    words: &'static Words,
    back: &'static str,
    number: String,
}

struct Words {
    sign_in: &'static str,
    sign_in_at: &'static str,
    refused: &'static str,
    advice: &'static str,
    number: &'static str,
    back: &'static str,
}

static DE: Words = Words {
    sign_in: "Anmelden",
    sign_in_at: "Anmelden bei",
    refused: "Die Anmeldung hat nicht geklappt.",
    advice: "Versuchen Sie es noch einmal. Klappt es wieder nicht, wenden Sie sich an Ihre Administration: Sie kann nachsehen, woran es lag, \
             und ein vorhandenes Konto verknüpfen.",
    number: "Nennen Sie dabei diese Nummer:",
    back: "Zurück zur Anmeldung",
};

static EN: Words = Words {
    sign_in: "Sign in",
    sign_in_at: "Sign in to",
    refused: "Signing in did not work.",
    advice: "Try again. If it fails once more, ask your administrators: they can see what was wrong, and link an account that is there already.",
    number: "Tell them this number:",
    back: "Back to sign-in",
};

static PT_BR: Words = Words {
    sign_in: "Entrar",
    sign_in_at: "Entrar em",
    refused: "Não foi possível entrar.",
    advice: "Tente de novo. Se não funcionar outra vez, fale com a administração: ela pode ver o motivo e vincular uma conta que já existe.",
    number: "Informe este número:",
    back: "Voltar para a entrada",
};

const fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::De => &DE,
        Locale::En => &EN,
        Locale::PtBr => &PT_BR,
    }
}

const fn way_back(side: Side) -> &'static str {
    match side {
        Side::Agents => "/sign-in",
        Side::Customers => "/portal/sign-in",
    }
}

/// The language of whoever asks.
pub(crate) fn language(context: &Context, call: &Call) -> Locale {
    call.header("accept-language").and_then(Locale::from_header).unwrap_or(context.place.locale)
}

fn draw(place: &Place, locale: Locale, side: Side, number: String) -> Result<String, Fault> {
    let page = NotLetIn { locale, title: &place.title, host: &place.host, words: words(locale), back: way_back(side), number };
    page.render().or_fault("drawing the page of single sign-on")
}

/// 403, with the page. The number is that of the request, under which the event with the reason stands.
pub(crate) fn not_let_in(context: &Context, call: &Call, side: Side) -> Result<Answer, Fault> {
    let html = draw(&context.place, language(context, call), side, context.by.request.to_string())?;
    Ok(Answer::new(StatusCode::FORBIDDEN)
        .typed("text/html; charset=utf-8", html)
        .with_header("content-security-policy", POLICY)
        .with_header("cache-control", "no-store")
        .with_header("referrer-policy", "no-referrer")
        .with_header("vary", "accept-language"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_one_thing_in_three_languages_and_holds_no_script() {
        let place = Place { name: "alpha".into(), title: "<Süd> & Licht".into(), host: "alpha.localhost".into(), locale: Locale::De };
        for (locale, text) in [(Locale::De, "nicht geklappt"), (Locale::En, "did not work"), (Locale::PtBr, "Não foi possível")] {
            let html = draw(&place, locale, Side::Agents, "req_1".into()).unwrap();
            assert!(html.contains(text) && html.contains("req_1") && html.contains(&format!("<html lang=\"{locale}\">")), "{html}");
            assert!(html.contains("&#60;Süd&#62; &#38; Licht") && html.contains("href=\"/sign-in\"") && html.contains("role=\"alert\""));
            for never in ["<script", "style=", "javascript:", "http:", "https:"] {
                assert!(!html.contains(never), "{never}");
            }
        }
        assert!(draw(&place, Locale::En, Side::Customers, String::new()).unwrap().contains("href=\"/portal/sign-in\""));
    }
}
