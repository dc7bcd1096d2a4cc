//! A file in which one norm was edited: only that norm is read, and the rest stays as it was read.

use std::sync::Arc;

use super::parts::{Part, PartKind};
use super::tree::Tree;
use super::window::Window;
use super::workspace::File;
use crate::source::{Sources, Span};
use crate::syntax::{self, ast, limits};

impl File {
    /// Takes another text over if it differs from the older one within one norm, and nothing is wrong with either: says
    /// whether it did. A norm ends at its brace, so that what follows is read as it was read before.
    pub(super) fn take_over(&mut self, old: &str, new: &str, version: u64) -> bool {
        if !self.is_sound() || new.len() > limits::MAX_FILE_BYTES {
            return false;
        }
        let window = Window::of_bytes(old, new);
        let Some(at) = self.parts.iter().position(|part| holds(part, window)) else { return false };
        let norm = window.around(self.parts[at].span);
        let Some(name) = name_alone(&new[norm.range()]) else { return false };
        self.move_around(window);
        let name = Span::new(norm.file, norm.start + name.start, norm.start + name.end);
        Arc::make_mut(&mut self.parts)[at].name = Some(name);
        self.tree = Tree::default();
        self.version = version;
        true
    }

    /// Puts everything where it stands now that the inside of a norm was edited.
    fn move_around(&mut self, window: Window) {
        let put = |span: &mut Span| *span = window.around(*span);
        for part in Arc::make_mut(&mut self.parts) {
            put(&mut part.span);
            part.name.iter_mut().for_each(put);
        }
        for piece in Arc::make_mut(&mut self.pieces) {
            put(&mut piece.whole);
            piece.norms.iter_mut().chain(&mut piece.name).for_each(put);
        }
        self.uses.iter_mut().for_each(|one| put(&mut one.span));
    }
}

/// Whether what differs lies inside a norm.
fn holds(part: &Part, window: Window) -> bool {
    let Span { start, end, .. } = part.span;
    part.kind == PartKind::Norm && start < window.from && window.old_to < end
}

/// The place of a norm's name in a text that is one sound norm.
fn name_alone(text: &str) -> Option<Span> {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    let (tree, found) = syntax::parse(&sources, file);
    let [ast::Item { span, kind: ast::ItemKind::Norm(norm) }] = tree.items.as_slice() else {
        return None;
    };
    let is_whole = *span == Span::new(file, 0, text.len() as u32);
    (found.is_empty() && tree.lost.is_empty() && is_whole).then_some(norm.name.span)
}
