//! `comity why`: what people read, the exit status, wrong names.

use crate::cli::{Folder, snapshot};

/// Norms between which most reasons occur.
const OFFICES: &str = r#"kind State, Office, Paper, Clerk
individual Rivia, Toria is State
fact secret(Paper) reads "{Paper} is secret"
fact urgent(Paper) reads "{Paper} is urgent"
fact released(Paper, by: Office) reads "{by} has released {Paper}"
attribute pages(Paper): 0..900
action publish(Paper)
action copy(Paper)
action file(Paper)
action visit(State)

instrument openness "Openness Act" {
  norm duty { Office must publish(Paper) when urgent(Paper) }
  norm small { Office must copy(Paper) when Paper.pages < 10 }
  norm clerks { Clerk must publish(Paper) when urgent(Paper) }
  norm old in_the_old_days { Office must file(Paper) in force 2001-01-01 until 2005-12-31 }
}

instrument secrecy "Secrecy Act" {
  norm ban { Office must not publish(Paper) when secret(Paper) }
  norm mild { Office must not publish(Paper) unless urgent(Paper) or released(Paper, by: Office) }
  norm large { Office must not copy(Paper) when Paper.pages > 500 and secret(Paper) }
  norm filing { Office must not file(Paper) in force 2010-01-01 }
  norm gentle { Office must not publish(Paper) when released(Paper, by: Office) subject to openness.duty }
}

instrument visits { treaty norm go { Party a must visit(Party b) } }
"#;

fn offices(name: &str) -> Folder {
    Folder::new(name).file("offices.norm", OFFICES.replace("old in_the_old_days", "old"))
}

#[test]
fn two_norms_that_conflict_are_told_with_the_whole_finding() {
    let run = offices("why_conflict").run(&["why", "openness.duty", "secrecy.ban"]).ends(1);
    assert!(run.out.starts_with("`openness.duty` and `secrecy.ban` conflict: strict\n"));
    snapshot("why_conflict", &run.out);
}

/// A drafter reads `displaces` and wonders: the norm that displaces binds nobody without an authority to report to.
#[test]
fn that_there_is_nobody_for_whom_a_norm_would_be_displaced_is_told() {
    let text = |some: &str| {
        format!(
            "kind Firm, Office, File\nfact banned(File)\naction send(File)\naction flag(File, to: Office)\n\
             norm sending {{ Firm must send(File) }}\n\
             norm flagging {{ Firm must flag(File, to: {some}Office) when banned(File) displaces sending }}\n\
             norm ban {{ Firm must not send(File) when banned(File) }}\n"
        )
    };
    let folder = Folder::new("why_nobody").file("a.norm", text(""));
    let run = folder.run(&["why", "sending", "ban"]).ends(1);
    let told = "There is no Office, so that `flagging` does not displace `sending`.";
    let words: Vec<&str> = run.out.split_whitespace().collect();
    assert!(words.join(" ").contains(told), "{}", run.out);
    let mut folder = folder.file("a.norm", text("some "));
    folder.run(&["why", "sending", "ban"]).ends(0);
    // An office would make no difference here.
    for other in ["when not banned(File)", "unless banned(File)"] {
        folder = folder.file("a.norm", text("").replacen("when banned(File)", other, 1));
        let run = folder.run(&["why", "sending", "ban"]).ends(1);
        assert!(!run.out.contains("There is no"), "{other}: {}", run.out);
    }
    // There is an office, and none of the kind that is named.
    let named = text("").replacen("to: Office) when", "to: Desk) when", 1);
    let folder =
        folder.file("a.norm", format!("{named}role Desk is Office\nindividual hq is Office\n"));
    let run = folder.run(&["why", "sending", "ban"]).ends(1);
    assert!(run.out.contains("There is no Desk"), "{}", run.out);
}

