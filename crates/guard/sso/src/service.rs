//! Speaking with providers: their documents, their keys, codes for tokens. All of it outside of acts.

use crate::model::{Oidc, ProviderId, Saml};
use crate::refusal::Refusal;
use kernel::{Secret, TenantId, Timestamp};
use net::{Answered, Egress, EgressError, FetchError, Purpose, Question, Roots};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use wire::ldap::Malformed;
use wire::oidc::{self, ClientAuth, Discovery, Exchange, Keys, TokenAnswer};
use wire::saml::{self, MetadataError};

/// What one question may take: somebody waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);
/// Questions of the node at one time.
const QUESTIONS: usize = 256;
/// Questions of one tenant at one time: slow providers of one keep nobody else's people waiting.
const OF_ONE_TENANT: usize = 8;
/// So long keys count without being asked for again.
const KEYS_COUNT: Duration = Duration::from_hours(1);
/// Keys are asked for at most so often, whatever names of keys are sent to us.
const KEYS_AGAIN: Duration = Duration::from_mins(1);
/// A provider that did not answer is not asked for so long: whoever begins again and again does not take the places of others.
const SILENCE: Duration = Duration::from_secs(15);
/// **Units**: providers whose keys are remembered.
const MOST: usize = 10_000;
/// Refusals of one tenant that become events, within a minute. What is more is noise that somebody makes.
const TOLD: u32 = 60;

/// A service of the house: the way to providers, and what is remembered of them.
#[derive(Debug)]
pub struct Providers {
    egress: Egress,
    places: Semaphore,
    shares: Mutex<HashMap<TenantId, Arc<Semaphore>>>,
    keys: Mutex<HashMap<(TenantId, ProviderId), Remembered>>,
    silent: Mutex<HashMap<(TenantId, ProviderId), Timestamp>>,
    told: Mutex<HashMap<TenantId, (Timestamp, u32)>>,
}

#[derive(Clone, Debug)]
struct Remembered {
    address: String,
    keys: Arc<Keys>,
    at: Timestamp,
}

/// What a code is exchanged with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code<'a> {
    pub(crate) text: &'a Secret<String>,
    pub(crate) verifier: &'a Secret<String>,
    pub(crate) redirect_uri: &'a str,
    pub(crate) secret: &'a Secret<String>,
}

/// Why the provider did not answer, or not well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The operator's policy does not let the desk there.
    NotOpened,
    /// Nobody answers.
    Unreachable,
    /// There is no certificate that is good for its name.
    NotSafe,
    /// It answered, and it does not count.
    Protocol(oidc::Refused),
    /// It answered with this status.
    Status(u16),
    /// It gave no tokens, and says why.
    Word(String),
    /// Its metadata do not count.
    Metadata(MetadataError),
    /// A directory answered, and it does not count.
    Ldap(Malformed),
    /// A directory does not take the search account, or does not let it look.
    Account,
    /// A directory does not have what it was to be searched below.
    BaseUnknown,
}

impl From<MetadataError> for Trouble {
    fn from(error: MetadataError) -> Self {
        Self::Metadata(error)
    }
}

impl From<FetchError> for Trouble {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Egress(EgressError::PurposeOff | EgressError::PortRefused) => Self::NotOpened,
            FetchError::NotSafe => Self::NotSafe,
            FetchError::TooLarge => Self::Protocol(oidc::Refused::TooLarge),
            FetchError::NotAnAddress => Self::Protocol(oidc::Refused::AddressUnfit),
            FetchError::Egress(_) | FetchError::NoFile | FetchError::LedAstray | FetchError::NotSent => Self::Unreachable,
        }
    }
}

