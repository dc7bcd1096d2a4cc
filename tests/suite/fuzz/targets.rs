//! What must hold for any bytes at all. Each target is a plain function, so that the suite can drive it with a stable
//! compiler (`mod.rs` beside it) and cargo-fuzz with coverage (`tests/fuzz`). A target panics where a promise is broken.

use comity::checks::Settings;
use comity::driver::{Bundled, Content, Input, Workspace};
use comity::format::{Unformatted, format};
use comity::report::full::{self, Style};
use comity::report::json;
use comity::source::Sources;
use comity::syntax::lexer::lex;
use comity::syntax::token::WORDS;
use comity::syntax::{alike, parse};

use super::grammar;

/// A target with its name, which is that of its folder of seeds.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// Every target.
pub(crate) const TARGETS: &[Target] =
    &[("bytes", bytes), ("tokens", tokens), ("sets", sets), ("round_trip", round_trip)];

/// Any bytes are read, checked and reported; spans lie on characters.
pub(crate) fn bytes(data: &[u8]) {
    check(Content::from_bytes(data.to_vec()));
    read(&String::from_utf8_lossy(data));
}

/// Words and signs of the language in any order, most of them near where they belong.
pub(crate) fn tokens(data: &[u8]) {
    let text = words(data);
    read(&text);
    check(Content::Text(text.clone()));
    lay_out(&text);
}

/// Texts that the grammar allows: they have no error of syntax and get an answer.
pub(crate) fn sets(data: &[u8]) {
    let text = grammar::set(data);
    let errors = read(&text);
    assert!(errors.is_empty(), "{}\n{text}", errors[0]);
    check(Content::Text(text));
}

/// Layouts keep every token and comment, and a second time changes nothing.
pub(crate) fn round_trip(data: &[u8]) {
    lay_out(&String::from_utf8_lossy(data));
    lay_out(&grammar::set(data));
}

/// Reads a text; its errors, whose spans can be shown.
fn read(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("fuzz.norm", text);
    let errors = parse(&sources, file).1;
    let text = sources.text(file);
    for error in &errors {
        let edits = error.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in edits.chain([error.primary.span]) {
            assert!(text.get(span.range()).is_some(), "a span cuts a character: {text}");
        }
    }
    errors.into_iter().map(|error| error.message).collect()
}

/// The whole way: reading, resolving, checking, expectations and reports.
fn check(content: Content) {
    let mut workspace = Workspace::new(&Bundled);
    workspace.add_set(vec![Input { name: "fuzz.norm".into(), content: content.clone() }]);
    let outcome = workspace.check(&Settings::default());
    let report = outcome.report(workspace.sources());
    let mut out = String::new();
    full::write(&mut out, report, Style::default()).expect("a string takes everything");
    json::write(&mut out, report).expect("a string takes everything");
    let mut tested = Workspace::new(&Bundled);
    tested.add_tested(vec![Input { name: "fuzz.norm".into(), content }], None);
    tested.test(&Settings::default());
}

fn lay_out(text: &str) {
    let Some(once) = formatted(text) else { return };
    assert!(alike(text.trim_start_matches('\u{feff}'), &once), "it says something else:\n{text}");
    assert_eq!(comments(text), comments(&once), "{text}");
    assert_eq!(formatted(&once).as_ref(), Some(&once), "a second time changes it:\n{text}");
}

fn formatted(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("fuzz.norm", text);
    match format(&sources, file) {
        Ok(formatted) => Some(formatted),
        Err(Unformatted::Errors(_)) => None,
        Err(fault) => panic!("{fault:?}:\n{text}"),
    }
}

fn comments(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}');
    let found = lex(text).comments.into_iter();
    found.map(|(start, end)| text[start as usize..end as usize].trim_end().to_owned()).collect()
}

/// A token for each byte.
fn words(data: &[u8]) -> String {
    const OTHERS: [&str; 44] = [
        "(",
        ")",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "/",
        "|",
        "+",
        "-",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "A",
        "B",
        "a",
        "b",
        "p",
        "q",
        "act",
        "\n",
        "\n\n",
        "// note\n",
        "\"text\"",
        "2026-01-01",
        "09:00",
        "3",
        "days",
        "rank",
        "ranks",
        "force",
        "party",
        "power",
        "counts",
        "excludes",
        "apply",
        "least",
        "all",
        "\u{202e}数",
    ];
    let mut text = String::new();
    for &byte in data {
        let at = usize::from(byte) % (WORDS.len() + OTHERS.len());
        text += match at.checked_sub(OTHERS.len()) {
            Some(word) => WORDS[word].0,
            None => OTHERS[at],
        };
        // Some words are glued, as slips of the pen are.
        if byte < 200 {
            text.push(' ');
        }
    }
    text
}
