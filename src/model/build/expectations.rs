//! Expectations: verdict words, reasons, and what norms are expected to say.

use super::Builder;
use super::compare::day;
use super::names::Thing;
use super::near::near;
use super::scope::Item;
use super::sentences::Asked;
use super::tell::{REASON, Resolved, Told, VERDICT};
use crate::diagnostics::Diagnostic;
use crate::model::{
    ExpectKind, Expectation, NormId, Overlap, Reason, ScenarioId, Target, UniverseId, VerdictWord,
    rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, NormBody};

/// How much may be spent on names that may be meant, for each expectation.
const NEAR_BUDGET: usize = 20_000;

impl<'a> Builder<'a> {
    /// Resolves an expectation. Its terms are the participants of the scenario.
    pub(super) fn expect(
        &mut self,
        item: &mut Item<'a>,
        scenario: Option<ScenarioId>,
        written: &'a ast::Expect,
    ) -> Resolved<()> {
        let before = item.scope.vars.len();
        if scenario.is_none() && self.names_a_stranger(&written.kind) {
            return Err(self.belongs_in_a_scenario(written.span));
        }
        let kinds = self.expected_kinds(item, &written.kind);
        let without = self.targets(None, &written.without);
        let because = written.because.as_ref().map(|name| self.reason(name)).transpose();
        let overlap = written.overlap.as_ref().map(|name| self.overlap(name, &written.kind));
        let overlap = overlap.transpose();
        let (kinds, without, because, overlap) = (kinds?, without?, because?, overlap?);
        if scenario.is_some()
            && let ast::ExpectKind::Verdict { word, .. } = &written.kind
            && let Some((kind, _)) = kinds.iter().find(|(kind, _)| is_of_the_whole_law(kind))
        {
            return Err(self.says_nothing_of_a_case(kind, word.span, written.span));
        }
        if scenario.is_none() && item.scope.vars.len() > before {
            return Err(self.belongs_in_a_scenario(written.span));
        }
        let asked: Vec<Target> = kinds.iter().flat_map(|(kind, _)| targets_of(kind)).collect();
        if let Some(at) = without.iter().position(|&out| self.is_one_of(out, &asked)) {
            return Err(self.asks_of_what_is_left_out(written.without[at].span));
        }
        for (kind, universe) in kinds {
            self.model.expectations.push(Expectation {
                scenario,
                kind,
                universe,
                without: without.clone(),
                on: written.on.as_ref().map(day).transpose()?,
                because,
                overlap,
                pending: written.pending.as_ref().map(|text| self.quoted(text)),
                span: written.span,
            });
        }
        Ok(())
    }

    /// Whether a sentence names a participant who is declared nowhere, as those of scenarios are.
    fn names_a_stranger(&self, kind: &ast::ExpectKind) -> bool {
        let mut terms: Vec<&ast::Term> = match kind {
            ast::ExpectKind::Status { sentence, .. } => sentence.bearers.iter().collect(),
            ast::ExpectKind::Violates { who, .. } => vec![who],
            _ => return false,
        };
        if let ast::ExpectKind::Status { sentence, .. } = kind {
            for act in &sentence.acts {
                let ast::Act::Do(call) = act else { continue };
                terms.extend(call.args.iter().flatten().map(|arg| &arg.value));
            }
        }
        let mut budget = NEAR_BUDGET;
        terms.iter().any(|term| match &term.kind {
            ast::TermKind::Name(name) => {
                let text = self.tell.text(name.span);
                let names = self.names.who.names();
                text.starts_with(char::is_lowercase)
                    && near(text, names, &mut budget).is_empty()
                    && self.names.who.place(text).is_none()
                    && self.names.words.place(text).is_none()
            }
            _ => false,
        })
    }

    fn expected_kinds(
        &mut self,
        item: &mut Item<'a>,
        kind: &'a ast::ExpectKind,
    ) -> Resolved<Vec<(ExpectKind, Option<UniverseId>)>> {
        let kind = match kind {
            ast::ExpectKind::Verdict { word, refs, by } => return self.verdict(word, refs, by),
            ast::ExpectKind::Status { negated, sentence } => {
                let asked = if *negated { Asked::Denied } else { Asked::Asserted };
                let statuses = self.statuses(item, sentence, asked)?;
                if statuses.len() > 1 && *negated {
                    return Err(self.one_act(sentence.span));
                }
                let kind = |status| (ExpectKind::Status { negated: *negated, status }, None);
                return Ok(statuses.into_iter().map(kind).collect());
            }
            ast::ExpectKind::Violates { negated, who, norm } => {
                let (who, norm) = (self.participant_term(item, who), self.violated_norm(norm));
                ExpectKind::Violates { negated: *negated, who: who?, norm: norm? }
            }
            ast::ExpectKind::Violated { principle, by } => {
                let (principle, by) = (self.principle(principle), self.targets(None, by));
                ExpectKind::Violated { principle: principle?, by: by? }
            }
            ast::ExpectKind::Holds { principle } => {
                ExpectKind::Holds { principle: self.principle(principle)? }
            }
        };
        Ok(vec![(kind, None)])
    }

