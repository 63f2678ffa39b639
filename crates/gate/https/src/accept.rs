//! Connections: accepted, shaken hands with, bounded, and let go when nobody uses them.

use crate::gate::Shared;
use crate::metrics;
use crate::seats::{Seat, Seats, Sitting};
use crate::serve::{Peer, serve};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, interval, interval_at, sleep, timeout};
use tokio_rustls::TlsAcceptor;

/// A request's line and headers together may not be larger.
pub(crate) const HEADER_BYTES: usize = 32 * 1024;

/// The smallest read buffer that leaves room for such headers.
const BUFFER_BYTES: usize = 64 * 1024;

/// Streams that one HTTP/2 connection may have open. A page of the front end asks for some forty files at once; each stream more
/// is a request that runs and may hold memory.
const STREAMS: u32 = 64;

/// How much a client may send on an HTTP/2 connection, and on one stream of it, before it is read: what comes counts as memory of
/// its body only when it is read. **Units**: bytes.
const UNREAD: u32 = 256 * 1024;
const STREAM_UNREAD: u32 = 128 * 1024;

/// Streams that a client opened and reset before they were looked at, and streams that we had to reset for its faults: more
/// of either ends the connection (CVE-2023-44487, CVE-2025-8671).
const RESETS: usize = 32;

/// How long the network may leave sent bytes unacknowledged before the connection counts as dead.
const UNHEARD: Duration = Duration::from_mins(2);

/// What a connection gets to end by itself after it was asked to.
const FAREWELL: Duration = Duration::from_secs(1);

/// How many times a connection is looked at before it counts as unused.
const LOOKS: u32 = 10;

/// Times after which connections are given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For the headers of a connection's first request; on HTTP/1.1 also for those of each other to begin and to come.
    pub headers: Duration,
    /// For the next piece of a body.
    pub piece: Duration,
    /// For a connection on which no request runs.
    pub idle: Duration,
    /// For running requests when the gate closes.
    pub leaving: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            headers: Duration::from_secs(30),
            piece: Duration::from_secs(20),
            idle: Duration::from_mins(5),
            leaving: Duration::from_secs(10),
        }
    }
}

/// Takes connections until `stop` changes, then waits for those that are still busy.
pub(crate) async fn accept(shared: Arc<Shared>, listener: TcpListener, acceptor: TlsAcceptor, mut stop: watch::Receiver<bool>) {
    let seats = Seats::new(shared.limits);
    loop {
        let next = async {
            let (stream, address) = listener.accept().await?;
            Ok::<_, std::io::Error>(
                seats.take(address.ip(), shared.reach.is_proxy(address.ip())).await.map(|sitting| (sitting, stream, address)),
            )
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            _ = stop.changed() => break,
        };
        match accepted {
            Ok(Some((sitting, stream, address))) => {
                let whose = (address.ip().to_canonical(), Arc::clone(&sitting.seat));
                let connection = Box::pin(connection(Arc::clone(&shared), stream, whose, acceptor.clone(), stop.clone()));
                tokio::spawn(seated(sitting, connection));
            }
            Ok(None) => metrics::handshake("crowded"),
            Err(error) => {
                // Out of descriptors, or the client left at once. Without a pause the first would be a busy loop.
                tracing::warn!(error = %error.kind(), "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    if timeout(shared.patience.leaving, seats.emptied()).await.is_err() {
        tracing::warn!("connections were still busy when the gate closed");
    }
}

async fn seated(sitting: Sitting, connection: impl Future<Output = ()>) {
    let _present = metrics::Present::connection();
    tokio::select! {
        () = connection => {}
        () = sitting.asked_to_leave() => {}
    }
}

async fn connection(
    shared: Arc<Shared>,
    stream: TcpStream,
    (ip, seat): (IpAddr, Arc<Seat>),
    acceptor: TlsAcceptor,
    stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, u32::try_from(UNHEARD.as_millis()).unwrap_or(u32::MAX));
    let Ok(Ok(stream)) = timeout(shared.patience.handshake, acceptor.accept(stream)).await else {
        metrics::handshake("failed");
        return;
    };
    metrics::handshake("done");
    let tls = stream.get_ref().1;
    let peer = Peer { ip, seat, named: tls.server_name().map(|name| name.to_ascii_lowercase().into()) };
    let is_http2 = tls.alpn_protocol() == Some(b"h2");
    let busy = Arc::new(Busy::default());
    let service = {
        let (shared, busy) = (Arc::clone(&shared), Arc::clone(&busy));
        service_fn(move |request| {
            // Boxed, so that an idle connection is not as large as the longest request.
            let answering = Box::pin(serve(Arc::clone(&shared), peer.clone(), Arc::clone(&busy), request));
            async move { Ok::<_, Infallible>(answering.await) }
        })
    };
    if is_http2 {
        let connection = http2_builder().serve_connection(TokioIo::new(stream), service);
        watched(connection, &shared, &busy, stop).await;
    } else {
        let connection = http1_builder(&shared).serve_connection(TokioIo::new(stream), service);
        watched(connection, &shared, &busy, stop).await;
    }
}

fn http1_builder(shared: &Shared) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(shared.patience.headers);
    builder.max_header_size(HEADER_BYTES).max_buf_size(BUFFER_BYTES);
    builder
}

fn http2_builder() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder.timer(TokioTimer::new()).keep_alive_interval(Duration::from_mins(1)).keep_alive_timeout(Duration::from_secs(20));
    builder.initial_connection_window_size(UNREAD).initial_stream_window_size(STREAM_UNREAD);
    builder.max_concurrent_streams(STREAMS).max_pending_accept_reset_streams(RESETS).max_local_error_reset_streams(RESETS);
    builder.max_header_list_size(u32::try_from(HEADER_BYTES).unwrap_or(u32::MAX)).max_send_buf_size(BUFFER_BYTES);
    builder
}

