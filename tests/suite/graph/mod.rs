//! `comity graph`: what is drawn, in both languages, whatever the texts hold.

mod reader;

use std::fs;
use std::num::NonZeroUsize;

use comity::checks::{Choice, Graph, Settings, TieKind};
use comity::driver::{Bundled, Input, Workspace};
use comity::report::graph;

use self::reader::Picture;
use crate::cli::{BROKEN, Folder, snapshot};
use crate::fixtures::{root, updating};
use crate::scale::generator::{Density, generate};

/// Something of everything that is drawn.
const LIBRARY: &str = r#"kind Member, Book, Library, State
individual Northland, Southland is State
fact rare(Book) reads "{Book} is rare"
fact wanted(Book)
action lend(Book)
action copy(Book)
action fine(Member)
order Rules ranks statute > bylaw

instrument act "Library Act" {
  order Rules rank statute
  issued by Northland
  in force 2020-01-01
  norm a1 "Lending" { Library must lend(Book) when wanted(Book) otherwise Library must copy(Book) }
  norm a2 { Library may copy(Book) unless rare(Book) }
  norm a3 { Library should lend(Book) }
  norm a4 { Library has power to fine(Member) }
  norm a5 { act prevails over house when rare(Book) }
}

instrument house {
  order Rules rank bylaw
  subject to treaty_law
  norm h1 { Library must not lend(Book) when rare(Book) in force 2021-01-01 default }
  norm h2 { Library need not copy(Book) notwithstanding h3 }
  norm h3 { Library must not copy(Book) }
}

instrument treaty_law { treaty parties Northland, Southland norm t1 { Library must not lend(Book) when wanted(Book) } }

principle safety "Rare books stay" { never Library may copy(Book) when wanted(Book) }
norm alone { Library must not fine(Member) }
"#;

fn drawn_with(text: &str, choice: &Choice, settings: &Settings) -> Result<Graph, String> {
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("a.norm", text)]);
    let looked = workspace.graph(choice, settings);
    assert!(looked.left_out.diagnostics.is_empty(), "{:?}", looked.left_out.diagnostics);
    looked.answer
}

fn drawn(text: &str, change: impl FnOnce(&mut Choice)) -> Graph {
    let mut choice = Choice::default();
    change(&mut choice);
    drawn_with(text, &choice, &Settings::default()).expect("what is asked for is there")
}

/// The picture, which both languages hold alike.
#[track_caller]
fn read(graph: &Graph) -> Picture {
    let (mut mermaid, mut dot) = (String::new(), String::new());
    graph::mermaid::write(&mut mermaid, graph).expect("strings take everything");
    graph::dot::write(&mut dot, graph).expect("strings take everything");
    let one = reader::mermaid(&mermaid).unwrap_or_else(|wrong| panic!("{wrong}\n{mermaid}"));
    let other = reader::dot(&dot).unwrap_or_else(|wrong| panic!("{wrong}\n{dot}"));
    let ids = |it: &Picture| it.things.keys().cloned().collect::<Vec<_>>();
    let ends = |it: &Picture| {
        it.lines.iter().map(|(from, to, _)| (from.clone(), to.clone())).collect::<Vec<_>>()
    };
    assert_eq!((ids(&one), ends(&one)), (ids(&other), ends(&other)));
    one
}

#[test]
fn a_picture_holds_what_is_written_and_what_is_found() {
    let graph = drawn(LIBRARY, |_| {});
    let picture = read(&graph);
    assert_eq!(picture.groups, ["act", "house", "treaty_law"]);
    let (mut mermaid, mut dot) = (String::new(), String::new());
    graph::mermaid::write(&mut mermaid, &graph).expect("strings take everything");
    graph::dot::write(&mut dot, &graph).expect("strings take everything");
    snapshot("graph_mermaid", &mermaid);
    snapshot("graph_dot", &dot);
}

#[test]
fn three_norms_that_clash_together_stand_around_one_word() {
    let text = "kind A\naction x\naction y\nnorm a { A must x or y }\nnorm b { A must not x }\n\
                norm c { A must not y }\n";
    let picture = read(&drawn(text, |_| {}));
    assert_eq!(picture.things["k1"], "incompatible (C204)");
    let ends: Vec<_> = picture.lines.iter().map(|(from, to, _)| (&**from, &**to)).collect();
    assert_eq!(ends, [("k1", "n1"), ("k1", "n2"), ("k1", "n3")]);
}

