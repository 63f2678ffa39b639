//! A mailbox's server that says anything: within its limits, and the same whatever its packets' borders.

use std::fmt::Write;
use wire::{imap, pop3};

/// The first two bytes say which protocol, and where the packets are cut.
pub(crate) fn run(bytes: &[u8]) {
    let [kind, cut, said @ ..] = bytes else { return };
    let cut = usize::from(*cut).max(1);
    if kind & 1 == 0 {
        let whole = imap(said.chunks(said.len().max(1)));
        assert!(whole == imap(said.chunks(cut)), "packets make a difference: {whole}");
    } else {
        let expect = if kind & 2 == 0 { pop3::Expect::Line } else { pop3::Expect::Body };
        let whole = pop3(expect, said.chunks(said.len().max(1)));
        assert!(whole == pop3(expect, said.chunks(cut)), "packets make a difference: {whole}");
    }
    names(&String::from_utf8_lossy(said));
}

/// All responses, and how it ended.
fn imap<'a>(packets: impl Iterator<Item = &'a [u8]>) -> String {
    let mut decoder = imap::Decoder::new(imap::Limits { text: 4_000, literals: 2_000 });
    let mut heard = String::new();
    for packet in packets {
        let fed = decoder.feed(packet);
        while let Some(response) = decoder.pop() {
            if let imap::Response::Answer(answer) = &response {
                answer.number("UIDVALIDITY");
            }
            let _written = writeln!(heard, "{response:?}");
        }
        if let Err(garbled) = fed {
            return format!("{heard}{garbled}");
        }
    }
    heard
}

fn pop3<'a>(expect: pop3::Expect, packets: impl Iterator<Item = &'a [u8]>) -> String {
    let mut decoder = pop3::Decoder::new(pop3::Limits { line: 600, body: 4_000 });
    let mut heard = String::new();
    for mut packet in packets {
        while !packet.is_empty() {
            decoder.expect(expect);
            match decoder.feed(packet) {
                Ok(taken) => packet = packet.get(taken..).unwrap_or_default(),
                Err(garbled) => return format!("{heard}{garbled}"),
            }
            if let Some(reply) = decoder.pop() {
                assert!(reply.body.len() <= 4_000, "there are limits");
                pop3::listing(&reply.body);
                let _written = writeln!(heard, "{reply:?}");
            }
        }
    }
    heard
}

/// A folder's name comes back as it went out, and no argument begins another command.
fn names(text: &str) {
    for argument in [imap::quoted(text), imap::folder_argument(text), pop3::argument(text).map(str::to_owned)].into_iter().flatten() {
        assert!(!argument.contains(['\r', '\n']), "an argument is one line");
    }
    imap::folder_name(text);
    let uids: Vec<u32> = text.bytes().map(u32::from).filter(|uid| *uid > 0).collect();
    assert!(!imap::uid_set(&uids).contains([' ', '\r', '\n']), "a set is one word");
}
