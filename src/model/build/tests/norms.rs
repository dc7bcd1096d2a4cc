//! Norms, instruments, relations.

use super::{built, codes, messages, model, norm, with_words};
use crate::model::{
    Act, ActRule, Cond, Day, DaySpan, LegislativeVerb, Modal, Model, NormId, RelationKind, Target,
};

fn day(year: i32, month: u8, day: u8) -> Option<Day> {
    Day::new(year, month, day)
}

#[test]
fn and_makes_two_norms_and_or_one() {
    let both = model(&with_words("norm n { Controller must erase(Data) and notify(Incident) }"));
    let parts: Vec<_> =
        both.norms.values().map(|norm| (norm.part, norm.scope.vars.len())).collect();
    assert_eq!(parts, [(0, 2), (1, 3)], "each part has only its own participants");
    let either = model(&with_words("norm n { Controller must erase(Data) or retain(Data) }"));
    assert_eq!(either.norms.len(), 1);
    assert_eq!(norm(&either, "n").1.acts.len(), 2);
}

#[test]
fn a_name_of_the_first_act_holds_in_the_second() {
    let model = model(&with_words("norm n { State must consult(State a) and consult(a) }"));
    assert_eq!(model.norms.len(), 2);
    assert_eq!(model.norms[NormId(1)].scope.vars.len(), 2);
}

#[test]
fn otherwise_is_a_norm_of_its_own() {
    let model = model(&with_words(
        "norm n { Controller must erase(Data) and retain(Data) otherwise bearer must notify(Incident) otherwise Controller must consult(EU) }",
    ));
    let names: Vec<_> = model.norms.values().map(|norm| (&*norm.name, norm.part)).collect();
    let chain = [("n", 0), ("n.otherwise", 0), ("n.otherwise.otherwise", 0)];
    assert_eq!(names[..3], chain);
    assert_eq!((names.len(), names[3]), (6, ("n", 1)));
    let (id, first) = norm(&model, "n");
    let second = first.otherwise.expect("a remedy");
    assert_eq!(model.norms[second].primary, Some(id));
    assert_eq!(model.norms[second].bearer, first.bearer);
    assert_eq!(model.norms[second].scope.vars[..2].len(), first.scope.vars.len());
}

#[test]
fn soft_turns_must_into_should() {
    let model = model(&with_words(
        "instrument i { soft norm a { Controller must erase(Data) } norm b { State has power to consult(EU) } }",
    ));
    assert!(norm(&model, "a").1.recommendation);
    assert!(!norm(&model, "b").1.recommendation);
}

#[test]
fn spans_narrow_and_join() {
    let model = model(&with_words(
        "instrument i {
           in force 2020-01-01 until 2020-12-31, 2021-01-01 until 2022-12-31
           norm a { Controller must erase(Data) }
           norm b { Controller must erase(Data) in force 2022-06-01 }
         }",
    ));
    let whole = DaySpan { from: day(2020, 1, 1), until: day(2022, 12, 31) };
    assert_eq!(norm(&model, "a").1.in_force, [whole]);
    let narrow = DaySpan { from: day(2022, 6, 1), until: day(2022, 12, 31) };
    assert_eq!(norm(&model, "b").1.in_force, [narrow]);
    assert_eq!(
        codes(&with_words(
            "instrument i { in force 2020-01-01 norm a { Controller must erase(Data) in force 2018-01-01 until 2019-01-01 } }"
        )),
        ["C110"]
    );
}

#[test]
fn applies_when_limits_norms_that_have_its_participants() {
    let model = model(&with_words(
        "instrument i {
           applies when Organization.seat = EU
           applies when bearer is Controller
           norm a { Provider must erase(Data) }
           norm b { State must consult(EU) }
           norm c { Provider must erase(Data) when Authority.seat = EU }
         }",
    ));
    let limits = |name: &str| match &norm(&model, name).1.when {
        Cond::All(parts) => parts.len(),
        _ => 1,
    };
    assert_eq!(limits("a"), 2);
    assert_eq!(limits("b"), 0, "a State can be no Controller, and the norm has no Organization");
    assert_eq!(limits("c"), 2, "two organizations: which of them is not said");
}

