//! How many bans the window of a duty can need: one after the other, they may leave no moment of it.

use std::collections::BTreeSet;

use super::beside::is_fixed;
use super::{Search, is_named};
use crate::logic::applies::lengths::fixed_minutes;
use crate::model::{
    ActionId, AttributeType, Clause, Cond, DAY, Join, Length, Modal, Norm, NormId, Term,
};

/// How many bars a window can need.
#[derive(Clone, Copy, Default)]
pub(super) struct Cover {
    /// Of one norm, which begin whenever that is best: the window over the shortest bar, and one. Where it is said how far
    /// events are apart they do not, and it is as of several.
    pub(super) alike: usize,
    /// Of several norms, whose beginnings may be tied. Of those that reach over neither end of the window every second
    /// is apart from the last, so that they fill less than twice the window; two more reach over its ends.
    pub(super) different: usize,
}

/// How many instances of a ban that names somebody else may be needed to catch everybody: that one, too, is caught by
/// another.
pub(super) const FOR_EVERYBODY: usize = 2;

impl Search<'_, '_> {
    /// How many instances of a ban whose window hangs on an act can be needed against the duties of a group: one for each
    /// act that it forbids, and as many as their windows take.
    pub(super) fn needed_against(&mut self, group: &[NormId], ban: NormId) -> usize {
        let model = self.theory.model;
        let mut needed = 0;
        for &duty in group.iter().filter(|&&it| model.norms[it].modal == Modal::Must) {
            let stops = |done: &&BTreeSet<ActionId>| {
                model.norms[ban].actions().any(|it| done.contains(&it))
            };
            if self.bind_two_named_ones(ban, duty) {
                continue;
            }
            let mut copies = self.ties.done(duty).iter().filter(stops).count();
            if self.can_return(ban) {
                copies *= self.cover(&[&model.norms[duty]], &[ban]).alike;
            }
            needed += copies * self.needed_for_everybody(ban, duty);
        }
        needed
    }

    /// Whether two norms name whom they bind, and name two, where no rule makes the acts of the one those of the other.
    fn bind_two_named_ones(&self, a: NormId, b: NormId) -> bool {
        let (a, b) = (&self.theory.model.norms[a], &self.theory.model.norms[b]);
        let tied = |action: ActionId| !self.theory.rules_naming(action).is_empty();
        is_named(&a.bearer) && is_named(&b.bearer) && a.bearer != b.bearer && !b.actions().any(tied)
    }

    /// Whether several instances of a ban on one act may each take moments that the others leave.
    pub(super) fn can_return(&self, ban: NormId) -> bool {
        !is_fixed(&self.theory.model.norms[ban]) && !self.has_nested_windows(ban)
    }

    /// Whether of two instances on one act that apply one forbids whatever the other does: all windows begin with the
    /// norm, or all of them last as long as it does.
    fn has_nested_windows(&self, norm: NormId) -> bool {
        let own = &self.theory.model.norms[norm];
        let Some(window) = &own.window else { return false };
        let until = |clause: &Clause| matches!(clause, Clause::Until(_) | Clause::Before(_));
        let since = |clause: &Clause| matches!(clause, Clause::From(_));
        let instrument = &self.theory.model.instruments[own.instrument];
        (window.clauses.iter().all(until) || window.clauses.iter().all(since))
            && instrument.parties.is_empty()
            && instrument.reservations.is_empty()
            && !self.theory.is_dynamic(&own.when)
            && !self.theory.is_dynamic(&own.unless)
            && !self.theory.relations_against(norm).any(|it| it.kind.displaces())
    }

    /// How many bars a window can need; as many as there are where lengths are open.
    pub(super) fn cover(&self, movers: &[&Norm], partial: &[NormId]) -> Cover {
        let shortest = partial.iter().map(|&bar| self.shortest(&self.theory.model.norms[bar]));
        let shortest = shortest.collect::<Option<Vec<i64>>>().and_then(|it| it.into_iter().min());
        let most = |count: fn(i64, i64) -> i64| {
            let shortest = shortest.filter(|&it| it > 0)?;
            let counts = movers.iter().map(|norm| self.stretches(norm, &|it| count(it, shortest)));
            let counts = counts.collect::<Option<Vec<i64>>>()?;
            usize::try_from(counts.into_iter().max()?).ok()
        };
        let all = || partial.len().max(2);
        let different = most(|window, bar| 2 * ((window + bar - 1) / bar)).unwrap_or_else(all);
        let alike = match self.are_measured(movers, partial) {
            true => different,
            false => most(|window, bar| window / bar + 1).unwrap_or_else(all),
        };
        Cover { alike, different }
    }

