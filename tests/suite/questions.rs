//! `comity why` and `comity ask`: what people read, the exit status, wrong names.

use crate::cli::Folder;
use crate::fixtures::root;

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

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => root().join("tests/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
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

/// Seven open facts and more are answered of everybody alike, where that proves that they decide; else it is said that there
/// are too many.
#[test]
fn open_facts_that_are_too_many_are_told_to_be_unless_one_answer_leaves_no_conflict() {
    let words = ["p", "q", "r", "s"];
    let facts: String = words.iter().map(|it| format!("open fact {it}(Person)\n")).collect();
    let each = words.map(|it| format!("{it}(a) or {it}(b)")).join(" or ");
    let text = |assumed: &str, ban: &str| {
        format!(
            "kind Firm, Person\nfact c(Person)\n{facts}action tell(Person a, to: Person b)\n{assumed}\
             norm duty {{ Firm must tell(Person a, to: Person b) when c(a) }}\n\
             norm ban {{ Firm must not tell(Person a, to: Person b) when {ban} }}\n"
        )
    };
    let folder = Folder::new("open_alike").file("a.norm", text("", &each));
    let run = folder.run(&["check"]).ends(0);
    assert!(run.out.contains("hangs on `p`, `q`, `r` and `s`"), "{}", run.out);
    // Who has `c` has `p`: then it conflicts whatever a person says.
    let folder = folder.file("a.norm", text("assume c(Person) implies p(Person)\n", &each));
    let run = folder.run(&["check"]).ends(2);
    assert!(run.out.contains("too many open facts"), "{}", run.out);
    // What conflicts where they differ from one to the other, conflicts under no answer that is the same of all.
    let apart = words.map(|it| format!("{it}(a) and not {it}(b)")).join(" and ");
    let folder = folder.file("a.norm", text("", &apart));
    let run = folder.run(&["check"]).ends(2);
    assert!(run.out.contains("too many open facts"), "{}", run.out);
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

#[test]
fn two_duties_that_can_both_be_met_have_no_reason_to_conflict() {
    let folder = Folder::new("why_fits").file(
        "a.norm",
        "kind Office, Paper\nevent request(Paper)\naction publish(Paper)\n\
         norm soon { Office must publish(Paper) within 10 days of request(Paper) }\n\
         norm wait { Office must not publish(Paper) until 3 days after request(Paper) }\n",
    );
    let run = folder.run(&["why", "soon", "wait"]).ends(0);
    assert!(run.out.contains("they can be respected together in every case"), "{}", run.out);
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
    let folder = Folder::new("why_no_day").file(
        "a.norm",
        "kind Office, Paper\nevent request(Paper)\naction publish(Paper)\n\
         norm soon { Office must publish(Paper) within 30 days of request(Paper) }\n\
         norm march { Office must not publish(Paper) in force 2026-03-01 until 2026-03-20 }\n\
         norm april { Office must not publish(Paper) in force 2026-03-21 until 2026-04-10 }\n",
    );
    let run = folder.run(&["why", "soon", "march", "april"]).ends(0);
    assert!(run.out.contains("do not conflict: not in force\n"), "{}", run.out);
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

const ACCESS: &str = r#"kind Provider, Data, Authority
fact warrant(Authority, Data) reads "{Authority} has a warrant for {Data}"
fact personal(Data) reads "{Data} is personal"
fact old(Data) reads "{Data} is old"
attribute age(Authority): 0..100
action disclose(Data, to: Authority)
action erase(Data)
action sell(Data)
norm opened { Provider may disclose(Data, to: Authority) when warrant(Authority, Data) and not personal(Data) }
norm grown { Provider may disclose(Data, to: Authority) when Authority.age >= 50 }
norm keep { Provider must not erase(Data) }
"#;

#[test]
fn a_question_is_answered_with_what_decides_it() {
    let folder = Folder::new("ask").file("a.norm", ACCESS);
    let ask = |question: &str| folder.run(&["ask", question]).ends(0).out;
    let depends = ask("may Provider disclose(Data, to: Authority) when not personal(Data)?");
    assert!(depends.contains("depends: the norms say so in some cases"), "{depends}");
    let always = ask(
        "Provider may disclose(Data, to: Authority) when warrant(Authority, Data) and not personal(Data)",
    );
    assert!(always.contains("always: the norms say so in every case"), "{always}");
    let never = ask("Provider may erase(Data)");
    assert!(never.contains("never: the norms say so in no case"), "{never}");
    let silent = ask("Provider may sell(Data)");
    assert!(silent.contains("silent: no norm speaks of this act"), "{silent}");
    assert!(ask("Can Provider erase(Data)?").contains("never: the norms say so in no case"));
    assert!(ask("May Provider sell(Data)?").contains("silent: no norm speaks of this act"));
    let impossible =
        ask("Provider may disclose(Data, to: Authority) when old(Data) and not old(Data)");
    assert!(impossible.contains("impossible: no case meets"), "{impossible}");
    let yes = depends.split("no, at least").next().expect("yes comes first");
    assert!(yes.contains("Authority 1 has a warrant for Data 1."), "the case is one of it: {yes}");
    snapshot("ask", &[depends, always, never, silent].join("----\n"));
}

#[test]
fn the_condition_that_decides_is_the_simplest() {
    let folder = Folder::new("ask_simplest").file("a.norm", ACCESS);
    let question = "Provider may disclose(Data, to: Authority) when not warrant(Authority, Data)";
    let run = folder.run(&["ask", question, "--format", "json"]).ends(0);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let answer = &document["answers"][0];
    assert_eq!(answer["answer"], "depends");
    assert_eq!(answer["yes"]["conditions"], serde_json::json!(["Authority.age >= 50"]));
    assert_eq!(answer["no"]["conditions"], serde_json::json!(["Authority.age < 50"]));
}

/// An order is confirmed by some authority: where there is none, the ban binds nobody.
#[test]
fn whoever_it_takes_for_the_answer_is_in_the_case() {
    let text = "kind Firm, Authority, Order, Person\nevent confirmation(Authority, Order)\n\
                action tell(Person, of: Order)\nnorm quiet {\n  \
                Firm must not tell(Person, of: Order) until confirmation(Authority, Order)\n}\n";
    let folder = Folder::new("ask_whoever").file("a.norm", text);
    let question = "Firm must not tell(Person, of: Order)";
    let run = folder.run(&["ask", question, "--format", "json"]).ends(0);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let yes = &document["answers"][0]["yes"];
    let told = yes["case"].as_str().expect("a case");
    assert!(told.contains("Authority 1"), "{told}");
    let scenario = yes["scenario"].as_str().expect("a scenario").trim_end_matches('}');
    let expected = "  expect firm_1 must not tell(person_1, of: order_1)\n}\n";
    let folder = folder.file("a.norm", format!("{text}{scenario}{expected}"));
    folder.run(&["test"]).ends(0);
    // Two of one kind, of whom one has roles, have two names.
    let roles = text.replace(
        "Authority, Order, Person\n",
        "Authority, Order, Person\nrole Judge is Authority\n",
    );
    let roles = roles
        .replace("action tell(Person, of: Order)", "action tell(Person, of: Order, by: Judge)");
    let roles =
        roles.replace("tell(Person, of: Order) until", "tell(Person, of: Order, by: Judge) until");
    let folder = folder.file("a.norm", &roles);
    let question = "Firm must not tell(Person, of: Order, by: Judge)";
    let run = folder.run(&["ask", question, "--format", "json"]).ends(0);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let scenario = document["answers"][0]["yes"]["scenario"].as_str().expect("a scenario");
    assert!(
        scenario.contains("authority_1 is") && scenario.contains("authority_2 is"),
        "{scenario}"
    );
}

/// A file is kept once it is closed: of two cases that differ in the hour of that alone, the moment decides that is asked about.
#[test]
fn the_moment_that_is_asked_about_is_told_where_times_decide() {
    let text = "kind Bank, File\nfact old(File)\nevent closing(File)\naction keep(File)\naction sell(File)\n\
                norm k { Bank must keep(File) for 5 years after closing(File) }\n\
                norm s { Bank must not sell(File) unless old(File) }\n";
    let folder = Folder::new("ask_moment").file("a.norm", text);
    let words = |question: &str| {
        let out = folder.run(&["ask", question]).ends(0).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let timed = words("Bank must keep(File) when closing(File) happens?");
    let asked = "The question is asked of Monday 2026-01-05 00:00.";
    for at in ["00:00", "01:00"] {
        let case = format!("On Monday 2026-01-05 {at}: closing happens (File 1). {asked}");
        assert!(timed.contains(&case), "{timed}");
    }
    let plain = words("Bank must not sell(File)?");
    assert!(plain.contains("depends:") && !plain.contains("is asked of"), "{plain}");
}

#[test]
fn a_closure_answers_for_acts_that_no_norm_settles() {
    let permits =
        Folder::new("ask_permits").file("a.norm", format!("{ACCESS}closure Provider permits\n"));
    let always = permits.run(&["ask", "may Provider sell(Data)"]).ends(0).out;
    assert!(always.contains("always:") && always.contains("counts as permitted"), "{always}");
    let never = permits.run(&["ask", "may Provider erase(Data)"]).ends(0).out;
    assert!(never.contains("never:"), "a ban settles it: {never}");
    let forbids =
        Folder::new("ask_forbids").file("a.norm", format!("{ACCESS}closure Provider forbids\n"));
    let banned = forbids.run(&["ask", "Provider must not sell(Data)"]).ends(0).out;
    assert!(banned.contains("always:"), "{banned}");
}

#[test]
fn norms_that_conflict_over_the_act_are_named_with_the_answer() {
    let text = "kind State, Person\nfact ill(Person)\naction arrest(Person)\naction visit(Person)\n\
                norm a { State must not arrest(Person) when ill(Person) }\n\
                norm b { State may arrest(Person) }\nnorm c { State may visit(Person) }\n";
    let folder = Folder::new("ask_conflict").file("a.norm", text);
    let both = folder.run(&["ask", "may State arrest(Person) when ill(Person)?"]).ends(0).out;
    assert!(both.contains("always:") && both.contains("but `a` and `b` conflict"), "{both}");
    let alone = folder.run(&["ask", "may State visit(Person)?"]).ends(0).out;
    assert!(alone.contains("always:") && !alone.contains("conflict"), "{alone}");
    let spared = folder.run(&["ask", "may State arrest(Person) when not ill(Person)?"]).ends(0).out;
    assert!(spared.contains("always:") && !spared.contains("conflict"), "{spared}");
}

#[test]
fn a_closure_for_some_of_those_asked_about_is_not_denied() {
    let text = "kind Org, Data\nrole Keeper is Org\nclosure Keeper permits\naction sell(Data)\n\
                action keep(Data)\nnorm n { Org must keep(Data) }\n";
    let folder = Folder::new("ask_closure").file("a.norm", text);
    let run = folder.run(&["ask", "Org may sell(Data)"]).ends(0).out;
    assert!(run.contains("closure: one is declared for `Keeper` alone"), "{run}");
}

#[test]
fn a_question_may_be_asked_as_it_is_spoken() {
    let text = "kind State, Data\naction attack(State)\naction erase(Data)\nfact war(State)\n\
                norm a { State a must not attack(State b) }\nnorm b { State need not erase(Data) }\n\
                norm c { State may attack(State other) when war(State) }\n";
    let folder = Folder::new("ask_spoken").file("a.norm", text);
    let ask = |question: &str| folder.run(&["ask", question]).ends(0).out;
    let not_attack = ask("must State a not attack(State b)?");
    assert!(not_attack.contains("always:"), "{not_attack}");
    let not_erase = ask("need State not erase(Data)?");
    assert!(not_erase.contains("always:"), "{not_erase}");
    // Of two States only the one at war may: the other of whom the case tells is no objection.
    let attack = ask("may State a attack(State b)?");
    assert!(attack.contains("depends:") && attack.contains("war(a)"), "{attack}");
}

#[test]
fn a_question_about_a_power_may_begin_with_its_modal() {
    let text = "kind State, Body, Paper\nindividual elbonia is State\naction sell(Paper)\n\
                action seal(Paper)\nnorm a { State has power to sell(Paper) }\n\
                norm b { State has sole power to seal(Paper) }\n\
                norm c { Body has no power to sell(Paper) }\n";
    let folder = Folder::new("ask_power").file("a.norm", text);
    let ask = |question: &str| folder.run(&["ask", question]).ends(0).out;
    for question in [
        "has elbonia power to sell(Paper)?",
        "Has State s power to sell(Paper)?",
        "has elbonia sole power to seal(Paper)?",
        "has State s sole power to seal(Paper)?",
        "has Body no power to sell(Paper)?",
        "has Body b no power to sell(Paper)?",
    ] {
        assert!(
            ask(question).contains("always: the norms say so"),
            "{question}: {}",
            ask(question)
        );
    }
    assert!(!ask("has Body power to sell(Paper)?").contains("always"));
    folder.run(&["ask", "has elbonia to sell(Paper)?"]).ends(2);
}

#[test]
fn a_question_with_a_wrong_word_is_shown_at_its_place() {
    let folder = Folder::new("ask_wrong").file("a.norm", ACCESS);
    let run = folder.run(&["ask", "may Provder erase(Data)"]).ends(2);
    assert_eq!(run.out, "");
    assert!(run.err.contains("question:1:5"), "{}", run.err);
    assert!(run.err.contains("did you mean `Provider`?"), "{}", run.err);
    let unread = folder.run(&["ask", "Provider may may"]).ends(2);
    assert!(unread.err.contains("error[C0"), "{}", unread.err);
}

#[test]
fn assumptions_that_contradict_each_other_leave_no_answer_and_are_told() {
    let text = "kind A\nfact x(A)\naction f(A)\nassume x(A)\nassume not x(A)\n\
                norm n { A must f(A) }\nnorm m { A must not f(A) }\n";
    let folder = Folder::new("contradiction").file("a.norm", text);
    let asked = folder.run(&["ask", "must A f(A)"]).ends(2);
    assert!(asked.out.contains("the assumptions contradict each other"), "{}", asked.out);
    let why = folder.run(&["why", "n", "m"]).ends(2);
    assert!(why.out.contains("the assumptions contradict each other"), "{}", why.out);
    assert!(why.out.contains("error[C114]"), "{}", why.out);
}
