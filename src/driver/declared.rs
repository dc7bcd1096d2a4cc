//! What the files of a set declare, and which names have another meaning than before.
//!
//! Names are compared as they are written: a name means one thing in a set, and a norm that mentions none of the names
//! that changed says what it said.

use std::collections::{BTreeMap, BTreeSet};

use super::mentions::names;
use crate::source::{Sources, Span};
use crate::syntax::ast::{Instrument, ItemKind, Name};
use crate::syntax::{self, ast, lexer};

/// A declaration of one name, or one that names nothing of its own, like an `assume`.
#[derive(Debug)]
pub(super) struct Declared {
    /// The name.
    name: Option<String>,
    /// Its words without comments, gaps and the other names that share its line: what makes it the same declaration.
    words: Vec<String>,
    kind: Kind,
    pub(super) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A kind or role: assumptions and rules mention these to say of whom they speak.
    Sort,
    Word,
    /// It ties words that others declare.
    Tie,
    /// Every norm of the set hangs on it.
    Precedence,
}

/// The declarations and the heads of instruments of some texts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) declared: Vec<Declared>,
    /// The words of the head of each instrument, by its name.
    pub(super) heads: BTreeMap<String, Vec<String>>,
    /// The words of each norm of an instrument after the name of that, and of every other item. Of an earlier text only.
    said: BTreeSet<Vec<String>>,
}

impl Texts {
    /// Adds what a file declares.
    pub(super) fn add(&mut self, text: &str, tree: &ast::File) {
        for item in &tree.items {
            if let ItemKind::Instrument(instrument) = &item.kind {
                let name = slice(text, instrument.name.span).to_owned();
                self.heads.insert(name, head(text, instrument));
            }
            self.declared.extend(declared(text, item));
        }
    }

    /// Adds what a text declares that no workspace holds.
    pub(super) fn read(&mut self, text: &str) {
        let mut sources = Sources::default();
        let file = sources.add("", text);
        let (tree, _) = syntax::parse(&sources, file);
        let text = sources.text(file);
        self.add(text, &tree);
        for item in &tree.items {
            match &item.kind {
                ItemKind::Instrument(instrument) => {
                    let norms = instrument.norms.iter();
                    self.said.extend(norms.map(|norm| said(text, Some(instrument), norm.span)));
                }
                _ => drop(self.said.insert(said(text, None, item.span))),
            }
        }
    }

    /// Whether an item, or a norm of an instrument, was there word by word.
    pub(super) fn says(&self, text: &str, within: Option<&Instrument>, span: Span) -> bool {
        !self.said.is_empty() && self.said.contains(&said(text, within, span))
    }
}

/// What a change of declarations reaches.
#[derive(Debug, Default)]
pub(super) struct Reach {
    names: BTreeSet<String>,
    /// The precedence changed, on which everything hangs.
    pub(super) all: bool,
}

impl Reach {
    /// What changed between an earlier state of some texts and the texts of a set; `is_new` says which places of the
    /// set are new or may be.
    pub(super) fn new(before: &Texts, now: &Texts, is_new: &dyn Fn(Span) -> bool) -> Self {
        let (known, still) = (identities(&before.declared), identities(&now.declared));
        let new = now
            .declared
            .iter()
            .filter(|it| is_new(it.span) && !known.contains(it.words.as_slice()));
        let gone = before.declared.iter().filter(|it| !still.contains(it.words.as_slice()));
        let mut reach = Reach::default();
        for changed in new.chain(gone) {
            reach.all |= changed.kind == Kind::Precedence;
            reach.names.extend(changed.speaks_of(now));
        }
        reach.spread(now);
        reach
    }

    /// Whether it reaches nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.all
    }

    /// Whether a text mentions a name that changed.
    pub(super) fn touches(&self, text: &str) -> bool {
        self.all || names(text).any(|name| self.names.contains(name))
    }

    /// What is declared by way of a name that changed has changed, too.
    fn spread(&mut self, now: &Texts) {
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for it in &now.declared {
            let Some(name) = &it.name else { continue };
            let used = it.words.iter().filter(|word| *word != name);
            used.for_each(|word| users.entry(word).or_default().push(name));
        }
        let mut open: Vec<String> = self.names.iter().cloned().collect();
        while let Some(name) = open.pop() {
            for &user in users.get(name.as_str()).into_iter().flatten() {
                if self.names.insert(user.to_owned()) {
                    open.push(user.to_owned());
                }
            }
        }
    }
}

fn said(text: &str, within: Option<&Instrument>, span: Span) -> Vec<String> {
    let name = within.map(|it| slice(text, it.name.span).to_owned());
    name.into_iter().chain(words(text, span)).collect()
}

fn identities(declared: &[Declared]) -> BTreeSet<&[String]> {
    declared.iter().map(|it| it.words.as_slice()).collect()
}

impl Declared {
    /// The names that mean something else where it is new or gone: its own; or what it ties, which are kinds and roles
    /// only where it speaks of nothing else.
    fn speaks_of(&self, now: &Texts) -> Vec<String> {
        if let Some(name) = &self.name {
            return vec![name.clone()];
        }
        let of_kind = |kind: Kind| -> BTreeSet<&str> {
            let declared = now.declared.iter().filter(|it| it.kind == kind);
            declared.filter_map(|it| it.name.as_deref()).collect()
        };
        let mentioned = |known: &BTreeSet<&str>| -> Vec<String> {
            self.words.iter().filter(|word| known.contains(word.as_str())).cloned().collect()
        };
        let words = mentioned(&of_kind(Kind::Word));
        if words.is_empty() { mentioned(&of_kind(Kind::Sort)) } else { words }
    }
}

