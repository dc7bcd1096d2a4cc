//! Duties that leave to their bearer whom to choose, against several bans that may leave nobody to choose.
//!
//! Whether such bans together are a conflict is not worked out. Where each of those who could be chosen can be under
//! one of the bans, that is told as a question without an answer; else no such set is a clash.

use super::Limit;
use super::formula::Formula;
use super::query::{Binding, Polarity, Query};
use super::theory::Theory;
use crate::model::{Modal, NormId};

impl Theory<'_> {
    /// The bans of which one may apply to whomever the bearer of a duty chooses, where no ban alone does so in every
    /// case; none where somebody is always left. All bans are looked at, or those among some norms.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn may_leave_nobody(
        &self,
        duty: NormId,
        among: Option<&[NormId]>,
    ) -> Result<Vec<NormId>, Limit> {
        if self.model.norms[duty].modal != Modal::Must || !self.leaves_the_choice(&[duty]) {
            return Ok(Vec::new());
        }
        let is_ban = |&(norm, _): &(NormId, usize)| self.model.norms[norm].modal == Modal::MustNot;
        let mut bans: Vec<NormId> =
            self.touching(duty).iter().filter(|it| is_ban(it)).map(|(norm, _)| *norm).collect();
        bans.dedup();
        bans.retain(|ban| among.is_none_or(|among| among.contains(ban)));
        if bans.len() < 2 || !self.bar_everybody(duty, &bans)? {
            return Ok(Vec::new());
        }
        for &ban in &bans {
            if self.bar_everybody(duty, &[ban])? {
                return Ok(Vec::new()); // the pair was asked about
            }
        }
        Ok(bans)
    }

    /// That these norms are no clash is no proof where bans among them may leave nobody to choose.
    ///
    /// # Errors
    /// They may.
    pub fn leave_somebody(&self, norms: &[NormId]) -> Result<(), Limit> {
        for &duty in norms.iter().filter(|_| norms.len() > 2) {
            if !self.may_leave_nobody(duty, Some(norms))?.is_empty() {
                return Err(Limit::NobodyLeft);
            }
        }
        Ok(())
    }

    /// In some case the duty applies, and one of the bans to whoever is chosen.
    fn bar_everybody(&self, duty: NormId, bans: &[NormId]) -> Result<bool, Limit> {
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            let it = query.instance(duty, 0, Binding::empty(&query.model.norms[duty].scope));
            let mut ways = Vec::new();
            for partner in query.partners(&it, &|norm| bans.contains(&norm))? {
                let mut body = |query: &mut Query<'_>, ban: &super::query::Instance| {
                    query.applies(ban, Polarity::Positive)
                };
                ways.push(query.some_instance(&partner, Polarity::Positive, &mut body)?);
            }
            let barred = query.whoever_is_chosen(Formula::any(ways))?;
            Ok(query.applies(&it, Polarity::Positive)?.and(barred))
        })?;
        Ok(found.is_some())
    }
}
