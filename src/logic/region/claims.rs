//! Claims: what must be so, each about one matter, in a form that is compared in nanoseconds.

use crate::model::{IndividualId, Model, SortId};

/// A matter about participants who stand in certain slots of an act. Equal keys are the same matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key(u128);

/// What a key is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    /// Whether a fact holds.
    Fact,
    /// Whether an event happens.
    Event,
    /// Which choice an attribute has.
    Choice,
    /// Which number, length or day.
    Number,
    /// Which individual is the value.
    Value,
    /// Who stands in the slot.
    Identity,
    /// Whether who stands in the slot is of a sort.
    Sort,
}

/// Where a participant stands: the bearer, an argument of the act, or a named individual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(u32);

/// Slots of arguments; what stands further back is left out.
const ARGUMENTS: usize = 30;
/// Slots of one key; a matter with more is left out.
const SLOTS: usize = 3;
const SLOT_BITS: u32 = 26;

impl Slot {
    /// Whoever bears the norm.
    pub(super) const BEARER: Slot = Slot(1);

    pub(super) fn argument(place: usize) -> Option<Slot> {
        (place < ARGUMENTS).then_some(Slot(2 + place as u32))
    }

    pub(super) fn individual(id: IndividualId) -> Option<Slot> {
        let slot = id.0.checked_add(2 + ARGUMENTS as u32)?;
        (slot < 1 << SLOT_BITS).then_some(Slot(slot))
    }
}

impl Key {
    pub(super) fn new(matter: Matter, id: u32, slots: &[Slot]) -> Option<Key> {
        if slots.len() > SLOTS {
            return None;
        }
        let all = slots.iter().fold(0u128, |all, slot| all << SLOT_BITS | u128::from(slot.0));
        Some(Key((matter as u128) << 120 | u128::from(id) << 80 | all))
    }

    fn is_sort(self) -> bool {
        self.0 >> 120 == Matter::Sort as u128
    }

    fn sort(self) -> SortId {
        SortId((self.0 >> 80) as u32)
    }

    fn slots(self) -> u128 {
        self.0 & ((1 << 80) - 1)
    }
}

/// Values that are left: some of at most 64 choices (yes is the second of two), or all from one number to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    Choices(u64),
    Range(i64, i64),
}

impl Values {
    pub(super) const NO: Values = Values::Choices(1);
    pub(super) const YES: Values = Values::Choices(2);

    pub(super) fn truth(holds: bool) -> Values {
        if holds { Values::YES } else { Values::NO }
    }

    /// What both leave; `None` where that is nothing.
    fn meet(self, other: Values) -> Option<Values> {
        match (self, other) {
            (Values::Choices(a), Values::Choices(b)) => {
                (a & b != 0).then_some(Values::Choices(a & b))
            }
            (Values::Range(a, b), Values::Range(c, d)) => {
                let (low, high) = (a.max(c), b.min(d));
                (low <= high).then_some(Values::Range(low, high))
            }
            _ => Some(self), // one key has one form; anything is right here that is no less than both
        }
    }

    /// No less than what either leaves.
    fn join(self, other: Values) -> Option<Values> {
        match (self, other) {
            (Values::Choices(a), Values::Choices(b)) => Some(Values::Choices(a | b)),
            (Values::Range(a, b), Values::Range(c, d)) => Some(Values::Range(a.min(c), b.max(d))),
            _ => None,
        }
    }
}

/// What must be so where something holds; `Never` where it cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claims {
    Never,
    /// Sorted, each key once.
    All(Vec<(Key, Values)>),
}

impl Claims {
    /// Nothing is known.
    pub(super) const NONE: Claims = Claims::All(Vec::new());

    pub(super) fn one(key: Option<Key>, values: Values) -> Claims {
        match (key, values) {
            (None, _) => Claims::NONE,
            (_, Values::Choices(0)) => Claims::Never,
            (_, Values::Range(low, high)) if low > high => Claims::Never,
            (Some(key), values) => Claims::All(vec![(key, values)]),
        }
    }

    /// All of them hold.
    pub(super) fn all(parts: impl IntoIterator<Item = Claims>) -> Claims {
        let mut found = Vec::new();
        for part in parts {
            match part {
                Claims::Never => return Claims::Never,
                Claims::All(claims) => found.extend(claims),
            }
        }
        Claims::met(found)
    }

    /// All of these, those of one key in one.
    fn met(mut found: Vec<(Key, Values)>) -> Claims {
        found.sort_by_key(|(key, _)| *key);
        let mut met: Vec<(Key, Values)> = Vec::with_capacity(found.len());
        for (key, values) in found {
            match met.last_mut() {
                Some((last, known)) if *last == key => match known.meet(values) {
                    Some(both) => *known = both,
                    None => return Claims::Never,
                },
                _ => met.push((key, values)),
            }
        }
        Claims::All(met)
    }

    /// One of them holds.
    pub(super) fn any(parts: impl IntoIterator<Item = Claims>) -> Claims {
        let mut left = Claims::Never;
        for part in parts {
            left = match (left, part) {
                (left, Claims::Never) => left,
                (Claims::Never, part) => part,
                (Claims::All(left), Claims::All(part)) => Claims::All(joined(&left, &part)),
            };
            if left == Claims::NONE {
                break;
            }
        }
        left
    }
}

fn joined(a: &[(Key, Values)], b: &[(Key, Values)]) -> Vec<(Key, Values)> {
    let shared = a.iter().filter_map(|&(key, values)| {
        let at = b.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        Some((key, values.join(b[at].1)?))
    });
    shared.collect()
}

