//! Which norms mention which names.
//!
//! Where nothing but norms asks about norms, norms that share no act and no name of a norm or an instrument, neither
//! directly nor by way of others or of rules, have nothing to do with each other. Such a class may hold more than a
//! group of norms that can affect each other, but never less: it is known from the words alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::moves::Moves;
use super::parts::{Part, PartKind, norms};
use crate::source::{FileId, Sources, Span};
use crate::syntax::lexer;
use crate::syntax::token::Kind;

/// A norm, by the order in which norms became known; the same for as long as the norm is not touched.
pub(super) type NormKey = u32;
/// A word, by the order in which words became known.
pub(super) type WordKey = u32;

/// Every norm of a set with its words, and every word with its norms.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    keys: FxHashMap<Box<str>, WordKey>,
    words: Vec<Word>,
    norms: Vec<Mentioning>,
    /// The acts and events of each rule.
    rules: Vec<Vec<WordKey>>,
}

/// Where a word stands.
#[derive(Debug, Default)]
struct Word {
    text: Box<str>,
    /// The norms that mention it.
    norms: Vec<NormKey>,
    /// How often it stands outside of norms.
    outside: usize,
    /// How many acts, events and instruments have that name.
    declared: usize,
    /// How often it stands in rules.
    ruled: usize,
    /// The rules of which it is an act or event.
    rules: Vec<usize>,
    /// Whether it ties the norms that mention it: it names an act, an instrument, a norm, or an event of a rule; or did.
    ties: bool,
    /// The norms of the instrument of that name.
    members: Vec<NormKey>,
}

impl Word {
    fn is_clear(&self) -> bool {
        !self.ties || self.outside == self.declared + self.ruled
    }
}

/// A norm and its words.
#[derive(Debug)]
struct Mentioning {
    /// Where it stands; `None` where it is no more.
    span: Option<Span>,
    name: WordKey,
    instrument: Option<WordKey>,
    words: Vec<WordKey>,
}

/// What an edit touched.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// The norms as they are now, or that are new.
    pub(super) norms: Vec<NormKey>,
    /// The words of the norms as they were.
    pub(super) before: BTreeSet<WordKey>,
    /// The instruments in which any of them stands or stood.
    instruments: BTreeSet<WordKey>,
}

impl Mentions {
    /// Of the files of a set.
    pub(super) fn new<'p>(
        sources: &Sources,
        files: impl Iterator<Item = (FileId, &'p Arc<[Part]>)> + Clone,
    ) -> Self {
        let mut mentions = Mentions::default();
        for (file, parts) in files.clone() {
            let text = sources.text(file);
            let mut done = 0;
            for (norm, instrument) in norms(parts) {
                mentions.count_outside(&text[done..norm.span.range().start]);
                done = norm.span.range().end;
                mentions.add(sources, norm, instrument);
            }
            mentions.count_outside(&text[done..]);
            mentions.declare(sources, parts);
        }
        for (_, parts) in files {
            for rule in parts.iter().filter(|it| it.kind == PartKind::Rule) {
                mentions.add_rule(sources.slice(rule.span));
            }
        }
        mentions
    }

    /// Follows an edit that changed norms only.
    pub(super) fn follow<'p>(
        &mut self,
        moves: &Moves,
        sources: &Sources,
        files: impl Iterator<Item = (FileId, &'p Arc<[Part]>)>,
    ) -> Touched {
        let mut touched = Touched::default();
        for key in 0..self.norms.len() {
            let Some(span) = self.norms[key].span else { continue };
            self.norms[key].span = moves.moved(span);
            if self.norms[key].span.is_none() {
                touched.instruments.extend(self.norms[key].instrument);
                touched.before.extend(self.remove(key as NormKey));
            }
        }
        for (_, parts) in files {
            let new = norms(parts).filter(|(norm, _)| !moves.is_as_it_was(norm.span));
            touched.norms.extend(new.map(|(norm, around)| self.add(sources, norm, around)));
        }
        let instruments = touched.norms.iter().map(|&norm| self.norms[norm as usize].instrument);
        touched.instruments.extend(instruments.flatten());
        touched
    }

    /// Whether nothing outside of norms but declarations and rules mentions what ties norms.
    pub(super) fn is_clear(&self) -> bool {
        self.words.iter().all(Word::is_clear)
    }

    /// Where a norm stands.
    pub(super) fn span(&self, norm: NormKey) -> Option<Span> {
        self.norms[norm as usize].span
    }

    /// The words of a norm, that of its instrument included.
    pub(super) fn words_of(&self, norm: NormKey) -> impl Iterator<Item = WordKey> {
        let own = &self.norms[norm as usize];
        own.words.iter().copied().chain(own.instrument)
    }

    /// The norms that mention a word.
    pub(super) fn mentioning(&self, word: WordKey) -> &[NormKey] {
        &self.words[word as usize].norms
    }

    /// How often a word stands outside of norms.
    pub(super) fn outside(&self, word: WordKey) -> usize {
        self.words[word as usize].outside
    }

    /// How a word is written.
    pub(super) fn text(&self, word: WordKey) -> &str {
        &self.words[word as usize].text
    }

    /// The word that is written so.
    pub(super) fn key(&self, text: &str) -> Option<WordKey> {
        self.keys.get(text).copied()
    }

