//! In which order the members of a set are looked at: each is tied to one before it.

use crate::logic::clash::set::Set;
use crate::logic::ground::query::Query;
use crate::logic::theory::Theory;
use crate::model::{Modal, NormId};

impl Theory<'_> {
    /// The norms in such an order that each can clash with one before it, as far as acts tell; `None` where there is none.
    pub(in crate::logic) fn in_linking_order(
        &self,
        norms: &[NormId],
        near: &dyn Fn(NormId, NormId) -> bool,
    ) -> Option<Vec<NormId>> {
        let query = Query::new(self);
        let tied = |a: NormId, b: NormId| query.can_meet(a, b) && near(a, b);
        let mut left = norms.to_vec();
        let first =
            left.iter().position(|&it| self.model.norms[it].modal != Modal::MustNot).unwrap_or(0);
        let mut order = vec![left.remove(first)];
        while !left.is_empty() {
            let next = left.iter().position(|&it| order.iter().any(|&before| tied(before, it)))?;
            order.push(left.remove(next));
        }
        Some(order)
    }

    /// The norms, each with the act at issue, in such an order that participants tie each to one before it: chains of rules
    /// can tie acts without tying anybody. As they are, where there is none.
    pub(in crate::logic) fn in_an_order_that_links(
        &self,
        norms: &[NormId],
        acts: Vec<usize>,
    ) -> (Vec<NormId>, Vec<usize>) {
        let links = |norms: &[NormId], acts: &[usize]| {
            let set = Set::new(self, norms, acts.to_vec());
            let members = set.members(&mut Query::new(self), &vec![0; norms.len()]);
            members.is_ok_and(|(members, _)| members.len() == norms.len())
        };
        if norms.len() < 3 || links(norms, &acts) {
            return (norms.to_vec(), acts);
        }
        let mut left: Vec<usize> = (1..norms.len()).collect();
        let mut order = (vec![norms[0]], vec![acts[0]]);
        while !left.is_empty() {
            let with = |&place: &usize| {
                let norms = [order.0.as_slice(), &[norms[place]]].concat();
                (norms, [order.1.as_slice(), &[acts[place]]].concat())
            };
            let next = left.iter().position(|place| {
                let (norms, acts) = with(place);
                links(&norms, &acts)
            });
            let Some(next) = next else { return (norms.to_vec(), acts) };
            order = with(&left.remove(next));
        }
        order
    }
}
