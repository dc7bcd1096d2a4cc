//! No text makes the model panic, however it is broken.

use crate::model::rules;
use crate::source::Sources;
use crate::syntax;

const EVERY_PRODUCTION: &str = include_str!("../../../syntax/parser/every_production.norm");

/// How many broken texts are tried for each sample.
const TRIES: usize = 40;

#[test]
fn words_dropped_doubled_and_swapped_do_no_harm() {
    let pages = rules::RULES.iter().flat_map(|rule| rule.page.split("```norm").skip(1));
    let pages = pages.filter_map(|block| block.split_once('\n')?.1.split("```").next());
    let mut random = 7_u64;
    for text in pages.chain([EVERY_PRODUCTION, super::WORDS]) {
        for _ in 0..TRIES {
            build(&broken(text, &mut random));
        }
    }
}

fn build(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add("main.norm", text);
    let tree = syntax::parse(&sources, file).0;
    let (model, found) = super::build(&sources, &[(file, tree)]);
    assert!(found.is_sorted_by_key(|one| one.primary.span), "sorted by place");
    for norm in model.norms.values() {
        assert!(norm.otherwise.is_none_or(|id| model.norms.get(id).is_some()));
    }
}

/// The text with a few words dropped, doubled, or put in place of others.
fn broken(text: &str, random: &mut u64) -> String {
    let mut words: Vec<&str> = text.split_inclusive([' ', '\n', '(', ')', ',', '.', ':']).collect();
    for _ in 0..1 + next(random, 6) {
        let (at, other) = (next(random, words.len()), next(random, words.len()));
        match next(random, 3) {
            0 => drop(words.remove(at)),
            1 => words.insert(at, words[other]),
            _ => words[at] = words[other],
        }
    }
    words.concat()
}

fn next(random: &mut u64, below: usize) -> usize {
    *random =
        random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*random >> 33) as usize % below.max(1)
}
