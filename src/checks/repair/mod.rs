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
use crate::logic::{Conflict, Failure, Vicinities};
use crate::model::{Model, NormId, PrincipleId};
use crate::source::Sources;

/// Findings of one set for which repairs are sought.
const FINDINGS: usize = 12;
/// Repairs that are proposed for one finding.
const CANDIDATES: usize = 6;
/// Norms that may matter to a finding for which repairs are sought: each try asks about them all.
const NEAR: usize = 1_000;

/// A finding that an edit may mend.
#[derive(Clone, Debug)]
pub struct Mendable {
    /// Its place among the findings.
    pub finding: usize,
    /// The norms that can matter to what is found there after the edit, in order.
    pub near: Vec<NormId>,
    told: Told,
}

/// What a finding tells, by places among the norms that matter.
#[derive(Clone, Debug)]
enum Told {
    Conflict(Vec<usize>),
    /// An assertion of a principle fails, by a norm that offends it or by one that is missing.
    Failure {
        principle: PrincipleId,
        assertion: usize,
        by: Option<usize>,
    },
}

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

/// Those of the findings at these places that tell conflicts or principles that fail, each with what can matter to
/// it.
pub(super) fn mendable(
    survey: &Survey<'_>,
    findings: &[Diagnostic],
    places: &[usize],
) -> Vec<Mendable> {
    let chosen = places.iter().map(|&place| (place, &findings[place]));
    let grave = chosen.filter(|(_, found)| found.level >= Level::Warning);
    let vicinities = std::cell::OnceCell::new();
    let vicinity = |norms: &[NormId], principle| {
        let vicinities = vicinities.get_or_init(|| Vicinities::new(&survey.theory));
        let near = match principle {
            None => vicinities.around(norms, NEAR),
            Some(principle) => vicinities.around_principle(principle, norms, NEAR),
        }?;
        Some(survey.theory.with_other_parts(near).into_iter().collect::<Vec<NormId>>())
    };
    let mendable = grave.filter_map(|(finding, found)| {
        if let Some(conflict) = conflict(survey, found) {
            let near = vicinity(&conflict.norms, None)?;
            let place = |norm| near.binary_search(norm).ok();
            let told = conflict.norms.iter().map(place).collect::<Option<_>>()?;
            return Some(Mendable { finding, near, told: Told::Conflict(told) });
        }
        let (principle, failure) = failure(survey, found)?;
        let norms: Vec<NormId> = failure.offender().into_iter().collect();
        let near = vicinity(&norms, Some(principle))?;
        let by = norms.first().and_then(|norm| near.binary_search(norm).ok());
        let told = Told::Failure { principle, assertion: failure.assertion, by };
        Some(Mendable { finding, near, told })
    });
    mendable.take(FINDINGS).collect()
}

/// Repairs for a finding, the smallest edits first. The model holds the norms that matter, and no others.
pub(super) fn proposals(
    sources: &Sources,
    model: &Model,
    settings: &Settings,
    (found, mendable): (&Diagnostic, &Mendable),
) -> Vec<Fix> {
    let ids: Vec<NormId> = model.norms.ids().collect();
    let survey = match &mendable.told {
        Told::Conflict(places) => {
            let norms = places.iter().map(|&place| ids[place]).collect();
            Survey::about_known(model, settings, norms)
        }
        Told::Failure { principle, .. } => Survey::of_principle(model, settings, *principle),
    };
    let seeking = Seeking { sources, survey: &survey, settings };
    let mut fixes = match &mendable.told {
        Told::Conflict(_) => conflict(&survey, found).map(|it| seeking.for_conflict(it)),
        Told::Failure { principle, assertion, by } => {
            let by = by.map(|place| ids[place]);
            let mut failures = survey.failures.iter().map(|(_, failure)| failure);
            let told = failures.find(|it| it.assertion == *assertion && it.offender() == by);
            told.map(|it| seeking.for_failure(*principle, it))
        }
    }
    .unwrap_or_default();
    // Where a conflict hangs on an event, a limit for it comes first.
    fixes.sort_by_key(|(rank, fix)| (*rank, size(fix)));
    let mut fixes: Vec<Fix> = fixes.into_iter().map(|(_, fix)| fix).collect();
    fixes.dedup();
    fixes.truncate(CANDIDATES);
    fixes
}

/// The conflict that a finding tells.
fn conflict<'s>(survey: &'s Survey<'_>, found: &Diagnostic) -> Option<&'s Conflict> {
    let model = survey.theory.model;
    let is_told = |it: &&Conflict| {
        it.answers.is_empty()
            && found.evidence.verdict.as_deref() == Some(it.kind.word())
            && found.evidence.norms.len() == it.norms.len()
            && it.norms.iter().map(|&it| model.qualified(it)).eq(found
                .evidence
                .norms
                .iter()
                .cloned())
    };
    let told = found.rule.code.starts_with("C2");
    told.then(|| survey.conflicts.iter().find(is_told)).flatten()
}

/// The principle that a finding tells to fail, and how.
fn failure<'s>(survey: &'s Survey<'_>, found: &Diagnostic) -> Option<(PrincipleId, &'s Failure)> {
    let rules = [principle_breached::RULE.code, principle_lacks_norm::RULE.code];
    rules.contains(&found.rule.code).then(|| principles::told(survey, found)).flatten()
}

impl Seeking<'_> {
    /// Each with its rank: lower ones come first, whatever their size.
    fn for_conflict(&self, conflict: &Conflict) -> Vec<(u8, Fix)> {
        let limits = deadlines::limits(self, conflict).into_iter().map(|fix| (0, fix));
        let others = relations::proposals(self, conflict)
            .into_iter()
            .chain(exceptions::proposals(self, conflict))
            .chain(deadlines::proposals(self, conflict));
        limits.chain(others.map(|fix| (1, fix))).collect()
    }

    fn for_failure(&self, principle: PrincipleId, failure: &Failure) -> Vec<(u8, Fix)> {
        let fixes = principles::proposals(self, principle, failure);
        fixes.into_iter().map(|fix| (0, fix)).collect()
    }
}

/// How much is written and struck out.
fn size(fix: &Fix) -> usize {
    fix.edits.iter().map(|edit| edit.text.trim().len() + (edit.span.range().len() / 2)).sum()
}

fn repair(title: String, edits: Vec<Edit>) -> Fix {
    Fix { title, applicability: Applicability::Unsafe, edits }
}
