//! Bars: which plain bans stop every way in which a group of movers can act.
//!
//! Each act of each mover is a *way*. A bar that always holds stops a way for good; several that hold at times can
//! cover it together. A bar that stops nothing which another does not stop already is in no smallest clash.

use crate::model::{Act, ActionId, Clause, Day, Join, Modal, Model, Norm, NormId};
use std::collections::BTreeSet;

use super::Search;
use super::cover::Cover;
use super::doings::Doing;
use super::order::closing_actions;
use crate::logic::Limit;
use crate::logic::limits::{LARGER_SETS, SET_SIZE};

/// The ways of one group.
type Ways = u64;

/// A plain ban that stands against the group.
struct Bar {
    norm: NormId,
    ways: Ways,
    /// The ways that each act which it bans stops; an instance of it is about one of them.
    by_act: Vec<Ways>,
    /// The ways that it leaves free at some moments.
    partial: Ways,
    /// It does so only before the day on which it begins.
    begins: bool,
    /// It leaves some of those free whom a duty could choose.
    spares_some: bool,
    /// How many instances catch everybody whom a duty could choose.
    for_everybody: usize,
    /// The doings that it stands against, each with the place of its mover; ways of which that cannot be told.
    against: Vec<(usize, Doing)>,
    untold: usize,
    /// How many instances of it can be needed.
    copies: usize,
    /// The bars that cannot stand beside it.
    apart: Vec<usize>,
}

impl Bar {
    fn is_partial(&self) -> bool {
        self.partial & self.ways != 0
    }

    fn leaves_something(&self) -> bool {
        self.is_partial() || self.spares_some
    }

    /// The one doing of the group that it can stand against, where it forbids that at all times.
    fn always_forbids(&self) -> Option<&(usize, Doing)> {
        match self.against.as_slice() {
            [doing] if !self.leaves_something() && self.untold == 0 => Some(doing),
            _ => None,
        }
    }
}

/// A group of movers with what stands against it.
#[derive(Default)]
struct Group<'g> {
    norms: &'g [NormId],
    /// How many ways there are so far.
    next: u32,
    /// All ways of duties: each must be stopped.
    ways: Ways,
    /// The ways of each permission: to stop one is to take something away from it.
    permitted: Vec<Ways>,
    /// The ways that ties to other movers may stop.
    tied: Ways,
    /// The ways of movers that have several, or whose window hangs on an act.
    free: Ways,
    /// The ways of each mover, by its place.
    of_movers: Vec<Ways>,
    bars: Vec<Bar>,
    /// Some of them may be needed more often than is known.
    unmeasured: bool,
    /// How many partial bars can be needed for a way at most.
    cover: Cover,
    found: BTreeSet<Vec<NormId>>,
    steps: usize,
}

/// How many steps are taken for each set that may be found.
const STEPS: usize = 20;

impl Search<'_, '_> {
    /// Adds the sets of these movers and bars; false where there are too many.
    pub(super) fn bar(&mut self, norms: &[NormId]) -> bool {
        if !norms.iter().all(|&norm| self.stands_against_something(norm, norms)) {
            return true;
        }
        let Some(mut group) = self.group(norms) else { return false };
        if group.bars.is_empty() && !self.can_close(norms, false) {
            return true;
        }
        let whole = group.add(&mut Vec::new(), 0);
        let movers = norms.len();
        let closed = self.can_close(norms, false);
        let larger = std::mem::take(&mut group.found).into_iter();
        let larger: Vec<_> = larger.filter(|set| closed || set.len() > movers).collect();
        self.cost += larger.iter().map(|set| cost(set)).sum::<usize>();
        self.larger.sets.extend(larger);
        if group.unmeasured {
            self.leave(norms[0], &[norms.to_vec()], Limit::Sets);
        }
        whole
    }

    /// A ban forbids something that a member of the group does, or on which the window of one hangs: otherwise it is in no
    /// smallest clash of them.
    fn stands_against_something(&mut self, ban: NormId, norms: &[NormId]) -> bool {
        let model = self.theory.model;
        if !matches!(model.norms[ban].modal, Modal::MustNot | Modal::NeedNot) {
            return true;
        }
        norms.iter().any(|&norm| {
            let does = matches!(model.norms[norm].modal, Modal::Must | Modal::May);
            let done = self.ties.done(norm);
            let mut done = done.iter().flatten().filter(|_| does);
            let bans = |action: ActionId| model.norms[ban].actions().any(|it| it == action);
            let anchors = || self.theory.acts_it_hangs_on(norm);
            done.any(|&action| bans(action))
                || anchors().flat_map(|it| self.theory.done_with(it)).any(bans)
        })
    }

