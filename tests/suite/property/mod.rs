//! The engine and the reference evaluator say the same of random small sets of norms.
//!
//! `COMITY_PROPERTY_SETS` says how many sets are looked at, `COMITY_PROPERTY_SEED` where the seeds begin,
//! `COMITY_PROPERTY_FEATURES` which parts of the language may occur (names of [`mix::FEATURES`]);
//! `COMITY_PROPERTY_ALWAYS` which parts every set has;
//! `COMITY_PROPERTY_TEXT=1` writes each set down before it is looked at.

mod beyond;
mod breaches;
mod cases_told;
mod chains;
mod changes;
mod compare;
mod counted;
mod force;
mod gaps;
mod generate;
mod metamorphic;
mod mix;
mod random;
mod sentences;
mod set;
mod shares;
mod situations;
mod splitting;

use std::collections::BTreeMap;
use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use self::compare::{Counts, Disagreement, compare};
use self::generate::{generate, generate_with};
use self::mix::{Mix, always};
pub(crate) use self::random::Random;
use self::set::NormSet;
use self::shares::Shares;

/// Sets that are looked at on every run. A longer run stands in `.ci/run`.
const SETS: usize = 120;
/// In so many sets everything occurs that makes the test worth its time.
const ENOUGH_FOR_SHARES: u64 = 1_000;
const SITUATIONS: usize = 8;
/// How many smaller sets are tried for one that disagrees.
const SHRINKS: usize = 250;
/// A set that takes longer than this is named; `COMITY_PROPERTY_SLOW` says another number.
const SLOW_MILLISECONDS: usize = 5_000;

fn number(name: &str, usual: usize) -> usize {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A random set of all features, as a text with each norm on a line of its own.
pub(crate) fn random_text(seed: u64) -> String {
    generate(seed, Mix::of(None)).0.text()
}

/// The parts of the language that may occur: all, unless `COMITY_PROPERTY_FEATURES` names some.
fn allowed() -> Mix {
    Mix::of(env::var("COMITY_PROPERTY_FEATURES").ok().as_deref())
}

/// What a run over many sets has seen.
#[derive(Default)]
struct Run {
    counts: Counts,
    shares: Shares,
    invalid: BTreeMap<String, usize>,
    wrong: Vec<(u64, NormSet, Disagreement)>,
}

#[test]
fn engine_and_reference_agree() {
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let sets = number("COMITY_PROPERTY_SETS", SETS) as u64;
    let most = number("COMITY_PROPERTY_SHOW", 3);
    let run = run(allowed(), always(), first, sets);
    println!("{:#?}\n{}", run.counts, run.shares.told());
    println!("invalid: {:#?}", run.invalid);
    let seeds: Vec<u64> = run.wrong.iter().map(|it| it.0).collect();
    println!("seeds {first} to {}: {} sets disagree {seeds:?}", first + sets - 1, seeds.len());
    for (seed, set, one) in run.wrong.iter().take(most) {
        println!("{}", explained(*seed, set, one));
    }
    assert!(seeds.is_empty(), "engine and reference disagree on the sets of {seeds:?}");
    let rare = run.shares.too_rare();
    let all_kinds = allowed() == Mix::of(None) && env::var("COMITY_PROPERTY_ALWAYS").is_err();
    assert!(sets < ENOUGH_FOR_SHARES || !all_kinds || rare.is_empty(), "{rare:?}");
}

/// Sets on which the two disagreed once, by the features that every set had then.
const MENDED: [(&str, &[u64]); 7] = [
    (
        "",
        &[
            1001119, 1036207, 2019427, 3012112, 3022306, 3040881, 3049733, 3114874, 3124378,
            3127259, 5006685, 5037319, 5075667, 7016432, 8025241, 8028662, 8036931, 17603983,
            23006727, 23013648, 23028868, 23032976, 23036981, 32005959, 36000704, 36008546,
            43030524, 60003570, 60006685, 60035165, 60040436, 61000835, 71302906, 80025081,
            110050033, 116003592, 116020202, 116035715, 116043186,
        ],
    ),
    ("fewer,roles,needing", &[40000093, 40000653, 40000944, 40001096]),
    ("owners,chains,time", &[80140474, 80143373, 80143667, 80144960]),
    ("otherwise,open", &[93001740]),
    ("otherwise,owners,chains", &[92003310, 105100899]),
    ("principles,time", &[93000106]),
    ("anchors,time,needs", &[94000533, 94001156, 105101220, 106002623]),
];

#[test]
fn sets_that_divided_them_once_do_so_no_more() {
    let divides = |always, seed| !run(allowed(), always, seed, 1).wrong.is_empty();
    let mended = MENDED.iter().flat_map(|(features, seeds)| {
        let always = Mix::of(Some(features));
        seeds.iter().copied().filter(move |&seed| divides(always, seed))
    });
    let again: Vec<u64> = mended.collect();
    assert!(again.is_empty(), "engine and reference disagree on the sets of {again:?}");
}

/// Looks at the sets of so many seeds. What is found does not depend on the number of processors.
fn run(allowed: Mix, always: Mix, first: u64, sets: u64) -> Run {
    let mut all = Run::default();
    let look = |run: &mut Run, seed| run.look_at(seed, allowed, always);
    for part in on_all_processors(first, sets, &look) {
        all.add(part);
    }
    all.wrong.sort_by_key(|it| it.0);
    all.shares.found(&all.counts);
    all
}

/// Does something for each of so many seeds; each thread gathers what it learns.
fn on_all_processors<T: Default + Send>(
    first: u64,
    seeds: u64,
    work: &(dyn Fn(&mut T, u64) + Sync),
) -> Vec<T> {
    let next = AtomicU64::new(first);
    let share = || {
        let mut gathered = T::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + seeds {
                return gathered;
            }
            work(&mut gathered, seed);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(share)).collect();
        workers.into_iter().map(|it| it.join().expect("no set stops the run")).collect()
    })
}

