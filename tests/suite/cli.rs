//! The binary as a user meets it: output, streams, exit status, bad input.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::fixtures::root;

pub(crate) const CLEAN: &str = "kind State\nkind Organization\n";
pub(crate) const BROKEN: &str = "use nowhere_at_all\n";

/// A folder of its own for one test, empty at the start.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the target folder can be written");
        Folder(path)
    }

    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("writable");
        fs::write(path, content).expect("writable");
        self
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "", &[])
    }

    pub(crate) fn run_with(&self, args: &[&str], stdin: &str, env: &[(&str, &str)]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_comity"))
            .args(args)
            .current_dir(&self.0)
            .env_remove("NO_COLOR")
            .env_remove("RUST_BACKTRACE")
            .env_remove("COMITY_CONFIG")
            .env_remove("COMITY_FAIL_ON")
            .envs(env.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut pipe = child.stdin.take().expect("it has a standard input");
        // The binary may not read its input; then the pipe is closed.
        let _ = pipe.write_all(stdin.as_bytes());
        drop(pipe);
        Run::new(child.wait_with_output().expect("it ends"))
    }
}

/// Arguments, and more of them.
pub(crate) fn with<'a>(args: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [args, more].concat()
}

/// What came of a run.
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    pub(crate) fn new(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert!(!err.contains("internal error"), "{err}");
        Run { status: output.status.code(), out, err }
    }

    #[track_caller]
    pub(crate) fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }
}

#[test]
fn a_clean_set_ends_with_0_and_says_so_on_standard_error() {
    let run = Folder::new("clean").file("a.norm", CLEAN).run(&["check", "a.norm"]).ends(0);
    assert_eq!(run.out, "");
    assert_eq!(run.err, "checked 0 norms in 1 file: no findings\n");
}

#[test]
fn findings_end_with_1_and_stand_on_standard_output() {
    let folder = Folder::new("broken").file("a.norm", BROKEN);
    let run = folder.run(&["check"]).ends(1);
    assert!(run.out.starts_with("error[C121]: "), "{}", run.out);
    assert!(run.err.contains("1 error"), "{}", run.err);
    assert!(run.err.contains("nothing is proved"), "{}", run.err);
    folder.run(&["check", "--exit-zero"]).ends(0);
}

#[test]
fn each_format_is_written() {
    let folder = Folder::new("formats").file("a.norm", BROKEN);
    let concise = folder.run(&["check", "--output", "concise"]).ends(1);
    assert!(concise.out.starts_with("a.norm:1:5: error[C121] "), "{}", concise.out);
    let json = folder.run(&["check", "--output", "json"]).ends(1);
    let document: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(document["findings"][0]["code"], "C121");
    let matrix = folder.run(&["check", "--output", "matrix"]).ends(1);
    assert!(matrix.out.contains("no profile"), "{}", matrix.out);
}

#[test]
fn colours_are_there_when_asked_for_only() {
    let folder = Folder::new("colours").file("a.norm", BROKEN);
    assert!(!folder.run(&["check"]).out.contains('\u{1b}'), "no terminal, no colours");
    assert!(folder.run(&["check", "--color", "always"]).out.contains('\u{1b}'));
    let none = folder.run_with(&["check"], "", &[("NO_COLOR", "1")]);
    assert!(!none.out.contains('\u{1b}'));
}

#[test]
fn ascii_draws_with_ascii() {
    let folder = Folder::new("ascii").file("a.norm", BROKEN);
    assert!(folder.run(&["check", "--ascii"]).out.is_ascii());
    assert!(!folder.run(&["check"]).out.is_ascii());
}

#[test]
fn the_width_is_respected() {
    let folder = Folder::new("width").file("a.norm", BROKEN);
    let run = folder.run(&["check", "--width", "40"]);
    let notes = run.out.lines().filter(|line| line.starts_with("  = ") || line.starts_with("    "));
    assert!(notes.clone().count() >= 1, "{}", run.out);
    assert!(notes.clone().all(|line| line.chars().count() <= 40), "{}", run.out);
}

#[test]
fn standard_input_is_read_under_its_name() {
    let folder = Folder::new("stdin").file("laws/words.norm", CLEAN);
    let args = ["check", "-", "--stdin-name", "laws/draft.norm", "--output", "concise"];
    let run = folder.run_with(&args, "use words\nuse wrods\n", &[]).ends(1);
    assert!(run.out.starts_with("laws/draft.norm:2:5: error[C121]"), "{}", run.out);
    assert_eq!(run.out.lines().count(), 1, "`words` stands beside the name: {}", run.out);
}

