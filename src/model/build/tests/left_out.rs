//! What hangs on a mistake is left out in silence, and nothing else is.

use super::{built, codes, norm, with_words};
use crate::model::{ExpectKind, Target};

/// What an expectation of a verdict asks about, by name.
fn asked(text: &str) -> Vec<Vec<String>> {
    let (model, _) = built(text);
    let name = |target: &Target| match *target {
        Target::Norm(id) => model.qualified(id),
        Target::Instrument(_) => "an instrument".to_owned(),
    };
    let verdicts = model.expectations.iter().filter_map(|it| match &it.kind {
        ExpectKind::Verdict { norms, .. } => Some(norms.iter().map(name).collect()),
        _ => None,
    });
    verdicts.collect()
}

const LATER: &str = "
norm n1 { Controller must erase(Data) when personal(Data) }
norm n2 { Controller must not erase(Data) when derogation(Data) }
norm r { n1 prevails over n2 when personal(Data) }
expect none n1, n2
expect conflict n1, n2 without r
";

#[test]
fn expectations_name_later_norms_whatever_became_of_earlier_ones() {
    let mistakes = [
        "norm first { Controler must erase(Data) }",
        "norm first { Controller must erase(Data) within 3 days of nothing(Data) }",
        "norm first { Controller must erase(Japan) }",
    ];
    let expected = [["n1", "n2"], ["n1", "n2"]];
    for first in mistakes {
        let text = with_words(&format!("{first}{LATER}"));
        assert_eq!(codes(&text).len(), 1, "{first}: {:?}", codes(&text));
        assert_eq!(asked(&text), expected, "{first}");
    }
    // Two acts are two norms of one name: places shift to the other side.
    let two =
        with_words(&format!("norm first {{ Processor must erase(Data) and retain(Data) }}{LATER}"));
    assert!(codes(&two).is_empty(), "{:?}", codes(&two));
    assert_eq!(asked(&two), expected);
}

#[test]
fn what_is_left_out_of_an_expectation_is_told_by_its_declaration() {
    let text = with_words(
        "instrument a { norm n1 { Controler must erase(Data) } }
         instrument b { norm n2 { Controller must erase(Data) } }
         instrument c { norm n3 { Controller must not erase(Data) } }
         expect conflict b.n2, c.n3 without a
         expect conflict b.n2, c.n3 without c",
    );
    assert_eq!(codes(&text), ["C101", "C123"]);
    assert_eq!(asked(&text), [["b.n2", "c.n3"]]);
}

#[test]
fn one_mistake_in_a_head_is_told_once() {
    let lines = [
        ("order EU rank first", "C111"),
        ("order Europe rank primary", "C101"),
        ("in force 2021-01-01 until 2020-01-01", "C110"),
        ("parties France, Jpan", "C101"),
        ("parties Data", "C115"),
        ("issued by Jpan", "C101"),
        ("calendar courts", "C101"),
        ("reservation Jpan excludes n1", "C101"),
        ("reservation Japan excludes n9", "C112"),
        ("reservation Japan excludes outside", "C123"),
        ("applies when persnal(Data)", "C101"),
        ("subject to nobody_knows", "C112"),
    ];
    for (line, code) in lines {
        let text = with_words(&format!(
            "order EU ranks primary > secondary
             instrument t {{
               treaty
               {line}
               norm n1 {{ Party must consult(State b) }}
               norm n2 {{ Party must not consult(State b) when Party is party to t subject to n1 }}
             }}
             norm outside {{ t.Party must consult(State b) subject to t }}
             norm other {{ State a may consult(State b) when t.n1 applies unless a is t.Party }}
             expect conflict t.n1, t.n2
             expect none t.n2, outside
             scenario s {{
               participant x, y is State
               fact x is party to t
               expect x must consult(y)
             }}"
        ));
        assert_eq!(codes(&text), [code], "{line}");
        assert!(asked(&text).is_empty(), "{line}");
    }
}

