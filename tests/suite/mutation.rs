//! Packs would go red if a norm's exception, an instrument's dates or its parties were dropped.
//!
//! Each mutant is one pack with one such part taken out; the expectations of the pack, and of those that use
//! it, are run again. A mutant that none of them notices is a survivor, and needs a reason here.

use std::fs;
use std::path::PathBuf;

use comity::checks::Settings;
use comity::driver::{Content, Input, Loader, Workspace};
use comity::model::{self, Model};
use comity::source::{FileId, Sources};
use comity::syntax;

use crate::fixtures::{norm_files, root, short};
use crate::rules::Repository;

/// Raise this as packs grow: a suite that mutates nothing must not pass.
const MUTANTS_AT_LEAST: usize = 40;

/// Mutants that no expectation notices, each with the reason.
const SURVIVORS: &[(&str, &str)] = &[];

/// A pack with one part taken out.
struct Mutant {
    file: String,
    what: String,
    text: String,
}

struct Mutated<'m>(&'m Mutant);

impl Loader for Mutated<'_> {
    fn resolve(&self, from: &str, path: &str) -> Option<String> {
        Repository.resolve(from, path)
    }

    fn read(&self, name: &str) -> Content {
        if name == self.0.file {
            return Content::from_bytes(self.0.text.clone().into_bytes());
        }
        Repository.read(name)
    }

    fn nearby(&self, from: &str) -> Vec<String> {
        Repository.nearby(from)
    }
}

#[test]
fn a_dropped_exception_date_or_party_list_is_noticed() {
    let files = norm_files(&root().join("rules"));
    let mutants: Vec<Mutant> = files.iter().flat_map(mutants_of).collect();
    let survivors: Vec<String> = mutants
        .iter()
        .filter(|mutant| !is_noticed(mutant, &files))
        .map(|mutant| format!("{}: {}", mutant.file, mutant.what))
        .filter(|name| !SURVIVORS.iter().any(|(known, _)| known == name))
        .collect();
    assert!(survivors.is_empty(), "nobody notices:\n{}", survivors.join("\n"));
    assert!(mutants.len() >= MUTANTS_AT_LEAST, "only {} mutants", mutants.len());
}

/// Whether an expectation of the pack, or of one that uses it, fails.
fn is_noticed(mutant: &Mutant, files: &[PathBuf]) -> bool {
    let pack = mutant.file.rsplit('/').next().and_then(|name| name.strip_suffix(".norm"));
    let uses = format!("use {}\n", pack.expect("a pack is a .norm file"));
    let tested = files.iter().map(|path| short(path)).filter(|name| {
        *name == mutant.file
            || fs::read_to_string(root().join(name)).expect("a pack is readable").contains(&uses)
    });
    let loader = Mutated(mutant);
    let inputs = tested.map(|name| Input { content: loader.read(&name), name }).collect();
    let mut workspace = Workspace::new(&loader);
    workspace.add_tested(inputs, None);
    let tested = workspace.test(&Settings::default());
    !tested.diagnostics.is_empty()
}

fn mutants_of(path: &PathBuf) -> Vec<Mutant> {
    let file = short(path);
    let text = fs::read_to_string(path).expect("a pack is readable");
    let cut = |what: String, from: usize, to: usize| Mutant {
        file: file.clone(),
        what,
        text: format!("{}{}", &text[..from], &text[to..]),
    };
    let mut mutants = Vec::new();
    for norm in model_of(&file).norms.values().filter(|norm| norm.span.file == FileId(0)) {
        if let Some(span) = norm.unless_span {
            let from = text[..span.start as usize].rfind("unless").expect("the word stands before");
            mutants.push(cut(format!("exception of {}", norm.name), from, span.end as usize));
        }
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let head = line.trim();
        if head.starts_with("in force ") || head.starts_with("parties ") || head == "treaty" {
            let number = text[..start].lines().count() + 1;
            mutants.push(cut(format!("line {number}: {head}"), start, start + line.len()));
        }
        start += line.len();
    }
    mutants
}

/// The model of a pack with what it uses; the pack itself is the first file.
fn model_of(name: &str) -> Model {
    let mut sources = Sources::default();
    let mut names = vec![name.to_owned()];
    let mut trees = Vec::new();
    let mut next = 0;
    while let Some(name) = names.get(next).cloned() {
        next += 1;
        let text = fs::read_to_string(root().join(&name)).expect("a pack is readable");
        let used = text.lines().filter_map(|line| line.strip_prefix("use "));
        let used: Vec<_> = used.filter_map(|path| Repository.resolve(&name, path.trim())).collect();
        let file = sources.add(name, text);
        trees.push((file, syntax::parse(&sources, file).0));
        for path in used {
            if !names.contains(&path) {
                names.push(path);
            }
        }
    }
    model::build::build(&sources, &trees).0
}
