//! The layout: nothing is lost, a second time changes nothing, and the same words give the same lines.

use std::fs;
use std::sync::LazyLock;

use comity::checks;
use comity::cli::topics::TOPICS;
use comity::format::{Unformatted, WIDTH, diff, format};
use comity::source::Sources;
use comity::syntax::lexer::lex;
use comity::syntax::limits::MAX_PARTS;
use comity::syntax::{self, alike};

use crate::fixtures::{norm_files, root, short};
use crate::pages::blocks;
use crate::property::Random;

/// A suite that formats nothing must not pass.
const TEXTS_AT_LEAST: usize = 300;

/// Random layouts of each text.
const LAYOUTS: usize = 3;

/// The layout of a text; `None` if the text has errors.
pub(crate) fn formatted(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("text.norm", text);
    match format(&sources, file) {
        Ok(formatted) => Some(formatted),
        Err(Unformatted::Errors(_)) => None,
        Err(fault) => panic!("{fault:?}:\n{text}"),
    }
}

fn layout(text: &str) -> String {
    formatted(text).unwrap_or_else(|| panic!("the text has errors:\n{text}"))
}

/// Every text of the language in the repository, with where it stands.
pub(crate) fn corpus() -> Vec<(String, String)> {
    let folders = ["rules", "examples", "tests/fixtures", "src/syntax/parser"];
    let files = folders.iter().flat_map(|folder| norm_files(&root().join(folder)));
    let mut texts: Vec<_> = files
        .map(|path| (short(&path), fs::read_to_string(&path).expect("a text is readable")))
        .collect();
    let tutorial = fs::read_to_string(root().join("examples/README.md")).expect("it is there");
    let topics = TOPICS.iter().map(|topic| (topic.name, topic.page));
    let rules = checks::rules().into_iter().map(|rule| (rule.code, rule.page));
    for (name, page) in topics.chain(rules).chain([("tutorial", tutorial.as_str())]) {
        texts.extend(blocks(page).into_iter().map(|block| (name.to_owned(), block.text)));
    }
    texts
}

/// A text without errors.
pub(crate) struct Sound {
    name: String,
    pub(crate) text: String,
    /// The text in its layout.
    pub(crate) once: String,
}

/// Those without errors in their text.
pub(crate) static SOUND: LazyLock<Vec<Sound>> = LazyLock::new(|| {
    let sound = |(name, text): (String, String)| {
        let once = formatted(&text)?;
        Some(Sound { name, text, once })
    };
    let sound: Vec<_> = corpus().into_iter().filter_map(sound).collect();
    assert!(sound.len() >= TEXTS_AT_LEAST, "only {} texts are sound", sound.len());
    sound
});

fn comments(text: &str) -> Vec<&str> {
    let found = lex(text).comments.into_iter();
    found.map(|(start, end)| text[start as usize..end as usize].trim_end()).collect()
}

#[test]
fn nothing_is_lost_and_a_second_time_changes_nothing() {
    for Sound { name, text, once } in &*SOUND {
        assert!(alike(text, once), "{name} reads as something else:\n{once}");
        assert_eq!(comments(text), comments(once), "{name}");
        assert_eq!(layout(once), *once, "{name} formatted a second time");
        assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"), "{name}");
        for line in once.lines() {
            assert_eq!(line.trim_end(), line, "{name} has space at the end of a line");
        }
        assert!(!once.contains("\n\n\n"), "{name} has two blank lines");
    }
}

#[test]
fn packs_and_examples_are_formatted() {
    for path in ["rules", "examples"].iter().flat_map(|folder| norm_files(&root().join(folder))) {
        let text = fs::read_to_string(&path).expect("a file is readable");
        let changes = diff(&short(&path), &text, &layout(&text));
        assert!(changes.is_empty(), "run `comity fmt rules examples`:\n{changes}");
    }
    let page = TOPICS.iter().find(|topic| topic.name == "format").expect("there is a page").page;
    for block in blocks(page) {
        assert_eq!(layout(&block.text), block.text, "the page about the layout");
    }
}

#[test]
fn lines_are_short_unless_a_word_is_long() {
    for Sound { name, once, .. } in &*SOUND {
        for line in once.lines() {
            let words = line.split("//").next().unwrap_or_default();
            let breakable =
                [" and ", " when ", " unless "].iter().any(|word| words.trim().contains(word));
            let short = words.trim_end().chars().count() <= WIDTH;
            assert!(short || !breakable || words.contains('"'), "{name}: {line}");
        }
    }
}

