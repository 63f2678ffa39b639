//! The words of the decisions, in each language.
//!
//! Blanks in braces are fields of the step. A kind without words shows its name: a log may be read by an older program than wrote it.

use super::Step;
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

/// German, English, Portuguese.
const STEPS: [(&str, [&str; 3]); 32] = [
    (
        "same_mail",
        [
            "Dieselbe Mail ist schon da: Message-ID, Absender, Text und Anhänge stimmen überein.",
            "The same mail is here already: Message-ID, sender, text and files agree.",
            "O mesmo e-mail já está aqui: Message-ID, remetente, texto e anexos coincidem.",
        ],
    ),
    (
        "known_sender",
        ["Absender ist Kundenbenutzer {login}.", "The sender is customer user {login}.", "O remetente é o usuário do cliente {login}."],
    ),
    (
        "unknown_sender",
        [
            "Zur Absenderadresse gibt es keinen Kundenbenutzer.",
            "No customer user has the sender's address.",
            "Nenhum usuário do cliente tem o endereço do remetente.",
        ],
    ),
    ("no_sender", ["Im From steht keine Adresse.", "There is no address in From.", "Não há endereço em From."]),
    (
        "token",
        [
            "Antwort auf eine Mail von uns: Die signierte Message-ID gehört zu Ticket {number}.",
            "It answers a mail of ours: the signed Message-ID belongs to ticket {number}.",
            "Responde a um e-mail nosso: o Message-ID assinado pertence ao chamado {number}.",
        ],
    ),
    (
        "message",
        [
            "Antwort auf eine Mail aus Ticket {number}, und der Absender ist daran beteiligt.",
            "It answers a mail of ticket {number}, and its sender takes part there.",
            "Responde a um e-mail do chamado {number}, do qual o remetente participa.",
        ],
    ),
    (
        "number",
        [
            "Der Betreff nennt Ticket {number}, und der Absender ist daran beteiligt.",
            "The subject names ticket {number}, and the sender takes part there.",
            "O assunto cita o chamado {number}, do qual o remetente participa.",
        ],
    ),
    (
        "message_of_others",
        [
            "Antwort auf eine Mail aus Ticket {number}, an dem der Absender nicht beteiligt ist: nicht angehängt.",
            "It answers a mail of ticket {number}, in which its sender takes no part: not joined.",
            "Responde a um e-mail do chamado {number}, do qual o remetente não participa: não foi anexado.",
        ],
    ),
    (
        "number_of_others",
        [
            "Der Betreff nennt Ticket {number}, an dem der Absender nicht beteiligt ist: nicht angehängt.",
            "The subject names ticket {number}, in which the sender takes no part: not joined.",
            "O assunto cita o chamado {number}, do qual o remetente não participa: não foi anexado.",
        ],
    ),
    (
        "number_unknown",
        [
            "Der Betreff nennt {number}; ein solches Ticket gibt es nicht.",
            "The subject names {number}; there is no such ticket.",
            "O assunto cita {number}; não existe tal chamado.",
        ],
    ),
    (
        "own_address",
        [
            "Als Absender steht eine Adresse dieses Desks da: Sie ist an keinem Ticket beteiligt.",
            "The sender is given as an address of this desk, which takes part in no ticket.",
            "O remetente indicado é um endereço deste desk, que não participa de nenhum chamado.",
        ],
    ),
    ("no_thread", ["Die Mail nennt kein Ticket.", "The mail names no ticket.", "O e-mail não cita nenhum chamado."]),
    (
        "ticket_gone",
        [
            "Ticket {number} nimmt nichts mehr an (Status {state}): neues Ticket.",
            "Ticket {number} takes nothing more (state {state}): a new ticket.",
            "O chamado {number} não aceita mais nada (estado {state}): novo chamado.",
        ],
    ),
    ("reopened", ["Ticket {number} ist wieder offen.", "Ticket {number} is open again.", "O chamado {number} está aberto novamente."]),
    (
        "not_reopened",
        [
            "Ticket {number} behält seinen Status: Ein Programm hat geantwortet.",
            "Ticket {number} keeps its state: a program answered.",
            "O chamado {number} mantém seu estado: um programa respondeu.",
        ],
    ),
    (
        "closed_new_ticket",
        [
            "Ticket {number} ist geschlossen; Queue {queue} macht daraus ein neues Ticket.",
            "Ticket {number} is closed; queue {queue} makes a new ticket of it.",
            "O chamado {number} está fechado; a fila {queue} cria um novo chamado.",
        ],
    ),
    (
        "closed_rejected",
        [
            "Ticket {number} ist geschlossen, Queue {queue} lehnt Antworten ab: Der Absender hat es erfahren, das Ticket bleibt geschlossen.",
            "Ticket {number} is closed and queue {queue} rejects follow-ups: the sender was told, the ticket stays closed.",
            "O chamado {number} está fechado e a fila {queue} rejeita respostas: o remetente foi avisado, o chamado continua fechado.",
        ],
    ),
    (
        "closed_not_told",
        [
            "Ticket {number} ist geschlossen und seine Queue lehnt Antworten ab, aber der Absender kann es nicht erfahren ({because}): neues Ticket.",
            "Ticket {number} is closed and its queue rejects follow-ups, but the sender cannot be told ({because}): a new ticket.",
            "O chamado {number} está fechado e sua fila rejeita respostas, mas o remetente não pode ser avisado ({because}): novo chamado.",
        ],
    ),
    (
        "queue_of_account",
        [
            "Queue {queue}: Alle Mails dieses Kontos gehen dorthin.",
            "Queue {queue}: all mail of this account goes there.",
            "Fila {queue}: todos os e-mails desta conta vão para lá.",
        ],
    ),
    (
        "queue_by_address",
        ["Queue {queue} über die Adresse {address}.", "Queue {queue} by the address {address}.", "Fila {queue} pelo endereço {address}."],
    ),
    (
        "queue_default",
        [
            "Queue {queue}: Keine Empfängeradresse gehört zu einer anderen.",
            "Queue {queue}: no recipient's address belongs to another.",
            "Fila {queue}: nenhum endereço de destinatário pertence a outra.",
        ],
    ),
    ("answered", ["Automatische Antwort an {to}.", "Automatic answer to {to}.", "Resposta automática para {to}."]),
    ("not_answered", ["Keine automatische Antwort: {because}.", "No automatic answer: {because}.", "Sem resposta automática: {because}."]),
    (
        "too_many_hops",
        [
            "Ging schon durch {hops} Mailsysteme, also im Kreis: nur hier aufbewahrt.",
            "It went through {hops} mail systems, in a circle that is: kept here alone.",
            "Passou por {hops} sistemas de e-mail, ou seja, em círculo: guardado apenas aqui.",
        ],
    ),
    (
        "own_mail",
        [
            "Eine Mail von uns aus Ticket {number} ist zurückgekommen.",
            "A mail of ours from ticket {number} came back.",
            "Um e-mail nosso do chamado {number} voltou.",
        ],
    ),
    (
        "report",
        [
            "Bericht über eine Mail von uns aus Ticket {number}.",
            "A report on a mail of ours from ticket {number}.",
            "Relatório sobre um e-mail nosso do chamado {number}.",
        ],
    ),
    ("reported", ["{recipient}: {became}.", "{recipient}: {became}.", "{recipient}: {became}."]),
    (
        "report_of_nothing",
        [
            "Gibt sich als Bericht eines Mailsystems aus und nennt keine Mail von uns: nur hier aufbewahrt.",
            "It says it is a report of a mail system and names no mail of ours: kept here alone.",
            "Diz ser um relatório de um sistema de e-mail e não cita nenhum e-mail nosso: guardado apenas aqui.",
        ],
    ),
    (
        "report_of_unsent",
        [
            "Berichtet über eine Mail aus Ticket {number}, die nie hinausging: nur hier aufbewahrt.",
            "It reports on a mail of ticket {number} that never went out: kept here alone.",
            "Relata sobre um e-mail do chamado {number} que nunca saiu: guardado apenas aqui.",
        ],
    ),
    (
        "report_of_others",
        [
            "Berichtet über eine Mail aus Ticket {number}, aber über keinen ihrer Empfänger: nur hier aufbewahrt.",
            "It reports on a mail of ticket {number}, but on none of its recipients: kept here alone.",
            "Relata sobre um e-mail do chamado {number}, mas sobre nenhum de seus destinatários: guardado apenas aqui.",
        ],
    ),
    (
        "reports_enough",
        [
            "Zu der Mail aus Ticket {number} liegen schon so viele Berichte: nur hier aufbewahrt.",
            "That many reports on the mail of ticket {number} are here already: kept here alone.",
            "Essa quantidade de relatórios sobre o e-mail do chamado {number} já está aqui: guardado apenas aqui.",
        ],
    ),
    (
        "refused",
        [
            "Nicht angenommen; der Absender hat {code} gehört und behält die Mail.",
            "Not taken; the sender heard {code} and keeps the mail.",
            "Não aceito; o remetente recebeu {code} e fica com o e-mail.",
        ],
    ),
];

/// What became of a mail that was sent.
const FATES: [(&str, [&str; 3]); 7] = [
    ("failed", ["nicht zugestellt", "not delivered", "não entregue"]),
    ("delayed", ["noch nicht zugestellt", "not delivered yet", "ainda não entregue"]),
    ("delivered", ["zugestellt", "delivered", "entregue"]),
    ("relayed", ["weitergereicht", "relayed", "retransmitido"]),
    ("expanded", ["an mehrere verteilt", "passed on to several", "distribuído a vários"]),
    ("displayed", ["gelesen", "read", "lido"]),
    ("deleted", ["ungelesen gelöscht", "deleted unread", "excluído sem leitura"]),
];

/// Why something was not done; part of a sentence.
const REASONS: [(&str, [&str; 3]); 14] = [
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
    use crate::step::Silence;

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
        assert_eq!(kinds::<Silence>("nothing".into()), told(&REASONS));
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
