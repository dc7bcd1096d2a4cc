//! The rules of the vocabulary and of references: `C1xx`. Their pages lie in `rules/`.

use crate::diagnostics::{Level, Rule};

macro_rules! rules {
    ($($ident:ident = $code:literal $name:literal $level:ident $summary:literal;)*) => {
        $(
            #[doc = concat!("`", $code, "`: ", $summary, ".")]
            pub static $ident: Rule = Rule {
                code: $code,
                name: $name,
                summary: $summary,
                level: Level::$level,
                page: include_str!(concat!("rules/", $name, ".md")),
            };
        )*

        /// Every rule of this layer, in the order of codes.
        pub static RULES: &[&Rule] = &[$(&$ident),*];
    };
}

rules! {
    UNKNOWN_NAME = "C101" "unknown-name" Error "a name is used that nothing declares";
    WRONG_SORT = "C102" "wrong-sort" Error "a participant stands where it can never belong";
    WRONG_ARITY = "C103" "wrong-arity" Error "a fact, event or act is given the wrong participants";
    DUPLICATE_NAME = "C104" "duplicate-name" Error "one name is declared twice";
    CIRCULAR_DEFINITION = "C105" "circular-definition" Error "a definition leads back to itself";
    CIRCULAR_COUNTS_AS = "C106" "circular-counts-as" Error "an act counts as itself by way of others";
    UNUSED_VOCABULARY = "C107" "unused-vocabulary" Note "a word is declared and never used";
    CONSTANT_OUT_OF_RANGE = "C108" "constant-out-of-range" Error "an attribute is compared with a value that it cannot have";
    UNIT_DOES_NOT_FIT = "C109" "unit-does-not-fit" Error "a length or number has the wrong unit";
    BAD_SPAN = "C110" "bad-span" Error "a span of days is empty";
    UNKNOWN_RANK = "C111" "unknown-rank" Error "an order has no such rank";
    DANGLING_REFERENCE = "C112" "dangling-reference" Error "a reference leads to nothing";
    CIRCULAR_PRECEDENCE = "C113" "circular-precedence" Error "written relations prevail over each other in a circle";
    CONTRADICTORY_ASSUMPTIONS = "C114" "contradictory-assumptions" Error "no situation satisfies all assumptions";
    PARTY_IS_NO_STATE = "C115" "party-is-no-state" Error "a party, or the maker of a reservation, cannot be one";
    ONLY_UNDER_NOT = "C116" "only-under-not" Error "a participant is named only under `not`";
    CIRCULAR_KINDS = "C117" "circular-kinds" Error "a kind or role is a part of itself";
    CIRCULAR_STATUS = "C118" "circular-status" Error "whether a norm applies hangs on itself";
    AMBIGUOUS_NAME = "C119" "ambiguous-name" Error "a name fits several norms or participants";
    MISUSED_WORD = "C123" "misused-word" Error "a word stands where another sort of word belongs";
    CIRCULAR_EVENTS = "C124" "circular-events" Error "an event happens only after itself";
    CONTRADICTORY_SCENARIO = "C125" "contradictory-scenario" Error "a scenario says two things of one matter";
    ACTS_ON_ITSELF = "C126" "acts-on-itself" Note "a norm binds its bearer towards itself";
    NAME_IS_NO_CONDITION = "C127" "name-is-no-condition" Note "a name stands where a condition was meant";
    OWN_ACT = "C128" "own-act" Note "a time runs from an act of the bearer that only others do";
}
