//! Promises about the project itself: codes, pages, layers, the README.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use comity::checks;
use comity::diagnostics::Rule;

use crate::fixtures::{codes_expected, root, short, updating};
use crate::memory::Files;
use crate::pages::{Block, blocks};

/// Rules about bytes and files, tested by `cli`, and two that take long texts: C014 a thousand errors, C019 two
/// thousand parts.
const NOT_IN_TEXT: &[&str] = &["C014", "C019", "C090", "C091", "C092", "C093", "C094", "C605"];

/// Layers, bottom first. `report` stands between `checks` and `driver`.
const LAYERS: &[&str] = &[
    "source",
    "diagnostics",
    "syntax",
    "format",
    "model",
    "logic",
    "checks",
    "report",
    "driver",
    "cli",
];

#[test]
fn codes_and_names_are_unique_and_sorted() {
    let rules = checks::rules();
    assert!(rules.is_sorted_by(|a, b| a.code < b.code), "codes are sorted and none twice");
    let names: BTreeSet<_> = rules.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules.len(), "a name is used twice");
    for rule in rules {
        let digits = rule.code.strip_prefix('C').unwrap_or_default();
        assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", rule.code);
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(rule.name.chars().all(kebab), "{}", rule.name);
        plain(rule.summary, rule.code);
    }
}

#[test]
fn every_rule_has_a_page_with_the_same_headings() {
    let headings = ["## What it finds", "## Why it matters", "## Example", "## How to fix it"];
    for rule in checks::rules() {
        let title = format!("# {}: {}\n", rule.code, rule.name);
        assert!(rule.page.starts_with(&title), "the page of {} begins with {title}", rule.code);
        let found: Vec<_> = rule.page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(found, headings, "{}", rule.code);
        if !NOT_IN_TEXT.contains(&rule.code) {
            let blocks = blocks(rule.page);
            for tag in ["triggers", "clean"] {
                let has = |block: &Block| block.tags.iter().any(|known| known.ends_with(tag));
                assert!(
                    blocks.iter().any(has),
                    "the page of {} lacks a `{tag}` example",
                    rule.code
                );
            }
        }
    }
}

/// Each page under `checks/rules` is that of a rule of its folder's family, which its file beside it holds, and none of
/// these rules stands elsewhere.
#[test]
fn rules_stand_with_their_pages_in_the_folder_of_their_family() {
    let families = [("conflicts", "C2"), ("principles", "C3"), ("gaps", "C4"), ("force", "C5")];
    let mut placed = BTreeSet::new();
    for (folder, start) in families {
        let folder = root().join("src/checks/rules").join(folder);
        for entry in fs::read_dir(&folder).expect("there is a folder for the family") {
            let path = entry.expect("an entry is readable").path();
            if path.ends_with("mod.rs") {
                continue;
            }
            let (code, page) = (path.with_extension("rs"), path.with_extension("md"));
            let code = fs::read_to_string(&code).expect("the rule stands beside its page");
            let page = fs::read_to_string(&page).expect("the page stands beside its rule");
            let title = page.lines().next().unwrap_or_default();
            let rule = checks::rules().into_iter().find(|rule| rule.page == page);
            let rule = rule.unwrap_or_else(|| panic!("{title}: no rule has this page"));
            assert!(rule.code.starts_with(start), "{title} stands in {}", short(&folder));
            assert!(code.contains(&format!("code: \"{}\"", rule.code)), "{title}");
            placed.insert(rule.code);
        }
    }
    let of_families =
        |rule: &&&Rule| families.iter().any(|(_, start)| rule.code.starts_with(start));
    let rules = checks::rules();
    let all: BTreeSet<_> = rules.iter().filter(of_families).map(|rule| rule.code).collect();
    assert_eq!(placed, all);
}

