//! What `comity explain` knows beside the rules. The pages are read by people in terminals and on the web, and by
//! the test suite, which runs their examples.

/// A page about one subject.
#[derive(Debug)]
pub struct Topic {
    /// What is written after `explain`.
    pub name: &'static str,
    /// One line, lower case, no full stop.
    pub summary: &'static str,
    /// The page, in Markdown.
    pub page: &'static str,
}

/// Every topic, in the order in which a newcomer reads them.
pub static TOPICS: &[Topic] = &[
    Topic {
        name: "language",
        summary: "how a file is built, and how to turn an article of law into norms",
        page: include_str!("topics/language.md"),
    },
    Topic {
        name: "vocabulary",
        summary: "kinds, roles, facts, attributes, events, actions, rules, definitions",
        page: include_str!("topics/vocabulary.md"),
    },
    Topic {
        name: "norms",
        summary: "sentences, modal words, participants, conditions, instruments",
        page: include_str!("topics/norms.md"),
    },
    Topic {
        name: "time",
        summary: "deadlines, windows, orders of acts, dates in force and calendars",
        page: include_str!("topics/time.md"),
    },
    Topic {
        name: "precedence",
        summary: "which norm yields where two clash",
        page: include_str!("topics/precedence.md"),
    },
    Topic {
        name: "principles",
        summary: "what norms are measured against, and profiles",
        page: include_str!("topics/principles.md"),
    },
    Topic {
        name: "gaps",
        summary: "cases left open, exceptions that run out, and norms without force",
        page: include_str!("topics/gaps.md"),
    },
    Topic {
        name: "verdicts",
        summary: "what each verdict means, and why there may be no conflict",
        page: include_str!("topics/verdicts.md"),
    },
    Topic {
        name: "scenarios",
        summary: "cases in the words of the vocabulary",
        page: include_str!("topics/scenarios.md"),
    },
    Topic {
        name: "tests",
        summary: "expectations: unit tests for law",
        page: include_str!("topics/tests.md"),
    },
    Topic {
        name: "command-line",
        summary: "commands, sets of files, formats and the exit status",
        page: include_str!("topics/command-line.md"),
    },
    Topic {
        name: "format",
        summary: "the one layout of the language, and how to have it written",
        page: include_str!("topics/format.md"),
    },
    Topic {
        name: "configuration",
        summary: "settings in `comity.toml`: levels, files, profiles, calendars, precedence",
        page: include_str!("topics/configuration.md"),
    },
    Topic {
        name: "baseline",
        summary: "findings that are allowed, known, or not of this change",
        page: include_str!("topics/baseline.md"),
    },
    Topic {
        name: "json",
        summary: "what `--output json` writes, field by field",
        page: include_str!("topics/json.md"),
    },
];

/// Words of reports, with the topic that explains them.
const WORDS: [(&str, &str); 24] = [
    ("strict", "verdicts"),
    ("incompatible", "verdicts"),
    ("temporal", "verdicts"),
    ("wide", "verdicts"),
    ("tension", "verdicts"),
    ("undetermined", "verdicts"),
    ("invalid", "verdicts"),
    ("overlap", "verdicts"),
    ("unknown", "verdicts"),
    ("deadline", "time"),
    ("deadlines", "time"),
    ("window", "time"),
    ("windows", "time"),
    ("exception", "norms"),
    ("exceptions", "norms"),
    ("safeguards", "norms"),
    ("canons", "precedence"),
    ("superior", "precedence"),
    ("specialis", "precedence"),
    ("posterior", "precedence"),
    ("rank", "precedence"),
    ("order", "precedence"),
    ("profile", "principles"),
    ("expectations", "scenarios"),
];

/// The topic of a name, or of a word that reports use, in any case.
pub fn find(name: &str) -> Option<&'static Topic> {
    let topic = |name: &str| TOPICS.iter().find(|topic| topic.name.eq_ignore_ascii_case(name));
    let explained = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(name));
    topic(name).or_else(|| topic(explained?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_reports_lead_to_topics() {
        for (word, topic) in WORDS {
            assert_eq!(find(word).map(|found| found.name), Some(topic), "{word}");
        }
    }

    #[test]
    fn every_topic_has_a_page_that_begins_with_a_heading() {
        for topic in TOPICS {
            assert!(topic.page.starts_with("# "), "{}", topic.name);
            let first = topic.summary.chars().next().expect("a summary");
            assert!(first.is_lowercase() && !topic.summary.ends_with('.'), "{}", topic.name);
        }
    }
}
