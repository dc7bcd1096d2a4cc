//! The picture in Mermaid, which GitHub, GitLab and many editors draw where it stands in Markdown.

use std::fmt::{self, Write};

use super::{Group, Knot, Line, Norms};
use crate::checks::{Graph, GraphEnd, NormKind, TieKind};

/// How each class looks: dark on light, so that it can be read on any page.
const CLASSES: &[(&str, &str)] = &[
    ("duty", "fill:#dae8fc,stroke:#6c8ebf,color:#000"),
    ("ban", "fill:#f8cecc,stroke:#b85450,color:#000"),
    ("permission", "fill:#d5e8d4,stroke:#82b366,color:#000"),
    ("power", "fill:#e1d5e7,stroke:#9673a6,color:#000"),
    ("soft", "fill:#fff,stroke:#666,stroke-dasharray:5 5,color:#000"),
    ("group", "fill:none,stroke:#888"),
    ("head", "fill:#f5f5f5,stroke:#999,color:#000"),
    ("principle", "fill:#fff2cc,stroke:#b37700,color:#000"),
    ("conflict", "fill:#b30000,stroke:#b30000,color:#fff"),
    ("remark", "fill:#fff,stroke:#fff,color:#000"),
];

/// How the lines of a kind look.
const LINES: &[(TieKind, &str)] = &[
    (TieKind::Conflict, "stroke:#b30000,stroke-width:3px"),
    (TieKind::Invalid, "stroke:#b30000,stroke-width:3px"),
    (TieKind::Principle, "stroke:#b37700,stroke-width:2px"),
    (TieKind::Settled, "stroke:#2255aa"),
];

/// Writes the picture. In Markdown it goes between a line `` ```mermaid `` and a line `` ``` ``.
pub fn write(out: &mut impl Write, graph: &Graph) -> fmt::Result {
    writeln!(out, "flowchart LR")?;
    let mut classes = Classes::default();
    let (groups, outside) = super::groups(graph);
    for Group { id, name, head, norms: own } in groups {
        writeln!(out, "  subgraph c{id}[{}]", text(&[name]))?;
        classes.add("group", format!("c{id}"));
        if let Some(head) = head {
            writeln!(out, "    {id}[{}]", text(&head))?;
            classes.add("head", id);
        }
        norms(out, &own, "    ", &mut classes)?;
        writeln!(out, "  end")?;
    }
    norms(out, &outside, "  ", &mut classes)?;
    for (place, it) in graph.principles.iter().enumerate() {
        let id = super::id(GraphEnd::Principle(place));
        writeln!(out, "  {id}[[{}]]", text(&super::principle(&it.name, it.title.as_deref())))?;
        classes.add("principle", id);
    }
    let (knots, lines) = super::lines(graph);
    knots.into_iter().try_for_each(|it| knot(out, it, &mut classes))?;
    lines.iter().try_for_each(|it| line(out, it))?;
    if let Some(said) = super::remark(graph) {
        writeln!(out, "  remark[{}]", text(&[said]))?;
        classes.add("remark", "remark".to_owned());
    }
    classes.write(out)?;
    styles(out, &lines)
}

fn norms(
    out: &mut impl Write,
    norms: &Norms<'_>,
    indent: &str,
    classes: &mut Classes,
) -> fmt::Result {
    for (id, it) in norms {
        let (open, close, class) = match it.kind {
            NormKind::Duty => ("[", "]", "duty"),
            NormKind::Ban => ("{{", "}}", "ban"),
            NormKind::Permission | NormKind::Freedom => ("(", ")", "permission"),
            NormKind::Power => ("[/", "\\]", "power"),
            NormKind::NoPower => ("{{", "}}", "power"),
            NormKind::Recommendation | NormKind::Relation => ("[", "]", "soft"),
        };
        writeln!(out, "{indent}{id}{open}{}{close}", text(&super::norm(it)))?;
        classes.add(class, id.clone());
    }
    Ok(())
}

