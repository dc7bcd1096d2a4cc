//! Formats, seen from outside: every finding of every fixture can be drawn and told to programs.

use std::fs;

use comity::diagnostics::{Level, fingerprints};
use comity::report::{Report, concise, github, gitlab, json, junit, sarif};
use serde_json::{Value, json};

use crate::cli::{Folder, with};
use crate::fixtures::{checked, root, settings};
use crate::memory::Files;
use crate::schema;

/// Looks at the findings of every fixture.
fn of_every_fixture(mut look: impl FnMut(&str, Report<'_>)) {
    let mut findings = 0;
    for fixture in checked() {
        look(&fixture.name, fixture.outcome.report(&fixture.sources));
        findings += fixture.outcome.diagnostics.len();
    }
    assert!(findings > 0, "no fixture has a finding");
}

fn written(write: impl FnOnce(&mut String) -> std::fmt::Result) -> String {
    let mut out = String::new();
    write(&mut out).expect("a string takes everything");
    out
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect("the report is JSON")
}

fn sarif_schema() -> Value {
    let path = root().join("tests/data/sarif-2.1.0.schema.json");
    document(&fs::read_to_string(path).expect("the schema is stored"))
}

#[test]
fn every_format_tells_every_finding_of_every_fixture() {
    let schema = document(json::SCHEMA);
    let sarif_schema = sarif_schema();
    of_every_fixture(|name, report| {
        let (found, all) =
            (report.diagnostics.len(), report.diagnostics.len() + report.unknowns.len());
        let lines = written(|out| concise::write(out, report, true));
        assert_eq!(lines.lines().count(), all, "{name}");
        let commands = written(|out| github::write(out, report));
        assert_eq!(commands.lines().count(), all, "{name}");
        assert!(commands.lines().all(|line| line.starts_with("::")), "{name}: {commands}");
        let issues = document(&written(|out| gitlab::write(out, report)));
        assert_eq!(issues.as_array().map(Vec::len), Some(all), "{name}");
        let tests = written(|out| junit::write(out, report, Level::Error));
        assert_eq!(tests.matches("<testcase ").count(), all.max(1), "{name}: {tests}");
        let json = document(&written(|out| json::write(out, report)));
        fits(name, &schema, &json);
        assert_eq!(json["findings"].as_array().map(Vec::len), Some(found), "{name}");
        let sarif = document(&written(|out| sarif::write(out, report)));
        fits(name, &sarif_schema, &sarif);
        assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(found), "{name}");
    });
}

#[track_caller]
fn fits(name: &str, schema: &Value, document: &Value) {
    if let Err(problem) = schema::fits(schema, document) {
        panic!("{name}: {problem}");
    }
}

/// The samples that the tests of all formats share hold every field and hostile text.
#[test]
fn the_sarif_samples_fit_the_schema_of_the_standard() {
    fits(
        "samples",
        &sarif_schema(),
        &document(&snapshot("sarif__tests__the_log_holds_everything")),
    );
}

#[test]
fn the_schema_of_sarif_is_really_asked() {
    let (schema, log) =
        (sarif_schema(), document(&snapshot("sarif__tests__the_log_holds_everything")));
    let spoilt: &[(&str, Value)] = &[
        ("/version", json!("2.0.0")),
        ("/runs/0/results/0/level", json!("fatal")),
        ("/runs/0/results/0/message", json!({})),
        ("/runs/0/results/0/ruleIndex", json!(-2)),
        ("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", json!("a b.norm")),
        ("/runs/0/results/0/codeFlows/0/threadFlows", json!([])),
        ("/runs/0/results/0/partialFingerprints/primaryLocationLineHash", json!(7)),
        ("/runs/0/tool/driver/rules/0", json!({ "id": "C201", "unheard": true })),
    ];
    for (place, value) in spoilt {
        let mut log = log.clone();
        *log.pointer_mut(place).unwrap_or_else(|| panic!("there is no {place}")) = value.clone();
        assert!(schema::fits(&schema, &log).is_err(), "{place} may be {value}");
    }
}

#[test]
fn a_conflict_has_one_code_flow_through_its_norms() {
    let mut conflicts = 0;
    of_every_fixture(|name, report| {
        let sarif = document(&written(|out| sarif::write(out, report)));
        for (index, found) in report.diagnostics.iter().enumerate() {
            let result = &sarif["runs"][0]["results"][index];
            let rule = result["ruleIndex"].as_u64().expect("a rule is named");
            assert_eq!(
                sarif["runs"][0]["tool"]["driver"]["rules"][rule as usize]["id"],
                found.rule.code
            );
            if !found.rule.code.starts_with("C20") || found.evidence.norms.len() < 2 {
                continue;
            }
            let flows = result["codeFlows"].as_array().map(Vec::len);
            assert_eq!(flows, Some(1), "{name}: {}", found.message);
            let steps = &result["codeFlows"][0]["threadFlows"][0]["locations"];
            assert!(steps.as_array().is_some_and(|steps| steps.len() >= 2), "{name}");
            conflicts += 1;
        }
    });
    assert!(conflicts > 10, "only {conflicts} conflicts");
}

