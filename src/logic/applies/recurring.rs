//! Duties that recur (`every LENGTH`): done once in each stretch of that length inside the window.
//!
//! Each stretch is a duty to be done once. A conflict shows in one stretch of each such duty, unless acts are tied
//! in time, which is said. Which stretch it is, is searched for: whole ranges are asked first, with a start that
//! may lie anywhere between (a weaker question, so that "no case" rules out every stretch of the range).

use crate::logic::theory::{Theory, partners};
use std::cell::Cell;
use std::collections::BTreeSet;

use super::lengths::{Ends, fixed_minutes};
use super::stretches::turns_around;
use super::window::{Edge, Frame, Reached};
use crate::logic::Limit;
use crate::logic::clash::set::Set;
use crate::logic::conflict::Conflict;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, Place, PlaceKind};
use crate::model::{
    ActRuleKind, ActionId, Calendar, Clause, Join, Length, Minute, Modal, Norm, NormId, Occurrence,
    Point,
};

/// How many questions may be asked to find the stretch that matters.
const QUESTIONS: usize = 120;
/// In how many stretches a duty that recurs is looked for where it defeats another, or applies at all.
pub(super) const STRETCHES: u32 = 3;
/// How many lengths that vary may be laid end to end.
const LAID: u32 = 8;
/// How many from a date, where the calendar tells each.
pub(super) const LAID_BY_DATE: u32 = 4_000;

/// Which stretch of a recurring duty is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) enum Turn {
    /// This one; the first is 0.
    Number(u32),
    /// Any that starts where this one does or later, and before that one.
    Between(u32, Option<u32>),
    /// One that would start at this moment.
    At(Place),
}

/// A stretch of a recurring duty.
pub(in crate::logic) struct Stretch {
    pub(in crate::logic) start: Instant,
    pub(in crate::logic) end: Instant,
    /// What it is counted from happens.
    pub(super) if_happens: Formula,
    /// Where it lies, if it is one of a range.
    bounds: Formula,
}

