//! Conflicts: clashes of effective norms, of which kind, and what decides those that are no conflict.

pub(super) mod beyond;
pub(super) mod breach;
pub(super) mod examine;
pub(super) mod kind;
pub(super) mod open;
pub(super) mod owed;
pub(super) mod today;
pub(super) mod together;
pub(super) mod verdict;

use super::case::witness::Witness;
use super::conflict::open::Answer;
use super::ground::formula::Formula;
use super::ground::query::{Grounded, Instance, Polarity, Query};
use super::precedence::settled::{Ruling, Settled};
use super::precedence::several::Prevailing;
use super::reference;
use crate::model::{
    ActionId, AssumptionId, Clause, DaySpan, Modal, Norm, NormId, Occurrence, Overlap, Situation,
};

/// The kinds of a clash, in the order in which they are tried (language reference, *verdicts*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A member is a recommendation.
    Tension,
    /// A permission or `need not` is a member, or an act or violation could have been left.
    Wide,
    /// Powers.
    Competence,
    /// Other times, or another order of acts, would end it.
    Temporal,
    /// One act, required and forbidden.
    Strict,
    /// The rest.
    Incompatible,
    /// A law does what its maker must not do.
    Breach,
}

impl Kind {
    /// The verdict word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Tension => "tension",
            Kind::Wide => "wide",
            Kind::Competence => "competence",
            Kind::Temporal => "temporal",
            Kind::Strict => "strict",
            Kind::Incompatible => "incompatible",
            Kind::Breach => "breach",
        }
    }
}

impl From<reference::Kind> for Kind {
    fn from(kind: reference::Kind) -> Kind {
        match kind {
            reference::Kind::Tension => Kind::Tension,
            reference::Kind::Wide => Kind::Wide,
            reference::Kind::Competence => Kind::Competence,
            reference::Kind::Temporal => Kind::Temporal,
            reference::Kind::Strict => Kind::Strict,
            reference::Kind::Incompatible => Kind::Incompatible,
        }
    }
}

/// A set of norms that cannot be respected together, with the case that shows it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Conflict {
    /// The members, in the order of declaration; one for a window that is empty by itself.
    pub norms: Vec<NormId>,
    /// The act that a member only covers, where they clash over such a one.
    pub over: Option<ActionId>,
    /// Which kind.
    pub kind: Kind,
    /// The case.
    pub witness: Witness,
    /// The days on which it exists; empty means every day.
    pub dates: Vec<DaySpan>,
    /// How the fields of two members overlap.
    pub overlap: Option<Overlap>,
    /// Why no precedence settles it, one for each order that has a say.
    pub precedence: Vec<Ruling>,
    /// Of three members and more: who prevails over whom in the case. None yields where several would.
    pub prevailing: Vec<Prevailing>,
    /// The events that may be late or absent and on which it hangs.
    pub hangs_on: Vec<Occurrence>,
    /// The case with its events at other times, in which the members can be respected together: it shows that the kind is
    /// temporal, where it is not by the order of acts.
    pub eased: Option<Situation>,
    /// The acts that need not have been done, or the primaries that need not have been violated.
    pub arises_when: Vec<Arising>,
    /// Whether another norm requires an act from which it arises.
    pub owed: Owed,
    /// The open facts on which it hangs, with the verdict for each answer. Empty: it hangs on none.
    pub answers: Vec<Answer>,
    /// What is assumed of that of which norms and case speak.
    pub assumed: Vec<AssumptionId>,
}

/// Whether an act from which a conflict arises is required by a norm beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Owed {
    /// By none, whatever a person says of what is open; or there is no such act.
    #[default]
    ByNone,
    /// By this norm, so that the conflict cannot be avoided in the case.
    By(NormId),
    /// A limit was reached: it may be one that cannot be avoided.
    NotWorkedOut,
}

/// What its bearer could have left undone, so that a wide conflict would not arise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Arising {
    /// This act was done.
    Act(Occurrence),
    /// This norm was violated.
    Violation(NormId),
}

/// What was found of a set of norms.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Examined {
    /// The conflict, if there is one.
    pub conflict: Option<Conflict>,
    /// The clash that precedence settles, if there is one and no conflict.
    pub settled: Option<Settled>,
    /// No conflict, but windows touch in one point.
    pub zero_slack: bool,
    /// The case in which they do, where it can be told.
    pub touching: Option<Witness>,
}

impl Examined {
    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        self.conflict.is_none() && self.settled.is_none() && !self.zero_slack
    }
}

