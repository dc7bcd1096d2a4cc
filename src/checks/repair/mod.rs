//! Edits that may mend a finding: an exception, a relation, another deadline, a norm that is missing.
//!
//! They are proposals. The driver makes each in the text and checks again; only what stands is shown.

mod carry;
mod deadlines;
mod exceptions;
mod principles;
mod relations;
mod text;

use super::survey::Survey;
use super::{Settings, principle_breached, principle_lacks_norm};
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix, Level};
use crate::logic::Conflict;
use crate::model::{Model, NormId};
use crate::source::Sources;

/// Findings of one set for which repairs are sought.
const FINDINGS: usize = 12;
/// Repairs that are proposed for one finding.
const CANDIDATES: usize = 6;

/// What repairs are sought in.
#[derive(Clone, Copy)]
struct Seeking<'a> {
    sources: &'a Sources,
    survey: &'a Survey<'a>,
    settings: &'a Settings,
}

impl<'a> Seeking<'a> {
    fn model(&self) -> &'a Model {
        self.survey.theory.model
    }
}

/// Proposes repairs for conflicts and for principles that fail, the smallest edits first.
pub(super) fn propose(
    sources: &Sources,
    survey: &Survey<'_>,
    settings: &Settings,
    findings: &mut [Diagnostic],
) {
    let seeking = Seeking { sources, survey, settings };
    let mut left = FINDINGS;
    for found in findings.iter_mut().filter(|found| found.level >= Level::Warning) {
        if left == 0 {
            return;
        }
        let mut fixes = seeking.proposals(found);
        // Where a conflict hangs on an event, a limit for it comes first.
        fixes.sort_by_key(|(rank, fix)| (*rank, size(fix)));
        let mut fixes: Vec<Fix> = fixes.into_iter().map(|(_, fix)| fix).collect();
        fixes.dedup();
        fixes.truncate(CANDIDATES);
        left -= usize::from(!fixes.is_empty());
        found.proposals = fixes;
    }
}

impl Seeking<'_> {
    /// Each with its rank: lower ones come first, whatever their size.
    fn proposals(&self, found: &Diagnostic) -> Vec<(u8, Fix)> {
        if let Some(conflict) = self.conflict(found) {
            let limits = deadlines::limits(self, conflict).into_iter().map(|fix| (0, fix));
            let others = relations::proposals(self, conflict)
                .into_iter()
                .chain(exceptions::proposals(self, conflict))
                .chain(deadlines::proposals(self, conflict));
            return limits.chain(others.map(|fix| (1, fix))).collect();
        }
        let code = found.rule.code;
        match code == principle_breached::RULE.code || code == principle_lacks_norm::RULE.code {
            true => principles::proposals(self, found).into_iter().map(|fix| (0, fix)).collect(),
            false => Vec::new(),
        }
    }

    /// The conflict that a finding tells.
    fn conflict(&self, found: &Diagnostic) -> Option<&Conflict> {
        let is_told = |it: &&Conflict| {
            it.answers.is_empty()
                && found.rule.code.starts_with("C2")
                && found.evidence.verdict.as_deref() == Some(it.kind.word())
                && self.names(&it.norms) == found.evidence.norms
        };
        self.survey.conflicts.iter().find(is_told)
    }

    fn names(&self, norms: &[NormId]) -> Vec<String> {
        norms.iter().map(|&norm| self.model().qualified(norm)).collect()
    }
}

/// How much is written and struck out.
fn size(fix: &Fix) -> usize {
    fix.edits.iter().map(|edit| edit.text.trim().len() + (edit.span.range().len() / 2)).sum()
}

fn repair(title: String, edits: Vec<Edit>) -> Fix {
    Fix { title, applicability: Applicability::Unsafe, edits }
}
