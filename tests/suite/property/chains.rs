//! Chains of norms that are tied act by act: each act waits for the next, ends with it or needs it, and the last is banned or
//! waits for one before it. Such sets conflict often, and only all together.

use super::random::Random;
use super::set::{Instrument, Norm, NormSet};

/// Norms with a case in which they may conflict.
pub(super) struct Chain {
    pub(super) set: NormSet,
    pub(super) scenario: String,
}

/// Acts that nobody but the bearer has part in, and acts towards others.
const ALONE: [&str; 8] = ["send", "keep", "wipe", "clean", "hold", "drop", "sign", "file"];
const OF_DATA: [&str; 6] = ["send", "keep", "wipe", "clean", "hold", "drop"];
const TOWARDS: [&str; 2] = ["sign", "tell"];

/// A chain of the one kind or the other.
pub(super) fn chain(random: &mut Random) -> Chain {
    if random.chance(60) { of_one_bearer(random) } else { of_parties(random) }
}

/// What is written so far.
struct Draft<'r> {
    random: &'r mut Random,
    /// Acts that no norm is about yet.
    acts: Vec<&'static str>,
    norms: Vec<String>,
    rules: Vec<String>,
}

impl<'r> Draft<'r> {
    fn new(random: &'r mut Random, mut acts: Vec<&'static str>) -> Self {
        random.shuffle(&mut acts);
        Draft { random, acts, norms: Vec::new(), rules: Vec::new() }
    }