#[test]
fn a_folder_is_one_set_and_each_subfolder_another() {
    let folder = Folder::new("sets")
        .file("a/words.norm", CLEAN)
        .file("a/law.norm", "use words\n")
        .file("b/words.norm", CLEAN)
        .file("b/law.norm", "use words\n");
    let run = folder.run(&["check", "."]).ends(0);
    assert!(run.err.contains("in 4 files, as 2 sets"), "{}", run.err);
    let together = folder.run(&["check", "--together", "a", "b", "--output", "concise"]).ends(1);
    assert!(together.out.contains("C122"), "{}", together.out);
}

#[test]
fn ignored_files_are_left_out() {
    let folder = Folder::new("ignored")
        .file(".gitignore", "drafts/\n")
        .file("a.norm", CLEAN)
        .file("notes.txt", "no norms")
        .file("drafts/b.norm", BROKEN);
    folder.run(&["check"]).ends(0);
}

#[test]
fn a_pack_is_found_in_a_rules_folder_above() {
    let folder = Folder::new("rules_above")
        .file("rules/words/words.norm", CLEAN)
        .file("laws/new/draft.norm", "use words\n");
    folder.run(&["check", "laws"]).ends(0);
    folder.run(&["check", "laws", "--use", "words"]).ends(0);
}

#[test]
fn a_path_that_leads_nowhere_does_not_keep_the_others_from_their_check() {
    let folder = Folder::new("nowhere")
        .file("broken.norm", "kind State\nfact secret(Sttae)\n")
        .file("notes/read.txt", "no norms")
        .file("laws/a.norm", CLEAN);
    let paths = ["check", "missing.norm", "broken.norm", "gone/", "notes", "laws"];
    let run = folder.run(&paths).ends(2);
    for told in [
        "C101",
        "`missing.norm` cannot be read: there is no such file or folder",
        "`gone` cannot be read",
        "`notes` cannot be read: it gives no `.norm` file",
    ] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
    let run = folder.run(&["check", "missing.norm", "gone"]).ends(2);
    assert!(run.err.contains("`missing.norm` (C090); there is no file or folder `gone` (C090)"));
    folder.run(&["test", "missing.norm", "laws"]).ends(2);
    let run = folder.run(&["fmt", "--check", "missing.norm", "laws"]).ends(2);
    assert!(run.err.contains("1 file in order") || run.err.contains("1 in order"), "{}", run.err);
}

#[test]
fn a_carriage_return_alone_ends_a_line() {
    let text = "kind State // all of them\rfact secret(Sttae)\r// end\rkind Fact\r";
    let folder = Folder::new("carriage_return").file("a.norm", text);
    let run = folder.run(&["check", "a.norm"]).ends(1);
    assert!(run.out.contains("a.norm:2:13"), "{}", run.out);
    folder.run(&["fmt", "a.norm"]).ends(0);
}

