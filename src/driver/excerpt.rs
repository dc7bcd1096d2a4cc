//! A part of a set: the texts with all norms but some cut out, and words that nothing else mentions, in which edits
//! are tried in a moment.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::mentions::Mentions;
use super::moves::replaced;
use super::workspace::{Set, Workspace};
use crate::diagnostics::{Diagnostic, Edit};
use crate::source::{FileId, Span};
use crate::syntax::{ast, lexer};

/// What all excerpts of one set share: where its norms stand, and which words nothing else mentions.
pub(super) struct Outline<'w, 'a> {
    whole: &'w Workspace<'a>,
    /// The place of the set among those of the workspace.
    place: usize,
    files: BTreeMap<FileId, Arc<[Piece]>>,
    outside: Outside<'w>,
}

/// How often words stand outside of norms.
enum Outside<'w> {
    Counted(HashMap<&'w str, usize>),
    Known(&'w Mentions),
}

impl Outside<'_> {
    fn is_only_declared(&self, name: &str) -> bool {
        match self {
            Outside::Counted(mentions) => mentions.get(name) == Some(&1),
            Outside::Known(mentions) => {
                mentions.key(name).is_some_and(|word| mentions.outside(word) == 1)
            }
        }
    }
}

/// An item of which something can be left out.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) whole: Span,
    /// Its norms; or all of it, where it is a norm or an expectation.
    pub(super) norms: Vec<Span>,
    /// The name by which others mention it.
    pub(super) name: Option<Span>,
}

/// A workspace in whose set only some norms stand.
pub(super) struct Excerpt<'a> {
    pub(super) workspace: Workspace<'a>,
    cuts: BTreeMap<FileId, Vec<Cut>>,
}

/// What was cut out of a text.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// Where it stood.
    from: u32,
    to: u32,
    /// What stands for it in the excerpt.
    short: (u32, u32),
}

impl<'w, 'a> Outline<'w, 'a> {
    /// Of one set.
    pub(super) fn new(whole: &'w Workspace<'a>, set: &Set) -> Self {
        let files = files(whole, set);
        // How often each word stands outside of norms and expectations.
        let mut mentions: HashMap<&str, usize> = HashMap::new();
        for (&file, pieces) in &files {
            let norms = pieces.iter().flat_map(|piece| &piece.norms).copied();
            let norms = in_order(norms.collect());
            for part in between(whole.sources().text(file), &norms) {
                words(part, |word| *mentions.entry(word).or_default() += 1);
            }
        }
        Outline { whole, place: whole.place_of(set), files, outside: Outside::Counted(mentions) }
    }

    /// The same, where it is known how often words stand outside of norms; no file holds expectations.
    pub(super) fn known(whole: &'w Workspace<'a>, set: &Set, mentions: &'w Mentions) -> Self {
        let (files, place) = (files(whole, set), whole.place_of(set));
        Outline { whole, place, files, outside: Outside::Known(mentions) }
    }

    /// The set with the norms at these places, without words that neither they nor anything outside of norms
    /// mentions. Expectations are left out.
    pub(super) fn excerpt(&self, kept: &BTreeSet<Span>) -> Excerpt<'a> {
        self.excerpt_with(kept, HashSet::new())
    }

    /// The same, with these words beside.
    pub(super) fn excerpt_with<'t>(
        &'t self,
        kept: &BTreeSet<Span>,
        mut mentioned: HashSet<&'t str>,
    ) -> Excerpt<'a> {
        for &span in kept {
            words(self.whole.sources().slice(span), |word| {
                mentioned.insert(word);
            });
        }
        let (mut texts, mut cuts) = (BTreeMap::new(), BTreeMap::new());
        for (&file, pieces) in &self.files {
            let mut gaps = Vec::new();
            pieces.iter().for_each(|piece| self.leave_out(piece, kept, &mentioned, &mut gaps));
            let (short, own) = shortened(self.whole.sources().text(file), in_order(gaps));
            texts.insert(file, short);
            cuts.insert(file, own);
        }
        Excerpt { workspace: self.whole.with_one_set(self.place, texts), cuts }
    }

    /// Adds what of a piece is left out.
    fn leave_out(
        &self,
        piece: &Piece,
        kept: &BTreeSet<Span>,
        mentioned: &HashSet<&str>,
        gaps: &mut Vec<Span>,
    ) {
        let Span { file, start, end } = piece.whole;
        let inside = Span::new(file, start, start)..Span::new(file, end, end);
        if kept.range(inside).next().is_some() {
            return gaps.extend(piece.norms.iter().filter(|norm| !kept.contains(norm)));
        }
        let unused = |name: Span| {
            let name = self.whole.sources().slice(name);
            !mentioned.contains(name) && self.outside.is_only_declared(name)
        };
        match piece.name.is_some_and(unused) {
            true => gaps.push(piece.whole),
            false => gaps.extend(&piece.norms),
        }
    }
}

