//! A set of norms with the acts at issue: its questions, asked for all ways in which its members' participants are tied.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::powers::is_power;
use crate::logic::Limit;
use crate::logic::applies::counting::Counting;
use crate::logic::applies::recurring::Turn;
use crate::logic::case::witness::Witness;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::others::Others;
use crate::logic::ground::query::{Binding, Found, Grounded, Instance, Polarity, Query};
use crate::logic::limits::{CHOICES_OF_SET, TIES};
use crate::logic::theory::Theory;
use crate::logic::theory::linking::Order;
use crate::model::{Clause, Modal, NormId, Occurrence};

/// How the windows of a question are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::logic) enum Reading {
    /// Acts that open windows were done by the situation.
    Plain,
    /// They are up to the behaviour.
    Strong,
    /// Duty windows do not include their end.
    Tight,
}

/// A set of norms with the acts at issue.
#[derive(Clone)]
pub(in crate::logic) struct Set<'t, 'm> {
    pub(in crate::logic) theory: &'t Theory<'m>,
    pub(in crate::logic) norms: &'t [NormId],
    pub(in crate::logic) acts: Vec<usize>,
    /// The stretch that is asked about, for each duty that recurs.
    pub(in crate::logic) turns: BTreeMap<NormId, Turn>,
    /// Its bans catch whoever is chosen by instances of their own.
    pub(in crate::logic) choice_apart: bool,
    /// How many literals the last question has looked at.
    pub(in crate::logic) work: Cell<usize>,
}

impl<'t, 'm> Set<'t, 'm> {
    pub(in crate::logic) fn new(
        theory: &'t Theory<'m>,
        norms: &'t [NormId],
        acts: Vec<usize>,
    ) -> Self {
        Set { theory, norms, acts, turns: BTreeMap::new(), choice_apart: false, work: Cell::new(0) }
    }
}

