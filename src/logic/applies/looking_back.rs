//! Acts in good time: what only prepares other acts is under the bans of the day that is looked at, though they came
//! into force after it, as long as something is owed since they did. So a date is no way out of a clash.

use crate::logic::Limit;
use crate::logic::applies::window::{Shape, shape};
use crate::logic::clash::behaviour::Demands;
use crate::logic::clash::doings::Doing;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, Place};
use crate::logic::theory::Theory;
use crate::model::{Clause, DAY, Modal, NormId, Window};

/// A ban, with what must be so for acts that prepare others to be under it before it came into force.
pub(super) type LookingBack<'a> = (&'a Instance, Formula);

impl Theory<'_> {
    /// Whether a norm may bind somebody from some moment on whom it did not bind before.
    pub(super) fn begins(&self, norm: NormId) -> bool {
        let norm = &self.model.norms[norm];
        let instrument = &self.model.instruments[norm.instrument];
        norm.in_force.iter().any(|days| days.from.is_some())
            || instrument.parties.iter().any(|party| party.days.from.is_some())
            || instrument.reservations.iter().any(|it| {
                it.until.is_some() || instrument.parties_of(it.by).any(|days| days.until.is_some())
            })
    }
}

impl Query<'_> {
    /// The bans that look back: something is owed after each came into force, or is to be done then by who may do it.
    pub(in crate::logic) fn bans_looking_back<'a>(
        &mut self,
        demands: &Demands<'a>,
        owed: &[Place],
        polarity: Polarity,
    ) -> Result<Vec<LookingBack<'a>>, Limit> {
        let mut found = Vec::new();
        if !demands.spared.is_empty() {
            return Ok(found);
        }
        let wanted = demands.wanted.as_ref().map(|(_, at)| *at);
        for &ban in demands.bans.iter().filter(|it| self.theory.begins(it.norm)) {
            let mut ways = Vec::new();
            for &at in owed.iter().chain(&wanted) {
                ways.push(self.had_begun(ban, at.into(), false)?);
            }
            for it in &demands.standing {
                let t = self.universe.moment();
                let live = self.live_at(it, t.into(), polarity)?;
                let since = live.and(self.had_begun(ban, t.into(), false)?);
                ways.push(eliminate::exists(&mut self.universe, t, since)?);
            }
            found.push((ban, Formula::any(ways)));
        }
        Ok(found)
    }

    /// A duty that nothing opens is still to be done when a ban or standing duty comes into force that has to do with its
    /// act: it is met after that. Nobody is taken to have met it before, unless a scenario says so.
    pub(in crate::logic) fn is_still_to_be_done(
        &mut self,
        (it, act): (&Instance, usize),
        doing: &Doing,
        (demands, owed): (&Demands<'_>, &[(Deed, Place)]),
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        if !demands.spared.is_empty() || !self.reaches_back(it.norm) {
            return Ok(Formula::True);
        }
        let others = demands.bans.iter().chain(&demands.standing);
        for &other in others.filter(|other| self.theory.begins(other.norm)) {
            let concerns = self.concerns(doing, other, !polarity)?;
            if concerns == Formula::False {
                continue;
            }
            let t = self.universe.moment();
            let live = self.live_at(it, t.into(), !polarity)?;
            let open = live.and(self.had_begun(other, t.into(), false)?);
            let still_open = eliminate::exists(&mut self.universe, t, open)?;
            // A norm that hangs on an act which is never done says nothing of it.
            let says = self.is_reached(&self.model.norms[other.norm], &other.binding)?;
            let unmet = Formula::all([concerns, says, !self.was_met(it, act, polarity)?]);
            let begun = self.had_begun(other, doing.at, false)?;
            parts.push(unmet.clone().and(still_open).implies(begun));
            // What is permitted is as good as owed.
            let owed = owed.iter().chain(&demands.wanted);
            let closed = self.is_closed_by_what_is_owed(it, other, owed, !polarity)?;
            parts.push(unmet.implies(closed));
        }
        Ok(Formula::all(parts))
    }

    /// Of the acts that close a duty, none is done before one that is owed after another norm came into force.
    fn is_closed_by_what_is_owed<'o>(
        &mut self,
        it: &Instance,
        other: &Instance,
        owed: impl Iterator<Item = &'o (Deed, Place)> + Clone,
        polarity: Polarity,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let mut parts = Vec::new();
        let closing = norm.clauses().filter(|clause| !clause.opens());
        for act in closing.filter_map(Clause::hangs_on) {
            let key = self.occurrence(act, &it.binding)?;
            let Some(deed) = Deed::of_key(&key) else { continue };
            let (first, happens) = (self.when(&key), self.happens(key));
            for (own, at) in owed.clone() {
                let late = happens.clone().and(self.had_begun(other, (*at).into(), false)?);
                let itself = late.clone().and(self.is_deed(own, &deed, polarity)?);
                parts.push(itself.implies(self.universe.before((*at).into(), first, false)));
                // Nor was what it needs prepared in good time.
                let needed = late.and(self.is_needed_for(own, &deed, polarity)?);
                parts.push(needed.implies(self.had_begun(other, first, true)?));
            }
        }
        Ok(Formula::all(parts))
    }

    /// A norm forbids an act or what that needs, or asks at all times for what the act excludes.
    fn concerns(&mut self, doing: &Doing, other: &Instance, polarity: Polarity) -> Grounded {
        let theirs = self.deed(other, other.act)?;
        let mut ways = Vec::new();
        if shape(&self.model.norms[other.norm]) == Shape::Standing
            && self.model.norms[other.norm].modal == Modal::Must
        {
            let tied = [
                self.tied(&doing.deed, &theirs, polarity)?,
                self.tied(&theirs, &doing.deed, polarity)?,
            ];
            ways.extend(tied.into_iter().flatten().map(|(_, so)| so));
            return Ok(Formula::any(ways));
        }
        let itself = self.is_deed(&doing.deed, &theirs, polarity)?;
        Ok(itself.or(self.is_needed_for(&doing.deed, &theirs, polarity)?))
    }

    /// The one deed needs the other.
    fn is_needed_for(&mut self, deed: &Deed, other: &Deed, polarity: Polarity) -> Grounded {
        let mut ways = Vec::new();
        for (_, needed, given) in self.needs(deed, polarity)? {
            if let Some(needed) = Deed::of_key(&needed) {
                ways.push(given.and(self.is_deed(&needed, other, polarity)?));
            }
        }
        Ok(Formula::any(ways))
    }

    /// By what a scenario says was done until the day that is looked at.
    fn was_met(&mut self, it: &Instance, act: usize, polarity: Polarity) -> Grounded {
        let Some((scenario, _)) = self.closed else { return Ok(Formula::False) };
        let (case, owed) = (&self.model.scenarios[scenario], self.deed(it, act)?);
        let nodes = self.scenario_nodes(scenario);
        let mut ways = Vec::new();
        for (at, occurrence) in &case.timeline {
            let Ok(key) = self.occurrence(occurrence, &nodes) else { continue };
            let Some(done) = Deed::of_key(&key) else { continue };
            let at = Instant::from(Place::ZERO).plus(at.0);
            let parts = [
                self.is_deed(&done, &owed, polarity)?,
                self.universe.before(at, Instant::from(Place::NOW).plus(DAY), true),
                self.live_at(it, at, polarity)?,
            ];
            ways.push(Formula::all(parts));
        }
        Ok(Formula::any(ways))
    }

    /// Whether the window of a duty has been open ever since the norm was there.
    fn reaches_back(&self, norm: NormId) -> bool {
        let norm = &self.model.norms[norm];
        shape(norm) == Shape::Once && norm.window.as_ref().is_some_and(Window::has_been_open)
    }

    /// At the moment (`strict`: before it), what forbids was in force as on the day that is looked at: all of a ban, and the
    /// text of a duty that also forbids an earlier doing.
    fn had_begun(&mut self, ban: &Instance, at: Instant, strict: bool) -> Grounded {
        let norm = &self.model.norms[ban.norm];
        match norm.modal {
            Modal::Must if shape(norm) == Shape::Once => Ok(self.days_begun(norm, at, strict)),
            _ => self.force_begun(ban, at, strict),
        }
    }

    /// None of the bans forbids the doing, or would, had it been in force.
    pub(in crate::logic) fn is_allowed_looking_back(
        &mut self,
        doing: &Doing,
        bans: &[LookingBack<'_>],
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for (ban, late) in bans {
            self.looks_back = true;
            let forbidden = self.is_forbidden(doing, ban, polarity);
            self.looks_back = false;
            parts.push(!late.clone().and(forbidden?));
        }
        Ok(Formula::all(parts))
    }
}
