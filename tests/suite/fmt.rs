//! `comity fmt` as a user meets it.

use std::fs;

use crate::cli::Folder;

const UNTIDY: &str = "kind   A\nkind B\n";
const TIDY: &str = "kind A\nkind B\n";
const BROKEN: &str = "kind\n\nfact\n";

fn content(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.0.join(name)).expect("the file is there")
}

#[test]
fn files_are_formatted_in_place_and_only_those_that_need_it() {
    let folder = Folder::new("fmt").file("a.norm", UNTIDY).file("b/c.norm", TIDY);
    let run = folder.run(&["fmt"]).ends(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", "formatted 1 file, 1 in order\n"));
    assert_eq!(content(&folder, "a.norm"), TIDY);
    let run = folder.run(&["fmt"]).ends(0);
    assert_eq!(run.err, "formatted 0 files, 2 in order\n");
}

#[test]
fn check_lists_what_would_change_and_writes_nothing() {
    let folder = Folder::new("fmt_check").file("a.norm", UNTIDY).file("b/c.norm", TIDY);
    let run = folder.run(&["fmt", "--check", "."]).ends(1);
    assert_eq!(run.out, "a.norm\n");
    assert_eq!(run.err, "1 file would change, 1 in order\n");
    assert_eq!(content(&folder, "a.norm"), UNTIDY);
    folder.run(&["fmt", "--check", "b"]).ends(0);
}

#[test]
fn a_name_that_github_takes_for_a_command_begins_no_line() {
    let name = "::error::x.norm";
    let folder = Folder::new("fmt_command").file(name, "kind   A\nexpect none a, b\n");
    assert_eq!(folder.run(&["fmt", "--check"]).ends(1).out, format!("./{name}\n"));
    let run = folder.run(&["check", "-o", "concise"]).ends(1);
    assert!(run.out.lines().all(|line| line.starts_with("./::error::x.norm:2:")), "{}", run.out);
    assert!(!folder.run(&["test"]).out.contains("\n::"));
}

#[test]
fn diff_shows_what_would_change_and_writes_nothing() {
    let folder = Folder::new("fmt_diff").file("b/a.norm", UNTIDY);
    let run = folder.run(&["fmt", "--diff"]).ends(1);
    assert_eq!(
        run.out,
        "--- a/b/a.norm\n+++ b/b/a.norm\n@@ -1,2 +1,2 @@\n-kind   A\n+kind A\n kind B\n"
    );
    assert_eq!(content(&folder, "b/a.norm"), UNTIDY);
}

#[test]
fn a_file_with_errors_is_left_and_the_others_are_formatted() {
    let folder = Folder::new("fmt_errors")
        .file("a.norm", BROKEN)
        .file("b.norm", UNTIDY)
        .file("c.norm", b"kind A // caf\xe9\n");
    let run = folder.run(&["fmt"]).ends(2);
    assert_eq!(content(&folder, "a.norm"), BROKEN);
    assert_eq!(content(&folder, "b.norm"), TIDY);
    assert!(run.err.contains("`a.norm` is left as it is: line 1, column 1: "), "{}", run.err);
    assert!(run.err.contains("(and 1 more error)"), "{}", run.err);
    assert!(run.err.contains("`c.norm` is left as it is: it is not encoded in UTF-8"));
    assert!(run.err.ends_with("formatted 1 file, 0 in order, 2 left as they are\n"), "{}", run.err);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new("fmt_stdin").file("a.norm", UNTIDY);
    assert_eq!(folder.run_with(&["fmt", "-"], UNTIDY, &[]).ends(0).out, TIDY);
    assert_eq!(folder.run_with(&["fmt", "-"], TIDY, &[]).ends(0).out, TIDY);
    let name = ["fmt", "--check", "-", "--stdin-name", "x/y.norm"];
    assert_eq!(folder.run_with(&name, UNTIDY, &[]).ends(1).out, "x/y.norm\n");
    let broken = folder.run_with(&["fmt", "-"], BROKEN, &[]).ends(2);
    assert_eq!(broken.out, "", "an editor must not take half a text for the whole");
    assert_eq!(content(&folder, "a.norm"), UNTIDY);
}

#[test]
fn ignored_files_are_formatted_only_when_named() {
    let folder = Folder::new("fmt_ignored")
        .file(".gitignore", "drafts/\n")
        .file("a.norm", TIDY)
        .file("notes.txt", UNTIDY)
        .file("drafts/b.norm", UNTIDY);
    folder.run(&["fmt", "--check"]).ends(0);
    folder.run(&["fmt", "drafts/b.norm", "notes.txt"]).ends(0);
    assert_eq!(content(&folder, "drafts/b.norm"), TIDY);
    assert_eq!(content(&folder, "notes.txt"), TIDY);
}

#[test]
fn line_ends_and_the_mark_at_the_head_stay() {
    let folder = Folder::new("fmt_ends").file("a.norm", "\u{feff}kind  A\r\nkind B\r\n");
    folder.run(&["fmt"]).ends(0);
    assert_eq!(content(&folder, "a.norm"), "\u{feff}kind A\r\nkind B\r\n");
    folder.run(&["fmt", "--check"]).ends(0);
    let piped = folder.run_with(&["fmt", "-"], "\u{feff}kind  A\n", &[]).ends(0).out;
    assert_eq!(piped, "\u{feff}kind A\n");
}

#[test]
fn what_is_said_of_a_text_hangs_on_no_layout_or_comment() {
    let text = "kind File, Data, Firm\naction send(Data)\n\
                norm n { Firm must send(some // any\n      File) }\n\
                scenario s { participant f is Firm expect f never // hello\n      applies n }\n";
    let folder = Folder::new("fmt_told").file("a.norm", text);
    let prints = || {
        let run = folder.run(&["check", "-o", "json"]).ends(1);
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
        let found = report["findings"].as_array().expect("findings").clone();
        assert!(!run.out.contains("hello"), "{}", run.out);
        found.iter().map(|it| it["fingerprint"].to_string()).collect::<Vec<_>>()
    };
    let before = prints();
    folder.run(&["fmt"]);
    assert!(before.len() > 1 && before == prints());
}

#[test]
fn nothing_to_format_is_a_mistake() {
    let folder = Folder::new("fmt_nothing").file("notes.txt", "");
    assert!(folder.run(&["fmt"]).ends(2).err.contains("holds no `.norm` file"));
    assert!(
        folder.run(&["fmt", "gone.norm"]).ends(2).err.contains("no file or folder `gone.norm`")
    );
}
