//! Findings that are known and accepted for now: they are left out of reports until they are gone.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};
use std::ops::Range;

use super::input::COMMAND_LINE;
use super::packs;
use super::parts::PartKind;
use super::run::Outcome;
use super::shard::hangs_on;
use super::suppress::is_about_text;
use super::workspace::Workspace;
use crate::checks::Settings;
use crate::checks::suppression::stale_baseline;
use crate::diagnostics::{Diagnostic, Label, Level, fingerprints, former_key, identity};
use crate::report::Counts;
use crate::source::{Sources, Span};

/// The head of a file of known findings.
const HEAD: &str =
    "# Findings that are known. `comity explain baseline` says how this file is kept.\n";

/// Before each file in which a known finding stood.
const IN: &str = " # ";

/// How many digits a fingerprint has: those of what it is about, and those of a folder, which tells services of namesakes.
/// Here the files behind a line do, which may be renamed.
const ABOUT: usize = 32;
const WHOLE: usize = ABOUT + 8;

/// What a file of known findings says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// By fingerprints, so that namesakes stand side by side: all that differs stands behind the first 32 digits.
    entries: BTreeMap<String, Entry>,
    /// Lines that say again what another says, as a union of two versions has them. Pruning takes them out.
    doubled: usize,
}

/// What is left of a list of known findings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Pruned {
    /// The list.
    pub baseline: Baseline,
    /// How many of its lines are of findings that could not be found, as a file was not read.
    pub untouched: usize,
    /// How many of its lines an older version wrote, and are now as this one writes them.
    pub renewed: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// The words behind the fingerprint, for people.
    about: String,
    /// Where it stood when it was written down, the file of its place last, by the names that this run has for them.
    /// That one tells namesakes apart, no more: files may be renamed.
    files: Vec<String>,
    /// The same as the list names them.
    written: Vec<String>,
    /// Its line in the text.
    range: Range<usize>,
}

