//! What one text says in a case, and another does not.
//!
//! Both texts stand in one model, told apart ([`Joined`]). What a norm says is asked of the other text as a sentence,
//! with its TIME. A norm that no sentence can tell wholly (it leaves a choice) is held against a norm that says the
//! same of the same participants.

use std::collections::BTreeSet;

use super::force::{leaves_a_choice, said_by};
use super::saying::{asks_as_long, comes_as_often, hangs_on_no_more, waits_as_long};
use crate::logic::Limit;
use crate::logic::applies::window::{Shape, shape};
use crate::logic::case::replay::stands;
use crate::logic::case::witness::Witness;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::Place;
use crate::logic::reference::{Instance as Chosen, Unsupported, World};
use crate::logic::theory::partners::anchoring_actions;
use crate::logic::theory::{Selection, Theory};
use crate::model::{
    Act, ActionId, CalendarId, Changed, Joined, Modal, Model, Norm, NormId, ParticipantId,
    Situation, SortId, Status, Window,
};

/// An older and a newer text, each for itself and both side by side.
#[derive(Debug)]
#[non_exhaustive]
pub struct Sides<'m> {
    /// Both texts in one.
    pub joined: &'m Joined,
    /// Both side by side.
    pub both: Theory<'m>,
    /// What is not the same in both.
    pub(super) changed: Changed,
    /// The joined model with the canons of the older text, where these are others.
    old: Option<Model>,
}

/// A case in which one text says what the other does not.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unsaid {
    /// The norm that says it, of those of both texts.
    pub norm: NormId,
    /// Of a ban or permission, which of its acts; 0 for a duty.
    pub act: usize,
    /// Another act, where it says so of that since one counts as the other.
    pub of: Option<ActionId>,
    /// The case, in the words of both.
    pub witness: Witness,
}

impl<'m> Sides<'m> {
    /// Two texts, of which the selection leaves norms out.
    pub fn new(joined: &'m Joined, selection: &Selection) -> Self {
        let other_canons = joined.old_canons != joined.model.precedence;
        let old = other_canons
            .then(|| Model { precedence: joined.old_canons.clone(), ..joined.model.clone() });
        let both = Theory::of_both(joined, selection);
        Sides { joined, both, changed: joined.changed(), old }
    }

    /// The norms of both texts of which a change can alter what they say in some case: those that are changed, and
    /// all with which these are connected.
    pub fn affected(&self) -> BTreeSet<NormId> {
        let changed = &self.changed;
        let mut some = changed.norms.clone();
        for norm in self.both.norms() {
            let own = &self.both.model.norms[norm];
            let mut acts = own.actions().chain(anchoring_actions(own));
            if acts.any(|action| self.is_near(action, &changed.actions)) {
                some.insert(norm);
            }
        }
        let mut affected = self.both.connected_to(&some);
        let twins: Vec<NormId> =
            affected.iter().filter_map(|it| self.joined.twins.norms.get(it)).copied().collect();
        affected.extend(twins.into_iter().filter(|&norm| self.both.is_active(norm)));
        affected
    }

    /// The act is one of these, or counts as one, or one as it.
    fn is_near(&self, action: ActionId, acts: &BTreeSet<ActionId>) -> bool {
        let mut near = self.both.wider(action).iter().chain(self.both.narrower(action));
        near.any(|action| acts.contains(action))
    }

    /// A rule that only one text has lets this act count as another, or another as it.
    pub(super) fn counts_otherwise(&self, action: ActionId) -> bool {
        self.is_near(action, &self.changed.counted)
    }