#[test]
fn the_same_words_give_the_same_lines_however_they_were_laid_out() {
    let mut random = Random::new(7);
    let mut tried = 0;
    for Sound { name, once, .. } in &*SOUND {
        for _ in 0..LAYOUTS {
            let other = scattered(once, &mut random, false);
            if alike(once, &other) {
                tried += 1;
                assert_eq!(layout(&other), *once, "{name} from another layout:\n{other}");
            }
        }
    }
    assert!(tried >= TEXTS_AT_LEAST * LAYOUTS / 2, "only {tried} layouts read as the text");
}

#[test]
fn comments_may_stand_between_any_two_tokens() {
    let mut random = Random::new(11);
    let mut tried = 0;
    for Sound { name, once, .. } in &*SOUND {
        let other = scattered(once, &mut random, true);
        let Some(once) = formatted(&other) else { continue };
        tried += 1;
        assert_eq!(comments(&other), comments(&once), "{name}");
        assert_eq!(layout(&once), once, "{name} formatted a second time:\n{other}");
    }
    assert!(tried >= TEXTS_AT_LEAST / 2, "only {tried} texts can be read with comments in them");
}

/// The text with other spaces and line ends between its tokens, and comments if asked for. Gaps that say something
/// (a comment, a blank line) stay.
fn scattered(text: &str, random: &mut Random, with_comments: bool) -> String {
    let mut out = String::new();
    let mut end = 0;
    for token in lex(text).tokens {
        let gap = &text[end..token.start as usize];
        let says_something = gap.contains("//") || gap.matches('\n').count() > 1;
        match random.below(if with_comments { 12 } else { 10 }) {
            _ if says_something => out += gap,
            0 => out += &format!("{}\n  ", gap.trim_start_matches('\n')),
            1 => out += &format!("\t{gap} "),
            2 if !gap.is_empty() => out += " ",
            3 if !gap.is_empty() => out += "\n",
            10 => out += &format!(" // note {}  \n", random.below(100)),
            11 => out += &format!("\n\n\n   // note {}\n{gap}", random.below(100)),
            _ => out += gap,
        }
        out += &text[token.range()];
        end = token.end as usize;
    }
    out
}

/// As untidy as a text can be and still mean something.
const UNTIDY: &str = include_str!("untidy.norm");

