//! Findings that are known and accepted for now: they are left out of reports until they are gone.

use std::collections::{BTreeMap, BTreeSet};

use super::run::Outcome;
use super::shard::hangs_on;
use super::suppress::is_about_text;
use super::workspace::Workspace;
use crate::checks::Settings;
use crate::checks::suppression::stale_baseline;
use crate::diagnostics::{Diagnostic, Fingerprint, Level, fingerprints};
use crate::report::Counts;
use crate::source::Span;

/// The head of a file of known findings.
const HEAD: &str =
    "# Findings that are known. `comity explain baseline` says how this file is kept.\n";

/// What a file of known findings says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Fingerprints, each with the words behind it and the range of its line in the text.
    entries: BTreeMap<String, (String, std::ops::Range<usize>)>,
}

impl Baseline {
    /// Reads a file. Empty lines and lines that begin with `#` say nothing.
    ///
    /// # Errors
    /// The number of the first line that is no entry, from 1.
    pub fn read(text: &str) -> Result<Self, usize> {
        let mut entries = BTreeMap::new();
        let mut start = 0;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            let words = line.trim();
            let range = start..start + line.trim_end().len();
            start += line.len();
            if words.is_empty() || words.starts_with('#') {
                continue;
            }
            let (fingerprint, about) = words.split_once(' ').unwrap_or((words, ""));
            if !is_fingerprint(fingerprint) {
                return Err(number);
            }
            entries.insert(fingerprint.to_owned(), (about.trim().to_owned(), range));
        }
        Ok(Baseline { entries })
    }

    /// All that was found but errors that leave norms out: those can never be accepted.
    pub fn of(outcome: &Outcome) -> Self {
        let named = named(outcome);
        let entry =
            |(print, found): (Fingerprint, &Diagnostic)| (print.to_string(), (about(found), 0..0));
        Baseline { entries: named.into_iter().map(entry).collect() }
    }

    /// The text of the file: what is known, in the order of codes and names, a line each.
    pub fn text(&self) -> String {
        let mut lines: Vec<(&str, &str)> = self
            .entries
            .iter()
            .map(|(print, (about, _))| (about.as_str(), print.as_str()))
            .collect();
        lines.sort_unstable();
        let lines = lines.into_iter().map(|(about, print)| format!("{print} {about}\n"));
        std::iter::once(HEAD.to_owned()).chain(lines).collect()
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The same without what is no longer found.
    #[must_use]
    pub fn pruned(&self, outcome: &Outcome) -> Self {
        let found: BTreeSet<String> =
            named(outcome).into_iter().map(|(print, _)| print.to_string()).collect();
        let kept = self.entries.iter().filter(|(print, _)| found.contains(*print));
        Baseline { entries: kept.map(|(print, it)| (print.clone(), it.clone())).collect() }
    }
}

impl Workspace<'_> {
    /// Takes known findings out of an outcome of this workspace, and adds one for each entry that is no longer found.
    /// The baseline was read from a file of that name and text. Where errors left norms out, nothing can be said
    /// about what is no longer found.
    pub fn apply_baseline(
        &mut self,
        outcome: &mut Outcome,
        baseline: &Baseline,
        (name, text): (&str, &str),
        settings: &Settings,
    ) {
        let mut left: BTreeMap<&String, _> = baseline.entries.iter().collect();
        outcome.summary.known += take_known(&mut outcome.diagnostics, &mut left);
        if let Some(part) = &mut outcome.part {
            hangs_on(part, text);
            let known = take_known(&mut part.undecided, &mut left);
            // Every part has these; one counts them.
            outcome.summary.known += if part.number == 1 { known } else { 0 };
        }
        if outcome.summary.complete && !left.is_empty() {
            let file = self.add_aside(name, text);
            let stale = left.into_values().map(|(about, range)| {
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

/// Takes known findings out, and what they were known by out of what is left. How many.
fn take_known<T>(found: &mut Vec<Diagnostic>, left: &mut BTreeMap<&String, T>) -> usize {
    let prints = fingerprints(found);
    let before = found.len();
    let mut place = 0;
    found.retain(|found| {
        let print = prints[place].to_string();
        place += 1;
        is_about_text(found) || left.remove(&print).is_none()
    });
    before - found.len()
}

/// Each finding that can be known, with its fingerprint.
fn named(outcome: &Outcome) -> Vec<(Fingerprint, &Diagnostic)> {
    let prints = fingerprints(&outcome.diagnostics);
    prints.into_iter().zip(&outcome.diagnostics).filter(|(_, it)| !is_about_text(it)).collect()
}

/// 32 hexadecimal digits, a colon and a number.
fn is_fingerprint(text: &str) -> bool {
    let Some((key, count)) = text.split_once(':') else { return false };
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    key.len() == 32
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
    let parts = parts.into_iter().flatten().chain(norms);
    let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINT: &str = "0123456789abcdef0123456789abcdef:1";

    #[test]
    fn what_is_written_is_read_again() {
        let text = format!("{HEAD}{PRINT} C201 strict a.x b.y\n");
        let read = Baseline::read(&text).expect("an entry");
        assert_eq!((read.len(), read.text()), (1, text));
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
