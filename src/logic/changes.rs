//! What one text says in a case, and another does not.
//!
//! Both texts stand in one model, told apart ([`Joined`]). What a norm says is asked of the other text as a sentence,
//! with its TIME. A norm that no sentence can tell wholly (it leaves a choice) is held against a norm that says the
//! same of the same participants.

use std::collections::BTreeSet;

use super::Limit;
use super::applies::action_of;
use super::force::{leaves_a_choice, said_by};
use super::formula::Formula;
use super::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use super::reference::{Instance as Chosen, World};
use super::replay::stands;
use super::status::Reading;
use super::theory::{Selection, Theory};
use super::universe::Place;
use super::window::{Shape, shape};
use super::witness::Witness;
use crate::model::{
    Act, Joined, Modal, Model, Norm, NormId, ParticipantId, Situation, Status,
};

/// An older and a newer text, each for itself and both side by side.
#[derive(Debug)]
pub struct Sides<'m> {
    /// Both texts in one.
    pub joined: &'m Joined,
    /// Both side by side.
    pub both: Theory<'m>,
    /// The same model with the canons of the older text, where these are others.
    old: Option<Model>,
}

/// A case in which one text says what the other does not.
#[derive(Clone, Debug)]
pub struct Unsaid {
    /// The norm that says it, of those of both texts.
    pub norm: NormId,
    /// Of a ban or permission, which of its acts; 0 for a duty.
    pub act: usize,
    /// The case, in the words of both.
    pub witness: Witness,
}

impl<'m> Sides<'m> {
    /// Two texts, of which the selection leaves norms out.
    pub fn new(joined: &'m Joined, selection: &Selection) -> Self {
        let other_canons = joined.old_canons != joined.model.precedence;
        let old = other_canons.then(|| Model {
            precedence: joined.old_canons.clone(),
            ..joined.model.clone()
        });
        Sides { joined, both: Theory::of_both(joined, selection), old }
    }

    /// The norms of both texts of which a change can alter what they say in some case: those that are changed, and
    /// all with which these are connected.
    pub fn affected(&self) -> BTreeSet<NormId> {
        let changed = self.joined.changed();
        let mut some = changed.norms;
        for norm in self.both.norms() {
            let acts = self.both.model.norms[norm].acts.iter().filter_map(action_of);
            let near = |action| self.both.wider(action).iter().chain(self.both.narrower(action));
            if acts.flat_map(near).any(|action| changed.actions.contains(action)) {
                some.insert(norm);
            }
        }
        let mut affected = self.both.connected_to(&some);
        let twins: Vec<NormId> =
            affected.iter().filter_map(|it| self.joined.twins.norms.get(it)).copied().collect();
        affected.extend(twins.into_iter().filter(|&norm| self.both.is_active(norm)));
        affected
    }

    /// A case for each act of a norm in which it is effective and neither the other text nor one of `also` says what
    /// it says. None: there is no such case.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn unsaid(&self, norm: NormId, act: usize, also: &[NormId]) -> Result<Option<Unsaid>, Limit> {
        let own = &self.both.model.norms[norm];
        let sentence = self.tells_all(own).then(|| said_by(own, act));
        let mut query = Query::new(&self.both);
        let mut member = None;
        let found = query.find(&mut |query| {
            let it = query.instance(norm, act, Binding::empty(&own.scope));
            let goal = match &sentence {
                Some(said) => query.is_news(&it, said, self, also),
                None => query.has_no_like(&it, self, also),
            };
            member = Some(it);
            goal
        })?;
        let Some((found, it)) = found.zip(member) else { return Ok(None) };
        let (witness, _) = query.witness(&found, &[&it])?;
        if also.is_empty() {
            self.replay(norm, act, sentence.as_ref(), &witness)?;
        }
        Ok(Some(Unsaid { norm, act, witness }))
    }

    /// Whether some of these norms stand on an act near one of the norm's. The others cannot say what it says.
    pub fn could_be_said_by(&self, norm: NormId, others: &[NormId]) -> bool {
        let own = self.both.model.norms[norm].acts.iter().filter_map(action_of);
        own.flat_map(|action| self.both.norms_near(action)).any(|(near, _)| others.contains(&near))
    }

    /// Whether a sentence tells all that the norm says.
    fn tells_all(&self, own: &Norm) -> bool {
        // A sentence is read in no instrument's calendar.
        let local =
            own.window.is_some() && self.both.model.instruments[own.instrument].calendar.is_some();
        let plain = own.acts.iter().all(|act| matches!(act, Act::Do { .. }));
        plain && !local && !leaves_a_choice(own) && !(own.modal == Modal::Must && own.acts.len() > 1)
    }

    /// The norms of the other text that say the same sentence of participants of the same names.
    fn like(&self, norm: NormId) -> Vec<NormId> {
        let own = &self.both.model.norms[norm];
        let other = |id: &NormId| self.joined.is_old(*id) != self.joined.is_old(norm);
        let calendar = |norm: &Norm| self.both.model.instruments[norm.instrument].calendar;
        let like = |id: &NormId| {
            let it = &self.both.model.norms[*id];
            let acts = self.joined.across(&said_whole(own));
            let sorts = |norm: &Norm| -> Vec<_> {
                norm.scope.vars.iter().map(|var| (var.sorts.clone(), var.some)).collect()
            };
            let said = Status { span: own.sentence_span, ..said_whole(it) };
            acts.is_some_and(|acts| acts == said)
                && it.acts.len() == own.acts.len()
                && sorts(it) == sorts(own)
                && calendar(it) == calendar(own)
        };
        self.both.norms().filter(other).filter(like).collect()
    }

    /// In the case the norm is effective in its own text, and the other does not say so.
    fn replay(
        &self,
        norm: NormId,
        act: usize,
        sentence: Option<&Status>,
        witness: &Witness,
    ) -> Result<(), Limit> {
        let case = self.joined.for_both(&self.both.filled(&witness.whole));
        let own = &self.both.model.norms[norm];
        let there = sentence.and_then(|said| self.joined.across(said));
        let mut about = vec![norm];
        let asked = there.iter().flat_map(|said| said.acts.iter().filter_map(action_of));
        about.extend(asked.flat_map(|action| self.both.norms_near(action)).map(|(near, _)| near));
        about.extend(self.like(norm));
        self.both.can_be_replayed(&case, &about)?;
        let participants = witness.members.first().cloned().unwrap_or_default();
        let here = self.world(self.joined.is_old(norm), &case, &about);
        stands(here.is_possible())?;
        stands(here.effective(&Chosen { norm, participants: participants.clone(), act }))?;
        let other = self.world(!self.joined.is_old(norm), &case, &about);
        let mut places = participants.iter().copied();
        let vars = own.scope.vars.iter();
        let env: Vec<Option<ParticipantId>> =
            vars.map(|var| if var.some { None } else { places.next() }).collect();
        match (sentence, there) {
            (Some(_), None) => Ok(()),
            (Some(_), Some(said)) => {
                stands(other.is_said(&said, &own.scope, &env, false).map(|said| !said))
            }
            (None, _) => self.like(norm).into_iter().try_for_each(|norm| {
                let like = Chosen { norm, participants: participants.clone(), act };
                stands(other.effective(&like).map(|effective| !effective))
            }),
        }
    }

    /// The case under the norms of one text.
    fn world<'w>(&'w self, old: bool, case: &'w Situation, about: &[NormId]) -> World<'w> {
        let norms: BTreeSet<NormId> = self.both.bearing_on(about);
        let norms = norms.into_iter().filter(|&norm| self.joined.is_old(norm) == old).collect();
        let rules = self.both.rules_bearing_on(&norms);
        let model = match &self.old {
            Some(model) if old => model,
            _ => self.both.model,
        };
        World::new(model, case).only(norms, rules).with_fields(&self.both).with_largest_clash(2)
    }
}

