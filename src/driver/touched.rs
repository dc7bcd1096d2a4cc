//! An edit that touched norms only, with all that it left as it was.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::groups::Groups;
use super::known::is_about_a_group;
use super::mentions::{Mentions, NormKey, Touched};
use super::moves::Moves;
use super::parts::{Part, PartKind};
use super::recheck::{Remembered, Repaired};
use super::suppress::is_about_text;
use super::workspace::{Set, Workspace};
use crate::checks::Settings;
use crate::diagnostics::Diagnostic;
use crate::logic::ALL_NORMS;
use crate::model::Allow;
use crate::source::{FileId, Span};

/// So many norms are asked about in an excerpt at most; of more, the whole set is no dearer.
const MOST: usize = 2_000;
/// So many norms of one class are taken in at most beside those that are asked about.
const FEW: usize = 40;
/// So many classes are tried to find some that small.
const TRIES: usize = 400;

/// An edit, and what was known before it.
pub(super) struct Edited<'e> {
    pub(super) set: &'e Set,
    pub(super) settings: &'e Settings,
    pub(super) before: &'e Remembered,
    pub(super) moves: &'e Moves,
    /// Which norms mention which names now.
    pub(super) mentions: Mentions,
    pub(super) touched: Touched,
}

/// The norms of an excerpt, in whole classes.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    /// All that the edit may affect; and others: so that there are as many that not every norm bears on every case, or
    /// that matter to repairs.
    pub(super) norms: BTreeSet<NormKey>,
    /// Those that are asked about even if nothing can have changed for them.
    pub(super) again: BTreeSet<NormKey>,
}

/// Whether all is well with a set: no text is broken, no question is open.
fn is_well(workspace: &Workspace<'_>, set: &Set, before: &Remembered) -> bool {
    set.files.iter().all(|&file| workspace.files[file].is_sound())
        && before.unknowns().is_empty()
        && !before.answer.resolving.iter().any(is_about_text)
        // One group holds all of a small set.
        && before.groups.count() > 1
        && before.found.iter().all(|it| is_about_a_group(it) && !it.evidence.norms.is_empty())
}

impl<'e> Edited<'e> {
    /// Follows an edit; `None` where what it touched cannot be told from the rest.
    pub(super) fn new(
        workspace: &Workspace<'_>,
        set: &'e Set,
        settings: &'e Settings,
        (before, moves): (&'e Remembered, &'e Moves),
        known: Option<Mentions>,
    ) -> Option<Self> {
        if settings.statistics || !before.is_plain || !is_well(workspace, set, before) {
            return None;
        }
        let files = || set.files.iter().map(|&file| FileId(file as u32));
        let now = workspace.parts_of(set);
        // Words that nobody uses are told in files that hold norms.
        let holds_norms =
            |parts: &Arc<[Part]>| parts.iter().any(|part| part.kind == PartKind::Norm);
        if !before.parts.iter().map(holds_norms).eq(now.iter().map(holds_norms)) {
            return None;
        }
        let mut mentions =
            known.unwrap_or_else(|| Mentions::new(&before.sources, files().zip(&before.parts)));
        if !mentions.is_clear() {
            return None;
        }
        let touched = mentions.follow(moves, workspace.sources(), files().zip(&now));
        Some(Edited { set, settings, before, moves, mentions, touched })
    }

    /// The norms that the edit may affect, and as many others as an excerpt needs.
    pub(super) fn chosen(&self) -> Option<Chosen> {
        let norms = self.touched.norms.iter();
        let words = norms.flat_map(|&norm| self.mentions.words_of(norm));
        let words = self.touched.before.iter().copied().chain(words);
        let norms = self.mentions.class(words, MOST)?;
        let mut chosen = Chosen { norms, again: BTreeSet::new() };
        self.add_users_of_words(&mut chosen);
        for &file in &self.set.files {
            let of_file = |norm: &NormKey| {
                self.mentions.span(*norm).is_some_and(|it| it.file == FileId(file as u32))
            };
            if !chosen.norms.iter().any(of_file) {
                self.add_some(&mut chosen, &mut self.mentions.all().filter(of_file), 1);
            }
        }
        let lacking = (ALL_NORMS + 1).saturating_sub(chosen.norms.len());
        self.add_some(&mut chosen, &mut self.mentions.all(), lacking);
        (chosen.norms.len() > ALL_NORMS).then_some(chosen)
    }

