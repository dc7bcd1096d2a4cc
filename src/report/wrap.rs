//! Breaks text into lines of a given width, measured as a terminal shows it.

use unicode_width::UnicodeWidthStr;

/// Breaks at spaces, so that no line is wider than `width` unless one word is. Line ends in the text stay;
/// a line that begins with spaces keeps them on the lines that follow from it.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(line, width)).collect()
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let indent = &line[..line.len() - line.trim_start().len()];
    let mut lines = Vec::new();
    let mut current = indent.to_owned();
    let (mut used, mut empty) = (indent.width(), true);
    for word in line.split_whitespace() {
        let needed = word.width() + usize::from(!empty);
        if !empty && used + needed > width {
            lines.push(std::mem::replace(&mut current, indent.to_owned()));
            (used, empty) = (indent.width(), true);
        }
        if !empty {
            current.push(' ');
            used += 1;
        }
        current.push_str(word);
        used += word.width();
        empty = false;
    }
    lines.push(current.trim_end().to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    }

    #[test]
    fn a_word_wider_than_the_line_stands_alone() {
        assert_eq!(wrap("a notwithstanding b", 5), ["a", "notwithstanding", "b"]);
    }

    #[test]
    fn wide_letters_count_twice() {
        assert_eq!(wrap("主权 主权", 5), ["主权", "主权"]);
    }

    #[test]
    fn an_indented_line_stays_indented() {
        assert_eq!(wrap("head:\n  a b c", 5), ["head:", "  a b", "  c"]);
    }
}
