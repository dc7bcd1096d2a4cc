//! `C503`: a norm that others make superfluous.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C503",
    name: "redundant-norm",
    summary: "a norm says only what others say already",
    level: Level::Note,
    page: include_str!("redundant_norm.md"),
};

/// Finds norms that add nothing to another, or to several together.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for it in survey.weighed.implied.iter().filter(|it| !it.same) {
        let norm = &model.norms[it.norm];
        let says = if it.by.len() > 1 { "together say" } else { "says" };
        let message = format!(
            "`{}` adds nothing: {} {says} it already",
            tell::name_among(model, it.norm, &it.by),
            tell::norm_names(model, &it.by)
        );
        let mut finding =
            Diagnostic::new(&RULE, message, norm.sentence_span, "adds nothing in any case");
        for &other in &it.by {
            finding = finding.related(model.norms[other].sentence_span, "said here");
        }
        let all = std::iter::once(it.norm).chain(it.by.iter().copied());
        tell::about(&mut finding, model, None, &all.collect::<Vec<_>>());
        found.push(finding.help("leave it out, or say what it should add"));
    }
}
