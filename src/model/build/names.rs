//! What is declared under which name. Knows nothing of what declarations say.

use std::collections::HashMap;

use super::defaults::NOWHERE;
use super::tell::{Resolved, Tell, Told};
use crate::diagnostics::Rule;
use crate::model::{
    ActionId, AttributeId, CalendarId, DefinitionId, EventId, FactId, IndividualId, OrderId,
    PrincipleId, SafeguardId, SortId, UniverseId,
};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};

/// Names of one sort that must differ from each other.
pub(super) struct Space<'a, T> {
    /// What messages call a thing of this space (`fact, event or act`).
    what: &'static str,
    /// The rule that an unknown name breaks.
    rule: &'static Rule,
    pub(super) entries: Vec<Entry<'a, T>>,
    places: HashMap<&'a str, usize>,
}

/// One declared name.
pub(super) struct Entry<'a, T> {
    pub(super) name: &'a str,
    pub(super) span: Span,
    /// What it stands for; `None` before that is known, and for good where it is declared with an error.
    pub(super) value: Option<T>,
    pub(super) used: bool,
    /// The item that declares it, where one does.
    item: Option<&'a ast::Item>,
    /// Another declaration says something else: it stands for nothing, since nobody knows which is meant.
    doubtful: bool,
}

impl<'a, T: Copy> Space<'a, T> {
    pub(super) fn new(what: &'static str, rule: &'static Rule) -> Self {
        Space { what, rule, entries: Vec::new(), places: HashMap::new() }
    }

    /// Declares a name, or tells that it is taken.
    pub(super) fn declare(
        &mut self,
        tell: &mut Tell<'a>,
        name: &ast::Name,
        item: &'a ast::Item,
    ) -> Resolved<usize> {
        let text = tell.text(name.span);
        if let Some(&first) = self.places.get(text) {
            let first = &mut self.entries[first];
            first.doubtful |= !first.item.is_some_and(|first| say_the_same(tell, first, item));
            return Err(tell.duplicate(name.span, first.span));
        }
        self.places.insert(text, self.entries.len());
        self.entries.push(Entry {
            name: text,
            span: name.span,
            value: None,
            used: false,
            item: Some(item),
            doubtful: false,
        });
        Ok(self.entries.len() - 1)
    }

    /// The place of a name's own declaration; `None` for a second declaration of a name.
    pub(super) fn own(&self, tell: &Tell<'a>, name: &ast::Name) -> Option<usize> {
        let place = *self.places.get(tell.text(name.span))?;
        (self.entries[place].span == name.span).then_some(place)
    }

    /// Whether declarations of a name say different things.
    pub(super) fn is_doubtful(&self, text: &str) -> bool {
        self.place(text).is_some_and(|place| self.entries[place].doubtful)
    }

    /// Settles what a name stands for. Does nothing for a second declaration of it, nor where the two differ.
    pub(super) fn settle(&mut self, tell: &Tell<'a>, name: &ast::Name, value: T) {
        if let Some(place) = self.own(tell, name).filter(|&place| !self.entries[place].doubtful) {
            self.entries[place].value = Some(value);
        }
    }

    /// Declares a name that stands in no file, once every file's own are declared.
    pub(super) fn set_outside(&mut self, name: &'a str, value: T) {
        self.places.insert(name, self.entries.len());
        let (span, value, used, item, doubtful) = (NOWHERE, Some(value), true, None, false);
        self.entries.push(Entry { name, span, value, used, item, doubtful });
    }

    pub(super) fn place(&self, text: &str) -> Option<usize> {
        self.places.get(text).copied()
    }

    /// What a name stands for. `Some(Err)`: declared with an error that has been told.
    pub(super) fn get(&mut self, text: &str) -> Option<Resolved<T>> {
        let entry = &mut self.entries[*self.places.get(text)?];
        entry.used = true;
        Some(entry.value.ok_or(Told))
    }

    /// What a name stands for; tells where it is not declared.
    pub(super) fn find(&mut self, tell: &mut Tell<'a>, name: &ast::Name) -> Resolved<T> {
        match self.get(tell.text(name.span)) {
            Some(found) => found,
            None => Err(self.unknown(tell, name.span)),
        }
    }

    /// Tells that a name is not declared here.
    pub(super) fn unknown(&self, tell: &mut Tell<'a>, span: Span) -> Told {
        tell.unknown(self.rule, self.what, span, self.names())
    }

    /// Every name, in the order of declaration.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.entries.iter().map(|entry| entry.name)
    }
}

/// Whether two declarations of one name say the same of it. How cases put it into words does not matter.
fn say_the_same(tell: &Tell<'_>, a: &ast::Item, b: &ast::Item) -> bool {
    let texts = |names: &[ast::Name]| -> Vec<&str> {
        names.iter().map(|name| tell.text(name.span)).collect()
    };
    match (&a.kind, &b.kind) {
        (ItemKind::Kind { parent: a, .. }, ItemKind::Kind { parent: b, .. }) => {
            texts(a.as_slice()) == texts(b.as_slice())
        }
        (ItemKind::Role { of: a, .. }, ItemKind::Role { of: b, .. })
        | (ItemKind::Individual { sorts: a, .. }, ItemKind::Individual { sorts: b, .. }) => {
            texts(a) == texts(b)
        }
        _ => without_reading(tell, a) == without_reading(tell, b),
    }
}

/// The text of an item up to its `reads`.
fn without_reading(tell: &Tell<'_>, item: &ast::Item) -> String {
    let reads = match &item.kind {
        ItemKind::Fact { signature, .. }
        | ItemKind::Attribute { signature, .. }
        | ItemKind::Event { signature, .. }
        | ItemKind::Action { signature } => signature.reads,
        _ => None,
    };
    let whole = item.span;
    let Some(reads) = reads else { return tell.quoted(whole).into_owned() };
    let before = tell.quoted(Span::new(whole.file, whole.start, reads.span.start)).into_owned();
    before.trim_end().trim_end_matches("reads").trim_end().to_owned()
}

/// What a word of conditions and sentences can be.
pub(super) const WORD: &str = "fact, definition, attribute, event or action";

/// What can be said of participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Fact(FactId),
    Attribute(AttributeId),
    Event(EventId),
    Action(ActionId),
    Definition(DefinitionId),
}

/// Who there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Sort(SortId),
    Individual(IndividualId),
}

/// What stands beside norms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    /// A place in `Builder::instruments`.
    Instrument(usize),
    /// A place in `Builder::norms`: a norm outside any instrument.
    Norm(usize),
    Principle(PrincipleId),
    Universe(UniverseId),
    Profile,
}

/// Every space of names. Names of different spaces never stand in one place.
pub(super) struct Names<'a> {
    pub(super) who: Space<'a, Who>,
    pub(super) words: Space<'a, Word>,
    pub(super) things: Space<'a, Thing>,
    pub(super) orders: Space<'a, OrderId>,
    pub(super) calendars: Space<'a, CalendarId>,
    pub(super) safeguards: Space<'a, SafeguardId>,
    pub(super) scenarios: Space<'a, ()>,
    /// The names of sorts as written where they are declared, by `SortId`.
    pub(super) sort_names: Vec<&'a str>,
}
