//! In which order the members of a set are looked at: each is tied to one before it.

use super::limits::ORDERS;
use super::partners::anchoring_actions;
use super::query::Query;
use super::set::Set;
use super::theory::Theory;
use crate::model::{Modal, NormId};

impl Theory<'_> {
    /// The norms in such an order that each can clash with one before it, one tied to it by a rule at the most before one
    /// that chains of rules tie; `None` where there is none.
    pub(super) fn in_linking_order(
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
            let tied_to = |it: NormId, near: &dyn Fn(NormId, NormId) -> bool| {
                order.iter().any(|&before| tied(before, it) && near(before, it))
            };
            let closely = |a: NormId, b: NormId| self.are_closely_tied(a, b);
            let next = left.iter().position(|&it| tied_to(it, &closely));
            let next = next.or_else(|| left.iter().position(|&it| tied_to(it, &|_, _| true)))?;
            order.push(left.remove(next));
        }
        Some(order)
    }

    /// Three norms and more, each with the act at issue, in such an order that participants tie each to one before it: the
    /// acts alone do not tell. As they are, where there is none.
    pub(super) fn in_an_order_that_links(
        &self,
        norms: &[NormId],
        acts: Vec<usize>,
    ) -> (Vec<NormId>, Vec<usize>) {
        let given: Vec<usize> = (0..norms.len()).collect();
        let placed = |order: &[usize]| -> (Vec<NormId>, Vec<usize>) {
            order.iter().map(|&place| (norms[place], acts[place])).unzip()
        };
        let links = |order: &[usize]| {
            let (norms, acts) = placed(order);
            let set = Set::new(self, &norms, acts);
            let members = set.members(&mut Query::new(self), &vec![0; norms.len()]);
            members.is_ok_and(|(members, _)| members.len() == norms.len())
        };
        if norms.len() < 3 || links(&given) {
            return (norms.to_vec(), acts);
        }
        let mut orders = vec![vec![0]];
        for _ in 1..norms.len() {
            let longer = |order: &Vec<usize>| {
                let order = order.clone();
                let rest = (0..norms.len()).filter(|place| !order.contains(place));
                rest.map(|place| [order.as_slice(), &[place]].concat()).collect::<Vec<_>>()
            };
            orders = orders.iter().flat_map(longer).take(ORDERS).collect();
        }
        placed(orders.iter().find(|order| links(order)).unwrap_or(&given))
    }

    /// What one norm is about is what the other is about, or what one rule ties to that.
    fn are_closely_tied(&self, a: NormId, b: NormId) -> bool {
        let about = |norm: NormId| {
            let own = &self.model.norms[norm];
            own.actions().chain(anchoring_actions(own)).collect::<Vec<_>>()
        };
        let theirs = about(b);
        about(a).iter().any(|&one| theirs.iter().any(|&other| self.is_tied(one, other).is_some()))
    }
}
