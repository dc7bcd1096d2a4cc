//! The tree of a file. Once its norms are in a model it can be given up: it takes most of the memory of a check, and
//! whoever asks for it again has it read again.

use std::sync::{Arc, Mutex, PoisonError};

use crate::source::{FileId, Sources};
use crate::syntax::{self, ast};

/// A tree, or that it was given up.
#[derive(Debug, Default)]
pub(super) struct Tree(Mutex<Option<Arc<ast::File>>>);

impl Tree {
    pub(super) fn new(tree: ast::File) -> Tree {
        Tree(Mutex::new(Some(Arc::new(tree))))
    }

    /// The tree, read from the text again where it was given up.
    pub(super) fn get(&self, sources: &Sources, file: FileId) -> Arc<ast::File> {
        let mut tree = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tree.get_or_insert_with(|| Arc::new(syntax::parse(sources, file).0)).clone()
    }

    pub(super) fn give_up(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Clone for Tree {
    fn clone(&self) -> Tree {
        Tree(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}
