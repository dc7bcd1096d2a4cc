//! What force a norm has: whether it ever applies, is ever effective, and what its conditions add.
//!
//! Each question is whether some situation has something; "no" is a proof. Most norms are plain ([`plain`]): for
//! them the answer is known without a query.

mod bands;
mod boxes;
mod cover;
mod explain;
mod implied;
mod plain;
mod sketch;

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::applies::recurring::{Turn, first_turn};
use crate::logic::case::witness::Witness;
use crate::logic::ground::query::{Binding, Found, Instance, Polarity, Query, Reread};
use crate::logic::ground::universe::Place;
use crate::logic::theory::Theory;
use crate::model::{Act, Cond, Modal, Norm, NormId, Term};

pub use explain::Barrier;
pub use implied::{Implied, Sayings};
pub(in crate::logic) use implied::{leaves_a_choice, said_by};
pub use plain::Plain;

/// What some situation may have of a norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// It applies.
    Applies,
    /// It applies, and no other defeats it.
    IsEffective,
    /// Its exception takes a case away.
    ExceptionBites,
    /// This part of its `when` keeps a case out that the rest lets in.
    WhenPart(usize),
    /// This part of its `unless` takes a case away that the rest leaves.
    UnlessPart(usize),
}

/// What of a norm has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Idle {
    /// It never applies.
    Norm(Barrier),
    /// Its exception never bites.
    Exception,
    /// This part of its `when` changes nothing.
    WhenPart(usize),
    /// This part of its `unless` changes nothing.
    UnlessPart(usize),
}

