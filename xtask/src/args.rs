//! The few arguments that the commands take.

use anyhow::{Result, bail};

/// What stands after the command's name. Each reader takes what it understands; [`Args::end`] refuses the rest.
#[derive(Debug)]
pub(crate) struct Args(Vec<String>);

impl Args {
    pub(crate) fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(words.into_iter().collect())
    }

    /// A switch such as `--check`.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// The value of `--dir DIR` or `--dir=DIR`.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        if let Some(at) = self.0.iter().position(|word| word == name) {
            if at + 1 >= self.0.len() {
                bail!("{name} needs a value");
            }
            let _name = self.0.remove(at);
            return Ok(Some(self.0.remove(at)));
        }
        let joined = format!("{name}=");
        let found = self.0.iter().position(|word| word.starts_with(&joined));
        Ok(found.map(|at| self.0.remove(at)).and_then(|word| word.strip_prefix(&joined).map(str::to_owned)))
    }

    /// The next plain word.
    pub(crate) fn word(&mut self) -> Option<String> {
        let at = self.0.iter().position(|word| !word.starts_with("--"))?;
        Some(self.0.remove(at))
    }

    /// The next plain word, which must be there.
    pub(crate) fn needed(&mut self, what: &str) -> Result<String> {
        match self.word() {
            Some(word) => Ok(word),
            None => bail!("{what} is missing"),
        }
    }

    /// Everything that is left, for a command that hands it on.
    pub(crate) fn rest(self) -> Vec<String> {
        self.0
    }

    /// Refuses what nobody understood.
    pub(crate) fn end(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => bail!("{word} is not understood here; `cargo x help` lists the commands"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn words_flags_and_values_are_told_apart() {
        let mut read = args("people --check --dir /x --ports=77");
        assert!(read.flag("--check"));
        assert!(!read.flag("--check"));
        assert_eq!(read.value("--dir").unwrap().as_deref(), Some("/x"));
        assert_eq!(read.value("--ports").unwrap().as_deref(), Some("77"));
        assert_eq!(read.value("--ready").unwrap(), None);
        assert_eq!(read.word().as_deref(), Some("people"));
        assert!(read.end().is_ok());
    }

    #[test]
    fn what_nobody_understands_is_refused() {
        assert!(args("--chekc").end().is_err());
        assert!(args("--dir").value("--dir").is_err());
        assert!(args("").needed("a room").is_err());
    }
}
