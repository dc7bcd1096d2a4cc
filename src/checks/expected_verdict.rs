//! Whether what was found of norms is the verdict that a text expects, and how it is told.

use crate::logic::{Examined, Settled};
use crate::model::{Canon, Model, Reason, VerdictWord};

/// What is told of norms of which nothing was found.
pub(super) const NO_CONFLICT: &str = "no conflict";

/// Whether a verdict word is what was found, and decided for the reason that stands beside it.
pub(super) fn verdict_is(found: &Examined, word: VerdictWord, because: Option<Reason>) -> bool {
    let kind = found.conflict.as_ref().filter(|it| it.answers.is_empty()).map(|it| it.kind.word());
    match word {
        VerdictWord::Conflict => found.conflict.is_some(),
        VerdictWord::ZeroSlack => found.zero_slack,
        VerdictWord::None => found.conflict.is_none(),
        VerdictWord::Undetermined => {
            found.conflict.as_ref().is_some_and(|it| !it.answers.is_empty())
        }
        VerdictWord::Invalid => {
            found.conflict.is_none() && found.settled.as_ref().is_some_and(|it| it.always)
        }
        VerdictWord::Settled => {
            found.conflict.is_none()
                && found
                    .settled
                    .as_ref()
                    .is_some_and(|it| because.is_none_or(|reason| settled_for(it, reason)))
        }
        word => kind == Some(word.word()),
    }
}

/// Whether the reason decides a clash, where others keep norms from clashing.
pub(super) fn is_precedence(reason: Reason) -> bool {
    use Reason::*;
    matches!(reason, Superior | Specialis | Posterior | Savings)
}

/// Whether a clash is settled for this reason: by rank, where the lower norm keeps other cases. Else that is invalid.
pub(super) fn settled_for(it: &Settled, reason: Reason) -> bool {
    decided_by(it.canon, reason) && !(it.always && reason == Reason::Superior)
}

/// Whether a clash that a canon (or, without one, a written relation) decides is decided for this reason.
pub(super) fn decided_by(canon: Option<Canon>, reason: Reason) -> bool {
    match reason {
        Reason::Superior => canon == Some(Canon::Superior),
        Reason::Specialis => canon == Some(Canon::Specialis),
        Reason::Posterior => canon == Some(Canon::Posterior),
        Reason::Savings => canon.is_none(),
        _ => false,
    }
}

/// What was found, in a few words.
pub(super) fn words(model: &Model, found: &Examined) -> String {
    match (&found.conflict, &found.settled) {
        (Some(it), _) if !it.answers.is_empty() => "undetermined".to_owned(),
        (Some(it), _) => it.kind.word().to_owned(),
        (None, Some(it)) if it.always => format!(
            "invalid: `{}` yields to the higher `{}` in all its cases",
            model.qualified(it.loser),
            model.qualified(it.winner)
        ),
        (None, Some(it)) => {
            let by = it.canon.map_or("a written relation", |canon| match canon {
                Canon::Superior => "superior",
                Canon::Specialis => "specialis",
                Canon::Posterior => "posterior",
            });
            format!("settled: `{}` prevails ({by})", model.qualified(it.winner))
        }
        (None, None) if found.zero_slack => "no conflict, with zero slack".to_owned(),
        (None, None) => NO_CONFLICT.to_owned(),
    }
}

/// What a duty beyond its bearer's powers is, perhaps under some answers to open facts only, and whether that verdict
/// word is meant.
pub(super) fn beyond_powers(word: VerdictWord, hangs: bool) -> (bool, String) {
    let own = if hangs { VerdictWord::Undetermined } else { VerdictWord::Competence };
    let told = format!("{}: a duty beyond its bearer's powers", own.word());
    (word == VerdictWord::Conflict || word == own, told)
}