    /// Adds, for each word that an edited norm mentioned, another that does, if there is one: whether the word is used
    /// is seen then.
    fn add_users_of_words(&self, chosen: &mut Chosen) {
        for &word in &self.touched.before {
            let users = self.mentions.mentioning(word);
            if !users.iter().any(|&norm| chosen.norms.contains(&norm)) {
                self.add_some(chosen, &mut users.iter().copied(), 1);
            }
        }
    }

    /// Adds small classes of norms until there are so many more.
    fn add_some(
        &self,
        chosen: &mut Chosen,
        norms: &mut dyn Iterator<Item = NormKey>,
        lacking: usize,
    ) {
        let enough = chosen.norms.len() + lacking;
        for norm in norms.take(TRIES) {
            if chosen.norms.len() >= enough {
                return;
            }
            if !chosen.norms.contains(&norm) {
                chosen.norms.extend(self.class_of(norm, FEW).unwrap_or_default());
            }
        }
    }

    fn class_of(&self, norm: NormKey, most: usize) -> Option<BTreeSet<NormKey>> {
        self.mentions.class(self.mentions.words_of(norm), most)
    }

    /// The same with what matters to the repairs of these findings: they are asked about, and their instruments and
    /// all who ask about norms are at hand.
    pub(super) fn with_findings(
        &self,
        mut chosen: Chosen,
        found: &[&Diagnostic],
    ) -> Option<Chosen> {
        for name in found.iter().flat_map(|it| &it.evidence.norms) {
            let norm = self.mentions.named(name)?;
            chosen.again.insert(norm);
            chosen.norms.extend(self.class_of(norm, MOST)?);
            for &other in self.mentions.beside(norm) {
                if !chosen.norms.contains(&other) {
                    chosen.norms.extend(self.class_of(other, MOST)?);
                }
            }
        }
        for norm in self.asking() {
            chosen.norms.extend(self.class_of(norm, MOST)?);
        }
        (chosen.norms.len() <= MOST).then_some(chosen)
    }

    /// Whether all that matters to the repairs of a finding is at hand, and it has been asked about.
    pub(super) fn has_all_for(
        &self,
        found: &Diagnostic,
        chosen: &Chosen,
        asked: &FxHashSet<Span>,
    ) -> bool {
        let has_all = |norm: NormKey| {
            self.mentions.span(norm).is_some_and(|span| asked.contains(&span))
                && self.mentions.beside(norm).iter().all(|it| chosen.norms.contains(it))
        };
        found.evidence.norms.iter().all(|name| self.mentions.named(name).is_some_and(has_all))
            && self.asking().iter().all(|norm| chosen.norms.contains(norm))
    }

    /// Norms that were not touched and whose conditions ask what norms say.
    fn asking(&self) -> Vec<NormKey> {
        let asking: BTreeSet<Span> =
            self.before.asking.iter().filter_map(|&norm| self.moves.moved(norm)).collect();
        let is_asking =
            |norm: &NormKey| self.mentions.span(*norm).is_some_and(|span| asking.contains(&span));
        match asking.is_empty() {
            true => Vec::new(),
            false => self.mentions.all().filter(is_asking).collect(),
        }
    }

    /// The findings about norms that are not asked about.
    pub(super) fn kept(&self, asked: &FxHashSet<Span>) -> Option<Vec<Diagnostic>> {
        let mut kept = Vec::new();
        for found in &self.before.found {
            let is_asked = |name: &String| {
                let norm = self.mentions.named(name)?;
                Some(asked.contains(&self.mentions.span(norm)?))
            };
            let asked: Vec<Option<bool>> = found.evidence.norms.iter().map(is_asked).collect();
            match asked.iter().all(|it| *it == Some(false)) {
                true => kept.push(self.moves.finding(found)?),
                // All that a norm affected that is no more is asked about.
                false if asked.contains(&Some(false)) => return None,
                false => {}
            }
        }
        Some(kept)
    }

