//! Reports only what involves something that changed. Everything is checked all the same.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::{Reach, Texts, head};
use super::run::Outcome;
use super::shard::hangs_on;
use super::suppress::is_about_text;
use super::workspace::{Set, Workspace};
use crate::checks::suppression::stale_baseline;
use crate::diagnostics::Diagnostic;
use crate::report::Counts;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Instrument, Item, ItemKind};

/// Lines that changed, by the names of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changes {
    /// The changed parts of each file; a file that does not stand here has not changed.
    pub files: BTreeMap<String, Vec<Lines>>,
    /// The earlier text of each file that changed, and of each that is no more. What was declared there and is still
    /// declared alike, wherever that is, has not changed.
    pub before: BTreeMap<String, String>,
}

/// Lines that are new, from 1; or a place between lines from which some went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The first line, or the line before the place.
    pub first: u32,
    /// How many lines; 0 for a place.
    pub count: u32,
}

impl Lines {
    /// Every line of a file.
    pub const ALL: Lines = Lines { first: 1, count: u32::MAX };

    /// Whether something on these lines (both included) changed with them.
    fn touch(self, first: u32, last: u32) -> bool {
        match self.count {
            0 => first <= self.first && self.first < last,
            count => first < self.first.saturating_add(count) && self.first <= last,
        }
    }
}

impl Workspace<'_> {
    /// Takes out of an outcome of this workspace what involves nothing that changed. Errors that leave norms
    /// out stay, and so do stale entries of a baseline.
    pub fn limit(&self, outcome: &mut Outcome, changes: &Changes) {
        let changed = self.changed(changes);
        let involved = |found: &Diagnostic| {
            let mut labels = std::iter::once(&found.primary).chain(&found.related);
            labels.any(|label| {
                let spans = changed.get(&label.span.file);
                spans.is_some_and(|spans| spans.iter().any(|&span| overlap(span, label.span)))
            })
        };
        let before = outcome.diagnostics.len();
        let stale = |found: &Diagnostic| found.rule.code == stale_baseline::RULE.code;
        outcome.diagnostics.retain(|found| is_about_text(found) || stale(found) || involved(found));
        if let Some(part) = &mut outcome.part {
            hangs_on(part, &format!("{changes:?}"));
            part.undecided.retain(|found| stale(found) || involved(found));
        }
        outcome.summary.unchanged += before - outcome.diagnostics.len();
        outcome.summary.counts = Counts::of(&outcome.diagnostics);
    }

    /// The items that changed: a norm with its own text, with the head of its instrument, and with the declarations
    /// that it names, in each set by itself.
    fn changed(&self, changes: &Changes) -> BTreeMap<FileId, Vec<Span>> {
        let mut changed: BTreeMap<FileId, Vec<Span>> = BTreeMap::new();
        for set in &self.sets {
            let before = self.before(set, changes);
            let reach = self.reach(set, &before, changes);
            for file in set.files.iter().map(|&file| FileId(file as u32)) {
                if reach.is_empty() && !self.may_have_changed(file, &before, changes) {
                    continue;
                }
                let touched = self.touched_in(file, changes);
                let source = self.sources().text(file);
                let change =
                    Change { text: source, before: &before, reach: &reach, touched: &touched };
                let tree = self.tree(file.0 as usize);
                let spans = tree.items.iter().flat_map(|item| change.in_item(item));
                changed.entry(file).or_default().extend(spans);
            }
        }
        changed
    }

    /// What the changed files of a set declared before, and those that are no more.
    fn before(&self, set: &Set, changes: &Changes) -> Texts {
        let files: BTreeSet<usize> = set.files.iter().copied().collect();
        let in_set = |name: &String| self.by_name.get(name).is_some_and(|it| files.contains(it));
        let texts = changes.before.iter();
        let mut before = Texts::default();
        texts
            .filter(|(name, _)| !changes.files.contains_key(*name) || in_set(name))
            .for_each(|(_, text)| before.read(text));
        before
    }

    /// The names that mean something else in a set than before.
    fn reach(&self, set: &Set, before: &Texts, changes: &Changes) -> Reach {
        let files = || set.files.iter().map(|&file| FileId(file as u32));
        let has_changed = |file: FileId| changes.files.contains_key(self.sources().name(file));
        if before.declared.is_empty() && !files().any(has_changed) {
            return Reach::default();
        }
        let mut now = Texts::default();
        for file in files() {
            now.add(self.sources().text(file), &self.tree(file.0 as usize));
        }
        let touched: BTreeMap<FileId, _> =
            files().map(|file| (file, self.touched_in(file, changes))).collect();
        Reach::new(before, &now, &|span| touched.get(&span.file).is_some_and(|is| is(span)))
    }

    /// Whether some item of a file can have changed by itself.
    fn may_have_changed(&self, file: FileId, before: &Texts, changes: &Changes) -> bool {
        changes.files.contains_key(self.sources().name(file)) || !before.heads.is_empty()
    }

    /// Which places of a file lie on changed lines.
    fn touched_in<'c>(&'c self, file: FileId, changes: &'c Changes) -> impl Fn(Span) -> bool + 'c {
        let source = self.sources().file(file);
        let lines = changes.files.get(&source.name).map_or(&[][..], Vec::as_slice);
        let line = |byte: u32| source.lines().place(&source.text, byte).line;
        move |span: Span| {
            !lines.is_empty() && {
                let (first, last) = (line(span.start), line(span.end.max(span.start + 1) - 1));
                lines.iter().any(|lines| lines.touch(first, last))
            }
        }
    }
}

