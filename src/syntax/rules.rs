//! The rules of the family `C0xx`: what can be wrong with a text before it means anything.

use crate::diagnostics::{Level, Rule};

macro_rules! rules {
    ($($id:ident $code:literal $name:literal $summary:literal;)*) => {
        $(
            #[doc = concat!("`", $code, "`: ", $summary, ".")]
            pub static $id: Rule = Rule {
                code: $code,
                name: $name,
                summary: $summary,
                level: Level::Error,
                page: include_str!(concat!("rules/", $name, ".md")),
            };
        )*

        /// Every rule of the family, in the order of codes.
        pub static RULES: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    UNEXPECTED_TOKEN "C001" "unexpected-token" "something else should stand here";
    UNTERMINATED_TEXT "C002" "unterminated-text" "a quoted text is not closed on its line";
    LOOK_ALIKE "C003" "look-alike-punctuation" "a sign only looks like one of the language";
    INVALID_DATE "C004" "invalid-date" "there is no such date or clock time";
    TOO_DEEP "C005" "nesting-too-deep" "brackets, sentences, dots or kinds nest too deep";
    MAY_NOT "C006" "may-not" "`may not` can be read two ways";
    MIXED_OPERATORS "C007" "mixed-operators" "`and`, `or` and `implies` are mixed without brackets";
    BAN_ON_BOTH "C008" "ban-on-both" "`must not A and B` can be read two ways";
    AND_AFTER_MODAL "C009" "and-after-modal" "`and` joins acts only after `must` and `should`";
    MIXED_TIMES "C010" "mixed-time-clauses" "time clauses are joined by `and` and by `or`";
    INVALID_CHARACTER "C011" "invalid-character" "a character has no meaning here";
    BRACKET "C012" "missing-bracket" "a bracket has no partner";
    WORD_AS_NAME "C013" "keyword-as-name" "a word of the language is used as a name";
    TOO_MANY_ERRORS "C014" "too-many-errors" "a file has more errors than are shown";
    INVALID_NUMBER "C015" "invalid-number" "a number is too large or not a whole number";
    MISPLACED_ITEM "C016" "misplaced-item" "an item stands inside an instrument";
    NOT_A_MODAL "C017" "not-a-modal" "a sentence has no modal of the language";
    PASSIVE "C018" "passive-act" "a sentence says what is done, not who does it";
    TOO_MANY_PARTS "C019" "too-many-parts" "a list or a condition has more parts than anybody reads";
    UNREADABLE_FILE "C090" "unreadable-file" "a file cannot be read";
    INVALID_UTF8 "C091" "invalid-utf8" "a file is not encoded as UTF-8";
    FILE_TOO_LARGE "C092" "file-too-large" "a file is too large";
    NO_NORMS "C093" "directory-without-norms" "a directory holds no `.norm` file";
    INVALID_CONFIGURATION "C094" "invalid-configuration" "settings cannot be used";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_sorted() {
        assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
    }

    #[test]
    fn pages_have_the_headings_that_readers_expect() {
        for rule in RULES {
            assert!(rule.page.starts_with(&format!("# {}: {}\n", rule.code, rule.name)));
            for heading in ["What it finds", "Why it matters", "Example", "How to fix it"] {
                assert!(rule.page.contains(&format!("\n## {heading}\n")), "{}", rule.code);
            }
        }
    }
}
