//! What all looks, jobs and checks share: stores, tenants, rooms.

use kernel::{By, Fault, TenantId, Timestamp};
use platform::{Directory, Entry};
use room::{House, JobKind, Place, Room};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Claimed, Door, Node, Tenant};

/// The name under which the worker's own small acts are done.
pub(crate) const WORK: &str = "work";

pub(crate) struct Crew {
    node: Arc<Node>,
    directory: Arc<Directory>,
    pub(crate) house: House,
    pub(crate) rooms: Vec<&'static Room>,
    kinds: HashMap<(&'static str, &'static str), (&'static Room, &'static JobKind)>,
    port: u16,
    /// Short names of tenants, which never change: the directory finds by name.
    names: Mutex<HashMap<TenantId, String>>,
}

/// What a look at a tenant's outbox brought.
pub(crate) enum Look {
    Jobs(Door<Tenant>, Place, Vec<Claimed>),
    /// Nothing is due before this.
    Nothing(Option<Timestamp>),
    /// The tenant is not active.
    Away,
}

impl Crew {
    pub(crate) fn new(node: Arc<Node>, directory: Arc<Directory>, house: House, rooms: Vec<&'static Room>, port: u16) -> Self {
        let of_room = |room: &'static Room| room.jobs.iter().map(move |kind| ((room.name, kind.name), (room, kind)));
        let kinds = rooms.iter().copied().flat_map(of_room).collect();
        Self { node, directory, house, rooms, kinds, port, names: Mutex::default() }
    }

    /// Active tenants.
    pub(crate) fn active(&self) -> impl Iterator<Item = Arc<Entry>> {
        self.directory.all().into_iter().filter(|entry| entry.is_active())
    }

    pub(crate) fn kind(&self, room: &str, name: &str) -> Option<(&'static Room, &'static JobKind)> {
        self.kinds.get(&(room, name)).copied()
    }

    pub(crate) async fn door(&self, tenant: TenantId) -> Result<Door<Tenant>, Fault> {
        self.node.tenant(tenant).await.map_err(|error| Fault::new("opening a tenant's store", error))
    }

    pub(crate) fn by(&self) -> By {
        By::room(WORK, self.house.ambient.request())
    }

    /// Looks into a tenant's outbox and claims what is due.
    pub(crate) async fn look(&self, tenant: TenantId, most: usize) -> Result<Look, Fault> {
        let Some(entry) = self.find(tenant).filter(|entry| entry.is_active()) else { return Ok(Look::Away) };
        let door = self.door(tenant).await?;
        let now = self.house.ambient.now();
        let next: Option<Timestamp> = door.read(self.by(), now, |view| view.next_due()).await?;
        if next.is_none_or(|next| next > now) {
            return Ok(Look::Nothing(next));
        }
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let claimed = door.act(self.by(), self.house.ambient.moment(), move |act| act.claim_jobs(most)).await?;
        let place = self.place(&entry);
        Ok(Look::Jobs(door, place, claimed))
    }

    fn find(&self, tenant: TenantId) -> Option<Arc<Entry>> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if !names.contains_key(&tenant) {
            *names = self.directory.all().into_iter().map(|entry| (entry.tenant, entry.name.clone())).collect();
        }
        let name = names.get(&tenant)?;
        self.directory.by_name(name).filter(|entry| entry.tenant == tenant)
    }

    fn place(&self, entry: &Entry) -> Place {
        let host = entry.hosts.first().map_or("", String::as_str);
        let host = if self.port == 443 { host.to_owned() } else { format!("{host}:{}", self.port) };
        Place { name: entry.name.clone(), title: entry.title.clone(), host, locale: entry.locale }
    }
}
