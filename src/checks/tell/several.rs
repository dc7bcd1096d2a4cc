//! Why none of three norms or more yields, though some prevail over others: several would yield.

use super::case::join;
use super::conflict::{canon_word, earlier_among};
use crate::logic::{Ground, Prevailing};
use crate::model::{Modal, Model, NormId, RelationKind};

/// Why none of three norms or more yields in the set.
pub(super) fn none_yields(model: &Model, norms: &[NormId], prevailing: &[Prevailing]) -> String {
    let losers = would_yield(prevailing);
    let why = match losers.as_slice() {
        [] if !prevailing.is_empty() => {
            "Each that would yield prevails over another, so that none of them yields".to_owned()
        }
        // Of one alone it was found that it does not lose: nobody prevails over it in every way to choose.
        [] | [_] => return no_canon_decides(model, norms).to_owned(),
        several => {
            let names: Vec<String> = several.iter().map(|&norm| named(model, norm)).collect();
            let all = if names.len() == 2 { "both " } else { "" };
            format!(
                "{} would {all}yield; where several would, none does (`comity explain precedence`)",
                join(&names)
            )
        }
    };
    let groups = groups(prevailing).into_iter();
    let told = groups.map(|(winner, by, losers)| sentence(model, winner, by, &losers));
    format!("none decides. {} {why}", told.collect::<Vec<_>>().join(" "))
}

/// That nobody among them prevails over another.
fn no_canon_decides(model: &Model, norms: &[NormId]) -> &'static str {
    let orders = |norm: NormId| {
        let standings = &model.instruments[model.norms[norm].instrument].standings;
        standings.iter().map(|it| it.order).collect::<Vec<_>>()
    };
    let share = |(place, &a): (usize, &NormId)| {
        norms[..place].iter().any(|&b| orders(a).iter().any(|order| orders(b).contains(order)))
    };
    match norms.iter().enumerate().any(share) {
        true => "none decides. No canon makes one of them yield in this set",
        false => "none applies. No common order ranks any two of them",
    }
}

/// The norms that would yield: over which another prevails, and which prevail over nobody.
pub(in crate::checks) fn would_yield(prevailing: &[Prevailing]) -> Vec<NormId> {
    let wins = |norm: NormId| prevailing.iter().any(|it| it.winner == norm);
    let mut losers: Vec<NormId> =
        prevailing.iter().map(|it| it.loser).filter(|&norm| !wins(norm)).collect();
    losers.sort();
    losers.dedup();
    losers
}

/// Over whom each prevails by the same words.
fn groups(prevailing: &[Prevailing]) -> Vec<(NormId, Ground, Vec<NormId>)> {
    let mut groups: Vec<(NormId, Ground, Vec<NormId>)> = Vec::new();
    for it in prevailing {
        let by = of_whom(it);
        match groups.iter_mut().find(|(winner, own, _)| (*winner, *own) == (it.winner, by)) {
            Some((.., losers)) => losers.push(it.loser),
            None => groups.push((it.winner, by, vec![it.loser])),
        }
    }
    groups
}

/// The words, without the loser's name where it says itself that it yields.
fn of_whom(it: &Prevailing) -> Ground {
    match it.by {
        Ground::Written(RelationKind::Yields, _) => Ground::Written(RelationKind::Yields, None),
        by => by,
    }
}

fn sentence(model: &Model, winner: NormId, by: Ground, losers: &[NormId]) -> String {
    let names: Vec<String> = losers.iter().map(|&norm| named(model, norm)).collect();
    let (above, below) = (named(model, winner), join(&names));
    let are = if losers.len() == 1 { "is" } else { "are" };
    match by {
        Ground::Written(RelationKind::Yields, _) => format!("{below} {are} subject to {above}."),
        Ground::Written(_, Some(norm)) if model.norms[norm].modal == Modal::Relation => {
            format!("{} says that {above} prevails over {below}.", named(model, norm))
        }
        Ground::Written(..) => format!("{above} prevails over {below} (`notwithstanding`)."),
        Ground::Default => format!("{below} {are} `default`, and {above} is not."),
        Ground::Canon(Some(canon)) => {
            let norms = [&[winner], losers].concat();
            let earlier = earlier_among(model, &norms, canon, winner);
            let word = earlier.unwrap_or_else(|| canon_word(canon).to_owned());
            format!("By {word}, {above} prevails over {below}.")
        }
        Ground::Canon(None) => format!("In every order, {above} prevails over {below}."),
    }
}

fn named(model: &Model, norm: NormId) -> String {
    format!("`{}`", model.qualified(norm))
}
