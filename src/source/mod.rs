//! Files, spans and lines. Knows nothing of norms.

mod anchor;
mod lines;
mod pattern;

pub use anchor::Anchor;
pub use lines::{LineColumn, LineIndex, with_line_ends};
pub use pattern::Pattern;

use std::sync::Arc;

/// A file of a [`Sources`] set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one file: `start` is in it, `end` is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file in which the bytes are.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Span { file, start, end }
    }

    /// The smallest span that covers both. Both are in one file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether the other lies in it.
    pub fn covers(self, inner: Span) -> bool {
        self.file == inner.file && self.start <= inner.start && inner.end <= self.end
    }

    /// The bytes as indices into the file's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One text with its name and lines.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as the user gave it, with `/` on every system.
    pub name: String,
    /// The text, without a byte order mark. Every line ends with `\n`, perhaps behind a `\r`.
    pub text: String,
    lines: LineIndex,
}

impl SourceFile {
    /// Where lines begin.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }
}

/// All files of one run, in the order in which they were added. A copy shares their texts.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
}

impl Sources {
    /// Adds a file. A byte order mark at its head is dropped.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let text = with_line_ends(text);
        let lines = LineIndex::new(&text);
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(Arc::new(SourceFile { name: name.into(), text, lines }));
        id
    }

    /// Gives a file another text, which has no byte order mark. Spans of the old one mean nothing in it.
    pub fn replace(&mut self, id: FileId, text: String) {
        let text = with_line_ends(text);
        let (name, lines) = (self.name(id).to_owned(), LineIndex::new(&text));
        self.files[id.0 as usize] = Arc::new(SourceFile { name, text, lines });
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text of a file.
    pub fn text(&self, id: FileId) -> &str {
        &self.file(id).text
    }

    /// The name of a file.
    pub fn name(&self, id: FileId) -> &str {
        &self.file(id).name
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        &self.text(span.file)[span.range()]
    }

    /// Every file with its id, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(self.files.iter().map(Arc::as_ref))
    }
}
