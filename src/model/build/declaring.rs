//! What to write for a name that nothing declares and that is near to none.

use super::names::WORD;
use super::tell::{PRINCIPLE_OR_NORM, REASON, VERDICT};
use super::terms::{ATTRIBUTE, PARTICIPANT};
use super::types_of_habit::instead_of_type;
use super::words::TYPE;
use crate::syntax::{modal_said_of_act, number_meant};

fn is_unit(name: &str) -> bool {
    matches!(name, "hour" | "day" | "week" | "month" | "year")
}

/// What to write for a second one of a kind: `other Processor`.
pub(super) fn another(what: &str, name: &str, behind: &str) -> Option<String> {
    let is_meant = matches!(name, "other" | "another" | "Other" | "Another");
    let kind = next_word(behind).filter(|_| is_meant && what == PARTICIPANT)?;
    Some(format!("a second one of a kind has a name of its own: `{kind} b`"))
}

/// The word that follows a blank.
pub(super) fn next_word(behind: &str) -> Option<&str> {
    let rest = behind.strip_prefix(' ')?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    Some(&rest[..end]).filter(|word| !word.is_empty())
}

/// What to write for a name of two words, as laws have them: `Contracting Party`.
pub(super) fn two_words(what: &str, name: &str, behind: &str) -> Option<String> {
    let next = next_word(behind)?;
    let noun = what == PARTICIPANT && next.starts_with(char::is_uppercase);
    if noun && name.starts_with(char::is_lowercase) && !is_article(name) && !is_number(name) {
        let said = said_of_bearers(name).is_none() && !is_unit(name);
        return said.then(|| {
            format!("what somebody or something is, a condition says: `when {name}({next})`")
        });
    }
    let qualifies = noun && name.starts_with(char::is_uppercase);
    (qualifies && !is_article(name) && said_of_bearers(name).is_none()).then(|| {
        format!(
            "whom a norm means is one word: declare and write `{name}_{next}`, or `{next}` alone"
        )
    })
}

/// What to write for words of law about the bearers of a norm.
fn said_of_bearers(name: &str) -> Option<&'static str> {
    Some(match name {
        "Neither" | "Nobody" | "Nothing" => {
            "write whom the norm binds, and `must not`: `State must not …`"
        }
        "Only" => {
            "a ban for all others says it: `Entity must not erase(…) unless Entity is Operator`"
        }
        "Both" | "Either" => "join bearers by `or`: `Company or State must …` binds each of them",
        "Whoever" | "Anyone" | "Everyone" | "Everybody" | "Anybody" => {
            "name whom the norm binds, and what they do as a condition: `Person must … when …`"
        }
        "We" | "You" | "I" | "They" | "He" | "She" | "It" => {
            "name who is meant, by kind or role: `Company must …`"
        }
        "Such" | "such" | "its" | "Its" | "their" | "his" | "her" | "said" | "that" | "this" => {
            "name the participant again, by its kind, role or name"
        }
        _ => return None,
    })
}

