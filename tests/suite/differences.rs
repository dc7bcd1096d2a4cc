//! `comity diff`: what a newer text says otherwise than an older one.

use comity::checks::{Differences, Settings};
use comity::driver::{Bundled, Input, Workspace};

use crate::cli::Folder;
use crate::fixtures::root;

/// A text in which most parts of the language occur.
const OLDER: &str = r#"kind State, Paper, Office
role Archive is Office
individual Rivia is State
attribute pages(Paper): 0..900
attribute field(Paper): energy | health
fact secret(Paper) reads "{Paper} is secret"
event alarm(Paper)
action publish(Paper)
action print(Paper)
action file(Paper)
action consult(Paper, with: State)
rule print(Paper) counts as publish(Paper)
define long(Paper) as pages(Paper) >= 100
order Land ranks high > low

instrument pact "Pact" {
  treaty  order Land rank high
  norm talk { Party must consult(Paper, with: State) before publish(Paper) }
  norm quiet { Party must not publish(Paper) when secret(Paper) }
}
instrument act "Act" {
  order Land rank low  in force 2020-01-01
  norm free { State may publish(Paper) when long(Paper) }
  norm either { Office must file(Paper) or print(Paper) within 3 days of alarm(Paper) otherwise Office must file(Paper) }
  norm wait { Archive must not file(Paper) for 10 days after alarm(Paper) unless secret(Paper) }
}
"#;

/// Each edit of the text with what is then told: the change and the norm, in order.
const EDITS: &[(&str, &str, &[&str])] = &[
    // Names, places and words alone change nothing.
    ("norm free", "norm freeed", &[]),
    ("instrument act", "instrument statute", &[]),
    ("energy | health", "energy | health | trade", &[]),
    ("kind State, Paper", "kind Body\nkind State is Body\nkind Paper", &[]),
    ("fact secret", "fact idle(Paper)\nfact secret", &[]),
    // A condition that says the same in other words is no change.
    ("pages(Paper) >= 100", "pages(Paper) > 99", &[]),
    ("pages(Paper) >= 100", "pages(Paper) >= 50", &["newly permitted act.free"]),
    ("pages(Paper) >= 100", "pages(Paper) >= 200", &["no longer permitted act.free"]),
    // A shorter time asks for more, a longer one for less; for a ban it is the other way round.
    ("within 3 days", "within 2 days", &["newly required act.either"]),
    ("within 3 days", "within 4 days", &["no longer required act.either"]),
    ("for 10 days", "for 12 days", &["newly forbidden act.wait"]),
    ("for 10 days", "for 240 hours", &[]),
    // One act of two is more than either of two. But archives must not file: there the duty now yields, and nothing is
    // left of it.
    (
        "file(Paper) or print(Paper)",
        "file(Paper)",
        &["newly required act.either", "no longer required act.either"],
    ),
    // The archive can still print in time: the duty stands.
    (" unless secret(Paper)", "", &["newly forbidden act.wait"]),
    // A higher ban took the permission away; now neither is higher, and the narrower fields do not lie in each other.
    ("rank low", "rank high", &["newly permitted act.free", "no longer forbidden pact.quiet"]),
    // Rivia is bound although the case does not say that it joined; what it was permitted it no longer is.
    (
        "treaty  order",
        "treaty parties Rivia  order",
        &["newly forbidden pact.quiet", "newly required pact.talk", "no longer permitted act.free"],
    ),
    (
        "before publish(Paper)",
        "before file(Paper)",
        &["newly required pact.talk", "no longer required pact.talk"],
    ),
];

fn texts(older: &str, newer: &str) -> Differences {
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("older.norm", older)]);
    workspace.add_set(vec![Input::text("newer.norm", newer)]);
    let looked = workspace.diff(&Settings::default());
    let broken: Vec<_> = looked.left_out.diagnostics.iter().map(|it| it.message.clone()).collect();
    assert!(broken.is_empty(), "{broken:?}");
    let found = looked.answer.expect("both texts can be read");
    assert!(found.unknowns.is_empty(), "{:?}", found.unknowns);
    found
}

