//! Text in; codes of diagnostics, or facts of the model, out.

mod circles;
mod conditions;
mod definitions;
mod left_out;
mod names;
mod norms;
mod participants;
mod principles;
mod robust;
mod vocabulary;

use super::build;
use crate::diagnostics::Diagnostic;
use crate::model::{Model, Norm, NormId, rules};
use crate::source::Sources;
use crate::syntax;

/// Builds the model of one text that the parser reads without errors.
fn built(text: &str) -> (Model, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("main.norm", text);
    let (tree, errors) = syntax::parse(&sources, file);
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    build(&sources, &[(file, tree)])
}

/// The codes that a text gives, unused words left out.
fn codes(text: &str) -> Vec<&'static str> {
    let found = built(text).1;
    found.iter().map(|one| one.rule.code).filter(|code| *code != "C107").collect()
}

/// The messages that a text gives, unused words left out.
fn messages(text: &str) -> Vec<String> {
    let found = built(text).1;
    let found = found.into_iter().filter(|one| one.rule.code != "C107");
    found.map(|one| format!("{} {}", one.rule.code, one.message)).collect()
}

/// The model of a text without errors.
fn model(text: &str) -> Model {
    let (model, found) = built(text);
    let errors = found.iter().filter(|one| one.rule.code != "C107");
    let errors: Vec<_> = errors.map(|one| &one.message).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    model
}

/// The first norm of that name.
fn norm<'m>(model: &'m Model, name: &str) -> (NormId, &'m Norm) {
    let found = model.norms.iter().find(|(_, norm)| *norm.name == *name);
    found.unwrap_or_else(|| panic!("no norm `{name}`"))
}

const WORDS: &str = "
kind State, Organization, Data, Person, Incident
kind Authority is Organization
role Controller, Processor, Provider is Organization
role EUMember is State
individual France, Japan is State
individual EU is State, EUMember
fact personal(Data)
fact derogation(Data)
fact warrant(Authority, Organization, Data)
fact agreement(State, with: State)
fact consents(State, to: State)
fact certified(Data, Person)
attribute territory(Data): State
attribute seat(Organization): State
attribute severity(Incident): 0..10
attribute sector(Organization): energy | finance
attribute term(Data): days
attribute issued(Data): date
event awareness(Organization, Incident)
event request(Person, Data)
action disclose(Data, to: Organization)
action erase(Data)
action retain(Data)
action publish(Data, to: Organization)
action consult(State)
action designate(Person)
action notify(Incident, to: Organization)
";

/// `WORDS` with a text behind them.
fn with_words(text: &str) -> String {
    format!("{WORDS}{text}")
}

#[test]
fn pages_trigger_their_own_rule_and_nothing_else() {
    // The engine tells of contradictory assumptions.
    for rule in rules::RULES.iter().filter(|rule| rule.code != "C114") {
        let mut blocks = rule.page.split("```norm,").skip(1);
        let text = |block: Option<&str>, tag: &str| {
            let block = block.expect("two examples").strip_prefix(tag).expect(tag);
            block.split("```").next().expect("an end").to_owned()
        };
        let triggers = text(blocks.next(), "triggers");
        let found: Vec<_> = built(&triggers).1.iter().map(|one| one.rule.code).collect();
        assert_eq!(found, [rule.code], "{triggers}");
        let clean = text(blocks.next(), "clean");
        let found: Vec<_> = built(&clean).1.iter().map(|one| one.message.clone()).collect();
        assert!(found.is_empty(), "{found:?}\n{clean}");
    }
}

#[test]
fn the_first_look_of_the_reference_resolves() {
    let text = "
kind State, Organization, Data
kind Authority is Organization
role Provider, Controller is Organization
role EUMember is State
individual US, EU is State
fact personal(Data)
fact warrant(Authority, Provider, Data)
fact agreement(State, State)
fact derogation(Data)
fact consents(State, to: State)
attribute seat(Organization): State
attribute state(Authority): State
attribute territory(Data): State
action disclose(Data, to: Authority)
action access(Data)
order EU ranks primary > secondary
order US_law ranks constitution > statute
instrument cloud_act \"CLOUD Act\" {
  order US_law rank statute   in force 2018-03-23
  norm s2713 \"Disclosure wherever the data are stored\" {
    Provider must disclose(Data, to: Authority)
      when Provider.seat = US and Authority.state = US and warrant(Authority, Provider, Data)
    cites \"18 USC 2713\"
  }
}
instrument gdpr \"General Data Protection Regulation\" {
  order EU rank secondary   in force 2018-05-25
  norm art48 \"Foreign orders give no ground for transfer\" {
    Controller must not disclose(Data, to: Authority)
      when personal(Data) and Authority.state is not EUMember
      unless agreement(EU, Authority.state) or derogation(Data)
    cites \"GDPR art. 48\"
  }
}
principle sovereignty \"Respect for cyber sovereignty\" {
  never State may access(Data)
    when Data.territory != State
    unless consents(Data.territory, to: State)
}";
    let model = model(text);
    assert_eq!(model.norms.len(), 2);
    let art48 = norm(&model, "art48").1;
    assert_eq!(art48.scope.vars.len(), 3);
    assert_eq!(model.principles.len(), 1);
}
