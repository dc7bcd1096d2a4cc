//! Acts that open windows and that another norm requires: whoever owes them cannot leave them, so that what they bring about
//! cannot be avoided (language reference, *verdicts*).

use crate::logic::Limit;
use crate::logic::case::witness::Witness;
use crate::logic::clash::set::{Reading, Set};
use crate::logic::conflict::{Arising, Conflict, Kind, Owed};
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::others::Others;
use crate::logic::ground::query::{Ask, Grounded, Instance, Query};
use crate::logic::ground::universe::{OccurrenceKey, Place};
use crate::logic::limits::OWING;
use crate::model::{ActionId, Clause, Modal, NormId, Occurrence};

impl Set<'_, '_> {
    /// A conflict that can be avoided by leaving the acts from which it arises, in a case in which another norm requires
    /// such an act: there, it may be one that cannot be avoided. Then that is what is told.
    pub(super) fn with_what_is_owed(&self, found: Conflict) -> Conflict {
        let avoidable = found.kind == Kind::Wide && !found.arises_when.is_empty();
        if !avoidable || !found.answers.is_empty() {
            return found;
        }
        // Such acts open windows, or have norms begin or end that conditions of the set name.
        let acts = found.arises_when.iter().filter_map(|it| match it {
            Arising::Act(act) => act.action(),
            Arising::Violation(_) => None,
        });
        let owing = self.norms_that_require(acts);
        let mut owed = Owed::ByNone;
        if owing.len() > OWING {
            owed = Owed::NotWorkedOut;
        }
        for norm in owing.into_iter().take(OWING) {
            match self.conflict_where_owed(norm) {
                Ok(Some(there)) if there.kind != Kind::Wide => {
                    return Conflict { owed: Owed::By(norm), ..there };
                }
                Ok(_) => {}
                Err(_) => owed = Owed::NotWorkedOut,
            }
        }
        Conflict { owed, ..found }
    }

    /// The norms that require an act from which a conflict arises: the one that was asked about, or those that do so in the
    /// case, where the act cannot be left.
    pub(super) fn owing(
        &self,
        (reading, asked): (Reading, Option<NormId>),
        arises: bool,
        is_owed: &mut dyn FnMut(&[NormId]) -> Result<bool, Limit>,
    ) -> Vec<NormId> {
        let plainly = reading == Reading::Plain && !arises;
        match asked {
            Some(norm) => vec![norm],
            None if plainly => {
                let acts = self.opening_acts();
                let norms = self.norms_that_require(acts.iter().filter_map(Occurrence::action));
                let owed = !norms.is_empty() && is_owed(&norms).unwrap_or(false);
                if owed { norms } else { Vec::new() }
            }
            None => Vec::new(),
        }
    }

    /// The norm beside the set on whose account alone a conflict cannot be avoided in its case: without it, the acts that bring
    /// it about could be left.
    pub(super) fn owed_in(&self, witness: &Witness) -> Owed {
        let acts = witness.whole.acts.keys().map(|(action, ..)| *action);
        let set = (self.norms, self.acts.as_slice());
        let is_why = |norm: &NormId| self.theory.arises_without(*norm, set, witness) == Some(true);
        let owing = self.norms_that_require(acts);
        let others = if owing.len() > OWING { Owed::NotWorkedOut } else { Owed::ByNone };
        owing.into_iter().take(OWING).find(is_why).map_or(others, Owed::By)
    }

    /// Duties beside the set to do one of these acts.
    fn norms_that_require(&self, acts: impl Iterator<Item = ActionId>) -> Vec<NormId> {
        let norms = &self.theory.model.norms;
        let mut found = Vec::new();
        for action in acts {
            for (norm, _) in self.theory.norms_near(action) {
                let own = &norms[norm];
                let requires = own.modal == Modal::Must && !own.recommendation;
                if requires && !self.norms.contains(&norm) && !found.contains(&norm) {
                    found.push(norm);
                }
            }
        }
        found
    }

    fn conflict_where_owed(&self, norm: NormId) -> Result<Option<Conflict>, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
            let conflict = query.conflict(set)?;
            if conflict == Formula::False {
                return Ok(conflict);
            }
            let owed = conflict.and(query.opening_act_is_owed(set, &[norm], false)?);
            // What a person has to say is not guessed.
            query.whatever_is_said(owed)
        };
        let found = self.find_among(Others::Touched, Reading::Plain, &mut goal)?;
        let Some((mut query, found, members)) = found else { return Ok(None) };
        self.report((Reading::Plain, Some(norm)), &mut query, &found, &members, Vec::new())
            .map(Some)
    }
}

impl Query<'_> {
    /// One of these norms requires, with effect, an act that opens the window of a member, or on which a norm hangs that a
    /// condition of a member names: on the day that is looked at, or when the act is done, so that this meets it.
    pub(super) fn opening_act_is_owed(
        &mut self,
        set: &[&Instance],
        owing: &[NormId],
        when_done: bool,
    ) -> Grounded {
        let mut acts: Vec<(&Instance, OccurrenceKey)> = Vec::new();
        for it in set {
            let own = &self.model.norms[it.norm];
            for act in own.clauses().filter_map(Clause::opened_by) {
                acts.push((it, self.occurrence(act, &it.binding)?));
            }
        }
        let is_own = |key: &OccurrenceKey| acts.iter().any(|(_, own)| own == key);
        let others: Vec<OccurrenceKey> =
            self.listed.iter().filter(|key| !is_own(key)).cloned().collect();
        let mut ways = Vec::new();
        for (it, key) in acts {
            ways.push(self.is_required(it, &key, owing, when_done)?);
        }
        for key in others {
            let required = self.is_required(set[0], &key, owing, when_done)?;
            ways.push(self.happens(key).and(required));
        }
        Ok(Formula::any(ways))
    }

    /// One of these norms requires the act, with effect; a member of the set is named that asks.
    fn is_required(
        &mut self,
        it: &Instance,
        key: &OccurrenceKey,
        owing: &[NormId],
        when_done: bool,
    ) -> Grounded {
        let Some(deed) = Deed::of_key(key) else { return Ok(Formula::False) };
        let own = &self.model.norms[it.norm];
        let at = if when_done { self.when(key) } else { Place::NOW.into() };
        let ask = Ask::about(&own.scope, &it.binding, at);
        self.only = Some(owing.to_vec());
        let by_window = std::mem::replace(&mut self.by_window, when_done);
        let required = self.is_required_deed(&deed, ask, own.span);
        (self.only, self.by_window) = (None, by_window);
        required
    }
}
