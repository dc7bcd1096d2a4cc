//! The picture in DOT, the language of Graphviz.

use std::fmt::{self, Write};

use super::{Group, Knot, Line, Norms};
use crate::checks::{Graph, GraphEnd, NormKind, TieKind};
use crate::report::wrap::wrap;

/// How wide the lines in a box are.
const WIDTH: usize = 32;

const HEAD: &str = r##"digraph norms {
  graph [rankdir="LR", fontname="Helvetica,Arial,sans-serif", fontsize=12, nodesep=0.2, ranksep=1.2]
  node [shape="box", style="filled", fillcolor="#ffffff", fontname="Helvetica,Arial,sans-serif", fontsize=10]
  edge [color="#555555", fontname="Helvetica,Arial,sans-serif", fontsize=9]
"##;

/// Writes the picture.
pub fn write(out: &mut impl Write, graph: &Graph) -> fmt::Result {
    out.write_str(HEAD)?;
    let (groups, outside) = super::groups(graph);
    for Group { id, name, head, norms: own } in groups {
        writeln!(out, "  subgraph cluster_{id} {{")?;
        writeln!(
            out,
            "    graph [label={}, style=\"rounded\", color=\"#888888\"]",
            label(&[name])
        )?;
        if let Some(head) = head {
            let look = r##"shape="note", fillcolor="#f5f5f5""##;
            writeln!(out, "    {id} [label={}, {look}]", label(&head))?;
        }
        norms(out, &own, "    ")?;
        writeln!(out, "  }}")?;
    }
    norms(out, &outside, "  ")?;
    for (place, it) in graph.principles.iter().enumerate() {
        let id = super::id(GraphEnd::Principle(place));
        let lines = super::principle(&it.name, it.title.as_deref());
        let look = r##"peripheries=2, fillcolor="#fff2cc""##;
        writeln!(out, "  {id} [label={}, {look}]", label(&lines))?;
    }
    let (knots, lines) = super::lines(graph);
    knots.iter().try_for_each(|it| knot(out, it))?;
    lines.iter().try_for_each(|it| line(out, it))?;
    if let Some(text) = super::remark(graph) {
        writeln!(out, "  remark [label={}, shape=\"plaintext\"]", label(&[text]))?;
    }
    writeln!(out, "}}")
}

fn norms(out: &mut impl Write, norms: &Norms<'_>, indent: &str) -> fmt::Result {
    for (id, it) in norms {
        writeln!(out, "{indent}{id} [label={}, {}]", label(&super::norm(it)), look(it.kind))?;
    }
    Ok(())
}

fn look(kind: NormKind) -> &'static str {
    match kind {
        NormKind::Duty => r##"fillcolor="#dae8fc""##,
        NormKind::Ban => r##"shape="octagon", margin="0.02,0.02", fillcolor="#f8cecc""##,
        NormKind::Permission | NormKind::Freedom => {
            r##"style="filled,rounded", fillcolor="#d5e8d4""##
        }
        NormKind::Power => r##"shape="component", fillcolor="#e1d5e7""##,
        NormKind::NoPower => r##"shape="octagon", margin="0.02,0.02", fillcolor="#e1d5e7""##,
        NormKind::Recommendation => r##"style="filled,dashed", fillcolor="#ffffff""##,
        NormKind::Relation => r##"style="filled,dotted", fillcolor="#ffffff""##,
    }
}

fn knot(out: &mut impl Write, it: &Knot) -> fmt::Result {
    let look = match it.kind {
        TieKind::Conflict => r##"shape="ellipse", fillcolor="#b30000", fontcolor="#ffffff""##,
        _ => r##"shape="ellipse""##,
    };
    writeln!(out, "  {} [label={}, {look}]", it.id, label(&it.words))
}

fn line(out: &mut impl Write, it: &Line) -> fmt::Result {
    let look = match it.kind {
        TieKind::Conflict => {
            r##"dir="both", arrowhead="tee", arrowtail="tee", color="#b30000", fontcolor="#b30000", penwidth=2.5"##
        }
        TieKind::Invalid => r##"color="#b30000", fontcolor="#b30000", penwidth=2.5"##,
        TieKind::Principle => {
            r##"arrowhead="tee", color="#b37700", fontcolor="#b37700", penwidth=1.5"##
        }
        TieKind::Settled => r##"style="dashed", color="#2255aa", fontcolor="#2255aa""##,
        TieKind::Note => r##"dir="none", style="dotted""##,
        TieKind::Relation => r##"arrowhead="normal""##,
    };
    let label = match it.words.is_empty() {
        true => String::new(),
        false => format!("label={}, ", label(&it.words)),
    };
    writeln!(out, "  {} -> {} [{label}{look}]", it.from, it.to)
}

/// Lines as a quoted text of DOT, in which a backslash and `&` begin something.
fn label(lines: &[String]) -> String {
    let wrapped: Vec<String> = lines.iter().flat_map(|line| wrap(line, WIDTH)).collect();
    let escaped = wrapped
        .iter()
        .map(|line| line.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;"));
    format!("\"{}\"", escaped.collect::<Vec<_>>().join("\\n"))
}
