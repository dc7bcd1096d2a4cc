//! `C402`: days on which nothing fills an exception that a norm fills on others.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Hole, HoleSide};
use crate::model::{Day, DaySpan, Model, NormId};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C402",
    name: "unfilled-exception",
    summary: "an exception refers to a norm that is in force only on some of the days",
    level: Level::Warning,
    page: include_str!("unfilled_exception.md"),
};

/// Finds sunsets without a successor, holes between two norms, and beginnings without a norm.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for holes in &survey.weighed.holes {
        let mut parts: Vec<usize> = holes.iter().map(|hole| hole.part).collect();
        parts.dedup();
        for part in parts {
            let own: Vec<&Hole> = holes.iter().filter(|hole| hole.part == part).collect();
            found.push(finding(model, &own));
        }
    }
}

fn finding(model: &Model, holes: &[&Hole]) -> Diagnostic {
    let norm = &model.norms[holes[0].norm];
    let worst = holes.iter().find(|it| it.side == HoleSide::Between);
    let worst = worst.or(holes.iter().find(|it| it.side == HoleSide::After)).unwrap_or(&holes[0]);
    let days = tell::days(&[worst.days]);
    let message = format!("nothing fills the exception of `{}` {days}", norm.name);
    let span = norm.unless_parts()[holes[0].part].1;
    let mut finding = Diagnostic::new(&RULE, message, span, "asks for a norm that is not in force");
    if worst.side == HoleSide::Before {
        finding.level = Level::Note;
    }
    let mut told: Vec<NormId> = Vec::new();
    for &filler in holes.iter().flat_map(|hole| hole.ended.iter().chain(&hole.next)) {
        if !told.contains(&filler) {
            told.push(filler);
            finding = finding.related(model.norms[filler].act_span, force(model, filler));
        }
    }
    finding = finding.note("uncovered", tell::sentences(holes.iter().map(|it| hole(model, it))));
    let text = |day: Option<Day>| day.map(|day| day.to_string());
    finding.evidence.dates =
        holes.iter().map(|it| (text(it.days.from), text(it.days.until))).collect();
    finding.evidence.verdict = Some("gap".to_owned());
    finding.evidence.norms =
        std::iter::once(holes[0].norm).chain(told).map(|norm| model.qualified(norm)).collect();
    finding.help(match worst.side {
        HoleSide::Between => {
            "let the successor begin on the day after, or prolong the norm before it"
        }
        HoleSide::After => "load its successor, or say what holds after the last day",
        HoleSide::Before => "let both begin on the same day, if that is meant",
    })
}

fn force(model: &Model, norm: NormId) -> String {
    let days = &model.norms[norm].in_force;
    match days.as_slice() {
        [DaySpan::ALWAYS] => "fills it while it lasts".to_owned(),
        _ => format!("fills it {}", tell::days(days)),
    }
}

fn hole(model: &Model, hole: &Hole) -> String {
    let days = tell::days(&[hole.days]);
    let names = |norms: &[NormId]| tell::norm_names(model, norms);
    let day_before = hole.days.from.map(|day| day.plus(-1).to_string()).unwrap_or_default();
    let day_after = hole.days.until.map(|day| day.plus(1).to_string()).unwrap_or_default();
    match (hole.side, hole.ended.is_empty(), hole.next.is_empty()) {
        (HoleSide::Between, false, false) => {
            let start = if hole.next.len() == 1 { "starts" } else { "start" };
            let (ended, next) = (names(&hole.ended), names(&hole.next));
            format!(
                "{ended} ended on {day_before}, the next, {next}, {start} on {day_after}: \
                 uncovered {days}"
            )
        }
        (HoleSide::After, false, _) => {
            let (end, have) = match hole.ended.len() {
                1 => ("ends", "has"),
                _ => ("end", "have"),
            };
            let ended = names(&hole.ended);
            format!("{ended} {end} on {day_before} and {have} no successor: uncovered {days}")
        }
        (HoleSide::Before, _, false) => {
            let start = if hole.next.len() == 1 { "starts" } else { "start" };
            format!("the first, {}, {start} on {day_after}: uncovered {days}", names(&hole.next))
        }
        _ => format!("uncovered {days}"),
    }
}
