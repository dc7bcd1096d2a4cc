//! Claims about whole texts: what is kept, what is said, and that nothing makes the reader stop.

use crate::diagnostics::Diagnostic;
use crate::source::Sources;
use crate::syntax::ast::{AssertionKind, File, HeadKind, ItemKind, NormBody, ScenarioKind};
use crate::syntax::{parse, parse_condition, parse_sentence};

pub(super) fn read(text: &str) -> (File, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("test.norm", text);
    parse(&sources, file)
}

/// Each diagnostic as `CODE text-it-points-at`.
pub(super) fn errors(text: &str) -> Vec<String> {
    let found = read(text).1;
    found.iter().map(|d| format!("{} {}", d.rule.code, &text[d.primary.span.range()])).collect()
}

fn messages(text: &str) -> Vec<String> {
    read(text).1.into_iter().map(|d| d.message).collect()
}

#[test]
fn every_production_is_read() {
    let text = include_str!("every_production.norm");
    let (file, errors) = read(text);
    let shown: Vec<_> = errors
        .iter()
        .map(|d| (&d.message, text[..d.primary.span.start as usize].lines().count()))
        .collect();
    assert_eq!(shown, []);
    assert!(file.items.len() > 50);
}

/// A norm whose body is this, and nothing else.
fn in_norm(body: &str) -> String {
    format!("norm a {{ {body} }}\nkind Kept\n")
}

/// The codes for a norm with this body; the item behind it is always kept.
fn norm_errors(body: &str) -> Vec<String> {
    let text = in_norm(body);
    let kept = read(&text).0.items.iter().any(|item| matches!(item.kind, ItemKind::Kind { .. }));
    assert!(kept, "{text}");
    errors(&text)
}

#[test]
fn each_mistake_has_its_code_and_place() {
    let cases = [
        ("A must x(B", "C012 }"),
        ("A must x when p)", "C012 )"),
        ("A must x cites \"open", "C002 \"open }"),
        ("A must x cites “a”", "C003 “a”"),
        ("A must x（B)", "C003 （"),
        ("A must x when B.a == 3", "C003 =="),
        ("A must\u{a0}x", "C003 \u{a0}"),
        ("A must x when B.a > –3", "C003 –"),
        ("A must x before 2024-02-30", "C004 2024-02-30"),
        ("A must x before 1.2.2024", "C004 1.2.2024"),
        ("A must x before 2024-5-1", "C004 2024-5-1"),
        ("A may not x", "C006 may not"),
        ("A must x when p and q or r", "C007 or"),
        ("A must x when p implies q implies r", "C007 implies"),
        ("A must x and y or z", "C007 or"),
        ("A must not x and y", "C008 and"),
        ("A should not x and y", "C008 and"),
        ("A may x and y", "C009 and"),
        ("A need not x and y", "C009 and"),
        ("A has power to x and y", "C009 and"),
        ("A must x from e and until f or before g", "C010 or"),
        ("A must x @", "C011 @"),
        ("A must x \u{200b}", "C011 \u{200b}"),
        ("A must x # y\n", "C011 #"),
        ("A must x with default", "C013 default"),
        ("A must x within 99999999999999999 days of e", "C015 99999999999999999"),
        ("A must x within 10001 years of e", "C015 10001 years"),
        ("A must x within 2.5 days of e", "C015 2.5"),
        ("A must x within 72h of e", "C015 72h"),
        ("A will x", "C017 will"),
        ("State a cannot x", "C017 cannot"),
        ("A is required to x", "C017 is"),
        ("A must be told", "C018 be"),
        ("A must x if p", "C001 if"),
        ("must x", "C001 must"),
        ("A must x and must y", "C001 must"),
        ("A must x when B.a", "C001 }"),
        ("A must x unless p when q", "C001 when"),
    ];
    for (body, expected) in cases {
        let found = norm_errors(body);
        assert_eq!(found.first().map(String::as_str), Some(expected), "{body}");
        assert_eq!(found.len(), 1, "{body}: {found:?}");
    }
}

