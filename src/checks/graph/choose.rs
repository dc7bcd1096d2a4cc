//! Which part of a picture is drawn.

use std::collections::BTreeSet;

use super::{Graph, GraphEnd, GraphTie, TieKind};

/// What is to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// Only ties of one sort, with what they tie.
    pub only: Option<Only>,
    /// Only these norms, or all norms of these instruments, with what is tied to them.
    pub about: Vec<String>,
    /// How much at the most; what matters most is drawn first.
    pub limits: Option<Limits>,
}

/// A sort of ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Only {
    /// What a check finds.
    Conflicts,
    /// What is written.
    Relations,
}

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// So many norms.
    pub norms: usize,
    /// So many ties.
    pub ties: usize,
}

impl Default for Limits {
    /// As much as can be read on a large page, and as services draw.
    fn default() -> Self {
        Limits { norms: 100, ties: 200 }
    }
}

impl Graph {
    /// The part that is to be drawn.
    ///
    /// # Errors
    /// The name that is neither that of a norm nor that of an instrument.
    pub fn chosen(self, choice: &Choice) -> Result<Graph, String> {
        let mut graph = self;
        let asked = graph.named(&choice.about)?;
        let is_asked = |tie: &GraphTie| {
            choice.about.is_empty() || tie.ends.iter().any(|end| asked.contains(end))
        };
        let is_of_sort = |tie: &GraphTie| {
            choice
                .only
                .is_none_or(|only| (tie.kind == TieKind::Relation) == (only == Only::Relations))
        };
        graph.ties.retain(|tie| is_asked(tie) && is_of_sort(tie));
        if choice.only.is_some() || !choice.about.is_empty() {
            let near = graph.ties.iter().flat_map(|tie| &tie.ends).chain(&asked);
            let near = near.copied().collect();
            graph = graph.part(&near);
        }
        Ok(match choice.limits {
            Some(limits) => graph.limited(limits),
            None => graph,
        })
    }

    /// The picture within limits: norms that are in conflict first, then those that are tied otherwise, then the others.
    fn limited(self, limits: Limits) -> Graph {
        let mut graph = self;
        let before = (graph.norms.len(), graph.ties.len());
        let mut order: Vec<(Option<TieKind>, usize)> =
            (0..graph.norms.len()).map(|place| (None, place)).collect();
        for tie in &graph.ties {
            for end in &tie.ends {
                let GraphEnd::Norm(place) = *end else { continue };
                let known = &mut order[place].0;
                *known = Some(known.map_or(tie.kind, |it| it.min(tie.kind)));
            }
        }
        order.sort_by_key(|(kind, place)| (kind.is_none(), *kind, *place));
        order.truncate(limits.norms);
        let norms: BTreeSet<GraphEnd> =
            order.into_iter().map(|(_, place)| GraphEnd::Norm(place)).collect();
        let is_in = |end: &GraphEnd| !matches!(end, GraphEnd::Norm(_)) || norms.contains(end);
        graph.ties.retain(|tie| tie.ends.iter().all(is_in));
        let mut ranks: Vec<TieKind> = graph.ties.iter().map(|tie| tie.kind).collect();
        ranks.sort();
        if let Some(&last) = ranks.get(limits.ties) {
            let mut left = limits.ties - ranks.iter().filter(|kind| **kind < last).count();
            graph.ties.retain(|tie| {
                let is_among = tie.kind == last && left > 0;
                left -= usize::from(is_among);
                tie.kind < last || is_among
            });
        }
        if before != (graph.norms.len().min(limits.norms), graph.ties.len()) {
            let tied = graph.ties.iter().flat_map(|tie| &tie.ends).copied();
            let kept = tied.chain(norms).collect();
            graph = graph.part(&kept);
        }
        graph.norms_left_out = before.0 - graph.norms.len();
        graph.ties_left_out = before.1 - graph.ties.len();
        graph
    }

    /// What the names mean: norms, qualified or where their own name is enough, and instruments with their norms.
    fn named(&self, names: &[String]) -> Result<BTreeSet<GraphEnd>, String> {
        let mut all = BTreeSet::new();
        for name in names {
            let before = all.len();
            for place in
                (0..self.instruments.len()).filter(|&it| self.instruments[it].name == *name)
            {
                all.insert(GraphEnd::Instrument(place));
            }
            for (place, norm) in self.norms.iter().enumerate() {
                let instrument = norm.instrument.map(|it| self.instruments[it].name.as_str());
                let is_meant = norm.name == *name
                    || instrument == Some(name)
                    || instrument.is_some_and(|it| *name == format!("{it}.{}", norm.name));
                if is_meant {
                    all.insert(GraphEnd::Norm(place));
                }
            }
            if all.len() == before {
                return Err(name.clone());
            }
        }
        Ok(all)
    }

    /// The part that stands at these ends, with the ties between them.
    fn part(self, kept: &BTreeSet<GraphEnd>) -> Graph {
        let mut graph = self;
        let homes = kept.iter().filter_map(|end| match end {
            GraphEnd::Norm(place) => graph.norms[*place].instrument.map(GraphEnd::Instrument),
            _ => None,
        });
        let kept: BTreeSet<GraphEnd> = kept.iter().copied().chain(homes).collect();
        let instruments =
            renumbered(&mut graph.instruments, |it| kept.contains(&GraphEnd::Instrument(it)));
        let norms = renumbered(&mut graph.norms, |it| kept.contains(&GraphEnd::Norm(it)));
        let principles =
            renumbered(&mut graph.principles, |it| kept.contains(&GraphEnd::Principle(it)));
        for norm in &mut graph.norms {
            norm.instrument = norm.instrument.and_then(|it| instruments[it]);
        }
        let moved = |end: GraphEnd| match end {
            GraphEnd::Instrument(it) => instruments[it].map(GraphEnd::Instrument),
            GraphEnd::Norm(it) => norms[it].map(GraphEnd::Norm),
            GraphEnd::Principle(it) => principles[it].map(GraphEnd::Principle),
        };
        let ties = graph.ties.into_iter().filter_map(|tie| {
            let ends: Option<Vec<GraphEnd>> = tie.ends.iter().map(|&end| moved(end)).collect();
            Some(GraphTie { ends: ends?, ..tie })
        });
        Graph { ties: ties.collect(), ..graph }
    }
}

/// Keeps some entries of a list; the new place of each of the old ones.
fn renumbered<T>(list: &mut Vec<T>, keep: impl Fn(usize) -> bool) -> Vec<Option<usize>> {
    let mut next = 0;
    let places: Vec<Option<usize>> = (0..list.len())
        .map(|place| {
            keep(place).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    let mut place = 0;
    list.retain(|_| {
        place += 1;
        places[place - 1].is_some()
    });
    places
}
