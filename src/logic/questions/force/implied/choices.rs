//! Duties that leave a choice: no sentence tells them, so they are held against duties of the same participants that
//! leave no more of it.

use crate::logic::Limit;
use crate::logic::applies::window::shape;
use crate::logic::ground::query::{Binding, Polarity, Query};
use crate::logic::questions::force::leaves_a_choice;
use crate::logic::theory::Theory;
use crate::model::{Modal, Model, Norm, NormId};

/// Whether its bearer may choose among acts, or towards whom one is done.
pub(super) fn leaves_some_choice(model: &Model, own: &Norm) -> bool {
    own.modal == Modal::Must && (own.acts.len() > 1 || leaves_a_choice(model, own))
}

/// Whether the second asks of the same participants for the same acts, or for some of them.
fn asks_alike(own: &Norm, other: &Norm) -> bool {
    let who = |norm: &Norm| {
        let vars = norm.scope.vars.iter();
        vars.map(|var| (var.sorts.clone(), var.some, var.any)).collect::<Vec<_>>()
    };
    (other.modal, other.recommendation, &other.bearer)
        == (own.modal, own.recommendation, &own.bearer)
        && other.acts.iter().all(|act| own.acts.contains(act))
        && shape(other) == shape(own)
        && who(other) == who(own)
}

impl Theory<'_> {
    /// Wherever the norm is effective, one of the others asks the same participants for one of its acts in time: a proof.
    pub(super) fn ask_alike(&self, norm: NormId, others: &[NormId]) -> Result<bool, Limit> {
        let own = &self.model.norms[norm];
        let alike = |other: &NormId| asks_alike(own, &self.model.norms[*other]);
        let others: Vec<NormId> = others.iter().copied().filter(alike).collect();
        if others.is_empty() {
            return Ok(false);
        }
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            let it = query.instance(norm, 0, Binding::empty(&own.scope));
            let effective = query.effective(&it, Polarity::Positive)?;
            query.left_out = self.itself_and_aspects(norm).collect();
            let alone = query.no_other_says(&it, &others);
            query.left_out.clear();
            Ok(effective.and(alone?))
        })?;
        Ok(found.is_none())
    }
}
