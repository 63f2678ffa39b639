//! Where other parsers say something else, and why they are not followed.

/// File, field, reason.
pub(crate) type Dispute = (&'static str, &'static str, &'static str);

const OUTER: &str = "the delimiter of an outer multipart ends the inner ones (RFC 2046 §5.1.2)";
const EXACT: &str = "a delimiter that another boundary begins like is not its delimiter where the exact one is there (RFC 2046 §5.1.1)";
const NAME: &str = "of a path with backslashes the last part is the name";
const UUENCODE: &str = "uuencoded files are decoded";
const TWICE: &str = "of two Content-Types the first one counts, so that the text is the HTML part and no raw delimiters";
const UTF7: &str = "UTF-7 is decoded (RFC 2152)";

pub(crate) const STALWART: &[Dispute] = &[
    ("legacy/017", "contents", UUENCODE),
    ("legacy/026", "contents", UUENCODE),
    ("legacy/048", "contents", UUENCODE),
    ("legacy/049", "text", UUENCODE),
    ("legacy/049", "file names", UUENCODE),
    ("legacy/049", "contents", UUENCODE),
    ("legacy/035", "file names", NAME),
    ("legacy/039", "file names", NAME),
    ("malformed/001", "text", OUTER),
    ("malformed/005", "text", "the first line that looks like a delimiter closes the outer multipart; nothing is lost"),
    ("malformed/007", "text", OUTER),
    ("malformed/008", "html", OUTER),
    ("malformed/009", "text", OUTER),
    ("malformed/011", "text", OUTER),
    ("malformed/012", "file names", OUTER),
    ("malformed/012", "contents", OUTER),
    ("malformed/016", "text", EXACT),
    ("malformed/019", "text", "noise: what stands between the delimiters is shown, whichever part it belongs to"),
    ("malformed/019", "html", "noise: only the outermost delimiters are followed"),
    ("malformed/020", "text", TWICE),
    ("malformed/020", "html", TWICE),
    ("malformed/021", "text", TWICE),
    ("malformed/021", "html", TWICE),
    ("rfc/003", "text", "of alternatives one is shown (RFC 2046 §5.1.4)"),
    ("thirdparty/015", "file names", OUTER),
    ("thirdparty/015", "contents", OUTER),
];

pub(crate) const ZAMMAD: &[Dispute] = &[("mail018", "subject", UTF7), ("mail018", "text", UTF7)];
