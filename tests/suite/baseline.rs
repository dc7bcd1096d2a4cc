//! Known findings.

use std::fs;

use crate::cli::{Folder, snapshot, with};

pub(crate) const HEAD: &str = "kind State, Paper\naction vote(Paper)\naction veto(Paper)\n";
pub(crate) const VOTE: &str =
    "norm attend { State must vote(Paper) }\nnorm abstain { State must not vote(Paper) }\n";
pub(crate) const VETO: &str =
    "norm block { State must veto(Paper) }\nnorm yield { State must not veto(Paper) }\n";

pub(crate) fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.0.join(name)).expect("it was written")
}

#[test]
fn what_is_known_is_left_out_and_what_is_new_is_told() {
    let folder = Folder::new("baseline").file("a.norm", format!("{HEAD}{VOTE}"));
    let run = folder.run(&["baseline", "write"]).ends(0);
    let wrote = "wrote 2 findings to comity.baseline; write `baseline = \"comity.baseline\"` into comity.toml, so \
                 that checks know them\n";
    assert_eq!(run.err, wrote, "the conflict and the unused act");
    let known = ["check", "--baseline", "comity.baseline"];
    let run = folder.run(&known).ends(0);
    assert_eq!(run.out, "");
    assert_eq!(run.err, "checked 2 norms in 1 file: 2 known\n");
    // The unused act is used now, so its entry is stale; the new conflict is told.
    let folder = folder.file("a.norm", format!("{HEAD}{VOTE}{VETO}"));
    let run = folder.run(&known).ends(1);
    assert!(run.out.contains("`block` requires what `yield` forbids"), "{}", run.out);
    assert!(!run.out.contains("`attend`"), "{}", run.out);
    assert!(run.out.contains("error[C605]"), "{}", run.out);
}

#[test]
fn what_is_new_beside_what_is_known_gets_repairs() {
    let folder = Folder::new("baseline-repairs").file("a.norm", format!("{HEAD}{VOTE}"));
    folder.run(&["baseline", "write"]).ends(0);
    let urgent = "fact urgent(Paper)\nnorm block { State must veto(Paper) when urgent(Paper) }\n\
                  norm yield { State must not veto(Paper) }\n";
    let folder = folder.file("a.norm", format!("{HEAD}{VOTE}{urgent}"));
    let run = folder.run(&["check", "--baseline", "comity.baseline"]).ends(1);
    assert!(run.out.contains("help: add `subject to block` to `yield`"), "{}", run.out);
}

#[test]
fn a_known_finding_stays_known_when_lines_move_and_files_are_renamed() {
    let folder = Folder::new("baseline-moved").file("a.norm", format!("{HEAD}{VOTE}{VETO}"));
    folder.run(&["baseline", "write"]).ends(0);
    fs::remove_file(folder.0.join("a.norm")).expect("it is there");
    let folder = folder.file("b.norm", format!("// moved\n\n{HEAD}\n{VETO}\n\n{VOTE}"));
    folder.run(&["check", "--baseline", "comity.baseline", "--fail-on", "note"]).ends(0);
}

#[test]
fn a_line_that_two_versions_brought_stands_once_after_pruning() {
    let folder = Folder::new("baseline-doubled").file("a.norm", format!("{HEAD}{VOTE}"));
    folder.run(&["baseline", "write"]).ends(0);
    let list = read(&folder, "comity.baseline");
    let line = list.lines().last().expect("something is known");
    let folder = folder.file("comity.baseline", format!("{list}{line}\n"));
    folder.run(&["check", "--baseline", "comity.baseline"]).ends(0);
    folder.run(&["baseline", "prune"]).ends(0);
    assert_eq!(read(&folder, "comity.baseline"), list);
}

