//! mutt, a mail reader of others, at a terminal of its own that is read by [`Screen`].

use super::dovecot::{Dovecot, PASSWORD};
use super::{bound, program, start_bound};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Somebody with a mailbox, who reads and writes with mutt.
#[derive(Debug)]
pub struct Mutt {
    dir: TempDir,
    address: String,
}

/// Its terminal: as little as a terminal can have, so that few sequences have to be read.
const TERMINAL: &str =
    "story|a terminal that is read,\n\tcols#160, lines#50, clear=\\E[H\\E[2J, cup=\\E[%i%p1%d;%p2%dH, el=\\E[K, ed=\\E[J, cr=^M,\n";
const COLUMNS: usize = 160;
const LINES: usize = 50;

/// Runs a program at a terminal.
const AT_A_TERMINAL: &str = include_str!("terminal.py");

/// What is typed when all keys were pressed: a command. What it prints is not what is typed for it, so it marks the place in what
/// the terminal was sent; afterwards the screen is another one. It is typed and not pushed, because mutt draws nothing between
/// keys that are pushed.
const SUM: &str = "!expr 40000 + 2345\n";
const IS: &str = "42345";
const LEAVE: &str = "q";

/// Longer than it ever takes.
const PATIENCE: Duration = Duration::from_mins(1);

impl Mutt {
    /// Set up for a mailbox of this server, whose certificate is from `authority` (PEM); what is written leaves by an SMTP server
    /// (`HOST:PORT`), and a copy stays in the mailbox.
    pub fn new(server: &Dovecot, authority: &str, address: &str, smtp: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("beleg-mutt-").tempdir().expect("a temporary directory");
        let here = dir.path().display();
        let settings = format!(
            "set folder=\"imaps://127.0.0.1:{port}/\" spoolfile=\"imaps://127.0.0.1:{port}/INBOX\" record=\"imaps://127.0.0.1:{port}/INBOX\"\n\
             set imap_user=\"{address}\" imap_pass=\"{PASSWORD}\" certificate_file=\"{here}/authority.pem\"\n\
             set smtp_url=\"smtp://{smtp}/\" ssl_force_tls=no ssl_starttls=no from=\"{address}\" realname=\"Bob Grün\" use_from=yes use_envelope_from=yes\n\
             set sort=threads sort_aux=mailbox-order strict_threads=yes ascii_chars=yes hide_thread_subject=no index_format=\"%C %-40.40s %i\"\n\
             set charset=utf-8 send_charset=utf-8 assumed_charset=us-ascii quit=yes wait_key=no mail_check=0 timeout=1 tmpdir=\"{here}\"\n\
             set pipe_decode=yes pipe_split=yes attach_format=\"%T%d %m/%M\" mark_old=no beep=no\n\
             set fast_reply=yes autoedit=yes abort_unmodified=no edit_headers=no include=yes copy=yes editor=\"cp {here}/text\"\n\
             unalternative_order *\nalternative_order text/plain\n",
            port = server.imaps,
        );
        for (name, text) in [("authority.pem", authority), ("muttrc", &settings), ("terminal", TERMINAL)] {
            fs::write(dir.path().join(name), text).expect("a file");
        }
        let tic = Command::new(program(&["/usr/bin/tic"], "ncurses-bin"))
            .arg("-o")
            .arg(dir.path().join("terminals"))
            .arg(dir.path().join("terminal"))
            .status();
        assert!(tic.expect("tic runs").success(), "the terminal is described");
        Self { dir, address: address.to_owned() }
    }

    /// Whose mailbox.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Writes a mail.
    pub fn send(&self, to: &str, subject: &str, text: &str) {
        fs::write(self.dir.path().join("text"), text).expect("a text");
        let mut command = self.command(&program(&["/usr/bin/mutt"], "mutt").display().to_string());
        command.args(["-s", subject, to]).stdin(fs::File::open(self.dir.path().join("text")).expect("a text"));
        self.run(command);
    }

    /// Opens the mailbox, presses these keys, and gives what stands on the screen then.
    pub fn press(&self, keys: &str) -> Screen {
        let mut command = self.command(&program(&["/usr/bin/python3"], "python3").display().to_string());
        command.args(["-I", "-c", AT_A_TERMINAL, SUM, IS, LEAVE]).arg(program(&["/usr/bin/mutt"], "mutt"));
        self.words(&mut command);
        command.arg("-e").arg(format!("push '{keys}<refresh>'")).stdin(Stdio::null());
        let said = self.run(command);
        let end = said.windows(IS.len()).position(|part| part == IS.as_bytes());
        let end = end.unwrap_or_else(|| panic!("no end:\n{}", Screen::of(&said).text()));
        Screen::of(&said[..end])
    }

    /// Answers the mail of this Message-ID.
    pub fn answer(&self, id: &str, text: &str) -> Screen {
        fs::write(self.dir.path().join("text"), text).expect("a text");
        self.press(&format!("<search>~i {}<enter><reply><send-message>", inside(id)))
    }

