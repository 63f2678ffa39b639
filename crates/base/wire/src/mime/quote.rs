//! Where the new text of a mail ends and the quoted history begins.

/// Cuts a text into what was written and what is quoted below it; one behind the other they are the text again.
///
/// Quoted is a trailing block of lines with `>` together with the line that introduces it, or everything behind a
/// separator of the mail programs (`-----Original Message-----`, the block of `From: … Sent: …`). Answers written
/// between quoted lines are not cut apart.
pub fn split_quote(text: &str) -> (&str, &str) {
    let starts: Vec<usize> = text.split_inclusive('\n').scan(0, |at, line| Some(std::mem::replace(at, *at + line.len()))).collect();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let cut = separator(&lines).into_iter().chain(trailing(&lines)).min();
    let at = cut.and_then(|line| starts.get(line).copied()).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The first line from which a mail program put the old mail.
fn separator(lines: &[&str]) -> Option<usize> {
    (0..lines.len()).find_map(|at| {
        let here = lines.get(at)?;
        if is_marker(here) {
            return Some(at);
        }
        let ruled = here.len() >= 10 && here.bytes().all(|b| b == b'_');
        let head = if ruled { at + 1 } else { at };
        is_header_block(lines.get(head..)?).then_some(at)
    })
}

/// What mail programs write between dashes above the old mail.
const MARKERS: [&str; 11] = [
    "original message",
    "original appointment",
    "ursprüngliche nachricht",
    "originalnachricht",
    "mensagem original",
    "mensaje original",
    "message d'origine",
    "messaggio originale",
    "oorspronkelijk bericht",
    "forwarded message",
    "weitergeleitete nachricht",
];
/// The names of the fields above an old mail: who wrote it, when, and to whom or about what.
const FROM: [&str; 5] = ["from", "von", "de", "da", "van"];
const SENT: [&str; 16] = [
    "sent",
    "date",
    "gesendet",
    "datum",
    "enviado",
    "enviado el",
    "enviada em",
    "data",
    "fecha",
    "envoyé",
    "envoyé le",
    "inviato",
    "verzonden",
    "date d'envoi",
    "enviado em",
    "verzonden op",
];
const ABOUT: [&str; 15] =
    ["to", "an", "para", "subject", "betreff", "assunto", "asunto", "à", "a", "objet", "oggetto", "aan", "onderwerp", "cc", "kopie"];

/// `-----Original Message-----` in its languages.
fn is_marker(line: &str) -> bool {
    let inner = line.trim_matches(['-', ' ']);
    let inner = inner.strip_suffix(':').unwrap_or(inner);
    line.starts_with("--") && inner.len() <= 60 && MARKERS.contains(&inner.to_lowercase().replace('’', "'").as_str())
}

/// From, Sent, To in one of their languages within the first lines.
fn is_header_block(lines: &[&str]) -> bool {
    let begins = |line: &&str, names: &[&str]| {
        let name = line.trim_matches('*').split_once(':').map(|(name, _)| name.trim_matches(['*', ' ', '\u{A0}']));
        name.is_some_and(|name| name.len() <= 20 && names.contains(&name.to_lowercase().replace('’', "'").as_str()))
    };
    let Some(first) = lines.first() else { return false };
    let next = lines.get(1..5.min(lines.len())).unwrap_or_default();
    begins(first, &FROM) && next.iter().any(|line| begins(line, &SENT)) && next.iter().any(|line| begins(line, &ABOUT))
}

/// The line where the block of quoted lines at the end begins, with its introduction.
fn trailing(lines: &[&str]) -> Option<usize> {
    let quoted = |line: &&str| line.starts_with('>');
    let mut first = lines.iter().rposition(quoted)?;
    if lines.get(first + 1..)?.iter().any(|line| !line.is_empty()) {
        return None;
    }
    while let Some(above) = first.checked_sub(1).filter(|above| lines.get(*above).is_some_and(|line| line.is_empty() || quoted(line))) {
        first = above;
    }
    // Blank lines above belong to what was written.
    while lines.get(first).is_some_and(|line| line.is_empty()) {
        first += 1;
    }
    let above = lines.get(..first)?;
    let Some(last) = above.iter().rposition(|line| !line.is_empty()) else { return Some(first) };
    let introduces = |line: Option<&&str>| line.is_some_and(|line| line.ends_with(':') && line.len() < 300);
    if !introduces(above.get(last)) {
        return Some(first);
    }
    let wrapped = last.checked_sub(1).filter(|above_last| {
        let opens = |word: &&str| above.get(*above_last).is_some_and(|line| line.starts_with(word));
        ["On ", "Am ", "Em ", "Il ", "Le ", "El "].iter().any(opens)
    });
    Some(wrapped.unwrap_or(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn history_is_cut_off() {
        let check = |new: &str, quoted: &str| {
            assert_eq!(split_quote(&format!("{new}{quoted}")), (new, quoted));
        };
        check("Thanks!\n\n", "On Monday, Bob wrote:\n> a\n>\n> b\n");
        check("Danke\n", "Am 15.01.2026 um 10:00 schrieb Bob <bob@x.example\nund andere>:\n> a\n");
        check("Danke\n\n", "> a\n\n> b\n\n");
        check("Thanks\n", "-----Original Message-----\nFrom: x\n");
        check("Danke\n", "----- Ursprüngliche Nachricht -----\nalles\n");
        check("Hallo\n\n", "________________________________\nVon: Bob\nGesendet: Montag\nAn: Eva\nBetreff: x\n\nText\n");
        check("Olá\n\n", "De: Bob\nEnviada em: segunda-feira\nPara: Eva\n\nTexto");
        check("Bonjour\n\n", "De\u{A0}: Bob\nEnvoyé\u{A0}: lundi\nÀ\u{A0}: Eva\nObjet\u{A0}: x\n\nTexte");
        check("Ciao\n", "Da: Bob\nInviato: lunedì\nA: Eva\nOggetto: x\n");
        check("Hallo\n", "*Van:* Bob\n*Verzonden:* maandag\n*Aan:* Eva\n");
        check("Bonjour\n", "-----Message d’origine-----\nDe : Bob\n");
        check("Danke\n\n-- \nBob\n\n", "Am 15.01.2026 schrieb Eva:\n> a\n");
        check("Hi\n> question\nanswer\n", "");
        check("From: the beginning\nI like it\n", "");
        check("", "> only a quote\n");
        check("no quote at all", "");
        check("", "");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "(> |>|On x:|-----Original Message-----|From: a|Sent: b|To: c|\\PC{0,5}|\r?\n){0,30}") {
            let (new, quoted) = split_quote(&text);
            prop_assert_eq!(format!("{new}{quoted}"), text);
        }
    }
}
