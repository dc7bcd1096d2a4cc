//! `--since`: findings of what changed since a revision.

use std::fs;
use std::process::Command;

use crate::baseline::{HEAD, VETO, VOTE, read};
use crate::cli::{Folder, with};

/// Runs git in a folder; its own settings, whatever those of the machine are.
pub(crate) fn git(folder: &Folder, args: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
        .args(args)
        .current_dir(&folder.0)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn repository(name: &str) -> Folder {
    let folder =
        Folder::new(name).file("sub/a.norm", format!("{HEAD}{VOTE}")).file("sub/b.norm", VETO);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder
}

#[test]
fn since_a_revision_only_findings_of_changed_items_are_told() {
    let folder = repository("since");
    let run = folder.run(&["check", "--since", "HEAD"]).ends(0);
    assert_eq!(run.out, "");
    assert_eq!(run.err, "checked 4 norms in 2 files: 2 in what has not changed\n");
    // A comment before a norm does not change it; a new title does.
    let moved = VETO.replace("norm yield {", "norm yield \"Yield\" {");
    let folder =
        folder.file("sub/a.norm", format!("{HEAD}// moved\n{VOTE}")).file("sub/b.norm", moved);
    let run = folder.run(&["check", "--since", "HEAD"]).ends(1);
    assert!(run.out.contains("`yield`") && !run.out.contains("`attend`"), "{}", run.out);
    assert!(run.err.contains("1 error, 1 in what has not changed"), "{}", run.err);
    git(&folder, &["checkout", "-q", "-b", "work"]);
    git(&folder, &["commit", "-q", "-a", "-m", "second"]);
    folder.run(&["check", "--since", "HEAD"]).ends(0);
    folder.run(&["check", "--since", "main"]).ends(1);
    // What happened on the other branch since is no change of this one.
    git(&folder, &["checkout", "-q", "main"]);
    let folder = folder.file("sub/a.norm", format!("{HEAD}{}", VOTE.replace("abstain", "refrain")));
    git(&folder, &["commit", "-q", "-a", "-m", "third"]);
    git(&folder, &["checkout", "-q", "work"]);
    let run = folder.run(&["check", "--since", "main"]).ends(1);
    assert!(!run.out.contains("`attend`"), "{}", run.out);
}

/// A set with two conflicts that hang on different words, each in two files.
const SHARED: &str = "\
kind State, Paper
fact secret(Paper)
fact old(Paper)
define closed(Paper) as hidden(Paper)
define hidden(Paper) as secret(Paper)
action read(Paper)
action copy(Paper)
instrument code {
  in force from 2020-01-01
  norm look { State must read(Paper) when closed(Paper) }
  norm ignore { State must not read(Paper) when closed(Paper) }
}
norm keep { State must copy(Paper) when old(Paper) }
norm drop { State must not copy(Paper) when old(Paper) }
";

#[test]
fn what_a_repository_has_git_run_is_not_run() {
    let folder = repository("since_monitor");
    let mark = folder.0.join("ran");
    git(&folder, &["config", "core.fsmonitor", &format!("touch '{}'; false", mark.display())]);
    folder.run(&["check", "--since", "main"]).ends(0);
    assert!(!mark.exists(), "a command of the repository ran");
}

#[test]
fn since_a_revision_a_norm_changes_with_what_it_names() {
    let folder = Folder::new("since-words").file("a.norm", SHARED);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let told = |from: &str, to: &str| {
        assert!(SHARED.contains(from), "{from}");
        fs::write(folder.0.join("a.norm"), SHARED.replace(from, to)).expect("writable");
        let run = folder.run(&["check", "--since", "HEAD", "--exit-zero"]);
        [run.out.contains("`look`"), run.out.contains("`keep`")]
    };
    let hidden = "define hidden(Paper) as secret(Paper)\n";
    let keep = "norm keep { State must copy(Paper) when old(Paper) }\n";
    let cases: [(&str, &str, [bool; 2]); 14] = [
        // By way of another definition.
        (hidden, "define hidden(Paper) as secret(Paper) or old(Paper)\n", [true, false]),
        ("fact old(Paper)", "open fact old(Paper)", [false, true]),
        ("action copy(Paper)", "action copy(Paper) reads \"copy {1}\"", [false, true]),
        ("norm keep", "assume old(Paper) implies old(Paper)\nnorm keep", [false, true]),
        ("kind State,", "kind Agency\nkind State is Agency\nkind", [true, true]),
        ("norm keep", "precedence specialis\nnorm keep", [true, true]),
        // A line that went.
        ("  in force from 2020-01-01\n", "", [true, false]),
        // What says the same.
        (hidden, "\n// What is hidden.\ndefine hidden(Paper)   as secret(Paper)\n", [false, false]),
        ("kind State, Paper", "kind State, Paper, Agency", [false, false]),
        ("  in force from", "  // Since then.\n  in force from", [false, false]),
        (keep, &keep.replace(" when", "\n  when"), [false, false]),
        (keep, &keep.replace(" when", " // Comment.\r\n  when"), [false, false]),
        ("{ State must read", "{\n\n State   must read", [false, false]),
        (keep, &keep.replace("old(Paper)", "(old(Paper))"), [false, true]),
    ];
    for (from, to, expected) in cases {
        assert_eq!(told(from, to), expected, "{from} > {to}");
    }
}

#[cfg(unix)]
#[test]
fn since_a_revision_the_earlier_text_of_every_changed_file_is_known_whatever_its_name() {
    let set = |define: &str| SHARED.replace("as secret(Paper)", &format!("as {define}"));
    // One git tells of several files, and of each alone where a name does not fit in a line.
    for (place, names) in
        [["a/x ä.norm", "b/\"q\".norm"], ["a/x\ny.norm", "b/z.norm"]].iter().enumerate()
    {
        let before = set("secret(Paper)");
        let folder = Folder::new(&format!("since-names-{place}"));
        let folder = names.iter().fold(folder, |folder, name| folder.file(name, &before));
        git(&folder, &["init", "-q", "-b", "main"]);
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "-q", "-m", "first"]);
        // The one says the same in other words, the other does not.
        let [same, other] = names;
        let folder = folder
            .file(same, before.replace("define hidden", "// Hidden.\ndefine  hidden"))
            .file(other, set("not secret(Paper)"));
        let run = folder.run(&["check", "--since", "HEAD", "-o", "concise"]).ends(1);
        let told: Vec<&str> = run.out.lines().filter(|line| line.contains("C201")).collect();
        assert!(told.len() == 1 && told[0].starts_with("b/"), "{}", run.out);
    }
}