    /// An act of its own: chains are shorter than the list of acts.
    fn act(&mut self) -> &'static str {
        self.acts.pop().unwrap_or(ALONE[0])
    }

    fn pick(&mut self, all: &[&'static str]) -> &'static str {
        self.random.pick::<&str>(all)
    }

    fn norm(&mut self, sentence: String) {
        self.norms.push(sentence);
    }

    fn rule(&mut self, rule: String) {
        self.rules.push(format!("rule {rule}"));
    }

    fn set(mut self, words: Vec<String>) -> NormSet {
        self.random.shuffle(&mut self.norms);
        let norm = |(place, sentence): (usize, String)| Norm {
            name: format!("n{place}"),
            sentence: sentence.trim_end().to_owned(),
            ..Norm::default()
        };
        let norms = self.norms.into_iter().enumerate().map(norm).collect();
        let instruments = vec![Instrument { norms, ..Instrument::default() }];
        NormSet { words, items: self.rules, instruments }
    }
}

fn of_one_bearer(random: &mut Random) -> Chain {
    let mut draft = Draft::new(random, ALONE.to_vec());
    let mut path = vec![draft.what_is_owed()];
    for _ in 0..draft.length() {
        let next = draft.tied_to(path[path.len() - 1]);
        path.push(next);
    }
    draft.last_of(&path);
    let day = draft.pick(&["2026-01-05", "2026-01-06"]);
    let words = ["kind State", "event alarm"].map(str::to_owned);
    let words = words.into_iter().chain(ALONE.map(|act| format!("action {act}()"))).collect();
    let what = "participant a is State at 2026-01-05 alarm";
    Chain { set: draft.set(words), scenario: format!("scenario s {{ on {day} {what} }}\n") }
}

/// Chains of acts of one bearer.
impl Draft<'_> {
    fn length(&mut self) -> usize {
        *self.random.pick(&[1, 1, 2, 2, 3])
    }

    /// A first act that must be done, or may.
    fn what_is_owed(&mut self) -> &'static str {
        let time = self.pick(&[
            "",
            "",
            "within 3 days of alarm",
            "no later than 2026-02-01",
            "at least 1 day before 2026-03-01",
            "from 2026-01-10 and no later than 2026-02-10",
            "for 3 days after alarm",
        ]);
        let first = self.act();
        match self.random.below(20) {
            0..=10 => self.norm(format!("State must {first} {time}")),
            11..=13 => {
                let other = self.act();
                let long = self.pick(&["", "for 40 days after alarm"]);
                self.norm(format!("State must {first} or {other} {time}"));
                self.norm(format!("State must not {other} {long}"));
            }
            14..=15 => self.norm(format!("State may {first} {time}")),
            16..=17 => {
                let other = self.act();
                self.norm(format!("State must {other} {time}"));
                self.rule(format!("{other}() needs {first}()"));
            }
            _ => {
                let (standing, other) = (self.act(), self.act());
                let verb = self.pick(&["ends", "excludes"]);
                self.norm(format!("State must {standing} until {first}"));
                self.norm(format!("State must {other} {time}"));
                self.rule(format!("{other}() {verb} {standing}()"));
            }
        }
        first
    }

    /// Another act, on which the one depends.
    fn tied_to(&mut self, act: &str) -> &'static str {
        let next = self.act();
        match self.random.below(8) {
            0..=2 => {
                let join = self.pick(&["until", "before", "until 2 days after", "before"]);
                self.norm(format!("State must not {act} {join} {next}"));
            }
            3 => self.rule(format!("{act}() needs {next}()")),
            4..=5 => {
                let join = self.pick(&[
                    "before",
                    "at least 2 days before",
                    "no later than",
                    "from",
                    "within 3 days of",
                    "until",
                    "for 3 days after",
                ]);
                self.norm(format!("State must {next} {join} {act}"));
            }
            6 if !self.acts.is_empty() => {
                let other = self.act();
                self.norm(format!("State must not {act} until {next} or until {other}"));
                self.norm(format!("State must not {other}"));
            }
            7 if !self.acts.is_empty() => {
                let standing = self.act();
                let verb = self.pick(&["ends", "excludes"]);
                self.norm(format!("State must {standing} until {next}"));
                self.rule(format!("{act}() {verb} {standing}()"));
            }
            _ => self.norm(format!("State must not {act} until {next}")),
        }
        next
    }

    /// What keeps from the last act.
    fn last_of(&mut self, path: &[&'static str]) {
        let last = path[path.len() - 1];
        let one = self.pick(path);
        match self.random.below(6) {
            0 => self.norm(format!("State must not {last}")),
            1 => {
                let join = self.pick(&["until", "before"]);
                self.norm(format!("State must not {last} {join} {one}"));
            }
            2 => {
                let long = ["for 40 days after alarm", "before 2026-03-05", "until 2026-03-05"];
                let long = self.pick(&long);
                self.norm(format!("State must not {last} {long}"));
            }
            3 => {
                let verb = self.pick(&["excludes", "ends"]);
                self.rule(format!("{last}() {verb} {one}()"));
            }
            4 => {
                self.norm(format!("State must not {last} until 2026-01-20"));
                self.norm(format!("State must not {last} from 2026-01-20"));
            }
            _ => self.norm(format!("State must not {last} from {one}")),
        }
    }
}

fn of_parties(random: &mut Random) -> Chain {
    let mut draft = Draft::new(random, [&OF_DATA[..], &TOWARDS].concat());
    let mut path = vec![draft.what_a_firm_owes()];
    for _ in 0..draft.random.below(2) + 1 {
        let next = draft.tied_between_firms(path[path.len() - 1]);
        path.push(next);
    }
    draft.last_between_firms(&path);
    let fact = draft.pick(&["fact small(d)", "", ""]);
    let mut words: Vec<String> = [
        "kind Firm, Data",
        "attribute owner(Data): Firm",
        "fact small(Data)",
        "fact large(Data)",
        "event alarm(Data)",
    ]
    .map(str::to_owned)
    .into();
    words.extend(OF_DATA.map(|act| format!("action {act}(Data)")));
    words.extend(TOWARDS.map(|act| format!("action {act}(Data, to: Firm)")));
    let who = "participant a, b is Firm participant d is Data fact owner(d) = a";
    let scenario = format!("scenario s {{ on 2026-01-06 {who} {fact} at 2026-01-05 alarm(d) }}\n");
    Chain { set: draft.set(words), scenario }
}

