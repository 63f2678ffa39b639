//! Mails and HTML made to be costly.
//!
//! No clock is asked: each of these is so long that work which grows with the square of the length would take minutes.

use wire::html::sanitise;
use wire::mime::{Mail, split_quote};
use wire::subject;

/// What scanners look for, without the other half.
const PIECES: [&str; 24] = [
    "(",
    "\"",
    "\\",
    "=?",
    "=?aa?q? ",
    "=?a?b?",
    "<",
    ">",
    ",",
    ";",
    ":",
    "a@b,",
    "a@b:",
    "a;b=c;",
    "b*1=c;",
    "'",
    "=41",
    "%41",
    "&",
    "Re:",
    "Ticket#1234 ",
    "\n ",
    "\na;\nb=c;",
    "\nA:",
];

#[test]
fn fields_cost_what_their_first_octets_cost() {
    for field in
        ["Subject: ", "From: ", "To: ", "References: ", "Content-Disposition: attachment; filename=", "Content-Type: multipart/mixed; a="]
    {
        for piece in PIECES {
            let mail = Mail::understand(format!("{field}{}\n\nbody", piece.repeat(1024 * 1024 / piece.len())).as_bytes());
            assert!(mail.subject.len() <= 4_000, "{field}{piece}");
        }
    }
}

#[test]
fn bodies_are_cut_in_one_go() {
    let kinds = [
        "text/plain",
        "text/plain; charset=utf-7",
        "text/plain; format=flowed; delsp=yes",
        "text/calendar",
        "multipart/mixed; boundary=b",
        "multipart/mixed; boundary=\"-\"",
        "message/rfc822",
    ];
    for kind in kinds {
        for encoding in ["7bit", "base64", "quoted-printable"] {
            for piece in [
                "--b\n",
                "--b\n\nx\n",
                "--",
                "---\n",
                "-----\n",
                "\n> ",
                "From: a\n",
                "+AAA",
                "=\n",
                "=",
                "\n",
                "begin 644 x\n",
                "#0V%T\n",
                "BEGIN:VEVENT\n",
            ] {
                let body = piece.repeat(128 * 1024 / piece.len());
                let mail = Mail::understand(format!("Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n{body}").as_bytes());
                let (new, quoted) = split_quote(&mail.text);
                assert_eq!(new.len() + quoted.len(), mail.text.len(), "{kind} {encoding} {piece}");
            }
        }
    }
    // Lines that may be a file, between beginnings that have no end.
    let mail = Mail::understand(format!("\n{}", format!("begin 644 x\n{}", "#0V%T\n".repeat(1_000)).repeat(100)).as_bytes());
    assert_eq!(mail.attachments.len(), 0);
}

#[test]
fn containers_of_outlook_are_opened_in_one_go() {
    for piece in [&[0; 4][..], &[1, 3, 0x90, 6, 0, 4, 0, 0, 0, 255, 255, 255, 255, 0, 0], &[2, 2, 0x90, 6, 0, 0, 0, 0, 0, 0, 0]] {
        let container = [&[0x78, 0x9F, 0x3E, 0x22, 1, 0][..], &piece.repeat(1024 * 1024 / piece.len())].concat();
        let mail = Mail::understand(&[b"Content-Type: application/ms-tnef\n\n", container.as_slice()].concat());
        assert!(mail.attachments.len() <= 201);
    }
}

#[test]
fn parts_inside_parts_are_cut_once_a_level() {
    let open = |n: usize| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n");
    let deep: String = (0..1_000).map(open).collect();
    let mail = Mail::understand(format!("{deep}{}", "line\n".repeat(400_000)).as_bytes());
    assert!(mail.malformed.is_some());
    let wide: String = (0..20).map(open).collect();
    let mail = Mail::understand(format!("{wide}{}", "\nx\n--b19\n".repeat(100_000)).as_bytes());
    assert!(mail.malformed.is_some());
}

#[test]
fn markup_is_made_harmless_in_one_go() {
    let check = |piece: &str, length: usize| {
        let clean = sanitise(&piece.repeat(length / piece.len()), &|_| None);
        assert!(clean.html.len() <= wire::html::LONGEST_HTML, "{piece}");
    };
    for piece in ["<!---->", "<!--x--!>", "<x>", "</x>", "<p title='", "<img src=cid:a", "<p style='color:rgb("] {
        check(piece, 1024 * 1024);
    }
    for piece in
        ["<a href=x>", "<table><tr><td>", "<a href=x><table><tr><td>", "<li>", "<b>", "<h1><p>", "<pre>\u{a0}", "\u{a0}", "&", "<br>"]
    {
        check(piece, 64 * 1024);
    }
}

#[test]
fn subjects_are_read_in_one_go() {
    for piece in ["Re:", "Re: ", "[Ticket#", "Ticket#1234 ", "Ticket#    ", "[ ", "Ticket#1234 ]", "1"] {
        let text = piece.repeat(1024 * 1024 / piece.len());
        assert!(subject::clean(&text, "Ticket#").len() <= text.len(), "{piece}");
        subject::find_number(&text, "Ticket#");
    }
}
