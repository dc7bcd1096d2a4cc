//! What an edit moved, and which norms it touched.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Edit, Fix, Label};
use crate::source::{FileId, Span};
use crate::syntax::{ast, lexer};

/// The lines that differ between an older and a newer text: whole lines, all of those between the first and the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    from: u32,
    old_to: u32,
    new_to: u32,
}

/// Where what stood in older texts stands now.
#[derive(Debug, Default)]
pub(super) struct Moves {
    windows: BTreeMap<FileId, Window>,
}

/// A file before and after an edit.
pub(super) struct Change<'t> {
    pub(super) file: FileId,
    pub(super) old: (&'t str, &'t ast::File),
    pub(super) new: (&'t str, &'t ast::File),
}

impl Moves {
    /// What these changes moved; `None` where they change more than norms.
    pub(super) fn of(changes: &[Change<'_>]) -> Option<Moves> {
        let windows = changes.iter().map(|it| (it.file, window(it.old.0, it.new.0))).collect();
        let moves = Moves { windows };
        changes.iter().all(|it| moves.changes_norms_only(it)).then_some(moves)
    }

    /// Where a span of an older text is now; `None` where it was touched.
    pub(super) fn moved(&self, span: Span) -> Option<Span> {
        let Some(window) = self.windows.get(&span.file) else { return Some(span) };
        let shifted = |at: u32| at - window.old_to + window.new_to;
        if span.end <= window.from && span.start < window.from {
            Some(span)
        } else if span.start >= window.old_to {
            Some(Span::new(span.file, shifted(span.start), shifted(span.end)))
        } else {
            None
        }
    }

    /// Whether a span of a newer text lies in lines that are as they were.
    pub(super) fn is_as_it_was(&self, span: Span) -> bool {
        let Some(window) = self.windows.get(&span.file) else { return true };
        span.end <= window.from && span.start < window.from || span.start >= window.new_to
    }

    /// A finding with all its places moved; `None` where one was touched.
    pub(super) fn finding(&self, found: &Diagnostic) -> Option<Diagnostic> {
        let label = |it: &Label| Some(Label { span: self.moved(it.span)?, ..it.clone() });
        Some(Diagnostic {
            primary: label(&found.primary)?,
            related: found.related.iter().map(label).collect::<Option<_>>()?,
            fixes: found.fixes.iter().map(|fix| self.fix(fix)).collect::<Option<_>>()?,
            ..found.clone()
        })
    }

    /// Edits with all their places moved.
    pub(super) fn fix(&self, fix: &Fix) -> Option<Fix> {
        let edit = |it: &Edit| Some(Edit { span: self.moved(it.span)?, ..it.clone() });
        let edits = fix.edits.iter().map(edit).collect::<Option<_>>()?;
        Some(Fix { edits, ..fix.clone() })
    }

    /// Whether all that is no norm is what it was, and the norms that were not touched are norms of the same items.
    fn changes_norms_only(&self, change: &Change<'_>) -> bool {
        let Some(window) = self.windows.get(&change.file) else { return true };
        let (old, new) = (parts(change.old.1), parts(change.new.1));
        let text = |text: &'_ str, to: u32, parts: &[Piece]| {
            between(text, (window.from, to), parts).all(is_blank)
        };
        if !text(change.old.0, window.old_to, &old) || !text(change.new.0, window.new_to, &new) {
            return false;
        }
        let moved = |piece: &Piece| match piece.kind {
            PieceKind::Instrument => Some(self.moved_around(piece.span)),
            _ => self.moved(piece.span),
        };
        let old: Vec<_> =
            old.iter().filter_map(|it| moved(it).map(|span| (it.kind, span))).collect();
        let stays = |it: &&Piece| it.kind == PieceKind::Instrument || self.is_as_it_was(it.span);
        let new: Vec<_> = new.iter().filter(stays).map(|it| (it.kind, it.span)).collect();
        old == new
    }

    /// Where an instrument is now whose norms may have been touched.
    fn moved_around(&self, span: Span) -> Span {
        let Some(window) = self.windows.get(&span.file) else { return span };
        let at = |at: u32| match at < window.old_to {
            true => at,
            false => at - window.old_to + window.new_to,
        };
        Span::new(span.file, at(span.start), at(span.end))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PieceKind {
    Instrument,
    Norm,
    Other,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    kind: PieceKind,
    span: Span,
}

/// The items of a file, and the norms in them.
fn parts(tree: &ast::File) -> Vec<Piece> {
    let mut found = Vec::new();
    for item in &tree.items {
        match &item.kind {
            ast::ItemKind::Norm(_) => found.push(Piece { kind: PieceKind::Norm, span: item.span }),
            ast::ItemKind::Instrument(it) => {
                found.push(Piece { kind: PieceKind::Instrument, span: item.span });
                let norms = it.norms.iter();
                found.extend(norms.map(|it| Piece { kind: PieceKind::Norm, span: it.span }));
            }
            _ => found.push(Piece { kind: PieceKind::Other, span: item.span }),
        }
    }
    found
}

/// The parts of a range of a text that lie outside of its norms.
fn between<'t>(
    text: &'t str,
    (from, to): (u32, u32),
    parts: &[Piece],
) -> impl Iterator<Item = &'t str> {
    let norms = parts.iter().filter(|it| it.kind == PieceKind::Norm).map(|it| it.span);
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

/// The lines that differ.
fn window(old: &str, new: &str) -> Window {
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let from = old.as_bytes()[..same].iter().rposition(|&it| it == b'\n').map_or(0, |at| at + 1);
    let (old_rest, new_rest) = (&old.as_bytes()[from..], &new.as_bytes()[from..]);
    let pairs = old_rest.iter().rev().zip(new_rest.iter().rev());
    let same = pairs.take_while(|(a, b)| a == b).count();
    let tail = &old_rest[old_rest.len() - same..];
    // What follows begins a line, in both texts: the tail behind its first end of line.
    let kept = tail.iter().position(|&it| it == b'\n').map_or(0, |at| tail.len() - at - 1);
    Window {
        from: from as u32,
        old_to: (old.len() - kept) as u32,
        new_to: (new.len() - kept) as u32,
    }
}
