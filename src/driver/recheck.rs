//! Checks again after edits: what an edit cannot affect is not asked anew.

use std::sync::Arc;

use super::groups::Groups;
use super::known::Known;
use super::mentions::Mentions;
use super::moves::{Change, Moves};
use super::parts::Part;
use super::repair::{Within, offer};
use super::run::{Names, Outcome};
use super::suppress::is_about_text;
use super::touched::Edited;
use super::workspace::{Set, Workspace};
use crate::checks::{Findings, Inquiry, MENDED, Mendable, Settings, Statistics, Unknown};
use crate::diagnostics::{Diagnostic, Fix, Level};
use crate::model::{Allow, Model, NormId};
use crate::source::{FileId, Sources, Span};

/// What an earlier check found of each set.
#[derive(Debug, Default)]
pub(super) struct Memory {
    settings: Settings,
    pub(super) sets: Vec<Remembered>,
}

/// All that the answers about a set depend on, beside the settings: its files in order, each with its version and
/// whether it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(Vec<(usize, u64, bool)>);

/// One set as it was, and what was found of it.
#[derive(Debug)]
pub(super) struct Remembered {
    pub(super) key: Key,
    pub(super) answer: Answer,
    /// The texts of then.
    pub(super) sources: Sources,
    /// The items and norms of then, in the order of the files.
    pub(super) parts: Vec<Arc<[Part]>>,
    /// The groups of norms that could affect each other, by where the norms stood.
    pub(super) groups: Groups,
    /// The findings before any repair.
    pub(super) found: Vec<Diagnostic>,
    /// For those for which repairs were sought, what came of it.
    pub(super) repaired: Vec<Repaired>,
    /// Those that were passed over on the way, since no edit is known that could mend them.
    pub(super) passed: Vec<Diagnostic>,
    /// The norms whose conditions ask what norms say, by where they stood.
    pub(super) asking: Vec<Span>,
    /// Whether norms affect each other by acts, rules and names alone.
    pub(super) is_plain: bool,
    /// Which norms mention which names, where that is known.
    pub(super) mentions: Option<Mentions>,
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

/// What repairs were sought for.
#[derive(Debug, Default)]
pub(super) struct Mending {
    /// What came of it, each with the place of its finding.
    pub(super) repaired: Vec<(usize, Repaired)>,
    /// The findings that no edit mends as far as is known, by their places.
    pub(super) passed: Vec<usize>,
}

/// What was found of one set.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// Findings about words.
    pub(super) resolving: Vec<Diagnostic>,
    pub(super) checked: Findings,
    pub(super) allows: Vec<Allow>,
    /// Where norms stand, in order, each place once.
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
            let alike = before.get_mut(place).and_then(Option::take);
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

    pub(super) fn key(&self, set: &Set) -> Key {
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
        let mending = self.mending(&inquiry, &found, within, &Known::default());
        let checked = findings(found, &mending.repaired, unknowns, inquiry.statistics());
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
        Within { place: self.place_of(set), model, settings, known, unknowns, elsewhere: None }
    }

    /// The place of a set among those of the workspace.
    pub(super) fn place_of(&self, set: &Set) -> usize {
        let place = self.sets.iter().position(|own| std::ptr::eq(own, set));
        place.expect("the set is one of this workspace")
    }

    /// Asks about one set what is not known of it from before.
    fn answer_again(
        &self,
        set: &Set,
        settings: &Settings,
        key: Key,
        mut before: Option<Remembered>,
    ) -> Remembered {
        let moves = before.as_ref().and_then(|before| self.moves(before, &key));
        let mut mentions = None;
        if let (Some(before), Some(moves)) = (&mut before, &moves) {
            let known = before.mentions.take();
            if let Some(edited) = Edited::new(self, set, settings, (before, moves), known) {
                if let Some(known) = self.answer_edited(&edited, &key) {
                    return Remembered { mentions: Some(edited.mentions), ..known };
                }
                mentions = Some(edited.mentions);
            }
        }
        let known = before.zip(moves).map(|(before, moves)| Known::new(&before, &moves));
        let known = known.unwrap_or_default();
        Remembered { mentions, ..self.answer_in_whole(set, settings, key, known) }
    }

