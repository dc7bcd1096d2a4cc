//! A conflict as a diagnostic: who is at fault, the case, and why no precedence settles it.

use super::acts::about;
use super::case::{Named, case, case_of, case_with, join};
use super::names::name_among;
use super::nobody::not_displaced;
use super::replayable::{brings_about_a_choice, scenario, scenario_of};
use super::roles::{bare_roles, roles};
use super::several::none_yields;
use super::ties::with_ties;
use crate::diagnostics::{Decided, Diagnostic, Level, Rule};
use crate::logic::{Arising, Conflict, Owed, Ruling, Settled, Theory, Witness};
use crate::model::{
    Act, Assertion, AssertionKind, AssumptionId, Canon, Cond, Day, DaySpan, Modal, Model, NormId,
    Occurrence, OrderId, Overlap, Target, Term,
};

/// A diagnostic for a conflict, with everything but advice.
pub(in crate::checks) fn conflict(
    theory: &Theory<'_>,
    rule: &'static Rule,
    message: String,
    it: &Conflict,
) -> Diagnostic {
    let model = theory.model;
    let mut labels = labels(theory, &it.norms).into_iter();
    let span = |norm: NormId| model.norms[norm].act_span;
    let first = labels.next().expect("a conflict has norms");
    let mut found = Diagnostic::new(rule, message, span(it.norms[0]), first);
    for (&norm, role) in it.norms[1..].iter().zip(labels) {
        found = found.related(span(norm), role);
    }
    found = with_ties(theory, found, &it.norms);
    let case = [case_of(model, &it.norms, &it.witness)].into_iter();
    let case = case.chain(not_displaced(theory, &it.norms, &it.witness));
    found = found.note("case", case.collect::<Vec<_>>().join(" "));
    if let Some(overlap) = it.overlap {
        found = found.note("overlap", overlap_words(overlap));
        found.evidence.overlap = Some(overlap.word().to_owned());
    }
    if !it.hangs_on.is_empty() {
        let mut events: Vec<String> =
            it.hangs_on.iter().map(|event| happening(model, event)).collect();
        events.dedup();
        let or_never = match it.hangs_on.iter().all(|event| is_assumed(model, event)) {
            true => "",
            false => ", or never",
        };
        found = found.note("hangs on", format!("{} may come too late{or_never}", join(&events)));
        // Whether it comes to a clash is not in the hands of those who drafted the norms.
        found.level = found.level.min(Level::Warning);
    }
    if !it.arises_when.is_empty() {
        let causes: Vec<String> =
            it.arises_when.iter().map(|cause| arising(model, cause)).collect();
        found = found.note("arises when", join(&causes));
    }
    if let Some(text) = owed(model, it.owed) {
        found = found.note("owed", text);
    }
    // A breach is no clash: nobody has to choose between the two.
    if it.norms.len() == 2 && (it.overlap.is_some() || it.norms[0] == it.norms[1]) {
        found = found.note("precedence", precedence(theory, &it.norms, &it.precedence));
    }
    if it.norms.len() > 2 {
        found = found.note("precedence", none_yields(model, &it.norms, &it.prevailing));
    }
    found = assumptions(model, found, &it.assumed);
    found = on_days(found, &it.dates);
    found.evidence.verdict = Some(it.kind.word().to_owned());
    about(&mut found, model, it.over, &it.norms);
    let told = || scenario_of(model, &it.norms, &it.witness);
    // A scenario says that somebody violated a norm in all that it asks of them.
    let no_scenario =
        brings_about_a_choice(model, it) || theory.is_violated_in_part(&it.witness.whole);
    found.evidence.scenario = (!no_scenario).then(told);
    found
}

/// The finding with a case that shows it.
pub(in crate::checks) fn shown_by(
    model: &Model,
    found: Diagnostic,
    witness: &Witness,
) -> Diagnostic {
    told(model, found, witness, case(model, witness))
}

