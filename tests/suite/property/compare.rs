//! Asks the engine and the reference the same questions about one set.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use comity::logic::reference::{Instance, Kind as ReferenceKind, World};
use comity::logic::{Conflict, Kind, Limit, Selection, Theory};
use comity::model::{AssertionKind, Model, NormId, PrincipleId, Situation};

use super::random::Random;
use super::{add_up, situations};

/// How the two disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// The engine found a case that the reference does not confirm.
    Unsound,
    /// The reference finds a conflict where the engine proved that there is none.
    Missed,
    /// The kind is not that of the case.
    Kind,
    /// The engine says that the assumptions contradict each other, yet they hold.
    Assumptions,
    /// The reference finds an assertion failing where the engine proved that it holds.
    PrincipleMissed,
    /// A case in which a principle is said to fail does not stand up.
    PrincipleUnsound,
    /// One of the two panicked.
    Panic,
}

/// A disagreement with what shows it.
#[derive(Clone, Debug)]
pub(crate) struct Disagreement {
    pub(crate) fault: Fault,
    /// The norms or the principle at issue, by name.
    pub(crate) about: String,
    pub(crate) detail: String,
    pub(crate) situation: Option<Situation>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} [{}] {}", self.fault, self.about, self.detail)
    }
}

/// What was counted on the way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) sets: usize,
    pub(crate) situations: usize,
    pub(crate) possible: usize,
    /// Conflicts that the engine reports, by kind.
    pub(crate) conflicts: BTreeMap<String, usize>,
    /// Pairs and single norms for which the engine proved that there is none.
    pub(crate) proofs: usize,
    /// Conflicts that the reference found in sampled situations.
    pub(crate) confirmed: usize,
    pub(crate) settled: usize,
    /// Sets with a conflict, and those with one of three norms or more.
    pub(crate) with_conflict: usize,
    pub(crate) with_larger_conflict: usize,
    pub(crate) failures: usize,
    pub(crate) principles: usize,
    /// Questions that the engine did not answer, by reason.
    pub(crate) unknown: BTreeMap<String, usize>,
    /// Questions that the reference did not answer, by reason.
    pub(crate) unsupported: BTreeMap<String, usize>,
}

impl Counts {
    /// Adds what another part of the run has counted.
    pub(crate) fn add(&mut self, more: Counts) {
        self.sets += more.sets;
        self.situations += more.situations;
        self.possible += more.possible;
        self.proofs += more.proofs;
        self.confirmed += more.confirmed;
        self.settled += more.settled;
        self.with_conflict += more.with_conflict;
        self.with_larger_conflict += more.with_larger_conflict;
        self.failures += more.failures;
        self.principles += more.principles;
        add_up(&mut self.conflicts, more.conflicts);
        add_up(&mut self.unknown, more.unknown);
        add_up(&mut self.unsupported, more.unsupported);
    }
}

/// Larger sets are not asked about: they take most of the time, and the reference finds sets of three at the most.
/// `COMITY_PROPERTY_LARGEST` says otherwise.
static LARGEST: LazyLock<usize> = LazyLock::new(|| super::number("COMITY_PROPERTY_LARGEST", 4));

type Answers = BTreeMap<Vec<NormId>, Result<Option<Conflict>, Limit>>;

/// Everything in which engine and reference disagree about a model, over so many random situations.
pub(crate) fn compare(
    model: &Model,
    random: &mut Random,
    situations: usize,
    counts: &mut Counts,
) -> Vec<Disagreement> {
    let calm = AssertUnwindSafe(|| compared(model, random, situations, counts));
    catch_unwind(calm).unwrap_or_else(|_| {
        let detail = "see the message above".to_owned();
        vec![Disagreement { fault: Fault::Panic, about: String::new(), detail, situation: None }]
    })
}

