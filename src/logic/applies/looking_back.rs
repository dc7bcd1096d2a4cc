//! Acts in good time: what only prepares other acts is under the bans of the day that is looked at, though they came
//! into force after it, as long as something is owed since they did. So a date is no way out of a clash.

use crate::logic::Limit;
use crate::logic::clash::behaviour::Demands;
use crate::logic::clash::doings::Doing;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::Place;
use crate::logic::theory::Theory;
use crate::model::{Modal, NormId};

/// A ban, with what must be so for acts that prepare others to be under it before it came into force.
pub(super) type LookingBack<'a> = (&'a Instance, Formula);

impl Theory<'_> {
    /// Whether a norm may bind somebody from some moment on whom it did not bind before.
    fn begins(&self, norm: NormId) -> bool {
        let norm = &self.model.norms[norm];
        let instrument = &self.model.instruments[norm.instrument];
        norm.in_force.iter().any(|days| days.from.is_some())
            || instrument.parties.iter().any(|party| party.days.from.is_some())
            || instrument.reservations.iter().any(|it| it.until.is_some())
    }
}

impl Query<'_> {
    /// The bans that look back: something is owed after each came into force. None where a permission is asked about.
    pub(in crate::logic) fn bans_looking_back<'a>(
        &mut self,
        demands: &Demands<'a>,
        owed: &[Place],
        polarity: Polarity,
    ) -> Result<Vec<LookingBack<'a>>, Limit> {
        let mut found = Vec::new();
        if demands.wanted.is_some() || !demands.spared.is_empty() {
            return Ok(found);
        }
        for &ban in demands.bans.iter().filter(|it| self.theory.begins(it.norm)) {
            let mut ways = Vec::new();
            for &at in owed {
                ways.push(self.had_begun(ban, at)?);
            }
            for it in &demands.standing {
                ways.push(self.live_at(it, Place::NOW.into(), polarity)?);
            }
            found.push((ban, Formula::any(ways)));
        }
        Ok(found)
    }

    /// At the moment, what forbids was in force as on the day that is looked at: all of a ban, and the text of a duty
    /// that also forbids an earlier doing.
    fn had_begun(&mut self, ban: &Instance, at: Place) -> Grounded {
        let norm = &self.model.norms[ban.norm];
        match norm.modal {
            Modal::Must => Ok(self.days_begun(norm, at.into(), false)),
            _ => self.force_begun(ban, at.into(), false),
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