#[test]
fn each_reason_is_told_with_its_evidence() {
    let folder = offices("why_reasons");
    let cases = [
        ("duty", "mild", "exception", "`secrecy.mild` does not apply where `urgent(Paper)`"),
        ("small", "large", "disjoint conditions", "`Paper.pages < 10` (`openness.small`) and"),
        ("old", "filing", "not in force", "`secrecy.filing` is in force from 2010-01-01 on"),
        ("small", "ban", "disjoint acts", "`openness.small` is about copy"),
        ("clerks", "ban", "disjoint bearers", "`openness.clerks` is borne by Clerk"),
        ("duty", "gentle", "savings", "`openness.duty` prevails over `secrecy.gentle`"),
    ];
    let mut pages = String::new();
    for (a, b, reason, evidence) in cases {
        let run = folder.run(&["why", a, b]).ends(0);
        assert!(run.out.contains(&format!("\n  {reason}\n")), "{a} {b}: {}", run.out);
        assert!(run.out.contains(evidence), "{a} {b}: {}", run.out);
        pages.push_str(&run.out);
        pages.push_str("----\n");
    }
    snapshot("why_reasons", &pages);
}

#[test]
fn only_the_part_of_an_exception_that_matters_is_told() {
    let run = offices("why_part").run(&["why", "duty", "mild"]).ends(0);
    assert!(!run.out.contains("where `released"), "{}", run.out);
}

/// Why norms about requests to publish do not conflict.
fn why_of_requests(name: &str, norms: &str, asked: &[&str]) -> String {
    let words = "kind Office, Paper\nevent request(Paper)\naction publish(Paper)\n";
    let folder = Folder::new(name).file("a.norm", format!("{words}{norms}"));
    folder.run(&[&["why"], asked].concat()).ends(0).out
}

#[test]
fn two_duties_that_can_both_be_met_have_no_reason_to_conflict() {
    let said = why_of_requests(
        "why_fits",
        "norm soon { Office must publish(Paper) within 10 days of request(Paper) }\n\
         norm wait { Office must not publish(Paper) until 3 days after request(Paper) }\n",
        &["soon", "wait"],
    );
    assert!(said.contains("they can be respected together in every case"), "{said}");
}

#[test]
fn of_norms_some_of_which_conflict_these_are_told() {
    let folder = Folder::new("why_smaller").file(
        "a.norm",
        "kind Office, Paper\naction publish(Paper)\naction print(Paper)\naction file(Paper)\n\
         norm out { Office must publish(Paper) or print(Paper) }\n\
         norm no_a { Office must not publish(Paper) }\n\
         norm no_b { Office must not print(Paper) }\n\
         norm kept { Office must file(Paper) }\n",
    );
    let run = folder.run(&["why", "out", "no_a", "no_b", "kept"]).ends(1);
    assert!(run.out.starts_with("`out`, `no_a`, `no_b` and `kept` conflict"), "{}", run.out);
    assert!(
        run.out.contains("`out`, `no_a` and `no_b` cannot be respected together"),
        "{}",
        run.out
    );
}

#[test]
fn norms_that_no_day_has_together_are_kept_apart_by_that() {
    let said = why_of_requests(
        "why_no_day",
        "norm soon { Office must publish(Paper) within 30 days of request(Paper) }\n\
         norm march { Office must not publish(Paper) in force 2026-03-01 until 2026-03-20 }\n\
         norm april { Office must not publish(Paper) in force 2026-03-21 until 2026-04-10 }\n",
        &["soon", "march", "april"],
    );
    assert!(said.contains("do not conflict: not in force\n"), "{said}");
}

