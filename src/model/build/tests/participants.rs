//! Who is meant by a word: *every*, *some*, one or two.

use super::{codes, messages, model, norm, with_words};
use crate::model::{Act, Cond, Modal, Term, VarId};

fn vars(text: &str, name: &str) -> Vec<String> {
    let model = model(&with_words(text));
    let scope = &norm(&model, name).1.scope;
    let flags = |var: &crate::model::Var| {
        let flag = |set: bool, word: &str| if set { format!(" {word}") } else { String::new() };
        flag(var.any, "any") + &flag(var.some, "some") + &flag(var.omitted, "omitted")
    };
    scope.vars.iter().map(|var| format!("{}{}", var.name, flags(var))).collect()
}

#[test]
fn one_word_is_one_participant() {
    let text =
        "norm n { Controller must erase(Data) when personal(Data) and Controller.seat = EU }";
    assert_eq!(vars(text, "n"), ["Controller", "Data"]);
}

#[test]
fn a_named_participant_stands_beside_the_plain_one() {
    let text = "norm n { State must consult(State b) when consents(b, to: State) }";
    assert_eq!(vars(text, "n"), ["State", "b"]);
    let text = "norm n { State a must consult(State b) when consents(b, to: a) }";
    assert_eq!(vars(text, "n"), ["a", "b"]);
}

#[test]
fn any_lets_participants_coincide() {
    assert_eq!(vars("norm n { State a must consult(any State b) }", "n"), ["a", "b any"]);
}

#[test]
fn a_participant_first_met_in_unless_is_some() {
    let text = with_words(
        "norm n { Controller must erase(Data) unless certified(Data, Person) or derogation(Data) }",
    );
    let model = model(&text);
    let (_, norm) = norm(&model, "n");
    let Cond::Any(parts) = &norm.unless else { panic!("{:?}", norm.unless) };
    assert!(matches!(&parts[0], Cond::Some(vars, _) if vars[..] == [VarId(2)]), "{parts:?}");
    assert!(matches!(&parts[1], Cond::Fact { .. }));
    assert!(norm.scope[VarId(2)].some && !norm.scope[VarId(1)].some);
}

#[test]
fn the_word_some_makes_some() {
    let text = "norm n { Controller must erase(Data) when certified(Data, some Person) }";
    assert_eq!(vars(text, "n"), ["Controller", "Data", "Person some"]);
    let text = "norm n { Controller must designate(some Person) }";
    assert_eq!(vars(text, "n"), ["Controller", "Person some"]);
}

#[test]
fn a_labelled_argument_left_out_is_some_in_a_duty_and_every_in_a_ban() {
    for modal in ["must", "need not"] {
        let text = format!("norm n {{ Controller {modal} disclose(Data) }}");
        assert_eq!(vars(&text, "n")[2], "to any some omitted", "{modal}");
    }
    for modal in ["must not", "may", "should not"] {
        let text = format!("norm n {{ Controller {modal} disclose(Data) }}");
        assert_eq!(vars(&text, "n")[2], "to any omitted", "{modal}");
    }
}

#[test]
fn a_labelled_argument_left_out_of_a_fact_is_bound_there() {
    let model = model(&with_words("norm n { State must consult(State b) when not consents(b) }"));
    let Cond::Not(inner) = &norm(&model, "n").1.when else { panic!("not a negation") };
    assert!(matches!(&**inner, Cond::Some(vars, _) if vars.len() == 1));
}

#[test]
fn a_label_left_out_of_a_status_sentence_is_told_with_it() {
    let model = model(&with_words(
        "norm n { Controller must erase(Data) unless bearer must disclose(Data) }",
    ));
    let Cond::Status(status) = &norm(&model, "n").1.unless else { panic!("no status") };
    assert_eq!(status.omitted, [VarId(2)]);
    assert_eq!(status.bearers, [Term::Var(VarId(0))]);
}

