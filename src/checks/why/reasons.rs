//! Which reasons keep norms from conflict: those without which alone they would clash, or the fewest that it takes.

use super::super::Settings;
use super::super::expectations::{decided_by, is_precedence};
use super::super::survey::{Survey, selection};
use super::super::tell;
use super::WhyReason;
use super::evidence::Evidence;
use crate::logic::{Examined, Limit, Selection, Settled, Theory, Witness};
use crate::model::{Cond, DaySpan, Model, NormId, Reason, RelationKind};
use crate::source::Sources;

/// Reasons that can be thought away in the model itself, to see what takes two of them.
const REMOVABLE: [Reason; 5] = [
    Reason::Exception,
    Reason::Displaced,
    Reason::NotInForce,
    Reason::Reservation,
    Reason::DisjointConditions,
];

/// The reasons for the first of the sets for which there are any.
pub(super) fn reasons(
    sources: &Sources,
    survey: &Survey<'_>,
    settings: &Settings,
    sets: &[Vec<NormId>],
) -> Vec<WhyReason> {
    let model = survey.theory.model;
    if let Some(settled) = survey.settled.first() {
        return vec![by_precedence(sources, model, settled)];
    }
    let looked = sets.iter().map(|set| Apart { sources, model, settings, survey, set }.reasons());
    looked.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

fn by_precedence(sources: &Sources, model: &Model, it: &Settled) -> WhyReason {
    let found =
        Reason::ALL.iter().find(|&&reason| is_precedence(reason) && decided_by(it.canon, reason));
    let reason = found.copied().unwrap_or(Reason::Savings);
    let (winner, loser) = (model.qualified(it.winner), model.qualified(it.loser));
    let mut evidence = vec![format!("`{winner}` prevails over `{loser}`")];
    if it.canon.is_none() {
        let evidence_of = Evidence { sources, model, norms: &[it.winner, it.loser] };
        evidence.extend(evidence_of.relations(|kind| kind != RelationKind::Displaces));
    }
    // The case is told with the finding.
    WhyReason { word: word(reason), alone: true, evidence, case: None }
}

/// The reason as people write it.
fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::NotInForce => "not in force",
        Reason::DisjointConditions => "disjoint conditions",
        Reason::DisjointActs => "disjoint acts",
        Reason::DisjointBearers => "disjoint bearers",
        Reason::ContraryToDuty => "contrary to duty",
        reason => reason.word(),
    }
}

/// Norms that do not clash.
struct Apart<'a> {
    sources: &'a Sources,
    model: &'a Model,
    settings: &'a Settings,
    survey: &'a Survey<'a>,
    set: &'a [NormId],
}

impl Apart<'_> {
    fn reasons(&self) -> Vec<WhyReason> {
        let theory = &self.survey.theory;
        let evidence = self.evidence();
        let structural = |reason, evidence| {
            vec![WhyReason { word: word(reason), alone: true, evidence, case: None }]
        };
        if theory.is_remedy_among(self.set) {
            return structural(Reason::ContraryToDuty, evidence.remedy());
        }
        if !theory.are_tied(self.set) {
            return match self.share_an_act() {
                true => Vec::new(),
                false => structural(Reason::DisjointActs, evidence.acts()),
            };
        }
        if theory.have_no_common_bearer(self.set) == Ok(true) {
            return structural(Reason::DisjointBearers, evidence.bearers());
        }
        let others = Reason::ALL.iter().copied().filter(|&it| is_tried(it));
        let mut alone: Vec<WhyReason> =
            others.filter_map(|reason| self.alone(reason).unwrap_or(None)).collect();
        if alone.len() > 1 {
            // Where something else keeps them apart, their conditions can hold together.
            alone.retain(|reason| reason.word != word(Reason::DisjointConditions));
        }
        if alone.is_empty() { self.two().unwrap_or_default() } else { alone }
    }

    fn evidence(&self) -> Evidence<'_> {
        Evidence { sources: self.sources, model: self.model, norms: self.set }
    }

    /// Whether two of them are about one act, of which they say what can be respected together (two permissions).
    fn share_an_act(&self) -> bool {
        let actions = |norm: NormId| {
            self.model.norms[norm].acts.iter().filter_map(|act| match act {
                crate::model::Act::Do { action, .. } => Some(*action),
                crate::model::Act::Legislate { .. } => None,
            })
        };
        let theory = &self.survey.theory;
        self.set.iter().enumerate().any(|(place, &a)| {
            self.set[..place].iter().any(|&b| {
                actions(a).any(|a| {
                    actions(b)
                        .any(|b| theory.wider(a).contains(&b) || theory.narrower(a).contains(&b))
                })
            })
        })
    }

    fn examine(&self, model: &Model, ignoring: Option<Reason>) -> Result<Option<Witness>, Limit> {
        let selection = Selection { ignoring, ..selection(model, self.settings) };
        let found: Examined = Theory::new(model, &selection).examine(self.set)?;
        let settled = found.settled.map(|it| it.witness);
        Ok(found.conflict.map(|it| it.witness).or(settled))
    }

    /// The reason, if without it alone they would clash.
    fn alone(&self, reason: Reason) -> Result<Option<WhyReason>, Limit> {
        let Some(witness) = self.examine(self.model, Some(reason))? else { return Ok(None) };
        let would_clash = |model: &Model| matches!(self.examine(model, None), Ok(Some(_)));
        let evidence = self.evidence().of(reason, &would_clash);
        // Without their conditions a case says nothing of them.
        let case = (reason != Reason::DisjointConditions)
            .then(|| tell::case(self.model, &witness))
            .filter(|case| !case.is_empty());
        Ok(Some(WhyReason { word: word(reason), alone: true, evidence, case }))
    }

    /// Two reasons without which, together, they would clash.
    fn two(&self) -> Result<Vec<WhyReason>, Limit> {
        for first in REMOVABLE {
            let without = removed(self.model, self.set, first);
            for second in Reason::ALL.iter().copied().filter(|&it| is_tried(it) && it != first) {
                if self.examine(&without, Some(second))?.is_some() {
                    let whole = |_: &Model| false;
                    let reason = |reason| WhyReason {
                        word: word(reason),
                        alone: false,
                        evidence: self.evidence().of(reason, &whole),
                        case: None,
                    };
                    return Ok(vec![reason(first), reason(second)]);
                }
            }
        }
        Ok(Vec::new())
    }
}

/// Reasons that keep norms from clashing and that can be left out of account.
fn is_tried(reason: Reason) -> bool {
    use Reason::*;
    !is_precedence(reason) && !matches!(reason, DisjointActs | DisjointBearers | ContraryToDuty)
}

/// The model as if a reason did not exist for these norms.
fn removed(model: &Model, norms: &[NormId], reason: Reason) -> Model {
    let mut model = model.clone();
    for &norm in norms {
        let instrument = model.norms[norm].instrument;
        match reason {
            Reason::Exception => model.norms[norm].unless = Cond::Any(Vec::new()),
            Reason::DisjointConditions => model.norms[norm].when = Cond::TRUE,
            Reason::NotInForce => {
                model.norms[norm].in_force = vec![DaySpan::ALWAYS];
                model.instruments[instrument].in_force = vec![DaySpan::ALWAYS];
            }
            Reason::Reservation => model.instruments[instrument].reservations.clear(),
            _ => {}
        }
    }
    if reason == Reason::Displaced {
        model.relations.retain(|relation| relation.kind != RelationKind::Displaces);
    }
    model
}