    fn group<'g>(&mut self, norms: &'g [NormId]) -> Option<Group<'g>> {
        let mut group = Group { norms, of_movers: vec![0; norms.len()], ..Group::default() };
        for (place, &norm) in norms.iter().enumerate() {
            if self.theory.model.norms[norm].modal != Modal::MustNot {
                self.add_ways_of(norm, place, &mut group)?;
            }
        }
        for &norm in norms {
            self.add_way_to_freedom(norm, &mut group)?;
        }
        group.leave_clashes_of_two();
        self.keep_apart(&mut group);
        self.measure(&mut group);
        Some(group)
    }

    /// The ways of a mover, each with the bars that stop it.
    fn add_ways_of(&mut self, norm: NormId, place: usize, group: &mut Group<'_>) -> Option<()> {
        let own = &self.theory.model.norms[norm];
        let several = own.modal == Modal::Must && own.acts.len() > 1;
        let free = several || self.theory.acts_it_hangs_on(norm).next().is_some();
        let mut own_ways: Ways = 0;
        for (done, act) in self.ties.done(norm).iter().zip(&own.acts) {
            let bit = group.next_way()?;
            own_ways |= bit;
            // A way on which the duty's own window hangs may be too late by itself.
            let hangs_on_it = several && self.theory.hangs_on(norm, done);
            if hangs_on_it || self.closes_with(norm, done) || self.is_tied(norm, done, group.norms)
            {
                group.tied |= bit;
            }
            if free {
                group.free |= bit;
            }
            let told = own.modal == Modal::Must || self.covers_one_act(own);
            let doings = told.then(|| self.theory.doings_with(norm, act)).flatten();
            self.bars_of(norm, done, bit, group);
            group.note_doings(bit, place, doings.as_deref(), self.theory.model);
        }
        group.of_movers[place] = own_ways;
        match own.modal {
            Modal::May => group.permitted.push(own_ways),
            _ => group.ways |= own_ways,
        }
        Some(())
    }

    /// Whether what a mover does is tied to another of the group, or to itself where it stands there several times.
    fn is_tied(&mut self, norm: NormId, done: &BTreeSet<ActionId>, norms: &[NormId]) -> bool {
        let again = norms.iter().filter(|&&it| it == norm).count() > 1;
        norms.iter().filter(|&&other| other != norm || again).any(|&other| {
            self.ties.reaches(norm, done, other) || self.ties.keeps_from_freedom(norm, other)
        })
    }

    /// What would free from a mover need not be done: it may be stopped, and that may matter.
    fn add_way_to_freedom(&mut self, norm: NormId, group: &mut Group<'_>) -> Option<()> {
        let freed = self.theory.frees_from(norm);
        if !freed.is_empty() {
            let bit = group.next_way()?;
            group.free |= bit;
            self.bars_of(norm, &freed, bit, group);
            group.note_doings(bit, 0, None, self.theory.model);
        }
        Some(())
    }

    fn keep_apart(&self, group: &mut Group<'_>) {
        let bars: Vec<NormId> = group.bars.iter().map(|bar| bar.norm).collect();
        for (place, bar) in group.bars.iter_mut().enumerate() {
            let stands_alone = self.theory.model.norms[bar.norm].modal == Modal::NeedNot;
            let apart = bars.iter().enumerate().filter(|(other, norm)| {
                (*other != place || stands_alone) && !self.can_join(&[bar.norm], **norm)
            });
            bar.apart = apart.map(|(other, _)| other).collect();
        }
    }

    /// How many bars, and how many instances of each, can be needed at most.
    fn measure(&mut self, group: &mut Group<'_>) {
        let norms = &self.theory.model.norms;
        let movers = group.norms.iter().map(|&norm| &norms[norm]);
        let windows: Vec<&Norm> = movers.filter(|own| own.modal != Modal::MustNot).collect();
        let bars: Vec<NormId> = group.bars.iter().map(|bar| bar.norm).collect();
        let partial = group.bars.iter().filter(|bar| bar.is_partial()).map(|bar| bar.norm);
        let partial: Vec<NormId> = partial.collect();
        group.cover = self.cover(&windows, &partial);
        group.unmeasured = self.says_nothing(&windows, &partial, &bars);
        for bar in &mut group.bars {
            let ways = bar.ways.count_ones() as usize;
            bar.copies = ways.min(bar.against.len() + bar.untold);
            if bar.is_partial() && self.can_return(bar.norm) {
                bar.copies *= group.cover.alike;
            }
            bar.copies *= bar.for_everybody;
        }
    }

    /// Whether the window of a norm closes with what is done on its own account.
    fn closes_with(&self, norm: NormId, done: &BTreeSet<ActionId>) -> bool {
        closing_actions(&self.theory.model.norms[norm]).any(|act| done.contains(&act))
    }

    /// Whether a permission covers what it names and nothing else.
    fn covers_one_act(&self, own: &Norm) -> bool {
        let alone = |action: ActionId| self.theory.narrower(action).iter().all(|it| *it == action);
        own.modal == Modal::May && (own.by_aspects || own.actions().all(alone))
    }

    /// The bars of one way.
    fn bars_of(
        &mut self,
        norm: NormId,
        done: &BTreeSet<ActionId>,
        bit: Ways,
        group: &mut Group<'_>,
    ) {
        let touching: BTreeSet<NormId> =
            self.theory.touching(norm).iter().map(|(other, _)| *other).collect();
        for other in touching.into_iter().filter(|&other| self.theory.is_bar(other)) {
            let banned = &self.theory.model.norms[other].acts;
            let stops = |act: &Act| act.action().is_some_and(|it| done.contains(&it));
            if !banned.iter().any(stops) || !self.can_join(group.norms, other) {
                continue;
            }
            let late = self.comes_too_late(other, norm);
            let spares_some = self.spares_some_to_choose(other, norm)
                || group.norms.len() > 1
                    && group.norms.iter().any(|&duty| {
                        self.spares_some_by_conditions(other, duty)
                            || self.spares_some_by_rules(other, duty)
                    });
            let for_everybody = self.needed_for_everybody(other, norm);
            let place = group.bars.iter().position(|bar| bar.norm == other).unwrap_or_else(|| {
                group.bars.push(Bar {
                    norm: other,
                    ways: 0,
                    by_act: vec![0; banned.len()],
                    partial: 0,
                    begins: !self.theory.is_partial(other),
                    spares_some,
                    for_everybody,
                    against: Vec::new(),
                    untold: 0,
                    copies: 1,
                    apart: Vec::new(),
                });
                group.bars.len() - 1
            });
            let bar = &mut group.bars[place];
            bar.ways |= bit;
            bar.partial |= if late || !bar.begins { bit } else { 0 };
            bar.spares_some |= spares_some;
            bar.for_everybody = bar.for_everybody.max(for_everybody);
            for (ways, act) in bar.by_act.iter_mut().zip(banned) {
                *ways |= if stops(act) { bit } else { 0 };
            }
        }
    }

    /// Whether what a norm asks for may be done before the ban came into force: its window may open earlier.
    pub(super) fn comes_too_late(&self, ban: NormId, norm: NormId) -> bool {
        let (ban, norm) = (&self.theory.model.norms[ban], &self.theory.model.norms[norm]);
        let Some(window) = &norm.window else { return false };
        let opens = window.join == Join::And && window.clauses.iter().any(Clause::opens);
        let earlier = |day: Day| {
            !opens || norm.in_force.iter().any(|days| days.from.is_none_or(|own| own < day))
        };
        ban.in_force.iter().filter_map(|days| days.from).any(earlier)
    }
}