    /// What came of seeking repairs for a finding before, if neither its norms nor those of their instruments, nor any
    /// that asks about others, are among those that the edit affects.
    pub(super) fn repaired(
        &self,
        found: &Diagnostic,
        affected: &FxHashSet<Span>,
    ) -> Option<Option<Repaired>> {
        let is_affected =
            |norm: NormKey| self.mentions.span(norm).is_none_or(|span| affected.contains(&span));
        let hangs_on_edit = |norm: NormKey| {
            is_affected(norm)
                || self.mentions.is_beside_touched(norm, &self.touched)
                || self.mentions.beside(norm).iter().any(|&it| is_affected(it))
        };
        let mut norms = found.evidence.norms.iter().map(|name| self.mentions.named(name));
        if norms.any(|norm| norm.is_none_or(hangs_on_edit))
            || self
                .before
                .asking
                .iter()
                .any(|&it| self.moves.moved(it).is_none_or(|span| affected.contains(&span)))
        {
            return None;
        }
        let same = |it: &Diagnostic| {
            it.message == found.message
                && it.rule.code == found.rule.code
                && it.evidence == found.evidence
                && self.moves.moved(it.primary.span) == Some(found.primary.span)
        };
        if let Some(known) = self.before.repaired.iter().find(|it| same(&it.finding)) {
            return known.moved(self.moves).map(Some);
        }
        self.before.passed.iter().any(same).then_some(None)
    }

    /// The groups of which no norm was touched, those of these norms only.
    pub(super) fn untouched(&self, among: &FxHashSet<Span>) -> FxHashSet<Vec<Span>> {
        let moved = |&norm: &Span| self.moves.moved(norm);
        let is_near = |group: &&[Span]| {
            group.first().and_then(moved).is_some_and(|norm| among.contains(&norm))
        };
        let near = self.before.groups.iter().filter(is_near);
        near.filter_map(|group| group.iter().map(moved).collect()).collect()
    }

    /// The groups that are not asked about, and the norms that the edit did affect until then.
    pub(super) fn groups(&self, asked: &FxHashSet<Span>) -> Option<(Groups, Vec<Span>)> {
        let (mut kept, mut affected) = (Groups::default(), Vec::new());
        for group in self.before.groups.iter() {
            let moved = || group.iter().filter_map(|&it| self.moves.moved(it));
            let count = moved().count();
            let among = moved().filter(|it| asked.contains(it)).count();
            match (count == group.len(), among) {
                (true, 0) => kept.push(moved()),
                _ if among < count => return None,
                (true, _) => {}
                (false, _) => affected.extend(moved()),
            }
        }
        Some((kept, affected))
    }

    /// Every `allow`, at its place; `None` where one is in what was touched.
    pub(super) fn allows(&self) -> Option<Vec<Allow>> {
        let allows = self.before.answer.allows.iter().map(|it| {
            let covers = self.moves.moved_around(it.covers);
            Some(Allow { covers, span: self.moves.moved(it.span)?, ..it.clone() })
        });
        allows.collect()
    }

    /// Whether all norms that mention a word are in the excerpt, and nothing but its declaration beside.
    pub(super) fn knows_all_uses(&self, chosen: &Chosen, word: &str) -> bool {
        let Some(word) = self.mentions.key(word) else { return true };
        self.mentions.outside(word) == 1
            && self.mentions.mentioning(word).iter().all(|&norm| chosen.norms.contains(&norm))
    }

    /// Whether an edited norm mentioned a word before.
    pub(super) fn was_mentioned(&self, word: &str) -> bool {
        self.mentions.key(word).is_some_and(|word| self.touched.before.contains(&word))
    }
}
