//! Makes the fixes that findings offer, and checks again after each round.

use std::collections::BTreeSet;

use super::run::Outcome;
use super::suppress::is_about_text;
use super::workspace::Workspace;
use crate::checks::Settings;
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix};
use crate::format::format;
use crate::source::Span;

/// How often findings are mended and the files checked again.
const ROUNDS: usize = 200;

/// What came of mending.
#[non_exhaustive]
pub struct Mended<'a> {
    /// The files as they are then.
    pub workspace: Workspace<'a>,
    /// What is still found.
    pub outcome: Outcome,
    /// What was done, in order.
    pub done: Vec<String>,
}

impl<'a> Workspace<'a> {
    /// Makes every safe fix in the files that were given; then, where `repairs` is set, one fix after another that
    /// a person should look at. A fix after which its finding is still there, or more is wrong, is undone.
    ///
    /// `may` says by its name whether a file may be changed.
    pub fn mended(
        &self,
        settings: &Settings,
        repairs: bool,
        may: &dyn Fn(&str) -> bool,
    ) -> Option<Mended<'a>> {
        let quick = Settings { without_repairs: true, ..settings.clone() };
        let mut now =
            Mended { workspace: self.amended(&[])?, outcome: self.check(&quick), done: vec![] };
        now.mend(&quick, Applicability::Safe, may);
        now.outcome = now.workspace.check(settings);
        if repairs {
            now.mend(settings, Applicability::Unsafe, may);
        }
        now.keep_layout(self, settings);
        Some(now)
    }
}

/// A finding and how it is mended.
type Cure = (Diagnostic, Fix);

/// Cures that did not help.
type Refused = BTreeSet<(String, String)>;

fn key((found, fix): &Cure) -> (String, String) {
    (found.message.clone(), fix.title.clone())
}

impl<'a> Mended<'a> {
    /// Makes one round of fixes after another, until none is left that helps.
    fn mend(&mut self, settings: &Settings, which: Applicability, may: &dyn Fn(&str) -> bool) {
        let mut refused = Refused::new();
        for _ in 0..ROUNDS {
            let mut tried = self.batch(which, &refused, may);
            if which == Applicability::Unsafe {
                tried.truncate(1);
            }
            // If they do harm together, one at a time shows which.
            let next = self
                .attempt(&tried, settings)
                .or_else(|| self.attempt(tried.get(..1).filter(|_| tried.len() > 1)?, settings));
            match (next, tried.first()) {
                (_, None) => return,
                (Some(next), _) => *self = next,
                (None, Some(first)) => drop(refused.insert(key(first))),
            }
        }
    }

    /// What was in the one layout of the language before is so afterwards.
    fn keep_layout(&mut self, before: &Workspace<'_>, settings: &Settings) {
        let mut edits = Vec::new();
        for file in self.workspace.changed_from(before) {
            let (was, now) = (before.sources(), self.workspace.sources());
            let was_tidy = format(was, file).is_ok_and(|tidy| tidy == was.file(file).text);
            let Some(text) = format(now, file).ok().filter(|_| was_tidy) else { continue };
            let old = &now.file(file).text;
            if text != *old {
                edits.push(Edit { span: Span { file, start: 0, end: old.len() as u32 }, text });
            }
        }
        let tidy = if edits.is_empty() { None } else { self.workspace.amended(&edits) };
        if let Some(workspace) = tidy {
            self.outcome = workspace.check(settings);
            self.workspace = workspace;
        }
    }

    /// The fixes that can be made at once.
    fn batch(
        &self,
        which: Applicability,
        refused: &Refused,
        may: &dyn Fn(&str) -> bool,
    ) -> Vec<Cure> {
        let mut batch: Vec<Cure> = Vec::new();
        for cure in self.offered(which, refused, may) {
            let free = |edit: &Edit| {
                batch.iter().flat_map(|(_, fix)| &fix.edits).all(|known| are_apart(known, edit))
            };
            if cure.1.edits.iter().all(free) {
                batch.push(cure);
            }
        }
        batch
    }

    /// For each finding its first fix that may be made and was not refused.
    fn offered(
        &self,
        applicability: Applicability,
        refused: &Refused,
        may: &dyn Fn(&str) -> bool,
    ) -> impl Iterator<Item = Cure> {
        self.outcome.diagnostics.iter().filter_map(move |found| {
            let cures = found.fixes.iter().map(|fix| (found.clone(), fix.clone()));
            cures.into_iter().find(|cure| {
                let given = |edit: &Edit| {
                    let file = edit.span.file;
                    self.workspace.is_given(file) && may(self.workspace.sources().name(file))
                };
                cure.1.applicability == applicability
                    && cure.1.edits.iter().all(given)
                    && !refused.contains(&key(cure))
            })
        })
    }

    /// What it would be after these fixes; `None` where one does not help, or harms.
    fn attempt(&self, cures: &[Cure], settings: &Settings) -> Option<Mended<'a>> {
        let edits: Vec<Edit> = cures.iter().flat_map(|(_, fix)| fix.edits.clone()).collect();
        let workspace = self.workspace.amended(&edits)?;
        let outcome = workspace.check(settings);
        let wrong = |it: &Outcome| (broken(it), it.diagnostics.len() + it.unknowns.len());
        let still = |(found, _): &Cure| count(&outcome, found) >= count(&self.outcome, found);
        if wrong(&outcome) >= wrong(&self.outcome) || cures.iter().any(still) {
            return None;
        }
        let done = cures.iter().map(|(found, fix)| {
            format!("{}: {}", place(&self.workspace, found.primary.span), fix.title)
        });
        Some(Mended { workspace, outcome, done: self.done.iter().cloned().chain(done).collect() })
    }
}

/// How many findings say that the text or its words are wrong. Norms that were left out for them come into play
/// when these are mended, so that then more may be found.
fn broken(outcome: &Outcome) -> usize {
    outcome.diagnostics.iter().filter(|found| is_about_text(found)).count()
}

fn count(outcome: &Outcome, like: &Diagnostic) -> usize {
    let same =
        |found: &&Diagnostic| found.rule.code == like.rule.code && found.message == like.message;
    outcome.diagnostics.iter().filter(same).count()
}

fn are_apart(a: &Edit, b: &Edit) -> bool {
    a.span.file != b.span.file || a.span.end < b.span.start || b.span.end < a.span.start
}

fn place(workspace: &Workspace<'_>, span: Span) -> String {
    let file = workspace.sources().file(span.file);
    format!("{}:{}", file.name, file.lines().place(&file.text, span.start).line)
}
