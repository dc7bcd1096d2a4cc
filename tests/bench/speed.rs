//! How fast each part is: `cargo bench`, or `cargo bench -- parse` for one. Whole processes at every size, and Z3 on
//! the same questions: `tests/bench/table`.

mod generator;

use std::process::Command;

use comity::checks::Settings;
use comity::driver::{Bundled, Input, Workspace};
use comity::format::format;
use comity::logic::{Selection, Theory};
use comity::model::Reason;
use comity::source::{FileId, Sources};
use comity::syntax;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

use generator::{Density, generate};

/// Norms of the texts that are read and laid out: about 1.5 MB.
const READ: usize = 10_000;

fn main() {
    divan::main();
}

fn realistic(norms: usize) -> String {
    generate(norms, 1, Density::Realistic).text
}

fn source(text: &str) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let file = sources.add("set.norm", text);
    (sources, file)
}

fn workspace(norms: usize, density: Density) -> Workspace<'static> {
    let set = generate(norms, 1, density);
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("set.norm", set.text)]);
    workspace
}

/// What a text is spoiled with, so that every norm has an error.
const SPOILED: [(&str, &str); 4] =
    [("clean", ""), ("norm ", "nrom "), (" when ", " whn "), ("(Data)", "(Data(")];

#[divan::bench(args = SPOILED)]
fn parse(bencher: Bencher<'_, '_>, (what, with): (&str, &str)) {
    let text = realistic(READ).replace(what, if what == "clean" { what } else { with });
    let (sources, file) = source(&text);
    bencher.counter(BytesCount::of_str(&text)).bench(|| syntax::parse(black_box(&sources), file));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn parse_of_size(bencher: Bencher<'_, '_>, norms: usize) {
    let text = realistic(norms);
    let (sources, file) = source(&text);
    bencher.counter(BytesCount::of_str(&text)).bench(|| syntax::parse(black_box(&sources), file));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn layout(bencher: Bencher<'_, '_>, norms: usize) {
    let text = realistic(norms);
    let (sources, file) = source(&text);
    bencher.counter(BytesCount::of_str(&text)).bench(|| format(black_box(&sources), file));
}

#[divan::bench(args = [1_000, 10_000], sample_count = 10)]
fn check(bencher: Bencher<'_, '_>, norms: usize) {
    let planted = generate(norms, 1, Density::Realistic).planted.len();
    let workspace = workspace(norms, Density::Realistic);
    bencher.counter(ItemsCount::new(norms)).bench_local(|| {
        let outcome = black_box(&workspace).check(&Settings::default());
        assert!(outcome.diagnostics.len() >= planted, "what is planted is found");
        outcome
    });
}

#[divan::bench(args = [1_000, 10_000], sample_count = 10)]
fn check_hard(bencher: Bencher<'_, '_>, norms: usize) {
    let workspace = workspace(norms, Density::Hard);
    bencher
        .counter(ItemsCount::new(norms))
        .bench_local(|| black_box(&workspace).check(&Settings::default()));
}

/// Questions about pairs that nobody has ruled out: what the solver alone takes for each.
#[divan::bench(args = ["realistic", "hard"])]
fn pairs(bencher: Bencher<'_, '_>, kind: &str) {
    let density = if kind == "hard" { Density::Hard } else { Density::Realistic };
    let workspace = workspace(2_000, density);
    let model = workspace.models(&Settings::default()).next().expect("there is one set");
    let selection = Selection { ignoring: Some(Reason::ContraryToDuty), ..Selection::default() };
    let theory = Theory::new(&model, &selection);
    let pairs: Vec<_> = theory.opposed_pairs().step_by(7).take(2_000).collect();
    let questions: Vec<_> = pairs
        .into_iter()
        .filter_map(|(a, b)| theory.pair_question(a, b).expect("no limit is near"))
        .collect();
    bencher.counter(ItemsCount::new(questions.len())).bench_local(|| {
        black_box(&questions).iter().filter(|question| question.has_case() == Ok(true)).count()
    });
}

/// One norm in 10,000 is edited, to and fro, in a workspace that has been checked.
#[divan::bench(sample_count = 20)]
fn recheck_after_an_edit(bencher: Bencher<'_, '_>) {
    let before = realistic(10_000);
    let after = before.replacen("size >= ", "size >= 1 and Organization.size >= ", 1);
    let mut workspace = workspace(10_000, Density::Realistic);
    let settings = Settings::default();
    workspace.recheck(&settings);
    let mut edited = false;
    bencher.bench_local(|| {
        edited = !edited;
        workspace.edit("set.norm", if edited { after.as_str() } else { before.as_str() });
        workspace.recheck(&settings)
    });
}

/// A process that checks a small file.
#[divan::bench]
fn start_up() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/first-conflict");
    let output = Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(["check", path])
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1), "the example shows a conflict");
}
