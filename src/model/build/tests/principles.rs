//! Principles, scenarios, expectations.

use super::{codes, messages, model, with_words};
use crate::model::{
    AssertionKind, Cond, ExpectKind, Expectation, Mode, Model, Occurrence, Reason, Status,
    VerdictWord,
};

fn assertion(model: &Model) -> (&Cond, bool, &Status, Mode, usize) {
    let principle = model.principles.values().next().expect("a principle");
    match &principle.assertions[0].kind {
        AssertionKind::Expect { mode, cond, negated, status, some } => {
            (cond, *negated, status, *mode, some.len())
        }
        AssertionKind::Every { .. } => panic!("not about a sentence"),
    }
}

#[test]
fn never_becomes_whenever_not() {
    let model = model(&with_words(
        "principle p { never State may consult(State b) when b is EUMember unless consents(b, to: State) }",
    ));
    let (cond, negated, status, mode, _) = assertion(&model);
    assert!(negated && mode == Mode::Never && status.when.is_true());
    let Cond::All(parts) = cond else { panic!("{cond:?}") };
    assert!(matches!(parts[..], [Cond::Is { .. }, Cond::Not(_)]));
}

#[test]
fn labels_left_out_follow_the_word() {
    let some = |text: &str| {
        let model = model(&with_words(&format!("principle p {{ {text} }}")));
        let principle = model.principles.values().next().expect("one");
        let vars = &principle.assertions[0].scope.vars;
        vars.iter().find(|var| var.omitted).expect("left out").some
    };
    assert!(some("never Controller may disclose(Data)"));
    assert!(!some("always Controller must not disclose(Data)"));
    assert!(some("always Controller must disclose(Data)"));
    assert!(!some("whenever personal(Data) expect Controller may disclose(Data)"));
    assert!(some("whenever personal(Data) expect not Controller may disclose(Data)"));
}

#[test]
fn expect_some_looks_for_one() {
    let model = model(&with_words(
        "principle p { whenever personal(Data) expect some Controller must erase(Data) }",
    ));
    assert_eq!(assertion(&model).4, 1);
}

#[test]
fn every_norm_of_a_class_has_its_parts() {
    let model = model(&with_words(
        "safeguard review\nprinciple p { every ban on disclose when (personal(Data)) has end, safeguard review }\nprofile q { p }",
    ));
    let principle = model.principles.values().next().expect("one");
    let AssertionKind::Every { act, slots, .. } = &principle.assertions[0].kind else {
        panic!("no every")
    };
    assert!(act.is_some() && slots.len() == 2);
    assert!(principle.assertions[0].scope.vars.iter().all(|var| var.some));
    assert_eq!(model.profiles.len(), 1);
    assert_eq!(codes("profile q { missing }"), ["C112"]);
}

const SCENARIO: &str = "
norm art33 { Controller must notify(Incident, to: Authority) within 72 hours of awareness(Controller, Incident) }
norm art34 { Controller must erase(Data) }
scenario s \"A leak\" {
  on 2026-06-01
  participant acme is Controller, Provider   participant mail is Data   participant doj is Authority
  participant leak is Incident
  fact personal(mail)   fact not derogation(mail)   fact acme.seat = EU   fact leak.severity = 4
  fact acme.sector = energy   fact mail.issued = 2020-01-01   fact doj is Processor
  at 2026-06-01 09:00 awareness(acme, leak)
  at 2026-06-06 10:00 acme does notify(leak, to: doj)
  expect acme must notify(leak, to: doj)
  expect acme violates art33
}
expect none art33 because not in force
expect conflict art33, art33 without art34 on 2026-01-01
";

#[test]
fn a_scenario_says_who_what_and_when() {
    let model = model(&with_words(SCENARIO));
    let scenario = model.scenarios.values().next().expect("one");
    assert_eq!(scenario.scope.vars.len(), 4);
    assert_eq!((scenario.facts.len(), scenario.values.len(), scenario.choices.len()), (2, 3, 1));
    assert_eq!(scenario.roles.len(), 1);
    assert_eq!(scenario.timeline.len(), 2);
    assert_eq!(scenario.timeline[0].0.to_string(), "2026-06-01 09:00");
    assert!(matches!(scenario.timeline[1].1, Occurrence::Act { .. }));
    assert_eq!(model.expectations.len(), 4);
    assert!(matches!(model.expectations[1].kind, ExpectKind::Violates { .. }));
    assert_eq!(model.expectations[2].because, Some(Reason::NotInForce));
    assert!(matches!(
        model.expectations[3].kind,
        ExpectKind::Verdict { word: VerdictWord::Conflict, .. }
    ));
}

