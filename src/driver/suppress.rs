//! Silences what an author allows, and tells which `allow` is not needed or not explained.

use std::collections::BTreeMap;

use super::nearest::nearest;
use crate::checks::suppression::{allow_without_reason, unknown_rule, unused_allow};
use crate::checks::{self, Settings};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::model::Allow;
use crate::source::{FileId, Span};

/// The allows of all sets, and what they silence. One file may be in several sets.
#[derive(Debug, Default)]
pub(super) struct Allows {
    known: BTreeMap<Span, Known>,
    /// How many findings were silenced.
    silenced: usize,
}

/// An `allow` with what is known of its use.
#[derive(Debug)]
struct Known {
    allow: Allow,
    is_used: bool,
    /// Whether all that it could silence was looked for, in every set that has it.
    was_looked_for: bool,
}

impl Allows {
    /// Keeps the findings that no `allow` covers. `looked_for` says whether all that an `allow` could silence was
    /// looked for in this set.
    pub(super) fn silence(
        &mut self,
        allows: &[Allow],
        found: Vec<Diagnostic>,
        looked_for: impl Fn(&Allow) -> bool,
    ) -> Vec<Diagnostic> {
        for allow in allows {
            let new = || Known { allow: allow.clone(), is_used: false, was_looked_for: true };
            self.known.entry(allow.span).or_insert_with(new).was_looked_for &= looked_for(allow);
        }
        found.into_iter().filter(|found| !self.covers(allows, found)).collect()
    }

    /// How many findings were silenced.
    pub(super) fn silenced(&self) -> usize {
        self.silenced
    }

    /// Allows that silence nothing or give no reason, in files that were given.
    pub(super) fn findings(&self, given: impl Fn(FileId) -> bool) -> Vec<Diagnostic> {
        let known = self.known.values().filter(|known| given(known.allow.span.file));
        known.filter_map(finding).collect()
    }

    fn covers(&mut self, allows: &[Allow], found: &Diagnostic) -> bool {
        let covering: Vec<&Allow> = allows.iter().filter(|allow| covers(allow, found)).collect();
        for (place, allow) in covering.iter().enumerate() {
            let nearer = |(other, it): (usize, &&Allow)| {
                let same = it.covers == allow.covers;
                if same { other < place } else { holds(allow.covers, it.covers) }
            };
            let is_nearest = !covering.iter().enumerate().any(nearer);
            if let Some(known) = self.known.get_mut(&allow.span).filter(|_| is_nearest) {
                known.is_used = true;
            }
        }
        self.silenced += usize::from(!covering.is_empty());
        !covering.is_empty()
    }
}

/// One mistake, one finding: an `allow` that is not needed is not asked for its reason.
fn finding(known: &Known) -> Option<Diagnostic> {
    let allow = &known.allow;
    let Some(_) = rule_of(allow) else {
        let rules = checks::rules();
        let names = rules.iter().flat_map(|rule| [rule.code, rule.name]);
        return Some(unknown_rule::diagnostic(allow, nearest(&allow.rule, names)));
    };
    match (known.is_used, allow.reasoned) {
        (false, _) => known.was_looked_for.then(|| unused_allow::diagnostic(allow)),
        (true, false) => Some(allow_without_reason::diagnostic(allow)),
        (true, true) => None,
    }
}

fn rule_of(allow: &Allow) -> Option<&'static Rule> {
    checks::rules().into_iter().find(|rule| allow.rule == rule.code || allow.rule == rule.name)
}

/// Whether a run with these settings looks for all that an `allow` could silence: everything is asked, what its rule
/// finds is shown, and the instrument in which it stands is looked at.
pub(super) fn is_looked_for(allow: &Allow, settings: &Settings) -> bool {
    let shown = |rule: &Rule| rule.level > Level::Off || settings.shows(rule);
    let looked_at = |name: &String| settings.with.contains(name);
    settings.ask_everything()
        && rule_of(allow).is_none_or(shown)
        && allow.proposed.as_ref().is_none_or(looked_at)
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
        let span = Span::new(FileId(0), 90, 95);
        Allow { rule: rule.to_owned(), covers, reasoned, proposed: None, span }
    }

    /// The findings that are left where all was looked for.
    fn silence(allows: &mut Allows, own: &[Allow], found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        allows.silence(own, found, |_| true)
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
            assert!(silence(&mut allows, &[covering], vec![found]).is_empty());
            assert!(allows.findings(|_| true).is_empty());
            assert_eq!(allows.silenced(), 1);
        }
    }

    #[test]
    fn an_allow_that_silences_nothing_is_told() {
        let mut allows = Allows::default();
        silence(&mut allows, &[allow("C602", span(0, 50), false)], Vec::new());
        let found = allows.findings(|_| true);
        assert_eq!(found.len(), 1, "one mistake, one finding");
        assert_eq!(found[0].rule.code, "C602");
    }

    #[test]
    fn an_allow_that_names_no_rule_is_told() {
        let mut allows = Allows::default();
        silence(&mut allows, &[allow("unused-alow", span(0, 50), true)], Vec::new());
        let found = allows.findings(|_| true);
        assert_eq!(found[0].rule.code, "C604");
        assert_eq!(found[0].help, ["did you mean `unused-allow`?"]);
    }

    #[test]
    fn the_nearest_of_several_is_the_one_that_is_used() {
        let at = |start| Span::new(FileId(0), start, start + 5);
        let wide = Allow { span: at(60), ..allow("C602", span(0, 50), false) };
        let near = Allow { span: at(70), ..allow("C602", span(5, 30), true) };
        let again = Allow { span: at(80), ..allow("C602", span(5, 30), true) };
        let mut found = unused_allow::diagnostic(&near);
        found.primary.span = span(10, 20);
        let mut allows = Allows::default();
        silence(&mut allows, &[wide, near, again], vec![found]);
        let unused: Vec<_> = allows.findings(|_| true).iter().map(|it| it.primary.span).collect();
        assert_eq!((unused, allows.silenced()), (vec![at(60), at(80)], 1));
    }

    #[test]
    fn of_what_was_not_looked_for_in_one_of_the_sets_nothing_is_told() {
        let own = [allow("C602", span(0, 50), true)];
        let mut allows = Allows::default();
        silence(&mut allows, &own, Vec::new());
        allows.silence(&own, Vec::new(), |_| false);
        assert!(allows.findings(|_| true).is_empty());
    }

    #[test]
    fn what_leaves_norms_out_cannot_be_allowed() {
        let found = unknown_pack::diagnostic("x", None, &[], span(1, 2));
        let mut allows = Allows::default();
        let kept = silence(&mut allows, &[allow("C121", span(0, 50), true)], vec![found]);
        assert_eq!(kept.len(), 1);
    }
}
