//! What the sign-in page offers: links to providers, and its own form for people of directories.

use crate::directory::{self, side};
use crate::store as rows_of;
use access::{Directories, Way, Ways};
use futures_util::FutureExt;
use kernel::Fault;
use room::Audience;
use store::View;

/// The service of the house by which the sign-in page shows providers.
pub const WAYS: Ways = Ways {
    links,
    directories: Some(Directories { ask: |context, asking| directory::ask(context, asking).boxed(), enter: directory::enter }),
    passwords: |_, _| Ok(true),
};

fn links(view: &View<'_>, audience: Audience) -> Result<Vec<Way>, Fault> {
    let Some(side) = side(audience) else { return Ok(Vec::new()) };
    let offered =
        rows_of::providers(view)?.into_iter().filter(|provider| provider.valid && provider.side == side && provider.ldap().is_none());
    Ok(offered.map(|provider| Way { href: format!("/sso/{}/start", provider.id), label: provider.name }).collect())
}
