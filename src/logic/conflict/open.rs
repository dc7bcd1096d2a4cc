//! Open facts, which only a person can settle: the verdict for each answer to them.

use std::collections::BTreeSet;

use crate::logic::ground::eliminate;
use crate::logic::ground::formula::{AtomId, Formula, Literal};
use crate::logic::ground::query::{Found, Grounded, Query};
use crate::logic::ground::universe::{Atom, Place, PlaceKind};
use crate::logic::limits::OPEN_FACTS;
use crate::logic::{Limit, solve};
use crate::model::{AttributeId, FactId};

/// One answer to the open facts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The open facts and attributes, each with whether it holds.
    pub facts: Vec<(Open, bool)>,
    /// Whether there is a conflict under it.
    pub conflict: bool,
}

/// Something that only a person can settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Open {
    /// An open fact holds.
    Fact(FactId),
    /// An open attribute has this of its choices.
    Choice(AttributeId, u32),
    /// An open attribute is at the most this number (days and other lengths: in their unit; a date: its first minute).
    AtMost(AttributeId, i64),
    /// How an open attribute compares with another value that is not fixed.
    Attribute(AttributeId),
}

/// Of so many open facts at the most those are looked for who make a case together, one for each answer.
const BESIDE: usize = 2;

impl Query<'_> {
    /// The atoms of a formula that only a person can settle, in order.
    fn open_atoms(&self, formula: &Formula) -> Vec<AtomId> {
        let mut found = BTreeSet::new();
        formula.for_each_literal(&mut |literal: Literal| {
            if self.openness(literal.atom).is_some() && !self.is_of_one_of_many(literal.atom) {
                found.insert(literal.atom);
            }
        });
        found.into_iter().collect()
    }

    /// It speaks of somebody who stands for all who could be chosen: whoever is, the answer may be this or that.
    fn is_of_one_of_many(&self, atom: AtomId) -> bool {
        !self.stand_for_others.is_empty()
            && !self.spoken_of(&[atom]).is_disjoint(&self.stand_for_others)
    }

    /// What only a person can settle of an atom, and whether that is so where the atom holds.
    pub(in crate::logic) fn openness(&self, id: AtomId) -> Option<(Open, bool)> {
        let is_open = |it: AttributeId| self.model.attributes[it].open;
        match *self.universe.atom(id) {
            Atom::Fact(fact, _) => self.model.facts[fact].open.then_some((Open::Fact(fact), true)),
            Atom::Choice(it, _, choice) => is_open(it).then_some((Open::Choice(it, choice), true)),
            Atom::Within(a, b, bound) => {
                let value = |place| match self.universe.place_kind(place) {
                    PlaceKind::Value(it, _) => Some(*it).filter(|it| is_open(*it)),
                    _ => None,
                };
                let length = |place| match self.universe.place_kind(place) {
                    PlaceKind::Spell { length, .. } => value(*length),
                    _ => None,
                };
                let most = bound.value - i64::from(bound.strict);
                match (value(a), value(b)) {
                    (Some(it), None) if b == Place::ZERO => Some((Open::AtMost(it, most), true)),
                    // It is at least this: not at most one less.
                    (None, Some(it)) if a == Place::ZERO => {
                        Some((Open::AtMost(it, -most - 1), false))
                    }
                    (a_value, b_value) => {
                        let it = a_value.or(b_value).or_else(|| length(a)).or_else(|| length(b));
                        it.map(|it| (Open::Attribute(it), true))
                    }
                }
            }
            _ => None,
        }
    }

    fn names_of(&self, open: &[AtomId], answers: u32) -> Vec<(Open, bool)> {
        let named = open.iter().enumerate();
        let named = named.filter_map(|(at, id)| {
            let (open, so) = self.openness(*id)?;
            Some((open, (answers >> at & 1 == 1) == so))
        });
        named.collect()
    }

    /// What is assumed of these, and all that only a person can settle of which that speaks.
    fn assumed_of(&mut self, open: &mut Vec<AtomId>) -> Grounded {
        if self.assumes_nothing {
            return Ok(Formula::True);
        }
        let speaks = |query: &Self, part: &Formula, open: &[AtomId]| {
            query.open_atoms(part).iter().any(|atom| open.contains(atom))
        };
        let assumed = match self.assumptions()? {
            Formula::And(parts) => parts.to_vec(),
            formula => vec![formula],
        };
        let own: Vec<Formula> =
            assumed.into_iter().filter(|part| speaks(self, part, open)).collect();
        let assumed = Formula::all(own);
        let others = self.open_atoms(&assumed);
        open.extend(others.into_iter().filter(|atom| !open.contains(atom)).collect::<Vec<_>>());
        Ok(assumed)
    }

    /// Whether a case speaks of what only a person can settle.
    pub(in crate::logic) fn decides_openly(&self, found: &Found) -> bool {
        found.formulas.iter().any(|formula| !self.open_atoms(formula).is_empty())
    }

    /// The goal holds whatever a person says of what is open in it.
    fn under_every_answer(&mut self, goal: &Formula) -> Grounded {
        let mut open = self.open_atoms(goal);
        if open.is_empty() {
            return Ok(goal.clone());
        }
        if open.len() > OPEN_FACTS {
            return Err(Limit::OpenFacts);
        }
        let assumed = self.assumed_of(&mut open)?;
        if open.len() > OPEN_FACTS {
            return Err(Limit::OpenFacts);
        }
        if self.compares_open_values(&open) {
            return self.under_every_value(goal, &assumed, &open);
        }
        // An answer that what is assumed leaves no room for in the case is none.
        let under = |it: u32| answer(&assumed, &open, it).implies(answer(goal, &open, it));
        let every = self.consistent_answers(&open, &assumed)?;
        Ok(Formula::all(every.into_iter().map(under)))
    }

    /// The goal, in a case in which it holds whatever a person says of what is open in it.
    pub(in crate::logic) fn whatever_is_said(&mut self, goal: Formula) -> Grounded {
        Ok(self.under_every_answer(&goal)?.and(goal))
    }

    /// The goal, in a case in which it holds, or holds of others who are there too, whatever a person says of what is open
    /// in it.
    fn whatever_is_said_of_these_or_others(&mut self, goal: &Formula) -> Grounded {
        let open = self.open_atoms(goal);
        let shared = self.spoken_of(&open);
        // Of two answers one makes a case of these, the other of those; of more, of as many.
        let turns = 1u32 << open.len().min(BESIDE);
        if open.is_empty() || self.closed.is_some() {
            return Ok(Formula::False);
        }
        match self.or_of_others(goal, &shared, turns) {
            Some(any) if any != *goal => Ok(self.under_every_answer(&any)?.and(goal.clone())),
            _ => Ok(Formula::False),
        }
    }

    /// The goal, where nothing is open in it.
    fn closed(&self, goal: Formula) -> Grounded {
        Ok(if self.open_atoms(&goal).is_empty() { goal } else { Formula::False })
    }

    /// Whether some open value is held against one that the case decides: what answers there are to that hangs on
    /// the case, then.
    fn compares_open_values(&self, open: &[AtomId]) -> bool {
        let compares = |atom: &AtomId| {
            matches!(self.openness(*atom), Some((Open::Attribute(_), _)))
                && !self.open_places(*atom).is_empty()
        };
        open.iter().any(compares)
    }

    /// The values of open attributes of which an atom speaks.
    fn open_places(&self, atom: AtomId) -> Vec<Place> {
        let Atom::Within(a, b, _) = *self.universe.atom(atom) else { return Vec::new() };
        let is_open = |place: &Place| match self.universe.place_kind(*place) {
            PlaceKind::Value(it, _) => self.model.attributes[*it].open,
            _ => false,
        };
        [a, b].into_iter().filter(is_open).collect()
    }

    /// The goal holds whatever the open facts are, and whatever values the open attributes have.
    fn under_every_value(
        &mut self,
        goal: &Formula,
        assumed: &Formula,
        open: &[AtomId],
    ) -> Grounded {
        let (values, facts): (Vec<AtomId>, Vec<AtomId>) =
            open.iter().partition(|atom| !self.open_places(**atom).is_empty());
        let places: BTreeSet<Place> =
            values.iter().flat_map(|atom| self.open_places(*atom)).collect();
        let mut all = Vec::new();
        for it in self.consistent_answers(&facts, assumed)? {
            let mut under = answer(assumed, &facts, it).implies(answer(goal, &facts, it));
            for &place in &places {
                let possible = Formula::all(self.in_range(place));
                under = eliminate::forall(&mut self.universe, place, possible.implies(under))?;
            }
            all.push(under);
        }
        Ok(Formula::all(all))
    }

    /// The open atoms of a goal as they are said to be, each as all of its kind.
    fn said_alike(
        &mut self,
        goal: &Formula,
        kinds: &[Open],
        said: &dyn Fn(usize) -> bool,
    ) -> Result<Vec<Formula>, Limit> {
        let mut open = self.open_atoms(goal);
        // Where something is assumed of them, the cases differ in the answers that they leave.
        if self.assumed_of(&mut open)? != Formula::True {
            return Err(Limit::OpenFacts);
        }
        let literal = |atom: AtomId| {
            let (kind, so) = self.openness(atom)?;
            let at = kinds.iter().position(|it| *it == kind)?;
            Some(Formula::from(Literal { atom, holds: said(at) == so }))
        };
        Ok(open.into_iter().filter_map(literal).collect())
    }

    /// Whether an answer contradicts neither itself nor what values can be, nor what is assumed.
    fn is_consistent(&mut self, answer: &[Formula], assumed: &Formula) -> Result<bool, Limit> {
        let mut all = answer.to_vec();
        all.extend(self.axioms(false)?);
        all.push(assumed.clone());
        Ok(solve::decide(&self.universe, &all)?.0.is_some())
    }

    /// The answers that contradict neither themselves nor what values can be, nor what is assumed.
    fn consistent_answers(
        &mut self,
        open: &[AtomId],
        assumed: &Formula,
    ) -> Result<Vec<u32>, Limit> {
        let mut consistent = Vec::new();
        for answers in 0..1u32 << open.len() {
            let literal = |(at, &atom): (usize, &AtomId)| {
                Formula::from(Literal { atom, holds: answers >> at & 1 == 1 })
            };
            let literals: Vec<Formula> = open.iter().enumerate().map(literal).collect();
            if self.is_consistent(&literals, assumed)? {
                consistent.push(answers);
            }
        }
        Ok(consistent)
    }
}

