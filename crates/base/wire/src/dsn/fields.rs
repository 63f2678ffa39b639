//! Groups of fields, parted by blank lines (RFC 3464 §2.1.2).

use crate::mime::MessageId;

/// **Units**: groups of one report, and fields of one group, that are read.
const MOST: usize = 200;

/// The fields of one group.
#[derive(Debug, Default)]
pub(super) struct Group(Vec<(String, String)>);

impl Group {
    /// The first field of that name; names are given in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// Cuts a text into groups; a line that begins with a blank goes on with the field before it.
pub(super) fn groups(text: &str) -> Vec<Group> {
    let mut all = vec![Group::default()];
    for line in text.lines() {
        let Some(group) = all.last_mut() else { break };
        if line.trim().is_empty() {
            if !group.0.is_empty() {
                if all.len() == MOST {
                    break;
                }
                all.push(Group::default());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.0.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':').filter(|_| group.0.len() < MOST) {
            group.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    all
}

/// The id of a mail in its head.
pub(super) fn id_of(head: &str) -> Option<MessageId> {
    let groups = groups(head.trim_start());
    groups.first()?.get("message-id").and_then(|id| MessageId::parse_list(id).into_iter().next())
}