    /// What a mail is in words: as it is piped, decoded.
    pub fn read(&self, id: &str) -> String {
        let file = self.dir.path().join("piped");
        let screen = self.press(&format!("<search>~i {}<enter><pipe-message>cat > {}<enter>", inside(id), file.display()));
        fs::read_to_string(&file).unwrap_or_else(|_| panic!("nothing was piped:\n{}", screen.text()))
    }

    /// The parts of a mail, as they are listed.
    pub fn parts(&self, id: &str) -> Screen {
        self.press(&format!("<search>~i {}<enter><view-attachments>", inside(id)))
    }

    fn command(&self, name: &str) -> Command {
        let mut command = bound("/usr/bin/env".as_ref());
        let here = self.dir.path().display();
        command.args(["-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TERM=story"]);
        command.args([
            format!("HOME={here}"),
            format!("TERMINFO={here}/terminals"),
            format!("COLUMNS={COLUMNS}"),
            format!("LINES={LINES}"),
        ]);
        command.arg(name);
        if name.ends_with("mutt") {
            self.words(&mut command);
        }
        command
    }

    fn words(&self, command: &mut Command) {
        command.arg("-n").arg("-F").arg(self.dir.path().join("muttrc"));
    }

    fn run(&self, mut command: Command) -> Vec<u8> {
        let said = self.dir.path().join("said");
        let file = fs::File::create(&said).expect("a file");
        command.stdout(file.try_clone().expect("a file")).stderr(file);
        let words = || fs::read(&said).expect("what it said");
        let ended = start_bound(command).ended_within(PATIENCE);
        assert!(ended.is_some_and(|status| status.success()), "mutt ended with {ended:?}:\n{}", Screen::of(&words()).text());
        words()
    }
}

/// A Message-ID without its brackets, as a pattern.
fn inside(id: &str) -> String {
    let bare = id.trim_start_matches('<').trim_end_matches('>');
    bare.chars().map(|sign| if sign.is_ascii_alphanumeric() || sign == '@' || sign == '-' { sign } else { '.' }).collect()
}

/// What stands on a terminal of [`TERMINAL`]'s kind.
#[derive(Clone, Debug)]
pub struct Screen {
    lines: Vec<Vec<char>>,
    at: (usize, usize),
}

impl Screen {
    /// After all this was written to it.
    pub fn of(bytes: &[u8]) -> Self {
        let mut screen = Self { lines: vec![vec![' '; COLUMNS]; LINES], at: (0, 0) };
        let text = String::from_utf8_lossy(bytes);
        let mut rest = text.chars();
        while let Some(sign) = rest.next() {
            match sign {
                '\u{1b}' => screen.sequence(&mut rest),
                '\r' => screen.at.1 = 0,
                '\n' => screen.at.0 += 1,
                sign if sign.is_control() => {}
                sign => screen.write(sign),
            }
        }
        screen
    }

    /// `ESC [ numbers letter`.
    fn sequence(&mut self, rest: &mut std::str::Chars<'_>) {
        let mut inside = String::new();
        let letter = rest.find(|sign| {
            inside.push(*sign);
            sign.is_ascii_alphabetic()
        });
        let numbers: Vec<usize> =
            inside.trim_matches(|sign: char| !sign.is_ascii_digit()).split(';').filter_map(|word| word.parse().ok()).collect();
        let (line, column) = self.at;
        match letter {
            Some('H') => self.at = (numbers.first().map_or(0, |line| line - 1), numbers.get(1).map_or(0, |column| column - 1)),
            Some('K') => self.clear(line, column),
            Some('J') if numbers == [2] => (0..LINES).for_each(|line| self.clear(line, 0)),
            Some('J') => {
                self.clear(line, column);
                (line + 1..LINES).for_each(|line| self.clear(line, 0));
            }
            other => panic!("a terminal that knows no {other:?} was sent one: {inside}"),
        }
    }

    fn clear(&mut self, line: usize, from: usize) {
        if let Some(signs) = self.lines.get_mut(line) {
            signs.iter_mut().skip(from).for_each(|sign| *sign = ' ');
        }
    }

    fn write(&mut self, sign: char) {
        let (line, column) = self.at;
        if let Some(place) = self.lines.get_mut(line).and_then(|signs| signs.get_mut(column)) {
            *place = sign;
        }
        self.at.1 = column + 1;
    }

    /// Its lines, without blanks at their ends.
    pub fn lines(&self) -> Vec<String> {
        self.lines.iter().map(|signs| signs.iter().collect::<String>().trim_end().to_owned()).collect()
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.lines().join("\n").trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_holds_what_was_written_last() {
        let screen = Screen::of(
            "old\u{1b}[H\u{1b}[2J\u{1b}[2;3Hgrün\u{1b}[1;1Hfirst line\rF\u{1b}[1;6H\u{1b}[K\u{1b}[3;1Hgone\u{1b}[3;1H\u{1b}[J".as_bytes(),
        );
        assert_eq!(screen.lines()[..4], ["First", "  grün", "", ""]);
        assert_eq!(screen.text(), "First\n  grün");
    }
}
