//! Words of law that the language does not have, and what it writes for them.

/// How words begin, and the help for them.
pub(super) type Phrases = &'static [(&'static str, &'static str)];

/// Words of law, in small letters, and what the language writes for them. The first that fits is taken.
pub(super) const PHRASES: Phrases = &[
    ("and/or", "write `or`: whoever does both has done one of them, too"),
    ("or else", OTHERWISE),
    ("not before", "write `no earlier than`"),
    ("once a year", "write `every 1 year`"),
    ("once a month", "write `every 1 month`"),
    ("once a week", "write `every 1 week`"),
    ("once a day", "write `every 1 day`"),
    ("both ", "leave `both` out"),
    ("longer than", NO_LONGER),
    ("grants ", "write whom it permits what: `Licensee may use(Software)`"),
    ("stop ", "write `must not`, and from when: `must not use(Software) from notice(Firm)`"),
    ("not later than", "write `no later than`"),
    ("not earlier than", "write `no earlier than`"),
    ("at the latest", "write `no later than`"),
    ("at the earliest", "write `no earlier than`"),
    ("for a period of", "leave `a period of` out: `for 5 years after …`"),
    ("within a period of", "write `within 30 days of …`"),
    ("not have to", "write `need not`"),
    ("not later", "write `no later than`"),
    ("no sooner", "write `no earlier than`"),
    ("at least once a year", EVERY_YEAR),
    ("at least once a month", EVERY_MONTH),
    ("at least annually", EVERY_YEAR),
    ("at least yearly", EVERY_YEAR),
    ("at least monthly", EVERY_MONTH),
    ("at least quarterly", "write `every 3 months`; how often is a length of time"),
    ("at least weekly", EVERY_WEEK),
    ("at least once a week", EVERY_WEEK),
    ("at least daily", EVERY_DAY),
    ("at least once a day", EVERY_DAY),
    ("at any time", "leave it out: a norm without a time holds at any time"),
    ("starting ", FROM),
    ("commencing ", FROM),
    ("beginning ", FROM),
    ("with effect from", WITH_EFFECT_FROM),
    ("but no later", JOIN_TIMES),
    ("but not later", JOIN_TIMES),
    ("but at the latest", JOIN_TIMES),
    ("but in any", JOIN_TIMES),
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
    ("during a period", FOR_LENGTH),
    ("during ", DURING),
    ("upon request", ON_REQUEST),
    ("upon the request", ON_REQUEST),
    ("on request", ON_REQUEST),
    ("at the request", ON_REQUEST),
    ("at request", ON_REQUEST),
    ("on the request", ON_REQUEST),
    ("upon ", FROM_WHEN),
    ("on ", FROM_WHEN),
    ("after ", AFTER),
    ("between ", "write two limits: `no earlier than … and no later than …`"),
    ("as from ", FROM),
    ("as of ", FROM),
    ("as defined", "leave it out; `define` says what a word means"),
    ("indefinitely", "leave it out: a norm without a last day holds on"),
    ("permanently", "write `at all times`"),
    ("in any event", JOIN_TIMES),
    ("in any case", JOIN_TIMES),
    ("exceeds", "write `>`"),
    ("nor ", "write `or`: `must not sell(…) or lend(…)` forbids both"),
    ("are ", "write `is` and a kind or role, or a fact: `personal(Data)`"),
    ("any of", ANY_OF),
    ("one of", ANY_OF),
    ("either", ANY_OF),
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
    ("with a view", PURPOSE),
    ("with the aim", PURPOSE),
    ("in effect", "write `in force 2024-10-18`"),
    ("the end of", A_DAY),
    ("end of ", A_DAY),
    ("becoming ", "what a time runs from is an event: `within 72 hours of awareness(Controller)`"),
    ("quarter", "write `3 months`"),
    ("purposes of", PURPOSE),
    ("purpose of", PURPOSE),
    ("otherwise agreed", "name the agreement as a fact: `unless agreed_otherwise(…)`"),
    ("otherwise decided", "name the decision as a fact or an event: `unless decided_otherwise(…)`"),
    ("who ", WHO),
    ("which ", WHO),
    ("whose ", WHO),
    ("paragraph ", "a norm has a name of one word, by which others mention it: `article5_2`"),
    ("section ", A_SECTION),
    ("clause ", A_SECTION),
    ("only if", ONLY_IF),
    ("only when", ONLY_IF),
    ("only where", ONLY_IF),
    (
        "only within",
        "write a ban with an exception, or a ban for the other times: `must not … until …`",
    ),
    ("only ", ONLY_IF),
    ("in case", "write `when …`"),
    ("in the event", "write `when …`"),
    ("to the extent", "write `when …`"),
    ("notwithstanding that", "leave it out: a condition that is not named changes nothing"),
    (
        "otherwise provided",
        "write `subject to` and the norm that provides it; `default` yields to every other norm",
    ),
    ("save as", AS_PROVIDED),
    ("except as", AS_PROVIDED),
    ("failing which", OTHERWISE),
    ("failing that", OTHERWISE),
    (", failing", OTHERWISE),
    ("unless and until", "write `until …` for a time, or `unless …` for an exception"),
    ("inter alia", "leave it out: a norm says what it names, and nothing about the rest"),
    ("apply to", "say for whom by a condition: `act.article5 does not apply when Company is Bank`"),
    ("articles", ONE_NORM_EACH),
    ("sections", ONE_NORM_EACH),
    ("paragraphs", ONE_NORM_EACH),
    ("in accordance with", "leave it out, or name the condition: `when …`"),
    ("in conformity with", "leave it out, or name the condition: `when …`"),
    ("in writing", "how an act is done is part of its name: `notify_in_writing(…)`"),
    ("has happened", "write `when E happens`"),
    ("has occurred", "write `when E happens`"),
    ("has been ", HAS_BEEN),
    ("have been ", HAS_BEEN),
    ("entry into force", "write `in force 2024-10-18`"),
    ("since ", "write the day alone: `in force 2024-10-18`"),
    (
        "article ",
        "a norm has a name of one word, by which others mention it: `article9`, `act.article9`",
    ),
    ("on condition", "write `when …`"),
    ("in so far as", "write `when …`"),
    ("insofar as", "write `when …`"),
    ("as long as", AS_LONG),
    ("so long as", AS_LONG),
    ("while ", AS_LONG),
    ("pending ", "write `until …`"),
    ("until further", "leave it out: a norm without a last day holds on"),
    ("other than", "write `unless …`"),
    ("irrespective of", "leave it out: a condition that is not named changes nothing"),
    ("regardless of", "leave it out: a condition that is not named changes nothing"),
    ("pursuant to", "leave it out, or name the condition: `when …`"),
    ("as provided", "leave it out, or name the condition: `when …`"),
    ("by way of derogation", DEROGATION),
    ("in derogation", DEROGATION),
    ("by derogation", DEROGATION),
    ("without the consent", CONSENT),
    ("without the prior", CONSENT),
    ("without prior", CONSENT),
    ("without consent", CONSENT),
    ("without the approval", CONSENT),
    ("without approval", CONSENT),
    ("national law", OTHER_LAW),
    ("domestic law", OTHER_LAW),
    ("applicable law", OTHER_LAW),
    ("international law", OTHER_LAW),
    ("union law", OTHER_LAW),
    ("each year", "write `every 1 year`; counted from a day: `every 1 year from 2027-01-01`"),
    ("each month", "write `every 1 month`; counted from a day: `every 1 month from 2027-01-01`"),
    ("each quarter", "write `every 3 months`"),
    ("each week", "write `every 1 week`"),
    ("each day", "write `every 1 day`"),
    ("twice a year", "write `every 6 months`"),
    ("half a year", "write `6 months`"),
    ("each calendar", "write `every 1 year from 2027-01-01`"),
    ("every calendar", "write `every 1 year from 2027-01-01`"),
    ("once every", "write `every 2 years`"),
    ("january", A_DATE),
    ("february", A_DATE),
    ("march", A_DATE),
    ("april", A_DATE),
    ("june", A_DATE),
    ("july", A_DATE),
    ("august", A_DATE),
    ("september", A_DATE),
    ("october", A_DATE),
    ("november", A_DATE),
    ("december", A_DATE),
    ("neither", "write `must not`, and join what is meant by `or`: `must not sell(…) or lend(…)`"),
    (
        "provided that",
        "write `when …` for a condition, `unless …` for an exception; what is provided after a ban is mostly an exception",
    ),
    ("agrees not", "write `must not`"),
    ("agree not", "write `must not`"),
    ("cease to", "write `must not`"),
    ("no right to", "write `must not`"),
    ("the obligation", MUST),
    ("the duty to", MUST),
    ("whether or not", "leave it out: a condition that is not named changes nothing"),
    ("mutatis mutandis", "leave it out, and write the norm for this case, too"),
    ("under the conditions", "name the conditions: `when …`"),
    ("the condition that", "write `when …`"),
    ("acting as", "what somebody is stands in a condition: `when Entity is Authority`"),
    (
        ", and shall not",
        "write `must not …`; that nobody else may do it is a norm of its own, with its own bearer",
    ),
    ("refuse to", REFUSE),
    ("decline to", REFUSE),
    ("take into", "an act has a name of one word: `take_into_account(…)`"),
    ("take all", MEASURES),
    ("take the necessary", MEASURES),
    ("take necessary", MEASURES),
    ("take appropriate", MEASURES),
    ("undertake", MUST),
    ("agrees to", MUST),
    ("agree to", MUST),
    ("commits to", MUST),
    ("refrain from", "write `must not`"),
    ("abstain from", "write `must not`"),
    ("has to ", MUST),
    ("has not ", "write `has no power to`, `must not` or `need not`"),
    ("endeavour to", CONDUCT),
    ("endeavor to", CONDUCT),
    ("strive to", CONDUCT),
    ("effort to", CONDUCT),
    ("efforts to", CONDUCT),
    ("ensure that", ENSURE),
    ("recognises the right", A_RIGHT),
    ("recognizes the right", A_RIGHT),
    ("have the right", A_RIGHT),
    ("has the right", A_RIGHT),
    ("have the power", "write `has power to`"),
    ("has the power", "write `has power to`"),
    ("have power", "write `has power to`, without another modal"),
    ("is competent", "write `has power to`"),
    ("has competence", "write `has power to`"),
    ("has exclusive", "write `has sole power to`"),
    ("has the exclusive", "write `has sole power to`"),
    ("has the sole", "write `has sole power to`"),
    ("reserve", MAY),
    ("be entitled to", A_RIGHT),
    ("be allowed to", MAY),
    ("be permitted to", MAY),
    ("be free to", MAY),
    ("be prohibited", "write `must not`"),
    ("be forbidden", "write `must not`"),
    ("be bound to", MUST),
    ("be required to", MUST_OR_NEED_NOT),
    ("be obliged to", MUST_OR_NEED_NOT),
    ("cannot", "write `must not`"),
    ("is under an obligation", MUST),
    ("is under a duty", MUST),
    ("is not entitled", "write `must not`"),
    ("is not allowed", "write `must not`"),
    ("is not permitted", "write `must not`"),
    ("is exempt", "write `need not`"),
    ("be exempt", "write `need not`"),
    ("be liable to", MUST),
    ("be liable for", "write what they must do then: `must compensate(…)`"),
    ("have no obligation", "write `need not`"),
    ("has no obligation", "write `need not`"),
    ("is entitled to", A_RIGHT),
    ("is free to", MAY),
    ("is at liberty", MAY),
    ("ought not", "write `should not`"),
    ("ought to", "write `should`"),
    ("ought ", "write `should`"),
    ("might ", MAY),
    ("needs not", "write `need not`"),
    ("is allowed to", MAY),
    ("is permitted to", MAY),
    ("is authorised to", "write `may` or `has power to`"),
    ("is authorized to", "write `may` or `has power to`"),
    ("is prohibited", "write `must not`"),
    ("is forbidden", "write `must not`"),
    ("is required", MUST),
    ("is obliged", MUST),
    ("is bound", MUST),
    ("is not required", "write `need not`"),
    ("is not obliged", "write `need not`"),
    ("at all times", "write `at all times` after the act"),
    ("without undue", JUDGED),
    ("without delay", JUDGED),
    ("promptly", JUDGED),
    ("immediately", JUDGED),
    ("forthwith", JUDGED),
    ("as soon as", JUDGED),
    ("as early as", JUDGED),
    ("as far as", EXTENT),
    ("to the widest", EXTENT),
    ("to the fullest", EXTENT),
    ("to the greatest", EXTENT),
    ("to the maximum", EXTENT),
    ("at its sole", DISCRETION),
    ("at its discretion", DISCRETION),
    ("at the discretion", DISCRETION),
    ("at the sole", DISCRETION),
    ("in its sole", DISCRETION),
    ("in its discretion", DISCRETION),
    ("in due time", JUDGED),
    ("in a timely", JUDGED),
    ("reasonable", JUDGED),
    ("due time", JUDGED),
    ("undue delay", JUDGED),
    ("delay", JUDGED),
];

