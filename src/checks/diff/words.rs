//! What is to be known of the words of two texts, in sentences.

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::tell;
use crate::format::in_a_line;
use crate::model::{Joined, Model, WordFate};
use crate::source::{Sources, Span};

/// The sentences: names that changed, words that only one of the texts has or of which they say different things.
pub(super) fn sentences(
    sources: &Sources,
    old: &Model,
    new: &Model,
    joined: &Joined,
) -> Vec<String> {
    let mut found = Vec::new();
    for (then, now) in &joined.renamed {
        found.push(format!("`{then}` is now called `{now}`"));
    }
    let mut groups: BTreeMap<(WordFate, &str), Vec<String>> = BTreeMap::new();
    for it in &joined.words {
        groups.entry((it.fate, it.what)).or_default().push(format!("`{}`", it.name));
    }
    for ((fate, what), names) in groups {
        let several = names.len() > 1;
        let what = if several { format!("{what}s") } else { what.to_owned() };
        let names = tell::join(&names);
        found.push(match fate {
            WordFate::Added => format!("only the newer text has the {what} {names}"),
            WordFate::Removed => format!("only the older text has the {what} {names}"),
            WordFate::Replaced if several => {
                format!("the {what} {names} have another form now, and count as other words")
            }
            WordFate::Replaced => {
                format!("the {what} {names} has another form now, and counts as another word")
            }
            WordFate::Altered => {
                format!("both texts are read with what the newer one says of the {what} {names}")
            }
        });
    }
    found.extend(assumptions(sources, old, new));
    found.extend(closures(old, new));
    found
}

/// Both texts are held against each other in the cases that the newer one allows for.
fn assumptions(sources: &Sources, old: &Model, new: &Model) -> Option<String> {
    let texts = |model: &Model| -> BTreeSet<String> {
        let spans = model.assumptions.values().map(|it| it.span);
        spans.map(|span| words_of(sources, span)).collect()
    };
    (texts(old) != texts(new)).then(|| {
        "the texts assume different things: the cases are those that the newer one allows for"
            .to_owned()
    })
}

fn closures(old: &Model, new: &Model) -> Option<String> {
    let told = |model: &Model| -> BTreeSet<(String, bool)> {
        let all = model.closures.iter();
        all.map(|it| (model.sorts[it.sort].name.to_string(), it.permits)).collect()
    };
    (told(old) != told(new)).then(|| {
        "the texts have different closures: acts that no norm settles are not compared".to_owned()
    })
}

fn words_of(sources: &Sources, span: Span) -> String {
    in_a_line(sources.slice(span)).into_owned()
}
