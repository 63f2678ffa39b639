//! What attempts are counted under.

use crate::model::Person;

/// Whose attempts are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Account<'a> {
    /// Somebody's, whichever of their names they typed.
    Of(Person),
    /// Nobody's: what was typed, folded.
    Nobodys(&'a str),
}

impl<'a> Account<'a> {
    pub(crate) fn new(person: Option<Person>, login: &'a str) -> Self {
        person.map_or(Self::Nobodys(login), Self::Of)
    }

    /// What is hashed of it: as long as a name of nobody may be, and no such name.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Of(person) => format!("person\0{:032x}", u128::from_be_bytes(person.id().0)),
            Self::Nobodys(login) => format!("login\0{login}"),
        }
    }
}

/// How a second factor is shown. Each is counted by itself: whoever guesses at one closes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By the six digits of an app.
    App,
    /// By a recovery code.
    Recovery,
    /// By a passkey.
    Passkey,
    /// By the six digits of an app, with a link that came by mail.
    AppWithLink,
    /// By a recovery code, with a link that came by mail.
    RecoveryWithLink,
    /// By the six digits of an app that is being set up.
    NewApp,
}

impl Way {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Recovery => "recovery",
            Self::Passkey => "passkey",
            Self::AppWithLink => "app-link",
            Self::RecoveryWithLink => "recovery-link",
            Self::NewApp => "new-app",
        }
    }

    /// The way of a code, by what it looks like.
    pub(crate) fn of_code(code: &str) -> Self {
        if is_of_app(code) { Self::App } else { Self::Recovery }
    }

    /// The same with a link that came by mail.
    pub(crate) fn with_link(code: &str) -> Self {
        if is_of_app(code) { Self::AppWithLink } else { Self::RecoveryWithLink }
    }
}

/// Nothing as short as what an app shows is a recovery code.
fn is_of_app(code: &str) -> bool {
    code.chars().filter(|sign| sign.is_alphanumeric()).count() <= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart_by_what_they_look_like() {
        for code in ["", "123456", " 123 456 ", "abcdef", "12345678"] {
            assert_eq!((Way::of_code(code), Way::with_link(code)), (Way::App, Way::AppWithLink), "{code}");
        }
        for code in ["123456789", "abcd-efgh-jkmn-pqrs-tuvw-xyz0"] {
            assert_eq!((Way::of_code(code), Way::with_link(code)), (Way::Recovery, Way::RecoveryWithLink), "{code}");
        }
    }
}
