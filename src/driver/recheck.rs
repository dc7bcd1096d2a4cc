//! Checks again after edits: what an edit cannot affect is not asked anew.

use super::repair::Within;
use super::run::{Names, Outcome};
use super::suppress::is_about_text;
use super::workspace::{Set, Workspace};
use crate::checks::{self, Findings, Settings};
use crate::diagnostics::Diagnostic;
use crate::model::Allow;
use crate::source::Span;

/// What an earlier check found of each set.
#[derive(Debug, Default)]
pub(super) struct Memory {
    settings: Settings,
    answers: Vec<(Key, Answer)>,
}

/// All that the answers about a set depend on, beside the settings: its files in order, each with its version and
/// whether it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key(Vec<(usize, u64, bool)>);

/// What was found of one set.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// Findings about words.
    pub(super) resolving: Vec<Diagnostic>,
    pub(super) checked: Findings,
    pub(super) allows: Vec<Allow>,
    pub(super) norms: Vec<Span>,
    pub(super) names: Names,
}

impl Workspace<'_> {
    /// Checks every set, and keeps what was found: the next call asks only about sets in which a text has changed.
    /// Finds exactly what [`Workspace::check`] finds.
    ///
    /// ```
    /// use comity::checks::Settings;
    /// use comity::driver::{Bundled, Input, Workspace};
    ///
    /// let mut workspace = Workspace::new(&Bundled);
    /// workspace.add_set(vec![Input::text(
    ///     "draft.norm",
    ///     "kind Person\naction vote(Person)\nnorm a { Person must vote(Person) }\n",
    /// )]);
    /// assert!(workspace.recheck(&Settings::default()).diagnostics.is_empty());
    ///
    /// let text = "kind Person\naction vote(Person)\nnorm a { Person must vote(Person) }\n\
    ///             norm b { Person must not vote(Person) }\n";
    /// assert!(workspace.edit("draft.norm", text));
    /// let outcome = workspace.recheck(&Settings::default());
    /// assert_eq!(outcome.diagnostics[0].rule.code, "C201");
    /// ```
    pub fn recheck(&mut self, settings: &Settings) -> Outcome {
        let mut memory = std::mem::take(&mut self.memory);
        if memory.settings != *settings {
            memory = Memory { settings: settings.clone(), answers: Vec::new() };
        }
        let answers = self.sets.iter().map(|set| {
            let key = self.key(set);
            let known = memory.answers.iter().position(|(known, _)| *known == key);
            match known {
                Some(place) => memory.answers.swap_remove(place),
                None => (key, self.answer(set, settings)),
            }
        });
        // Two sets of the same files are answered twice; that is rare, and costs time only.
        memory.answers = answers.collect();
        let outcome = self.outcome(memory.answers.iter().map(|(_, answer)| answer), settings);
        self.memory = memory;
        outcome
    }

    fn key(&self, set: &Set) -> Key {
        let file = |&file: &usize| (file, self.files[file].version, set.roots.contains(&file));
        Key(set.files.iter().map(file).collect())
    }

    /// Asks everything about one set.
    pub(super) fn answer(&self, set: &Set, settings: &Settings) -> Answer {
        let (model, resolving) = self.build(set, settings);
        let mut checked =
            checks::run_mending(&model, settings, &|found| self.shown_first(found, settings));
        if !checked.mendable.is_empty() {
            let place = self.sets.iter().position(|own| std::ptr::eq(own, set));
            let place = place.expect("the set is one of this workspace");
            let (known, unknowns) = (resolving.as_slice(), checked.unknowns.as_slice());
            let within = Within { place, model: &model, settings, known, unknowns };
            let found = std::mem::take(&mut checked.diagnostics);
            checked.diagnostics = self.with_repairs(found, &checked.mendable, within);
        }
        let mut resolving = resolving;
        if settings.shard.is_some_and(|shard| !shard.is_first()) {
            // What is wrong with words is told by one part; that norms are left out, by all.
            resolving.retain(is_about_text);
        }
        let norms = model.norms.values().map(|norm| norm.span).collect();
        let names = Names::of(&model);
        Answer { resolving, checked, norms, names, allows: model.allows }
    }
}
