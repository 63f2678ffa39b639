//! Bodies: read with bounds, sent and counted.

use crate::log::Entry;
use bytes::{Bytes, BytesMut};
use futures_util::TryFutureExt as _;
use futures_util::stream::BoxStream;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use web::{Problem, problem};

/// Bodies up to this size are read without asking for memory.
const SMALL_BYTES: usize = 64 * 1024;

/// Bodies that come slower than this are given up. **Units**: bytes a second.
const SLOWEST_BYTES: usize = 16 * 1024;

/// How long a large body waits for memory.
const WAIT: Duration = Duration::from_secs(10);

/// Memory for large bodies, shared by all requests of the node: so many of them cannot use up the machine.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    kib: Arc<Semaphore>,
    all_kib: u32,
}

impl Memory {
    pub(crate) fn new(bytes: usize) -> Self {
        let all_kib = u32::try_from(bytes / 1024).unwrap_or(u32::MAX).min(u32::try_from(Semaphore::MAX_PERMITS).unwrap_or(u32::MAX)).max(1);
        Self { kib: Arc::new(Semaphore::new(usize::try_from(all_kib).unwrap_or(1))), all_kib }
    }
}

/// What a body may be and how fast it must come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) most: usize,
    pub(crate) piece: Duration,
}

/// A body that was read, with its share of the memory.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) bytes: Bytes,
    _share: Option<tokio::sync::OwnedSemaphorePermit>,
}

/// Reads a body.
///
/// # Errors
/// `too-large`; `malformed` when it is compressed, breaks off or does not come; `busy` when there is no memory for it.
pub(crate) async fn read(headers: &HeaderMap, body: Incoming, memory: &Memory, bounds: Bounds) -> Result<Read, Problem> {
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(malformed("send the body uncompressed"));
    }
    let said = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()).and_then(|length| length.parse::<usize>().ok());
    if said.is_some_and(|length| length > bounds.most) {
        return Err(Problem::new(&problem::TOO_LARGE));
    }
    if body.is_end_stream() {
        return Ok(Read { bytes: Bytes::new(), _share: None });
    }
    let expected = said.unwrap_or(bounds.most);
    let slowest = bounds.piece + Duration::from_secs(u64::try_from(expected / SLOWEST_BYTES).unwrap_or(u64::MAX));
    let share = if expected > SMALL_BYTES { Some(share(memory, expected).await?) } else { None };
    let bytes = timeout(slowest, collect(body, said.unwrap_or(0), bounds)).await.map_err(|_| malformed("the body came too slowly"))??;
    Ok(Read { bytes, _share: share })
}

async fn share(memory: &Memory, bytes: usize) -> Result<tokio::sync::OwnedSemaphorePermit, Problem> {
    let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX).min(memory.all_kib);
    let busy = || Problem::new(&problem::BUSY).retry_after(WAIT.as_secs());
    timeout(WAIT, Arc::clone(&memory.kib).acquire_many_owned(kib)).map_err(|_| busy()).await?.map_err(|_| busy())
}

async fn collect(mut body: Incoming, expected: usize, bounds: Bounds) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::with_capacity(expected.min(bounds.most));
    loop {
        let frame = timeout(bounds.piece, body.frame()).await.map_err(|_| malformed("the body did not come in time"))?;
        let Some(frame) = frame else { return Ok(bytes.freeze()) };
        let frame = frame.map_err(|_| malformed("the body broke off"))?;
        if let Ok(piece) = frame.into_data() {
            if bytes.len() + piece.len() > bounds.most {
                return Err(Problem::new(&problem::TOO_LARGE));
            }
            bytes.extend_from_slice(&piece);
        }
    }
}

fn malformed(words: &str) -> Problem {
    Problem::new(&problem::MALFORMED).with_detail(words)
}

/// A body on its way out. It is counted; the line of the log is written when it has been sent or given up.
pub(crate) struct Outgoing {
    inner: Inner,
    entry: Option<Entry>,
}

enum Inner {
    Whole(Option<Bytes>),
    Stream(BoxStream<'static, Bytes>),
}

impl Outgoing {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self { inner: Inner::Whole(Some(bytes).filter(|bytes| !bytes.is_empty())), entry: None }
    }

    pub(crate) fn stream(pieces: BoxStream<'static, Bytes>) -> Self {
        Self { inner: Inner::Stream(pieces), entry: None }
    }

    /// Hands over the line of the log.
    pub(crate) fn logged(self, entry: Entry) -> Self {
        Self { entry: Some(entry), ..self }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let body = self.get_mut();
        let polled = match &mut body.inner {
            Inner::Whole(bytes) => Poll::Ready(bytes.take()),
            Inner::Stream(pieces) => pieces.as_mut().poll_next(cx),
        };
        if let (Poll::Ready(Some(piece)), Some(entry)) = (&polled, &mut body.entry) {
            entry.count(piece.len());
        }
        polled.map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.inner, Inner::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.inner {
            Inner::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX))),
            Inner::Stream(_) => SizeHint::default(),
        }
    }
}
