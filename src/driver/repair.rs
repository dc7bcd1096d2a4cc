//! Tries the repairs that findings propose: each is made in the text, and the set is checked again with it.

use std::collections::BTreeMap;

use super::packs;
use super::suppress::is_about_text;
use super::workspace::{Set, Workspace};
use crate::checks::{self, Settings, Unknown};
use crate::diagnostics::{Diagnostic, Fix, Level};
use crate::model::Model;
use crate::source::Span;

/// Repairs that are shown for one finding.
const SHOWN: usize = 3;
/// Norms that are read again to try repairs for one set: each try reads the whole set. Where this is used up, findings
/// keep their general advice.
const NORMS_READ: usize = 8_000;

/// What may still be spent on trying repairs.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Budget(NORMS_READ)
    }
}

impl Budget {
    fn takes(&mut self, model: &Model) -> bool {
        let left = self.0.checked_sub(model.norms.len().max(1));
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// Where findings were made.
#[derive(Clone, Copy)]
pub(super) struct Within<'w> {
    /// The place of the set.
    pub(super) place: usize,
    /// Its model.
    pub(super) model: &'w Model,
    /// How it was checked.
    pub(super) settings: &'w Settings,
    /// What else was found in it.
    pub(super) known: &'w [Diagnostic],
    /// Its questions without an answer.
    pub(super) unknowns: &'w [Unknown],
}

/// What was found before, and how often.
struct Before<'m> {
    model: &'m Model,
    findings: BTreeMap<Key, usize>,
    unknowns: usize,
    broken: usize,
}

/// Findings of one rule on the same norms that say the same are one, wherever they stand.
type Key = (&'static str, Vec<String>, String);

fn key(found: &Diagnostic) -> Key {
    (found.rule.code, found.evidence.norms.clone(), found.message.clone())
}

fn counted<'d>(found: impl IntoIterator<Item = &'d Diagnostic>) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    for found in found {
        *counts.entry(key(found)).or_default() += 1;
    }
    counts
}

impl<'a> Workspace<'a> {
    /// The findings of a set, beside others that are known; those whose proposals stand get them as fixes and as their help.
    pub(super) fn with_repairs(
        &self,
        mut found: Vec<Diagnostic>,
        within: Within<'_>,
        budget: &mut Budget,
    ) -> Vec<Diagnostic> {
        let Within { place, model, settings, known, unknowns } = within;
        let all = || found.iter().chain(known);
        let own = self.found_in_text();
        let broken = own.iter().chain(all()).filter(|it| is_about_text(it)).count();
        let before = Before {
            model,
            findings: counted(all().filter(|it| it.level > Level::Off)),
            unknowns: unknowns.len(),
            broken,
        };
        for one in &mut found {
            let mut fixes: Vec<Fix> = Vec::new();
            for fix in std::mem::take(&mut one.proposals) {
                if fixes.len() == SHOWN || !budget.takes(model) {
                    break;
                }
                if self.stands(place, settings, one, &fix, &before).unwrap_or(false) {
                    fixes.push(fix);
                }
            }
            if !fixes.is_empty() {
                one.help = fixes.iter().map(|fix| fix.title.clone()).collect();
                one.fixes = fixes;
            }
        }
        found
    }

    /// Whether with the repair its finding is gone, and nothing new is found. `None` where it cannot be made.
    fn stands(
        &self,
        place: usize,
        settings: &Settings,
        mended: &Diagnostic,
        fix: &Fix,
        before: &Before<'_>,
    ) -> Option<bool> {
        let bundled = |name: &str| packs::is_bundled(name);
        if fix.edits.iter().any(|edit| bundled(self.sources.name(edit.span.file))) {
            return None;
        }
        let changed = self.amended(&fix.edits)?;
        let set: &Set = changed.sets.get(place)?;
        let (model, resolving) = changed.build(set, settings);
        let own = changed.found_in_text();
        let broken = own.iter().chain(&resolving).filter(|found| is_about_text(found)).count();
        if broken > before.broken {
            return None;
        }
        let edited = edited(before.model, fix);
        let norms = &mended.evidence.norms;
        let checked = checks::recheck(&changed.sources, &model, settings, &edited, norms);
        let left = checked.diagnostics.iter().filter(|found| found.level > Level::Off);
        let after = counted(left);
        let new = after
            .iter()
            .any(|(key, &count)| count > before.findings.get(key).copied().unwrap_or(0));
        let own = key(mended);
        let gone = after.get(&own).copied().unwrap_or(0) < before.findings[&own];
        Some(gone && !new && checked.unknowns.len() <= before.unknowns)
    }
}

/// The norms in whose text the edits lie, by their qualified names.
fn edited(model: &Model, fix: &Fix) -> Vec<String> {
    let holds = |outer: Span| {
        fix.edits.iter().any(|edit| {
            outer.file == edit.span.file
                && outer.start < edit.span.start
                && edit.span.end < outer.end
        })
    };
    let norms = model.norms.iter().filter(|(_, norm)| holds(norm.span));
    norms.map(|(id, _)| model.qualified(id)).collect()
}