#[test]
fn a_stale_entry_fails_until_it_is_pruned_and_the_file_changes_by_its_line_only() {
    let folder = Folder::new("baseline-stale")
        .file("comity.toml", "baseline = \"known/list\"\n")
        .file("known/.keep", "")
        .file("a.norm", format!("{HEAD}{VOTE}{VETO}"));
    folder.run(&["baseline", "write"]).ends(0);
    let before = read(&folder, "known/list");
    snapshot("baseline_file", &before);
    folder.run(&["check"]).ends(0);
    let folder =
        folder.file("a.norm", format!("{HEAD}{VETO}norm attend {{ State must vote(Paper) }}\n"));
    let stale = folder.run(&["check", "--color", "never"]).ends(1);
    snapshot("baseline_stale", &stale.out);
    assert!(stale.err.contains("1 error, 1 known"), "{}", stale.err);
    folder.run(&["baseline", "prune"]).ends(0);
    let after = read(&folder, "known/list");
    let kept: Vec<&str> = before.lines().filter(|line| !line.contains("attend")).collect();
    assert_eq!(after.lines().collect::<Vec<_>>(), kept);
    folder.run(&["check"]).ends(0);
}

#[test]
fn what_stands_in_files_that_are_not_read_is_neither_stale_nor_pruned() {
    let used = format!("use \"../a/a.norm\"\n{VETO}norm back {{ State must not vote(Paper) }}\n");
    let attend = "norm attend { State must vote(Paper) }\n";
    let folder = Folder::new("baseline-part")
        .file("comity.toml", "baseline = \"comity.baseline\"\n")
        .file("a/a.norm", format!("{HEAD}{attend}"))
        .file("b/b.norm", used)
        .file("c/c.norm", format!("{HEAD}{VOTE}"));
    folder.run(&["baseline", "write"]).ends(0);
    let list = read(&folder, "comity.baseline");
    // `attend` and `back` clash in the first file that is read and the second, which is not.
    for part in ["a", "b", "c"] {
        let run = folder.run(&["check", part]).ends(0);
        assert!(run.out.is_empty(), "{part}: {}", run.out);
        folder.run(&["baseline", "prune", part]).ends(0);
        assert_eq!(read(&folder, "comity.baseline"), list, "{part}");
    }
    // A file that is no more was not overlooked.
    fs::remove_file(folder.0.join("c/c.norm")).expect("it is there");
    assert!(folder.run(&["check"]).ends(1).out.contains("C605"));
    folder.run(&["baseline", "prune"]).ends(0);
    assert!(!read(&folder, "comity.baseline").contains("abstain"));
}

#[test]
fn a_subfolder_is_pruned_by_itself_and_what_is_known_of_other_folders_is_left_alone() {
    let set = |norms: &str| format!("{HEAD}{norms}");
    let folder = Folder::new("baseline-subfolder")
        .file("comity.toml", "baseline = \"known/list\"\n")
        .file("known/.keep", "")
        .file("a/a.norm", set(VOTE))
        .file("b/b.norm", set(VETO));
    folder.run(&["baseline", "write"]).ends(0);
    let list = read(&folder, "known/list");
    assert!(list.contains("attend over vote # ../a/a.norm\n"), "named from the list: {list}");
    let below = Folder(folder.0.join("a"));
    let run = below.run(&["baseline", "prune", "."]).ends(0);
    assert!(
        run.err.ends_with(", 4 left, of which 2 stand in files that were not checked\n"),
        "{}",
        run.err
    );
    below.run(&["check", ".", "--fail-on", "note"]).ends(0);
    // A file that is no more leaves what it held to those who check where it stood.
    fs::remove_file(folder.0.join("b/b.norm")).expect("it is there");
    folder.run(&["baseline", "prune", "a"]).ends(0);
    below.run(&["baseline", "prune", "."]).ends(0);
    assert_eq!(read(&folder, "known/list"), list);
    folder.run(&["baseline", "prune"]).ends(0);
    assert_eq!(read(&folder, "known/list").lines().count(), 3);
}

#[test]
fn an_older_list_names_files_from_the_folder_in_which_it_was_written() {
    let folder =
        namesakes("baseline-older", VOTE, &VOTE.replace("must not", "may")).file("known/.keep", "");
    let list = ["--baseline", "known/list"];
    folder.run(&with(&["baseline", "write"], &list)).ends(0);
    let older = read(&folder, "known/list").replace("../", "");
    fs::write(folder.0.join("known/list"), &older).expect("writable");
    folder.run(&with(&["baseline", "prune", "b"], &list)).ends(0);
    assert_eq!(read(&folder, "known/list"), older);
    folder.run(&with(&["check", "--fail-on", "note"], &list)).ends(0);
}