    pub(super) fn violated_norm(&mut self, norm: &'a ast::Ref) -> Resolved<NormId> {
        if let Target::Norm(id) = self.target(None, norm)? {
            return Ok(id);
        }
        let message =
            format!("`{}` is an instrument; one norm is violated", self.tell.text(norm.span));
        let label = "name one of its norms";
        Err(self.tell.simple(&rules::MISUSED_WORD, message, norm.span, label))
    }

    /// Whether a second sentence is written for the case that this one, which a reference leads to, is violated.
    pub(super) fn has_otherwise(&self, NormId(key): NormId) -> bool {
        let declared = self.norm_declared(NormId(key));
        declared.is_some_and(|norm| key + 1 < norm.key + norm.levels)
    }

    /// Whether a norm can ever apply, adds anything, or always loses is no question about one case.
    fn says_nothing_of_a_case(&mut self, kind: &ExpectKind, word: Span, written: Span) -> Told {
        let word = self.tell.quoted(word);
        let message = format!("`{word}` speaks of all situations, not of the one of a scenario");
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, written, "expected of a case")
            .help("write it behind the scenario, outside its braces");
        self.tell.tell(match kind {
            ExpectKind::Verdict { word: VerdictWord::Invalid, .. } => told.help(
                "that one of two norms yields in this case is written `expect settled act.s1, act.s2`",
            ),
            _ => told,
        })
    }

    fn belongs_in_a_scenario(&mut self, span: Span) -> Told {
        let message = "this expectation names participants, and no scenario says who they are";
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, span, "whom does it mean?");
        self.tell.tell(told.help("put it into a `scenario`, or state it as a `principle`"))
    }

    /// `expect p hold`, `expect p fails`: what is expected of a principle has two words of its own.
    fn what_a_principle_does(&mut self, principle: Span, written: Span) -> Told {
        let name = self.tell.text(principle);
        let message = format!("a principle is expected to hold or to be violated: `{name}`");
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, written, "says neither");
        let help = format!("write `expect {name} holds` or `expect {name} violated`");
        self.tell.tell(told.help(help))
    }

    /// `expect act.s1 invalid`
    fn verdict_comes_first(&mut self, verdict: Span, norm: Span) -> Told {
        let (word, name) = (self.tell.text(verdict), self.tell.text(norm));
        let message = format!("the verdict stands before the norms: `{word}`");
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, verdict, "behind a norm");
        let help = format!("write `expect {word} {name}, …`, with a comma between two norms");
        self.tell.tell(told.help(help))
    }

    fn a_universe_has_gaps(&mut self, universe: Span) -> Told {
        let name = self.tell.text(universe);
        let message = format!("`{name}` is a universe, of which only a gap is expected");
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, universe, "declares cases");
        self.tell.tell(told.help(format!("write `expect gap {name}`")).help(
            "for what hangs on open facts, expect it of a principle (`always settled …`) or of norms",
        ))
    }

    fn verdict(
        &mut self,
        word: &ast::Name,
        refs: &'a [ast::Ref],
        by: &'a [ast::Ref],
    ) -> Resolved<Vec<(ExpectKind, Option<UniverseId>)>> {
        let text = joined(self.tell.text(word.span));
        let Some(word) = VerdictWord::ALL.iter().copied().find(|known| known.word() == text) else {
            let own = self.tell.text(word.span);
            if self.model.principles.values().any(|it| it.name.as_ref() == own) {
                return Err(self.what_a_principle_does(word.span, refs[0].span));
            }
            if let Some(verdict) = refs.iter().find(|it| is_verdict(self.tell.text(it.span))) {
                return Err(self.verdict_comes_first(verdict.span, word.span));
            }
            let names = VerdictWord::ALL.iter().map(|known| known.word());
            return Err(self.tell.unknown(&rules::UNKNOWN_NAME, VERDICT, word.span, names));
        };
        let (mut refs, mut universe) = (refs, None);
        if matches!(word, VerdictWord::Gap | VerdictWord::Undetermined) {
            match self.named_beside_norms(&refs[0]) {
                Some(Ok(Thing::Principle(principle))) if refs.len() == 1 => {
                    let kind = match word {
                        VerdictWord::Gap => ExpectKind::Unsettled { principle },
                        _ => ExpectKind::Undetermined { principle },
                    };
                    return Ok(vec![(kind, None)]);
                }
                Some(Ok(Thing::Universe(id))) if word == VerdictWord::Gap => {
                    (refs, universe) = (&refs[1..], Some(id))
                }
                Some(Ok(Thing::Universe(_))) => {
                    return Err(self.a_universe_has_gaps(refs[0].span));
                }
                Some(Err(told)) => return Err(told),
                _ => {}
            }
        }
        let (norms, by) = (self.targets(None, refs), self.targets(None, by));
        let (norms, by) = (norms?, by?);
        match norms.iter().position(|&target| self.is_relation(target)) {
            Some(at) => Err(self.asks_for_no_act(refs[at].span)),
            None => Ok(vec![(ExpectKind::Verdict { word, norms, by }, universe)]),
        }
    }

    fn is_one_of(&self, out: Target, asked: &[Target]) -> bool {
        asked.iter().any(|&it| match (it, out) {
            (Target::Norm(norm), Target::Instrument(instrument)) => {
                let place = self.norm_declared(norm).and_then(|norm| norm.instrument);
                place.is_some_and(|place| self.instruments[place].id == Some(instrument))
            }
            _ => it == out,
        })
    }

    fn asks_of_what_is_left_out(&mut self, span: Span) -> Told {
        let name = self.tell.quoted(span);
        let message = format!("this expectation asks about `{name}`, and leaves it out");
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, span, "left out here");
        self.tell.tell(told.help("take it out of `without`, or ask about other norms"))
    }

    /// `norm r { a prevails over b }`, whose relation is all that it says.
    fn is_relation(&self, target: Target) -> bool {
        let Target::Norm(norm) = target else { return false };
        let body = self.norm_declared(norm).map(|norm| &norm.ast.body);
        body.is_some_and(|body| !matches!(body, NormBody::Sentence(_)))
    }

    fn asks_for_no_act(&mut self, span: Span) -> Told {
        let name = self.tell.quoted(span);
        let message = format!("`{name}` is a relation between norms, on which there is no verdict");
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, span, "it asks for no act");
        let help = "expect a verdict on the norms that it names; \
            `without` this one, it shows what the relation changes";
        self.tell.tell(told.help(help))
    }

    /// `gap u` may name a universe or a principle, `undetermined p` a principle, where all other words name norms.
    fn named_beside_norms(&mut self, first: &'a ast::Ref) -> Option<Resolved<Thing>> {
        match self.names.things.get(self.tell.text(first.span)) {
            Some(Ok(thing @ (Thing::Universe(_) | Thing::Principle(_)))) => Some(Ok(thing)),
            Some(Err(told)) => Some(Err(told)),
            _ => None,
        }
    }

    /// `not in force` and `not_in_force` are one reason.
    fn reason(&mut self, name: &ast::Name) -> Resolved<Reason> {
        let text = joined(self.tell.text(name.span));
        let known = Reason::ALL.iter().copied();
        known.clone().find(|it| it.word() == text).ok_or_else(|| {
            let names: Vec<String> = known.map(|it| in_the_text(it.word())).collect();
            let names = names.iter().map(String::as_str);
            self.tell.unknown(&rules::UNKNOWN_NAME, REASON, name.span, names)
        })
    }

    /// Two norms overlap; an expectation of another shape has nothing of which the word could be true.
    fn overlap(&mut self, name: &ast::Name, of: &ast::ExpectKind) -> Resolved<Overlap> {
        if !matches!(of, ast::ExpectKind::Verdict { refs, .. } if refs.len() == 2) {
            let message = "an overlap is reported for two norms";
            let label = "no verdict on two norms stands before this";
            return Err(self.tell.simple(&rules::MISUSED_WORD, message, name.span, label));
        }
        let text = joined(self.tell.text(name.span));
        let known = Overlap::ALL.iter().copied();
        known.clone().find(|it| joined(it.word()) == text).ok_or_else(|| {
            let message = format!("there is no overlap named `{}`", self.tell.quoted(name.span));
            let names = known.map(Overlap::word);
            self.tell.unknown_once(&rules::UNKNOWN_NAME, message, name.span, names)
        })
    }
}

