//! Words that are declared beside norms and never used.

use std::collections::HashSet;

use super::Builder;
use super::names::{Space, Who, Word};
use crate::diagnostics::Diagnostic;
use crate::model::{SortKind, rules};
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, ItemKind};

impl Builder<'_> {
    /// Tells of unused words, in files that hold norms (others may be vocabularies for many). Says nothing where
    /// there are errors: a word may seem unused because its mention is misspelt.
    pub(super) fn unused(&mut self) {
        let lost = self.files.iter().any(|(_, file)| !file.lost.is_empty() || file.has_mistakes);
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
        self.empty(&files);
        self.idle_limits(&files);
    }

    /// Limits for all norms of an instrument that are about nobody whom one of them binds or names.
    fn idle_limits(&mut self, files: &HashSet<FileId>) {
        let mut found: Vec<(String, Span)> = Vec::new();
        for instrument in &self.instruments {
            let says = |norm: &ast::Norm| matches!(norm.body, ast::NormBody::Sentence(_));
            let has_norms = instrument.ast.norms.iter().any(says);
            if !has_norms || !files.contains(&instrument.ast.name.span.file) {
                continue;
            }
            let limits = instrument.applies_when.iter().zip(&instrument.limiting);
            for (limit, _) in limits.filter(|(_, limiting)| !**limiting) {
                let message = format!("this limits no norm of `{}`", instrument.name);
                found.push((message, limit.span));
            }
        }
        for (message, span) in found {
            let label = "about nobody whom its norms bind or name";
            let told = Diagnostic::new(&rules::UNUSED_VOCABULARY, message, span, label);
            self.tell.tell(told.help(
                "write it of whom the norms are about, or of `bearer`: `applies when licensed(bearer)`",
            ));
        }
    }

    /// Items that stand beside norms and hold nothing.
    fn empty(&mut self, files: &HashSet<FileId>) {
        let mut found: Vec<(String, Span, &'static str)> = Vec::new();
        let text = |name: &ast::Name| self.tell.text(name.span);
        let items = self.items();
        for item in items.into_iter().filter(|item| files.contains(&item.span.file)) {
            match &item.kind {
                ItemKind::Instrument(it) if it.norms.is_empty() && !self.is_named(&it.name) => {
                    let message =
                        format!("`{}` holds no norm, and nothing names it", text(&it.name));
                    found.push((message, it.name.span, "write its norms, or remove it"));
                }
                ItemKind::Principle { name, assertions, .. } if assertions.is_empty() => {
                    let message = format!("the principle `{}` asks for nothing", text(name));
                    found.push((message, name.span, "write what is never or always to be so"));
                }
                ItemKind::Scenario { name, lines, .. } if !lines.iter().any(expects) => {
                    let message = format!("the scenario `{}` expects nothing", text(name));
                    found.push((message, name.span, "end it with `expect …`"));
                }
                _ => {}
            }
        }
        for (message, span, help) in found {
            let label = "declared here only";
            let told = Diagnostic::new(&rules::UNUSED_VOCABULARY, message, span, label);
            self.tell.tell(told.help(help));
        }
    }

    /// Whether something names what stands beside norms under that name.
    fn is_named(&self, name: &ast::Name) -> bool {
        let place = self.names.things.place(self.tell.text(name.span));
        place.is_none_or(|place| self.names.things.entries[place].used)
    }
}

fn expects(line: &ast::ScenarioLine) -> bool {
    matches!(line.kind, ast::ScenarioKind::Expect(_))
}

fn unused<'a, T: Copy>(
    space: &Space<'a, T>,
    what: impl Fn(T) -> Option<&'static str>,
) -> Vec<(&'static str, &'a str, Span)> {
    let entries = space.entries.iter().filter(|entry| !entry.used);
    entries.filter_map(|entry| Some((what(entry.value?)?, entry.name, entry.span))).collect()
}
