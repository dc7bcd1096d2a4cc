//! How silence is read: the closures that are declared, or could be.

use crate::model::{Model, Norm, SortId, Term};

/// Which reading answers what no norm settles, for participants of these sorts.
pub(in crate::checks) fn closure(model: &Model, sorts: &[SortId]) -> String {
    let speaks = |sort: SortId| sorts.iter().any(|&it| model.is_sub(it, sort));
    match model.closures.iter().find(|it| speaks(it.sort)) {
        Some(it) => {
            let (word, reading) = match it.permits {
                true => ("permits", "permitted; no norm says so"),
                false => ("forbids", "forbidden; no norm says so"),
            };
            format!("`closure {} {word}` reads it as {reading}", model.sorts[it.sort].name)
        }
        None => {
            // A closure is of those who bear norms.
            let near = |a: SortId, b: SortId| model.is_sub(a, b) || model.is_sub(b, a);
            let bearers: Vec<SortId> = model.norms.values().flat_map(bearer_sorts).collect();
            let bears = |sort: &&SortId| bearers.iter().any(|&bearer| near(bearer, **sort));
            let sort = sorts.iter().find(bears).or(bearers.first()).or(sorts.first());
            let sort = sort.map_or("State", |&sort| &*model.sorts[sort].name);
            format!(
                "none is declared. `closure {sort} permits` would read silence as permission, `closure {sort} forbids` as a ban"
            )
        }
    }
}

/// Of which sorts whoever bears a norm is.
fn bearer_sorts(norm: &Norm) -> Vec<SortId> {
    match norm.bearer {
        Term::Var(var) => norm.scope[var].sorts.clone(),
        _ => Vec::new(),
    }
}
