//! Force: whatever the engine says has no effect has none in any situation, and the cases by which it shows an
//! effect show it to the reference, too.

use std::collections::BTreeMap;

use comity::logic::reference::{Answer, World};
use comity::logic::{Effect, Limit, Sayings, Selection, Theory};
use comity::model::{Cond, Modal, Model, NormId, Situation};

use super::compare::world;
use super::generate::generate;
use super::mix::Mix;
use super::random::Random;
use super::{number, situations};

/// The parts of the language that may occur, on which engine and reference are known to agree.
pub(super) const FEATURES: &str = "exceptions,roles,numbers,some,orders,counts,permissions,recommendations,assumptions,force,time";
const SETS: usize = 60;
const SITUATIONS: usize = 12;

/// What was counted on the way.
#[derive(Debug, Default)]
struct Tally {
    sets: usize,
    asked: BTreeMap<&'static str, usize>,
    idle: BTreeMap<&'static str, usize>,
    unknown: BTreeMap<String, usize>,
    unsupported: BTreeMap<String, usize>,
    situations: usize,
}

/// A question about one norm, with the model in which the part at issue is left out.
struct Question {
    norm: NormId,
    effect: Effect,
    changed: Option<Model>,
}

#[test]
fn what_has_no_force_has_none_in_any_situation() {
    let features = std::env::var("COMITY_FORCE_FEATURES").unwrap_or_else(|_| FEATURES.to_owned());
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let sets = number("COMITY_FORCE_SETS", SETS) as u64;
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    for seed in first..first + sets {
        let (set, _) = generate(seed, Mix::of(Some(&features)));
        let Ok(model) = set.model() else { continue };
        tally.sets += 1;
        if let Some(fault) = faults(&model, &mut Random::new(seed), &mut tally) {
            let again = |set: &super::set::NormSet| {
                let model = set.model().ok();
                model.and_then(|it| faults(&it, &mut Random::new(seed), &mut Tally::default()))
            };
            let kind = fault.split(':').next().unwrap_or_default().to_owned();
            let small = set.shrunk(&|set| again(set).is_some_and(|it| it.starts_with(&kind)));
            let found = again(&small).unwrap_or(fault);
            wrong.push(format!("--- seed {seed}: {found}\n{}", small.text()));
        }
    }
    println!("{tally:#?}");
    assert!(wrong.is_empty(), "{} sets disagree\n{}", wrong.len(), wrong.join("\n"));
}

fn faults(model: &Model, random: &mut Random, tally: &mut Tally) -> Option<String> {
    let theory = Theory::new(model, &Selection::default());
    if theory.contradictory_assumptions().is_ok_and(|core| !core.is_empty()) {
        return None;
    }
    let mut idle = Vec::new();
    for question in questions(model) {
        let name = word(question.effect);
        *tally.asked.entry(name).or_default() += 1;
        match theory.case_of(question.norm, question.effect) {
            Ok(None) => {
                *tally.idle.entry(name).or_default() += 1;
                idle.push(question);
            }
            Ok(Some(witness)) => {
                let case = theory.filled(&witness.situation);
                if let Some(fault) = not_shown(&theory, &question, &case, tally) {
                    return Some(fault);
                }
            }
            Err(limit) => note(&mut tally.unknown, &limit),
        }
    }
    let sayings = Sayings::new(&theory);
    let mut implied = Vec::new();
    for norm in theory.norms() {
        match theory.implied(&sayings, norm) {
            Ok(found) => implied.extend(found),
            Err(limit) => note(&mut tally.unknown, &limit),
        }
    }
    for it in &implied {
        *tally.idle.entry(if it.same { "twin" } else { "implied" }).or_default() += 1;
    }
    for _ in 0..SITUATIONS {
        let situation = situations::situation(model, random);
        let here = world(&theory, &situation);
        if here.is_possible() != Ok(true) {
            continue;
        }
        tally.situations += 1;
        for question in &idle {
            if let Some(fault) = shown_after_all(&theory, question, &situation, tally) {
                return Some(fault);
            }
        }
        for it in &implied {
            for instance in here.instances(it.norm) {
                if answered(here.adds(&instance), tally) == Some(true) {
                    let name = &model.norms[it.norm].name;
                    let told = situations::told(model, &situation);
                    return Some(format!("adds something: {name} beside {:?}\n{told}", it.by));
                }
            }
        }
    }
    None
}

