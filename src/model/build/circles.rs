//! Written relations that prevail over each other in a circle.

use std::collections::{HashMap, HashSet};

use super::Builder;
use super::graph::Graph;
use crate::diagnostics::Diagnostic;
use crate::model::{Id, InstrumentId, Model, NormId, RelationKind, Target, rules};
use crate::source::Span;

/// How many pairs of norms are looked at where many norms speak of many.
pub(super) const MAX_EDGES: usize = 4_000_000;

impl Builder<'_> {
    /// Unconditional relations in which a norm prevails over itself by way of others. With a condition, the
    /// relations may hold at different times, and no circle can be told from the text alone.
    pub(super) fn precedence_circles(&mut self, dead: &mut [bool]) {
        let relations = self.model.relations.iter().enumerate();
        let written: Vec<usize> = relations
            .filter(|(_, r)| r.kind != RelationKind::Displaces && r.when.is_true())
            .map(|(at, _)| at)
            .collect();
        if written.is_empty() {
            return;
        }
        let graph = PrecedenceGraph::new(&self.model, &written);
        let mut dropped = HashSet::new();
        for circle in graph.graph.circles() {
            let relations: Vec<usize> = circle.iter().filter_map(|(_, mark)| *mark).collect();
            let norms = self.model.norms.len();
            let names: Vec<String> = circle
                .iter()
                .filter(|(node, _)| *node < norms)
                .map(|(node, _)| format!("`{}`", self.model.qualified(NormId::from_index(*node))))
                .collect();
            self.tell_precedence(&names, &relations);
            dropped.extend(relations.iter().copied());
            for &at in &relations {
                if let Some(norm) = self.model.relations[at].norm {
                    dead[norm.index()] = true;
                }
            }
        }
        let mut at = 0..;
        self.model.relations.retain(|_| !dropped.contains(&at.next().unwrap_or(0)));
    }

    fn tell_precedence(&mut self, names: &[String], relations: &[usize]) {
        let spans: Vec<Span> = relations.iter().map(|&at| self.model.relations[at].span).collect();
        let message = match names {
            [one] => format!("{one} is put above itself"),
            [a, b] => format!("{a} and {b} are each put above the other"),
            _ => format!(
                "norms are put above each other in a circle: {} → {}",
                names.join(" → "),
                names[0]
            ),
        };
        let told = Diagnostic::new(&rules::CIRCULAR_PRECEDENCE, message, spans[0], "one says this");
        let others = spans[1..].iter().filter(|span| **span != spans[0]).take(8);
        let told = others.fold(told, |told, &span| told.related(span, "and this says otherwise"));
        self.tell.tell(
            told.help("drop one of these relations, or say with `when` in which cases each holds"),
        );
    }
}

/// Norms first, then two nodes for each instrument that a relation names: all its norms as winners, and as losers.
struct PrecedenceGraph {
    graph: Graph<Option<usize>>,
}

impl PrecedenceGraph {
    fn new(model: &Model, written: &[usize]) -> Self {
        let mut members: HashMap<InstrumentId, Vec<NormId>> = HashMap::new();
        for (id, norm) in model.norms.iter() {
            members.entry(norm.instrument).or_default().push(id);
        }
        let mut graph = Graph::new(model.norms.len());
        let (mut winners, mut losers) = (HashMap::new(), HashMap::new());
        let none = Vec::new();
        let mut budget = MAX_EDGES;
        for &at in written {
            let relation = &model.relations[at];
            // A norm and the instrument in which it stands: all the others are meant.
            let own = |norm: NormId, instrument| model.norms[norm].instrument == instrument;
            match (relation.winner, relation.loser) {
                (Target::Norm(norm), Target::Instrument(instrument)) if own(norm, instrument) => {
                    for &other in members.get(&instrument).unwrap_or(&none).iter().take(budget) {
                        budget -= 1;
                        if model.norms[other].name_span != model.norms[norm].name_span {
                            graph.edge(norm.index(), other.index(), Some(at));
                        }
                    }
                }
                (Target::Instrument(instrument), Target::Norm(norm)) if own(norm, instrument) => {
                    for &other in members.get(&instrument).unwrap_or(&none).iter().take(budget) {
                        budget -= 1;
                        if model.norms[other].name_span != model.norms[norm].name_span {
                            graph.edge(other.index(), norm.index(), Some(at));
                        }
                    }
                }
                (winner, loser) => {
                    let winner = match winner {
                        Target::Norm(norm) => norm.index(),
                        Target::Instrument(id) => *winners.entry(id).or_insert_with(|| {
                            let node = graph.node();
                            let norms = members.get(&id).unwrap_or(&none);
                            norms.iter().for_each(|norm| graph.edge(norm.index(), node, None));
                            node
                        }),
                    };
                    let loser = match loser {
                        Target::Norm(norm) => norm.index(),
                        Target::Instrument(id) => *losers.entry(id).or_insert_with(|| {
                            let node = graph.node();
                            let norms = members.get(&id).unwrap_or(&none);
                            norms.iter().for_each(|norm| graph.edge(node, norm.index(), None));
                            node
                        }),
                    };
                    graph.edge(winner, loser, Some(at));
                }
            }
        }
        PrecedenceGraph { graph }
    }
}
