//! What makes the binary pleasant to live with: formats into files, many findings, a first set, shells, watching.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::cli::{BROKEN, CLEAN, Folder, with};
use crate::fixtures::root;

#[test]
fn each_format_goes_to_its_place() {
    let folder = Folder::new("places").file("a.norm", BROKEN).file("out/keep.txt", "");
    let args =
        ["check", "a.norm", "-o", "concise", "-o", "sarif=out/a.sarif", "-o", "junit=out/a=b.xml"];
    let run = folder.run(&args).ends(1);
    assert!(run.out.starts_with("a.norm:1:5: error[C121]"), "{}", run.out);
    let read = |name: &str| fs::read_to_string(folder.0.join(name)).expect("it was written");
    assert!(read("out/a.sarif").contains("\"ruleId\": \"C121\""));
    assert!(read("out/a=b.xml").starts_with("<?xml "));
    let left = fs::read_dir(folder.0.join("out")).expect("it is there").count();
    assert_eq!(left, 3, "nothing else is left there");
}

#[test]
fn what_is_wrong_with_the_text_comes_first() {
    let text = "kind A\naction x\nnorm a { A must x }\nnorm b { A must not x }\ninstrument i {\n";
    let run = Folder::new("text_first").file("a.norm", text).run(&["check"]).ends(1);
    let place = |code: &str| run.out.find(code).unwrap_or_else(|| panic!("{code}: {}", run.out));
    assert!(place("C012") < place("C201"), "{}", run.out);
}

#[test]
fn what_precedence_settles_is_told_to_people_only() {
    let text = "kind A\naction x\nfact f\norder o ranks high > low\n\
                instrument h { order o rank high norm a { A must x when f } }\n\
                instrument l { order o rank low norm b { A must not x } }\n";
    let folder = Folder::new("settled_line").file("a.norm", text);
    let run = folder.run(&["check"]).ends(0);
    assert!(
        run.err.ends_with("1 clash is settled by precedence (`--show settled`)\n"),
        "{}",
        run.err
    );
    let run = folder.run(&["check", "--output", "concise"]).ends(0);
    assert!(!run.err.contains("clash"), "{}", run.err);
}

#[test]
fn where_all_goes_to_files_standard_output_is_empty() {
    let folder = Folder::new("files_only").file("a.norm", BROKEN);
    let run = folder.run(&["check", "--output", "full=a.txt"]).ends(1);
    assert_eq!(run.out, "");
    let text = fs::read_to_string(folder.0.join("a.txt")).expect("it was written");
    assert!(text.starts_with("error[C121]"), "{text}");
    assert_eq!(text, folder.run(&["check"]).out, "the same as without a terminal");
}

#[test]
fn every_format_is_deterministic_and_ends_with_a_line_end() {
    let folder = Folder::new("all_formats").file("a.norm", many_conflicts());
    for format in ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "matrix"] {
        let once = folder.run(&["check", "-o", format]).ends(1);
        assert!(once.out.ends_with('\n'), "{format}");
        assert_eq!(once.out, folder.run(&["check", "-o", format]).out, "{format}");
    }
    let alias = folder.run(&["check", "--format", "json"]).ends(1);
    assert_eq!(alias.out, folder.run(&["check", "-o", "json"]).out, "the older spelling works");
}

#[test]
fn norms_outside_instruments_have_a_row_of_their_own() {
    let text = "kind Hall, Office\naction sing(Hall)\n\
                instrument house { norm free { Office may sing(Hall) } }\n\
                norm quiet { Office must not sing(Hall) }\n\
                principle song { never Office must not sing(Hall) }\nprofile ours { song }\n";
    let folder = Folder::new("matrix_outside").file("a.norm", text);
    let run = folder.run(&["check", "--profile", "all", "-o", "matrix"]);
    let row = |name: &str| run.out.lines().find(|line| line.trim_start().starts_with(name));
    assert!(row("house").is_some_and(|row| row.ends_with('✓')), "{}", run.out);
    assert!(row("(no instrument)").is_some_and(|row| row.ends_with('✗')), "{}", run.out);
}

