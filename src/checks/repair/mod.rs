//! Edits that may mend a finding: an exception, a relation, another deadline, number or date, a norm or a part
//! of one that is missing.
//!
//! They are proposals. The driver makes each in the text and checks again; only what stands is shown.

mod carry;
mod dates;
mod deadlines;
mod exceptions;
mod local;
mod numbers;
mod parts;
mod principles;
mod ranks;
mod relations;
mod text;

use super::Settings;
use super::rules::conflicts::{lower_rank_against_higher, undetermined};
use super::survey::Survey;
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix, Level};
use crate::logic::{Breach, Failure, Vicinities, Witness};
use crate::model::{Model, NormId, PrincipleId};
use crate::source::Sources;

/// Findings of one set for which repairs are sought.
pub const MENDED: usize = 12;
/// Repairs that are proposed for one finding.
const CANDIDATES: usize = 10;
/// Norms that may matter to a finding for which repairs are sought: each try asks about them all.
const NEAR: usize = 1_000;
/// Norms that may matter where whole instruments are edited: all of theirs, and what can matter to these.
const NEAR_INSTRUMENTS: usize = 60;

/// A finding that an edit may mend.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mendable {
    /// Its place among the findings.
    pub finding: usize,
    /// The norms that can matter to what is found there after the edit, in order.
    pub near: Vec<NormId>,
    told: Told,
    /// Whether all norms are there that an edit of the heads of the instruments can affect.
    heads: bool,
}

/// What a finding tells, by places among the norms that matter.
#[derive(Clone, Debug)]
enum Told {
    /// Norms clash, and none yields or the lower one always does.
    Clash(Vec<usize>),
    /// An assertion of a principle fails, by a norm that offends it or by one that is missing.
    Failure { principle: PrincipleId, assertion: usize, by: Option<usize> },
}

/// Norms that clash, in the order of the members of the case.
struct Clash<'c> {
    norms: &'c [NormId],
    witness: &'c Witness,
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
    let vicinity = |norms: &[NormId], principle, most| {
        let vicinities = vicinities.get_or_init(|| Vicinities::new(&survey.theory));
        let near = match principle {
            None => vicinities.around(norms, most),
            Some(principle) => vicinities.around_principle(principle, norms, most),
        }?;
        let near = near.into_iter().map(|norm| survey.theory.model.whole(norm)).collect();
        let near = survey.theory.with_other_parts(near).into_iter();
        Some(near.filter(|&it| survey.theory.model.whole(it) == it).collect::<Vec<NormId>>())
    };
    let mendable = grave.filter_map(|(finding, found)| {
        if let Some(it) = clash(survey, found) {
            let wide = of_two_instruments(survey.theory.model, it.norms)
                .and_then(|norms| vicinity(&norms, None, NEAR_INSTRUMENTS));
            let heads = wide.is_some();
            let near = wide.or_else(|| vicinity(it.norms, None, NEAR))?;
            let place = |norm| near.binary_search(norm).ok();
            let told = Told::Clash(it.norms.iter().map(place).collect::<Option<_>>()?);
            return Some(Mendable { finding, near, told, heads });
        }
        let (principle, failure) = principles::told(survey, found)?;
        let norms: Vec<NormId> = at_fault(failure).into_iter().collect();
        let near = vicinity(&norms, Some(principle), NEAR)?;
        let by = norms.first().and_then(|norm| near.binary_search(norm).ok());
        let told = Told::Failure { principle, assertion: failure.assertion, by };
        Some(Mendable { finding, near, told, heads: false })
    });
    mendable.take(MENDED).collect()
}

/// Whether a finding is one that an edit may mend, if what can matter to it is not too much.
pub(super) fn is_for_mending(survey: &Survey<'_>, found: &Diagnostic) -> bool {
    found.level >= Level::Warning
        && (clash(survey, found).is_some() || principles::told(survey, found).is_some())
}

