//! Context: what a handler is given by the gate.

use http::Extensions;
use kernel::{Actor, Ambient, By, Fault, Id16, Locale, Strength};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Act, Door, Once, Tenant, View, keyed_hash};

/// What all rooms share on a node: time, randomness and the services that rooms set up for themselves.
#[derive(Clone, Debug)]
pub struct House {
    /// Time and randomness.
    pub ambient: Ambient,
    services: Arc<Extensions>,
}

impl House {
    /// A house with its services.
    pub fn new(ambient: Ambient, services: Extensions) -> Self {
        Self { ambient, services: Arc::new(services) }
    }

    /// The services, for a house with another clock.
    pub fn services(&self) -> Extensions {
        (*self.services).clone()
    }

    /// A service by its type.
    ///
    /// # Errors
    /// The binary was wired without it: a bug.
    pub fn service<T: Send + Sync + 'static>(&self) -> Result<&Arc<T>, Fault> {
        self.services.get::<Arc<T>>().ok_or_else(|| Fault::bug("the house was wired without a service that a room needs"))
    }
}

/// The tenant's place in the world: names and addresses, nothing secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The tenant's short name.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// The host that was asked, as browsers know it, with port when it is not 443.
    pub host: String,
    /// Its language where nothing else is known.
    pub locale: Locale,
}

impl Place {
    /// `https://host`
    pub fn origin(&self) -> String {
        format!("https://{}", self.host)
    }

    /// `https://content.host`
    pub fn content_origin(&self) -> String {
        format!("https://content.{}", self.host)
    }
}

/// What a credential allows at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A session: everything that its owner may.
    Whole,
    /// A token: only these (`tickets:read`).
    Only(BTreeSet<String>),
}

impl Scope {
    /// Whether an operation's scope lies inside.
    pub fn covers(&self, wanted: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Only(scopes) => scopes.contains(wanted),
        }
    }
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// The actor.
    pub actor: Actor,
    /// Their name for people.
    pub name: String,
    /// Their login.
    pub login: String,
    /// Their language.
    pub locale: Locale,
    /// The session, when it is one.
    pub session: Option<Id16>,
    /// The token, when it is one.
    pub token: Option<Id16>,
    /// What the credential allows.
    pub scope: Scope,
    /// How they proved who they are.
    pub strength: Strength,
    /// How far they have come in signing in.
    pub stage: Stage,
    /// They showed who they are a moment ago, as sensitive operations demand. Never with a token: there the scope `room:sensitive` counts.
    pub is_fresh: bool,
}

/// How far somebody has come in signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// All that is demanded was shown.
    Whole,
    /// They have a second factor and did not show it yet.
    NeedsFactor,
    /// They have to set up a second factor first.
    MustEnrol,
    /// They come from where they may not: nothing is open to them.
    Barred,
}

impl Stage {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::NeedsFactor => "needs_factor",
            Self::MustEnrol => "must_enrol",
            Self::Barred => "barred",
        }
    }
}

/// What a handler is given: by whom, for which tenant, through which door.
#[derive(Clone, Debug)]
pub struct Context {
    /// By whom and from where.
    pub by: By,
    /// Who calls; `None` on public operations.
    pub guest: Option<Guest>,
    /// The tenant's door.
    pub door: Door<Tenant>,
    /// The tenant's place.
    pub place: Place,
    /// The house.
    pub house: House,
    /// The caller's `Idempotency-Key`, already bound to who calls, and a digest of what was asked.
    pub once: Option<([u8; 32], [u8; 32])>,
}

/// Why an act that must happen once did not happen.
#[derive(Debug)]
pub enum OnceError<E> {
    /// The key was used for another request.
    Mismatch,
    /// The act refused.
    Refused(E),
}

impl<E: From<Fault>> From<Fault> for OnceError<E> {
    fn from(fault: Fault) -> Self {
        Self::Refused(E::from(fault))
    }
}

impl<E: Into<web::Problem>> From<OnceError<E>> for web::Problem {
    fn from(error: OnceError<E>) -> Self {
        match error {
            OnceError::Mismatch => Self::new(&web::problem::IDEMPOTENCY),
            OnceError::Refused(error) => error.into(),
        }
    }
}

impl Guest {
    /// The session or token by which they call, for what goes on after the request and must end with it.
    pub fn credential(&self) -> Option<Id16> {
        self.session.or(self.token)
    }
}

impl Context {
    /// Does one act as the caller, now.
    ///
    /// # Errors
    /// As [`Door::act`].
    pub async fn act<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&Act<'_>) -> Result<T, E> + Send + 'static,
    {
        self.door.act(self.by.clone(), self.house.ambient.moment(), work).await
    }

    /// Does one act that makes a thing, once for each `Idempotency-Key`: a second request with the same key gets the
    /// same thing.
    ///
    /// # Errors
    /// The act's own, or that the key was used for another request.
    pub async fn act_once<T, E, F>(&self, work: F) -> Result<T, OnceError<E>>
    where
        T: From<Id16> + Into<Id16> + Copy + Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&Act<'_>) -> Result<T, E> + Send + 'static,
    {
        let once = self.once;
        let guarded = move |act: &Act<'_>| -> Result<T, OnceError<E>> {
            let Some((key, request)) = once else { return work(act).map_err(OnceError::Refused) };
            match act.once(&key, &request)? {
                Once::Again(made) => Ok(T::from(made)),
                Once::Other => Err(OnceError::Mismatch),
                Once::New => {
                    let made = work(act).map_err(OnceError::Refused)?;
                    act.remember_once(&key, &request, made.into())?;
                    Ok(made)
                }
            }
        };
        self.door.act(self.by.clone(), self.house.ambient.moment(), guarded).await
    }

    /// Reads one consistent picture as the caller.
    ///
    /// # Errors
    /// As [`Door::read`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&View<'_>) -> Result<T, E> + Send + 'static,
    {
        self.door.read(self.by.clone(), self.house.ambient.now(), work).await
    }

    /// Binds an `Idempotency-Key` to the caller and what was asked.
    pub fn bind_once(&mut self, key: &str, method: &str, path: &str, body: &[u8]) {
        let secret = self.door.purpose_key("once");
        let actor = self.by.actor.to_text();
        let bound = keyed_hash(secret.reveal(), &[actor.as_bytes(), b"|", key.as_bytes()]);
        let mut digest = Sha256::new();
        for part in [method.as_bytes(), b" ", path.as_bytes(), b"\n", body] {
            digest.update(part);
        }
        self.once = Some((bound, digest.finalize().into()));
    }
}