/// What a title may hold: it ends on its line and holds no plain quotation mark, but a sentence may.
const HOSTILE: &[&str] = &[
    "end",
    "<script>alert(1)</script> & <b>",
    "a\\nb\\\\ \\N \\G {x} [y] (z)",
    "`bold` **bold** _it_ ~~no~~ # head",
    "1. a list",
    "- a list",
    "style x:#0; %% no comment %%{init: {}}%%",
    "|a| --> b; c",
    "$$x^2$$ fa:fa-car $ :",
    "&quot; #quot; #35; &#34;",
    "‘’ “quoted” 主权 المادة ١ \u{202e}turned",
    "graph TD; subgraph one",
];

#[test]
fn hostile_titles_arrive_as_they_were_written() {
    for title in HOSTILE {
        let title = title.replace(['“', '”'], "'");
        let text = format!(
            "kind A\naction x\ninstrument i \"{title}\" {{ norm a \"{title}\" {{ A must x }} \
             norm b {{ A must not x }} }}\n\
             principle p \"{title}\" {{ never A must x }}\n"
        );
        let picture = read(&drawn(&text, |_| {}));
        let shown = title.replace('\u{202e}', "\u{fffd}");
        assert_eq!(picture.things["i1"], shown);
        assert_eq!(picture.things["n1"], format!("a\nduty\n{shown}"));
        assert_eq!(picture.things["p1"], format!("p\nprinciple\n{shown}"));
    }
}

#[test]
fn names_that_are_words_of_the_languages_are_only_names() {
    let text = "kind A\naction x\ninstrument subgraph { norm graph { A must x } norm class { A must not x } }\n\
                instrument المادة { norm المادة_١ { A may x } norm style { A must x } }\n";
    let picture = read(&drawn(text, |_| {}));
    assert_eq!(picture.groups, ["subgraph", "المادة"]);
    assert_eq!(picture.between("graph", "class"), Some("strict (C201)"));
}

#[test]
fn long_texts_are_cut() {
    let text = format!("kind A\naction x\nnorm a \"{}\" {{ A must x }}\n", "word ".repeat(200));
    let said = read(&drawn(&text, |_| {})).things["n1"].clone();
    assert!(said.ends_with("word…") && said.len() < 120, "{said}");
}

/// So many norms that agree, then two that do not.
fn many() -> String {
    let agree = |at| format!("norm n{at} {{ A must x{at} }}\n");
    let acts: Vec<String> = (0..150).map(|at| format!("action x{at}\n")).collect();
    let norms: String = (0..150).map(agree).collect();
    format!(
        "kind A\n{}action z\n{norms}norm a {{ A must z }}\nnorm b {{ A must not z }}\n",
        acts.concat()
    )
}

#[test]
fn of_many_norms_those_in_conflict_are_drawn_and_the_others_counted() {
    let graph = drawn(&many(), |it| it.limits = Some(Default::default()));
    assert_eq!((graph.norms.len(), graph.norms_left_out, graph.ties.len()), (100, 52, 1));
    let picture = read(&graph);
    assert_eq!(picture.between("a", "b"), Some("strict (C201)"));
    assert_eq!(picture.things["remark"], "52 norms are not drawn; `--all` draws everything");
    let all = drawn(&many(), |_| {});
    assert_eq!((all.norms.len(), all.norms_left_out), (152, 0));
}

#[test]
fn of_many_lines_those_that_matter_most_are_drawn() {
    let bans: String = (0..30).map(|at| format!("norm b{at} {{ A must not x }}\n")).collect();
    let duties: String = (0..30).map(|at| format!("norm d{at} {{ A must x }}\n")).collect();
    let text = format!(
        "kind A\naction x\naction y\nnorm a {{ A must y otherwise A must x }}\n{bans}{duties}"
    );
    let graph = drawn(&text, |it| it.limits = Some(Default::default()));
    assert_eq!((graph.ties.len(), graph.norms_left_out), (200, 0));
    assert!(graph.ties.iter().all(|tie| tie.kind == TieKind::Conflict));
    assert!(graph.ties_left_out > 700);
    assert!(
        read(&graph).things["remark"].ends_with("lines are not drawn; `--all` draws everything")
    );
}

