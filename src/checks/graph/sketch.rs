//! Draws set by set into one picture: what two sets share is drawn once.

use std::collections::BTreeMap;

use super::{
    Graph, GraphEnd, GraphInstrument, GraphNorm, GraphPrinciple, GraphTie, TieKind, norms, ties,
};
use crate::checks::Unknown;
use crate::diagnostics::Diagnostic;
use crate::model::{InstrumentId, Model, NormId, PrincipleId, Target};
use crate::source::{Sources, Span};

/// A picture in the making.
#[derive(Default)]
pub(crate) struct Sketch {
    graph: Graph,
    /// Where what has been drawn stands in the list of its kind, by its place in the text and its name.
    instruments: BTreeMap<(Span, String), usize>,
    norms: BTreeMap<(Span, String), usize>,
    principles: BTreeMap<(Span, String), usize>,
    ties: BTreeMap<(TieKind, Vec<GraphEnd>), usize>,
}

impl Sketch {
    /// Draws a set with its relations and with what was found of it.
    pub(crate) fn draw<'d>(
        &mut self,
        sources: &Sources,
        model: &Model,
        found: impl Iterator<Item = &'d Diagnostic>,
    ) {
        for (id, it) in model.instruments.iter() {
            if it.name.is_some() {
                self.instrument(model, id);
            }
        }
        for id in norms::drawn(model) {
            self.norm(sources, model, id);
        }
        ties::relations(self, model);
        ties::findings(self, model, found);
    }

    /// The picture, with the questions that have no answer.
    pub(crate) fn finish(self, unknowns: Vec<Unknown>) -> Graph {
        Graph { unknowns, ..self.graph }
    }

    fn instrument(&mut self, model: &Model, id: InstrumentId) -> Option<usize> {
        let it = &model.instruments[id];
        let name = it.name.as_deref()?.to_owned();
        let drawn = &mut self.graph.instruments;
        Some(*self.instruments.entry((it.span, name.clone())).or_insert_with(|| {
            let title = it.title.as_deref().map(str::to_owned);
            drawn.push(GraphInstrument {
                name,
                title,
                facts: norms::facts(model, id),
                span: it.span,
            });
            drawn.len() - 1
        }))
    }

    fn norm(&mut self, sources: &Sources, model: &Model, id: NormId) {
        let instrument = self.instrument(model, model.norms[id].instrument);
        let drawn = &mut self.graph.norms;
        // The parts of `must A and B` have one name, and are one norm here.
        self.norms.entry(key(model, id)).or_insert_with(|| {
            drawn.push(GraphNorm { instrument, ..norms::norm(sources, model, id) });
            drawn.len() - 1
        });
    }

    pub(super) fn principle(&mut self, model: &Model, id: PrincipleId) -> GraphEnd {
        let it = &model.principles[id];
        let name = it.name.to_string();
        let drawn = &mut self.graph.principles;
        let place = self.principles.entry((it.name_span, name.clone())).or_insert_with(|| {
            let title = it.title.as_deref().map(str::to_owned);
            drawn.push(GraphPrinciple { name, title, span: it.name_span });
            drawn.len() - 1
        });
        GraphEnd::Principle(*place)
    }

    /// What has been drawn of a norm or an instrument.
    pub(super) fn end(&self, model: &Model, target: Target) -> Option<GraphEnd> {
        match target {
            Target::Norm(id) => {
                self.norms.get(&key(model, model.whole(id))).copied().map(GraphEnd::Norm)
            }
            Target::Instrument(id) => {
                let it = &model.instruments[id];
                let name = it.name.as_deref()?.to_owned();
                self.instruments.get(&(it.span, name)).copied().map(GraphEnd::Instrument)
            }
        }
    }

    /// Adds a tie, or its words to one of its kind between the same ends.
    pub(super) fn tie(&mut self, kind: TieKind, mut ends: Vec<GraphEnd>, words: String) {
        if !kind.is_directed() {
            ends.sort();
            ends.dedup();
        }
        if ends.is_empty() {
            return;
        }
        let drawn = &mut self.graph.ties;
        let place = *self.ties.entry((kind, ends.clone())).or_insert_with(|| {
            drawn.push(GraphTie { kind, ends, words: Vec::new() });
            drawn.len() - 1
        });
        let known = &mut drawn[place].words;
        if !known.contains(&words) {
            known.push(words);
        }
    }
}

fn key(model: &Model, id: NormId) -> (Span, String) {
    let it = &model.norms[id];
    (it.name_span, it.name.to_string())
}
