//! `C213`: windows that touch in one point.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::model::NormId;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C213",
    name: "zero-slack",
    summary: "two windows touch in one point only",
    level: Level::Note,
    page: include_str!("zero_slack.md"),
};

/// Finds norms that can be respected together, but only at a single moment.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (norms, witness) in &survey.zero_slack {
        let message = format!(
            "{} leave no slack: there is a case with a single moment to respect {}",
            tell::norm_names(model, norms),
            if norms.len() > 2 { "them all" } else { "both" }
        );
        let window = |norm: NormId| {
            let norm = &model.norms[norm];
            norm.window_span.unwrap_or(norm.act_span)
        };
        let last = norms.len() - 1;
        let mut finding =
            Diagnostic::new(&RULE, message, window(norms[0]), "this window touches …");
        for (place, &norm) in norms.iter().enumerate().skip(1) {
            let label =
                if place == last { "… this one in one point" } else { "… this one and …" };
            finding = finding.related(window(norm), label);
        }
        if let Some(witness) = witness {
            finding = tell::shown_by(model, finding, witness);
        }
        let mut finding = finding.help("end one window earlier, or give the other more time");
        tell::about(&mut finding, model, None, norms);
        found.push(finding);
    }
}
