//! The picture of norms, for programs that draw: what stands in it and in which words; one file for each language.

pub mod dot;
pub mod json;
pub mod mermaid;

use std::collections::BTreeSet;

use super::clean;
use crate::checks::{Graph, GraphEnd, GraphInstrument, GraphNorm, NormKind, TieKind};

/// How many characters of a name, a fact or the words of a tie are drawn; longer ones end in `…`.
const LONGEST: usize = 60;
/// How many characters are drawn of what a norm says.
const LONGEST_TEXT: usize = 90;

/// A line from one thing to another, both by their ids.
struct Line {
    from: String,
    to: String,
    kind: TieKind,
    /// None beside words that stand in a knot.
    words: Vec<String>,
}

/// Words between one norm alone, or three and more.
struct Knot {
    id: String,
    kind: TieKind,
    words: Vec<String>,
}

/// The id of an end: from its place, never from what somebody wrote.
fn id(end: GraphEnd) -> String {
    match end {
        GraphEnd::Instrument(place) => format!("i{}", place + 1),
        GraphEnd::Norm(place) => format!("n{}", place + 1),
        GraphEnd::Principle(place) => format!("p{}", place + 1),
    }
}

/// The ties as lines, and the knots in which several meet.
fn lines(graph: &Graph) -> (Vec<Knot>, Vec<Line>) {
    let (mut knots, mut lines) = (Vec::new(), Vec::new());
    for tie in &graph.ties {
        let kind = tie.kind;
        let words: Vec<String> = tie.words.iter().map(|words| shortened(words, LONGEST)).collect();
        if let [from, to] = tie.ends[..] {
            lines.push(Line { from: id(from), to: id(to), kind, words });
            continue;
        }
        let knot = format!("k{}", knots.len() + 1);
        lines.extend(tie.ends.iter().map(|&end| Line {
            from: knot.clone(),
            to: id(end),
            kind,
            words: Vec::new(),
        }));
        knots.push(Knot { id: knot, kind, words });
    }
    (knots, lines)
}

/// The norms that stand together: those of an instrument.
struct Group<'g> {
    id: String,
    name: String,
    /// What the head says, line by line; none where it says nothing and no tie ends at it.
    head: Option<Vec<String>>,
    norms: Norms<'g>,
}

/// Norms with their ids.
type Norms<'g> = Vec<(String, &'g GraphNorm)>;

/// The norms by their instruments, and those that stand in none.
fn groups(graph: &Graph) -> (Vec<Group<'_>>, Norms<'_>) {
    let tied: BTreeSet<GraphEnd> = graph.ties.iter().flat_map(|tie| &tie.ends).copied().collect();
    let group = |(place, it): (usize, &GraphInstrument)| {
        let end = GraphEnd::Instrument(place);
        let name = shortened(&it.name, LONGEST);
        let says = Some(head(it)).filter(|head| !head.is_empty());
        let all = || vec!["all its norms".to_owned()];
        let head = says.or_else(|| tied.contains(&end).then(all));
        Group { id: id(end), name, head, norms: Vec::new() }
    };
    let mut groups: Vec<Group<'_>> = graph.instruments.iter().enumerate().map(group).collect();
    let mut outside = Vec::new();
    for (place, norm) in graph.norms.iter().enumerate() {
        let home = match norm.instrument {
            Some(instrument) => &mut groups[instrument].norms,
            None => &mut outside,
        };
        home.push((id(GraphEnd::Norm(place)), norm));
    }
    // A frame around nothing would not be drawn.
    for group in groups.iter_mut().filter(|it| it.norms.is_empty()) {
        group.head.get_or_insert_with(|| vec!["no norms".to_owned()]);
    }
    (groups, outside)
}

fn head(it: &GraphInstrument) -> Vec<String> {
    let lines = it.title.iter().chain(&it.facts);
    lines.map(|line| shortened(line, LONGEST_TEXT)).collect()
}

/// What stands in a norm, line by line.
fn norm(it: &GraphNorm) -> Vec<String> {
    let facts = it.facts.iter().map(|fact| shortened(fact, LONGEST));
    let marks: Vec<String> = [word(it.kind).to_owned()].into_iter().chain(facts).collect();
    vec![shortened(&it.name, LONGEST), marks.join(", "), shortened(&it.says, LONGEST_TEXT)]
}

fn word(kind: NormKind) -> &'static str {
    match kind {
        NormKind::Duty => "duty",
        NormKind::Ban => "ban",
        NormKind::Permission => "permission",
        NormKind::Freedom => "freedom from a duty",
        NormKind::Power => "power",
        NormKind::NoPower => "no power",
        NormKind::Recommendation => "recommendation",
        NormKind::Relation => "relation",
    }
}

/// What stands in a principle, line by line.
fn principle(name: &str, title: Option<&str>) -> Vec<String> {
    let lines = [Some(name), Some("principle"), title].into_iter().flatten();
    lines.map(|line| shortened(line, LONGEST_TEXT)).collect()
}

/// What a picture says of what is not in it.
fn remark(graph: &Graph) -> Option<String> {
    if graph.norms.is_empty() && graph.principles.is_empty() && graph.instruments.is_empty() {
        return Some("nothing to draw".to_owned());
    }
    left_out(graph)
}

/// What was left out of a picture, so that it can be read, in a sentence.
pub fn left_out(graph: &Graph) -> Option<String> {
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {what}s")),
    };
    let parts = [counted(graph.norms_left_out, "norm"), counted(graph.ties_left_out, "line")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let is = if graph.norms_left_out + graph.ties_left_out == 1 { "is" } else { "are" };
    let told = || format!("{} {is} not drawn; `--all` draws everything", parts.join(" and "));
    (!parts.is_empty()).then(told)
}

/// The text in one line, cut to so many characters, and safe to show.
fn shortened(text: &str, longest: usize) -> String {
    let line = clean::line(text);
    match line.char_indices().nth(longest) {
        None => line.into_owned(),
        Some(_) => {
            let kept: String = line.chars().take(longest - 1).collect();
            format!("{}…", kept.trim_end())
        }
    }
}