#[test]
fn treaties_and_parties_bind_by_kind() {
    let model = model(&with_words(
        "instrument t { treaty norm a { Party must consult(Party b) } }
         instrument u { parties France since 2005-01-01, EUMember norm b { Party must consult(State) when State is party to t } }
         norm c { State must consult(State b) when b is t.Party }",
    ));
    let instrument = |at: usize| model.instruments.values().nth(at).expect("it is there");
    let (t, u) = (instrument(0), instrument(1));
    assert!(t.treaty && t.party_role.is_some() && t.binds_parties_only());
    assert_eq!(u.parties.len(), 2);
    let role = t.party_role.expect("a role");
    assert_eq!(&*model.sorts[role].name, "t.Party");
    let a = norm(&model, "a").1;
    assert_eq!(a.scope.vars.iter().map(|var| &*var.name).collect::<Vec<_>>(), ["Party", "b"]);
    assert!(matches!(norm(&model, "c").1.when, Cond::Party { .. }));
}

#[test]
fn parties_are_participants_that_can_be_parties() {
    assert_eq!(codes("kind A\naction go\ninstrument i { treaty norm n { A must go } }"), ["C115"]);
    assert_eq!(codes("kind State\ninstrument i { parties State }"), ["C115"]);
    assert_eq!(
        codes(&with_words(
            "instrument i { parties France norm a { Party must consult(EU) } reservation Japan excludes a }"
        )),
        ["C115"]
    );
    assert!(
        codes(&with_words(
            "instrument i { treaty norm a { Party must consult(EU) } reservation Japan excludes a }"
        ))
        .is_empty()
    );
    assert_eq!(
        codes(&with_words(
            "instrument i { parties France norm a { Party must consult(EU) when Controller is party to i } }"
        )),
        ["C115"]
    );
    assert_eq!(codes(&with_words("instrument i { parties Frence }")), ["C101"]);
}

#[test]
fn ranks_are_those_of_the_order() {
    let model = model(&with_words(
        "order O ranks constitution > statute\ninstrument i { order O rank statute norm a { State must consult(EU) } }",
    ));
    assert_eq!(model.instruments.values().next().expect("one").standings[0].rank, 1);
    assert_eq!(codes("order O ranks a > b\ninstrument i { order O rank c }"), ["C111"]);
}

#[test]
fn an_instrument_with_an_error_is_left_out_with_its_norms() {
    let (model, found) = built(&with_words(
        "instrument i { order Missing rank c norm a { State must consult(EU) } norm b { State must consult(Missing) } }
         expect none i.a, i.b",
    ));
    assert!(model.norms.is_empty() && model.instruments.is_empty());
    assert_eq!(found.len(), 2, "its norms are read for their own errors: {found:#?}");
}

fn relation(model: &Model, at: usize) -> (RelationKind, String, String) {
    let name = |target| match target {
        Target::Norm(norm) => model.qualified(norm),
        Target::Instrument(id) => model.instruments[id].name.clone().expect("a name").into(),
    };
    let relation = &model.relations[at];
    (relation.kind, name(relation.winner), name(relation.loser))
}

#[test]
fn relations_say_who_wins() {
    let model = model(&with_words(
        "instrument i {
           displaces j
           norm a { Controller must erase(Data) subject to j.b when personal(Data) }
           norm c { j.b does not apply when derogation(Data) }
           norm d { i prevails over k }
           norm e { Controller may retain(Data) default }
         }
         instrument j { norm b { Controller must not erase(Data) notwithstanding k } }
         instrument k { norm f { Controller may erase(Data) } }",
    ));
    let text = |at| {
        let (kind, winner, loser) = relation(&model, at);
        format!("{kind:?} {winner} {loser}")
    };
    let all: Vec<_> = (0..model.relations.len()).map(text).collect();
    assert_eq!(
        all,
        ["Displaces i j", "Yields j.b i.a", "Displaces i.c j.b", "Prevails i k", "Prevails j.b k"]
    );
    assert_eq!(model.relations[1].scope.vars.len(), 2, "the norm's own participants");
    assert_eq!(norm(&model, "c").1.modal, Modal::Relation);
    assert!(norm(&model, "e").1.default);
}

#[test]
fn laws_about_laws_resolve() {
    let model = model(&with_words(
        "norm n { State must not require (Organization to disclose(Data)) }
         rule require (Organization to disclose(Data)) counts as erase(Data)",
    ));
    let Act::Do { action, .. } = &norm(&model, "n").1.acts[0] else { panic!("an act like any") };
    assert_eq!(model.laws[action].verb, LegislativeVerb::Require);
    let counts =
        |rule: &ActRule| matches!(rule.left, Act::Do { action: left, .. } if left == *action);
    assert!(model.rules.values().any(counts), "what is required counts as erasing");
}

#[test]
fn several_errors_of_one_norm_are_all_told() {
    let text = with_words(
        "norm n { Controller must eraze(Data) when persnal(Data) unless derogaton(Data) with saveguard }",
    );
    assert_eq!(codes(&text).len(), 4, "{:?}", messages(&text));
}
