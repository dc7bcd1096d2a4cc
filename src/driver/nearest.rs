//! The known word that an unknown one most likely means.

/// The nearest word, or `None` where none is near: at most a third of the letters differ.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 3);
    let distances = known.into_iter().map(|candidate| (distance(word, candidate), candidate));
    distances.filter(|&(distance, _)| distance <= limit).min().map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(100).collect(), b.chars().take(100).collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let same = x.to_lowercase().eq(y.to_lowercase());
            let replaced = last[j] + usize::from(!same);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_near() {
        assert_eq!(nearest("cybre", ["cyber", "space"]), Some("cyber"));
        assert_eq!(nearest("Cyber", ["cyber"]), Some("cyber"));
    }

    #[test]
    fn another_word_is_not_near() {
        assert_eq!(nearest("gdpr", ["cyber"]), None);
    }
}
