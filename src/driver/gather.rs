//! What was found of each set, put together: what several sets share is told once.

use std::collections::{BTreeMap, BTreeSet};

use super::recheck::Answer;
use super::run::{Names, Outcome};
use super::suppress::{Allows, is_about_text, is_looked_for};
use super::workspace::{Set, Workspace};
use crate::checks::{self, Settings, Statistics, Unknown};
use crate::diagnostics::{Diagnostic, Level};
use crate::logic::Limit;
use crate::model::Allow;
use crate::model::rules::UNUSED_VOCABULARY;
use crate::report::{Counts, Summary};
use crate::source::{FileId, Span};

/// What the answers about sets have come to so far.
pub(super) struct Gathered<'w, 'a> {
    workspace: &'w Workspace<'a>,
    settings: &'w Settings,
    found: Vec<Diagnostic>,
    /// Files in whose text something is wrong.
    broken: BTreeSet<usize>,
    unknowns: Vec<Unknown>,
    allows: Allows,
    /// What is allowed of words that nothing uses: that is known when all sets are.
    allowed: Vec<Allow>,
    norms: Vec<Span>,
    names: Names,
    unused: Unused,
    statistics: Vec<Statistics>,
    /// Settled conflicts that are not told, each by its place and words.
    settled: BTreeSet<(Span, String)>,
}

impl<'w, 'a> Gathered<'w, 'a> {
    /// What is wrong with the files themselves.
    pub(super) fn new(workspace: &'w Workspace<'a>, settings: &'w Settings) -> Self {
        let found = workspace.found_in_text();
        Gathered {
            workspace,
            settings,
            broken: files_of(found.iter().filter(|it| is_about_text(it))),
            found,
            unknowns: Vec::new(),
            allows: Allows::default(),
            allowed: Vec::new(),
            norms: Vec::new(),
            names: Names::default(),
            unused: Unused::default(),
            statistics: Vec::new(),
            settled: BTreeSet::new(),
        }
    }

    /// Adds what was found of the next set.
    pub(super) fn add(&mut self, set: &Set, answer: &Answer) {
        let place = self.statistics.len();
        let mut told = self.told(set, answer);
        told.iter_mut().for_each(|found| found.evidence.set = place);
        self.found.extend(told);
        self.settled.extend(self.untold(answer));
        let about_words = |allow: &&Allow| {
            [UNUSED_VOCABULARY.code, UNUSED_VOCABULARY.name].contains(&&*allow.rule)
        };
        self.allowed.extend(answer.allows.iter().filter(about_words).cloned());
        self.unknowns.extend(answer.checked.unknowns.iter().cloned());
        self.norms.extend(&answer.norms);
        self.statistics.push(answer.checked.statistics.clone());
        self.names.add(&answer.names);
    }

    /// The findings about a set that nothing silences.
    fn told(&mut self, set: &Set, answer: &Answer) -> Vec<Diagnostic> {
        let (workspace, settings) = (self.workspace, self.settings);
        let resolving = self.unused.sift(answer.resolving.clone(), set);
        let all = resolving.into_iter().chain(answer.checked.diagnostics.iter().cloned());
        let all = all.filter(|found| workspace.is_on(found, settings));
        let is_whole = self.is_whole(set, answer);
        let looked_for = |allow: &Allow| is_whole && is_looked_for(allow, settings);
        let mut told = self.allows.silence(&answer.allows, all.collect(), looked_for);
        if workspace.leaves_norms_out(set, &answer.resolving) {
            // What seems to be missing may be what was left out.
            told.retain(|found| !checks::misses_something(found.rule));
        }
        told
    }

    /// Whether everything was asked: a norm that was left out, or a question that is open, may be what an `allow` is
    /// about.
    fn is_whole(&self, set: &Set, answer: &Answer) -> bool {
        let is_sound = !set.files.iter().any(|file| self.broken.contains(file))
            && !answer.resolving.iter().any(is_about_text);
        is_sound && answer.checked.unknowns.is_empty() && !self.settings.stop.is_on()
    }

