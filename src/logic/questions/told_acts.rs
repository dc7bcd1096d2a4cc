//! What was done in a scenario, and what that counts as: `at 2026-01-05 x does file(y, with: a)` is also the first filing
//! with anybody, and starts what runs from it.

use std::collections::BTreeMap;

use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Polarity, Query, Told};
use crate::logic::ground::universe::{Instant, Node, OccurrenceKey, Place};
use crate::model::Minute;

/// When an act was done, and the condition under which that counts as another: where it must be so, and where it must not.
struct Way {
    at: Minute,
    surely: Formula,
    perhaps: Formula,
}

impl Query<'_> {
    /// What a scenario tells happened, at the first time that it tells. Of what its acts count as, each happens if one of
    /// them counts as it, and when the first of these was done.
    pub(super) fn what_happened(
        &mut self,
        told: &BTreeMap<OccurrenceKey, Minute>,
        binding: &Binding,
    ) -> Grounded {
        let mut first: BTreeMap<OccurrenceKey, Vec<Way>> = BTreeMap::new();
        for (key, &at) in told {
            let itself = Way { at, surely: Formula::True, perhaps: Formula::True };
            first.entry(key.clone()).or_default().push(itself);
            for (wide, way) in self.ways_of(key, at, binding)? {
                first.entry(wide).or_default().push(way);
            }
        }
        let mut parts = Vec::new();
        for (key, ways) in first {
            parts.push(self.first_of(key.clone(), &ways));
            let mut plain = ways.iter().map(|way| way.surely == Formula::True);
            let (surely, is_plain) = (plain.clone().any(|so| so), plain.all(|so| so));
            let first = ways.iter().map(|way| way.at).min().filter(|_| is_plain);
            self.told.insert(key, Told { surely, first });
        }
        Ok(Formula::all(parts))
    }

    /// What an act counts as beside itself: where that names somebody whom the act does not, it counts towards each who is
    /// there.
    fn ways_of(
        &mut self,
        key: &OccurrenceKey,
        at: Minute,
        binding: &Binding,
    ) -> Result<Vec<(OccurrenceKey, Way)>, Limit> {
        let Some(deed) = Deed::of_key(key) else { return Ok(Vec::new()) };
        let surely = self.widen(&deed, Polarity::Positive)?;
        let perhaps = self.widen(&deed, Polarity::Negative)?;
        let mut ways = Vec::new();
        for ((wide, surely), (_, perhaps)) in surely.into_iter().zip(perhaps) {
            if wide == deed {
                continue;
            }
            for (key, is_one) in self.towards_each(&wide, binding) {
                let (surely, perhaps) = (surely.clone().and(is_one.clone()), perhaps.clone());
                ways.push((key, Way { at, surely, perhaps: perhaps.and(is_one) }));
            }
        }
        Ok(ways)
    }

    /// The occurrences for which a deed stands, and that its participants are of the kinds of the act.
    fn towards_each(&mut self, deed: &Deed, binding: &Binding) -> Vec<(OccurrenceKey, Formula)> {
        let params = &self.model.actions[deed.action].params;
        let mut all = vec![(Vec::new(), Formula::True)];
        for (arg, param) in deed.args.iter().zip(params) {
            let each: Vec<Node> = match arg {
                Some(node) => vec![*node],
                None => {
                    let top = self.model.sorts[param.sort].top;
                    let there = binding.0.iter().flatten().copied().chain(self.named_so_far());
                    there.filter(|&node| self.universe.top(node) == top).collect()
                }
            };
            let mut longer = Vec::new();
            for node in each {
                let is_one = match arg {
                    Some(_) => Formula::True,
                    None => self.universe.is(param.sort, node),
                };
                let with = |(args, so): &(Vec<Node>, Formula)| {
                    ([args.as_slice(), &[node]].concat(), so.clone().and(is_one.clone()))
                };
                longer.extend(all.iter().map(with));
            }
            all = longer;
        }
        let key = |(args, so)| (OccurrenceKey::Act(deed.by, deed.action, args), so);
        all.into_iter().map(key).collect()
    }

    fn first_of(&mut self, key: OccurrenceKey, ways: &[Way]) -> Formula {
        let first = self.when(&key);
        let mut parts = Vec::new();
        let mut some = Vec::new();
        for way in ways {
            let at = Instant::from(Place::ZERO).plus(way.at.0);
            let by_then = self.universe.before(first, at, false);
            let not_before = self.universe.before(at, first, false);
            let happens = self.happens(key.clone());
            parts.push(way.perhaps.clone().implies(happens.and(by_then)));
            some.push(way.surely.clone().and(not_before));
        }
        parts.push(self.happens(key).implies(Formula::any(some)));
        Formula::all(parts)
    }
}
