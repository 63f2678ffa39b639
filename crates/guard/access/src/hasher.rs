//! Hashes passwords on a small pool of its own.
//!
//! Argon2id with 46 MiB, one pass, one lane, over HMAC-SHA-256 of the password under the node's pepper (a secret that does
//! not lie in any tenant's store). Each run takes much memory and time on purpose, so runs are bounded: as many at once as
//! there are threads, 64 waiting, and whoever comes then is told to come later. Without the bound, signing in would be
//! a way to fill the machine's memory.

use crate::legacy::Scheme;
use crate::model::Kept;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Fault, OrFault, Secret};
use sha2::Sha256;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;
use unicode_normalization::UnicodeNormalization;

/// **Units**: KiB.
const MEMORY: u32 = 47_104;
const PASSES: u32 = 1;
const LANES: u32 = 1;

/// How many may wait.
const WAITING: usize = 64;

/// Hashing yields to everything else that the machine does.
const NICENESS: i32 = 10;

/// What is compared with when there is nothing to compare with, so that it takes as long. No password has this hash.
const NOBODY: &str = "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and verifies passwords. A service of the house, set up by the binary.
#[derive(Debug)]
pub struct Hasher {
    queue: SyncSender<Order>,
    runs: Arc<AtomicU64>,
}

/// Why nothing was hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many wait already.
    #[error("too many passwords are being hashed")]
    Busy,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

enum Order {
    Hash { password: Secret<String>, salt: [u8; 16], reply: oneshot::Sender<Result<Secret<String>, Fault>> },
    Verify { asked: Box<Asked>, reply: oneshot::Sender<Result<bool, Fault>> },
}

/// What is to be verified.
struct Asked {
    password: Secret<String>,
    hash: Option<Secret<String>>,
    /// The hash is of what another system kept.
    legacy: Option<Scheme>,
    /// It takes as long as if this were so.
    as_slow_as: Option<Scheme>,
}

impl Hasher {
    /// Starts the threads. They end when the hasher is dropped.
    ///
    /// # Errors
    /// The machine gives no threads.
    pub fn start(pepper: Secret<[u8; 32]>, threads: NonZeroUsize) -> Result<Self, Fault> {
        let (queue, orders) = sync_channel(WAITING);
        let (orders, runs, pepper) = (Arc::new(Mutex::new(orders)), Arc::new(AtomicU64::new(0)), Arc::new(pepper));
        for number in 0..threads.get() {
            let (orders, runs, pepper) = (Arc::clone(&orders), Arc::clone(&runs), Arc::clone(&pepper));
            let thread = std::thread::Builder::new().name(format!("hasher-{number}"));
            thread.spawn(move || work(&orders, &pepper, &runs)).or_fault("starting a thread that hashes passwords")?;
        }
        Ok(Self { queue, runs })
    }

    /// Hashes a new password; gives a PHC string.
    ///
    /// # Errors
    /// See [`HashError`].
    pub async fn hash(&self, password: Secret<String>, salt: [u8; 16]) -> Result<Secret<String>, HashError> {
        let (reply, answer) = oneshot::channel();
        self.ask(Order::Hash { password, salt, reply })?;
        Ok(answer.await.or_fault("hashing a password")??)
    }

    /// Whether a password has this hash. Without a hash the answer is no and takes as long.
    ///
    /// # Errors
    /// See [`HashError`].
    pub async fn verify(&self, password: Secret<String>, hash: Option<Secret<String>>) -> Result<bool, HashError> {
        self.verify_any(Asked { password, hash, legacy: None, as_slow_as: None }).await
    }

    /// As [`Hasher::verify`], where some hashes are of what another system kept. Whatever is found, it takes as long as the slowest of them.
    pub(crate) async fn verify_kept(
        &self,
        password: Secret<String>,
        kept: Option<Kept>,
        slowest: Option<Scheme>,
    ) -> Result<bool, HashError> {
        let (hash, legacy) = kept.map_or((None, None), |kept| (Some(kept.hash), kept.legacy));
        let is_slow = matches!(legacy, Some(Scheme::Bcrypt { .. }));
        self.verify_any(Asked { password, hash, legacy, as_slow_as: slowest.filter(|_| !is_slow) }).await
    }

    async fn verify_any(&self, asked: Asked) -> Result<bool, HashError> {
        let (reply, answer) = oneshot::channel();
        self.ask(Order::Verify { asked: Box::new(asked), reply })?;
        Ok(answer.await.or_fault("verifying a password")??)
    }

    /// How many runs there have been since the start.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    fn ask(&self, order: Order) -> Result<(), HashError> {
        self.queue.try_send(order).map_err(|_| HashError::Busy)
    }
}