/// The finding with a case in which an assertion fails.
pub(in crate::checks) fn fails_in(
    model: &Model,
    found: Diagnostic,
    assertion: &Assertion,
    witness: &Witness,
) -> Diagnostic {
    let (mut bearers, mut others) = (Vec::new(), Vec::new());
    if let AssertionKind::Expect { status, .. } = &assertion.kind {
        let individual = |term: &Term| match term {
            Term::Individual(id) => Some(*id),
            _ => None,
        };
        bearers.extend(status.bearers.iter().filter_map(individual));
        others.extend(status.acts.iter().filter_map(Act::args).flatten().filter_map(individual));
    }
    let named = Named { bearers: &bearers, others: &others };
    told(model, found, witness, case_with(model, named, witness))
}

fn told(model: &Model, found: Diagnostic, witness: &Witness, case: String) -> Diagnostic {
    let mut found = found.note("case", case);
    found.evidence.scenario = Some(scenario(model, &witness.whole, &witness.absent));
    found
}

/// The finding with the days on which it exists, where dates matter.
pub(in crate::checks) fn on_days(mut found: Diagnostic, dates: &[DaySpan]) -> Diagnostic {
    let text = |day: Option<Day>| day.map(|day| day.to_string());
    found.evidence.dates = dates.iter().map(|days| (text(days.from), text(days.until))).collect();
    if dates.is_empty() { found } else { found.note("dates", days(dates)) }
}

/// What each norm does, for its label.
fn labels(theory: &Theory<'_>, norms: &[NormId]) -> Vec<String> {
    let verb = |norm: NormId| verb(theory.model, norm);
    match *norms {
        [one] => vec![verb(one).to_owned()],
        [a, b] => {
            let span = |norm: NormId| theory.model.norms[norm].act_span;
            let (one, other) = (span(a), span(b));
            let says = |norm, first| match first {
                true => format!("{} here …", verb(norm)),
                false => format!("… and {} here", verb(norm)),
            };
            // Labels stand in the order of the text.
            let first = one.file != other.file || one.start <= other.start;
            vec![says(a, first), says(b, !first)]
        }
        _ => roles(theory, norms),
    }
}

/// What a norm does to its act.
pub(in crate::checks) fn verb(model: &Model, norm: NormId) -> &'static str {
    let norm = &model.norms[norm];
    match (norm.modal, norm.recommendation) {
        (Modal::Must, false) => "required",
        (Modal::Must, true) => "recommended",
        (Modal::MustNot, false) => "forbidden",
        (Modal::MustNot, true) => "advised against",
        (Modal::May, _) => "permitted",
        (Modal::NeedNot, _) => "spared",
        (Modal::HasPower, _) => "empowered",
        (Modal::HasNoPower, _) => "denied power",
        (Modal::HasSolePower, _) => "empowered alone",
        (Modal::Relation, _) => "related",
    }
}

fn overlap_words(overlap: Overlap) -> String {
    let meaning = match overlap {
        Overlap::TotalTotal => "both norms have the same field",
        Overlap::TotalPartial => "one norm's field lies within the other's",
        Overlap::PartialPartial => "each norm also has cases of its own",
    };
    format!("{}; {meaning}", overlap.word())
}

fn happening(model: &Model, it: &Occurrence) -> String {
    match it {
        Occurrence::Event { event, .. } => format!("`{}`", model.events[*event].name),
        Occurrence::Act { action, .. } => format!("`{}`", model.actions[*action].name),
    }
}

/// Which norm makes a conflict one that cannot be avoided, or that this is not known.
fn owed(model: &Model, it: Owed) -> Option<String> {
    match it {
        Owed::ByNone => None,
        Owed::By(norm) => Some(format!(
            "`{}` requires what brings this about, so that it cannot be avoided here",
            model.qualified(norm)
        )),
        Owed::NotWorkedOut => Some(
            "whether another norm requires what brings this about was not worked out; if one does, it cannot be avoided"
                .to_owned(),
        ),
    }
}

