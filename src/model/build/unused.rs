//! Words that are declared beside norms and never used.

use std::collections::HashSet;

use super::Builder;
use super::names::{Space, Who, Word};
use crate::diagnostics::Diagnostic;
use crate::model::{SortKind, rules};
use crate::source::{FileId, Span};
use crate::syntax::ast::ItemKind;

impl Builder<'_> {
    /// Tells of unused words, in files that hold norms (others may be vocabularies for many). Says nothing where
    /// there are errors: a word may seem unused because its mention is misspelt.
    pub(super) fn unused(&mut self) {
        let lost = self.files.iter().any(|(_, file)| !file.lost.is_empty());
        if self.tell.count() > 0 || lost || self.defaults.misses_a_file {
            return;
        }
        let files: HashSet<FileId> = self
            .files
            .iter()
            .filter(|(_, file)| {
                file.items.iter().any(|item| match &item.kind {
                    ItemKind::Norm(_) => true,
                    ItemKind::Instrument(instrument) => !instrument.norms.is_empty(),
                    _ => false,
                })
            })
            .map(|(id, _)| *id)
            .collect();
        // Named participants may stand by: who there is in the world is no matter of drafting.
        let sorts = unused(&self.names.who, |who| match who {
            Who::Sort(sort) if self.model.sorts[sort].kind == SortKind::Kind => Some("the kind"),
            Who::Sort(_) => Some("the role"),
            Who::Individual(_) => None,
        });
        let words = unused(&self.names.words, |word| match word {
            Word::Fact(_) => Some("the fact"),
            Word::Attribute(_) => Some("the attribute"),
            Word::Event(_) => Some("the event"),
            Word::Action(_) => Some("the action"),
            Word::Definition(_) => Some("the definition"),
        });
        let safeguards = unused(&self.names.safeguards, |_| Some("the safeguard"));
        for (what, name, span) in sorts.into_iter().chain(words).chain(safeguards) {
            if files.contains(&span.file) {
                let message = format!("{what} `{name}` is never used");
                self.tell.tell(
                    Diagnostic::new(&rules::UNUSED_VOCABULARY, message, span, "declared here only")
                        .help("remove it, or keep words for later in a file without norms"),
                );
            }
        }
    }
}

fn unused<'a, T: Copy>(
    space: &Space<'a, T>,
    what: impl Fn(T) -> Option<&'static str>,
) -> Vec<(&'static str, &'a str, Span)> {
    let entries = space.entries.iter().filter(|entry| !entry.used);
    entries.filter_map(|entry| Some((what(entry.value?)?, entry.name, entry.span))).collect()
}
