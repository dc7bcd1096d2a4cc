//! `C302`: a principle asks for a norm that is missing.

use super::survey::Survey;
use super::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Breach;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C302",
    name: "principle-lacks-norm",
    summary: "a principle asks for a norm that is missing",
    level: Level::Warning,
    page: include_str!("principle_lacks_norm.md"),
};

/// Finds cases in which no effective norm says what a principle asks for.
pub(super) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, failure) in &survey.failures {
        if failure.breach != Breach::Missing {
            continue;
        }
        let principle = &model.principles[*id];
        let span = principle.assertions[failure.assertion].span;
        let message = format!("no norm gives what the principle `{}` asks for", principle.name);
        let mut finding = Diagnostic::new(&RULE, message, span, "asked for here");
        for norm in survey.theory.grounds(*id, failure.assertion) {
            finding = finding.related(model.norms[norm].act_span, "the case arises from this norm");
        }
        if let Some(witness) = &failure.witness {
            finding = finding.note("case", tell::case(model, witness));
            finding.evidence.scenario = Some(tell::scenario(model, "case", &witness.whole));
        }
        finding.evidence.verdict = Some("principle".to_owned());
        finding.evidence.principle = Some(principle.name.to_string());
        found.push(
            finding
                .help("add a norm that says so in this case, or narrow the principle with `when`"),
        );
    }
}
