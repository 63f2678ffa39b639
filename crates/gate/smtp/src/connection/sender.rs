//! Who a message says it is from.

use room::Sender;

/// The sender of an envelope, as sent.
pub(super) fn sender(from: &str) -> Sender {
    match from.parse() {
        _ if from.is_empty() => Sender::Nobody,
        Ok(address) => Sender::Address(address),
        Err(_) => Sender::Odd(from.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_nobody_somebody_or_odd() {
        let check = |from: &str, expected: &Sender| assert_eq!(&sender(from), expected, "{from}");
        check("", &Sender::Nobody);
        check("Bob@Example.com", &Sender::Address("bob@example.com".parse().unwrap()));
        check("john doe@example.com", &Sender::Odd("john doe@example.com".into()));
        let long = format!("{}@example.com", "b".repeat(70));
        check(&long, &Sender::Odd(long.clone()));
    }
}