#[test]
fn expectations_are_told_as_tests() {
    let folder = Folder::new("test_junit");
    folder.run(&["init"]).ends(0);
    let run = folder.run(&["test", "-o", "full", "-o", "junit=tests.xml", "--quiet"]).ends(0);
    assert_eq!(run.out, "");
    let text = fs::read_to_string(folder.0.join("tests.xml")).expect("it was written");
    assert!(text.contains("<testsuites name=\"comity\" tests=\"6\" failures=\"0\""), "{text}");
    let run = folder.run(&["test", "-o", "junit", "-o", "full"]).ends(2);
    assert!(run.err.contains("cannot both go to standard output"), "{}", run.err);
}

/// One norm that twelve others contradict, each in an instrument of its own; and a pair apart.
fn many_conflicts() -> String {
    let mut text = String::from(
        "kind Company, File\naction publish(File)\naction keep(File)\n\
         instrument press_act { norm p1 { Company must publish(File) } }\n\
         instrument archive_act { norm k1 { Company must keep(File) } norm k2 { Company must not keep(File) } }\n",
    );
    for number in 1..=12 {
        text += &format!(
            "instrument secrecy_{number:02} {{ norm s {{ Company must not publish(File) }} }}\n"
        );
    }
    text
}

#[test]
fn findings_of_sets_that_only_share_names_are_not_alike() {
    let text = "kind A, B\naction f(B)\nnorm m { A must f(B) }\nnorm n { A must not f(B) }\n";
    let mut folder = Folder::new("comfort_apart");
    for number in 1..=8 {
        folder = folder.file(&format!("d{number}/a.norm"), text);
    }
    let run = folder.run(&["check", "."]).ends(1);
    assert_eq!(run.out.matches("error[C201]").count(), 8, "{}", run.out);
    assert!(!run.out.contains("alike"), "{}", run.out);
}

