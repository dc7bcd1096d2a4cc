//! What to write for the types of values that forms and other languages have.

use crate::syntax::is_currency;

/// What an attribute is declared as in place of such a type.
pub(super) fn instead_of_type(name: &str) -> Option<&'static str> {
    let small = name.to_lowercase();
    Some(match &*small {
        "number" | "numbers" | "integer" | "int" | "numeric" | "amount" => {
            "a number has its range, lowest and highest: `attribute age(Member): 0..150`"
        }
        "percent" | "percentage" => {
            "a percentage is a number with its range: `attribute share(Member): 0..100`"
        }
        word if matches!(word, "money" | "currency") || is_currency(word) => {
            "an amount is a number with its range, and its name says the currency: \
             `attribute fee_in_euros: 0..1000000`"
        }
        "boolean" | "bool" => "what is so or not is a fact: `fact paid(Member)`",
        "text" | "string" | "name" => {
            "norms compare no texts; one of several values is a choice: `attribute sector(Firm): energy | health`"
        }
        "time" | "day" => "a day is a `date`, a length one of its units: `days`",
        _ => return None,
    })
}
