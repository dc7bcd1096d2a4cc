//! `C215`: a law does what its maker must not do.

use super::of_kind;
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;
use crate::model::{Model, NormId, Term};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C215",
    name: "breach",
    summary: "a law does what its maker must not do",
    level: Level::Error,
    page: include_str!("breach.md"),
};

/// Finds laws that their makers must not make.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Breach) {
        let model = survey.theory.model;
        let (law, ban) = (it.norms[0], it.norms[1]);
        let maker = maker(model, law);
        let [one, other] = tell::two_names(model, law, ban);
        let message = format!(
            "`{one}` does what `{other}` forbids its maker {maker}: {}",
            act_name(model, ban)
        );
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(finding.help(format!(
            "add an exception for this case to `{}` (`unless …`), or have {maker} released from `{}` in this case",
            model.qualified(law),
            model.qualified(ban)
        )));
    }
}

fn maker(model: &Model, law: NormId) -> String {
    match &model.instruments[model.norms[law].instrument].issuer {
        Some(Term::Individual(who)) => {
            let who = &model.individuals[*who];
            who.title.as_deref().unwrap_or(&who.name).to_owned()
        }
        _ => "of record".to_owned(),
    }
}
