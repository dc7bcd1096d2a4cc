//! The case of a finding, written as a scenario into the file, shows what was found.

use std::fs;
use std::path::Path;

use comity::checks::Settings;
use comity::diagnostics::Diagnostic;

use crate::fixtures::{norm_files, root, settings, short};
use crate::memory::Files;

/// Raise this as fixtures are added: a suite that replays nothing must not pass.
const CASES_AT_LEAST: usize = 200;

#[test]
fn every_case_of_a_finding_replays_as_a_scenario() {
    let folders = ["litmus", "checks"].map(|folder| root().join("tests/fixtures").join(folder));
    let files = folders.iter().flat_map(|folder| norm_files(folder));
    let replayed: Vec<(usize, Vec<String>)> = files.map(|path| replay(&path)).collect();
    let wrong: Vec<&str> =
        replayed.iter().flat_map(|(_, wrong)| wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let cases: usize = replayed.iter().map(|(cases, _)| cases).sum();
    assert!(cases >= CASES_AT_LEAST, "only {cases} cases were replayed");
}

/// How many cases the findings of a file have, and those that do not show what was found.
fn replay(path: &Path) -> (usize, Vec<String>) {
    let (name, text) = (short(path), fs::read_to_string(path).expect("a fixture is readable"));
    let mut asked = settings(&text);
    asked.without_repairs = true;
    asked.shown.extend(["C211", "C213"].map(str::to_owned));
    let mut files = Files::new(&name, &text);
    let scenarios = files.check(&asked, |_, outcome| scenarios(&outcome.diagnostics));
    files.append(&scenarios.concat());
    let tested = files.test(&asked.but(|it| it.on = None));
    let fails = |case: &str| {
        let case = format!("`{case}`");
        tested.diagnostics.iter().any(|found| found.message.contains(&case))
    };
    let mut wrong = Vec::new();
    for found in &tested.diagnostics {
        let answer = found.notes.first().map_or("", |note| &note.text);
        let case = found.message.split('`').find(|it| it.contains("case_")).unwrap_or_default();
        // What a person must settle may be left open by the case; and of a chain of duties, whose acts are told as done, the
        // last ones conflict by themselves then.
        let open = case.starts_with("open_") && answer.ends_with("what is left open");
        let fewer = fails(&format!("no_{case}"));
        let mistake = found.rule.code < "C2" && !text.contains(found.rule.code);
        if mistake || !case.is_empty() && !case.starts_with("no_") && !open && !fewer {
            wrong.push(format!("{name}: {}: {answer}", found.message));
        }
    }
    (scenarios.len(), wrong)
}

/// The cases as scenarios of their own, each with what it must show.
fn scenarios(found: &[Diagnostic]) -> Vec<String> {
    let mut all = Vec::new();
    for found in found {
        let (Some(text), Some(shows)) = (&found.evidence.scenario, shows(found)) else { continue };
        let text = text.strip_prefix("scenario case {").expect("a scenario named `case`");
        let text = text.strip_suffix('}').expect("a scenario ends with a brace");
        let open = if found.rule.code == "C212" { "open_" } else { "" };
        let number = all.len();
        let mut case = format!("\nscenario {open}case_{number} {{{text}  expect {shows}\n}}\n");
        if found.rule.code == "C204" {
            let norms = found.evidence.norms.join(", ");
            case += &format!("\nscenario no_case_{number} {{{text}  expect none {norms}\n}}\n");
        }
        all.push(case);
    }
    all
}

/// What is expected in the case; nothing of gaps, which are no matter of a scenario.
fn shows(found: &Diagnostic) -> Option<String> {
    let norms = found.evidence.norms.join(", ");
    Some(match found.evidence.verdict.as_deref()? {
        "gap" => return None,
        "principle" => format!("{} violated", found.evidence.principle.as_deref()?),
        "undetermined" if norms.is_empty() && found.evidence.principle.is_none() => return None,
        "undetermined" if found.evidence.principle.is_some() => {
            format!("{} violated", found.evidence.principle.as_deref()?)
        }
        "settled" | "invalid" => format!("none {norms}"),
        "zero slack" => format!("zero slack {norms}"),
        _ => format!("conflict {norms}"),
    })
}

#[test]
fn who_is_party_to_one_treaty_only_is_named_in_the_scenario() {
    let path = root().join("tests/fixtures/checks/duty_against_ban/third_state_is_named.norm");
    let text = fs::read_to_string(path).expect("a fixture is readable");
    let found = Files::new("a.norm", &text)
        .check(&Settings::default(), |_, outcome| outcome.diagnostics.clone());
    let scenario = found[0].evidence.scenario.as_deref().expect("a conflict has a case");
    assert!(scenario.contains("fact Cascadia is State"), "{scenario}");
}

#[test]
fn of_those_of_whom_nothing_is_said_one_of_each_kind_is_in_the_case() {
    let files = Files::new(
        "set.norm",
        "kind Isp, Log, Police
         fact personal(Log)
         action store(Log)
         action hand_out(Log, to: Police)
         instrument privacy_act {
           norm a { Isp must not hand_out(Log, to: Police) when personal(Log) }
         }
         instrument crime_act {
           norm b { Isp must store(Log) }
           norm c { Isp must not store(Log) when privacy_act applies }
         }",
    );
    let found = files.check(&Settings::default(), |_, outcome| outcome.diagnostics.clone());
    let scenario = found[0].evidence.scenario.as_deref().expect("a conflict has a case");
    assert_eq!(scenario.matches("is Police").count(), 1, "{scenario}");
}
