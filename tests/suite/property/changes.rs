//! Two texts: where the engine says that nothing is news, the reference finds none in any situation.
//!
//! The second text is the first with a piece left out, or the other way round.

use std::collections::{BTreeMap, BTreeSet};

use comity::logic::reference::World;
use comity::logic::{Selection, Sides};
use comity::model::{Joined, Modal, Model, NormId};

use super::generate::generate;
use super::mix::Mix;
use super::random::Random;
use super::set::NormSet;
use super::{number, situations};

/// The parts of the language that may occur, on which engine and reference are known to agree.
const FEATURES: &str = "exceptions,roles,numbers,orders,counts,permissions,recommendations,force,time,parties,alternatives,otherwise";
const SETS: usize = 12;
const SITUATIONS: usize = 12;

/// What was counted on the way.
#[derive(Debug, Default)]
struct Tally {
    pairs: usize,
    news: usize,
    no_news: usize,
    not_asked: usize,
    unknown: BTreeMap<String, usize>,
    unsupported: BTreeMap<String, usize>,
    situations: usize,
}

#[test]
fn what_is_no_news_is_none_in_any_situation() {
    let features = std::env::var("COMITY_CHANGES_FEATURES").unwrap_or_else(|_| FEATURES.to_owned());
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let sets = number("COMITY_CHANGES_SETS", SETS) as u64;
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    for seed in first..first + sets {
        wrong.extend(fault_of(seed, &features, &mut tally));
    }
    println!("{tally:#?}");
    assert!(wrong.is_empty(), "{} pairs disagree\n{}", wrong.len(), wrong.join("\n"));
    assert!(tally.news * 20 > tally.pairs, "hardly any pair has news");
}

/// Pairs on which the two disagreed once.
const MENDED: [u64; 1] = [71300007];

#[test]
fn pairs_that_divided_them_once_do_so_no_more() {
    let again = MENDED.map(|seed| fault_of(seed, FEATURES, &mut Tally::default()));
    let again: Vec<String> = again.into_iter().flatten().collect();
    assert!(again.is_empty(), "{} pairs disagree\n{}", again.len(), again.join("\n"));
}

/// What the two say otherwise of a random set and a smaller one, with both texts.
fn fault_of(seed: u64, features: &str, tally: &mut Tally) -> Option<String> {
    let mut random = Random::new(seed);
    let (set, _) = generate(seed, Mix::of(Some(features)));
    let smaller = smaller(&set, &mut random)?;
    let (whole, part) = (set.model().ok()?, smaller.model().ok()?);
    let texts = if seed.is_multiple_of(2) { (&whole, &part) } else { (&part, &whole) };
    let fault = fault(texts, &mut random, tally)?;
    Some(format!("--- seed {seed}: {fault}\n{}\n--- and\n{}", set.text(), smaller.text()))
}

/// The set with one piece left out of its norms or their instruments.
fn smaller(set: &NormSet, random: &mut Random) -> Option<NormSet> {
    let pieces = (0..).take_while(|&place| set.without(place).is_some()).count();
    let words = set.words.len() + set.items.len();
    set.without(random.below(pieces.saturating_sub(words).max(1)))
}

fn fault((old, new): (&Model, &Model), random: &mut Random, tally: &mut Tally) -> Option<String> {
    let joined = Joined::new(old, new);
    let sides = Sides::new(&joined, &Selection::default());
    if sides.both.contradictory_assumptions() != Ok(Vec::new()) {
        return None;
    }
    tally.pairs += 1;
    let mut quiet: BTreeSet<(NormId, usize)> = BTreeSet::new();
    let affected = sides.affected();
    for (norm, own) in joined.model.norms.iter().filter(|(_, it)| it.modal != Modal::Relation) {
        let acts = if own.modal == Modal::Must { 1 } else { own.acts.len() };
        for act in 0..acts {
            if !affected.contains(&norm) {
                tally.not_asked += 1;
                quiet.insert((norm, act));
                continue;
            }
            match sides.unsaid(norm, act, &[]) {
                Ok(Some(_)) => tally.news += 1,
                Ok(None) => {
                    tally.no_news += 1;
                    quiet.insert((norm, act));
                }
                Err(limit) => *tally.unknown.entry(limit.to_string()).or_default() += 1,
            }
        }
    }
    for _ in 0..SITUATIONS {
        let situation = situations::situation(&joined.model, random);
        let case = joined.for_both(&joined.told_once(&situation));
        let world = World::new(&joined.model, &case);
        if world.is_possible() != Ok(true) {
            continue;
        }
        tally.situations += 1;
        for &(norm, act) in &quiet {
            for instance in world.instances(norm).into_iter().filter(|it| it.act == act) {
                match sides.is_news(&case, &instance) {
                    Ok(false) => {}
                    Ok(true) => {
                        let name = &joined.model.norms[norm].name;
                        let older = joined.is_old(norm);
                        let asked = affected.contains(&norm);
                        let told = situations::told(&joined.model, &case);
                        return Some(format!(
                            "{name} is news (older: {older}, asked: {asked})\n{told}"
                        ));
                    }
                    Err(reason) => {
                        *tally.unsupported.entry(reason.to_string()).or_default() += 1;
                    }
                }
            }
        }
    }
    None
}
