//! Conditions, comparisons and time.

use super::{codes, model, norm, with_words};
use crate::model::{Clause, Comparison, Cond, Length, Modal, Point, StatusModal, Unit, Value};

fn when(cond: &str) -> Vec<&'static str> {
    codes(&with_words(&format!("norm n {{ Controller must erase(Data) when {cond} }}")))
}

fn resolved(cond: &str) -> Cond {
    let model =
        model(&with_words(&format!("norm n {{ Controller must erase(Data) when {cond} }}")));
    norm(&model, "n").1.when.clone()
}

#[test]
fn words_are_told_apart() {
    assert!(when("personal(Data)").is_empty());
    assert_eq!(when("awareness(Controller, Incident)"), ["C123"]);
    assert_eq!(when("erase(Data)"), ["C123"]);
    assert_eq!(when("territory(Data)"), ["C123"]);
    assert_eq!(when("erase(Data) happens"), ["C123"]);
    assert_eq!(when("Data.personal = EU"), ["C123"]);
    assert_eq!(codes(&with_words("norm n { Controller must personal(Data) }")), ["C123"]);
}

#[test]
fn choices_are_looked_up_in_their_attribute() {
    assert!(matches!(resolved("Controller.sector = finance"), Cond::Choice { choice: 1, .. }));
    assert_eq!(when("Controller.sector = financ"), ["C108"]);
    assert_eq!(when("Controller.sector < finance"), ["C123"]);
    assert!(matches!(resolved("Controller.sector = Provider.sector"), Cond::SameChoice(..)));
}

#[test]
fn participants_are_the_same_or_not() {
    assert!(matches!(resolved("Data.territory = France"), Cond::Same(..)));
    assert!(matches!(resolved("Data.territory != France"), Cond::Not(_)));
    assert_eq!(when("Data.territory = Controller"), ["C102"]);
    assert_eq!(when("Data.territory = 3"), ["C109"]);
    assert_eq!(when("Data.territory is France"), ["C123"]);
    assert_eq!(when("Data.territory is Controller"), ["C102"]);
    assert_eq!(when("Controller.sector = Provider.territory"), ["C102"]);
}

#[test]
fn numbers_lengths_and_dates_fit() {
    let number = resolved("Incident.severity >= 3");
    assert!(matches!(number, Cond::Compare(Comparison { right: Value::Number(3), .. })));
    assert_eq!(when("Incident.severity >= 11"), ["C108"]);
    let weeks = resolved("Data.term > 2 weeks");
    let days = Value::Length(Length::Fixed { count: 14, unit: Unit::Days });
    assert!(matches!(weeks, Cond::Compare(Comparison { right, .. }) if right == days));
    assert_eq!(when("Data.term > 2 months"), ["C109"]);
    assert_eq!(when("Data.term > 2"), ["C109"]);
    assert!(when("Data.issued >= 2020-01-01").is_empty());
    assert_eq!(when("Data.issued >= 2 days"), ["C109"]);
    assert_eq!(when("Data.issued > Data.term"), ["C109"]);
}

#[test]
fn attributes_compare_with_something_added() {
    let later = resolved("Data.issued > Data d.issued + 2 weeks");
    assert!(
        matches!(
            later,
            Cond::Compare(Comparison { right: Value::Attribute { offset: 14, .. }, .. })
        ),
        "{later:?}"
    );
    assert_eq!(when("Data.issued > Data.issued + 2 months"), ["C109"]);
    assert_eq!(when("Data.term > Data.term + 2"), ["C109"]);
}

#[test]
fn implies_is_taken_apart() {
    let cond = resolved("personal(Data) implies derogation(Data)");
    assert!(matches!(&cond, Cond::Any(parts) if matches!(parts[0], Cond::Not(_))));
}

#[test]
fn events_happen_and_follow() {
    assert!(matches!(resolved("request(Person, Data) happens"), Cond::Happens(_)));
    let text = "awareness(Controller, Incident) at least 3 days after request(Person, Data)";
    assert!(matches!(resolved(text), Cond::Distance { .. }));
}

#[test]
fn a_status_keeps_its_modal() {
    let Cond::Status(status) = resolved("Provider should not disclose(Data)") else {
        panic!("no status")
    };
    assert_eq!(status.modal, StatusModal::Is { modal: Modal::MustNot, recommendation: true });
}

fn window(time: &str) -> Result<Clause, Vec<&'static str>> {
    let text = with_words(&format!("norm n {{ Controller must erase(Data) {time} }}"));
    match codes(&text) {
        none if none.is_empty() => {
            let model = model(&text);
            let window = norm(&model, "n").1.window.clone();
            Ok(window.expect("a window").clauses.remove(0))
        }
        codes => Err(codes),
    }
}

#[test]
fn windows_begin_with_events_acts_and_dates() {
    assert!(matches!(window("within 3 days of request(Person, Data)"), Ok(Clause::Within { .. })));
    assert!(matches!(window("before retain(Data)"), Ok(Clause::Before(Point::Occurrence(_)))));
    assert!(matches!(window("before disclose(Data) by Provider"), Ok(Clause::Before(_))));
    assert!(matches!(
        window("no later than Data.issued"),
        Ok(Clause::NoLaterThan(Point::Attribute(_)))
    ));
    assert!(matches!(window("until 2020-01-01"), Ok(Clause::Until(Point::Date(_)))));
    assert!(matches!(
        window("within Data.term of request(Person, Data)"),
        Ok(Clause::Within { .. })
    ));
    assert_eq!(window("within Data.issued of request(Person, Data)"), Err(vec!["C109"]));
    assert_eq!(window("until Data.term"), Err(vec!["C109"]));
    assert_eq!(window("until personal(Data)"), Err(vec!["C123"]));
    assert_eq!(window("until request(Person, Data) by Provider"), Err(vec!["C123"]));
}

#[test]
fn every_belongs_to_duties() {
    assert!(window("every 3 months").is_ok());
    assert_eq!(
        codes(&with_words("norm n { Controller may erase(Data) every 3 months }")),
        ["C123"]
    );
}
