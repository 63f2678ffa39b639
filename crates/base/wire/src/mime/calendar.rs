//! What an invitation says, for mails that consist of nothing else (RFC 5545, RFC 6047).

use std::fmt::Write;

/// **Units**: characters of one value that are shown.
const LONGEST: usize = 2_000;

/// The first event in a few lines: what, when, where, and its description. `None` when there is no event.
pub(super) fn summary(calendar: &str) -> Option<String> {
    let lines = unfolded(calendar);
    let begin = lines.iter().position(|line| line.eq_ignore_ascii_case("BEGIN:VEVENT"))?;
    let event = lines.get(begin + 1..)?;
    let event = event.iter().take_while(|line| !line.eq_ignore_ascii_case("END:VEVENT"));
    let (mut what, mut from, mut to, mut place, mut about) = (None, None, None, None, None);
    let mut inner = 0_u32;
    for line in event {
        let (name, zone, value) = property(line);
        match name.to_ascii_uppercase().as_str() {
            "BEGIN" => inner += 1,
            "END" => inner = inner.saturating_sub(1),
            // An alarm inside the event has a description of its own.
            _ if inner > 0 => {}
            "SUMMARY" => what = what.or_else(|| text(value)),
            "DTSTART" => from = from.or_else(|| moment(value, zone)),
            "DTEND" => to = to.or_else(|| moment(value, None)),
            "LOCATION" => place = place.or_else(|| text(value)),
            "DESCRIPTION" => about = about.or_else(|| text(value)),
            _ => {}
        }
    }
    let mut out = String::new();
    for line in [what, span(from, to), place].into_iter().flatten() {
        let _ = writeln!(out, "{line}");
    }
    if let Some(about) = about {
        let _ = writeln!(out, "\n{}", about.trim_end());
    }
    (!out.is_empty()).then_some(out)
}

/// Lines with their folds undone (RFC 5545 §3.1).
fn unfolded(calendar: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in calendar.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Name, time zone and value of a line.
fn property(line: &str) -> (&str, Option<&str>, &str) {
    let mut quoted = false;
    let colon = line.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    });
    let (head, value) = colon.and_then(|(at, _)| line.split_at_checked(at)).unwrap_or((line, ""));
    let mut parts = head.split(';');
    let name = parts.next().unwrap_or_default();
    let zone = parts.find_map(|part| part.strip_prefix("TZID=")).map(|zone| zone.trim_matches('"'));
    (name, zone, value.strip_prefix(':').unwrap_or(value))
}

/// A text value, its escapes undone (RFC 5545 §3.3.11).
fn text(value: &str) -> Option<String> {
    let mut out = String::new();
    let mut signs = value.chars().take(LONGEST);
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            sign if sign.is_control() => out.push(' '),
            sign => out.push(sign),
        }
    }
    let out = out.trim();
    (!out.is_empty()).then(|| out.to_owned())
}

/// `20260115T100000Z` as `2026-01-15 10:00 UTC`, in the time zone that the event names.
fn moment(value: &str, zone: Option<&str>) -> Option<String> {
    let digits = |range: std::ops::Range<usize>| value.get(range).filter(|text| text.bytes().all(|digit| digit.is_ascii_digit()));
    let mut out = format!("{}-{}-{}", digits(0..4)?, digits(4..6)?, digits(6..8)?);
    if value.get(8..9) == Some("T") {
        let _ = write!(out, " {}:{}", digits(9..11)?, digits(11..13)?);
    }
    let zone: String = zone.unwrap_or_default().chars().filter(|c| !c.is_control()).take(60).collect();
    if value.ends_with('Z') {
        out.push_str(" UTC");
    } else if !zone.is_empty() {
        let _ = write!(out, " {zone}");
    }
    Some(out)
}

fn span(from: Option<String>, to: Option<String>) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from} – {to}")),
        (from, to) => from.or(to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(calendar: &str, expected: Option<&str>) {
        assert_eq!(summary(calendar).as_deref(), expected, "{calendar}");
    }

    #[test]
    fn an_event_is_told_in_a_few_lines() {
        check(
            "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nDTSTART:16010101T000000\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=de:Umzug\\,\r\n  \
             zweiter Stock\r\nDTSTART;TZID=\"Europe/Berlin\":20260115T100000\r\nDTEND;TZID=Europe/Berlin:20260115T113000\r\nLOCATION:Raum 7\r\n\
             DESCRIPTION:Bitte\\npünktlich\r\nBEGIN:VALARM\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            Some("Umzug, zweiter Stock\n2026-01-15 10:00 Europe/Berlin – 2026-01-15 11:30\nRaum 7\n\nBitte\npünktlich\n"),
        );
        check("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260115\n", Some("2026-01-15\n"));
        check("BEGIN:VEVENT\nDTSTART:20260115T1000Z\nSUMMARY:x", Some("x\n2026-01-15 10:00 UTC\n"));
        check("BEGIN:VEVENT\nDTSTART:soon\nSUMMARY:\nEND:VEVENT", None);
        check("BEGIN:VTODO\nSUMMARY:x\nEND:VTODO", None);
        check("", None);
    }

    proptest! {
        #[test]
        fn any_text_can_be_asked(text in "(BEGIN:VEVENT\n|END:VEVENT\n|SUMMARY:|DTSTART;TZID=|:2026|\\\\|\"|\n |\n|\\PC{0,4}){0,30}") {
            if let Some(summary) = summary(&text) {
                prop_assert!(summary.len() <= text.len() + 100 && !summary.contains('\r'));
            }
        }
    }
}
