//! Blobs: bytes that rows speak of. Small ones lie in the store, large ones beside it, encrypted and synced first.

use crate::keys::{StoreKeys, binding, keyed_hash};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use futures_util::TryStreamExt as _;
use kernel::{Fault, Id16, Moment, OrFault, Seed, Timestamp};
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::sync::Arc;
use tokio::runtime::Handle;

/// Blobs up to this size lie in the store itself. **Units**: bytes.
pub const INLINE: usize = 128 * 1024;

/// The name of a blob: a keyed hash of its bytes, so that it tells nothing and finds doubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlobName([u8; 32]);

impl BlobName {
    /// The name from a row.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The name for a row.
    pub fn to_bytes(self) -> Vec<u8> {
        self.0.to_vec()
    }
}

/// Bytes that are safe: in hand when small, synced in the blob store when large. An act then keeps them.
#[derive(Clone, Debug)]
pub struct Stored {
    pub(crate) name: BlobName,
    pub(crate) size: usize,
    digest: [u8; 32],
    bytes: Option<Arc<[u8]>>,
    /// When storing began.
    pub(crate) put_at: Timestamp,
}

impl Stored {
    /// The name that rows will use.
    pub const fn name(&self) -> BlobName {
        self.name
    }

    /// SHA-256 of the bytes, for the leaf of the event that speaks of them.
    pub const fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// How many bytes.
    pub const fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn inline(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }
}

/// The blob store of a node: a folder (synced) or S3, whatever `object_store` speaks.
#[derive(Clone)]
pub(crate) struct Blobs {
    place: Arc<dyn ObjectStore>,
    runtime: Handle,
    environment: Arc<str>,
}

impl Blobs {
    pub(crate) fn new(place: Arc<dyn ObjectStore>, runtime: Handle, environment: Arc<str>) -> Self {
        Self { place, runtime, environment }
    }

    /// Makes bytes safe. A second `put` of the same bytes writes them again, so a sweeper that is about to
    /// remove the old copy cannot take the new one along.
    pub(crate) async fn put(&self, store: Id16, keys: &StoreKeys, bytes: Arc<[u8]>, moment: &Moment) -> Result<Stored, Fault> {
        let name = BlobName(keys.blob_name(&bytes));
        let (size, digest) = (bytes.len(), crate::leaf::digest(&bytes));
        if size <= INLINE {
            return Ok(Stored { name, size, digest, bytes: Some(bytes), put_at: moment.now });
        }
        let nonce = nonce(keys, name, &moment.seed);
        let aad = binding(&self.environment, store, "blob", &name.0);
        let sealed = cipher(keys)
            .encrypt(&XNonce::from(nonce), Payload { msg: &bytes, aad: &aad })
            .map_err(|_| Fault::bug("a blob could not be encrypted"))?;
        let mut out = Vec::with_capacity(24 + sealed.len());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        // Crash point: a blob without a row is swept later; a row without its blob cannot come to be.
        self.place.put(&place_of(store, name), PutPayload::from(out)).await.or_fault("storing a blob")?;
        Ok(Stored { name, size, digest, bytes: None, put_at: moment.now })
    }

    /// The large blobs of a store that were last stored before `time`.
    pub(crate) async fn older_than(&self, store: Id16, time: Timestamp) -> Result<Vec<BlobName>, Fault> {
        let folder = Place::from_iter([store.to_hex().as_str(), "blobs"]);
        let old = self.place.list(Some(&folder)).try_filter_map(|object| async move {
            let stored_at = Timestamp::from_micros(object.last_modified.timestamp_micros());
            Ok(name_of(&object.location).filter(|_| stored_at < time))
        });
        old.try_collect().await.or_fault("listing blobs")
    }

    /// Removes a large blob; one that is gone already is no matter.
    pub(crate) async fn remove(&self, store: Id16, name: BlobName) -> Result<(), Fault> {
        match self.place.delete(&place_of(store, name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Fault::new("removing a blob", error)),
        }
    }

    /// Reads a large blob; blocks the calling thread, which is a reader's.
    pub(crate) fn fetch(&self, store: Id16, keys: &StoreKeys, name: BlobName) -> Result<Vec<u8>, Fault> {
        let place = place_of(store, name);
        let sealed = self.runtime.block_on(async { self.place.get(&place).await?.bytes().await }).or_fault("fetching a blob")?;
        let (nonce, body) = sealed.split_at_checked(24).or_fault("a blob is damaged")?;
        let nonce: [u8; 24] = nonce.try_into().or_fault("a blob is damaged")?;
        let aad = binding(&self.environment, store, "blob", &name.0);
        cipher(keys)
            .decrypt(&XNonce::from(nonce), Payload { msg: body, aad: &aad })
            .map_err(|_| Fault::bug("a blob does not open with this tenant's key"))
    }
}

/// The nonce: a keyed hash over fresh randomness and the blob's name, so that one seed used for several blobs repeats no nonce,
/// and a nonce, which everybody may see, tells nothing of the randomness.
fn nonce(keys: &StoreKeys, name: BlobName, seed: &Seed) -> [u8; 24] {
    let fresh: [u8; 32] = seed.dice().bytes();
    let hash = keyed_hash(keys.blob.reveal(), &[b"beleg/1/blob-nonce", &fresh, &name.0]);
    let mut nonce = [0; 24];
    nonce.copy_from_slice(hash.get(..24).unwrap_or(&[0; 24]));
    nonce
}

fn cipher(keys: &StoreKeys) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(keys.blob.reveal().into())
}

/// The name from a place; `None` for what is no blob.
fn name_of(place: &Place) -> Option<BlobName> {
    let mut parts = place.parts().skip(2);
    let hex = format!("{}{}", parts.next()?.as_ref(), parts.next()?.as_ref());
    let digit = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(digit).collect::<Option<_>>()?;
    BlobName::from_bytes(&bytes)
}

/// `HEX-OF-STORE/blobs/ab/cdef…`
fn place_of(store: Id16, name: BlobName) -> Place {
    let hex = name.0.iter().fold(String::with_capacity(64), |mut out, byte| {
        use std::fmt::Write;
        let _ = write!(out, "{byte:02x}");
        out
    });
    let (head, tail) = hex.split_at_checked(2).unwrap_or((&hex, ""));
    Place::from_iter([store.to_hex().as_str(), "blobs", head, tail])
}