/// Every place that a format for a service names, as `file:line`.
fn places(format: &str, text: &str) -> Vec<String> {
    let after = |line: &str, start: &str, end: char| {
        line.split(start).nth(1).and_then(|it| it.split(end).next()).unwrap_or("").to_owned()
    };
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let next =
            |name: &str| lines[at..].iter().find(|it| it.contains(name)).copied().unwrap_or("");
        match format {
            "sarif" if line.contains("\"uri\": ") => {
                let line = after(next("\"startLine\": "), ": ", ',');
                found.push(format!("{}:{line}", after(lines[at], "\"uri\": \"", '"')));
            }
            "github" => {
                found.push(format!("{}:{}", after(line, "file=", ','), after(line, "line=", ',')))
            }
            "gitlab" if line.contains("\"path\": ") => {
                let line = after(next("\"begin\": "), ": ", ',');
                found.push(format!("{}:{line}", after(lines[at], "\"path\": \"", '"')));
            }
            "junit" if line.contains("<testcase ") => {
                found.push(format!(
                    "{}:{}",
                    after(line, " file=\"", '"'),
                    after(line, " line=\"", '"')
                ));
            }
            _ => {}
        }
    }
    assert!(!found.is_empty(), "{format}: {text}");
    found
}

#[test]
fn services_see_findings_in_packs_where_the_users_files_bring_them_in() {
    // By a label of its own, by a `use`, by a `use` of a used file, by the settings, by a flag.
    let norm = "norm keep { Controller must not erase(Data) }\n";
    let cases: [(&str, &str, &[&str], &str); 5] = [
        (&format!("use gdpr\n{norm}"), "", &[], "laws/a.norm:2"),
        ("\nuse itr\n", "", &[], "laws/a.norm:2"),
        ("use b\n", "", &[], "laws/b.norm:3"),
        ("kind Thing\n", "\n\n\nuse = [\"itr\"]\n", &[], "comity.toml:4"),
        ("kind Thing\n", "", &["--use", "itr"], "laws/a.norm:1"),
    ];
    for (place, (text, settings, flags, expected)) in cases.into_iter().enumerate() {
        let folder = Folder::new(&format!("report-packs-{place}"))
            .file(".git", "")
            .file("comity.toml", settings)
            .file("laws/a.norm", text)
            .file(
                "laws/b.norm",
                "\n\nuse itr\n".replace("itr", if place == 2 { "itr" } else { "cyber" }),
            );
        for format in ["sarif", "github", "gitlab", "junit"] {
            let args = ["check", "-o", format, "--exit-zero", "laws/a.norm"];
            let run = folder.run(&with(&args, flags)).ends(0);
            let places = places(format, &run.out);
            assert!(places.iter().any(|it| it == expected), "{place} {format}: {places:?}");
            for it in places {
                let file = it.rsplit_once(':').map_or("", |(file, _)| file);
                assert!(folder.0.join(file).is_file(), "{place} {format}: {it}");
            }
        }
        let json = folder.run(&with(&["check", "-o", "json", "--exit-zero", "laws/a.norm"], flags));
        assert!(json.out.contains("\"comity:"), "JSON says where it stands: {}", json.out);
    }
}

#[cfg(unix)]
#[test]
fn services_get_the_whole_name_of_a_file_whatever_is_in_it() {
    let name = "a\nb,c:d%e \"f\" <g>&'.norm";
    let clash = "kind State, Paper\naction vote(Paper)\nnorm a { State must vote(Paper) }\n\
                 norm b { State must not vote(Paper) }\n";
    let folder = Folder::new("report-names").file(".git", "").file(name, clash);
    let written = |format: &str| folder.run(&["check", "-o", format]).ends(1).out;
    let sarif = document(&written("sarif"));
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "a%0Ab%2Cc%3Ad%25e%20%22f%22%20%3Cg%3E%26%27.norm"
    );
    assert_eq!(document(&written("gitlab"))[0]["location"]["path"], name);
    let github = written("github");
    assert!(
        github.starts_with("::error file=a%0Ab%2Cc%3Ad%25e \"f\" <g>&'.norm,line=3,"),
        "{github}"
    );
    assert_eq!(github.lines().count(), 1);
    let junit = written("junit");
    let escaped = "file=\"a&#10;b,c:d%e &quot;f&quot; &lt;g&gt;&amp;";
    assert!(junit.contains(escaped), "{junit}");
}

