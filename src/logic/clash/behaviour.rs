//! Behaviours: whether one respects what is demanded of it.
//!
//! A behaviour says when each act is done. It is laid out in each way that matters: which act each duty is met by, and
//! which acts are never done; its moments are then eliminated.

use super::doings::Doing;
use super::matters::{Layout, with_what_comes_along};
use super::offers::Offer;
use crate::logic::Limit;
use crate::logic::applies::closing::Owed;
use crate::logic::applies::window::{Shape, forbids_earlier, shape};
use crate::logic::ground::acts::Deed;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Done, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Atom, Place};
use crate::logic::limits::WORK_OF_SET;
use crate::model::{Join, Modal, NormId, Window};
use std::collections::BTreeMap;

/// How many ways a behaviour may be laid out before a set is given up.
const LAYOUTS: usize = 256;

/// What a behaviour must respect.
pub(in crate::logic) struct Demands<'a> {
    /// Duties to be done once.
    pub(in crate::logic) once: Vec<&'a Instance>,
    /// Duties done at every moment.
    pub(in crate::logic) standing: Vec<&'a Instance>,
    /// Bans, and what bans an earlier doing.
    pub(in crate::logic) bans: Vec<&'a Instance>,
    /// `need not`, read as a ban when it is asked whether duties force the act.
    pub(in crate::logic) spared: Vec<&'a Instance>,
    /// An act that must be possible at a moment.
    pub(in crate::logic) wanted: Option<(Deed, Place)>,
    /// A permission whose window must be open at a moment.
    pub(in crate::logic) open: Option<(&'a Instance, Place)>,
}

/// An offer that asks for something.
struct Asking<'o> {
    /// Its place among those that were chosen and what comes along with them.
    number: usize,
    offer: &'o Offer,
    /// What it hangs on is done.
    reached: Formula,
    /// Where it comes along with another: it stands.
    stands: Formula,
    /// What is owed by it, at a moment of its own.
    owed: (Deed, Place),
}