#[test]
fn what_is_asked_for_is_drawn_and_nothing_else() {
    let names = |change: &dyn Fn(&mut Choice)| -> Vec<String> {
        drawn(LIBRARY, change).norms.into_iter().map(|it| it.name).collect()
    };
    use comity::checks::Only::{Conflicts, Relations};
    assert_eq!(names(&|it| it.only = Some(Relations)), ["a1", "a1.otherwise", "h2", "h3"]);
    let found = names(&|it| it.only = Some(Conflicts));
    assert_eq!(found, ["a1", "a1.otherwise", "a2", "a3", "h1", "h2", "h3", "t1"]);
    assert_eq!(names(&|it| it.about = vec!["act.a4".to_owned()]), ["a4"]);
    assert_eq!(names(&|it| it.about = vec!["t1".to_owned()]), ["a1", "a3", "t1"]);
    let both = |it: &mut Choice| {
        it.only = Some(Relations);
        it.about = vec!["house".to_owned()];
    };
    assert_eq!(names(&both), ["h1", "h2", "h3"]);
    let choice = Choice::default();
    let mut wrong = choice.clone();
    wrong.about = vec!["hous".to_owned()];
    let told = drawn_with(LIBRARY, &wrong, &Settings::default()).expect_err("there is none");
    assert_eq!(told, "there is no norm or instrument `hous` to draw: did you mean `house`?");
}

#[test]
fn what_is_allowed_or_off_is_not_drawn_but_for_settled_clashes() {
    let text = "kind A\naction x\norder o ranks high > low\n\
                instrument h { order o rank high norm a { A must x } }\n\
                instrument l { order o rank low norm b { A must not x } norm c { A must not x \
                allow C208 because \"known\" } }\n";
    let graph = drawn(text, |_| {});
    let kinds: Vec<_> = graph.ties.iter().map(|tie| (tie.kind, tie.words.join(" "))).collect();
    assert_eq!(kinds, [(TieKind::Invalid, "invalid (C208)".to_owned())]);
    let text = text
        .replace("norm a { A must x }", "norm a { A must x when f }")
        .replace("action", "fact f\naction");
    let picture = read(&drawn(&text.replace("allow C208 because \"known\"", ""), |_| {}));
    assert_eq!(picture.between("a", "b"), Some("prevails by lex superior (C211)"));
}

#[test]
fn a_norm_on_which_canons_disagree_is_not_drawn_as_one_that_always_loses() {
    let text = "kind A\nfact f(A)\nfact g(A)\naction x\norder o ranks high > low\n\
                instrument h { order o rank high in force 2021-01-01 norm a { A must x unless g(A) } }\n\
                instrument l { order o rank low in force 2020-01-01 norm b { A must not x when f(A) } }\n";
    let graph = drawn(text, |_| {});
    let mut kinds: Vec<_> = graph.ties.iter().map(|tie| (tie.kind, tie.words.join(" "))).collect();
    kinds.sort();
    let settled = (TieKind::Settled, "prevails by lex superior (C211)".to_owned());
    let note = (TieKind::Note, "antinomy of second degree (C209)".to_owned());
    assert_eq!(kinds, [settled, note]);
}

