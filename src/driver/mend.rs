//! Makes the fixes that findings offer, and checks again after each round.

use std::collections::{BTreeMap, BTreeSet};

use super::run::Outcome;
use super::suppress::is_about_text;
use super::workspace::Workspace;
use crate::checks::Settings;
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix};
use crate::format::format;
use crate::source::{FileId, Span};

/// How often findings are mended and the files checked again. What is left then is told.
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
    /// For how many findings a fix was not tried any more, because there were too many rounds.
    pub untried: usize,
}

impl<'a> Workspace<'a> {
    /// Makes every safe fix in the files that were given; then, where `repairs` is set, those that a person should
    /// look at, together where they are about different norms. A fix after which its finding is still there, or more
    /// is wrong, is undone.
    ///
    /// `may` says whether a file, by its name, may be changed for a finding.
    pub fn mended(
        &self,
        settings: &Settings,
        repairs: bool,
        may: &dyn Fn(&Diagnostic, &str) -> bool,
    ) -> Mended<'a> {
        self.mended_within(ROUNDS, settings, repairs, may)
    }

    fn mended_within(
        &self,
        rounds: usize,
        settings: &Settings,
        repairs: bool,
        may: &May<'_>,
    ) -> Mended<'a> {
        let quick = Settings { without_repairs: true, ..settings.clone() };
        let mut workspace = self.with_texts(BTreeMap::new());
        let outcome = workspace.recheck(&quick);
        let mut now = Mended { workspace, outcome, done: Vec::new(), untried: 0 };
        let may = (rounds, may);
        now.mend(&quick, Applicability::Safe, may);
        now.outcome = now.workspace.recheck(settings);
        if repairs {
            now.mend(settings, Applicability::Unsafe, may);
        }
        now.keep_layout(self, settings);
        now
    }
}

/// Whether a file may be changed for a finding.
type May<'m> = dyn Fn(&Diagnostic, &str) -> bool + 'm;

/// A finding and how it is mended.
type Cure = (Diagnostic, Fix);

/// Cures that did not help, by file, message and title.
type Refused = BTreeSet<(FileId, String, String)>;

fn key((found, fix): &Cure) -> (FileId, String, String) {
    (found.primary.span.file, found.message.clone(), fix.title.clone())
}

impl Mended<'_> {
    /// Makes one round of fixes after another, until none is left that helps.
    fn mend(
        &mut self,
        settings: &Settings,
        which: Applicability,
        (rounds, may): (usize, &May<'_>),
    ) {
        let mut refused = Refused::new();
        for _ in 0..rounds {
            let batch = match which {
                Applicability::Unsafe => self.independent(which, &refused, may),
                _ => self.batch(which, &refused, may),
            };
            if batch.is_empty() {
                return;
            }
            refused.extend(self.make(&batch, settings).map(key));
        }
        self.untried += self.offered(which, &refused, may).count();
    }

    /// Makes fixes together; where they do harm, the first half of them, and so on. Gives back the one that does harm
    /// alone.
    fn make<'c>(&mut self, mut cures: &'c [Cure], settings: &Settings) -> Option<&'c Cure> {
        while !self.attempt(cures, settings) {
            match cures {
                [alone] => return Some(alone),
                _ => cures = &cures[..cures.len() / 2],
            }
        }
        None
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
        if let Some(texts) = self.workspace.texts_with(&edits).filter(|_| !edits.is_empty()) {
            self.workspace.set_texts(texts);
            self.outcome = self.workspace.recheck(settings);
        }
    }

    /// The fixes that can be made at once.
    fn batch(&self, which: Applicability, refused: &Refused, may: &May<'_>) -> Vec<Cure> {
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

    /// Fixes of findings that have nothing to do with each other: what is said of the one and what is changed for it
    /// lies in other norms, and in the head of no instrument of the other's.
    fn independent(&self, which: Applicability, refused: &Refused, may: &May<'_>) -> Vec<Cure> {
        let mut claimed: BTreeMap<FileId, Vec<Span>> = BTreeMap::new();
        let mut batch = Vec::new();
        for cure in self.offered(which, refused, may) {
            let claims = self.claims(&cure);
            let is_free = |claim: &Span| {
                let own = claimed.get(&claim.file).map_or(&[][..], Vec::as_slice);
                own.iter().all(|it| it.end <= claim.start || claim.end <= it.start)
            };
            if claims.iter().all(is_free) {
                claims.iter().for_each(|it| claimed.entry(it.file).or_default().push(*it));
                batch.push(cure);
            }
        }
        batch
    }

    /// The norms, or else instruments or items, or else files, in which a finding and its fix lie.
    fn claims(&self, (found, fix): &Cure) -> Vec<Span> {
        let labels = std::iter::once(&found.primary).chain(&found.related).map(|label| label.span);
        let spans = labels.chain(fix.edits.iter().map(|edit| edit.span));
        let around = |span: Span| {
            let file = span.file;
            let parts = self.workspace.files[file.0 as usize].parts.iter().map(|part| part.span);
            // Norms stand behind their instrument.
            let inner = parts.rev().find(|it| it.start <= span.start && span.end <= it.end);
            let end = self.workspace.sources().text(file).len() as u32;
            inner.unwrap_or(Span { file, start: 0, end })
        };
        spans.map(around).collect()
    }

    /// For each finding its first fix that may be made and was not refused.
    fn offered(
        &self,
        applicability: Applicability,
        refused: &Refused,
        may: &May<'_>,
    ) -> impl Iterator<Item = Cure> {
        self.outcome.diagnostics.iter().filter_map(move |found| {
            let cures = found.fixes.iter().map(|fix| (found.clone(), fix.clone()));
            cures.into_iter().find(|cure| {
                let given = |edit: &Edit| {
                    let file = edit.span.file;
                    self.workspace.is_given(file) && may(found, self.workspace.sources().name(file))
                };
                cure.1.applicability == applicability
                    && cure.1.edits.iter().all(given)
                    && !refused.contains(&key(cure))
            })
        })
    }

    /// Makes these fixes, unless one does not help, or they do harm. Whether they were made.
    fn attempt(&mut self, cures: &[Cure], settings: &Settings) -> bool {
        let edits: Vec<Edit> = cures.iter().flat_map(|(_, fix)| fix.edits.clone()).collect();
        let Some(texts) = self.workspace.texts_with(&edits) else { return false };
        let was = |&file: &FileId| (file, self.workspace.sources().text(file).to_owned());
        let was = texts.keys().map(was).collect();
        let done: Vec<String> = cures
            .iter()
            .map(|(found, fix)| {
                format!("{}: {}", place(&self.workspace, found.primary.span), fix.title)
            })
            .collect();
        self.workspace.set_texts(texts);
        let outcome = self.workspace.recheck(settings);
        let helps = helps(cures, &self.outcome, &outcome);
        match helps {
            true => {
                self.outcome = outcome;
                self.done.extend(done);
            }
            false => self.workspace.set_texts(was),
        }
        helps
    }
}

