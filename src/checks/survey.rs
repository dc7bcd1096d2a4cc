//! What the engine found of a whole set of norms; the rules word it.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use super::limits;
use super::parallel::{found_in_parallel, in_parallel};
use super::part::Part;
use super::rules::conflicts::duties_of_one_event;
use super::smallest::Smallest;
use super::weigh::{Scales, Weighed};
use super::{Settings, Statistics, Unknown};
use crate::logic::{
    Beyond, Conflict, Examined, Failure, Idle, Limit, Plain, Selection, Settled, Theory, Witness,
};
use crate::model::{Act, AssumptionId, Model, NormId, PrincipleId};

/// Why no question is asked where assumptions contradict each other.
pub(super) const CONTRADICTION: &str =
    "the assumptions contradict each other, so nothing can be asked";

/// Answers to all questions that the rules ask.
pub(super) struct Survey<'m> {
    /// The norms.
    pub(super) theory: Theory<'m>,
    /// The part of the questions that is asked.
    part: Part,
    /// On how many threads questions are asked.
    threads: Option<NonZeroUsize>,
    /// Assumptions that contradict each other: a smallest set of them. Then nothing else was asked.
    pub(super) contradictory: Vec<AssumptionId>,
    /// Conflicts, in the order of their norms.
    pub(super) conflicts: Vec<Conflict>,
    /// Clashes that precedence settles.
    pub(super) settled: Vec<Settled>,
    /// Pairs whose windows touch in one point.
    pub(super) zero_slack: Vec<(Vec<NormId>, Option<Witness>)>,
    /// Duties to do what their bearer has no power to do, each with a case.
    pub(super) beyond: Vec<(NormId, Beyond)>,
    /// How the principles fail.
    pub(super) failures: Vec<(PrincipleId, Failure)>,
    /// Gaps and force.
    pub(super) weighed: Weighed,
    /// Questions without an answer.
    pub(super) unknowns: Vec<Unknown>,
}

/// The part of a model that the settings select.
pub(super) fn selection(model: &Model, settings: &Settings) -> Selection {
    let named = |name: &str| settings.with.iter().any(|with| with == name);
    let with = model.instruments.iter().filter(|(_, it)| it.name.as_deref().is_some_and(named));
    Selection {
        with: with.map(|(id, _)| id).collect(),
        on: settings.on,
        undated: settings.undated,
        stop: settings.stop.clone(),
        ..Selection::default()
    }
}

impl<'m> Survey<'m> {
    /// Asks everything, or the part that the settings name.
    pub(super) fn new(model: &'m Model, settings: &Settings) -> Self {
        Survey::of_part(model, settings, |theory, sets| match settings.shard {
            None => Part::All,
            Some(shard) => {
                let mut tied = sets.to_vec();
                if settings.asks_for(&duties_of_one_event::RULE) {
                    // Those of them that conflict are left out of what is told.
                    tied.extend(theory.started_by_one_event().into_values());
                }
                Part::Shard(shard, theory.components(&tied).in_parts(shard.count.get()))
            }
        })
    }

