//! What a norm says of another act than its own, by rules of which the other text has not the same.
//!
//! Its own sentence tells nothing of that: both texts can have the norm just so. Each act that its own is linked with
//! is asked about by itself, towards anybody.

use std::collections::BTreeSet;

use super::changes::{Sides, Unsaid};
use super::force::said_by;
use crate::logic::Limit;
use crate::logic::applies::status::Reading;
use crate::logic::applies::window::{Shape, shape};
use crate::logic::case::replay::stands;
use crate::logic::case::witness::Witness;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Grounded, Polarity, Query};
use crate::logic::ground::universe::Place;
use crate::model::{
    Act, ActionId, AttributeType, Modal, Model, Norm, NormId, ParticipantId, Scope, SortId, Status,
    Term, Var, VarId,
};

/// A sentence on an act, with its own participants.
struct Counted {
    scope: Scope,
    said: Status,
}

impl Sides<'_> {
    /// The acts that a norm may speak of, beside its own, by a rule that only its text has. None of a norm that stands for
    /// what another says of one act.
    pub fn counted(&self, norm: NormId) -> BTreeSet<ActionId> {
        let model = self.both.model;
        if self.changed.counted.is_empty() || model.whole(norm) != norm {
            return BTreeSet::new();
        }
        let own: BTreeSet<ActionId> = model.norms[norm].actions().collect();
        let near = |action: ActionId| {
            let near = self.both.wider(action).iter().chain(self.both.narrower(action));
            near.copied().collect::<BTreeSet<_>>()
        };
        let reached = own.iter().filter(|&&action| self.counts_otherwise(action));
        let reached = reached.map(|&action| near(action));
        reached.flatten().filter(|action| !own.contains(action)).collect()
    }

    /// A case in which a norm says of another act what neither the other text nor one of `also` says of it.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn unsaid_of(
        &self,
        norm: NormId,
        action: ActionId,
        also: &[NormId],
    ) -> Result<Option<Unsaid>, Limit> {
        let counted = Counted::of(self.both.model, norm, action);
        let found = self.both.looking_further(&mut |others| {
            self.unsaid_of_among(Query::among(&self.both, others), norm, &counted, also)
        })?;
        if let Some(witness) = found {
            return Ok(Some(Unsaid { norm, act: 0, of: Some(action), witness }));
        }
        // Until when it is to be done is no part of the sentence.
        if self.is_timed(&self.both.model.norms[norm]) && self.is_timed_there(norm, &counted) {
            return Err(Limit::NotYet("how long there is for an act that counts as another"));
        }
        Ok(None)
    }

    fn unsaid_of_among(
        &self,
        mut query: Query<'_>,
        norm: NormId,
        counted: &Counted,
        also: &[NormId],
    ) -> Result<Option<Witness>, Limit> {
        let mut binding = query.binding_of(&counted.scope);
        let there = self.joined.across(&counted.said);
        let found = query.find(&mut |query| {
            binding = query.binding_of(&counted.scope);
            let scope = &counted.scope;
            let vars = (0..scope.vars.len()).map(|index| VarId(index as u32));
            let mut parts: Vec<Formula> =
                vars.map(|var| query.fits(scope, &binding, var)).collect();
            let now = Place::NOW.into();
            let ask = Ask::about(scope, &binding, now);
            let own = query.says_of(&counted.said, ask, Some(vec![norm]), Polarity::Positive)?;
            if own == Formula::False {
                return Ok(own);
            }
            parts.push(own);
            if let Some(there) = &there {
                parts.push(!query.says_of(there, ask, None, Polarity::Negative)?);
            }
            if !also.is_empty() {
                let also = Some(also.to_vec());
                parts.push(!query.says_of(&counted.said, ask, also, Polarity::Negative)?);
            }
            Ok(Formula::all(parts))
        })?;
        let Some(found) = found else { return Ok(None) };
        let witness = query.told(&found, std::slice::from_ref(&binding))?;
        self.replay_counted(norm, counted, &witness)?;
        Ok(Some(witness))
    }

    /// In the case the sentence is said in the norm's own text, and not in the other.
    fn replay_counted(
        &self,
        norm: NormId,
        counted: &Counted,
        witness: &Witness,
    ) -> Result<(), Limit> {
        let case = self.joined.for_both(&self.both.filled(&witness.whole));
        let there = self.joined.across(&counted.said);
        let asked = counted.said.actions().chain(there.iter().flat_map(Status::actions));
        let near = asked.flat_map(|action| self.both.norms_near(action)).map(|(near, _)| near);
        let about: Vec<NormId> = [norm].into_iter().chain(near).collect();
        self.both.can_be_replayed(&case, &about)?;
        let mut participants = witness.members.first().into_iter().flatten().copied();
        let env: Vec<Option<ParticipantId>> =
            counted.scope.vars.iter().map(|_| participants.next()).collect();
        let old = self.joined.is_old(norm);
        let (here, other) = (self.world(old, &case, &about), self.world(!old, &case, &about));
        stands(here.is_possible())?;
        stands(here.is_said(&counted.said, &counted.scope, &env, false))?;
        let Some(there) = there else { return Ok(()) };
        stands(other.is_said(&there, &counted.scope, &env, false).map(|said| !said))
    }

    fn is_timed(&self, norm: &Norm) -> bool {
        norm.modal == Modal::Must && norm.window.is_some() && shape(norm) == Shape::Once
    }

    /// Whether the other text could say so only with other times.
    fn is_timed_there(&self, norm: NormId, counted: &Counted) -> bool {
        let there = self.joined.across(&counted.said);
        let asked = there.iter().flat_map(Status::actions);
        let mut near = asked.flat_map(|action| self.both.norms_near(action));
        near.any(|(other, _)| {
            self.joined.twins.norms.get(&norm) != Some(&other)
                && self.both.model.norms[other].modal == Modal::Must
        })
    }
}

impl Counted {
    /// What a norm says, of another act, whoever it is done by and towards.
    fn of(model: &Model, norm: NormId, action: ActionId) -> Counted {
        let own = &model.norms[norm];
        let span = own.sentence_span;
        let mut scope = Scope::default();
        let mut one_more = |name: &str, sorts: Vec<SortId>| {
            scope.vars.push(Var {
                name: name.into(),
                sorts,
                any: true,
                some: false,
                omitted: false,
                span,
            });
            Term::Var(VarId(scope.vars.len() as u32 - 1))
        };
        let bearer = match &own.bearer {
            Term::Var(var) => one_more("bearer", own.scope[*var].sorts.clone()),
            Term::Individual(_) => own.bearer.clone(),
            Term::Attribute { attribute, .. } => match model.attributes[*attribute].ty {
                AttributeType::Participant(sort) => one_more("bearer", vec![sort]),
                _ => own.bearer.clone(),
            },
        };
        let params = model.actions[action].params.iter();
        let args = params
            .map(|param| one_more(param.label.as_deref().unwrap_or_default(), vec![param.sort]))
            .collect();
        let said = Status {
            bearers: vec![bearer],
            acts: vec![Act::Do { action, args }],
            window: None,
            ..said_by(own, 0)
        };
        Counted { scope, said }
    }
}

impl Query<'_> {
    pub(super) fn says_of(
        &mut self,
        said: &Status,
        ask: Ask<'_>,
        only: Option<Vec<NormId>>,
        polarity: Polarity,
    ) -> Grounded {
        self.only = only;
        let says = self.status(said, ask, Reading::Effective { strict: false }, polarity);
        self.only = None;
        says
    }
}
