//! `comity diff` as a command: files, folders and revisions, and how it ends.

use crate::cli::Folder;
use crate::differences::COUNTRY;
use crate::fixtures::root;
use crate::since::git;

fn is_as_stored(name: &str, report: &str) {
    insta::with_settings!({
        snapshot_path => root().join("tests/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, report) });
}

#[test]
fn the_status_follows_the_level_that_fails() {
    let duty = "norm duty { Office must publish(Paper) when urgent(Paper) }\n";
    let ban = "norm ban { Office must not publish(Paper) when secret(Paper) }\n";
    let folder = Folder::new("diff_status")
        .file("none.norm", COUNTRY)
        .file("duty.norm", format!("{COUNTRY}{duty}"))
        .file("both.norm", format!("{COUNTRY}{duty}{ban}"))
        .file("broken.norm", "norm broken { Office must\n");
    folder.run(&["diff", "none.norm", "duty.norm"]).ends(0);
    folder.run(&["diff", "none.norm", "duty.norm", "--fail-on", "warning"]).ends(1);
    folder.run(&["diff", "duty.norm", "both.norm"]).ends(1);
    folder.run(&["diff", "both.norm", "duty.norm"]).ends(0);
    folder.run(&["diff", "both.norm", "broken.norm"]).ends(2);
    folder.run(&["diff", "both.norm", "nowhere.norm"]).ends(2);
    let run = folder.run(&["diff", "duty.norm", "both.norm"]).ends(1);
    is_as_stored("diff", &run.out);
    let run = folder.run(&["diff", "duty.norm", "both.norm", "--format", "json"]).ends(1);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(document["changes"][0]["change"], "newly in conflict");
    assert_eq!(document["changes"][0]["code"], "C201");
    assert_eq!(document["changes"][1]["change"], "newly forbidden");
    assert_eq!(document["changes"][1]["norms"], serde_json::json!(["ban"]));
    assert_eq!(document["changes"][1]["places"][0]["start"]["line"], 6);
    assert_eq!(document["unknowns"], serde_json::json!([]));
}

#[test]
fn folders_that_declare_the_same_names_are_compared_one_by_one() {
    let set = |duty: &str| {
        format!("kind State\naction vote(State)\nnorm n {{ State {duty} vote(State) }}\n")
    };
    let folder = Folder::new("diff_folders")
        .file("old/a/x.norm", set("must"))
        .file("old/b/x.norm", set("must"))
        .file("new/a/x.norm", set("must"))
        .file("new/b/x.norm", set("may"))
        .file("new/c/x.norm", set("may"));
    let run = folder.run(&["diff", "old", "new", "--fail-on", "warning"]).ends(1);
    is_as_stored("diff_folders", &run.out);
    let run = folder.run(&["diff", "old", "new", "--format", "json"]).ends(0);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let changes = document["changes"].as_array().expect("changes");
    let folders: Vec<_> =
        changes.iter().map(|it| it["folder"].as_str().expect("its name")).collect();
    assert_eq!(folders, ["b", "c"]);
    let same = folder.run(&["diff", "old", "old"]).ends(0);
    assert_eq!(same.out, "no change in the folders `a`, `b`\n");
}

#[test]
fn a_norm_that_moves_to_another_folder_is_no_difference() {
    let words = "kind State\naction vote(State)\n";
    let norm = "use \"../words.norm\"\nnorm n { State must vote(State) }\n";
    let folder = Folder::new("diff_moved")
        .file("old/words.norm", words)
        .file("old/a/x.norm", norm)
        .file("new/words.norm", words)
        .file("new/b/x.norm", norm);
    let run = folder.run(&["diff", "old", "new", "--fail-on", "warning"]).ends(0);
    assert!(run.out.starts_with("no change: "), "{}", run.out);
}

#[test]
fn a_text_is_held_against_what_it_was_in_a_revision() {
    let words = "kind Office, Paper\nfact secret(Paper)\naction publish(Paper)\n";
    let act =
        |more: &str| format!("use words\nnorm ban {{ Office must not publish(Paper){more} }}\n");
    let folder = Folder::new("diff_revision").file("laws/words.norm", words);
    let folder = folder.file("laws/act.norm", act(" when secret(Paper)"));
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let folder = folder.file("laws/act.norm", act(""));
    for (old, new) in [("HEAD:laws", "laws"), ("main:laws/act.norm", "laws/act.norm")] {
        let run = folder.run(&["diff", old, new]);
        assert!(run.out.contains("newly forbidden"), "{old}: {}{}", run.out, run.err);
    }
    // What a file uses is that of its own revision.
    let folder = folder.file("laws/words.norm", words.replace("secret", "hidden"));
    let run = folder.run(&["diff", "HEAD:laws/act.norm", "HEAD:./laws/act.norm"]).ends(0);
    assert!(run.out.contains("no change"), "{}{}", run.out, run.err);
    // Another folder, too, is that of the revision.
    let beside = |more: &str| act(more).replace("use words", "use \"../laws/words.norm\"");
    let folder = folder.file("drafts/act.norm", beside(" when hidden(Paper)"));
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "second"]);
    for old in ["HEAD:drafts", "HEAD:./drafts"] {
        let run = folder.run(&["diff", old, "drafts"]).ends(0);
        assert!(run.out.contains("no change"), "{old}: {}{}", run.out, run.err);
    }
    let run = folder.run(&["diff", "nowhere:laws", "laws"]).ends(2);
    assert!(run.err.contains("git cannot show `nowhere:laws`"), "{}", run.err);
}
