//! Sets of three and more: which can be minimal clashes at all.
//!
//! A set is built from its *movers*, the norms whose acts must be (or may be) done. Doings matter to each other only
//! through rules and through windows that hang on acts; movers that nothing of this ties are separate matters, and
//! no smallest clash holds two. Plain bans are *bars*: they only take moments away from a doing. So the search joins
//! movers that are tied, and stops their ways one by one with bars. What is left out can be in no smallest clash.

mod again;
mod apart;
mod bars;
mod beside;
mod cover;
mod doings;
mod losers;
mod order;
mod ties;
mod unhindered;

use super::theory::Theory;
use crate::model::{ActRuleKind, DaySpan, Modal, Model, NormId, Reason, Term};
use std::collections::{BTreeMap, BTreeSet};

use super::Limit;
use super::applies::window::forbids_earlier;
use super::ground::query::Query;
use super::limits::{LARGER_COST, LARGER_SETS, MOVERS};
use ties::Ties;

/// Sets to look at, and norms around which there are too many.
#[derive(Debug, Default)]
pub(super) struct Larger {
    pub(super) sets: BTreeSet<Vec<NormId>>,
    pub(super) too_many: BTreeMap<NormId, Limit>,
    losing: BTreeMap<NormId, BTreeSet<Vec<NormId>>>,
    /// Norms that can stand together in sets that were not looked for.
    unseen: BTreeSet<BTreeSet<NormId>>,
    /// Those of them that could lose such a set.
    losing_unseen: BTreeSet<NormId>,
    /// Two norms of which sets were not looked for in which one of them stands several times.
    unseen_repeats: BTreeSet<[NormId; 2]>,
    /// The sets in which two norms stand several times, by the two.
    repeated: BTreeMap<[NormId; 2], Vec<Vec<NormId>>>,
}

impl Larger {
    /// The sets that a norm could lose: another of the set could prevail over it.
    pub(super) fn losing(&self, norm: NormId) -> &BTreeSet<Vec<NormId>> {
        static NONE: BTreeSet<Vec<NormId>> = BTreeSet::new();
        self.losing.get(&norm).unwrap_or(&NONE)
    }

    /// Whether some set has the norm that it could lose, or not all of its sets were looked for.
    pub(super) fn may_lose(&self, norm: NormId) -> bool {
        self.losing.contains_key(&norm) || self.may_lose_unseen(norm)
    }

    /// Whether the norm could lose a set that was not looked for.
    pub(super) fn may_lose_unseen(&self, norm: NormId) -> bool {
        self.losing_unseen.contains(&norm)
    }

    /// The sets in which these two stand, and no other, one of them several times.
    pub(super) fn repeated(&self, norms: &[NormId]) -> &[Vec<NormId>] {
        let two = <[NormId; 2]>::try_from(norms).ok();
        let found = two.and_then(|[a, b]| self.repeated.get(&[a.min(b), a.max(b)]));
        found.map_or(&[], Vec::as_slice)
    }

    /// Whether these two may stand in a set, one of them several times, that was not looked for.
    pub(super) fn may_repeat_unseen(&self, a: NormId, b: NormId) -> bool {
        a != b && self.unseen_repeats.contains(&[a.min(b), a.max(b)])
    }

    /// Sets whose verdict is one of two norms, and is looked for where these are looked at.
    pub(super) fn is_of_two(&self, model: &Model, set: &[NormId]) -> bool {
        two_of(model, set).is_some()
    }

    fn index(&mut self, query: &Query<'_>) {
        for set in &self.sets {
            if let Some(two) = two_of(query.model, set) {
                self.repeated.entry(two).or_default().push(set.clone());
            }
        }
        for sets in self.repeated.values_mut() {
            sets.sort_by_key(Vec::len); // a small one that conflicts saves the others
        }
        let mut prevails: BTreeMap<(NormId, NormId), bool> = BTreeMap::new();
        let mut over = |other: NormId, norm: NormId| {
            let known = prevails.entry((other, norm));
            *known.or_insert_with(|| other != norm && query.could_defeat(other, norm))
        };
        for set in &self.sets {
            for &norm in set {
                if set.iter().any(|&by| over(by, norm)) && !query.never_loses(norm, set) {
                    self.losing.entry(norm).or_default().insert(set.clone());
                }
            }
        }
        for norms in &self.unseen {
            for &norm in norms {
                if !self.losing_unseen.contains(&norm) && norms.iter().any(|&by| over(by, norm)) {
                    self.losing_unseen.insert(norm);
                }
            }
        }
    }
}

/// The two norms of which a set of more is.
fn two_of(model: &Model, set: &[NormId]) -> Option<[NormId; 2]> {
    let mut norms: Vec<NormId> = set.iter().map(|&norm| model.whole(norm)).collect();
    norms.sort();
    norms.dedup();
    <[NormId; 2]>::try_from(norms).ok().filter(|_| set.len() > 2)
}

