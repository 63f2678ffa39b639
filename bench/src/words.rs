//! Texts as a desk gets them: words whose frequency follows Zipf's law, always the same for the same seed.
//!
//! Each mail also holds a word of its own, its *mark*, by which it can be found and nothing else.

use kernel::{Dice, Seed};

/// Words of the vocabulary.
const VOCABULARY: usize = 50_000;
/// **Units**: bytes of a whole mail, headers included.
pub(crate) const MAIL: usize = 4_096;
/// **Units**: characters of a line of text.
const LINE: usize = 72;
/// People who write.
const PEOPLE: u64 = 500;

/// A vocabulary with the weight of each word.
#[derive(Debug)]
pub(crate) struct Words {
    words: Vec<String>,
    /// The sum of the weights up to each word, the last one is 1.
    sums: Vec<f64>,
}

/// A mail ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) raw: String,
    /// The word that no other mail has.
    pub(crate) mark: String,
}

impl Words {
    pub(crate) fn new() -> Self {
        let weights = || (1..=u32::try_from(VOCABULARY).unwrap_or(u32::MAX)).map(|rank| 1.0 / f64::from(rank));
        let all: f64 = weights().sum();
        let mut sum = 0.0;
        let sums = weights().map(|weight| {
            sum += weight / all;
            sum
        });
        Self { sums: sums.collect(), words: (0..VOCABULARY).map(word).collect() }
    }

    /// The rank of a word drawn by its frequency.
    fn draw(&self, dice: &mut Dice) -> usize {
        let share = f64::from(u32::try_from(dice.below(1 << 32)).unwrap_or(u32::MAX)) / f64::from(u32::MAX);
        self.sums.partition_point(|sum| *sum < share).min(self.words.len() - 1)
    }

    /// The words of a mail's text, by rank, more than fit.
    fn ranks(&self, number: u32) -> impl Iterator<Item = usize> {
        let mut dice = dice(number);
        (0..MAIL / 2).map(move |_| self.draw(&mut dice))
    }

    fn word(&self, rank: usize) -> &str {
        self.words.get(rank).map_or("", String::as_str)
    }

    /// Nearly this many bytes of text in lines, never more.
    pub(crate) fn text(&self, number: u32, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + LINE);
        let mut line = 0;
        for rank in self.ranks(number) {
            let word = self.word(rank);
            if text.len() + word.len() + 3 > bytes {
                break;
            }
            let parted = if line == 0 { "" } else { " " };
            text.push_str(parted);
            text.push_str(word);
            line += word.len() + parted.len();
            if line >= LINE {
                text.push_str("\r\n");
                line = 0;
            }
        }
        text
    }

    /// A subject or title.
    pub(crate) fn subject(&self, number: u32) -> String {
        self.ranks(number).skip(40).take(6).map(|rank| self.word(rank)).collect::<Vec<_>>().join(" ")
    }

    /// The mail of this number, [`MAIL`] bytes, to this address.
    pub(crate) fn mail(&self, number: u32, to: &str) -> Mail {
        let (mark, person) = (mark(number), dice(number).below(PEOPLE));
        let head = format!(
            "From: Person {person} <person{person}@kunde.example>\r\nTo: <{to}>\r\nSubject: {}\r\nMessage-ID: <{mark}@kunde.example>\r\n\
             Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{mark}\r\n",
            self.subject(number)
        );
        let mut raw = head;
        let room = MAIL - 2 - raw.len().min(MAIL - 2);
        raw.push_str(&self.text(number, room));
        while raw.len() < MAIL - 2 {
            raw.push('x');
        }
        raw.push_str("\r\n");
        Mail { raw, mark }
    }

    /// Two words that stand in this mail and in few others.
    pub(crate) fn rare(&self, number: u32) -> (&str, &str) {
        let mut ranks: Vec<usize> = self.ranks(number).take(MAIL / 10).collect();
        ranks.sort_unstable();
        ranks.dedup();
        (ranks.pop().map_or("", |rank| self.word(rank)), ranks.pop().map_or("", |rank| self.word(rank)))
    }

    /// Two words that stand in nearly every mail.
    pub(crate) fn common(&self, number: u32) -> (&str, &str) {
        let first = usize::try_from(number % 10).unwrap_or_default();
        (self.word(first), self.word(first + 10))
    }
}

fn dice(number: u32) -> Dice {
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().zip(number.to_be_bytes()) {
        *place = byte;
    }
    Seed::new(seed).dice()
}

/// The word of a rank: frequent ones are short. An `n` closes each and stands nowhere else, so that none begins another.
fn word(rank: usize) -> String {
    const CONSONANTS: &str = "bcdfghjklmprstvwz";
    const VOWELS: &str = "aeiou";
    let mut out = String::new();
    let mut rest = rank;
    loop {
        let consonant = CONSONANTS.chars().nth(rest % CONSONANTS.len());
        rest /= CONSONANTS.len();
        let vowel = VOWELS.chars().nth(rest % VOWELS.len());
        rest /= VOWELS.len();
        out.extend([consonant, vowel].into_iter().flatten());
        if rest == 0 {
            break;
        }
        rest -= 1;
    }
    out.push('n');
    out
}

/// A word of nine letters that belongs to this number alone; no word of the vocabulary begins with `q`.
fn mark(number: u32) -> String {
    let letters = number.to_be_bytes().into_iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(b'a' + half));
    std::iter::once('q').chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn words_are_distinct_and_none_begins_another() {
        let words: BTreeSet<String> = (0..VOCABULARY).map(word).collect();
        assert_eq!(words.len(), VOCABULARY);
        let sorted: Vec<&String> = words.iter().collect();
        assert!(sorted.windows(2).all(|pair| !pair[1].starts_with(pair[0].as_str())));
        assert_eq!((word(0), word(85)), ("ban".into(), "baban".into()));
    }

    #[test]
    fn mails_have_one_size_and_one_text_for_each_number() {
        let words = Words::new();
        for number in 0..200 {
            let mail = words.mail(number, "support@alpha.example");
            assert_eq!(mail.raw.len(), MAIL);
            assert!(mail.raw.contains(&mail.mark) && mail.raw.ends_with("\r\n"));
            assert!(!mail.raw.replace("\r\n", "").contains(['\r', '\n']), "{}", mail.raw);
            assert!(mail.raw.lines().all(|line| line.len() < 998 && !line.starts_with('.')), "{}", mail.raw);
            let (one, other) = words.rare(number);
            let text = mail.raw.split_once("\r\n\r\n").unwrap().1;
            assert!(one != other && [one, other].iter().all(|word| text.split_whitespace().any(|part| part == *word)), "{one} {other}");
        }
        assert_eq!(words.mail(7, "x@y").raw, words.mail(7, "x@y").raw);
        assert_ne!(words.mail(7, "x@y").raw, words.mail(8, "x@y").raw);
    }

    #[test]
    fn frequencies_follow_the_rank() {
        let words = Words::new();
        let drawn: Vec<usize> = (0..50).flat_map(|number| words.ranks(number).collect::<Vec<_>>()).collect();
        let share = |below: usize| drawn.iter().filter(|rank| **rank < below).count() * 100 / drawn.len();
        // Harmonic numbers: H(10) and H(1000) of H(50000).
        assert!((23..=28).contains(&share(10)), "{}", share(10));
        assert!((61..=69).contains(&share(1_000)), "{}", share(1_000));
    }
}
