//! What is our fault.

use std::error::Error;
use std::fmt;

/// Something broke that is not the caller's doing: the store, the disk, a bug.
///
/// It says what was being done (`what`) and keeps the cause as its source. `Display` shows only
/// `what`; whoever logs walks the chain once, at the gate, with [`Fault::chain`]. A stranger sees
/// neither, only an opaque number.
pub struct Fault {
    what: &'static str,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A fault with its cause.
    pub fn new(what: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { what, source: Some(source.into()) }
    }

    /// A fault that has no deeper cause: a broken promise inside the program.
    pub const fn bug(what: &'static str) -> Self {
        Self { what, source: None }
    }

    /// What was being done.
    pub const fn what(&self) -> &'static str {
        self.what
    }

    /// The whole chain in one line, for the log.
    ///
    /// # Security
    /// Causes may name files and statements. They never carry row contents: the store strips them.
    pub fn chain(&self) -> String {
        let mut line = String::from(self.what);
        let mut next = self.source();
        while let Some(cause) = next {
            line.push_str(": ");
            line.push_str(&cause.to_string());
            next = cause.source();
        }
        line
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({})", self.chain())
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

/// Turns any error into a [`Fault`] by saying what was being done.
pub trait OrFault<T> {
    /// Wraps the error.
    ///
    /// # Errors
    /// The same, with words.
    fn or_fault(self, what: &'static str) -> Result<T, Fault>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> OrFault<T> for Result<T, E> {
    fn or_fault(self, what: &'static str) -> Result<T, Fault> {
        self.map_err(|source| Fault::new(what, source))
    }
}

impl<T> OrFault<T> for Option<T> {
    fn or_fault(self, what: &'static str) -> Result<T, Fault> {
        self.ok_or_else(|| Fault::bug(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_hides_the_cause_and_the_chain_tells_it() {
        let fault = Err::<(), _>(std::io::Error::other("disk on fire")).or_fault("opening the store");
        let fault = fault.err().unwrap_or_else(|| Fault::bug("no fault"));
        assert_eq!(fault.to_string(), "opening the store");
        assert_eq!(fault.chain(), "opening the store: disk on fire");
    }
}
