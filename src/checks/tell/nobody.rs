//! Who is not in a case, where a norm would displace a member of the set if there were somebody.

use std::collections::BTreeSet;

use super::names::name_among;
use crate::logic::{Theory, Witness};
use crate::model::{NormId, SortId};

/// That there is nobody for whom a norm would displace one of these.
pub(super) fn not_displaced(
    theory: &Theory<'_>,
    norms: &[NormId],
    witness: &Witness,
) -> Option<String> {
    let it = theory.nobody_to_displace_for(norms, witness)?;
    let kind = &theory.model.sorts[it.sort].name;
    let [winner, loser] = [it.winner, it.loser].map(|norm| name_among(theory.model, norm, norms));
    let is_one = |sorts: &BTreeSet<SortId>| sorts.contains(&it.sort);
    let other = witness.whole.participants.iter().any(|who| is_one(&who.sorts));
    let no = if other { "no other" } else { "no" };
    Some(format!("There is {no} {kind}, so that `{winner}` does not displace `{loser}`."))
}