#[test]
fn a_scenario_speaks_of_its_own_participants() {
    let line = |line: &str| {
        codes(&with_words(&format!(
            "scenario s {{ participant acme is Controller participant mail is Data {line} }}"
        )))
    };
    assert!(line("fact personal(mail)").is_empty());
    assert_eq!(line("fact personal(Data)"), ["C123"]);
    assert_eq!(line("fact personal(acme)"), ["C102"]);
    assert_eq!(line("fact personal(mial)"), ["C101"]);
    assert_eq!(line("fact acme.seat = Controller"), ["C123"]);
    assert_eq!(line("fact acme is State"), ["C102"]);
    assert_eq!(line("at 2020-01-01 disclose(mail)"), ["C123"]);
    assert_eq!(
        line("at 2020-01-01 acme does disclose(mail)"),
        ["C103"],
        "all is said in a scenario"
    );
    assert_eq!(line("participant mail is Person"), ["C104"]);
    assert_eq!(line("participant EU is State"), ["C104"]);
}

#[test]
fn words_of_expectations_are_checked() {
    let norms = "norm a { Controller must erase(Data) }\n";
    let expect = |text: &str| messages(&with_words(&format!("{norms}expect {text}")));
    assert!(expect("none a because disjoint conditions").is_empty());
    assert_eq!(expect("stricd a"), ["C101 there is no verdict named `stricd`"]);
    assert_eq!(expect("none a because exeption"), ["C101 there is no reason named `exeption`"]);
    assert_eq!(expect("sovereignty holds"), ["C112 there is no principle named `sovereignty`"]);
    assert!(expect("France must consult(EU)").is_empty());
    assert_eq!(codes(&with_words(&format!("{norms}expect some State must consult(EU)"))), ["C123"]);
}

#[test]
fn gaps_name_universes_principles_or_norms() {
    let model = model(&with_words(
        "universe u { Controller c, Data d when personal(d) }\nnorm a { Controller must erase(Data) }\nprinciple p { always settled Controller erase(Data) }\nexpect gap u\nexpect gap a\nexpect gap u, a\nexpect gap p",
    ));
    let [universe, norm, both, principle] = &model.expectations[..] else {
        panic!("four expectations");
    };
    assert!(universe.universe.is_some() && norm.universe.is_none() && both.universe.is_some());
    let norms = |it: &Expectation| match &it.kind {
        ExpectKind::Verdict { norms, .. } => norms.len(),
        _ => 0,
    };
    assert_eq!([universe, norm, both].map(norms), [0, 1, 1]);
    assert!(matches!(principle.kind, ExpectKind::Unsettled { .. }));
}

#[test]
fn words_about_force_are_written_apart_or_joined() {
    let norms = "norm a { Controller must erase(Data) }\nnorm b { Controller must erase(Data) }\n";
    let lines = "expect never applies a\nexpect always defeated a by b\nexpect zero slack a, b\nexpect zero_slack a, b\nexpect idle exception a\nexpect idle condition a\nexpect redundant a by b\nexpect same a, b";
    let model = model(&with_words(&format!("{norms}{lines}")));
    let found = model.expectations.iter().map(|it| match &it.kind {
        ExpectKind::Verdict { word, norms, by } => (*word, norms.len(), by.len()),
        other => panic!("a verdict, not {other:?}"),
    });
    use VerdictWord::*;
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            (NeverApplies, 1, 0),
            (AlwaysDefeated, 1, 1),
            (ZeroSlack, 2, 0),
            (ZeroSlack, 2, 0),
            (IdleException, 1, 0),
            (IdleCondition, 1, 0),
            (Redundant, 1, 1),
            (Same, 2, 0),
        ]
    );
}