fn questions(model: &Model) -> Vec<Question> {
    let mut all = Vec::new();
    for (norm, own) in model.norms.iter().filter(|(_, own)| own.modal != Modal::Relation) {
        let mut ask = |effect, changed| all.push(Question { norm, effect, changed });
        ask(Effect::Applies, None);
        ask(Effect::IsEffective, None);
        if own.has_exception() {
            ask(
                Effect::ExceptionBites,
                Some(changed(model, norm, &|_| Cond::Any(Vec::new()), false)),
            );
        }
        for place in 0..own.when_parts().len() {
            let joined = own.when_parts().len() > 1;
            let without = move |when: &Cond| match when {
                Cond::All(parts) if joined => Cond::All(left(parts, place)),
                _ => Cond::TRUE,
            };
            ask(Effect::WhenPart(place), Some(changed(model, norm, &without, true)));
        }
        for place in 0..own.unless_parts().len() {
            if own.unless_parts().len() > 1 {
                let without = move |unless: &Cond| match unless {
                    Cond::Any(parts) => Cond::Any(left(parts, place)),
                    _ => Cond::Any(Vec::new()),
                };
                ask(Effect::UnlessPart(place), Some(changed(model, norm, &without, false)));
            }
        }
    }
    all
}

fn left(parts: &[Cond], place: usize) -> Vec<Cond> {
    let mut left = parts.to_vec();
    left.remove(place);
    left
}

fn changed(model: &Model, norm: NormId, change: &dyn Fn(&Cond) -> Cond, when: bool) -> Model {
    let mut model = model.clone();
    let own = &mut model.norms[norm];
    let cond = if when { &mut own.when } else { &mut own.unless };
    *cond = change(cond);
    model
}

/// Whether the norm is in force on the day of the situation.
fn in_force(model: &Model, norm: NormId, situation: &Situation) -> bool {
    let mut days = model.norms[norm].in_force.iter();
    situation.day.is_none_or(|day| days.any(|span| span.contains(day)))
}

/// Whether the reference sees the effect; `None` where it does not answer.
fn effect(
    theory: &Theory<'_>,
    question: &Question,
    situation: &Situation,
    tally: &mut Tally,
) -> Option<bool> {
    let here = world(theory, situation);
    let other = question.changed.as_ref().map(|model| World::new(model, situation));
    let mut unanswered = false;
    for instance in here.instances(question.norm) {
        let seen = match (question.effect, &other) {
            (Effect::Applies, _) => here.applies(&instance),
            (Effect::IsEffective, _) if !in_force(theory.model, question.norm, situation) => {
                Ok(false)
            }
            (Effect::IsEffective, _) => here.effective(&instance),
            (_, Some(other)) => here.asks_the_same(other, &instance).map(|same| !same),
            _ => Ok(false),
        };
        match answered(seen, tally) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unanswered = true,
        }
    }
    (!unanswered).then_some(false)
}

fn not_shown(
    theory: &Theory<'_>,
    question: &Question,
    case: &Situation,
    tally: &mut Tally,
) -> Option<String> {
    (effect(theory, question, case, tally) == Some(false))
        .then(|| told("not shown", theory.model, question, case))
}

fn shown_after_all(
    theory: &Theory<'_>,
    question: &Question,
    case: &Situation,
    tally: &mut Tally,
) -> Option<String> {
    (effect(theory, question, case, tally) == Some(true))
        .then(|| told("shown after all", theory.model, question, case))
}

fn told(fault: &str, model: &Model, question: &Question, case: &Situation) -> String {
    let name = &model.norms[question.norm].name;
    format!("{fault}: {name} {:?}\n{}", question.effect, situations::told(model, case))
}

fn answered(answer: Answer<bool>, tally: &mut Tally) -> Option<bool> {
    answer.map_err(|reason| *tally.unsupported.entry(reason.to_string()).or_default() += 1).ok()
}

fn note(counts: &mut BTreeMap<String, usize>, limit: &Limit) {
    *counts.entry(limit.to_string()).or_default() += 1;
}

fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::Applies => "applies",
        Effect::IsEffective => "is effective",
        Effect::ExceptionBites => "exception bites",
        Effect::WhenPart(_) => "part of when",
        Effect::UnlessPart(_) => "part of unless",
        _ => "another effect",
    }
}
