//! Which findings are drawn where there are many: of like ones the first few, with a count of the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use super::{clean, listed};
use crate::checks::Unknown;
use crate::diagnostics::{Diagnostic, Level};
use crate::source::{FileId, Sources};

/// How many findings of a group are drawn.
const OF_A_GROUP: usize = 3;
/// How many findings are drawn in all.
const IN_ALL: usize = 50;
/// How many queries without an answer are written for each reason.
const OF_A_REASON: usize = 3;
/// How many of the others of a group are named.
const NAMED: usize = 4;

/// How to see what is left out.
pub(super) const ALL: &str = "`--all` draws every finding; the formats for programs, such as `--output json`, always hold all of them.";

/// What is drawn, and what is said of the rest.
pub(super) struct Chosen<'a> {
    /// The findings in their order, the last of a group with what is said of its others.
    pub(super) drawn: Vec<(&'a Diagnostic, Option<String>)>,
    /// How many findings of each level and rule are left out, the most severe first.
    pub(super) left_out: Vec<(Level, &'static str, &'static str, usize)>,
}

impl Chosen<'_> {
    /// Says how much is left out. Whether anything is.
    pub(super) fn tell_left_out(&self, out: &mut impl Write) -> Result<bool, fmt::Error> {
        if self.left_out.is_empty() {
            return Ok(false);
        }
        let count: usize = self.left_out.iter().map(|(_, _, _, count)| count).sum();
        let (plural, are) = if count == 1 { ("", "is") } else { ("s", "are") };
        writeln!(
            out,
            "{count} more finding{plural} {are} not drawn, like those above or less severe:"
        )?;
        for (level, code, name, count) in &self.left_out {
            writeln!(out, "  {}[{code}] {name}: {count}", level.word())?;
        }
        Ok(true)
    }
}

/// The queries without an answer that are written: the first few for each reason, or all.
pub(super) struct Unknowns<'a> {
    counts: BTreeMap<&'a str, usize>,
    all: bool,
}

impl<'a> Unknowns<'a> {
    pub(super) fn new(all: bool) -> Self {
        Unknowns { counts: BTreeMap::new(), all }
    }

    /// Counts a query. Whether it is written.
    pub(super) fn has_room_for(&mut self, unknown: &'a Unknown) -> bool {
        let count = self.counts.entry(&unknown.reason).or_default();
        *count += 1;
        self.all || *count <= OF_A_REASON
    }

    /// What is said of the others of each reason.
    pub(super) fn left_out(&self) -> impl Iterator<Item = String> {
        self.counts.iter().filter_map(|(reason, count)| {
            let more = count.checked_sub(OF_A_REASON).filter(|more| *more > 0 && !self.all)?;
            Some(format!("no answer for {more} more, for the same reason: {}", clean::line(reason)))
        })
    }
}

/// Everything.
pub(super) fn all(found: &[Diagnostic]) -> Chosen<'_> {
    Chosen { drawn: found.iter().map(|found| (found, None)).collect(), left_out: Vec::new() }
}

/// The first few of each group, the most severe groups first.
pub(super) fn choose<'a>(sources: &Sources, found: &'a [Diagnostic]) -> Chosen<'a> {
    let groups = groups(found);
    let drawn = drawn(found, &groups);
    let mut said = rest(sources, found, &groups, &drawn);
    let mut left_out: BTreeMap<(Reverse<Level>, &str, &str), usize> = BTreeMap::new();
    for (_, one) in found.iter().enumerate().filter(|(place, _)| !drawn.contains(place)) {
        *left_out.entry((Reverse(one.level), one.rule.code, one.rule.name)).or_default() += 1;
    }
    Chosen {
        drawn: drawn.iter().map(|&place| (&found[place], said.remove(&place))).collect(),
        left_out: left_out
            .into_iter()
            .map(|((Reverse(level), code, name), count)| (level, code, name, count))
            .collect(),
    }
}

