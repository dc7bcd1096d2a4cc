//! Acts that open windows and that another norm requires: whoever owes them cannot leave them, so that what they bring about
//! cannot be avoided (language reference, *verdicts*).

use crate::logic::Limit;
use crate::logic::applies::status::Reading as Asked;
use crate::logic::clash::set::{Reading, Set};
use crate::logic::conflict::{Conflict, Kind, Owed};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::others::Others;
use crate::logic::ground::query::{Ask, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::Place;
use crate::logic::limits::OWING;
use crate::model::{Act, Clause, Cond, Modal, NormId, Occurrence, Status, StatusModal};

impl Set<'_, '_> {
    /// A conflict that can be avoided by leaving the acts from which it arises, in a case in which another norm requires
    /// such an act: there, it may be one that cannot be avoided. Then that is what is told.
    pub(super) fn with_what_is_owed(&self, found: Conflict) -> Conflict {
        let avoidable = found.kind == Kind::Wide && !found.arises_when.is_empty();
        if !avoidable || !found.answers.is_empty() {
            return found;
        }
        let owing = self.norms_that_require_opening_acts();
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
                let norms = self.norms_that_require_opening_acts();
                let owed = !norms.is_empty() && is_owed(&norms).unwrap_or(false);
                if owed { norms } else { Vec::new() }
            }
            None => Vec::new(),
        }
    }

    /// Duties beside the set to do what opens a window of it.
    fn norms_that_require_opening_acts(&self) -> Vec<NormId> {
        let norms = &self.theory.model.norms;
        let mut found = Vec::new();
        for action in self.opening_acts().iter().filter_map(Occurrence::action) {
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
    /// One of these norms requires, with effect, an act that opens the window of a member: on the day that is looked at,
    /// or when the act is done, so that this meets it.
    pub(super) fn opening_act_is_owed(
        &mut self,
        set: &[&Instance],
        owing: &[NormId],
        when_done: bool,
    ) -> Grounded {
        let mut ways = Vec::new();
        for it in set {
            let own = &self.model.norms[it.norm];
            for act in own.clauses().filter_map(Clause::opened_by) {
                let Occurrence::Act { by, action, args } = act else { continue };
                let status = Status {
                    bearers: vec![by.clone()],
                    modal: StatusModal::Is { modal: Modal::Must, recommendation: false },
                    acts: vec![Act::Do { action: *action, args: args.clone() }],
                    window: None,
                    when: Cond::TRUE,
                    unless: Cond::Any(Vec::new()),
                    omitted: Vec::new(),
                    span: own.span,
                };
                let (scope, binding) = (&own.scope, &it.binding);
                let at = match when_done {
                    true => {
                        let key = self.occurrence(act, binding)?;
                        self.when(&key)
                    }
                    false => Place::NOW.into(),
                };
                let ask = Ask { scope, binding, at, start: at, asker: None, depth: 0 };
                self.only = Some(owing.to_vec());
                let by_window = std::mem::replace(&mut self.by_window, when_done);
                let owed = self.status(
                    &status,
                    ask,
                    Asked::Effective { strict: false },
                    Polarity::Positive,
                );
                (self.only, self.by_window) = (None, by_window);
                ways.push(owed?);
            }
        }
        Ok(Formula::any(ways))
    }
}
