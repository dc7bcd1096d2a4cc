//! Known findings, findings of a change, and what an author allows.

use std::fs;
use std::process::Command;

use crate::cli::{Folder, snapshot, with};

const HEAD: &str = "kind State, Paper\naction vote(Paper)\naction veto(Paper)\n";
const VOTE: &str =
    "norm attend { State must vote(Paper) }\nnorm abstain { State must not vote(Paper) }\n";
const VETO: &str =
    "norm block { State must veto(Paper) }\nnorm yield { State must not veto(Paper) }\n";

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.0.join(name)).expect("it was written")
}

#[test]
fn what_is_known_is_left_out_and_what_is_new_is_told() {
    let folder = Folder::new("baseline").file("a.norm", format!("{HEAD}{VOTE}"));
    let run = folder.run(&["baseline", "write"]).ends(0);
    assert_eq!(run.err, "wrote 2 findings to comity.baseline\n", "the conflict and the unused act");
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

/// Two sets with norms of the same names; a third state has no conflict.
fn namesakes(name: &str, first: &str, second: &str) -> Folder {
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
    let one: Vec<&str> = old.lines().filter(|line| !line.contains(":2 ")).collect();
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
    let prints: Vec<&str> = results
        .filter(|it| it["ruleId"] == "C201")
        .filter_map(|it| it["partialFingerprints"]["comityFinding/v1"].as_str())
        .collect();
    let [first, second] = prints[..] else { panic!("two findings: {prints:?}") };
    assert_eq!(first.strip_suffix(":1"), second.strip_suffix(":2"));
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
    let folder = Folder::new("baseline-wrong").file("a.norm", HEAD).file("list", "<<<<<<< HEAD\n");
    let run = folder.run(&["check", "--baseline", "list"]).ends(2);
    assert_eq!(run.err, "comity: line 1 of the baseline `list` is not an entry\n");
    let run = folder.run(&["check", "--baseline", "gone"]).ends(2);
    assert!(run.err.contains("`comity baseline write` makes it"), "{}", run.err);
}

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

#[test]
fn where_git_cannot_tell_nothing_is_checked() {
    let folder = repository("since-wrong");
    let run = folder.run(&["check", "--since", "nowhere"]).ends(2);
    assert_eq!(run.err, "comity: git knows no revision `nowhere`\n");
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

#[test]
fn an_allow_covers_a_norm_an_instrument_or_a_file_and_one_that_is_not_needed_can_be_removed() {
    let because = "because \"it is settled elsewhere\"";
    let norm =
        VOTE.replace(") }\nnorm abstain", &format!(") allow C201 {because} }}\nnorm abstain"));
    let head = "kind State, Paper\naction vote(Paper)\n";
    let instrument = format!("instrument code {{\n  allow duty-against-ban {because}\n{VOTE}}}\n");
    let file = format!("allow C201 {because}\n{VOTE}");
    for (place, text) in [norm, instrument, file].iter().enumerate() {
        let folder = Folder::new(&format!("allow-{place}")).file("a.norm", format!("{head}{text}"));
        let run = folder.run(&["check", "--fail-on", "note"]).ends(0);
        assert!(run.err.contains("1 allowed"), "{}", run.err);
        let calm = text.replace("must not", "must");
        let folder = folder.file("a.norm", format!("{head}{calm}"));
        let run = folder.run(&["check", "--fail-on", "warning"]).ends(1);
        assert!(run.out.contains("C602"), "{}", run.out);
        folder.run(&["check", "--fix"]).ends(0);
        folder.run(&["check", "--fail-on", "warning"]).ends(0);
        assert!(!read(&folder, "a.norm").contains("allow"));
    }
}

/// Two instruments that clash in a place with an `allow`, and another that waits to be in force.
const ALLOWED: &str = "\
kind Person, Letter
action open(Letter)
principle calm { never Person must open(Letter) }
principle other { never Person must not open(Letter) }
profile peace { calm }
instrument code {
  in force from 2020-01-01
  norm inspection {
    Person must open(Letter)
    allow C201 because \"settled\"
    allow C301 because \"settled\"
  }
}
instrument later {
  in force from 2030-01-01
  norm privacy {
    Person must not open(Letter)
    allow C301 because \"settled\"
  }
}
";

#[test]
fn an_allow_stays_where_what_it_silences_was_not_looked_for() {
    let folder = Folder::new("allow-narrow").file("a.norm", ALLOWED);
    let fixed = |args: &[&str]| {
        let run = folder.run(&with(&["check", "--fix", "--exit-zero"], args));
        assert!(!run.out.contains("C602"), "{args:?}: {}", run.out);
        assert_eq!(read(&folder, "a.norm"), ALLOWED, "{args:?}");
    };
    fixed(&[]);
    fixed(&["--on", "2025-01-01"]);
    fixed(&["--profile", "peace"]);
    let narrow = |settings: &str| {
        fs::write(folder.0.join("comity.toml"), settings).expect("writable");
        fixed(&[]);
    };
    narrow("on = 2025-01-01\n");
    narrow("profile = \"peace\"\n");
    let all = folder.run(&["check", "--no-config", "--profile", "all", "--exit-zero"]);
    assert!(!all.out.contains("C602"), "{}", all.out);
}

#[test]
fn an_allow_stays_while_the_set_has_errors() {
    let broken = ALLOWED.replace("Person must not open(Letter)\n", "Person must not opn(Letter)\n");
    let folder = Folder::new("allow-errors").file("a.norm", &broken);
    let run = folder.run(&["check", "--fix"]).ends(1);
    assert!(run.out.contains("opn") && !run.out.contains("C602"), "{}", run.out);
    assert_eq!(read(&folder, "a.norm"), broken);
}

#[test]
fn errors_in_what_is_used_and_in_scenarios_count_as_errors_of_the_set() {
    let unneeded = "kind Person\nallow C201 because \"settled\"\n";
    let scenario = format!("{unneeded}scenario s {{ participant a is Persn }}\n");
    let folder = Folder::new("allow-circle")
        .file("a.norm", format!("use b\n{unneeded}"))
        .file("b.norm", "use a\n")
        .file("sub/c.norm", scenario)
        .file("sound/d.norm", unneeded);
    let run = folder.run(&["check", "--fix"]).ends(1);
    assert_eq!(run.err.matches("fixed").count(), 1, "{}", run.err);
    assert!(run.err.contains("fixed sound/d.norm:2"), "{}", run.err);
}

#[test]
fn an_allow_stays_where_the_files_that_it_is_about_were_not_given() {
    let inspection =
        "norm inspection { Person must open(Letter) allow C201 because \"settled\" }\n";
    let folder = Folder::new("allow-part")
        .file("words.norm", "kind Person, Letter\naction open(Letter)\n")
        .file("a.norm", format!("use \"words.norm\"\n{inspection}"))
        .file("b.norm", "norm privacy { Person must not open(Letter) }\n");
    let before = read(&folder, "a.norm");
    let run = folder.run(&["check", "a.norm", "--fix"]).ends(0);
    assert_eq!((read(&folder, "a.norm"), run.out.as_str()), (before.clone(), ""));
    let run = folder.run_with(&["check", "-", "--stdin-name", "a.norm"], &before, &[]).ends(0);
    assert_eq!(run.out, "");
    // What the settings leave out is no part of the whole.
    let folder = folder.file("comity.toml", "exclude = [\"b.norm\"]\n");
    assert!(folder.run(&["check", "a.norm", "words.norm"]).ends(0).out.contains("C602"));
    assert!(folder.run(&["check"]).ends(0).out.contains("C602"));
}

#[test]
fn an_allow_of_what_is_off_or_only_proposed_is_asked_for_when_that_is_looked_at() {
    let draft = "kind Person, Letter\naction open(Letter)\ninstrument draft {\n  proposed\n\
                 norm inspection { Person may open(Letter) allow C202 because \"settled\" }\n}\n";
    let folder = Folder::new("allow-proposed").file("a.norm", draft);
    assert_eq!(folder.run(&["check"]).ends(0).out, "");
    assert!(folder.run(&["check", "--with", "draft"]).ends(0).out.contains("C602"));
    let settled = "kind Person, Letter\naction open(Letter)\n\
                   norm a { Person must open(Letter) allow C211 because \"settled\" }\n";
    let folder = Folder::new("allow-off").file("a.norm", settled);
    assert_eq!(folder.run(&["check"]).ends(0).out, "");
    assert!(folder.run(&["check", "--show", "settled"]).ends(0).out.contains("C602"));
}

#[test]
fn of_several_allows_the_nearest_is_kept() {
    let norm =
        "norm inspection { Person must open(Letter) allow C201 because \"the board decided\" }\n";
    let text = format!(
        "allow C201 because \"too many\"\nkind Person, Letter\naction open(Letter)\n{norm}\
         norm privacy {{ Person must not open(Letter) }}\n"
    );
    let folder = Folder::new("allow-nearest").file("a.norm", text);
    folder.run(&["check", "--fix"]).ends(0);
    let kept = read(&folder, "a.norm");
    assert!(kept.contains("the board decided") && !kept.contains("too many"), "{kept}");
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
