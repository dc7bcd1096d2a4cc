//! Asks about the norms that an edit may affect in an excerpt that holds them, and tells the rest as it was found.
//!
//! The excerpt has whole classes of norms ([`Mentions::class`](super::mentions::Mentions::class)) and all that is no
//! norm, so that whatever can be found of the norms that are asked about is found there. Whatever does not fit is left
//! to a model of the whole set.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::excerpt::{Excerpt, Outline};
use super::groups::Groups;
use super::known::is_about_a_group;
use super::recheck::{Answer, Key, Mending, Remembered, Repaired, findings};
use super::repair::{Elsewhere, Within};
use super::suppress::is_about_text;
use super::touched::{Chosen, Edited};
use super::workspace::Workspace;
use crate::checks::{Inquiry, MENDED, Settings};
use crate::diagnostics::{Diagnostic, Level};
use crate::logic::ALL_NORMS;
use crate::model::rules::UNUSED_VOCABULARY;
use crate::model::{Allow, Id, Model, NormId};
use crate::source::Span;

/// So often an excerpt is made larger before the whole set is looked at.
const ATTEMPTS: usize = 3;

/// What was found of an edit, or the findings for whose repairs more norms have to be at hand.
type Attempt = Result<Remembered, Vec<Diagnostic>>;

/// An excerpt with its model.
struct Part<'p, 'a> {
    edited: &'p Edited<'p>,
    chosen: &'p Chosen,
    excerpt: Excerpt<'a>,
    place: usize,
    model: Model,
    /// What is said of words, at its place in the whole text.
    resolving: Vec<Diagnostic>,
    /// Where the norms of the model stand in the whole text.
    spans: Vec<Span>,
    /// The groups of which no norm was touched.
    untouched: FxHashSet<Vec<Span>>,
    /// Norms that are asked about even if nothing can have changed for them.
    again: BTreeSet<Span>,
}

/// The groups after an edit.
struct Grouped {
    all: Groups,
    /// The norms that are asked about.
    asked: FxHashSet<Span>,
    /// The norms of the groups in which one was edited.
    affected: FxHashSet<Span>,
}

impl Workspace<'_> {
    /// What is found after an edit, if no more has to be looked at than some norms.
    pub(super) fn answer_edited(&self, edited: &Edited<'_>, key: &Key) -> Option<Remembered> {
        let mut chosen = edited.chosen()?;
        for _ in 0..ATTEMPTS {
            match Part::of(self, edited, &chosen)?.attempt(self, key)? {
                Ok(found) => return Some(found),
                Err(lacking) => {
                    chosen = edited.with_findings(chosen, &lacking.iter().collect::<Vec<_>>())?;
                }
            }
        }
        None
    }
}

impl<'p, 'a> Part<'p, 'a> {
    /// An excerpt with these norms; `None` where something is wrong in it.
    fn of(
        whole: &Workspace<'a>,
        edited: &'p Edited<'p>,
        chosen: &'p Chosen,
    ) -> Option<Part<'p, 'a>> {
        let place = whole.place_of(edited.set);
        let mentions = &edited.mentions;
        let kept = chosen.norms.iter().map(|&norm| mentions.span(norm)).collect::<Option<_>>()?;
        let words = edited.touched.before.iter().map(|&word| mentions.text(word)).collect();
        let excerpt = Outline::known(whole, edited.set, mentions).excerpt_with(&kept, words);
        let own = &excerpt.workspace;
        if own.found_in_text().iter().any(is_about_text) {
            return None;
        }
        let (model, resolving) = own.build(own.sets.get(place)?, edited.settings);
        if resolving.iter().any(is_about_text) {
            return None;
        }
        let resolving = resolving.iter().map(|it| excerpt.finding(it)).collect::<Option<_>>()?;
        let spans: Vec<Span> =
            model.norms.values().map(|norm| excerpt.place(norm.span)).collect::<Option<_>>()?;
        let again = chosen.again.iter().map(|&norm| mentions.span(norm));
        let again = again.collect::<Option<_>>()?;
        let untouched = edited.untouched(&spans.iter().copied().collect());
        let is_large = model.norms.len() > ALL_NORMS;
        let part =
            Part { edited, chosen, excerpt, place, model, resolving, spans, untouched, again };
        is_large.then_some(part)
    }

