//! Figures for the operator, in the text form of Prometheus, on a loopback address of their own.
//!
//! Labels name operations, classes of statuses and outcomes; no tenant and no person.

use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use kernel::{Fault, OrFault};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::convert::Infallible;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::interval;

const CONNECTIONS: &str = "beleg_https_connections";
const LISTENERS: &str = "beleg_https_live_listeners";
const HANDSHAKES: &str = "beleg_https_handshakes_total";
const REQUESTS: &str = "beleg_https_requests_total";
const DURATIONS: &str = "beleg_https_request_duration_seconds";

/// **Units**: seconds.
const BUCKETS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Once a process: recorders are its own, whatever runs in it.
static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to record figures; may be called again.
pub(crate) fn install() -> Result<&'static PrometheusHandle, Fault> {
    if let Some(handle) = HANDLE.get() {
        return Ok(handle);
    }
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(DURATIONS.to_owned()), &BUCKETS)
        .or_fault("setting up the recorder of figures")?
        .build_recorder();
    let handle = HANDLE.get_or_init(|| recorder.handle());
    // Refused when somebody was faster; then that one's recorder is the process's.
    if metrics::set_global_recorder(recorder).is_ok() {
        metrics::describe_gauge!(CONNECTIONS, "Connections that are open.");
        metrics::describe_gauge!(LISTENERS, "Live streams that are open.");
        metrics::describe_counter!(HANDSHAKES, "TLS handshakes by outcome.");
        metrics::describe_counter!(REQUESTS, "Requests by operation and class of status.");
        metrics::describe_histogram!(DURATIONS, "From the request's headers to the answer's, by operation.");
    }
    Ok(handle)
}

/// Counts something that is there, until it is dropped.
#[derive(Debug)]
pub(crate) struct Present(&'static str);

impl Present {
    pub(crate) fn connection() -> Self {
        Self::new(CONNECTIONS)
    }

    pub(crate) fn listener() -> Self {
        Self::new(LISTENERS)
    }

    fn new(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}

pub(crate) fn handshake(outcome: &'static str) {
    counter!(HANDSHAKES, "outcome" => outcome).increment(1);
}

pub(crate) fn answered(operation: &'static str, status: StatusCode, took: Duration) {
    let class = match status.as_u16() {
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    };
    counter!(REQUESTS, "operation" => operation, "status" => class).increment(1);
    histogram!(DURATIONS, "operation" => operation).record(took.as_secs_f64());
}

/// Answers `GET /metrics` without TLS until `stop` changes. The caller made sure that the address is a loopback one.
pub(crate) async fn serve(listener: TcpListener, handle: &'static PrometheusHandle, mut stop: watch::Receiver<bool>) {
    // Without upkeep the figures of a histogram that nobody asks for would pile up.
    let mut upkeep = interval(Duration::from_secs(10));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = upkeep.tick() => {
                handle.run_upkeep();
                continue;
            }
            _ = stop.changed() => return,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = service_fn(move |request: Request<Incoming>| async move { Ok::<_, Infallible>(page(handle, request.uri().path())) });
        tokio::spawn(http1::Builder::new().timer(TokioTimer::new()).keep_alive(false).serve_connection(TokioIo::new(stream), service));
    }
}

fn page(handle: &PrometheusHandle, path: &str) -> Response<Full<Bytes>> {
    let found = path == "/metrics";
    let mut response = Response::new(Full::new(if found { handle.render().into() } else { Bytes::new() }));
    *response.status_mut() = if found { StatusCode::OK } else { StatusCode::NOT_FOUND };
    response.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"));
    response
}
