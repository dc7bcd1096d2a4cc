//! The rules by which acts of different norms have to do with each other: without them the norms would agree.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::Diagnostic;
use crate::logic::Theory;
use crate::model::{ActRule, ActRuleKind, ActionId, Modal, Model, NormId, RuleId};

/// More rules than these are not shown: then the case must do.
const SHOWN: usize = 3;

/// The finding with the rules that tie acts of its norms.
pub(super) fn with_ties(theory: &Theory<'_>, found: Diagnostic, norms: &[NormId]) -> Diagnostic {
    let ties = ties(theory, norms);
    if ties.len() > SHOWN {
        return found;
    }
    ties.iter().fold(found, |found, id| {
        let rule = &theory.model.rules[*id];
        found.related(rule.span, label(rule))
    })
}

fn label(rule: &ActRule) -> &'static str {
    match rule.kind {
        ActRuleKind::CountsAs => "the one act is the other",
        ActRuleKind::Excludes | ActRuleKind::ExcludesAtOnce => "the acts exclude each other",
        ActRuleKind::Ends => "the one act ends the other",
        ActRuleKind::Needs => "the one act needs the other",
    }
}

/// Rules between acts of two of the norms, through what these count as, and where acts are kept apart, or one is forbidden,
/// through what they need.
fn ties(theory: &Theory<'_>, norms: &[NormId]) -> BTreeSet<RuleId> {
    let model = theory.model;
    let mut found = BTreeSet::new();
    for leads_on in [&[ActRuleKind::CountsAs][..], &[ActRuleKind::CountsAs, ActRuleKind::Needs]] {
        let own = |norm: &NormId| model.norms[*norm].actions();
        let led_to = |norm: &NormId| led_to(theory, own(norm), leads_on);
        let wide: Vec<BTreeMap<ActionId, Vec<RuleId>>> = norms.iter().map(led_to).collect();
        let by_needs = leads_on.len() > 1;
        for (place, wider) in wide.iter().enumerate() {
            let others = || wide.iter().enumerate().filter(|(other, _)| *other != place);
            for (act, path) in wider {
                let begins = |rule: &ActRule| {
                    rule.left.action() == Some(*act)
                        && !(by_needs && rule.kind == ActRuleKind::Needs)
                };
                let rules = theory.rules_of(*act).iter();
                for id in rules.filter(|&&id| begins(&model.rules[id])) {
                    let right = model.rules[*id].right.action();
                    let there = others().find_map(|(_, other)| other.get(&right?));
                    if let Some(there) = there {
                        found.extend(path.iter().chain(there).chain([id]));
                    }
                }
            }
            if !by_needs || model.norms[norms[place]].modal == Modal::MustNot {
                for act in own(&norms[place]) {
                    found.extend(others().filter_map(|(_, other)| other.get(&act)).flatten());
                }
            }
        }
        if !found.is_empty() {
            break; // what is tied plainly needs no longer way
        }
    }
    // Rules between laws follow from others, and stand in no text.
    found.retain(|&id| is_written(model, id));
    found
}

/// The acts, and those to which rules of these kinds lead from them, each with the rules by which they do.
fn led_to(
    theory: &Theory<'_>,
    acts: impl Iterator<Item = ActionId>,
    by: &[ActRuleKind],
) -> BTreeMap<ActionId, Vec<RuleId>> {
    let mut found: BTreeMap<ActionId, Vec<RuleId>> = acts.map(|act| (act, Vec::new())).collect();
    let mut open: Vec<ActionId> = found.keys().copied().collect();
    while let Some(act) = open.pop() {
        for &id in theory.rules_of(act) {
            let rule = &theory.model.rules[id];
            let leads_on = rule.left.action() == Some(act) && by.contains(&rule.kind);
            let Some(next) = rule.right.action().filter(|_| leads_on) else { continue };
            if !found.contains_key(&next) {
                found.insert(next, [found[&act].as_slice(), &[id]].concat());
                open.push(next);
            }
        }
    }
    found
}

fn is_written(model: &Model, id: RuleId) -> bool {
    let rule = &model.rules[id];
    let of_laws = |action: Option<ActionId>| action.is_some_and(|it| model.laws.contains_key(&it));
    !of_laws(rule.left.action()) && !of_laws(rule.right.action())
}
