//! Runs fixtures: files in the language with what is expected of each line written below it.
//!
//! ```text
//! kind State is Sttae
//! //            ^^^^^ error[C101] no kind `Sttae`
//! ```
//!
//! See `tests/README.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use comity::checks::Settings;
use comity::diagnostics::Diagnostic;
use comity::driver::Outcome;
use comity::model::Day;
use comity::source::Sources;

use crate::memory::{Files, draw};

/// Runs every fixture below a folder of `tests/fixtures`; fails with all that is wrong. Gives their number.
/// Only findings whose codes begin with `family` count; expectations are run where every family does.
pub(crate) fn run(folder: &str, family: &str) -> usize {
    let files = norm_files(&root().join("tests/fixtures").join(folder));
    let wrong: Vec<String> = files.iter().filter_map(|path| run_one(path, family).err()).collect();
    assert!(
        wrong.is_empty(),
        "\n{}\n{} of {} fixtures fail",
        wrong.join("\n"),
        wrong.len(),
        files.len()
    );
    files.len()
}

/// A fixture, and what a check found of it.
pub(crate) struct Checked {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) sources: Sources,
    pub(crate) outcome: Outcome,
}

/// Every fixture, checked once for all tests that look at what is found.
pub(crate) fn checked() -> &'static [Checked] {
    static ALL: OnceLock<Vec<Checked>> = OnceLock::new();
    ALL.get_or_init(|| {
        let files = norm_files(&root().join("tests/fixtures"));
        let half = files.len() / 2;
        std::thread::scope(|scope| {
            let first = scope.spawn(|| files[..half].iter().map(|path| check(path)).collect());
            let second: Vec<Checked> = files[half..].iter().map(|path| check(path)).collect();
            let mut all: Vec<Checked> = first.join().expect("no check panics");
            all.extend(second);
            all
        })
    })
}

fn check(path: &Path) -> Checked {
    let (name, text) = (short(path), fs::read_to_string(path).expect("a fixture is readable"));
    let files = Files::new(&name, &text);
    let (sources, outcome) =
        files.check(&settings(&text), |workspace, outcome| (workspace.sources().clone(), outcome));
    Checked { path: path.to_owned(), name, text, sources, outcome }
}

/// The family of every code.
pub(crate) const ALL: &str = "C";

/// Every code that some fixture expects.
pub(crate) fn codes_expected() -> Vec<String> {
    let files = norm_files(&root().join("tests/fixtures"));
    let texts = files.iter().map(|path| fs::read_to_string(path).expect("a fixture is readable"));
    let mut codes: Vec<String> = texts
        .flat_map(|text| expectations(&text).into_iter().map(|one| one.code).collect::<Vec<_>>())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Whether what is stored is to be written anew: `UPDATE=1 cargo test`.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty())
}

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The `.norm` files below a folder, sorted.
pub(crate) fn norm_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "norm") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The path below the repository, with `/`.
pub(crate) fn short(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

/// One expected diagnostic.
#[derive(Debug)]
struct Expected {
    /// The line of text above the expectation, from 0.
    line: usize,
    /// Where the carets begin and end, in characters; `None` asks for the line only.
    columns: Option<(usize, usize)>,
    /// Carets that follow the `//` without a space say only where the span ends.
    end_only: bool,
    level: String,
    code: String,
    text: String,
}

/// Runs one fixture. Only findings whose codes begin with `family` count.
pub(crate) fn run_one(path: &Path, family: &str) -> Result<(), String> {
    let checked = checked().iter().find(|it| it.path == path).expect("a fixture");
    let Checked { name, text, sources, outcome, .. } = checked;
    let settings = settings(text);
    let files = Files::new(name, text);
    let mut wrong = compare(&files, sources, outcome, family);
    let tested = if family == ALL { files.test(&settings).diagnostics } else { Vec::new() };
    for found in tested.iter().filter(|found| found.rule.code == "C601") {
        let notes: Vec<_> = found.notes.iter().map(|note| note.text.as_str()).collect();
        wrong.push(format!("{}\n    {}", found.message, notes.join("\n    ")));
    }
    if has_flag(text, "snapshot") {
        let rendered = draw(outcome.report(sources));
        // One stale snapshot must not hide what else is wrong.
        if std::panic::catch_unwind(|| snapshot(name, &rendered)).is_err() {
            wrong.push("the snapshot is another, see above".to_owned());
        }
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("{name}:\n  {}", wrong.join("\n  "))),
    }
}

