//! Makes edits in texts, and a workspace in which they are made.

use std::collections::{BTreeMap, BTreeSet};

use super::workspace::Workspace;
use crate::diagnostics::Edit;
use crate::source::FileId;

/// The text with the edits made; `None` where they overlap or fit no text. A line of which nothing is left goes.
pub fn amend(text: &str, edits: &[Edit]) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut amended = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let range = match edit.text.is_empty() {
            true => whole_lines(text, edit.span.range()),
            false => edit.span.range(),
        };
        amended.push_str(text.get(done..range.start)?);
        amended.push_str(&edit.text);
        text.get(range.clone())?;
        done = range.end;
    }
    amended.push_str(text.get(done..)?);
    Some(amended)
}

/// The range, with the rest of its lines where they hold nothing else.
fn whole_lines(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let (Some(before), Some(after)) = (text.get(..range.start), text.get(range.end..)) else {
        return range;
    };
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(text.len(), |at| range.end + at + 1);
    let blank = |part: &str| part.trim().is_empty();
    match blank(&text[start..range.start]) && blank(&text[range.end..end]) {
        true => start..end,
        false => range,
    }
}

impl<'a> Workspace<'a> {
    /// The workspace with edits made in its files; `None` where they overlap. Files keep their [`FileId`]s.
    pub fn amended(&self, edits: &[Edit]) -> Option<Workspace<'a>> {
        Some(self.with_texts(self.texts_with(edits)?))
    }

    /// The texts of the files with edits, with these made; `None` where they overlap.
    pub(super) fn texts_with(&self, edits: &[Edit]) -> Option<BTreeMap<FileId, String>> {
        let mut by_file: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for edit in edits {
            by_file.entry(edit.span.file).or_default().push(edit.clone());
        }
        let texts = by_file
            .into_iter()
            .map(|(file, edits)| Some((file, amend(self.sources().text(file), &edits)?)));
        texts.collect()
    }

    /// The files that were given and whose text the other workspace has changed.
    pub fn changed_from(&self, other: &Workspace<'_>) -> Vec<FileId> {
        let given: BTreeSet<FileId> =
            self.sets.iter().flat_map(|set| &set.roots).map(|&root| FileId(root as u32)).collect();
        let changed = |&file: &FileId| self.sources().text(file) != other.sources().text(file);
        given.into_iter().filter(changed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { span: Span::new(FileId(0), start, end), text: text.to_owned() }
    }

    #[test]
    fn edits_are_made_in_the_order_of_the_text() {
        let edits = [edit(4, 7, "two"), edit(0, 3, "ONE"), edit(7, 7, "!")];
        assert_eq!(amend("one 222 three", &edits).as_deref(), Some("ONE two! three"));
    }

    #[test]
    fn edits_that_overlap_or_fit_nowhere_are_refused() {
        assert_eq!(amend("abcdef", &[edit(0, 3, "x"), edit(2, 4, "y")]), None);
        assert_eq!(amend("abc", &[edit(2, 9, "x")]), None);
        assert_eq!(amend("é", &[edit(1, 2, "x")]), None, "the middle of a letter");
    }

    #[test]
    fn a_line_of_which_nothing_is_left_goes() {
        assert_eq!(amend("a\n  b\nc\n", &[edit(4, 5, "")]).as_deref(), Some("a\nc\n"));
        assert_eq!(amend("a b c", &[edit(2, 4, "")]).as_deref(), Some("a c"));
        assert_eq!(amend("a\nb", &[edit(2, 3, "")]).as_deref(), Some("a\n"));
    }
}
