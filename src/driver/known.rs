//! What an earlier check found that still stands.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::moves::Moves;
use super::recheck::{Remembered, Repaired, stand};
use super::suppress::is_about_text;
use crate::checks::{self, Unknown};
use crate::diagnostics::Diagnostic;
use crate::model::{Model, NormId};
use crate::source::Span;

/// What an earlier check found, with all its places where they are now. What an edit touched is left out.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The groups of norms of which no norm was touched, by where the norms stand.
    groups: HashSet<Vec<Span>>,
    found: Vec<Diagnostic>,
    unknowns: Vec<Unknown>,
    repaired: Vec<Repaired>,
    /// How many questions had no answer; an edit that adds one is no repair.
    open: usize,
    /// Norms that are asked about again, by their names.
    forgotten: BTreeSet<String>,
}

/// What still stands.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) found: Vec<Diagnostic>,
    pub(super) unknowns: Vec<Unknown>,
}

impl Known {
    /// What was found before and not touched.
    pub(super) fn new(before: &Remembered, moves: &Moves) -> Known {
        let moved = |norms: &[Span]| norms.iter().map(|&norm| moves.moved(norm)).collect();
        let about_groups = before.found.iter().filter(|it| is_about_a_group(it));
        let repaired: Vec<Repaired> =
            before.repaired.iter().filter_map(|it| it.moved(moves)).collect();
        // Repairs are likely to be sought for those again.
        let forgotten =
            repaired.iter().flat_map(|it| &it.finding.evidence.norms).cloned().collect();
        Known {
            groups: before.groups.iter().filter_map(moved).collect(),
            found: about_groups.filter_map(|it| moves.finding(it)).collect(),
            unknowns: before.unknowns().to_vec(),
            repaired,
            open: before.unknowns().len(),
            forgotten,
        }
    }

    /// Whether all is known that is found about a group.
    pub(super) fn has(&self, model: &Model, group: &[NormId]) -> bool {
        !self.groups.is_empty()
            && self.groups.contains(&stand(model, group))
            && (self.forgotten.is_empty()
                || !group.iter().any(|&norm| self.forgotten.contains(&model.qualified(norm))))
    }

    /// Asks about the norms of these findings again; says whether there are any.
    pub(super) fn forget<'d>(&mut self, found: impl Iterator<Item = &'d Diagnostic>) -> bool {
        let before = self.forgotten.len();
        self.forgotten.extend(found.flat_map(|it| it.evidence.norms.iter().cloned()));
        self.forgotten.len() > before
    }

    /// What was found about the groups that are known.
    pub(super) fn kept(&self, model: &Model, groups: &[Vec<NormId>]) -> Kept {
        if self.groups.is_empty() {
            return Kept::default();
        }
        let mut is_known: BTreeMap<String, bool> = BTreeMap::new();
        for group in groups {
            let known = self.has(model, group);
            for &norm in group {
                *is_known.entry(model.qualified(norm)).or_insert(true) &= known;
            }
        }
        let about = |norms: &[String]| {
            !norms.is_empty() && norms.iter().all(|norm| is_known.get(norm) == Some(&true))
        };
        let found = self.found.iter().filter(|it| about(&it.evidence.norms)).cloned();
        let unknowns = self.unknowns.iter().filter(|it| about(&it.norms)).cloned();
        Kept { found: found.collect(), unknowns: unknowns.collect() }
    }

    /// What came of seeking repairs for a finding before, if the same norms matter now, and as many questions are open.
    pub(super) fn repaired(
        &self,
        found: &Diagnostic,
        near: &[Span],
        open: usize,
    ) -> Option<Repaired> {
        if open != self.open {
            return None;
        }
        let same = |it: &&Repaired| is_same(&it.finding, found) && it.near == near;
        self.repaired.iter().find(same).cloned()
    }
}

/// Whether two findings tell one thing of one place.
pub(super) fn is_same(a: &Diagnostic, b: &Diagnostic) -> bool {
    a.rule.code == b.rule.code
        && a.message == b.message
        && a.primary.span == b.primary.span
        && a.evidence == b.evidence
}

/// Whether what is told of norms hangs on those of their group alone.
pub(super) fn is_about_a_group(found: &Diagnostic) -> bool {
    !is_about_text(found) && !checks::looks_at_all(found.rule) && found.evidence.principle.is_none()
}