#[test]
fn the_layout_reads_like_law() {
    insta::with_settings!({
        snapshot_path => root().join("tests/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("layout", layout(UNTIDY));
    });
}

#[test]
fn line_ends_are_those_of_the_first_line() {
    assert_eq!(layout("kind A\r\nkind B\nkind C"), "kind A\r\nkind B\r\nkind C\r\n");
    assert_eq!(layout("kind A\nkind B\r\n"), "kind A\nkind B\n");
    assert_eq!(layout("// a \r\n\r\n\r\nkind A // b\r\n"), "// a\r\n\r\nkind A // b\r\n");
}

#[test]
fn a_text_without_words_keeps_its_comments_only() {
    assert_eq!(layout(""), "");
    assert_eq!(layout(" \n\n\t\r\n"), "");
    assert_eq!(layout("\n\n // a\n\n\n\n//b"), "// a\n\n//b\n");
    assert_eq!(layout("\u{feff}kind A"), "kind A\n");
}

#[test]
fn blank_lines_stay_where_each_part_has_its_line_and_above_comments() {
    let list = "kind A,\n\n\n  // Group two.\n  B,\n\n  C\n";
    assert_eq!(layout(list), "kind A,\n\n  // Group two.\n  B, C\n");
    let long = |name: &str| format!("{name}_{}(Paper)", "x".repeat(40));
    let [a, b, c] = ["a", "b", "c"].map(long);
    let norm = |gap: &str| {
        format!(
            "norm n {{\n  Firm must sign(Paper)\n    when {a}\n      and {b}\n{gap}      and {c}\n}}\n"
        )
    };
    assert_eq!(layout(&norm("")), norm(""));
    assert_eq!(layout(&norm("\n\n")), norm("\n"));
    // What stands on one line has none.
    let short = "norm n { Firm must sign(Paper) when a(Paper)\n\n and b(Paper) }\n";
    assert!(!layout(short).contains("\n\n"));
}

#[test]
fn a_comment_may_end_a_text_without_a_line_end() {
    assert_eq!(layout("kind A // end"), "kind A // end\n");
    assert_eq!(layout("kind A\r\nkind B // end"), "kind A\r\nkind B // end\r\n");
    assert_eq!(layout("scenario s {\n// a\n} // end"), "scenario s {\n  // a\n} // end\n");
}

#[test]
fn braces_stay_together_where_nothing_stands_in_them() {
    assert_eq!(layout("scenario s {\n\n}"), "scenario s {}\n");
    assert_eq!(layout("scenario s {\n// a\n\n}"), "scenario s {\n  // a\n}\n");
    assert_eq!(layout("calendar c { }"), "calendar c {}\n");
}

#[test]
fn wide_and_right_to_left_names_are_measured_in_columns() {
    let name = "数据".repeat(10);
    let text = format!("norm n {{ A must x({name}) when {name} and {name} }}");
    // 40 columns a name: 3 names and what stands between them are more than a line.
    let expected = format!("norm n {{\n  A must x({name})\n    when {name} and {name}\n}}\n");
    assert_eq!(layout(&text), expected);
    let text = "kind بيانات\nfact سري(بيانات) // سر\n";
    assert_eq!(layout(text), text);
}

#[test]
fn a_name_longer_than_a_line_stands_on_a_line_of_its_own() {
    let name = "n".repeat(500);
    let text = format!("assume p and {name} and q");
    assert_eq!(layout(&text), format!("assume p\n  and {name}\n  and q\n"));
}

#[test]
fn deep_brackets_and_long_lines_are_formatted() {
    let deep = format!("assume {}p or {}{}", "(".repeat(60), "q".repeat(60), ")".repeat(60));
    assert_eq!(layout(&layout(&deep)), layout(&deep));
    let nested = format!("assume {}p{}", "not (aaaa or ".repeat(30), ")".repeat(30));
    assert_eq!(layout(&layout(&nested)), layout(&nested));
    // As many parts on one line as a row may have.
    let long = format!("assume {}p(b)", "p(a) and ".repeat(MAX_PARTS - 1));
    let once = layout(&long);
    assert_eq!(once.lines().count(), MAX_PARTS);
    assert_eq!(layout(&once), once);
    let list = format!("kind {}Last", "Name, ".repeat(MAX_PARTS - 1));
    let once = layout(&list);
    assert!(
        once.lines()
            .all(|line| line.len() <= WIDTH && line.len() > WIDTH - 12 || line.ends_with("Last"))
    );
    assert_eq!(layout(&once), once);
}

#[test]
fn a_text_with_errors_has_no_layout() {
    let texts = corpus().into_iter().filter(|(_, text)| formatted(text).is_none());
    let mut count = 0;
    for (name, text) in texts {
        count += 1;
        let mut sources = Sources::default();
        let file = sources.add(name.as_str(), text);
        assert!(!syntax::parse(&sources, file).1.is_empty(), "{name}");
    }
    assert!(count >= 20, "only {count} texts have errors");
}

#[test]
fn the_name_of_a_rule_is_one_word() {
    let text = "allow duty - against\n-ban   because \"known\"";
    assert_eq!(layout(text), "allow duty-against-ban because \"known\"\n");
}

#[test]
fn a_diff_turns_one_layout_into_the_other() {
    let mut random = Random::new(13);
    for Sound { name, once, .. } in SOUND.iter().step_by(3) {
        let other = scattered(once, &mut random, false);
        assert_eq!(patched(&other, &diff("x", &other, once)), *once, "{name}");
    }
}

/// What a patch makes of a text, by the rules of unified diffs.
fn patched(text: &str, diff: &str) -> String {
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut out, mut at) = (String::new(), 0);
    for line in diff.split_inclusive('\n').skip(2) {
        match (line.as_bytes()[0], &line[1..]) {
            (b'@', rest) => {
                let place = rest.split([' ', ',']).nth(1).expect("a place").trim_start_matches('-');
                let counts_none = rest.split(' ').nth(1).expect("a place").ends_with(",0");
                let start: usize = place.parse().expect("a number");
                let start = if counts_none { start } else { start - 1 };
                out.extend(old[at..start].iter().copied());
                at = start;
            }
            (b'-', rest) => {
                assert_eq!(old[at].trim_end_matches('\n'), rest.trim_end_matches('\n'));
                at += 1;
            }
            (b' ', rest) => {
                assert_eq!(old[at].trim_end_matches('\n'), rest.trim_end_matches('\n'));
                out += old[at];
                at += 1;
            }
            (b'+', rest) => out += rest,
            (b'\\', _) => {}
            (_, _) => panic!("no line of a diff: {line}"),
        }
    }
    out.extend(old[at..].iter().copied());
    out
}