/// What is wrong with the sets of so many seeds, in their order.
fn each_seed(seeds: u64, wrong: &(dyn Fn(u64) -> Option<String> + Sync)) -> Vec<String> {
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let note = |found: &mut Vec<(u64, String)>, seed: u64| {
        found.extend(wrong(seed).map(|what| (seed, what)));
    };
    let mut found = on_all_processors(first, seeds, &note).concat();
    found.sort();
    found.into_iter().map(|(_, what)| what).collect()
}

impl Run {
    fn look_at(&mut self, seed: u64, allowed: Mix, always: Mix) {
        let (set, _) = generate_with(seed, allowed, always);
        if env::var("COMITY_PROPERTY_TEXT").is_ok() {
            println!("--- seed {seed}\n{}", set.text());
        }
        let model = match set.model() {
            Ok(model) => model,
            Err(reason) => return *self.invalid.entry(reason).or_default() += 1,
        };
        self.counts.sets += 1;
        self.shares.note(&model);
        let started = Instant::now();
        let found = compare(&model, &mut Random::new(seed), SITUATIONS, &mut self.counts);
        let slow = number("COMITY_PROPERTY_SLOW", SLOW_MILLISECONDS);
        if started.elapsed().as_millis() >= slow as u128 {
            println!("seed {seed} took {:?}", started.elapsed());
        }
        if let Some(one) = found.into_iter().next() {
            self.wrong.push((seed, set, one));
        }
    }

    fn add(&mut self, other: Run) {
        self.counts.add(other.counts);
        self.shares.add(other.shares);
        add_up(&mut self.invalid, other.invalid);
        self.wrong.extend(other.wrong);
    }
}

/// Adds counts to counts.
fn add_up<K: Ord>(all: &mut BTreeMap<K, usize>, more: BTreeMap<K, usize>) {
    more.into_iter().for_each(|(what, count)| *all.entry(what).or_default() += count);
}

/// The smallest set that shows the same fault, with a case.
fn explained(seed: u64, set: &NormSet, one: &Disagreement) -> String {
    let again = |set: &NormSet| -> Option<Disagreement> {
        let model = set.model().ok()?;
        let found = compare(&model, &mut Random::new(seed), SITUATIONS, &mut Counts::default());
        found.into_iter().find(|it| it.fault == one.fault)
    };
    let tries = std::cell::Cell::new(0);
    let small = set.shrunk(&|set| {
        tries.set(tries.get() + 1);
        tries.get() <= SHRINKS && again(set).is_some()
    });
    let found = again(&small).unwrap_or_else(|| one.clone());
    let model = small.model().expect("a set that disagrees has a model");
    let case = found.situation.as_ref().map(|it| situations::told(&model, it)).unwrap_or_default();
    format!("--- seed {seed}: {found}\n{}\n{case}\n", small.text())
}
