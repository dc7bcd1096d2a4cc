//! A set of norms in pieces that can be dropped one by one, and its text.

use comity::diagnostics::Level;
use comity::model::{Model, build};
use comity::source::Sources;
use comity::syntax;

/// A set of norms before it is written down.
#[derive(Clone, Debug, Default)]
pub(crate) struct NormSet {
    /// Vocabulary, one item each.
    pub(crate) words: Vec<String>,
    /// Rules, assumptions, orders and principles, one item each.
    pub(crate) items: Vec<String>,
    pub(crate) instruments: Vec<Instrument>,
}

/// An instrument, or the norms outside any where it has no name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Instrument {
    pub(crate) name: Option<String>,
    pub(crate) head: Vec<String>,
    pub(crate) norms: Vec<Norm>,
}

/// A norm in pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Norm {
    pub(crate) name: String,
    /// Bearer, modal and act, or a relation.
    pub(crate) sentence: String,
    pub(crate) time: Vec<String>,
    pub(crate) join: &'static str,
    pub(crate) when: Vec<String>,
    pub(crate) unless: Vec<String>,
    pub(crate) relations: Vec<String>,
    pub(crate) otherwise: Option<String>,
    pub(crate) force: Option<String>,
}

impl NormSet {
    /// What a drafter would write.
    pub(crate) fn text(&self) -> String {
        let mut lines: Vec<String> = self.words.clone();
        lines.extend(self.items.iter().cloned());
        for instrument in &self.instruments {
            let Some(name) = &instrument.name else {
                lines.extend(instrument.norms.iter().map(Norm::text));
                continue;
            };
            lines.push(format!("instrument {name} {{"));
            lines.extend(instrument.head.iter().map(|line| format!("  {line}")));
            lines.extend(instrument.norms.iter().map(|norm| format!("  {}", norm.text())));
            lines.push("}".to_owned());
        }
        lines.join("\n") + "\n"
    }

    /// The model of the text, or what is wrong with it.
    pub(crate) fn model(&self) -> Result<Model, String> {
        model_of(&self.text())
    }

    /// The smallest set that is left when pieces are dropped as long as `stays`.
    pub(crate) fn shrunk(&self, stays: &dyn Fn(&NormSet) -> bool) -> NormSet {
        let mut best = self.clone();
        loop {
            let mut place = 0;
            let before = best.text().len();
            while let Some(smaller) = best.without(place) {
                if smaller.model().is_ok() && stays(&smaller) {
                    best = smaller;
                } else {
                    place += 1;
                }
            }
            if best.text().len() == before {
                return best;
            }
        }
    }

    /// The set without one piece; `None` after the last.
    pub(crate) fn without(&self, place: usize) -> Option<NormSet> {
        let mut set = self.clone();
        let mut left = place;
        for instrument in &mut set.instruments {
            if drop_from(&mut instrument.norms, &mut left)
                || drop_from(&mut instrument.head, &mut left)
                || instrument.norms.iter_mut().any(|norm| norm.drop(&mut left))
            {
                return Some(set);
            }
        }
        if drop_from(&mut set.items, &mut left) || drop_from(&mut set.words, &mut left) {
            return Some(set);
        }
        None
    }
}

impl Norm {
    fn text(&self) -> String {
        let mut text = format!("norm {} {{ {}", self.name, self.sentence);
        let mut add = |word: &str, parts: &[String], join: &str| {
            if !parts.is_empty() {
                text += &format!(" {word}{}", parts.join(join));
            }
        };
        add("", &self.time, self.join);
        add("when ", &self.when, " and ");
        add("unless ", &self.unless, " or ");
        add("", &self.relations, " ");
        if let Some(sentence) = &self.otherwise {
            text += &format!(" otherwise {sentence}");
        }
        if let Some(days) = &self.force {
            text += &format!(" in force {days}");
        }
        text + " }"
    }

    fn drop(&mut self, left: &mut usize) -> bool {
        drop_from(&mut self.relations, left)
            || drop_from(&mut self.unless, left)
            || drop_from(&mut self.when, left)
            || drop_from(&mut self.time, left)
            || drop_one(&mut self.otherwise, left)
            || drop_one(&mut self.force, left)
    }
}

fn drop_from<T>(pieces: &mut Vec<T>, left: &mut usize) -> bool {
    if *left < pieces.len() {
        pieces.remove(*left);
        return true;
    }
    *left -= pieces.len();
    false
}

fn drop_one<T>(piece: &mut Option<T>, left: &mut usize) -> bool {
    let there = piece.is_some();
    if there && *left == 0 {
        *piece = None;
        return true;
    }
    *left -= usize::from(there);
    false
}

/// The model of a text, or what is wrong with it.
pub(crate) fn model_of(text: &str) -> Result<Model, String> {
    let mut sources = Sources::default();
    let file = sources.add("set.norm", text);
    let (tree, mut found) = syntax::parse(&sources, file);
    let (model, more) = build::build(&sources, &[(file, tree)]);
    found.extend(more);
    match found.iter().find(|found| found.level == Level::Error) {
        Some(found) => Err(format!("{} at `{}`", found.message, sources.slice(found.primary.span))),
        None => Ok(model),
    }
}
