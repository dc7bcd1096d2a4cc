//! Words that are nearly one of the language.

use super::problem::{Expected, Thing};
use super::token::{Kind, WORDS, starts_item};

/// The units of time, in the plural; they are reserved after numbers only.
const UNITS: [&str; 6] = ["minutes", "hours", "days", "weeks", "months", "years"];

/// What the norms of a principle are, what ties acts, and what norms can have; reserved there only.
const CLASSES: [&str; 4] = ["duty", "ban", "permission", "power"];
const CLOSURES: [&str; 2] = ["permits", "forbids"];
const DAYS: [&str; 2] = ["weekend", "holidays"];
const VERBS: [&str; 4] = ["counts", "excludes", "ends", "needs"];
const SLOTS: [&str; 6] = ["deadline", "end", "exception", "remedy", "source", "safeguard"];

/// Whether a misspelt word is likely to be one with which an item begins.
pub(super) fn may_begin_item(word: &str) -> bool {
    word.len() >= 4 && closest(word, reserved(starts_item)).is_some()
}

/// Whether a word is likely to be meant as one with which a clause of a norm begins.
pub(super) fn may_begin_clause(word: &str) -> bool {
    matches!(word, "till" | "despite" | "over" | "overrides" | "supersedes" | "trumps")
        || word.len() >= 4 && closest(word, reserved(begins_clause)).is_some()
}

/// The clause that is meant by a word which only seems to begin one.
pub(super) fn clause_meant(word: &str) -> Option<Kind> {
    let meant = other_word_for_clause(word).or_else(|| closest(word, reserved(begins_clause)))?;
    Kind::of_word(meant.as_bytes()).filter(|&kind| kind != Kind::Because)
}

/// What the language calls a clause that laws begin otherwise.
pub(super) fn other_word_for_clause(word: &str) -> Option<&'static str> {
    Some(match word {
        "if" | "where" | "If" | "Where" | "provided" => "when",
        "except" | "save" | "excluding" => "unless",
        "over" | "overrides" | "supersedes" | "despite" | "trumps" => "notwithstanding",
        "till" => "until",
        "In" => "in",
        "With" => "with",
        _ => return None,
    })
}

/// Whether laws and contracts begin a norm with this.
fn is_norm(word: &str) -> bool {
    matches!(word, "article" | "Article" | "Art" | "section" | "Section" | "clause" | "Clause")
        || matches!(word, "paragraph" | "Paragraph" | "duty" | "provision")
}

/// Whether a word is a currency.
pub(crate) fn is_currency(word: &str) -> bool {
    matches!(
        &*word.to_lowercase(),
        "eur" | "usd" | "gbp" | "chf" | "jpy" | "cny" | "euro" | "euros" | "dollars" | "pounds"
    )
}

/// The modal by which a sentence says of an act what a word like `forbidden` says.
pub(crate) fn modal_said_of_act(word: &str) -> Option<&'static str> {
    Some(match word {
        "required" | "obligatory" | "mandatory" | "compulsory" | "obliged" | "owed" => "must",
        "forbidden" | "prohibited" | "banned" | "unlawful" | "illegal" => "must not",
        "permitted" | "allowed" => "may",
        _ => return None,
    })
}

/// The number that a word stands for, up to ninety-nine; an article before a length is one.
pub(crate) fn number_meant(word: &str) -> Option<u32> {
    const ONES: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let place = |words: &[&str]| words.iter().position(|it| it.eq_ignore_ascii_case(word));
    let tens = || place(&TENS).map(|at| (at as u32 + 2) * 10);
    let articles = || matches!(word, "a" | "an").then_some(1);
    place(&ONES).map(|at| at as u32 + 1).or_else(tens).or_else(articles)
}

/// The line of an instrument that is meant by a word which only seems to begin one.
pub(super) fn line_meant(word: &str) -> Option<Kind> {
    if is_norm(word) {
        return Some(Kind::Norm);
    }
    Kind::of_word(closest(word, reserved(begins_line))?.as_bytes())
}

/// The line of an instrument that is meant by a word which is misspelt, or is what laws have for it.
pub(super) fn line_of_head_meant(word: &str) -> Option<Kind> {
    let small = word.to_lowercase();
    match &*small {
        "enters" | "entry" | "effective" | "commencement" => Some(Kind::In),
        "draft" | "bill" | "pending" => Some(Kind::Proposed),
        "apply" | "scope" => Some(Kind::Applies),
        "rank" | "ranks" | "level" => Some(Kind::Order),
        "members" | "signatories" | "binds" | "binding" | "between" => Some(Kind::Parties),
        "adopted" | "enacted" | "made" => Some(Kind::Issued),
        "over" | "overrides" | "supersedes" | "prevails" | "despite" => Some(Kind::Notwithstanding),
        _ => line_meant(word),
    }
}

/// The line of a scenario that is meant by a word which only seems to begin one.
pub(super) fn line_of_scenario_meant(word: &str) -> Option<Kind> {
    let begins = |kind| matches!(kind, Kind::Participant | Kind::Fact | Kind::Expect);
    Kind::of_word(closest(word, reserved(begins))?.as_bytes())
}

