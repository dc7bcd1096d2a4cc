//! A set of norms with the acts at issue: its questions, asked for all ways in which its members' participants are tied.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::powers::is_power;
use crate::logic::Limit;
use crate::logic::applies::counting::Counting;
use crate::logic::applies::recurring::Turn;
use crate::logic::case::witness::Witness;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Found, Grounded, Instance, Others, Query};
use crate::logic::limits::{CHOICES_OF_SET, TIES};
use crate::logic::theory::Theory;
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
        let mut way = vec![0; self.norms.len()];
        let mut choices = 0;
        self.work.set(0);
        for _ in 0..TIES {
            let mut query = Query::among(self.theory, others);
            query.work = self.work.get();
            query.strong = reading == Reading::Strong;
            query.tight = reading == Reading::Tight;
            query.turns = self.turns.clone();
            query.counting = counting;
            query.choice_apart = self.choice_apart;
            let mut members = Vec::new();
            let mut ways = Vec::new();
            let found = query.find(&mut |query| {
                (members, ways) = self.members(query, &way)?;
                if members.len() < self.norms.len() {
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
                return Ok(None);
            }
            choices += query.all_choices;
            if choices > CHOICES_OF_SET {
                return Err(Limit::Participants);
            }
        }
        Err(Limit::Sets)
    }

    /// The members, each tied to one before it, and how many ways there were to tie each.
    pub(in crate::logic) fn members(
        &self,
        query: &mut Query<'_>,
        way: &[usize],
    ) -> Result<(Vec<Instance>, Vec<usize>), Limit> {
        let scope = |norm: NormId| &self.theory.model.norms[norm].scope;
        let first =
            query.instance(self.norms[0], self.acts[0], Binding::empty(scope(self.norms[0])));
        let (mut members, mut ways) = (vec![first], vec![1]);
        for (place, &norm) in self.norms.iter().enumerate().skip(1) {
            let duty = self.theory.model.norms[norm].modal == Modal::Must;
            let mut bindings: Vec<Binding> = Vec::new();
            for earlier in &members.clone() {
                for partner in query.partners(earlier, &|it| it == norm)? {
                    let fits = partner.norm == norm && (duty || partner.act == self.acts[place]);
                    if fits && !bindings.contains(&partner.binding) {
                        bindings.push(partner.binding);
                    }
                }
            }
            ways.push(bindings.len());
            let Some(binding) = bindings.into_iter().nth(way[place]) else { break };
            let member = query.instance(norm, self.acts[place], binding);
            if !duty {
                let named = query.participants(&member).into_iter();
                let fresh = named.filter(|&node| query.universe.is_fresh(node)).collect::<Vec<_>>();
                query.fresh_members.extend(fresh);
            }
            members.push(member);
        }
        Ok((members, ways))
    }

    /// How acts that open windows are read: first as up to the behaviour, which makes what is found hold whatever is
    /// done; powers are no matter of behaviour, nor is what a permission waits for.
    pub(in crate::logic) fn readings(&self) -> Vec<Reading> {
        let norms = &self.theory.model.norms;
        if self.opening_acts().is_empty() {
            vec![Reading::Strong]
        } else if self
            .norms
            .iter()
            .any(|&norm| is_power(norms[norm].modal) || self.theory.is_opened_permission(norm))
        {
            vec![Reading::Plain]
        } else {
            vec![Reading::Strong, Reading::Plain]
        }
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
        if !self.clashes(Reading::Tight)? {
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
