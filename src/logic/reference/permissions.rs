//! When permissions are respected: nobody is kept from what they permit, or made to do what they exempt from.

use std::collections::BTreeSet;

use super::deeds::Deed;
use super::moments::Moments;
use super::possible::Probe;
use super::windows::{Bound, Mark, Span};
use super::{Answer, Instance, Unsupported, World};
use crate::model::Modal;

impl World<'_> {
    /// Whether the duties and bans of the set rule out, at some moment of the permission's window, an act that
    /// it covers and that could else be done.
    pub(super) fn rules_out(&self, set: &[Instance], permission: &Instance) -> Answer<bool> {
        let deeds = self.deeds(permission)?;
        let [deed] = deeds.as_slice() else {
            return Err(Unsupported::new("a permission towards somebody, no matter whom"));
        };
        let ended_by = self.ended_by(permission)?;
        // Where each narrower act has an aspect, the permission is about its own act alone.
        let covered = match self.model.norms[permission.norm].by_aspects {
            true => BTreeSet::from([deed.clone()]),
            false => self.narrower(deed)?,
        };
        for covered in covered {
            let taken = match ended_by.is_empty() {
                true => {
                    let left = self.possible_with_fresh(set, &covered)?;
                    self.window(permission)?.minus(&left)
                }
                false => self.taken_while_open(set, permission, &covered)?,
            };
            if !taken.is_empty()
                && !taken.and(&self.possible_else(permission, &covered)?).is_empty()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // The moments at which a behaviour that respects the set leaves the window open, but none that does so has the deed
    // done: acts of the behaviour end it.
    fn taken_while_open(
        &self,
        set: &[Instance],
        permission: &Instance,
        deed: &Deed,
    ) -> Answer<Moments> {
        if set.iter().any(|it| self.some_sorts(it).is_ok_and(|sorts| !sorts.is_empty())) {
            return Err(Unsupported::new("a permission that an act ends, and somebody to choose"));
        }
        let moment = Probe { deed: None, open: Some(permission) };
        let open = self.possible_so(set, moment)?;
        Ok(open.minus(&self.possible_so(set, Probe { deed: Some(deed), ..moment })?))
    }

    // The moments at which the deed could be done if nothing were asked.
    fn possible_else(&self, permission: &Instance, deed: &Deed) -> Answer<Moments> {
        let open = (!self.ended_by(permission)?.is_empty()).then_some(permission);
        self.possible_so(&[], Probe { deed: Some(deed), open })
    }

    /// Whether the duties of the set force the act inside the window of the `need not`.
    pub(super) fn forces(&self, set: &[Instance], exempt: &Instance) -> Answer<bool> {
        let mut duties = vec![exempt.clone()];
        for it in set.iter().filter(|it| self.model.norms[it.norm].modal == Modal::Must) {
            // A duty whose window opens with what it asks for forces nobody.
            if !self.opens_itself(it)? {
                duties.push(it.clone());
            }
        }
        Ok(!self.is_respectable(&duties)?)
    }

    /// What a `need not` spares, without the moments at which the situation says that the deed was done: nobody is forced to that.
    pub(super) fn unforced(&self, mut spared: Vec<(Deed, Span)>) -> Answer<Vec<(Deed, Span)>> {
        for (done, time) in self.listed_deeds() {
            let is = self.wider(&done)?;
            let bound = || Bound { mark: Mark::Clock(time), closed: false };
            let apart = |(deed, span): (Deed, Span)| match is.contains(&deed) {
                true => {
                    let before = Span { lower: Vec::new(), upper: vec![bound()] };
                    let after = Span { lower: vec![bound()], upper: Vec::new() };
                    vec![(deed.clone(), span.and(&before)), (deed, span.and(&after))]
                }
                false => vec![(deed, span)],
            };
            spared = spared.into_iter().flat_map(apart).collect();
        }
        Ok(spared)
    }
}
