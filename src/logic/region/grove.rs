//! Norms that meet on one act, sorted by the matters that tell most of them apart, so that a norm is held only
//! against those whose region may meet its own.

use rustc_hash::FxHashMap;

use super::claims::{Key, Region, Values};
use crate::model::{Model, SortId};

/// Groups of this size are searched through.
const SMALL: usize = 24;
/// Stretches into which numbers are cut.
const CUTS: usize = 12;
/// A region that lies in more stretches than this is kept beside them.
const SPREAD: usize = 3;

/// Matters by which one group is split, one after the other.
const DEEP: usize = 3;

/// What the regions of a group share: their class, and the sorts that they ask for.
type Kin<'r> = (u8, &'r [(u128, SortId)]);

/// Places of regions in a list: those of one class that ask for the same sorts together, each group sorted for
/// itself.
#[derive(Debug)]
pub(super) struct Grove(Vec<(u32, Node)>);

#[derive(Debug)]
enum Node {
    Few(Vec<u32>),
    Split { key: Key, parts: Parts, rest: Box<Node> },
}

#[derive(Debug)]
enum Parts {
    /// One part for each choice.
    Choices(Vec<(u64, Node)>),
    /// Each part from its number to the next part's.
    Numbers(Vec<(i64, Node)>),
}

impl Grove {
    /// Sorts the regions at these places, those of each class apart.
    pub(super) fn new(
        regions: &[Region],
        places: impl Iterator<Item = u32>,
        class: impl Fn(u32) -> u8,
    ) -> Grove {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let mut known: FxHashMap<Kin<'_>, usize> = FxHashMap::default();
        for place in places {
            let next = groups.len();
            let group =
                *known.entry((class(place), regions[place as usize].sorts())).or_insert(next);
            if group == next {
                groups.push(Vec::new());
            }
            groups[group].push(place);
        }
        let grown =
            groups.into_iter().map(|group| (group[0], grow(regions, group, &mut Vec::new())));
        Grove(grown.collect())
    }

    /// Calls `visit` for every place whose region may meet this one, some of them more than once. Asks of one place
    /// of each class whether its class matters.
    pub(super) fn near(
        &self,
        regions: &[Region],
        region: &Region,
        model: &Model,
        matters: &impl Fn(u32) -> bool,
        visit: &mut impl FnMut(u32),
    ) {
        for (first, node) in &self.0 {
            if matters(*first) && !region.sorts_are_apart(&regions[*first as usize], model) {
                walk(node, region, visit);
            }
        }
    }
}

fn walk(node: &Node, region: &Region, visit: &mut impl FnMut(u32)) {
    match node {
        Node::Few(places) => places.iter().copied().for_each(visit),
        Node::Split { key, parts, rest } => {
            walk(rest, region, visit);
            let known = value_of(region, *key);
            match parts {
                Parts::Choices(parts) => {
                    let may =
                        |bit: &u64| !matches!(known, Some(Values::Choices(own)) if own & bit == 0);
                    for (_, part) in parts.iter().filter(|(bit, _)| may(bit)) {
                        walk(part, region, visit);
                    }
                }
                Parts::Numbers(parts) => {
                    let (low, high) = match known {
                        Some(Values::Range(low, high)) => (low, high),
                        _ => (i64::MIN, i64::MAX),
                    };
                    let first = parts.partition_point(|(from, _)| *from <= low).saturating_sub(1);
                    for (_, part) in parts[first..].iter().take_while(|(from, _)| *from <= high) {
                        walk(part, region, visit);
                    }
                }
            }
        }
    }
}

fn value_of(region: &Region, key: Key) -> Option<Values> {
    let claims = region.claims();
    let at = claims.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    Some(claims[at].1)
}

fn grow(regions: &[Region], places: Vec<u32>, used: &mut Vec<Key>) -> Node {
    if places.len() <= SMALL || used.len() >= DEEP {
        return Node::Few(places);
    }
    let Some(key) = telling(regions, &places, used) else { return Node::Few(places) };
    used.push(key);
    let node = split(regions, places, key, used);
    used.pop();
    node
}

/// The matter on which most regions claim something.
fn telling(regions: &[Region], places: &[u32], used: &[Key]) -> Option<Key> {
    let mut counts: FxHashMap<Key, (usize, Values, bool)> = FxHashMap::default();
    for &place in places {
        for &(key, values) in regions[place as usize].claims() {
            if !used.contains(&key) {
                let (count, first, differ) = counts.entry(key).or_insert((0, values, false));
                *count += 1;
                *differ |= *first != values;
            }
        }
    }
    let telling =
        counts.into_iter().filter(|(_, (count, _, differ))| *differ && count * 4 > places.len());
    telling.map(|(key, (count, ..))| (count, std::cmp::Reverse(key))).max().map(|(_, key)| key.0)
}

fn split(regions: &[Region], places: Vec<u32>, key: Key, used: &mut Vec<Key>) -> Node {
    let mut rest = Vec::new();
    let (mut chosen, mut ranged) = (Vec::new(), Vec::new());
    for place in places {
        match value_of(&regions[place as usize], key) {
            Some(Values::Choices(mask)) if mask.count_ones() as usize <= SPREAD => {
                chosen.push((mask, place))
            }
            Some(Values::Range(low, high)) => ranged.push((low, high, place)),
            _ => rest.push(place),
        }
    }
    let parts = if ranged.is_empty() {
        Parts::Choices(by_choice(regions, &chosen, used))
    } else {
        rest.extend(chosen.drain(..).map(|(_, place)| place));
        Parts::Numbers(by_number(regions, ranged, &mut rest, used))
    };
    Node::Split { key, parts, rest: Box::new(grow(regions, rest, used)) }
}

fn by_choice(regions: &[Region], chosen: &[(u64, u32)], used: &mut Vec<Key>) -> Vec<(u64, Node)> {
    let bits = (0..64).map(|at| 1u64 << at);
    let parts = bits.filter_map(|bit| {
        let own: Vec<u32> =
            chosen.iter().filter(|(mask, _)| mask & bit != 0).map(|(_, place)| *place).collect();
        (!own.is_empty()).then(|| (bit, grow(regions, own, used)))
    });
    parts.collect()
}

fn by_number(
    regions: &[Region],
    mut ranged: Vec<(i64, i64, u32)>,
    rest: &mut Vec<u32>,
    used: &mut Vec<Key>,
) -> Vec<(i64, Node)> {
    ranged.sort();
    let step = ranged.len().div_ceil(CUTS).max(1);
    let mut cuts: Vec<i64> = ranged.iter().step_by(step).map(|(low, ..)| *low).collect();
    cuts.dedup();
    let mut parts: Vec<Vec<u32>> = vec![Vec::new(); cuts.len()];
    for (low, high, place) in ranged {
        let first = cuts.partition_point(|cut| *cut <= low).saturating_sub(1);
        let last = cuts.partition_point(|cut| *cut <= high);
        if last - first > SPREAD {
            rest.push(place);
        } else {
            parts[first..last].iter_mut().for_each(|part| part.push(place));
        }
    }
    cuts.into_iter().zip(parts).map(|(cut, part)| (cut, grow(regions, part, used))).collect()
}
