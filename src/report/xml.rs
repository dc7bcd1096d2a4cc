//! Text in XML 1.0.

use super::clean;

/// Text for an attribute or between tags, on as many lines as it has: inside attributes a line end is written as a
/// character reference, which readers keep. What XML cannot hold at all, even escaped, is replaced.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean::source(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // `]]>` may not stand in text.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn no_text_ends_its_place() {
        assert_eq!(escape("a\"b' <c> & ]]>\nd"), "a&quot;b&apos; &lt;c&gt; &amp; ]]&gt;&#10;d");
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(escape("\u{0}\u{1b}\u{ffff}"), "??\u{fffd}");
    }
}
