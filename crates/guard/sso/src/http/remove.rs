//! `DELETE /api/v1/sso/providers/{id}`

use crate::commands::{RemoveError, remove};
use crate::service::Providers;
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use store::Act;
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "sso.remove_provider",
    method: Method::Delete,
    path: "/api/v1/sso/providers/{id}",
    summary: "Removes a provider of single sign-on, its secret and whom it knew; the sessions that came of it end. Accounts stay.",
    audience: Audience::Agents,
    right: "sso.administer",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/sso/providers/{}", world.id("spare_sso_provider"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = call.id("id")?;
    context.act(move |act: &Act<'_>| -> Result<(), RemoveError> { remove(act, id) }).await?;
    if let Ok(providers) = context.house.service::<Providers>() {
        providers.forget((context.door.tenant(), id));
    }
    Ok(Answer::no_content())
}
