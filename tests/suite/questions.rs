//! `comity ask`: what people read, the exit status, wrong words; and open questions in what `check` says.

use crate::cli::{Folder, snapshot};

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

/// Whoever asks reads which norm to look at: the one that permits what counts as the act, and the ban where it does not.
#[test]
fn an_answer_names_the_norms_that_say_so() {
    let text = "kind State, Data\nfact secret(Data)\naction send(Data)\naction mail(Data)\n\
                rule mail(Data) counts as send(Data)\n\
                norm opened { State may send(Data) unless secret(Data) }\n\
                norm closed { State must not mail(Data) when secret(Data) }\n\
                norm unasked { State may send(Data) when secret(Data) and not secret(Data) }\n";
    let folder = Folder::new("ask_norms").file("a.norm", text);
    let run = folder.run(&["ask", "State may mail(Data)", "--format", "json"]).ends(0);
    let document: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let answer = &document["answers"][0];
    assert_eq!(answer["yes"]["norms"], serde_json::json!(["opened"]));
    assert_eq!(answer["no"]["norms"], serde_json::json!(["closed"]));
    let told = folder.run(&["ask", "State may mail(Data)"]).ends(0).out;
    assert!(told.contains("norms: `opened` says so"), "{told}");
    assert!(told.contains("norms: `closed` says the opposite"), "{told}");
    // By way of one norm to some, and of another to others: each is needed where both are asked for.
    let both =
        "kind Firm\naction file\naction pay\nnorm a { Firm may file }\nnorm b { Firm may pay }\n";
    let folder = folder.file("a.norm", both);
    let told = folder.run(&["ask", "Firm may file or pay"]).ends(0).out;
    assert!(told.contains("norms: `a` and `b` together say so"), "{told}");
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

/// Whoever joins the case because the norms speak of somebody more: whose values decide is told.
#[test]
fn the_case_of_an_answer_says_whose_value_decides() {
    let folder = Folder::new("ask_values").file(
        "a.norm",
        "kind Firm, Ship\nattribute boss(Ship): Firm\nattribute cook(Ship): Firm\naction halt\nnorm n { Ship.boss may halt }\n",
    );
    let out = folder.run(&["ask", "Firm may halt"]).ends(0).out;
    assert!(out.contains("case: The boss of Ship 1 is Firm 1.\n"), "{out}");
}