fn told(found: &Differences) -> Vec<String> {
    let line = |it: &comity::checks::Statement| {
        format!("{} {}", it.change.words(), it.norms.join(" and "))
    };
    found.statements.iter().map(line).collect()
}

#[test]
fn an_edit_is_told_as_far_as_it_changes_what_the_norms_say() {
    for (from, to, expected) in EDITS {
        assert!(OLDER.contains(from), "`{from}` stands in the text");
        let found = texts(OLDER, &OLDER.replacen(from, to, 1));
        assert_eq!(&told(&found), expected, "`{from}` → `{to}`");
    }
}

/// Two ways to meet a duty, a ban on each: the ban that became a default yields where both ways are closed.
#[test]
fn what_loses_a_clash_of_three_alone_is_told_of() {
    let text = |default: &str| {
        format!(
            "kind Bank, Job\nfact small(Bank)\nevent end(Job)\naction insource(Job)\naction switch(Job)\n\
             norm either {{ Bank must insource(Job) or switch(Job) within 30 days of end(Job) }}\n\
             norm one {{ Bank must not insource(Job){default} }}\n\
             norm other {{ Bank must not switch(Job) when small(Bank) }}\n"
        )
    };
    let told = told(&texts(&text(""), &text(" default")));
    let resolved = "resolved either and one and other";
    assert_eq!(told, [resolved, "no longer forbidden one"]);
}

#[test]
fn what_a_rule_makes_of_an_act_is_told_of_that_act() {
    let text = |rule: &str, more: &str| {
        format!(
            "kind State, Paper\nfact secret(Paper)\naction publish(Paper)\naction print(Paper)\n{rule}\n\
             norm quiet {{ State must not publish(Paper) when secret(Paper) }}\n\
             norm free {{ State may publish(Paper) unless secret(Paper) }}\n{more}"
        )
    };
    let rule = "rule print(Paper) counts as publish(Paper)";
    let narrower = "rule print(Paper) counts as publish(Paper) when secret(Paper)";
    let both = ["no longer forbidden quiet", "no longer permitted free"];
    assert_eq!(told(&texts(&text(rule, ""), &text("", ""))), both);
    assert_eq!(
        told(&texts(&text("", ""), &text(rule, ""))),
        ["newly forbidden quiet", "newly permitted free"]
    );
    assert_eq!(told(&texts(&text(rule, ""), &text(narrower, ""))), ["no longer permitted free"]);
    // A time that began with a print, too, is told by no sentence of the other text: nothing is proved of it.
    let timed = "norm pause { State must not print(Paper) for 3 days after publish(Paper) }";
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input::text("older.norm", text(rule, timed))]);
    workspace.add_set(vec![Input::text("newer.norm", text("", timed))]);
    let found = workspace.diff(&Settings::default()).answer.expect("both texts can be read");
    let unknown: Vec<&String> = found.unknowns.iter().flat_map(|it| &it.norms).collect();
    assert_eq!(unknown, ["pause"]);
}

#[test]
fn what_hangs_on_a_date_is_told_with_a_day() {
    let text = |until: &str| {
        format!(
            "kind Firm, Data\naction scan(Data)\n\
             instrument act {{\n  in force 2021-08-02 until {until}\n\
             norm free {{ Firm may scan(Data) }}\n}}\n"
        )
    };
    let found = texts(&text("2026-04-03"), &text("2028-04-03"));
    let cases: Vec<&str> = found.statements.iter().map(|it| it.case.as_str()).collect();
    assert!(
        matches!(cases[..], [case] if case.starts_with("The day is 2026-04-04. ")),
        "{cases:?}"
    );
}

#[test]
fn a_text_says_what_it_says() {
    for pack in ["cyber", "gdpr-cloud-act", "submarine-cables", "itr"] {
        let folder = root().join("rules").join(pack);
        let folder = folder.to_str().expect("the path is text");
        let run = Folder::new(&format!("same_{pack}")).run(&["diff", folder, folder]).ends(0);
        assert_eq!(
            run.out, "no change: the norms of both texts say the same in every case\n",
            "{pack}"
        );
    }
}

