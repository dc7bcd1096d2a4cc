//! Duties beyond their bearer's powers: where the engine says that there are none, the reference finds none in any
//! situation, and each case that is shown stands up.

use std::collections::BTreeMap;

use comity::logic::{Limit, Selection, Theory};
use comity::model::Model;

use super::compare::world;
use super::generate::generate;
use super::mix::Mix;
use super::random::Random;
use super::{number, situations};

const FEATURES: &str = "exceptions,roles,orders,relations,counts,permissions,assumptions,powers,force,time,parties,more";
const SETS: usize = 60;
const SITUATIONS: usize = 20;
const CLOSURES: &[&str] = &[
    "closure Org forbids",
    "closure Org forbids\nclosure Keeper permits",
    "closure Keeper forbids",
];

/// What was counted on the way.
#[derive(Debug, Default)]
struct Seen {
    beyond: usize,
    proofs: usize,
    confirmed: usize,
    unknown: BTreeMap<String, usize>,
}

#[test]
fn a_duty_is_beyond_powers_where_the_reference_says_so() {
    let sets = number("COMITY_BEYOND_SETS", SETS);
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let (mut seen, mut wrong, mut looked_at) = (Seen::default(), Vec::new(), 0);
    for seed in first.. {
        let mut random = Random::new(seed);
        let (mut set, mix) = generate(seed, Mix::of(Some(FEATURES)));
        // Whose powers are conferred must have a duty, and some norm must be about powers.
        let text = set.text();
        if !mix.has("roles") || !text.contains(" power to") || !text.contains(" must ") {
            continue;
        }
        set.items.push((*random.pick(CLOSURES)).to_owned());
        let Ok(model) = set.model() else { continue };
        looked_at += 1;
        if looked_at > sets {
            break;
        }
        for fault in faults(&model, &mut random, &mut seen) {
            wrong.push(format!("--- seed {seed}: {fault}\n{}", set.text()));
        }
    }
    println!("{seen:#?}");
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
    let common = seen.beyond > 5 && seen.proofs > 5 && seen.confirmed > 5;
    assert!(common, "too few duties were looked at: {seen:?}");
}

fn faults(model: &Model, random: &mut Random, seen: &mut Seen) -> Vec<String> {
    let theory = Theory::new(model, &Selection::default());
    if theory.contradictory_assumptions() != Ok(Vec::new()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut proved = Vec::new();
    for norm in theory.norms() {
        match theory.beyond_powers(norm) {
            Ok(Some(_)) => seen.beyond += 1,
            Ok(None) => {
                seen.proofs += 1;
                proved.push(norm);
            }
            Err(limit @ Limit::Replay) => {
                found.push(format!("{}: {limit}", model.norms[norm].name));
            }
            Err(limit) => *seen.unknown.entry(limit.to_string()).or_default() += 1,
        }
    }
    for _ in 0..SITUATIONS {
        let situation = situations::situation(model, random);
        let world = world(&theory, &situation);
        if world.is_possible() != Ok(true) {
            continue;
        }
        for &norm in &proved {
            for instance in world.instances(norm) {
                match world.is_beyond_powers(&instance) {
                    Ok(true) => {
                        let told = situations::told(model, &situation);
                        let name = &model.norms[norm].name;
                        found.push(format!("{name} {:?} is missed\n{told}", instance.participants));
                        return found;
                    }
                    Ok(false) => seen.confirmed += 1,
                    Err(_) => {}
                }
            }
        }
    }
    found
}
