//! `C207`: two norms confer and deny the same power, or a duty goes beyond its bearer's powers.

use super::of_kind;
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Beyond, Kind, Theory};
use crate::model::{Model, NormId, SortId, Term};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C207",
    name: "competence",
    summary: "two norms confer and deny the same power, or a duty goes beyond its bearer's powers",
    level: Level::Error,
    page: include_str!("competence.md"),
};

/// Finds clashes of powers.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Competence) {
        let model = survey.theory.model;
        let (first, second) = (it.norms[0], it.norms[1]);
        let [one, other] = tell::two_names(model, first, second);
        let act = tell::act_at_issue(model, it.over, narrower(&survey.theory, first, second));
        let message = format!("`{one}` and `{other}` disagree on who has power: {act}");
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(finding.help(
            "divide the matter between the bodies with `when`, or name the one that has the last word",
        ));
    }
    let model = survey.theory.model;
    for (norm, it) in survey.beyond.iter().filter(|(_, it)| it.answers.is_empty()) {
        let (name, act) = (model.qualified(*norm), act_name(model, *norm));
        let message = format!("`{name}` requires what is beyond its bearer's powers: {act}");
        let finding = beyond(model, &RULE, message, (*norm, it));
        found.push(finding.help(
            "confer the power in this case, with `has power to`, or narrow the duty with `when`",
        ));
    }
}

/// The norm whose act counts as that of the other, if one does: that act alone is at issue.
fn narrower(theory: &Theory<'_>, first: NormId, second: NormId) -> NormId {
    let acts = |norm: NormId| theory.model.norms[norm].actions();
    let is_narrow = acts(second).any(|own| acts(first).any(|it| theory.wider(own).contains(&it)));
    if is_narrow { second } else { first }
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

/// A duty to do what its bearer has no power to do, with its case.
pub(in crate::checks) fn beyond(
    model: &Model,
    rule: &'static Rule,
    message: String,
    (norm, it): (NormId, &Beyond),
) -> Diagnostic {
    let own = &model.norms[norm];
    let label = "required here, though no norm confers the power";
    let sorts = match own.bearer {
        Term::Var(var) => own.scope[var].sorts.clone(),
        Term::Individual(who) => model.individuals[who].sorts.to_vec(),
        Term::Attribute { .. } => Vec::new(),
    };
    let found = Diagnostic::new(rule, message, own.act_span, label)
        .note("case", tell::case(model, &it.witness));
    let found = tell::on_days(found, &it.dates);
    let mut found = found.note("closure", conferred_only(model, &sorts));
    found.evidence.verdict = Some(Kind::Competence.word().to_owned());
    tell::about(&mut found, model, None, &[norm]);
    found.evidence.scenario = Some(tell::scenario(model, &it.witness.whole, &it.witness.absent));
    found
}
