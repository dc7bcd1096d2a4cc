//! The acts that norms are about, by their names.

use std::collections::BTreeSet;

use crate::diagnostics::Diagnostic;
use crate::model::{Act, ActionId, Model, NormId};

/// Says for machines which norms a finding is about, and which acts: of each norm the one that it speaks of, and the one
/// over which they clash. Where a norm has a list of acts, what else stands in it plays no part: the finding stays the
/// same one when the list grows.
pub(in crate::checks) fn about(
    found: &mut Diagnostic,
    model: &Model,
    over: Option<ActionId>,
    norms: &[NormId],
) {
    let single = norms.iter().filter(|&&norm| model.norms[norm].acts.len() == 1);
    let own = single.map(|&norm| act_name(model, norm));
    let acts: BTreeSet<String> = own.chain(over.map(|action| action_name(model, action))).collect();
    found.evidence.acts = acts.into_iter().collect();
    found.evidence.norms = norms.iter().map(|&norm| model.qualified(norm)).collect();
}

/// How many acts of one norm a message names at the most; of a longer list it names the first and counts the others.
const ACTS_NAMED: usize = 8;

/// The name of the act that a norm is about.
pub(in crate::checks) fn act_name(model: &Model, norm: NormId) -> String {
    let names = model.norms[norm].acts.iter().map(|act| match act {
        Act::Do { action, .. } => action_name(model, *action),
        Act::Legislate { .. } => "make law".to_owned(),
    });
    let mut names: Vec<String> = names.collect();
    if names.len() > ACTS_NAMED {
        let more = names.len() - (ACTS_NAMED - 1);
        names.truncate(ACTS_NAMED - 1);
        names.push(format!("{more} more"));
    }
    names.join(" or ")
}

/// The act over which norms clash: one that is only covered, or that of this norm.
pub(in crate::checks) fn act_at_issue(
    model: &Model,
    over: Option<ActionId>,
    norm: NormId,
) -> String {
    over.map_or_else(|| act_name(model, norm), |action| action_name(model, action))
}

/// The name of an act.
pub(in crate::checks) fn action_name(model: &Model, action: ActionId) -> String {
    model.actions[action].name.to_string()
}