#[test]
fn services_get_names_from_the_top_of_the_repository_wherever_comity_runs() {
    let clash = "kind State, Paper\naction vote(Paper)\nnorm a { State must vote(Paper) }\n\
                 norm b { State must not vote(Paper) }\n";
    let outside = Folder::new("report-outside").file("c.norm", clash);
    let folder = Folder::new("report-top")
        .file("repo/.git", "")
        .file("repo/laws/a.norm", clash)
        .file("repo/other/b.norm", clash);
    let far = outside.0.join("c.norm");
    let given = ["a.norm", "../other/b.norm", &*far.to_string_lossy()];
    let names = ["laws/a.norm", "other/b.norm", "../../report-outside/c.norm"];
    let laws = Folder(folder.0.join("repo/laws"));
    for (given, name) in given.into_iter().zip(names) {
        for format in ["sarif", "github", "gitlab", "junit"] {
            let run = laws.run(&["check", "-o", format, given]).ends(1);
            let places = places(format, &run.out);
            assert!(places.iter().all(|it| it.starts_with(&format!("{name}:"))), "{places:?}");
        }
    }
    // People see them from where they are.
    assert!(laws.run(&["check", "-o", "concise", "a.norm"]).out.starts_with("a.norm:3:"));
    let tests = format!("{clash}expect none a, b\n");
    let tests = laws.file("t.norm", tests).run(&["test", "-o", "junit", "t.norm"]);
    assert!(tests.out.contains(" name=\"laws/t.norm\""), "{}", tests.out);
}

/// What is known of each finding must not hang on lines or on names of files.
#[test]
fn fingerprints_survive_moved_lines_and_other_file_names() {
    let path = root().join("examples/first-conflict/first-conflict.norm");
    let text = fs::read_to_string(path).expect("an example is readable");
    let prints = |name: &str, text: &str| {
        Files::new(name, text).check(&settings(text), |_, outcome| {
            let prints = fingerprints(&outcome.diagnostics);
            prints.iter().map(ToString::to_string).collect::<Vec<_>>()
        })
    };
    let moved = format!("// a new line\n\n\n{text}");
    assert_eq!(prints("a.norm", &text), prints("other/name.norm", &moved));
    assert!(!prints("a.norm", &text).is_empty());
}

#[test]
fn the_sample_in_the_page_fits_the_schema() {
    let schema = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    let page = comity::cli::topics::find("json").expect("there is a page").page;
    let sample = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next());
    let sample = serde_json::from_str(sample.expect("a sample")).expect("the sample is JSON");
    schema::fits(&schema, &sample).expect("the sample is as the schema says");
}

#[test]
fn the_schema_knows_every_rule_and_no_other() {
    let schema: Value = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    let finding = &schema["$defs"]["finding"]["properties"];
    let rules = comity::checks::rules();
    let all = |of: fn(&comity::diagnostics::Rule) -> &'static str| -> Vec<&str> {
        rules.iter().map(|rule| of(rule)).collect()
    };
    assert_eq!(finding["code"]["enum"], json!(all(|rule| rule.code)));
    assert_eq!(finding["name"]["enum"], json!(all(|rule| rule.name)));
    let strange = document(&snapshot("json__tests__the_document_holds_everything"));
    assert!(schema::fits(&schema, &strange).is_err(), "the sample breaks a rule that is none");
}

#[test]
fn the_schema_says_nothing_that_is_never_written() {
    // The sample breaks a rule with a hostile summary, which is no rule of Comity's.
    let sample = snapshot("json__tests__the_document_holds_everything");
    let sample = sample.replace("\"C999\"", "\"C602\"").replace("\"hostile\"", "\"unused-allow\"");
    let document = document(&sample);
    let schema = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    schema::fits(&schema, &document).expect("the full sample is as the schema says");
    assert_eq!(schema::unseen(&schema, &document), Vec::<String>::new());
}

/// The body of a snapshot of a format.
fn snapshot(name: &str) -> String {
    let path = root().join(format!("src/report/snapshots/comity__report__{name}.snap"));
    let text = fs::read_to_string(path).expect("the snapshot is stored");
    text.splitn(3, "---\n").nth(2).expect("a snapshot has a head").to_owned()
}

/// Services know a test again by its name.
#[test]
fn the_name_of_a_test_holds_no_line() {
    let text = "kind P\naction v\nnorm a { P must v }\nnorm b { P must not v }\nexpect none a\nexpect none a\n";
    let names = |text: &str| {
        let folder = Folder::new("junit-names").file("a.norm", text);
        let run = folder.run(&["test", "-o", "junit"]);
        let names = run.out.split(" name=\"").skip(2).filter_map(|rest| rest.split('"').next());
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let own = names(text);
    assert!(own[0].ends_with("a.norm"), "{own:?}");
    assert_eq!(own[1..], ["expect none a", "expect none a (2)"]);
    assert_eq!(names(&format!("// moved\n\n{text}")), own);
}

#[test]
fn where_a_declaration_alone_is_wrong_no_norm_is_said_to_be_left_out() {
    let text = "kind P\naction v\nevent e(Q)\nnorm a { P must v }\n";
    let run =
        |text: String| Folder::new("wrong-event").file("a.norm", text).run(&["check"]).ends(1).err;
    let said = run(text.to_owned());
    assert!(said.contains("all norms were looked at, but without what these declare"), "{said}");
    let needs = run(text.replace("must v", "must v within 3 days of e(P)"));
    assert!(needs.contains("norms with errors were left out"), "{needs}");
}