/// The assertion that is meant by a word which only seems to begin one.
pub(super) fn assertion_meant(word: &str) -> Option<Kind> {
    let begins = |kind| {
        matches!(kind, Kind::Whenever | Kind::Never | Kind::Always | Kind::Sometimes | Kind::Every)
    };
    Kind::of_word(closest(word, reserved(begins))?.as_bytes())
}

/// The item that is meant by a word which only seems to begin one.
pub(super) fn item_meant(word: &str) -> Option<Kind> {
    let meant = other_word_for_item(word).or_else(|| closest(word, reserved(starts_item)))?;
    Kind::of_word(meant.as_bytes())
}

/// What the language calls an item that laws and other languages call otherwise.
pub(super) fn other_word_for_item(word: &str) -> Option<&'static str> {
    Some(match word {
        "principal" | "principals" => "principle",
        "law" | "statute" | "treaty" | "Law" | "Statute" | "Treaty" => "instrument",
        "regulation" | "directive" | "policy" | "contract" | "agreement" | "bylaw" | "bylaws" => {
            "instrument"
        }
        "chapter" | "Chapter" | "part" | "Part" | "annex" | "Annex" | "schedule" | "Schedule" => {
            "instrument"
        }
        "code" | "licence" | "license" | "charter" | "convention" | "ordinance" => "instrument",
        word if is_norm(word) => "norm",
        "type" | "class" | "sort" => "kind",
        "function" | "predicate" => "fact",
        "definition" => "define",
        "assumption" => "assume",
        "import" | "include" => "use",
        _ => return None,
    })
}

/// The word of the language that may be meant where `expected` should stand.
pub(super) fn closest_word(word: &str, expected: Expected) -> Option<&'static str> {
    let anywhere = word.len() >= 4;
    match expected {
        Expected::Thing(Thing::Item) => closest(word, reserved(starts_item)),
        Expected::Thing(Thing::Clause) => closest(word, reserved(begins_clause)),
        Expected::Thing(Thing::Unit) => closest(word, UNITS.into_iter()),
        Expected::Thing(Thing::InstrumentLine) => closest(word, reserved(begins_line)),
        Expected::Thing(Thing::NormClass) => closest(word, CLASSES.into_iter()),
        Expected::Thing(Thing::ClosureVerb) => closest(word, CLOSURES.into_iter()),
        Expected::Thing(Thing::CalendarLine) => closest(word, DAYS.into_iter()),
        Expected::Thing(Thing::RuleVerb) => closest(word, VERBS.into_iter()),
        Expected::Thing(Thing::Slot) => closest(word, SLOTS.into_iter()),
        _ if anywhere => closest(word, reserved(|_| true)),
        _ => None,
    }
}

/// The modal that a word may be meant to be.
pub(super) fn closest_modal(word: &str) -> Option<&'static str> {
    closest(word, reserved(|kind| matches!(kind, Kind::Must | Kind::Shall | Kind::Should)))
}

fn reserved(which: impl Fn(Kind) -> bool) -> impl Iterator<Item = &'static str> {
    WORDS.iter().filter(move |&&(_, kind)| which(kind)).map(|&(text, _)| text)
}

/// Whether a line of an instrument begins with this word.
fn begins_line(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Norm | Order | Proposed | Treaty | Parties | Reservation | Issued | Soft)
        || matches!(kind, Applies | Calendar | Earlier | Allow | Subject | Notwithstanding)
}

/// Whether a clause of a norm begins with this word.
fn begins_clause(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        When | Unless | Subject | Notwithstanding | Otherwise | Because | Within | Before | Until
    ) || matches!(kind, Displaces | Cites)
}

/// The only one of these words at a distance of one edit.
fn closest(word: &str, words: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    if word.len() < 3 || word.len() > 20 {
        return None;
    }
    let small = word.to_lowercase();
    let mut close = words.filter(|text| *text == small || one_edit_apart(text, word));
    let found = close.next()?;
    close.next().is_none().then_some(found)
}

/// Whether one letter changed, added, left out or swapped with its neighbour makes them equal.
pub(super) fn one_edit_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (&a[same..], &b[same..]);
    match (rest_a, rest_b) {
        ([], []) => true,
        ([x, y, a @ ..], [v, w, b @ ..]) if x == w && y == v && a == b => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_may_stand_there_are_near() {
        let closest_word = |word, thing| closest_word(word, Expected::Thing(thing));
        assert_eq!(closest_word("nrom", Thing::Item), Some("norm"));
        assert_eq!(closest_word("nrom", Thing::Name), None, "`norm` or `from`");
        assert_eq!(closest_word("wen", Thing::Clause), Some("when"));
        assert_eq!(closest_word("dayz", Thing::Unit), Some("days"));
        assert_eq!(closest_modal("msut"), Some("must"));
        assert_eq!(closest_modal("run"), None);
    }
}