#[test]
fn what_only_looks_like_a_mistake_is_read() {
    let near_misses = [
        "A must x(B) when p(B) cites \"a “b” c – d\"",
        "A must x before 2024-02-29",
        "A may x unless not p",
        "A must x when (p and q) or r",
        "A must x when p implies (q implies r)",
        "A must x and y and z",
        "A must not x or y",
        "A should x and y",
        "A may x or y",
        "A must x from e and until f and before g",
        "A must x with default_review",
        "A must x within 1000000000 minutes of e",
        "A must x within 10000 years of e",
        "State will must x",
        "A must be(B)",
        "A must x when p unless q",
        "A must default(B) when B.order = open_ and for(B)",
    ];
    for body in near_misses {
        assert_eq!(norm_errors(body), [""; 0], "{body}");
    }
}

#[test]
fn an_item_inside_an_instrument_is_read_as_if_it_stood_outside() {
    let text = "instrument i {\n  fact p(B)\n  norm a { A must x }\n}\n";
    assert_eq!(errors(text), ["C016 fact"]);
    assert_eq!(read(text).0.items.len(), 2);
}

#[test]
fn a_word_of_the_language_is_no_name_but_the_item_is_kept() {
    assert_eq!(errors("fact open\nkind A"), ["C013 open"]);
    assert_eq!(read("fact open\nkind A").0.items.len(), 2);
    assert_eq!(errors("fact open(A)\nkind A"), [""; 0]);
}

#[test]
fn a_norm_without_its_brace_is_kept_and_so_is_the_next() {
    let text = "instrument i {\n  norm a { A must x\n  norm b { A must y }\n}\nkind K\n";
    assert_eq!(errors(text), ["C012 norm"]);
    let (file, _) = read(text);
    let ItemKind::Instrument(instrument) = &file.items[0].kind else { panic!("an instrument") };
    assert_eq!(instrument.norms.len(), 2);
    assert_eq!(file.items.len(), 2);
}

#[test]
fn an_instrument_without_its_brace_ends_before_the_next_item() {
    let text = "instrument i {\n  norm a { A must x }\nkind K\nkind L\n";
    assert_eq!(errors(text), ["C012 kind"]);
    assert_eq!(read(text).0.items.len(), 3);
}

#[test]
fn sound_norms_and_lines_survive_broken_ones() {
    let text = "instrument i {
  order EU
  in force 2020-01-01
  norm a { A must }
  norm b { A must x }
  norm { A must x }
  norm c { A must x }
  soft soft norm d { A must x when }
  norm e { A must x }
}
principle p {
  never A must
  never A may x
  foo bar
  always A may x
}
scenario s {
  participant 5 is B
  participant a is B  fact p(   fact q(a)
  at 2020-01-01
  expect none a, b
}
";
    let codes = errors(text);
    assert_eq!(codes.len(), 9, "{codes:?}");
    let (file, _) = read(text);
    let [instrument, principle, scenario] = &file.items[..] else { panic!("three items") };
    let ItemKind::Instrument(instrument) = &instrument.kind else { panic!("an instrument") };
    let lost = instrument.head.iter().filter(|line| line.kind == HeadKind::Lost).count();
    assert_eq!((instrument.norms.len(), instrument.head.len() - lost), (3, 3));
    assert!(lost > 0, "what is lost is known to be missing");
    let ItemKind::Principle { assertions, .. } = &principle.kind else { panic!("a principle") };
    let lost = assertions.iter().filter(|it| it.kind == AssertionKind::Lost).count();
    assert_eq!(assertions.len() - lost, 2);
    assert!(lost > 0, "what is lost is known to be missing");
    let ItemKind::Scenario { lines, .. } = &scenario.kind else { panic!("a scenario") };
    let lost = lines.iter().filter(|line| line.kind == ScenarioKind::Lost).count();
    assert_eq!((lines.len() - lost, lost), (3, 3), "what is lost is known to be missing");
}

