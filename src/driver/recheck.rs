//! Checks again after edits: what an edit cannot affect is not asked anew.

use std::sync::Arc;

use super::known::Known;
use super::moves::{Change, Moves};
use super::repair::{Within, offer};
use super::run::{Names, Outcome};
use super::suppress::is_about_text;
use super::workspace::{Set, Workspace};
use crate::checks::{Findings, Inquiry, Settings, Statistics, Unknown};
use crate::diagnostics::{Diagnostic, Fix};
use crate::model::{Allow, Model, NormId};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast;

/// What an earlier check found of each set.
#[derive(Debug, Default)]
pub(super) struct Memory {
    settings: Settings,
    sets: Vec<Remembered>,
}

/// All that the answers about a set depend on, beside the settings: its files in order, each with its version and
/// whether it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(Vec<(usize, u64, bool)>);

/// One set as it was, and what was found of it.
#[derive(Debug)]
pub(super) struct Remembered {
    key: Key,
    answer: Answer,
    /// The texts of then.
    sources: Sources,
    /// The trees of then, in the order of the files.
    trees: Vec<Arc<ast::File>>,
    /// The groups of norms that could affect each other, by where the norms stood.
    pub(super) groups: Vec<Vec<Span>>,
    /// The findings before any repair.
    pub(super) found: Vec<Diagnostic>,
    /// For those for which repairs were sought, what came of it.
    pub(super) repaired: Vec<Repaired>,
}