    /// Asks about one set what is not known of it from before, in a model of the whole set.
    fn answer_in_whole(
        &self,
        set: &Set,
        settings: &Settings,
        key: Key,
        mut known: Known,
    ) -> Remembered {
        let (model, resolving) = self.build(set, settings);
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
        let Mending { repaired, passed } = self.mending(&inquiry, &found, within, &known);
        let passed: Vec<Diagnostic> = passed.iter().map(|&place| found[place].clone()).collect();
        let checked = findings(found.clone(), &repaired, unknowns, inquiry.statistics());
        let is_plain = inquiry.hangs_on_norms_alone()
            && !passed.iter().any(|found| inquiry.is_for_mending(found));
        let groups = inquiry.groups().iter().map(|group| stand(&model, group)).collect();
        let asking = stand(&model, &inquiry.asking());
        Remembered {
            key,
            sources: self.sources.clone(),
            parts: self.parts_of(set),
            groups,
            found,
            repaired: repaired.into_iter().map(|(_, repaired)| repaired).collect(),
            passed,
            asking,
            is_plain,
            mentions: None,
            answer: Answer::new(model, resolving, checked, settings),
        }
    }

    /// The items and norms of the files of a set.
    pub(super) fn parts_of(&self, set: &Set) -> Vec<Arc<[Part]>> {
        set.files.iter().map(|&file| self.files[file].parts.clone()).collect()
    }

    /// What an edit moved; `None` where more than norms have changed.
    pub(super) fn moves(&self, before: &Remembered, key: &Key) -> Option<Moves> {
        let files =
            |key: &Key| key.0.iter().map(|&(file, _, given)| (file, given)).collect::<Vec<_>>();
        if files(key) != files(&before.key) {
            return None;
        }
        let mut changes = Vec::new();
        for (place, (new, old)) in key.0.iter().zip(&before.key.0).enumerate() {
            if new.1 == old.1 {
                continue;
            }
            let (file, now) = (FileId(new.0 as u32), &self.files[new.0]);
            if !now.is_sound() {
                return None;
            }
            let old = (before.sources.text(file), &*before.parts[place]);
            changes.push(Change { file, old, new: (self.sources.text(file), &*now.parts) });
        }
        Moves::of(&changes)
    }

    /// The findings for which repairs are sought, and what comes of it.
    fn mending(
        &self,
        inquiry: &Inquiry<'_>,
        found: &[Diagnostic],
        within: Within<'_>,
        known: &Known,
    ) -> Mending {
        let mut mending = Mending::default();
        if within.settings.without_repairs {
            return mending;
        }
        let chosen = self.shown_first(found, within.settings);
        let mendable = inquiry.mendable(found, &chosen);
        mending.passed = passed(found, &chosen, &mendable);
        let mut sought = Vec::new();
        for it in mendable {
            let near = stand(within.model, &it.near);
            match known.repaired(&found[it.finding], &near, within.unknowns.len()) {
                Some(known) => mending.repaired.push((it.finding, known)),
                None => sought.push(it),
            }
        }
        let fixes = self.repairs_of(found, &sought, within);
        let new = sought.into_iter().zip(fixes).map(|(it, fixes)| {
            let near = stand(within.model, &it.near);
            (it.finding, Repaired { finding: found[it.finding].clone(), near, fixes })
        });
        mending.repaired.extend(new);
        mending
    }
}

/// The findings that were looked at before those that can be mended were enough, and that cannot.
fn passed(found: &[Diagnostic], chosen: &[usize], mendable: &[Mendable]) -> Vec<usize> {
    let last = mendable.last().filter(|_| mendable.len() == MENDED).map(|it| it.finding);
    let looked_at = chosen.iter().copied().take_while(|&place| Some(place) != last);
    let grave = looked_at.filter(|&place| found[place].level >= Level::Warning);
    grave.filter(|&place| mendable.iter().all(|it| it.finding != place)).collect()
}

impl Remembered {
    /// Questions without an answer.
    pub(super) fn unknowns(&self) -> &[Unknown] {
        &self.answer.checked.unknowns
    }
}

impl Repaired {
    /// The same with all its places where they are now; `None` where one was touched.
    pub(super) fn moved(&self, moves: &Moves) -> Option<Repaired> {
        let fixes = match &self.fixes {
            None => None,
            Some(fixes) => Some(fixes.iter().map(|fix| moves.fix(fix)).collect::<Option<_>>()?),
        };
        let near = self.near.iter().map(|&norm| moves.moved(norm)).collect::<Option<_>>()?;
        Some(Repaired { finding: moves.finding(&self.finding)?, near, fixes })
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
        let mut norms: Vec<Span> = model.norms.values().map(|norm| norm.span).collect();
        norms.sort_unstable();
        norms.dedup();
        let names = Names::of(&model);
        Answer { resolving, checked, norms, names, allows: model.allows }
    }
}

/// The findings, with their repairs as their help.
pub(super) fn findings(
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