#[test]
fn the_examples_of_pages_do_what_the_pages_say() {
    let mut wrong = Vec::new();
    for rule in checks::rules() {
        wrong.extend(blocks(rule.page).iter().filter_map(|block| run(rule, block).err()));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_triggered_by_a_fixture() {
    let expected = codes_expected();
    let missing: Vec<_> = checks::rules()
        .iter()
        .map(|rule| rule.code)
        .filter(|code| !NOT_IN_TEXT.contains(code) && *code != "C601")
        .filter(|code| !expected.iter().any(|known| known == code))
        .collect();
    assert!(missing.is_empty(), "no fixture expects {missing:?}");
}

#[test]
fn modules_use_only_lower_layers() {
    for (level, layer) in LAYERS.iter().enumerate() {
        for file in rust_files(layer) {
            let text = fs::read_to_string(&file).expect("a source file is readable");
            let mut uppers: Vec<&str> = LAYERS[level + 1..].to_vec();
            if *layer == "report" {
                uppers.extend(["model", "syntax", "logic"]);
            }
            for upper in uppers {
                let named = names(&text, upper);
                assert!(!named, "{} uses `{upper}`", short(&file));
            }
        }
    }
}

#[test]
fn only_the_command_line_touches_the_world() {
    let world =
        ["std::fs", "std::env", "std::net", "std::process", "std::time", "std::thread::sleep"];
    for layer in LAYERS.iter().filter(|layer| **layer != "cli") {
        for file in rust_files(layer) {
            let text = fs::read_to_string(&file).expect("a source file is readable");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for outside in world {
                assert!(!code.contains(outside), "{} uses `{outside}`", short(&file));
            }
        }
    }
}

/// Types whose fields are all that they will ever say; and what a question is asked with.
const FINAL: &[&str] = &["Shard", "SetLevel", "Input", "Lines", "Selection"];

/// What the language decides (`syntax`, `model`, and the reference evaluator) follows the language.
#[test]
fn public_types_that_may_grow_are_non_exhaustive() {
    let mut wrong = Vec::new();
    for layer in ["diagnostics", "logic", "checks", "report", "driver"] {
        let files = rust_files(layer).into_iter();
        for file in files.filter(|file| !short(file).contains("logic/reference")) {
            let text = fs::read_to_string(&file).expect("a source file is readable");
            let lines: Vec<&str> = text.lines().collect();
            for (at, line) in lines.iter().enumerate() {
                let Some(head) =
                    line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum "))
                else {
                    continue;
                };
                let name = head.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                let body = || lines[at + 1..].iter().take_while(|line| !line.starts_with('}'));
                let is_open = line.starts_with("pub enum ")
                    || body().any(|line| line.trim_start().starts_with("pub "));
                let marked = lines[..at].last().is_some_and(|it| *it == "#[non_exhaustive]");
                if is_open && !marked && !FINAL.contains(&name) {
                    wrong.push(format!("{}: {name}", short(&file)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "not marked as non-exhaustive: {wrong:?}");
}

/// Faults are seeded by hand (`tests/bench/seeded`), all in one copy, one after the other: what each is put in place of must
/// still stand in what those before it left, and be a whole that a switch can hold.
#[test]
fn seeded_faults_name_words_that_stand_in_the_source() {
    let list =
        fs::read_to_string(root().join("tests/bench/seeded.txt")).expect("the list is there");
    let faults: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(faults.len() >= 20, "{} faults", faults.len());
    let mut sources: BTreeMap<&str, String> = BTreeMap::new();
    for fault in faults {
        let parts: Vec<&str> = fault.splitn(3, " | ").collect();
        let [name, file, text] = parts[..] else { panic!("not a fault: {fault}") };
        let text = text.replace('~', "\n");
        let (before, rest) = text.split_once('⟦').expect("a fault begins");
        let (old, rest) = rest.split_once(" ⇒ ").expect("a fault has two sides");
        let (new, after) = rest.split_once('⟧').expect("a fault ends");
        assert!(is_whole(old), "{name}: `{old}` is no whole");
        assert!(old.ends_with(';') || is_whole(new), "{name}: `{new}` is no whole");
        let source = sources
            .entry(file)
            .or_insert_with(|| fs::read_to_string(root().join(file)).unwrap_or_default());
        let whole = format!("{before}{old}{after}");
        assert!(source.contains(&whole), "{name}: not in {file}");
        *source = source.replacen(&whole, &format!("{before}(switched){after}"), 1);
    }
}

/// Whether the text could stand between brackets of its own: an expression, or statements.
fn is_whole(text: &str) -> bool {
    let text = text.trim_start();
    let goes_on = [".", "&&", "||", "| "].iter().any(|it| text.starts_with(it));
    let mut depth = 0;
    let closes_what_it_opened = text.chars().all(|c| {
        depth += i32::from("([{".contains(c)) - i32::from(")]}".contains(c));
        depth >= 0
    });
    closes_what_it_opened && depth == 0 && !goes_on && !text.is_empty()
}

#[test]
fn every_folder_of_the_source_is_a_layer() {
    for entry in fs::read_dir(root().join("src")).expect("there is a source folder") {
        let path = entry.expect("an entry is readable").path();
        if path.is_file() && path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let known = LAYERS.contains(&name.as_str()) || ["lib", "main"].contains(&name.as_str());
        assert!(known, "`{name}` is no layer");
    }
}

#[test]
fn messages_are_lower_case_and_end_without_a_full_stop() {
    let mut checked = 0;
    for fixture in crate::fixtures::checked() {
        for found in &fixture.outcome.diagnostics {
            plain(&found.message, &fixture.name);
            let labels = std::iter::once(&found.primary).chain(&found.related);
            labels.for_each(|label| no_full_stop(&label.message, &fixture.name));
            checked += 1;
        }
    }
    assert!(checked > 0, "no fixture has a finding");
}

/// `UPDATE=1 cargo test` writes the table anew.
#[test]
fn the_table_of_rules_in_the_readme_is_current() {
    in_readme("rules", &table());
}

/// The first finding of the example that the README checks.
#[test]
fn the_diagnostic_in_the_readme_is_real() {
    let path = root().join("examples/first-conflict/report.txt");
    let report = fs::read_to_string(path).expect("the report is stored").replace("\r\n", "\n");
    let first = report.split("\n\n").next().unwrap_or_default();
    assert!(first.starts_with("error[C201]"), "the first example shows a conflict");
    in_readme("diagnostic", &format!("```text\n{first}\n```\n"));
}

fn in_readme(place: &str, expected: &str) {
    let (begin, end) = (format!("<!-- {place} -->\n"), format!("<!-- /{place} -->"));
    let path = root().join("README.md");
    // Two tests write it; one after the other.
    let _turn = README.lock();
    let text = fs::read_to_string(&path).expect("there is a README").replace("\r\n", "\n");
    let (before, rest) = text.split_once(&begin).expect("the README has the place");
    let (stored, after) = rest.split_once(&end).expect("the place ends");
    if updating() {
        fs::write(&path, format!("{before}{begin}{expected}{end}{after}")).expect("writable");
        return;
    }
    assert_eq!(stored, expected, "run `UPDATE=1 cargo test` to write the README anew");
}

static README: Mutex<()> = Mutex::new(());

fn table() -> String {
    let mut table = String::from("| code | name | level | finds |\n|---|---|---|---|\n");
    for rule in checks::rules() {
        let (code, name, level) = (rule.code, rule.name, rule.level.word());
        table += &format!("| {code} | {name} | {level} | {} |\n", rule.summary.replace('|', "\\|"));
    }
    table
}

fn run(rule: &Rule, block: &Block) -> Result<(), String> {
    match block.tags.first() {
        Some(tag) => run_as(rule, tag, block, rule.code),
        None => Ok(()),
    }
}

/// `triggers` gives exactly this code, `clean` nothing; `test-…` runs the expectations instead of the checks.
fn run_as(rule: &Rule, tag: &str, block: &Block, page: &str) -> Result<(), String> {
    let files = Files::new("main.norm", &block.text);
    let settings = crate::fixtures::settings(&block.text);
    // A rule that is off unless asked for is asked for.
    let mut settings = settings;
    if rule.level == comity::diagnostics::Level::Off {
        settings.shown.push(rule.code.to_owned());
    }
    let tested = || files.test(&settings).diagnostics;
    let codes = match tag {
        "test-triggers" | "test-clean" => {
            tested().iter().map(|found| found.rule.code.to_owned()).collect()
        }
        _ => files.codes(&settings),
    };
    let right = match tag {
        "triggers" | "test-triggers" => {
            !codes.is_empty() && codes.iter().all(|code| code == rule.code)
        }
        "clean" | "test-clean" => codes.is_empty(),
        other => return Err(format!("{page}: nobody knows the tag `{other}`")),
    };
    if right {
        return Ok(());
    }
    let drawn = match tag.starts_with("test") {
        true => files.rendered_test(&settings),
        false => files.rendered(&settings),
    };
    Err(format!("{page}: the `{tag}` example gives {codes:?}\n{}\n{drawn}", block.text))
}

fn rust_files(layer: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![root().join("src").join(layer), root().join(format!("src/{layer}.rs"))];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a source folder is readable");
            waiting.extend(entries.map(|entry| entry.expect("an entry is readable").path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Whether a text names a layer: `crate::upper`, or in a braced `use crate::{…}`.
fn names(text: &str, layer: &str) -> bool {
    let at_start = |rest: &str| {
        let after = rest.strip_prefix(layer);
        after.is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    text.split("crate::").skip(1).any(|rest| match rest.strip_prefix('{') {
        Some(list) => {
            let list = list.split("};").next().unwrap_or_default();
            list.split([',', '{', '\n']).any(|part| at_start(part.trim()))
        }
        None => at_start(rest),
    })
}

fn plain(message: &str, place: &str) {
    let first = message.chars().next().expect("a message says something");
    assert!(!first.is_uppercase(), "{place}: `{message}` begins with a capital");
    assert!(!message.contains('\n'), "{place}: `{message}` has two lines");
    assert!(!message.contains("illegal"), "{place}: `{message}`: say invalid");
    no_full_stop(message, place);
}

fn no_full_stop(message: &str, place: &str) {
    assert!(!message.ends_with('.'), "{place}: `{message}` ends with a full stop");
}

#[test]
fn a_layer_is_seen_in_every_spelling() {
    assert!(names("use crate::checks::Rule;", "checks"));
    assert!(names("use crate::{source::Span, checks};", "checks"));
    assert!(!names("use crate::checks_of_old;", "checks"));
    assert!(Path::new("src").is_relative());
}
