//! Conflicts that only one of two texts has.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Differences, Statement};
use crate::checks::survey::Survey;
use crate::checks::{Settings, Unknown, diagnose};
use crate::diagnostics::{Diagnostic, Level};
use crate::model::{Joined, Model, NormId, VerdictWord};
use crate::source::Sources;

/// A conflict, by the norms in it.
type Conflicts = BTreeMap<Vec<String>, Diagnostic>;

/// Finds conflicts among sets in which some norm is affected.
pub(super) fn find(
    sources: &Sources,
    joined: &Joined,
    [(old, old_norms), (new, new_norms)]: [(&Model, BTreeSet<NormId>); 2],
    settings: &Settings,
    found: &mut Differences,
) {
    let told = Telling { sources, settings };
    let then = told.of_one(old, &old_norms, &names_now(joined), found);
    let now = told.of_one(new, &new_norms, &BTreeMap::new(), found);
    let (Some(then), Some(now)) = (then, now) else { return };
    for (norms, it) in &now {
        match then.get(norms) {
            None => found.statements.extend(told.statement(it, Change::NewlyInConflict)),
            Some(before) if before.evidence.verdict != it.evidence.verdict => {
                let word = |it: &Diagnostic| it.evidence.verdict.clone().unwrap_or_default();
                let said = told.statement(it, Change::OtherwiseInConflict);
                found.statements.extend(said.map(|said| Statement {
                    text: format!("{} (was {}, is {})", said.text, word(before), word(it)),
                    ..said
                }));
            }
            Some(_) => {}
        }
    }
    for (_, it) in then.iter().filter(|(norms, _)| !now.contains_key(*norms)) {
        found.statements.extend(told.statement(it, Change::Resolved));
    }
}

/// What norms of the older text are called now, where that is something else.
fn names_now(joined: &Joined) -> BTreeMap<String, String> {
    let twins = joined.twins.norms.iter().map(|(&old, &new)| (old, new));
    let pairs = twins.filter(|(old, _)| joined.is_old(*old)).chain(moved(joined));
    let names = pairs.map(|(old, new)| (joined.model.qualified(old), joined.model.qualified(new)));
    names.filter(|(old, new)| old != new).collect()
}

/// Norms of one name that stand in another instrument now, in other words: no other norm of either text without a twin has
/// that name.
fn moved(joined: &Joined) -> Vec<(NormId, NormId)> {
    let twins: BTreeSet<NormId> =
        joined.twins.norms.iter().flat_map(|(&old, &new)| [old, new]).collect();
    let mut named: BTreeMap<&str, [Vec<NormId>; 2]> = BTreeMap::new();
    for (id, norm) in joined.model.norms.iter().filter(|(id, _)| !twins.contains(id)) {
        named.entry(&norm.name).or_default()[usize::from(joined.is_old(id))].push(id);
    }
    let pair = |it: [Vec<NormId>; 2]| match (it[1].as_slice(), it[0].as_slice()) {
        (&[old], &[new]) => Some((old, new)),
        _ => None,
    };
    named.into_values().filter_map(pair).collect()
}

/// What wording a conflict needs.
struct Telling<'a> {
    sources: &'a Sources,
    settings: &'a Settings,
}

impl Telling<'_> {
    /// The conflicts of one text in which a norm is affected; `None` where nothing can be asked.
    fn of_one(
        &self,
        model: &Model,
        norms: &BTreeSet<NormId>,
        names: &BTreeMap<String, String>,
        found: &mut Differences,
    ) -> Option<Conflicts> {
        let survey = Survey::with_any(model, self.settings, norms);
        found.unknowns.extend(survey.unknowns.iter().cloned());
        if !survey.contradictory.is_empty() {
            let reason = "what one of the texts assumes contradicts itself".to_owned();
            found.unknowns.push(Unknown { reason, norms: Vec::new() });
            return None;
        }
        let key = |it: &Diagnostic| -> Vec<String> {
            let known = |name: &String| names.get(name).unwrap_or(name).clone();
            let mut names: Vec<String> = it.evidence.norms.iter().map(known).collect();
            names.sort();
            names
        };
        let conflicts = diagnose(&survey, self.settings).into_iter().filter(is_conflict);
        Some(conflicts.map(|it| (key(&it), it)).collect())
    }

    /// None, where the settings turn the rule off.
    fn statement(&self, it: &Diagnostic, change: Change) -> Option<Statement> {
        let own = self.settings.levels.of(it, self.sources.name(it.primary.span.file));
        if own == Level::Off {
            return None;
        }
        let note = |key| it.notes.iter().find(|note| note.key == key).map(|note| &*note.text);
        let dates = note("dates").map(|dates| format!("The conflict exists {dates}."));
        let case: Vec<&str> = note("case").into_iter().chain(dates.as_deref()).collect();
        let related = it.related.iter().map(|label| label.span);
        Some(Statement {
            change,
            level: if change == Change::Resolved { Level::Note } else { own },
            code: Some(it.rule.code),
            text: it.message.clone(),
            norms: it.evidence.norms.clone(),
            spans: std::iter::once(it.primary.span).chain(related).collect(),
            instead: None,
            case: case.join(" "),
            scenario: it.evidence.scenario.clone().unwrap_or_default(),
        })
    }
}

/// Findings about norms that cannot be respected together, and that no precedence settles.
fn is_conflict(it: &Diagnostic) -> bool {
    let settled =
        it.evidence.verdict.as_deref().is_none_or(|word| word == VerdictWord::Settled.word());
    it.rule.is_about_conflicts() && !settled && !it.evidence.norms.is_empty()
}
