//! A ban on several acts says what bans on each of them say: such a norm may stand in a clash several times, norms apart stand
//! there once each.

use std::collections::BTreeSet;

use super::generate::generate;
use super::metamorphic::findings;
use super::mix::Mix;
use super::set::{Norm, NormSet};
use super::{each_seed, number};

const SETS: usize = 150;

/// What these sets use: precedence treats a norm as one, so that none of it is among them.
const FEATURES: &str = "exceptions,roles,time,anchors,counts,excludes,alternatives,assumptions,individuals,any,force,others";

/// Codes of sets that cannot be respected together.
const CONFLICTS: &[&str] = &["C201", "C202", "C203", "C204", "C205", "C206"];

/// The names of the norms of each conflict.
type Conflicts = BTreeSet<BTreeSet<String>>;

#[test]
fn bans_on_each_act_conflict_where_a_ban_on_all_does() {
    let wrong = each_seed(number("COMITY_SPLITTING_SETS", SETS) as u64, &|seed| {
        let (whole, _) = generate(seed, Mix::of(Some(FEATURES)));
        let apart = split(&whole)?;
        let (before, after) = (conflicts(&whole)?, conflicts(&apart)?);
        let lost = |from: &Conflicts, to: &Conflicts| {
            from.iter().any(|set| !to.iter().any(|other| other.is_subset(set)))
        };
        (lost(&after, &before) || lost(&before, &after))
            .then(|| format!("seed {seed}: {before:?} became {after:?}\n{}", whole.text()))
    });
    assert!(wrong.is_empty(), "{} sets\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
}

/// Each ban on several acts as one ban for each; nothing where there is none.
fn split(set: &NormSet) -> Option<NormSet> {
    let mut apart = set.clone();
    let mut found = false;
    for instrument in &mut apart.instruments {
        let norms = instrument.norms.iter().flat_map(|norm| {
            let each = bans(norm);
            found |= each.len() > 1;
            each
        });
        instrument.norms = norms.collect();
    }
    (found && set.model().is_ok() && apart.model().is_ok()).then_some(apart)
}

fn bans(norm: &Norm) -> Vec<Norm> {
    let plain =
        (norm.sentence.split_once(" must not ")).filter(|_| !norm.sentence.contains(" to "));
    let Some((bearer, acts)) = plain else { return vec![norm.clone()] };
    let each = acts.split(" or ").enumerate().map(|(place, act)| Norm {
        name: format!("{}_{place}", norm.name),
        sentence: format!("{bearer} must not {act}"),
        ..norm.clone()
    });
    each.collect()
}

/// The conflicts of a set, if every question about it has an answer.
fn conflicts(set: &NormSet) -> Option<Conflicts> {
    let found = findings(&[set.text()], &|name| name.to_owned());
    let whole = |name: &String| {
        let name = name.rsplit('.').next().unwrap_or(name);
        name.split('_').next().unwrap_or(name).to_owned()
    };
    let answered = found.iter().all(|it| it.0 != "unknown");
    let all = found.iter().filter(|it| CONFLICTS.contains(&it.0.as_str()));
    answered.then(|| all.map(|it| it.2.iter().map(whole).collect()).collect())
}
