//! What the rules about conflicts share: which conflicts are whose, and the way out that all of them offer.

pub(in crate::checks) mod antinomy_of_second_degree;
pub(in crate::checks) mod breach;
pub(in crate::checks) mod cannot_be_respected_together;
pub(in crate::checks) mod competence;
pub(in crate::checks) mod duties_exclude_each_other;
pub(in crate::checks) mod duties_of_one_event;
pub(in crate::checks) mod duty_against_ban;
pub(in crate::checks) mod empty_window;
pub(in crate::checks) mod lower_rank_against_higher;
pub(in crate::checks) mod permission_against_ban;
pub(in crate::checks) mod settled_by_precedence;
pub(in crate::checks) mod tension;
pub(in crate::checks) mod undetermined;
pub(in crate::checks) mod windows_cannot_be_met;
pub(in crate::checks) mod zero_slack;

use crate::checks::survey::Survey;
use crate::diagnostics::Diagnostic;
use crate::logic::{Conflict, Kind};
use crate::model::{Modal, Model, NormId};

/// Conflicts of two norms, of a kind, that hang on no open fact.
pub(super) fn of_kind<'s>(
    survey: &'s Survey<'_>,
    kind: Kind,
) -> impl Iterator<Item = &'s Conflict> {
    let two = survey.conflicts.iter().filter(|it| it.answers.is_empty() && it.norms.len() == 2);
    two.filter(move |it| it.kind == kind)
}

/// The two norms, the one that asks for an act before the one that leaves no room for it.
pub(super) fn duty_first(model: &Model, norms: &[NormId]) -> (NormId, NormId) {
    let (a, b) = (norms[0], norms[norms.len() - 1]);
    let asks = |norm: NormId| matches!(model.norms[norm].modal, Modal::Must | Modal::May);
    if asks(b) && !asks(a) { (b, a) } else { (a, b) }
}

/// What a drafter can do about the events on which a clash hangs, if it does.
pub(super) fn limit_for_events(found: Diagnostic, it: &Conflict) -> Diagnostic {
    match it.hangs_on.is_empty() {
        true => found,
        false => found.help(
            "set a limit for the event, `assume` that it comes in time, or say what silence means",
        ),
    }
}

/// What a drafter can do about two norms that clash.
pub(super) fn way_out(
    found: Diagnostic,
    model: &Model,
    first: NormId,
    second: NormId,
) -> Diagnostic {
    let name = |norm: NormId| model.qualified(norm);
    let help = if name(first) == name(second) {
        format!(
            "add an exception for this case to one of the two (`unless …`, in `{}`)",
            name(first)
        )
    } else {
        format!(
            "add an exception for this case to `{}` or `{}` (`unless …`); or say which yields: `subject to {}` in `{}`",
            name(first),
            name(second),
            name(second),
            name(first)
        )
    };
    found.help(help)
}
