//! The child: one job from standard input, one answer on standard output.
//!
//! A job is a letter and what it needs: `w` tries the walls; `p`, the longest edge and the most pixels (four octets each,
//! the highest first) and a file redraw a picture. An answer is a letter and what belongs to it: `w` and the walls; `p`,
//! the format, width and height and the file; `n` and a letter, why there is no picture; `o` when there are no walls.

use crate::picture::{self, Fit, Format, LARGEST_FILE, Picture, Refused};
use crate::walls;
use std::io::{Read as _, Write as _};
use std::process::ExitCode;

/// The word that makes the program a child: its first and only argument.
pub const WORD: &str = "--sandboxed-child";

/// Octets of a job beside its file.
pub(crate) const HEAD: usize = 9;

/// The only job without a file.
pub(crate) const REHEARSE: u8 = b'w';
pub(crate) const REDRAW: u8 = b'p';
pub(crate) const NONE: u8 = b'n';
pub(crate) const OPEN: u8 = b'o';

/// Does one job as a child, behind walls. To be called first in `main`, when the first argument is [`WORD`].
pub fn serve() -> ExitCode {
    let answer = match walls::put_up() {
        Ok(built) => answer(built),
        Err(_) => vec![OPEN],
    };
    let mut out = std::io::stdout().lock();
    match out.write_all(&answer).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer(built: walls::Built) -> Vec<u8> {
    let mut job = Vec::new();
    let most = u64::try_from(HEAD + LARGEST_FILE).unwrap_or(u64::MAX);
    if std::io::stdin().lock().take(most + 1).read_to_end(&mut job).is_err() {
        return Vec::new();
    }
    match job.split_first() {
        Some((&REHEARSE, _)) => [&[REHEARSE], &walls::rehearse(built).to_bytes()[..]].concat(),
        Some((&REDRAW, rest)) => redraw(rest).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn redraw(job: &[u8]) -> Option<Vec<u8>> {
    let (edge, rest) = job.split_first_chunk::<4>()?;
    let (pixels, file) = rest.split_first_chunk::<4>()?;
    let fit = Fit { edge: u32::from_be_bytes(*edge), pixels: u32::from_be_bytes(*pixels) };
    Some(match picture::redraw(file, fit) {
        Ok(picture) => {
            let format = if picture.format == Format::Png { b'p' } else { b'j' };
            [&[REDRAW, format], &picture.width.to_be_bytes()[..], &picture.height.to_be_bytes(), &picture.bytes].concat()
        }
        Err(Refused::Unknown) => vec![NONE, b'u'],
        Err(Refused::TooLarge) => vec![NONE, b'l'],
        Err(Refused::Broken) => vec![NONE, b'b'],
    })
}

/// Reads what a child said about a picture; `None` when it said nothing that can be meant.
pub(crate) fn read(answer: &[u8]) -> Option<Result<Picture, Refused>> {
    match answer.split_first()? {
        (&REDRAW, rest) => {
            let (format, rest) = rest.split_first()?;
            let (width, rest) = rest.split_first_chunk::<4>()?;
            let (height, bytes) = rest.split_first_chunk::<4>()?;
            let format = match format {
                b'p' if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Format::Png,
                b'j' if bytes.starts_with(b"\xFF\xD8\xFF") => Format::Jpeg,
                _ => return None,
            };
            Some(Ok(Picture { format, width: u32::from_be_bytes(*width), height: u32::from_be_bytes(*height), bytes: bytes.to_vec() }))
        }
        (&NONE, b"u") => Some(Err(Refused::Unknown)),
        (&NONE, b"l") => Some(Err(Refused::TooLarge)),
        (&NONE, b"b") => Some(Err(Refused::Broken)),
        _ => None,
    }
}