/// What changed for one file of a set.
struct Change<'c> {
    text: &'c str,
    before: &'c Texts,
    reach: &'c Reach,
    touched: &'c dyn Fn(Span) -> bool,
}

impl Change<'_> {
    /// The parts of an item that changed.
    fn in_item(&self, item: &Item) -> Vec<Span> {
        match &item.kind {
            ItemKind::Instrument(instrument) if !self.is_head_changed(item, instrument) => {
                let norms = instrument.norms.iter().map(|norm| norm.span);
                norms.filter(|&span| self.is_changed(Some(instrument), span)).collect()
            }
            _ if self.is_changed(None, item.span) => vec![item.span],
            _ => Vec::new(),
        }
    }

    /// Lines that changed say nothing new where every word is as it was: somebody laid them out, or wrote a comment.
    fn is_changed(&self, within: Option<&Instrument>, span: Span) -> bool {
        (self.touched)(span) && !self.before.says(self.text, within, span)
            || !self.reach.is_empty() && self.reach.touches(&self.text[span.range()])
    }

    /// The head is everything that is no norm; what lies between norms is no part of it.
    fn is_head_changed(&self, item: &Item, instrument: &Instrument) -> bool {
        let name = Span { end: instrument.name.span.end, ..item.span };
        let lines = || instrument.head.iter().map(|line| line.span);
        let known = self.before.heads.get(&self.text[instrument.name.span.range()]);
        let is_other = match known {
            Some(known) => *known != head(self.text, instrument),
            None => (self.touched)(name) || lines().any(|line| (self.touched)(line)),
        };
        is_other
            || lines()
                .any(|line| !self.reach.is_empty() && self.reach.touches(&self.text[line.range()]))
    }
}

fn overlap(a: Span, b: Span) -> bool {
    a.file == b.file && a.start <= b.end && b.start <= a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lines_touch_what_stands_on_them() {
        let lines = Lines { first: 3, count: 2 };
        assert!(lines.touch(1, 3) && lines.touch(4, 9) && lines.touch(3, 4));
        assert!(!lines.touch(1, 2) && !lines.touch(5, 6));
        assert!(Lines::ALL.touch(7, 7));
    }

    #[test]
    fn lines_that_went_touch_only_what_they_stood_in() {
        let place = Lines { first: 3, count: 0 };
        assert!(place.touch(3, 4) && place.touch(1, 9));
        assert!(!place.touch(1, 3) && !place.touch(4, 5));
    }
}
