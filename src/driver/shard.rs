//! What a part of a check says of itself, so that all parts can be put together again.

use super::workspace::Workspace;
use crate::checks::suppression::{stale_baseline, unused_allow};
use crate::checks::{Settings, Shard, Stop};
use crate::diagnostics::{Diagnostic, Level, Rule, digest};
use crate::report::Part;
use crate::source::FileId;

/// Whether a rule says that something was not found: in one part that means nothing.
fn says_what_is_missing(rule: &Rule) -> bool {
    [&unused_allow::RULE, &stale_baseline::RULE].iter().any(|it| it.code == rule.code)
}

impl Workspace<'_> {
    /// What the part says of itself. Takes out of the findings what only all parts together can say.
    pub(super) fn part(
        &self,
        shard: Shard,
        settings: &Settings,
        found: &mut Vec<Diagnostic>,
    ) -> Part {
        let undecided = found.extract_if(.., |found| says_what_is_missing(found.rule)).collect();
        Part {
            number: shard.index + 1,
            count: shard.count.get(),
            check: self.check_of(settings),
            fail_on: Level::Error,
            allow_unknown: false,
            unreadable: self.is_unreadable(),
            undecided,
        }
    }

    /// What is asked of which texts, as one word.
    fn check_of(&self, settings: &Settings) -> String {
        let asked = Settings {
            threads: None,
            shard: None,
            stop: Stop::default(),
            statistics: false,
            ..settings.clone()
        };
        let asked = format!("{asked:?}");
        let mut files: Vec<(&str, &str)> = self
            .in_use()
            .into_iter()
            .map(|file| FileId(file as u32))
            .map(|file| (self.sources.name(file), self.sources.text(file)))
            .collect();
        files.sort_unstable();
        let texts = files.into_iter().flat_map(|(name, text)| [name, text]);
        digest(texts.chain([asked.as_str()]))
    }
}

/// Notes that a part hangs on this text, too.
pub(super) fn hangs_on(part: &mut Part, text: &str) {
    part.check = digest([part.check.as_str(), text].into_iter());
}