impl Baseline {
    /// Reads a file. Empty lines and lines that begin with `#` say nothing, and neither does a byte order mark.
    ///
    /// # Errors
    /// The number of the first line that is no entry, from 1.
    pub fn read(text: &str) -> Result<Self, usize> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut entries, mut doubled) = (BTreeMap::new(), 0);
        let mut start = 0;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            let words = line.trim();
            let range = start..start + line.trim_end().len();
            start += line.len();
            if words.is_empty() || words.starts_with('#') {
                continue;
            }
            let (fingerprint, said) = words.split_once(' ').unwrap_or((words, ""));
            if !is_fingerprint(fingerprint) {
                return Err(number);
            }
            let mut parts = said.split(IN);
            let about = parts.next().unwrap_or_default().trim().to_owned();
            let files: Vec<String> = parts.map(str::to_owned).collect();
            let entry = Entry { about, written: files.clone(), files, range };
            doubled += usize::from(entries.insert(fingerprint.to_owned(), entry).is_some());
        }
        Ok(Baseline { entries, doubled })
    }

    /// With the names that this run has for files that the list names otherwise, as it stands in another folder.
    #[must_use]
    pub fn located(mut self, name: &dyn Fn(&str) -> String) -> Self {
        for entry in self.entries.values_mut() {
            let name = |it: &String| if is_on_disk(it) { name(it) } else { it.clone() };
            entry.files = entry.written.iter().map(name).collect();
        }
        self
    }

    /// The text of the file: what is known, in the order of codes and names, a line each.
    pub fn text(&self) -> String {
        let entries = self.entries.iter();
        let mut lines: Vec<(&str, &str, &[String])> =
            entries.map(|(print, it)| (&*it.about, &**print, &*it.written)).collect();
        lines.sort_unstable();
        let lines = lines.into_iter().map(|(about, print, files)| {
            let places: String = files.iter().map(|file| format!("{IN}{file}")).collect();
            format!("{print} {about}{places}\n")
        });
        std::iter::once(HEAD.to_owned()).chain(lines).collect()
    }

    /// How many lines there are, each for a finding that is known.
    pub fn len(&self) -> usize {
        self.entries.len() + self.doubled
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Workspace<'_> {
    /// All that was found in this workspace but errors that leave norms out: those can never be accepted. Files get the
    /// names that a list has for them.
    pub fn baseline(&self, outcome: &Outcome, name: &dyn Fn(&str) -> String) -> Baseline {
        let prints = fingerprints(&outcome.diagnostics);
        let named = prints.into_iter().zip(&outcome.diagnostics);
        let entries = named
            .filter(|(_, found)| !is_about_text(found))
            .map(|(print, found)| (print.to_string(), self.entry(found, name)));
        Baseline { entries: entries.collect(), doubled: 0 }
    }

    fn entry(&self, found: &Diagnostic, name: &dyn Fn(&str) -> String) -> Entry {
        let (files, written) = self.files_of(found, name).into_iter().unzip();
        Entry { about: about(found), files, written, range: 0..0 }
    }

    /// The files into which a finding points, that of its place last, each with the name that a list has for it. One
    /// that does not fit in a line, or would be read otherwise, is left out.
    fn files_of(&self, found: &Diagnostic, name: &dyn Fn(&str) -> String) -> Vec<(String, String)> {
        let file = |label: &Label| self.sources().name(label.span.file);
        let own = file(&found.primary);
        let others: BTreeSet<&str> = found.related.iter().map(file).collect();
        let written = |it: &str| if is_on_disk(it) { name(it) } else { it.to_owned() };
        let fits = |(_, name): &(String, String)| {
            !name.contains(char::is_control) && name.trim() == *name && !name.contains(IN)
        };
        let all = others.into_iter().filter(|&name| name != own).chain([own]);
        all.map(|it| (it.to_owned(), written(it))).filter(fits).collect()
    }

    /// What a baseline knows and is still found in this workspace, or could not be found in it because a file was not
    /// read that `is_elsewhere`. What is found gets a line as this version writes it where it has one of an older version,
    /// with the names that the list has for files.
    #[must_use]
    pub fn pruned(
        &self,
        baseline: &Baseline,
        outcome: &Outcome,
        name: &dyn Fn(&str) -> String,
        is_elsewhere: &dyn Fn(&str) -> bool,
    ) -> Pruned {
        let mut left = Left::new(self, baseline);
        let taken = left.taken_by(&outcome.diagnostics);
        let untouched = left.forget_unread(self, is_elsewhere);
        let kept =
            baseline.entries.iter().filter(|(print, _)| !left.entries.contains_key(print.as_str()));
        let mut kept: BTreeMap<String, Entry> =
            kept.map(|(print, it)| (print.clone(), it.clone())).collect();
        let mut renewed = 0;
        for (found, print) in outcome.diagnostics.iter().zip(taken) {
            let Some(print) = print.filter(|print| is_former(print)) else { continue };
            kept.remove(print);
            kept.insert(unused_print(&kept, found), self.entry(found, name));
            renewed += 1;
        }
        Pruned { baseline: Baseline { entries: kept, doubled: 0 }, untouched, renewed }
    }

    /// Takes known findings out of an outcome of this workspace, and adds one for each entry that is no longer found.
    /// The baseline was read from a file of that name and text. Where errors left norms out, or a file was not read that
    /// `is_elsewhere`, nothing can be said about what is no longer found.
    pub fn apply_baseline(
        &mut self,
        outcome: &mut Outcome,
        baseline: &Baseline,
        (name, text): (&str, &str),
        settings: &Settings,
        is_elsewhere: &dyn Fn(&str) -> bool,
    ) {
        let mut left = Left::new(self, baseline);
        outcome.summary.known += left.take(&mut outcome.diagnostics);
        if let Some(part) = &mut outcome.part {
            hangs_on(part, text);
            let known = left.take(&mut part.undecided);
            // Every part has these; one counts them.
            outcome.summary.known += if part.number == 1 { known } else { 0 };
        }
        left.forget_unread(self, is_elsewhere);
        let left: Vec<&Entry> = left.entries.into_values().collect();
        if outcome.summary.complete && !left.is_empty() {
            let file = self.add_aside(name, text);
            let stale = left.into_iter().map(|Entry { about, range, .. }| {
                let span = Span::new(file, range.start as u32, range.end as u32);
                stale_baseline::diagnostic(about, span)
            });
            let mut stale: Vec<Diagnostic> = stale.collect();
            stale.sort_by_key(|found| found.primary.span);
            for found in &mut stale {
                found.level = self.level(found, settings);
            }
            stale.retain(|found| found.level > Level::Off);
            // What no part finds is stale: no part alone can tell.
            match &mut outcome.part {
                Some(part) => part.undecided.extend(stale),
                None => outcome.diagnostics.extend(stale),
            }
        }
        outcome.summary.counts = Counts::of(&outcome.diagnostics);
    }
}