impl Claims {
    /// One of these ways must be so: `None` where that says nothing, since one of them claims nothing.
    pub(super) fn ways(parts: impl IntoIterator<Item = Claims>) -> Option<Ways> {
        let possible = parts.into_iter().filter_map(|part| match part {
            Claims::Never => None,
            Claims::All(claims) if claims.is_empty() => Some(None),
            Claims::All(claims) => Some(Some(claims.into_boxed_slice())),
        });
        possible.collect()
    }
}

/// What must be so wherever a norm applies, as far as an act of it tells.
#[derive(Clone, Debug)]
pub(in crate::logic) struct Region {
    never: bool,
    claims: Box<[(Key, Values)]>,
    sorts: Box<[(u128, SortId)]>,
    other_sorts: Box<[(u128, SortId)]>,
    choices: Box<[Ways]>,
}

/// What one of several ways claims, one of which must be so.
pub(super) type Ways = Box<[Box<[(Key, Values)]>]>;

impl Region {
    pub(super) fn of(claims: Claims) -> Region {
        let Claims::All(all) = claims else {
            return Region {
                never: true,
                claims: [].into(),
                sorts: [].into(),
                other_sorts: [].into(),
                choices: [].into(),
            };
        };
        let (sorts, claims): (Vec<_>, Vec<_>) = all.into_iter().partition(|(key, _)| key.is_sort());
        let of = |wanted: Values| {
            let said = sorts.iter().filter(move |(_, values)| *values == wanted);
            said.map(|(key, _)| (key.slots(), key.sort())).collect()
        };
        Region {
            never: false,
            sorts: of(Values::YES),
            other_sorts: of(Values::NO),
            claims: claims.into(),
            choices: [].into(),
        }
    }

    /// Of each of these lists of ways, one must be so, too.
    pub(super) fn and_one_of_each(self, choices: Vec<Ways>) -> Region {
        Region { choices: choices.into_boxed_slice(), ..self }
    }

    /// The claims, sorted by key.
    pub(super) fn claims(&self) -> &[(Key, Values)] {
        &self.claims
    }

    /// The sorts that it asks for, each with where.
    pub(super) fn sorts(&self) -> &[(u128, SortId)] {
        &self.sorts
    }

    /// No situation has both: some matter is left no value that suits the two.
    pub(in crate::logic) fn is_apart(&self, other: &Region, model: &Model) -> bool {
        self.never
            || other.never
            || claims_are_apart(&self.claims, &other.claims)
            || self.has_no_way_into(other)
            || other.has_no_way_into(self)
            || self.sorts_are_apart(other, model)
            || self.denies_sorts_of(other, model)
            || other.denies_sorts_of(self, model)
    }

    /// Some way must be so of which each is apart from what the other claims.
    fn has_no_way_into(&self, other: &Region) -> bool {
        let shut = |way: &[(Key, Values)]| claims_are_apart(way, &other.claims);
        self.choices.iter().any(|ways| ways.iter().all(|way| shut(way)))
    }

    /// Nobody can be of the sorts that the two ask for in one place.
    pub(super) fn sorts_are_apart(&self, other: &Region, model: &Model) -> bool {
        let pairs = self.sorts.iter().flat_map(|own| other.sorts.iter().map(move |it| (own, it)));
        let mut pairs = pairs.filter(|(own, it)| own.0 == it.0 && own.1 != it.1);
        pairs.any(|(own, it)| model.are_disjoint(own.1, it.1))
    }

    fn denies_sorts_of(&self, other: &Region, model: &Model) -> bool {
        self.other_sorts.iter().any(|(slot, denied)| {
            other.sorts.iter().any(|(at, sort)| slot == at && model.is_sub(*sort, *denied))
        })
    }
}

fn claims_are_apart(a: &[(Key, Values)], b: &[(Key, Values)]) -> bool {
    let (mut x, mut y) = (0, 0);
    while let (Some((left, values)), Some((right, others))) = (a.get(x), b.get(y)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => x += 1,
            std::cmp::Ordering::Greater => y += 1,
            std::cmp::Ordering::Equal => {
                if values.meet(*others).is_none() {
                    return true;
                }
                (x, y) = (x + 1, y + 1);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(number: u32, holds: bool) -> Claims {
        Claims::one(Key::new(Matter::Fact, number, &[Slot::BEARER]), Values::truth(holds))
    }

    /// A region in which one of these facts must hold.
    fn one_of(facts: &[u32]) -> Region {
        let ways = Claims::ways(facts.iter().map(|&it| fact(it, true)));
        Region::of(Claims::NONE).and_one_of_each(ways.into_iter().collect())
    }

    fn none_of(facts: &[u32]) -> Region {
        Region::of(Claims::all(facts.iter().map(|&it| fact(it, false))))
    }

    #[test]
    fn a_region_is_shut_out_where_each_of_its_ways_is() {
        assert!(one_of(&[1, 2]).has_no_way_into(&none_of(&[1, 2, 3])));
    }

    #[test]
    fn a_way_that_is_left_lets_it_in() {
        assert!(!one_of(&[1, 2, 3]).has_no_way_into(&none_of(&[1, 3])));
        assert!(!none_of(&[1, 2]).has_no_way_into(&one_of(&[1, 2])));
    }

    #[test]
    fn a_way_that_cannot_be_is_none_and_one_that_claims_nothing_is_open() {
        let never = Claims::all([fact(1, true), fact(1, false)]);
        let ways = Claims::ways([never, fact(2, true)]).expect("one way is left");
        assert_eq!(ways.len(), 1);
        assert_eq!(Claims::ways([fact(1, true), Claims::NONE]), None);
    }
}
