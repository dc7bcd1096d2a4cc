//! A part of a set: the texts with all norms but some cut out, and words that nothing else mentions, in which edits
//! are tried in a moment.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::workspace::{Set, Workspace};
use crate::diagnostics::Edit;
use crate::source::{FileId, Span};
use crate::syntax::{ast, lexer};

/// A workspace in whose set only some norms stand. Lines keep their numbers.
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

impl<'a> Excerpt<'a> {
    /// Of one set, with the norms at these places. Expectations are left out.
    pub(super) fn new(whole: &Workspace<'a>, set: &Set, kept: &HashSet<Span>) -> Excerpt<'a> {
        let files = || set.files.iter().map(|&index| FileId(index as u32));
        let text = |file| whole.sources().text(file);
        let norms = |file| {
            let spans = whole.items_of(file).iter().flat_map(removable);
            spans.filter(|span| !kept.contains(span)).collect::<Vec<Span>>()
        };
        let mut spans: BTreeMap<FileId, Vec<Span>> = files().map(|it| (it, norms(it))).collect();
        let mut mentions = HashMap::new();
        for (&file, own) in &mut spans {
            own.sort();
            count_mentions(&shortened(text(file), own).0, &mut mentions);
        }
        let mut excerpt = (BTreeMap::new(), BTreeMap::new());
        for (file, mut own) in spans {
            let unused = |item: &&ast::Item| {
                let name = declared(&item.kind).map(|name| whole.sources().slice(name.span));
                name.is_some_and(|name| mentions.get(name) == Some(&1))
            };
            own.extend(whole.items_of(file).iter().filter(unused).map(|item| item.span));
            own.sort();
            let (text, cuts) = shortened(text(file), &own);
            excerpt.0.insert(file, text);
            excerpt.1.insert(file, cuts);
        }
        Excerpt { workspace: whole.with_texts(excerpt.0), cuts: excerpt.1 }
    }

    /// An edit of the excerpt as one of the whole text; `None` where it touches what was cut out.
    pub(super) fn original(&self, edit: &Edit) -> Option<Edit> {
        let Span { file, start, end } = edit.span;
        let span = Span::new(file, self.offset(file, start)?, self.offset(file, end)?);
        let cuts = self.cuts.get(&file).into_iter().flatten();
        let whole = !cuts.into_iter().any(|cut| span.start < cut.to && cut.from < span.end);
        whole.then(|| Edit { span, text: edit.text.clone() })
    }

    fn offset(&self, file: FileId, short: u32) -> Option<u32> {
        let cuts = self.cuts.get(&file).map_or(&[][..], Vec::as_slice);
        let before = cuts.partition_point(|cut| cut.short.0 < short);
        let Some(last) = before.checked_sub(1).map(|at| cuts[at]) else { return Some(short) };
        Some(last.to + short.checked_sub(last.short.1)?)
    }
}

/// The places of norms, scenarios and expectations.
fn removable(item: &ast::Item) -> Vec<Span> {
    match &item.kind {
        ast::ItemKind::Norm(norm) => vec![norm.span],
        ast::ItemKind::Instrument(own) => own.norms.iter().map(|norm| norm.span).collect(),
        ast::ItemKind::Scenario { .. } | ast::ItemKind::Expect(_) => vec![item.span],
        _ => Vec::new(),
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

/// Adds how often each word stands in a text.
fn count_mentions(text: &str, mentions: &mut HashMap<String, usize>) {
    for token in lexer::lex(text).tokens {
        let word = &text[token.range()];
        match mentions.get_mut(word) {
            Some(count) => *count += 1,
            None => drop(mentions.insert(word.to_owned(), 1)),
        }
    }
}

/// The text with these spans, which are in order and apart, cut down to the ends of their lines and one blank.
fn shortened(text: &str, spans: &[Span]) -> (String, Vec<Cut>) {
    let (mut short, mut cuts) = (String::new(), Vec::new());
    let mut done = 0;
    for span in spans {
        short.push_str(&text[done..span.range().start]);
        let from = short.len() as u32;
        let lines = text[span.range()].bytes().filter(|&byte| byte == b'\n').count();
        short.extend(std::iter::repeat_n('\n', lines));
        short.push(' ');
        cuts.push(Cut { from: span.start, to: span.end, short: (from, short.len() as u32) });
        done = span.range().end;
    }
    short.push_str(&text[done..]);
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
        let excerpt = Excerpt::new(&whole, &whole.sets[0], &places.collect());
        (excerpt.workspace.sources().text(FileId(0)).to_owned(), excerpt)
    }

    #[test]
    fn other_norms_and_unused_words_are_gone_and_lines_keep_their_numbers() {
        let (text, _) = excerpt(&["norm three { State may a(State) }"]);
        assert_eq!(
            text,
            "kind State\n \naction a(State)\n \n\n\n \nnorm three { State may a(State) }\n"
        );
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