/// What makes findings of one rule alike: names, of one set. The narrower stands before the wider.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness<'a> {
    Norm(usize, &'a str),
    Principle(usize, &'a str),
    Instruments(usize, BTreeSet<&'a str>),
    File(FileId),
    /// Like no other.
    Alone(usize),
}

type Groups<'a> = BTreeMap<(&'static str, Likeness<'a>), Vec<usize>>;

/// The findings by what most of their rule have in common with them.
fn groups(found: &[Diagnostic]) -> Groups<'_> {
    let mut counts: BTreeMap<(&str, Likeness<'_>), usize> = BTreeMap::new();
    for (place, one) in found.iter().enumerate() {
        for likeness in likenesses(place, one) {
            *counts.entry((one.rule.code, likeness)).or_default() += 1;
        }
    }
    let mut groups = Groups::new();
    for (place, one) in found.iter().enumerate() {
        let keys = likenesses(place, one).into_iter().map(|likeness| (one.rule.code, likeness));
        let most = keys.min_by_key(|key| (Reverse(counts[key]), key.clone()));
        groups.entry(most.expect("each is at least alone")).or_default().push(place);
    }
    groups
}

fn likenesses(place: usize, found: &Diagnostic) -> Vec<Likeness<'_>> {
    let (set, norms) = (found.evidence.set, &found.evidence.norms);
    let mut all: Vec<_> = norms.iter().map(|norm| Likeness::Norm(set, norm)).collect();
    all.extend(found.evidence.principle.as_deref().map(|it| Likeness::Principle(set, it)));
    let instruments = norms.iter().filter_map(|norm| norm.split_once('.')).map(|(it, _)| it);
    let instruments: BTreeSet<_> = instruments.collect();
    if !instruments.is_empty() {
        all.push(Likeness::Instruments(set, instruments));
    }
    match found.level {
        _ if !all.is_empty() => {}
        Level::Error | Level::Warning => all.push(Likeness::Alone(place)),
        Level::Note | Level::Off => all.push(Likeness::File(found.primary.span.file)),
    }
    all
}

/// The places of what is drawn: the first of every group, then the second …, the more severe before all others.
fn drawn(found: &[Diagnostic], groups: &Groups<'_>) -> BTreeSet<usize> {
    first(found, groups).into_iter().collect()
}

/// The places of the findings that are drawn where there are many, those first that tell most.
pub(crate) fn telling(found: &[Diagnostic]) -> Vec<usize> {
    first(found, &groups(found))
}

fn first(found: &[Diagnostic], groups: &Groups<'_>) -> Vec<usize> {
    let mut wanted = Vec::new();
    for members in groups.values() {
        let mut members = members.clone();
        members.sort_unstable_by_key(|&place| (Reverse(found[place].level), place));
        // "And one more" would take as much room as that one.
        let count = if members.len() == OF_A_GROUP + 1 { members.len() } else { OF_A_GROUP };
        let numbered = members.into_iter().take(count).enumerate();
        wanted.extend(numbered.map(|(number, place)| (Reverse(found[place].level), number, place)));
    }
    wanted.sort_unstable();
    wanted.into_iter().take(IN_ALL).map(|(_, _, place)| place).collect()
}

/// What is said of the others of each group, by the place of the last that is drawn.
fn rest(
    sources: &Sources,
    found: &[Diagnostic],
    groups: &Groups<'_>,
    drawn: &BTreeSet<usize>,
) -> BTreeMap<usize, String> {
    let mut said = BTreeMap::new();
    for ((code, likeness), members) in groups {
        let (shown, others): (Vec<usize>, Vec<usize>) =
            members.iter().partition(|place| drawn.contains(place));
        if let (Some(&last), false) = (shown.last(), others.is_empty()) {
            let others: Vec<_> = others.iter().map(|&place| &found[place]).collect();
            let text = format!("{} more {code} {}", others.len(), about(likeness));
            said.insert(last, format!("{text}: {}", named(sources, likeness, &others)));
        }
    }
    said
}

fn about(likeness: &Likeness<'_>) -> String {
    let names = |names: &BTreeSet<&str>| {
        listed(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
    };
    match likeness {
        Likeness::Norm(_, norm) => format!("with `{}`", clean::line(norm)),
        Likeness::Principle(_, principle) => {
            format!("with the principle `{}`", clean::line(principle))
        }
        Likeness::Instruments(_, instruments) if instruments.len() == 1 => {
            format!("within {}", names(instruments))
        }
        Likeness::Instruments(_, instruments) => format!("between {}", names(instruments)),
        Likeness::File(_) | Likeness::Alone(_) => "in this file".to_owned(),
    }
}

/// The first of the others, each by what tells it from the rest of its group.
fn named(sources: &Sources, likeness: &Likeness<'_>, others: &[&Diagnostic]) -> String {
    // One more is not shorter than its name.
    let count = if others.len() == NAMED + 1 { NAMED + 1 } else { NAMED };
    let first = others.iter().take(count).map(|found| mention(sources, likeness, found));
    let first = first.collect::<Vec<_>>().join(", ");
    match others.len().saturating_sub(count) {
        0 => first,
        more => format!("{first} and {more} others"),
    }
}

/// The norms that the group does not share, or else the place.
fn mention(sources: &Sources, likeness: &Likeness<'_>, found: &Diagnostic) -> String {
    let is_common = |norm: &str| matches!(likeness, Likeness::Norm(_, own) if *own == norm);
    let norms = found.evidence.norms.iter().filter(|norm| !is_common(norm));
    let norms: Vec<_> = norms.map(|norm| format!("`{}`", clean::line(norm))).collect();
    if !norms.is_empty() {
        return norms.join(" with ");
    }
    let span = found.primary.span;
    let file = sources.file(span.file);
    format!("{}:{}", clean::line(&file.name), file.lines().line_of(span.start) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Rule;
    use crate::source::Span;

    static CLASH: Rule =
        Rule { code: "C201", name: "clash", summary: "", level: Level::Error, page: "" };
    static TENSION: Rule =
        Rule { code: "C210", name: "tension", summary: "", level: Level::Note, page: "" };

    fn found(rule: &'static Rule, norms: &[&str], line: u32) -> Diagnostic {
        let mut found = Diagnostic::new(rule, "m", Span::new(FileId(0), line, line), "");
        found.evidence.norms = norms.iter().map(|&norm| norm.to_owned()).collect();
        found
    }

    fn sources() -> Sources {
        let mut sources = Sources::default();
        sources.add("a.norm", "\n".repeat(1000));
        sources
    }

    fn drawn_lines(chosen: &Chosen<'_>) -> Vec<u32> {
        chosen.drawn.iter().map(|(found, _)| found.primary.span.start).collect()
    }

    #[test]
    fn findings_between_two_instruments_are_one_group() {
        let names: Vec<_> = (0..9).map(|n| (format!("a.x{n}"), format!("b.y{n}"))).collect();
        let all: Vec<_> =
            names.iter().zip(0..).map(|((x, y), line)| found(&CLASH, &[x, y], line)).collect();
        let chosen = choose(&sources(), &all);
        assert_eq!(drawn_lines(&chosen), [0, 1, 2]);
        let said = "6 more C201 between `a` and `b`: `a.x3` with `b.y3`, `a.x4` with `b.y4`, `a.x5` with `b.y5`, `a.x6` with `b.y6` and 2 others";
        assert_eq!(chosen.drawn[2].1.as_deref(), Some(said));
        assert_eq!(chosen.left_out, [(Level::Error, "C201", "clash", 6)]);
    }

    #[test]
    fn a_norm_that_clashes_with_many_instruments_is_one_group() {
        let others: Vec<_> = (0..7).map(|n| format!("i{n}.x")).collect();
        let all: Vec<_> = others
            .iter()
            .zip(0..)
            .map(|(other, line)| found(&CLASH, &["a.bad", other], line))
            .collect();
        let chosen = choose(&sources(), &all);
        let said = "4 more C201 with `a.bad`: `i3.x`, `i4.x`, `i5.x`, `i6.x`";
        assert_eq!(chosen.drawn.last().and_then(|(_, said)| said.as_deref()), Some(said));
    }

    #[test]
    fn four_alike_are_all_drawn() {
        let all: Vec<_> = (0..4).map(|line| found(&CLASH, &["a.x", "b.y"], line)).collect();
        let chosen = choose(&sources(), &all);
        assert_eq!(drawn_lines(&chosen), [0, 1, 2, 3]);
        assert!(chosen.left_out.is_empty() && chosen.drawn.iter().all(|(_, said)| said.is_none()));
    }

    #[test]
    fn every_group_is_seen_before_any_is_seen_twice_and_errors_before_notes() {
        let names: Vec<_> = (0..60).map(|n| format!("i{}.x", n / 2)).collect();
        let notes = (0..2).map(|line| found(&TENSION, &["t.x", "u.y"], line));
        let errors = names.iter().zip(2..).map(|(name, line)| found(&CLASH, &[name], line));
        let all: Vec<_> = notes.chain(errors).collect();
        let chosen = choose(&sources(), &all);
        let lines = drawn_lines(&chosen);
        assert_eq!(lines.len(), IN_ALL);
        assert!(lines.is_sorted(), "the order of files stays");
        // The first of each of the 30 groups stands on an even line.
        assert_eq!(lines.iter().filter(|&&line| line >= 2 && line % 2 == 0).count(), 30);
        let left = [(Level::Error, "C201", "clash", 10), (Level::Note, "C210", "tension", 2)];
        assert_eq!(chosen.left_out, left);
    }

    #[test]
    fn findings_about_the_text_are_like_no_other() {
        let all: Vec<_> = (0..20).map(|line| found(&CLASH, &[], line)).collect();
        assert_eq!(choose(&sources(), &all).drawn.len(), 20);
        let notes: Vec<_> = (0..20).map(|line| found(&TENSION, &[], line)).collect();
        assert_eq!(choose(&sources(), &notes).drawn.len(), 3, "notes of one file are");
    }
}