impl Query<'_> {
    /// The stretch that is asked about of a norm.
    pub(super) fn turn_of(&self, norm: &Norm) -> Option<(NormId, Turn)> {
        let is_own = |id: &NormId| std::ptr::eq(&self.model.norms[*id], norm);
        self.turns.iter().find(|(id, _)| is_own(id)).map(|(id, turn)| (*id, *turn))
    }

    /// The stretch that is asked about.
    pub(in crate::logic) fn stretch(
        &mut self,
        length: &Length,
        from: Option<&Point>,
        frame: Frame<'_>,
        binding: &Binding,
    ) -> Result<Stretch, Limit> {
        let (norm, turn) = frame.turn.ok_or(Limit::Recurring)?;
        let Reached { at, if_happens } = match from {
            Some(point) => self.point(point, frame, binding, Edge::Beginning)?,
            None => Reached { at: Place::NOW.into(), if_happens: Formula::True },
        };
        let lay = |query: &mut Self, count| query.laid(at, length, count, frame, binding);
        match turn {
            Turn::Number(count) => {
                let (start, end) = (lay(self, count)?, lay(self, count + 1)?);
                Ok(Stretch { start, end, if_happens, bounds: Formula::True })
            }
            Turn::Between(first, last) => {
                let low = lay(self, first)?;
                let high = last.map(|last| lay(self, last)).transpose()?;
                let start: Instant = self.universe.place(PlaceKind::Turn { norm, from: at }).into();
                let mut bounds = vec![self.universe.before(low, start, false)];
                bounds.extend(high.map(|high| self.universe.before(start, high, true)));
                let end =
                    self.after(start, (length, Ends::Moment), false, frame.calendar, binding)?;
                Ok(Stretch { start, end, if_happens, bounds: Formula::all(bounds) })
            }
            Turn::At(start) => {
                let start = start.into();
                let end =
                    self.after(start, (length, Ends::Moment), false, frame.calendar, binding)?;
                Ok(Stretch { start, end, if_happens, bounds: Formula::True })
            }
        }
    }

    /// What is built for some stretch of each of these that recurs and has no stretch of its own in the question. Where
    /// that it is so must be shown, one of the first stretches will do; where it must be ruled out, any is looked at.
    pub(in crate::logic) fn in_some_turn(
        &mut self,
        members: &[&Instance],
        polarity: Polarity,
        build: &mut dyn FnMut(&mut Self) -> Grounded,
    ) -> Grounded {
        let norms: BTreeSet<NormId> = members.iter().map(|it| it.norm).collect();
        let apart = |it: &NormId| self.theory.recurs(*it) && !self.turns.contains_key(it);
        let others: Vec<NormId> = norms.into_iter().filter(apart).collect();
        if others.is_empty() || self.closed.is_some() {
            return build(self);
        }
        let alone = match others.as_slice() {
            [one] => self.theory.stretches_at_days(*one),
            _ => Vec::new(), // they would be asked about in stretches of one number
        };
        let turns: Vec<Turn> = match polarity {
            Polarity::Positive => turns_around(&alone),
            Polarity::Negative => {
                let first = (0..STRETCHES).chain(alone).collect::<BTreeSet<u32>>();
                first.into_iter().map(Turn::Number).collect()
            }
        };
        let mut ways = Vec::new();
        for turn in turns {
            self.turns.extend(others.iter().map(|&it| (it, turn)));
            let way = build(self);
            self.turns.retain(|norm, _| !others.contains(norm));
            ways.push(way?);
        }
        Ok(Formula::any(ways))
    }

    /// The norm is a duty that recurs, and no stretch of it is asked about: whether it applies at all is.
    pub(super) fn recurs_in_any_stretch(&self, norm: NormId) -> bool {
        self.theory.recurs(norm) && !self.turns.contains_key(&norm)
    }

    /// A duty that recurs opens in some stretch: others may be displaced, or not in force. Where that must be shown, a
    /// stretch may begin at any moment. Where it must be ruled out, one opens for certain if one of the first does, or if
    /// all that would begin within one length do, since one begins there.
    pub(super) fn opens_in_some_stretch(
        &mut self,
        it: &Instance,
        (length, from): (&Length, Option<&Point>),
        polarity: Polarity,
        opens: &mut dyn FnMut(&mut Self, Instant) -> Grounded,
    ) -> Grounded {
        let frame = self.frame(&self.model.norms[it.norm]);
        let first = match from {
            Some(point) => self.point(point, frame, &it.binding, Edge::Beginning)?.at,
            None => Place::NOW.into(),
        };
        let t = self.universe.moment();
        let begun = self.universe.before(first, t.into(), false);
        if polarity == Polarity::Positive {
            let opened = opens(self, t.into())?;
            return eliminate::exists(&mut self.universe, t, begun.and(opened));
        }
        let mut ways = Vec::new();
        for count in 0..STRETCHES {
            let start = self.laid(first, length, count, frame, &it.binding)?;
            let opened = opens(self, start)?;
            if opened == Formula::True {
                return Ok(opened);
            }
            ways.push(opened);
        }
        let start = self.universe.moment();
        let mut within = self.universe.before(t.into(), start.into(), false);
        if let Length::Fixed { count, unit } = length
            && let Some(minutes) = fixed_minutes(*unit)
        {
            let end = Instant::from(t).plus(i64::from(*count) * minutes);
            within = within.and(self.universe.before(start.into(), end, true));
        }
        let opened = opens(self, start.into())?;
        let all = eliminate::forall(&mut self.universe, start, within.implies(opened))?;
        ways.push(eliminate::exists(&mut self.universe, t, begun.and(all))?);
        Ok(Formula::any(ways))
    }

    /// The end of so many lengths, each from where the last ended.
    pub(super) fn laid(
        &mut self,
        from: Instant,
        length: &Length,
        count: u32,
        frame: Frame<'_>,
        binding: &Binding,
    ) -> Result<Instant, Limit> {
        if let Length::Fixed { count: own, unit } = length {
            if let Some(minutes) = fixed_minutes(*unit) {
                return Ok(from.plus(i64::from(count) * i64::from(*own) * minutes));
            }
            if from.place == Place::ZERO && count <= LAID_BY_DATE {
                let default = Calendar::default();
                let calendar = frame.calendar.map_or(&default, |id| &self.model.calendars[id]);
                let next = |at, _| calendar.add(at, i64::from(*own), *unit);
                return Ok(Instant::at((0..count).fold(Minute(from.offset), next)));
            }
        }
        if count > LAID {
            return Err(Limit::Recurring);
        }
        let mut at = from;
        for _ in 0..count {
            at = self.after(at, (length, Ends::Moment), false, frame.calendar, binding)?;
        }
        Ok(at)
    }

    /// The stretch that is asked about lies inside the other clauses of the window.
    pub(super) fn has_its_turn(&mut self, it: &Instance, clauses: &[Clause]) -> Grounded {
        let recurs = |clause: &&Clause| matches!(clause, Clause::Every { .. });
        let Some(Clause::Every { length, from }) = clauses.iter().find(recurs) else {
            return Ok(Formula::True);
        };
        let norm = &self.model.norms[it.norm];
        let joined =
            norm.window.as_ref().is_some_and(|it| it.join == Join::Or && it.clauses.len() > 1);
        let others: Vec<&Clause> = clauses.iter().filter(|clause| !recurs(clause)).collect();
        if joined || (from.is_none() && others.iter().any(|clause| clause.opens())) {
            return Err(Limit::Recurring);
        }
        let frame = self.frame(norm);
        if frame.turn.is_none() {
            // Asked whether it applies at all: it does if its first stretch does, where all are alike.
            let asks = |cond| self.theory.is_dynamic(cond);
            let alike = others.is_empty() && !asks(&norm.when) && !asks(&norm.unless);
            return if alike { Ok(Formula::True) } else { Err(Limit::Recurring) };
        }
        let stretch = self.stretch(length, from.as_ref(), frame, &it.binding)?;
        let mut parts = vec![stretch.bounds];
        for clause in others {
            // Its last moment may be the end of the window, which does not lie in it.
            for t in [stretch.start, stretch.end.plus(-1)] {
                parts.push(self.in_clause(clause, frame, &it.binding, t)?);
            }
        }
        Ok(Formula::all(parts))
    }
}