impl From<oidc::Refused> for Trouble {
    fn from(refused: oidc::Refused) -> Self {
        Self::Protocol(refused)
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NotOpened | Trouble::Unreachable | Trouble::Status(_) => Self::Unreachable,
            Trouble::NotSafe => Self::NotSafe,
            Trouble::Protocol(refused) => Self::Protocol(refused),
            Trouble::Word(_) => Self::NotExchanged,
            Trouble::Metadata(_) => Self::Metadata,
            Trouble::Ldap(Malformed::TooLarge) => Self::TooMuch,
            Trouble::Ldap(Malformed::NotLdap) => Self::NotLdap,
            Trouble::Account => Self::AccountRefused,
            Trouble::BaseUnknown => Self::BaseUnknown,
        }
    }
}

impl Providers {
    /// With the way out; its policy must have [`Purpose::SignOn`].
    pub fn new(egress: Egress) -> Self {
        Self {
            egress,
            places: Semaphore::new(QUESTIONS),
            shares: Mutex::default(),
            keys: Mutex::default(),
            silent: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// What a provider says about itself.
    pub(crate) async fn discover(&self, tenant: TenantId, oidc: &Oidc) -> Result<Discovery, Trouble> {
        let issuer = oidc.issuer().map_err(|_| Trouble::Protocol(oidc::Refused::AddressUnfit))?;
        let body = self.get((tenant, oidc), &issuer.document(), oidc::LARGEST_DOCUMENT).await?;
        Ok(Discovery::read(&body, &issuer)?)
    }

    /// The same for somebody who wants in: one that was silent a moment ago is taken to be so still.
    pub(crate) async fn discover_for(&self, whose: (TenantId, ProviderId), oidc: &Oidc, now: Timestamp) -> Result<Discovery, Trouble> {
        self.unless_silent(whose, now)?;
        let found = self.discover(whose.0, oidc).await;
        self.heard(whose, now, found.as_ref().err());
        found
    }

    /// Whether one that was silent a moment ago is taken to be so still.
    pub(crate) fn unless_silent(&self, whose: (TenantId, ProviderId), now: Timestamp) -> Result<(), Trouble> {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if silent.get(&whose).is_some_and(|since| now < since.after(SILENCE)) { Err(Trouble::Unreachable) } else { Ok(()) }
    }

    /// Notes whether it was silent, or as good as that.
    pub(crate) fn heard(&self, whose: (TenantId, ProviderId), now: Timestamp, trouble: Option<&Trouble>) {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.retain(|_, since| now < since.after(SILENCE));
        match trouble {
            // A search account that is refused again and again would be locked.
            Some(Trouble::Unreachable | Trouble::NotSafe | Trouble::Account | Trouble::Status(500..)) => drop(silent.insert(whose, now)),
            _ => drop(silent.remove(&whose)),
        }
    }

    /// A provider's keys. With `anew` they are asked for again, unless that was done within the last minute.
    pub(crate) async fn keys(
        &self,
        whose: (TenantId, ProviderId),
        oidc: &Oidc,
        address: &str,
        (now, anew): (Timestamp, bool),
    ) -> Result<Arc<Keys>, Trouble> {
        let remembered = self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(&whose).cloned();
        let still = if anew { KEYS_AGAIN } else { KEYS_COUNT };
        if let Some(found) = remembered.filter(|found| found.address == address && now < found.at.after(still)) {
            return Ok(found.keys);
        }
        self.unless_silent(whose, now)?;
        let fresh = self.fresh_keys(whose.0, oidc, address).await;
        self.heard(whose, now, fresh.as_ref().err());
        let keys = Arc::new(fresh?);
        let mut all = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(whose, Remembered { address: address.to_owned(), keys: Arc::clone(&keys), at: now });
        Ok(keys)
    }

    /// A provider's keys as they are now.
    pub(crate) async fn fresh_keys(&self, tenant: TenantId, oidc: &Oidc, address: &str) -> Result<Keys, Trouble> {
        Ok(Keys::read(&self.get((tenant, oidc), address, oidc::LARGEST_KEYS).await?)?)
    }

    /// Forgets what is remembered of a provider that is another one now.
    pub(crate) fn forget(&self, whose: (TenantId, ProviderId)) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&whose);
        self.silent.lock().unwrap_or_else(PoisonError::into_inner).remove(&whose);
    }

