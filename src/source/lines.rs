//! From byte offsets to lines and columns, and back to lines.

/// A place as people count it: both numbers begin at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in the unit that was asked for.
    pub column: u32,
}

/// Where each line of a text begins.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the lines of a text. A line ends after `\n`.
    pub fn new(text: &str) -> Self {
        let after_newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0).chain(after_newlines.map(|(at, _)| at as u32 + 1));
        LineIndex { starts: starts.collect() }
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, in which a byte is.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The byte at which a line (from 0) begins.
    pub fn start(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }

    /// The place of a byte, with its column in characters (Unicode scalar values).
    pub fn place(&self, text: &str, offset: u32) -> LineColumn {
        self.place_by(text, offset, |line| line.chars().count())
    }

    /// The place of a byte, with its column in UTF-16 units, as editors ask for it.
    pub fn place_utf16(&self, text: &str, offset: u32) -> LineColumn {
        self.place_by(text, offset, |line| line.encode_utf16().count())
    }

    fn place_by(&self, text: &str, offset: u32, width: impl Fn(&str) -> usize) -> LineColumn {
        let line = self.line_of(offset);
        let before = &text[self.starts[line] as usize..offset as usize];
        LineColumn { line: line as u32 + 1, column: width(before) as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_utf16_units() {
        let text = "a\nб😀c";
        let lines = LineIndex::new(text);
        let c = text.find('c').expect("c is there") as u32;
        assert_eq!(lines.place(text, c), LineColumn { line: 2, column: 3 });
        assert_eq!(lines.place_utf16(text, c), LineColumn { line: 2, column: 4 });
    }

    #[test]
    fn an_empty_text_has_one_line() {
        assert_eq!(LineIndex::new("").count(), 1);
        assert_eq!(LineIndex::new("").line_of(0), 0);
    }
}