fn declared(text: &str, item: &ast::Item) -> Vec<Declared> {
    let one = |kind, name: Option<Name>| {
        let name = name.map(|name| slice(text, name.span).to_owned());
        vec![Declared { name, words: words(text, item.span), kind, span: item.span }]
    };
    let spans = |names: &[Name]| names.iter().map(|it| (*it, it.span)).collect::<Vec<_>>();
    match &item.kind {
        ItemKind::Kind { names, .. } | ItemKind::Role { names, .. } => {
            several(text, item, Kind::Sort, &spans(names))
        }
        ItemKind::Individual { names, .. } => {
            let whole = |(name, title): &(Name, Option<ast::Text>)| {
                (*name, title.map_or(name.span, |title| name.span.to(title.span)))
            };
            several(text, item, Kind::Word, &names.iter().map(whole).collect::<Vec<_>>())
        }
        ItemKind::Fact { signature, .. }
        | ItemKind::Attribute { signature, .. }
        | ItemKind::Event { signature, .. }
        | ItemKind::Action { signature } => one(Kind::Word, Some(signature.name)),
        ItemKind::Define { name, .. }
        | ItemKind::Safeguard { name, .. }
        | ItemKind::Calendar { name, .. }
        | ItemKind::Order { name, .. } => one(Kind::Word, Some(*name)),
        ItemKind::Assume(_)
        | ItemKind::Rule(_)
        | ItemKind::Disjoint(_)
        | ItemKind::Closure { .. } => one(Kind::Tie, None),
        ItemKind::Precedence(_) => one(Kind::Precedence, None),
        _ => Vec::new(),
    }
}

/// The declarations of a line that declares several names: that another joins them changes none of them.
fn several(text: &str, item: &ast::Item, kind: Kind, names: &[(Name, Span)]) -> Vec<Declared> {
    let (Some((_, first)), Some((_, last))) = (names.first(), names.last()) else {
        return Vec::new();
    };
    let before = words(text, Span { end: first.start, ..item.span });
    let behind = words(text, Span { start: last.end, ..item.span });
    let one = |&(name, whole): &(Name, Span)| {
        let own = words(text, whole);
        let words = [before.as_slice(), &own, &behind].concat();
        Declared { name: Some(slice(text, name.span).to_owned()), words, kind, span: item.span }
    };
    names.iter().map(one).collect()
}

/// The words of the head of an instrument, title and `allow` included; in any order of its lines.
pub(super) fn head(text: &str, instrument: &Instrument) -> Vec<String> {
    let title = instrument.title.map(|title| title.span);
    let lines = instrument.head.iter().map(|line| line.span);
    let mut lines: Vec<Vec<String>> =
        title.into_iter().chain(lines).map(|span| words(text, span)).collect();
    lines.sort_unstable();
    lines.concat()
}

/// The tokens in a part of a text, as they are written.
fn words(text: &str, span: Span) -> Vec<String> {
    let text = slice(text, span);
    let tokens = lexer::lex(text).tokens.into_iter().map(|token| token.range());
    tokens.filter(|range| !range.is_empty()).map(|range| text[range].to_owned()).collect()
}

fn slice(text: &str, span: Span) -> &str {
    &text[span.range()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str =
        "kind State, Paper\nfact secret(Paper)\nfact old(Paper)\naction read(Paper)\n";

    fn texts(text: &str) -> Texts {
        let mut texts = Texts::default();
        texts.read(text);
        texts
    }

    /// The names that an edit of the whole text reaches.
    fn reached(before: &str, now: &str) -> Vec<String> {
        let (before, now) = (format!("{WORDS}{before}"), format!("{WORDS}{now}"));
        Reach::new(&texts(&before), &texts(&now), &|_| true).names.into_iter().collect()
    }

    #[test]
    fn a_definition_reaches_those_that_name_it() {
        let users = "define closed(Paper) as hidden(Paper)\ndefine worn(Paper) as old(Paper)\n";
        let before = format!("define hidden(Paper) as secret(Paper)\n{users}");
        let now = format!("{users}define hidden(Paper) as old(Paper) // moved as well\n");
        assert_eq!(reached(&before, &now), ["closed", "hidden"]);
        assert!(reached(&before, &before.replace('\n', " // same\n")).is_empty());
    }

    #[test]
    fn an_assumption_reaches_what_it_speaks_of_also_when_it_is_gone() {
        let assume = "assume every Paper has not secret(Paper)\n";
        let whole = "assume secret(Paper) implies old(Paper)\n";
        assert_eq!(reached("", whole), ["old", "secret"]);
        assert_eq!(reached(whole, ""), ["old", "secret"]);
        assert!(reached(assume, assume).is_empty());
        assert_eq!(
            reached("", "disjoint State, Paper\n").first().map(String::as_str),
            Some("Paper")
        );
    }

    #[test]
    fn a_name_more_in_a_line_changes_no_other() {
        assert_eq!(reached("kind A, B is State\n", "kind A, C, B is State\n"), ["C"]);
        assert_eq!(reached("kind A, B is State\n", "kind A, B is Paper\n"), ["A", "B"]);
        let france = "individual France \"the Republic\" is State\n";
        assert_eq!(reached(france, &france.replace("France", "Spain, France")), ["Spain"]);
    }

    #[test]
    fn everything_hangs_on_the_precedence() {
        let now = texts("precedence superior\n");
        assert!(Reach::new(&texts("precedence posterior\n"), &now, &|_| false).all);
        assert!(Reach::new(&now, &now, &|_| true).is_empty());
    }
}