/// Two sets with norms of the same names; a third state has no conflict.
pub(crate) fn namesakes(name: &str, first: &str, second: &str) -> Folder {
    let set = |norms: &str| format!("kind State, Paper\naction vote(Paper)\n{norms}");
    Folder::new(name).file("a/x.norm", set(first)).file("b/x.norm", set(second))
}

#[test]
fn of_namesakes_in_two_sets_only_what_is_known_passes() {
    let calm = VOTE.replace("must not", "may");
    let folder = namesakes("baseline-namesakes", &calm, VOTE);
    folder.run(&["baseline", "write", "--level", "C503=off"]).ends(0);
    let known = ["check", "--baseline", "comity.baseline", "--level", "C503=off"];
    folder.run(&known).ends(0);
    // One more in the other set, which even comes first: that one is new.
    let list = read(&folder, "comity.baseline");
    let folder = namesakes("baseline-namesakes", VOTE, VOTE).file("comity.baseline", &list);
    let run = folder.run(&with(&known, &["-o", "concise"])).ends(1);
    assert!(run.out.starts_with("a/x.norm:") && run.out.lines().count() == 1, "{}", run.out);
    // In parts as in the whole.
    for part in ["1/2", "2/2"] {
        let file = format!("json={}.json", &part[..1]);
        folder.run(&with(&known, &["--shard", part, "-o", &file, "--exit-zero"]));
    }
    let merged = folder.run(&["merge", "1.json", "2.json"]).ends(1);
    assert_eq!(merged.out.matches("a/x.norm").count(), 2, "{}", merged.out);
    assert!(!merged.out.contains("b/x.norm") && !merged.out.contains("C605"), "{}", merged.out);
    // The known one is mended, and the other is not taken for it.
    let folder = namesakes("baseline-namesakes", VOTE, &calm).file("comity.baseline", list);
    let run = folder.run(&with(&known, &["-o", "concise"])).ends(1);
    assert!(run.out.contains("a/x.norm:") && run.out.contains("C605"), "{}", run.out);
    folder.run(&["baseline", "prune"]).ends(0);
    assert!(!read(&folder, "comity.baseline").contains("C201"));
}

#[test]
fn namesakes_stay_known_when_their_files_are_renamed_and_a_line_without_a_file_is_any_of_them() {
    let folder = namesakes("baseline-namesakes-moved", VOTE, VOTE);
    folder.run(&["baseline", "write"]).ends(0);
    let known = ["check", "--baseline", "comity.baseline", "--fail-on", "note"];
    fs::rename(folder.0.join("a"), folder.0.join("c")).expect("it is there");
    folder.run(&known).ends(0);
    let list = read(&folder, "comity.baseline");
    let old: String =
        list.lines().map(|line| format!("{}\n", line.split(" # ").next().unwrap_or(""))).collect();
    assert!(old.len() < list.len());
    fs::write(folder.0.join("comity.baseline"), &old).expect("writable");
    folder.run(&known).ends(0);
    // One entry lets one pass.
    let mut one: Vec<&str> = old.lines().collect();
    one.remove(1);
    fs::write(folder.0.join("comity.baseline"), one.join("\n")).expect("writable");
    let run = folder.run(&known).ends(1);
    assert!(run.err.contains("1 error, 1 known"), "{}", run.err);
}

#[test]
fn services_get_a_name_of_its_own_for_each_namesake() {
    let folder = namesakes("baseline-namesakes-sarif", VOTE, VOTE);
    let run = folder.run(&["check", "-o", "sarif"]).ends(1);
    let log: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("results").iter();
    let prints: Vec<&serde_json::Value> =
        results.filter(|it| it["ruleId"] == "C201").map(|it| &it["partialFingerprints"]).collect();
    let [first, second] = prints[..] else { panic!("two findings: {prints:?}") };
    let of =
        |prints: &serde_json::Value, name: &str| prints[name].as_str().expect("a print").to_owned();
    // The first version counted them.
    let former = [first, second].map(|it| of(it, "comityFinding/v1"));
    assert_eq!(former[0].strip_suffix(":1"), former[1].strip_suffix(":2"));
    let own = [first, second].map(|it| of(it, "comityFinding/v2"));
    assert_eq!(own[0][..32], own[1][..32]);
    assert!(own[0] != own[1] && own.iter().all(|it| it.ends_with(":1")), "{own:?}");
    assert_eq!(of(first, "primaryLocationLineHash"), own[0]);
}