/// The entries that no finding has taken yet. Each is taken once, so that as many findings of a fingerprint are known
/// as there are entries.
struct Left<'b> {
    entries: BTreeMap<&'b str, &'b Entry>,
    sources: Sources,
    /// The norms that stand in each file with entries, by their own names.
    norms: BTreeMap<&'b str, BTreeSet<String>>,
}

impl<'b> Left<'b> {
    fn new(workspace: &Workspace<'_>, baseline: &'b Baseline) -> Self {
        let sources = workspace.sources().clone();
        let norms_in = |file: usize| {
            let parts = workspace.files[file].parts.iter().filter(|it| it.kind == PartKind::Norm);
            let names = parts.filter_map(|it| it.name).map(|name| sources.slice(name).to_owned());
            names.collect()
        };
        let mut norms: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for name in baseline.entries.values().filter_map(|it| it.files.last()) {
            if let Some(&file) = workspace.by_name.get(name) {
                norms.entry(name).or_insert_with(|| norms_in(file));
            }
        }
        let entries = baseline.entries.iter().map(|(print, it)| (print.as_str(), it));
        Left { entries: entries.collect(), sources, norms }
    }

    /// Takes known findings out. How many.
    fn take(&mut self, found: &mut Vec<Diagnostic>) -> usize {
        let (before, mut taken) = (found.len(), self.taken_by(found).into_iter());
        found.retain(|_| taken.next().flatten().is_none());
        before - found.len()
    }

    /// The entry that each finding takes. What this version wrote comes first, since it tells more apart; and of namesakes
    /// those that stand where they stood: the others may only have what these leave.
    fn taken_by(&mut self, found: &[Diagnostic]) -> Vec<Option<&'b str>> {
        let mut taken = vec![None; found.len()];
        for is_former in [false, true] {
            let keys: Vec<String> = found.iter().map(|it| key(it, is_former)).collect();
            for by_place in [true, false] {
                for ((found, key), taken) in found.iter().zip(&keys).zip(&mut taken) {
                    if taken.is_none() && !is_about_text(found) {
                        *taken = self.entry_of((key, is_former), found, by_place);
                        taken.map(|print| self.entries.remove(print));
                    }
                }
            }
        }
        taken
    }

    /// Leaves out the entries whose findings could not be found: a file in which they stood was not read, and this
    /// run was not about it. How many.
    fn forget_unread(
        &mut self,
        workspace: &Workspace<'_>,
        is_elsewhere: &dyn Fn(&str) -> bool,
    ) -> usize {
        let mut known: BTreeMap<&str, bool> = BTreeMap::new();
        let mut is_unread = |name: &'b String| {
            let unread =
                || is_on_disk(name) && !workspace.by_name.contains_key(name) && is_elsewhere(name);
            *known.entry(name).or_insert_with(unread)
        };
        let before = self.entries.len();
        self.entries.retain(|_, entry| !entry.files.iter().any(&mut is_unread));
        before - self.entries.len()
    }

    /// The first entry that a finding can be: one that stood in its file, or any that may have moved to it.
    fn entry_of(
        &self,
        (wanted, is_older): (&str, bool),
        found: &Diagnostic,
        by_place: bool,
    ) -> Option<&'b str> {
        let file = self.sources.name(found.primary.span.file);
        let from_there = self.entries.range::<str, _>((Included(wanted), Unbounded));
        let mut same = from_there
            .take_while(|(it, _)| it.starts_with(wanted))
            .filter(|(it, _)| is_former(it) == is_older);
        let fits = |entry: &Entry| match entry.files.last() {
            Some(own) if by_place => own == file,
            Some(own) => !self.still_holds(own, found),
            None => !by_place,
        };
        same.find(|(_, entry)| fits(entry)).map(|(print, _)| *print)
    }

    /// Whether norms with the names of those of a finding still stand in a file. Then what was known there was about
    /// them, and not about their namesakes elsewhere.
    fn still_holds(&self, file: &str, found: &Diagnostic) -> bool {
        let Some(norms) = self.norms.get(file) else { return false };
        let own = |name: &String| name.rsplit('.').next().is_some_and(|it| norms.contains(it));
        found.evidence.norms.iter().any(own) && file != self.sources.name(found.primary.span.file)
    }
}

