//! In which order the members of a set are looked at: each is tied to one before it.

use crate::logic::Limit;
use crate::logic::clash::set::Set;
use crate::logic::ground::query::Query;
use crate::logic::theory::Theory;
use crate::model::{Modal, NormId};

impl Theory<'_> {
    /// Whether the acts of two norms are so near that they may clash.
    pub(in crate::logic) fn are_touching(&self, a: NormId, b: NormId) -> bool {
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        touch(a, b) || touch(b, a)
    }

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
}

/// An order in which the members of a set are tied: each place, with from where on in the order the one stands to which it
/// is tied.
#[derive(Clone, Debug)]
pub(in crate::logic) struct Order(pub(in crate::logic) Vec<(usize, usize)>);

/// More orders than this are not looked at.
const ORDERS: usize = 1_000;

/// Which places of a set can be tied to which, and the orders that were found.
struct Orders {
    near: Vec<Vec<bool>>,
    found: Vec<Order>,
}

impl Set<'_, '_> {
    /// The orders in which members can be tied, so that there is one for every way to tie all of them to the first,
    /// directly or through others: who is tied to two may be tied in truth to the one that comes later. Then each duty that
    /// leaves its bearer a choice comes first, as nobody who is there before can be whoever will be chosen; and each norm
    /// on an act towards nobody in particular, as there need be nobody where it comes first.
    pub(in crate::logic) fn linking_orders(&self) -> Result<Vec<Order>, Limit> {
        let query = Query::new(self.theory);
        let near = |a: NormId, b: NormId| query.can_meet(a, b) && self.theory.are_touching(a, b);
        let row = |&a: &NormId| self.norms.iter().map(|&b| near(a, b)).collect();
        let mut orders = Orders { near: self.norms.iter().map(row).collect(), found: Vec::new() };
        orders.go_on(&mut vec![(0, 0)])?;
        let leaves_open = |&place: &usize| {
            let scope = &self.theory.model.norms[self.norms[place]].scope;
            self.theory.leaves_the_choice(&self.norms[place..=place])
                || scope.vars.iter().any(|var| var.omitted)
        };
        for place in (1..self.norms.len()).filter(leaves_open) {
            orders.go_on(&mut vec![(place, 0)])?;
        }
        Ok(orders.found)
    }
}

impl Orders {
    fn go_on(&mut self, order: &mut Vec<(usize, usize)>) -> Result<(), Limit> {
        let all = self.near.len();
        if order.len() == all {
            if self.found.len() == ORDERS {
                return Err(Limit::Sets);
            }
            self.found.push(Order(order.clone()));
            return Ok(());
        }
        let left: Vec<usize> =
            (0..all).filter(|place| order.iter().all(|(it, _)| it != place)).collect();
        for &next in &left {
            // Where it could have come before one of a later place, that is another order.
            let from = order.iter().rposition(|&(it, _)| it > next).unwrap_or(0);
            let can_be_tied = order[from..].iter().any(|&(it, _)| self.near[next][it]);
            let passed_over = left.iter().filter(|&&it| it < next);
            let wait = |&&it: &&usize| left.iter().any(|&by| by != it && self.near[it][by]);
            if can_be_tied && passed_over.clone().all(|it| wait(&it)) {
                order.push((next, from));
                self.go_on(order)?;
                order.pop();
            }
        }
        Ok(())
    }
}
