//! `C303`: a norm lacks a part that a principle asks for.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Breach;
use crate::model::{AssertionKind, Model, SlotKind};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C303",
    name: "norm-lacks-part",
    summary: "a norm lacks a part that a principle asks for",
    level: Level::Warning,
    page: include_str!("norm_lacks_part.md"),
};

/// Finds norms without a deadline, an end, an exception, a remedy, a source or a safeguard that is asked for.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, failure) in &survey.failures {
        let Breach::Lacks(norm, places) = &failure.breach else { continue };
        let principle = &model.principles[*id];
        let assertion = &principle.assertions[failure.assertion];
        let AssertionKind::Every { slots, .. } = &assertion.kind else { continue };
        let parts: Vec<String> =
            places.iter().map(|&place| part(model, slots[place].kind)).collect();
        let it = &model.norms[*norm];
        let message = format!(
            "`{}` has no {}, which the principle `{}` asks for",
            it.name,
            parts.join(" and no "),
            principle.name
        );
        let mut finding = Diagnostic::new(
            &RULE,
            message,
            it.sentence_span,
            format!("has no {}", parts.join(", no ")),
        );
        for &place in places {
            finding = finding.related(slots[place].span, "asked for here");
        }
        tell::about(&mut finding, model, None, &[*norm]);
        finding.evidence.verdict = Some("principle".to_owned());
        finding.evidence.principle = Some(principle.name.to_string());
        let finding = tell::on_days(finding, &failure.dates);
        let advised = places.iter().map(|&place| advice(slots[place].kind));
        found.push(advised.fold(finding, Diagnostic::help));
    }
}

fn part(model: &Model, slot: SlotKind) -> String {
    match slot {
        SlotKind::Deadline => "deadline".to_owned(),
        SlotKind::End => "end".to_owned(),
        SlotKind::Exception => "exception".to_owned(),
        SlotKind::Remedy => "remedy".to_owned(),
        SlotKind::Source => "source".to_owned(),
        SlotKind::Safeguard(id) => format!("safeguard `{}`", model.safeguards[id].name),
    }
}

fn advice(slot: SlotKind) -> &'static str {
    match slot {
        SlotKind::Deadline => "say by when: `within 30 days of …`, `no later than …`",
        SlotKind::End => {
            "say until when: `until …`, `for 30 days after …`, or `in force … until …`"
        }
        SlotKind::Exception => "say when it does not apply, with `unless`",
        SlotKind::Remedy => "say what applies where it is violated, with `otherwise`",
        SlotKind::Source => "name its source, with `cites`",
        SlotKind::Safeguard(_) => "name the safeguard, with `with`",
    }
}
