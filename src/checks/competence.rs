//! `C207`: two norms confer and deny the same power, or a duty goes beyond its bearer's powers.

use super::conflicts::of_kind;
use super::survey::Survey;
use super::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Kind, Witness};
use crate::model::{Model, NormId, SortId, Term};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C207",
    name: "competence",
    summary: "two norms confer and deny the same power, or a duty goes beyond its bearer's powers",
    level: Level::Error,
    page: include_str!("competence.md"),
};

/// Finds clashes of powers.
pub(super) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Competence) {
        let model = survey.theory.model;
        let (first, second) = (it.norms[0], it.norms[1]);
        let [one, other] = tell::two_names(model, first, second);
        let message =
            format!("`{one}` and `{other}` disagree on who has power: {}", act_name(model, first));
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(finding.help(
            "divide the matter between the bodies with `when`, or name the one that has the last word",
        ));
    }
    for (norm, case) in &survey.beyond {
        found.push(beyond(survey, *norm, case));
    }
}

/// That the bearer has only the powers that norms give it.
fn conferred_only(model: &Model, sorts: &[SortId]) -> String {
    let speaks = |sort: SortId| sorts.iter().any(|&it| model.is_sub(it, sort));
    let closure = model.closures.iter().find(|it| !it.permits && speaks(it.sort));
    let sort = closure.map_or("…", |it| &*model.sorts[it.sort].name);
    format!(
        "under `closure {sort} forbids` a body has only the powers that an effective norm confers"
    )
}

/// A duty to do what its bearer has no power to do.
fn beyond(survey: &Survey<'_>, norm: NormId, case: &Witness) -> Diagnostic {
    let model = survey.theory.model;
    let own = &model.norms[norm];
    let name = model.qualified(norm);
    let act = act_name(model, norm);
    let message = format!("`{name}` requires what is beyond its bearer's powers: {act}");
    let label = "required here, though no norm confers the power";
    let sorts = match own.bearer {
        Term::Var(var) => own.scope[var].sorts.clone(),
        Term::Individual(who) => model.individuals[who].sorts.to_vec(),
        Term::Attribute { .. } => Vec::new(),
    };
    let mut found = Diagnostic::new(&RULE, message, own.act_span, label)
        .note("case", tell::case(model, case))
        .note("closure", conferred_only(model, &sorts))
        .help("confer the power in this case, with `has power to`, or narrow the duty with `when`");
    found.evidence.verdict = Some(Kind::Competence.word().to_owned());
    found.evidence.norms = vec![name];
    found.evidence.scenario = Some(tell::scenario(model, "case", &case.whole));
    found
}
