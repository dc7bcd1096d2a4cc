//! Text that is safe to show: a hostile file must not move the cursor or turn the writing direction.

use std::borrow::Cow;

/// The text with characters that a terminal would obey replaced, byte for byte: offsets stay.
/// Tabs and line ends are kept.
pub(super) fn source(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let replaced = |c: char| match (is_harmful(c), c.len_utf8()) {
        (false, _) => c,
        (true, 1) => '?',
        (true, 2) => '\u{bf}',
        (true, _) => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(replaced).collect())
}

/// The text on one line.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    match source(text) {
        clean if !clean.contains(['\n', '\r', '\t']) => clean,
        clean => Cow::Owned(clean.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ")),
    }
}

/// The name of a file where it begins a line. The runner of GitHub takes a line that begins with `::` for a command.
pub fn first_in_line(name: &str) -> String {
    let before = if name.trim_start().starts_with("::") { "./" } else { "" };
    format!("{before}{name}")
}

/// Control characters, and those that turn the writing direction of what follows.
fn is_harmful(c: char) -> bool {
    let kept = matches!(c, '\n' | '\r' | '\t');
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let line_separator = matches!(c, '\u{2028}' | '\u{2029}');
    (c.is_control() && !kept) || turns || line_separator
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_keeps_every_offset() {
        let hostile = "a\u{1b}[31m\u{85}\u{202e}b\u{0}";
        let clean = source(hostile);
        assert_eq!(clean, "a?[31m\u{bf}\u{fffd}b?");
        assert_eq!(clean.len(), hostile.len());
    }

    #[test]
    fn no_name_that_begins_a_line_is_a_command() {
        let names = ["::error::x.norm", " ::x.norm", "a::x.norm"].map(first_in_line);
        assert_eq!(names, ["./::error::x.norm", "./ ::x.norm", "a::x.norm"]);
    }

    #[test]
    fn a_line_holds_no_line_end() {
        assert_eq!(line("a\r\nb\tc"), "a b c");
    }
}
