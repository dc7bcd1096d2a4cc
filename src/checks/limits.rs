//! Why a question about norms has no answer, as exactly as is known.

use crate::logic::Limit;
use crate::model::{Model, Norm, NormId, Occurrence, Term};

/// The limit; where a norm's time leaves out a participant, which one, and what to write.
pub(super) fn reason(model: &Model, norms: &[NormId], limit: &Limit) -> String {
    let left_out = || norms.iter().find_map(|&norm| left_out(model, &model.norms[norm]));
    match limit {
        Limit::Unbound => left_out().unwrap_or_else(|| limit.to_string()),
        _ => limit.to_string(),
    }
}

/// The participant that a time of the norm leaves out: `within 30 days of request(File)`, where a court makes requests.
fn left_out(model: &Model, norm: &Norm) -> Option<String> {
    let hangs_on = norm.clauses().filter_map(|clause| clause.hangs_on());
    hangs_on.into_iter().find_map(|occurrence| {
        let (name, params, args) = match occurrence {
            Occurrence::Event { event, args } => {
                let it = &model.events[*event];
                (&it.name, &it.params, args)
            }
            Occurrence::Act { action, args, .. } => {
                let it = &model.actions[*action];
                (&it.name, &it.params, args)
            }
        };
        let is_omitted = |arg: &Term| matches!(arg, Term::Var(var) if norm.scope[*var].omitted);
        let (param, _) = params.iter().zip(args).find(|(_, arg)| is_omitted(arg))?;
        let (label, sort) = (param.label.as_deref()?, &model.sorts[param.sort].name);
        Some(format!(
            "the time of `{}` leaves out `{label}` of `{name}`, which nothing else names; write `{name}(…, {label}: {sort})`",
            norm.name
        ))
    })
}