#[test]
fn mistakes_of_the_user_end_with_2_and_look_like_no_finding() {
    let folder = Folder::new("mistakes").file("a.norm", CLEAN).file("empty/notes.txt", "");
    let cases: &[(&[&str], &str)] = &[
        (&["check", "missing.norm"], "there is no file or folder `missing.norm`"),
        (&["check", "empty"], "holds no `.norm` file"),
        (&["check", "--profile", "nobody"], "there is no profile `nobody`"),
        (&["check", "--with", "nothing"], "there is no instrument `nothing`"),
        (&["check", "--on", "yesterday"], "write a day as"),
        (&["check", "--ouput", "json"], "a similar argument exists: '--output'"),
        (&["check", "--output", "srif"], "a similar value exists: 'sarif'"),
        (&["check", "--output", "sarif="], "'sarif='"),
        (&["check", "--output", "sarif", "--output", "json"], "cannot both go to standard output"),
        (&["check", "--output", "sarif=x", "--output", "json=./x"], "cannot both go to `x`"),
        (&["check", "--output", "sarif=out/x"], "there is no folder `out`"),
        (&["check", "a.norm", "--output", "sarif=."], "`.` cannot be written"),
        (&["check", "--level", "duty-agaist-ban=note"], "did you mean `duty-against-ban`?"),
        (&["check", "--watch", "-"], "standard input cannot be watched"),
        (&["chekc"], "a similar subcommand exists: 'check'"),
        (&["man", "chekc"], "did you mean `check`?"),
        (&["completions", "fsh"], "'fish'"),
        (&["explain", "C1211"], "did you mean `C1"),
        (&["explain", "tme"], "did you mean `time`?"),
        (&["test", "a.norm"], "no expectation"),
    ];
    for (args, expected) in cases {
        let run = folder.run(args).ends(2);
        assert_eq!(run.out, "", "{args:?}");
        assert!(run.err.contains(expected), "{args:?}: {}", run.err);
        assert!(!run.err.contains("error[C"), "{args:?}: {}", run.err);
    }
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_place() {
    let folder = Folder::new("bytes")
        .file("bad.norm", b"kind State // caf\xe9\n")
        .file("wide.norm", b"\xff\xfek\0i\0")
        .file("good/a.norm", BROKEN);
    let run = folder.run(&["check", "--output", "concise"]).ends(2);
    assert!(
        run.out.contains("bad.norm:1:18: error[C091] `bad.norm` is not text in UTF-8: byte 17"),
        "{}",
        run.out
    );
    assert!(run.out.contains("C121"), "the rest is checked: {}", run.out);
    assert!(folder.run(&["check"]).out.contains("UTF-16"));
}

#[test]
fn a_file_above_the_limit_is_not_read() {
    let folder = Folder::new("large");
    let file = fs::File::create(folder.0.join("large.norm")).expect("writable");
    file.set_len(comity::driver::MAX_FILE_BYTES + 1).expect("a file may have holes");
    let run = folder.run(&["check", "large.norm", "--output", "concise"]).ends(2);
    assert!(run.out.contains("error[C092]"), "{}", run.out);
}

#[test]
fn nul_bytes_are_no_crash() {
    let folder = Folder::new("nul").file("a.norm", b"kind State\0\nkind \0Court\n");
    let run = folder.run(&["check"]);
    assert!(matches!(run.status, Some(0 | 1)), "{:?}", run.status);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_not_read() {
    let folder = Folder::new("pipes").file("a.norm", "use fifo\n");
    let made = Command::new("mkfifo").arg(folder.0.join("fifo.norm")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
    let run = folder.run(&["check", "fifo.norm", "--output", "concise"]).ends(2);
    assert!(run.out.contains("error[C090]"), "{}", run.out);
    let used = folder.run(&["check", "a.norm", "--output", "concise"]).ends(2);
    assert!(used.out.contains("error[C090]"), "{}", used.out);
}

#[cfg(unix)]
#[test]
fn a_protected_file_is_told_and_the_rest_is_checked() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("protected").file("a.norm", CLEAN).file("b.norm", BROKEN);
    let path = folder.0.join("a.norm");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("we own it");
    if fs::read(&path).is_ok() {
        return; // Whoever may read everything cannot see this.
    }
    let run = folder.run(&["check", "--output", "concise"]).ends(2);
    assert!(run.out.contains("C090") && run.out.contains("C121"), "{}", run.out);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = Folder::new("full").file("a.norm", BROKEN);
    let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let output = Command::new(env!("CARGO_BIN_EXE_comity"))
        .arg("check")
        .current_dir(&folder.0)
        .stdout(full)
        .output()
        .expect("the binary runs");
    let run = Run::new(output).ends(2);
    assert!(run.err.contains("comity: the output cannot be written"), "{}", run.err);
    for asked in ["--help", "-V"] {
        let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
        let ended = Command::new(env!("CARGO_BIN_EXE_comity")).arg(asked).stdout(full).status();
        assert_eq!(ended.expect("the binary runs").code(), Some(2), "{asked}");
    }
}

#[test]
fn explain_lists_topics_and_rules_and_shows_pages() {
    let folder = Folder::new("explain");
    let list = folder.run(&["explain"]).ends(0);
    assert!(list.out.contains("command-line") && list.out.contains("C121"), "{}", list.out);
    for name in ["C121", "c121", "unknown-pack"] {
        assert!(folder.run(&["explain", name]).ends(0).out.starts_with("C121: unknown-pack\n"));
    }
    let all = folder.run(&["explain", "--all"]).ends(0);
    assert!(all.out.contains("C121: unknown-pack") && all.out.contains("Command line"));
}

#[test]
fn rules_are_listed_with_their_levels() {
    let rules = Folder::new("rules").run(&["rules"]).ends(0);
    let line = rules.out.lines().find(|line| line.starts_with("C121")).expect("it is a rule");
    assert!(line.contains("unknown-pack") && line.contains("error"), "{line}");
}

#[test]
fn help_is_short_and_complete() {
    let folder = Folder::new("help");
    for (name, args) in [
        ("help", vec!["--help"]),
        ("help_short", vec!["-h"]),
        ("help_check", vec!["check", "--help"]),
        ("help_check_short", vec!["check", "-h"]),
        ("help_test", vec!["test", "--help"]),
        ("help_why", vec!["why", "-h"]),
        ("help_diff", vec!["diff", "-h"]),
        ("help_ask", vec!["ask", "-h"]),
        ("help_graph", vec!["graph", "--help"]),
        ("help_fmt", vec!["fmt", "--help"]),
        ("help_init", vec!["init", "-h"]),
        ("help_completions", vec!["completions", "-h"]),
        ("help_man", vec!["man", "-h"]),
        ("help_merge", vec!["merge", "-h"]),
        ("help_baseline_write", vec!["baseline", "write", "-h"]),
    ] {
        snapshot(name, &folder.run(&args).ends(0).out);
    }
}

/// What people read, as it is stored.
pub(crate) fn snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => root().join("tests/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

/// Norms that agree, behind an expectation of something that is not there.
const WRONG_EXPECTATION: &str = "kind Firm\naction keep\nnorm a { Firm must keep }\n\
                                 scenario s { participant f is Firm expect g must keep }\n";

#[test]
fn what_was_left_out_is_said_as_it_is() {
    let folder = Folder::new("left_out").file("only.norm", WRONG_EXPECTATION);
    let run = folder.run(&["check", "only.norm"]);
    assert!(
        run.err.contains("scenarios and expectations that could not be understood were left out"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("norms with errors"), "{}", run.err);
    let run = folder.run(&["check", "only.norm", "--format", "sarif"]);
    assert!(run.out.contains("all norms were looked at"), "{}", run.out);
    let run = folder.run(&["test", "only.norm"]);
    assert!(
        run.err.contains("scenarios and expectations that could not be understood were left out"),
        "{}",
        run.err
    );
    let broken = format!("{WRONG_EXPECTATION}norm b {{ Frim must keep }}\n");
    let run = Folder::new("left_out_norms").file("a.norm", broken).run(&["check"]);
    assert!(run.err.contains("norms with errors were left out; nothing is proved"), "{}", run.err);
}

#[test]
fn the_format_of_an_answer_has_the_letter_that_reports_have() {
    let folder = Folder::new("format_of_an_answer").file("only.norm", WRONG_EXPECTATION);
    let asked = folder.run(&["ask", "must Firm keep?", "only.norm", "--format", "json"]);
    for [name, value] in [["-o", "json"], ["--output", "json"]] {
        let run = folder.run(&["ask", "must Firm keep?", "only.norm", name, value]);
        assert_eq!((&run.out, run.status), (&asked.out, asked.status));
    }
}

#[test]
fn an_answer_stands_before_what_was_left_out() {
    let text = "kind Firm\naction keep\nnorm a { Firm must keep }\nnorm b { Firm must not keep }\n\
                norm c { Frim must keep }\n";
    let run = Folder::new("answer_first").file("a.norm", text).run(&["why", "a", "b"]);
    assert!(run.out.starts_with("`a` and `b` conflict"), "{}", run.out);
    let last = run.out.lines().last().unwrap_or_default();
    assert!(last.contains("was left out") && last.contains("1 error, at a.norm:5"), "{}", run.out);
    assert!(!run.err.contains("C101"), "{}", run.err);
    // No answer hangs on scenarios and expectations.
    let folder = Folder::new("answer_scenario").file("a.norm", WRONG_EXPECTATION);
    for asked in [&["ask", "must Firm keep?"] as &[_], &["diff", "a.norm", "a.norm"]] {
        let run = folder.run(asked).ends(0);
        let last = run.out.lines().last().unwrap_or_default();
        let told = "all norms were looked at: 1 error, at a.norm:4 (`comity check` tells more)";
        assert!(last.ends_with(told), "{}", run.out);
    }
    let unreadable = "kind Firm\naction keep\nnorm a { Firm must keep }\nexpect a conflicts ((\n";
    let run = Folder::new("answer_unreadable").file("a.norm", unreadable);
    run.run(&["ask", "must Firm keep?"]).ends(0);
    // A line at the margin may be anything.
    let more = format!("{unreadable}norn b {{ Firm must keep }}\nb Firm must not keep\n");
    run.file("a.norm", more).run(&["ask", "must Firm keep?"]).ends(2);
    let ban = "use a\nnorm b { Firm must not keep }\nexpect strict zz, b\n";
    folder.file("b.norm", ban).run(&["why", "a", "b", "b.norm"]).ends(1);
    // Without an answer, the errors may be why.
    let run = Folder::new("answer_none").file("a.norm", text).run(&["why", "a", "c"]);
    assert!(run.err.contains("C101"), "{}", run.err);
}

#[test]
fn a_file_of_settings_that_is_not_there_has_no_excerpt() {
    let folder = Folder::new("no_settings").file("a.norm", WRONG_EXPECTATION);
    let run = folder.run(&["check", "--config", "nowhere.toml"]);
    assert!(!run.err.contains("1:1"), "{}", run.err);
    let told =
        "the settings `nowhere.toml` cannot be read: there is no such file, so nothing was checked";
    assert!(run.err.contains(told), "{}", run.err);
}

#[test]
fn a_pending_line_gives_its_reason_once() {
    let text = "kind Firm\naction keep\nnorm a { Firm must keep }\nnorm b { Firm must not keep }\n\
                expect none a, b pending \"later\"\n";
    let run = Folder::new("pending_once").file("a.norm", text).run(&["test"]);
    assert_eq!(run.out.matches("later").count(), 1, "{}", run.out);
}
