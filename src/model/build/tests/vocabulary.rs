//! Kinds, roles, participants, facts, attributes, events, definitions.

use super::{codes, messages, model, with_words};
use crate::model::{AttributeType, EventId, Occurrence, SortId, Term, VarId};
use crate::syntax::limits::MAX_KINDS_DEEP;

#[test]
fn sorts_know_their_ancestors_and_top() {
    let model = model("role R is B or C\nkind C is A\nkind B is A\nkind A\nkind D is B");
    let sort = |name: &str| {
        model
            .sorts
            .iter()
            .find(|(_, sort)| *sort.name == *name)
            .map(|(id, _)| id)
            .expect("declared")
    };
    assert_eq!(model.sorts[sort("R")].top, sort("A"));
    assert!(model.is_sub(sort("D"), sort("A")) && model.is_sub(sort("R"), sort("A")));
    assert!(!model.is_sub(sort("R"), sort("B")));
    assert!(model.are_disjoint(sort("C"), sort("D")));
    assert_eq!(sort("R"), SortId(0), "in the order of the text");
}

#[test]
fn kinds_that_contain_themselves_are_told() {
    assert_eq!(codes("kind A is B\nkind B is A\nkind C is A\nfact f(C)"), ["C117"]);
    assert_eq!(codes("role R is R"), ["C117"]);
}

#[test]
fn kinds_nest_as_deep_as_the_limit_and_no_deeper() {
    let chain = |deepest: usize| -> String {
        let kinds = (1..=deepest).map(|n| format!("kind K{n} is K{}\n", n - 1));
        std::iter::once("kind K0\n".to_owned()).chain(kinds).collect()
    };
    assert_eq!(codes(&chain(MAX_KINDS_DEEP)), [""; 0]);
    assert_eq!(codes(&chain(MAX_KINDS_DEEP + 1)), ["C005"]);
    assert_eq!(codes(&chain(2_000)), ["C005"]);
}

#[test]
fn sorts_that_cannot_be_are_told() {
    assert_eq!(codes("kind A\nkind B\nrole R is A or B"), ["C102"]);
    assert_eq!(codes("kind A\nrole R is A\nkind K is R"), ["C102"]);
    assert_eq!(codes("kind A\nkind B is A\ndisjoint A, B"), ["C102"]);
    assert_eq!(codes("kind A\nkind B\nindividual x is A, B"), ["C102"]);
    assert_eq!(codes("kind A\nrole R, S is A\ndisjoint R, S\nindividual x is R, S"), ["C102"]);
}

#[test]
fn an_argument_must_be_able_to_be_of_its_sort() {
    let fits = |term: &str| {
        codes(&with_words(&format!("norm n {{ Controller must disclose(Data, to: {term}) }}")))
    };
    assert!(fits("Authority").is_empty() && fits("Processor").is_empty());
    assert!(fits("Organization").is_empty());
    assert_eq!(fits("State"), ["C102"]);
    assert_eq!(fits("France"), ["C102"]);
    assert_eq!(fits("Data.issued"), ["C102"]);
}

#[test]
fn arguments_are_counted_and_labelled() {
    let call = |call: &str| codes(&with_words(&format!("norm n {{ Controller must {call} }}")));
    assert!(call("disclose(Data, to: Authority)").is_empty() && call("disclose(Data)").is_empty());
    assert_eq!(call("disclose(Data, Authority)"), ["C103"]);
    assert_eq!(call("disclose(Data, from: Authority)"), ["C103"]);
    assert_eq!(call("erase(Data, to: Authority)"), ["C103"]);
    assert_eq!(call("disclose(to: Authority)"), ["C103"]);
    assert_eq!(call("disclose(Data, to: Authority, to: Provider)"), ["C103"]);
}

