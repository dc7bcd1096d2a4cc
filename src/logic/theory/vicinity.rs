//! What can matter to some norms, however they are edited: a part of the set that can be looked at alone.

use std::collections::BTreeSet;

use crate::logic::theory::Theory;
use crate::model::{AssertionKind, NormId, PrincipleId, RelationKind, Target};

/// The vicinities of norms, in one set.
#[derive(Debug)]
pub struct Vicinities<'t, 'm> {
    theory: &'t Theory<'m>,
    /// Norms whose conditions ask what others say.
    asking: Vec<NormId>,
    /// The norms on whose acts each principle asks something.
    concerned: Vec<BTreeSet<NormId>>,
}

impl<'t, 'm> Vicinities<'t, 'm> {
    /// For the norms of a theory.
    pub fn new(theory: &'t Theory<'m>) -> Self {
        let asks = |norm: &NormId| {
            let own = &theory.model.norms[*norm];
            theory.asks_norms(&own.when) || theory.asks_norms(&own.unless)
        };
        let expects = |principle: PrincipleId| {
            let assertions = &theory.model.principles[principle].assertions;
            let expected = assertions.iter().filter(|it| {
                // What is asked of how each norm is written is asked of it alone.
                matches!(it.kind, AssertionKind::Expect { .. })
            });
            expected.flat_map(|it| theory.about(it)).collect()
        };
        Vicinities {
            theory,
            asking: theory.norms().filter(asks).collect(),
            concerned: theory.model.principles.ids().map(expects).collect(),
        }
    }

    /// All norms that can matter to what is found of these after an edit that makes them apply less often, yield, or
    /// have other lengths in their windows: none of that lets norms meet that lie apart, so no others can clash with
    /// them or with whom they can defeat, be asked by them, or bear on a principle on which they bear. `None` where
    /// these are more than so many.
    pub fn around(&self, norms: &[NormId], most: usize) -> Option<BTreeSet<NormId>> {
        self.closed(norms.iter().copied().collect(), most)
    }

    /// All norms that can matter to how a principle fails after such an edit of these, or after one more norm, or part
    /// of one, that says what it misses: nothing is known of that but its act.
    pub fn around_principle(
        &self,
        principle: PrincipleId,
        norms: &[NormId],
        most: usize,
    ) -> Option<BTreeSet<NormId>> {
        let mut near: BTreeSet<NormId> = norms.iter().chain(&self.asking).copied().collect();
        near.extend(&self.concerned[principle.0 as usize]);
        near.extend(self.could_answer(principle));
        let by_acts = near.iter().flat_map(|&norm| self.theory.neighbours(norm));
        let by_acts: Vec<NormId> = by_acts.map(|(norm, _)| norm).collect();
        near.extend(by_acts);
        self.closed(near, most)
    }

    /// These norms with all that they can affect, and what can affect them.
    fn closed(&self, mut near: BTreeSet<NormId>, most: usize) -> Option<BTreeSet<NormId>> {
        near.extend(&self.asking);
        let bears = |own: &&BTreeSet<NormId>| !own.is_disjoint(&near);
        let bearing: Vec<&BTreeSet<NormId>> = self.concerned.iter().filter(bears).collect();
        let bearing: Vec<NormId> = bearing.into_iter().flatten().copied().collect();
        near.extend(bearing);
        let mut open: Vec<NormId> = near.iter().copied().collect();
        while let Some(next) = open.pop() {
            if near.len() > most {
                return None;
            }
            let linked = self.theory.linked_to(next).chain(self.displaced_by(next));
            open.extend(linked.filter(|&it| near.insert(it)));
        }
        Some(near)
    }

    /// Norms that can clash with one that says what a principle misses.
    fn could_answer(&self, principle: PrincipleId) -> BTreeSet<NormId> {
        let assertions = self.theory.model.principles[principle].assertions.iter();
        let missed = assertions.filter_map(|it| match &it.kind {
            AssertionKind::Expect { status, .. } => Some(status),
            AssertionKind::Every { .. } => None,
        });
        let actions = missed.flat_map(|status| status.actions());
        actions.flat_map(|action| self.theory.norms_tied_to(action)).collect()
    }

    fn displaced_by(&self, norm: NormId) -> Vec<NormId> {
        let model = self.theory.model;
        let instrument = model.norms[norm].instrument;
        let wins = |winner: Target| {
            winner == Target::Instrument(instrument) || self.theory.members(winner).contains(&norm)
        };
        let relations = model.relations.iter().filter(|it| it.kind == RelationKind::Displaces);
        let lost = relations.filter(|it| wins(it.winner)).map(|it| it.loser);
        lost.flat_map(|loser| self.theory.members(loser)).collect()
    }
}

impl Theory<'_> {
    /// These norms, and all that are written with any of them in one (`must A and B`, `otherwise`).
    pub fn with_other_parts(&self, norms: BTreeSet<NormId>) -> BTreeSet<NormId> {
        let all = &self.model.norms;
        let span = |place: u32| all.get(NormId(place)).map(|norm| norm.span);
        // They are made one after the other.
        let mates = norms.iter().flat_map(|&norm| {
            let own = Some(all[norm].span);
            let before = (0..norm.0).rev().take_while(move |&it| span(it) == own);
            let after = (norm.0..).take_while(move |&it| span(it) == own);
            before.chain(after).map(NormId)
        });
        mates.collect()
    }
}
