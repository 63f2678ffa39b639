//! Foreign HTML: made harmless, measured, turned into text.
//!
//! [`sanitise`] goes in two steps that do not trust each other. First the HTML is rewritten into a plain, balanced form
//! of known elements within limits, so that no parser can be made to work hard on it or to disagree about it. Then
//! `ammonia` parses that form as a browser does, and keeps elements, attributes and addresses by lists of its own. What
//! comes out is to be shown in a sandboxed frame under a policy of its own; neither relies on the other.
//!
//! ```
//! use wire::html;
//! let shown = html::sanitise("<p onclick=x>Hi<script>y</script> <img src=https://x.example/p.gif>", &|_| None);
//! assert_eq!(shown.html, "<p>Hi <img data-remote=\"https://x.example/p.gif\"></p>");
//! assert_eq!(shown.remote_images, 1);
//! assert_eq!(html::to_text("<ul><li>one<li>two</ul>"), "- one\n- two");
//! ```
//!
//! # Incomplete support
//! - Style sheets (`<style>`) are dropped, style attributes are kept in part: mails look plainer than they were.
//! - Pictures in `data:` addresses and background pictures are not shown.
//! - Vector pictures, formulas, forms, sound and film are dropped; their text stays.
//! - Of formatting that is closed in the wrong order the inner part may lose its look.
//! - Heights are estimates that know no fonts and no styles.

mod clean;
mod height;
mod remote;
mod sink;
mod style;
mod text;
mod tidy;
mod token;

pub use clean::{LONGEST_HTML, Sanitised, sanitise};
pub use remote::{remote_pictures, with_pictures};

/// Readable plain text of foreign HTML; links are shown with where they lead.
pub fn to_text(html: &str) -> String {
    text::render(&sanitise(html, &|_| None).html)
}

/// Text as HTML that shows it.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
