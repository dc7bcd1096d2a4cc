//! Laws that their makers must not make: engine and reference name the same.

use std::collections::BTreeSet;

use comity::logic::{Kind, Limit, Selection, Theory};
use comity::model::{Model, NormId};

use super::compare::world;
use super::generate::generate;
use super::mix::Mix;
use super::random::Random;
use super::situations;

const FEATURES: &str =
    "exceptions,roles,counts,permissions,recommendations,individuals,parties,force,laws";
const SETS: usize = 120;
const SITUATIONS: usize = 12;

#[derive(Debug, Default)]
struct Seen {
    pairs: usize,
    breaches: usize,
    proofs: usize,
    confirmed: usize,
    unknown: BTreeSet<String>,
}

#[test]
fn breaches_are_those_of_the_reference() {
    let mut seen = Seen::default();
    let mut wrong = Vec::new();
    let sets = super::number("COMITY_BREACH_SETS", SETS);
    let mut looked_at = 0;
    for seed in 1.. {
        let (set, _) = generate(seed, Mix::of(Some(FEATURES)));
        // Most random sets have no law that meets a ban on making law.
        let text = set.text();
        let bans = ["require", "forbid", "permit"].map(|verb| format!("must not {verb} ("));
        if !text.contains("issued by") || !bans.iter().any(|ban| text.contains(ban)) {
            continue;
        }
        let Ok(model) = set.model() else { continue };
        looked_at += 1;
        if looked_at > sets {
            break;
        }
        for fault in faults(&model, &mut Random::new(seed), &mut seen) {
            wrong.push(format!("seed {seed}: {fault}\n{}", set.text()));
        }
    }
    assert!(wrong.is_empty(), "{} faults, the first: {}", wrong.len(), wrong[0]);
    let common = seen.breaches > 0 && seen.proofs > 1 && seen.confirmed > 0;
    assert!(common, "too few laws were looked at: {seen:?}");
}

fn faults(model: &Model, random: &mut Random, seen: &mut Seen) -> Vec<String> {
    let theory = Theory::new(model, &Selection::default());
    if theory.contradictory_assumptions() != Ok(Vec::new()) {
        return Vec::new();
    }
    let name =
        |norms: &[NormId]| norms.iter().map(|it| &*model.norms[*it].name).collect::<Vec<_>>();
    let mut found = Vec::new();
    let mut proved = BTreeSet::new();
    let pairs = theory.candidates().0.into_iter().filter(|set| set.len() == 2);
    for pair in pairs {
        seen.pairs += 1;
        match theory.examine(&pair) {
            Ok(examined) => match examined.conflict {
                Some(conflict) => seen.breaches += usize::from(conflict.kind == Kind::Breach),
                None => {
                    seen.proofs += 1;
                    proved.insert(pair);
                }
            },
            Err(limit @ Limit::Replay) => {
                found.push(format!("{:?}: {limit}", name(&pair)));
            }
            Err(limit) => {
                seen.unknown.insert(limit.to_string());
            }
        }
    }
    let tied: BTreeSet<Vec<NormId>> = theory.candidates().0.into_iter().collect();
    for _ in 0..SITUATIONS {
        let situation = situations::situation(model, random);
        let world = world(&theory, &situation);
        if world.is_possible() != Ok(true) {
            continue;
        }
        let Ok(breaches) = world.all_breaches() else { continue };
        for (ban, law) in breaches {
            seen.confirmed += 1;
            let pair = vec![ban.norm.min(law.norm), ban.norm.max(law.norm)];
            if proved.contains(&pair) || !tied.contains(&pair) {
                found.push(format!("{:?} is missed in {situation:?}", name(&pair)));
            }
        }
    }
    found
}
