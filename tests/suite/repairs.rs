//! Repairs: each that is shown, made in the text, ends its finding and brings no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use comity::diagnostics::{Applicability, Diagnostic};
use comity::driver::{Bundled, Content, Input, Outcome, Workspace};
use comity::format::format;
use comity::source::FileId;

use crate::cli::Folder;
use crate::fixtures::{norm_files, root, settings, short};

/// What each finding says, and how often.
fn found(outcome: &Outcome) -> BTreeMap<(&'static str, String), usize> {
    let mut counts = BTreeMap::new();
    for it in &outcome.diagnostics {
        *counts.entry((it.rule.code, it.message.clone())).or_default() += 1;
    }
    counts
}

fn repaired(found: &Diagnostic) -> bool {
    found.fixes.iter().any(|fix| fix.applicability == Applicability::Unsafe)
        && matches!(&found.rule.code[..2], "C2" | "C3")
}

#[test]
fn every_repair_that_is_shown_ends_its_finding_and_brings_no_other() {
    let (mut repairs, mut codes, mut kinds) = (0, BTreeMap::new(), BTreeSet::new());
    for path in norm_files(&root().join("tests/fixtures/checks")) {
        let text = fs::read_to_string(&path).expect("a fixture is readable");
        if text.contains("// file: ") {
            continue;
        }
        let settings = settings(&text);
        let quick = settings.clone().but(|it| it.without_repairs = true);
        let mut workspace = Workspace::new(&Bundled);
        workspace.add_set(vec![Input { name: short(&path), content: Content::Text(text) }]);
        let outcome = workspace.check(&settings);
        let before = found(&outcome);
        kinds.extend(outcome.diagnostics.iter().flat_map(|it| &it.help).map(|it| kind(it)));
        for finding in outcome.diagnostics.iter().filter(|it| repaired(it)) {
            assert!(finding.fixes.len() <= 3, "{}", finding.message);
            let titles: Vec<_> = finding.fixes.iter().map(|fix| fix.title.clone()).collect();
            let advice: Vec<_> =
                finding.help.iter().filter(|it| !is_told_only(it)).cloned().collect();
            assert!(advice.ends_with(&titles), "the advice is what was tried: {advice:?}");
            for fix in &finding.fixes {
                let mended = workspace.amended(&fix.edits).expect("its edits are apart");
                let layouts = mended.changed_from(&workspace);
                let laid_out = |&file: &FileId| format(mended.sources(), file).is_ok();
                assert!(layouts.iter().all(laid_out), "no layout: {}", fix.title);
                let after = found(&mended.check(&quick));
                let key = (finding.rule.code, finding.message.clone());
                let left = after.get(&key).copied().unwrap_or(0);
                let place = format!("{}: {}: {}", short(&path), finding.message, fix.title);
                assert!(left < before[&key], "still there: {place}");
                for (key, count) in &after {
                    assert!(
                        before.get(key).is_some_and(|known| count <= known),
                        "{key:?}: {place}"
                    );
                }
                repairs += 1;
                *codes.entry(finding.rule.code).or_insert(0) += 1;
            }
        }
    }
    assert!(repairs >= 20, "the fixtures have more to repair: {codes:?}");
    for code in ["C201", "C212", "C301", "C302", "C303"] {
        assert!(codes.contains_key(code), "{code} is never mended: {codes:?}");
    }
    for (kind, _) in KINDS {
        assert!(kinds.contains(kind), "{kind} is never offered: {kinds:?}");
    }
}

/// Whether a repair is for others to make than who wrote the text that was checked last.
fn is_told_only(help: &str) -> bool {
    help.starts_with("or, if that may be amended: ")
}

fn kind(title: &str) -> &'static str {
    let kind = KINDS.iter().find(|(_, words)| title.contains(words));
    kind.map_or("exception", |(kind, _)| kind)
}

/// Kinds of repairs, with words that the offer of no kind behind it has. The rest are exceptions and conditions.
const KINDS: &[(&str, &str)] = &[
    ("relation of an instrument", "all its norms yield"),
    ("relation", "add `subject to"),
    ("prevailing", "add `notwithstanding"),
    ("date", "begins on the next day"),
    ("number", "(instead of"),
    ("length", "write `"),
    ("safeguard", "add `with"),
    ("norm", "add `norm"),
];

const LATE: &str = "\
kind Office, Paper
event request(Paper)
action publish(Paper)
norm duty {
  Office must publish(Paper) within 10 days of request(Paper)
}
norm wait {
  Office must not publish(Paper) until 15 days after request(Paper)
}
";

#[test]
fn a_deadline_is_moved_by_as_little_as_it_takes() {
    let folder = Folder::new("repair_deadline").file("a.norm", LATE);
    let run = folder.run(&["check", "--width", "200"]).ends(1);
    // With 15 days both would touch in one point only, which is a finding of its own.
    let longer = "write `within 16 days of request(Paper)` in `duty` (6 days more)";
    assert!(run.out.contains(longer), "{}", run.out);
    let shorter = "write `until 9 days after request(Paper)` in `wait` (6 days less)";
    assert!(run.out.contains(shorter), "{}", run.out);
}