impl Group<'_> {
    /// One way more; none where there are too many.
    fn next_way(&mut self) -> Option<Ways> {
        let bit: Ways = 1u64.checked_shl(self.next)?;
        self.next += 1;
        Some(bit)
    }

    /// A bar that always holds suffices by itself against the one way of a mover: in a larger set it stands against others.
    fn leave_clashes_of_two(&mut self) {
        for bar in self.bars.iter_mut().filter(|bar| !bar.spares_some) {
            let kept = self.free | bar.partial;
            bar.ways &= kept;
            bar.by_act.iter_mut().for_each(|ways| *ways &= kept);
            bar.against.retain(|(mover, _)| self.of_movers[*mover] & kept != 0);
        }
        self.bars.retain(|bar| bar.ways != 0);
    }

    /// Notes against which doings of a way its bars stand.
    fn note_doings(&mut self, bit: Ways, place: usize, doings: Option<&[Doing]>, model: &Model) {
        for bar in self.bars.iter_mut().filter(|bar| bar.ways & bit != 0) {
            let Some(doings) = doings else {
                bar.untold += 1;
                continue;
            };
            let banned =
                |doing: &&Doing| model.norms[bar.norm].actions().any(|it| it == doing.action);
            for doing in doings.iter().filter(banned) {
                let against = (place, doing.clone());
                if !bar.against.contains(&against) {
                    bar.against.push(against);
                }
            }
        }
    }

    /// Adds every set that goes on from these bars with bars from a place on; false where there are too many.
    fn add(&mut self, chosen: &mut Vec<usize>, from: usize) -> bool {
        self.steps += 1;
        if self.steps > STEPS * LARGER_SETS {
            return false;
        }
        if self.is_complete(chosen) {
            let bars = chosen.iter().map(|&bar| self.bars[bar].norm);
            let mut set: Vec<NormId> = self.norms.iter().copied().chain(bars).collect();
            set.sort();
            self.found.insert(set);
            if self.found.len() > LARGER_SETS {
                return false;
            }
        }
        let mut whole = true;
        for next in from..self.bars.len() {
            let copies = chosen.iter().filter(|&&bar| bar == next).count();
            if copies >= self.bars[next].copies || !self.adds_something(chosen, next) {
                continue;
            }
            if self.norms.len() + chosen.len() >= SET_SIZE {
                return false;
            }
            chosen.push(next);
            whole &= self.add(chosen, next);
            chosen.pop();
        }
        whole
    }

    /// Every way of a duty, and one of each permission, is stopped by somebody, as far as acts tell.
    fn is_complete(&self, chosen: &[usize]) -> bool {
        let barred = chosen.iter().fold(0, |ways, &bar| ways | self.bars[bar].ways);
        let stopped = barred | self.tied;
        stopped & self.ways == self.ways
            && self.permitted.iter().all(|ways| stopped & ways != 0)
            && self.norms.len() + chosen.len() > 2
            && self.can_stop(chosen, self.ways & !self.tied)
    }

    /// Whether these bars, each with one of its acts, can stop all these ways.
    fn can_stop(&self, chosen: &[usize], ways: Ways) -> bool {
        let Some((&next, rest)) = chosen.split_first() else { return ways == 0 };
        let most = |bar: &usize| {
            self.bars[*bar].by_act.iter().map(|stops| (stops & ways).count_ones()).max()
        };
        if ways.count_ones() > chosen.iter().filter_map(most).sum() {
            return false;
        }
        let mut acts: Vec<Ways> = self.bars[next].by_act.iter().map(|it| it & ways).collect();
        acts.sort_unstable();
        acts.dedup();
        // What stops less than another act is no better.
        let is_best = |own: &&Ways| acts.iter().all(|it| it == *own || it & *own != **own);
        acts.iter().filter(is_best).any(|own| self.can_stop(rest, ways & !own))
    }

    /// With the next one, all that some bar stands against is forbidden at all times by others.
    fn repeats_a_ban(&self, chosen: &[usize], next: usize) -> bool {
        let with: Vec<&Bar> = chosen.iter().chain([&next]).map(|&bar| &self.bars[bar]).collect();
        with.iter().enumerate().any(|(place, bar)| {
            let others = || with.iter().enumerate().filter(|(other, _)| *other != place);
            let forbidden =
                |doing| others().any(|(_, other)| other.always_forbids() == Some(doing));
            bar.untold == 0 && !bar.against.is_empty() && bar.against.iter().all(forbidden)
        })
    }

    /// A further bar is not made superfluous by those chosen, nor makes one of them so.
    fn adds_something(&self, chosen: &[usize], next: usize) -> bool {
        let bar = &self.bars[next];
        if chosen.iter().any(|it| bar.apart.contains(it)) {
            return false;
        }
        // Against the one way of a mover, a bar that always holds suffices by itself.
        if !bar.leaves_something() && bar.ways & self.free == 0 {
            return false;
        }
        let with = || chosen.iter().copied().chain([next]);
        let stops = |bar: &Bar| !bar.leaves_something() && bar.ways.count_ones() == 1;
        let for_good = with().filter(|&it| stops(&self.bars[it]));
        let for_good = for_good.fold(0, |ways: Ways, it| ways | self.bars[it].ways);
        let idle = |it: usize| {
            let bar = &self.bars[it];
            bar.ways & !for_good == 0 && !stops(bar)
                || stops(bar)
                    && with()
                        .filter(|&other| {
                            self.bars[other].ways == bar.ways && stops(&self.bars[other])
                        })
                        .count()
                        > 1
        };
        if with().any(idle) || self.repeats_a_ban(chosen, next) {
            return false;
        }
        let alone = |way: Ways| {
            with().filter(|&it| self.bars[it].is_partial() && self.bars[it].ways == way).count()
        };
        // Of those that only begin on some day, the first suffices for each way.
        let begun = with().filter(|&it| self.bars[it].begins && self.bars[it].ways == bar.ways);
        if bar.begins && begun.count() > bar.ways.count_ones() as usize && !bar.spares_some {
            return false;
        }
        bar.ways.count_ones() > 1
            || !bar.is_partial()
            || bar.spares_some
            || alone(bar.ways) <= self.cover.different
    }
}

/// What it costs to look at a set, in sets of three. One norm more takes about four times as long; one that stands in it
/// again, of which the order is known, hardly any longer.
fn cost(set: &[NormId]) -> usize {
    let different = set.chunk_by(|a, b| a == b).count();
    let again = set.len() - different;
    4usize.pow(different.max(3) as u32 - 3) * (1 + again)
}