fn knot(out: &mut impl Write, it: Knot, classes: &mut Classes) -> fmt::Result {
    writeln!(out, "  {}([{}])", it.id, text(&it.words))?;
    let class = match it.kind {
        TieKind::Conflict => "conflict",
        TieKind::Principle => "principle",
        _ => "head",
    };
    classes.add(class, it.id);
    Ok(())
}

fn line(out: &mut impl Write, it: &Line) -> fmt::Result {
    let arrow = match it.kind {
        TieKind::Conflict => "x==x",
        TieKind::Invalid => "==>",
        TieKind::Principle => "--x",
        TieKind::Settled => "-.->",
        TieKind::Note => "-.-",
        TieKind::Relation => "-->",
    };
    let words = match it.words.is_empty() {
        true => String::new(),
        false => format!("|{}|", text(&it.words)),
    };
    writeln!(out, "  {} {arrow}{words} {}", it.from, it.to)
}

/// Lines are known by the place at which they were written.
fn styles(out: &mut impl Write, lines: &[Line]) -> fmt::Result {
    for (kind, style) in LINES {
        let places = lines.iter().enumerate().filter(|(_, line)| line.kind == *kind);
        let places: Vec<String> = places.map(|(place, _)| place.to_string()).collect();
        if !places.is_empty() {
            writeln!(out, "  linkStyle {} {style}", places.join(","))?;
        }
    }
    Ok(())
}

/// What is of each class.
#[derive(Default)]
struct Classes(Vec<(&'static str, String)>);

impl Classes {
    fn add(&mut self, class: &'static str, id: String) {
        self.0.push((class, id));
    }

    fn write(&self, out: &mut impl Write) -> fmt::Result {
        for (class, style) in CLASSES {
            let of_it = self.0.iter().filter(|(own, _)| own == class);
            let ids: Vec<&str> = of_it.map(|(_, id)| id.as_str()).collect();
            if !ids.is_empty() {
                writeln!(out, "  classDef {class} {style}")?;
                writeln!(out, "  class {} {class}", ids.join(","))?;
            }
        }
        Ok(())
    }
}

/// Lines as a quoted text of Mermaid.
fn text(lines: &[String]) -> String {
    let escaped: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    format!("\"{}\"", escaped.join("<br/>"))
}

/// Mermaid reads a text as HTML and as Markdown, and knows words and signs of its own in it. What could be any of these is
/// written by its number; letters and plain signs stay, so that the source can be read.
fn escaped(line: &str) -> String {
    let mut out = String::new();
    for (place, c) in line.char_indices() {
        let (before, after) = (&line[..place], &line[place + c.len_utf8()..]);
        match is_plain(before, c, after) {
            true => out.push(c),
            // A string takes everything.
            false => drop(write!(out, "#{};", u32::from(c))),
        }
        if begins_something(c, after) {
            out.push_str(APART);
        }
    }
    out
}

/// A space without width: keeps signs apart that mean something together even where they are written by number.
const APART: &str = "#8203;";

/// Whether a sign would be read together with what follows it: `\n`, `$$` and `fa:fa-car` are a line, a formula, a symbol.
fn begins_something(c: char, after: &str) -> bool {
    matches!(c, '\\' | '$' | ':') && !after.is_empty() && !after.starts_with(' ')
}

/// Whether a sign is nothing but itself between what stands before it and behind it.
fn is_plain(before: &str, c: char, after: &str) -> bool {
    let is_letter = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    match c {
        // Behind a number, or at the beginning, it would make a list.
        '.' | ')' | '-' => !before.chars().all(|it| it.is_ascii_digit() || it == ' '),
        // Around a word it would stress it.
        '_' => is_letter(before.chars().next_back()) && is_letter(after.chars().next()),
        ' ' | ',' | '(' | '\'' | '?' | '!' | '=' => true,
        c => !c.is_ascii() || c.is_ascii_alphanumeric(),
    }
}