fn compared(
    model: &Model,
    random: &mut Random,
    situations: usize,
    counts: &mut Counts,
) -> Vec<Disagreement> {
    let theory = Theory::new(model, &Selection::default());
    let mut found = Vec::new();
    let contradictory = match theory.contradictory_assumptions() {
        Ok(core) => !core.is_empty(),
        Err(limit) => {
            note(&mut counts.unknown, &limit);
            false
        }
    };
    let mut answers = Answers::new();
    let mut principles = BTreeMap::new();
    if !contradictory {
        answers = ask(&theory, counts, &mut found);
        let conflicts = || answers.iter().filter(|(_, it)| matches!(it, Ok(Some(_))));
        counts.with_conflict += usize::from(conflicts().next().is_some());
        counts.with_larger_conflict += usize::from(conflicts().any(|(norms, _)| norms.len() > 2));
        principles = ask_principles(&theory, counts, &mut found);
    }
    for _ in 0..situations {
        let situation = situations::situation(model, random);
        counts.situations += 1;
        let world = world(&theory, &situation);
        match world.is_possible() {
            Ok(true) => counts.possible += 1,
            Ok(false) => continue,
            Err(reason) => {
                note(&mut counts.unsupported, &reason);
                continue;
            }
        }
        if contradictory {
            found.push(Disagreement {
                fault: Fault::Assumptions,
                about: String::new(),
                detail: "the assumptions hold in a situation".into(),
                situation: Some(situation.clone()),
            });
            continue;
        }
        found.extend(missed(&theory, &situation, &answers, counts));
        found.extend(missed_failures(&theory, &situation, &principles, counts));
    }
    found
}

/// The situation under all norms.
pub(crate) fn world<'w>(theory: &'w Theory<'_>, situation: &'w Situation) -> World<'w> {
    let norms = theory.norms().collect();
    let largest = theory.largest_defeat(&norms, situation).max(3);
    World::new(theory.model, situation).with_fields(theory).with_largest_clash(largest)
}

fn note(counts: &mut BTreeMap<String, usize>, reason: &impl ToString) {
    *counts.entry(reason.to_string()).or_default() += 1;
}

fn names(model: &Model, norms: &[NormId]) -> String {
    let names: Vec<_> = norms.iter().map(|norm| &*model.norms[*norm].name).collect();
    names.join(", ")
}

fn ask(theory: &Theory<'_>, counts: &mut Counts, found: &mut Vec<Disagreement>) -> Answers {
    let mut answers = Answers::new();
    let model = theory.model;
    let (candidates, too_many) = theory.candidates();
    too_many.iter().for_each(|(_, limit)| note(&mut counts.unknown, limit));
    for norms in theory.norms().flat_map(|it| theory.sets_over_a_choice(it).unwrap_or_default()) {
        if norms.len() > *LARGEST {
            continue;
        }
        let answer = theory.conflict_over_a_choice(&norms).map(Some);
        match &answer {
            Ok(conflict) => {
                let conflict = conflict.as_ref().expect("that is what was asked for");
                note(&mut counts.conflicts, &conflict.kind.word());
                found.extend(wrong_kind(theory, conflict, counts));
            }
            Err(limit) => note(&mut counts.unknown, limit),
        }
        answers.insert(norms, answer);
    }
    for mut norms in candidates {
        norms.sort();
        if answers.contains_key(&norms) || holds_conflict(&norms, &answers) {
            continue;
        }
        if norms.len() > *LARGEST {
            note(&mut counts.unknown, &"too large to be asked about in every run");
            continue;
        }
        let answer = theory.examine(&norms);
        match &answer {
            Ok(examined) => {
                counts.settled += usize::from(examined.settled.is_some());
                match &examined.conflict {
                    Some(conflict) => {
                        note(&mut counts.conflicts, &conflict.kind.word());
                        found.extend(wrong_kind(theory, conflict, counts));
                    }
                    None => counts.proofs += 1,
                }
            }
            Err(limit @ Limit::Replay) => {
                note(&mut counts.unknown, limit);
                found.push(Disagreement {
                    fault: Fault::Unsound,
                    about: names(model, &norms),
                    detail: limit.to_string(),
                    situation: None,
                });
            }
            Err(limit) => note(&mut counts.unknown, limit),
        }
        answers.insert(norms, answer.map(|examined| examined.conflict));
    }
    answers
}