/// What can be left out of each file of a set.
fn files(whole: &Workspace<'_>, set: &Set) -> BTreeMap<FileId, Arc<[Piece]>> {
    let pieces = |&index: &usize| (FileId(index as u32), whole.files[index].pieces.clone());
    set.files.iter().map(pieces).collect()
}

/// What can be left out of a file.
pub(super) fn pieces(tree: &ast::File) -> Arc<[Piece]> {
    tree.items.iter().filter_map(piece).collect()
}

/// What can be left out of an item.
fn piece(item: &ast::Item) -> Option<Piece> {
    let (name, norms) = match &item.kind {
        ast::ItemKind::Norm(norm) => (None, vec![norm.span]),
        ast::ItemKind::Instrument(own) => {
            (Some(own.name.span), own.norms.iter().map(|norm| norm.span).collect())
        }
        ast::ItemKind::Scenario { .. } | ast::ItemKind::Expect(_) => (None, vec![item.span]),
        kind => (Some(declared(kind)?.span), Vec::new()),
    };
    Some(Piece { whole: item.span, norms, name })
}

impl Excerpt<'_> {
    /// An edit of the excerpt as one of the whole text; `None` where it touches what was cut out.
    pub(super) fn original(&self, edit: &Edit) -> Option<Edit> {
        let Span { file, start, end } = edit.span;
        let span = self.place(Span::new(file, start, end))?;
        (!self.is_cut_into(span)).then(|| Edit { span, text: edit.text.clone() })
    }

    /// Where a span of the excerpt stands in the whole text, with what was cut out inside.
    pub(super) fn place(&self, span: Span) -> Option<Span> {
        let at = |short| self.offset(span.file, short);
        Some(Span::new(span.file, at(span.start)?, at(span.end)?))
    }

    /// A finding of the excerpt as one of the whole text.
    pub(super) fn finding(&self, found: &Diagnostic) -> Option<Diagnostic> {
        let found = replaced(found, &|span| self.place(span))?;
        let whole = |edit: &Edit| !self.is_cut_into(edit.span);
        found.fixes.iter().flat_map(|fix| &fix.edits).all(whole).then_some(found)
    }

    /// Whether a part of the whole text is not in the excerpt, or not all of it.
    pub(super) fn is_cut_into(&self, span: Span) -> bool {
        let cuts = self.cuts.get(&span.file).map_or(&[][..], Vec::as_slice);
        let near = cuts.partition_point(|cut| cut.to <= span.start);
        cuts.get(near).is_some_and(|cut| cut.from < span.end)
    }

    fn offset(&self, file: FileId, short: u32) -> Option<u32> {
        let cuts = self.cuts.get(&file).map_or(&[][..], Vec::as_slice);
        let before = cuts.partition_point(|cut| cut.short.0 < short);
        let Some(last) = before.checked_sub(1).map(|at| cuts[at]) else { return Some(short) };
        Some(last.to + short.checked_sub(last.short.1)?)
    }
}

/// The name of a fact, attribute, event or act.
fn declared(item: &ast::ItemKind) -> Option<ast::Name> {
    match item {
        ast::ItemKind::Fact { signature, .. }
        | ast::ItemKind::Attribute { signature, .. }
        | ast::ItemKind::Event { signature, .. }
        | ast::ItemKind::Action { signature } => Some(signature.name),
        _ => None,
    }
}

