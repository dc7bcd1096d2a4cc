//! What an expectation that fails says: the norm that came nearest, and what kept it silent.

use comity::checks::Settings;

use crate::cli::Folder;
use crate::memory::Files;

const WORDS: &str = "
kind Student, Panel, Case
fact grave(Case)
fact closed(Case)
event complaint(Case)
event hearing(Case) after complaint(Case)
action appeal(Case)
action decide(Case)
action notify(Student, of: Case)
action read(Case)
action copy(Case)
norm told { Panel must notify(Student, of: Case) }
norm own { Student may appeal(Case) within 14 days of notify(Student, of: Case) }
norm timely { Panel must decide(Case) within 10 days of complaint(Case) when grave(Case) unless closed(Case) }
norm later { Student may copy(Case) within 3 days of complaint(Case) }
norm file { Panel must read(Case) no later than 2027-01-20 }
norm sealed { Panel must not read(Case) notwithstanding file }
";

/// What is answered to the expectation of a scenario with these lines.
fn answer(lines: &str, expect: &str) -> String {
    let scenario = format!(
        "scenario s {{ on 2027-01-20 participant p is Panel participant ann is Student \
         participant c is Case {lines} expect {expect} }}"
    );
    let tested = Files::new("set.norm", &format!("{WORDS}{scenario}")).test(&Settings::default());
    let result = &tested.results[0];
    assert!(!result.passed, "{expect}");
    result.why.clone()
}

#[test]
fn the_norm_that_came_nearest_says_what_it_lacks() {
    let complaint = "at 2027-01-15 12:00 complaint(c)";
    let cases = [
        (
            "at 2027-01-15 12:00 p does notify(ann, of: c)",
            "ann may appeal(c)",
            "`own` would, but its time runs from `notify` by ann, which was not done",
        ),
        (complaint, "p must decide(c)", "`timely` would, but this is not so: `grave(Case)`"),
        (
            "at 2027-01-15 12:00 complaint(c) fact grave(c) fact closed(c)",
            "p must decide(c)",
            "`timely` would, but its exception holds: `closed(Case)`",
        ),
        (
            "fact grave(c)",
            "p must decide(c)",
            "`timely` would, but its time runs from `complaint(Case)`, which has not happened",
        ),
        (complaint, "ann may copy(c)", "`later` would, but its time ended on 2027-01-18 12:00"),
    ];
    for (lines, expect, why) in cases {
        let told = answer(lines, expect);
        assert!(told.contains(why), "{expect}: {told}");
    }
}

#[test]
fn what_is_not_violated_says_why() {
    let overruled = answer("", "p violates file");
    assert_eq!(overruled, "`file` is not violated: `sealed` prevails over it");
    let open = answer("at 2027-01-15 12:00 complaint(c) fact grave(c)", "p violates timely");
    assert_eq!(open, "`timely` is not violated: its time runs until 2027-01-25 12:00");
}

#[test]
fn a_scenario_that_cannot_be_names_what_is_wrong() {
    let early = answer("at 2027-01-15 12:00 hearing(c)", "p must decide(c)");
    let why = "`hearing` happens only after `complaint`, which it does not tell before";
    assert!(early.contains(why), "{early}");
}

#[test]
fn mistakes_in_a_scenario_leave_out_no_norm() {
    let text = format!(
        "{WORDS}scenario s {{ on 2027-01-20 participant p is Panel participant c is Case \
         expect p must decide(c) expect q must decide(c) }}"
    );
    let run = Folder::new("only_the_scenario").file("a.norm", text).run(&["test"]);
    assert!(run.out.contains("the norms do not say so"), "{}", run.out);
    assert!(!run.out.contains("what has errors was left out"), "{}", run.out);
}

#[test]
fn a_canon_is_the_reason_only_where_it_decides() {
    let text = "kind State, Ship\nindividual Avalon is State\nfact foreign(Ship)\naction admit(Ship)\n\
                order law ranks treaty\n\
                instrument old { order law rank treaty in force 1949-04-04\n\
                norm special { State must admit(Ship) when foreign(Ship) } }\n\
                instrument new { order law rank treaty in force 2021-01-22\n\
                norm general { State must not admit(Ship) } }\n";
    for (reason, passes) in
        [("specialis", true), ("superior", false), ("posterior", false), ("savings", false)]
    {
        let expect = format!("expect none new.general, old.special because {reason}\n");
        let tested = Files::new("set.norm", &format!("{text}{expect}")).test(&Settings::default());
        assert_eq!(tested.results[0].passed, passes, "{reason}: {}", tested.results[0].why);
    }
}

