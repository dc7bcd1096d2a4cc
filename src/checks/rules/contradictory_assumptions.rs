//! `C114`: assumptions that contradict each other. The rule stands with the others on vocabulary.

use crate::checks::survey::Survey;
use crate::diagnostics::Diagnostic;
use crate::model::rules::CONTRADICTORY_ASSUMPTIONS as RULE;

/// Tells a smallest set of assumptions that cannot all be true. Nothing else is asked then.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let Some((&first, rest)) = survey.contradictory.split_first() else { return };
    let assumptions = &survey.theory.model.assumptions;
    let message = if rest.is_empty() {
        "this assumption contradicts itself".to_owned()
    } else {
        format!("these {} assumptions contradict each other", rest.len() + 1)
    };
    let mut finding = Diagnostic::new(&RULE, message, assumptions[first].span, "this …");
    for &other in rest {
        finding = finding.related(assumptions[other].span, "… and this: they cannot all be true");
    }
    let note = "from a contradiction everything follows, so no question about the norms was asked";
    found.push(finding.note("note", note).help("drop or narrow one of them"));
}
