//! Acts on which windows hang: those of the situation are listed there, those of the behaviour are done at any time.

use crate::logic::Limit;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Done, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{OccurrenceKey, Place, PlaceKind};

impl Query<'_> {
    /// Acts that are up to the behaviour count as done, at any time. Gives the moments that whoever denies that the
    /// instance applies may not choose.
    pub(super) fn take_acts_as_done(
        &mut self,
        it: &Instance,
        polarity: Polarity,
    ) -> Result<Vec<Place>, Limit> {
        let mut whenever = Vec::new();
        for key in self.list_acts_of_the_situation(it)? {
            if self.behaviour.contains_key(&key) {
                continue;
            }
            let place = match polarity {
                Polarity::Positive => self.universe.place(PlaceKind::Occurrence(key.clone())),
                Polarity::Negative => self.universe.moment(),
            };
            whenever.extend((polarity == Polarity::Negative).then_some(place));
            self.behaviour.insert(key, Some(Done::first(place)));
        }
        Ok(whenever)
    }

    /// The formula holds at some of these moments. Where they are too many to be tried, it may be any: a weaker denial.
    pub(super) fn at_any_of(&mut self, moments: &[Place], formula: Formula) -> Grounded {
        moments.iter().try_fold(formula, |formula, &at| {
            match eliminate::exists(&mut self.universe, at, formula.clone()) {
                Err(Limit::Elimination) => Ok(formula),
                answer => answer,
            }
        })
    }

    /// The window of a norm that is only consulted hangs on acts of the situation, which lists them where they are done: so
    /// they are done as rules have it, and at the time at which a behaviour has them, too.
    pub(super) fn list_acts_of_the_consulted(&mut self, it: &Instance) -> Result<(), Limit> {
        for key in self.list_acts_of_the_situation(it)? {
            if !self.behaviour.contains_key(&key) {
                self.listed.insert(key);
            }
        }
        Ok(())
    }

    /// Of the acts on which the window of an instance hangs, the situation lists those that are not up to the behaviour;
    /// gives the others.
    pub(super) fn list_acts_of_the_situation(
        &mut self,
        it: &Instance,
    ) -> Result<Vec<OccurrenceKey>, Limit> {
        let mut left = Vec::new();
        for (key, opens) in self.act_anchors(&self.model.norms[it.norm], &it.binding)? {
            match self.is_up_to_behaviour(&key, opens) {
                true => left.push(key),
                false => drop(self.listed.insert(key)),
            }
        }
        Ok(left)
    }
}
