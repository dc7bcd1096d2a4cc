//! Reads pictures as the languages ask, and no more than is written of them: whatever else stands there is an error.

use std::collections::{BTreeMap, BTreeSet};

/// What a picture holds, in whichever language.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Picture {
    /// The text of each thing, by its id.
    pub(super) things: BTreeMap<String, String>,
    /// The names of groups.
    pub(super) groups: Vec<String>,
    /// From where to where, and what the line says.
    pub(super) lines: Vec<(String, String, String)>,
}

impl Picture {
    /// The text of the line between two things whose texts begin with these words.
    pub(super) fn between(&self, from: &str, to: &str) -> Option<&str> {
        let begins = |id: &String, words: &str| self.things[id].split('\n').next() == Some(words);
        let mut lines = self.lines.iter();
        let found = lines.find(|(a, b, _)| begins(a, from) && begins(b, to));
        found.map(|(_, _, words)| words.as_str())
    }

    fn thing(&mut self, id: &str, text: String) -> Result<(), String> {
        let is_ours = id.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
        match is_ours && self.things.insert(id.to_owned(), text).is_none() {
            true => Ok(()),
            false => Err(format!("`{id}` is taken, or was made of a text")),
        }
    }

    fn line(&mut self, from: &str, to: &str, words: String) -> Result<(), String> {
        for end in [from, to] {
            if !self.things.contains_key(end) {
                return Err(format!("`{end}` was not drawn"));
            }
        }
        self.lines.push((from.to_owned(), to.to_owned(), words));
        Ok(())
    }
}

/// Reads Mermaid.
pub(super) fn mermaid(text: &str) -> Result<Picture, String> {
    let mut lines = text.lines();
    if lines.next() != Some("flowchart LR") {
        return Err("no flowchart".to_owned());
    }
    let (mut picture, mut open) = (Picture::default(), false);
    let (mut groups, mut classes) = (BTreeSet::new(), BTreeSet::new());
    for line in lines {
        let line = line.trim_start();
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        match first {
            "end" if open && rest.is_empty() => open = false,
            "subgraph" if !open => {
                let (id, name) = rest.split_once('[').ok_or(line)?;
                groups.insert(id);
                picture.groups.push(words_of_mermaid(name.strip_suffix(']').ok_or(line)?)?);
                open = true;
            }
            "classDef" => drop(classes.insert(rest.split(' ').next().unwrap_or_default())),
            "class" => {
                let (ids, class) = rest.split_once(' ').ok_or(line)?;
                let is_known = |id| picture.things.contains_key(id) || groups.contains(id);
                if !ids.split(',').all(is_known) || !classes.contains(class) {
                    return Err(line.to_owned());
                }
            }
            "linkStyle" => {
                let (places, _) = rest.split_once(' ').ok_or(line)?;
                let count = picture.lines.len();
                if !places.split(',').all(|it| it.parse().is_ok_and(|it: usize| it < count)) {
                    return Err(line.to_owned());
                }
            }
            _ => thing_or_line_of_mermaid(&mut picture, line)?,
        }
    }
    if open { Err("a group is not closed".to_owned()) } else { Ok(picture) }
}

const ARROWS: &[&str] = &[" x==x", " ==>", " --x", " -.->", " -.-", " -->"];
const SHAPES: &[(&str, &str)] = &[
    ("{{", "}}"),
    ("[[", "]]"),
    ("([", "])"),
    ("[/", "\\]"),
    ("[\\", "/]"),
    ("[", "]"),
    ("(", ")"),
];

fn thing_or_line_of_mermaid(picture: &mut Picture, line: &str) -> Result<(), String> {
    let id = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (from, rest) = line.split_at(id(line));
    if let Some(rest) = ARROWS.iter().find_map(|arrow| rest.strip_prefix(arrow)) {
        let (words, to) = rest.rsplit_once(' ').ok_or(line)?;
        let words = match words {
            "" => String::new(),
            words => {
                let inner = words.strip_prefix('|').and_then(|it| it.strip_suffix('|'));
                words_of_mermaid(inner.ok_or(line)?)?
            }
        };
        return picture.line(from, to, words);
    }
    let shape = |(open, close): &(&str, &str)| rest.strip_prefix(open)?.strip_suffix(close);
    let inner = SHAPES.iter().find_map(shape).ok_or(line)?;
    picture.thing(from, words_of_mermaid(inner)?)
}

