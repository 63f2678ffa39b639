//! Pages that stand alone: what a person reads when there is no desk to show.
//!
//! They load nothing, not even a style sheet, so that they also work while the desk is sealed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use kernel::{Locale, RequestId};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

/// A whole page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) html: String,
    /// The origin that may show it in a frame.
    pub(crate) framed_by: Option<String>,
}

/// What a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Saying {
    Sealed,
    Suspended,
    NotFound,
    UnknownHost,
    Fault,
    Busy,
    /// The front end was not built into this binary.
    NoFrontEnd,
    /// The address of a piece of content has ended.
    Ended,
    /// From where they come nobody is let in.
    Barred,
}

impl Saying {
    /// What to say about a problem; `None` for those that no page can meet.
    pub(crate) fn of(slug: &str) -> Option<Self> {
        match slug {
            "sealed" => Some(Self::Sealed),
            "suspended" => Some(Self::Suspended),
            "not-found" => Some(Self::NotFound),
            "unknown-host" => Some(Self::UnknownHost),
            "fault" => Some(Self::Fault),
            "busy" => Some(Self::Busy),
            "address-refused" => Some(Self::Barred),
            _ => None,
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Sealed | Self::Suspended | Self::Busy | Self::NoFrontEnd => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotFound | Self::Ended => StatusCode::NOT_FOUND,
            Self::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Barred => StatusCode::FORBIDDEN,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Heading and text.
    const fn words(self, locale: Locale) -> (&'static str, &'static str) {
        match (self, locale) {
            (Self::Sealed, Locale::De) => (
                "Noch versiegelt",
                "Der Schlüssel dieses Servers wurde seit dem Start noch nicht eingegeben. Bitte später noch einmal versuchen.",
            ),
            (Self::Sealed, Locale::En) => {
                ("Still sealed", "The key of this server has not been given since it was started. Please try again later.")
            }
            (Self::Sealed, Locale::PtBr) => {
                ("Ainda lacrado", "A chave deste servidor ainda não foi informada desde o início. Tente novamente mais tarde.")
            }
            (Self::Suspended, Locale::De) => ("Vorübergehend geschlossen", "Dieser Service-Desk ist zurzeit nicht in Betrieb."),
            (Self::Suspended, Locale::En) => ("Closed for now", "This service desk is not in operation at the moment."),
            (Self::Suspended, Locale::PtBr) => ("Fechado no momento", "Esta central de atendimento não está em operação agora."),
            (Self::NotFound, Locale::De) => ("Hier ist nichts", "Unter dieser Adresse gibt es nichts, oder Sie dürfen es nicht sehen."),
            (Self::NotFound, Locale::En) => ("Nothing here", "There is nothing at this address, or you may not see it."),
            (Self::NotFound, Locale::PtBr) => ("Nada aqui", "Não há nada neste endereço ou você não pode vê-lo."),
            (Self::UnknownHost, Locale::De) => ("Unbekannter Name", "Unter diesem Namen gibt es hier keinen Service-Desk."),
            (Self::UnknownHost, Locale::En) => ("Unknown name", "No service desk lives here under this name."),
            (Self::UnknownHost, Locale::PtBr) => ("Nome desconhecido", "Não há central de atendimento aqui com este nome."),
            (Self::Fault, Locale::De) => {
                ("Das ist unser Fehler", "Auf unserer Seite ist etwas schiefgegangen. Die Nummer unten hilft beim Nachforschen.")
            }
            (Self::Fault, Locale::En) => ("Our fault", "Something broke on our side. The number below helps to look into it."),
            (Self::Fault, Locale::PtBr) => ("Falha nossa", "Algo deu errado do nosso lado. O número abaixo ajuda a investigar."),
            (Self::Busy, Locale::De) => ("Gerade zu viel los", "Bitte gleich noch einmal versuchen."),
            (Self::Busy, Locale::En) => ("Too busy", "Please try again in a moment."),
            (Self::Busy, Locale::PtBr) => ("Muito ocupado", "Tente novamente em instantes."),
            (Self::NoFrontEnd, Locale::De) => ("Keine Oberfläche", "Diesem Programm wurde beim Bauen keine Oberfläche mitgegeben."),
            (Self::NoFrontEnd, Locale::En) => ("No front end", "This program was built without its front end."),
            (Self::NoFrontEnd, Locale::PtBr) => ("Sem interface", "Este programa foi compilado sem a interface."),
            (Self::Barred, Locale::De) => (
                "Von hier aus nicht",
                "Dieser Service-Desk ist nur aus bestimmten Netzen erreichbar. Ihre Administration weiß, aus welchen.",
            ),
            (Self::Barred, Locale::En) => {
                ("Not from here", "This service desk can be reached from certain networks only. Your administrators know from which.")
            }
            (Self::Barred, Locale::PtBr) => {
                ("Não a partir daqui", "Esta central de atendimento só é acessível a partir de certas redes. A administração sabe quais.")
            }
            (Self::Ended, Locale::De) => ("Nicht mehr gültig", "Bitte den Beitrag neu laden."),
            (Self::Ended, Locale::En) => ("No longer valid", "Please load the article again."),
            (Self::Ended, Locale::PtBr) => ("Não é mais válido", "Carregue o artigo novamente."),
        }
    }

    /// The page that says it.
    pub(crate) fn page(self, locale: Locale, request: RequestId) -> Page {
        let (heading, text) = self.words(locale);
        let html = format!(
            "<!doctype html>\n<html lang=\"{locale}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
             initial-scale=1\">\n<title>{heading}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n<p>{text}</p>\n\
             <p><small>{request}</small></p>\n</main>\n</body>\n</html>\n"
        );
        Page { status: self.status(), html, framed_by: None }
    }
}

const STYLE: &str = "html{color-scheme:light dark;font:100%/1.5 system-ui,sans-serif}body{display:grid;min-height:90vh;place-items:center;margin:0}\
     main{max-width:34rem;padding:1.5rem}h1{font-size:1.5rem}small{opacity:.75}";

static STYLE_HASH: LazyLock<String> = LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE.as_bytes())));

/// The policy of these pages: their own style by its digest, and nothing else.
pub(crate) fn policy(framed_by: Option<&str>) -> String {
    let framed_by = framed_by.unwrap_or("'none'");
    format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'none'; base-uri 'none'; frame-ancestors {framed_by}",
        STYLE_HASH.as_str()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id16;

    #[test]
    fn pages_carry_exactly_the_style_that_their_policy_allows() {
        let page = Saying::Sealed.page(Locale::De, RequestId(Id16([0; 16])));
        let style = page.html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        assert!(policy(None).contains(&STANDARD.encode(Sha256::digest(style))));
        assert!(page.html.contains("lang=\"de\"") && page.html.contains("Noch versiegelt") && page.html.contains("req_"));
    }

    #[test]
    fn every_problem_with_words_has_its_own_status() {
        for kind in web::problem::ALL {
            if let Some(saying) = Saying::of(kind.slug) {
                assert_eq!(saying.status().as_u16(), kind.status, "{}", kind.slug);
            }
        }
    }
}
