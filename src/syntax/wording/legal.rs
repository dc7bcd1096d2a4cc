//! Help for what lawyers write and the language writes otherwise.

use super::Words;
use crate::source::Span;

/// Words of law, in small letters, and what the language writes for them. The first that fits is taken.
const PHRASES: &[(&str, &str)] = &[
    ("and/or", "write `or`: whoever does both has done one of them, too"),
    ("not later than", "write `no later than`"),
    ("not earlier than", "write `no earlier than`"),
    ("at the latest", "write `no later than`"),
    ("at the earliest", "write `no earlier than`"),
    ("not less than", "write `at least 21 days before …`"),
    ("no less than", "write `at least 21 days before …`"),
    ("prior to", "write `before …`"),
    ("in advance of", "write `before …`"),
    ("calendar days", "write `days`: all days count; `working days` leave weekends out"),
    ("clear days", "write `days`"),
    ("full days", "write `days`"),
    (
        "later than",
        "a ban begins: `must not … from 30 days after …`; a duty ends: `no later than …`",
    ),
    ("following ", "write `of`: `within 30 days of …`"),
    ("during ", "write `for 6 months after …`"),
    ("upon request", ON_REQUEST),
    ("upon the request", ON_REQUEST),
    ("on request", ON_REQUEST),
    ("on the request", ON_REQUEST),
    ("upon ", FROM_WHEN),
    ("on ", FROM_WHEN),
    ("any of", ANY_OF),
    ("one of", ANY_OF),
    ("either", ANY_OF),
    ("both ", "join conditions with `and`"),
    ("(a)", LETTERS),
    ("(i)", LETTERS),
    ("(1)", LETTERS),
    ("any other", ALL_OTHERS),
    ("all other", ALL_OTHERS),
    ("every other", ALL_OTHERS),
    ("first quarter", QUARTER),
    ("second quarter", QUARTER),
    ("third quarter", QUARTER),
    ("fourth quarter", QUARTER),
    ("last quarter", QUARTER),
    ("purposes of", PURPOSE),
    ("purpose of", PURPOSE),
    ("otherwise agreed", "name the agreement as a fact: `unless agreed_otherwise(…)`"),
    ("otherwise decided", "name the decision as a fact or an event: `unless decided_otherwise(…)`"),
    ("who ", WHO),
    ("which ", WHO),
    ("that ", WHO),
    ("whose ", WHO),
    ("paragraph ", "a norm has a name of one word, by which others mention it: `article5_2`"),
    ("annually", "write `every 1 year`"),
    ("yearly", "write `every 1 year`"),
    ("monthly", "write `every 1 month`"),
    ("only if", "write a ban with an exception: `must not … unless …`"),
    ("only when", "write a ban with an exception: `must not … unless …`"),
    ("only where", "write a ban with an exception: `must not … unless …`"),
    (
        "only within",
        "write a ban with an exception, or a ban for the other times: `must not … until …`",
    ),
    ("only ", "write a ban with an exception: `must not … unless …`"),
    ("in case", "write `when …`"),
    ("in the event", "write `when …`"),
    ("to the extent", "write `when …`"),
    ("notwithstanding that", "leave it out: a condition that is not named changes nothing"),
    ("otherwise provided", "write `default` behind the sentence: it yields to every other norm"),
    ("in accordance with", "leave it out, or name the condition: `when …`"),
    ("in conformity with", "leave it out, or name the condition: `when …`"),
    ("in writing", "how an act is done is part of its name: `notify_in_writing(…)`"),
    ("has happened", "write `when E happens`"),
    ("has occurred", "write `when E happens`"),
    ("entry into force", "write `in force 2024-10-18`"),
    ("since ", "write the day alone: `in force 2024-10-18`"),
    (
        "article ",
        "a norm has a name of one word, by which others mention it: `article9`, `act.article9`",
    ),
    ("provided that", "write `when …`"),
    ("undertake", "write `must`"),
    ("agrees to", "write `must`"),
    ("agree to", "write `must`"),
    ("commits to", "write `must`"),
    ("refrain from", "write `must not`"),
    ("abstain from", "write `must not`"),
    ("endeavour to", "write `should`"),
    ("endeavor to", "write `should`"),
    ("ensure that", "write what must be done, or must not be done"),
    ("have the right", "write `may`"),
    ("has the right", "write `may`"),
    ("have the power", "write `has power to`"),
    ("has the power", "write `has power to`"),
    ("reserve", "write `may`"),
    ("be entitled to", "write `may`"),
    ("be allowed to", "write `may`"),
    ("be permitted to", "write `may`"),
    ("be free to", "write `may`"),
    ("be prohibited", "write `must not`"),
    ("be forbidden", "write `must not`"),
    ("be bound to", "write `must`"),
    ("be required to", "write `must`, or `need not` where it is denied"),
    ("be obliged to", "write `must`, or `need not` where it is denied"),
    ("cannot", "write `must not`"),
    ("is under an obligation", "write `must`"),
    ("is under a duty", "write `must`"),
    ("is entitled to", "write `may`"),
    ("is allowed to", "write `may`"),
    ("is permitted to", "write `may`"),
    ("is authorised to", "write `may` or `has power to`"),
    ("is authorized to", "write `may` or `has power to`"),
    ("is prohibited", "write `must not`"),
    ("is forbidden", "write `must not`"),
    ("is required", "write `must`"),
    ("is obliged", "write `must`"),
    ("is bound", "write `must`"),
    ("is not required", "write `need not`"),
    ("is not obliged", "write `need not`"),
    ("at all times", "write `at all times` behind the act"),
    ("without undue", JUDGED),
    ("without delay", JUDGED),
    ("promptly", JUDGED),
    ("immediately", JUDGED),
    ("forthwith", JUDGED),
    ("as soon as", JUDGED),
    ("in due time", JUDGED),
    ("in a timely", JUDGED),
    ("reasonable", JUDGED),
    ("due time", JUDGED),
    ("undue delay", JUDGED),
    ("delay", JUDGED),
];

