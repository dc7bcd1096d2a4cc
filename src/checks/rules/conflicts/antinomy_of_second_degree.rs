//! `C209`: the canons of precedence point in different directions.

use std::collections::BTreeSet;

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Conflict, Ruling};
use crate::model::{Model, NormId};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C209",
    name: "antinomy-of-second-degree",
    summary: "the canons of precedence point in different directions",
    level: Level::Note,
    page: include_str!("antinomy_of_second_degree.md"),
};

/// Finds clashes on which two canons of one order disagree, whichever decides; and rings of precedence.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    let pairs = survey.settled.iter().filter(|it| it.norms.len() == 2);
    // What always loses is told as such, with what each canon says.
    for it in pairs.filter(|it| it.canon.is_some() && !it.always) {
        if let Some(ruling) = it.rulings.iter().find(|ruling| winners(ruling).len() > 1) {
            let [winner, loser] = tell::two_names(model, it.winner, it.loser);
            let message =
                format!("the canons disagree on `{winner}` and `{loser}`; `{winner}` prevails");
            let finding = tell::settled(&survey.theory, &RULE, message, it, "settled");
            found.push(match survey.theory.says_in_vain(it.loser, it.winner) {
                true => finding,
                false => finding.help(advice(model, ruling)),
            });
        }
    }
    let settled = survey.settled.iter().filter(|it| it.norms.len() == 2);
    let settled = settled.map(|it| (it.winner, it.loser));
    let prevailing: Vec<_> =
        settled.chain(survey.conflicts.iter().filter_map(would_prevail)).collect();
    for ring in survey.theory.rings(&prevailing) {
        found.push(circle(survey, &ring));
    }
}

/// Who would prevail over whom, did nothing beyond the two stand against it: in a ring nobody does.
fn would_prevail(it: &Conflict) -> Option<(NormId, NormId)> {
    let [a, b] = it.norms[..] else { return None };
    let first = |ruling: &Ruling| ruling.canons.first().map(|(_, winner)| *winner);
    let winner = first(it.precedence.first()?)?;
    let agree = it.precedence.iter().all(|ruling| first(ruling) == Some(winner));
    agree.then_some((winner, if winner == a { b } else { a }))
}

fn winners(ruling: &Ruling) -> BTreeSet<NormId> {
    ruling.canons.iter().map(|(_, norm)| *norm).collect()
}

fn advice(model: &Model, ruling: &Ruling) -> String {
    let first = ruling
        .canons
        .first()
        .map_or_else(String::new, |(_, norm)| format!("`{}`", model.qualified(*norm)));
    format!(
        "say it in the text: a `subject to` or `notwithstanding` between the two; without it the first canon counts, for {first}"
    )
}

fn circle(survey: &Survey<'_>, ring: &[NormId]) -> Diagnostic {
    let model = survey.theory.model;
    let names = tell::norm_names(model, ring);
    let message = format!("precedence runs in a ring through {names}, so none of them yields");
    let name = |norm: NormId| model.norms[norm].name_span;
    let mut found = Diagnostic::new(&RULE, message, name(ring[0]), "prevails over the next …");
    for &norm in &ring[1..] {
        found = found.related(name(norm), "… which prevails over the next");
    }
    found.evidence.norms = ring.iter().map(|&norm| model.qualified(norm)).collect();
    found.help("break the ring with a `subject to` in one of the norms")
}
