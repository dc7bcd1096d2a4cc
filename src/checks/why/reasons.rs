//! Which reasons keep norms from conflict: those without which alone they would clash, or the fewest that it takes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::Settings;
use super::super::expected_verdict::{decided_by, is_precedence};
use super::super::survey::{Survey, selection};
use super::super::tell;
use super::WhyReason;
use super::evidence::Evidence;
use crate::logic::{Effect, Examined, Limit, Settled, Theory, Witness};
use crate::model::{Cond, Day, DaySpan, Model, NormId, Reason, RelationKind, Target};
use crate::source::Sources;

/// Reasons that keep norms from clashing and that can be thought away in the model itself.
const REMOVABLE: [Reason; 6] = [
    Reason::Exception,
    Reason::Displaced,
    Reason::Parties,
    Reason::NotInForce,
    Reason::Reservation,
    Reason::DisjointConditions,
];

/// What was found, and which questions on the way have no answer, so that a reason may be missing.
#[derive(Default)]
pub(super) struct Sought {
    pub(super) reasons: Vec<WhyReason>,
    pub(super) unanswered: Vec<String>,
}

/// The reasons for the first of the sets for which there are any.
pub(super) fn reasons(
    sources: &Sources,
    survey: &Survey<'_>,
    settings: &Settings,
    sets: &[Vec<NormId>],
) -> Sought {
    let model = survey.theory.model;
    if let Some(settled) = survey.settled.first() {
        let reasons = vec![by_precedence(sources, model, settled)];
        return Sought { reasons, unanswered: Vec::new() };
    }
    let mut unanswered = BTreeSet::new();
    for set in sets {
        let apart = Apart { sources, model, settings, survey, set, unanswered: RefCell::default() };
        let reasons = apart.reasons();
        unanswered.extend(apart.unanswered.into_inner());
        if !reasons.is_empty() {
            return Sought { reasons, unanswered: unanswered.into_iter().collect() };
        }
    }
    Sought { reasons: Vec::new(), unanswered: unanswered.into_iter().collect() }
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
    /// What could not be found out, in sentences.
    unanswered: RefCell<BTreeSet<String>>,
}

