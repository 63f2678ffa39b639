//! `X-OTRS-*`: what a mail says itself of its ticket. Obeyed from trusted mailboxes alone; anybody can write it.

use super::{Judgement, Set};
use crate::step::Step;
use wire::mime::Mail;

/// The beginning of all names, in lower case.
const PREFIX: &str = "x-otrs-";
/// What follows it where the mail joins a ticket.
const FOLLOW_UP: &str = "followup-";
/// OTRS's names and ours.
const NAMES: [(&str, &str); 9] = [
    ("queue", "queue"),
    ("priority", "priority"),
    ("state", "state"),
    ("owner", "owner"),
    ("responsible", "responsible"),
    ("lock", "lock"),
    ("customeruser", "customer_user"),
    ("title", "title"),
    ("subject", "title"),
];
/// Fields of one mail that are noted.
const MOST: usize = 40;

/// Reads the fields. OTRS's own mark of loops is none of them: it is obeyed from everybody.
pub(super) fn read(mail: &Mail, is_trusted: bool, judgement: &mut Judgement) {
    let fields = mail.headers().iter().filter(|(name, _)| name.to_ascii_lowercase().starts_with(PREFIX));
    for (name, value) in fields.take(MOST) {
        let low = name.to_ascii_lowercase();
        let key = low.strip_prefix(PREFIX).unwrap_or_default();
        if key == "loop" {
            continue;
        }
        if !is_trusted {
            judgement.steps.push(Step::HeaderNotTrusted { field: name.clone() });
            continue;
        }
        let is_yes = ["yes", "1", "true"].iter().any(|yes| value.trim().eq_ignore_ascii_case(yes));
        if key == "ignore" {
            if is_yes {
                judgement.ignore = Some(name.clone());
            }
            continue;
        }
        let slot = |key: &str, set: &mut Set| {
            let (_, ours) = NAMES.iter().find(|(theirs, _)| *theirs == key)?;
            *set.slot(ours)? = Some(tickets::tidy_title(value)).filter(|value| !value.is_empty());
            Some(())
        };
        let known = match key.strip_prefix(FOLLOW_UP) {
            Some(key) => slot(key, &mut judgement.set_follow_up),
            None => slot(key, &mut judgement.set),
        };
        if known.is_none() {
            judgement.steps.push(Step::HeaderUnknown { field: name.clone() });
        } else {
            judgement.steps.push(Step::HeaderObeyed { field: name.clone() });
        }
    }
}
