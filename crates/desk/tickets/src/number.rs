//! Ticket numbers in OTRS's manner `DateChecksum`.
//!
//! `YYYYMMDD`, the system id `10`, a counter of the day with at least five digits, and a check digit: every digit times
//! 1, 2, 1, 2 …, the sum modulo 10 taken from 10, and 10 itself written as 1.

use kernel::Timestamp;

/// The system id, as every OTRS has it unless told.
const SYSTEM: &str = "10";

/// The day on which a ticket is counted: the UTC date.
pub(crate) fn day_of(now: Timestamp) -> String {
    now.to_zoned_utc().strftime("%Y%m%d").to_string()
}

/// The number of the day's `count`th ticket.
pub fn number(day: &str, count: i64) -> String {
    let body = format!("{day}{SYSTEM}{count:05}");
    let sum: u32 =
        body.chars().filter_map(|sign| sign.to_digit(10)).zip([1, 2].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    let check = match 10 - sum % 10 {
        10 => 1,
        digit => digit,
    };
    format!("{body}{check}")
}

/// Whether a text has the form of a number. The check digit is not asked for: imported numbers may lack it.
pub fn is_number(text: &str) -> bool {
    (10..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_day_is_as_otrs_counts() {
        assert_eq!(number("20261123", 1), "2026112310000011");
        assert_eq!(number("20261123", 123_456).len(), 17);
        assert_eq!(day_of(Timestamp::from_micros(1_768_467_600_000_000)), "20260115");
        assert!(is_number("2026112310000011") && !is_number("2026-11") && !is_number(""));
    }
}