#[test]
fn reasons_are_true_of_those_who_wait_of_laws_and_of_the_defeated() {
    let folder = Folder::new("why_true").file(
        "a.norm",
        "kind State, Firm, Data\nindividual Avalon, Borduria is State\n\
         action scan(Data)\naction keep(Data)\naction sell(Data)\n\
         instrument interim {\n  in force 2021-08-02 until 2026-04-03\n\
         norm duty { Firm must scan(Data) }\n  norm ban { Firm must not scan(Data) }\n}\n\
         instrument pact {\n  parties Avalon, Borduria until 2003-04-10\n\
         norm no_law { Party must not require (Firm to keep(Data)) }\n}\n\
         instrument act { issued by Avalon norm free { Firm may keep(Data) } }\n\
         norm plain { Firm must sell(Data) }\nnorm closed { Firm must not sell(Data) }\n\
         norm shut { Firm must not sell(Data) notwithstanding plain }\n",
    );
    let cases = [
        (
            "duty",
            "ban",
            "not in force",
            "`interim.duty` has no TIME: it can be met on a day on which",
        ),
        ("no_law", "free", "disjoint acts", "`pact.no_law` is about other laws than `act.free`"),
        ("plain", "closed", "defeated", "`plain` is always defeated, by `shut`"),
    ];
    for (a, b, reason, evidence) in cases {
        let run = folder.run(&["why", a, b]).ends(0);
        assert!(run.out.contains(&format!("\n  {reason}\n")), "{a} {b}: {}", run.out);
        assert!(run.out.contains(evidence), "{a} {b}: {}", run.out);
    }
}

#[test]
fn what_keeps_a_law_from_breaching_a_ban_is_told_as_between_other_norms() {
    let folder = Folder::new("why_law").file(
        "a.norm",
        "kind State, Firm, Data\nindividual Avalon is State\nfact small(Data)\naction keep(Data)\n\
         instrument pact { norm no_law { State must not require (Firm to keep(Data)) unless small(Data) } }\n\
         instrument act { issued by Avalon norm duty { Firm must keep(Data) when small(Data) } }\n\
         expect none pact.no_law, act.duty because exception\n\
         expect none pact.no_law, act.duty because disjoint acts\n",
    );
    let run = folder.run(&["why", "no_law", "duty"]).ends(0);
    assert!(run.out.contains("do not conflict: exception"), "{}", run.out);
    let tested = folder.run(&["test"]).ends(1).out;
    assert!(tested.contains("pass    a.norm:7") && tested.contains("FAIL    a.norm:8"), "{tested}");
}

/// A law that a norm about laws would forbid, were that norm not always defeated by a third: in an instrument that binds
/// parties or everybody.
#[test]
fn a_law_is_no_breach_of_a_norm_that_is_defeated() {
    for (parties, who) in [("parties Avalon\n", "Party"), ("", "State")] {
        let text = format!(
            "kind State, Firm, Data\nindividual Avalon is State\naction keep(Data)\ninstrument pact {{\n{parties}\
             norm no_law {{ {who} must not permit (Firm to keep(Data)) subject to law }}\n\
             norm law {{ {who} must permit (Firm to keep(Data)) }} }}\n\
             instrument act {{ issued by Avalon norm free {{ Firm may keep(Data) }} }}\n"
        );
        let folder = Folder::new(&format!("why_defeated_law_{who}")).file("a.norm", text);
        let run = folder.run(&["why", "no_law", "free"]).ends(0);
        assert!(run.out.contains("do not conflict: defeated\n"), "{}", run.out);
        let by = "`pact.no_law` is always defeated, by `pact.law`";
        assert!(run.out.contains(by), "{}", run.out);
    }
}

/// Between norms of a treaty, too: as if all were bound, the one that prevails would bind all as well.
#[test]
fn parties_are_no_reason_where_a_norm_of_the_treaty_prevails() {
    let text = "kind State, Data\nindividual Avalon is State\naction keep(Data)\ninstrument pact {\nparties Avalon\n\
                norm ban { Party must not keep(Data) subject to duty }\n\
                norm duty { Party must keep(Data) } }\n\
                instrument act { norm free { State may keep(Data) } }\n";
    let folder = Folder::new("why_defeated_party").file("a.norm", text);
    let run = folder.run(&["why", "ban", "free"]).ends(0);
    assert!(run.out.contains("do not conflict: defeated\n"), "{}", run.out);
}