/// Whether norms that are in conflict are among three or more: such a set is not asked about.
fn holds_conflict(norms: &[NormId], answers: &Answers) -> bool {
    let part = |set: &Vec<NormId>| set.len() < norms.len() && is_part(set, norms);
    norms.len() > 2 && answers.iter().any(|(set, it)| matches!(it, Ok(Some(_))) && part(set))
}

/// Whether the first, in order, stand in the second.
fn is_part(part: &[NormId], whole: &[NormId]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|norm| rest.any(|it| it == norm))
}

/// The kind that the reference gives to the case of a conflict, if it is another.
fn wrong_kind(
    theory: &Theory<'_>,
    conflict: &Conflict,
    counts: &mut Counts,
) -> Option<Disagreement> {
    if conflict.kind == Kind::Breach {
        return None; // a law and a norm on its maker, not two that clash
    }
    let case = theory.filled(&conflict.witness.whole);
    let world = world(theory, &case);
    let members = members(theory.model, conflict, &world)?;
    let kind = match world.verdict(&members) {
        Ok(kind) => kind,
        Err(reason) => {
            note(&mut counts.unsupported, &reason);
            return None;
        }
    };
    let same = Kind::from(kind) == conflict.kind;
    // That a conflict hangs on times is shown by another case: the reference tries few other times itself.
    let untried = matches!(kind, ReferenceKind::Strict | ReferenceKind::Incompatible);
    let shown = conflict
        .eased
        .as_ref()
        .filter(|_| untried)
        .is_some_and(|other| world.ends_in(&members, &theory.filled(other)) == Ok(true));
    (!same && !shown).then(|| Disagreement {
        fault: Fault::Kind,
        about: names(theory.model, &conflict.norms),
        detail: format!("{:?}, and the reference says {kind:?}", conflict.kind),
        situation: Some(conflict.witness.whole.clone()),
    })
}

/// The instances of a conflict: a conflict does not say which act of a ban it is about.
fn members(model: &Model, conflict: &Conflict, world: &World<'_>) -> Option<Vec<Instance>> {
    let mut sets: Vec<Vec<Instance>> = vec![Vec::new()];
    for (norm, participants) in conflict.norms.iter().zip(&conflict.witness.members) {
        let acts = model.norms[*norm].acts.len();
        sets = sets
            .into_iter()
            .flat_map(|set| {
                (0..acts).map(move |act| {
                    let participants = participants.clone();
                    [&set[..], &[Instance::of(*norm, participants, act)]].concat()
                })
            })
            .collect();
    }
    let sets: Vec<_> = sets.iter().flat_map(|set| world.choices_of_stretches(set, 100)).collect();
    let clash = sets.iter().find(|set| world.conflict(set) == Ok(true));
    clash.or_else(|| sets.iter().find(|set| world.unfulfillable(set) == Ok(true))).cloned()
}

