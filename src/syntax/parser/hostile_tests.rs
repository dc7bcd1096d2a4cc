//! Claims about texts that nobody means: nothing stops the reader, and all limits are told.

use super::tests::{errors, read};
use crate::syntax::ast::{CondKind, ItemKind};
use crate::syntax::limits;

#[test]
fn nesting_is_limited_and_said_once() {
    let deep = 100_000;
    let texts = [
        format!("assume {}p{}\nkind A", "(".repeat(deep), ")".repeat(deep)),
        format!("assume {}\nkind A", "(".repeat(deep)),
        format!("assume {}p\nkind A", "not ".repeat(deep)),
        format!("assume {}\nkind A", "p(".repeat(deep)),
        format!("assume a{} = 3\nkind A", ".b".repeat(deep)),
        format!("norm n {{ A must x {} }}\nkind A", "otherwise A must x ".repeat(deep)),
        format!("norm n {{ A must {} }}\nkind A", "require (A to ".repeat(deep)),
        format!("norm n {{ A must x before {} e }}\nkind A", "2 days after ".repeat(deep)),
        format!("norm n {{ A must x subject to a{} }}\nkind A", ".b".repeat(deep)),
    ];
    for text in texts {
        let (file, errors) = read(&text);
        let codes: Vec<&str> = errors.iter().map(|error| error.rule.code).collect();
        assert_eq!(codes, ["C005"], "{}", &text[..60]);
        assert_eq!(file.items.len(), 1, "{}", &text[..60]);
    }
}

#[test]
fn brackets_within_the_limit_are_read() {
    let depth = usize::from(limits::MAX_NESTING);
    let text = format!("assume {}p{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(errors(&text), [""; 0]);
}

#[test]
fn errors_beyond_the_limit_are_counted() {
    let found = read(&"fact 5\n".repeat(10_000)).1;
    assert_eq!(found.len(), limits::MAX_ERRORS + 1);
    let last = found.last().expect("there are many");
    assert_eq!(last.rule.code, "C014");
    assert_eq!(last.message, "9000 more errors in this file are not shown");
}

#[test]
fn no_text_stops_the_reader() {
    let seed = include_str!("every_production.norm");
    let words: Vec<&str> = seed.split_inclusive([' ', '\n', '(', ')', '.']).collect();
    let strange =
        ["“", "\0", "(", "}", "{", "\"", "0..", "2024-13-01", "-", "é", "数", "\u{301}", "/*"];
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for _ in 0..400 {
        let start = dice.roll(words.len());
        let mut text = String::new();
        for word in words.iter().cycle().skip(start).take(60) {
            match dice.roll(12) {
                0 => text.push_str(strange[dice.roll(strange.len())]),
                1 => {}
                2 => text.push_str(words[dice.roll(words.len())]),
                _ => text.push_str(word),
            }
        }
        let (_, errors) = read(&text);
        for error in errors {
            let spans = error.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
            for span in spans.chain([error.primary.span]) {
                assert!(text.get(span.range()).is_some(), "{text}");
            }
        }
    }
}

#[test]
fn arbitrary_bytes_do_not_stop_the_reader() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..2_000 {
        let length = dice.roll(40);
        let bytes: Vec<u8> = (0..length).map(|_| dice.roll(256) as u8).collect();
        read(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn as_many_parts_as_the_limit_are_read() {
    let text = format!("assume {}p(b)", "p(a) and ".repeat(limits::MAX_PARTS - 1));
    let (file, errors) = read(&text);
    assert!(errors.is_empty());
    let ItemKind::Assume(cond) = &file.items[0].kind else { panic!("an assumption") };
    assert!(matches!(&cond.kind, CondKind::And(parts) if parts.len() == limits::MAX_PARTS));
}

#[test]
fn more_parts_than_the_limit_are_one_mistake() {
    let many = 100_000;
    let texts = [
        format!("assume {}p(b)\nkind A", "p(a) and ".repeat(many)),
        format!("assume {}p(b)\nkind A", "p(a) or ".repeat(many)),
        format!("assume p({}b)\nkind A", "a, ".repeat(many)),
        format!("norm n {{ A must {}x }}\nkind A", "x or ".repeat(many)),
        format!("norm n {{ {}A must x }}\nkind A", "A or ".repeat(many)),
        format!("norm n {{ A must x {}before 2026-01-01 }}\nkind A", "before e or ".repeat(many)),
        format!("kind {}B\nkind A", "B, ".repeat(many)),
        format!("order o ranks {}b\nkind A", "a > ".repeat(many)),
    ];
    for text in texts {
        let (file, errors) = read(&text);
        let codes: Vec<&str> = errors.iter().map(|error| error.rule.code).collect();
        assert_eq!(codes, ["C019"], "{}", &text[..60]);
        assert_eq!(file.items.len(), 1, "{}", &text[..60]);
    }
}

/// A deterministic stream of numbers (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}
