//! Two texts that differ in one rule by which an act counts as another: where the engine says that nothing is news, both
//! say the same of every act in every situation.

use comity::checks::{Settings, Statement};
use comity::driver::{Bundled, Input, Workspace};
use comity::logic::reference::World;
use comity::model::{
    Act, ActionId, Cond, Modal, Model, Scope, Situation, Status, StatusModal, Term, Var, VarId,
};

use super::gaps::cases;
use super::generate::generate;
use super::mix::Mix;
use super::random::Random;
use super::{number, situations};

const FEATURES: &str =
    "exceptions,roles,counts,permissions,recommendations,orders,relations,powers,assumptions,more";
const SETS: usize = 40;
const SITUATIONS: usize = 10;
const MODALS: &[Modal] =
    &[Modal::Must, Modal::MustNot, Modal::May, Modal::NeedNot, Modal::HasPower, Modal::HasNoPower];

#[test]
fn texts_without_news_say_the_same_of_every_act() {
    let sets = number("COMITY_COUNTED_SETS", SETS);
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let (mut news, mut quiet, mut looked_at, mut wrong) = (0, 0, 0, Vec::new());
    for seed in first.. {
        let (set, _) = generate(seed, Mix::of(Some(FEATURES)));
        let mut other = set.clone();
        let Some(rule) = set.items.iter().position(|it| it.contains(" counts as ")) else {
            continue;
        };
        other.items.remove(rule);
        let (Ok(with), Ok(without)) = (set.model(), other.model()) else { continue };
        looked_at += 1;
        if looked_at > sets {
            break;
        }
        let Some(told) = statements(&set.text(), &other.text()) else { continue };
        if !told.is_empty() {
            news += 1;
            continue;
        }
        quiet += 1;
        let mut random = Random::new(seed);
        for _ in 0..SITUATIONS {
            let situation = situations::situation(&with, &mut random);
            if let Some(fault) = otherwise_said(&with, &without, &situation) {
                let told = situations::told(&with, &situation);
                wrong.push(format!("--- seed {seed}: {fault}\n{told}{}", set.text()));
                break;
            }
        }
    }
    println!("{news} pairs with news, {quiet} without");
    assert!(wrong.is_empty(), "{} pairs disagree\n{}", wrong.len(), wrong.join("\n"));
    assert!(news > 5 && quiet > 0, "both occur");
}

/// What is told of the two texts; `None` where something is unknown.
fn statements(older: &str, newer: &str) -> Option<Vec<Statement>> {
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("older.norm", older)]);
    workspace.add_set(vec![Input::text("newer.norm", newer)]);
    let found = workspace.diff(&Settings::default()).answer.ok()?;
    found.unknowns.is_empty().then_some(found.statements)
}

/// An act of which the two models say otherwise in a situation.
fn otherwise_said(a: &Model, b: &Model, situation: &Situation) -> Option<String> {
    let worlds = [World::new(a, situation), World::new(b, situation)];
    if worlds.iter().any(|world| world.is_possible() != Ok(true)) {
        return None;
    }
    let people = situation.participants.len() as u32;
    for action in a.actions.ids() {
        let places = a.actions[action].params.len() + 1;
        for env in cases(people, places) {
            for &modal in MODALS {
                let (scope, said) = sentence(a, action, modal);
                let env: Vec<_> = env.iter().copied().map(Some).collect();
                let said = worlds.each_ref().map(|world| world.is_said(&said, &scope, &env, false));
                if let [Ok(first), Ok(second)] = said
                    && first != second
                {
                    let name = &a.actions[action].name;
                    return Some(format!("{modal:?} {name} {env:?}: {first} and {second}"));
                }
            }
        }
    }
    None
}

/// Somebody's standing to an act, towards anybody.
fn sentence(model: &Model, action: ActionId, modal: Modal) -> (Scope, Status) {
    let span = model.actions[action].span;
    let names = model.actions[action].params.iter().map(|it| it.sort);
    let tops = std::iter::once(model.sorts.ids().next().expect("a kind")).chain(names);
    let var = |sort| Var {
        name: "x".into(),
        sorts: vec![sort],
        any: true,
        some: false,
        omitted: false,
        span,
    };
    let vars: Vec<Var> = tops.map(var).collect();
    let args = (1..vars.len() as u32).map(|place| Term::Var(VarId(place))).collect();
    let said = Status {
        bearers: vec![Term::Var(VarId(0))],
        modal: StatusModal::Is { modal, recommendation: false },
        acts: vec![Act::Do { action, args }],
        window: None,
        when: Cond::TRUE,
        unless: Cond::Any(Vec::new()),
        omitted: Vec::new(),
        span,
    };
    (Scope { vars }, said)
}