    /// Whether bars that return may be needed more often than is known: of a window whose length is open conditions, or
    /// what is assumed, say how long it is.
    pub(super) fn says_nothing(
        &self,
        movers: &[&Norm],
        partial: &[NormId],
        bars: &[NormId],
    ) -> bool {
        let returns = |bar: &NormId| {
            let own = &self.theory.model.norms[*bar];
            !is_fixed(own) && has_two_ends(own)
        };
        let is_open = |norm: &&Norm| has_two_ends(norm) && self.stretches(norm, &|it| it).is_none();
        movers.iter().any(is_open) && partial.iter().any(returns) && self.are_measured(movers, bars)
    }

    /// Whether conditions, or what is assumed, say how long after each other events happen.
    fn are_measured(&self, movers: &[&Norm], bars: &[NormId]) -> bool {
        let model = self.theory.model;
        let bars = bars.iter().map(|&bar| &model.norms[bar]);
        let own = movers.iter().copied().chain(bars).flat_map(|norm| [&norm.when, &norm.unless]);
        let assumed = model.assumptions.values().map(|it| &it.cond);
        own.chain(assumed).flat_map(|cond| model.parts(cond)).any(|part| match part {
            Cond::Distance { .. } | Cond::Before { .. } => true,
            Cond::Compare(it) => match &it.left {
                Term::Attribute { attribute, .. } => matches!(
                    model.attributes[*attribute].ty,
                    AttributeType::Date | AttributeType::Length(_)
                ),
                _ => false,
            },
            _ => false,
        })
    }

    /// How many bars the window of a duty can need, if so many are needed for a length.
    fn stretches(&self, norm: &Norm, count: &dyn Fn(i64) -> i64) -> Option<i64> {
        let window = norm.window.as_ref()?;
        let lengths = window.clauses.iter().map(|clause| self.length(norm, clause, true));
        if window.join == Join::Or {
            let lengths = lengths.collect::<Option<Vec<i64>>>()?;
            return Some(lengths.into_iter().map(count).sum());
        }
        lengths.flatten().min().map(count)
    }

    fn shortest(&self, bar: &Norm) -> Option<i64> {
        match bar.window.as_ref()?.clauses.as_slice() {
            [clause] => self.length(bar, clause, false),
            _ => None,
        }
    }

    /// The minutes of a clause with a fixed length, at the most or at the least.
    fn length(&self, norm: &Norm, clause: &Clause, most: bool) -> Option<i64> {
        let (Clause::Within { length, .. }
        | Clause::Every { length, .. }
        | Clause::For { length, .. }) = clause
        else {
            return None;
        };
        let Length::Fixed { count, unit } = length else { return None };
        let count = i64::from(*count);
        if let Some(minutes) = fixed_minutes(*unit) {
            return Some(count * minutes);
        }
        let calendar = self.theory.model.instruments[norm.instrument].calendar;
        let (least, longest) = self.query.bounds_of(count, *unit, calendar);
        debug_assert!(least <= longest && least % DAY == 0);
        Some(if most { longest } else { least })
    }
}

/// Whether a window begins and ends.
fn has_two_ends(norm: &Norm) -> bool {
    let clauses = || norm.clauses();
    let both = |clause: &Clause| {
        matches!(clause, Clause::Within { .. } | Clause::For { .. } | Clause::Every { .. })
    };
    let endless = |clause: &Clause| {
        matches!(clause, Clause::From(_) | Clause::NoEarlierThan(_) | Clause::AtAllTimes)
    };
    clauses().any(both) || clauses().any(Clause::opens) && !clauses().all(endless)
}