impl Query<'_> {
    pub(in crate::logic) fn demands<'a>(&self, set: &[&'a Instance]) -> Demands<'a> {
        let mut demands = Demands {
            once: vec![],
            standing: vec![],
            bans: vec![],
            spared: vec![],
            wanted: None,
            open: None,
        };
        for &it in set {
            let norm = &self.model.norms[it.norm];
            match norm.modal {
                Modal::Must => {
                    match shape(norm) {
                        Shape::Once => demands.once.push(it),
                        Shape::Standing => demands.standing.push(it),
                    }
                    if forbids_earlier(norm.window.as_ref()) {
                        demands.bans.push(it);
                    }
                }
                Modal::MustNot => demands.bans.push(it),
                Modal::NeedNot => demands.spared.push(it),
                _ => {}
            }
        }
        demands
    }

    /// Some behaviour respects the demands.
    pub(super) fn feasible(&mut self, demands: &Demands<'_>, polarity: Polarity) -> Grounded {
        let mut ways = Vec::new();
        let mut layouts = 0;
        let mut offers = Vec::new();
        for it in &demands.once {
            offers.push(self.offers(it, demands)?);
        }
        if offers.iter().any(Vec::is_empty) {
            return Ok(Formula::False); // there is nobody towards whom it could be done
        }
        let mut picks = vec![0usize; offers.len()];
        loop {
            let chosen: Vec<&Offer> =
                offers.iter().zip(&picks).map(|(offers, &pick)| &offers[pick]).collect();
            let matters = self.acts_that_matter(demands, &chosen)?;
            for listed in 0..1usize << matters.either.len() {
                let (mut acts, mut given) = (matters.own.clone(), Vec::new());
                for (place, act) in matters.either.iter().enumerate() {
                    let there = self.universe.holds(Atom::Happens(act.0.clone()));
                    if listed >> place & 1 == 1 {
                        given.push(there);
                    } else {
                        given.push(!there);
                        acts.push(act.clone());
                    }
                }
                let given = Formula::all(given);
                for never in 0..1usize << acts.len() {
                    layouts += 1;
                    if layouts > LAYOUTS {
                        return Err(Limit::Layouts);
                    }
                    let saved = std::mem::take(&mut self.behaviour);
                    let outer = std::mem::replace(&mut self.is_laying_out, true);
                    let layout = Layout { acts: &acts, never, needed: &matters.needed };
                    let way = self.lay_out(demands, &chosen, &layout, polarity);
                    (self.behaviour, self.is_laying_out) = (saved, outer);
                    let way = way?;
                    let way = given.clone().and(way);
                    if way == Formula::True {
                        return Ok(way);
                    }
                    ways.push(way);
                }
            }
            let next = (0..picks.len()).find(|&duty| picks[duty] + 1 < offers[duty].len());
            let Some(next) = next else { break };
            picks[next] += 1;
            picks[..next].fill(0);
        }
        Ok(Formula::any(ways))
    }

    /// Whether a duty that applies may ask for nothing all the same: of clauses joined by `or`, one hangs on an act that is
    /// never done, and another on what does not happen.
    fn has_a_choice_of_windows(&self, norm: NormId) -> bool {
        let window = self.model.norms[norm].window.as_ref();
        let acts = |window: &Window| {
            window.clauses.iter().any(|it| it.hangs_on().is_some_and(|on| on.action().is_some()))
        };
        window.is_some_and(|window| window.join == Join::Or && acts(window))
    }

    /// One layout of a behaviour: which act each duty is met by, and which acts that matter are never done.
    fn lay_out(
        &mut self,
        demands: &Demands<'_>,
        chosen: &[&Offer],
        layout: &Layout<'_>,
        polarity: Polarity,
    ) -> Grounded {
        self.has_not_worked_too_long()?;
        let mut doings = self.doings_of(layout);
        let preparing = doings.len();
        let as_listed = self.take_first_doings_as_listed(layout, &mut doings, polarity)?;
        self.endless = self.done_without_beginning(demands, layout.acts, polarity)?;
        let standing = self.standing_hold(demands, polarity)?;
        if standing == Formula::False {
            return Ok(standing);
        }
        let mut parts = vec![standing, as_listed];
        if let Some((it, at)) = demands.open {
            parts.push(self.live_at(it, at.into(), polarity)?);
        }
        let asking = self.what_is_asked(demands, chosen, polarity)?;
        let owed: Vec<(Deed, Place)> = asking.iter().map(|it| it.owed.clone()).collect();
        let mut asked = BTreeMap::new();
        for (place, it) in asking.into_iter().enumerate() {
            let Asking { number, offer, reached, stands, .. } = it;
            let (mut doing, met) = self.meets(demands, offer, reached, &owed, place, polarity)?;
            doing.given = doing.given.and(stands.clone());
            asked.insert(number, doing.given.clone());
            parts.push(stands.implies(met));
            doings.push(doing);
        }
        if demands.wanted.is_none() && demands.open.is_none() {
            for it in &demands.standing {
                let owed = Owed { once: &owed, standing: &demands.standing };
                parts.push(self.ends_as_law(it, owed, polarity)?);
            }
        }
        let unneeded = preparing - layout.needed.len();
        for (needed, doing) in layout.needed.iter().zip(&mut doings[unneeded..preparing]) {
            doing.given = self.is_needed_in(layout, needed, &asked);
        }
        let owed: Vec<Place> = owed.into_iter().map(|(_, at)| at).collect();
        let looking_back = self.bans_looking_back(demands, &owed, polarity)?;
        let moments: Vec<Place> = doings.iter().map(|doing| doing.at.place).collect();
        if let Some((deed, at)) = &demands.wanted {
            doings.push(Doing::new(deed.clone(), *at));
        }
        doings.extend(self.listed_doings());
        for (place, doing) in doings.iter().enumerate() {
            if place < preparing {
                let allowed = self.is_allowed_looking_back(doing, &looking_back, polarity)?;
                let allowed = allowed.and(self.is_left_by_offers(doing, chosen, polarity)?);
                parts.push(doing.given.clone().implies(allowed));
            }
            parts.push(self.can_be_done_among(doing, demands, polarity)?);
        }
        parts.extend(self.all_go_together(&doings, polarity)?);
        self.without_moments(Formula::all(parts), &doings, moments)
    }

    /// The acts of a layout, each done at a moment of its own or never.
    fn doings_of(&mut self, layout: &Layout<'_>) -> Vec<Doing> {
        let mut doings = Vec::new();
        for (key, is_first, is_done) in layout.all_acts() {
            let at = is_done.then(|| self.universe.moment());
            let done = at.map(|at| Done { at, is_first });
            self.behaviour.insert(key.clone(), done);
            if let (Some(at), Some(deed)) = (at, Deed::of_key(key)) {
                doings.push(Doing::new(deed, at));
            }
        }
        doings
    }

    /// The offers that ask for something. What hangs on what is never done asks for nothing.
    fn what_is_asked<'o>(
        &mut self,
        demands: &Demands<'_>,
        chosen: &'o [&'o Offer],
        polarity: Polarity,
    ) -> Result<Vec<Asking<'o>>, Limit> {
        let wanted = demands.wanted.as_ref().map(|(_, at)| (*at).into());
        let mut asking = Vec::new();
        for (number, (offer, is_along)) in with_what_comes_along(chosen).enumerate() {
            let reached = self.asks_for_something(&offer.it, wanted, !polarity)?;
            if reached == Formula::False {
                continue;
            }
            let stands = match is_along {
                true => self.stands_against_offer(&offer.it, !polarity)?,
                false => Formula::True,
            };
            let owed = (self.deed(&offer.it, offer.act)?, self.universe.moment());
            asking.push(Asking { number, offer, reached, stands, owed });
        }
        Ok(asking)
    }

    /// The doing is possible, and allowed by what is demanded.
    fn can_be_done_among(
        &mut self,
        doing: &Doing,
        demands: &Demands<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let fine = [
            self.can_be_done(&doing.deed, polarity)?,
            self.is_allowed(doing, demands, polarity)?,
            self.comes_after_first(doing, polarity)?,
            self.has_what_it_needs(doing, polarity)?,
            self.leaves_room_for_standing(doing, demands, polarity)?,
        ];
        Ok(doing.given.clone().implies(Formula::all(fine)))
    }

    /// Any two of the doings are possible beside each other.
    fn all_go_together(
        &mut self,
        doings: &[Doing],
        polarity: Polarity,
    ) -> Result<Vec<Formula>, Limit> {
        let mut parts = Vec::new();
        for (place, one) in doings.iter().enumerate() {
            for other in &doings[..place] {
                parts.push(self.go_together(one, other, polarity)?);
            }
        }
        Ok(parts)
    }

    fn has_not_worked_too_long(&self) -> Result<(), Limit> {
        if self.work > WORK_OF_SET { Err(Limit::Effort) } else { Ok(()) }
    }

    /// That there are such moments, in words that are not about them.
    fn without_moments(
        &mut self,
        mut formula: Formula,
        doings: &[Doing],
        moments: Vec<Place>,
    ) -> Grounded {
        self.spend(formula.size().saturating_add(doings.len()));
        if self.theory.stop.is_on() {
            return Err(Limit::Stopped);
        }
        self.has_not_worked_too_long()?;
        for at in moments.into_iter().rev() {
            formula = eliminate::exists(&mut self.universe, at, formula)?;
        }
        Ok(formula)
    }

    /// The doing at this place of what is owed meets the duty by the act that is offered; and what must be so for that.
    fn meets(
        &mut self,
        demands: &Demands<'_>,
        offer: &Offer,
        reached: Formula,
        owed: &[(Deed, Place)],
        place: usize,
        polarity: Polarity,
    ) -> Result<(Doing, Formula), Limit> {
        let (it, (deed, at)) = (&offer.it, &owed[place]);
        let mut asks = match demands.wanted {
            Some((_, wanted)) => !self.closes_too_soon(it, wanted.into())?,
            None => Formula::True,
        };
        if self.has_a_choice_of_windows(it.norm) {
            asks = asks.and(reached);
        }
        asks = asks.and(self.is_left_by_others(it, !polarity)?);
        let mut in_time = self.live_at(it, (*at).into(), polarity)?;
        if demands.wanted.is_none() {
            let owed = Owed { once: owed, standing: &demands.standing };
            in_time = in_time.or(self.is_met_before_force(it, (*at).into(), owed, polarity)?);
        }
        let chosen = self.chose_among_parties_of(it, (*at).into())?;
        let mut fine = vec![offer.fits.clone(), in_time, chosen];
        let doing = Doing { given: asks.clone(), ..Doing::new(deed.clone(), *at) };
        fine.push(self.is_still_to_be_done((it, offer.act), &doing, (demands, owed), polarity)?);
        fine.push(self.is_left_by(&doing, &offer.bans, polarity)?);
        Ok((doing, asks.implies(Formula::all(fine))))
    }

    /// What is done beside what is offered, as it needs that, is forbidden by no ban on whoever is chosen there.
    fn is_left_by_offers(
        &mut self,
        doing: &Doing,
        chosen: &[&Offer],
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for (offer, _) in with_what_comes_along(chosen) {
            parts.push(self.is_left_by(doing, &offer.bans, polarity)?);
        }
        Ok(Formula::all(parts))
    }

    /// None of the bans that stands forbids the doing. One that what was done breaks is left out of the case.
    pub(super) fn is_left_by(
        &mut self,
        doing: &Doing,
        bans: &[Instance],
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for ban in bans {
            let forbidden = self.is_forbidden(doing, ban, polarity)?;
            if forbidden != Formula::False {
                let stands = self.stands_against_offer(ban, !polarity)?;
                let is_left_out = self.is_broken_as_listed(ban, polarity)?;
                parts.push((!stands.and(forbidden)).or(is_left_out));
            }
        }
        Ok(Formula::all(parts))
    }
}
