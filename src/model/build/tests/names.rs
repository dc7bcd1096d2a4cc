//! Unknown names, suggestions, references.

use super::{built, codes, messages, model, norm, with_words};
use crate::diagnostics::Applicability;
use crate::model::Target;

#[test]
fn a_misspelt_name_is_told_once_and_mended_everywhere() {
    let text = with_words(
        "norm a { Controler must erase(Data) when Controler.seat = EU }\nnorm b { Controler may retain(Data) }",
    );
    let found = built(&text).1;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule.code, "C101");
    let fix = &found[0].fixes[0];
    assert_eq!(fix.applicability, Applicability::Unsafe, "which name is meant is a guess");
    assert_eq!(fix.edits.len(), 3);
    assert!(fix.edits.iter().all(|edit| edit.text == "Controller"));
}

#[test]
fn a_fix_mends_what_it_is_offered_for() {
    let mut text = with_words("norm a { Controler must erase(Dat) when persnal(Dat) }");
    let found = built(&text).1;
    let mut edits: Vec<_> =
        found.iter().flat_map(|one| &one.fixes).flat_map(|fix| fix.edits.clone()).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    edits.iter().for_each(|edit| text.replace_range(edit.span.range(), &edit.text));
    assert!(codes(&text).is_empty(), "{text}");
}

#[test]
fn an_unresolved_name_silences_what_follows() {
    let text = "kind A is Missing\nfact f(A)\nrole R is A\naction go(R)\nnorm n { R must go(R) when f(A) }";
    assert_eq!(messages(text), ["C101 there is no participant, kind or role named `Missing`"]);
}

#[test]
fn a_norm_with_an_error_is_left_out_and_silences_references_to_it() {
    let text = with_words(
        "norm a { Controller must eraze(Data) }
         norm b { Controller must not erase(Data) subject to a }
         norm c { Controller may retain(Data) when a applies }
         norm d { Controller may retain(Data) when c applies }
         expect none a, b
         expect none b, b",
    );
    let (model, found) = built(&text);
    assert_eq!(found.iter().filter(|one| one.rule.code != "C107").count(), 1);
    let names: Vec<_> = model.norms.values().map(|norm| &*norm.name).collect();
    assert_eq!(names, ["b"]);
    assert!(model.relations.is_empty());
    assert_eq!(model.expectations.len(), 1);
}

#[test]
fn references_find_norms_by_the_nearest_name() {
    let text = with_words(
        "instrument one {
           norm art5 { Controller must erase(Data) otherwise bearer must notify(Incident) otherwise bearer must consult(EU) }
           norm art6 { Controller may erase(Data) subject to art5 }
         }
         instrument two {
           norm art5 { Controller must retain(Data) subject to one.art5.otherwise.otherwise }
           norm art7 { Controller may retain(Data) }
         }
         norm art9 { Controller need not retain(Data) subject to art7 }",
    );
    let model = model(&text);
    let losers: Vec<_> = model
        .relations
        .iter()
        .map(|relation| match relation.winner {
            Target::Norm(norm) => model.qualified(norm),
            Target::Instrument(_) => "instrument".into(),
        })
        .collect();
    assert_eq!(losers, ["one.art5", "one.art5.otherwise.otherwise", "two.art7"]);
}

#[test]
fn a_bare_name_of_two_norms_is_ambiguous() {
    let text = with_words(
        "instrument one { norm art5 { Controller must erase(Data) } }
         instrument two { norm art5 { Controller must retain(Data) } }
         expect none art5, one.art5",
    );
    assert_eq!(messages(&text), ["C119 `art5` could mean `one.art5` or `two.art5`"]);
}

#[test]
fn dangling_references_are_told() {
    let refs = |reference: &str| {
        codes(&with_words(&format!(
            "instrument gdpr {{ norm art5 {{ Controller must erase(Data) }} }}
             norm n {{ Controller may retain(Data) subject to {reference} }}"
        )))
    };
    assert!(refs("gdpr").is_empty() && refs("gdpr.art5").is_empty() && refs("art5").is_empty());
    for dangling in ["gdpr.art6", "art6", "gdrp.art5", "art5.otherwise", "gdpr.otherwise", "a.b.c"]
    {
        assert_eq!(refs(dangling), ["C112"], "{dangling}");
    }
}

#[test]
fn names_of_one_space_differ() {
    assert_eq!(codes("kind A\nrole A is A"), ["C104"]);
    assert_eq!(codes("fact a\naction a"), ["C104"]);
    assert_eq!(
        codes("kind A\naction go\ninstrument i { norm n { A may go } norm n { A must go } }"),
        ["C104"]
    );
    assert_eq!(
        codes("kind A\naction go\nnorm i { A may go }\ninstrument i { norm n { A must go } }"),
        ["C104"]
    );
    assert!(codes("kind A\nfact A\norder A ranks one\ncalendar A {}").is_empty());
}

#[test]
fn the_second_of_two_norms_is_left_out() {
    let (model, _) = built("kind A\naction go\nnorm n { A may go }\nnorm n { A must go }");
    assert_eq!(model.norms.len(), 1);
    assert_eq!(norm(&model, "n").1.modal, crate::model::Modal::May);
}

#[test]
fn a_name_lost_to_a_syntax_error_is_not_told_again() {
    use crate::source::Sources;
    let mut sources = Sources::default();
    let file = sources.add("main.norm", "kind A\naction go(\nnorm n { A must go }\n");
    let (tree, errors) = crate::syntax::parse(&sources, file);
    assert_eq!(errors.len(), 1);
    let found = super::build(&sources, &[(file, tree)]).1;
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_file_that_is_given_twice_is_one() {
    use crate::source::Sources;
    let mut sources = Sources::default();
    let file = sources.add("main.norm", "kind A");
    let tree = crate::syntax::parse(&sources, file).0;
    let (model, found) = super::build(&sources, &[(file, tree.clone()), (file, tree)]);
    assert!(found.is_empty());
    assert_eq!(model.sorts.len(), 1);
}

#[test]
fn many_unknown_names_cost_little() {
    let mut text = String::from("kind A\n");
    (0..20_000).for_each(|n| text.push_str(&format!("action act_number_{n}\n")));
    (0..20_000).for_each(|n| text.push_str(&format!("norm n{n} {{ A must act_numbr_{n} }}\n")));
    assert_eq!(codes(&text).len(), 20_000);
}

#[test]
fn an_unknown_name_is_renamed_wherever_it_stands() {
    let mut text = String::from("kind Company\naction go\n");
    (0..50).for_each(|n| text.push_str(&format!("norm n{n} {{ Compny must go }}\n")));
    let found = built(&text).1;
    assert_eq!((found.len(), found[0].fixes[0].edits.len()), (1, 50));
}
