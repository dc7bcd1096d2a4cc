//! Reports only what involves something that changed. Everything is checked all the same.

use std::collections::BTreeMap;

use super::run::Outcome;
use super::shard::hangs_on;
use super::suppress::is_about_text;
use super::workspace::Workspace;
use crate::checks::suppression::stale_baseline;
use crate::diagnostics::Diagnostic;
use crate::report::Counts;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Instrument, Item, ItemKind};

/// Lines that changed, by the names of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changed parts of each file; a file that does not stand here has not changed.
    pub files: BTreeMap<String, Vec<Lines>>,
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
        let changed: BTreeMap<FileId, Vec<Span>> =
            self.sources().iter().map(|(file, _)| (file, self.changed(file, changes))).collect();
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

    /// The items of a file that changed: a norm with its own text or with the head of its instrument.
    fn changed(&self, file: FileId, changes: &Changes) -> Vec<Span> {
        let source = self.sources().file(file);
        let Some(lines) = changes.files.get(&source.name) else { return Vec::new() };
        let line = |byte: u32| source.lines().place(&source.text, byte).line;
        let touched = |span: Span| {
            let (first, last) = (line(span.start), line(span.end.max(span.start + 1) - 1));
            lines.iter().any(|lines| lines.touch(first, last))
        };
        let tree = self.tree(file.0 as usize);
        tree.items.iter().flat_map(|item| changed_in(item, &touched)).collect()
    }
}

fn changed_in(item: &Item, touched: &dyn Fn(Span) -> bool) -> Vec<Span> {
    match &item.kind {
        ItemKind::Instrument(instrument) if !head_changed(item, instrument, touched) => {
            let norms = instrument.norms.iter().map(|norm| norm.span);
            norms.filter(|&span| touched(span)).collect()
        }
        ItemKind::Instrument(_) => vec![item.span],
        _ if touched(item.span) => vec![item.span],
        _ => Vec::new(),
    }
}

/// The head is everything that is no norm; what lies between norms is no part of it.
fn head_changed(item: &Item, instrument: &Instrument, touched: &dyn Fn(Span) -> bool) -> bool {
    let name = Span { end: instrument.name.span.end, ..item.span };
    touched(name) || instrument.head.iter().any(|line| touched(line.span))
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