    /// Asks a part of the questions, chosen in view of the sets of norms that could clash.
    pub(super) fn of_part(
        model: &'m Model,
        settings: &Settings,
        choose: impl FnOnce(&Theory<'m>, &[Vec<NormId>]) -> Part,
    ) -> Self {
        let mut survey = Survey::start(model, settings);
        if survey.contradictory.is_empty() {
            let (mut candidates, too_many) = survey.candidates();
            survey.part = choose(&survey.theory, &candidates);
            if survey.part.is_first() {
                survey.note_what_is_not_reasoned_about();
            }
            candidates.retain(|set| survey.part.has(set[0]));
            for (norm, limit) in too_many {
                if survey.part.has(norm) {
                    survey.note_limit(&[norm], &limit);
                }
            }
            survey.ask_about_norms(&candidates);
            survey.ask_about_powers(&survey.norms_asked_about());
            survey.ask_about_choices(&survey.norms_asked_about());
            survey.ask_about_principles(settings);
            survey.weigh(settings);
        }
        survey
    }

    /// Whether questions about this norm are asked.
    pub(super) fn is_asked_about(&self, norm: NormId) -> bool {
        self.part.has(norm)
    }

    fn norms_asked_about(&self) -> Vec<NormId> {
        self.theory.written().filter(|&norm| self.is_asked_about(norm)).collect()
    }

    /// Asks what is left open, and what has no effect.
    fn weigh(&mut self, settings: &Settings) {
        let scales = Scales {
            theory: &self.theory,
            part: &self.part,
            settings,
            conflicts: &self.conflicts,
            settled: &self.settled,
            unknowns: &mut self.unknowns,
        };
        self.weighed = scales.weigh();
    }

    /// Asks about these sets of norms only.
    pub(super) fn about(model: &'m Model, settings: &Settings, sets: &[Vec<NormId>]) -> Self {
        Survey::start(model, settings).asking_about(sets)
    }

    /// Asks about a conflict that has been found before, in a part of the set.
    pub(super) fn about_known(model: &'m Model, settings: &Settings, norms: Vec<NormId>) -> Self {
        let selection = Selection { trusting: true, ..selection(model, settings) };
        Survey::start_with(model, settings, &selection).asking_about(&[norms])
    }

    fn asking_about(self, sets: &[Vec<NormId>]) -> Self {
        let mut survey = self;
        if survey.contradictory.is_empty() {
            survey.ask_about_norms(sets);
            let norms: BTreeSet<NormId> = sets.iter().flatten().copied().collect();
            survey.ask_about_powers(&norms.into_iter().collect::<Vec<_>>());
        }
        survey
    }

    /// Asks about every set that has one of these norms in it, and about the powers of all.
    pub(super) fn with_any(
        model: &'m Model,
        settings: &Settings,
        norms: &BTreeSet<NormId>,
    ) -> Self {
        let mut survey = Survey::start(model, settings);
        if !survey.contradictory.is_empty() {
            return survey;
        }
        if !norms.is_empty() {
            let all = survey.all_candidates();
            let has_any = |set: &&Vec<NormId>| set.iter().any(|norm| norms.contains(norm));
            let sets: Vec<_> = all.iter().filter(has_any).cloned().collect();
            survey.ask_about_norms(&sets);
        }
        survey.ask_about_powers(&survey.norms_asked_about());
        survey
    }

    /// Asks about one principle only.
    pub(super) fn of_principle(
        model: &'m Model,
        settings: &Settings,
        principle: PrincipleId,
    ) -> Self {
        let mut survey = Survey::start(model, settings);
        if survey.contradictory.is_empty() {
            survey.ask_about(&[principle]);
        }
        survey
    }

    /// Asks what a change of these norms can affect: the sets that they are in, those of norms that they may have
    /// defeated, and the principles on which any of these bears.
    pub(super) fn near(model: &'m Model, settings: &Settings, norms: &[NormId]) -> Self {
        let mut survey = Survey::start(model, settings);
        if survey.contradictory.is_empty() {
            let affected: BTreeSet<NormId> =
                norms.iter().flat_map(|&norm| survey.theory.affected_by(norm)).collect();
            let affected: BTreeSet<NormId> =
                affected.into_iter().map(|norm| model.whole(norm)).collect();
            let touches = |set: &&Vec<NormId>| set.iter().any(|norm| affected.contains(norm));
            let all = survey.all_candidates();
            let sets: Vec<_> = all.iter().filter(touches).cloned().collect();
            survey.ask_about_norms(&sets);
            // A set that held a conflict is asked about once that is mended.
            survey.ask_about_choices(&survey.norms_asked_about());
            survey.ask_about_powers(&affected.iter().copied().collect::<Vec<_>>());
            let bears = |&id: &PrincipleId| {
                survey.theory.bear_on(&affected, id) && is_asked(model, settings, id)
            };
            let asked: Vec<PrincipleId> = model.principles.ids().filter(bears).collect();
            survey.ask_about(&asked);
            survey.weighed.idle = survey.idle_parts(norms);
        }
        survey
    }

    fn idle_parts(&self, norms: &[NormId]) -> Vec<(NormId, Idle)> {
        let plain = Plain::new(&self.theory);
        let idle = |&norm: &NormId| {
            let parts = self.theory.idle(&plain, norm).unwrap_or_default();
            parts.into_iter().map(move |it| (norm, it)).collect::<Vec<_>>()
        };
        norms.iter().flat_map(idle).collect()
    }

    fn start(model: &'m Model, settings: &Settings) -> Self {
        Survey::start_with(model, settings, &selection(model, settings))
    }

    fn start_with(model: &'m Model, settings: &Settings, selection: &Selection) -> Self {
        let theory = Theory::new(model, selection);
        let mut survey = Survey {
            theory,
            part: Part::All,
            threads: settings.threads,
            contradictory: Vec::new(),
            conflicts: Vec::new(),
            settled: Vec::new(),
            zero_slack: Vec::new(),
            beyond: Vec::new(),
            failures: Vec::new(),
            weighed: Weighed::default(),
            unknowns: Vec::new(),
        };
        match survey.theory.contradictory_assumptions() {
            Ok(core) => survey.contradictory = core,
            Err(limit) => {
                let reason = format!(
                    "whether all assumptions can hold together was not worked out: {limit}"
                );
                survey.unknowns.push(Unknown { reason, norms: Vec::new() });
            }
        }
        survey
    }

    /// How the questions were answered so far.
    pub(super) fn statistics(&self, settings: &Settings) -> Statistics {
        let questions = self.theory.tally();
        if !settings.statistics {
            return Statistics { questions, ..Statistics::default() };
        }
        let (sets, _) = self.theory.candidates();
        Statistics { questions, components: self.theory.components(&sets).sizes() }
    }

    /// What is read but not reasoned about yet is said, never passed over.
    fn note_what_is_not_reasoned_about(&mut self) {
        let model = self.theory.model;
        let mut note = |what: &str, names: Vec<String>| {
            if !names.is_empty() {
                let reason = format!("{what} not reasoned about yet");
                self.unknowns.push(Unknown { reason, norms: names });
            }
        };
        let makes_law = |act: &Act| matches!(act, Act::Legislate { .. });
        let norms =
            self.theory.written().filter(|&norm| model.norms[norm].acts.iter().any(makes_law));
        let norms = norms.map(|norm| model.qualified(norm));
        let rules = model.rules.values().filter(|rule| makes_law(&rule.left));
        let rules = rules.map(|_| "a rule".to_owned());
        note("laws on several acts or bearers at once are", norms.chain(rules).collect());
    }

    /// Every set that could be a clash, and norms that have too many of them.
    fn candidates(&self) -> (Vec<Vec<NormId>>, Vec<(NormId, Limit)>) {
        let norms: Vec<NormId> = self.theory.norms().collect();
        in_parallel(self.threads, &norms, |&norm| self.theory.look_around(norm));
        self.theory.candidates()
    }

    /// Every set that could be a clash; those that are too many are noted.
    fn all_candidates(&mut self) -> Vec<Vec<NormId>> {
        let (candidates, too_many) = self.candidates();
        for (norm, limit) in too_many {
            self.note_limit(&[norm], &limit);
        }
        candidates
    }

    /// Asks about sets of one and two, then about larger ones, size by size.
    fn ask_about_norms(&mut self, candidates: &[Vec<NormId>]) {
        let mut reported = Smallest::default();
        for sets in candidates.chunk_by(|a, b| a.len().max(2) == b.len().max(2)) {
            let is_small = sets[0].len() < 3;
            let asked: Vec<&Vec<NormId>> =
                sets.iter().filter(|set| is_small || !reported.settles(set)).collect();
            self.ask_about_sets(&asked, &mut reported);
        }
    }

    fn ask_about_sets(&mut self, sets: &[&Vec<NormId>], reported: &mut Smallest) {
        let theory = &self.theory;
        let answers = found_in_parallel(self.threads, sets, |norms| {
            let answer = theory.examine(norms);
            (!matches!(&answer, Ok(found) if found.is_nothing())).then(|| Box::new(answer))
        });
        for (place, answer) in answers {
            let norms = sets[place];
            // Of one size, too: one norm may stand in a set several times.
            let so_far = norms.len() > 2
                && match answer.as_ref() {
                    Ok(found) => reported.says_as_much(norms, found.conflict.as_ref()),
                    Err(_) => reported.settles(norms),
                };
            if so_far {
                continue;
            }
            match *answer {
                Ok(found) => {
                    // Two norms may be in conflict with one of them several times.
                    found.conflict.iter().for_each(|it| reported.add(it));
                    self.note(norms, found);
                }
                Err(limit) => self.note_limit(norms, &limit),
            }
        }
    }

    fn note(&mut self, norms: &[NormId], found: Examined) {
        self.conflicts.extend(found.conflict);
        self.settled.extend(found.settled);
        if found.zero_slack {
            self.zero_slack.push((norms.to_vec(), found.touching));
        }
    }

    fn note_limit(&mut self, norms: &[NormId], limit: &Limit) {
        let model = self.theory.model;
        let reason = limits::reason(model, norms, limit);
        let norms = norms.iter().map(|&norm| model.qualified(norm)).collect();
        self.unknowns.push(Unknown { reason, norms });
    }

    /// Asks who must do what is in nobody's power, where a closure says that powers are conferred.
    fn ask_about_powers(&mut self, norms: &[NormId]) {
        if self.theory.model.closures.iter().all(|it| it.permits) {
            return;
        }
        let answers = in_parallel(self.threads, norms, |&norm| self.theory.beyond_powers(norm));
        for (&norm, answer) in norms.iter().zip(answers) {
            match answer {
                Ok(found) => self.beyond.extend(found.map(|case| (norm, case))),
                Err(limit) => self.note_limit(&[norm], &limit),
            }
        }
    }

    /// Sets of bans that may leave nobody to choose: each is a conflict, or a question without an answer. What holds a set
    /// that was found to be in conflict is not asked about here either.
    fn ask_about_choices(&mut self, norms: &[NormId]) {
        let answers = found_in_parallel(self.threads, norms, |&norm| {
            let sets = match self.theory.sets_over_a_choice(norm) {
                Ok(sets) if sets.is_empty() => return None,
                Ok(sets) => sets,
                Err(limit) => return Some(vec![(vec![norm], Err(limit))]),
            };
            let asked = |set: Vec<NormId>| (set.clone(), self.theory.conflict_over_a_choice(&set));
            Some(sets.into_iter().map(asked).collect::<Vec<_>>())
        });
        let reported = Smallest::of(&self.conflicts);
        for (set, answer) in answers.into_iter().flat_map(|(_, answers)| answers) {
            let so_far = match &answer {
                Ok(conflict) => reported.says_as_much(&set, Some(conflict)),
                Err(_) => reported.settles(&set),
            };
            if so_far {
                continue;
            }
            match answer {
                Ok(conflict) => self.conflicts.push(conflict),
                Err(limit) => self.note_limit(&set, &limit),
            }
        }
    }

    fn ask_about_principles(&mut self, settings: &Settings) {
        let model = self.theory.model;
        let asked: Vec<PrincipleId> =
            model.principles.ids().filter(|&id| is_asked(model, settings, id)).collect();
        let own = |id: &PrincipleId| self.part.has_other(id.0);
        let asked: Vec<PrincipleId> = asked.into_iter().filter(own).collect();
        self.ask_about(&asked);
    }

    fn ask_about(&mut self, asked: &[PrincipleId]) {
        let model = self.theory.model;
        let answers =
            in_parallel(self.threads, asked, |&principle| self.theory.failures(principle));
        for (&principle, answer) in asked.iter().zip(answers) {
            match answer {
                Ok(failures) => {
                    self.failures.extend(failures.into_iter().map(|it| (principle, it)))
                }
                Err(limit) => self.unknowns.push(Unknown {
                    reason: limit.to_string(),
                    norms: vec![model.principles[principle].name.to_string()],
                }),
            }
        }
    }
}

/// Whether the profile that was asked for (all principles, where none was) has the principle.
fn is_asked(model: &Model, settings: &Settings, principle: PrincipleId) -> bool {
    match settings.profile.as_deref() {
        None | Some("all") => true,
        Some(name) => {
            let mut profiles = model.profiles.values();
            profiles
                .any(|profile| &*profile.name == name && profile.principles.contains(&principle))
        }
    }
}
