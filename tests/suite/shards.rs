//! `comity check --shard I/N` and `comity merge`: the parts together are the whole, byte by byte.

use std::num::NonZeroUsize;

use comity::checks::{Settings, Shard};
use comity::driver::{Bundled, Input, Workspace};
use comity::report::json;
use comity::report::merge::merge;

use crate::cli::{Folder, with};
use crate::fixtures::root;
use crate::scale::generator::{Density, generate};

/// Each kind of conflict is planted once for every 200 norms.
const NORMS: usize = 410;

fn report(text: &str, shard: Option<Shard>) -> String {
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("set.norm", text)]);
    let settings = Settings::default().but(|it| {
        it.shard = shard;
        it.without_repairs = true;
        it.shown = ["C211", "C214", "C404"].map(str::to_owned).to_vec();
    });
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
        assert_eq!(merged.counts.errors > 0, whole.contains("\"level\": \"error\""));
    }
}

#[test]
fn duties_of_one_event_are_told_by_the_part_that_knows_which_of_them_conflict() {
    // The second can never be met; the others can.
    let text = "kind Firm, Paper\nevent call(Firm)\nevent reply(Firm) after call(Firm)\n\
                action file(Paper)\naction copy(Paper)\naction sign(Paper)\n\
                norm a { Firm must file(Paper) within 3 days of call(Firm) }\n\
                norm b { Firm must copy(Paper) within 5 days of reply(Firm) and within 60 days of call(Firm) }\n\
                norm c { Firm must sign(Paper) within 9 days of call(Firm) }\n";
    let whole = report(text, None);
    assert!(whole.contains("C206") && whole.contains("C214"), "{whole}");
    for count in [1, 2, 3, 4] {
        assert_eq!(merge(&parts(text, count)).expect("they are parts").text, whole);
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
    let into_file = folder.run(&["merge", "2.json", "1.json", "-o", "json=all.json"]);
    assert_eq!((&*into_file.out, into_file.status), ("", merged.status));
    let written = std::fs::read_to_string(folder.0.join("all.json")).expect("it was written");
    assert_eq!(written, whole.out);
}

#[test]
fn a_merged_report_takes_the_place_of_no_part_and_has_one_format() {
    let folder = Folder::new("shards_into")
        .file("a.norm", "kind Firm\naction sell\nnorm a { Firm must sell }\n");
    folder.run(&["check", "a.norm", "--shard", "1/1", "-o", "json=a.json"]).ends(0);
    let part = folder.run(&["merge", "a.json", "-o", "json=a.json"]).ends(2);
    assert!(part.err.contains("`a.json` is read by Comity"), "{}", part.err);
    let other = folder.run(&["merge", "a.json", "-o", "sarif=a.sarif"]).ends(2);
    assert!(other.err.contains("[possible values: json]"), "{}", other.err);
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
    let differ =
        "`b.json`: these are parts of different checks: the texts, the settings or the flags";
    assert!(other.err.contains(differ), "{}", other.err);
    let none = folder.run(&["merge", "no.json"]).ends(2);
    assert!(none.err.contains("not a report of `comity check`"), "{}", none.err);
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

/// Two clashes, each in a group of its own; a third act that nothing clashes over.
const GROUPS: &str = "\
kind Person, Paper
action sign(Paper)
action burn(Paper)
norm a { Person must sign(Paper) }
norm b { Person must not sign(Paper) allow C201 because \"known\" }
norm c { Person must burn(Paper) }
norm d { Person may burn(Paper) allow C202 because \"no more\" }
norm e { Person must not burn(Paper) }
";

/// Writes the reports of some parts of a check.
fn parts_on_disk(folder: &Folder, args: &[&str], shards: &[&str]) {
    for shard in shards {
        let file = format!("json={}.json", shard.replace('/', "-"));
        let own = ["check", "a.norm", "--shard", shard, "-o", &file, "--exit-zero"];
        folder.run(&with(&own, args)).ends(0);
    }
}

#[test]
fn parts_that_are_not_all_parts_of_one_check_are_refused() {
    let folder = Folder::new("shards_refused").file("a.norm", GROUPS);
    parts_on_disk(&folder, &[], &["1/2", "2/2", "1/3"]);
    let refused = |reports: &[&str], why: &str| {
        let run = folder.run(&with(&["merge"], reports)).ends(2);
        assert_eq!(run.out, "", "{reports:?}");
        assert!(run.err.contains(why), "{reports:?}: {}", run.err);
    };
    refused(&["2-2.json"], "part 1 of 2 is missing");
    refused(&["1-2.json", "1-2.json", "2-2.json"], "`1-2.json`: part 1 is given twice");
    refused(&["2-2.json", "1-3.json"], "one is a part of 2, this a part of 3");
    folder.run(&["merge", "1-2.json", "2-2.json"]).ends(1);
    parts_on_disk(&folder, &["--on", "2026-01-01"], &["2/2"]);
    refused(&["1-2.json", "2-2.json"], "`2-2.json`: these are parts of different checks");
    folder.run(&["check", "a.norm", "--no-repairs", "-o", "json=whole.json"]).ends(1);
    refused(&["whole.json"], "this report is not of a part");
    #[cfg(unix)]
    refused(&["/dev/zero"], "it is not an ordinary file");
}

#[test]
fn the_status_of_all_parts_is_that_of_the_whole() {
    let warning =
        "kind Person, Paper\nkind Idle\naction sign(Paper)\nnorm a { Person must sign(Paper) }\n";
    let broken = format!("{GROUPS}norm f {{ Persn must sign(Paper) }}\n");
    let texts = [warning, GROUPS, &broken];
    let settings = ["", "fail-on = \"warning\"\n"];
    for (place, (text, settings)) in
        texts.iter().flat_map(|text| settings.map(|it| (text, it))).enumerate()
    {
        let folder = Folder::new(&format!("shards_status_{place}"))
            .file("a.norm", text)
            .file("comity.toml", settings);
        parts_on_disk(&folder, &[], &["1/2", "2/2"]);
        for flags in [[].as_slice(), &["--fail-on", "warning"], &["--exit-zero"]] {
            let whole = ["check", "a.norm", "--no-repairs", "-o", "json"];
            let whole = folder.run(&with(&whole, flags));
            let merged = folder.run(&with(&["merge", "1-2.json", "2-2.json"], flags));
            assert_eq!(merged.out, whole.out, "{text}");
            assert_eq!(merged.status, whole.status, "{flags:?} {settings} {text}");
        }
    }
}

#[test]
fn what_was_not_found_is_told_of_all_parts_and_of_none_alone() {
    let folder = Folder::new("shards_missing").file("a.norm", GROUPS);
    folder.run(&["baseline", "write", "a.norm"]).ends(0);
    let known = ["--baseline", "comity.baseline"];
    for (text, stale) in [(GROUPS.to_owned(), 0), (GROUPS.replace("norm e", "norm g"), 1)] {
        let folder = Folder(folder.0.clone()).file("a.norm", &text);
        let whole = ["check", "a.norm", "--no-repairs", "-o", "json"];
        let whole = folder.run(&with(&whole, &known)).out;
        assert!(whole.matches("C605").count() >= stale, "{whole}");
        for shard in ["1/2", "2/2"] {
            let own = ["check", "a.norm", "--shard", shard, "--exit-zero"];
            let told = folder.run(&with(&own, &known)).ends(0);
            assert!(!told.out.contains("C60"), "{}", told.out);
        }
        parts_on_disk(&folder, &known, &["1/2", "2/2"]);
        assert_eq!(folder.run(&["merge", "1-2.json", "2-2.json"]).out, whole);
    }
}
