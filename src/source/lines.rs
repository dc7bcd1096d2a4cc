//! From byte offsets to lines and columns, and back to lines.

/// A place as people count it: both numbers begin at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in the unit that was asked for.
    pub column: u32,
}

/// How many bytes of a line are counted at most to find a column.
const STRIDE: u32 = 1024;

/// Where each line of a text begins.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Places inside lines that are longer than [`STRIDE`], in the order of the text.
    marks: Vec<Mark>,
}

/// How much of its line stands before a byte.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: u32,
    chars: u32,
    utf16: u32,
}

impl LineIndex {
    /// Finds the lines of a text. A line ends after `\n`.
    pub fn new(text: &str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(at, _)| at as u32 + 1);
        let starts: Vec<u32> = std::iter::once(0).chain(after_newlines).collect();
        let marks = marks(text, &starts);
        LineIndex { starts, marks }
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
        self.place_by(text, offset, |mark| mark.chars, |part| part.chars().count())
    }

    /// The place of a byte, with its column in UTF-16 units, as editors ask for it.
    pub fn place_utf16(&self, text: &str, offset: u32) -> LineColumn {
        self.place_by(text, offset, |mark| mark.utf16, |part| part.encode_utf16().count())
    }

    fn place_by(
        &self,
        text: &str,
        offset: u32,
        counted: impl Fn(Mark) -> u32,
        count: impl Fn(&str) -> usize,
    ) -> LineColumn {
        let line = self.line_of(offset);
        let start = self.starts[line];
        let mark = self.marks.partition_point(|mark| mark.offset <= offset).checked_sub(1);
        let mark = mark.map(|at| self.marks[at]).filter(|mark| mark.offset >= start);
        let (from, before) = mark.map_or((start, 0), |mark| (mark.offset, counted(mark)));
        let column = before + count(&text[from as usize..offset as usize]) as u32 + 1;
        LineColumn { line: line as u32 + 1, column }
    }
}

/// The text with `\n` for each `\r` that stands alone, which ended a line long ago: all that reads lines then finds it. It
/// takes as many bytes, so that places stay.
pub fn with_line_ends(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let mut bytes = text.into_bytes();
    for at in 0..bytes.len() {
        if bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
            bytes[at] = b'\n';
        }
    }
    String::from_utf8(bytes).expect("one ASCII character took the place of another")
}

/// Marks every [`STRIDE`] bytes or a little more in long lines, so that no column needs a walk over a whole line.
fn marks(text: &str, starts: &[u32]) -> Vec<Mark> {
    let ends = starts.iter().skip(1).copied().chain([text.len() as u32]);
    let long = starts.iter().copied().zip(ends).filter(|(start, end)| end - start > STRIDE);
    let mut marks = Vec::new();
    for (start, end) in long {
        let (mut mark, mut next) = (Mark { offset: start, chars: 0, utf16: 0 }, start + STRIDE);
        while next < end {
            let boundary = |&at: &u32| text.is_char_boundary(at as usize);
            let offset = (next..end).find(boundary).unwrap_or(end);
            let part = &text[mark.offset as usize..offset as usize];
            let chars = mark.chars + part.chars().count() as u32;
            mark = Mark { offset, chars, utf16: mark.utf16 + utf16_length(part) };
            if offset < end {
                marks.push(mark);
            }
            next = offset + STRIDE;
        }
    }
    marks
}

fn utf16_length(part: &str) -> u32 {
    if part.is_ascii() { part.len() as u32 } else { part.encode_utf16().count() as u32 }
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
    fn columns_of_a_long_line_are_counted_from_the_nearest_mark() {
        let text = format!("é\n{}c\n{}d", "é😀".repeat(3000), "x".repeat(STRIDE as usize));
        let lines = LineIndex::new(&text);
        let place = |c| text.find(c).expect("it is there") as u32;
        assert_eq!(lines.place(&text, place('c')), LineColumn { line: 2, column: 6001 });
        assert_eq!(lines.place_utf16(&text, place('c')), LineColumn { line: 2, column: 9001 });
        assert_eq!(lines.place(&text, place('d')), LineColumn { line: 3, column: STRIDE + 1 });
        assert!(lines.marks.len() > 10);
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        assert_eq!(with_line_ends("a\rb\r\nc\r".to_owned()), "a\nb\r\nc\n");
        assert_eq!(with_line_ends("é\r\r\nc".to_owned()), "é\n\r\nc");
    }

    #[test]
    fn an_empty_text_has_one_line() {
        assert_eq!(LineIndex::new("").count(), 1);
        assert_eq!(LineIndex::new("").line_of(0), 0);
    }
}