impl Set<'_, '_> {
    /// All ways in which the members' participants are tied, each with its question.
    pub(in crate::logic) fn find(
        &self,
        reading: Reading,
        goal: &mut dyn FnMut(&mut Query<'_>, &[&Instance]) -> Grounded,
    ) -> Result<Option<(Query<'_>, Found, Vec<Instance>)>, Limit> {
        self.find_among(Others::Touched, reading, goal)
    }

    pub(in crate::logic) fn find_among(
        &self,
        others: Others,
        reading: Reading,
        goal: &mut dyn FnMut(&mut Query<'_>, &[&Instance]) -> Grounded,
    ) -> Result<Option<(Query<'_>, Found, Vec<Instance>)>, Limit> {
        match self.find_counting(Counting::Refused, others, reading, goal) {
            Err(Limit::VaryingLengthOfAct) => {}
            answer => return answer,
        }
        for count in self.counts_to_try() {
            let found = self.find_counting(Counting::Fixed(count), others, reading, goal)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Err(Limit::VaryingLengthOfAct)
    }

    fn find_counting(
        &self,
        counting: Counting,
        others: Others,
        reading: Reading,
        goal: &mut dyn FnMut(&mut Query<'_>, &[&Instance]) -> Grounded,
    ) -> Result<Option<(Query<'_>, Found, Vec<Instance>)>, Limit> {
        let mut choices = 0;
        let mut asked = 0;
        self.work.set(0);
        for order in self.linking_orders()? {
            let mut way = vec![0; self.norms.len()];
            loop {
                asked += 1;
                if asked > TIES {
                    return Err(Limit::Sets);
                }
                let apart = self.norms.len() > 2
                    && !self.may_all_apply(self.query(counting, others, reading), &order, &way);
                let mut query = self.query(counting, others, reading);
                query.work = self.work.get();
                let mut members = Vec::new();
                let mut ways = Vec::new();
                let found = query.find(&mut |query| {
                    (members, ways) = self.members(query, &order, &way)?;
                    if apart || members.len() < self.norms.len() {
                        return Ok(Formula::False);
                    }
                    query.note_own_starts(&members)?;
                    goal(query, &members.iter().collect::<Vec<_>>())
                });
                self.work.set(query.work);
                if let Some(found) = found? {
                    return Ok(Some((query, found, members)));
                }
                if !next_way(&mut way, &ways) {
                    break;
                }
                choices += query.all_choices;
                if choices > CHOICES_OF_SET {
                    return Err(Limit::Participants);
                }
            }
        }
        Ok(None)
    }

    fn query(&self, counting: Counting, others: Others, reading: Reading) -> Query<'_> {
        let mut query = Query::among(self.theory, others);
        query.strong = reading == Reading::Strong;
        query.tight = reading == Reading::Tight;
        query.turns = self.turns.clone();
        query.counting = counting;
        query.choice_apart = self.choice_apart;
        query
    }

    /// Whether some case may have all members apply, tied in this way. Whatever is asked of a set is asked of members that do;
    /// of many norms few do, and this costs little beside what they leave of all that could be done.
    fn may_all_apply(&self, mut query: Query<'_>, order: &Order, way: &[usize]) -> bool {
        let found = query.find(&mut |query| {
            let (members, _) = self.members(query, order, way)?;
            if members.len() < self.norms.len() {
                return Ok(Formula::False);
            }
            query.note_own_starts(&members)?;
            let mut parts = Vec::new();
            for it in &members {
                parts.push(query.applies_if_open(it, Polarity::Positive)?);
            }
            Ok(Formula::all(parts).and(query.are_several(&members.iter().collect::<Vec<_>>())))
        });
        !matches!(found, Ok(None))
    }

    /// The members in their places, each tied to one that stands before it in an order; and, in this order, how many ways
    /// there were to tie each. Fewer members where one cannot be tied in this way.
    fn members(
        &self,
        query: &mut Query<'_>,
        order: &Order,
        way: &[usize],
    ) -> Result<(Vec<Instance>, Vec<usize>), Limit> {
        let mut members: Vec<Instance> = Vec::new();
        let mut ways = Vec::new();
        for (at, &(place, from)) in order.0.iter().enumerate() {
            let binding = match at {
                0 => Some(Binding::empty(&self.theory.model.norms[self.norms[place]].scope)),
                _ => {
                    let bindings = self.bindings(query, place, &members[from..])?;
                    ways.push(bindings.len());
                    bindings.into_iter().nth(way[at])
                }
            };
            if at == 0 {
                ways.push(1);
            }
            let Some(binding) = binding else { return Ok((members, ways)) };
            members.push(self.member(query, place, at > 0, binding));
        }
        let mut placed: Vec<(usize, Instance)> =
            order.0.iter().map(|(place, _)| *place).zip(members).collect();
        placed.sort_by_key(|(place, _)| *place);
        Ok((placed.into_iter().map(|(_, it)| it).collect(), ways))
    }

    /// The ways in which one of these instances ties the member at a place.
    fn bindings(
        &self,
        query: &mut Query<'_>,
        place: usize,
        earlier: &[Instance],
    ) -> Result<Vec<Binding>, Limit> {
        let norm = self.norms[place];
        let duty = self.theory.model.norms[norm].modal == Modal::Must;
        let mut bindings: Vec<Binding> = Vec::new();
        for it in earlier {
            for partner in query.partners(it, &|it| it == norm)? {
                let fits = partner.norm == norm && (duty || partner.act == self.acts[place]);
                if fits && !bindings.contains(&partner.binding) {
                    bindings.push(partner.binding);
                }
            }
        }
        Ok(bindings)
    }

    fn member(
        &self,
        query: &mut Query<'_>,
        place: usize,
        is_tied: bool,
        binding: Binding,
    ) -> Instance {
        let norm = self.norms[place];
        let member = query.instance(norm, self.acts[place], binding);
        if is_tied && self.theory.model.norms[norm].modal != Modal::Must {
            let named = query.participants(&member).into_iter();
            let fresh = named.filter(|&node| query.universe.is_fresh(node)).collect::<Vec<_>>();
            query.fresh_members.extend(fresh);
        }
        member
    }

    /// How acts that open windows are read: first as up to the behaviour, which makes what is found hold whatever is
    /// done; powers are no matter of behaviour, nor is what a permission waits for, or what a norm asks of the moment at
    /// which it opens, or of other norms, which may open with the same act.
    pub(in crate::logic) fn readings(&self) -> Vec<Reading> {
        let norms = &self.theory.model.norms;
        if self.opening_acts().is_empty() {
            vec![Reading::Strong]
        } else if self.norms.iter().any(|&norm| {
            is_power(norms[norm].modal)
                || self.theory.is_opened_permission(norm)
                || self.asks_when_it_opens(norm)
        }) {
            vec![Reading::Plain]
        } else {
            vec![Reading::Strong, Reading::Plain]
        }
    }

    /// Whether a norm applies hangs on when the act is done that opens its window, or that of another norm: that is a
    /// matter of the case.
    fn asks_when_it_opens(&self, norm: NormId) -> bool {
        let own = &self.theory.model.norms[norm];
        let opening = own.clauses().filter_map(Clause::opened_by);
        let conditions = [&own.when, &own.unless];
        conditions.iter().any(|it| self.theory.asks_norms(it))
            || opening.filter_map(Occurrence::action).next().is_some()
                && conditions.iter().any(|it| self.theory.is_dynamic(it))
    }

    /// Acts that open the window of a member.
    pub(in crate::logic) fn opening_acts(&self) -> Vec<Occurrence> {
        self.anchors(|clause| clause.opened_by())
            .filter(|it| matches!(it, Occurrence::Act { .. }))
            .collect()
    }

    fn anchors<'s>(
        &'s self,
        which: impl Fn(&Clause) -> Option<&Occurrence> + 's,
    ) -> impl Iterator<Item = Occurrence> + 's {
        let norms = self.norms.iter().map(|&norm| &self.theory.model.norms[norm]);
        let clauses = norms.flat_map(|norm| norm.clauses());
        clauses.filter_map(move |clause| which(clause).cloned())
    }

    /// Whether there is a conflict, whatever its kind and case.
    pub(in crate::logic) fn is_in_conflict(&self) -> Result<bool, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.conflict(set);
        for reading in self.readings() {
            if self.find(reading, &mut goal)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The members clash in some situation, whoever of them then prevails. What does not is no conflict, and
    /// nothing that precedence settles; and it is cheaper to ask.
    pub(in crate::logic) fn clashes(&self, reading: Reading) -> Result<bool, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.found_clash(set);
        let mut asked =
            |counting| self.find_counting(counting, Others::Touched, reading, &mut goal);
        let found = match asked(Counting::Refused) {
            Err(Limit::VaryingLengthOfAct) => asked(Counting::Outermost),
            answer => answer,
        };
        Ok(found?.is_some())
    }

    /// The members clash, whether the acts that open windows are up to the behaviour or were done.
    pub(in crate::logic) fn can_clash(&self) -> Result<bool, Limit> {
        for reading in self.readings() {
            if self.clashes(reading)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The windows can be met, but only in one point.
    pub(super) fn has_zero_slack(&self) -> Result<bool, Limit> {
        let norms = &self.theory.model.norms;
        if self.norms.iter().all(|&norm| norms[norm].window.is_none()) {
            return Ok(false);
        }
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.conflict(set);
        if !self.may_clash_without_slack() || !self.clashes(Reading::Tight)? {
            return Ok(false);
        }
        match self.find(Reading::Tight, &mut goal) {
            // A length of nothing leaves one moment in any case: that says nothing about these windows.
            Err(Limit::VaryingLengthOfAct) => Ok(false),
            found => Ok(found?.is_some()),
        }
    }
}

impl Set<'_, '_> {
    /// Whether the windows of the members touch in one point, with the case in which they do as far as one can be told.
    /// Lengths that the calendar or an attribute decides may never come to what they would have to be: there only
    /// a case shows it.
    pub(in crate::logic) fn touches(&self) -> Result<Option<Option<Witness>>, Limit> {
        if !self.has_zero_slack()? {
            return Ok(None);
        }
        let norms = self.norms.iter().map(|&norm| &self.theory.model.norms[norm]);
        let varies = norms.flat_map(|norm| norm.clauses()).any(Clause::varies);
        let case = self.case_without_slack();
        Ok((case.is_some() || !varies).then_some(case))
    }

    /// The case in which the windows touch, where the reference agrees that all members can be respected in it.
    pub(super) fn case_without_slack(&self) -> Option<Witness> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.conflict(set);
        let (mut query, found, members) = self.find(Reading::Tight, &mut goal).ok()??;
        let members: Vec<&Instance> = members.iter().collect();
        let (witness, _) = query.witness(&found, &members).ok()?;
        let respected = self.theory.of_the_clash(self.norms, &self.acts, &witness, |world, set| {
            let apply = set.iter().all(|it| world.effective(it) == Ok(true));
            Ok(apply && !world.unfulfillable(set)?)
        });
        (respected == Some(true)).then_some(witness)
    }
}

/// Why a case does not stand up: who loses at the end of a long chain was left open in it.
pub(in crate::logic) fn why_not(limit: Limit, open: bool) -> Limit {
    if open && limit == Limit::Replay { Limit::Chain } else { limit }
}

/// The next way to tie members, the last place first; false after the last way.
fn next_way(way: &mut [usize], ways: &[usize]) -> bool {
    for place in (1..ways.len()).rev() {
        way[place] += 1;
        if way[place] < ways[place] {
            way[place + 1..].fill(0);
            return true;
        }
    }
    false
}
