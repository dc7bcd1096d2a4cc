//! Definitions, assumptions, universes, closures, and rules between acts.

use std::collections::HashMap;

use super::Builder;
use super::graph::Graph;
use super::names::{Thing, Word};
use super::scope::{Fresh, Item, Omitted};
use super::tell::{Resolved, Told};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Act, ActRule, ActRuleKind, Assumption, Closure, Cond, Definition, DefinitionId, Occurrence,
    Scope, Term, Universe, Var, VarId, rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, CondKind, ItemKind};
use crate::syntax::limits::{MAX_DEFINITION_DEPTH, MAX_DEFINITION_PARTS};
use crate::syntax::rules::{TOO_DEEP, TOO_MANY_PARTS};

/// A definition as it is written.
#[derive(Clone, Copy)]
struct Written<'a> {
    name: &'a ast::Name,
    params: &'a [ast::Param],
    body: &'a ast::Cond,
}

impl<'a> Builder<'a> {
    /// Definitions, those first that others build on.
    pub(super) fn definitions(&mut self) {
        let written = self.declared_definitions();
        let mut of = HashMap::new();
        for (at, definition) in written.iter().enumerate() {
            of.insert(self.tell.text(definition.name.span), at);
        }
        let mut graph = Graph::new(written.len());
        for (at, definition) in written.iter().enumerate() {
            calls(definition.body, &mut |call| {
                let to = of.get(self.tell.text(call.name.span));
                to.into_iter().for_each(|&to| graph.edge(at, to, ()));
            });
        }
        for circle in graph.circles() {
            let spans: Vec<Span> = circle.iter().map(|(at, ())| written[*at].name.span).collect();
            self.circle(&rules::CIRCULAR_DEFINITION, "is defined by itself", &spans);
            circle.iter().for_each(|(at, ())| self.break_word(written[*at].name));
        }
        let mut extents = Extents::default();
        for at in graph.components().groups.concat() {
            if self.definition(written[at], &mut extents).is_err() {
                self.break_word(written[at].name);
            }
        }
    }