#[test]
fn a_norm_that_loses_by_rank_in_all_its_cases_is_invalid_and_agrees_for_no_reason() {
    let text = "kind Firm, Data\nfact secret(Data)\naction keep(Data)\naction sell(Data)\norder Law ranks high > low\n\
                instrument basic { order Law rank high\n norm a { Firm must not keep(Data) }\n\
                norm c { Firm must not sell(Data) when secret(Data) } }\n\
                instrument act { order Law rank low\n norm b { Firm must keep(Data) }\n\
                norm d { Firm must sell(Data) } }\n\
                expect invalid a, b\nexpect none a, b\nexpect none c, d because superior\n\
                expect none a, b because superior\nexpect settled a, b because superior\n";
    let tested = Folder::new("test_invalid").file("a.norm", text).run(&["test"]).ends(1).out;
    for (line, word) in [(12, "pass"), (13, "pass"), (14, "pass"), (15, "FAIL"), (16, "FAIL")] {
        assert!(tested.contains(&format!("{word}    a.norm:{line}: ")), "{line}: {tested}");
    }
    let told = tested.split_whitespace().collect::<Vec<_>>().join(" ");
    let why = "invalid: `act.b` yields to the higher `basic.a` in all its cases";
    assert_eq!(told.matches(why).count(), 2, "{tested}");
}

#[test]
fn dates_are_no_reason_where_the_norm_that_displaces_begins_later() {
    let folder = Folder::new("why_dates").file(
        "a.norm",
        "kind Firm, Data\nfact secret(Data)\nevent notice(Data)\naction keep(Data)\naction sell(Data)\n\
         instrument old { in force 2010-01-01 norm x { Firm must keep(Data) within 5 days of notice(Data) } }\n\
         instrument new { in force 2015-01-01\n norm y { Firm must not keep(Data) when secret(Data) }\n\
         norm z { Firm must sell(Data) when secret(Data) displaces old.x } }\n",
    );
    let run = folder.run(&["why", "x", "y"]).ends(0);
    assert!(run.out.contains("do not conflict: displaced\n"), "{}", run.out);
}

#[test]
fn a_relation_between_norms_asks_for_no_act() {
    let text = "kind Member, Motion\naction vote(Motion)\nnorm a { Member must vote(Motion) }\n\
                norm b { Member must not vote(Motion) }\nnorm r { a prevails over b }\n";
    let folder = Folder::new("why_relation").file("a.norm", text);
    let run = folder.run(&["why", "a", "r"]).ends(0);
    let says = "`r` is a relation between norms, and asks for no act";
    assert!(run.out.contains(says) && !run.out.contains("is about"), "{}", run.out);
}

#[test]
fn why_answers_programs_too() {
    let folder = offices("why_json");
    let run = folder.run(&["why", "duty", "mild", "--format", "json"]).ends(0);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(document["verdict"], "none");
    assert_eq!(document["reasons"][0]["reason"], "exception");
    assert_eq!(document["reasons"][0]["alone"], true);
}

#[test]
fn wrong_names_are_told_with_what_may_be_meant() {
    let folder =
        offices("why_wrong").file("other/b.norm", "kind X\naction y(X)\nnorm far { X may y(X) }\n");
    let cases: &[(&[&str], &str)] = &[
        (&["why", "openness.dutty", "ban"], "did you mean `openness.duty`?"),
        (&["why", "openness", "ban"], "`openness` is an instrument; name one of its norms"),
        (&["why", "duty"], "name two norms"),
        (&["why", "far", "other/b.norm"], "name two norms"),
        (&["why", "duty", "far"], "stand in different sets"),
        (&["why", "duty", "ban", "nowhere.norm"], "there is no file or folder"),
    ];
    for (args, expected) in cases {
        let run = folder.run(args).ends(2);
        assert!(run.err.contains(expected), "{args:?}: {}", run.err);
        assert_eq!(run.out, "", "{args:?}");
    }
}
