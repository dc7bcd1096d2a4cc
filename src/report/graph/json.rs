//! The picture for programs: one JSON document, with texts as they were written and the places where they stand.

use std::fmt::{self, Write};

use serde::Serialize;

use super::id;
use crate::checks::{Graph, GraphEnd, GraphInstrument, GraphNorm, GraphPrinciple, GraphTie};
use crate::checks::{NormKind, TieKind};
use crate::report::json;
use crate::source::Sources;

/// Writes the picture.
pub fn write(out: &mut impl Write, sources: &Sources, graph: &Graph) -> fmt::Result {
    let text = serde_json::to_string_pretty(&document(sources, graph)).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn document<'a>(sources: &'a Sources, graph: &'a Graph) -> Document<'a> {
    let instruments = graph.instruments.iter().enumerate();
    let principles = graph.principles.iter().enumerate();
    Document {
        schema_version: json::VERSION,
        instruments: instruments.map(|(at, it)| instrument(sources, at, it)).collect(),
        norms: graph.norms.iter().enumerate().map(|(at, it)| norm(sources, at, it)).collect(),
        principles: principles.map(|(at, it)| principle(sources, at, it)).collect(),
        ties: graph.ties.iter().map(tie).collect(),
        left_out: LeftOut { norms: graph.norms_left_out, ties: graph.ties_left_out },
        unknown: graph.unknowns.iter().map(json::question).collect(),
    }
}

fn instrument<'a>(sources: &'a Sources, at: usize, it: &'a GraphInstrument) -> Instrument<'a> {
    Instrument {
        id: id(GraphEnd::Instrument(at)),
        name: &it.name,
        title: it.title.as_deref(),
        facts: &it.facts,
        place: json::place(sources, it.span),
    }
}

fn norm<'a>(sources: &'a Sources, at: usize, it: &'a GraphNorm) -> Norm<'a> {
    Norm {
        id: id(GraphEnd::Norm(at)),
        instrument: it.instrument.map(|at| id(GraphEnd::Instrument(at))),
        name: &it.name,
        kind: kind(it.kind),
        facts: &it.facts,
        says: &it.says,
        place: json::place(sources, it.span),
    }
}

fn principle<'a>(sources: &'a Sources, at: usize, it: &'a GraphPrinciple) -> Principle<'a> {
    Principle {
        id: id(GraphEnd::Principle(at)),
        name: &it.name,
        title: it.title.as_deref(),
        place: json::place(sources, it.span),
    }
}

fn tie(it: &GraphTie) -> Tie<'_> {
    Tie {
        kind: tie_kind(it.kind),
        directed: it.kind.is_directed(),
        ends: it.ends.iter().map(|&end| id(end)).collect(),
        words: &it.words,
    }
}

fn kind(kind: NormKind) -> &'static str {
    match kind {
        NormKind::Duty => "duty",
        NormKind::Ban => "ban",
        NormKind::Permission => "permission",
        NormKind::Freedom => "freedom",
        NormKind::Power => "power",
        NormKind::NoPower => "no-power",
        NormKind::Recommendation => "recommendation",
        NormKind::Relation => "relation",
    }
}

fn tie_kind(kind: TieKind) -> &'static str {
    match kind {
        TieKind::Conflict => "conflict",
        TieKind::Invalid => "invalid",
        TieKind::Principle => "principle",
        TieKind::Settled => "settled",
        TieKind::Note => "note",
        TieKind::Relation => "relation",
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    instruments: Vec<Instrument<'a>>,
    norms: Vec<Norm<'a>>,
    principles: Vec<Principle<'a>>,
    ties: Vec<Tie<'a>>,
    left_out: LeftOut,
    unknown: Vec<json::Question<'a>>,
}

#[derive(Serialize)]
struct Instrument<'a> {
    id: String,
    name: &'a str,
    title: Option<&'a str>,
    facts: &'a [String],
    place: json::Place<'a>,
}

#[derive(Serialize)]
struct Norm<'a> {
    id: String,
    instrument: Option<String>,
    name: &'a str,
    kind: &'static str,
    facts: &'a [String],
    says: &'a str,
    place: json::Place<'a>,
}

#[derive(Serialize)]
struct Principle<'a> {
    id: String,
    name: &'a str,
    title: Option<&'a str>,
    place: json::Place<'a>,
}

#[derive(Serialize)]
struct Tie<'a> {
    kind: &'static str,
    directed: bool,
    ends: Vec<String>,
    words: &'a [String],
}

#[derive(Serialize)]
struct LeftOut {
    norms: usize,
    ties: usize,
}