/// What is made of the formula of a question.
pub(in crate::logic) type Making<'t> = dyn FnMut(&mut Query<'_>, Formula) -> Grounded + 't;

/// The verdict for each answer to the open facts, if what is asked for hangs on them. `ask` says whether there
/// is a case of what is made of its question.
pub(in crate::logic) fn answers_to_open(
    ask: &mut dyn FnMut(&mut Making<'_>) -> Result<bool, Limit>,
) -> Result<Vec<Answer>, Limit> {
    // A question may be built in several ways, for those who may be one; what is open differs from way to way.
    let (mut most, mut closed) = (0, false);
    let under_every_answer = ask(&mut |query, goal| {
        let open = query.open_atoms(&goal).len();
        most = most.max(open);
        closed |= open == 0 && goal != Formula::False;
        if open == 0 { Ok(Formula::False) } else { query.under_every_answer(&goal) }
    });
    let too_many = under_every_answer == Err(Limit::OpenFacts);
    // Where nothing is open, nothing was asked.
    if most == 0
        || !too_many && under_every_answer?
        || closed && ask(&mut |query, goal| query.closed(goal))?
    {
        return Ok(Vec::new());
    }
    if too_many {
        return answers_alike(ask);
    }
    let mut table = Vec::new();
    for answers in 0..1u32 << most {
        let mut facts = Vec::new();
        let mut possible = true;
        let conflict = ask(&mut |query, goal| {
            let mut open = query.open_atoms(&goal);
            if open.is_empty() {
                return Ok(Formula::False);
            }
            let assumed = query.assumed_of(&mut open)?;
            facts = query.names_of(&open, answers);
            possible = query.consistent_answers(&open, &assumed)?.contains(&answers);
            Ok(answer(&goal.and(assumed), &open, answers))
        })?;
        if possible {
            table.push(Answer { facts, conflict });
        }
    }
    // Each answer makes a case, of these or of those: all may be there at once.
    let always = table.iter().all(|answer| answer.conflict);
    if always
        && of_others(ask(&mut |query, goal| query.whatever_is_said_of_these_or_others(&goal)))?
    {
        return Ok(Vec::new());
    }
    Ok(table)
}

/// A case that stands whatever a person says of what is open in it: one of these, or of these and others.
pub(in crate::logic) fn firm_case<T>(
    find: &mut dyn FnMut(&mut Making<'_>) -> Result<Option<T>, Limit>,
) -> Result<Option<T>, Limit> {
    let alone = find(&mut |query, goal| query.whatever_is_said(goal))?;
    if alone.is_some() {
        return Ok(alone);
    }
    of_others(find(&mut |query, goal| query.whatever_is_said_of_these_or_others(&goal)))
}

/// What was found of these and others; nothing where too much of them is open to ask.
fn of_others<T: Default>(found: Result<T, Limit>) -> Result<T, Limit> {
    if found.as_ref().err() == Some(&Limit::OpenFacts) { Ok(T::default()) } else { found }
}

/// The verdict where each open fact or choice is so of everybody, or of nobody, and nothing is assumed of them: if one of
/// these answers leaves no conflict, there is no case that is one whatever a person says, of however many they are open.
fn answers_alike(
    ask: &mut dyn FnMut(&mut Making<'_>) -> Result<bool, Limit>,
) -> Result<Vec<Answer>, Limit> {
    let mut kinds = BTreeSet::new();
    ask(&mut |query, goal| {
        let open = query.open_atoms(&goal).into_iter();
        kinds.extend(open.filter_map(|atom| query.openness(atom)).map(|(kind, _)| kind));
        Ok(Formula::False)
    })?;
    let kinds: Vec<Open> = kinds.into_iter().collect();
    let is_word = |kind: &Open| matches!(kind, Open::Fact(_) | Open::Choice(..));
    if kinds.len() > OPEN_FACTS || !kinds.iter().all(is_word) {
        return Err(Limit::OpenFacts);
    }
    let mut table = Vec::new();
    for answers in 0..1u32 << kinds.len() {
        let said = |at: usize| answers >> at & 1 == 1;
        let mut possible = false;
        let conflict = ask(&mut |query, goal| {
            let literals = query.said_alike(&goal, &kinds, &said)?;
            possible |= query.is_consistent(&literals, &Formula::True)?;
            Ok(goal.and(Formula::all(literals)))
        })?;
        if possible {
            let facts = kinds.iter().enumerate().map(|(at, &kind)| (kind, said(at))).collect();
            table.push(Answer { facts, conflict });
        }
    }
    // An answer that is not the same of everybody may tell more.
    let divides = |conflict: bool| table.iter().any(|answer| answer.conflict == conflict);
    if divides(true) && divides(false) { Ok(table) } else { Err(Limit::OpenFacts) }
}

/// The formula under an answer to its open atoms.
fn answer(formula: &Formula, open: &[AtomId], answers: u32) -> Formula {
    formula.map(&mut |literal| match open.iter().position(|it| *it == literal.atom) {
        Some(at) => Formula::constant((answers >> at & 1 == 1) == literal.holds),
        None => literal.into(),
    })
}
