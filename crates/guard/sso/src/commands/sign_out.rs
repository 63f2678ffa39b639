//! Ends sessions because a provider says so.

use super::settle::SettleError;
use crate::events::Event;
use crate::model::ProviderId;
use crate::refusal::Refusal;
use crate::rights::SigningIn;
use crate::store as rows_of;
use access::ProviderSession;
use store::{Act, Rows, keyed_hash};
use wire::oidc::LogoutClaims;

/// Ends the sessions that a logout token names: of one session there, or all of a person there. Each token counts once; one about
/// nobody who is here is good as well.
pub(crate) fn sign_out(act: &Act<'_>, provider: ProviderId, said: &LogoutClaims) -> Result<(), SettleError> {
    let signing_in = SigningIn::permit(act)?;
    let key = act.purpose_key("sso-seen");
    let seen = keyed_hash(key.reveal(), &[b"logout", &provider.to_bytes(), said.id.as_bytes()]);
    if rows_of::came_before(act, seen, said.until)? {
        return Err(Refusal::Replayed.into());
    }
    let identity = match &said.subject {
        Some(subject) => rows_of::identity(act, provider, subject)?,
        None => None,
    };
    // With a session it is that one; whose it is was settled when it began.
    let from = ProviderSession { provider: provider.0, session: said.session.clone() };
    let ended = match (&said.session, identity) {
        (Some(_), _) => access::end_sessions_from(signing_in.act, &from, None)?,
        (None, Some(identity)) => access::end_sessions_from(signing_in.act, &from, Some(identity.person))?,
        (None, None) => 0,
    };
    Event::SignedOut(provider, ended).record(act)?;
    Ok(())
}
