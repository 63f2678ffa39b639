//! Ends the session whose cookie was shown.

use crate::events::Event;
use crate::model::Entrance;
use crate::store as rows_of;
use crate::token;
use kernel::{By, Fault, Strength};
use room::Context;

/// Ends the session whose cookie was shown; without one, or when it has ended already, there is nothing to do.
pub(crate) async fn sign_out(context: &Context, entrance: Entrance, cookie: &str) -> Result<(), Fault> {
    let hash = token::hash(cookie);
    let session = context.read::<_, Fault, _>(move |view| rows_of::session_by_token(view, hash)).await?;
    let Some(session) = session.filter(|session| session.person.entrance() == entrance) else { return Ok(()) };
    let by = By { actor: session.person.actor(), strength: Strength::Password, ..context.by.clone() };
    let end = move |act: &store::Act<'_>| {
        if rows_of::session(act, session.id.0)?.is_none() {
            return Ok(());
        }
        rows_of::end_session(act, session.id)?;
        Event::SignedOut(entrance, session.id).record(act)
    };
    context.door.act(by, context.house.ambient.moment(), end).await
}
