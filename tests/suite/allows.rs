//! What an author allows, and which of it is not needed.

use std::fs;

use crate::baseline::{VOTE, read};
use crate::cli::{Folder, with};

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