/// Whether a name is of a file on the disk.
fn is_on_disk(name: &str) -> bool {
    !packs::is_bundled(name) && name != COMMAND_LINE
}

/// What an entry of a finding begins with, as this version or the first writes it.
fn key(found: &Diagnostic, is_former: bool) -> String {
    let about = if is_former { former_key(found) } else { identity(found).about };
    format!("{about:032x}")
}

/// The fingerprint of a finding with the first count that no other entry has.
fn unused_print(entries: &BTreeMap<String, Entry>, found: &Diagnostic) -> String {
    let print = fingerprints(std::slice::from_ref(found))[0].to_string();
    let own = print.split_once(':').map_or(print.as_str(), |(own, _)| own);
    let mut prints = (1..).map(|count| format!("{own}:{count}"));
    prints.find(|it| !entries.contains_key(it)).unwrap_or_default()
}

/// Whether the first version wrote it, which knew no acts: then it may be of any act.
fn is_former(print: &str) -> bool {
    print.find(':') == Some(ABOUT)
}

/// Hexadecimal digits, as many as this version or the first wrote, a colon and a number.
fn is_fingerprint(text: &str) -> bool {
    let Some((key, count)) = text.split_once(':') else { return false };
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    [ABOUT, WHOLE].contains(&key.len())
        && key.bytes().all(hex)
        && !count.is_empty()
        && count.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the entry is about, for people. Nothing is read from it.
fn about(found: &Diagnostic) -> String {
    let evidence = &found.evidence;
    let mut norms: Vec<&str> = evidence.norms.iter().map(String::as_str).collect();
    norms.sort_unstable();
    let principle = evidence.principle.as_deref();
    let message = (norms.is_empty() && principle.is_none()).then_some(found.message.as_str());
    let parts = [Some(found.rule.code), evidence.verdict.as_deref(), principle, message];
    let acts = evidence.acts.iter().map(String::as_str);
    let over = (!evidence.acts.is_empty()).then_some("over");
    let parts = parts.into_iter().flatten().chain(norms).chain(over).chain(acts);
    let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINT: &str = "0123456789abcdef0123456789abcdef00000000:1";

    #[test]
    fn what_is_written_is_read_again() {
        let former = PRINT.replace("00000000:", ":");
        for print in [PRINT, &former] {
            for place in ["", " # laws/a b.norm", " # a.norm # b.norm"] {
                let text = format!("{HEAD}{print} C201 strict a.x b.y over z{place}\n");
                let read = Baseline::read(&text).expect("an entry");
                assert_eq!((read.len(), read.text()), (1, text));
            }
        }
    }

    #[test]
    fn a_line_that_is_no_entry_is_told_by_its_number() {
        for wrong in ["<<<<<<< HEAD", "C201 strict", "0123:1 C201", &PRINT.replace('a', "g")] {
            assert_eq!(Baseline::read(&format!("\n# x\n{wrong}\n")), Err(3), "{wrong}");
        }
    }

    #[test]
    fn entries_are_sorted_by_what_they_are_about() {
        let other = PRINT.replace('0', "f");
        let text = format!("{other} C101 b\n{PRINT} C201 a\n");
        assert_eq!(Baseline::read(&text).expect("entries").text(), format!("{HEAD}{text}"));
    }
}
