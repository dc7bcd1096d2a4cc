//! Whom a norm can silence.

use std::collections::BTreeSet;

use crate::logic::ground::query::Query;
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
}
