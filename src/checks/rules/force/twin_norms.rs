//! `C506`: two norms that say the same.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C506",
    name: "twin-norms",
    summary: "two norms say the same",
    level: Level::Note,
    page: include_str!("twin_norms.md"),
};

/// Finds pairs of norms each of which says in every case what the other says.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for it in survey.weighed.implied.iter().filter(|it| it.same) {
        let (norm, other) = (&model.norms[it.norm], &model.norms[it.by[0]]);
        let [kept, twin] = tell::two_names(model, it.by[0], it.norm);
        let message = format!("`{kept}` and `{twin}` say the same");
        let mut finding =
            Diagnostic::new(&RULE, message, norm.sentence_span, "says the same in every case …")
                .related(other.sentence_span, "… as this");
        tell::about(&mut finding, model, None, &[it.by[0], it.norm]);
        found.push(finding.help("keep one of them, and name it where the other stood"));
    }
}