/// Whether what was to be mended is gone, and less is wrong.
fn helps(cures: &[Cure], before: &Outcome, after: &Outcome) -> bool {
    let wrong = |it: &Outcome| (broken(it), it.diagnostics.len() + it.unknowns.len());
    let (was, now) = (counted(before), counted(after));
    let is_less = |found: &Diagnostic| now.get(&like(found)) < was.get(&like(found));
    // One that does harm must not hide behind another that does good.
    let is_hidden = cures.len() > 1
        && cures.iter().any(|(_, fix)| fix.applicability == Applicability::Unsafe)
        && (after.unknowns.len() > before.unknowns.len()
            || broken(before) == broken(after)
                && now.iter().any(|(like, count)| was.get(like).is_none_or(|it| it < count)));
    wrong(after) < wrong(before) && cures.iter().all(|(found, _)| is_less(found)) && !is_hidden
}

/// How many findings say that the text or its words are wrong. Norms that were left out for them come into play
/// when these are mended, so that then more may be found.
fn broken(outcome: &Outcome) -> usize {
    outcome.diagnostics.iter().filter(|found| is_about_text(found)).count()
}

/// Findings of one rule in one file that say the same are alike.
type Like<'d> = (&'static str, FileId, &'d str);

fn like(found: &Diagnostic) -> Like<'_> {
    (found.rule.code, found.primary.span.file, &found.message)
}

fn counted(outcome: &Outcome) -> BTreeMap<Like<'_>, usize> {
    let mut counts = BTreeMap::new();
    for found in &outcome.diagnostics {
        *counts.entry(like(found)).or_default() += 1;
    }
    counts
}

fn are_apart(a: &Edit, b: &Edit) -> bool {
    a.span.file != b.span.file || a.span.end < b.span.start || b.span.end < a.span.start
}

fn place(workspace: &Workspace<'_>, span: Span) -> String {
    let file = workspace.sources().file(span.file);
    format!("{}:{}", file.name, file.lines().place(&file.text, span.start).line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::{Bundled, Input};

    #[test]
    fn what_is_left_after_too_many_rounds_is_counted() {
        // One norm against three, each of which is mended by itself.
        let bans = ["secret", "old", "torn"].map(|word| {
            format!(
                "fact {word}(Rec)\nnorm {word}_ban {{ Firm must not sell(Rec) when {word}(Rec) }}\n"
            )
        });
        let text = format!(
            "kind Firm, Rec\naction sell(Rec)\nnorm s {{ Firm must sell(Rec) }}\n{}",
            bans.concat()
        );
        let mut workspace = Workspace::new(&Bundled);
        workspace.add_set(vec![Input::text("a.norm", &text)]);
        let mend = |rounds| {
            let settings = Settings::default();
            let mended = workspace.mended_within(rounds, &settings, true, &|_, _| true);
            (mended.done.len(), mended.untried)
        };
        assert_eq!([mend(2), mend(4)], [(2, 1), (3, 0)]);
    }
}
