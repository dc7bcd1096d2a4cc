//! Whether some case has norms clash at all, whoever loses: few of the sets that could be a clash are one.
//!
//! What is dear to ask comes last: a set of which fewer clash wherever all apply is no smallest clash, and most can be
//! respected together.

use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::clash::set::{Reading, Set};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::theory::Theory;
use crate::model::NormId;

/// Of sets as large as this it is asked first whether fewer clash.
const LARGE: usize = 4;
/// Of sets as large as this it is asked for each member whether the others can be respected.
const MANY: usize = 5;
/// Of fewer it is asked where they are no more than these.
const FEW: usize = 4;

impl Theory<'_> {
    /// Whether some situation may have all of these norms clash, whoever loses.
    pub(super) fn can_clash_together(&self, norms: &[NormId]) -> bool {
        self.clash_together(norms).0
    }

    /// As [`Theory::can_clash_together`], with how many literals were visited for it. Asked once for each set: who loses a
    /// clash is a harder question.
    pub(in crate::logic) fn clash_together(&self, norms: &[NormId]) -> (bool, usize) {
        if let Some(known) = self.clashing.get(norms) {
            return known;
        }
        let mut work = 0;
        let answer = self.ask_whether_they_clash(norms, &mut work).unwrap_or(true);
        self.clashing.set(norms, (answer, work));
        (answer, work)
    }

    fn ask_whether_they_clash(&self, norms: &[NormId], work: &mut usize) -> Result<bool, Limit> {
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        let Some(norms) = &self.in_linking_order(norms, &touch) else { return Ok(false) };
        let fewer = self.fewer_that_clash(norms);
        for acts in self.act_choices(norms) {
            let set = Set::new(self, norms, acts);
            for reading in set.readings() {
                if set.recurs() {
                    return Ok(true);
                }
                if set.may_clash(reading, &fewer, work)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The places, in a large set, of fewer norms that could clash by themselves, the smallest first.
    fn fewer_that_clash(&self, norms: &[NormId]) -> Vec<Vec<usize>> {
        if norms.len() < LARGE || self.leaves_the_choice(norms) {
            return Vec::new();
        }
        let mut known: BTreeSet<Vec<NormId>> = BTreeSet::new();
        let mut found = Vec::new();
        for size in 2..norms.len().min(FEW + 1) {
            for places in combinations(norms.len(), size) {
                let mut set: Vec<NormId> = places.iter().map(|&place| norms[place]).collect();
                set.sort();
                let could = match set[..] {
                    [a, b] => {
                        a != b && self.are_touching(a, b) && Query::new(self).can_oppose(a, b)
                    }
                    _ => self.larger().sets.contains(&set),
                };
                if could && (known.contains(&set) || self.can_clash_together(&set)) {
                    known.insert(set);
                    found.push(places);
                }
            }
        }
        found
    }
}

impl Set<'_, '_> {
    /// Whether some case may have a large set clash where windows do not include their ends; of others that is not asked here.
    pub(in crate::logic) fn may_clash_without_slack(&self) -> bool {
        let fewer = self.theory.fewer_that_clash(self.norms);
        self.norms.len() < LARGE || self.may_clash(Reading::Tight, &fewer, &mut 0) != Ok(false)
    }

    /// Whether some case may have the set clash. `fewer`: the places of members that could clash by themselves.
    fn may_clash(
        &self,
        reading: Reading,
        fewer: &[Vec<usize>],
        work: &mut usize,
    ) -> Result<bool, Limit> {
        let mut can = |goal: &mut dyn FnMut(&mut Query<'_>, &[&Instance]) -> Grounded| {
            let found = self.find(reading, goal).map(|found| found.is_some());
            *work = work.saturating_add(self.work.get());
            found
        };
        if !fewer.is_empty() && can(&mut |query, set| query.no_fewer_clash(set, fewer)) == Ok(false)
        {
            return Ok(false);
        }
        // Most can be respected together: whether fewer can be, too, is asked of the others. Where there is a choice, whoever
        // is chosen is told by all that is asked.
        let mut whole = |query: &mut Query<'_>, set: &[&Instance]| {
            let fewer = query.no_fewer_clash(set, fewer)?;
            Ok(fewer.and(query.cannot_be_respected(set, Polarity::Positive)?))
        };
        let chooses = self.theory.leaves_the_choice(self.norms);
        if !chooses && can(&mut whole) == Ok(false) {
            return Ok(false);
        }
        // Of many, whether all but one can be respected is asked for each by itself before it is asked for all at once.
        let many = if chooses || self.norms.len() < MANY { 0 } else { self.norms.len() };
        for left_out in 0..many {
            let mut without = |query: &mut Query<'_>, set: &[&Instance]| {
                let mut rest = set.to_vec();
                rest.remove(left_out);
                let rest = query.can_be_respected_at_best(&rest, Polarity::Positive)?;
                Ok(whole(query, set)?.and(rest))
            };
            if can(&mut without) == Ok(false) {
                return Ok(false);
            }
        }
        can(&mut |query, set| {
            let clash = query.clash(set, Polarity::Positive)?;
            Ok(clash.and(query.are_several(set)).and(query.are_in_order(set)?))
        })
    }
}

impl Query<'_> {
    /// All apply, and some behaviour respects these fewer of them, and these.
    fn no_fewer_clash(&mut self, set: &[&Instance], fewer: &[Vec<usize>]) -> Grounded {
        let mut parts = Vec::new();
        if fewer.is_empty() {
            return Ok(Formula::True);
        }
        for it in set {
            parts.push(self.applies_if_open(it, Polarity::Positive)?);
        }
        for places in fewer {
            let these: Vec<&Instance> = places.iter().map(|&place| set[place]).collect();
            parts.push(self.can_be_respected_at_best(&these, Polarity::Positive)?);
        }
        Ok(Formula::all(parts))
    }
}

/// So many of the first numbers, in each way.
fn combinations(of: usize, size: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..size {
        let longer = |it: &Vec<usize>| {
            let it = it.clone();
            (it.last().map_or(0, |last| last + 1)..of).map(move |next| [&it[..], &[next]].concat())
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}
