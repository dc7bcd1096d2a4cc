//! `C204`: three or more norms cannot be respected together.

use super::limit_for_events;
use crate::checks::survey::Survey;
use crate::checks::tell::{self};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C204",
    name: "cannot-be-respected-together",
    summary: "three or more norms cannot be respected together",
    level: Level::Error,
    page: include_str!("cannot_be_respected_together.md"),
};

/// Finds sets of three and more, of whatever kind but those of which a recommendation is a member.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let firm = survey.conflicts.iter().filter(|it| it.answers.is_empty() && it.norms.len() > 2);
    for it in firm.filter(|it| it.kind != Kind::Tension) {
        let model = survey.theory.model;
        let names = tell::norm_names(model, &it.norms);
        let message = format!(
            "{names} cannot be respected together, but any of them can be dropped and the rest respected"
        );
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        let finding = limit_for_events(finding, it);
        let way_out = match tell::would_yield(&it.prevailing).len() {
            0 | 1 => "say which norm yields (`subject to …`)",
            _ => "let only one of them yield",
        };
        found.push(finding.help(format!(
            "add an exception for this case to one of the norms (`unless …`), or {way_out}"
        )));
    }
}
