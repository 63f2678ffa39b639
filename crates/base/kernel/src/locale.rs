//! Languages of the product.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language in which Beleg speaks.
///
/// **Shape**: BCP 47, `de`, `en` or `pt-BR`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// German, formal.
    #[serde(rename = "de")]
    De,
    /// British English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Brazilian Portuguese.
    #[serde(rename = "pt-BR")]
    PtBr,
}

impl Locale {
    /// All of them, in the order in which menus show them.
    pub const ALL: [Self; 3] = [Self::De, Self::En, Self::PtBr];

    /// The BCP 47 tag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::PtBr => "pt-BR",
        }
    }

    /// The best of ours for an `Accept-Language` or `Content-Language` header (RFC 9110 §12.5.4).
    ///
    /// Qualities are honoured, regions fall back to their language; `None` when nothing fits.
    pub fn from_header(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',').take(16) {
            let mut parts = range.split(';');
            let Some(locale) = parts.next().and_then(|tag| Self::from_tag(tag.trim())) else { continue };
            let quality = parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(1000, per_mille);
            if quality > 0 && best.is_none_or(|(seen, _)| quality > seen) {
                best = Some((quality, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }

    fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "de" => Some(Self::De),
            "en" => Some(Self::En),
            "pt" => Some(Self::PtBr),
            _ => None,
        }
    }
}

fn per_mille(quality: &str) -> u16 {
    match quality.split_once('.') {
        None => quality.parse::<u16>().map_or(0, |whole| whole.min(1) * 1000),
        Some(("1", _)) => 1000,
        Some((_, decimals)) => format!("{decimals:0<3}").get(..3).and_then(|d| d.parse().ok()).unwrap_or(0),
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language of this product; use de, en or pt-BR")]
pub struct NotALocale;

impl FromStr for Locale {
    type Err = NotALocale;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|locale| locale.as_str() == text).ok_or(NotALocale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chooses_by_quality() {
        let check = |header: &str, expected: Option<Locale>| assert_eq!(Locale::from_header(header), expected, "{header}");
        check("de-AT,de;q=0.9,en;q=0.8", Some(Locale::De));
        check("fr, en;q=0.3, pt;q=0.7", Some(Locale::PtBr));
        check("en;q=0", None);
        check("", None);
        check("*;q=1, de;q=abc", None);
    }
}
