//! What is wrong with a mailbox, in the reader's language.
//!
//! The gates note what they met in English, before what the server itself said: `the server refused the login: [AUTHENTICATIONFAILED] …`.
//! Ours is translated when it is read; the server's own words stay as they are.

use kernel::Locale;

/// Words in the language of who reads them. What is not known here is shown as it was noted.
pub(super) fn words(noted: &str, locale: Locale) -> String {
    let begins =
        |(english, _): &&(&str, [&str; 2])| noted.strip_prefix(*english).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "));
    let Some((english, [de, pt])) = TROUBLES.iter().find(begins) else { return noted.to_owned() };
    let ours = match locale {
        Locale::De => de,
        Locale::En => english,
        Locale::PtBr => pt,
    };
    noted.replacen(english, ours, 1)
}

/// English, German, Portuguese.
const TROUBLES: [(&str, [&str; 2]); 55] = [
    (
        "mails that were taken cannot be moved",
        ["geholte Mails lassen sich nicht verschieben", "os e-mails retirados não podem ser movidos"],
    ),
    (
        "the folder for mails that were taken cannot be made",
        ["der Ordner für geholte Mails lässt sich nicht anlegen", "a pasta para os e-mails retirados não pode ser criada"],
    ),
    ("the folder cannot be opened", ["der Ordner lässt sich nicht öffnen", "a pasta não pode ser aberta"]),
    ("the server does not answer", ["der Server antwortet nicht", "o servidor não responde"]),
    ("the server does not list its folders", ["der Server nennt seine Ordner nicht", "o servidor não lista suas pastas"]),
    ("the server does not list its messages", ["der Server nennt seine Mails nicht", "o servidor não lista seus e-mails"]),
    ("the server does not say what it can", ["der Server sagt nicht, was er kann", "o servidor não diz o que sabe fazer"]),
    (
        "the server does not tell how large its messages are",
        ["der Server sagt nicht, wie groß seine Mails sind", "o servidor não diz o tamanho de seus e-mails"],
    ),
    (
        "the server gives its messages no lasting names (UIDL), so they cannot be told apart",
        [
            "der Server gibt seinen Mails keine bleibenden Namen (UIDL); sie lassen sich nicht unterscheiden",
            "o servidor não dá nomes duradouros aos e-mails (UIDL), e eles não podem ser distinguidos",
        ],
    ),
    (
        "the server gives no UIDVALIDITY: its messages cannot be told apart",
        [
            "der Server nennt keine UIDVALIDITY; seine Mails lassen sich nicht unterscheiden",
            "o servidor não dá UIDVALIDITY, e seus e-mails não podem ser distinguidos",
        ],
    ),
    ("the server refused STARTTLS", ["der Server hat STARTTLS abgelehnt", "o servidor recusou STARTTLS"]),
    ("connections of this kind are switched off", ["Verbindungen dieser Art sind abgeschaltet", "conexões deste tipo estão desligadas"]),
    (
        "this port is not allowed for connections of this kind",
        ["dieser Port ist für Verbindungen dieser Art nicht erlaubt", "esta porta não é permitida para conexões deste tipo"],
    ),
    ("not a host name or address", ["das ist weder ein Hostname noch eine Adresse", "não é um nome de host nem um endereço"]),
    ("the server cannot be reached", ["der Server ist nicht erreichbar", "o servidor não pode ser alcançado"]),
    ("the connection broke", ["die Verbindung brach ab", "a conexão caiu"]),
    ("the server closed the connection", ["der Server hat die Verbindung geschlossen", "o servidor fechou a conexão"]),
    ("the server ended the connection", ["der Server hat die Verbindung beendet", "o servidor encerrou a conexão"]),
    ("the server did not answer in time", ["der Server hat nicht rechtzeitig geantwortet", "o servidor não respondeu a tempo"]),
    ("the server refused the login", ["der Server hat die Anmeldung abgelehnt", "o servidor recusou o login"]),
    ("the server turned us away", ["der Server hat uns abgewiesen", "o servidor nos recusou"]),
    ("the server takes no password", ["der Server nimmt kein Passwort an", "o servidor não aceita senha"]),
    (
        "the server takes no login or password outside ASCII",
        ["der Server nimmt Anmeldenamen und Passwörter nur in ASCII an", "o servidor só aceita login e senha em ASCII"],
    ),
    (
        "the login or password cannot be sent",
        ["Anmeldename oder Passwort lassen sich nicht übertragen", "o login ou a senha não podem ser enviados"],
    ),
    ("the folder's name cannot be sent", ["der Name des Ordners lässt sich nicht übertragen", "o nome da pasta não pode ser enviado"]),
    (
        "the folder can only be read, and mails that were taken are to be removed from it",
        [
            "der Ordner lässt sich nur lesen, geholte Mails sollen aber aus ihm entfernt werden",
            "a pasta só pode ser lida, e os e-mails retirados devem ser removidos dela",
        ],
    ),
    (
        "the server did not delete what was taken",
        ["der Server hat nicht gelöscht, was geholt wurde", "o servidor não excluiu o que foi retirado"],
    ),
    (
        "the server numbered the folder's messages anew while it was read",
        [
            "der Server hat die Mails des Ordners neu nummeriert, während er gelesen wurde",
            "o servidor renumerou os e-mails da pasta durante a leitura",
        ],
    ),
    (
        "the server gives its messages names that are too long",
        ["der Server gibt seinen Mails zu lange Namen", "o servidor dá nomes longos demais aos e-mails"],
    ),
    ("the server says too much", ["der Server sagt zu viel", "o servidor diz coisas demais"]),
    ("the server's answer is too long", ["die Antwort des Servers ist zu lang", "a resposta do servidor é longa demais"]),
    (
        "the server's answer is in too many pieces",
        ["die Antwort des Servers ist in zu viele Teile zerlegt", "a resposta do servidor está em partes demais"],
    ),
    ("the server's answer is not POP3", ["die Antwort des Servers ist kein POP3", "a resposta do servidor não é POP3"]),
    (
        "the server does not speak IMAP on this port",
        ["der Server spricht auf diesem Port kein IMAP", "o servidor não fala IMAP nesta porta"],
    ),
    ("the server does not offer STARTTLS", ["der Server bietet kein STARTTLS an", "o servidor não oferece STARTTLS"]),
    ("the server does not offer STLS", ["der Server bietet kein STLS an", "o servidor não oferece STLS"]),
    (
        "the server lets everybody in and offers no STARTTLS",
        ["der Server lässt jeden ein und bietet kein STARTTLS an", "o servidor deixa qualquer um entrar e não oferece STARTTLS"],
    ),
    (
        "the server went on in the clear after STARTTLS",
        ["der Server hat nach STARTTLS unverschlüsselt weitergeredet", "o servidor continuou sem cifra após STARTTLS"],
    ),
    (
        "the server went on in the clear after STLS",
        ["der Server hat nach STLS unverschlüsselt weitergeredet", "o servidor continuou sem cifra após STLS"],
    ),
    ("the TLS handshake did not end", ["der TLS-Handschlag kam zu keinem Ende", "o handshake TLS não terminou"]),
    ("the TLS handshake failed", ["der TLS-Handschlag misslang", "o handshake TLS falhou"]),
    ("the server refused the TLS handshake", ["der Server hat den TLS-Handschlag abgelehnt", "o servidor recusou o handshake TLS"]),
    ("the server does not speak TLS on this port", ["der Server spricht auf diesem Port kein TLS", "o servidor não fala TLS nesta porta"]),
    (
        "the server offers no TLS version or cipher that is allowed here",
        [
            "der Server bietet keine TLS-Version oder Chiffre an, die hier erlaubt ist",
            "o servidor não oferece versão de TLS ou cifra permitida aqui",
        ],
    ),
    ("the server's certificate has expired", ["das Zertifikat des Servers ist abgelaufen", "o certificado do servidor expirou"]),
    (
        "the server's certificate is not valid yet",
        ["das Zertifikat des Servers gilt noch nicht", "o certificado do servidor ainda não é válido"],
    ),
    (
        "the server's certificate is for another name",
        ["das Zertifikat des Servers gilt für einen anderen Namen", "o certificado do servidor é de outro nome"],
    ),
    (
        "the server's certificate is from an issuer that is not trusted",
        [
            "das Zertifikat des Servers stammt von einer Stelle, der hier nicht vertraut wird",
            "o certificado do servidor é de um emissor não confiável",
        ],
    ),
    ("the server's certificate has been revoked", ["das Zertifikat des Servers ist widerrufen", "o certificado do servidor foi revogado"]),
    (
        "the server's certificate cannot be verified",
        ["das Zertifikat des Servers lässt sich nicht prüfen", "o certificado do servidor não pode ser verificado"],
    ),
    (
        "the server sends a message that is larger than the desk takes, and larger than it said",
        [
            "der Server sendet eine Mail, die größer ist, als der Desk sie nimmt, und größer als angekündigt",
            "o servidor envia um e-mail maior do que o desk aceita e maior do que anunciou",
        ],
    ),
    (
        "the desk could not take what is there; the mailbox is kept and read again soon",
        [
            "der Desk konnte nicht nehmen, was da liegt; das Postfach bleibt, wie es ist, und wird bald wieder gelesen",
            "o desk não pôde receber o que está lá; a caixa postal fica como está e será lida de novo em breve",
        ],
    ),
    ("the desk is closing", ["der Desk wird gerade beendet", "o desk está sendo encerrado"]),
    (
        "the mailbox lists more than 100000 messages, and is not read until it lists fewer",
        [
            "das Postfach hat mehr als 100.000 Mails und wird nicht gelesen, bis es weniger sind",
            "a caixa postal tem mais de 100.000 e-mails e não é lida até ter menos",
        ],
    ),
    (
        "mailboxes with very many messages are being read, and this one is read later",
        [
            "gerade werden Postfächer mit sehr vielen Mails gelesen; dieses kommt später dran",
            "caixas postais com muitos e-mails estão sendo lidas, e esta será lida depois",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_is_translated_and_the_servers_words_stay() {
        let check = |noted: &str, locale: Locale, expected: &str| assert_eq!(words(noted, locale), expected);
        check(
            "the server refused the login: [AUTHENTICATIONFAILED] no",
            Locale::De,
            "der Server hat die Anmeldung abgelehnt: [AUTHENTICATIONFAILED] no",
        );
        check("the server refused the login", Locale::En, "the server refused the login");
        check("the server refused the login again", Locale::De, "the server refused the login again");
        check("the connection broke", Locale::PtBr, "a conexão caiu");
        check(
            "the server gives no UIDVALIDITY: its messages cannot be told apart",
            Locale::En,
            "the server gives no UIDVALIDITY: its messages cannot be told apart",
        );
        check("no such thing", Locale::De, "no such thing");
    }
}
