//! Tries edits that may mend findings: each is made in the part of the text that matters to its finding, and that
//! part is checked again with it.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use super::excerpt::Outline;
use super::mentions::Mentions;
use super::packs;
use super::suppress::is_about_text;
use super::workspace::Workspace;
use crate::checks::{self, Mendable, Settings, Unknown};
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix, Level};
use crate::model::{Id, Model, NormId};
use crate::report::telling;
use crate::source::Span;

/// Repairs that are shown for one finding.
const SHOWN: usize = 3;
/// Literals that are looked at to find the repairs of one finding; what was found by then is shown.
const EFFORT: u64 = 80_000;

/// Where findings were made.
#[derive(Clone, Copy)]
pub(super) struct Within<'w> {
    /// The place of the set.
    pub(super) place: usize,
    /// Its model.
    pub(super) model: &'w Model,
    /// How it was checked.
    pub(super) settings: &'w Settings,
    /// What else was found in it.
    pub(super) known: &'w [Diagnostic],
    /// Its questions without an answer.
    pub(super) unknowns: &'w [Unknown],
    /// Where its norms stand, if the model is one of an excerpt.
    pub(super) elsewhere: Option<Elsewhere<'w>>,
}

/// Where the norms of an excerpt stand in the whole.
#[derive(Clone, Copy)]
pub(super) struct Elsewhere<'w> {
    /// The place of each norm of the model.
    pub(super) norms: &'w [Span],
    /// Which norms of the whole mention which names.
    pub(super) mentions: &'w Mentions,
}

impl Within<'_> {
    fn place_of(&self, norm: NormId) -> Span {
        match self.elsewhere {
            None => self.model.norms[norm].span,
            Some(elsewhere) => elsewhere.norms[norm.index()],
        }
    }
}

/// What was found before, and how often.
struct Before {
    findings: BTreeMap<Key, usize>,
    unknowns: BTreeMap<Open, usize>,
}

/// A question without an answer: why, and about which norms.
type Open = (String, Vec<String>);

fn open(unknowns: &[Unknown]) -> BTreeMap<Open, usize> {
    let mut counts = BTreeMap::new();
    for it in unknowns {
        *counts.entry((it.reason.clone(), it.norms.clone())).or_default() += 1;
    }
    counts
}

/// Whether there is something, or more of it, that was not there before.
fn is_more<K: Ord>(after: &BTreeMap<K, usize>, before: &BTreeMap<K, usize>) -> bool {
    after.iter().any(|(key, &count)| count > before.get(key).copied().unwrap_or(0))
}

/// Findings of one rule on the same norms that say the same are one, wherever they stand.
type Key = (&'static str, Vec<String>, String);

fn key(found: &Diagnostic) -> Key {
    (found.rule.code, found.evidence.norms.clone(), found.message.clone())
}

fn counted<'d>(found: impl IntoIterator<Item = &'d Diagnostic>) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    for found in found {
        *counts.entry(key(found)).or_default() += 1;
    }
    counts
}

impl Workspace<'_> {
    /// The places of the findings that a report shows even where there are many, those first that tell most.
    pub(super) fn shown_first(&self, found: &[Diagnostic], settings: &Settings) -> Vec<usize> {
        let told = found.iter().enumerate().filter(|(_, found)| found.level > Level::Off);
        let leveled = told.map(|(place, found)| {
            (place, Diagnostic { level: self.level(found, settings), ..found.clone() })
        });
        let mut told: Vec<_> = leveled.filter(|(_, found)| found.level > Level::Off).collect();
        told.sort_by(|(_, a), (_, b)| self.order(a, b));
        let (places, told): (Vec<usize>, Vec<Diagnostic>) = told.into_iter().unzip();
        telling(&told).into_iter().map(|place| places[place]).collect()
    }

    /// The findings of a set; those that can be mended get fixes, which are their help then.
    pub(super) fn with_repairs(
        &self,
        mut found: Vec<Diagnostic>,
        mendable: &[Mendable],
        within: Within<'_>,
    ) -> Vec<Diagnostic> {
        let sought = self.repairs_of(&found, mendable, within);
        for (it, fixes) in mendable.iter().zip(sought) {
            offer(&mut found[it.finding], fixes.as_deref());
        }
        found
    }

    /// The edits that mend findings of a set, for each of these; `None` where its norms cannot be looked at alone.
    pub(super) fn repairs_of(
        &self,
        found: &[Diagnostic],
        mendable: &[Mendable],
        within: Within<'_>,
    ) -> Vec<Option<Vec<Fix>>> {
        if mendable.is_empty() {
            return Vec::new();
        }
        let all = found.iter().chain(within.known);
        let before = Before {
            findings: counted(all.filter(|it| it.level > Level::Off)),
            unknowns: open(within.unknowns),
        };
        let set = &self.sets[within.place];
        let outline = match within.elsewhere {
            None => Outline::new(self, set),
            Some(elsewhere) => Outline::known(self, set, elsewhere.mentions),
        };
        checks::long_in_parallel(within.settings.threads, mendable, |it| {
            self.repairs(&found[it.finding], it, within, (&outline, &before))
        })
    }

    /// The repairs that stand, in the order of their size. `None` where the finding's norms cannot be looked at alone.
    fn repairs(
        &self,
        found: &Diagnostic,
        mendable: &Mendable,
        within: Within<'_>,
        (outline, before): (&Outline<'_, '_>, &Before),
    ) -> Option<Vec<Fix>> {
        let kept = mendable.near.iter().map(|&norm| within.place_of(norm)).collect();
        let excerpt = outline.excerpt(&kept);
        let part = &excerpt.workspace;
        let stop = within.settings.stop.after(EFFORT);
        let threads = Some(NonZeroUsize::MIN);
        let settings = Settings { threads, stop, ..within.settings.clone() };
        let (model, resolving) = part.build(part.sets.get(within.place)?, &settings);
        // A principle that names a norm which does not matter to the finding cannot be read without it.
        let principles = (model.principles.len(), within.model.principles.len());
        let is_whole = found.evidence.principle.is_none() || principles.0 == principles.1;
        if model.written().count() != mendable.near.len() || !is_whole {
            return None;
        }
        let broken = part.found_in_text();
        let broken = broken.iter().chain(&resolving).filter(|it| is_about_text(it)).count();
        let proposals = checks::proposals(part.sources(), &model, &settings, found, mendable);
        let trial = Trial { part, place: within.place, model: &model, settings: &settings, broken };
        let stand =
            proposals.into_iter().filter(|fix| trial.stands(found, fix, before) == Some(true));
        let original = stand.filter_map(|fix| {
            let edits =
                fix.edits.iter().map(|edit| excerpt.original(edit)).collect::<Option<_>>()?;
            Some(Fix { edits, ..fix })
        });
        Some(original.take(SHOWN).collect())
    }
}