impl Theory<'_> {
    /// What of a norm has no effect, whatever norms are not in the set.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn idle(&self, plain: &Plain<'_>, norm: NormId) -> Result<Vec<Idle>, Limit> {
        let own = &self.model.norms[norm];
        if own.modal == Modal::Relation || plain.is_plain(norm) {
            return Ok(Vec::new());
        }
        if self.never_in_any_set(norm, Effect::Applies)? {
            return Ok(vec![Idle::Norm(self.barrier(norm)?)]);
        }
        let mut found = Vec::new();
        let when = own.when_parts();
        for (place, (part, _)) in when.iter().enumerate() {
            if !plain.stands_alone(norm, part)
                && !self.names_only(norm, part)
                && self.never_in_any_set(norm, Effect::WhenPart(place))?
            {
                found.push(Idle::WhenPart(place));
            }
        }
        let unless = own.unless_parts();
        let alone =
            !unless.is_empty() && unless.iter().all(|(part, _)| plain.stands_alone(norm, part));
        if own.has_exception() && !alone {
            if self.never_in_any_set(norm, Effect::ExceptionBites)? {
                found.push(Idle::Exception);
            } else if unless.len() > 1 {
                for (place, (part, _)) in unless.iter().enumerate() {
                    if !plain.stands_alone(norm, part)
                        && self.never_in_any_set(norm, Effect::UnlessPart(place))?
                    {
                        found.push(Idle::UnlessPart(place));
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whether a part of a condition only brings a participant up, so that the rest can speak of it.
    fn names_only(&self, norm: NormId, part: &Cond) -> bool {
        let Cond::Is { term: Term::Var(var), sort } = *part else { return false };
        let own = &self.model.norms[norm];
        let it = Term::Var(var);
        let mut args = own.acts.iter().filter_map(Act::args).flatten();
        let known = own.bearer == it || args.any(|arg| *arg == it);
        !known && own.scope[var].sorts.as_slice() == [sort]
    }

    /// Whether no situation has the effect: a proof.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn never(&self, norm: NormId, effect: Effect) -> Result<bool, Limit> {
        Ok(self.effect_in(norm, effect, &|_| {})?.is_none())
    }

    /// Whether no situation has the effect, whatever norms say that are not in the set: what the conditions of
    /// norms ask of other norms may then be so or not.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn never_in_any_set(&self, norm: NormId, effect: Effect) -> Result<bool, Limit> {
        if !self.never(norm, effect)? {
            return Ok(false);
        }
        let own = &self.model.norms[norm];
        if !self.asks_norms(&own.when) && !self.asks_norms(&own.unless) {
            return Ok(true);
        }
        Ok(self.effect_in(norm, effect, &|query| query.norms_open = true)?.is_none())
    }

    /// A case that has the effect; `None` iff there is none.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn case_of(&self, norm: NormId, effect: Effect) -> Result<Option<Witness>, Limit> {
        self.effect_in(norm, effect, &|_| {})
    }

    /// The norms that could prevail over a norm in some situation.
    pub fn rivals(&self, norm: NormId) -> Vec<NormId> {
        let query = Query::new(self);
        let near: BTreeSet<NormId> = self.neighbours(norm).into_iter().map(|(it, _)| it).collect();
        let rivals = near.into_iter().filter(|&it| it != norm && query.could_prevail(it, norm));
        rivals.map(|it| self.model.whole(it)).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The norms, as few as will do, that defeat a norm whenever it applies. (Asked of one that is never effective.)
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn defeaters(&self, norm: NormId, among: &[NormId]) -> Result<Vec<NormId>, Limit> {
        let mut needed = among.to_vec();
        for &candidate in among {
            let rest: Vec<NormId> = needed.iter().copied().filter(|it| *it != candidate).collect();
            let idle = among.iter().copied().filter(|it| !rest.contains(it));
            let idle: Vec<NormId> = idle.flat_map(|it| self.itself_and_aspects(it)).collect();
            let vary = |query: &mut Query<'_>| query.left_out.clone_from(&idle);
            let mut all = self.itself_and_aspects(norm);
            let never = all.try_fold(true, |never, it| {
                Ok::<bool, Limit>(
                    never && self.effect_in(it, Effect::IsEffective, &vary)?.is_none(),
                )
            });
            if never? {
                needed = rest;
            }
        }
        Ok(needed)
    }

    /// A case of the effect, in a query that is varied. Of a duty that recurs whose stretches are not alike, in the
    /// first that has one.
    fn effect_in(
        &self,
        norm: NormId,
        effect: Effect,
        vary: &dyn Fn(&mut Query<'_>),
    ) -> Result<Option<Witness>, Limit> {
        match self.effect_of(norm, effect, vary) {
            Err(Limit::Recurring) if self.recurs(norm) => {}
            answer => return answer,
        }
        let in_turn = |turn: Turn| {
            let in_turn = |query: &mut Query<'_>| {
                vary(query);
                query.turns.insert(norm, turn);
            };
            self.effect_of(norm, effect, &in_turn)
        };
        let may = |range| Ok(in_turn(range)?.is_some());
        first_turn(&Cell::new(0), &may, &|number| in_turn(Turn::Number(number)))
    }

    fn effect_of(
        &self,
        norm: NormId,
        effect: Effect,
        vary: &dyn Fn(&mut Query<'_>),
    ) -> Result<Option<Witness>, Limit> {
        let reread = reread(&self.model.norms[norm], norm, effect);
        let acts = match effect {
            Effect::IsEffective if self.model.norms[norm].modal != Modal::Must => {
                self.model.norms[norm].acts.len()
            }
            _ => 1,
        };
        for act in 0..acts {
            let mut query = Query::new(self);
            query.instead = reread.as_ref();
            vary(&mut query);
            if let Some((found, it)) = query.case_with_effect(norm, act, effect)? {
                return Ok(Some(query.witness(&found, &[&it])?.0));
            }
        }
        Ok(None)
    }
}

impl Query<'_> {
    fn case_with_effect(
        &mut self,
        norm: NormId,
        act: usize,
        effect: Effect,
    ) -> Result<Option<(Found, Instance)>, Limit> {
        let mut member = None;
        let found = self.find(&mut |query| {
            let binding = Binding::empty(&query.model.norms[norm].scope);
            let it = query.instance(norm, act, binding);
            let goal = match effect {
                // Relations count on the days on which they are in force: so those of the norm are looked at.
                Effect::IsEffective => query.effective(&it, Polarity::Positive).map(|is| {
                    is.and(query.in_force_at(&query.model.norms[norm], Place::NOW.into()))
                }),
                _ => query.applies(&it, Polarity::Positive),
            };
            member = Some(it);
            goal
        })?;
        Ok(found.zip(member))
    }
}

/// The norm with conditions that hold exactly where the effect shows.
fn reread(own: &Norm, norm: NormId, effect: Effect) -> Option<Reread> {
    let nothing = Cond::Any(Vec::new());
    match effect {
        Effect::Applies | Effect::IsEffective => None,
        Effect::ExceptionBites => {
            let when = own.when.clone().and(own.unless.clone());
            Some(Reread { norm, when, unless: nothing })
        }
        Effect::WhenPart(place) => {
            let when = match &own.when {
                Cond::All(parts) if own.when_part_spans.len() > 1 => {
                    let mut parts = parts.clone();
                    parts[place] = Cond::Not(Box::new(parts[place].clone()));
                    Cond::All(parts)
                }
                whole => Cond::Not(Box::new(whole.clone())),
            };
            Some(Reread { norm, when, unless: own.unless.clone() })
        }
        Effect::UnlessPart(place) => {
            let Cond::Any(parts) = &own.unless else {
                return reread(own, norm, Effect::ExceptionBites);
            };
            let mut others = parts.clone();
            let part = others.remove(place);
            Some(Reread { norm, when: own.when.clone().and(part), unless: Cond::Any(others) })
        }
    }
}
