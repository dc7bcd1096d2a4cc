//! Our sources as codespan-reporting asks for them, with overlong lines cut to the part that is labelled.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::files::{self, Error};

use super::super::clean;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Sources, Span};

/// A line with more bytes than this is shown in part.
const LONG_LINE: usize = 400;

/// How many bytes of a long line are shown before and after what is labelled first in it.
const AROUND: usize = 60;

/// The texts of all files, made safe to show when they are first asked for.
pub(super) struct Texts<'a> {
    sources: &'a Sources,
    clean: Vec<OnceCell<Cow<'a, str>>>,
}

impl<'a> Texts<'a> {
    /// Nothing is read yet.
    pub(super) fn new(sources: &'a Sources) -> Self {
        Texts { sources, clean: sources.iter().map(|_| OnceCell::new()).collect() }
    }

    fn get(&self, id: FileId) -> &str {
        let text = self.sources.text(id);
        self.clean[id.0 as usize].get_or_init(|| clean::source(text))
    }
}

/// The files that one finding points into.
pub(super) struct Files<'a> {
    sources: &'a Sources,
    texts: &'a Texts<'a>,
    cut: BTreeMap<(FileId, usize), Range<usize>>,
    gutter: usize,
}

impl<'a> Files<'a> {
    /// Finds the lines that must be cut.
    pub(super) fn new(texts: &'a Texts<'a>, found: &Diagnostic) -> Self {
        let sources = texts.sources;
        let mut files = Files { sources, texts, cut: BTreeMap::new(), gutter: 0 };
        let labels = std::iter::once(&found.primary).chain(&found.related);
        for label in labels {
            files.look_at(label.span);
        }
        files
    }

    /// How wide the line numbers and the border behind them are.
    pub(super) fn gutter(&self) -> usize {
        self.gutter
    }

    /// The part of a span that is shown.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let lines = self.sources.file(span.file).lines();
        let clamp = |offset: u32| {
            let line = lines.line_of(offset);
            match self.cut.get(&(span.file, line)) {
                Some(part) => (offset as usize).clamp(part.start, part.end),
                None => offset as usize,
            }
        };
        clamp(span.start)..clamp(span.end)
    }

    fn look_at(&mut self, span: Span) {
        let lines = self.sources.file(span.file).lines();
        let (first, last) = (lines.line_of(span.start), lines.line_of(span.end));
        self.gutter = self.gutter.max((last + 1).to_string().len() + 1);
        self.cut_line(span.file, first, span);
        if first != last {
            self.cut_line(span.file, last, Span { start: span.end, ..span });
        }
    }

    fn cut_line(&mut self, file: FileId, line: usize, span: Span) {
        let whole = self.line(file, line);
        if whole.len() <= LONG_LINE || self.cut.contains_key(&(file, line)) {
            return;
        }
        let text = self.sources.text(file);
        let start = (span.start as usize).saturating_sub(AROUND).max(whole.start);
        let length = (span.range().len()).min(LONG_LINE - 2 * AROUND);
        let end = (span.start as usize + length + AROUND).min(whole.end);
        let boundary = |&at: &usize| text.is_char_boundary(at);
        let start = (whole.start..=start).rev().find(boundary).unwrap_or(whole.start);
        let end = (end..=whole.end).find(boundary).unwrap_or(whole.end);
        self.cut.insert((file, line), start..end);
    }

    fn line(&self, file: FileId, line: usize) -> Range<usize> {
        let (text, lines) = (self.sources.text(file), self.sources.file(file).lines());
        let start = lines.start(line).map_or(text.len(), |start| start as usize);
        let end = lines.start(line + 1).map_or(text.len(), |start| start as usize);
        start..end
    }
}

impl<'a> files::Files<'a> for Files<'_> {
    type FileId = FileId;
    type Name = Cow<'a, str>;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<Cow<'a, str>, Error> {
        Ok(clean::line(self.sources.name(id)))
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(self.texts.get(id))
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        Ok(self.sources.file(id).lines().line_of(byte_index as u32))
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        match self.cut.get(&(id, line_index)) {
            Some(part) => Ok(part.clone()),
            None => Ok(self.line(id, line_index)),
        }
    }

    fn column_number(&'a self, id: FileId, _line: usize, byte: usize) -> Result<usize, Error> {
        let file = self.sources.file(id);
        Ok(file.lines().place(&file.text, byte as u32).column as usize)
    }
}
