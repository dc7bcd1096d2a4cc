//! Whatever a case shows to be a conflict, a check of the norms tells: of random chains of norms, each conflict that a
//! scenario confirms is found, or left open with its reason.

use std::collections::{BTreeMap, BTreeSet};

use comity::logic::{Limit, ScenarioAnswer, Selection, Theory};
use comity::model::NormId;

use super::chains::{Chain, chain};
use super::metamorphic::{Finding, findings};
use super::random::Random;
use super::set::{NormSet, model_of};
use super::{add_up, number, on_all_processors};

const SETS: usize = 120;
/// In so many sets of a hundred three norms or more conflict in their case, at the least.
const LARGER_OF_A_HUNDRED: usize = 10;

type Names = BTreeSet<String>;

/// What a run has seen.
#[derive(Debug, Default)]
struct Seen {
    sets: usize,
    /// Sets with a smallest conflict in their case of so many norms.
    confirmed: BTreeMap<usize, usize>,
    left_open: usize,
    invalid: BTreeMap<String, usize>,
    untold: Vec<(u64, String)>,
}

#[test]
fn conflicts_that_a_case_confirms_are_told_by_a_check() {
    let first = number("COMITY_PROPERTY_SEED", 1) as u64;
    let sets = number("COMITY_CHAINS_SETS", SETS);
    let mut seen = Seen::default();
    for part in on_all_processors(first, sets as u64, &Seen::look_at) {
        seen.add(part);
    }
    seen.untold.sort();
    let seeds: Vec<u64> = seen.untold.iter().map(|it| it.0).collect();
    let shown: Vec<&str> =
        seen.untold.iter().take(number("COMITY_PROPERTY_SHOW", 3)).map(|it| &*it.1).collect();
    let (all, confirmed, open) = (seen.sets, &seen.confirmed, seen.left_open);
    println!(
        "{all} sets, conflicts by size {confirmed:?}, {open} left open, invalid {:?}",
        seen.invalid
    );
    assert!(seeds.is_empty(), "not told of the sets of {seeds:?}\n{}", shown.join("\n"));
    let larger: usize = seen.confirmed.range(3..).map(|it| it.1).sum();
    assert!(larger * 100 >= sets * LARGER_OF_A_HUNDRED, "{larger} of {sets} conflict by three");
}

impl Seen {
    fn look_at(&mut self, seed: u64) {
        let chain = chain(&mut Random::new(seed));
        let text = chain.set.text();
        if std::env::var("COMITY_PROPERTY_TEXT").is_ok() {
            println!("--- seed {seed}\n{text}{}", chain.scenario);
        }
        let confirmed = match confirmed(&chain.set, &chain.scenario) {
            Ok(confirmed) => confirmed,
            Err(reason) => return *self.invalid.entry(reason).or_default() += 1,
        };
        self.sets += 1;
        let sizes: BTreeSet<usize> = confirmed.iter().map(BTreeSet::len).collect();
        sizes.into_iter().for_each(|size| *self.confirmed.entry(size).or_default() += 1);
        let found =
            if confirmed.is_empty() { Vec::new() } else { findings(&[text], &str::to_owned) };
        for norms in confirmed {
            match told(&found, &norms) {
                Told::Yes => {}
                Told::Open => self.left_open += 1,
                Told::No => {
                    self.untold.push((seed, explained(seed, &chain, &norms)));
                    return;
                }
            }
        }
    }

    fn add(&mut self, other: Seen) {
        self.sets += other.sets;
        self.left_open += other.left_open;
        add_up(&mut self.confirmed, other.confirmed);
        add_up(&mut self.invalid, other.invalid);
        self.untold.extend(other.untold);
    }
}

/// The norms of each conflict of the case that holds no smaller one.
fn confirmed(set: &NormSet, scenario: &str) -> Result<Vec<Names>, String> {
    let model = model_of(&(set.text() + scenario))?;
    let theory = Theory::new(&model, &Selection::default());
    let norms: Vec<NormId> = theory.norms().collect();
    let mut parts: Vec<u32> = (1..1 << norms.len()).collect();
    parts.sort_by_key(|part| (part.count_ones(), *part));
    let mut found: Vec<u32> = Vec::new();
    for part in parts {
        if part.count_ones() < 2 || found.iter().any(|it| part & it == *it) {
            continue;
        }
        let chosen = norms.iter().enumerate().filter(|(place, _)| part >> place & 1 == 1);
        let chosen: Vec<NormId> = chosen.map(|(_, norm)| *norm).collect();
        if in_the_case(&theory, &chosen) == Ok(ScenarioAnswer::Always) {
            found.push(part);
        }
    }
    let name = |place: usize| model.norms[norms[place]].name.to_string();
    let names = |part: &u32| (0..norms.len()).filter(|it| part >> it & 1 == 1).map(name).collect();
    Ok(found.iter().map(names).collect())
}

fn in_the_case(theory: &Theory<'_>, norms: &[NormId]) -> Result<ScenarioAnswer, Limit> {
    let scenario = theory.model.scenarios.ids().next();
    scenario.map_or(Ok(ScenarioAnswer::Impossible), |it| theory.scenario_conflict(it, None, norms))
}

enum Told {
    Yes,
    Open,
    No,
}

/// Whether a finding is about a conflict of these norms or of some of them.
fn told(found: &[Finding], norms: &Names) -> Told {
    let of = |it: &Finding| it.2.iter().cloned().collect::<Names>();
    let is_part = |it: &&Finding| !it.2.is_empty() && of(it).is_subset(norms);
    if found.iter().filter(is_part).any(|it| it.0.starts_with("C2")) {
        return Told::Yes;
    }
    let open = found.iter().filter(|it| it.0 == "unknown").map(of);
    let touched = open.into_iter().any(|it| it.is_subset(norms) || norms.is_subset(&it));
    if touched { Told::Open } else { Told::No }
}

/// The smallest set of which the same goes untold.
fn explained(seed: u64, chain: &Chain, norms: &Names) -> String {
    let untold = |set: &NormSet| {
        let found = confirmed(set, &chain.scenario).unwrap_or_default();
        let told_of = |norms: &Names| told(&findings(&[set.text()], &str::to_owned), norms);
        found.iter().find(|it| matches!(told_of(it), Told::No)).cloned()
    };
    let small = chain.set.shrunk(&|set| untold(set).is_some());
    let norms = untold(&small).unwrap_or_else(|| norms.clone());
    format!("--- seed {seed}: {norms:?}\n{}{}", small.text(), chain.scenario)
}
