//! A picture decoded, made fit and encoded again. Runs in the child.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// The largest file that is decoded. **Units**: octets.
pub const LARGEST_FILE: usize = 5 * 1024 * 1024;
/// The largest picture that is decoded. **Units**: pixels.
pub const MOST_PIXELS: u64 = 25_000_000;

/// What a decoder may take for itself. **Units**: octets; two pictures of 64 bits a pixel.
const MOST_MEMORY: u64 = 400_000_000;
/// A picture without losses that is larger becomes a JPEG, unless something shines through it. **Units**: octets.
const LONGEST_PNG: usize = 1024 * 1024;
const QUALITY: u8 = 85;

/// How large the answer may be; what is larger is made smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The longer side. **Units**: pixels.
    pub edge: u32,
    /// All of it. **Units**: pixels.
    pub pixels: u32,
}

impl Fit {
    /// As screens show it.
    pub const SCREEN: Self = Self { edge: 4_096, pixels: 4_000_000 };
    /// Small, for a list.
    pub const THUMBNAIL: Self = Self { edge: 320, pixels: 102_400 };

    /// The size of a picture that had this one.
    fn of(self, (width, height): (u32, u32)) -> (u32, u32) {
        let by_edge = f64::from(self.edge) / f64::from(width.max(height).max(1));
        let by_area = (f64::from(self.pixels) / (f64::from(width) * f64::from(height)).max(1.0)).sqrt();
        let factor = by_edge.min(by_area).min(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a factor of at most 1 and a side that is positive")]
        let side = |side: u32| ((f64::from(side) * factor) as u32).max(1);
        (side(width), side(height))
    }
}

/// How a picture of ours is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl Format {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A picture of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// How it is encoded.
    pub format: Format,
    /// **Units**: pixels.
    pub width: u32,
    /// **Units**: pixels.
    pub height: u32,
    /// The file, with nothing in it but the picture.
    pub bytes: Vec<u8>,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The first bytes are of no kind that is decoded.
    #[error("not a picture of a kind that is shown")]
    Unknown,
    /// More octets or pixels than are taken.
    #[error("the picture is too large")]
    TooLarge,
    /// It begins like a picture and is none.
    #[error("the picture is broken")]
    Broken,
}

pub(crate) fn redraw(bytes: &[u8], fit: Fit) -> Result<Picture, Refused> {
    if bytes.len() > LARGEST_FILE {
        return Err(Refused::TooLarge);
    }
    let kind = image::guess_format(bytes).map_err(|_| Refused::Unknown)?;
    if !matches!(kind, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP | ImageFormat::Bmp) {
        return Err(Refused::Unknown);
    }
    let drawn = decode(bytes, kind).map_err(|error| match error {
        ImageError::Limits(_) => Refused::TooLarge,
        _ => Refused::Broken,
    })?;
    let (width, height) = fit.of((drawn.width(), drawn.height()));
    let fits = if (width, height) == (drawn.width(), drawn.height()) { drawn } else { drawn.thumbnail_exact(width, height) };
    encode(&fits, kind).map_err(|_| Refused::Broken)
}

fn decode(bytes: &[u8], kind: ImageFormat) -> Result<DynamicImage, ImageError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(ImageError::Limits(image::error::LimitError::from_kind(image::error::LimitErrorKind::DimensionError)));
    }
    // A camera says in its notes how it was held; the notes do not come along.
    let held = decoder.orientation();
    let mut drawn = DynamicImage::from_decoder(decoder)?;
    if let Ok(held) = held {
        drawn.apply_orientation(held);
    }
    Ok(drawn)
}

fn encode(drawn: &DynamicImage, kind: ImageFormat) -> Result<Picture, ImageError> {
    let (width, height) = (drawn.width(), drawn.height());
    let made = |format, bytes| Picture { format, width, height, bytes };
    if drawn.color().has_alpha() {
        let all = drawn.to_rgba8();
        if all.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
            return Ok(made(Format::Png, png(all.as_raw(), (width, height), ExtendedColorType::Rgba8)?));
        }
    }
    let opaque = drawn.to_rgb8();
    if !matches!(kind, ImageFormat::Jpeg | ImageFormat::WebP) {
        let bytes = png(opaque.as_raw(), (width, height), ExtendedColorType::Rgb8)?;
        if bytes.len() <= LONGEST_PNG {
            return Ok(made(Format::Png, bytes));
        }
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).write_image(opaque.as_raw(), width, height, ExtendedColorType::Rgb8)?;
    Ok(made(Format::Jpeg, bytes))
}