/// What to write where no known name is near.
pub(super) fn how_to_declare(what: &str, name: &str, before: &str) -> Option<String> {
    let declared = match what {
        PARTICIPANT if is_article(name) && before.trim_end() == "closure" => {
            return Some(
                "a closure speaks of one kind or role: `closure Company permits`".to_owned(),
            );
        }
        WORD if asked_for(before) == Some("fact") && modal_said_of_act(name).is_some() => {
            let modal = modal_said_of_act(name)?;
            return Some(format!(
                "what norms say of an act is asked by a sentence: `bearer {modal} publish(Data)`"
            ));
        }
        PARTICIPANT if is_article(name) && !is_length(before) => {
            return Some(format!("leave `{name}` out: a norm is about everybody of a kind"));
        }
        PARTICIPANT if said_of_bearers(name).is_some() => {
            return said_of_bearers(name).map(str::to_owned);
        }
        WORD if matches!(name, "refrain" | "abstain" | "desist" | "cease") => {
            return Some("write `must not`, and the act".to_owned());
        }
        PARTICIPANT if is_unit(name) => {
            return Some(format!("a length has a number: `1 {name}`"));
        }
        PARTICIPANT if name.eq_ignore_ascii_case("parties") || name == "party" => {
            return Some("write `Party`: a norm binds each of them".to_owned());
        }
        PARTICIPANT if name == "Party" => {
            return Some("inside an instrument, add `parties …` to its head, or `treaty`; outside, say of which it is: `convention.Party`".to_owned());
        }
        TYPE | PARTICIPANT if is_type(before) && instead_of_type(name).is_some() => {
            return instead_of_type(name).map(str::to_owned);
        }
        PARTICIPANT if is_length(before) => {
            return Some("a length is a number and a unit: `within 30 days of …`".to_owned());
        }
        PARTICIPANT if is_number(name) => {
            return Some(
                "norms count nobody: what is counted is a fact of its own: `when quorum(Assembly)`"
                    .to_owned(),
            );
        }
        PARTICIPANT if name.starts_with(char::is_uppercase) => {
            format!("`kind {name}`, `role {name} is …` or `individual {name} is …`")
        }
        PARTICIPANT => {
            format!("`individual {name} is …`, or `participant {name} is …` in a scenario")
        }
        TYPE => {
            return Some(
                "an attribute is a number (`0..100`), a length (`days`), a day (`date`), one of several \
                 (`low | high`), or a kind or role; what is so or not is a `fact`"
                    .to_owned(),
            );
        }
        ATTRIBUTE => {
            return Some(format!(
                "declare it: `attribute {name}(…): …`; or `use` the file that does"
            ));
        }
        WORD if compared(before).is_some() => {
            let said = compared(before)?;
            return Some(format!("each comparison is written whole: `… or {said} {name}`"));
        }
        WORD => match asked_for(before) {
            Some(sort) => format!("`{sort} {name}(…)`"),
            None => format!("`fact {name}(…)`, `event {name}(…)` or `action {name}(…)`"),
        },
        VERDICT | REASON => {
            return Some(format!("`comity explain verdicts` lists each {what} with what it means"));
        }
        "norm or instrument" => {
            return Some(format!(
                "write `norm {name} {{ … }}` or `instrument {name} {{ … }}`, or `use` the file that has it"
            ));
        }
        "instrument" => format!("`instrument {name} {{ … }}`"),
        "principle" => format!("`principle {name} {{ … }}`"),
        PRINCIPLE_OR_NORM => {
            return Some(format!(
                "a principle is declared as `principle {name} {{ … }}`; of a norm, say who violates it: \
                 `expect acme violates {name}`"
            ));
        }
        "order" => format!("`order {name} ranks … > …`"),
        "calendar" => format!("`calendar {name} {{ … }}`"),
        "safeguard" => format!("`safeguard {name}`"),
        _ => return None,
    };
    Some(format!("declare it: {declared}; or `use` the file that does"))
}

/// Whether the words before a name end where the type of an attribute stands.
pub(super) fn is_type(before: &str) -> bool {
    before.contains("attribute ") && before.trim_end().ends_with(':')
}

/// Whether the words before a name end where a length stands.
fn is_length(before: &str) -> bool {
    matches!(before.split_whitespace().next_back(), Some("within" | "for" | "every"))
}

/// What the words before a name ask for: an act behind a modal, a fact as the beginning of a condition.
fn asked_for(before: &str) -> Option<&'static str> {
    let words: Vec<&str> = before.split_whitespace().rev().take(2).collect();
    match words[..] {
        ["must" | "shall" | "may" | "should", ..] => Some("action"),
        ["not", "must" | "shall" | "should" | "need"] | ["to", "power"] => Some("action"),
        ["when" | "unless" | "if", ..] => Some("fact"),
        _ => None,
    }
}

/// What a name is compared with that stands behind `Firm.seat = Paris or`, as in speech.
fn compared(before: &str) -> Option<String> {
    let words: Vec<&str> = before.split_whitespace().rev().take(4).collect();
    match words[..] {
        ["or", _, sign @ ("=" | "!="), term] => {
            Some(format!("{} {sign}", term.trim_start_matches('(')))
        }
        _ => None,
    }
}

/// Whether a word stands before nouns in English, where a kind or a role stands alone here.
fn is_article(name: &str) -> bool {
    const WORDS: [&str; 7] = ["a", "an", "the", "each", "all", "every", "any"];
    WORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

fn is_number(name: &str) -> bool {
    number_meant(name).is_some()
}
