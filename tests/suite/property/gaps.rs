//! Gaps: where the engine proves that every case of a universe is settled, no situation has one that is not; and on
//! the days on which it says that nothing fills an exception, none bites.

use comity::logic::{Hole, Limit, Selection, Theory};
use comity::model::{Model, ParticipantId, Situation, UniverseId};

use super::compare::world;
use super::generate::generate;
use super::mix::Mix;
use super::random::Random;
use super::set::Norm;
use super::{number, situations};

const FEATURES: &str = "exceptions,roles,orders,counts,permissions,assumptions";
const WITH_HOLES: &str = "exceptions,roles,permissions,status,force,counts";
const SETS: usize = 90;
const SITUATIONS: usize = 25;
const UNIVERSES: &[&str] = &[
    "universe u1 { Data }",
    "universe u2 { Org, Data when private(Data) }",
    "universe u3 { Org when trusted(Org) or war }",
    "universe u4 { Org a, Org b }",
];

#[test]
fn universes_without_a_gap_have_none_in_any_situation() {
    let sets = number("COMITY_GAPS_SETS", SETS) as u64;
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let (mut gaps, mut settled, mut unknown, mut wrong) = (0, 0, 0, Vec::new());
    for seed in first..first + sets {
        let mut random = Random::new(seed);
        let (mut set, _) = generate(seed, Mix::of(Some(FEATURES)));
        set.items.push((*random.pick(UNIVERSES)).to_owned());
        let Ok(model) = set.model() else { continue };
        let theory = Theory::new(&model, &Selection::default());
        if theory.contradictory_assumptions().is_ok_and(|core| !core.is_empty()) {
            continue;
        }
        let universe = model.universes.ids().next().expect("one was added");
        match theory.gap(universe) {
            Ok(Some(_)) => gaps += 1,
            Err(Limit::Replay) => wrong.push(format!("seed {seed}: no case\n{}", set.text())),
            Err(_) => unknown += 1,
            Ok(None) => {
                settled += 1;
                if let Some(case) = open_case(&theory, universe, &mut random) {
                    let told = situations::told(&model, &case);
                    wrong.push(format!("seed {seed}: a case is open\n{}{told}", set.text()));
                }
            }
        }
    }
    println!("{gaps} gaps, {settled} proofs, {unknown} unknown");
    assert!(wrong.is_empty(), "{} sets disagree\n{}", wrong.len(), wrong.join("\n---\n"));
    assert!(sets < 60 || (gaps > 10 && settled > 0), "both answers occur");
}

fn open_case(theory: &Theory<'_>, universe: UniverseId, random: &mut Random) -> Option<Situation> {
    let vars = theory.model.universes[universe].scope.vars.iter().filter(|var| !var.some).count();
    for _ in 0..SITUATIONS {
        let situation = situations::situation(theory.model, random);
        let here = world(theory, &situation);
        if here.is_possible() != Ok(true) {
            continue;
        }
        let people = situation.participants.len() as u32;
        for case in cases(people, vars) {
            if here.is_unsettled(universe, &case) == Ok(true) {
                return Some(situation);
            }
        }
    }
    None
}

pub(super) fn cases(people: u32, vars: usize) -> Vec<Vec<ParticipantId>> {
    (0..vars).fold(vec![Vec::new()], |all: Vec<Vec<ParticipantId>>, _| {
        all.iter()
            .flat_map(|case| {
                (0..people).map(|who| [case.as_slice(), &[ParticipantId(who)]].concat())
            })
            .collect()
    })
}

#[test]
fn no_exception_bites_on_days_on_which_nothing_fills_it() {
    let sets = number("COMITY_GAPS_SETS", SETS) as u64;
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let (mut count, mut wrong) = (0, Vec::new());
    for seed in first..first + sets {
        let mut random = Random::new(seed);
        let (mut set, _) = generate(seed, Mix::of(Some(WITH_HOLES)));
        set.instruments[0].norms.extend(with_exception(&mut random));
        let Ok(model) = set.model() else { continue };
        let theory = Theory::new(&model, &Selection::default());
        let holes: Vec<Hole> =
            theory.norms().filter_map(|norm| theory.holes(norm).ok()).flatten().collect();
        count += holes.len();
        if let Some(told) = bitten(&model, &theory, &holes, &mut random) {
            wrong.push(format!("seed {seed}: {told}\n{}", set.text()));
        }
    }
    println!("{count} holes");
    assert!(wrong.is_empty(), "{} sets disagree\n{}", wrong.len(), wrong.join("\n---\n"));
    assert!(sets < 60 || count >= 6, "holes occur");
}

/// A ban with an exception for what others permit, and one or two who do on some days.
fn with_exception(random: &mut Random) -> Vec<Norm> {
    let mut facts = |norm: &mut Norm| {
        if random.chance(40) {
            norm.when.push((*random.pick(&["war", "private(Data)", "not private(Data)"])).into());
        }
    };
    let norm = |name: &str, sentence: &str| Norm {
        name: name.into(),
        sentence: sentence.into(),
        ..Norm::default()
    };
    let mut ban = norm("ban", "Org must not wipe(Data)");
    ban.unless.push("bearer may wipe(Data)".into());
    facts(&mut ban);
    let mut all = vec![ban];
    for name in ["first", "second"] {
        let mut permission = norm(name, "Org may wipe(Data)");
        facts(&mut permission);
        all.push(permission);
    }
    for norm in &mut all {
        let days = [
            "2026-01-05 until 2026-01-05",
            "2026-01-06 until 2026-01-06",
            "2026-01-05",
            "2026-01-07",
        ];
        norm.force = random.chance(80).then(|| (*random.pick(&days)).to_owned());
    }
    all
}

fn bitten(
    model: &Model,
    theory: &Theory<'_>,
    holes: &[Hole],
    random: &mut Random,
) -> Option<String> {
    for _ in 0..SITUATIONS {
        if holes.is_empty() {
            return None;
        }
        let situation = situations::situation(model, random);
        let here = world(theory, &situation);
        let day = situation.day.expect("random situations have a day");
        if here.is_possible() != Ok(true) {
            continue;
        }
        for hole in holes.iter().filter(|hole| hole.days.contains(day)) {
            for instance in here.instances(hole.norm) {
                if here.bites_today(&instance, hole.part) == Ok(true) {
                    let told = situations::told(model, &situation);
                    return Some(format!(
                        "{} {:?}\n{told}",
                        model.norms[hole.norm].name, hole.days
                    ));
                }
            }
        }
    }
    None
}
