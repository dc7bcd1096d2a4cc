//! Aspects of norms (model, *aspects*): the sets in which they stand for what is written, and how these are told.

use std::collections::BTreeMap;

use crate::logic::Limit;
use crate::logic::case::witness::Witness;
use crate::logic::conflict::Conflict;
use crate::logic::precedence::settled::Settled;
use crate::logic::questions::force::{Effect, Implied, Sayings};
use crate::logic::theory::Theory;
use crate::model::{ActionId, Model, NormId};

/// The aspects of each norm that has some.
pub(super) type Aspects = BTreeMap<NormId, Vec<NormId>>;

/// Finds them.
pub(in crate::logic) fn of(model: &Model) -> Aspects {
    let mut aspects = Aspects::new();
    for (id, norm) in model.norms.iter() {
        if let Some(whole) = norm.aspect_of {
            aspects.entry(whole).or_default().push(id);
        }
    }
    aspects
}

impl Theory<'_> {
    /// The sets in which aspects stand where a set has written norms: everyone but that set itself.
    pub(in crate::logic) fn with_aspects(
        &self,
        norms: &[NormId],
    ) -> impl Iterator<Item = Vec<NormId>> {
        let has_some = norms.iter().any(|norm| self.aspects.contains_key(norm));
        if norms.len() > 2 {
            return self.larger_with_aspects(norms, has_some).into_iter();
        }
        let mut sets = vec![Vec::new()];
        for &norm in norms.iter().filter(|_| has_some) {
            let longer = |set: &Vec<NormId>| -> Vec<Vec<NormId>> {
                self.itself_and_aspects(norm).map(|it| [set.as_slice(), &[it]].concat()).collect()
            };
            sets = sets.iter().flat_map(longer).collect();
        }
        sets.remove(0);
        sets.into_iter()
    }

    /// Of three and more, those that can be a clash at all.
    fn larger_with_aspects(&self, norms: &[NormId], has_some: bool) -> Vec<Vec<NormId>> {
        let written = |set: &[NormId]| {
            let mut set: Vec<NormId> = set.iter().map(|&norm| self.model.whole(norm)).collect();
            set.sort();
            set
        };
        let own = written(norms);
        let sets = self.larger().sets.iter().filter(|_| has_some);
        let other = sets.filter(|set| **set != own && written(set) == own);
        other.cloned().collect()
    }

    /// A norm, and its aspects.
    pub fn itself_and_aspects(&self, norm: NormId) -> impl Iterator<Item = NormId> {
        let aspects = self.aspects.get(&norm).into_iter().flatten().copied();
        std::iter::once(norm).chain(aspects)
    }

    pub(in crate::logic) fn conflict_as_written(&self, it: Conflict) -> Conflict {
        let mut it = it;
        it.over = self.over(&it.norms);
        self.told_as_written(&mut it.norms, &mut it.witness);
        it
    }

    /// The act of the first aspect among the norms.
    fn over(&self, norms: &[NormId]) -> Option<ActionId> {
        let norms = norms.iter().map(|&norm| &self.model.norms[norm]);
        let mut aspects = norms.filter(|norm| norm.aspect_of.is_some());
        aspects.next()?.actions().next()
    }

    pub(in crate::logic) fn settled_as_written(&self, it: Settled) -> Settled {
        let mut it = it;
        it.over = self.over(&it.norms);
        self.told_as_written(&mut it.norms, &mut it.witness);
        for norm in [&mut it.winner, &mut it.loser] {
            *norm = self.model.whole(*norm);
        }
        for (_, norm) in it.rulings.iter_mut().flat_map(|ruling| &mut ruling.canons) {
            *norm = self.model.whole(*norm);
        }
        it
    }

    /// The participants of a norm are the first of those of its aspects.
    fn told_as_written(&self, members: &mut [NormId], witness: &mut Witness) {
        let norms = &self.model.norms;
        for (norm, people) in members.iter_mut().zip(&mut witness.members) {
            if let Some(whole) = norms[*norm].aspect_of {
                *norm = whole;
                people.truncate(norms[whole].scope.vars.iter().filter(|var| !var.some).count());
            }
        }
    }

    /// As [`Theory::implied`], where each aspect of the norm is made superfluous, too. What an aspect says, its norm says.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn implied_wholly(
        &self,
        sayings: &Sayings<'_>,
        norm: NormId,
    ) -> Result<Option<Implied>, Limit> {
        let Some(found) = self.implied(sayings, norm)? else { return Ok(None) };
        for aspect in self.itself_and_aspects(norm).skip(1) {
            if self.implied(sayings, aspect)?.is_none() {
                return Ok(None);
            }
        }
        let mut by: Vec<NormId> = Vec::new();
        for norm in found.by.iter().map(|&norm| self.model.whole(norm)) {
            if !by.contains(&norm) {
                by.push(norm);
            }
        }
        // Who covers an act does not only say the same as who names it.
        let same = found.same && found.by.iter().all(|&it| self.model.whole(it) == it);
        Ok(Some(Implied { by, same, ..found }))
    }

    /// Whether in no situation the norm is effective, in whole or on one of the acts that it covers: a proof.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn never_effective(&self, norm: NormId) -> Result<bool, Limit> {
        let mut all = self.itself_and_aspects(norm);
        all.try_fold(true, |never, it| Ok(never && self.never(it, Effect::IsEffective)?))
    }
}
