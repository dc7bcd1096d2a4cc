//! A ground in a norm that offends a principle, or the norm that a principle misses.

use std::collections::BTreeMap;

use super::carry::Carry;
use super::exceptions::conjuncts;
use super::text::beside;
use super::{Seeking, parts, repair};
use crate::checks::rules::principles::{norm_lacks_part, principle_breached, principle_lacks_norm};
use crate::checks::survey::Survey;
use crate::diagnostics::{Diagnostic, Edit, Fix};
use crate::format::in_a_line;
use crate::logic::{Breach, Failure};
use crate::model::{
    Act, Assertion, AssertionKind, Cond, NormId, PrincipleId, Scope, Status, StatusModal, Term,
    VarId,
};
use crate::source::Span;

/// The failure that a finding tells.
pub(super) fn told<'s>(
    survey: &'s Survey<'_>,
    found: &Diagnostic,
) -> Option<(PrincipleId, &'s Failure)> {
    let model = survey.theory.model;
    let rules = [&principle_breached::RULE, &principle_lacks_norm::RULE, &norm_lacks_part::RULE];
    rules.iter().find(|rule| rule.code == found.rule.code)?;
    let told = survey.failures.iter().find(|(id, failure)| {
        let span = model.principles[*id].assertions[failure.assertion].span;
        match failure.breach {
            Breach::Offends(norm) => {
                found.rule.code == principle_breached::RULE.code
                    && found.evidence.norms == [model.qualified(norm)]
                    && found.related.iter().any(|label| label.span == span)
            }
            Breach::Missing => found.evidence.norms.is_empty() && found.primary.span == span,
            Breach::Lacks(norm, _) => {
                let within = |own: Span| {
                    own.file == span.file && span.start <= own.start && own.end <= span.end
                };
                found.rule.code == norm_lacks_part::RULE.code
                    && found.evidence.norms == [model.qualified(norm)]
                    && found.related.iter().any(|label| within(label.span))
            }
            Breach::Never => false,
        }
    });
    told.map(|(id, failure)| (*id, failure))
}

/// Repairs for a failure.
pub(super) fn proposals(seeking: &Seeking<'_>, id: PrincipleId, failure: &Failure) -> Vec<Fix> {
    let assertion = &seeking.model().principles[id].assertions[failure.assertion];
    match failure.breach {
        Breach::Offends(norm) => seeking.grounds(norm, assertion),
        Breach::Lacks(norm, ref places) => parts::proposals(seeking, norm, &assertion.kind, places),
        _ => seeking.missing(id, failure, assertion).into_iter().collect(),
    }
}