    /// The settled conflicts of a set that are told on request alone.
    fn untold(&self, answer: &Answer) -> Vec<(Span, String)> {
        let silent = answer.checked.diagnostics.iter().filter(|found| {
            let level = self.workspace.level(found, self.settings);
            checks::is_settled(found.rule) && level == Level::Off
        });
        silent.map(|found| (found.primary.span, found.message.clone())).collect()
    }

    /// All of it, once every set was added.
    pub(super) fn outcome(mut self) -> Outcome {
        let (workspace, settings) = (self.workspace, self.settings);
        self.tell_of_words_and_allows();
        workspace.tell_namesakes_apart(&mut self.found);
        let part = settings.shard.map(|shard| workspace.part(shard, settings, &mut self.found));
        Unknown::settle(&mut self.unknowns);
        let stopped = settings.stop.is_on();
        if stopped {
            let reason = Limit::Stopped.to_string();
            self.unknowns = vec![Unknown { reason, norms: Vec::new() }];
        }
        Outcome {
            summary: self.summary(),
            diagnostics: self.found,
            unknowns: self.unknowns,
            statistics: self.statistics,
            stopped,
            unreadable: workspace.is_unreadable(),
            problems: self.names.problems(settings),
            part,
            homes: workspace.homes(),
        }
    }

    /// What is known of words and of what is allowed only now, with everything in its level and order.
    fn tell_of_words_and_allows(&mut self) {
        let (workspace, settings) = (self.workspace, self.settings);
        let unused = std::mem::take(&mut self.unused).findings(&workspace.sets);
        let unused = unused.filter(|found| workspace.is_on(found, settings)).collect();
        self.found.extend(self.allows.silence(&self.allowed, unused, |_| true));
        self.found.extend(self.allows.findings(|file| workspace.is_given(file)));
        for one in &mut self.found {
            one.level = workspace.level(one, settings);
        }
        self.found.retain(|found| found.level > Level::Off);
        workspace.sort(&mut self.found);
    }

    fn summary(&mut self) -> Summary {
        // Those of each set are in order.
        self.norms.sort();
        self.norms.dedup();
        Summary {
            files: self.workspace.in_use().len(),
            sets: self.workspace.sets.len(),
            norms: self.norms.len(),
            counts: Counts::of(&self.found),
            unknowns: self.unknowns.len(),
            allowed: self.allows.silenced(),
            known: 0,
            unchanged: 0,
            settled: self.settled.len(),
            complete: !self.found.iter().any(is_about_text),
            only_expectations: self.workspace.only_expectations(&self.found),
            only_declarations: self.workspace.only_declarations(&self.found, self.norms.len()),
        }
    }
}

/// The files that findings point into.
fn files_of<'d>(found: impl Iterator<Item = &'d Diagnostic>) -> BTreeSet<usize> {
    found.map(|found| found.primary.span.file.0 as usize).collect()
}

/// Words that nothing uses. A file may be in several sets; it is at fault only if none of them uses the word.
#[derive(Default)]
struct Unused {
    found: BTreeMap<Span, (Diagnostic, usize)>,
}

impl Unused {
    /// Keeps what is no such finding.
    fn sift(&mut self, found: Vec<Diagnostic>, set: &Set) -> Vec<Diagnostic> {
        let (unused, other): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|found| found.rule.code == UNUSED_VOCABULARY.code);
        for found in unused {
            self.found.entry(found.primary.span).or_insert((found, 0)).1 += 1;
        }
        // What else is no error is said where the file is given.
        let given = |file: FileId| set.roots.contains(&(file.0 as usize));
        let told =
            |found: &Diagnostic| found.rule.level == Level::Error || given(found.primary.span.file);
        other.into_iter().filter(told).collect()
    }

    fn findings(self, sets: &[Set]) -> impl Iterator<Item = Diagnostic> {
        let found = self.found.into_values().filter(|(found, count)| {
            let file = found.primary.span.file.0 as usize;
            let given = sets.iter().any(|set| set.roots.contains(&file));
            given && *count == sets.iter().filter(|set| set.files.contains(&file)).count()
        });
        found.map(|(found, _)| found)
    }
}
