//! The words of the decisions, in each language.
//!
//! Blanks in braces are fields of the step. A kind without words shows its name: a log may be read by an older program than wrote it.

use super::Step;
use super::texts::STEPS;
use kernel::Locale;
use serde_json::Value as Json;

/// A decision in words.
pub(crate) fn words(step: &Step, locale: Locale) -> String {
    let fields = serde_json::to_value(step).unwrap_or_default();
    let kind = fields.get("step").and_then(Json::as_str).unwrap_or_default();
    let Some(template) = find(&STEPS, kind, locale) else { return kind.to_owned() };
    fill(template, &fields, locale)
}

fn find(all: &[(&str, [&'static str; 3])], key: &str, locale: Locale) -> Option<&'static str> {
    let [de, en, pt] = all.iter().find(|(one, _)| *one == key)?.1;
    Some(match locale {
        Locale::De => de,
        Locale::En => en,
        Locale::PtBr => pt,
    })
}

fn fill(template: &str, fields: &Json, locale: Locale) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        match fields.get(name) {
            Some(Json::String(text)) if name == "what" => out.push_str(find(&PROPERTIES, text, locale).unwrap_or(text)),
            Some(Json::String(text)) if name == "became" => out.push_str(find(&FATES, text, locale).unwrap_or(text)),
            Some(Json::String(text)) if name == "because" => out.push_str(find(&REASONS, text, locale).unwrap_or(text)),
            Some(Json::String(text)) => out.push_str(text),
            Some(Json::Null) | None => out.push('?'),
            Some(other) => out.push_str(&other.to_string()),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Properties of tickets.
const PROPERTIES: [(&str, [&str; 3]); 8] = [
    ("queue", ["Queue", "Queue", "Fila"]),
    ("priority", ["Priorität", "Priority", "Prioridade"]),
    ("state", ["Status", "State", "Estado"]),
    ("owner", ["Besitzer", "Owner", "Proprietário"]),
    ("responsible", ["Verantwortlicher", "Responsible", "Responsável"]),
    ("lock", ["Sperre", "Lock", "Bloqueio"]),
    ("customer_user", ["Kundenbenutzer", "Customer user", "Usuário do cliente"]),
    ("title", ["Titel", "Title", "Título"]),
];

/// What became of a mail that was sent.
const FATES: [(&str, [&str; 3]); 9] = [
    ("sent", ["vom nächsten Server angenommen", "taken by the next server", "aceito pelo próximo servidor"]),
    ("deferred", ["zurückgestellt", "put off", "adiado"]),
    ("failed", ["nicht zugestellt", "not delivered", "não entregue"]),
    ("delayed", ["noch nicht zugestellt", "not delivered yet", "ainda não entregue"]),
    ("delivered", ["zugestellt", "delivered", "entregue"]),
    ("relayed", ["weitergereicht", "relayed", "retransmitido"]),
    ("expanded", ["an mehrere verteilt", "passed on to several", "distribuído a vários"]),
    ("displayed", ["gelesen", "read", "lido"]),
    ("deleted", ["ungelesen gelöscht", "deleted unread", "excluído sem leitura"]),
];

/// Why something was not done; part of a sentence.
const REASONS: [(&str, [&str; 3]); 20] = [
    ("no_such_recipient", ["diese Adresse gibt es hier nicht", "there is no such address here", "este endereço não existe aqui"]),
    ("too_large", ["sie ist zu groß", "it is too large", "é grande demais"]),
    (
        "unfit",
        [
            "sie hat Zeilen oder Zeichen, die nicht reisen dürfen",
            "it has lines or octets that may not travel",
            "tem linhas ou octetos que não podem trafegar",
        ],
    ),
    ("busy", ["es war kein Platz für sie", "there was no room for it", "não havia espaço para ele"]),
    ("broken_off", ["die Verbindung brach mittendrin ab", "the connection broke off in its midst", "a conexão foi interrompida no meio"]),
    ("queue_without_address", ["die Queue hat keine Adresse", "the queue has no address", "a fila não tem endereço"]),
    ("null_sender", ["der Umschlag hat keinen Absender", "the envelope has no sender", "o envelope não tem remetente"]),
    (
        "auto_submitted",
        ["ein Programm hat geschrieben (Auto-Submitted)", "a program wrote (Auto-Submitted)", "um programa escreveu (Auto-Submitted)"],
    ),
    ("precedence", ["Massenmail (Precedence)", "bulk mail (Precedence)", "e-mail em massa (Precedence)"]),
    ("list", ["sie kam über eine Mailingliste", "it came over a mailing list", "veio por uma lista de discussão"]),
    ("report", ["Bericht eines Mailsystems", "a report of a mail system", "relatório de um sistema de e-mail"]),
    (
        "suppressed",
        [
            "der Absender möchte keine (X-Auto-Response-Suppress)",
            "the sender wants none (X-Auto-Response-Suppress)",
            "o remetente não quer (X-Auto-Response-Suppress)",
        ],
    ),
    (
        "otrs_loop",
        [
            "automatische Mail eines Ticketsystems (X-OTRS-Loop)",
            "an automatic mail of a ticket system (X-OTRS-Loop)",
            "e-mail automático de um sistema de chamados (X-OTRS-Loop)",
        ],
    ),
    (
        "own_loop",
        ["automatische Mail eines Desks wie diesem", "an automatic mail of a desk like this one", "e-mail automático de um desk como este"],
    ),
    ("role_address", ["Adresse eines Programms", "the address of a program", "endereço de um programa"]),
    ("our_own", ["Adresse dieses Desks", "an address of this desk", "endereço deste desk"]),
    (
        "sender_differs",
        [
            "From und der Absender des Umschlags sind verschieden",
            "From and the envelope's sender differ",
            "From e o remetente do envelope são diferentes",
        ],
    ),
    ("filter", ["ein Filter will es so", "a filter says so", "um filtro determina assim"]),
    (
        "day_limit",
        [
            "so viele gingen heute schon an diese Adresse",
            "that many went to this address today already",
            "essa quantidade já foi enviada hoje a este endereço",
        ],
    ),
    (
        "hour_limit",
        [
            "so viele gingen in dieser Stunde schon hinaus",
            "that many went out in this hour already",
            "essa quantidade já foi enviada nesta hora",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::{Silence, Turned};

    #[test]
    fn decisions_are_told_in_each_language() {
        let step = Step::QueueByAddress { queue: "Raw".into(), address: "support@alpha.example".into() };
        assert_eq!(words(&step, Locale::De), "Queue Raw über die Adresse support@alpha.example.");
        let step = Step::NotAnswered { because: Silence::DayLimit };
        assert_eq!(words(&step, Locale::En), "No automatic answer: that many went to this address today already.");
    }

    /// The kinds that serde knows.
    fn kinds<T: serde::de::DeserializeOwned>(nothing: Json) -> Vec<String> {
        let refused = serde_json::from_value::<T>(nothing).err().map(|error| error.to_string()).unwrap_or_default();
        let (_, listed) = refused.split_once("expected one of ").unwrap_or_default();
        let mut kinds: Vec<String> = listed.split('`').filter(|word| !word.is_empty() && *word != ", ").map(str::to_owned).collect();
        kinds.sort();
        kinds
    }

    #[test]
    fn every_decision_has_words() {
        let told = |all: &[(&str, [&'static str; 3])]| {
            let mut kinds: Vec<String> = all.iter().map(|(kind, _)| (*kind).to_owned()).collect();
            kinds.sort();
            kinds
        };
        assert_eq!(kinds::<Step>(serde_json::json!({"step": "nothing"})), told(&STEPS));
        let mut reasons = [kinds::<Silence>("nothing".into()), kinds::<Turned>("nothing".into())].concat();
        reasons.sort();
        assert_eq!(reasons, told(&REASONS));
    }

    #[test]
    fn every_language_names_the_same_fields() {
        let fields = |text: &str| {
            let mut names: Vec<String> = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            names.sort();
            names
        };
        for (kind, [de, en, pt]) in STEPS.iter().chain(&REASONS) {
            assert_eq!((fields(de), fields(en)), (fields(en), fields(pt)), "{kind}");
        }
    }
}