/// The search for larger sets.
struct Search<'t, 'm> {
    theory: &'t Theory<'m>,
    query: Query<'t>,
    ties: Ties<'t, 'm>,
    larger: Larger,
    /// Groups of movers that were looked at.
    seen: BTreeSet<Vec<NormId>>,
    /// What the sets around one norm cost to look at, in sets of three.
    cost: usize,
}

impl Theory<'_> {
    /// The sets of three and more that could be minimal clashes.
    pub(super) fn larger_sets(&self) -> Larger {
        let mut search = Search {
            theory: self,
            query: Query::new(self),
            ties: Ties::new(self),
            larger: Larger::default(),
            seen: BTreeSet::new(),
            cost: 0,
        };
        for norm in self.norms() {
            if search.ties.is_tied_to_others(norm) {
                search.leave(norm, &[], Limit::TiedToOthers);
            }
            if search.can_begin(norm) {
                search.grow_from(norm);
            }
        }
        let Search { mut larger, query, .. } = search;
        // Where not all sets are looked at, there is no proof: the small ones may still show a conflict.
        let Larger { sets, too_many, unseen, unseen_repeats, .. } = &mut larger;
        let is_left =
            |set: &Vec<NormId>| set.len() > 4 && set.iter().any(|it| too_many.contains_key(it));
        for set in sets.iter().filter(|set| is_left(set)) {
            // Most of them lie in what some norm touches, in one way or another.
            if !unseen.iter().any(|known| set.iter().all(|norm| known.contains(norm))) {
                unseen.insert(set.iter().copied().collect());
            }
        }
        unseen_repeats.extend(
            sets.iter().filter(|set| is_left(set)).filter_map(|set| two_of(self.model, set)),
        );
        sets.retain(|set| !is_left(set));
        larger.index(&query);
        larger
    }
}

impl Search<'_, '_> {
    /// Two norms suffice for a clash of a norm that has one act, that no window or rule orders, and whose window
    /// several bars cannot cover in turn.
    fn can_begin(&mut self, norm: NormId) -> bool {
        let own = &self.theory.model.norms[norm];
        match own.modal {
            Modal::Must if own.acts.len() > 1 => true,
            Modal::Must => {
                self.ties.is_ordered(norm)
                    || self.has_several_partial_bars(norm)
                    || self.is_kept_from_being_early(norm)
                    || self.has_bars_that_spare_some(norm)
            }
            Modal::May | Modal::MustNot => self.ties.is_ordered(norm),
            _ => false,
        }
    }

    /// Whether another duty that may not be done early takes a part of the window, so that a bar need only take the rest.
    fn is_kept_from_being_early(&self, duty: NormId) -> bool {
        let norms = &self.theory.model.norms;
        let mut touching = self.theory.touching(duty).iter().map(|(norm, _)| *norm);
        touching.any(|other| {
            other != duty
                && norms[other].modal == Modal::Must
                && forbids_earlier(norms[other].window.as_ref())
        })
    }

    /// A bar spares some of those whom the bearer of a duty could choose, where it says so itself only if others stand in the
    /// way of these.
    fn has_bars_that_spare_some(&mut self, duty: NormId) -> bool {
        let alone = self.ties.of(duty).is_empty();
        let mut touching = self.theory.touching(duty).iter().map(|(norm, _)| *norm);
        touching.any(|it| {
            self.theory.is_bar(it)
                && (self.spares_some_to_choose(it, duty)
                    || !alone && self.spares_some_by_conditions(it, duty))
        })
    }

    fn has_several_partial_bars(&self, duty: NormId) -> bool {
        let touching = self.theory.touching(duty).iter().map(|(norm, _)| *norm);
        let is_partial = |norm: &NormId| {
            self.theory.is_bar(*norm)
                && (self.theory.is_partial(*norm) || self.comes_too_late(*norm, duty))
        };
        let partial: BTreeSet<NormId> = touching.filter(is_partial).collect();
        partial.len() > 1
            || partial.iter().any(|&bar| !beside::is_fixed(&self.theory.model.norms[bar]))
    }

    /// Every group of tied movers with the norm in it, the small ones first.
    fn grow_from(&mut self, norm: NormId) {
        let mut groups = vec![vec![norm]];
        let mut looked_at = 0;
        self.cost = 0;
        while let Some(first) = groups.first() {
            if self.breadth(first) > MOVERS || looked_at > LARGER_SETS {
                return self.leave(norm, &groups, Limit::Sets);
            }
            let mut next = Vec::new();
            for group in groups {
                // What joins those who do not harm each other is tied to one of them, and joins that one first.
                if !self.seen.insert(group.clone()) || self.can_act_side_by_side(&group) {
                    continue;
                }
                looked_at += 1;
                let ties = self.tied_to(&group);
                if !self.bar(&group) || self.cost > LARGER_COST {
                    let whole: Vec<NormId> = group.iter().chain(&ties).copied().collect();
                    return self.leave(norm, &[whole], Limit::Sets);
                }
                next.extend(ties.into_iter().map(|other| {
                    let mut larger = [group.as_slice(), &[other]].concat();
                    larger.sort();
                    larger
                }));
            }
            next.sort();
            next.dedup();
            groups = next;
        }
    }