/// Lets a connection run; asks it to end when the gate closes or nobody used it for a while.
async fn watched<C: GracefulConnection>(connection: C, shared: &Shared, busy: &Busy, mut stop: watch::Receiver<bool>) {
    let mut connection = pin!(connection);
    let between = (shared.patience.idle / LOOKS).max(Duration::from_millis(1));
    let mut looks = interval_at(Instant::now() + between, between);
    let mut farewell = interval(FAREWELL);
    let mut first = pin!(sleep(shared.patience.headers));
    let (mut unused, mut ending) = (0, false);
    loop {
        let end = tokio::select! {
            // How a connection breaks is the client's affair.
            _ = connection.as_mut() => return,
            _ = stop.changed(), if !ending => true,
            // Whoever came to ask something has asked by now.
            () = first.as_mut(), if !first.is_elapsed() => {
                if busy.was_never_used() {
                    return;
                }
                false
            }
            _ = looks.tick(), if !ending => {
                unused = if busy.was_used() { 0 } else { unused + 1 };
                unused >= LOOKS
            }
            // Who was asked to end and is silent may have nothing to say good-bye to: no request ever began.
            _ = farewell.tick(), if ending && !busy.is_running() => return,
        };
        if end {
            ending = true;
            connection.as_mut().graceful_shutdown();
            farewell.reset();
        }
    }
}

/// How many requests run on a connection, and whether one ran since it was last looked at.
#[derive(Debug, Default)]
pub(crate) struct Busy {
    running: AtomicU32,
    begun: AtomicU32,
    ever: AtomicBool,
}

/// Held while a request runs and its answer is under way.
#[derive(Debug)]
pub(crate) struct Running(Arc<Busy>);

impl Busy {
    pub(crate) fn run(busy: &Arc<Self>) -> Running {
        busy.running.fetch_add(1, Ordering::Relaxed);
        busy.begun.fetch_add(1, Ordering::Relaxed);
        busy.ever.store(true, Ordering::Relaxed);
        Running(Arc::clone(busy))
    }

    fn is_running(&self) -> bool {
        self.running.load(Ordering::Relaxed) > 0
    }

    fn was_never_used(&self) -> bool {
        !self.ever.load(Ordering::Relaxed)
    }

    fn was_used(&self) -> bool {
        self.begun.swap(0, Ordering::Relaxed) > 0 || self.is_running()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}