#[test]
fn a_picture_is_the_same_on_any_number_of_threads() {
    let set = generate(400, 3, Density::Hard);
    let with = |threads| {
        let settings = Settings::default().but(|it| it.threads = NonZeroUsize::new(threads));
        let graph = drawn_with(&set.text, &Choice::default(), &settings).expect("it is drawn");
        let mut text = String::new();
        graph::dot::write(&mut text, &graph).expect("strings take everything");
        text
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn every_pack_and_example_is_drawn() {
    for name in ["rules", "examples"] {
        let folder = Folder::new(&format!("graph_{name}")).file("keep.txt", "");
        let place = root().join(name).to_string_lossy().into_owned();
        let args =
            ["graph", "--all", &place, "-o", "mermaid=a.mmd", "-o", "dot=a.dot", "--no-config"];
        folder.run(&args).ends(0);
        let read = |file: &str| fs::read_to_string(folder.0.join(file)).expect("it was written");
        let pictures = [reader::mermaid(&read("a.mmd")), reader::dot(&read("a.dot"))];
        for picture in pictures {
            let picture = picture.unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
            assert!(picture.lines.len() > 5, "{name}");
        }
    }
}

#[test]
fn a_picture_of_conflicts_is_no_failure_and_one_of_a_part_is() {
    let conflict = "kind A\naction x\nnorm a { A must x }\nnorm b { A must not x }\n";
    let folder = Folder::new("graph_status").file("a.norm", conflict).file("broken/a.norm", BROKEN);
    let run = folder.run(&["graph", "a.norm"]).ends(0);
    assert!(run.out.starts_with("flowchart LR\n") && run.err.is_empty(), "{}", run.err);
    let run = folder.run(&["graph", "--format", "dot=a.dot", "broken", "a.norm"]).ends(2);
    assert_eq!(run.out, "");
    assert!(run.err.contains("left out, and the picture is about the rest"), "{}", run.err);
    assert!(fs::read_to_string(folder.0.join("a.dot")).expect("it was written").contains("C201"));
    let run = folder.run(&["graph", "a.norm", "--about", "c"]).ends(2);
    assert!(run.out.is_empty() && run.err.contains("no norm or instrument `c`"), "{}", run.err);
    folder.run(&["graph", "a.norm", "-o", "dot=a.norm"]).ends(2);
    let run = folder.run(&["graph", "a.norm", "-o", "mermaid", "-o", "dot"]).ends(2);
    assert!(run.err.contains("give one a file of its own: `--output dot=FILE`"), "{}", run.err);
    let run = folder.run(&["graph", "a.norm", "-o", "dot=gone/a.dot", "-o", "mermaid"]).ends(2);
    assert!(run.out.starts_with("flowchart LR\n"), "what can be written is: {}", run.err);
}

#[test]
fn programs_get_the_same_things_and_ties_with_whole_texts_and_places() {
    let folder = Folder::new("graph_json").file("a.norm", LIBRARY);
    let run = folder.run(&["graph", "--format", "json", "a.norm"]).ends(0);
    snapshot("graph_json", &run.out);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    let picture = read(&drawn(LIBRARY, |_| {}));
    let count = |list: &str| document[list].as_array().expect("a list").len();
    assert_eq!(document["schema_version"], 1);
    assert_eq!(count("instruments"), picture.groups.len());
    let ids = ["norms", "principles"].map(|list| document[list].as_array().expect("a list").iter());
    for it in ids.into_iter().flatten() {
        let id = it["id"].as_str().expect("it has an id");
        assert!(picture.things.contains_key(id), "{id}");
    }
}

#[test]
fn programs_are_told_how_much_is_left_out() {
    let folder = Folder::new("graph_json_many").file("a.norm", many());
    let left_out = |args: &[&str]| {
        let run = folder.run(args).ends(0);
        serde_json::from_str::<serde_json::Value>(&run.out).expect("it is JSON")["left_out"].clone()
    };
    assert_eq!(left_out(&["graph", "-o", "json"]), serde_json::json!({ "norms": 52, "ties": 0 }));
    let all = left_out(&["graph", "-o", "json", "--all"]);
    assert_eq!(all, serde_json::json!({ "norms": 0, "ties": 0 }));
}

/// `UPDATE=1 cargo test` draws it anew.
#[test]
fn the_picture_in_the_tutorial_is_that_of_the_first_example() {
    let path = root().join("examples/README.md");
    let page = fs::read_to_string(&path).expect("it is there").replace("\r\n", "\n");
    let text = fs::read_to_string(root().join("examples/first-conflict/first-conflict.norm"));
    let mut picture = String::new();
    graph::mermaid::write(&mut picture, &drawn(&text.expect("it is there"), |_| {}))
        .expect("strings take everything");
    let (before, rest) = page.split_once("```mermaid\n").expect("a picture is shown");
    let (_, after) = rest.split_once("```\n").expect("it ends");
    let current = format!("{before}```mermaid\n{picture}```\n{after}");
    if updating() {
        fs::write(&path, &current).expect("the repository can be written");
    } else {
        assert!(page == current, "the picture should be:\n{picture}");
    }
}
