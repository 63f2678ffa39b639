//! A smarthost that does what the local parts of its recipients say.

use kernel::{Ambient, Timestamp};
use net::{Alpn, CertificateSet, Certificates, Contacts, DevCa, Egress, Policy, Profile, Purpose, Roots, Rule, ServerKey, Submission};
use net::{SubmissionTls, Tickets};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A mail that it took, or that it has in hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Took {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) raw: String,
}

/// `no…` is refused, `later…` is put off, `hang…` waits for [`Smarthost::go`] before it is answered, `mute…` is taken and never
/// answered, `cut…` is taken and the connection closed instead of an answer.
pub(crate) struct Smarthost {
    pub(crate) submission: Submission,
    pub(crate) egress: Egress,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    took: Mutex<Vec<Took>>,
    /// Conversations that hang or are mute.
    stuck: Mutex<usize>,
    news: Notify,
    better: Mutex<bool>,
    pass: Pass,
}

struct Pass(Semaphore);

impl Default for Pass {
    fn default() -> Self {
        Self(Semaphore::new(0))
    }
}

impl Smarthost {
    pub(crate) async fn start(ambient: &Ambient) -> Self {
        let now: Timestamp = ambient.now();
        let ca = DevCa::create(now).unwrap();
        let issued = ca.issue("localhost", now).unwrap();
        let mut set = CertificateSet::default();
        set.insert("localhost", &ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem).unwrap()).unwrap();
        let tickets = Tickets::new(kernel::Secret::new([1; 32]), ambient.clone());
        let config = net::server_config(Profile::Mail, Arc::new(Certificates::new(set)), Alpn::Http, tickets).unwrap();
        let acceptor = TlsAcceptor::from(config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let serving = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(acceptor.clone(), stream, Arc::clone(&serving)));
            }
        });
        let purposes = BTreeMap::from([(Purpose::SmtpSubmission, Rule { ports: vec![port] })]);
        let policy = Policy { purposes, internal: vec!["127.0.0.1".parse().unwrap()], own_addresses: Vec::new() };
        Self {
            submission: Submission {
                host: "localhost".into(),
                port,
                tls: SubmissionTls::Implicit,
                credentials: None,
                extra_roots: Roots::from_pem(ca.ca_pem()).unwrap(),
                helo: "desk.example".into(),
            },
            egress: Egress::new(policy, Arc::new(Contacts::new(100)), ambient.clone()),
            state,
        }
    }

    pub(crate) fn took(&self) -> Vec<Took> {
        self.state.took.lock().unwrap().clone()
    }

    /// From now on everybody is taken at once.
    pub(crate) fn gets_better(&self) {
        *self.state.better.lock().unwrap() = true;
    }

    /// Lets one conversation go on that hangs.
    pub(crate) fn go(&self) {
        self.state.pass.0.add_permits(1);
    }

    /// Waits until so many conversations are stuck.
    pub(crate) async fn stuck(&self, count: usize) {
        let wait = async {
            loop {
                let news = self.state.news.notified();
                if *self.state.stuck.lock().unwrap() >= count {
                    return;
                }
                news.await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), wait).await.unwrap();
    }
}

impl State {
    fn is_stuck(&self) {
        *self.stuck.lock().unwrap() += 1;
        self.news.notify_waiters();
        self.news.notify_one();
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, state: Arc<State>) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    // Whoever hangs up in the middle has.
    let _ = talk(BufReader::new(stream), &state).await;
}

async fn talk(mut stream: BufReader<TlsStream<TcpStream>>, state: &State) -> std::io::Result<()> {
    stream.write_all(b"220 smarthost\r\n").await?;
    let (mut mail, mut line) = (Took { from: String::new(), to: Vec::new(), raw: String::new() }, String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let path = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path.to_owned());
        let answer = match line.get(..4).unwrap_or_default() {
            "EHLO" => "250-smarthost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 0\r\n".to_owned(),
            "MAIL" => {
                mail = Took { from: path.unwrap_or_default(), to: Vec::new(), raw: String::new() };
                "250 2.1.0 ok\r\n".to_owned()
            }
            "RCPT" => recipient(state, &mut mail, path.unwrap_or_default()).await,
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                mail.raw = body(&mut stream).await?;
                state.took.lock().unwrap().push(mail.clone());
                match fate(state, &mail) {
                    "mute" => {
                        state.is_stuck();
                        stream.read_to_end(&mut Vec::new()).await?;
                        return Ok(());
                    }
                    "cut" => return Ok(()),
                    _ => "250 2.0.0 queued as 4711\r\n".to_owned(),
                }
            }
            "QUIT" => return Ok(()),
            _ => "500 5.5.1 what\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

fn fate(state: &State, mail: &Took) -> &'static str {
    let better = *state.better.lock().unwrap();
    let is = |word: &str| !better && mail.to.iter().any(|to| to.starts_with(word));
    if is("mute") {
        "mute"
    } else if is("cut") {
        "cut"
    } else {
        ""
    }
}

async fn recipient(state: &State, mail: &mut Took, path: String) -> String {
    let better = *state.better.lock().unwrap();
    if path.starts_with("no") {
        return "550 5.1.1 no such user\r\n".into();
    }
    if path.starts_with("later") && !better {
        return "451 4.7.1 greylisted\r\n".into();
    }
    if path.starts_with("hang") && !better {
        state.is_stuck();
        state.pass.0.acquire().await.unwrap().forget();
    }
    mail.to.push(path);
    "250 2.1.5 ok\r\n".into()
}

async fn body(stream: &mut BufReader<TlsStream<TcpStream>>) -> std::io::Result<String> {
    let (mut raw, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
