//! What each member of a set does in it, in words for its label.

use super::conflict::verb;
use crate::logic::Theory;
use crate::model::{ActRuleKind, ActionId, Clause, Modal, Norm, NormId, Occurrence, Point, Window};

/// The label of each member of a set of three or more, in order.
pub(super) fn roles(theory: &Theory<'_>, set: &[NormId]) -> Vec<String> {
    let last = set.len() - 1;
    let label = |place: usize| {
        let role = role(theory, set, place);
        match place {
            0 => format!("{role} …"),
            _ if place == last => format!("… and {role}"),
            _ => format!("… {role} …"),
        }
    };
    (0..set.len()).map(label).collect()
}

/// What each member of a set of three or more does, each for itself.
pub(super) fn bare_roles(theory: &Theory<'_>, set: &[NormId]) -> Vec<String> {
    (0..set.len()).map(|place| role(theory, set, place)).collect()
}

fn role(theory: &Theory<'_>, set: &[NormId], place: usize) -> String {
    let norm = set[place];
    let own = &theory.model.norms[norm];
    let acts = quoted(theory, own, set);
    let role = match (own.modal, own.recommendation) {
        (Modal::Must, soft) => duty(theory, set, place, if soft { "advises" } else { "requires" }),
        (Modal::MustNot, true) => format!("advises against {acts}"),
        (Modal::MustNot, false) if own.window.is_some() => format!("closes the window for {acts}"),
        (Modal::MustNot, false) => format!("forbids {acts}"),
        (Modal::May, _) => format!("permits {acts}"),
        (Modal::NeedNot, _) => format!("spares {acts}"),
        _ => format!("{} {acts}", verb(theory.model, norm)),
    };
    let again = set[..place].contains(&norm);
    if again { format!("{role} once more") } else { role }
}

fn duty(theory: &Theory<'_>, set: &[NormId], place: usize, verb: &str) -> String {
    let own = &theory.model.norms[set[place]];
    let acts = names(theory, own.actions());
    if let Some((word, other)) = own.window.as_ref().and_then(hangs_on) {
        return format!("{verb} {acts} {word} {}", names(theory, [other]));
    }
    let when = match &own.window {
        Some(window) if window.is_standing() => " all the time",
        Some(_) => " in its window",
        None => "",
    };
    let tie = set[..place].iter().find_map(|&other| tie(theory, own, &theory.model.norms[other]));
    format!("{verb} {acts}{when}{}", tie.unwrap_or_default())
}

/// The act on which a window hangs, and whether it lies before or after it.
fn hangs_on(window: &Window) -> Option<(&'static str, ActionId)> {
    window.clauses.iter().find_map(|clause| {
        let (word, point) = match clause {
            Clause::Before(point) | Clause::NoLaterThan(point) => ("before", point),
            Clause::AtLeastBefore { before, .. } => ("before", before),
            Clause::Until(point) => ("until", point),
            Clause::Within { of, .. } => ("after", of),
            Clause::For { after, .. } => ("after", after),
            Clause::From(point) | Clause::NoEarlierThan(point) => ("after", point),
            Clause::AtAllTimes | Clause::Every { .. } => return None,
        };
        Some((word, acted(point)?))
    })
}

fn acted(point: &Point) -> Option<ActionId> {
    match point {
        Point::Occurrence(Occurrence::Act { action, .. }) => Some(*action),
        Point::After { of, .. } | Point::Before { of, .. } => acted(of),
        _ => None,
    }
}

/// How a rule ties the act of a duty to that of another.
fn tie(theory: &Theory<'_>, own: &Norm, other: &Norm) -> Option<String> {
    let wide = |norm: &Norm| -> Vec<ActionId> {
        let acts = norm.actions();
        acts.flat_map(|action| theory.wider(action).iter().copied()).collect()
    };
    let (mine, theirs) = (wide(own), wide(other));
    let rules = mine.iter().flat_map(|&action| theory.rules_of(action));
    rules.map(|&id| &theory.model.rules[id]).find_map(|rule| {
        let Occurrence::Act { action: right, .. } = &rule.right else { return None };
        let left = rule.left.action()?;
        let word = match rule.kind {
            ActRuleKind::Excludes | ActRuleKind::ExcludesAtOnce => "excludes",
            ActRuleKind::Ends => "ends",
            ActRuleKind::Needs => "needs",
            ActRuleKind::CountsAs => return None,
        };
        if mine.contains(&left) && theirs.contains(right) {
            return Some(format!(", which {word} {}", names(theory, [*right])));
        }
        (word == "excludes" && mine.contains(right) && theirs.contains(&left))
            .then(|| format!(", which excludes {}", names(theory, [left])))
    })
}

/// The acts of a norm that are about something that the set has done; all where none is.
fn quoted(theory: &Theory<'_>, own: &Norm, set: &[NormId]) -> String {
    let norms = set.iter().map(|&norm| &theory.model.norms[norm]);
    let done = norms.filter(|norm| matches!(norm.modal, Modal::Must | Modal::May));
    let done: Vec<ActionId> = done.flat_map(|norm| norm.actions()).collect();
    let all = || own.actions();
    let meant = |act: &ActionId| done.iter().any(|it| theory.wider(*it).contains(act));
    if all().any(|act| meant(&act)) {
        names(theory, all().filter(meant))
    } else {
        names(theory, all())
    }
}

fn names(theory: &Theory<'_>, acts: impl IntoIterator<Item = ActionId>) -> String {
    let mut names: Vec<String> = Vec::new();
    for act in acts {
        let name = format!("`{}`", theory.model.actions[act].name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" or ")
}
