//! A client that says anything: the same whatever its packets' borders, and no message that it did not end.

use std::fmt::Write;
use wire::smtp::{Action, Flavour, Limits, Reply, Session, TlsOffer, Verdict};

const LIMITS: Limits = Limits { max_size: 2_000, max_recipients: 5, max_errors: 8 };

/// The first two bytes say which protocol, and where the packets are cut.
pub(crate) fn run(bytes: &[u8]) {
    let [kind, cut, said @ ..] = bytes else { return };
    let flavour = if kind & 1 == 0 { Flavour::Smtp } else { Flavour::Lmtp };
    let tls = match kind >> 1 & 3 {
        0 => TlsOffer::None,
        1 => TlsOffer::StartTls,
        2 => TlsOffer::Required,
        _ => TlsOffer::Already,
    };
    let whole = talk(flavour, tls, said.chunks(said.len().max(1)));
    let cuts = talk(flavour, tls, said.chunks(usize::from(*cut).max(1)));
    // What is pipelined behind STARTTLS is thrown away; what comes in a packet of its own counts as encrypted.
    if !whole.contains("[tls]") && !cuts.contains("[tls]") {
        assert!(whole == cuts, "packets make a difference:\n{whole}\n--\n{cuts}");
    }
}

fn talk<'a>(flavour: Flavour, tls: TlsOffer, packets: impl Iterator<Item = &'a [u8]>) -> String {
    let mut session = Session::new(flavour, LIMITS, "mail.desk.example", tls);
    let mut transcript = String::new();
    let mut is_open = act(&mut session, &mut transcript);
    for packet in packets {
        if !is_open {
            break;
        }
        session.feed(packet);
        is_open = act(&mut session, &mut transcript);
    }
    transcript
}

/// Does what the session asks for; whether the connection goes on.
fn act(session: &mut Session, transcript: &mut String) -> bool {
    while let Some(action) = session.next_action() {
        match action {
            Action::Reply(bytes) => {
                assert!(bytes.ends_with(b"\r\n") && bytes.is_ascii(), "a reply is lines of ASCII");
                transcript.push_str(&String::from_utf8_lossy(&bytes));
            }
            Action::StartTls => {
                transcript.push_str("[tls]");
                session.tls_started();
            }
            Action::AskRecipient { to, .. } if to.starts_with("no") => {
                session.recipient(Verdict::Refuse(Reply::new(550, "5.1.1", "no such recipient")));
            }
            Action::AskRecipient { .. } => session.recipient(Verdict::Accept),
            Action::Message { envelope, body } => {
                assert!(body.len() <= LIMITS.max_size && envelope.to.len() <= LIMITS.max_recipients, "there are limits");
                let _written = write!(transcript, "[{envelope:?} {body:?}]");
                session.message(&vec![Reply::new(250, "2.0.0", "taken"); envelope.to.len()]);
            }
            Action::Close => return false,
        }
    }
    true
}