    /// Declares the parameters of every definition, in the order of the text.
    fn declared_definitions(&mut self) -> Vec<Written<'a>> {
        let mut written = Vec::new();
        for item in self.items() {
            let ItemKind::Define { name, params, body } = &item.kind else { continue };
            if self.names.words.own(&self.tell, name).is_none() {
                continue;
            }
            if let Ok(resolved) = self.parameters(params) {
                let definition = Definition {
                    name: self.tell.text(name.span).into(),
                    params: resolved,
                    scope: Scope::default(),
                    cond: Cond::Any(Vec::new()),
                    span: name.span,
                };
                let id = self.model.definitions.push(definition);
                self.names.words.settle(&self.tell, name, Word::Definition(id));
            }
            written.push(Written { name, params, body });
        }
        written
    }

    fn definition(&mut self, written: Written<'a>, extents: &mut Extents) -> Resolved<()> {
        let place = self.names.words.own(&self.tell, written.name).ok_or(Told)?;
        let Some(Word::Definition(id)) = self.names.words.entries[place].value else {
            return Err(Told);
        };
        let mut item = Item::new(None);
        self.parameter_vars(&mut item, written.params)?;
        let cond = self.condition(&mut item, written.body, Fresh::Some)?;
        // Parameters stand in the head; they need no mention in the body.
        self.check_positive(&item)?;
        self.check_extent(written.name, extents.add(id, &cond))?;
        (self.model.definitions[id].scope, self.model.definitions[id].cond) = (item.scope, cond);
        Ok(())
    }

    /// Whoever works a condition out goes through the definitions that it names, as deep as they lie in each other and
    /// as often as they are named.
    fn check_extent(&mut self, name: &ast::Name, extent: Extent) -> Resolved<()> {
        let text = self.tell.text(name.span);
        let (rule, message, help) = if extent.depth > MAX_DEFINITION_DEPTH {
            let message = format!("`{text}` builds on definitions that lie too deep in each other");
            let help = format!(
                "written out, its conditions would nest deeper than {MAX_DEFINITION_DEPTH} levels; \
                 build on facts, or on fewer definitions in a row"
            );
            (&TOO_DEEP, message, help)
        } else if extent.parts > MAX_DEFINITION_PARTS {
            let message = format!("`{text}` becomes too long when it is written out");
            let help = format!(
                "with everything that the definitions in it stand for, it has more than \
                 {MAX_DEFINITION_PARTS} parts; name what recurs as a fact"
            );
            (&TOO_MANY_PARTS, message, help)
        } else {
            return Ok(());
        };
        let told = Diagnostic::new(rule, message, name.span, "this definition is not used");
        Err(self.tell.tell(told.help(help)))
    }

    /// What is said of the world and of acts, once all words are known.
    pub(super) fn world(&mut self) {
        for item in self.items() {
            let _told = match &item.kind {
                ItemKind::Assume(cond) => self.assume(cond, item.span),
                ItemKind::Rule(rule) => self.rule(rule, item.span),
                ItemKind::Universe { name, title, members, when } => {
                    self.universe(name, title.as_ref(), members, when.as_ref())
                }
                ItemKind::Closure { sort, permits } => self.closure(sort, *permits, item.span),
                _ => Ok(()),
            };
        }
        self.counts_as_circles();
    }

    fn closure(&mut self, written: &'a ast::Name, permits: bool, span: Span) -> Resolved<()> {
        let sort = self.sort(None, written)?;
        if let Some(first) = self.model.closures.iter().find(|it| it.sort == sort) {
            let name = self.tell.text(written.span);
            let message = format!("how unsettled acts of `{name}` are read is said twice");
            let (first, help) = (first.span, "keep one of the two");
            return Err(self.tell.again_said(message, span, first, help));
        }
        self.model.closures.push(Closure { sort, permits, span });
        Ok(())
    }

    /// In an assumption, *every* under `not` reads in one way only: never.
    fn assume(&mut self, cond: &'a ast::Cond, span: Span) -> Resolved<()> {
        let mut item = Item::new(None);
        let cond = self.condition(&mut item, cond, Fresh::Every)?;
        self.model.assumptions.push(Assumption { scope: item.scope, cond, span });
        Ok(())
    }

    fn universe(
        &mut self,
        name: &'a ast::Name,
        title: Option<&'a ast::Text>,
        members: &'a [(ast::Name, Option<ast::Name>)],
        when: Option<&'a ast::Cond>,
    ) -> Resolved<()> {
        let mut item = Item::new(None);
        let called: Vec<_> = members.iter().map(|(sort, var)| var.unwrap_or(*sort)).collect();
        self.tell.once(&called)?;
        for (sort, var) in members {
            let id = self.sort(None, sort)?;
            let name = self.tell.text(var.unwrap_or(*sort).span);
            let span = var.map_or(sort.span, |var| sort.span.to(var.span));
            if let (Some(var), Some(place)) = (var, self.names.who.place(name)) {
                return Err(self.tell.duplicate(var.span, self.names.who.entries[place].span));
            }
            self.participant(&mut item, name, id, None, span)?;
        }
        let when = self.when(&mut item, when)?;
        self.check_positive(&item)?;
        let universe = Universe {
            name: self.tell.text(name.span).into(),
            title: title.map(|title| self.quoted(title)),
            scope: item.scope,
            when,
            span: name.span,
        };
        if self.names.things.own(&self.tell, name).is_some() {
            let id = self.model.universes.push(universe);
            self.names.things.settle(&self.tell, name, Thing::Universe(id));
        }
        Ok(())
    }

    /// An item in which anyone bears: the bearer is its first participant.
    pub(super) fn with_anyone(&self, instrument: Option<usize>, span: Span) -> Item<'a> {
        let mut item = Item::new(instrument);
        let (sorts, any) = (Vec::new(), true);
        let bearer = Var { name: "bearer".into(), sorts, any, some: false, omitted: false, span };
        item.bearer = Some(Term::Var(item.add(None, bearer)));
        item
    }

    fn rule(&mut self, rule: &'a ast::ActRule, span: Span) -> Resolved<()> {
        let mut item = self.with_anyone(None, span);
        (item.omitted, item.shared) = (Omitted::Every, Some(Vec::new()));
        let (kind, by) = match &rule.kind {
            ast::ActRuleKind::CountsAs => (ActRuleKind::CountsAs, None),
            ast::ActRuleKind::Excludes { at_once: false } => (ActRuleKind::Excludes, None),
            ast::ActRuleKind::Excludes { at_once: true } => (ActRuleKind::ExcludesAtOnce, None),
            ast::ActRuleKind::Ends => (ActRuleKind::Ends, None),
            ast::ActRuleKind::Needs { by } => (ActRuleKind::Needs, by.as_ref()),
        };
        let left = self.act(&mut item, &rule.left);
        if kind != ActRuleKind::Needs
            && let Ok(word @ (Word::Fact(_) | Word::Attribute(_) | Word::Definition(_))) =
                self.word(&rule.right.name)
        {
            return Err(self.not_an_act(word, rule.right.name.span));
        }
        let right = self.occurrence(&mut item, &rule.right, by);
        let (left, right) = (left?, right?);
        if kind != ActRuleKind::Needs && matches!(right, Occurrence::Event { .. }) {
            let name = &rule.right.name;
            let message =
                format!("`{}` is an event, and an act is asked for", self.tell.text(name.span));
            return Err(self.tell.simple(
                &rules::MISUSED_WORD,
                message,
                name.span,
                "nobody does it",
            ));
        }
        let when = self.when(&mut item, rule.when.as_ref())?;
        self.check_positive(&item)?;
        self.model.rules.push(ActRule { kind, scope: item.scope, left, right, when, span });
        Ok(())
    }

    /// An act that counts as itself, by way of others.
    fn counts_as_circles(&mut self) {
        let mut graph = Graph::new(self.model.actions.len());
        for (id, rule) in self.model.rules.iter().filter(|(_, r)| r.kind == ActRuleKind::CountsAs) {
            if let (Act::Do { action: from, .. }, Occurrence::Act { action: to, .. }) =
                (&rule.left, &rule.right)
            {
                graph.edge(from.0 as usize, to.0 as usize, id);
            }
        }
        let mut dropped = Vec::new();
        for circle in graph.circles() {
            let names: Vec<_> = circle
                .iter()
                .map(|(at, _)| {
                    format!("`{}`", self.model.actions[crate::model::ActionId(*at as u32)].name)
                })
                .collect();
            let path = format!("{} → {}", names.join(" → "), names[0]);
            let spans: Vec<Span> =
                circle.iter().map(|(_, id)| self.model.rules[*id].span).collect();
            let told = Diagnostic::new(
                &rules::CIRCULAR_COUNTS_AS,
                format!("{} counts as itself: {path}", names[0]),
                spans[0],
                "the circle begins here",
            );
            let told =
                spans[1..].iter().fold(told, |told, &span| told.related(span, "and runs on here"));
            self.tell.tell(
                told.help("drop one of these rules; if the acts are one, use one word for both"),
            );
            dropped.extend(circle.iter().map(|(_, id)| *id));
        }
        if !dropped.is_empty() {
            let mut kept = crate::model::Table::default();
            for (_, rule) in self.model.rules.iter().filter(|(id, _)| !dropped.contains(id)) {
                kept.push(rule.clone());
            }
            self.model.rules = kept;
        }
    }

    /// Who is meant by the parameters of an act for which nothing was written.
    pub(super) fn anyone_of(&self, word: Word, span: Span, item: &mut Item<'a>) -> Vec<Term> {
        let params = self.params(word).iter();
        let vars: Vec<Var> = params
            .map(|param| Var {
                name: param
                    .label
                    .clone()
                    .unwrap_or_else(|| self.model.sorts[param.sort].name.clone()),
                sorts: vec![param.sort],
                any: true,
                some: true,
                omitted: param.label.is_some(),
                span,
            })
            .collect();
        vars.into_iter().map(|var| Term::Var(self.add_by_sort(item, var))).collect()
    }

    fn add_by_sort(&self, item: &mut Item<'a>, var: Var) -> VarId {
        let name = self.names.sort_names[var.sorts[0].0 as usize];
        let named = !var.omitted && item.named(name).is_none();
        item.add(named.then_some(name), var)
    }
}