impl Apart<'_> {
    /// The answer, or a note that there is none.
    fn noted<T>(&self, about: &str, answer: Result<T, Limit>) -> Option<T> {
        let note = |limit: Limit| {
            self.unanswered.borrow_mut().insert(format!("whether {about} is unknown: {limit}"));
        };
        answer.map_err(note).ok()
    }

    fn reasons(&self) -> Vec<WhyReason> {
        let theory = &self.survey.theory;
        let evidence = self.evidence();
        let structural = |reason, evidence| {
            vec![WhyReason { word: word(reason), alone: true, evidence, case: None }]
        };
        let proposed = evidence.proposed(&|norm| theory.is_active(norm));
        if !proposed.is_empty() {
            return structural(Reason::NotInForce, proposed);
        }
        if theory.is_remedy_among(self.set) {
            return structural(Reason::ContraryToDuty, evidence.remedy());
        }
        if theory.may_be_breached(self.set) {
            if let Some((reason, evidence)) = evidence.issuer()
                && reason == Reason::DisjointBearers
            {
                return structural(reason, evidence);
            }
            let alone = self.each_alone();
            return match (self.defeat_beside(&alone), evidence.issuer()) {
                (Some(defeated), _) => vec![defeated],
                (None, Some((reason, evidence))) if alone.is_empty() => {
                    structural(reason, evidence)
                }
                _ => alone,
            };
        }
        if !theory.are_tied(self.set) {
            return match self.share_an_act() {
                true => Vec::new(),
                false => match evidence.issuer() {
                    Some((reason, evidence)) => structural(reason, evidence),
                    None => structural(Reason::DisjointActs, evidence.acts()),
                },
            };
        }
        let bearers = theory.have_no_common_bearer(self.set);
        if self.noted("somebody can bear all of them", bearers) == Some(true) {
            return structural(Reason::DisjointBearers, evidence.bearers());
        }
        let alone = self.each_alone();
        if let Some(defeated) = self.defeat_beside(&alone) {
            return vec![defeated];
        }
        if !alone.is_empty() {
            return alone;
        }
        let two = self.two();
        if two.is_empty() && !theory.share_a_day(self.set) {
            // At other times they may clash by fewer: that is no conflict of these.
            return structural(Reason::NotInForce, evidence.dates());
        }
        two
    }

    /// The reasons without each of which they would clash.
    fn each_alone(&self) -> Vec<WhyReason> {
        let about = |reason| format!("`{}` alone keeps them apart", word(reason));
        let mut alone: Vec<WhyReason> = REMOVABLE
            .into_iter()
            .filter_map(|reason| self.noted(&about(reason), self.alone(reason)).flatten())
            .collect();
        if alone.len() > 1 {
            // Where something else keeps them apart, their conditions can hold together.
            alone.retain(|reason| reason.word != word(Reason::DisjointConditions));
        }
        alone
    }

    /// That one of them is defeated, where nothing else keeps them apart but what their conditions ask: these tell of the
    /// defeat as well.
    fn defeat_beside(&self, alone: &[WhyReason]) -> Option<WhyReason> {
        let by_conditions = |reason: &WhyReason| reason.word == word(Reason::DisjointConditions);
        let open = alone.iter().all(by_conditions);
        open.then(|| self.defeated().or_else(|| self.outdone())).flatten()
    }

    /// Another norm without which they would conflict: it prevails over one of them wherever they clash.
    fn outdone(&self) -> Option<WhyReason> {
        let theory = &self.survey.theory;
        for &norm in self.set {
            for rival in theory.rivals(norm) {
                if self.set.iter().any(|&it| self.model.whole(it) == rival) {
                    continue;
                }
                let mut selection = selection(self.model, self.settings);
                selection.without.insert(Target::Norm(rival));
                let without = Theory::new(self.model, &selection).examine(self.set);
                let (name, by) = (self.model.qualified(norm), self.model.qualified(rival));
                let about = format!("`{name}` yields to `{by}` wherever they would conflict");
                if self.noted(&about, without)?.conflict.is_some() {
                    let evidence = vec![about];
                    return Some(WhyReason { word: "defeated", alone: true, evidence, case: None });
                }
            }
        }
        None
    }

    /// A member that others always defeat, so that it never comes to a conflict with the rest.
    fn defeated(&self) -> Option<WhyReason> {
        let theory = &self.survey.theory;
        for &norm in self.set {
            let rivals = theory.rivals(norm);
            let about = format!("`{}` is always defeated", self.model.qualified(norm));
            let never = !rivals.is_empty()
                && self.noted(&about, theory.never(norm, Effect::IsEffective)) == Some(true);
            if !never {
                continue;
            }
            let by = self.noted(&about, theory.defeaters(norm, &rivals))?;
            let names: Vec<String> =
                by.iter().map(|&it| format!("`{}`", self.model.qualified(it))).collect();
            let evidence = vec![format!("{about}, by {}", tell::join(&names))];
            return Some(WhyReason { word: "defeated", alone: true, evidence, case: None });
        }
        None
    }

    fn evidence(&self) -> Evidence<'_> {
        Evidence { sources: self.sources, model: self.model, norms: self.set }
    }

    /// Whether two of them are about one act, of which they say what can be respected together (two permissions).
    fn share_an_act(&self) -> bool {
        let actions = |norm: NormId| self.model.norms[norm].actions();
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

    /// A case in which the norms of a changed model would clash; it is replayed in that model.
    fn examine(&self, model: &Model) -> Result<Option<Witness>, Limit> {
        let selection = selection(model, self.settings);
        let found: Examined = Theory::new(model, &selection).examine(self.set)?;
        let settled = found.settled.map(|it| it.witness);
        Ok(found.conflict.map(|it| it.witness).or(settled))
    }

    fn would_clash(&self, model: &Model) -> bool {
        let about = "a part of what keeps them apart would do";
        self.noted(about, self.examine(model)).flatten().is_some()
    }

    /// The reason, if without it alone they would clash.
    fn alone(&self, reason: Reason) -> Result<Option<WhyReason>, Limit> {
        let without = removed(self.model, self.set, reason);
        let Some(witness) = self.examine(&without)? else { return Ok(None) };
        let evidence = self.evidence().of(reason, &|model| self.would_clash(model));
        // Without their conditions a case says nothing of them.
        let case = (reason != Reason::DisjointConditions)
            .then(|| tell::case(self.model, &witness))
            .filter(|case| !case.is_empty());
        Ok(Some(WhyReason { word: word(reason), alone: true, evidence, case }))
    }

    /// Two reasons without which, together, they would clash.
    fn two(&self) -> Vec<WhyReason> {
        for (place, first) in REMOVABLE.into_iter().enumerate() {
            let without = removed(self.model, self.set, first);
            for second in REMOVABLE.into_iter().skip(place + 1) {
                let about = format!("`{}` and `{}` keep them apart", word(first), word(second));
                let without = removed(&without, self.set, second);
                if self.noted(&about, self.examine(&without)).flatten().is_some() {
                    let reason = |reason| WhyReason {
                        word: word(reason),
                        alone: false,
                        evidence: self.evidence().of(reason, &|_: &Model| false),
                        case: None,
                    };
                    return vec![reason(first), reason(second)];
                }
            }
        }
        Vec::new()
    }
}