/// Chains of acts of firms with data, towards each other.
impl Draft<'_> {
    /// An act with the other party written one of so many ways, if it has another party.
    fn with(&mut self, act: &str, others: &[&'static str]) -> String {
        let other = if TOWARDS.contains(&act) { self.pick(others) } else { "" };
        format!("{act}(Data{other})")
    }

    fn owed(&mut self, act: &str) -> String {
        self.with(act, &[", to: some Firm c", ", to: some Firm c", ", to: Firm b"])
    }

    fn banned(&mut self, act: &str) -> String {
        self.with(act, &[", to: Firm b", ", to: any Firm b", ", to: any Firm b"])
    }

    fn awaited(&mut self, act: &str) -> String {
        self.with(act, &[", to: any Firm b", ""])
    }

    fn needed(&mut self, act: &str) -> String {
        self.with(act, &[", to: Firm"])
    }

    fn condition(&mut self) -> &'static str {
        let conditions = ["when small(Data)", "unless large(Data)", "when Firm = Data.owner"];
        if self.random.chance(55) { "" } else { self.pick(&conditions) }
    }

    fn by(&mut self) -> &'static str {
        self.pick(&["", "", "", " by Data.owner"])
    }

    fn what_a_firm_owes(&mut self) -> &'static str {
        let time = self.pick(&["", "", "within 3 days of alarm(Data)", "no later than 2026-02-01"]);
        let who = self.pick(&["Firm", "Firm", "Data.owner"]);
        let first = self.act();
        match self.random.below(5) {
            0..=2 => {
                let act = self.owed(first);
                self.norm(format!("{who} must {act} {time}"));
            }
            3 => {
                let other = self.act();
                let some = [", to: some Firm c"];
                let (one, two) = (self.with(first, &some), self.with(other, &some));
                let banned = self.banned(other);
                self.norm(format!("{who} must {one} or {two} {time}"));
                self.norm(format!("Firm must not {banned}"));
            }
            _ => {
                let act = self.with(first, &[", to: Firm b"]);
                self.norm(format!("{who} may {act} {time}"));
            }
        }
        first
    }

    fn tied_between_firms(&mut self, act: &str) -> &'static str {
        let next = self.act();
        match self.random.below(6) {
            0..=2 => {
                let join = self.pick(&["until", "before"]);
                let (banned, awaited) = (self.banned(act), self.awaited(next));
                let (by, condition) = (self.by(), self.condition());
                self.norm(format!("Firm must not {banned} {join} {awaited}{by} {condition}"));
            }
            3 => {
                let (act, needed) = (self.needed(act), self.needed(next));
                self.rule(format!("{act} needs {needed}"));
            }
            _ => {
                let join = self.pick(&["before", "before", "no later than", "within 3 days of"]);
                let (owed, awaited) = (self.owed(next), self.awaited(act));
                let (by, condition) = (self.by(), self.condition());
                self.norm(format!("Firm must {owed} {join} {awaited}{by} {condition}"));
            }
        }
        next
    }

    fn last_between_firms(&mut self, path: &[&'static str]) {
        let banned = self.banned(path[path.len() - 1]);
        match self.random.below(6) {
            0..=1 => {
                let condition = self.condition();
                self.norm(format!("Firm must not {banned} {condition}"));
            }
            2 => {
                let one = self.pick(path);
                let (awaited, by) = (self.awaited(one), self.by());
                self.norm(format!("Firm must not {banned} until {awaited}{by}"));
            }
            3 => self.norm(format!("Firm must not {banned} before 2026-03-05")),
            4 => {
                let other = self.banned(path[path.len() - 1]);
                self.norm(format!("Firm must not {banned} when small(Data)"));
                self.norm(format!("Firm must not {other} unless small(Data)"));
            }
            _ => self.norm(format!("Firm must not {banned} when Firm = Data.owner")),
        }
    }
}
