//! What the engine found of a whole set of norms; the rules word it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Settings, Unknown};
use crate::logic::{Conflict, Examined, Failure, Limit, Selection, Settled, Theory};
use crate::model::{Act, AssumptionId, Model, NormId, PrincipleId};

/// Answers to all questions that the rules ask.
pub(super) struct Survey<'m> {
    /// The norms.
    pub(super) theory: Theory<'m>,
    /// Assumptions that contradict each other: a smallest set of them. Then nothing else was asked.
    pub(super) contradictory: Vec<AssumptionId>,
    /// Conflicts, in the order of their norms.
    pub(super) conflicts: Vec<Conflict>,
    /// Clashes that precedence settles.
    pub(super) settled: Vec<Settled>,
    /// Pairs whose windows touch in one point.
    pub(super) zero_slack: Vec<Vec<NormId>>,
    /// How the principles fail.
    pub(super) failures: Vec<(PrincipleId, Failure)>,
    /// Questions without an answer.
    pub(super) unknowns: Vec<Unknown>,
}

/// The part of a model that the settings select.
pub(super) fn selection(model: &Model, settings: &Settings) -> Selection {
    let named = |name: &str| settings.with.iter().any(|with| with == name);
    let with = model.instruments.iter().filter(|(_, it)| it.name.as_deref().is_some_and(named));
    Selection { with: with.map(|(id, _)| id).collect(), on: settings.on, ..Selection::default() }
}

impl<'m> Survey<'m> {
    /// Asks everything.
    pub(super) fn new(model: &'m Model, settings: &Settings) -> Self {
        let theory = Theory::new(model, &selection(model, settings));
        let mut survey = Survey {
            theory,
            contradictory: Vec::new(),
            conflicts: Vec::new(),
            settled: Vec::new(),
            zero_slack: Vec::new(),
            failures: Vec::new(),
            unknowns: Vec::new(),
        };
        match survey.theory.contradictory_assumptions() {
            Ok(core) if core.is_empty() => {}
            Ok(core) => {
                survey.contradictory = core;
                return survey;
            }
            Err(limit) => {
                survey.unknowns.push(Unknown { reason: limit.to_string(), norms: vec![] })
            }
        }
        survey.note_what_is_not_reasoned_about();
        survey.ask_about_norms();
        survey.ask_about_principles(settings);
        survey
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
        let universes = model.universes.values().map(|it| it.name.to_string());
        note("gaps in a `universe` are", universes.collect());
        let closed = model.closures.iter().filter(|it| !it.permits);
        let closed = closed.map(|it| format!("closure {}", model.sorts[it.sort].name));
        note("acts beyond the powers conferred are", closed.collect());
        let makes_law = |act: &Act| matches!(act, Act::Legislate { .. });
        let norms =
            self.theory.norms().filter(|&norm| model.norms[norm].acts.iter().any(makes_law));
        let norms = norms.map(|norm| model.qualified(norm));
        let rules = model.rules.values().filter(|rule| makes_law(&rule.left));
        let rules = rules.map(|_| "a rule".to_owned());
        note("laws on several acts or bearers at once are", norms.chain(rules).collect());
    }

    fn ask_about_norms(&mut self) {
        let (candidates, too_many) = self.theory.candidates();
        for (norm, limit) in too_many {
            self.note_limit(&[norm], &limit);
        }
        let answers = in_parallel(&candidates, |norms| self.theory.examine(norms));
        let mut reported: Vec<BTreeSet<NormId>> = Vec::new();
        for (norms, answer) in candidates.iter().zip(answers) {
            let members: BTreeSet<NormId> = norms.iter().copied().collect();
            let larger = norms.len() > 2;
            if larger && reported.iter().any(|known| known.is_subset(&members)) {
                continue;
            }
            match answer {
                Ok(found) => {
                    if found.conflict.is_some() {
                        reported.push(members);
                    }
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
            self.zero_slack.push(norms.to_vec());
        }
    }

    fn note_limit(&mut self, norms: &[NormId], limit: &Limit) {
        let norms = norms.iter().map(|&norm| self.theory.model.qualified(norm)).collect();
        self.unknowns.push(Unknown { reason: limit.to_string(), norms });
    }

    fn ask_about_principles(&mut self, settings: &Settings) {
        let model = self.theory.model;
        let asked: Vec<PrincipleId> =
            model.principles.ids().filter(|&id| is_asked(model, settings, id)).collect();
        let answers = in_parallel(&asked, |&principle| self.theory.failures(principle));
        for (principle, answer) in asked.into_iter().zip(answers) {
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

/// The answers to questions, in their order, worked out on all processors.
pub(super) fn in_parallel<Q: Sync, A: Send>(
    questions: &[Q],
    ask: impl Fn(&Q) -> A + Sync,
) -> Vec<A> {
    let threads =
        std::thread::available_parallelism().map_or(1, usize::from).min(questions.len() / 8 + 1);
    if threads == 1 {
        return questions.iter().map(ask).collect();
    }
    let next = AtomicUsize::new(0);
    let answers: Vec<Mutex<Option<A>>> = questions.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(question) = questions.get(place) else { break };
                    let answer = ask(question);
                    *answers[place].lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
                }
            });
        }
    });
    let answer = |cell: Mutex<Option<A>>| cell.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.into_iter().map(|cell| answer(cell).expect("every question was asked")).collect()
}
