//! `C504`: an exception that never bites.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Idle;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C504",
    name: "idle-exception",
    summary: "an exception takes no case away",
    level: Level::Warning,
    page: include_str!("idle_exception.md"),
};

/// Finds exceptions that are so in no case in which the norm would apply.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, idle) in &survey.weighed.idle {
        if *idle != Idle::Exception {
            continue;
        }
        let norm = &model.norms[*id];
        let message = format!("the exception of `{}` excludes no case", norm.name);
        let span = norm.unless_span.unwrap_or(norm.sentence_span);
        let mut finding = Diagnostic::new(&RULE, message, span, "holds in no case of the norm");
        if let Some(when) = norm.when_span {
            finding = finding.related(when, "the cases of the norm");
        }
        tell::about(&mut finding, model, None, &[*id]);
        found.push(
            finding.help("leave it out, or write an exception for a case that the norm does cover"),
        );
    }
}