#[test]
fn since_a_revision_a_declaration_that_moves_to_another_file_is_the_same_and_one_that_went_is_not()
{
    let words = "kind State, Paper\nfact old(Paper)\naction vote(Paper)\n";
    let folder = Folder::new("since-moved")
        .file(
            "a.norm",
            format!("{words}{}", VOTE.replace("(Paper) }", "(Paper) when old(Paper) }")),
        )
        .file("b.norm", "assume not old(Paper)\n");
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    git(&folder, &["rm", "-q", "b.norm"]);
    let run = folder.run(&["check", "--since", "HEAD"]).ends(1);
    assert!(run.out.contains("`attend`"), "{}", run.out);
    git(&folder, &["commit", "-q", "-m", "second"]);
    let norms = read(&folder, "a.norm").replace(words, "");
    let folder = folder.file("a.norm", norms).file("c.norm", words);
    let run = folder.run(&["check", "--since", "HEAD", "--exit-zero"]);
    assert!(!run.out.contains("`attend`"), "{}", run.out);
    assert!(run.err.contains("in what has not changed"), "{}", run.err);
}

#[test]
fn files_that_git_does_not_know_are_new_and_renamed_files_are_not() {
    let folder = repository("since-files");
    git(&folder, &["mv", "sub/b.norm", "sub/c ä.norm"]);
    git(&folder, &["commit", "-q", "-m", "renamed"]);
    let run = folder.run(&["check", "--since", "HEAD~1"]).ends(0);
    assert!(run.err.contains("2 in what has not changed"), "{}", run.err);
    let folder = folder.file("sub/new ä.norm", "norm again { State must not vote(Paper) }\n");
    let run = folder.run(&["check", "--since", "HEAD"]).ends(1);
    assert!(run.out.contains("`again`"), "{}", run.out);
    // As seen from another folder, too.
    let run = folder.run(&["check", "--since", "HEAD", "sub"]).ends(1);
    assert!(run.out.contains("`again`"), "{}", run.out);
}

/// A norm and one against it, which changes make of it.
const SELL: &str = "kind Firm, Rec\naction sell(Rec)\nnorm s1 { Firm must sell(Rec) }\n";
const BAN: &str = "norm s2 { Firm must not sell(Rec) }\n";