impl Seeking<'_> {
    /// What the principle asks for, as a condition or an exception of the norm.
    fn grounds(&self, norm: NormId, assertion: &Assertion) -> Vec<Fix> {
        let AssertionKind::Expect { cond, status, .. } = &assertion.kind else { return Vec::new() };
        let Some(carry) = self.by_act(norm, status) else { return Vec::new() };
        let mut fixes = Vec::new();
        for part in conjuncts(cond) {
            match &part {
                Cond::Not(ground) => {
                    fixes.extend(carry.cond(ground).and_then(|cond| self.requiring(norm, &cond)));
                }
                part => fixes.extend(carry.cond(part).and_then(|cond| self.excepting(norm, &cond))),
            }
        }
        fixes
    }

    pub(super) fn requiring(&self, norm: NormId, cond: &Cond) -> Option<Fix> {
        let words = self.words(norm, cond);
        let name = self.model().qualified(norm);
        if self.model().norms[norm].when_span.is_none() {
            let title = format!("add `when {words}` to `{name}`");
            return Some(repair(title, self.require(norm, &words)?));
        }
        let words = beside(cond, words);
        let title = format!("add `and {words}` to the conditions of `{name}`");
        Some(repair(title, self.require(norm, &words)?))
    }

    /// Who the participants of an assertion are in a norm on the same act.
    fn by_act(&self, norm: NormId, status: &Status) -> Option<Carry> {
        let own = &self.model().norms[norm];
        let mut names = BTreeMap::new();
        let mut note = |asked: &Term, own: &Term| {
            if let Term::Var(var) = asked {
                names.insert(*var, own.clone());
            }
        };
        let [bearer] = &status.bearers[..] else { return None };
        note(bearer, &own.bearer);
        for asked in &status.acts {
            let Act::Do { action, args } = asked else { continue };
            let same = own.acts.iter().find_map(|act| match act {
                Act::Do { action: other, args } if other == action => Some(args),
                _ => None,
            });
            args.iter().zip(same?).for_each(|(asked, own)| note(asked, own));
        }
        let nameable = |term: &Term| !matches!(term, Term::Var(var) if own.scope[*var].omitted || own.scope[*var].some);
        names.retain(|_, term| nameable(term));
        Some(Carry::by(names))
    }

    /// The norm that says what the principle asks for, in the words of the principle.
    fn missing(&self, id: PrincipleId, failure: &Failure, assertion: &Assertion) -> Option<Fix> {
        let AssertionKind::Expect { status, negated: false, .. } = &assertion.kind else {
            return None;
        };
        if status.modal == StatusModal::Settled {
            return None;
        }
        let sentence = self.as_sentence(assertion, status)?;
        let model = self.model();
        let grounds = self.survey.theory.grounds(id, failure.assertion);
        let near = grounds.last().copied().or_else(|| self.survey.theory.norms().last())?;
        let instrument = model.norms[near].instrument;
        let last = model
            .norms
            .iter()
            .filter(|(_, norm)| norm.instrument == instrument && norm.primary.is_none())
            .map(|(_, norm)| norm.span)
            .max()?;
        let name = format!("{}_norm", model.principles[id].name);
        let indent = if model.instruments[instrument].name.is_some() { "  " } else { "" };
        let text = format!("\n\n{indent}norm {name} {{\n{indent}  {sentence}\n{indent}}}");
        let place = match &model.instruments[instrument].name {
            Some(name) => format!("`{name}`"),
            None => "the other norms".to_owned(),
        };
        let title = format!("add `norm {name} {{ {sentence} }}` to {place}");
        let end = Span { start: last.end, ..last };
        Some(repair(title, vec![Edit { span: end, text }]))
    }

    /// `whenever C expect S` as `S when C`; `always S` as it stands.
    fn as_sentence(&self, assertion: &Assertion, status: &Status) -> Option<String> {
        let sentence = in_a_line(self.sources.slice(status.span)).into_owned();
        let whole = in_a_line(self.sources.slice(assertion.span));
        if whole.starts_with("always ") {
            return Some(sentence);
        }
        let cond =
            whole.strip_prefix("whenever ")?.strip_suffix(&sentence)?.strip_suffix("expect ")?;
        let (sentence, cond) = self.introduced(&assertion.scope, sentence, cond.trim().to_owned());
        // Conditions on both sides would need brackets that are not there.
        (!sentence.contains(" when ")).then(|| format!("{sentence} when {cond}"))
    }

    /// Names are introduced (`State a`) where the sentence has them first.
    fn introduced(
        &self,
        scope: &Scope,
        mut sentence: String,
        mut cond: String,
    ) -> (String, String) {
        for id in (0..scope.vars.len() as u32).map(VarId) {
            let var = &scope[id];
            let [sort] = var.sorts[..] else { continue };
            let sort = &self.model().sorts[sort].name;
            let introduced = format!("{sort} {}", var.name);
            if *sort == var.name || !cond.contains(&introduced) || sentence.contains(&introduced) {
                continue;
            }
            if let Some(at) = word_at(&sentence, &var.name) {
                sentence.replace_range(at..at + var.name.len(), &introduced);
                cond = cond.replacen(&introduced, &var.name, 1);
            }
        }
        (sentence, cond)
    }
}

/// The words of a text in one line, without its comments.
/// Where a word stands by itself.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}
