//! Silences what an author allows, and tells which `allow` is not needed or not explained.

use std::collections::BTreeMap;

use super::nearest::nearest;
use crate::checks;
use crate::checks::suppression::{allow_without_reason, unknown_rule, unused_allow};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::model::Allow;
use crate::source::{FileId, Span};

/// The allows of all sets, each with how many findings it silences. One file may be in several sets.
#[derive(Debug, Default)]
pub(super) struct Allows {
    used: BTreeMap<Span, (Allow, usize)>,
}

impl Allows {
    /// Keeps the findings that no `allow` covers.
    pub(super) fn silence(&mut self, allows: &[Allow], found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        for allow in allows {
            self.used.entry(allow.span).or_insert_with(|| (allow.clone(), 0));
        }
        found.into_iter().filter(|found| !self.covers(allows, found)).collect()
    }

    /// How many findings were silenced.
    pub(super) fn silenced(&self) -> usize {
        self.used.values().map(|(_, count)| count).sum()
    }

    /// Allows that silence nothing or give no reason, in files that were given.
    pub(super) fn findings(&self, given: impl Fn(FileId) -> bool) -> Vec<Diagnostic> {
        let allows = self.used.values().filter(|(allow, _)| given(allow.span.file));
        allows.filter_map(|(allow, used)| finding(allow, *used)).collect()
    }

    fn covers(&mut self, allows: &[Allow], found: &Diagnostic) -> bool {
        let allow = allows.iter().find(|allow| covers(allow, found));
        if let Some((_, used)) = allow.and_then(|allow| self.used.get_mut(&allow.span)) {
            *used += 1;
        }
        allow.is_some()
    }
}

/// One mistake, one finding: an `allow` that is not needed is not asked for its reason.
fn finding(allow: &Allow, used: usize) -> Option<Diagnostic> {
    let rules = checks::rules();
    if !rules.iter().any(|rule| allow.rule == rule.code || allow.rule == rule.name) {
        let names = rules.iter().flat_map(|rule| [rule.code, rule.name]);
        return Some(unknown_rule::diagnostic(allow, nearest(&allow.rule, names)));
    }
    match (used, allow.reasoned) {
        (0, _) => Some(unused_allow::diagnostic(allow)),
        (_, false) => Some(allow_without_reason::diagnostic(allow)),
        _ => None,
    }
}

fn covers(allow: &Allow, found: &Diagnostic) -> bool {
    let named = allow.rule == found.rule.code || allow.rule == found.rule.name;
    let mut labels = std::iter::once(&found.primary).chain(&found.related);
    named && !is_about_text(found) && labels.any(|label| holds(allow.covers, label.span))
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// Whether it says that the text or its words are wrong: then norms were left out, and nobody may allow that.
pub(super) fn is_about_text(found: &Diagnostic) -> bool {
    leaves_norms_out(found.rule)
}

/// Whether norms are left out where the rule is broken.
pub(super) fn leaves_norms_out(rule: &Rule) -> bool {
    let family = rule.code.get(..2);
    rule.level == Level::Error && matches!(family, Some("C0" | "C1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::inputs::unknown_pack;

    fn allow(rule: &str, covers: Span, reasoned: bool) -> Allow {
        Allow { rule: rule.to_owned(), covers, reasoned, span: Span::new(FileId(0), 90, 95) }
    }

    fn span(start: u32, end: u32) -> Span {
        Span::new(FileId(0), start, end)
    }

    #[test]
    fn an_allow_covers_by_code_and_by_name() {
        for rule in ["C602", "unused-allow"] {
            let covering = allow(rule, span(0, 50), true);
            let found = unused_allow::diagnostic(&allow("C602", span(0, 1), true));
            let mut found = Diagnostic { primary: found.primary.clone(), ..found };
            found.primary.span = span(10, 20);
            let mut allows = Allows::default();
            assert!(allows.silence(&[covering], vec![found]).is_empty());
            assert!(allows.findings(|_| true).is_empty());
            assert_eq!(allows.silenced(), 1);
        }
    }

    #[test]
    fn an_allow_that_silences_nothing_is_told() {
        let mut allows = Allows::default();
        allows.silence(&[allow("C602", span(0, 50), false)], Vec::new());
        let found = allows.findings(|_| true);
        assert_eq!(found.len(), 1, "one mistake, one finding");
        assert_eq!(found[0].rule.code, "C602");
    }

    #[test]
    fn an_allow_that_names_no_rule_is_told() {
        let mut allows = Allows::default();
        allows.silence(&[allow("unused-alow", span(0, 50), true)], Vec::new());
        let found = allows.findings(|_| true);
        assert_eq!(found[0].rule.code, "C604");
        assert_eq!(found[0].help, ["did you mean `unused-allow`?"]);
    }

    #[test]
    fn what_leaves_norms_out_cannot_be_allowed() {
        let found = unknown_pack::diagnostic("x", None, &[], span(1, 2));
        let mut allows = Allows::default();
        let kept = allows.silence(&[allow("C121", span(0, 50), true)], vec![found]);
        assert_eq!(kept.len(), 1);
    }
}