/// Makes repairs, if there are any, the help and the fixes of a finding: with what advice of the rule stays, no more
/// lines than anybody reads.
pub(super) fn offer(finding: &mut Diagnostic, repairs: Option<&[Fix]>) {
    let Some(fixes) = repairs.filter(|fixes| !fixes.is_empty()) else { return };
    let can_be_told_only = |fix: &Fix| fix.applicability == Applicability::Told;
    // The advice of the rule stands where no edit of ours does, and where it says which norm must change.
    if !fixes.iter().all(can_be_told_only) && !checks::asks_to_change_the_lower(finding.rule) {
        finding.help.clear();
    }
    let room = SHOWN.saturating_sub(finding.help.len());
    let (told, made): (Vec<&Fix>, Vec<&Fix>) =
        fixes.iter().take(room).partition(|fix| can_be_told_only(fix));
    finding.help.extend(made.iter().map(|fix| fix.title.clone()));
    finding
        .help
        .extend(told.iter().map(|fix| format!("or, if that may be amended: {}", fix.title)));
    finding.fixes = made.into_iter().cloned().collect();
}

/// Where repairs are tried.
struct Trial<'t, 'a> {
    part: &'t Workspace<'a>,
    place: usize,
    model: &'t Model,
    settings: &'t Settings,
    /// How much is wrong with the text before any edit.
    broken: usize,
}

impl Trial<'_, '_> {
    /// Whether with the repair its finding is gone, and nothing new is found. `None` where it cannot be made.
    fn stands(&self, mended: &Diagnostic, fix: &Fix, before: &Before) -> Option<bool> {
        let bundled = |edit: &Edit| packs::is_bundled(self.part.sources.name(edit.span.file));
        if fix.edits.iter().any(bundled) {
            return None;
        }
        let changed = self.part.amended(&fix.edits)?;
        let (model, resolving) = changed.build(changed.sets.get(self.place)?, self.settings);
        let own = changed.found_in_text();
        let broken = own.iter().chain(&resolving).filter(|found| is_about_text(found)).count();
        if broken > self.broken {
            return None;
        }
        let edited = edited(self.model, fix);
        let checked = checks::recheck(&model, self.settings, &edited, &mended.evidence.norms)?;
        let left = checked.diagnostics.iter().filter(|found| found.level > Level::Off);
        let after = counted(left);
        let new = is_more(&after, &before.findings)
            || is_more(&open(&checked.unknowns), &before.unknowns);
        let own = key(mended);
        let often = |found: &BTreeMap<Key, usize>| found.get(&own).copied().unwrap_or(0);
        Some(often(&after) < often(&before.findings) && !new)
    }
}

/// The norms in whose text the edits lie, by their qualified names.
fn edited(model: &Model, fix: &Fix) -> Vec<String> {
    let holds = |outer: Span| {
        fix.edits.iter().any(|edit| {
            outer.file == edit.span.file
                && outer.start < edit.span.start
                && edit.span.end < outer.end
        })
    };
    let norms = model.norms.iter().filter(|(_, norm)| holds(norm.span));
    norms.map(|(id, _)| model.qualified(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn finding(code: &str) -> Diagnostic {
        let rule = checks::rules().into_iter().find(|rule| rule.code == code).expect("a rule");
        Diagnostic::new(rule, "m", Span::new(FileId(0), 0, 1), "").help("advice")
    }

    fn fixes(kinds: &[Applicability]) -> Vec<Fix> {
        let fix = |(place, &applicability): (usize, &Applicability)| Fix {
            title: format!("edit {place}"),
            applicability,
            edits: Vec::new(),
        };
        kinds.iter().enumerate().map(fix).collect()
    }

    #[test]
    fn advice_and_repairs_are_three_lines_at_most() {
        use Applicability::{Told, Unsafe};
        for code in ["C201", "C208", "C215"] {
            for kinds in [[Unsafe; 3], [Told; 3], [Unsafe, Told, Told], [Unsafe, Unsafe, Told]] {
                let mut found = finding(code);
                offer(&mut found, Some(&fixes(&kinds)));
                assert_eq!(found.help.len(), SHOWN, "{code}: {:?}", found.help);
            }
        }
    }

    #[test]
    fn what_is_not_told_is_not_written() {
        let mut found = finding("C208");
        offer(&mut found, Some(&fixes(&[Applicability::Unsafe; 3])));
        assert_eq!(found.help, ["advice", "edit 0", "edit 1"]);
        assert_eq!(found.fixes.len(), 2);
    }
}
