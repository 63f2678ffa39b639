//! Reading a mail: within the limits that `wire::mime` promises, and the same twice.

use wire::dsn::Report;
use wire::mime::{Mail, split_quote};

pub(crate) fn run(bytes: &[u8]) {
    let mail = Mail::understand(bytes);
    assert!(mail == Mail::understand(bytes), "read twice, it is another mail");
    assert!(mail.subject.chars().count() <= 1_000 && !mail.subject.contains(['\r', '\n', '\0']), "a subject is one line");
    assert!(!mail.text.contains(['\r', '\0']), "lines of text end with a line feed");
    assert!(mail.html.as_ref().is_none_or(|html| html.len() <= 1 << 20), "longer HTML is read as text");
    assert!(mail.attachments.len() <= 200 && mail.references.len() <= 100, "there are limits");
    for file in &mail.attachments {
        assert!(!file.name.contains(['/', '\\', '\r', '\n', '\0']), "a file's name is a name");
        assert!(!file.kind.contains(['\r', '\n']), "a type is one line");
    }
    for (name, value) in mail.headers() {
        assert!(!name.contains(['\r', '\n']) && !value.contains(['\r', '\n', '\0']), "a field is one line");
    }
    for null_sender in [false, true] {
        Report::read(&mail, null_sender);
    }
    let (own, quoted) = split_quote(&mail.text);
    assert!(own.len() + quoted.len() == mail.text.len(), "nothing of a text is lost");
}
