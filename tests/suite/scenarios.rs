//! Scenarios that cannot be, of which no expectation is answered, and what a scenario leaves open.

use comity::checks::Settings;

use crate::memory::Files;

const WORDS: &str = "
kind State, Firm
individual Avalon, Borduria is State
role Member is State
attribute seat(Firm): State
action audit(Firm)
assume State is Member implies State = Avalon
norm n { Avalon must audit(Firm) when Firm.seat = Avalon }
norm m { Avalon must not audit(Firm) when Firm.seat = Borduria }
";

/// What is answered to an expectation in a scenario with this line.
fn answer(line: &str, expect: &str) -> String {
    let scenario = format!(
        "scenario s {{ on 2026-01-01 participant f is Firm fact f.seat = Avalon {line} expect {expect} }}"
    );
    let tested = Files::new("set.norm", &format!("{WORDS}{scenario}")).test(&Settings::default());
    tested.results[0].why.clone()
}

#[test]
fn a_scenario_against_an_assumption_answers_nothing() {
    for expect in [
        "Avalon must audit(f)",
        "not Avalon must audit(f)",
        "Avalon violates n",
        "not Avalon violates n",
        "none n, m",
    ] {
        let against = answer("fact Borduria is Member", expect);
        assert!(
            against.contains("contradicts what is assumed: `assume State is Member"),
            "{expect}: {against}"
        );
        let within = answer("fact Avalon is Member", expect);
        assert!(!within.contains("contradicts"), "{expect}: {within}");
    }
}

#[test]
fn that_a_scenario_cannot_be_is_told_once() {
    let scenario = "
scenario s {
  on 2026-01-01
  participant f is Firm
  fact f.seat = Avalon
  fact Borduria is Member
  expect Avalon must audit(f)
  expect Avalon violates n
  expect not Avalon must audit(f)
}
scenario t {
  on 2026-01-01
  participant f is Firm
  fact f.seat = Avalon
  fact Borduria is Member
  expect Avalon must audit(f)
}
";
    let tested = Files::new("set.norm", &format!("{WORDS}{scenario}")).test(&Settings::default());
    assert_eq!(tested.results.len(), 4, "each expectation has a result of its own");
    let told = &tested.diagnostics;
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0].related.len(), 2, "{:?}", told[0]);
    assert!(told[1].related.is_empty() && told[1].message.starts_with("`t`"), "{:?}", told[1]);
}

#[test]
fn without_a_day_what_dated_norms_say_is_left_open() {
    let dated = "
kind Firm
action report
action advertise
norm duty { Firm must report in force 2005-01-01 }
norm ban { Firm must not advertise in force 2005-01-01 }
norm freedom { Firm may report until 2030-01-01 in force 2005-01-01 }
";
    for sentence in ["f must report()", "f must not advertise()", "f may report()"] {
        for expect in [sentence.to_owned(), format!("not {sentence}")] {
            let scenario = format!("scenario s {{ participant f is Firm expect {expect} }}");
            let tested =
                Files::new("set.norm", &format!("{dated}{scenario}")).test(&Settings::default());
            let why = &tested.results[0].why;
            assert!(why.contains("it names no day"), "{expect}: {why}");
        }
    }
}

#[test]
fn open_questions_and_gaps_are_expected_of_the_case_alone() {
    let text = |scenario: &str, expect: &str| {
        format!(
            "kind Firm, File\nopen fact serious(File)\nfact bad(File)\nfact known(File)\naction give(File)\n\
             norm secrecy {{ Firm must not give(File) when serious(File) }}\n\
             norm freedom {{ Firm may give(File) when known(File) and not serious(File) }}\n\
             principle access {{ never Firm must not give(File) when bad(File) }}\n\
             universe files {{ Firm, File when bad(File) }}\n\
             scenario s {{ participant f is Firm participant p is File {scenario} expect {expect} }}\n"
        )
    };
    let cases = [
        ("fact bad(p)", "undetermined access", true),
        ("fact bad(p) fact serious(p)", "undetermined access", false),
        ("fact bad(p) fact not serious(p)", "undetermined access", false),
        ("", "undetermined access", false),
        ("fact bad(p) fact not serious(p)", "gap files", true),
        ("fact bad(p) fact not serious(p) fact known(p)", "gap files", false),
        ("fact bad(p) fact serious(p)", "gap files", false),
        ("fact bad(p)", "gap files", false),
        ("fact not serious(p)", "gap files", false),
    ];
    for (scenario, expect, met) in cases {
        let tested = Files::new("a.norm", &text(scenario, expect)).test(&Settings::default());
        let passed: Vec<bool> = tested.results.iter().map(|it| it.passed).collect();
        assert_eq!(passed, [met], "{scenario}: {expect}");
    }
}
