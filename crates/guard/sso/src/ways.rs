//! What the sign-in page offers.

use crate::model::Side;
use crate::store as rows_of;
use access::{Way, Ways};
use kernel::Fault;
use room::Audience;
use store::View;

/// The service of the house by which the sign-in page shows providers.
pub const WAYS: Ways = Ways { links, directory: None, passwords: |_, _| Ok(true) };

const fn side(audience: Audience) -> Option<Side> {
    match audience {
        Audience::Agents => Some(Side::Agents),
        Audience::Customers => Some(Side::Customers),
        Audience::Everybody | Audience::Public | Audience::Elsewhere => None,
    }
}

fn links(view: &View<'_>, audience: Audience) -> Result<Vec<Way>, Fault> {
    let Some(side) = side(audience) else { return Ok(Vec::new()) };
    let offered = rows_of::providers(view)?.into_iter().filter(|provider| provider.valid && provider.side == side);
    Ok(offered.map(|provider| Way { href: format!("/sso/{}/start", provider.id), label: provider.name }).collect())
}
