//! Text in `format=flowed`, put back into paragraphs (RFC 3676).

/// Joins the lines that were only broken to be short; `delete` says that the blank before a soft break is no part of the text.
///
/// Quote marks stand before each line that results, one blank behind them.
pub(super) fn reflow(text: &str, delete: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The depth of the paragraph that goes on, if one does.
    let mut open: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        if open.is_some_and(|above| above != depth || is_signature) {
            out.push('\n');
            open = None;
        }
        if open.is_none() && depth > 0 {
            out.extend(std::iter::repeat_n('>', depth));
            out.push(' ');
        }
        match content.strip_suffix(' ').filter(|_| !is_signature) {
            Some(soft) => {
                out.push_str(if delete { soft } else { content });
                open = Some(depth);
            }
            None => {
                out.push_str(content);
                out.push('\n');
                open = None;
            }
        }
    }
    if !text.ends_with('\n') || open.is_some() {
        out.truncate(out.trim_end_matches([' ', '\n']).len());
        out.extend(text.ends_with('\n').then_some('\n'));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(reflow(text, false), expected, "{text}");
    }

    #[test]
    fn soft_breaks_are_joined_and_hard_ones_stay() {
        check("a long \nline\nand another\n", "a long line\nand another\n");
        check("one\n\ntwo \n\nthree", "one\n\ntwo \nthree");
        check(" >not quoted\n From\n", ">not quoted\nFrom\n");
        check("text \n-- \nBob\n", "text \n-- \nBob\n");
        check("last \n", "last\n");
        check("", "");
        assert_eq!(reflow("日本 \n語\n", true), "日本語\n");
    }

    #[test]
    fn quotes_keep_their_depth() {
        check("> a \n> b\n>> c \n> d\nanswer\n", "> a b\n>> c \n> d\nanswer\n");
        check(">> -- \n>> x\n", ">> -- \n>> x\n");
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_breaks_and_marks_changes(text in "(> ?|[a-zä]{1,5}| |\n|-- \n){0,40}", delete: bool) {
            let flowed = reflow(&text, delete);
            let letters = |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '\n' | '>')).collect::<String>();
            prop_assert_eq!(letters(&flowed), letters(&text));
            prop_assert!(flowed.len() <= 2 * text.len() + 2);
        }
    }
}