/// Conflicts of the situation that the engine does not know.
pub(crate) fn missed(
    theory: &Theory<'_>,
    situation: &Situation,
    answers: &Answers,
    counts: &mut Counts,
) -> Vec<Disagreement> {
    let world = world(theory, situation);
    let conflicts = match world.all_conflicts(3) {
        Ok(conflicts) => conflicts,
        Err(reason) => {
            note(&mut counts.unsupported, &reason);
            return Vec::new();
        }
    };
    let mut found: Vec<Disagreement> = Vec::new();
    for conflict in conflicts {
        if world.is_found_today(&conflict) != Ok(true) {
            continue;
        }
        counts.confirmed += 1;
        // Over what they cover norms conflict as well as over what they name.
        let mut norms: Vec<NormId> =
            conflict.iter().map(|it| theory.model.whole(it.norm)).collect();
        norms.sort();
        // Of two norms, one of which stands in the clash several times, it is told as of two.
        let mut each = norms.clone();
        each.dedup();
        if each.len() == 2 {
            norms = each;
        }
        let answer = answers.get(&norms);
        if matches!(answer, Some(Ok(Some(_)) | Err(_)))
            || holds_conflict(&norms, answers)
            || !is_by_own_starts(theory, situation, &conflict)
        {
            continue;
        }
        let about = names(theory.model, &norms);
        if found.iter().all(|known| known.about != about) {
            let name = |it: &Instance| {
                let who = it.participants.iter();
                let who: Vec<_> =
                    who.map(|id| situation.participants[id.0 as usize].name.clone()).collect();
                format!("{}({})#{}", theory.model.norms[it.norm].name, who.join(", "), it.act)
            };
            let detail = conflict.iter().map(name).collect::<Vec<_>>().join(" against ");
            let situation = Some(situation.clone());
            found.push(Disagreement { fault: Fault::Missed, about, detail, situation });
        }
    }
    found
}

/// Whether a conflict stays one if only the acts were done that start a window of one of its norms.
fn is_by_own_starts(theory: &Theory<'_>, situation: &Situation, conflict: &[Instance]) -> bool {
    let all = world(theory, situation);
    let mut own = situation.clone();
    own.acts.retain(|act, _| all.starts_one_of(conflict, act) != Ok(false));
    own.acts == situation.acts || world(theory, &own).conflict(conflict) == Ok(true)
}

type Failing = BTreeMap<PrincipleId, Result<Vec<usize>, Limit>>;

fn ask_principles(
    theory: &Theory<'_>,
    counts: &mut Counts,
    found: &mut Vec<Disagreement>,
) -> Failing {
    let mut answers = Failing::new();
    for id in theory.model.principles.ids() {
        counts.principles += 1;
        let answer = theory.failures(id);
        match &answer {
            Ok(failures) => counts.failures += usize::from(!failures.is_empty()),
            Err(limit @ Limit::Replay) => {
                note(&mut counts.unknown, limit);
                found.push(Disagreement {
                    fault: Fault::PrincipleUnsound,
                    about: theory.model.principles[id].name.to_string(),
                    detail: limit.to_string(),
                    situation: None,
                });
            }
            Err(limit) => note(&mut counts.unknown, limit),
        }
        let answer =
            answer.map(|failures| failures.iter().map(|failure| failure.assertion).collect());
        answers.insert(id, answer);
    }
    answers
}

fn missed_failures(
    theory: &Theory<'_>,
    situation: &Situation,
    answers: &Failing,
    counts: &mut Counts,
) -> Vec<Disagreement> {
    use comity::model::Mode;
    let world = world(theory, situation);
    let mut found = Vec::new();
    for (id, answer) in answers {
        let Ok(known) = answer else { continue };
        let principle = &theory.model.principles[*id];
        for (place, assertion) in principle.assertions.iter().enumerate() {
            let AssertionKind::Expect { mode, .. } = &assertion.kind else { continue };
            let fails = match world.fails(assertion) {
                Ok(fails) => fails,
                Err(reason) => {
                    note(&mut counts.unsupported, &reason);
                    continue;
                }
            };
            // `sometimes` fails iff no situation has it: one that has it shows that it holds.
            let sometimes = *mode == Mode::Sometimes;
            let wrong = if sometimes {
                !fails && known.contains(&place)
            } else {
                fails && !known.contains(&place)
            };
            if wrong {
                found.push(Disagreement {
                    fault: Fault::PrincipleMissed,
                    about: principle.name.to_string(),
                    detail: format!("assertion {place}"),
                    situation: Some(situation.clone()),
                });
            }
        }
    }
    found
}