/// The text in quotes, in which only letters and a few signs stand as they are.
fn words_of_mermaid(quoted: &str) -> Result<String, String> {
    let inner = quoted.strip_prefix('"').and_then(|it| it.strip_suffix('"')).ok_or(quoted)?;
    let mut lines = Vec::new();
    for line in inner.split("<br/>") {
        let mut words = String::new();
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            if c == '#' {
                let (number, after) = rest.split_once(';').ok_or(quoted)?;
                let number = number.parse().ok().and_then(char::from_u32);
                words.push(number.ok_or(quoted)?);
                rest = after;
            } else if c.is_ascii_alphanumeric() || !c.is_ascii() || " ,.()_-'?!=".contains(c) {
                words.push(c);
            } else {
                return Err(format!("`{c}` stands in {quoted}"));
            }
        }
        // Mermaid reads these as a line, a formula and a symbol, also where their signs are written by number.
        if ["\\n", "$$", ":fa-"].iter().any(|it| words.contains(it)) {
            return Err(format!("{quoted} is not read as it was written"));
        }
        // A space without width keeps signs apart, and is not seen.
        lines.push(words.replace('\u{200b}', ""));
    }
    Ok(lines.join("\n"))
}

/// Reads DOT.
pub(super) fn dot(text: &str) -> Result<Picture, String> {
    let mut lines = text.lines();
    if lines.next() != Some("digraph norms {") {
        return Err("no digraph".to_owned());
    }
    let (mut picture, mut depth) = (Picture::default(), 1);
    for line in lines {
        let line = line.trim_start();
        if line == "}" {
            depth -= 1;
        } else if line.starts_with("subgraph cluster_") && line.ends_with(" {") {
            depth += 1;
        } else {
            let (what, attributes) = line.split_once(" [").ok_or(line)?;
            let label = label_of_dot(attributes.strip_suffix(']').ok_or(line)?)?;
            match what.split_once(" -> ") {
                Some((from, to)) => picture.line(from, to, label)?,
                None if what == "graph" && depth == 2 => picture.groups.push(label),
                None if ["graph", "node", "edge"].contains(&what) => {}
                None => picture.thing(what, label)?,
            }
        }
    }
    if depth == 0 { Ok(picture) } else { Err("a brace is not closed".to_owned()) }
}

/// The value of `label` among `NAME="VALUE", …`, and nothing else may stand there.
fn label_of_dot(attributes: &str) -> Result<String, String> {
    let mut label = String::new();
    let mut rest = attributes;
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or(rest)?;
        if !name.bytes().all(|it| it.is_ascii_lowercase()) {
            return Err(attributes.to_owned());
        }
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted_of_dot(quoted)?,
            None => {
                let end = after.find(", ").unwrap_or(after.len());
                let number: f64 = after[..end].parse().map_err(|_| after.to_owned())?;
                (number.to_string(), &after[end..])
            }
        };
        if name == "label" {
            label = value;
        }
        rest = match after {
            "" => "",
            after => after.strip_prefix(", ").ok_or(attributes)?,
        };
    }
    Ok(label)
}

fn quoted_of_dot(quoted: &str) -> Result<(String, &str), String> {
    let mut value = String::new();
    let mut signs = quoted.char_indices();
    while let Some((at, c)) = signs.next() {
        match c {
            '"' => return Ok((value.replace("&amp;", "&"), &quoted[at + 1..])),
            '\\' => match signs.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, c @ ('"' | '\\'))) => value.push(c),
                _ => return Err(quoted.to_owned()),
            },
            c => value.push(c),
        }
    }
    Err(quoted.to_owned())
}