fn snapshot(name: &str, rendered: &str) {
    let name = name.trim_start_matches("tests/fixtures/").trim_end_matches(".norm");
    insta::with_settings!({
        snapshot_path => root().join("tests/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name.replace('/', "__"), rendered);
    });
}

/// Settings from the comments that a fixture begins with: `// on: 2026-01-01`, `// show: C211` …
pub(crate) fn settings(text: &str) -> Settings {
    let mut settings = Settings::default();
    for line in text.lines().take_while(|line| line.starts_with("//")) {
        let Some((key, value)) = line.trim_start_matches("//").trim().split_once(": ") else {
            continue;
        };
        match key {
            "on" => settings.on = Some(day(value)),
            "show" => settings.shown = value.split(", ").map(str::to_owned).collect(),
            "profile" => settings.profile = Some(value.to_owned()),
            "with" => settings.with = value.split(", ").map(str::to_owned).collect(),
            _ => {}
        }
    }
    settings
}

fn has_flag(text: &str, flag: &str) -> bool {
    let mut head = text.lines().take_while(|line| line.starts_with("//"));
    head.any(|line| line.trim_start_matches("//").trim() == flag)
}

fn day(text: &str) -> Day {
    let mut parts = text.split('-').map(|part| part.parse::<u16>().expect("a date"));
    let mut next = || parts.next().expect("a date has three parts");
    let (year, month, day) = (next(), next(), next());
    Day::new(i32::from(year), month as u8, day as u8).expect("a day of the calendar")
}

fn compare(files: &Files, sources: &Sources, outcome: &Outcome, family: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let own = |found: &&Diagnostic| found.rule.code.starts_with(family);
    let mut unmet: Vec<&Diagnostic> = outcome.diagnostics.iter().filter(own).collect();
    let mut unanswered: Vec<_> = outcome.unknowns.iter().collect();
    for (name, text) in files.iter() {
        for expected in expectations(text) {
            if expected.level == "unknown" {
                match unanswered.iter().position(|one| one.reason.contains(&expected.text)) {
                    Some(at) => drop(unanswered.remove(at)),
                    None => wrong.push(format!("{name}: missing: unknown {}", expected.text)),
                }
                continue;
            }
            match unmet.iter().position(|found| meets(sources, name, found, &expected)) {
                Some(at) => drop(unmet.remove(at)),
                None => wrong.push(format!(
                    "{name}:{}: missing: {}[{}] {}",
                    expected.line + 1,
                    expected.level,
                    expected.code,
                    expected.text
                )),
            }
        }
    }
    wrong.extend(
        unmet.into_iter().map(|found| format!("unexpected: {}", described(sources, found))),
    );
    let unanswered = unanswered.into_iter();
    wrong.extend(
        unanswered.map(|one| format!("unexpected: unknown {:?}: {}", one.norms, one.reason)),
    );
    wrong
}

fn described(sources: &Sources, found: &Diagnostic) -> String {
    let span = found.primary.span;
    let file = sources.file(span.file);
    let (start, end) =
        (file.lines().place(&file.text, span.start), file.lines().place(&file.text, span.end));
    let (level, code, message) = (found.level.word(), found.rule.code, &found.message);
    format!(
        "{}:{}:{}-{}:{}: {level}[{code}] {message}",
        file.name, start.line, start.column, end.line, end.column
    )
}

fn meets(sources: &Sources, name: &str, found: &Diagnostic, expected: &Expected) -> bool {
    let span = found.primary.span;
    let file = sources.file(span.file);
    let place = |at| {
        let place = file.lines().place(&file.text, at);
        (place.line as usize - 1, place.column as usize - 1)
    };
    let ((line, start), (last, end)) = (place(span.start), place(span.end));
    // A span of several lines is shown in its first.
    let length = file.text.lines().nth(line).map_or(0, |text| text.chars().count());
    let end = if last > line { length } else { end };
    let columns = expected.columns.is_none_or(|(from, to)| {
        let empty = start == end && to == from + 1;
        (expected.end_only || from == start) && (to == end || empty)
    });
    file.name == name
        && line == expected.line
        && columns
        && found.rule.code == expected.code
        && found.level.word() == expected.level
        && found.message.contains(&expected.text)
}

fn expectations(text: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    let mut above = 0;
    for (number, line) in text.lines().enumerate() {
        match expectation(line, above) {
            Some(expected) => found.push(expected),
            None => above = number,
        }
    }
    found
}

fn expectation(line: &str, above: usize) -> Option<Expected> {
    let comment = line.trim_start().strip_prefix("//")?;
    let rest = comment.trim_start();
    let carets = rest.chars().take_while(|&c| c == '^').count();
    let rest = rest[carets..].trim_start();
    if let (Some(text), 0) = (rest.strip_prefix("unknown "), carets) {
        let (level, code, text) = ("unknown".into(), String::new(), text.trim().into());
        return Some(Expected { line: above, columns: None, end_only: false, level, code, text });
    }
    let (level, rest) = rest.split_once('[')?;
    let (code, text) = rest.split_once(']')?;
    if !matches!(level, "error" | "warning" | "note") || !code.starts_with('C') {
        return None;
    }
    let start = line.chars().take_while(|&c| c != '^').count();
    Some(Expected {
        line: above,
        columns: (carets > 0).then_some((start, start + carets)),
        end_only: comment.starts_with('^'),
        level: level.to_owned(),
        code: code.to_owned(),
        text: text.trim().to_owned(),
    })
}

#[test]
fn carets_are_read_as_columns() {
    let found = expectations("ab cd\n// ^^ error[C101] no `cd`\n//^^^ note[C211] x\n");
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].line, found[0].columns, found[0].end_only), (0, Some((3, 5)), false));
    assert_eq!((found[1].line, found[1].columns, found[1].end_only), (0, Some((2, 5)), true));
    assert_eq!(found[0].text, "no `cd`");
}

#[test]
fn a_plain_comment_expects_nothing() {
    assert!(expectations("a\n// see [C101] and error handling\n").is_empty());
}
