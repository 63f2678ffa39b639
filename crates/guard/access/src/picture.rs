//! QR codes (ISO/IEC 18004) as the path of a drawing.

use kernel::{Fault, OrFault};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The quiet zone. **Source**: ISO/IEC 18004 §5.3.8: four modules.
const BORDER: i32 = 4;

/// The size in squares, border included, and the dark squares as the `d` of an SVG path: one stroke for each run in a row.
pub(crate) fn of(text: &str) -> Result<(u32, String), Fault> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).or_fault("the text is too long for a picture")?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|at| code.get_module(*at, y)).count();
            let run = i32::try_from(run).or_fault("a picture's row")?;
            if run > 0 {
                write!(path, "M{},{}h{run}v1h-{run}z", x + BORDER, y + BORDER).or_fault("drawing a picture")?;
            }
            x += run.max(1);
        }
    }
    Ok((u32::try_from(code.size() + 2 * BORDER).or_fault("a picture's size")?, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_three_corners_and_a_border() {
        let (size, path) = of("otpauth://totp/x?secret=ABC").unwrap();
        assert!(size >= 29 && (size - 8) % 4 == 1, "{size}");
        // The finder patterns: seven dark squares in the first row, left and right, and in the last one left.
        let last = size - 11;
        for corner in ["M4,4h7v1".to_owned(), format!("M{last},4h7v1"), format!("M4,{}h7v1", size - 5)] {
            assert!(path.contains(&corner), "{corner} in {path}");
        }
        assert!(of(&"x".repeat(5000)).is_err());
    }
}