const ON_REQUEST: &str = "a request is a fact or an event: `when requested(Authority, …)`, `within 3 days of request(…)`";

const ANY_OF: &str = "join conditions with `or`, and put brackets around them: `when (A or B)`";

const LETTERS: &str =
    "leave the letters out: acts are joined by `or` or `and`, as in `must notify(…) or record(…)`";

const ALL_OTHERS: &str = "a relation names norms or instruments; over all others prevails what has the higher rank: \
                          `order law ranks charter > statute`";

const QUARTER: &str = "write the days: `no earlier than 2027-01-01 and no later than 2027-03-31`";

const PURPOSE: &str =
    "what an act is for is a condition (`when …`) or part of its name: `process_for_research(…)`";

const WHO: &str =
    "who is meant is one word; what they are or do stands in a condition: `Person must … when …`";

const FROM_WHEN: &str =
    "say for how long the time runs: `within 30 days of …`; a condition is `when … happens`";

const JUDGED: &str =
    "a time is a length (`within 3 days of …`); what somebody has to judge is an `open fact`";

/// Words before which a sentence cannot begin, and what to do about them.
const OPENINGS: &[(&str, &str)] = &[
    ("unless ", BEARER_FIRST),
    ("when ", BEARER_FIRST),
    ("where ", BEARER_FIRST),
    ("if ", BEARER_FIRST),
    ("in case ", BEARER_FIRST),
    ("provided ", BEARER_FIRST),
    ("notwithstanding ", RELATION_LAST),
    ("subject to ", RELATION_LAST),
    ("without prejudice ", RELATION_LAST),
    ("no ", "write whom the norm binds, and `must not`: `State must not …`"),
    ("the ", ONE_WORD),
    ("a ", ONE_WORD),
    ("an ", ONE_WORD),
    ("any ", ONE_WORD),
    ("each ", ONE_WORD),
    ("every ", ONE_WORD),
    ("all ", ONE_WORD),
];

const BEARER_FIRST: &str =
    "say first whom the norm binds; the condition stands behind the act: `State must … when …`";
const RELATION_LAST: &str =
    "say first whom the norm binds; the relation stands at the end: `State must … subject to …`";
const ONE_WORD: &str = "leave the article out; whom the norm binds is one word: `diplomatic_agent`";

impl Words<'_> {
    /// Help for a phrase of law that begins where the mistake was found, or one word before.
    pub(super) fn phrase_of_law(&self, span: Span) -> Option<&'static str> {
        let before = self.text[..span.start as usize].trim_end().len();
        let starts = [span.start as usize, before - self.word_before(span).len()];
        starts.into_iter().find_map(|start| self.among(PHRASES, start))
    }

    /// Help for a sentence that begins with something else than whom it binds.
    pub(super) fn opening_of_law(&self, span: Span) -> Option<&'static str> {
        let before = &self.text[..span.start as usize];
        let start = before.rfind(['{', '}', '\n', '"']).map_or(0, |at| at + 1);
        let start = start + (before.len() - start - before[start..].trim_start().len());
        self.among(OPENINGS, start)
    }

    fn among(&self, table: &[(&str, &'static str)], start: usize) -> Option<&'static str> {
        const LONGEST: usize = 24;
        let text: String =
            self.text.get(start..)?.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
        table.iter().find(|(phrase, _)| text.starts_with(phrase)).map(|(_, help)| *help)
    }
}