/// Every fact or definition that a condition names.
fn calls<'a>(cond: &'a ast::Cond, found: &mut impl FnMut(&'a ast::Call)) {
    match &cond.kind {
        CondKind::And(parts) | CondKind::Or(parts) => {
            for part in parts {
                calls(part, found);
            }
        }
        CondKind::Implies(from, to) => {
            calls(from, found);
            calls(to, found);
        }
        CondKind::Not(part) => calls(part, found),
        CondKind::Call(call) => found(call),
        CondKind::Status(sentence) => {
            for cond in sentence.when.iter().chain(&sentence.unless) {
                calls(cond, found);
            }
        }
        _ => {}
    }
}

/// How far definitions reach once those that they name are written out.
#[derive(Default)]
struct Extents(HashMap<DefinitionId, Extent>);

/// How large a condition is, written out.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// How deep its parts lie in each other.
    depth: usize,
    /// How many it has.
    parts: usize,
}

impl Extents {
    /// Adds a definition after all that it names.
    fn add(&mut self, id: DefinitionId, cond: &Cond) -> Extent {
        let extent = self.of(cond);
        self.0.insert(id, extent);
        extent
    }

    fn of(&self, cond: &Cond) -> Extent {
        let inner = match cond {
            Cond::All(parts) | Cond::Any(parts) => self.beside(parts),
            Cond::Not(part) | Cond::Some(_, part) => self.of(part),
            Cond::Status(status) => self.beside([&status.when, &status.unless]),
            Cond::Define { definition, .. } => self.0.get(definition).copied().unwrap_or_default(),
            _ => Extent::default(),
        };
        Extent { depth: inner.depth + 1, parts: inner.parts.saturating_add(1) }
    }

    fn beside<'c>(&self, parts: impl IntoIterator<Item = &'c Cond>) -> Extent {
        parts.into_iter().map(|part| self.of(part)).fold(Extent::default(), |all, it| Extent {
            depth: all.depth.max(it.depth),
            parts: all.parts.saturating_add(it.parts),
        })
    }
}