#[test]
fn norms_that_agree_have_no_part_that_conflicts() {
    let text = "kind Firm, Data\naction scan(Data)\naction keep(Data)\naction sell(Data)\n\
                norm duty { Firm must scan(Data) or keep(Data) }\nnorm a { Firm must not scan(Data) }\n\
                norm b { Firm must not keep(Data) }\nnorm c { Firm must sell(Data) }\n\
                expect none duty, a, c, b\nexpect none duty, a, c\n";
    // Of many norms, too, every part is looked at that could conflict.
    let names: Vec<String> = (0..9).map(|place| format!("more{place}")).collect();
    let more = |name: &String| format!("norm {name} {{ Firm may sell(Data) }}\n");
    let many = format!("expect none duty, a, b, {}\n", names.join(", "));
    let text = format!("{text}{}{many}", names.iter().map(more).collect::<String>());
    let tested = Files::new("set.norm", &text).test(&Settings::default());
    let passed: Vec<bool> = tested.results.iter().map(|it| it.passed).collect();
    assert_eq!(passed, [false, true, false]);
    // In a case as in all.
    let case = "scenario s { participant f is Firm participant d is Data\n\
                expect none duty, a, c, b\nexpect none duty, a, c\n}\n";
    let tested = Files::new("set.norm", &format!("{text}{case}")).test(&Settings::default());
    let passed: Vec<bool> = tested.results.iter().map(|it| it.passed).collect();
    assert_eq!(passed[3..], [false, true]);
}

#[test]
fn a_rule_shuts_out_whom_a_ban_leaves_where_it_holds() {
    let norms = "
kind Office, Person
fact retired(Person)
action designate(Person)
action pension(Person)
rule designate(Person) excludes pension(Person) when retired(Person)
norm duty { Office must designate(some Person) }
norm pensions { Office must pension(Person) }
norm none_in_work { Office must not designate(Person) unless retired(Person) }
";
    let found = Files::new("set.norm", norms).check(&Settings::default(), |_, outcome| {
        outcome.diagnostics.iter().map(|it| it.rule.code).collect::<Vec<_>>()
    });
    assert_eq!(found, ["C204"]);
}

#[test]
fn how_often_a_ban_is_needed_is_unknown_where_a_window_is_measured_by_what_is_assumed() {
    // Three bans of five days fill the two weeks, and no length in the norms says so.
    let norms = "
kind Firm, Data
event opening
event closing
event freeze(Data)
action notify
norm duty { Firm must notify no earlier than opening and no later than closing }
norm ban { Firm must not notify for 5 days after freeze(Data) }
assume not (closing at most 13 days after opening)
assume closing at most 14 days after opening
";
    let unknown = Files::new("set.norm", norms)
        .check(&Settings::default(), |_, outcome| outcome.unknowns.len());
    assert!(unknown > 0, "silence would be taken for a proof");
}

#[test]
fn norms_that_meet_in_too_many_ways_end_in_an_answer_or_an_honest_unknown() {
    // What the third and the fourth norm ask shares parts: walked as a tree it had no end.
    let norms = "
kind Org
kind Data
role Keeper is Org
role Sender is Org
role Secret is Data
individual ada is Org
fact war
fact trusted(Org)
fact private(Data)
open fact linked(Org, Data)
attribute owner(Data): Org
event dawn
event leak(Data) after dawn
event alarm(Org)
event claim(Org, Data)
action keep(Data)
action wipe(Data)
action send(Data, to: Org)
action halt
rule send(Data, to: Org) needs keep(Data)
assume not (linked(Org, Data) and Org is Sender)
assume alarm(Org) at least 1 day after dawn or not alarm(Org) happens
order Law ranks high > low
principle p1 { always Sender should wipe(Secret) }
norm n6 { Data.owner must not wipe(Data) default }
instrument x {
  order Law rank high
  norm n1 { Keeper must not wipe(Secret) for 2 days after dawn when Keeper must send(Secret, to: Org) unless on or after 2026-01-06 notwithstanding n4 }
  norm n2 { Sender must wipe(Secret) before alarm(Sender) and no later than 2026-01-06 }
  norm n3 { Keeper must send(Data, to: ada) before alarm(Keeper) and within 1 day of keep(Data) unless Keeper is Sender or linked(Keeper, Data) }
  norm n4 { Keeper must not send(Secret, to: Org) no later than leak(Secret) unless war displaces n6 when Secret.owner = Org }
  norm n5 { Keeper must send(Secret, to: Org) when private(Secret) in force 2026-01-05 until 2026-01-06 }
}
";
    let unanswered = Files::new("set.norm", norms).check(&Settings::default(), |_, outcome| {
        outcome.unknowns.iter().flat_map(|it| it.norms.clone()).collect::<Vec<_>>()
    });
    assert!(unanswered.contains(&"x.n3".to_owned()), "{unanswered:?}");
}