pub(super) const MUST: &str = "write `must`";

pub(super) const MUST_OR_NEED_NOT: &str = "write `must`, or `need not` where it is denied";

pub(super) const MAY: &str = "write `may`";

const FOR_LENGTH: &str = "write how long, and from when: `for 6 months after …`";

pub(super) const FROM: &str = "write `from …`";

pub(super) const DUTY_FROM: &str =
    "write `no earlier than …`; what is done all the time from then on, `from …`";

pub(super) const WITH_EFFECT_FROM: &str =
    "write `from …`, or for the whole norm `in force 2024-10-18`";

pub(super) const DUTY_WITH_EFFECT_FROM: &str = "write `no earlier than …`, or for the whole norm `in force 2024-10-18`; what is \
                                     done all the time from then on, `from …`";

pub(super) const AFTER: &str = "write `from …`, or how long: `within 3 days of …`";

pub(super) const DUTY_AFTER: &str = "write `no earlier than …`, or until when: `within 3 days of …`; what is done all the time \
                          from then on, `from …`";

pub(super) const DURING: &str = "what lasts is a fact (`when closed(…)`), or lies between two points (`from … and until …`); a \
                      length is `for 6 months after …`";

pub(super) const DUTY_DURING: &str = "what lasts is a fact (`when closed(…)`), or lies between two points (`no earlier than … and \
                           no later than …`); what is done all the time is `for 6 months after …`";

