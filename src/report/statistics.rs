//! How the questions of a check were answered, in two lines. The same on every machine: times are told elsewhere.

use crate::checks::{Statistics, Tally};

/// The questions by the stage that answered them, and the groups of norms that can affect each other.
pub fn lines(sets: &[Statistics]) -> String {
    let sum = |count: fn(&Tally) -> u64| sets.iter().map(|set| count(&set.questions)).sum::<u64>();
    let stages = [
        ("regions", sum(|it| it.regions)),
        ("tableau", sum(|it| it.tableau)),
        ("SAT", sum(|it| it.sat)),
        ("unknown", sum(|it| it.unanswered)),
    ];
    let all: u64 = stages.iter().map(|(_, count)| count).sum();
    let share = |(name, count): &(&str, u64)| format!("{name} {count} ({})", percent(*count, all));
    let shares: Vec<String> = stages.iter().map(share).collect();
    let sizes = || sets.iter().flat_map(|set| &set.components);
    let largest = sizes().max().copied().unwrap_or(0);
    let alone = sizes().filter(|&&size| size == 1).count();
    format!(
        "questions: {all}: {}\ngroups of norms that can affect each other: {}, the largest of {largest} {}, \
         and {alone} of one norm",
        shares.join(", "),
        sizes().count(),
        if largest == 1 { "norm" } else { "norms" },
    )
}

/// A share in tenths of a percent, rounded to the nearest.
fn percent(count: u64, all: u64) -> String {
    let tenths = (count * 1000 + all / 2).checked_div(all).unwrap_or(0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_groups_counted_over_all_sets() {
        let set = |regions, tableau, components| Statistics {
            questions: Tally { regions, tableau, ..Tally::default() },
            components,
        };
        let told = lines(&[set(5, 1, vec![3, 1]), set(0, 1, vec![1])]);
        assert_eq!(
            told,
            "questions: 7: regions 5 (71.4 %), tableau 2 (28.6 %), SAT 0 (0.0 %), unknown 0 (0.0 %)\n\
             groups of norms that can affect each other: 3, the largest of 3 norms, and 2 of one norm"
        );
        assert!(lines(&[]).starts_with("questions: 0: regions 0 (0.0 %)"));
    }
}