#[test]
fn many_findings_that_are_alike_are_drawn_once_with_a_count() {
    let folder = Folder::new("many").file("a.norm", many_conflicts());
    let run = folder.run(&["check"]).ends(1);
    insta::with_settings!({
        snapshot_path => root().join("tests/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("many_alike", run.out) });
    assert!(run.err.contains("13 errors"), "nothing is left out of the count: {}", run.err);
    let heads = |text: &str| text.lines().filter(|line| line.starts_with("error[")).count();
    assert_eq!(heads(&run.out), 4, "three of the twelve, and the pair apart");
    assert_eq!(heads(&folder.run(&["check", "--all"]).ends(1).out), 13);
    assert_eq!(folder.run(&["check", "-o", "github"]).ends(1).out.lines().count(), 13);
    let concise = folder.run(&["check", "-o", "concise"]).ends(1).out;
    let lines: Vec<&str> = concise.lines().collect();
    assert!(lines[..4].iter().all(|line| line.contains(": error[")), "{concise}");
    assert!(lines[4].starts_with("9 more findings are not drawn"), "{concise}");
    assert!(concise.contains("  error[C201] duty-against-ban: 9\n`--all` draws"), "{concise}");
    let all = folder.run(&["check", "-o", "concise", "--all"]).ends(1).out;
    assert_eq!(all.matches(": error[").count(), 13);
    assert_eq!(all.lines().count(), 13);
}

#[test]
fn the_first_set_checks_clean_and_its_expectations_hold() {
    let folder = Folder::new("init");
    let told = folder.run(&["init", "laws"]).ends(0);
    assert!(told.err.contains("comity check laws"), "{}", told.err);
    let check = folder.run(&["check", "laws", "--fail-on", "note"]).ends(0);
    assert_eq!(
        (check.out.as_str(), check.err.contains("no findings")),
        ("", true),
        "{}",
        check.err
    );
    folder.run(&["fmt", "--check", "laws"]).ends(0);
    let test = folder.run(&["test", "laws"]).ends(0);
    assert!(test.err.contains("6 passed, 0 failed"), "{}{}", test.out, test.err);
}

#[test]
fn what_the_first_set_says_of_its_exception_is_true() {
    let folder = Folder::new("init_exception");
    folder.run(&["init"]).ends(0);
    let path = folder.0.join("policy.norm");
    let text = fs::read_to_string(&path).expect("it was written");
    let without = text.replacen("\n      unless confidential(Document)", "", 1);
    assert_ne!(text, without);
    fs::write(&path, without).expect("writable");
    assert!(folder.run(&["check"]).ends(1).out.contains("error[C201]"));
    folder.run(&["test"]).ends(1);
}

#[test]
fn the_first_set_overwrites_nothing() {
    let folder = Folder::new("init_again").file("policy.norm", CLEAN);
    let run = folder.run(&["init"]).ends(2);
    assert!(run.err.contains("nothing was written: `policy.norm` is there already"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.0.join("policy.norm")).expect("it is there"), CLEAN);
    assert_eq!(fs::read_dir(&folder.0).expect("it is there").count(), 1, "no other file either");
}

#[test]
fn shells_and_manuals_know_every_command_and_flag() {
    let folder = Folder::new("shells");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = folder.run(&["completions", shell]).ends(0);
        // The last two complete no values.
        let value = ["bash", "zsh", "fish"].contains(&shell).then_some("sarif");
        for word in ["explain", "stdin-name"].into_iter().chain(value) {
            assert!(run.out.contains(word), "{shell} lacks {word}");
        }
    }
    let top = folder.run(&["man"]).ends(0);
    assert!(top.out.contains(".TH comity 1") && top.out.contains("explain"), "{}", top.out);
    let check = folder.run(&["man", "check"]).ends(0);
    assert!(check.out.contains(".TH comity-check 1"), "{}", check.out);
    assert!(check.out.contains("fail\\-on"), "{}", check.out);
    let version = concat!("\"comity ", env!("CARGO_PKG_VERSION"), "\"");
    assert!(check.out.contains("\\fBcomity check\\fR [OPTIONS] [PATH]...\n"), "{}", check.out);
    assert!(check.out.contains(version), "{}", check.out);
    // Each page that a page names can be written.
    let baseline = folder.run(&["man", "baseline"]).ends(0);
    for action in ["write", "prune"] {
        assert!(
            baseline.out.contains(&format!("comity\\-baseline\\-{action}(1)")),
            "{}",
            baseline.out
        );
        let page = folder.run(&["man", "baseline", action]).ends(0);
        assert!(page.out.contains(&format!(".TH comity-baseline-{action} 1")), "{}", page.out);
    }
    let near = folder.run(&["man", "baseline", "prun"]).ends(2);
    assert!(near.err.contains("did you mean `prune`?"), "{}", near.err);
}

#[test]
fn timings_are_told_when_asked_for() {
    let folder = Folder::new("timings").file("a.norm", CLEAN);
    assert!(!folder.run(&["check"]).ends(0).err.contains("time:"));
    let run = folder.run(&["check", "--timings"]).ends(0);
    let line = run.err.lines().last().expect("something is told");
    assert!(line.starts_with("time: read ") && line.contains(", in all "), "{line}");
    assert_eq!(run.out, "");
}

/// Longer than any machine needs; only a fault waits for it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A run of `comity check --watch`, ended with the test.
struct Watch {
    child: Child,
    said: Receiver<String>,
}

impl Watch {
    fn new(folder: &Folder) -> Self {
        Watch::with(folder, &[])
    }

    fn with(folder: &Folder, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_comity"))
            .args(["check", "--watch", "laws"])
            .args(args)
            .current_dir(&folder.0)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let lines = BufReader::new(child.stderr.take().expect("it says things")).lines();
        let (send, said) = mpsc::channel();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Watch { child, said }
    }

    /// What is said up to the wait for a change.
    fn check(&self) -> String {
        let mut said = String::new();
        loop {
            let line = self.said.recv_timeout(PATIENCE).expect("it goes on");
            if line.starts_with("watching") {
                return said;
            }
            said += &line;
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_watched_folder_is_checked_again_after_each_change() {
    let folder = Folder::new("watch").file("laws/a.norm", CLEAN).file("rules/words.norm", CLEAN);
    let write = |name: &str, text: &str| fs::write(folder.0.join(name), text).expect("writable");
    let watch = Watch::new(&folder);
    assert!(watch.check().contains("in 1 file: no findings"));
    write("laws/a.norm", BROKEN);
    assert!(watch.check().contains("1 error"));
    write("laws/a.norm", "use words\n");
    assert!(watch.check().contains("in 2 files: no findings"));
    // A file outside the folder that is only used.
    write("rules/words.norm", "kind\n");
    assert!(watch.check().contains("1 error"));
    fs::remove_dir_all(folder.0.join("laws")).expect("it is ours");
    assert!(watch.check().contains("there is no file or folder `laws`"));
    fs::create_dir(folder.0.join("laws")).expect("writable");
    write("laws/b.norm", CLEAN);
    assert!(watch.check().contains("no findings"));
}

#[test]
fn settings_and_known_findings_are_watched_wherever_they_are() {
    let conflict = "kind A\naction x\nnorm a { A must x }\nnorm b { A must not x }\n";
    let folder = Folder::new("watch_settings")
        .file(".git/HEAD", "")
        .file("laws/a.norm", conflict)
        .file("shared/base.toml", "");
    let write = |name: &str, text: &str| fs::write(folder.0.join(name), text).expect("writable");
    let watch = Watch::new(&folder);
    assert!(watch.check().contains("1 error"));
    // A file that was not there.
    write("comity.toml", "extends = \"shared/base.toml\"\n");
    assert!(watch.check().contains("1 error"));
    write("shared/base.toml", "[levels]\nC201 = \"note\"\n");
    assert!(watch.check().contains("1 note"));
    write("shared/base.toml", "[levels\n");
    assert!(watch.check().contains("cannot be used"));
    write("shared/base.toml", "baseline = \"known\"\n");
    assert!(watch.check().contains("`comity baseline write` makes it"));
    folder.run(&["baseline", "write", "laws"]).ends(0);
    assert!(watch.check().contains("1 known"));
    write("shared/known", "# nothing\n");
    assert!(watch.check().contains("1 error"));
}

#[test]
fn help_is_found_and_commands_of_other_tools_are_known() {
    let folder = Folder::new("meant");
    let help = folder.run(&["--help"]).ends(0).out;
    for flag in ["-h", "--help"] {
        assert!(folder.run(&["help", flag]).ends(0).out.contains("Usage: comity"), "{flag}");
    }
    assert_eq!(folder.run(&["help", "--help"]).out, help);
    for (other, own) in [("format", "'fmt'"), ("fix", "'check --fix'"), ("lint", "'check'")] {
        let run = folder.run(&[other]).ends(2);
        assert!(run.err.contains(own), "{other}: {}", run.err);
    }
}

#[test]
fn a_slip_in_a_command_a_flag_or_a_code_is_seen() {
    let folder = Folder::new("slips").file("--notes.norm", CLEAN);
    let slips: [(&[&str], &str); 7] = [
        (&["formt"], "'fmt'"),
        (&["help", "chek"], "'check'"),
        (&["baseline", "prnue"], "'prune'"),
        (&["check", "--fxi"], "'--fix'"),
        (&["explain", "C20"], "did you mean `C201`?"),
        (&["check", "--threads", "0"], "write a number from 1"),
        (&["check", "-o", "sarif="], "names no file after `=`"),
    ];
    for (args, told) in slips {
        let err = folder.run(args).ends(2).err;
        assert!(err.contains(told) && !err.contains("as a value"), "{args:?}: {err}");
    }
    // What is the name of a file may be meant as one.
    assert!(folder.run(&["check", "--notes.norm"]).ends(2).err.contains("as a value"));
}

#[test]
fn where_nothing_is_checked_every_report_says_so_and_no_earlier_one_stays() {
    let formats = ["github", "sarif=s", "json=j", "gitlab=g", "junit=x", "full=f"];
    let args: Vec<&str> = formats.iter().flat_map(|format| ["-o", format]).collect();
    let folder = Folder::new("failed").file("a.norm", CLEAN).file("none/.keep", "");
    let reports = |args: &[&str], reason: &str| {
        for name in ["s", "j", "g", "x", "f"] {
            fs::write(folder.0.join(name), "of an earlier run").expect("writable");
        }
        let github = folder.run(args).ends(2).out;
        assert!(github.contains(&format!("::error title=nothing checked::{reason}")), "{github}");
        let text = |name: &str| fs::read_to_string(folder.0.join(name)).expect("it is there");
        let json = |name: &str| -> serde_json::Value {
            serde_json::from_str(&text(name)).expect("it is JSON")
        };
        let sarif = &json("s")["runs"][0];
        let invocation = &sarif["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        let said = &invocation["toolExecutionNotifications"][0]["message"]["text"];
        let said = [said, &json("j")["failure"]].map(|it| it.as_str().unwrap_or("").to_owned());
        assert!(said.iter().all(|it| it.starts_with(reason)), "{said:?}");
        assert!(text("x").contains("<error ") && text("f").starts_with(reason));
        let quality = json("g").as_array().expect("issues").len();
        [quality, sarif["results"].as_array().expect("results").len()]
    };
    let there_is_no = "there is no file or folder `nowhere` (C090)";
    assert_eq!(reports(&with(&["check", "nowhere"], &args), there_is_no), [1, 0]);
    assert_eq!(reports(&with(&["check", "none"], &args), "the folder `none` holds no"), [1, 0]);
    fs::write(folder.0.join("comity.toml"), "fail-on = \"bogus\"\n").expect("writable");
    assert_eq!(reports(&with(&["check"], &args), "the settings in `comity.toml`"), [2, 1]);
    // Tests tell it, too, and no file is replaced that would have been read.
    let run = folder.run(&["test", "-o", "junit"]).ends(2);
    assert!(run.out.contains("<error type=\"failure\""), "{}", run.out);
    folder.run(&["check", "-o", "json=comity.toml"]).ends(2);
    folder.run(&["test", "nowhere", "-o", "junit=comity.toml"]).ends(2);
    assert!(
        fs::read_to_string(folder.0.join("comity.toml")).is_ok_and(|it| it.starts_with("fail"))
    );
}

#[test]
fn a_place_that_cannot_be_written_keeps_no_other_format_from_its_own() {
    let folder = Folder::new("comfort_places").file("a.norm", BROKEN).file("gh.txt", "earlier");
    let places = ["-o", "sarif=gone/s.sarif", "-o", "github=gh.txt", "-o", "concise"];
    let run = folder.run(&with(&["check", "a.norm"], &places)).ends(2);
    assert!(run.out.starts_with("a.norm:1:5: error[C121]"), "{}", run.out);
    assert!(run.err.contains("checked 0 norms"), "{}", run.err);
    assert!(run.err.contains("`gone/s.sarif` cannot be written"), "{}", run.err);
    let written = fs::read_to_string(folder.0.join("gh.txt")).expect("it is there");
    assert!(written.starts_with("::error file="), "{written}");
    let run = folder.run(&["test", "a.norm", "-o", "junit=gone/t.xml", "-o", "full"]).ends(2);
    assert!(run.out.contains("C121") && run.err.contains("`gone/t.xml`"), "{}", run.err);
}

#[test]
fn a_report_replaces_nothing_that_is_read() {
    let folder = Folder::new("replaced")
        .file("a.norm", CLEAN)
        .file("other/b.norm", CLEAN)
        .file("words.txt", CLEAN)
        .file("comity.toml", "fail-on = \"warning\"\n")
        .file("known", "# nothing\n");
    for target in ["a.norm", "./other/b.norm", "comity.toml", "words.txt", "known"] {
        let before = fs::read_to_string(folder.0.join(target)).expect("it is there");
        let place = format!("json={target}");
        let args = ["check", "a.norm", "words.txt", "--baseline", "known", "-o", &place];
        let run = folder.run(&args).ends(2);
        assert!(run.err.contains("a report there would replace it"), "{target}: {}", run.err);
        assert_eq!(fs::read_to_string(folder.0.join(target)).expect("it is there"), before);
    }
    let run = folder.run(&["test", "a.norm", "-o", "junit=a.norm"]).ends(2);
    assert!(run.err.contains("a report there would replace it"), "{}", run.err);
    // A link leads to what stands behind it.
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.norm", folder.0.join("link.json"))
            .expect("links can be made");
        folder.run(&["check", "a.norm", "-o", "json=link.json"]).ends(2);
        std::os::unix::fs::symlink("report", folder.0.join("second")).expect("links can be made");
        fs::write(folder.0.join("report"), "").expect("writable");
        let both = ["check", "a.norm", "-o", "json=report", "-o", "sarif=second"];
        assert!(folder.run(&both).ends(2).err.contains("two formats cannot both go to `second`"));
        assert_eq!(fs::read_to_string(folder.0.join("a.norm")).expect("it is there"), CLEAN);
    }
}