#[test]
fn attributes_have_their_types() {
    let model = model(&with_words(""));
    let types: Vec<_> = model.attributes.values().map(|attribute| &attribute.ty).collect();
    assert!(matches!(types[2], AttributeType::Range(0, 10)));
    assert!(matches!(types[3], AttributeType::Choice(choices) if choices.len() == 2));
    assert_eq!(codes("kind A\nattribute a(A): 5..1"), ["C108"]);
    assert_eq!(codes("kind A\nattribute a(A): x | y | x"), ["C104"]);
}

#[test]
fn an_event_follows_another() {
    let model = model("kind A, B\nevent late(A, to: B) after early\nevent early(A, to: B)");
    let after = model.events[EventId(0)].after.clone();
    let args = vec![Term::Var(VarId(0)), Term::Var(VarId(1))];
    assert_eq!(after, Some(Occurrence::Event { event: EventId(1), args }));
    assert_eq!(
        codes("kind A\nevent a(A) after b\nevent b(A) after a\nevent c(A) after b"),
        ["C124"]
    );
    assert_eq!(codes("kind A, B\nevent a(A) after b\nevent b(B)"), ["C103"]);
}

#[test]
fn reads_names_parameters() {
    assert!(codes("kind A\nfact f(A x, to: A) reads \"{x} sees {to} and {2}\"").is_empty());
    assert_eq!(
        messages("kind Data\nfact f(Data) reads \"{Dta} is new\""),
        ["C101 there is no parameter `Dta` here"]
    );
}

#[test]
fn definitions_may_come_in_any_order() {
    let model = model("kind A\ndefine d(A) as e(A)\ndefine e(A) as f(A)\nfact f(A)");
    assert_eq!(model.definitions.len(), 2);
    assert_eq!(codes("kind A\ndefine d(A) as e(A)\ndefine e(A) as d(A)\nassume d(A)"), ["C105"]);
    assert_eq!(
        codes("kind A\ndefine d(A) as e(A)\ndefine e(A) as missing(A)\nassume d(A)"),
        ["C101"]
    );
}

#[test]
fn a_stranger_in_a_definition_is_some() {
    let model = model(&with_words("define trusted(Data) as certified(Data, Person)"));
    let definition = model.definitions.values().next().expect("one");
    assert!(matches!(definition.cond, crate::model::Cond::Some(..)));
    assert_eq!(definition.scope.vars.len(), 2);
}

#[test]
fn unused_words_are_noted_beside_norms_only() {
    let code =
        |text: &str| super::built(text).1.iter().map(|one| one.rule.code).collect::<Vec<_>>();
    assert_eq!(code("kind A\nfact f(A)\naction go\nnorm n { A must go }"), ["C107"]);
    assert!(code("kind A\nfact f(A)\naction go").is_empty());
}

#[test]
fn calendars_orders_and_canons_are_checked() {
    assert!(codes("calendar eu { weekend saturday, sunday holidays 2026-01-01 }").is_empty());
    assert_eq!(codes("calendar eu { weekend saturdy }"), ["C101"]);
    assert_eq!(codes("order O ranks a > b > a"), ["C104"]);
    assert_eq!(codes("precedence superior, specialis\nprecedence none"), ["C104"]);
    assert_eq!(codes("precedence superor"), ["C101"]);
    assert!(model("precedence none").precedence.is_empty());
}

#[test]
fn acts_do_not_count_as_themselves() {
    let acts = "action a\naction b\naction c\n";
    assert!(
        codes(&format!("{acts}rule a counts as b\nrule b counts as c\nrule a counts as c"))
            .is_empty()
    );
    assert_eq!(
        codes(&format!("{acts}rule a counts as b\nrule b counts as c\nrule c counts as a")),
        ["C106"]
    );
    assert_eq!(codes(&format!("{acts}event e\nrule a counts as e")), ["C123"]);
    assert!(
        codes(&format!("{acts}event e\nkind K\nrule a needs e\nrule a needs b by K")).is_empty()
    );
}