impl Theory<'_> {
    /// Whether a norm is a duty that recurs.
    pub(in crate::logic) fn recurs(&self, norm: NormId) -> bool {
        self.model.norms[norm].window.as_ref().is_some_and(|window| window.recurs())
    }
}

impl<'t> Set<'t, '_> {
    /// The members that recur.
    fn recurring(&self) -> Vec<NormId> {
        let recurs = |norm: &NormId| self.theory.recurs(*norm);
        let mut found: Vec<NormId> = self.norms.iter().copied().filter(recurs).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The set with the first stretch of each member that recurs.
    pub(in crate::logic) fn in_first_turn(mut self) -> Self {
        let first = self.recurring().into_iter().map(|norm| (norm, Turn::Number(0)));
        self.turns = first.collect();
        self
    }

    /// The set in the stretches that are asked about, or in any later ones; `None` where nothing recurs.
    pub(in crate::logic) fn in_any_later_turn(&self) -> Option<Self> {
        let later = |&turn: &Turn| match turn {
            Turn::Number(first) | Turn::Between(first, _) => Turn::Between(first, None),
            Turn::At(_) => turn,
        };
        let turns = self.turns.iter().map(|(&norm, turn)| (norm, later(turn)));
        let set = Set { turns: turns.collect(), ..self.clone() };
        (!self.turns.is_empty()).then_some(set)
    }

    /// Some member recurs.
    pub(in crate::logic) fn recurs(&self) -> bool {
        !self.recurring().is_empty()
    }

    /// A conflict in some stretch of each member that recurs.
    pub(in crate::logic) fn conflict_in_some_turn(&self) -> Result<Option<Conflict>, Limit> {
        let recurring = self.recurring();
        if recurring.is_empty() {
            return self.conflict();
        }
        let found = self.in_turns(&|set| set.is_in_conflict(), &|set| set.conflict())?;
        if found.is_none() && self.stretches_are_tied(&recurring) {
            return Err(Limit::Recurring);
        }
        Ok(found)
    }

    /// What is found in the first stretches that have it, of each member that recurs; `may` asks whole ranges of them.
    pub(in crate::logic) fn in_turns<T>(
        &self,
        may: &dyn Fn(&Set<'_, '_>) -> Result<bool, Limit>,
        find: &dyn Fn(&Set<'_, '_>) -> Result<Option<T>, Limit>,
    ) -> Result<Option<T>, Limit> {
        let recurring = self.recurring();
        Search { asked: Cell::new(0), recurring: &recurring, may, find }.among(self, 0)
    }

    /// Whether what is done in one stretch can bear on others: by windows that hang on acts, or an end to the act.
    fn stretches_are_tied(&self, recurring: &[NormId]) -> bool {
        if self.norms.len() < 2 || self.has_idle_ban() {
            return false;
        }
        let model = self.theory.model;
        let windows = self.norms.iter().filter_map(|&norm| model.norms[norm].window.as_ref());
        let clauses = windows.flat_map(|window| &window.clauses);
        let mut anchors = clauses.filter_map(Clause::hangs_on).filter_map(Occurrence::action);
        let acts: Vec<ActionId> =
            recurring.iter().flat_map(|&norm| model.norms[norm].actions()).collect();
        let done: BTreeSet<ActionId> =
            acts.iter().flat_map(|&action| self.theory.done_with(action)).collect();
        let on_acts = anchors.any(|action| done.contains(&action));
        // What nobody of the set does ends nothing.
        let norms = self.norms.iter().map(|&norm| &model.norms[norm]);
        let asked = norms.filter(|norm| norm.modal != Modal::MustNot).flat_map(Norm::actions);
        let all: BTreeSet<ActionId> =
            asked.flat_map(|action| self.theory.done_with(action)).collect();
        let is_done = |action: Option<ActionId>| action.is_some_and(|it| all.contains(&it));
        let mut wide =
            acts.into_iter().flat_map(|action| self.theory.wider(action).iter().copied());
        let ended = wide.any(|action| {
            let rules = self.theory.rules_of(action).iter().map(|&rule| &model.rules[rule]);
            rules.into_iter().any(|rule| {
                rule.kind == ActRuleKind::Ends
                    && is_done(rule.left.action())
                    && is_done(rule.right.action())
            })
        });
        on_acts || ended
    }
}