/// Whether it is assumed that an event happens, whatever else is so.
fn is_assumed(model: &Model, event: &Occurrence) -> bool {
    let of = |occurrence: &Occurrence| match occurrence {
        Occurrence::Event { event, .. } => Some(*event),
        Occurrence::Act { .. } => None,
    };
    model.assumptions.values().any(|it| {
        let parts = match &it.cond {
            Cond::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        parts.iter().any(|part| matches!(part, Cond::Happens(own) if of(own) == of(event)))
    })
}

fn arising(model: &Model, cause: &Arising) -> String {
    match cause {
        Arising::Act(act) => format!("{} is done", happening(model, act)),
        Arising::Violation(norm) => format!("`{}` is violated", model.qualified(*norm)),
    }
}

/// Spans of days.
pub(in crate::checks) fn days(dates: &[DaySpan]) -> String {
    let words = dates.iter().map(|days| match (days.from, days.until) {
        (Some(from), Some(until)) => format!("from {from} to {until}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "always".to_owned(),
    });
    join(&words.collect::<Vec<_>>())
}

/// Why no precedence settles a clash of two.
pub(in crate::checks) fn precedence(
    theory: &Theory<'_>,
    norms: &[NormId],
    rulings: &[Ruling],
) -> String {
    let model = theory.model;
    if let Some(told) = each_above_the_other(model, norms) {
        return told;
    }
    if rulings.is_empty() {
        return no_common_order(model, norms);
    }
    let lines: Vec<String> =
        rulings.iter().map(|ruling| ruling_words(model, norms, ruling)).collect();
    match rulings {
        [one] if one.canons.is_empty() => format!("none decides. {}", lines[0]),
        [one] => {
            let winners: std::collections::BTreeSet<NormId> =
                one.canons.iter().map(|(_, norm)| *norm).collect();
            let crossing =
                if winners.len() > 1 { " The canons point in different directions." } else { "" };
            let hindered = match (one.canons.as_slice(), are_treaties(model, norms)) {
                ([(Canon::Posterior, _)], true) => {
                    ": not every State in it is party to both (VCLT 30(4))"
                }
                _ => "",
            };
            format!("{}{crossing} It does not decide this case{hindered}.", lines[0])
        }
        _ => format!("the orders do not agree. {}", lines.join(" ")),
    }
}

/// Relations that put each of two norms above the other: where both hold, neither does.
fn each_above_the_other(model: &Model, norms: &[NormId]) -> Option<String> {
    let [a, b] = *norms else { return None };
    let names = |target: Target, norm: NormId| match target {
        Target::Norm(it) => model.whole(it) == norm,
        Target::Instrument(it) => model.norms[norm].instrument == it,
    };
    let is_above = |winner: NormId, loser: NormId| {
        let mut relations = model.relations.iter();
        winner != loser && relations.any(|it| names(it.winner, winner) && names(it.loser, loser))
    };
    (is_above(a, b) && is_above(b, a)).then(|| {
        let (a, b) = (model.qualified(a), model.qualified(b));
        format!(
            "none decides. `{a}` is put above `{b}`, and `{b}` above `{a}`: where both are so, neither \
             prevails"
        )
    })
}

fn no_common_order(model: &Model, norms: &[NormId]) -> String {
    let place = |norm: NormId| {
        let instrument = &model.instruments[model.norms[norm].instrument];
        let orders: Vec<String> = instrument
            .standings
            .iter()
            .map(|it| format!("`{}`", model.orders[it.order].name))
            .collect();
        (!orders.is_empty()).then(|| join(&orders))
    };
    let names_none = |norm: NormId| {
        format!(
            "none applies. No order ranks both norms: the instrument of `{}` names none",
            name_among(model, norm, norms)
        )
    };
    match (place(norms[0]), place(norms[1])) {
        (first, second) if first == second => {
            let by = match norms.iter().any(|&norm| is_in_instrument(model, norm)) {
                true => "the heads of their instruments could name one",
                false => "an instrument that holds them could name one",
            };
            format!(
                "none applies. No common order ranks both norms; {by} (`comity explain precedence`)"
            )
        }
        (None, _) => names_none(norms[0]),
        (_, None) => names_none(norms[1]),
        (Some(first), Some(second)) => {
            format!("none applies. The norms belong to different orders: {first} and {second}")
        }
    }
}

fn is_in_instrument(model: &Model, norm: NormId) -> bool {
    model.instruments[model.norms[norm].instrument].name.is_some()
}

/// Whether the instruments of two norms bind parties only.
fn are_treaties(model: &Model, norms: &[NormId]) -> bool {
    let own = |norm: &NormId| &model.instruments[model.norms[*norm].instrument];
    norms.iter().all(|norm| own(norm).binds_parties_only())
}

/// Why no canon gives anybody, of those that are asked.
fn undecided(model: &Model, norms: &[NormId], order: OrderId) -> String {
    let recommends = |norm: &NormId| model.norms[*norm].recommendation;
    if norms.iter().any(recommends) && !norms.iter().all(recommends) {
        return "no canon lets the binding norm prevail, and a recommendation prevails over recommendations only"
            .to_owned();
    }
    let rank = |norm: &NormId| {
        let own = &model.instruments[model.norms[*norm].instrument].standings;
        own.iter().find(|it| it.order == order).map(|it| it.rank)
    };
    let start = |norm: &NormId| model.norms[*norm].in_force.first().map(|days| days.from);
    let same_rank = norms.windows(2).all(|pair| rank(&pair[0]) == rank(&pair[1]));
    let same_start = norms.windows(2).all(|pair| start(&pair[0]) == start(&pair[1]));
    let asked = |canon| model.precedence.contains(&canon);
    let mut reasons = Vec::new();
    match (same_rank, asked(Canon::Superior)) {
        (true, _) => reasons.push("both have one rank"),
        (false, false) => reasons.push("rank does not count"),
        (false, true) => {}
    }
    match asked(Canon::Specialis) {
        true => reasons.push("neither field lies strictly within the other"),
        false => reasons.push("the narrower field does not count"),
    }
    match (same_start, asked(Canon::Posterior)) {
        (_, false) => reasons.push("the later date does not count"),
        (true, true) => reasons.push("neither is later"),
        (false, true) if !same_rank => reasons.push("the later date counts within one rank only"),
        (false, true) if are_treaties(model, norms) => reasons
            .push("the later treaty prevails only where every State is party to both (VCLT 30(4))"),
        (false, true) => reasons.push("neither is later on these days"),
    }
    join(&reasons.into_iter().map(str::to_owned).collect::<Vec<_>>())
}

fn ruling_words(model: &Model, norms: &[NormId], ruling: &Ruling) -> String {
    let order = format!("In `{}`", model.orders[ruling.order].name);
    if ruling.canons.is_empty() {
        return format!("{order}, {}.", undecided(model, norms, ruling.order));
    }
    let canons: Vec<String> = ruling
        .canons
        .iter()
        .map(|(canon, norm)| {
            let by = match earlier_among(model, norms, *canon, *norm) {
                Some(words) => words,
                None => canon_word(*canon).to_owned(),
            };
            format!("{by} would let `{}` prevail", model.qualified(*norm))
        })
        .collect();
    format!("{order}, {}.", join(&canons))
}

/// The name of a canon, with its Latin.
pub(in crate::checks) fn canon_word(canon: Canon) -> &'static str {
    match canon {
        Canon::Superior => "the higher rank (lex superior)",
        Canon::Specialis => "the narrower field (lex specialis)",
        Canon::Posterior => "the later date (lex posterior)",
    }
}

/// Where the earlier norm prevails by date, since a text says so: that, in words.
pub(super) fn earlier_among(
    model: &Model,
    norms: &[NormId],
    canon: Canon,
    winner: NormId,
) -> Option<String> {
    let since = |norm: NormId| model.norms[norm].in_force.first().and_then(|days| days.from);
    let of = |norm: &NormId| &model.instruments[model.norms[*norm].instrument];
    let later = norms.iter().find(|&&norm| {
        norm != winner && since(winner) < since(norm) && of(&norm).earlier_prevail
    })?;
    let name = of(later).name.as_deref().unwrap_or("the later text");
    (canon == Canon::Posterior).then(|| format!("the earlier date, as `{name}` says"))
}

/// Shows what is assumed of the words of the case, or says how much that is.
fn assumptions(model: &Model, found: Diagnostic, assumed: &[AssumptionId]) -> Diagnostic {
    let span = |id: &AssumptionId| model.assumptions[*id].span;
    match assumed.len() {
        0..=2 => assumed.iter().fold(found, |found, id| found.related(span(id), "assumed")),
        count => found.note("assumed", format!("{count} assumptions concern facts of this case")),
    }
}

/// A diagnostic for a clash that precedence settles.
pub(in crate::checks) fn settled(
    theory: &Theory<'_>,
    rule: &'static Rule,
    message: String,
    it: &Settled,
    verdict: &str,
) -> Diagnostic {
    let model = theory.model;
    let mut found = Diagnostic::new(rule, message, model.norms[it.loser].act_span, "");
    for (norm, label) in it.norms.iter().zip(settled_labels(theory, it)) {
        match *norm == it.loser {
            true => found.primary.message = label,
            false => found = found.related(model.norms[*norm].act_span, label),
        }
    }
    let mut reasons = decided(model, it);
    if theory.says_in_vain(it.loser, it.winner) {
        let (lower, higher) = (model.qualified(it.loser), model.qualified(it.winner));
        reasons.push(format!(
            "`{lower}` says that it prevails over `{higher}`; that has no effect, because a lower rank cannot bind a higher one."
        ));
    }
    let mut found = found
        .note("case", case_of(model, &it.norms, &it.witness))
        .note("precedence", reasons.join(" ").trim_end().to_owned());
    found = on_days(found, &it.dates);
    found.evidence.verdict = Some(verdict.to_owned());
    let norms = if it.norms.len() == 2 { vec![it.winner, it.loser] } else { it.norms.clone() };
    about(&mut found, model, it.over, &norms);
    let [winner, loser] = [it.winner, it.loser].map(|norm| model.qualified(norm));
    found.evidence.decided = Some(Decided { winner, loser, by: decided_by(model, it) });
    found.evidence.scenario = Some(scenario_of(model, &it.norms, &it.witness));
    found
}

/// What decides a clash, in a few words.
fn decided_by(model: &Model, it: &Settled) -> &'static str {
    match it.canon {
        None => "express relation",
        Some(Canon::Superior) => "lex superior",
        Some(Canon::Specialis) => "lex specialis",
        Some(canon) if earlier_among(model, &it.norms, canon, it.winner).is_some() => {
            "earlier date"
        }
        Some(Canon::Posterior) => "lex posterior",
    }
}

