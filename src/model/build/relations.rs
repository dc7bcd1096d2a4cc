//! Relations: behind a norm, in the head of an instrument, or as norms of their own.

use super::Builder;
use super::norms::Whole;
use super::scope::Item;
use super::tell::{Resolved, Told};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Cond, Id, InstrumentId, Modal, Norm, NormId, Relation, RelationKind, Scope, Target, Term,
    VarId, rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, NormBody};

impl<'a> Builder<'a> {
    /// `gdpr.art33 does not apply when …`, `charter prevails over echr when …`
    pub(super) fn relation_norm(
        &mut self,
        whole: &mut Whole<'a>,
        body: &'a NormBody,
    ) -> Resolved<Item<'a>> {
        let place = self.norms[whole.at].instrument;
        let key = Target::Norm(NormId(self.norms[whole.at].key));
        let (kind, winner, loser, when, span) = match body {
            NormBody::DoesNotApply { target, when, span } => {
                let loser = self.target(place, target);
                (RelationKind::Displaces, Ok(key), loser, when, *span)
            }
            NormBody::PrevailsOver(body) => {
                let winner = self.target(place, &body.winner);
                let loser = self.target(place, &body.loser);
                (RelationKind::Prevails, winner, loser, &body.when, body.span)
            }
            NormBody::Sentence(_) => return Err(Told),
        };
        let mut item = self.with_anyone(place, span);
        let resolved = self.when(&mut item, when.as_deref());
        let (winner, loser, resolved) = (winner?, loser?, resolved?);
        self.mention_those_of(&mut item, [winner, loser]);
        self.check_positive(&item)?;
        let norm = Some(NormId::from_index(whole.base));
        let (scope, condition) = (item.scope.clone(), resolved.clone());
        let instrument = whole.instrument;
        let relation =
            Relation { kind, winner, loser, norm, instrument, scope, when: condition, span };
        self.model.relations.push(relation);
        let written = whole.written;
        whole.parts.push(Norm {
            name: self.tell.text(written.name.span).into(),
            title: written.title.as_ref().map(|title| self.quoted(title)),
            instrument,
            scope: item.scope.clone(),
            bearer: Term::Var(VarId(0)),
            modal: Modal::Relation,
            recommendation: false,
            acts: Vec::new(),
            window: None,
            when: resolved,
            unless: Cond::Any(Vec::new()),
            default: whole.default,
            otherwise: None,
            primary: None,
            in_force: whole.in_force.clone(),
            safeguards: whole.safeguards.clone(),
            cites: written.cites.iter().map(|text| self.quoted(text)).collect(),
            span: written.span,
            name_span: written.name.span,
            sentence_span: span,
            act_span: span,
            unless_span: None,
            when_span: when.as_ref().map(|cond| cond.span),
            when_part_spans: Vec::new(),
            unless_part_spans: Vec::new(),
            window_span: None,
            part: 0,
            aspect_of: None,
            by_aspects: false,
        });
        Ok(item)
    }

    /// Whom a norm names that the relation is about is that one here too, and not named only under a `not`.
    fn mention_those_of(&self, item: &mut Item<'a>, targets: [Target; 2]) {
        if item.marks.iter().all(|mark| mark.positive) {
            return;
        }
        for target in targets {
            let Target::Norm(key) = target else { continue };
            let Some(norm) = self.norm_declared(key) else { continue };
            let NormBody::Sentence(sentence) = &norm.ast.body else { continue };
            for name in named_in(sentence) {
                if let Some(var) = item.named(self.tell.text(name.span)) {
                    item.marks[var.0 as usize].positive = true;
                }
            }
        }
    }

    /// `subject to` and its kin behind a norm. Their `when` speaks of the norm's participants.
    pub(super) fn relations(&mut self, whole: &Whole<'a>, item: Item<'a>) -> Resolved<()> {
        let (place, key) = (item.instrument, Target::Norm(NormId(self.norms[whole.at].key)));
        let mut result = Ok(());
        for relation in &whole.written.relations {
            let targets = self.targets(place, &relation.refs);
            let mut item = Item::within(&item);
            let when = self.when(&mut item, relation.when.as_ref());
            let when = when.and_then(|when| self.check_positive(&item).map(|()| when));
            match (targets, when) {
                (Ok(targets), Ok(_)) if displaces_itself(relation, key, &targets) => {
                    result = Err(self.displaces_itself(whole, relation.span));
                }
                (Ok(targets), Ok(when)) => {
                    let norm = Some(NormId::from_index(whole.base));
                    let context = (whole.instrument, item.scope, when);
                    self.relate(relation, key, targets, norm, context);
                }
                _ => result = Err(Told),
            }
        }
        result
    }

    fn displaces_itself(&mut self, whole: &Whole<'a>, span: Span) -> Told {
        let name = self.tell.text(whole.written.name.span);
        let message = format!("`{name}` displaces itself, and would never apply");
        let told = Diagnostic::new(&rules::CIRCULAR_STATUS, message, span, "this norm is named");
        self.tell.tell(told.help("name the norm that does not apply where this one does"))
    }

    /// The relations of a norm that is left out: what they refer to is looked up for its own mistakes.
    pub(super) fn only_targets(&mut self, whole: &Whole<'a>) -> Resolved<()> {
        let place = self.norms[whole.at].instrument;
        for relation in &whole.written.relations {
            let _told = self.targets(place, &relation.refs);
        }
        Err(Told)
    }

    pub(super) fn head_relation(
        &mut self,
        place: usize,
        relation: &'a ast::Relation,
    ) -> Resolved<()> {
        let Some(id) = self.instruments[place].id else { return Err(Told) };
        if relation.kind == ast::RelationKind::Default {
            self.instruments[place].default = true;
            return Ok(());
        }
        let mut item = self.with_anyone(Some(place), relation.span);
        let targets = self.targets(Some(place), &relation.refs);
        let when = self.when(&mut item, relation.when.as_ref())?;
        self.check_positive(&item)?;
        let me = Target::Instrument(id);
        self.relate(relation, me, targets?, None, (id, item.scope, when));
        Ok(())
    }

    /// Adds one relation for each norm or instrument that a written relation names.
    pub(super) fn relate(
        &mut self,
        written: &ast::Relation,
        me: Target,
        others: Vec<Target>,
        norm: Option<NormId>,
        (instrument, scope, when): (InstrumentId, Scope, Cond),
    ) {
        for other in others {
            let (kind, winner, loser) = match written.kind {
                ast::RelationKind::SubjectTo => (RelationKind::Yields, other, me),
                ast::RelationKind::Notwithstanding => (RelationKind::Prevails, me, other),
                ast::RelationKind::Displaces => (RelationKind::Displaces, me, other),
                ast::RelationKind::Default => continue,
            };
            let (scope, when, span) = (scope.clone(), when.clone(), written.span);
            let relation = Relation { kind, winner, loser, norm, instrument, scope, when, span };
            self.model.relations.push(relation);
        }
    }
}

fn displaces_itself(relation: &ast::Relation, me: Target, others: &[Target]) -> bool {
    relation.kind == ast::RelationKind::Displaces && others.contains(&me)
}

/// The names of those who bear a sentence and with whom its acts are done.
fn named_in(sentence: &ast::Sentence) -> impl Iterator<Item = ast::Name> {
    let calls = sentence.acts.iter().filter_map(|act| match act {
        ast::Act::Do(call) => Some(call),
        ast::Act::Legislate { .. } => None,
    });
    let values = calls.flat_map(|call| call.args.iter().flatten()).map(|arg| &arg.value);
    sentence.bearers.iter().chain(values).filter_map(|term| match (&term.kind, term.quantifier) {
        (ast::TermKind::Name(name) | ast::TermKind::Named { var: name, .. }, None) => Some(*name),
        _ => None,
    })
}