#[test]
fn what_cannot_be_a_line_of_a_head_takes_no_norm_with_it() {
    let left = |line: &str| {
        let text = format!(
            "instrument i {{\n norm a {{ A must x }}\n {line}\n norm b {{ A must x }}\n}}\n"
        );
        let (file, found) = read(&text);
        assert!(!found.is_empty(), "{line}");
        let ItemKind::Instrument(it) = &file.items[0].kind else { panic!("an instrument") };
        (it.norms.len(), it.head.len())
    };
    for line in [
        "Chapter II",
        "A must x",
        ")",
        "(1) A must x",
        "\"Title\"",
        "fact x(",
        "-",
        "}",
        "A x { A must x }",
    ] {
        assert_eq!(left(line), (2, 0), "{line}");
    }
    assert_eq!(left("unless x"), (1, 0), "it limits the norm before");
    for line in [
        "in force",
        "adopted 2020-01-01",
        "effective soon",
        "enters into force",
        "treaty between A",
    ] {
        assert!(left(line).1 > 0, "{line}");
    }
}

#[test]
fn a_second_limit_of_a_head_is_a_line_of_its_own() {
    let text =
        "instrument i {\n applies when p(X)\n applies when a.b applies\n applies when q\n}\n";
    assert_eq!(errors(text), [""; 0]);
    let ItemKind::Instrument(it) = &read(text).0.items[0].kind else { panic!("an instrument") };
    assert_eq!(it.head.len(), 3);
    assert_eq!(errors("norm n { A must x when a.b\n applies unless p(X)\n applies }").len(), 1);
}

#[test]
fn names_of_lost_items_are_known() {
    let text = "kind A, B is 5\nopen fact p(\nnorm n { A must }\n";
    let mut sources = Sources::default();
    let id = sources.add("test.norm", text);
    let (file, _) = parse(&sources, id);
    let lost: Vec<&str> = file.lost.iter().map(|name| sources.slice(name.span)).collect();
    assert_eq!(lost, ["A", "B", "p", "n"]);
}

#[test]
fn a_quoted_title_that_ends_nowhere_leaves_its_norm() {
    let text = "norm a \"Title {\n  A must x\n}\nkind K\n";
    assert_eq!(errors(text), ["C002 \"Title"]);
    assert_eq!(read(text).0.items.len(), 2);
}

#[test]
fn a_text_in_other_quotes_is_read_without_them() {
    let text = "norm a “Title” { A must x }";
    let (file, _) = read(text);
    let ItemKind::Norm(norm) = &file.items[0].kind else { panic!("a norm") };
    assert_eq!(norm.title.map(|title| &text[title.span.range()]), Some("Title"));
}

#[test]
fn both_readings_of_mixed_operators_are_offered() {
    let text = "assume p and q and r or s";
    let found = read(text).1;
    let fixed: Vec<String> = found[0].fixes.iter().map(|fix| apply(text, fix)).collect();
    assert_eq!(fixed, ["assume (p and q and r) or s", "assume p and q and (r or s)"]);
    for text in fixed {
        assert_eq!(errors(&text), [""; 0]);
    }
}

#[test]
fn safe_fixes_leave_no_error() {
    let texts = [
        "norm a “Title” { A must x }",
        "norm a „Titel“ { A must x }",
        "norm a 'Title' { A must x（B，to： C） }",
        "norm a { A must x when p && q || r }",
        "norm a { A\u{a0}must\u{3000}x when B.a ≥ 3 }",
        "# a comment\nkind A",
    ];
    for text in texts {
        let mut fixed = text.to_owned();
        while let Some(fix) = read(&fixed).1.iter().flat_map(|d| &d.fixes).next() {
            fixed = apply(&fixed, fix);
        }
        assert_eq!(errors(&fixed), [""; 0], "{fixed}");
    }
}