#[test]
fn what_git_does_not_compare_or_know_is_new() {
    let both = format!("{SELL}{BAN}");
    let folder = Folder::new("since-unknown")
        .file(".gitattributes", "*.norm -diff\n")
        .file(".gitignore", "ignored.norm\n")
        .file("a.norm", SELL)
        .file("b.txt", SELL)
        .file("kept.norm", SELL)
        .file("sub/a.norm", SELL);
    git(&folder, &["init", "-q", "-b", "main"]);
    let sub = Folder(folder.0.join("sub"));
    git(&sub, &["init", "-q", "-b", "main"]);
    git(&sub, &["add", "."]);
    git(&sub, &["commit", "-q", "-m", "inner"]);
    git(&folder, &["add", "a.norm", "b.txt", "kept.norm", "sub", ".gitattributes", ".gitignore"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let paths = ["a.norm", "b.txt", "kept.norm"];
    git(&folder, &["update-index", "--assume-unchanged", "kept.norm"]);
    let new = ["c.txt", "ignored.norm", "sub/a.norm"];
    let folder = paths.iter().chain(&new).fold(folder, |folder, name| folder.file(name, &both));
    for name in paths.iter().chain(&new) {
        let run = folder.run(&["check", "--since", "HEAD", "-o", "concise", name]).ends(1);
        assert!(run.out.contains("error[C201]"), "{name}: {}", run.out);
    }
}

#[test]
fn standard_input_is_held_against_the_file_that_it_stands_for() {
    let folder = Folder::new("since-stdin").file("a.norm", SELL);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let both = format!("{SELL}{BAN}");
    let told = |args: &[&str]| {
        let run = folder.run_with(&with(&["check", "-", "--since", "HEAD"], args), &both, &[]);
        (run.status, run.out.contains("error[C201]"))
    };
    assert_eq!(told(&[]), (Some(1), true));
    assert_eq!(told(&["--stdin-name", "a.norm"]), (Some(1), true));
    assert_eq!(told(&["--stdin-name", "new.norm"]), (Some(1), true));
    // Committed, it is nothing new.
    let folder = folder.file("a.norm", &both);
    git(&folder, &["commit", "-q", "-a", "-m", "second"]);
    let told = |name: &str| {
        let args = ["check", "-", "--since", "HEAD", "--stdin-name", name];
        folder.run_with(&args, &both, &[]).status
    };
    assert_eq!([told("a.norm"), told("new.norm")], [Some(0), Some(1)]);
}

#[cfg(unix)]
#[test]
fn behind_a_link_the_file_counts_that_it_leads_to() {
    use std::os::unix::fs::symlink;
    let both = format!("{SELL}{BAN}");
    let outside = Folder::new("since-linked").file("o.norm", SELL);
    let folder = Folder::new("since-links").file("laws/a.norm", SELL).file("drafts/.keep", "");
    symlink("../laws/a.norm", folder.0.join("drafts/in.norm")).expect("links can be made");
    symlink(outside.0.join("o.norm"), folder.0.join("drafts/out.norm")).expect("links can be made");
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let status = |folder: &Folder, name: &str| {
        folder.run(&["check", "--since", "HEAD", &format!("drafts/{name}.norm")]).status
    };
    assert_eq!(status(&folder, "in"), Some(0));
    let folder = folder.file("laws/a.norm", &both);
    let _outside = outside.file("o.norm", &both);
    assert_eq!([status(&folder, "in"), status(&folder, "out")], [Some(1), Some(1)]);
    git(&folder, &["commit", "-q", "-a", "-m", "second"]);
    assert_eq!([status(&folder, "in"), status(&folder, "out")], [Some(0), Some(1)]);
}

#[test]
fn where_git_refuses_its_own_words_are_told() {
    let folder = repository("since-refused");
    let told = |name, value| {
        folder.run_with(&["check", "--since", "HEAD"], "", &[(name, value)]).ends(2).err
    };
    let err = told("GIT_DIR", "/nowhere/at/all");
    assert!(err.contains("refuses: not a git repository: '/nowhere/at/all'"), "{err}");
    // A switch of git's for its own tests, which older ones do not have.
    let err = told("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    assert!(err.contains("dubious ownership") && err.contains("safe.directory"), "{err}");
}

#[test]
fn where_git_cannot_tell_nothing_is_checked() {
    let folder = repository("since-wrong");
    let run = folder.run(&["check", "--since", "nowhere"]).ends(2);
    assert_eq!(run.err, "comity: git knows no revision `nowhere`\n");
    let run = folder.run(&["check", "--since", "."]).ends(2);
    assert!(run.err.contains("`.`, which is a file or folder: write the revision"), "{}", run.err);
    let run = folder.run(&["check", "--since=--output=x"]).ends(2);
    assert!(run.err.contains("git knows no revision"), "{}", run.err);
    assert!(!folder.0.join("x").exists());
    git(&folder, &["commit", "-q", "--allow-empty", "-m", "second"]);
    let source = format!("file://{}", folder.0.display());
    git(&folder, &["clone", "-q", "--depth", "1", &source, "shallow"]);
    let shallow = Folder(folder.0.join("shallow"));
    let run = shallow.run(&["check", "--since", "HEAD~1"]).ends(2);
    assert!(run.err.contains("the clone is shallow"), "{}", run.err);
    let none = [("GIT_CEILING_DIRECTORIES", env!("CARGO_TARGET_TMPDIR"))];
    let outside = Folder::new("since-outside").file("a.norm", HEAD);
    let run = outside.run_with(&["check", "--since", "HEAD"], "", &none).ends(2);
    assert!(run.err.contains("needs a git repository"), "{}", run.err);
}