fn png(raw: &[u8], (width, height): (u32, u32), colours: ExtendedColorType) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(raw, width, height, colours)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};
    use proptest::prelude::*;

    fn file(drawn: &DynamicImage, kind: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        drawn.write_to(&mut bytes, kind).unwrap();
        bytes.into_inner()
    }

    fn red(width: u32, height: u32) -> DynamicImage {
        RgbImage::from_pixel(width, height, Rgb([200, 10, 10])).into()
    }

    #[test]
    fn every_kind_comes_out_as_one_of_ours() {
        let shines: DynamicImage = RgbaImage::from_pixel(4, 3, Rgba([1, 2, 3, 100])).into();
        for (drawn, kind, expected) in [
            (&red(4, 3), ImageFormat::Png, Format::Png),
            (&red(4, 3), ImageFormat::Jpeg, Format::Jpeg),
            (&red(4, 3), ImageFormat::Gif, Format::Png),
            (&red(4, 3), ImageFormat::Bmp, Format::Png),
            (&red(4, 3), ImageFormat::WebP, Format::Jpeg),
            (&shines, ImageFormat::Png, Format::Png),
            (&shines, ImageFormat::WebP, Format::Png),
        ] {
            let ours = redraw(&file(drawn, kind), Fit::SCREEN).unwrap();
            assert_eq!((ours.format, ours.width, ours.height), (expected, 4, 3), "{kind:?}");
            let again = image::load_from_memory(&ours.bytes).unwrap();
            assert_eq!(again.to_rgba8().get_pixel(0, 0).0[3], if drawn.color().has_alpha() { 100 } else { 255 });
        }
    }

    #[test]
    fn nothing_but_the_picture_comes_along() {
        let mut bytes = file(&red(8, 8), ImageFormat::Jpeg);
        let note = b"Exif\0\0secret place <script>";
        let length = u16::try_from(note.len() + 2).unwrap().to_be_bytes();
        let marker: Vec<u8> = [&[0xFF, 0xE1], &length[..], note].concat();
        bytes.splice(2..2, marker);
        bytes.extend(b"PK\x03\x04 a second file <script>");
        let ours = redraw(&bytes, Fit::SCREEN).unwrap();
        assert!(bytes.windows(7).any(|part| part == b"<script") && !ours.bytes.windows(7).any(|part| part == b"<script"));
        assert!(!ours.bytes.windows(6).any(|part| part == b"secret"));
    }

    #[test]
    fn sizes_are_bounded_before_anything_is_decoded() {
        let mut bomb = file(&red(2, 2), ImageFormat::Png);
        // Width and height of the header, and its checksum.
        bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        assert!(matches!(redraw(&bomb, Fit::SCREEN), Err(Refused::TooLarge | Refused::Broken)));
        assert_eq!(redraw(&file(&red(6_000, 4_200), ImageFormat::Png), Fit::SCREEN).unwrap_err(), Refused::TooLarge);
        assert_eq!(redraw(&vec![0; LARGEST_FILE + 1], Fit::SCREEN).unwrap_err(), Refused::TooLarge);
        let large = redraw(&file(&red(3_000, 2_000), ImageFormat::Png), Fit::SCREEN).unwrap();
        assert_eq!((large.width, large.height), (2_449, 1_632));
        let small = redraw(&file(&red(3_000, 2_000), ImageFormat::Png), Fit::THUMBNAIL).unwrap();
        assert_eq!((small.width, small.height), (320, 213));
        assert_eq!(Fit::THUMBNAIL.of((1, 100_000)), (1, 320));
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for bytes in [&b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"[..], b"<html>", b"", b"II*\0", b"%PDF-1.7"] {
            assert_eq!(redraw(bytes, Fit::SCREEN).unwrap_err(), Refused::Unknown);
        }
        assert_eq!(redraw(b"GIF89a/*", Fit::SCREEN).unwrap_err(), Refused::Broken);
        assert_eq!(redraw(b"\x89PNG\r\n\x1a\n", Fit::SCREEN).unwrap_err(), Refused::Broken);
    }

    proptest! {
        #[test]
        fn damaged_pictures_do_no_harm(at in 0_usize..300, with: u8, kind in 0_usize..5) {
            let kind = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::WebP][kind];
            let mut bytes = file(&red(9, 7), kind);
            let length = bytes.len();
            bytes[at % length] = with;
            if let Ok(ours) = redraw(&bytes, Fit::SCREEN) {
                prop_assert!(image::load_from_memory(&ours.bytes).is_ok());
            }
        }
    }
}