const A_DAY: &str = "a time is a length or a day: `no later than 2026-12-31`";

const A_SECTION: &str =
    "a norm has a name of one word, by which others mention it: `subject to act.section5`";

const HAS_BEEN: &str = "what has happened is a fact, or an event: `when informed(Provider)`, `when notice(Provider) happens`";

const CONDUCT: &str =
    "to try is an act of its own, and binds like any other: `must endeavour_to_erase(…)`";

const ENSURE: &str = "write what must be done; of others: `must require (Processor to …)`, `must forbid (Processor to …)`";

const NO_LONGER: &str =
    "a longest time is a ban on what comes after it: `must not … from 6 months after …`";

pub(super) const DIGITS: &str = "a length is a number in digits and a unit: `within 30 days of …`";

const EVERY_YEAR: &str = "write `every 1 year`; how often is a length of time";

const EVERY_MONTH: &str = "write `every 1 month`; how often is a length of time";

const EVERY_WEEK: &str = "write `every 1 week`; how often is a length of time";

const EVERY_DAY: &str = "write `every 1 day`; how often is a length of time";

const JOIN_TIMES: &str = "join two times by `and`: `within … and no later than …`";

pub(super) const ONLY_IF: &str = "write a ban with an exception: `must not … unless …`";

pub(super) const DUTY_ONLY_IF: &str = "write `when …`: a duty binds in no other case";