#[test]
fn what_asks_for_a_norm_with_an_error_is_left_out() {
    let text = with_words(
        "norm wrong { Controler must erase(Data) }
         define bound(Data) as wrong applies
         define free(Data) as not bound(Data)
         norm asks { Controller must erase(Data) when wrong applies }
         norm by_a_word { Controller must erase(Data) when free(Data) }
         norm asks_them { Controller must erase(Data) when by_a_word applies }
         norm yields { Controller must retain(Data) subject to other when free(Data) }
         norm stands { Controller must retain(Data) subject to wrong }
         norm other { Controller must not retain(Data) }
         assume not (wrong applies)
         universe all { Controller, Data when free(Data) }
         principle p { never Controller may erase(Data) when free(Data) }
         expect p holds
         expect gap all
         expect conflict stands, other
         expect conflict yields, other",
    );
    assert_eq!(codes(&text), ["C101"]);
    let (model, _) = built(&text);
    let names: Vec<&str> = model.norms.values().map(|norm| &*norm.name).collect();
    assert_eq!(names, ["stands", "other"]);
    assert_eq!(model.assumptions.len(), 0);
    assert_eq!(asked(&text), [["stands", "other"]]);
    assert_eq!(model.expectations.len(), 1);
    assert!(norm(&model, "stands").1.when.is_true());
}

#[test]
fn of_two_declarations_that_differ_neither_is_meant() {
    let differ = [
        "fact old(Data) action old(State)
         norm a { Controller must erase(Data) when old(Data) }
         norm b { State must old(State) }",
        "fact old(Data) fact old(State, Data)
         norm a { Controller must erase(Data) when old(Data) }
         norm b { State must consult(State b) when old(State, Data) }",
        "kind Shop is Organization role Shop is State
         norm a { Shop must erase(Data) }
         norm b { State must erase(Data) when State is Shop }",
        "instrument t { norm a { Controller must erase(Data) } }
         instrument t { norm b { Controller must not erase(Data) } }
         norm c { Controller may erase(Data) subject to t.b }
         norm d { Controller may erase(Data) subject to b when t applies }
         expect conflict t.a, t.b",
        "norm a { Controller must erase(Data) }
         norm a { Controller must not erase(Data) otherwise Controller must retain(Data) }
         norm c { Controller may erase(Data) subject to a.otherwise }
         expect conflict a, c",
    ];
    for text in differ {
        assert_eq!(codes(&with_words(text)), ["C104"], "{text}");
        assert!(asked(&with_words(text)).is_empty(), "{text}");
    }
    let same = with_words(
        "fact old(Data) reads \"{Data} are old\" fact old(Data)
         norm a { Controller must erase(Data) when old(Data) }",
    );
    assert_eq!(codes(&same), ["C104"]);
    assert_eq!(built(&same).0.norms.len(), 1);
}

#[test]
fn names_that_were_left_out_are_known() {
    let text = with_words(
        "principle p { never Controler may erase(Data) }
         profile q { p }
         universe u { Dta }
         instrument t { in force 2021-01-01 until 2020-01-01 norm a { Controller must erase(Data) } }
         norm b { Controller must erase(Data) within 3 days of nothing(Data) }",
    );
    let mut names = built(&text).0.left_out;
    names.sort();
    assert_eq!(names, ["p", "q", "t", "u"].map(Box::from));
}

#[test]
fn a_long_line_of_relations_that_ask_for_each_other_is_left_out_at_once() {
    let mut text = String::from(
        "norm base { Controller must not erase(Data) }\nnorm n0 { Controler must erase(Data) }\n\
         instrument head { subject to base when n300 applies norm last { Controller must erase(Data) } }\n\
         norm free { Controller must retain(Data) when personal(Data) }\n",
    );
    for place in 1..=300 {
        let before = place - 1;
        text += &format!(
            "norm n{place} {{ Controller must erase(Data) subject to base when n{before} applies }}\n"
        );
    }
    let (model, _) = built(&with_words(&text));
    let left: Vec<&str> = model.norms.values().map(|norm| &*norm.name).collect();
    assert_eq!(left, ["base", "free"]);
}