#[test]
fn errors_that_leave_norms_out_are_never_known() {
    let folder = Folder::new("baseline-errors").file("a.norm", format!("{HEAD}{VOTE}"));
    folder.run(&["baseline", "write"]).ends(0);
    let folder = folder.file("a.norm", format!("{HEAD}norm attend {{ Sttae must vote(Paper) }}\n"));
    let run = folder.run(&["check", "--baseline", "comity.baseline"]).ends(1);
    assert!(run.out.contains("C101") && !run.out.contains("C605"), "{}", run.out);
    for action in ["write", "prune"] {
        let run = folder.run(&["baseline", action]).ends(2);
        assert!(run.err.contains("not everything could be checked"), "{}", run.err);
    }
}

#[test]
fn a_baseline_that_cannot_be_read_is_no_empty_one() {
    let folder = Folder::new("baseline-wrong").file("a.norm", HEAD).file("list", "no entry\n");
    let run = folder.run(&["check", "--baseline", "list"]).ends(2);
    assert_eq!(run.err, "comity: line 1 of the baseline `list` is not an entry\n");
    let run = folder.run(&["check", "--baseline", "gone"]).ends(2);
    assert!(run.err.contains("`comity baseline write` makes it"), "{}", run.err);
}

#[test]
fn what_has_no_meaning_for_known_findings_is_refused() {
    let folder = Folder::new("baseline-flags").file("a.norm", format!("{HEAD}{VOTE}"));
    let flags: [&[&str]; 9] = [
        &["--fix"],
        &["--unsafe-fixes"],
        &["--watch"],
        &["--output", "json"],
        &["--fail-on", "note"],
        &["--exit-zero"],
        &["--since", "HEAD"],
        &["--shard", "1/2"],
        &["--all"],
    ];
    for action in ["write", "prune"] {
        for flag in flags {
            let run = folder.run(&with(&["baseline", action], flag)).ends(2);
            assert!(run.err.contains("unexpected argument"), "{flag:?}: {}", run.err);
        }
    }
    assert!(!folder.0.join("comity.baseline").exists());
}

#[test]
fn pruning_asks_no_less_than_the_whole() {
    let folder = Folder::new("baseline-narrow").file("a.norm", format!("{HEAD}{VOTE}"));
    folder.run(&["baseline", "write"]).ends(0);
    let before = read(&folder, "comity.baseline");
    let flags = [["--level", "all=off"], ["--profile", "none"], ["--on", "2026-01-01"]];
    for flag in flags {
        let run = folder.run(&with(&["baseline", "prune"], &flag)).ends(2);
        assert!(run.err.contains("asks for less than the whole"), "{flag:?}: {}", run.err);
    }
    folder.run(&["baseline", "prune", "--level", "C2xx=note"]).ends(0);
    assert_eq!(read(&folder, "comity.baseline"), before);
}

#[test]
fn what_would_be_written_is_shown_and_nothing_is_written() {
    let folder = Folder::new("baseline-diff").file("a.norm", format!("{HEAD}{VOTE}"));
    let run = folder.run(&["baseline", "write", "--diff"]).ends(1);
    assert!(run.out.contains("\n+") && run.out.contains("attend"), "{}", run.out);
    assert!(!folder.0.join("comity.baseline").exists());
    folder.run(&["baseline", "write"]).ends(0);
    assert_eq!(folder.run(&["baseline", "write", "--diff"]).ends(0).out, "");
    let folder = folder.file("a.norm", format!("{HEAD}{VETO}"));
    let before = read(&folder, "comity.baseline");
    let run = folder.run(&["baseline", "prune", "--diff"]).ends(1);
    assert!(run.out.contains("\n-") && run.out.contains("attend"), "{}", run.out);
    assert_eq!(read(&folder, "comity.baseline"), before);
}