/// By what a clash is decided, and what each order says where they do not all say just this.
fn decided(model: &Model, it: &Settled) -> Vec<String> {
    let Some(canon) = it.canon else {
        let rulings = it.rulings.iter().map(|ruling| ruling_words(model, &it.norms, ruling));
        return [String::from("decided by an express relation in the text.")]
            .into_iter()
            .chain(rulings)
            .collect();
    };
    let earlier = earlier_among(model, &it.norms, canon, it.winner);
    let word = earlier.unwrap_or_else(|| canon_word(canon).to_owned());
    let says_so = |ruling: &Ruling| ruling.canons == [(canon, it.winner)];
    if !it.rulings.is_empty() && it.rulings.iter().all(says_so) {
        let orders = it.rulings.iter().map(|it| format!("`{}`", model.orders[it.order].name));
        return vec![format!("decided by {word} in {}.", join(&orders.collect::<Vec<_>>()))];
    }
    let rulings = it.rulings.iter().map(|ruling| ruling_words(model, &it.norms, ruling));
    [format!("decided by {word}.")].into_iter().chain(rulings).collect()
}

/// What each norm does, and who prevails and who yields.
fn settled_labels(theory: &Theory<'_>, it: &Settled) -> Vec<String> {
    let what = match it.norms.len() {
        2 => it.norms.iter().map(|&norm| format!("{} here", verb(theory.model, norm))).collect(),
        _ => bare_roles(theory, &it.norms),
    };
    let labels = it.norms.iter().zip(what).map(|(norm, what)| match *norm {
        norm if norm == it.loser => format!("{what}, but yields"),
        norm if norm == it.winner => format!("{what}, and prevails"),
        _ => what,
    });
    labels.collect()
}
