//! Rights as they are declared and printed; their rules live in the rooms' code.

/// A right of a room, and the one rule that grants it.
#[derive(Clone, Copy, Debug)]
pub struct Right {
    /// Its name: `ticket.note`.
    pub name: &'static str,
    /// The rule in one sentence, as the matrix prints it.
    pub rule: &'static str,
}

/// What a room may do where no person acts.
#[derive(Clone, Copy, Debug)]
pub struct StandingRight {
    /// What: `ticket.create`.
    pub right: &'static str,
    /// Where and why.
    pub because: &'static str,
}