const FIRST: &str = "\
kind Provider, Data
fact warrant(Data)
fact personal(Data)
action disclose(Data)
norm order {
  Provider must disclose(Data)
    when warrant(Data)
}
norm privacy {
  Provider must not disclose(Data) when personal(Data)
}
";

#[test]
fn unsafe_fixes_leave_a_set_without_the_finding() {
    let folder = Folder::new("repair_written").file("a.norm", FIRST);
    let run = folder.run(&["check", "--unsafe-fixes"]).ends(0);
    assert!(run.err.contains("fixed a.norm:"), "{}", run.err);
    let text = fs::read_to_string(folder.0.join("a.norm")).expect("it is there");
    assert_ne!(text, FIRST);
    let again = folder.run(&["check", "--unsafe-fixes"]).ends(0);
    assert!(again.err.contains("no findings"), "{}", again.err);
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), text);
}

#[test]
fn unsafe_fixes_of_every_kind_leave_texts_that_are_sound_and_have_a_layout() {
    let texts = [
        "duty_against_ban/numbers_are_moved_apart",
        "duty_against_ban/ranks_and_dates",
        "duty_against_ban/the_one_that_prevails_says_so",
        "norm_lacks_part/as_another_norm_has_it",
        "norm_lacks_part/safeguard_is_named",
        "undetermined/page_example",
    ];
    for name in texts {
        let path = root().join("tests/fixtures/checks").join(name).with_extension("norm");
        let text = fs::read_to_string(path).expect("a fixture is readable");
        let folder = Folder::new(&format!("repair_{}", name.replace('/', "_")));
        let folder = folder.file("a.norm", &text);
        folder.run(&["check", "--unsafe-fixes", "--fail-on", "warning"]).ends(0);
        folder.run(&["fmt"]).ends(0);
    }
}

#[test]
fn a_higher_law_is_never_changed_for_a_lower_one() {
    let path =
        root().join("tests/fixtures/checks/lower_rank_against_higher/exceptions_are_offered.norm");
    let text = fs::read_to_string(path).expect("a fixture is readable");
    let folder = Folder::new("repair_higher").file("a.norm", &text);
    let run = folder.run(&["check", "--unsafe-fixes"]).ends(1);
    assert!(run.out.contains("or, if that may be amended: add `unless"), "{}", run.out);
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), text);
}

#[test]
fn an_older_law_is_neither_repealed_nor_narrowed_for_a_later_text() {
    let path = root().join("tests/fixtures/checks/duty_against_ban/the_older_law_stays.norm");
    let text = fs::read_to_string(path).expect("a fixture is readable");
    let folder = Folder::new("repair_older").file("a.norm", &text);
    folder.run(&["check", "--unsafe-fixes"]).ends(0);
    let mended = fs::read_to_string(folder.0.join("a.norm")).expect("it is there");
    let older = |text: &str| text.split("instrument policy").next().map(str::to_owned);
    assert_eq!(older(&mended), older(&text));
    assert!(mended.contains("subject to works_act.s15"), "{mended}");
}

#[test]
fn safe_fixes_change_no_norm() {
    let folder = Folder::new("repair_safe").file("a.norm", FIRST);
    folder.run(&["check", "--fix"]).ends(1);
    assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), FIRST);
}

#[test]
fn no_repair_makes_a_text_what_it_is_not() {
    let path = root().join("tests/fixtures/checks/duty_against_ban/ranks_and_dates.norm");
    let text = fs::read_to_string(path).expect("a fixture is readable");
    let unranked = text.replacen("  order Union rank regulation\n", "", 1);
    for text in [text, unranked] {
        let folder = Folder::new("repair_rank").file("a.norm", &text);
        let run = folder.run(&["check", "--width", "200"]).ends(1);
        let offers = run.out.lines().filter(|line| line.contains("= help: "));
        assert!(offers.clone().count() > 0, "{}", run.out);
        assert!(offers.clone().all(|line| !line.contains("rank")), "{}", run.out);
    }
}

#[test]
fn no_repair_leaves_a_norm_without_effect() {
    let text = "kind Firm\nrole Bank is Firm\naction lend\n
instrument act {
  in force 2026-03-08
  norm ban { Firm must not lend }
  norm free { Bank may lend }
}
";
    // That nothing is forbidden before that day leaves `free` no effect, if it yields.
    let folder = Folder::new("repair_effect").file("a.norm", text);
    let run = folder.run(&["check", "--width", "200"]).ends(0);
    let offers: Vec<&str> = run.out.lines().filter(|line| line.contains("= help: ")).collect();
    assert!(!offers.is_empty(), "{}", run.out);
    assert!(offers.iter().all(|line| !line.contains("subject to act.ban")), "{}", run.out);
}
