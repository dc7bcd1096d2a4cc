//! `comity check --shard I/N` and `comity merge`: the parts together are the whole, byte by byte.

use std::num::NonZeroUsize;

use comity::checks::{Settings, Shard};
use comity::driver::{Bundled, Input, Workspace};
use comity::report::json;
use comity::report::merge::merge;

use crate::cli::Folder;
use crate::fixtures::root;
use crate::scale::generator::{Density, generate};

/// Each kind of conflict is planted once for every 200 norms.
const NORMS: usize = 410;

fn report(text: &str, shard: Option<Shard>) -> String {
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("set.norm", text)]);
    let settings = Settings {
        shard,
        without_repairs: true,
        shown: vec!["C211".to_owned(), "C404".to_owned()],
        ..Settings::default()
    };
    let outcome = workspace.check(&settings);
    let mut out = String::new();
    let report = outcome.report(workspace.sources());
    json::write(&mut out, report).expect("a string takes everything");
    out
}

fn parts(text: &str, count: usize) -> Vec<String> {
    let of = |index| Shard { index, count: NonZeroUsize::new(count).expect("there are parts") };
    (0..count).map(|index| report(text, Some(of(index)))).collect()
}

#[test]
fn parts_of_a_generated_set_are_the_whole() {
    let text = generate(NORMS, 7, Density::Realistic).text;
    let whole = report(&text, None);
    assert!(whole.matches("\"code\"").count() > 2, "there is something to share out");
    for count in [1, 2, 5] {
        let mut parts = parts(&text, count);
        // In any order.
        parts.reverse();
        let merged = merge(&parts).expect("they are parts of one check");
        assert!(merged.text == whole, "{count} parts differ from the whole");
        assert_eq!(merged.errors > 0, whole.contains("\"level\": \"error\""));
    }
}

#[test]
fn what_is_allowed_and_what_stands_alone_is_told_once() {
    // One conflict that is allowed, one that is not, an `allow` without use, an idle word, a principle that fails.
    let text = "kind Person, Paper\nfact idle(Paper)\naction sign(Paper)\naction burn(Paper)\n\
                norm a { Person must sign(Paper) allow C201 because \"known\" }\n\
                norm b { Person must not sign(Paper) }\n\
                norm c { Person must burn(Paper) }\nnorm d { Person must not burn(Paper) }\n\
                norm e { Person may sign(Paper) allow C301 because \"no more\" }\n\
                principle p { never Person must not burn(Paper) }\n";
    let whole = report(text, None);
    for count in [2, 3] {
        let merged = merge(&parts(text, count)).expect("they are parts of one check");
        assert_eq!(merged.text, whole, "{count} parts");
    }
}

#[test]
fn packs_in_parts_are_the_whole() {
    let rules = root().join("rules").join("itr");
    let rules = rules.to_str().expect("the path is text");
    let folder = Folder::new("shards");
    let whole = folder.run(&["check", rules, "--no-repairs", "-o", "json", "--exit-zero"]).ends(0);
    for shard in ["1/2", "2/2"] {
        let file = format!("json={}.json", &shard[..1]);
        folder.run(&["check", rules, "--shard", shard, "-o", &file, "--exit-zero"]).ends(0);
    }
    let merged = folder.run(&["merge", "2.json", "1.json"]);
    assert_eq!(merged.out, whole.out);
}

#[test]
fn what_are_no_parts_of_one_check_is_said() {
    let folder = Folder::new("shards_wrong")
        .file("a.norm", "kind Person\naction vote\nnorm a { Person must vote }\n")
        .file(
            "b.norm",
            "kind Person\naction vote\nnorm b { Person must vote }\nnorm c { Person may vote }\n",
        )
        .file("no.json", "[1, 2]");
    folder.run(&["check", "a.norm", "--shard", "1/2", "-o", "json=a.json"]);
    folder.run(&["check", "b.norm", "--shard", "2/2", "-o", "json=b.json"]);
    let other = folder.run(&["merge", "a.json", "b.json"]).ends(2);
    assert!(other.err.contains("`b.json`: this is the report of another check"), "{}", other.err);
    let none = folder.run(&["merge", "no.json"]).ends(2);
    assert!(none.err.contains("no report of `comity check`"), "{}", none.err);
    let lost = folder.run(&["merge", "lost.json"]).ends(2);
    assert!(lost.err.contains("there is no such file"), "{}", lost.err);
    let wrong = folder.run(&["check", "a.norm", "--shard", "3/2"]).ends(2);
    assert!(wrong.err.contains("write a part as 2/10"), "{}", wrong.err);
}

#[test]
fn statistics_are_the_same_on_any_number_of_threads() {
    let text = generate(NORMS, 7, Density::Realistic).text;
    let folder = Folder::new("statistics").file("set.norm", text);
    let run = |threads: &str| {
        let args = ["check", "set.norm", "--statistics", "--threads", threads, "--exit-zero"];
        let told = folder.run(&args).ends(0).err;
        told.lines()
            .skip_while(|line| !line.starts_with("questions:"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let one = run("1");
    assert!(one.contains("unknown 0 (0.0 %)"), "{one}");
    assert!(one.contains("groups of norms that can affect each other"), "{one}");
    assert_eq!(run("3"), one);
}