pub(crate) const COUNTRY: &str = "kind Office, Paper\nfact urgent(Paper) reads \"{Paper} is urgent\"\n\
                       fact secret(Paper) reads \"{Paper} is secret\"\naction publish(Paper)\n";

#[test]
fn a_conflict_is_new_or_resolved_or_another() {
    let duty = "norm duty { Office must publish(Paper) when urgent(Paper) }\n";
    let ban = "norm ban { Office must not publish(Paper) when secret(Paper) }\n";
    let mild =
        "norm ban { Office must not publish(Paper) when secret(Paper) unless urgent(Paper) }\n";
    let should = "norm ban { Office should not publish(Paper) when secret(Paper) }\n";
    let both = format!("{COUNTRY}{duty}{ban}");
    let excepted = format!("{COUNTRY}{duty}{mild}");
    let changes = |older: &str, newer: &str| told(&texts(older, newer));
    assert_eq!(
        changes(&format!("{COUNTRY}{duty}"), &both),
        ["newly in conflict duty and ban", "newly forbidden ban"]
    );
    assert_eq!(changes(&both, &excepted), ["resolved duty and ban", "no longer forbidden ban"]);
    let softer = texts(&both, &format!("{COUNTRY}{duty}{should}"));
    let first = &softer.statements[0];
    assert_eq!(first.change.words(), "in conflict otherwise");
    assert!(first.text.ends_with("(was strict, is tension)"), "{}", first.text);
}

#[test]
fn what_another_change_says_already_is_not_told() {
    let wide = "norm all { Office must not publish(Paper) when secret(Paper) }\n";
    let narrow =
        "norm some_of_it { Office must not publish(Paper) when secret(Paper) and urgent(Paper) }\n";
    let found = texts(COUNTRY, &format!("{COUNTRY}{narrow}{wide}"));
    assert_eq!(told(&found), ["newly forbidden all"]);
}

#[test]
fn a_norm_that_moved_to_another_instrument_says_the_same() {
    let norm = "norm duty { Office must publish(Paper) when urgent(Paper) }";
    let older = format!("{COUNTRY}instrument one {{ {norm} }}\ninstrument two {{ }}\n");
    let newer = format!("{COUNTRY}instrument one {{ }}\ninstrument two {{ {norm} }}\n");
    let found = texts(&older, &newer);
    assert_eq!(told(&found), Vec::<String>::new());
}

/// In another place and in other words it is still the norm of that name: its conflict is neither new nor resolved.
#[test]
fn a_conflict_of_a_norm_that_moved_and_says_the_same_is_no_difference() {
    let words = "kind Firm, Ship\nattribute ton(Ship): 0..4\naction sail(Ship)\n\
                 norm ban { Firm must not sail(Ship) }\n";
    let older = format!("{words}norm free {{ Firm may sail(Ship) when Ship.ton >= 3 }}\n");
    let newer = format!(
        "{words}instrument act {{ norm free {{ Firm may sail(Ship) when Ship.ton > 2 }} }}\n"
    );
    assert_eq!(told(&texts(&older, &newer)), Vec::<String>::new());
}

