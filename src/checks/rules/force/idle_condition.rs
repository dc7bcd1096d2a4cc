//! `C505`: a part of a condition that changes nothing.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Idle;
use crate::model::Cond;
use crate::source::Span;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C505",
    name: "idle-condition",
    summary: "a part of a condition changes nothing",
    level: Level::Note,
    page: include_str!("idle_condition.md"),
};

/// Finds parts of `when` that hold anyway, and parts of `unless` that take nothing away.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, idle) in &survey.weighed.idle {
        let norm = &model.norms[*id];
        let (span, label, what) = match *idle {
            // Of what stands there twice, one is enough.
            Idle::WhenPart(place) if stands_again(&norm.when_parts(), place) => continue,
            Idle::UnlessPart(place) if stands_again(&norm.unless_parts(), place) => continue,
            Idle::WhenPart(place) => (
                norm.when_parts()[place].1,
                "holds in every case that the rest of the norm covers",
                "condition",
            ),
            Idle::UnlessPart(place) => (
                norm.unless_parts()[place].1,
                "takes away no case that the rest leaves",
                "exception",
            ),
            Idle::Norm(_) | Idle::Exception => continue,
        };
        let message = format!("a part of the {what} of `{}` changes nothing", norm.name);
        let mut finding = Diagnostic::new(&RULE, message, span, label);
        tell::about(&mut finding, model, None, &[*id]);
        found.push(finding.help("leave it out, or say what it should add"));
    }
}

/// Whether a later part says the same.
fn stands_again(parts: &[(&Cond, Span)], place: usize) -> bool {
    parts[place + 1..].iter().any(|(part, _)| *part == parts[place].0)
}
