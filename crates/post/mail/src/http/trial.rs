//! `POST /api/v1/mail/filters/try`

use super::shape::{MailLogLine, MailStep, locale};
use crate::commands::note_tried;
use crate::filter::{Filter, FilterId, Misfit, Rule};
use crate::queries::{self, Unseen};
use crate::trial::try_filter;
use futures_util::FutureExt;
use kernel::Id16;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A filter to be tried: one that is there, or a rule that is none yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailFilterToTry {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    id: Option<FilterId>,
    #[serde(default)]
    rule: Option<Rule>,
}

/// What a filter would have done with the mails that came last.
#[derive(Debug, Serialize, ToSchema)]
struct MailFilterTrial {
    /// How many mails it was tried over: the last thousand, or fewer.
    looked: usize,
    /// For how many of them its conditions hold.
    matched: usize,
    /// How many of these would have become something else.
    changed: usize,
    /// The mails were too large to look at all of them.
    stopped: bool,
    /// The newest hundred that matched.
    items: Vec<MailFilterHit>,
}

/// A mail for which a filter's conditions hold.
#[derive(Debug, Serialize, ToSchema)]
struct MailFilterHit {
    mail: MailLogLine,
    /// What would have been otherwise.
    would: Vec<MailStep>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "mail.try_filter",
    method: Method::Post,
    path: "/api/v1/mail/filters/try",
    summary: "Tries a postmaster filter over the last thousand mails and tells what it would have done; changes nothing.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: Some(Shape::of::<MailFilterToTry>()),
    yields: Yields::Json(Shape::of::<MailFilterTrial>()),
    sample: |world| Sample::send("/api/v1/mail/filters/try", json!({"id": world.id("mail_filter")})),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let asked: MailFilterToTry = call.json()?;
    let filter = match (asked.id, asked.rule) {
        (Some(id), None) => {
            let read = move |view: &store::View<'_>| -> Result<Filter, Unseen> { queries::filter(view, id) };
            context.read(read).await?
        }
        (None, Some(rule)) => {
            rule.fits().map_err(|Misfit(field, reason)| Problem::invalid(field, reason))?;
            Filter { id: FilterId(Id16([0; 16])), name: "—".into(), enabled: false, rule, version: 0, tried: 0 }
        }
        _ => return Err(Problem::invalid("rule", "unclear")),
    };
    let version = filter.version;
    let trial = try_filter(&context, filter).await?;
    if let Some(id) = asked.id {
        context.act(move |act| note_tried(act, id, version)).await?;
    }
    let locale = locale(&context);
    let item =
        |hit: &crate::trial::Hit| MailFilterHit { mail: MailLogLine::new(&hit.entry, locale), would: MailStep::all(&hit.would, locale) };
    let items = trial.hits.iter().map(item).collect();
    Ok(Answer::json(&MailFilterTrial {
        looked: trial.looked,
        matched: trial.matched,
        changed: trial.changed,
        stopped: trial.stopped,
        items,
    }))
}
