//! The rules for a mail that leaves, as strict readers hold them (RFC 5322 §2.1, §2.2, §3.6, RFC 2045, RFC 2047 §5).

/// What is wrong with a mail of ours: nothing, or one sentence each.
pub fn faults(raw: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    let text = String::from_utf8_lossy(raw);
    if !text.ends_with("\r\n") {
        faults.push("the last line has no end".to_owned());
    }
    for line in text.split("\r\n") {
        if line.contains(['\r', '\n', '\0']) {
            faults.push(format!("a bare line end or NUL: {line:?}"));
        }
        if line.len() > 998 {
            faults.push(format!("a line of {} octets", line.len()));
        }
    }
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        faults.push("no body".to_owned());
        return faults;
    };
    let mut names: Vec<String> = Vec::new();
    for line in head.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            if line.trim().is_empty() {
                faults.push("a line of blanks in the head".to_owned());
            }
        } else if let Some((name, _)) = line.split_once(':') {
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
                faults.push(format!("no name of a field: {name:?}"));
            }
            names.push(name.to_ascii_lowercase());
        } else {
            faults.push(format!("no field: {line:?}"));
        }
    }
    for name in ["date", "from", "message-id", "mime-version", "content-type"] {
        if !names.iter().any(|other| other == name) {
            faults.push(format!("no {name}"));
        }
    }
    for once in ["date", "from", "sender", "reply-to", "to", "cc", "message-id", "in-reply-to", "references", "subject", "content-type"] {
        if names.iter().filter(|name| *name == once).count() > 1 {
            faults.push(format!("{once} more than once"));
        }
    }
    if names.iter().any(|name| name == "bcc") {
        faults.push("it tells who got a blind copy".to_owned());
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "From: a@x.example\r\nDate: Thu, 15 Jan 2026 09:00:00 +0000\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\n\
        Content-Type: text/plain\r\n\r\nText\r\n";

    #[test]
    fn each_rule_is_held() {
        let check = |raw: &str, expected: &[&str]| assert_eq!(faults(raw.as_bytes()), expected, "{raw}");
        check(GOOD, &[]);
        check(&GOOD.replace("Text\r\n", "Text"), &["the last line has no end"]);
        check(&GOOD.replace("Text", "Te\nxt"), &["a bare line end or NUL: \"Te\\nxt\""]);
        check(&GOOD.replace("Text", &"x".repeat(999)), &["a line of 999 octets"]);
        check(&GOOD.replace("From: a", "From: a@x.example\r\nFrom: b"), &["from more than once"]);
        check(&GOOD.replace("MIME-Version: 1.0", "Bcc: b@x.example"), &["no mime-version", "it tells who got a blind copy"]);
        check(&GOOD.replace("From: a@x.example", "From: a@x.example,\r\n "), &["a line of blanks in the head"]);
        check(&GOOD.replace("MIME-Version: 1.0\r\n", "MIME-Version: 1.0\r\nno field\r\n"), &["no field: \"no field\""]);
    }
}