#[test]
fn only_under_not_reads_in_two_ways() {
    let ban = |cond: &str| {
        codes(&with_words(&format!("norm n {{ Controller must not erase(Data) {cond} }}")))
    };
    assert_eq!(ban("unless not certified(Data, Person)"), ["C116"]);
    assert_eq!(ban("when not certified(Data, Person)"), ["C116"]);
    assert!(ban("unless not certified(Data, some Person)").is_empty());
    assert!(ban("when Person is Person and not certified(Data, Person)").is_empty());
    assert!(ban("when not personal(Data)").is_empty());
    assert!(codes(&with_words("assume not (personal(Data) and derogation(Data))")).is_empty());
}

#[test]
fn a_bare_act_takes_the_participants_of_the_item() {
    let text = "norm n { Controller must erase(Data) unless bearer must retain }";
    let model = model(&with_words(text));
    let Cond::Status(status) = &norm(&model, "n").1.unless else { panic!("no status") };
    let Act::Do { args, .. } = &status.acts[0] else { panic!("no act") };
    assert_eq!(args[..], [Term::Var(VarId(1))]);
}

#[test]
fn a_rule_shares_participants_by_sort_and_label() {
    let model = model(&with_words("rule publish counts as disclose"));
    let (_, rule) = model.rules.iter().next().expect("a rule");
    let Act::Do { args: left, .. } = &rule.left else { panic!("no act") };
    let crate::model::Occurrence::Act { args: right, by, .. } = &rule.right else {
        panic!("no act")
    };
    assert_eq!(left, right);
    assert_eq!(*by, Term::Var(VarId(0)));
    assert!(rule.scope.vars.iter().all(|var| !var.some));
}

#[test]
fn a_bare_act_that_could_be_about_two_is_told() {
    let text = "norm n { State a must consult(State b) before consult }";
    assert_eq!(codes(&with_words(text)), ["C119"]);
}

#[test]
fn a_union_bearer_is_one_participant() {
    let model = model(&with_words(
        "norm n { Controller or Processor must erase(Data) when Controller.seat = EU }",
    ));
    let (_, norm) = norm(&model, "n");
    assert_eq!(norm.scope[VarId(0)].sorts.len(), 2);
    assert_eq!(norm.scope.vars.len(), 2);
    assert_eq!(model.norms.len(), 1);
}

#[test]
fn named_bearers_joined_by_or_are_norms_apart() {
    let model = model(&with_words("norm n { France or Japan must consult(EU) }"));
    assert_eq!(model.norms.len(), 2);
    assert_eq!(model.norms.values().map(|norm| norm.part).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_chain_may_bear() {
    let text = "norm n { Data.territory must consult(State) when personal(Data) }";
    let model = model(&with_words(text));
    let (_, norm) = norm(&model, "n");
    assert!(matches!(norm.bearer, Term::Attribute { .. }));
    assert_eq!(norm.modal, Modal::Must);
}

#[test]
fn bearer_stands_only_where_somebody_bears() {
    assert_eq!(codes(&with_words("assume bearer is Controller")), ["C123"]);
    assert!(
        codes(&with_words("norm n { Controller must erase(Data) when bearer.seat = EU }"))
            .is_empty()
    );
}

#[test]
fn some_does_not_bear_a_norm() {
    assert_eq!(codes(&with_words("norm n { some State must consult(EU) }")), ["C123"]);
}

#[test]
fn no_condition_speaks_of_whoever_the_bearer_picks() {
    let text = "norm n { Controller must designate(some Person) when certified(Data, Person) }";
    assert_eq!(codes(&with_words(text)), ["C123"]);
}

#[test]
fn a_second_mention_needs_no_any() {
    let text = "norm n { State a must consult(State b) when consents(any State b, to: a) }";
    assert_eq!(
        messages(&with_words(text)),
        ["C123 `any State b` is already a participant without that word"]
    );
}

#[test]
fn a_participant_is_not_named_like_an_individual() {
    assert_eq!(codes(&with_words("norm n { State France must consult(EU) }")), ["C104"]);
}
