//! Lets in somebody who lost their second factors.

use super::remove_factor::refused;
use crate::commands::reset_factors;
use crate::model::Person;
use futures_util::future::BoxFuture;
use kernel::{AgentId, CustomerUserId};
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

const SUMMARY: &str = "Removes all second factors and recovery codes of somebody who lost them, and ends their sessions.";

pub(super) const OPERATION: Operation = Operation {
    name: "access.reset_factors",
    method: Method::Delete,
    path: "/api/v1/agents/{id}/factors",
    summary: SUMMARY,
    audience: Audience::Agents,
    right: "access.administer",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/agents/{}/factors", world.id("agent"))),
    handler: |context, call: Call| {
        let person = call.id::<AgentId>("id").map(Person::Agent);
        handler(context, person)
    },
};

/// The same for a customer user.
pub(super) const OF_CUSTOMER: Operation = Operation {
    name: "access.reset_customer_factors",
    path: "/api/v1/customer-users/{id}/factors",
    sample: |world| Sample::get(format!("/api/v1/customer-users/{}/factors", world.id("spare_customer_user"))),
    handler: |context, call: Call| {
        let person = call.id::<CustomerUserId>("id").map(Person::CustomerUser);
        handler(context, person)
    },
    ..OPERATION
};

fn handler(context: Context, person: Result<Person, Problem>) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let person = person?;
        context.act(move |act| reset_factors(act, person)).await.map_err(refused)?;
        Ok(Answer::no_content())
    })
}