#[test]
fn norms_that_say_the_same_in_other_words_or_places_change_nothing() {
    let words = "kind P, D, S\nindividual A is S\nevent e(D)\nfact f(D)\naction a(D)\naction b(D)\n\
                 action rep(D, to: S)\ncalendar c { weekend saturday, sunday }\n\
                 calendar d { weekend sunday, saturday }\n\
                 calendar spring { weekend saturday, sunday holidays 2026-05-01 }\n";
    let changes = |older: &str, newer: &str| {
        told(&texts(&format!("{words}{older}\n"), &format!("{words}{newer}\n")))
    };
    let none: [&str; 0] = [];
    let waits = "no earlier than 2 days after e(D)";
    let pairs = [
        (
            format!("norm x {{ P must a(D) {waits} and no later than 5 days after e(D) }}"),
            format!("norm x {{ P must a(D) no later than 5 days after e(D) and {waits} }}"),
        ),
        (
            format!("norm x {{ P must a(D) {waits} }}"),
            "norm x { P must a(D) no earlier than 48 hours after e(D) }".to_owned(),
        ),
        (
            "norm x { P must a(D) every 1 year from e(D) }".to_owned(),
            "norm x { P must a(D) every 12 months from e(D) }".to_owned(),
        ),
        (
            "norm x { P must rep(D, to: some S) }".to_owned(),
            "norm x { P must rep(D) }".to_owned(),
        ),
        (
            "instrument I { calendar c norm n { P must a(D) within 4 working days of e(D) } }".to_owned(),
            "instrument I { calendar d norm n { P must a(D) within 4 working days of e(D) } }".to_owned(),
        ),
        // Two norms that conflict, in one instrument or in two.
        (
            "instrument I { norm n { P must a(D) } norm x { P must not a(D) when f(D) } }".to_owned(),
            "instrument I { norm n { P must a(D) } } instrument J { norm x { P must not a(D) when f(D) } }".to_owned(),
        ),
    ];
    for (older, newer) in &pairs {
        assert_eq!(changes(older, newer), none, "{older} → {newer}");
        assert_eq!(changes(newer, older), none, "{newer} → {older}");
    }
    // A day off more makes the time longer, and never shorter.
    let in_spring = pairs[4].0.replace("calendar c", "calendar spring");
    assert_eq!(changes(&pairs[4].0, &in_spring), ["no longer required I.n"]);
    assert_eq!(changes(&in_spring, &pairs[4].0), ["newly required I.n"]);
    assert_eq!(
        changes("norm x { P must rep(D, to: some S) }", "norm x { P must rep(D, to: A) }"),
        ["newly required x"]
    );
}

#[test]
fn a_duty_that_hangs_on_an_act_does_not_replace_one_that_hangs_on_none() {
    let text = |more: &str| {
        format!(
            "kind P, D\nevent e(D)\naction a(D)\naction b(D)\n{more}norm h {{ P must a(D) before b(D) }}\n"
        )
    };
    for duty in ["", " within 10 days of e(D)"] {
        let found = texts(&text(&format!("norm n {{ P must a(D){duty} }}\n")), &text(""));
        assert_eq!(told(&found), ["no longer required n"], "{duty}");
    }
}

#[test]
fn a_duty_that_stays_is_no_permission_at_other_times_and_no_duty_without_end() {
    let text = |more: &str, duty: &str| {
        format!(
            "kind P, D\nattribute due(D): date\nevent e(D)\naction a(D)\n{more}norm d {{ P must a(D) {duty} }}\n"
        )
    };
    let change = |norm: &str, duty: &str| {
        let (with, without) = (text(&format!("norm n {{ P {norm} }}\n"), duty), text("", duty));
        [told(&texts(&with, &without)), told(&texts(&without, &with))].concat()
    };
    let (in_time, by_day) = ("within 2 days of e(D)", "no later than D.due");
    let lost = ["no longer permitted n", "newly permitted n"];
    assert_eq!(change("may a(D) for 10 days after e(D)", in_time), lost);
    assert_eq!(change("may a(D) for 1 day after e(D)", in_time), [""; 0]);
    assert_eq!(change("may a(D)", ""), [""; 0]);
    assert_eq!(change("must a(D)", by_day), ["no longer required n", "newly required n"]);
    for without_end in ["", "every 1 year from 2020-01-01", "no earlier than 2026-05-01"] {
        assert_eq!(change("must a(D)", without_end), [""; 0], "{without_end}");
    }
}