fn apply(text: &str, fix: &crate::diagnostics::Fix) -> String {
    let mut text = text.to_owned();
    for edit in fix.edits.iter().rev() {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}

#[test]
fn messages_are_lower_case_without_a_full_stop() {
    let broken = include_str!("every_production.norm");
    let broken = broken.replace("must", "will").replace('}', ")").replace("is ", "");
    for message in messages(&broken) {
        assert!(!message.starts_with(char::is_uppercase), "{message}");
        assert!(!message.ends_with('.'), "{message}");
    }
}

#[test]
fn errors_come_in_the_order_of_the_text() {
    let found = read("fact 5\nkind “A”\nfact @\nfact 6\n").1;
    let starts: Vec<u32> = found.iter().map(|error| error.primary.span.start).collect();
    assert!(starts.is_sorted());
    assert_eq!(starts.len(), 4);
}

#[test]
fn a_reason_of_several_words_is_one_name() {
    let text = "expect none a, b because not in force on 2020-01-01";
    let (file, _) = read(text);
    let ItemKind::Expect(expect) = &file.items[0].kind else { panic!("an expectation") };
    assert_eq!(expect.because.map(|name| &text[name.span.range()]), Some("not in force"));
    assert!(expect.on.is_some());
}

#[test]
fn a_status_sentence_keeps_its_tails_only_in_brackets() {
    let text = "norm a { A must x unless (A must y for 2 days after e when p) when q }";
    assert_eq!(errors(text), ["C001 when"]);
    let text = "norm a { A must x when A must y unless p }";
    let (file, _) = read(text);
    let ItemKind::Norm(norm) = &file.items[0].kind else { panic!("a norm") };
    let NormBody::Sentence(sentence) = &norm.body else { panic!("a sentence") };
    assert!(sentence.unless.is_some());
}

#[test]
fn spans_cover_what_they_say() {
    let text = "assume (p or q) and not (r)\nscenario s { at 2020-01-01 09:30 a does x(b) }";
    let (file, _) = read(text);
    let ItemKind::Assume(cond) = &file.items[0].kind else { panic!("an assumption") };
    assert_eq!(&text[cond.span.range()], "(p or q) and not (r)");
    let ItemKind::Scenario { lines, .. } = &file.items[1].kind else { panic!("a scenario") };
    assert_eq!(&text[lines[0].span.range()], "at 2020-01-01 09:30 a does x(b)");
    let ScenarioKind::Does { at, .. } = &lines[0].kind else { panic!("an act") };
    assert_eq!(at.minutes, Some(570));
}

#[test]
fn a_sentence_or_condition_may_stand_alone() {
    let mut sources = Sources::default();
    let sentence = sources.add("ask", "acme may disclose(mail) when warrant(doj)");
    assert!(parse_sentence(&sources, sentence).0.is_some());
    let condition = sources.add("ask", "warrant(doj) or personal(mail)");
    assert!(parse_condition(&sources, condition).0.is_some());
    let broken = sources.add("ask", "warrant(doj) or");
    let (nothing, errors) = parse_condition(&sources, broken);
    assert!(nothing.is_none());
    assert_eq!(errors[0].message, "expected a condition, found the end of the file");
}

/// The blocks of a page that are marked so.
fn blocks<'a>(page: &'a str, mark: &str) -> Vec<&'a str> {
    let fence = format!("```norm,{mark}\n");
    let starts = page.split(fence.as_str()).skip(1);
    starts.map(|rest| rest.split("```").next().unwrap_or(rest)).collect()
}

#[test]
fn the_examples_of_the_pages_are_true() {
    for rule in crate::syntax::rules::RULES {
        for text in blocks(rule.page, "triggers") {
            let codes: Vec<&str> = read(text).1.iter().map(|error| error.rule.code).collect();
            assert_eq!(codes, [rule.code], "{text}");
        }
        for text in blocks(rule.page, "clean") {
            assert_eq!(errors(text), [""; 0], "{text}");
        }
    }
}
