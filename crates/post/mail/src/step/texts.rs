//! What the log says of each decision.

/// German, English, Portuguese.
pub(super) const STEPS: [(&str, [&str; 3]); 53] = [
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
        "released",
        [
            "Aus dem Protokoll freigegeben: behandelt wie jede andere Mail, ohne automatische Antwort.",
            "Released from the log: taken like any other mail, without an automatic answer.",
            "Liberado do registro: tratado como qualquer outro e-mail, sem resposta automática.",
        ],
    ),
    (
        "queue_chosen",
        [
            "Queue {queue}: ein Filter oder die Mail selbst gibt sie vor.",
            "Queue {queue}: a filter or the mail itself names it.",
            "Fila {queue}: indicada por um filtro ou pelo próprio e-mail.",
        ],
    ),
    ("filter_matched", ["Filter {filter} trifft zu.", "Filter {filter} matched.", "O filtro {filter} se aplica."]),
    (
        "filter_stops",
        [
            "Nach Filter {filter} wurde kein weiterer gefragt.",
            "No filter after {filter} was asked.",
            "Nenhum filtro após {filter} foi consultado.",
        ],
    ),
    (
        "from_queue",
        [
            "Aus einer Queue an eine andere: geschrieben in Ticket {number}.",
            "From one queue to another: written in ticket {number}.",
            "De uma fila para outra: escrito no chamado {number}.",
        ],
    ),
    (
        "filters_too_slow",
        [
            "Die Filter brauchten zu lange: {filter} und die nach ihm wurden nicht gefragt.",
            "The filters took too long: {filter} and those after it were not asked.",
            "Os filtros demoraram demais: {filter} e os seguintes não foram consultados.",
        ],
    ),
    (
        "ignored",
        [
            "Kein Ticket, nur hier aufbewahrt: {by} will es so.",
            "No ticket, kept here alone: {by} says so.",
            "Nenhum chamado, guardado apenas aqui: {by} determina assim.",
        ],
    ),
    ("set", ["{what}: {to}.", "{what}: {to}.", "{what}: {to}."]),
    (
        "unfit",
        [
            "{what} wurde nicht auf {to} gesetzt: Das gibt es nicht, oder dieses Ticket kann es nicht haben.",
            "{what} was not set to {to}: there is no such thing, or this ticket cannot have it.",
            "{what} não foi definido como {to}: não existe, ou este chamado não pode tê-lo.",
        ],
    ),
    (
        "header_not_trusted",
        [
            "{field} übergangen: Das Postfach ist nicht als vertrauenswürdig eingetragen.",
            "{field} passed over: the mailbox is not a trusted one.",
            "{field} desconsiderado: a caixa postal não é confiável.",
        ],
    ),
    (
        "header_obeyed",
        [
            "{field} befolgt: Das Postfach ist vertrauenswürdig.",
            "{field} obeyed: the mailbox is a trusted one.",
            "{field} obedecido: a caixa postal é confiável.",
        ],
    ),
    ("header_unknown", ["{field} hat hier keine Bedeutung.", "{field} has no meaning here.", "{field} não tem significado aqui."]),
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
        "report_behind",
        [
            "Berichtet über eine Adresse, die hinter einem der Empfänger steht: Die Mail aus Ticket {number} wurde nicht anders markiert.",
            "It reports on an address behind one of the recipients: the mail of ticket {number} was not marked otherwise.",
            "Relata sobre um endereço por trás de um dos destinatários: o e-mail do chamado {number} não foi marcado de outra forma.",
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
    ("notice_sent", ["Empfang bestätigt an {to} (DSN).", "Told {to} that it arrived (DSN).", "Recebimento confirmado a {to} (DSN)."]),
    (
        "notice_not_sent",
        [
            "Empfang nicht bestätigt (DSN): {because}.",
            "Not told that it arrived (DSN): {because}.",
            "Recebimento não confirmado (DSN): {because}.",
        ],
    ),
    (
        "turned_away",
        ["Schon am Eingang abgewiesen: {because}.", "Turned away at the door: {because}.", "Recusado já na entrada: {because}."],
    ),
    ("tried", ["Versuch {number}: {words}", "Try {number}: {words}", "Tentativa {number}: {words}"]),
    ("handed", ["{recipient}: {became}", "{recipient}: {became}", "{recipient}: {became}"]),
    ("handed_with_words", ["{recipient}: {became}: {words}", "{recipient}: {became}: {words}", "{recipient}: {became}: {words}"]),
    (
        "taken_back",
        [
            "Zurückgenommen: Wer sie noch nicht hatte, bekommt sie nicht.",
            "Taken back: who did not have it yet does not get it.",
            "Cancelado: quem ainda não o tinha não o recebe.",
        ],
    ),
    (
        "taken_back_late",
        [
            "Zurückgenommen, als niemand mehr wissen konnte, ob der nächste Server sie hat.",
            "Taken back when nobody could know any more whether the next server has it.",
            "Cancelado quando já não se podia saber se o próximo servidor o tem.",
        ],
    ),
];
