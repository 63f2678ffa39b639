//! What the demo's desks hold: people and stories, as data.

use serde::Deserialize;

/// People and queues of all tenants.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) tenant: Vec<TenantPeople>,
}

/// One tenant.
#[derive(Debug, Deserialize)]
pub(super) struct TenantPeople {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) mail: String,
    #[serde(default)]
    pub(super) locale: Option<String>,
    pub(super) agent: Vec<DemoAgent>,
    #[serde(default)]
    pub(super) customer: Vec<DemoCustomer>,
    pub(super) user: Vec<DemoUser>,
    #[serde(default)]
    pub(super) queue: Vec<DemoQueue>,
}

/// An agent.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DemoAgent {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) roles: Vec<String>,
}

/// A company.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DemoCustomer {
    pub(super) id: String,
    pub(super) name: String,
}

/// A customer user.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DemoUser {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) email: String,
    #[serde(default)]
    pub(super) customer: Option<String>,
    #[serde(default)]
    pub(super) lang: Option<String>,
}

/// A queue beyond OTRS's four.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DemoQueue {
    pub(super) name: String,
    #[serde(default)]
    pub(super) group: Option<String>,
    #[serde(default)]
    pub(super) address: Option<String>,
}

/// All stories.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stories {
    pub(super) story: Vec<Story>,
}

/// One ticket's story.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Story {
    pub(super) tenant: String,
    pub(super) queue: String,
    pub(super) subject: String,
    pub(super) from: String,
    #[serde(default)]
    pub(super) priority: Option<i64>,
    #[serde(default)]
    pub(super) state: Option<String>,
    #[serde(default)]
    pub(super) owner: Option<String>,
    #[serde(default)]
    pub(super) days_ago: i64,
    #[serde(default)]
    pub(super) html: bool,
    #[serde(default)]
    pub(super) attachments: Vec<String>,
    pub(super) mail: String,
    #[serde(default)]
    pub(super) step: Vec<Step>,
}

/// What happened next.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Step {
    pub(super) kind: String,
    #[serde(default)]
    pub(super) by: Option<String>,
    #[serde(default)]
    pub(super) hours: f64,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) attachments: Vec<String>,
}

/// The people of the demo.
pub(super) fn people() -> anyhow::Result<People> {
    Ok(toml::from_str(include_str!("../../demo/people.toml"))?)
}

/// The stories of the demo.
pub(super) fn stories() -> anyhow::Result<Stories> {
    Ok(toml::from_str(include_str!("../../demo/stories.toml"))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn stories_speak_of_people_and_queues_that_are_there() {
        let (people, stories) = (people().unwrap(), stories().unwrap());
        for story in &stories.story {
            let tenant = people.tenant.iter().find(|tenant| tenant.name == story.tenant).unwrap();
            let agents: BTreeSet<&str> = tenant.agent.iter().map(|agent| agent.login.as_str()).collect();
            let queues: BTreeSet<&str> =
                tenant.queue.iter().map(|queue| queue.name.as_str()).chain(["Postmaster", "Raw", "Junk", "Misc"]).collect();
            assert!(queues.contains(story.queue.as_str()), "{}", story.queue);
            assert!(story.from.contains('@') || tenant.user.iter().any(|user| user.login == story.from), "{}", story.from);
            let owner = story.owner.as_deref().unwrap_or_default();
            assert!(owner.is_empty() || agents.contains(owner), "{owner}");
            for step in story.step.iter().filter(|step| step.kind != "customer") {
                assert!(step.by.as_deref().is_none_or(|by| agents.contains(by)), "{:?}", step.by);
            }
        }
    }
}