    /// Exchanges a code for tokens.
    pub(crate) async fn redeem(&self, tenant: TenantId, oidc: &Oidc, document: &Discovery, code: Code<'_>) -> Result<TokenAnswer, Trouble> {
        let auth = if document.takes_basic { ClientAuth::Basic } else { ClientAuth::Post };
        let exchange = Exchange {
            client_id: &oidc.client_id,
            client_secret: code.secret,
            auth,
            code: code.text.reveal(),
            redirect_uri: code.redirect_uri,
            verifier: code.verifier,
        };
        let (form, authorization) = (exchange.body(), exchange.authorization());
        let roots = oidc.roots().map_err(|_| Trouble::NotSafe)?;
        let answered =
            self.ask((tenant, &roots), &document.token_endpoint, (Some(&form), authorization.as_ref()), oidc::LARGEST_ANSWER).await?;
        match answered.status {
            200 => Ok(TokenAnswer::read(&answered.body)?),
            status => Err(TokenAnswer::error(&answered.body).map_or(Trouble::Status(status), Trouble::Word)),
        }
    }

    /// The metadata of a provider of SAML, as they come.
    pub(crate) async fn metadata(&self, tenant: TenantId, saml: &Saml, address: &str) -> Result<bytes::Bytes, Trouble> {
        let roots = saml.roots().map_err(|_| Trouble::NotSafe)?;
        self.fetch((tenant, &roots), address, saml::LONGEST_METADATA).await
    }

    async fn get(&self, (tenant, oidc): (TenantId, &Oidc), address: &str, most: usize) -> Result<bytes::Bytes, Trouble> {
        self.fetch((tenant, &oidc.roots().map_err(|_| Trouble::NotSafe)?), address, most).await
    }

    async fn fetch(&self, whose: (TenantId, &Roots), address: &str, most: usize) -> Result<bytes::Bytes, Trouble> {
        let answered = self.ask(whose, address, (None, None), most).await?;
        if answered.status == 200 { Ok(answered.body) } else { Err(Trouble::Status(answered.status)) }
    }

    async fn ask(
        &self,
        (tenant, roots): (TenantId, &Roots),
        address: &str,
        (form, authorization): (Option<&Secret<String>>, Option<&Secret<String>>),
        most: usize,
    ) -> Result<Answered, Trouble> {
        let question = Question { purpose: Purpose::SignOn, address, form, authorization, most, patience: PATIENCE };
        self.speak((tenant, PATIENCE), async { Ok(net::exchange(&self.egress, &question, roots).await?) }).await
    }

    /// Speaks with a provider, in a place of the tenant's and of the node's. Waiting for one is part of the patience.
    pub(crate) async fn speak<T>(
        &self,
        (tenant, patience): (TenantId, Duration),
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        let speak = async {
            let share = self.share(tenant);
            let _share = share.acquire().await.map_err(|_| Trouble::Unreachable)?;
            let _place = self.places.acquire().await.map_err(|_| Trouble::Unreachable)?;
            work.await
        };
        timeout(patience, speak).await.unwrap_or(Err(Trouble::Unreachable))
    }

    /// The places of one tenant. Those of which none is taken are forgotten when there are many.
    fn share(&self, tenant: TenantId) -> Arc<Semaphore> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        if shares.len() >= MOST {
            shares.retain(|_, share| Arc::strong_count(share) > 1);
        }
        Arc::clone(shares.entry(tenant).or_insert_with(|| Arc::new(Semaphore::new(OF_ONE_TENANT))))
    }

    /// The way out.
    pub(crate) const fn egress(&self) -> &Egress {
        &self.egress
    }

    /// Whether one more refusal is told.
    pub(crate) fn may_tell(&self, tenant: TenantId, now: Timestamp) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = told.entry(tenant).or_insert((now, 0));
        if now >= since.after(Duration::from_mins(1)) {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count <= TOLD
    }
}
