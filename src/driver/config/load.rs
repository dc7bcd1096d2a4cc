//! A file of settings and the files that it extends.

use super::Config;
use super::read::read;
use crate::checks::inputs::invalid_configuration as invalid;
use crate::diagnostics::Diagnostic;
use crate::driver::Content;
use crate::source::{FileId, Sources, Span};

/// How many files may extend each other in a row.
const MAX_CHAIN: usize = 16;

/// Reads the file at an absolute path, and what it extends. Files are added to `sources` under the names that
/// `name` gives; names are relative to the absolute folder `here`.
///
/// # Errors
/// Every mistake that was found, in the order of the files and their text. Then no setting holds.
pub fn load(
    sources: &mut Sources,
    here: &str,
    path: &str,
    name: &dyn Fn(&str) -> String,
    content: &dyn Fn(&str) -> Content,
) -> Result<Config, Vec<Diagnostic>> {
    let mut chain: Vec<String> = Vec::new();
    let mut configs = Vec::new();
    let mut found = Vec::new();
    let mut next = Some((path.to_owned(), None));
    while let Some((path, from)) = next.take() {
        if let Some(problem) = circle(&chain, &path, name) {
            found.extend(from.map(|span| invalid::extends(&problem, span)));
            break;
        }
        let file = match content(&path) {
            Content::Text(text) => sources.add(name(&path), text),
            other => {
                let span = from.unwrap_or_else(|| whole(sources.add(name(&path), "")));
                found.push(invalid::unreadable(&name(&path), reason(&other), span));
                break;
            }
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let read = read(sources, file, folder, chain.len() as u8);
        found.extend(read.found);
        configs.push(read.config);
        next = read.extends.map(|(text, span)| (join(folder, &text), Some(span)));
        chain.push(path);
    }
    if !found.is_empty() {
        return Err(found);
    }
    let all = configs.into_iter().rev().reduce(|base, nearer| nearer.over(base));
    Ok(Config { here: here.to_owned(), files: chain, ..all.unwrap_or_default() })
}

fn circle(chain: &[String], path: &str, name: &dyn Fn(&str) -> String) -> Option<String> {
    if let Some(start) = chain.iter().position(|known| known == path) {
        let round: Vec<_> = chain[start..].iter().map(|one| format!("`{}`", name(one))).collect();
        return Some(match round.as_slice() {
            [_] => "the file extends itself".to_owned(),
            _ => format!("files extend each other in a circle: {}", round.join(", ")),
        });
    }
    let long = chain.len() >= MAX_CHAIN;
    long.then(|| format!("more than {MAX_CHAIN} files extend each other in a row"))
}

fn whole(file: FileId) -> Span {
    Span::new(file, 0, 0)
}

fn reason(content: &Content) -> &str {
    match content {
        Content::Text(_) => "",
        Content::NotUtf8 { .. } => "it is not encoded as UTF-8",
        Content::TooLarge => "it is too large",
        Content::Unreadable(reason) => reason,
    }
}

/// A path as seen from an absolute folder, without detours.
pub(super) fn join(folder: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || path.get(1..3) == Some(":/") {
        return path;
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
