//! What an edit moved, and which norms it touched.

use std::collections::BTreeMap;

use super::parts::{Part, PartKind};
use super::window::Window;
use crate::diagnostics::{Diagnostic, Edit, Fix, Label};
use crate::source::{FileId, Span};
use crate::syntax::lexer;

/// Where what stood in older texts stands now.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// The lines that differ in each file.
    windows: BTreeMap<FileId, Window>,
}

/// A file before and after an edit.
pub(super) struct Change<'t> {
    pub(super) file: FileId,
    pub(super) old: (&'t str, &'t [Part]),
    pub(super) new: (&'t str, &'t [Part]),
}

impl Moves {
    /// What these changes moved; `None` where they change more than norms.
    pub(super) fn of(changes: &[Change<'_>]) -> Option<Moves> {
        let window = |it: &Change<'_>| (it.file, Window::of_lines(it.old.0, it.new.0));
        let moves = Moves { windows: changes.iter().map(window).collect() };
        changes.iter().all(|it| moves.changes_norms_only(it)).then_some(moves)
    }

    /// Where a span of an older text is now; `None` where it was touched.
    pub(super) fn moved(&self, span: Span) -> Option<Span> {
        self.windows.get(&span.file).map_or(Some(span), |window| window.moved(span))
    }

    /// Where a span is now of which only the inside may have been touched.
    pub(super) fn moved_around(&self, span: Span) -> Span {
        self.windows.get(&span.file).map_or(span, |window| window.around(span))
    }

    /// Whether a span of a newer text lies in lines that are as they were.
    pub(super) fn is_as_it_was(&self, span: Span) -> bool {
        self.windows.get(&span.file).is_none_or(|window| window.is_as_it_was(span))
    }

    /// A finding with all its places moved; `None` where one was touched.
    pub(super) fn finding(&self, found: &Diagnostic) -> Option<Diagnostic> {
        replaced(found, &|span| self.moved(span))
    }

    /// Edits with all their places moved.
    pub(super) fn fix(&self, fix: &Fix) -> Option<Fix> {
        fix_replaced(fix, &|span| self.moved(span))
    }

    /// Whether all that is no norm is what it was, and the norms that were not touched are norms of the same items.
    fn changes_norms_only(&self, change: &Change<'_>) -> bool {
        let Some(window) = self.windows.get(&change.file) else { return true };
        let (old, new) = (change.old.1, change.new.1);
        let text = |text: &'_ str, to: u32, parts: &[Part]| {
            between(text, (window.from, to), parts).all(is_blank)
        };
        if !text(change.old.0, window.old_to, old) || !text(change.new.0, window.new_to, new) {
            return false;
        }
        let moved = |part: &Part| match part.kind {
            PartKind::Instrument => Some(window.around(part.span)),
            _ => window.moved(part.span),
        };
        let old = old.iter().filter_map(|it| moved(it).map(|span| (it.kind, span)));
        let stays = |it: &&Part| it.kind == PartKind::Instrument || window.is_as_it_was(it.span);
        old.eq(new.iter().filter(stays).map(|it| (it.kind, it.span)))
    }
}

/// A finding with each of its places put elsewhere; `None` where one has no other place.
pub(super) fn replaced(
    found: &Diagnostic,
    place: &dyn Fn(Span) -> Option<Span>,
) -> Option<Diagnostic> {
    let label = |it: &Label| Some(Label { span: place(it.span)?, ..it.clone() });
    Some(Diagnostic {
        primary: label(&found.primary)?,
        related: found.related.iter().map(label).collect::<Option<_>>()?,
        fixes: found.fixes.iter().map(|fix| fix_replaced(fix, place)).collect::<Option<_>>()?,
        ..found.clone()
    })
}

/// Edits with each of their places put elsewhere.
fn fix_replaced(fix: &Fix, place: &dyn Fn(Span) -> Option<Span>) -> Option<Fix> {
    let edit = |it: &Edit| Some(Edit { span: place(it.span)?, ..it.clone() });
    let edits = fix.edits.iter().map(edit).collect::<Option<_>>()?;
    Some(Fix { edits, ..fix.clone() })
}

/// The parts of a range of a text that lie outside of its norms.
fn between<'t>(
    text: &'t str,
    (from, to): (u32, u32),
    parts: &[Part],
) -> impl Iterator<Item = &'t str> {
    let norms = parts.iter().filter(|it| it.kind == PartKind::Norm).map(|it| it.span);
    let mut cuts = Vec::new();
    let mut done = from;
    for norm in norms.filter(|norm| norm.start < to && norm.end > from) {
        cuts.push((done, norm.start.max(done)));
        done = done.max(norm.end);
    }
    cuts.push((done, to.max(done)));
    cuts.into_iter().map(move |(from, to)| &text[from as usize..to as usize])
}

/// Whether a part of a text says nothing.
fn is_blank(text: &str) -> bool {
    lexer::lex(text).tokens.len() <= 1
}
