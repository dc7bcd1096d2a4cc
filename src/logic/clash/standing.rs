//! Standing duties: done at every moment of their windows.

use super::behaviour::Demands;
use super::doings::Doing;
use super::offers::Offer;
use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::OccurrenceKey;
use crate::logic::theory::Theory;
use crate::model::{ActRuleKind, NormId, Occurrence};

impl Query<'_> {
    /// A doing does not make impossible what a standing duty of the set asks at other moments.
    pub(super) fn leaves_room_for_standing(
        &mut self,
        doing: &Doing,
        demands: &Demands<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for it in &demands.standing {
            let deed = self.deed(it, 0)?;
            let moment = self.universe.moment();
            let live = self.live_at(it, moment.into(), !polarity)?;
            let harm = self.exclude_each_other(
                (&doing.deed, doing.at),
                (&deed, moment.into()),
                !polarity,
            )?;
            let harm = live.and(harm);
            parts.push(!eliminate::exists(&mut self.universe, moment, harm)?);
        }
        Ok(Formula::all(parts))
    }

    /// The acts of which windows ask when they are first done, and which a standing duty has done at all times since ever:
    /// they have no first doing, so that what hangs on that asks for nothing.
    pub(super) fn done_without_beginning(
        &mut self,
        demands: &Demands<'_>,
        acts: &[(OccurrenceKey, bool)],
        polarity: Polarity,
    ) -> Result<Vec<(OccurrenceKey, Formula)>, Limit> {
        let up_to_us = acts.iter().filter(|(_, is_first)| *is_first).map(|(key, _)| key);
        let never = up_to_us.filter(|key| self.behaviour.get(*key).is_some_and(Option::is_none));
        // The situation does not list what has no first doing.
        let listed = self.listed.iter().filter(|key| !self.behaviour.contains_key(*key));
        let without_first: Vec<OccurrenceKey> = never.chain(listed).cloned().collect();
        let mut found = Vec::new();
        for &it in &demands.standing {
            let deed = self.deed(it, 0)?;
            if self.model.norms[it.norm].acts.len() > 1 {
                continue;
            }
            for key in &without_first {
                let Some(first) = Deed::of_key(key) else { continue };
                let same = self.is_deed(&deed, &first, polarity)?;
                if same != Formula::False {
                    found.push((key.clone(), same.and(self.asks_since_ever(it, polarity)?)));
                }
            }
        }
        Ok(found)
    }

    /// A standing duty asks for its act at every moment before some.
    fn asks_since_ever(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        let (t, before) = (self.universe.moment(), self.universe.moment());
        let live = self.live_at(it, t.into(), polarity)?;
        let early = self.universe.before(t.into(), before.into(), false);
        let all = eliminate::forall(&mut self.universe, t, early.implies(live))?;
        eliminate::exists(&mut self.universe, before, all)
    }

    /// Standing duties are not banned, excluded, before their first doing or without what they need at any of
    /// their moments. Acts of the behaviour can open and end their windows.
    pub(super) fn standing_hold(&mut self, demands: &Demands<'_>, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for (place, it) in demands.standing.iter().enumerate() {
            let acts = self.model.norms[it.norm].acts.len();
            if acts > 1 && !self.theory.changes_freely(it.norm) {
                return Err(Limit::NotYet(
                    "a standing duty that leaves a choice between acts which rules or windows tie to others",
                ));
            }
            let offers = self.offers(it, demands)?;
            let mut ways = Vec::new();
            match acts {
                // Towards whom it is done is chosen once.
                1 => {
                    for offer in offers.chunks(1) {
                        ways.push(self.stands(it, offer, demands, polarity)?);
                    }
                }
                // Which of its acts is done may change from moment to moment.
                _ => ways.push(self.stands(it, &offers, demands, polarity)?),
            }
            parts.push(Formula::any(ways));
            let deed = self.deed(it, 0)?;
            // What ends itself stands beside no later doing of its own.
            let itself = acts == 1 && self.free_choices(it, 0).is_empty();
            for other in &demands.standing[..place + usize::from(itself)] {
                parts.push(self.stand_together(it, &deed, other, polarity)?);
            }
        }
        Ok(Formula::all(parts))
    }

    /// A standing duty can be met at all of its moments: in one of these ways, or in another at each moment.
    pub(in crate::logic) fn stands(
        &mut self,
        it: &Instance,
        offers: &[Offer],
        demands: &Demands<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let moment = self.universe.moment();
        let live = self.live_at(it, moment.into(), !polarity)?;
        let mut ways = Vec::new();
        for offer in offers.iter().filter(|offer| offer.fits != Formula::False) {
            let doing = Doing::new(self.deed(&offer.it, offer.act)?, moment);
            let mut fine = vec![offer.fits.clone(), self.is_allowed(&doing, demands, polarity)?];
            fine.push(self.is_left_by(&doing, &offer.bans, polarity)?);
            fine.push(self.has_what_it_needs(&doing, polarity)?);
            fine.push(self.can_be_done(&doing.deed, polarity)?);
            fine.push(self.comes_after_first(&doing, polarity)?);
            ways.push(Formula::all(fine));
        }
        eliminate::forall(&mut self.universe, moment, live.implies(Formula::any(ways)))
    }

    fn stand_together(
        &mut self,
        one: &Instance,
        deed: &Deed,
        other: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let other_deed = self.deed(other, 0)?;
        let (a, b) = (self.universe.moment(), self.universe.moment());
        let harm = self.exclude_each_other((deed, a.into()), (&other_deed, b.into()), !polarity)?;
        if harm == Formula::False {
            return Ok(Formula::True);
        }
        let live = self.live_at(one, a.into(), !polarity)?.and(self.live_at(
            other,
            b.into(),
            !polarity,
        )?);
        let harm = live.and(harm);
        let harm = eliminate::exists(&mut self.universe, a, harm)?;
        Ok(!eliminate::exists(&mut self.universe, b, harm)?)
    }
}

impl Theory<'_> {
    /// Nothing but bans and events stands against changing between the acts of a norm.
    fn changes_freely(&self, norm: NormId) -> bool {
        let acts = self.model.norms[norm].actions();
        acts.flat_map(|action| self.wider(action)).all(|&action| {
            let mut rules = self.rules_of(action).iter().map(|&id| &self.model.rules[id]);
            let event = |it: &Occurrence| matches!(it, Occurrence::Event { .. });
            self.waiting_for(action).is_empty()
                && rules.all(|rule| rule.kind == ActRuleKind::Needs && event(&rule.right))
        })
    }
}
