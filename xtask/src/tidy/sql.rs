//! SQL lies in `store.rs` of its room as constants, and sockets are opened by `net`.

use super::tree::File;
use super::{Finding, Tree};

/// How a statement begins or goes on; in a `format!` it would be put together at run time.
const SPOKEN: [&str; 9] =
    ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE", "ALTER TABLE", "DROP TABLE", " WHERE ", " ORDER BY "];

/// What puts texts together.
const PUT_TOGETHER: [&str; 4] = ["format!(", "write!(", "writeln!(", "push_str("];

/// What opens a socket to somewhere.
const OUT: [&str; 5] = ["TcpStream::connect", "TcpSocket::new", "UdpSocket::bind", "HttpConnector::new", "lookup_host("];

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    let product = tree.ending(&[".rs"]).filter(|file| file.path.starts_with("crates/") && !file.is_test());
    product.flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let (is_store, is_net) = (file.path.starts_with("crates/base/store/"), file.path.starts_with("crates/base/net/"));
    let mut lines = file.product_lines().peekable();
    while let Some((number, line)) = lines.next() {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        if !is_store {
            // rustfmt puts an argument that is too long onto the next line.
            let next = lines.peek().map_or("", |(_, next)| next.trim_start());
            found.extend(
                composed(code, next).then(|| file.finding("sql", number, "`Composed::new` takes a literal or a constant of the program")),
            );
            found.extend(spoken(code).then(|| file.finding("sql", number, "SQL is put together at run time; use stmts! or Composed")));
            found.extend(leaked(code).then(|| file.finding("sql", number, "a text that was leaked can become SQL")));
        }
        if !is_net && let Some(word) = OUT.iter().find(|word| code.contains(*word)) {
            found.push(file.finding("way-out", number, format!("`{word}` outside net: what leaves goes through net::Egress")));
        }
    }
    found
}

/// Whether a composed statement begins with something that is no constant.
fn composed(code: &str, next: &str) -> bool {
    let Some(at) = code.find("Composed") else { return false };
    let rest = code.get(at..).unwrap_or_default();
    let Some(argument) = rest.split_once("::new(").map(|(_, argument)| argument.trim_start()) else { return false };
    let argument = if argument.is_empty() { next } else { argument };
    let is_literal = ["\"", "r\"", "r#\""].iter().any(|begin| argument.starts_with(begin));
    let path = argument.split(|sign: char| !sign.is_alphanumeric() && sign != '_' && sign != ':').next().unwrap_or_default();
    let name = path.rsplit(':').next().unwrap_or_default();
    let is_constant = !name.is_empty() && name.chars().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_');
    // A macro gives a constant here: what it would put together at run time is no `&'static str`.
    let is_macro = argument.get(path.len()..).is_some_and(|rest| rest.starts_with("!("));
    !is_literal && !is_constant && !is_macro
}

/// Whether a line puts together what reads like a statement.
fn spoken(code: &str) -> bool {
    let starts: Vec<usize> = PUT_TOGETHER.iter().filter_map(|word| code.find(word)).collect();
    let texts = starts.iter().filter_map(|start| code.get(*start..)).filter_map(|rest| rest.split_once('"'));
    texts.into_iter().any(|(_, text)| SPOKEN.iter().any(|word| text.contains(word)))
}

fn leaked(code: &str) -> bool {
    ["Box::leak(", "String::leak(", ".leak()"].iter().any(|word| code.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: usize) {
        assert_eq!(hold(&Tree::of(&[(path, text)])).len(), expected, "{path}: {text}");
    }

    const ROOM: &str = "crates/desk/tickets/src/store.rs";

    #[test]
    fn composed_statements_begin_with_constants() {
        check(ROOM, "let c = Composed::new(\"SELECT id FROM t\");", 0);
        check(ROOM, "let c = Composed::<Tenant>::new(\n    \"SELECT id FROM t\",\n);", 0);
        check(ROOM, "let c = store::Composed::new(texts::LIST);", 0);
        check(ROOM, "let c = Composed::new(columns!()).with(\"x\", &[]);", 0);
        check(ROOM, "let c = Composed::new(wish);", 1);
        check(ROOM, "let c = Composed::<Tenant>::new(\n    wish,\n);", 1);
        check("crates/desk/tickets/tests/it/main.rs", "Composed::new(wish)", 0);
    }

    #[test]
    fn statements_are_not_put_together() {
        check(ROOM, "let sql = format!(\"SELECT id FROM {table}\");", 1);
        check(ROOM, "sql.push_str(\" WHERE a = 1\");", 1);
        check(ROOM, "let words = format!(\"{} selected\", n);", 0);
        check(ROOM, "// format!(\"SELECT \")", 0);
        check(ROOM, "let sql: &'static str = Box::leak(text.into_boxed_str());", 1);
        check("crates/base/store/src/schema.rs", "format!(\"SELECT {x}\")", 0);
        check(ROOM, "#[cfg(test)]\nmod tests { fn a() { format!(\"SELECT {x}\"); } }", 0);
    }

    #[test]
    fn sockets_are_opened_by_net() {
        check("crates/post/mail/src/send.rs", "TcpStream::connect((host, 25)).await", 1);
        check("crates/base/net/src/egress.rs", "TcpStream::connect(address).await", 0);
        check("crates/gate/smtp/src/lib.rs", "TcpListener::bind(address).await", 0);
    }
}