impl Set<'_, '_> {
    /// Some ban is on nothing that others ask for, allow, wait for or need: without it the set is as hard to respect.
    fn has_idle_ban(&self) -> bool {
        let model = self.theory.model;
        let norms = || self.norms.iter().map(|&norm| &model.norms[norm]);
        let of_acts = |norm: &Norm| norm.actions().collect::<Vec<_>>();
        let asked = norms().filter(|it| it.modal != Modal::MustNot).flat_map(of_acts);
        let anchors = norms().flat_map(partners::anchoring_actions);
        let mut used: Vec<ActionId> = asked.chain(anchors).collect();
        let mut next = 0;
        while let Some(&action) = used.get(next) {
            let needs = self.theory.rules_of(action).iter().filter_map(|&rule| {
                match (model.rules[rule].kind, &model.rules[rule].right) {
                    (ActRuleKind::Needs, Occurrence::Act { action, .. }) => Some(*action),
                    _ => None,
                }
            });
            let near = self.theory.narrower(action).iter().chain(self.theory.wider(action));
            let fresh: Vec<ActionId> =
                needs.chain(near.copied()).filter(|action| !used.contains(action)).collect();
            used.extend(fresh);
            next += 1;
        }
        let mut bans = norms().filter(|it| it.modal == Modal::MustNot);
        bans.any(|ban| !of_acts(ban).iter().any(|act| used.contains(act)))
    }
}

/// The search for the stretches that matter.
struct Search<'r, T> {
    asked: Cell<usize>,
    recurring: &'r [NormId],
    may: &'r dyn Fn(&Set<'_, '_>) -> Result<bool, Limit>,
    find: &'r dyn Fn(&Set<'_, '_>) -> Result<Option<T>, Limit>,
}

impl<T> Search<'_, T> {
    /// Some stretch of this member and of those behind it; those before it are known.
    fn among(&self, set: &Set<'_, '_>, place: usize) -> Result<Option<T>, Limit> {
        let Some(&norm) = self.recurring.get(place) else { return (self.find)(set) };
        let may = |range: Turn| {
            let mut any = set.clone();
            any.turns.insert(norm, range);
            for &later in &self.recurring[place + 1..] {
                any.turns.insert(later, Turn::Between(0, None));
            }
            (self.may)(&any)
        };
        let find = |number: u32| {
            let mut one = set.clone();
            one.turns.insert(norm, Turn::Number(number));
            self.among(&one, place + 1)
        };
        first_turn(&self.asked, &may, &find)
    }
}

/// What is found in the first stretch that has it. Whole ranges of stretches are asked whether they may have it, each
/// twice as wide as the one before it; `asked` counts these questions.
pub(in crate::logic) fn first_turn<T>(
    asked: &Cell<usize>,
    may: &dyn Fn(Turn) -> Result<bool, Limit>,
    find: &dyn Fn(u32) -> Result<Option<T>, Limit>,
) -> Result<Option<T>, Limit> {
    let may = |low, high| {
        asked.set(asked.get() + 1);
        if asked.get() > QUESTIONS { Err(Limit::Recurring) } else { may(Turn::Between(low, high)) }
    };
    let (mut low, mut width): (u32, u32) = (0, 1);
    while may(low, None)? {
        let high = low + width;
        if let Some(found) = first_between(low, high, &may, find)? {
            return Ok(Some(found));
        }
        (low, width) = (high, width.checked_mul(2).ok_or(Limit::Recurring)?);
    }
    Ok(None)
}

fn first_between<T>(
    low: u32,
    high: u32,
    may: &dyn Fn(u32, Option<u32>) -> Result<bool, Limit>,
    find: &dyn Fn(u32) -> Result<Option<T>, Limit>,
) -> Result<Option<T>, Limit> {
    if high - low == 1 {
        return find(low);
    }
    if !may(low, Some(high))? {
        return Ok(None);
    }
    let middle = low + (high - low) / 2;
    match first_between(low, middle, may, find)? {
        None => first_between(middle, high, may, find),
        found => Ok(found),
    }
}