/// Repairs for a finding, the smallest edits first. The model holds the norms that matter, and no others.
pub(super) fn proposals(
    sources: &Sources,
    model: &Model,
    settings: &Settings,
    (found, mendable): (&Diagnostic, &Mendable),
) -> Vec<Fix> {
    let ids: Vec<NormId> = model.written().collect();
    let survey = match &mendable.told {
        Told::Clash(places) => {
            let norms = places.iter().map(|&place| ids[place]).collect();
            Survey::about_known(model, settings, norms)
        }
        Told::Failure { principle, .. } => Survey::of_principle(model, settings, *principle),
    };
    let seeking = Seeking { sources, survey: &survey, settings };
    let mut fixes = match &mendable.told {
        Told::Clash(_) => clash(&survey, found).map(|it| seeking.for_clash(&it, mendable.heads)),
        Told::Failure { principle, assertion, by } => {
            let by = by.map(|place| ids[place]);
            let mut failures = survey.failures.iter().map(|(_, failure)| failure);
            let told = failures.find(|it| it.assertion == *assertion && at_fault(it) == by);
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

/// The clash that a finding tells.
fn clash<'s>(survey: &'s Survey<'_>, found: &Diagnostic) -> Option<Clash<'s>> {
    let model = survey.theory.model;
    let names = |norms: &[NormId]| {
        norms.len() == found.evidence.norms.len()
            && norms
                .iter()
                .zip(&found.evidence.norms)
                .all(|(&it, name)| model.qualified(it) == *name)
    };
    if found.rule.code == lower_rank_against_higher::RULE.code {
        let told = survey.settled.iter().find(|it| it.always && names(&[it.winner, it.loser]))?;
        return Some(Clash { norms: &told.norms, witness: &told.witness });
    }
    let open = found.rule.code == undetermined::RULE.code;
    let verdict = found.evidence.verdict.as_deref();
    let told = found.rule.is_about_conflicts().then_some(&survey.conflicts)?.iter().find(|it| {
        it.answers.is_empty() != open
            && (open || verdict == Some(it.kind.word()))
            && names(&it.norms)
    })?;
    Some(Clash { norms: &told.norms, witness: &told.witness })
}

/// All norms of the instruments of two; `None` where they stand in one, or one has no head, or they are too many.
fn of_two_instruments(model: &Model, norms: &[NormId]) -> Option<Vec<NormId>> {
    let [a, b] = *norms else { return None };
    let (a, b) = (model.norms[a].instrument, model.norms[b].instrument);
    let headed = |it| model.instruments[it].name.is_some();
    (a != b && headed(a) && headed(b)).then_some(())?;
    let theirs = model.norms.iter().filter(|(_, norm)| [a, b].contains(&norm.instrument));
    let theirs: Vec<NormId> = theirs.map(|(id, _)| id).take(NEAR_INSTRUMENTS + 1).collect();
    (theirs.len() <= NEAR_INSTRUMENTS).then_some(theirs)
}

/// The norm that offends a principle, or that lacks what it asks for.
fn at_fault(failure: &Failure) -> Option<NormId> {
    match failure.breach {
        Breach::Offends(norm) | Breach::Lacks(norm, _) => Some(norm),
        Breach::Missing | Breach::Never => None,
    }
}

impl Seeking<'_> {
    /// Each with its rank: lower ones come first, whatever their size.
    fn for_clash(&self, clash: &Clash<'_>, heads: bool) -> Vec<(u8, Fix)> {
        let limits = deadlines::limits(self, clash).into_iter().map(|fix| (0, fix));
        let others = relations::proposals(self, clash)
            .into_iter()
            .chain(exceptions::proposals(self, clash))
            .chain(deadlines::proposals(self, clash))
            .chain(numbers::proposals(self, clash));
        // Who drafts a law changes that law, before the one that was there or that other States made, too.
        let rank = |fix: &Fix| if self.changes_settled_law(clash, fix) { 2 } else { 1 };
        let mut fixes: Vec<_> = limits.chain(others.map(|fix| (rank(&fix), fix))).collect();
        if heads {
            // What moves whole instruments comes last, however short it is.
            fixes.extend(relations::of_instruments(self, clash).into_iter().map(|fix| (3, fix)));
        }
        let mut fixes: Vec<_> = fixes
            .into_iter()
            .map(|(rank, fix)| match self.changes_another_law(clash, &fix) {
                true => (4, told_only(fix)),
                false => (rank, fix),
            })
            .collect();
        fixes.extend(dates::proposals(self, clash).into_iter().map(|fix| (5, told_only(fix))));
        fixes
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

/// An edit that is for somebody else to make.
fn told_only(fix: Fix) -> Fix {
    Fix { applicability: Applicability::Told, ..fix }
}

fn repair(title: String, edits: Vec<Edit>) -> Fix {
    Fix { title, applicability: Applicability::Unsafe, edits }
}
