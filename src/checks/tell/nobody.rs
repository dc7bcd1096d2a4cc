//! Who is not in a case, where a norm that would displace a member of the set speaks of such.

use super::names::name_among;
use crate::model::{Model, Norm, NormId, RelationKind, Situation, SortId, Target};

/// For each norm that would displace one of these, if there were somebody of a kind who is not there: that there is none.
pub(super) fn not_displaced(model: &Model, norms: &[NormId], situation: &Situation) -> Vec<String> {
    let displacing = model.relations.iter().filter(|it| it.kind == RelationKind::Displaces);
    let mut told = Vec::new();
    for relation in displacing {
        let (Target::Norm(winner), Target::Norm(loser)) = (relation.winner, relation.loser) else {
            continue;
        };
        let named = norms.iter().find(|&&norm| model.is_one_norm(norm, loser));
        let missing = missing_kind(model, &model.norms[winner], situation);
        if let (Some(&loser), Some(kind)) = (named.filter(|&&it| it != winner), missing) {
            let (kind, loser) = (&model.sorts[kind].name, name_among(model, loser, norms));
            let winner = name_among(model, winner, norms);
            told.push(format!(
                "There is no {kind}, so that `{winner}` does not displace `{loser}`."
            ));
        }
    }
    told
}

/// What somebody would have to be of whom the norm speaks, where nobody in the case can be.
fn missing_kind(model: &Model, norm: &Norm, situation: &Situation) -> Option<SortId> {
    let named = norm.scope.vars.iter().filter(|var| !var.some);
    let sorts = named.filter_map(|var| var.sorts.first().copied());
    let is_there = |sort: SortId| {
        let top = model.sorts[sort].top;
        situation.participants.iter().any(|it| it.sorts.contains(&top))
    };
    sorts.into_iter().find(|&sort| !is_there(sort))
}