fn work(orders: &Mutex<Receiver<Order>>, pepper: &Secret<[u8; 32]>, runs: &AtomicU64) {
    // A machine that refuses niceness still hashes.
    let _ = rustix::process::nice(NICENESS);
    loop {
        let next = orders.lock().map(|orders| orders.recv());
        let Ok(Ok(order)) = next else { return };
        let count = || runs.fetch_add(1, Ordering::Relaxed);
        match order {
            // Whoever does not wait any more is not worked for.
            Order::Hash { reply, .. } if reply.is_closed() => {}
            Order::Verify { reply, .. } if reply.is_closed() => {}
            Order::Hash { password, salt, reply } => {
                count();
                let _ = reply.send(hash(pepper, &password, salt));
            }
            Order::Verify { asked, reply } => {
                count();
                let _ = reply.send(verify_asked(pepper, &asked));
            }
        }
    }
}

fn argon2() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(MEMORY, PASSES, LANES, Some(32)).or_fault("setting up the hash of passwords")?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(pepper: &Secret<[u8; 32]>, password: &Secret<String>, salt: [u8; 16]) -> Result<Secret<String>, Fault> {
    let made: PasswordHash = argon2()?.hash_password_with_salt(&peppered(pepper, password), &salt).or_fault("hashing a password")?;
    Ok(Secret::new(made.to_string()))
}

fn verify_asked(pepper: &Secret<[u8; 32]>, asked: &Asked) -> Result<bool, Fault> {
    let spelt: Secret<String> = Secret::new(asked.password.reveal().nfc().collect());
    if let Some(scheme) = &asked.as_slow_as {
        std::hint::black_box(scheme.digest(&spelt));
    }
    match &asked.legacy {
        None => verify(pepper, &spelt, asked.hash.as_ref()),
        Some(scheme) => verify(pepper, &scheme.digest(&spelt), asked.hash.as_ref()),
    }
}

fn verify(pepper: &Secret<[u8; 32]>, password: &Secret<String>, hash: Option<&Secret<String>>) -> Result<bool, Fault> {
    let text = hash.map_or(NOBODY, |hash| hash.reveal());
    let parsed = PasswordHash::new(text).or_fault("reading the hash of a password")?;
    let is_right = match argon2()?.verify_password(&peppered(pepper, password), &parsed) {
        Ok(()) => true,
        Err(argon2::password_hash::Error::PasswordInvalid) => false,
        Err(error) => return Err(Fault::new("verifying a password", error)),
    };
    Ok(is_right && hash.is_some())
}

/// HMAC-SHA-256 of the password in NFC, so that `ü` typed on any machine is the same.
fn peppered(pepper: &Secret<[u8; 32]>, password: &Secret<String>) -> [u8; 32] {
    let password: Secret<String> = Secret::new(password.reveal().nfc().collect());
    // HMAC takes keys of any length, so this cannot refuse.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(pepper.reveal()) else { return [0; 32] };
    mac.update(password.reveal().as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_hash_is_for_one_password_and_one_pepper() {
        let pepper = Secret::new([1; 32]);
        let made = hash(&pepper, &secret("Zwölf Boxkämpfer"), [9; 16]).unwrap();
        assert!(made.reveal().starts_with("$argon2id$v=19$m=47104,t=1,p=1$CQkJCQkJCQkJCQkJCQkJCQ$"), "{}", made.reveal());
        assert!(verify(&pepper, &secret("Zwölf Boxkämpfer"), Some(&made)).unwrap());
        assert!(verify(&pepper, &secret("Zwo\u{308}lf Boxka\u{308}mpfer"), Some(&made)).unwrap(), "another spelling of the same signs");
        assert!(!verify(&pepper, &secret("zwölf Boxkämpfer"), Some(&made)).unwrap());
        assert!(!verify(&Secret::new([2; 32]), &secret("Zwölf Boxkämpfer"), Some(&made)).unwrap());
        assert!(!verify(&pepper, &secret("Zwölf Boxkämpfer"), None).unwrap());
        assert!(verify(&pepper, &secret("x"), Some(&secret("no hash"))).is_err());
    }

    #[test]
    fn a_full_queue_refuses_at_once() {
        let (queue, orders) = sync_channel(1);
        let hasher = Hasher { queue, runs: Arc::default() };
        let asked = || Box::new(Asked { password: secret("x"), hash: None, legacy: None, as_slow_as: None });
        let order = || Order::Verify { asked: asked(), reply: oneshot::channel().0 };
        assert!(hasher.ask(order()).is_ok());
        assert!(matches!(hasher.ask(order()), Err(HashError::Busy)));
        drop(orders);
    }
}