const AS_PROVIDED: &str = "write `subject to` and the norm that provides it";

const OTHERWISE: &str =
    "a duty in place of another follows `otherwise`: `State must … otherwise State must …`";

const ONE_NORM_EACH: &str =
    "name the whole instrument, or write one norm for each: `act.article20 does not apply when …`";

pub(super) const REFUSE: &str = "write `need not` and the act";

const MEASURES: &str =
    "write what must be done; what somebody has to judge is an `open fact`: `when suffices(…)`";

const EXTENT: &str =
    "leave it out, or write `should`: how far somebody must go is for a person to judge";

const DISCRETION: &str = "leave it out: what is permitted is left to whom it is permitted";

const AS_LONG: &str = "write `until …`, or a condition: `when …`";

const DEROGATION: &str = "write at the end what it prevails over: `notwithstanding act.article5`";

const CONSENT: &str = "a consent is a fact, and the exception: `must not … unless consented(…)`";

const OTHER_LAW: &str = "name the norm or instrument of that law: `subject to data_act`";

const A_DATE: &str = "a date is written `2026-12-15`";

pub(super) const A_RIGHT: &str = "for a freedom to act write `may`; a right that others do something is their duty: \
                       `Controller must erase(…)`";

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
pub(super) const OPENINGS: Phrases = &[
    ("save as ", RELATION_LAST),
    ("except as ", RELATION_LAST),
    ("unless ", BEARER_FIRST),
    ("when ", BEARER_FIRST),
    ("where ", BEARER_FIRST),
    ("if ", BEARER_FIRST),
    ("in case ", BEARER_FIRST),
    ("within ", TIME_LAST),
    ("before ", TIME_LAST),
    ("until ", TIME_LAST),
    ("from ", TIME_LAST),
    ("provided ", BEARER_FIRST),
    ("notwithstanding ", PREVAILS_LAST),
    ("by way of derogation", PREVAILS_LAST),
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

pub(super) const BEARER_FIRST: &str =
    "say first whom the norm binds; the condition stands after the act: `State must … when …`";
const TIME_LAST: &str = "say first whom the norm binds; the time stands right after the act: `State must … within 3 days of …`";
const RELATION_LAST: &str =
    "say first whom the norm binds; the relation stands at the end: `State must … subject to …`";
const PREVAILS_LAST: &str = "say first whom the norm binds; what it prevails over stands at the end: \
                             `State may … notwithstanding act.article5`";
const ONE_WORD: &str = "leave the article out; whom the norm binds is one word: `diplomatic_agent`";