    /// A case in which a norm, with this act of a ban or permission, is effective, and neither the other text nor one of
    /// `also` says what it says. None: there is no such case.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn unsaid(
        &self,
        norm: NormId,
        act: usize,
        also: &[NormId],
    ) -> Result<Option<Unsaid>, Limit> {
        let found = self.both.looking_further(&mut |others| {
            self.unsaid_among(Query::among(&self.both, others), norm, act, also)
        })?;
        // The sentence that is asked of the other text has its TIME in the words of that.
        let mut anchors = anchoring_actions(&self.both.model.norms[norm]);
        if found.is_none() && anchors.any(|action| self.counts_otherwise(action)) {
            return Err(Limit::NotYet(
                "a time that hangs on an act which counts as another in one text alone",
            ));
        }
        Ok(found)
    }

    fn unsaid_among(
        &self,
        mut query: Query<'_>,
        norm: NormId,
        act: usize,
        also: &[NormId],
    ) -> Result<Option<Unsaid>, Limit> {
        let own = &self.both.model.norms[norm];
        let sentence = self.sentence(own, act);
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
            self.replay(norm, act, &witness)?;
        }
        Ok(Some(Unsaid { norm, act, of: None, witness }))
    }

    /// Whether some of these norms stand on an act near one of the norm's. The others cannot say what it says.
    pub fn could_be_said_by(&self, norm: NormId, others: &[NormId]) -> bool {
        let own = self.both.model.norms[norm].actions();
        own.flat_map(|action| self.both.norms_near(action)).any(|(near, _)| others.contains(&near))
    }

    /// What the norm says, as a sentence; of what is left, allowed or held all the time at one moment. `None`, where
    /// no sentence tells it all.
    fn sentence(&self, own: &Norm, act: usize) -> Option<Status> {
        let plain = own.acts.iter().all(|act| matches!(act, Act::Do { .. }));
        let alternatives = own.modal == Modal::Must && own.acts.len() > 1;
        if !plain || alternatives || leaves_a_choice(self.both.model, own) {
            return None;
        }
        match shape(own) {
            Shape::Standing => Some(Status { window: None, ..said_by(own, act) }),
            Shape::Once if self.has_its_own_time(own) => None,
            Shape::Once => Some(said_by(own, act)),
        }
    }

    /// Whether a window comes back, or is read in a calendar that the two texts do not share: no sentence has such.
    fn has_its_own_time(&self, own: &Norm) -> bool {
        let calendar = self.both.model.instruments[own.instrument].calendar;
        let alone = calendar.is_some_and(|id| !self.is_shared(id));
        own.window.as_ref().is_some_and(|it| it.recurs() || alone)
    }

    /// Whether all norms of both texts are read in this calendar.
    fn is_shared(&self, id: CalendarId) -> bool {
        self.both.model.instruments.values().all(|it| it.calendar == Some(id))
    }

    /// The norms of the other text that say the same sentence of participants of the same names, or one that asks for
    /// more: for one of fewer acts.
    fn like(&self, norm: NormId) -> Vec<NormId> {
        let own = &self.both.model.norms[norm];
        let other = |id: &NormId| self.joined.is_old(*id) != self.joined.is_old(norm);
        let Some(said) = self.joined.across(&said_whole(own)) else { return Vec::new() };
        let says = |id: &NormId| !self.says_less(own, *id) && self.says_like(*id, norm, &said);
        self.near_to(&said).into_iter().filter(other).filter(says).collect()
    }

    /// The norms whose act could be that of a sentence; all, where that is about a law.
    fn near_to(&self, said: &Status) -> BTreeSet<NormId> {
        if said.acts.iter().any(|act| act.action().is_none()) {
            return self.both.norms().collect();
        }
        said.actions().flat_map(|act| self.both.norms_near(act)).map(|(norm, _)| norm).collect()
    }

    /// Says the same as another norm, which as a sentence of this one's text is `said`.
    fn says_like(&self, norm: NormId, wanted: NormId, said: &Status) -> bool {
        let (it, own) = (&self.both.model.norms[norm], &self.both.model.norms[wanted]);
        let sorts = |norm: &Norm| -> Vec<_> {
            let sorts = |sorts: &[SortId]| sorts.iter().map(|&it| self.joined.sort(it)).collect();
            let vars = norm.scope.vars.iter();
            vars.map(|var| (sorts(&var.sorts), var.some)).collect::<Vec<(Vec<_>, _)>>()
        };
        let recurs = [own, it].iter().any(|it| it.window.as_ref().is_some_and(Window::recurs));
        let as_much = match own.modal {
            Modal::Must => it.acts.iter().all(|act| said.acts.contains(act)),
            _ => it.acts == said.acts,
        };
        (it.modal, it.recommendation, &it.bearer) == (own.modal, own.recommendation, &own.bearer)
            && as_much
            && shape(it) == shape(own)
            && sorts(it) == sorts(own)
            && (!recurs || self.recurs_as_often(it, own, said.window.as_ref()))
    }

    /// Whether, in one calendar, each stretch of the second norm, with its time in the words of the first, holds one of the
    /// first.
    fn recurs_as_often(&self, it: &Norm, own: &Norm, time: Option<&Window>) -> bool {
        let calendar = |norm: &Norm| self.both.model.instruments[norm.instrument].calendar;
        let (Some(often), Some(time)) = (&it.window, time) else { return false };
        calendar(it) == calendar(own) && comes_as_often(often, time)
    }

    /// In the case the norm is effective in its own text, and the other does not say so.
    fn replay(&self, norm: NormId, act: usize, witness: &Witness) -> Result<(), Limit> {
        let case = self.joined.for_both(&self.both.filled(&witness.whole));
        self.both.can_be_replayed(&case, &self.near(norm, act))?;
        let participants = witness.members.first().cloned().unwrap_or_default();
        stands(self.world(self.joined.is_old(norm), &case, &[norm]).is_possible())?;
        stands(self.is_news(&case, &Chosen::of(norm, participants, act)))
    }

    /// The norm, and those of the other text that could say what it says.
    fn near(&self, norm: NormId, act: usize) -> Vec<NormId> {
        let sentence = self.sentence(&self.both.model.norms[norm], act);
        let there = sentence.and_then(|said| self.joined.across(&said));
        let asked = there.iter().flat_map(|said| said.actions());
        let near = asked.flat_map(|action| self.both.norms_near(action)).map(|(near, _)| near);
        [norm].into_iter().chain(near).chain(self.like(norm)).collect()
    }

    /// Asks the reference whether in a case, told for both texts, an instance says in its own text what the other does
    /// not say.
    ///
    /// # Errors
    /// The reference does not answer.
    pub fn is_news(&self, case: &Situation, it: &Chosen) -> Result<bool, Unsupported> {
        let own = &self.both.model.norms[it.norm];
        let about = self.near(it.norm, it.act);
        let old = self.joined.is_old(it.norm);
        let (here, other) = (self.world(old, case, &about), self.world(!old, case, &about));
        if !here.speaks_today(it)? {
            return Ok(false);
        }
        let Some(said) = self.sentence(own, it.act) else {
            for norm in self.like(it.norm) {
                if other.speaks_for(&Chosen { norm, ..it.clone() }, &here, it)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        };
        let Some(said) = self.joined.across(&said) else { return Ok(true) };
        let mut places = it.participants.iter().copied();
        let vars = own.scope.vars.iter();
        let env: Vec<Option<ParticipantId>> =
            vars.map(|var| if var.some { None } else { places.next() }).collect();
        let less = self.near_to(&said).into_iter().filter(|&norm| self.says_less(own, norm));
        // What says less is there all the same: something may be owed for its violation.
        let mut other = other.with_silent(&less.collect());
        if own.modal == Modal::May {
            other = other.by_window();
        }
        Ok(!other.is_said(&said, &own.scope, &env, false)?)
    }

    /// A duty that says no such thing as this one, in whatever case: one that is done once, of a standing one; of one that
    /// is done once, one that asks for nothing where an act is never done on which it does not hang itself, one with a last
    /// moment where this has none, and, where it must not be done early, one that lets it.
    fn says_less(&self, own: &Norm, other: NormId) -> bool {
        let it = &self.both.model.norms[other];
        let twins = &self.joined.twins.actions;
        let is_one = |a: ActionId, b: ActionId| a == b || twins.get(&a) == Some(&b);
        own.modal == Modal::Must
            && it.modal == Modal::Must
            && shape(it) == Shape::Once
            && (shape(own) == Shape::Standing
                || !asks_as_long(own, it)
                || !waits_as_long(own, it)
                || !hangs_on_no_more(own, it, is_one))
    }

    /// The case under the norms of one text.
    pub(super) fn world<'w>(
        &'w self,
        old: bool,
        case: &'w Situation,
        about: &[NormId],
    ) -> World<'w> {
        let norms: BTreeSet<NormId> = self.both.bearing_on(about);
        let norms = norms.into_iter().filter(|&norm| self.joined.is_old(norm) == old).collect();
        let largest = self.both.largest_defeat(&norms, case);
        let rules = self.both.rules_bearing_on(&norms);
        let model = match &self.old {
            Some(model) if old => model,
            _ => self.both.model,
        };
        World::new(model, case)
            .only(norms, rules)
            .with_fields(&self.both)
            .with_largest_clash(largest)
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
        let own = &self.model.norms[it.norm];
        let could = |norm: &NormId| !sides.says_less(own, *norm);
        if let Some(there) = sides.joined.across(said) {
            let near = sides.near_to(&there);
            let only: Vec<NormId> = near.iter().copied().filter(could).collect();
            let only = (only.len() < near.len()).then_some(only);
            parts.push(!self.is_said_by(it, &there, only)?);
        }
        let also: Vec<NormId> = also.iter().copied().filter(could).collect();
        if !also.is_empty() {
            parts.push(!self.is_said_by(it, said, Some(also))?);
        }
        Ok(Formula::all(parts))
    }

    /// The instance is effective; of a norm that answers moment by moment, at the moment that is looked at, and of a duty to
    /// be done once while it is law or there is time for it.
    fn is_effective_now(&mut self, it: &Instance) -> Grounded {
        let own = &self.model.norms[it.norm];
        let effective = self.effective(it, Polarity::Positive)?;
        if effective == Formula::False {
            return Ok(effective);
        }
        let now = Place::NOW.into();
        Ok(effective.and(match shape(own) {
            Shape::Standing => self.live_at(it, now, Polarity::Positive)?,
            Shape::Once => self.is_owed_at(it, now, Polarity::Positive)?,
        }))
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
        let ask = Ask::about(&own.scope, &binding, now);
        // What is allowed at a moment is allowed by a duty then, if it can be met then.
        self.by_window = own.modal == Modal::May;
        let said = self.says_of(said, ask, only, Polarity::Negative);
        self.by_window = false;
        said
    }

    /// The instance is effective, and no norm that says the same is, of the same participants.
    fn has_no_like(&mut self, it: &Instance, sides: &Sides<'_>, also: &[NormId]) -> Grounded {
        let own = &self.model.norms[it.norm];
        let said = said_whole(own);
        let says = |other: &NormId| {
            !sides.says_less(own, *other) && sides.says_like(*other, it.norm, &said)
        };
        let mut likes = sides.like(it.norm);
        likes.extend(also.iter().copied().filter(says));
        let alone = match own.window.as_ref().is_some_and(Window::recurs) {
            true => self.none_is_effective(it, &likes)?,
            false => self.no_other_says(it, &likes)?,
        };
        Ok(self.is_effective_now(it)?.and(alone))
    }

    /// None of these norms, which say the same at times of which that is known, is effective for the participants.
    fn none_is_effective(&mut self, it: &Instance, likes: &[NormId]) -> Grounded {
        let mut parts = Vec::new();
        for &like in likes {
            let like = self.chosen(like, it.act, it.binding.clone());
            parts.push(!self.effective(&like, Polarity::Negative)?);
        }
        Ok(Formula::all(parts))
    }

    /// None of these norms, which say the same, is effective for the participants of the instance, and in time.
    pub(super) fn no_other_says(&mut self, it: &Instance, likes: &[NormId]) -> Grounded {
        let mut parts = Vec::new();
        for &like in likes {
            let like = self.chosen(like, it.act, it.binding.clone());
            let (effective, in_time) =
                (self.effective(&like, Polarity::Negative)?, self.is_in_time(&like, it)?);
            parts.push(!effective.and(in_time));
        }
        Ok(Formula::all(parts))
    }

    /// What is to be done once for the first is done in time for the second; all else of the first holds now.
    fn is_in_time(&mut self, like: &Instance, it: &Instance) -> Grounded {
        if shape(&self.model.norms[it.norm]) == Shape::Standing {
            return self.live_at(like, Place::NOW.into(), Polarity::Negative);
        }
        let time = |norm: &Norm| {
            let calendar = self.model.instruments[norm.instrument].calendar;
            (norm.window.clone(), norm.window.as_ref().and(calendar))
        };
        if time(&self.model.norms[it.norm]) == time(&self.model.norms[like.norm]) {
            return Ok(Formula::True);
        }
        let t = self.universe.moment();
        let live = self.live_at(like, t.into(), Polarity::Positive)?;
        let wanted = self.live_at(it, t.into(), Polarity::Negative)?;
        eliminate::forall(&mut self.universe, t, live.implies(wanted))
    }
}
