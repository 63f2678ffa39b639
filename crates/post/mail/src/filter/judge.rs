//! What all filters together say of a mail.

use super::subject::{TooSlow, filled};
use super::{Filter, Set, Subject, otrs};
use crate::step::Step;
use std::time::Instant;

/// What is to be done with a mail, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// What a new ticket gets.
    pub(crate) set: Set,
    /// What the ticket gets that it joins.
    pub(crate) set_follow_up: Set,
    /// Who says that it makes and joins no ticket.
    pub(crate) ignore: Option<String>,
    /// It is not answered automatically.
    pub(crate) silent: bool,
    pub(crate) steps: Vec<Step>,
}

/// Asks the filters in their order; each overrules what stood before. First the mail itself is asked, if it is trusted. Whatever patterns
/// cost, a mail waits for them no longer than until then.
pub(crate) fn judge(filters: &[Filter], subject: &Subject<'_>, is_trusted: bool, until: Instant) -> Judgement {
    let mut judgement = Judgement::default();
    otrs::read(subject.mail, is_trusted, &mut judgement);
    for filter in filters {
        let caught = match subject.holds(&filter.rule, until) {
            Ok(Some(caught)) => caught,
            Ok(None) => continue,
            Err(TooSlow) => {
                judgement.steps.push(Step::FiltersTooSlow { filter: filter.name.clone() });
                break;
            }
        };
        judgement.steps.push(Step::FilterMatched { filter: filter.name.clone() });
        overrule(&mut judgement.set, &filter.rule.set, &caught);
        overrule(&mut judgement.set_follow_up, &filter.rule.set_follow_up, &caught);
        judgement.silent |= filter.rule.silent;
        if filter.rule.ignore {
            judgement.ignore = Some(filter.name.clone());
        }
        if filter.rule.stop {
            judgement.steps.push(Step::FilterStops { filter: filter.name.clone() });
            break;
        }
    }
    judgement
}

fn overrule(set: &mut Set, by: &Set, caught: &[String]) {
    for (name, value) in by.each() {
        if let Some(slot) = set.slot(name) {
            *slot = Some(filled(value, caught)).filter(|value| !value.is_empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::FilterId;
    use kernel::Id16;
    use std::time::Duration;
    use wire::mime::Mail;

    fn filter(name: &str, rule: &str) -> Filter {
        let rule = serde_json::from_str(rule).unwrap();
        Filter { id: FilterId(Id16([1; 16])), name: name.into(), enabled: true, rule, version: 1, tried: 1 }
    }

    fn judged(filters: &[Filter], raw: &str, is_trusted: bool) -> Judgement {
        let mail = Mail::understand(raw.as_bytes());
        let (way, account) = ("smtp".into(), None);
        let subject = Subject { mail: &mail, envelope_from: String::new(), recipients: Vec::new(), size: 10, way, account };
        judge(filters, &subject, is_trusted, Instant::now() + Duration::from_mins(1))
    }

    #[test]
    fn filters_that_take_too_long_hold_no_mail_up() {
        let mail = Mail::understand(b"Subject: x\n\nx");
        let (way, account) = ("smtp".into(), None);
        let subject = Subject { mail: &mail, envelope_from: String::new(), recipients: Vec::new(), size: 10, way, account };
        let filters = [filter("a", r#"{"conditions":[{"on":"size","over":1}],"ignore":true}"#)];
        let judgement = judge(&filters, &subject, false, Instant::now());
        assert_eq!((judgement.ignore, judgement.steps), (None, vec![Step::FiltersTooSlow { filter: "a".into() }]));
    }

    #[test]
    fn filters_are_asked_in_their_order_until_one_stops() {
        let any = r#"{"on":"size","over":1}"#;
        let filters = [
            filter("a", &format!(r#"{{"conditions":[{any}],"set":{{"queue":"Misc","priority":"4 high"}}}}"#)),
            filter("b", &format!(r#"{{"conditions":[{any}],"set":{{"queue":"Junk"}},"silent":true,"stop":true}}"#)),
            filter("c", &format!(r#"{{"conditions":[{any}],"ignore":true}}"#)),
        ];
        let judgement = judged(&filters, "Subject: x\n\nx", false);
        assert_eq!(judgement.set, Set { queue: Some("Junk".into()), priority: Some("4 high".into()), ..Set::default() });
        assert_eq!((judgement.ignore, judgement.silent, judgement.steps.len()), (None, true, 3));
    }

    #[test]
    fn what_a_mail_says_of_its_ticket_counts_from_trusted_mailboxes() {
        let raw = "X-OTRS-Queue: Misc\nX-OTRS-FollowUp-State: open\nX-OTRS-Loop: yes\nX-OTRS-DynamicField-x: 1\nX-OTRS-Ignore: yes\n\nx";
        let judgement = judged(&[], raw, true);
        assert_eq!(judgement.set.queue.as_deref(), Some("Misc"));
        assert_eq!(judgement.set_follow_up.state.as_deref(), Some("open"));
        assert_eq!(judgement.ignore.as_deref(), Some("X-OTRS-Ignore"));
        assert!(judgement.steps.contains(&Step::HeaderUnknown { field: "X-OTRS-DynamicField-x".into() }));
        let judgement = judged(&[], raw, false);
        assert_eq!((judgement.set, judgement.ignore), (Set::default(), None));
        assert_eq!(judgement.steps.len(), 4);
    }
}