#[test]
fn of_two_acts_each_is_expected() {
    for acts in ["notify(ann, of: c) and decide(c)", "decide(c) and notify(ann, of: c)"] {
        let why = answer("at 2027-01-15 12:00 complaint(c)", &format!("p must {acts}"));
        assert!(why.contains("`timely` would"), "{acts}: {why}");
    }
}

#[test]
fn the_day_is_the_first_reason_and_a_ban_is_unbroken_where_nothing_was_done() {
    let text = "kind Firm, File\nopen fact fair(File)\naction keep(File)\naction erase(File)\n\
                instrument old { in force 2020-01-01 until 2025-12-31\n\
                norm keeping { Firm must keep(File) when fair(File) } }\n\
                norm ban { Firm must not erase(File) no later than 2027-01-01 }\n\
                scenario s { on 2026-01-05 participant f is Firm participant d is File\n\
                expect f must keep(d) expect f violates ban }\n";
    let tested = Files::new("set.norm", text).test(&Settings::default());
    let whys: Vec<&str> = tested.results.iter().map(|it| it.why.as_str()).collect();
    assert!(whys[0].contains("it is in force") && !whys[0].contains("fair"), "{whys:?}");
    assert_eq!(whys[1], "`ban` is not violated: nothing was done that it forbids");
}

/// What is answered to each expectation about these norms.
fn answers(text: &str) -> Vec<String> {
    let tested = Files::new("set.norm", text).test(&Settings::default());
    tested.results.iter().map(|it| it.why.clone()).collect()
}

#[test]
fn all_that_keeps_a_norm_silent_is_told_in_order() {
    let all = answer("fact closed(c)", "p must decide(c)");
    let why = "`timely` would, but its exception holds: `closed(Case)`; and this is not so: `grave(Case)`; \
               and its time runs from `complaint(Case)`, which has not happened";
    assert!(all.ends_with(why), "{all}");
    let whys = answers(
        "kind Firm, File\nrole Keeper is Firm\nfact fair(File)\nfact old(File)\nfact sealed(File)\n\
         action keep(File)\naction copy(File)\n\
         instrument law { in force 2020-01-01 until 2025-12-31\n\
         norm keeping { Keeper must keep(File) when fair(File) and old(File) and not sealed(File) } }\n\
         norm copies { Firm must copy(File) when fair(File) or old(File) unless sealed(File) or fair(File) }\n\
         scenario s { on 2026-01-05 participant f is Firm participant g is Keeper participant d is File\n\
         fact sealed(d) expect f must keep(d) expect g must keep(d) expect f must copy(d) \
         expect f violates law.keeping }\n",
    );
    let rest = "these are not so: `fair(File)`, `old(File)` and `not sealed(File)`";
    let day = "it is in force from 2020-01-01 to 2025-12-31 only";
    assert!(whys[0].ends_with(&format!("{day}; and f is no `Keeper`; and {rest}")), "{whys:?}");
    assert!(whys[1].ends_with(&format!("{day}; and {rest}")), "{whys:?}");
    let copies =
        "its exception holds: `sealed(File)`; and this is not so: `fair(File) or old(File)`";
    assert!(whys[2].ends_with(copies), "{whys:?}");
    assert!(
        whys[3].contains("is not violated: it is in force") && whys[3].contains("f is no `Keeper`")
    );
}

#[test]
fn who_is_no_party_is_told_so() {
    let whys = answers(
        "kind State\nindividual Avalon, Borduria, Cascadia, Elbonia is State\nfact asks(State, State)\n\
         action warn(State)\naction inform(State)\naction tell(State)\n\
         instrument pact { in force 2005-01-01\n\
         parties Avalon, Borduria, Cascadia until 2020-12-31 reservation Borduria excludes art2\n\
         norm art1 { Party a must warn(Party b) }\n\
         norm art2 { Party a must inform(Party b) when asks(b, a) }\n\
         norm art3 { State a may tell(State b) } }\n\
         scenario s { on 2022-06-01 expect Elbonia must warn(Avalon) expect Avalon must warn(Cascadia) \
         expect Borduria must inform(Avalon) expect Elbonia may tell(Avalon) \
         expect Cascadia may tell(Avalon) expect Elbonia violates pact.art1 }\n",
    );
    for (why, told) in whys.iter().zip([
        "`pact.art1` would, but Elbonia is no party to `pact`",
        "`pact.art1` would, but Cascadia is party to `pact` until 2020-12-31 only",
        "`pact.art2` would, but a reservation of Borduria excludes it; and this is not so: `asks(b, a)`",
        "`pact.art3` would, but Elbonia is no party to `pact`",
        "`pact.art3` would, but Cascadia is party to `pact` until 2020-12-31 only",
        "`pact.art1` is not violated: Elbonia is no party to `pact`",
    ]) {
        assert!(why.ends_with(told), "{why}\n{told}");
    }
}