/// What came of seeking repairs for a finding.
#[derive(Clone, Debug)]
pub(super) struct Repaired {
    pub(super) finding: Diagnostic,
    /// The norms that mattered, by where they stood.
    pub(super) near: Vec<Span>,
    /// The edits, if the norms could be looked at alone.
    pub(super) fixes: Option<Vec<Fix>>,
}

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
    /// Checks every set, and keeps what was found: the next call asks only about sets in which a text has changed, and
    /// where norms alone have changed, only about those that can affect each other with one that did, beside
    /// principles and universes. Finds exactly what [`Workspace::check`] finds; only the statistics tell what was
    /// asked this time.
    ///
    /// ```
    /// use comity::checks::Settings;
    /// use comity::driver::{Bundled, Input, Workspace};
    ///
    /// let mut workspace = Workspace::new(&Bundled);
    /// workspace.add_set(vec![Input::text(
    ///     "draft.norm",
    ///     "kind Person, Motion\naction vote(Motion)\nnorm a { Person must vote(Motion) }\n",
    /// )]);
    /// assert!(workspace.recheck(&Settings::default()).diagnostics.is_empty());
    ///
    /// let text = "kind Person, Motion\naction vote(Motion)\nnorm a { Person must vote(Motion) }\n\
    ///             norm b { Person must not vote(Motion) }\n";
    /// assert!(workspace.edit("draft.norm", text));
    /// let outcome = workspace.recheck(&Settings::default());
    /// assert_eq!(outcome.diagnostics[0].rule.code, "C201");
    /// ```
    pub fn recheck(&mut self, settings: &Settings) -> Outcome {
        if !Inquiry::can_be_asked_in_part(settings) {
            return self.check(settings);
        }
        let mut memory = std::mem::take(&mut self.memory);
        if memory.settings != *settings {
            memory = Memory { settings: settings.clone(), sets: Vec::new() };
        }
        let mut before: Vec<Option<Remembered>> = memory.sets.into_iter().map(Some).collect();
        let sets = self.sets.iter().enumerate().map(|(place, set)| {
            let key = self.key(set);
            let same = |it: &&mut Option<Remembered>| it.as_ref().is_some_and(|it| it.key == key);
            if let Some(known) = before.iter_mut().find(same) {
                return known.take().expect("it is there");
            }
            let alike = before.get(place).and_then(Option::as_ref);
            self.answer_again(set, settings, key, alike)
        });
        memory.sets = sets.collect();
        let outcome = self.outcome(memory.sets.iter().map(|it| &it.answer), settings);
        // What was found until then is not all.
        if !outcome.stopped {
            self.memory = memory;
        }
        outcome
    }

    fn key(&self, set: &Set) -> Key {
        let file = |&file: &usize| (file, self.files[file].version, set.roots.contains(&file));
        Key(set.files.iter().map(file).collect())
    }

    /// Asks everything about one set, the last one to have the trees of these files.
    pub(super) fn answer(&self, set: &Set, last: &[usize], settings: &Settings) -> Answer {
        let (model, resolving) = self.build(set, settings);
        self.give_up_trees(last);
        let inquiry = Inquiry::new(&model, settings);
        let (found, unknowns) = (inquiry.findings(), inquiry.unknowns().to_vec());
        let within = self.within(set, &model, settings, &resolving, &unknowns);
        let repaired = self.repaired(&inquiry, &found, within, &Known::default());
        let checked = findings(found, &repaired, unknowns, inquiry.statistics());
        Answer::new(model, resolving, checked, settings)
    }

    fn within<'w>(
        &self,
        set: &Set,
        model: &'w Model,
        settings: &'w Settings,
        known: &'w [Diagnostic],
        unknowns: &'w [Unknown],
    ) -> Within<'w> {
        let place = self.sets.iter().position(|own| std::ptr::eq(own, set));
        let place = place.expect("the set is one of this workspace");
        Within { place, model, settings, known, unknowns }
    }

    /// Asks about one set what is not known of it from before.
    fn answer_again(
        &self,
        set: &Set,
        settings: &Settings,
        key: Key,
        before: Option<&Remembered>,
    ) -> Remembered {
        let (model, resolving) = self.build(set, settings);
        let mut known = before.and_then(|it| self.known(it, &key)).unwrap_or_default();
        let (inquiry, found, unknowns) = loop {
            let inquiry = Inquiry::again(&model, settings, &|group| known.has(&model, group));
            let kept = known.kept(&model, inquiry.groups());
            let mut found = inquiry.findings();
            let asked = found.len();
            found.extend(kept.found);
            // Repairs are sought with what was answered about a finding at hand.
            let chosen = self.shown_first(&found, settings);
            let lacking = chosen.iter().filter(|&&place| place >= asked).map(|&it| &found[it]);
            if settings.without_repairs || !known.forget(lacking) {
                let mut unknowns = inquiry.unknowns().to_vec();
                unknowns.extend(kept.unknowns);
                break (inquiry, found, unknowns);
            }
        };
        let within = self.within(set, &model, settings, &resolving, &unknowns);
        let repaired = self.repaired(&inquiry, &found, within, &known);
        let checked = findings(found.clone(), &repaired, unknowns, inquiry.statistics());
        Remembered {
            key,
            sources: self.sources.clone(),
            trees: set.files.iter().map(|&file| self.tree(file)).collect(),
            groups: inquiry.groups().iter().map(|group| stand(&model, group)).collect(),
            found,
            repaired: repaired.into_iter().map(|(_, repaired)| repaired).collect(),
            answer: Answer::new(model, resolving, checked, settings),
        }
    }

    /// What is known of a set from before; `None` where more than norms have changed.
    fn known(&self, before: &Remembered, key: &Key) -> Option<Known> {
        let files =
            |key: &Key| key.0.iter().map(|&(file, _, given)| (file, given)).collect::<Vec<_>>();
        if files(key) != files(&before.key) {
            return None;
        }
        let mut changed = Vec::new();
        for (place, (new, old)) in key.0.iter().zip(&before.key.0).enumerate() {
            if new.1 == old.1 {
                continue;
            }
            let (file, now) = (FileId(new.0 as u32), &self.files[new.0]);
            if !now.is_sound() {
                return None;
            }
            changed.push((file, place, self.tree(new.0)));
        }
        let mut changes = Vec::new();
        for (file, place, tree) in &changed {
            let old = (before.sources.text(*file), &*before.trees[*place]);
            changes.push(Change { file: *file, old, new: (self.sources.text(*file), &**tree) });
        }
        Some(Known::new(before, &Moves::of(&changes)?))
    }

    /// The findings for which repairs are sought, by their places, and what comes of it.
    fn repaired(
        &self,
        inquiry: &Inquiry<'_>,
        found: &[Diagnostic],
        within: Within<'_>,
        known: &Known,
    ) -> Vec<(usize, Repaired)> {
        if within.settings.without_repairs {
            return Vec::new();
        }
        let chosen = self.shown_first(found, within.settings);
        let mendable = inquiry.mendable(found, &chosen);
        let mut repaired = Vec::new();
        let mut sought = Vec::new();
        for it in mendable {
            let near = stand(within.model, &it.near);
            match known.repaired(&found[it.finding], &near, within.unknowns.len()) {
                Some(known) => repaired.push((it.finding, known)),
                None => sought.push(it),
            }
        }
        let fixes = self.repairs_of(found, &sought, within);
        let new = sought.into_iter().zip(fixes).map(|(it, fixes)| {
            let near = stand(within.model, &it.near);
            (it.finding, Repaired { finding: found[it.finding].clone(), near, fixes })
        });
        repaired.extend(new);
        repaired
    }
}

impl Remembered {
    /// Questions without an answer.
    pub(super) fn unknowns(&self) -> &[Unknown] {
        &self.answer.checked.unknowns
    }
}

impl Answer {
    fn new(
        model: Model,
        mut resolving: Vec<Diagnostic>,
        checked: Findings,
        settings: &Settings,
    ) -> Answer {
        if settings.shard.is_some_and(|shard| !shard.is_first()) {
            // What is wrong with words is told by one part; that norms are left out, by all.
            resolving.retain(is_about_text);
        }
        let norms = model.norms.values().map(|norm| norm.span).collect();
        let names = Names::of(&model);
        Answer { resolving, checked, norms, names, allows: model.allows }
    }
}

/// The findings, with their repairs as their help.
fn findings(
    mut diagnostics: Vec<Diagnostic>,
    repaired: &[(usize, Repaired)],
    unknowns: Vec<Unknown>,
    statistics: Statistics,
) -> Findings {
    for (place, repaired) in repaired {
        offer(&mut diagnostics[*place], repaired.fixes.as_deref());
    }
    Findings { diagnostics, unknowns, statistics }
}

/// Where norms stand.
pub(super) fn stand(model: &Model, norms: &[NormId]) -> Vec<Span> {
    norms.iter().map(|&norm| model.norms[norm].span).collect()
}