    /// The norms of all files, in the order in which they became known.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = NormKey> {
        let keys = 0..self.norms.len() as NormKey;
        keys.filter(|&norm| self.norms[norm as usize].span.is_some())
    }

    /// Whether a norm of the instrument in which a norm stands was touched.
    pub(super) fn is_beside_touched(&self, norm: NormKey, touched: &Touched) -> bool {
        let instrument = self.norms[norm as usize].instrument;
        instrument.is_some_and(|instrument| touched.instruments.contains(&instrument))
    }

    /// The norms of the instrument in which a norm stands.
    pub(super) fn beside(&self, norm: NormKey) -> &[NormKey] {
        let instrument = self.norms[norm as usize].instrument;
        instrument.map_or(&[], |instrument| &self.words[instrument as usize].members)
    }

    /// The norm of a qualified name.
    pub(super) fn named(&self, qualified: &str) -> Option<NormKey> {
        let mut parts = qualified.split('.').map(|part| self.key(part));
        let first = parts.next()??;
        let members = &self.words[first as usize].members;
        let named = |norm: &NormKey, name| self.norms[*norm as usize].name == name;
        if members.is_empty() {
            let mut norms = self.mentioning(first).iter();
            let alone = |norm: &&NormKey| self.norms[**norm as usize].instrument.is_none();
            return norms.find(|norm| alone(norm) && named(norm, first)).copied();
        }
        let name = parts.next()??;
        members.iter().find(|norm| named(norm, name)).copied()
    }

    /// The norms that share acts and names with one that has these words, directly or by way of others. `None` where
    /// they are more than so many, or something beside norms, rules and declarations mentions one of the names.
    pub(super) fn class(
        &self,
        words: impl IntoIterator<Item = WordKey>,
        most: usize,
    ) -> Option<BTreeSet<NormKey>> {
        let mut open: Vec<WordKey> = words.into_iter().collect();
        let (mut seen, mut found) = (FxHashSet::default(), BTreeSet::new());
        while let Some(word) = open.pop() {
            let own = &self.words[word as usize];
            if !own.ties || !seen.insert(word) {
                continue;
            }
            if !own.is_clear() || found.len() > most {
                return None;
            }
            open.extend(own.rules.iter().flat_map(|&rule| &self.rules[rule]));
            // An instrument that some norm names ties all its norms.
            let members = if own.norms.is_empty() { &[][..] } else { &own.members };
            for &norm in own.norms.iter().chain(members) {
                if found.insert(norm) {
                    open.extend(self.words_of(norm));
                }
            }
        }
        (found.len() <= most).then_some(found)
    }

    fn word(&mut self, text: &str) -> WordKey {
        if let Some(&known) = self.keys.get(text) {
            return known;
        }
        let key = self.words.len() as WordKey;
        self.keys.insert(text.into(), key);
        self.words.push(Word { text: text.into(), ..Word::default() });
        key
    }

    fn count_outside(&mut self, text: &str) {
        for name in names(text) {
            let word = self.word(name);
            self.words[word as usize].outside += 1;
        }
    }

    /// Notes the names that the items of a file declare.
    fn declare(&mut self, sources: &Sources, parts: &[Part]) {
        for part in parts.iter().filter(|it| it.kind != PartKind::Norm) {
            let Some(name) = part.name else { continue };
            let word = self.word(sources.slice(name));
            let own = &mut self.words[word as usize];
            own.declared += 1;
            own.ties |= part.kind != PartKind::Event;
        }
    }

    /// Notes which acts and events a rule ties.
    fn add_rule(&mut self, text: &str) {
        let mut tied = Vec::new();
        for name in names(text) {
            let word = self.word(name);
            let own = &mut self.words[word as usize];
            own.ruled += 1;
            if own.declared > 0 && !tied.contains(&word) {
                own.ties = true;
                own.rules.push(self.rules.len());
                tied.push(word);
            }
        }
        self.rules.push(tied);
    }

    fn add(&mut self, sources: &Sources, norm: Part, instrument: Option<Span>) -> NormKey {
        let key = self.norms.len() as NormKey;
        let mut words: Vec<WordKey> =
            names(sources.slice(norm.span)).map(|name| self.word(name)).collect();
        words.sort_unstable();
        words.dedup();
        words.iter().for_each(|&word| self.words[word as usize].norms.push(key));
        let name = self.word(norm.name.map_or("", |name| sources.slice(name)));
        self.words[name as usize].ties = true;
        let instrument = instrument.map(|name| self.word(sources.slice(name)));
        if let Some(instrument) = instrument {
            self.words[instrument as usize].members.push(key);
        }
        self.norms.push(Mentioning { span: Some(norm.span), name, instrument, words });
        key
    }

    /// Forgets a norm; gives its words.
    fn remove(&mut self, key: NormKey) -> Vec<WordKey> {
        let own = &mut self.norms[key as usize];
        let mut words = std::mem::take(&mut own.words);
        let instrument = own.instrument;
        // Norms are added in the order of their keys.
        let leave = |norms: &mut Vec<NormKey>| {
            if let Ok(place) = norms.binary_search(&key) {
                norms.remove(place);
            }
        };
        words.iter().for_each(|&word| leave(&mut self.words[word as usize].norms));
        if let Some(instrument) = instrument {
            leave(&mut self.words[instrument as usize].members);
            words.push(instrument);
        }
        words
    }
}

/// The names in a text.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    let tokens = lexer::lex(text).tokens.into_iter();
    tokens.filter(|token| token.kind == Kind::Name).map(|token| &text[token.range()])
}