#[test]
fn a_duty_of_one_who_was_a_party_runs_on() {
    let whys = answers(
        "kind State\nindividual Avalon, Cascadia is State\nevent blow(State)\naction pay(State)\n\
         instrument pact { in force 2005-01-01 parties Avalon, Cascadia until 2020-12-31\n\
         norm art1 { Party a must pay(Party b) within 10 years of blow(a) } }\n\
         scenario s { on 2022-06-01 at 2019-01-01 blow(Cascadia) expect Cascadia violates pact.art1 }\n",
    );
    assert_eq!(whys[0], "`pact.art1` is not violated: its time runs until 2029-01-01 00:00");
}

#[test]
fn what_ends_the_time_and_what_displaces_or_was_not_violated_is_told() {
    let whys = answers(
        "kind Firm, Engine\nevent start(Engine)\nevent stop(Engine)\nfact loud(Engine)\n\
         action check(Engine)\naction oil(Engine)\naction pay(Engine)\n\
         norm checks { Firm must check(Engine) before stop(Engine) }\n\
         norm oiling { Firm must oil(Engine) within 3 days of start(Engine) and before stop(Engine) \
         otherwise Firm must pay(Engine) }\n\
         norm special { Firm may oil(Engine) when loud(Engine) displaces oiling }\n\
         scenario s { on 2026-01-05 participant f is Firm participant e is Engine\n\
         at 2026-01-04 start(e)\n\
         expect f must check(e) expect f must oil(e) expect f must pay(e) }\n\
         scenario t { on 2026-01-05 participant f is Firm participant e is Engine fact loud(e)\n\
         at 2026-01-04 start(e) at 2026-01-20 stop(e) expect f must oil(e) }\n",
    );
    for (why, told) in whys.iter().zip([
        "`checks` would, but its time ends with `stop(Engine)`, which has not happened",
        "`oiling` would, but its time ends with `stop(Engine)`, which has not happened",
        "`oiling.otherwise` would, but `oiling` was not violated",
        "`oiling` would, but `special` displaces it",
    ]) {
        assert!(why.ends_with(told), "{why}\n{told}");
    }
}

#[test]
fn what_a_time_leaves_out_is_named_where_it_is_missing() {
    let text = "kind Firm, File, Court\nevent request(File, by: Court)\naction keep(File)\n\
                norm a { Firm must keep(File) within 30 days of request(File) }\n\
                norm b { Firm must not keep(File) }\n";
    let reasons = Files::new("set.norm", text).check(&Settings::default(), |_, outcome| {
        outcome.unknowns.iter().map(|it| it.reason.clone()).collect::<Vec<_>>()
    });
    let told = "the time of `a` leaves out `by` of `request`, which nothing else names; \
                write `request(…, by: Court)`";
    assert!(!reasons.is_empty() && reasons.iter().all(|it| it == told), "{reasons:?}");
}

#[test]
fn how_many_rules_between_others_leave_no_way_is_unknown_and_said() {
    let duty = "kind Firm, File\naction warn(File)\naction tell(File)\n\
                norm d { Firm must warn(File) or tell(File) }\n";
    let reasons = |rules: &str| {
        let text = format!("{duty}{rules}");
        Files::new("set.norm", &text).check(&Settings::default(), |_, outcome| {
            outcome.unknowns.iter().map(|it| it.reason.clone()).collect::<Vec<_>>()
        })
    };
    let says_so = |reasons: Vec<String>| {
        reasons.iter().any(|it| it.contains("ties what this asks for to acts towards others"))
    };
    // Of three files one can be warned of and one told of: the third finds no way.
    assert!(says_so(reasons(
        "rule warn(File f) excludes warn(File g)\nrule tell(File f) excludes tell(File g)\n",
    )));
    // A file that must be kept or copied may shut out the warning of a third, another file the telling.
    assert!(says_so(reasons(
        "action keep(File)\naction copy(File)\nfact p(File)\n\
         rule warn(File f) excludes keep(File g) when p(g)\n\
         rule warn(File f) excludes copy(File g) when p(g)\n\
         rule tell(File f) excludes keep(File g) when not p(g)\n\
         rule tell(File f) excludes copy(File g) when not p(g)\n\
         norm e { Firm must keep(File) or copy(File) }\n",
    )));
    let of_one_file = reasons("rule warn(File) excludes tell(File)\n");
    assert!(of_one_file.is_empty(), "{of_one_file:?}");
}

#[test]
fn a_duty_that_recurs_names_no_end() {
    let text = "kind Firm action pay norm n1 { Firm must pay every 1 month from 2026-01-01 }
        scenario s { on 2026-01-15 participant f is Firm expect f violates n1 }";
    let tested = Files::new("set.norm", text).test(&Settings::default());
    assert!(
        tested.results[0].why.contains("no stretch that is over was missed"),
        "{}",
        tested.results[0].why
    );
}
