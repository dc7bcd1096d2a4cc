//! Who violated what, and towards whom, where that is not towards everybody in the case.

use super::case::join;
use super::parts::bearer;
use crate::model::{Model, NormId, ParticipantId, Situation};

/// A sentence for each violation of a case: one act violates what it violates towards everybody, and that is told once.
pub(super) fn violations(
    model: &Model,
    situation: &Situation,
    name: &dyn Fn(ParticipantId) -> String,
) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for (norm, participants) in &situation.violated {
        let whom = towards(model, situation, (*norm, participants));
        let names: Vec<String> = whom.into_iter().map(name).collect();
        let towards =
            if names.is_empty() { String::new() } else { format!(" towards {}", join(&names)) };
        let norm_name = model.qualified(*norm);
        let it = match bearer(model, situation, *norm, participants) {
            Some(who) => format!("{} violated `{norm_name}`{towards}.", name(who)),
            None => format!("`{norm_name}` was violated{towards}."),
        };
        if !told.contains(&it) {
            told.push(it);
        }
    }
    told
}

/// Those in whose place there is somebody towards whom the norm was not violated.
fn towards(
    model: &Model,
    situation: &Situation,
    (norm, participants): (NormId, &[ParticipantId]),
) -> Vec<ParticipantId> {
    let by = bearer(model, situation, norm, participants);
    let vars = model.norms[norm].scope.vars.iter().filter(|var| !var.some);
    let each = vars.zip(participants).enumerate().filter(|(_, (_, who))| Some(**who) != by);
    let spared = |place: usize, other: ParticipantId| {
        let mut instead = participants.to_vec();
        instead[place] = other;
        !participants.contains(&other) && !situation.violated.contains(&(norm, instead))
    };
    let all = 0..situation.participants.len() as u32;
    let tells = each.filter(|(place, (var, _))| {
        let fits = |other: &ParticipantId| {
            let top = model.sorts[var.sorts[0]].top; // who is a party, say, is told elsewhere
            situation.participants[other.0 as usize].sorts.contains(&top)
        };
        all.clone().map(ParticipantId).filter(fits).any(|other| spared(*place, other))
    });
    tells.map(|(_, (_, who))| *who).collect()
}
