//! One request, from its headers to its answer.

use crate::accept::Busy;
use crate::assets::{self, Shell};
use crate::body::Outgoing;
use crate::content;
use crate::gate::{Desk, Shared};
use crate::guest;
use crate::host::{self, Asked};
use crate::log::Entry;
use crate::operation;
use crate::pages::Saying;
use crate::reply;
use crate::router::Found;
use crate::seats::Seat;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, CONNECTION, LOCATION};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, Version};
use hyper::body::Incoming;
use kernel::{Actor, By, Locale, RequestId, Strength};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::Directory;
use room::{Place, Stage};
use std::net::IpAddr;
use std::sync::Arc;
use store::{Door, KeyError, OpenError, Tenant};
use web::{Answer, Problem, problem};

/// A longer address is not gone back to after signing in.
const LONGEST_NEXT: usize = 2_000;

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) ip: IpAddr,
    pub(crate) seat: Arc<Seat>,
    /// The host that TLS was opened for, in lower case.
    pub(crate) named: Option<Arc<str>>,
}

/// A request before its body is read.
pub(crate) struct Asking<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) ip: IpAddr,
    pub(crate) seat: &'a Seat,
    pub(crate) id: RequestId,
    pub(crate) parts: Parts,
    /// The language that the browser asks for.
    spoken: Option<Locale>,
}

/// What a request is about, once its host is known.
pub(crate) struct Site {
    pub(crate) door: Door<Tenant>,
    pub(crate) place: Place,
}

/// Answers one request.
pub(crate) async fn serve(shared: Arc<Shared>, peer: Peer, busy: Arc<Busy>, request: Request<Incoming>) -> Response<Outgoing> {
    let id = shared.ambient.request();
    let mut entry = Entry::begin(id, Busy::run(&busy));
    let (parts, body) = request.into_parts();
    let spoken = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Locale::from_header);
    let client = shared.reach.client(peer.ip, &parts.headers);
    let asking = Asking { shared: &shared, ip: client.unwrap_or(peer.ip), seat: &peer.seat, id, parts, spoken };
    let answer = match client {
        Ok(_) => asking.answer(peer.named.as_deref(), body, &mut entry).await,
        Err(_) => Err(Problem::new(&problem::MALFORMED).with_detail("the proxy does not say from where it was asked")),
    };
    let answer = answer.unwrap_or_else(|problem| asking.refusal(problem));
    let mut response = reply::finish(answer, id, &asking.parts.headers, asking.parts.method == Method::HEAD);
    if response.status() == StatusCode::REQUEST_TIMEOUT && asking.parts.version < Version::HTTP_2 {
        // What is left of the request is not waited for (RFC 9110 §15.5.9).
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    entry.answered(response.status());
    response.map(|body| body.logged(entry))
}

