//! Real instruments and examples: expectations hold, and reports are as stored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use comity::checks::Settings;
use comity::driver::{Content, Input, Loader, Workspace, candidates, packs};
use comity::report::full::{self, Style};
use comity::report::json;

use crate::fixtures::{norm_files, root, short, updating};

/// Raise these as packs and examples are added: a suite that runs nothing must not pass.
const PACKS_AT_LEAST: usize = 14;
const EXAMPLES_AT_LEAST: usize = 10;
const EXPECTATIONS_AT_LEAST: usize = 350;

/// Finds what files `use` beside them and in a folder `rules` above them, by paths below the repository.
pub(crate) struct Repository;

impl Loader for Repository {
    fn resolve(&self, from: &str, path: &str) -> Option<String> {
        let beside = Path::new(from).parent().expect("a file is in a folder");
        let above = beside.ancestors().map(|folder| folder.join("rules"));
        let mut files = std::iter::once(beside.to_owned()).chain(above).flat_map(|folder| {
            candidates(path).into_iter().map(move |file| normal(&folder.join(file)))
        });
        files.find(|file| root().join(file).is_file())
    }

    fn read(&self, name: &str) -> Content {
        Content::from_bytes(fs::read(root().join(name)).expect("a file that was found is readable"))
    }

    fn nearby(&self, _from: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Without `..`.
fn normal(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part.as_os_str().to_string_lossy().as_ref() {
            ".." => drop(parts.pop()),
            part => parts.push(part.to_owned()),
        }
    }
    parts.join("/")
}

pub(crate) fn inputs(files: &[PathBuf]) -> Vec<Input> {
    let input =
        |path: &PathBuf| Input { name: short(path), content: Repository.read(&short(path)) };
    files.iter().map(input).collect()
}

/// Files by the folder in which they stand.
fn by_folder(files: &[PathBuf]) -> BTreeMap<PathBuf, Vec<PathBuf>> {
    let mut folders: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for file in files {
        let folder = file.parent().expect("a file is in a folder").to_owned();
        folders.entry(folder).or_default().push(file.clone());
    }
    folders
}

#[test]
fn expectations_of_packs_and_examples_hold() {
    let files: Vec<_> =
        ["rules", "examples"].iter().flat_map(|top| norm_files(&root().join(top))).collect();
    let mut workspace = Workspace::new(&Repository);
    workspace.add_tested(inputs(&files), None);
    let tested = workspace.test(&Settings::default());
    let wrong: Vec<_> = tested
        .diagnostics
        .iter()
        .map(|found| {
            let file = workspace.sources().file(found.primary.span.file);
            let place = file.lines().place(&file.text, found.primary.span.start);
            let notes: Vec<_> =
                found.notes.iter().map(|note| format!("\n    {}", note.text)).collect();
            format!(
                "{}:{}: [{}] {}{}",
                file.name,
                place.line,
                found.rule.code,
                found.message,
                notes.concat()
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "\n{}\n{} of {} fail",
        wrong.join("\n"),
        wrong.len(),
        tested.results.len()
    );
    assert!(tested.results.len() >= EXPECTATIONS_AT_LEAST);
}

#[test]
fn the_list_of_bundled_packs_is_in_step_with_the_folder() {
    let rules = root().join("rules");
    let files = norm_files(&rules);
    let below = |path: &PathBuf| short(path).trim_start_matches("rules/").to_owned();
    let mut on_disk: Vec<String> = files.iter().map(below).collect();
    on_disk.sort();
    let entry =
        |path: &String| format!("    (\"{path}\", include_str!(\"../../rules/{path}\")),\n");
    let expected: String = on_disk.iter().map(entry).collect();
    if updating() {
        let path = root().join("src/driver/packs.rs");
        let text = fs::read_to_string(&path).expect("the list is there");
        let (before, rest) = text.split_once("&[(&str, &str)] = &[\n").expect("the list begins");
        let (_, after) = rest.split_once("];").expect("the list ends");
        let text = format!("{before}&[(&str, &str)] = &[\n{expected}];{after}");
        fs::write(&path, text).expect("the repository can be written");
        return;
    }
    let listed: Vec<_> = packs::PACKS.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(listed, on_disk, "run `UPDATE=1 cargo test` to write src/driver/packs.rs anew");
    for (path, text) in packs::PACKS {
        assert_eq!(*text, fs::read_to_string(rules.join(path)).expect("a pack is readable"));
    }
    assert!(on_disk.len() >= PACKS_AT_LEAST);
}

/// `UPDATE=1 cargo test` writes the reports anew; read them before you commit them.
#[test]
fn reports_of_examples_are_as_stored() {
    let mut folders = by_folder(&norm_files(&root().join("examples")));
    // Its page holds the reports.
    folders.retain(|folder, _| !short(folder).starts_with("examples/adopt/"));
    let mut wrong = Vec::new();
    for (folder, files) in &folders {
        let report = report(files);
        let path = folder.join("report.txt");
        if updating() {
            fs::write(&path, &report).expect("the repository can be written");
        }
        let stored = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if stored != report {
            wrong.push(format!("{} is not:\n{report}", short(&path)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(folders.len() >= EXAMPLES_AT_LEAST);
}

fn report(files: &[PathBuf]) -> String {
    let mut workspace = Workspace::new(&Repository);
    workspace.add_set(inputs(files));
    let outcome = workspace.check(&Settings::default());
    let report = outcome.report(workspace.sources());
    let mut out = String::new();
    full::write(&mut out, report, Style::default()).expect("a string takes everything");
    out + &outcome.summary.line() + "\n"
}

#[test]
fn the_same_set_gives_the_same_bytes() {
    for files in by_folder(&norm_files(&root().join("examples"))).values() {
        assert_eq!(report(files), report(files));
    }
}

#[test]
fn files_in_another_order_give_the_same_findings() {
    let written = |files: &[PathBuf]| {
        let mut workspace = Workspace::new(&Repository);
        workspace.add_set(inputs(files));
        let outcome = workspace.check(&Settings::default());
        let report = outcome.report(workspace.sources());
        let mut out = String::new();
        json::write(&mut out, report).expect("a string takes everything");
        out
    };
    for files in by_folder(&norm_files(&root().join("examples"))).into_values() {
        let reversed: Vec<_> = files.iter().rev().cloned().collect();
        assert_eq!(written(&files), written(&reversed));
    }
}
