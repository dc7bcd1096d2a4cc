//! What is written between norms, and what a check found of them.

use std::collections::BTreeMap;

use super::sketch::Sketch;
use super::{GraphEnd, TieKind};
use crate::checks;
use crate::checks::rules::principles::principle_breached;
use crate::diagnostics::{Diagnostic, Level};
use crate::model::{Modal, Model, NormId, Relation, RelationKind, Target};

/// Ties norms and instruments as the text does.
pub(super) fn relations(sketch: &mut Sketch, model: &Model) {
    for it in &model.relations {
        let ends = (sketch.end(model, it.winner), sketch.end(model, it.loser));
        let (Some(winner), Some(loser)) = ends else { continue };
        let ends = match it.kind {
            RelationKind::Yields => vec![loser, winner],
            RelationKind::Prevails | RelationKind::Displaces => vec![winner, loser],
        };
        sketch.tie(TieKind::Relation, ends, words(model, it));
    }
    for (id, norm) in model.norms.iter() {
        let Some(primary) = norm.primary.filter(|_| norm.aspect_of.is_none()) else { continue };
        let ends = [primary, id].map(|norm| sketch.end(model, Target::Norm(norm)));
        if let [Some(primary), Some(remedy)] = ends {
            sketch.tie(TieKind::Relation, vec![primary, remedy], "otherwise".to_owned());
        }
    }
}

/// `prevails over, sometimes (art9)`
fn words(model: &Model, it: &Relation) -> String {
    let verb = match it.kind {
        RelationKind::Yields => "subject to",
        RelationKind::Prevails => "prevails over",
        RelationKind::Displaces => "displaces",
    };
    let sometimes = if it.when.is_true() { "" } else { ", sometimes" };
    let says_so = |id: NormId| {
        let own = Target::Norm(id);
        model.norms[id].modal == Modal::Relation && it.winner != own && it.loser != own
    };
    let by = match it.norm.filter(|&id| says_so(id)) {
        Some(id) => format!(" ({})", model.qualified(id)),
        None => String::new(),
    };
    format!("{verb}{sometimes}{by}")
}

/// Ties norms and principles by what was found of them.
pub(super) fn findings<'d>(
    sketch: &mut Sketch,
    model: &Model,
    found: impl Iterator<Item = &'d Diagnostic>,
) {
    let mut named: BTreeMap<String, NormId> = BTreeMap::new();
    for id in model.written() {
        named.entry(model.qualified(id)).or_insert(id);
    }
    for it in found {
        if let Some((kind, ends)) = tied(sketch, model, &named, it) {
            sketch.tie(kind, ends, label(it));
        }
    }
}

fn tied(
    sketch: &mut Sketch,
    model: &Model,
    named: &BTreeMap<String, NormId>,
    it: &Diagnostic,
) -> Option<(TieKind, Vec<GraphEnd>)> {
    let evidence = &it.evidence;
    let norm = |name: &String| sketch.end(model, Target::Norm(*named.get(name)?));
    let norms: Vec<GraphEnd> = evidence.norms.iter().filter_map(norm).collect();
    if let Some(decided) = &evidence.decided {
        let kind = match it.rule {
            rule if checks::is_settled(rule) => TieKind::Settled,
            rule if checks::asks_to_change_the_lower(rule) => TieKind::Invalid,
            // Canons that disagree: the norm that yields stands all the same.
            _ => TieKind::Note,
        };
        return Some((kind, vec![norm(&decided.winner)?, norm(&decided.loser)?]));
    }
    let mut principles = model.principles.iter();
    let principle = evidence.principle.as_deref();
    if let Some((id, _)) = principles.find(|(_, it)| Some(&*it.name) == principle) {
        let ends = [sketch.principle(model, id)].into_iter().chain(norms).collect();
        return Some((TieKind::Principle, ends));
    }
    let is_conflict = it.rule.is_about_conflicts() && !norms.is_empty();
    let kind = if it.level > Level::Note { TieKind::Conflict } else { TieKind::Note };
    is_conflict.then_some((kind, norms))
}

/// `strict (C201)`; of a clash that precedence settles, by what.
fn label(it: &Diagnostic) -> String {
    let evidence = &it.evidence;
    let word = match (&evidence.decided, evidence.verdict.as_deref()) {
        (Some(decided), _) if checks::is_settled(it.rule) => format!("prevails by {}", decided.by),
        (Some(_), _) if !checks::asks_to_change_the_lower(it.rule) => {
            it.rule.name.replace('-', " ")
        }
        (_, Some(verdict)) if it.rule.is_about_conflicts() => verdict.to_owned(),
        _ if is_breach(it) => "breaches".to_owned(),
        _ => it.rule.name.replace('-', " "),
    };
    format!("{word} ({})", it.rule.code)
}

/// Whether a norm breaches a principle.
fn is_breach(it: &Diagnostic) -> bool {
    it.rule.code == principle_breached::RULE.code && !it.evidence.norms.is_empty()
}