/// The sentence of a norm with all its acts.
fn said_whole(own: &Norm) -> Status {
    Status { acts: own.acts.clone(), ..said_by(own, 0) }
}

impl Query<'_> {
    /// The instance is effective, and neither the other text nor one of `also` says so.
    fn is_news(
        &mut self,
        it: &Instance,
        said: &Status,
        sides: &Sides<'_>,
        also: &[NormId],
    ) -> Grounded {
        let mut parts = vec![self.is_effective_now(it)?];
        if parts[0] == Formula::False {
            return Ok(Formula::False);
        }
        if let Some(there) = sides.joined.across(said) {
            parts.push(!self.is_said_by(it, &there, None)?);
        }
        if !also.is_empty() {
            parts.push(!self.is_said_by(it, said, Some(also.to_vec()))?);
        }
        Ok(Formula::all(parts))
    }

    /// The instance is effective; of a norm that answers moment by moment, at the moment that is looked at.
    fn is_effective_now(&mut self, it: &Instance) -> Grounded {
        let own = &self.model.norms[it.norm];
        let effective = self.effective(it, Polarity::Positive)?;
        if effective == Formula::False || own.window.is_some() || shape(own) != Shape::Standing {
            return Ok(effective);
        }
        Ok(effective.and(self.live_at(it, Place::NOW.into(), Polarity::Positive)?))
    }

    /// Some norm says so of the participants of the instance.
    fn is_said_by(&mut self, it: &Instance, said: &Status, only: Option<Vec<NormId>>) -> Grounded {
        let own = &self.model.norms[it.norm];
        // Whom the bearer may choose for an argument left out is anybody in the sentence.
        let mut binding = it.binding.clone();
        for (who, var) in binding.0.iter_mut().zip(&own.scope.vars) {
            if var.some {
                *who = None;
            }
        }
        let now = Place::NOW.into();
        let ask =
            Ask { scope: &own.scope, binding: &binding, at: now, start: now, asker: None, depth: 0 };
        self.only = only;
        let says =
            self.status(said, ask, Reading::Effective { strict: false }, Polarity::Negative);
        self.only = None;
        says
    }

    /// The instance is effective, and no norm that says the same is, of the same participants.
    fn has_no_like(&mut self, it: &Instance, sides: &Sides<'_>, also: &[NormId]) -> Grounded {
        let mut parts = vec![self.is_effective_now(it)?];
        let own_likes = also.iter().copied().filter(|&other| {
            said_whole(&self.model.norms[other])
                == Status {
                    span: self.model.norms[other].sentence_span,
                    ..said_whole(&self.model.norms[it.norm])
                }
        });
        let own_likes: Vec<NormId> = own_likes.collect();
        for like in sides.like(it.norm).into_iter().chain(own_likes) {
            let like = self.chosen(like, it.act, it.binding.clone());
            parts.push(!self.effective(&like, Polarity::Negative)?);
        }
        Ok(Formula::all(parts))
    }
}

