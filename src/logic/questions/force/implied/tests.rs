//! What boxes tell of norms is what queries find.

use super::*;
use crate::logic::theory::Selection;
use crate::model::{Model, build};
use crate::source::Sources;
use crate::syntax;

const WORDS: &str = "
kind Company, File
role Bank is Company
order O ranks high > low
attribute size(Company): 0..9
attribute branch(Company): energy | food | water
attribute grade(File): 0..4
fact personal(File)
fact public(File)
action disclose(File)
";

const BEARERS: &[&str] = &["Company", "Bank"];
const MODALS: &[&str] = &["must not", "must", "should not"];
const FACTS: &[&str] =
    &["", "personal(File)", "not public(File)", "(personal(File) or public(File))"];

fn model(text: &str) -> Model {
    let mut sources = Sources::default();
    let file = sources.add("main.norm", text);
    let (tree, errors) = syntax::parse(&sources, file);
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    build::build(&sources, &[(file, tree)]).0
}

/// Numbers in a fixed order that looks like none.
struct Random(u64);

impl Random {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % count
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len() as u64) as usize]
    }

    /// Mostly the usual word, now and then another.
    fn mostly(&mut self, usual: &'static str, words: &[&'static str]) -> &'static str {
        if self.below(8) == 0 { self.one_of(words) } else { usual }
    }

    /// What most norms of a set share.
    fn usual(&mut self) -> [&'static str; 3] {
        [self.one_of(BEARERS), self.one_of(MODALS), self.one_of(FACTS)]
    }

    /// A norm that mostly differs from others of its set in numbers, choices and days alone.
    fn norm(&mut self, name: u64, usual: [&'static str; 3]) -> String {
        let bearer = self.mostly(usual[0], BEARERS);
        let modal = self.mostly(usual[1], MODALS);
        let low = self.below(6);
        let mut parts = vec![
            format!("{bearer}.size >= {low}"),
            format!("{bearer}.size < {}", low + 1 + self.below(9)),
        ];
        parts.truncate(self.below(3) as usize);
        if self.below(4) == 0 {
            parts.push(format!("{bearer}.branch = {}", self.one_of(&["energy", "food"])));
        }
        if self.below(4) == 0 {
            parts.push(format!("File.grade {} 2", self.one_of(&["=", "<=", ">"])));
        }
        parts
            .extend(Some(self.mostly(usual[2], FACTS)).filter(|it| !it.is_empty()).map(Into::into));
        let when = match parts.is_empty() {
            true => String::new(),
            false => format!(" when {}", parts.join(" and ")),
        };
        let days = self.one_of(&["", "", "", " in force until 2024-12-31", " in force 2023-01-01"]);
        format!("  norm n{name} {{ {bearer} {modal} disclose(File){when}{days} }}\n")
    }

    fn set(&mut self) -> String {
        let usual = self.usual();
        let high: String = (0..2).map(|name| self.norm(name, usual)).collect();
        let low: String = (2..4).map(|name| self.norm(name, usual)).collect();
        format!(
            "{WORDS}instrument a {{\n  order O rank high\n{high}}}\n\
             instrument b {{\n  order O rank low in force 2022-01-01\n{low}}}\n"
        )
    }
}

#[test]
fn what_boxes_tell_is_what_queries_find() {
    let mut random = Random(7);
    let mut counts = [0, 0];
    for _ in 0..300 {
        let text = random.set();
        let model = model(&text);
        let theory = Theory::new(&model, &Selection::default());
        let sayings = Sayings::new(&theory);
        for norm in theory.norms() {
            let rest: Vec<NormId> = theory.norms().filter(|it| *it != norm).collect();
            for chosen in 1u32..1 << rest.len() {
                let others = rest.iter().enumerate().filter(|(place, _)| chosen >> place & 1 == 1);
                let others: Vec<NormId> = others.map(|(_, &other)| other).collect();
                let Some(told) = sayings.told_by_boxes(&theory, norm, &others) else { continue };
                let found = theory.ask_whether_said(&sayings, norm, &others);
                assert_eq!(found, Ok(told), "{norm:?} beside {others:?}\n{text}");
                counts[usize::from(told)] += 1;
            }
        }
    }
    assert!(counts.iter().all(|&count| count > 300), "{counts:?}");
}