impl Query<'_> {
    /// A clash of instances that are all effective, on a day on which all are in force and a window is open.
    pub(super) fn conflict(&mut self, set: &[&Instance]) -> Grounded {
        if self.choice_apart {
            return self.conflict_over_choice(set);
        }
        if set.len() > 2 && !self.leaves_a_choice(set) && self.is_lost_in_any_case(set)? {
            return Ok(Formula::False);
        }
        let clash = self.clash(set, Polarity::Positive)?;
        if clash == Formula::False {
            return Ok(clash);
        }
        let mut parts =
            vec![clash, self.is_found_today(set, Polarity::Positive)?, self.are_several(set)];
        parts.push(self.are_in_order(set)?);
        if parts.contains(&Formula::False) {
            return Ok(Formula::False);
        }
        for it in set {
            parts.push(!self.defeated(it, Polarity::Negative)?);
        }
        if self.leaves_a_choice(set) {
            parts.push(self.unfulfillable_by_those_who_stand(set, Polarity::Positive)?);
            if set.len() > 2 {
                parts.push(self.nobody_loses_alone(set, Polarity::Positive)?);
            }
            for it in set.iter().filter(|it| is_in_its_window(&self.model.norms[it.norm])) {
                parts.push(!self.opens_itself(it)?);
            }
        }
        self.whoever_is_chosen(Formula::all(parts))
    }

    /// No behaviour respects the set, even where it chooses somebody for whom a ban is defeated.
    pub(super) fn unfulfillable_by_those_who_stand(
        &mut self,
        set: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        self.spares_defeated = true;
        let unfulfillable = self.unfulfillable(set, polarity);
        self.spares_defeated = false;
        unfulfillable
    }

    /// A clash, on a day on which all its norms are in force and a window is open.
    pub(super) fn found_clash(&mut self, set: &[&Instance]) -> Grounded {
        if self.choice_apart {
            return self.conflict_over_choice(set);
        }
        let clash = self.clash(set, Polarity::Positive)?;
        if clash == Formula::False {
            return Ok(clash);
        }
        let found = [clash, self.is_found_today(set, Polarity::Positive)?, self.are_several(set)];
        let found = Formula::all(found).and(self.are_in_order(set)?);
        self.whoever_is_chosen(found)
    }

    /// Instances of one norm are several: somebody in them differs.
    pub(super) fn are_several(&mut self, set: &[&Instance]) -> Formula {
        let mut parts = Vec::new();
        for (a, b) in alike(set) {
            let (x, y) = (self.participants(a), self.participants(b));
            let same = x.iter().zip(&y).map(|(&x, &y)| self.universe.same(x, y));
            parts.push(!Formula::all(same.collect::<Vec<_>>()));
        }
        Formula::all(parts)
    }

    /// Where several of one ban stand against one duty, they do so in the order in which they begin: in any other they
    /// would say the same. Only for questions that single out none of them.
    pub(super) fn are_in_order(&mut self, set: &[&Instance]) -> Grounded {
        let bars = set.iter().filter(|it| self.model.norms[it.norm].modal == Modal::MustNot);
        if bars.count() + 1 != set.len() {
            return Ok(Formula::True);
        }
        let mut parts = Vec::new();
        for (a, b) in alike(set) {
            parts.push(self.begins_before(a, b)?);
        }
        Ok(Formula::all(parts))
    }

    /// The window of the first does not begin later, as far as both have a beginning.
    fn begins_before(&mut self, a: &Instance, b: &Instance) -> Grounded {
        let norm = &self.model.norms[a.norm];
        let clauses = norm.window.as_ref().map_or(&[][..], |window| &window.clauses);
        let first = self.starts(norm, clauses, &a.binding)?.first().copied();
        let second = self.starts(norm, clauses, &b.binding)?.first().copied();
        Ok(match (first, second) {
            (Some(first), Some(second)) => self.universe.before(first, second, false),
            _ => Formula::True,
        })
    }
}

/// Every two of a set that are of one norm and one of its acts, in order.
fn alike<'i>(set: &[&'i Instance]) -> Vec<(&'i Instance, &'i Instance)> {
    let mut pairs = Vec::new();
    for (place, b) in set.iter().enumerate() {
        let same = |a: &&&'i Instance| a.norm == b.norm && a.act == b.act;
        pairs.extend(set[..place].iter().filter(same).map(|a| (*a, *b)));
    }
    pairs
}

/// Whether what opens the window of a duty lies in it for certain, so that the duty is met by that if it is what it asks
/// for: with other clauses the window may be closed by then, and of one that recurs each stretch asks again.
fn is_in_its_window(duty: &Norm) -> bool {
    let clauses = duty.window.as_ref().map(|window| window.clauses.as_slice());
    duty.modal == Modal::Must && matches!(clauses, Some([Clause::Within { .. }]))
}
