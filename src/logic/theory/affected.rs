//! Whether a norm says anything at all, and whom it can silence.

use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::ground::query::{Binding, Polarity, Query};
use crate::logic::theory::Theory;
use crate::model::{NormId, RelationKind};

impl Theory<'_> {
    /// The norm, and norms that may be effective or not by what it says: those that it could defeat, and all whose
    /// conditions or relations ask what norms say.
    pub fn affected_by(&self, norm: NormId) -> BTreeSet<NormId> {
        let query = Query::new(self);
        let asks = |id: &NormId| {
            let norm = &self.model.norms[*id];
            self.asks_norms(&norm.when) || self.asks_norms(&norm.unless)
        };
        let displaced = |id: &NormId| {
            let displaces =
                self.model.relations.iter().filter(|it| it.kind == RelationKind::Displaces);
            let mut displaces = displaces.filter(|it| query.reaches(it.loser, *id));
            displaces.any(|it| query.reaches(it.winner, norm))
        };
        let weaker = |id: &NormId| query.could_prevail(norm, *id);
        let near = self.neighbours(norm).into_iter().map(|(id, _)| id).filter(weaker);
        let others = self.norms().filter(|id| asks(id) || displaced(id));
        near.chain(others).chain([norm]).collect()
    }

    /// Whether some instance of the norm, or of an aspect of it, is effective in some situation.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn can_be_effective(&self, norm: NormId) -> Result<bool, Limit> {
        let mut all = self.itself_and_aspects(norm);
        all.try_fold(false, |can, it| Ok(can || self.can_just_be_effective(it)?))
    }

    fn can_just_be_effective(&self, norm: NormId) -> Result<bool, Limit> {
        let own = &self.model.norms[norm];
        for act in 0..own.acts.len() {
            let mut query = Query::new(self);
            let found = query.find(&mut |query| {
                let it = query.instance(norm, act, Binding::empty(&own.scope));
                query.effective(&it, Polarity::Positive)
            })?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