/// How a reason is written: those that begin with a word of the language, in words.
fn in_the_text(word: &str) -> String {
    let in_words = ["not_", "disjoint_", "contrary_"].iter().any(|start| word.starts_with(start));
    if in_words { word.replace('_', " ") } else { word.to_owned() }
}

/// `not in force` and `not_in_force` are one.
fn joined(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == '_' || c == '-');
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

fn is_verdict(text: &str) -> bool {
    VerdictWord::ALL.iter().any(|known| known.word() == text)
}

/// The norms and instruments about which an expectation asks.
fn targets_of(kind: &ExpectKind) -> Vec<Target> {
    match kind {
        ExpectKind::Verdict { norms, .. } => norms.clone(),
        ExpectKind::Violates { norm, .. } => vec![Target::Norm(*norm)],
        _ => Vec::new(),
    }
}

/// Words about norms as they are written, which no case changes.
fn is_of_the_whole_law(kind: &ExpectKind) -> bool {
    let ExpectKind::Verdict { word, norms, .. } = kind else { return false };
    match word {
        VerdictWord::NeverApplies
        | VerdictWord::AlwaysDefeated
        | VerdictWord::Redundant
        | VerdictWord::Same
        | VerdictWord::IdleException
        | VerdictWord::IdleCondition
        | VerdictWord::Invalid => true,
        VerdictWord::Gap => !norms.is_empty(),
        _ => false,
    }
}
