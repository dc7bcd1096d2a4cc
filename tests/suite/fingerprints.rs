//! Fingerprints: by what a finding is known in lists and to services.

use std::fs;

use crate::baseline::{VOTE, namesakes, read};
use crate::cli::Folder;

/// Norms of which one asks for two acts, and the other forbids some of them.
fn over(forbidden: &str) -> String {
    format!(
        "kind P, Q\naction open(Q)\naction seal(Q)\nnorm duty {{ P must open(Q) and seal(Q) }}\n\
         norm ban {{ P must not {forbidden} }}\n"
    )
}

#[test]
fn a_conflict_of_known_norms_over_another_act_is_new() {
    let folder = Folder::new("baseline-act").file("a.norm", over("open(Q)"));
    folder.run(&["baseline", "write"]).ends(0);
    let list = read(&folder, "comity.baseline");
    assert!(list.contains(" C201 strict ban duty over open # a.norm\n"), "{list}");
    let known = ["check", "--baseline", "comity.baseline", "-o", "concise"];
    let folder = folder.file("a.norm", over("open(Q) or seal(Q)"));
    let run = folder.run(&known).ends(1);
    assert!(run.out.contains(": seal") && run.err.contains("1 error, 1 known"), "{}", run.out);
    let run = folder.file("a.norm", over("seal(Q)")).run(&known).ends(1);
    assert!(run.out.contains(": seal") && run.out.contains("C605"), "{}", run.out);
}

/// A list as the first version wrote it: fingerprints without acts and folders, words without acts.
#[test]
fn a_list_of_the_first_version_is_known_and_pruning_renews_it() {
    let both = over("open(Q) or seal(Q)");
    let folder = Folder::new("baseline-former")
        .file("a.norm", &both)
        .file("comity.toml", "baseline = \"comity.baseline\"\n");
    let former = "FORMER:1 C201 strict ban duty # a.norm\nFORMER:2 C201 strict ban duty # old.norm\n\
                  FORMER:3 C201 strict ban duty # gone.norm\n";
    let folder = folder.file("comity.baseline", former.replace("FORMER", FORMER));
    let run = folder.run(&["check", "-o", "concise"]).ends(1);
    assert!(run.err.contains("2 known") && run.out.lines().count() == 1, "{}{}", run.out, run.err);
    let shown = folder.run(&["baseline", "prune", "--diff"]).ends(1);
    assert!(shown.out.contains("+") && read(&folder, "comity.baseline").contains(FORMER));
    let run = folder.run(&["baseline", "prune"]).ends(0);
    let said = "took 1 finding out of comity.baseline, 2 left; what an older version of Comity wrote now says \
                which acts it is about, too\n";
    assert_eq!(run.err, said);
    let renewed = read(&folder, "comity.baseline");
    assert!(!renewed.contains(FORMER), "{renewed}");
    folder.run(&["check"]).ends(0);
    // As if it had been written today.
    fs::remove_file(folder.0.join("comity.baseline")).expect("it is there");
    folder.run(&["baseline", "write"]).ends(0);
    assert_eq!(read(&folder, "comity.baseline"), renewed);
    let run = folder.run(&["baseline", "prune"]).ends(0);
    assert_eq!(run.err, "took 0 findings out of comity.baseline, 2 left\n");
}

/// The fingerprint of the first version for a strict conflict (C201) of `ban` and `duty`.
const FORMER: &str = "89e9d78b28aeff22021f908783fa2e9b";

/// What services compare, by the place of the finding and its message.
fn prints(folder: &Folder) -> Vec<(String, String)> {
    let run = folder.run(&["check", "-o", "gitlab", "--exit-zero", "--level", "C503=off"]);
    let issues: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    let text = |it: &serde_json::Value| it.as_str().expect("a text").to_owned();
    let issue = |it: &serde_json::Value| {
        let what = it["description"].as_str().and_then(|it| it.lines().next()).unwrap_or("");
        let place = text(&it["location"]["path"]);
        (format!("{place}: {what}"), text(&it["fingerprint"]))
    };
    issues.as_array().expect("issues").iter().map(issue).collect()
}

#[test]
fn a_finding_keeps_its_fingerprint_when_another_about_its_norms_is_mended() {
    let folder = Folder::new("prints-acts").file("a.norm", over("open(Q) or seal(Q)"));
    let before = prints(&folder);
    let after = prints(&folder.file("a.norm", over("seal(Q)")));
    assert_eq!((before.len(), after.len()), (2, 1));
    let own = before.iter().find(|(what, _)| what.ends_with(": seal.") || what.contains(": seal"));
    assert_eq!(own.expect("it is there").1, after[0].1);
}

#[test]
fn namesakes_keep_their_fingerprints_when_a_folder_comes_a_file_is_renamed_or_another_is_mended() {
    let folder = namesakes("prints-namesakes", VOTE, VOTE);
    let of = |folder: &Folder, name: &str| {
        let all = prints(folder);
        let own = all.iter().find(|(what, _)| format!("/{what}").contains(&format!("/{name}")));
        own.unwrap_or_else(|| panic!("no {name} in {all:?}")).1.clone()
    };
    let (a, b) = (of(&folder, "a/"), of(&folder, "b/"));
    assert_ne!(a, b);
    let head = "kind State, Paper\naction vote(Paper)\n";
    let folder = folder.file("0/x.norm", format!("{head}{VOTE}"));
    assert_eq!((of(&folder, "a/"), of(&folder, "b/")), (a.clone(), b.clone()));
    fs::rename(folder.0.join("a/x.norm"), folder.0.join("a/y.norm")).expect("it is there");
    assert_eq!(of(&folder, "a/"), a);
    let calm = VOTE.replace("must not", "may");
    let folder = folder.file("a/y.norm", format!("{head}{calm}"));
    let folder = folder.file("0/x.norm", format!("{head}{calm}"));
    assert_eq!(of(&folder, "b/"), b);
    // Parts of a check tell the same.
    for part in ["1/2", "2/2"] {
        let file = format!("json={}.json", &part[..1]);
        folder.run(&["check", "--shard", part, "-o", &file, "--exit-zero"]);
    }
    let merged = folder.run(&["merge", "1.json", "2.json"]).ends(1);
    assert!(merged.out.contains(&b), "{}", merged.out);
}
