//! Which declared name a misspelt one may have meant.

use super::composed::look_alike;

/// Names near to `wanted`, the nearest first, at most three. `budget` is what may still be spent on
/// comparing (each comparison costs about the product of the lengths); where it ends, so do suggestions.
pub(super) fn near<'n>(
    wanted: &str,
    names: impl Iterator<Item = &'n str>,
    budget: &mut usize,
) -> Vec<&'n str> {
    let length = wanted.chars().count();
    let limit = match length {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    let folded = wanted.to_lowercase();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for name in names {
        if name.len().abs_diff(wanted.len()) > 4 * limit.max(1) || are_opposites(wanted, name) {
            continue;
        }
        let cost = 1 + wanted.len() * name.len() / 8;
        if *budget < cost {
            break;
        }
        *budget -= cost;
        if look_alike(wanted, name) {
            return vec![name];
        }
        if name.to_lowercase() == folded || is_plural(&folded, &name.to_lowercase()) {
            found.push((0, name));
        } else if let Some(distance) = distance(wanted, name, limit) {
            found.push((distance, name));
        }
    }
    found.sort();
    found.dedup();
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Whether the first is the English plural of the second: norms speak of each, in the singular.
fn is_plural(many: &str, one: &str) -> bool {
    let Some(stem) = many.strip_suffix('s') else { return false };
    stem == one
        || stem.strip_suffix('e').is_some_and(|stem| stem == one)
        || stem.strip_suffix("ie").is_some_and(|stem| one.strip_suffix('y') == Some(stem))
}

/// Beginnings that turn a word into its opposite, or stand against each other.
const TURNING: &[&str] =
    &["un", "in", "im", "il", "ir", "dis", "non", "not", "ex", "en", "de", "pre", "post", "no"];

/// Whether two words differ in what they begin with, and that may turn the meaning: `lawful` and `unlawful`, `import`
/// and `export`. Nobody who writes the one slips into the other.
fn are_opposites(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let rests = |word: &str| -> Vec<String> {
        let rests = TURNING.iter().filter_map(|start| word.strip_prefix(start));
        rests.map(|rest| rest.trim_start_matches('_').to_owned()).collect()
    };
    let (x, y) = (rests(&a), rests(&b));
    a != b && (x.contains(&b) || y.contains(&a) || x.iter().any(|rest| y.contains(rest)))
}

/// How many letters must be changed, added, dropped or swapped with a neighbour; `None` above `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, &y) in b.iter().enumerate() {
            let change = last[j] + usize::from(x != y);
            row[j + 1] = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                row[j + 1] = row[j + 1].min(before_last[j - 1] + 1);
            }
        }
        if row.iter().all(|&cost| cost > limit) {
            return None;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    (last[b.len()] <= limit).then_some(last[b.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(wanted: &str, names: &[&'static str]) -> Vec<&'static str> {
        near(wanted, names.iter().copied(), &mut 1_000_000)
    }

    #[test]
    fn a_slip_of_the_pen_is_near() {
        assert_eq!(nearest("Controler", &["Processor", "Controller"]), ["Controller"]);
        assert_eq!(nearest("dsiclose", &["disclose", "enclose"]), ["disclose"]);
        assert_eq!(nearest("data", &["Data", "Date"]), ["Data"]);
    }

    #[test]
    fn another_word_is_not_near() {
        assert!(nearest("erase", &["retain", "a", "publish"]).is_empty());
        assert!(nearest("a", &["b", "c"]).is_empty());
    }

    #[test]
    fn many_are_told_as_one() {
        assert_eq!(nearest("Entities", &["Entity"]), ["Entity"]);
        assert_eq!(nearest("Parties", &["Party", "State"]), ["Party"]);
        assert_eq!(nearest("Businesses", &["Business"]), ["Business"]);
    }

    #[test]
    fn an_opposite_is_not_near() {
        assert!(nearest("unlawful", &["lawful"]).is_empty());
        assert!(nearest("import", &["export"]).is_empty());
        assert!(nearest("immaterial", &["material"]).is_empty());
        assert!(nearest("enclose", &["disclose"]).is_empty());
        assert_eq!(nearest("exprot", &["export"]), ["export"]);
    }

    #[test]
    fn without_budget_nothing_is_suggested() {
        assert!(near("Controler", ["Controller"].into_iter(), &mut 3).is_empty());
    }
}
