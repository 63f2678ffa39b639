//! What a file pretends, against what it is.

/// Why one should look twice before opening a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Its name says something else than its content: a program called `invoice.pdf`.
    Disguised,
    /// Opened, it runs on the reader's machine: a program, a script, a page, a document with macros.
    Runs,
}

/// Endings with the kinds that files of that name are; a kind ending in `/` or `.` is the beginning of many.
const ENDINGS: [(&[&str], &[&str]); 19] = [
    (&["png"], &["image/png"]),
    (&["jpg", "jpeg", "jpe"], &["image/jpeg"]),
    (&["gif"], &["image/gif"]),
    (&["webp"], &["image/webp"]),
    (&["bmp"], &["image/bmp"]),
    (&["tif", "tiff"], &["image/tiff"]),
    (&["pdf"], &["application/pdf"]),
    (&["zip"], &["application/zip"]),
    (&["gz", "tgz"], &["application/gzip"]),
    (&["7z"], &["application/x-7z-compressed"]),
    (&["rar"], &["application/vnd.rar", "application/x-rar-compressed"]),
    (&["docx", "xlsx", "pptx"], &["application/vnd.openxmlformats-officedocument.", "application/zip"]),
    (&["odt", "ods", "odp"], &["application/vnd.oasis.opendocument.", "application/zip"]),
    (
        &["doc", "xls", "ppt", "msg"],
        &["application/x-ole-storage", "application/msword", "application/vnd.ms-", "application/rtf", "text/rtf"],
    ),
    (&["mp3"], &["audio/"]),
    (&["mp4", "m4v", "mov"], &["video/", "audio/"]),
    (&["txt", "log", "csv", "md", "json", "ics", "vcf"], &["text/", "application/json", "application/octet-stream", "message/"]),
    (&["eml"], &["message/", "text/", "application/octet-stream"]),
    (&["rtf"], &["application/rtf", "text/rtf"]),
];

/// Endings that a machine runs when they are opened. **Source**: what mail programs of the large makers refuse to open.
const RUNNING: [&str; 73] = [
    "ace",
    "ade",
    "adp",
    "app",
    "appref-ms",
    "appx",
    "appxbundle",
    "apk",
    "bat",
    "cmd",
    "chm",
    "com",
    "cpl",
    "desktop",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "ex",
    "exe",
    "gadget",
    "hta",
    "htm",
    "html",
    "img",
    "inf",
    "ins",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "lnk",
    "mde",
    "mht",
    "mhtml",
    "msc",
    "msi",
    "msix",
    "msp",
    "mst",
    "one",
    "pif",
    "pkg",
    "potm",
    "ppam",
    "ppsm",
    "pptm",
    "ps1",
    "psm1",
    "py",
    "reg",
    "scr",
    "sct",
    "settingcontent-ms",
    "sh",
    "shs",
    "svg",
    "svgz",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xhtml",
    "xlsm",
    "xll",
];

/// Kinds that a machine or a browser runs.
const RUNNING_KINDS: [&str; 9] = [
    "application/vnd.microsoft.portable-executable",
    "application/x-executable",
    "application/x-mach-binary",
    "application/x-msdownload",
    "application/java",
    "application/wasm",
    "text/html",
    "text/x-shellscript",
    "image/svg+xml",
];

impl Warning {
    /// Looks at a file's name and at its kind by content, as [`Attachment::kind`](super::Attachment) has it.
    pub fn of(name: &str, kind: &str) -> Option<Self> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.trim().to_ascii_lowercase()).unwrap_or_default();
        let expected = ENDINGS.iter().find(|(endings, _)| endings.contains(&ending.as_str())).map(|(_, kinds)| *kinds);
        let is = |wanted: &&str| if wanted.ends_with(['/', '.', '-']) { kind.starts_with(*wanted) } else { kind == *wanted };
        let runs = RUNNING_KINDS.contains(&kind);
        if let Some(kinds) = expected {
            return (runs || !kinds.iter().any(is)).then_some(Self::Disguised);
        }
        (runs || RUNNING.contains(&ending.as_str())).then_some(Self::Runs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lie_and_files_that_run_are_told() {
        let check = |name: &str, kind: &str, expected: Option<Warning>| assert_eq!(Warning::of(name, kind), expected, "{name} {kind}");
        let (disguised, runs) = (Some(Warning::Disguised), Some(Warning::Runs));
        check("rechnung.pdf", "application/vnd.microsoft.portable-executable", disguised);
        check("bild.png", "text/html", disguised);
        check("bild.PNG", "image/jpeg", disguised);
        check("bild.png", "application/octet-stream", disguised);
        check("brief.docx", "application/zip", None);
        check("brief.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", None);
        check("alt.xls", "application/vnd.ms-excel", None);
        check("notiz.txt", "text/html", disguised);
        check("protokoll.log", "text/plain", None);
        check("seite.html", "text/html", runs);
        check("setup.exe", "application/vnd.microsoft.portable-executable", runs);
        check("rechnung.pdf.exe", "application/octet-stream", runs);
        check("logo.svg", "application/octet-stream", runs);
        check("makro.docm", "application/zip", runs);
        check("ohne", "application/vnd.microsoft.portable-executable", runs);
        check("ohne", "application/octet-stream", None);
        check("unbekannt.xyz", "application/octet-stream", None);
        check("", "", None);
    }
}