#[test]
fn a_duty_that_recurs_more_often_says_all_that_one_says_that_recurs_less_often() {
    let text = |duty: &str| {
        format!("kind P, D\nevent e(D)\naction a(D)\nnorm d {{ P must a(D) {duty} }}\n")
    };
    let more = ["newly required d"];
    let less = ["no longer required d"];
    let both = ["newly required d", "no longer required d"];
    for (older, newer, change) in [
        ("every 1 year from e(D)", "every 2 years from e(D)", &less[..]),
        ("every 2 years from e(D)", "every 1 year from e(D)", &more),
        ("every 3 months from 2020-01-01", "every 1 month from 2020-01-01", &more),
        ("every 2 days from 2020-01-01", "every 3 days from 2020-01-01", &less),
        // In some of the longer stretches there is no whole shorter one.
        ("every 3 days from 2020-01-01", "every 4 days from 2020-01-01", &both),
        ("every 1 year from e(D)", "every 2 years from 2020-01-01", &both),
    ] {
        assert_eq!(told(&texts(&text(older), &text(newer))), change, "{older} to {newer}");
    }
}

#[test]
fn what_no_norm_requires_on_a_day_before_the_law_is_not_told() {
    let text = |duty: &str| {
        format!(
            "kind State, Person\nfact flaws(State)\nevent acceptance(Person)\naction transfer(Person, to: State)\n\
             order EU ranks charter > secondary\n{duty}\n\
             instrument charter {{\n  order EU rank charter\n  in force 2009-12-01\n  \
             norm art4 {{ State must not transfer(Person, to: State b) when flaws(b) }}\n}}\n"
        )
    };
    let duty = |flaws: &str| {
        format!(
            "instrument dublin {{\n  order EU rank secondary\n  in force 2014-01-01 until 2026-06-11\n  norm art29 {{ \
             State must transfer(Person, to: State b) within 18 months of acceptance(Person){flaws} }}\n}}"
        )
    };
    let found = texts(&text(""), &text(&duty(" when flaws(b)")));
    assert_eq!(told(&found), ["newly in conflict charter.art4 and dublin.art29"]);
    let found = texts(&text(""), &text(&duty("")));
    assert!(told(&found).contains(&"newly required dublin.art29".to_owned()));
}

#[test]
fn a_holiday_more_makes_a_time_in_working_days_longer_wherever_in_the_year_it_lies() {
    let text = |more: &str| {
        format!(
            "kind P, D\nevent e(D)\naction a(D)\ncalendar c {{ weekend saturday, sunday holidays 2026-12-25{more} }}\n\
             instrument i {{ calendar c norm n {{ P must a(D) within 4 working days of e(D) }} }}\n"
        )
    };
    for day in ["2026-12-24", "2026-07-15", "2027-09-30"] {
        let (few, more) = (text(""), text(&format!(", {day}")));
        assert_eq!(told(&texts(&few, &more)), ["no longer required i.n"], "{day}");
        assert_eq!(told(&texts(&more, &few)), ["newly required i.n"], "{day}");
    }
}

#[test]
fn of_several_duties_of_one_sentence_each_is_told_with_its_act() {
    let text = |norm: &str| {
        format!("kind P, D\nfact f(D)\naction a(D)\naction b(D)\nnorm n {{ P must {norm} }}\n")
    };
    let found = texts(&text("a(D) and b(D)"), &text("a(D) and b(D) when f(D)"));
    let texts: Vec<&str> = found.statements.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["P must a(D) and b(D): `a`", "P must a(D) and b(D): `b`"]);
}

#[test]
fn words_that_only_one_text_has_are_told() {
    let older =
        format!("{COUNTRY}action burn(Paper)\nnorm unburnt {{ Office must not burn(Paper) }}\n");
    let newer = COUNTRY.replace("publish(Paper)", "publish(Paper, by: Office)");
    let found = texts(&older, &newer);
    assert_eq!(told(&found), ["no longer forbidden unburnt"]);
    assert_eq!(
        found.words,
        [
            "only the older text has the action `burn`",
            "the action `publish` has another form now, and counts as another word"
        ]
    );
}

#[test]
fn what_the_older_text_assumes_of_its_own_event_holds_for_its_norms() {
    let older = format!(
        "{COUNTRY}event alarm(Paper)\nassume not (alarm(Paper) happens and urgent(Paper))\n\
         norm a {{ Office must publish(Paper) when alarm(Paper) happens and urgent(Paper) }}\n"
    );
    assert_eq!(told(&texts(&older, COUNTRY)), [""; 0]);
}
