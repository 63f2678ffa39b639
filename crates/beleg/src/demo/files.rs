//! Small files that fit their names.

use wire::mime;

/// One grey pixel, PNG.
pub(super) const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a,
    0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0,
    0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// A small file that fits its name.
pub(super) fn file(name: &str, about: &str) -> mime::Attachment {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let (kind, bytes) = match ending {
        "png" => ("image/png", PIXEL.to_vec()),
        "pdf" => {
            ("application/pdf", format!("%PDF-1.4\n% {name}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n").into_bytes())
        }
        "csv" => ("text/csv", b"Datum;Platz;Wert\n2026-11-02;4;17\n2026-11-03;4;21\n".to_vec()),
        "txt" | "log" => ("text/plain", about.lines().take(4).flat_map(|line| [name, ": ", line, "\n"]).collect::<String>().into_bytes()),
        _ => ("application/octet-stream", name.as_bytes().to_vec()),
    };
    mime::Attachment::new(name, kind, bytes)
}
