//! `C502`: a norm that others defeat whenever it applies.

use crate::checks::survey::Survey;
use crate::checks::tell::{self, verb};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::model::{Clause, Norm};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C502",
    name: "always-defeated",
    summary: "a norm is defeated in every case in which it applies",
    level: Level::Warning,
    page: include_str!("always_defeated.md"),
};

/// Finds norms that never have effect, by one norm or by several together.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, by) in &survey.weighed.defeated {
        let norm = &model.norms[*id];
        let together = if by.len() > 1 { " together" } else { "" };
        let message = format!(
            "`{}` is always defeated, by {}{together}",
            tell::name_among(model, *id, by),
            tell::norm_names(model, by)
        );
        let label = format!("{} here, but never with effect", verb(model, *id));
        let mut finding = Diagnostic::new(&RULE, message, norm.act_span, label);
        for &other in by {
            let label = format!("{} here, and prevails", verb(model, other));
            finding = finding.related(model.norms[other].act_span, label);
        }
        tell::about(&mut finding, model, None, &[&[*id], &**by].concat());
        if let [other] = **by
            && norm.window.is_none()
            && ends(&model.norms[other])
        {
            let name = model.qualified(other);
            finding = finding.help(format!(
                "if it is to come back once the time of `{name}` is over: end that with `in force … until`, or ask for it in an exception (`unless bearer may …`)"
            ));
        }
        found.push(finding.help(
            "repeal it, or leave it some case: narrow what defeats it, or change who prevails",
        ));
    }
}

/// Whether the window of a norm closes: what it defeats is defeated for good all the same.
fn ends(norm: &Norm) -> bool {
    norm.clauses().any(|clause| {
        matches!(
            clause,
            Clause::Before(_)
                | Clause::Until(_)
                | Clause::NoLaterThan(_)
                | Clause::For { .. }
                | Clause::Within { .. }
                | Clause::AtLeastBefore { .. }
        )
    })
}