    fn settings(&self) -> &'p Settings {
        self.edited.settings
    }

    fn span(&self, norm: NormId) -> Span {
        self.spans[norm.index()]
    }

    /// Whether nothing can have changed for a group, and nothing more is to be known of it.
    fn is_known(&self, group: &[NormId]) -> bool {
        let spans: Vec<Span> = group.iter().map(|&norm| self.span(norm)).collect();
        self.untouched.contains(&spans) && !spans.iter().any(|norm| self.again.contains(norm))
    }

    fn is_edited(&self, span: Span) -> bool {
        !self.edited.moves.is_as_it_was(span)
    }

    /// Asks, and puts what is found beside what still stands.
    fn attempt(self, whole: &Workspace<'_>, key: &Key) -> Option<Attempt> {
        let inquiry = Inquiry::again(&self.model, self.settings(), &|group| self.is_known(group));
        if !inquiry.unknowns().is_empty() || !inquiry.hangs_on_norms_alone() {
            return None;
        }
        let groups = self.groups(&inquiry)?;
        let mut found = self.found(&inquiry)?;
        found.extend(self.edited.kept(&groups.asked)?);
        let resolving = self.resolving(whole)?;
        let asking = self.asking(&inquiry, &groups.asked)?;
        let mending = match self.mending(whole, &inquiry, (&found, &resolving), &groups)? {
            Ok(mending) => mending,
            Err(lacking) => {
                return Some(Err(lacking.iter().map(|&it| found[it].clone()).collect()));
            }
        };
        let passed: Vec<Diagnostic> = mending.passed.iter().map(|&it| found[it].clone()).collect();
        let is_plain = !passed.iter().any(|it| inquiry.is_for_mending(it));
        let statistics = inquiry.statistics();
        let answer = Answer {
            resolving,
            checked: findings(found.clone(), &mending.repaired, Vec::new(), statistics),
            allows: self.allows()?,
            norms: self.norms(),
            names: self.edited.before.answer.names.clone(),
        };
        Some(Ok(Remembered {
            key: key.clone(),
            answer,
            sources: whole.sources().clone(),
            parts: whole.parts_of(self.edited.set),
            groups: groups.all,
            found,
            repaired: mending.repaired.into_iter().map(|(_, repaired)| repaired).collect(),
            passed,
            asking,
            is_plain,
            mentions: None,
        }))
    }

    /// The groups of all norms; `None` where one is not whole in the excerpt.
    fn groups(&self, inquiry: &Inquiry<'_>) -> Option<Grouped> {
        let new = inquiry.groups().iter().filter(|group| !self.is_known(group));
        let new: Vec<Vec<Span>> =
            new.map(|group| group.iter().map(|&norm| self.span(norm)).collect()).collect();
        let asked: FxHashSet<Span> = new.iter().flatten().copied().collect();
        let (mut all, affected) = self.edited.groups(&asked)?;
        let mut affected: FxHashSet<Span> = affected.into_iter().collect();
        let edited = new.iter().filter(|group| group.iter().any(|&norm| self.is_edited(norm)));
        affected.extend(edited.flatten());
        new.into_iter().for_each(|group| all.push(group));
        Some(Grouped { all, asked, affected })
    }

    /// What is found of the norms that are asked about.
    fn found(&self, inquiry: &Inquiry<'_>) -> Option<Vec<Diagnostic>> {
        let found = inquiry.findings().into_iter().map(|it| {
            let fits = is_about_a_group(&it) && !it.evidence.norms.is_empty();
            self.excerpt.finding(&it).filter(|_| fits)
        });
        found.collect()
    }

    /// The norms whose conditions ask what norms say. An edited one may matter to every repair.
    fn asking(&self, inquiry: &Inquiry<'_>, asked: &FxHashSet<Span>) -> Option<Vec<Span>> {
        let own = inquiry.asking();
        let own: Vec<Span> = own.into_iter().map(|norm| self.span(norm)).collect();
        if !self.settings().without_repairs && own.iter().any(|&span| self.is_edited(span)) {
            return None;
        }
        let before = self.edited.before.asking.iter();
        let kept = before.filter_map(|&norm| self.edited.moves.moved(norm));
        let others = kept.filter(|norm| !asked.contains(norm));
        Some(others.chain(own.iter().copied().filter(|it| asked.contains(it))).collect())
    }

    /// What is said of words.
    fn resolving(&self, whole: &Workspace<'_>) -> Option<Vec<Diagnostic>> {
        let is_unused = |found: &Diagnostic| found.rule.code == UNUSED_VOCABULARY.code;
        let moves = self.edited.moves;
        let now: BTreeSet<Span> =
            self.resolving.iter().filter(|it| is_unused(it)).map(|it| it.primary.span).collect();
        let mut all = Vec::new();
        for found in &self.edited.before.answer.resolving {
            let Some(span) = moves.moved(found.primary.span) else { continue };
            if !is_unused(found) || now.contains(&span) || self.excerpt.is_cut_into(span) {
                all.push(moves.finding(found)?);
            }
        }
        let before: BTreeSet<Span> = all.iter().map(|it| it.primary.span).collect();
        for found in &self.resolving {
            let span = found.primary.span;
            let word = whole.sources().slice(span);
            if !is_unused(found) {
                all.extend(self.is_edited(span).then(|| found.clone()));
            } else if !before.contains(&span) && self.edited.was_mentioned(word) {
                // A norm that is not in the excerpt may use it.
                all.push(self.edited.knows_all_uses(self.chosen, word).then(|| found.clone())?);
            }
        }
        Some(all)
    }

    fn allows(&self) -> Option<Vec<Allow>> {
        let place = |it: &Allow| self.excerpt.place(it.span);
        let mut own = self.model.allows.iter().map(place);
        match own.any(|span| span.is_none_or(|span| self.is_edited(span))) {
            true => None,
            false => self.edited.allows(),
        }
    }

    /// Where norms stand.
    fn norms(&self) -> Vec<Span> {
        let before = self.edited.before.answer.norms.iter();
        let mut norms: Vec<Span> =
            before.filter_map(|&norm| self.edited.moves.moved(norm)).collect();
        norms.extend(self.spans.iter().filter(|&&norm| self.is_edited(norm)));
        // All but the edited ones are in order.
        norms.sort();
        norms.dedup();
        norms
    }

    /// What comes of seeking repairs; or the findings for which more has to be at hand.
    fn mending(
        &self,
        whole: &Workspace<'_>,
        inquiry: &Inquiry<'_>,
        (found, resolving): (&[Diagnostic], &[Diagnostic]),
        groups: &Grouped,
    ) -> Option<Result<Mending, Vec<usize>>> {
        let mut mending = Mending::default();
        if self.settings().without_repairs {
            return Some(Ok(mending));
        }
        let (mut sought, mut lacking) = (Vec::new(), Vec::new());
        for place in whole.shown_first(found, self.settings()) {
            let it = &found[place];
            if mending.repaired.len() + sought.len() + lacking.len() == MENDED {
                break;
            }
            if it.level < Level::Warning {
                continue;
            }
            match self.edited.repaired(it, &groups.affected) {
                Some(Some(known)) => mending.repaired.push((place, known)),
                Some(None) => mending.passed.push(place),
                None if !self.edited.has_all_for(it, self.chosen, &groups.asked) => {
                    lacking.push(place);
                }
                None => match inquiry.mendable(found, &[place]).pop() {
                    Some(mendable) => sought.push(mendable),
                    None => mending.passed.push(place),
                },
            }
        }
        if !lacking.is_empty() {
            return Some(Err(lacking));
        }
        let within = Within {
            place: self.place,
            model: &self.model,
            settings: self.settings(),
            known: resolving,
            unknowns: &[],
            elsewhere: Some(Elsewhere { norms: &self.spans, mentions: &self.edited.mentions }),
        };
        let fixes = whole.repairs_of(found, &sought, within);
        for (it, fixes) in sought.iter().zip(fixes) {
            let near = it.near.iter().map(|&norm| self.span(norm)).collect();
            let finding = found[it.finding].clone();
            mending.repaired.push((it.finding, Repaired { finding, near, fixes }));
        }
        Some(Ok(mending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::{Bundled, Input, Outcome};

    /// Norms that have nothing to do with each other, and two that have, with a rule between the acts of others.
    fn text() -> String {
        let words = "kind Person, Thing\nfact odd(Thing)\nfact idle(Thing)\n".to_owned();
        let words = words + "action sell(Thing)\naction give(Thing)\naction hand(Thing)\n";
        let words = words + "rule sell(Thing) excludes give(Thing)\n";
        let others = (0..70).map(|it| {
            let norm = format!("norm n{it} {{ Person must do{it}(Thing) when idle(Thing) }}");
            format!("action do{it}(Thing)\n{norm}\n")
        });
        let own = "norm a { Person must hand(Thing) when odd(Thing) }\n\
                   norm b { Person must not hand(Thing) when idle(Thing) }\n\
                   norm c { Person must sell(Thing) }\n";
        words + own + &others.collect::<String>()
    }

    /// What is found after an edit without a model of the whole set.
    fn found_after(from: &str, to: &str) -> Option<Vec<&'static str>> {
        let (text, settings) = (text(), Settings::default());
        let mut workspace = Workspace::new(&Bundled);
        workspace.add_set(vec![Input::text("draft.norm", text.clone())]);
        workspace.recheck(&settings);
        assert!(text.contains(from));
        workspace.edit("draft.norm", text.replacen(from, to, 1));
        let mut memory = std::mem::take(&mut workspace.memory);
        let before = memory.sets.pop().expect("it is remembered");
        let (set, key) = (&workspace.sets[0], workspace.key(&workspace.sets[0]));
        let moves = workspace.moves(&before, &key)?;
        let edited = Edited::new(&workspace, set, &settings, (&before, &moves), None)?;
        let found = workspace.answer_edited(&edited, &key)?;
        let told = |outcome: Outcome| outcome.diagnostics.into_iter().map(|it| it.rule.code);
        let found = workspace.outcome(std::iter::once(&found.answer), &settings);
        let found: Vec<&str> = told(found).collect();
        assert_eq!(found, told(workspace.check(&settings)).collect::<Vec<_>>());
        Some(found)
    }

    #[test]
    fn an_edit_of_norms_is_looked_at_in_an_excerpt() {
        let found = found_after("hand(Thing) when odd", "hand(Thing) when idle");
        assert_eq!(found, Some(vec!["C107", "C201"]));
        assert_eq!(found_after("must not hand", "may hand"), Some(vec![]));
        let found = found_after("n7 { Person must do7", "n7 { Person must not hand");
        assert!(found.is_some_and(|found| found.contains(&"C107") && found.contains(&"C201")));
        let by_a_rule = found_after("must do7", "must give");
        assert!(by_a_rule.is_some_and(|found| found.len() > 1));
    }

    #[test]
    fn more_than_norms_is_looked_at_in_whole() {
        assert_eq!(found_after("fact odd", "fact even"), None);
        assert_eq!(found_after("must do7", "must undo7"), None, "no act has that name");
        assert_eq!(found_after("when idle", "when n7 applies"), None);
        assert_eq!(found_after("n7 {", "n7"), None);
    }
}
