//! Patterns of paths, as people write them in settings: `drafts/**`, `*.norm`, `rules/??/a.norm`.

/// A pattern of paths. `*` and `?` stay inside one folder; `**` stands for any number of folders, none included.
/// A pattern without `/` fits a file or folder of that name anywhere; one that names a folder fits all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    parts: Vec<String>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Says in words why the text is none: empty, absolute, with `..`, or with `**` beside other letters.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let trimmed = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
        if trimmed.is_empty() {
            return Err("a pattern of paths is not empty");
        }
        if trimmed.starts_with('/') || trimmed.contains(':') {
            return Err("a pattern is relative to the folder of the settings");
        }
        if trimmed.contains('\\') {
            return Err("folders are divided by `/` on every system");
        }
        let mut parts: Vec<String> = trimmed.split('/').map(str::to_owned).collect();
        if parts.iter().any(|part| part.is_empty() || part == "." || part == "..") {
            return Err("a pattern does not lead upwards, and has no empty part");
        }
        if parts.iter().any(|part| part.contains("**") && part != "**") {
            return Err("`**` stands alone between `/`");
        }
        if !trimmed.contains('/') && trimmed != "**" {
            parts.insert(0, "**".to_owned());
        }
        Ok(Pattern { text: text.to_owned(), parts })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a path, relative to where the pattern counts from, is meant. Takes time in proportion to the
    /// product of both lengths, whatever they hold.
    pub fn fits(&self, path: &str) -> bool {
        let folders: Vec<&str> = path.split('/').collect();
        // reached[n]: the parts so far fit the first n folders.
        let mut reached = vec![false; folders.len() + 1];
        reached[0] = true;
        for part in &self.parts {
            let mut next = vec![false; folders.len() + 1];
            for at in 0..=folders.len() {
                next[at] = match part.as_str() {
                    "**" => reached[at] || at > 0 && next[at - 1],
                    part => at > 0 && reached[at - 1] && part_fits(part, folders[at - 1]),
                };
            }
            reached = next;
        }
        // A pattern that fits a folder means all that is in it.
        reached[1..].contains(&true)
    }
}

/// Whether one part of a pattern fits one name. Only the last `*` is ever tried anew, which suffices.
fn part_fits(part: &str, name: &str) -> bool {
    let (part, name): (Vec<char>, Vec<char>) = (part.chars().collect(), name.chars().collect());
    let (mut at, mut from) = (0, 0);
    let mut star = None;
    while from < name.len() {
        match part.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(&letter) if letter == '?' || letter == name[from] => {
                at += 1;
                from += 1;
            }
            _ => match star {
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    at = place + 1;
                    from = taken + 1;
                }
                None => return false,
            },
        }
    }
    part[at..].iter().all(|&letter| letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fits(pattern: &str, path: &str) -> bool {
        Pattern::new(pattern).expect("a pattern").fits(path)
    }

    #[test]
    fn a_star_stays_in_its_folder() {
        assert!(fits("drafts/*.norm", "drafts/a.norm"));
        assert!(!fits("drafts/*.norm", "drafts/old/a.norm"));
        assert!(fits("drafts/?.norm", "drafts/a.norm") && !fits("drafts/?.norm", "drafts/ab.norm"));
    }

    #[test]
    fn two_stars_stand_for_any_number_of_folders() {
        for path in ["a.norm", "x/a.norm", "x/y/a.norm"] {
            assert!(fits("**/a.norm", path), "{path}");
        }
        assert!(fits("x/**/a.norm", "x/a.norm") && !fits("x/**/a.norm", "y/a.norm"));
    }

    #[test]
    fn a_folder_means_all_that_is_in_it() {
        for pattern in ["drafts", "drafts/", "drafts/**", "./drafts/old"] {
            assert!(fits(pattern, "drafts/old/a.norm"), "{pattern}");
        }
        assert!(fits("old", "drafts/old/a.norm"), "without a slash it is found anywhere");
        assert!(!fits("drafts/old", "x/drafts/old/a.norm"));
        assert!(!fits("draft", "drafts/a.norm"));
    }

    #[test]
    fn many_stars_take_no_longer() {
        let pattern = Pattern::new(&"**/*a*c/".repeat(30)).expect("a pattern");
        assert!(!pattern.fits(&"aaaaaaaaaaaaaaaaaaaab/".repeat(60)));
        assert!(!part_fits(&"*a".repeat(40), &"b".repeat(5_000)));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for wrong in ["", "/", "/abs", "../up", "a//b", "a**", "C:/x", "a\\b"] {
            assert!(Pattern::new(wrong).is_err(), "{wrong}");
        }
    }
}
