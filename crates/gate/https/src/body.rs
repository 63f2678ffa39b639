//! Bodies: read with bounds, sent and counted.

use crate::log::Entry;
use crate::memory::Share;
use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use web::{Problem, problem};

/// Bodies that come slower than this are given up. **Units**: bytes a second.
const SLOWEST_BYTES: u64 = 16 * 1024;

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
    _share: Share,
}

/// Reads a body; `share` is what it may take of the memory.
///
/// # Errors
/// `too-large`; `too-slow`; `malformed` when it is compressed or breaks off; `busy` when there is no memory for it.
pub(crate) async fn read(headers: &HeaderMap, body: Incoming, share: Share, bounds: Bounds) -> Result<Read, Problem> {
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(malformed("send the body uncompressed"));
    }
    let said = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()).and_then(|length| length.parse::<usize>().ok());
    if said.is_some_and(|length| length > bounds.most) {
        return Err(Problem::new(&problem::TOO_LARGE));
    }
    let arriving =
        Arriving { bytes: BytesMut::new(), share, longest: said.unwrap_or(bounds.most), pace: Pace::begin(bounds.piece, Instant::now()) };
    arriving.collect(body, bounds.most).await
}

/// A body of which some has come.
struct Arriving {
    bytes: BytesMut,
    share: Share,
    /// It will not be longer, as far as is known.
    longest: usize,
    pace: Pace,
}

impl Arriving {
    async fn collect(mut self, mut body: Incoming, most: usize) -> Result<Read, Problem> {
        loop {
            let frame = timeout_at(self.pace.due, body.frame()).await.map_err(|_| Problem::new(&problem::TOO_SLOW))?;
            let Some(frame) = frame else { return Ok(Read { bytes: self.bytes.freeze(), _share: self.share }) };
            let frame = frame.map_err(|_| malformed("the body broke off"))?;
            let Ok(piece) = frame.into_data() else { continue };
            if self.bytes.len() + piece.len() > most {
                return Err(Problem::new(&problem::TOO_LARGE));
            }
            self.pace.came(piece.len(), Instant::now());
            self.grow(self.bytes.len() + piece.len()).await?;
            self.bytes.extend_from_slice(&piece);
        }
    }

    /// Makes room for so many bytes: for twice of what there was, so that it is seldom copied, and for no more than will come.
    async fn grow(&mut self, needed: usize) -> Result<(), Problem> {
        let room = self.bytes.capacity();
        if needed <= room {
            return Ok(());
        }
        let room = (room * 2).clamp(needed, self.longest.max(needed));
        let asked = Instant::now();
        self.share.hold(room).await?;
        self.pace.waited(asked.elapsed());
        self.bytes.reserve(room - self.bytes.len());
        Ok(())
    }
}

/// Until when the next piece must come. Each piece puts it off by the time that its bytes may take at the slowest; waiting for the
/// first or next one takes no longer than `piece`, however much has come.
struct Pace {
    piece: Duration,
    due: Instant,
}

impl Pace {
    fn begin(piece: Duration, now: Instant) -> Self {
        Self { piece, due: now + piece }
    }

    fn came(&mut self, bytes: usize, now: Instant) {
        let earned = Duration::from_micros(u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(1_000_000) / SLOWEST_BYTES);
        self.due = (self.due + earned).min(now + self.piece);
    }

    /// It was we who let it wait.
    fn waited(&mut self, time: Duration) {
        self.due += time;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_must_keep_its_pace() {
        // Pieces as seconds after the one before and bytes, and whether they all come in time.
        let check = |pieces: &[(u64, usize)], expected: bool| {
            let mut now = Instant::now();
            let mut pace = Pace::begin(Duration::from_secs(20), now);
            let mut in_time = true;
            for (after, bytes) in pieces {
                now += Duration::from_secs(*after);
                in_time &= now <= pace.due;
                pace.came(*bytes, now);
            }
            assert_eq!(in_time, expected, "{pieces:?}");
        };
        check(&[(20, 1)], true);
        check(&[(21, 1)], false);
        check(&[(10, 1), (10, 1)], true);
        check(&[(10, 1), (11, 1)], false);
        check(&[(19, 16_384), (2, 1)], true);
        check(&[(1, 10_000_000), (20, 1)], true);
        check(&[(1, 10_000_000), (21, 1)], false);
        check(&[(5, 65_536); 50], false);
        check(&[(4, 65_536); 50], true);
    }

    #[test]
    fn what_it_waited_for_us_is_not_held_against_it() {
        let now = Instant::now();
        let mut pace = Pace::begin(Duration::from_secs(20), now);
        pace.waited(Duration::from_secs(9));
        assert_eq!(pace.due, now + Duration::from_secs(29));
    }
}