/// Each word and sign of a text.
fn words<'t>(text: &'t str, mut note: impl FnMut(&'t str)) {
    lexer::lex(text).tokens.iter().for_each(|token| note(&text[token.range()]));
}

/// In the order of the text. Where an item stands in another, which is an error, the outer one stands for both.
fn in_order(mut gaps: Vec<Span>) -> Vec<Span> {
    gaps.sort_unstable_by_key(|gap| (gap.start, std::cmp::Reverse(gap.end)));
    let mut end = 0;
    gaps.retain(|gap| {
        let apart = gap.start >= end;
        end = end.max(gap.end);
        apart
    });
    gaps
}

/// The parts of a text before, between and behind gaps that are in order.
fn between<'t>(text: &'t str, gaps: &[Span]) -> impl Iterator<Item = &'t str> {
    let starts = std::iter::once(0).chain(gaps.iter().map(|gap| gap.range().end));
    let ends = gaps.iter().map(|gap| gap.range().start).chain([text.len()]);
    starts.zip(ends).map(|(start, end)| &text[start..end])
}

/// The text with one blank for each gap; they are in order. Gaps with nothing but space between them are one.
fn shortened(text: &str, mut gaps: Vec<Span>) -> (String, Vec<Cut>) {
    gaps.dedup_by(|next, gap| {
        let joined = text[gap.range().end..next.range().start].trim_ascii().is_empty();
        if joined {
            gap.end = next.end;
        }
        joined
    });
    let mut parts = between(text, &gaps);
    let mut short = parts.next().unwrap_or_default().to_owned();
    let mut cuts = Vec::with_capacity(gaps.len());
    for (gap, part) in gaps.iter().zip(parts) {
        let from = short.len() as u32;
        short.push(' ');
        cuts.push(Cut { from: gap.start, to: gap.end, short: (from, short.len() as u32) });
        short.push_str(part);
    }
    (short, cuts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::{Bundled, Input};

    const TEXT: &str = "kind State\nfact odd(State)\naction a(State)\nnorm one { State must a(State) }\n\
                        norm two {\n  State must not a(State)\n}\nnorm three { State may a(State) }\n";

    fn excerpt(kept: &[&str]) -> (String, Excerpt<'static>) {
        let mut whole = Workspace::new(&Bundled);
        whole.add_set(vec![Input::text("draft.norm", TEXT)]);
        let places = kept.iter().map(|part| {
            let start = TEXT.find(part).expect("a part of the text") as u32;
            Span::new(FileId(0), start, start + part.len() as u32)
        });
        let excerpt = Outline::new(&whole, &whole.sets[0]).excerpt(&places.collect());
        (excerpt.workspace.sources().text(FileId(0)).to_owned(), excerpt)
    }

    #[test]
    fn other_norms_and_unused_words_are_gone() {
        let (text, _) = excerpt(&["norm three { State may a(State) }"]);
        assert_eq!(text, "kind State\n \naction a(State)\n \nnorm three { State may a(State) }\n");
    }

    #[test]
    fn an_edit_of_the_excerpt_is_one_of_the_whole_text() {
        let (text, excerpt) = excerpt(&["norm three { State may a(State) }"]);
        let edit = |at: usize, long: usize| {
            let span = Span::new(FileId(0), at as u32, (at + long) as u32);
            excerpt.original(&Edit { span, text: "x".to_owned() }).map(|edit| edit.span.range())
        };
        let (short, whole) = (text.find("may"), TEXT.find("may"));
        let (short, whole) = (short.expect("kept"), whole.expect("written"));
        assert_eq!(edit(short, 3), Some(whole..whole + 3));
        assert_eq!(edit(0, 4), Some(0..4), "before anything was cut");
        let end = text.len();
        assert_eq!(edit(end, 0), Some(TEXT.len()..TEXT.len()));
        assert_eq!(edit(0, end), None, "what was cut out is no part of an edit");
    }
}