impl Asking<'_> {
    async fn answer(&self, named: Option<&str>, body: Incoming, entry: &mut Entry) -> Result<Answer, Problem> {
        let asked = host::asked(&self.parts, named, self.shared.port)?;
        if let Some(answer) = self.health(entry) {
            return answer;
        }
        if !self.shared.reach.rule.lets_in(Some(self.ip)) {
            return Err(Problem::new(&problem::ADDRESS));
        }
        let Asked::Name(host) = asked else { return Err(Problem::new(&problem::MISDIRECTED)) };
        let desk = self.shared.desk().ok_or_else(|| Problem::new(&problem::SEALED))?;
        let (host, is_content) = match host.strip_prefix("content.") {
            Some(host) => (host, true),
            None => (host.as_str(), false),
        };
        let found = desk.house.service::<Directory>()?.by_host(host).ok_or_else(|| Problem::new(&problem::MISDIRECTED))?;
        entry.note_tenant(found.tenant);
        if !found.is_active() {
            return Err(Problem::new(&problem::SUSPENDED));
        }
        let port = self.shared.port;
        let host = if port == 443 { host.to_owned() } else { format!("{host}:{port}") };
        let place = Place { name: found.name.clone(), title: found.title.clone(), host, locale: found.locale };
        if is_content {
            entry.note_operation("content");
            if !self.only_reads() {
                return Ok(self.not_with_this_method("GET, HEAD"));
            }
            let wanted = content::Wanted { path: self.parts.uri.path(), request: self.id, ip: self.ip, locale: self.locale(&place) };
            let door = open(desk, found.tenant).await?;
            let answer = Box::pin(content::serve(&desk.house, door, place, wanted)).await?;
            if answer.status == StatusCode::OK {
                self.seat.recognise();
            }
            return Ok(answer);
        }
        match self.shared.routes.find(&self.parts.method, self.parts.uri.path()) {
            Found::Operation(operation, path) => {
                entry.note_operation(operation.name);
                let site = Site { door: open(desk, found.tenant).await?, place };
                Box::pin(operation::run(self, desk, site, (operation, path), body)).await
            }
            Found::Others(allowed) => Ok(self.not_with_this_method(&allowed)),
            Found::Nothing => self.front_end(desk, found.tenant, place, entry).await,
        }
    }

    /// Files and shells of the front end; nothing else is left.
    async fn front_end(&self, desk: &Desk, tenant: kernel::TenantId, place: Place, entry: &mut Entry) -> Result<Answer, Problem> {
        let (path, headers) = (self.parts.uri.path(), &self.parts.headers);
        let file = assets::file(path, headers);
        let shell = Shell::of(path);
        if file.is_none() && shell.is_none() {
            return Err(Problem::not_found());
        }
        if !self.only_reads() {
            return Ok(self.not_with_this_method("GET, HEAD"));
        }
        if let Some(file) = file {
            entry.note_operation("file");
            return Ok(file);
        }
        let Some(shell) = shell else { return Err(Problem::not_found()) };
        entry.note_operation(shell.operation());
        let site = Site { door: open(desk, tenant).await?, place };
        let guest = guest::of_browser(self, desk, &site, shell.audience()).await?;
        if guest.as_ref().is_some_and(|guest| guest.stage == Stage::Barred) {
            return Err(Problem::new(&problem::ADDRESS));
        }
        let door = match &guest {
            None => Some(shell.sign_in().to_owned()),
            Some(guest) if guest.stage == Stage::NeedsFactor => Some(format!("{}/factor", shell.sign_in())),
            Some(_) => None,
        };
        if let Some(door) = door {
            let here = self.parts.uri.path_and_query().map(|target| target.as_str()).filter(|here| here.len() <= LONGEST_NEXT);
            let next = here.map(|here| format!("?next={}", utf8_percent_encode(here, NON_ALPHANUMERIC))).unwrap_or_default();
            return Ok(Answer::new(StatusCode::SEE_OTHER).with_header(LOCATION.as_str(), &format!("{door}{next}")));
        }
        self.seat.recognise();
        Ok(shell.answer(headers, &site.place).unwrap_or_else(|| reply::page(Saying::NoFrontEnd.page(self.locale(&site.place), self.id))))
    }

    /// `/health` says that the process answers; `/ready` that it can work.
    fn health(&self, entry: &mut Entry) -> Option<Result<Answer, Problem>> {
        let path = self.parts.uri.path();
        if path != "/health" && path != "/ready" {
            return None;
        }
        entry.note_operation("health");
        if !self.only_reads() {
            return Some(Ok(self.not_with_this_method("GET, HEAD")));
        }
        let (open, leaving) = (self.shared.desk().is_some(), self.shared.is_leaving());
        // A node without a pulse is not a whole one: nobody measures whether it takes writes.
        let pulse = self.shared.desk().and_then(|desk| desk.house.service::<platform::Pulse>().ok().map(|pulse| pulse.is_well()));
        let status = match (open, leaving) {
            (false, _) => "sealed",
            (true, true) => "leaving",
            (true, false) if pulse == Some(false) => "takes no writes",
            (true, false) => "ok",
        };
        let code = if path == "/health" || status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        Some(Ok(Answer::new(code).typed("application/json", format!("{{\"status\":\"{status}\"}}"))))
    }

    fn only_reads(&self) -> bool {
        self.parts.method == Method::GET || self.parts.method == Method::HEAD
    }

    fn not_with_this_method(&self, allowed: &str) -> Answer {
        Problem::new(&problem::METHOD).into_answer(self.id).with_header(ALLOW.as_str(), allowed)
    }

    /// A refusal as a problem, or as a page for a person with a browser.
    fn refusal(&self, problem: Problem) -> Answer {
        let saying = Saying::of(problem.slug()).filter(|_| self.wants_page());
        // A fault is logged here, whichever of the two is sent.
        let answer = problem.into_answer(self.id);
        saying.map_or(answer, |saying| reply::page(saying.page(self.spoken.unwrap_or_default(), self.id)))
    }

    fn wants_page(&self) -> bool {
        let accepts = self.parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        accepts.contains("text/html") && !self.parts.uri.path().starts_with("/api/")
    }

    /// Whether whoever calls what anybody may call comes from where they may.
    pub(crate) async fn may_knock(&self, desk: &Desk, site: &Site) -> Result<(), Problem> {
        let may = access::stranger_may_come(&site.door, &desk.house, &self.stranger()).await?;
        if may { Ok(()) } else { Err(Problem::new(&problem::ADDRESS)) }
    }

    /// The request before it is known who sent it.
    pub(crate) const fn stranger(&self) -> By {
        By { actor: Actor::Stranger, on_behalf: None, strength: Strength::None, request: self.id, ip: Some(self.ip) }
    }

    fn locale(&self, place: &Place) -> Locale {
        self.spoken.unwrap_or(place.locale)
    }
}

/// The tenant's door, opened if need be.
async fn open(desk: &Desk, tenant: kernel::TenantId) -> Result<Door<Tenant>, Problem> {
    desk.node.tenant(tenant).await.map_err(|error| match error {
        OpenError::Key(KeyError::Sealed) => Problem::new(&problem::SEALED),
        OpenError::Fault(fault) => fault.into(),
        other => kernel::Fault::new("opening a tenant's store", other).into(),
    })
}