/// The model as if a reason did not exist for these norms.
fn removed(model: &Model, norms: &[NormId], reason: Reason) -> Model {
    let mut model = model.clone();
    for &norm in norms {
        let instrument = model.norms[norm].instrument;
        match reason {
            Reason::Exception => model.norms[norm].unless = Cond::Any(Vec::new()),
            Reason::DisjointConditions => model.norms[norm].when = Cond::TRUE,
            Reason::Reservation => model.instruments[instrument].reservations.clear(),
            Reason::Parties => bind_everybody(&mut model, norm),
            _ => {}
        }
    }
    if reason == Reason::NotInForce {
        put_in_force_for_ever(&mut model);
    }
    if reason == Reason::Displaced {
        model.relations.retain(|relation| relation.kind != RelationKind::Displaces);
    }
    model
}

/// As if all laws had come into force long ago, in the order in which they did, and stayed so: which of them is later still
/// decides, and what prevails over others does so at all times.
fn put_in_force_for_ever(model: &mut Model) {
    const LONG_AGO: Day = Day(-700_000);
    let last = |days: &[DaySpan]| days.last().and_then(|days| days.from);
    let norms = model.norms.ids().map(|id| last(&model.norms[id].in_force));
    let instruments = model.instruments.ids().map(|id| last(&model.instruments[id].in_force));
    let starts: BTreeSet<Day> = norms.chain(instruments).flatten().collect();
    let moved: BTreeMap<Day, Day> =
        starts.into_iter().zip(0..).map(|(day, place)| (day, LONG_AGO.plus(place))).collect();
    let since = |days: &[DaySpan]| {
        let from = last(days).and_then(|day| moved.get(&day).copied());
        vec![DaySpan { from, until: None }]
    };
    for id in model.norms.ids() {
        model.norms[id].in_force = since(&model.norms[id].in_force);
    }
    for id in model.instruments.ids() {
        model.instruments[id].in_force = since(&model.instruments[id].in_force);
    }
}

/// As if the instrument of a norm were no treaty: each of its norms binds everybody, one that defeats another like that one.
fn bind_everybody(model: &mut Model, norm: NormId) {
    let id = model.norms[norm].instrument;
    let instrument = &mut model.instruments[id];
    instrument.treaty = false;
    instrument.parties.clear();
    instrument.party_kinds.clear();
    let Some(role) = instrument.party_role else { return };
    let anybody = model.sorts[role].parents.clone();
    for own in
        model.norms.ids().filter(|own| model.norms[*own].instrument == id).collect::<Vec<_>>()
    {
        for var in &mut model.norms[own].scope.vars {
            if var.sorts.contains(&role) {
                var.sorts.retain(|sort| *sort != role);
                var.sorts.extend(&anybody);
            }
        }
    }
}
