//! Where services show what was found in files that the repository does not have: packs that come with Comity.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Report, clean, told};
use crate::diagnostics::{Diagnostic, Label};
use crate::source::{FileId, Sources, Span};

/// The files that stand in no folder of the user's, each with what brings it in, where that stands in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Homes {
    strangers: BTreeMap<FileId, Option<Span>>,
    /// The first file of the user's: what nothing brings in is told at its head.
    first: Option<FileId>,
}

impl Homes {
    /// All files are the user's.
    pub(super) const fn none() -> Self {
        Homes { strangers: BTreeMap::new(), first: None }
    }

    /// Of these files, the first of the user's in the order of names.
    pub(crate) fn new(strangers: BTreeMap<FileId, Option<Span>>, first: Option<FileId>) -> Self {
        Homes { strangers, first }
    }

    /// The first file of the user's.
    pub(super) fn first(&self) -> Option<FileId> {
        self.first
    }

    fn has(&self, label: &Label) -> bool {
        !self.strangers.contains_key(&label.span.file)
    }

    /// The place in a file of the user's for one in a file that is none.
    fn of(&self, file: FileId) -> Option<Span> {
        let head = || self.first.map(|first| Span::new(first, 0, 0));
        self.strangers.get(&file).copied().flatten().or_else(head)
    }
}

/// The findings of a report as a service can show them: each at its first label in a file of the user's or, where it
/// has none, at the `use` that brings the norms in. Labels that move say where they come from.
pub(super) fn at_home(report: Report<'_>) -> Cow<'_, [Diagnostic]> {
    let all = report.diagnostics;
    let has_strangers = |found: &Diagnostic| {
        !labels(found).all(|it| report.homes.has(it))
            || edited(found).any(|it| !is_home(report, it))
    };
    match all.iter().any(has_strangers) {
        false => Cow::Borrowed(all),
        true => all.iter().map(|found| moved(report, found)).collect(),
    }
}

fn moved(report: Report<'_>, found: &Diagnostic) -> Diagnostic {
    let mut moved = found.clone();
    if !report.homes.has(&found.primary)
        && let Some(place) = found.related.iter().position(|it| report.homes.has(it))
    {
        moved.primary = moved.related.remove(place);
        moved.related.insert(0, found.primary.clone());
    }
    for label in std::iter::once(&mut moved.primary).chain(&mut moved.related) {
        if let Some(home) = report.homes.of(label.span.file).filter(|_| !report.homes.has(label)) {
            label.message = told_elsewhere(report.sources, label);
            label.span = home;
        }
    }
    // Nobody can edit what comes with Comity.
    moved.fixes.retain(|fix| fix.edits.iter().all(|edit| is_home(report, edit.span.file)));
    moved
}

fn told_elsewhere(sources: &Sources, label: &Label) -> String {
    let told::Place { file, start, .. } = told::place(sources, label.span);
    let place = format!("{}, line {}", clean::line(&file.name), start.line);
    match label.message.is_empty() {
        true => place,
        false => format!("{} ({place})", label.message),
    }
}

fn is_home(report: Report<'_>, file: FileId) -> bool {
    !report.homes.strangers.contains_key(&file)
}

fn labels(found: &Diagnostic) -> impl Iterator<Item = &Label> {
    std::iter::once(&found.primary).chain(&found.related)
}

/// The files that the fixes of a finding edit.
fn edited(found: &Diagnostic) -> impl Iterator<Item = FileId> {
    found.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span.file)
}