    /// How many movers there are in a group, a ban that stands in it several times counted once.
    fn breadth(&self, group: &[NormId]) -> usize {
        let repeats = group.windows(2).filter(|pair| pair[0] == pair[1]);
        let is_ban = |pair: &&[NormId]| self.theory.model.norms[pair[0]].modal == Modal::MustNot;
        group.len() - repeats.filter(is_ban).count()
    }

    /// Looks for no more sets around a norm, of those that hold these movers: whatever they touch can stand in one.
    fn leave(&mut self, norm: NormId, groups: &[Vec<NormId>], limit: Limit) {
        self.larger.too_many.entry(norm).or_insert(limit);
        let mut unseen = BTreeSet::new();
        let mut open: Vec<NormId> = groups.iter().flatten().copied().chain([norm]).collect();
        while let Some(next) = open.pop() {
            if unseen.insert(next) {
                open.extend(self.theory.touching(next).iter().map(|(other, _)| *other));
            }
        }
        self.larger.unseen.insert(unseen);
        let bars: Vec<NormId> =
            self.theory.touching(norm).iter().map(|(other, _)| *other).collect();
        for other in bars {
            if self.can_stand_twice(norm, other) {
                let (norm, other) = (self.theory.model.whole(norm), self.theory.model.whole(other));
                self.larger.unseen_repeats.insert([norm.min(other), norm.max(other)]);
            }
        }
    }

    /// Whether a clash of a mover and a bar can need the bar more than once: on several acts, or at several times.
    fn can_stand_twice(&self, mover: NormId, bar: NormId) -> bool {
        let norms = &self.theory.model.norms;
        self.theory.is_bar(bar)
            && (norms[mover].acts.len() > 1 && norms[bar].acts.len() > 1
                || self.theory.is_partial(bar) && !beside::is_fixed(&norms[bar]))
    }

    /// The movers that are tied to one of the group and can be in a clash with it. Whom else a ban of the group stands
    /// against is another matter, once it stands against somebody there.
    fn tied_to(&mut self, group: &[NormId]) -> BTreeSet<NormId> {
        let norms = &self.theory.model.norms;
        let is_ban = |norm: &NormId| norms[*norm].modal == Modal::MustNot;
        let bans_alone = group.iter().all(is_ban);
        let mut found = BTreeSet::new();
        for &norm in group {
            for other in self.ties.of(norm).iter().copied() {
                let follows = bans_alone || !is_ban(&norm) || self.ties.by_times(norm, other);
                let is_new = !group.contains(&other) || self.may_stand_again(group, other);
                if follows && is_new && self.can_join(group, other) {
                    found.insert(other);
                }
            }
        }
        found
    }

    /// All can be in force together, none applies only where another is violated, one permission is enough, and no
    /// ban has a say in whether duties force what a `need not` spares.
    fn can_join(&self, group: &[NormId], norm: NormId) -> bool {
        let modal = |norm: NormId| self.theory.model.norms[norm].modal;
        let permits = |norm: NormId| matches!(modal(norm), Modal::May | Modal::NeedNot);
        let spares = |a, b| (modal(a), modal(b)) == (Modal::NeedNot, Modal::MustNot);
        let stays_out = |a, b| (permits(a) && permits(b)) || spares(a, b) || spares(b, a);
        group.iter().all(|&other| {
            self.theory.can_be_in_force_together(norm, other)
                && !stays_out(norm, other)
                && (self.theory.ignores(Reason::ContraryToDuty)
                    || !(self.query.is_remedy_of(norm, other)
                        || self.query.is_remedy_of(other, norm)))
        })
    }
}

fn is_named(term: &Term) -> bool {
    matches!(term, Term::Individual(_))
}

impl Theory<'_> {
    /// Whether a norm only takes moments away from the doings of others.
    fn is_bar(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        matches!(own.modal, Modal::MustNot | Modal::NeedNot)
            && self.acts_it_hangs_on(norm).next().is_none()
    }

    /// Whether a norm may leave some moments of another's window free though it stands against it.
    fn is_partial(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let ends = |days: &DaySpan| days.until.is_some();
        let instrument = &self.model.instruments[own.instrument];
        own.window.is_some()
            || own.in_force.len() > 1
            || own.in_force.iter().any(ends)
            || instrument.parties.iter().any(|party| ends(&party.days))
            || !instrument.reservations.is_empty()
            || self.is_dynamic(&own.when)
            || self.is_dynamic(&own.unless)
            || self.relations_against(norm).any(|it| it.kind.displaces())
    }

    /// Whether the acts of such rules are ordered or kept apart in time.
    fn orders(kind: ActRuleKind) -> bool {
        matches!(kind, ActRuleKind::Ends | ActRuleKind::Needs | ActRuleKind::ExcludesAtOnce)
    }
}