#[test]
fn a_list_of_known_findings_replaces_nothing_else() {
    let folder =
        Folder::new("baseline-over").file("a.norm", VOTE).file("b.norm", "").file("notes", "x\n");
    for file in ["a.norm", "b.norm", "notes"] {
        let before = read(&folder, file);
        let run = folder.run(&["baseline", "write", "--baseline", file]).ends(2);
        assert!(run.err.contains("is not a list of known findings"), "{file}: {}", run.err);
        assert_eq!(read(&folder, file), before);
    }
}

#[test]
fn what_keeps_a_first_list_from_being_written_is_shown() {
    let folder = Folder::new("baseline_first")
        .file("comity.toml", "baseline = \"comity.baseline\"\n")
        .file("a.norm", format!("{HEAD}norm x {{ State must vot(Motion) }}\n"));
    // No check shows it: the list is not there yet.
    folder.run(&["check"]).ends(2);
    let run = folder.run(&["baseline", "write"]).ends(2);
    assert!(run.err.contains("error[C101]") && run.err.contains("a.norm:"), "{}", run.err);
    assert!(!folder.0.join("comity.baseline").exists());
}

#[test]
fn two_versions_of_a_list_are_told_with_what_to_do() {
    let entry = "00bf966e1c90326946aa8199f1d1ac7e:1 C201 strict abstain attend # a.norm\n";
    let list = format!("<<<<<<< HEAD\n{entry}=======\n>>>>>>> work\n");
    let folder = Folder::new("baseline_two_versions")
        .file("a.norm", format!("{HEAD}{VOTE}"))
        .file("comity.baseline", &list);
    for args in [
        &["check", "--baseline", "comity.baseline"][..],
        &["baseline", "prune"],
        &["baseline", "write"],
    ] {
        let run = folder.run(args).ends(2);
        assert!(run.err.contains("keep the lines of both"), "{}", run.err);
    }
    assert_eq!(read(&folder, "comity.baseline"), list);
}

#[test]
fn a_list_may_begin_with_a_byte_order_mark() {
    let folder = Folder::new("baseline_mark").file("a.norm", format!("{HEAD}{VOTE}"));
    folder.run(&["baseline", "write"]).ends(0);
    let marked = format!("\u{feff}{}", read(&folder, "comity.baseline"));
    let folder = folder.file("comity.baseline", marked);
    folder.run(&["check", "--baseline", "comity.baseline"]).ends(0);
    // An entry is taken out, and the mark stays.
    let folder =
        folder.file("a.norm", format!("{HEAD}{VETO}norm x {{ State must vote(Paper) }}\n"));
    folder.run(&["baseline", "prune"]).ends(0);
    assert!(read(&folder, "comity.baseline").starts_with("\u{feff}#"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_no_text_has_a_list_reports_and_a_history() {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;

    let outer = Folder::new("no-text");
    let path = outer.0.join(OsStr::from_bytes(b"cw\xffd"));
    let folder = Folder(path.clone()).file("a.norm", format!("{HEAD}{VOTE}"));
    folder.run(&["baseline", "write"]).ends(0);
    let run = |here: &std::path::Path, args: &[&OsStr]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_comity"))
            .current_dir(here)
            .args(args)
            .output()
            .expect("it runs");
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let list = path.join("comity.baseline");
    let report: OsString =
        [OsStr::new("json="), path.join("r.json").as_os_str()].into_iter().collect();
    let [check, known, out] = ["check", "--baseline", "-o"].map(OsStr::new);
    let done = run(&outer.0, &[check, path.as_os_str(), known, list.as_os_str(), out, &report]);
    assert_eq!(done.0, Some(0), "{}", done.1);
    assert!(path.join("r.json").exists());
    let git = |args: &[&str]| {
        let done = std::process::Command::new("git").current_dir(&path).args(args).output();
        assert!(done.expect("git runs").status.success(), "{args:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["-c", "user.email=a@b", "-c", "user.name=x", "commit", "-qm", "1"]);
    let done = run(&path, &[check, OsStr::new("--since"), OsStr::new("HEAD")]);
    assert_eq!(done.0, Some(0), "{}", done.1);
    assert!(done.1.contains("in what has not changed"), "{}", done.1);
}
