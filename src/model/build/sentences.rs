//! Sentences: bearers, modals and acts; and sentences that ask what norms say.

use super::Builder;
use super::names::{Who, Word};
use super::norms::act_span;
use super::scope::{Fresh, Item, Omitted};
use super::tell::{Resolved, Told};
use super::terms::a_word;
use crate::diagnostics::Diagnostic;
use crate::model::{
    Act, Clause, Cond, LegislativeVerb, Modal, Model, SortId, Status, StatusModal, Term, Var,
    VarId, Window, rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, Join, TermKind};

/// Where a status sentence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// In a condition.
    InCondition,
    /// Under `never` or `not`: that the norms do not say so.
    Denied,
    /// After `expect` or `always`: that they do.
    Asserted,
}

impl<'a> Builder<'a> {
    /// Who bears a sentence. A union of kinds or roles is one participant of any of them.
    pub(super) fn bearers(
        &mut self,
        item: &mut Item<'a>,
        terms: &'a [ast::Term],
    ) -> Resolved<Vec<Term>> {
        if let Some(var) = self.union(item, terms) {
            return Ok(vec![Term::Var(var?)]);
        }
        let bearers: Vec<_> = terms.iter().map(|term| self.participant_term(item, term)).collect();
        let mut bearers = bearers.into_iter().collect::<Resolved<Vec<_>>>()?;
        let mut seen = Vec::new();
        bearers.retain(|bearer| {
            let new = !seen.contains(bearer);
            seen.push(bearer.clone());
            new
        });
        Ok(bearers)
    }

    /// `Controller or Processor`, where both are sorts of one top kind that the item has not met yet.
    fn union(
        &mut self,
        item: &mut Item<'a>,
        terms: &'a [ast::Term],
    ) -> Option<Resolved<crate::model::VarId>> {
        if terms.len() < 2 || matches!(item.fresh, Fresh::Listed | Fresh::Match) {
            return None;
        }
        let mut sorts: Vec<(&'a str, SortId)> = Vec::new();
        for term in terms {
            let TermKind::Name(name) = &term.kind else { return None };
            let text = self.tell.text(name.span);
            if term.quantifier.is_some() || item.named(text).is_some() {
                return None;
            }
            match self.names.who.get(text) {
                Some(Ok(Who::Sort(sort))) => sorts.push((text, sort)),
                _ => return None,
            }
        }
        let top = self.model.sorts[sorts[0].1].top;
        if sorts.iter().any(|(_, sort)| self.model.sorts[*sort].top != top) {
            return None;
        }
        let names: Vec<&str> = sorts.iter().map(|(name, _)| *name).collect();
        let some = matches!(item.fresh, Fresh::Some | Fresh::Free);
        let var = Var {
            name: names.join(" or ").into(),
            sorts: sorts.iter().map(|(_, sort)| *sort).collect(),
            any: false,
            some,
            omitted: false,
            span: terms[0].span.to(terms[terms.len() - 1].span),
        };
        let var = item.add_bound(var);
        sorts.iter().for_each(|(name, _)| item.alias(name, var));
        Some(Ok(var))
    }

    /// One act of a sentence.
    pub(super) fn act(&mut self, item: &mut Item<'a>, act: &'a ast::Act) -> Resolved<Act> {
        match act {
            ast::Act::Do(call) => {
                let word = self.called(item, call)?;
                let Word::Action(action) = word else {
                    return Err(self.no_act_but(word, call));
                };
                let args = self.arguments(item, call, word)?;
                Ok(Act::Do { action, args })
            }
            ast::Act::Legislate { verb, sentence, .. } => {
                let saved = item.omitted;
                item.omitted = match verb {
                    LegislativeVerb::Require => Omitted::Some,
                    LegislativeVerb::Forbid | LegislativeVerb::Permit => Omitted::Every,
                };
                let statuses = self.ask(item, sentence);
                item.omitted = saved;
                let mut statuses = statuses?;
                if statuses.len() != 1 {
                    return Err(self.one_act(sentence.span));
                }
                Ok(Act::Legislate { verb: *verb, sentence: Box::new(statuses.remove(0)) })
            }
        }
    }

    /// Each act that `and` joins is a duty of its own, with a choice of its own: none can be done with whom another was.
    pub(super) fn one_choice_for_each(
        &mut self,
        item: &Item<'a>,
        sentence: &'a ast::Sentence,
        acts: &[Act],
    ) -> Resolved<()> {
        let speaks =
            |act: &Act, var: VarId| act.args().is_some_and(|args| args.contains(&Term::Var(var)));
        for (place, var) in item.scope.vars.iter().enumerate().filter(|(_, var)| var.some) {
            let id = VarId(place as u32);
            let mut own = acts.iter().enumerate().filter(|(_, act)| speaks(act, id));
            let (Some(_), Some((second, _))) = (own.next(), own.next()) else { continue };
            let at = sentence.acts.get(second).map_or(sentence.span, act_span);
            let message = format!(
                "`{}` is whoever the bearer picks for the first act, and cannot be named in another",
                var.name
            );
            return Err(self.tell.tell(
                Diagnostic::new(&rules::MISUSED_WORD, message, at, "a duty of its own")
                    .related(var.span, "picked here")
                    .help("make one action of both, or leave out `some` to mean every such participant"),
            ));
        }
        Ok(())
    }

    /// A fact, an event or a definition where an act belongs: mostly a condition that was joined to the act.
    fn no_act_but(&mut self, word: Word, call: &ast::Call) -> Told {
        let told = self.is_not_an_act(word, call.name.span);
        let condition = self.tell.quoted(call.span);
        self.tell.tell(match word {
            Word::Fact(_) | Word::Definition(_) => told.help(format!(
                "a condition follows the act and its times: `when {condition}`; what the bearer is to do is an `action`"
            )),
            Word::Event(_) => told.help(format!(
                "an event begins or ends a time: `within 10 days of {condition}`; what the bearer is to do is an `action`"
            )),
            _ => told,
        })
    }

    pub(super) fn not_an_act(&mut self, word: Word, span: Span) -> Told {
        let told = self.is_not_an_act(word, span);
        self.tell.tell(told)
    }

    fn is_not_an_act(&self, word: Word, span: Span) -> Diagnostic {
        let text = self.tell.quoted(span);
        let message = format!("`{text}` is {}, not something that a bearer can do", a_word(word));
        Diagnostic::new(&rules::MISUSED_WORD, message, span, "an action belongs here")
    }

    pub(super) fn one_act(&mut self, span: Span) -> Told {
        self.tell.tell(
            Diagnostic::new(
                &rules::MISUSED_WORD,
                "`and` joins two sentences here, and one is asked for",
                span,
                "two sentences",
            )
            .help("write each as a sentence of its own"),
        )
    }

    /// `expect acme must a or b`: a duty that leaves a choice says of neither act that it must be done, so that no norm
    /// could ever give the answer.
    fn asks_for_a_choice(&mut self, sentence: &ast::Sentence) -> Told {
        let message = "no norm answers whether one of several acts must be done";
        let acts =
            act_span(&sentence.acts[0]).to(sentence.acts.last().map_or(sentence.span, act_span));
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, acts, "leaves a choice");
        self.tell.tell(told.help("ask for each by itself"))
    }

    /// A sentence that asks what the norms say: one status, or one for each act joined by `and`.
    pub(super) fn statuses(
        &mut self,
        item: &mut Item<'a>,
        sentence: &'a ast::Sentence,
        asked: Asked,
    ) -> Resolved<Vec<Status>> {
        let is_duty = matches!(sentence.modal, ast::Modal::Must | ast::Modal::Should);
        if is_duty
            && asked != Asked::InCondition
            && sentence.join == Join::Or
            && sentence.acts.len() > 1
        {
            return Err(self.asks_for_a_choice(sentence));
        }
        let every = asked == Asked::Asserted && !is_duty && sentence.modal != ast::Modal::Settled;
        let omitted = if every { Omitted::Every } else { Omitted::Some };
        let saved = std::mem::replace(&mut item.omitted, omitted);
        let result = self.ask(item, sentence);
        item.omitted = saved;
        result
    }

    fn ask(&mut self, item: &mut Item<'a>, sentence: &'a ast::Sentence) -> Resolved<Vec<Status>> {
        let (bearer, left_out) = (item.bearer.take(), std::mem::take(&mut item.left_out));
        // The bearer of the item may be named `bearer` here, too.
        item.bearer = bearer.clone();
        let statuses = self.ask_inner(item, sentence);
        (item.bearer, item.left_out) = (bearer, left_out);
        statuses
    }

    fn ask_inner(
        &mut self,
        item: &mut Item<'a>,
        sentence: &'a ast::Sentence,
    ) -> Resolved<Vec<Status>> {
        let bearers = self.bearers(item, &sentence.bearers);
        if let Ok([bearer, ..]) = bearers.as_deref() {
            item.bearer = Some(bearer.clone());
        }
        let known = item.scope.vars.len();
        let acts: Vec<_> = sentence.acts.iter().map(|act| self.act(item, act)).collect();
        let window = sentence.time.as_ref().map(|time| self.window(item, time)).transpose();
        let omitted = std::mem::take(&mut item.left_out);
        let when = sentence.when.as_ref().map_or(Ok(Cond::TRUE), |when| self.inner(item, when));
        let unless = sentence.unless.as_ref().map_or(Ok(Cond::Any(Vec::new())), |unless| {
            let fresh = item.fresh;
            item.fresh = some_unless_listed(fresh);
            let unless = self.inner(item, unless);
            item.fresh = fresh;
            unless
        });
        let acts = acts.into_iter().collect::<Resolved<Vec<Act>>>();
        let status = Status {
            bearers: bearers?,
            modal: status_modal(sentence.modal),
            acts: acts?,
            window: window?,
            when: when?,
            unless: unless?,
            omitted,
            span: sentence.span,
        };
        leave_the_choice(&self.model, item, &status, known);
        Ok(self.split(status, sentence))
    }

    /// A condition of a sentence inside a condition (or of one that a norm speaks of).
    fn inner(&mut self, item: &mut Item<'a>, cond: &'a ast::Cond) -> Resolved<Cond> {
        match item.is_binding() {
            true => self.cond(item, cond),
            false => self.condition(item, cond, item.fresh),
        }
    }

    fn split(&mut self, status: Status, sentence: &ast::Sentence) -> Vec<Status> {
        if sentence.join == Join::Or || status.acts.len() < 2 {
            return vec![status];
        }
        let one = |act: &Act| Status { acts: vec![act.clone()], ..status.clone() };
        status.acts.iter().map(one).collect()
    }

    /// The window of a norm; `every` belongs to duties.
    pub(super) fn norm_window(
        &mut self,
        item: &mut Item<'a>,
        sentence: &'a ast::Sentence,
    ) -> Resolved<Option<Window>> {
        let Some(time) = &sentence.time else { return Ok(None) };
        let is_duty = matches!(sentence.modal, ast::Modal::Must | ast::Modal::Should);
        let every = |clause: &&ast::TimeClause| matches!(clause.kind, ast::TimeKind::Every { .. });
        if let Some(clause) = time.clauses.iter().find(every).filter(|_| !is_duty) {
            return Err(self.tell.simple(
                &rules::MISUSED_WORD,
                "`every` says how often a duty is to be done, and this is not a duty",
                clause.span,
                "only after `must` or `should`",
            ));
        }
        self.window(item, time).map(Some)
    }
}

fn some_unless_listed(fresh: Fresh) -> Fresh {
    match fresh {
        Fresh::Every | Fresh::Some | Fresh::Match => Fresh::Some,
        Fresh::Free | Fresh::Listed => fresh,
    }
}

/// The modal of a norm, and whether it is a recommendation.
pub(super) fn modal(modal: ast::Modal) -> Option<(Modal, bool)> {
    Some(match modal {
        ast::Modal::Must => (Modal::Must, false),
        ast::Modal::MustNot => (Modal::MustNot, false),
        ast::Modal::Should => (Modal::Must, true),
        ast::Modal::ShouldNot => (Modal::MustNot, true),
        ast::Modal::May => (Modal::May, false),
        ast::Modal::NeedNot => (Modal::NeedNot, false),
        ast::Modal::HasPower => (Modal::HasPower, false),
        ast::Modal::HasNoPower => (Modal::HasNoPower, false),
        ast::Modal::HasSolePower => (Modal::HasSolePower, false),
        ast::Modal::Settled => return None,
    })
}

/// A duty that is asked about leaves the choice to its bearer as a written one does: `must report(to: some Person)` asks
/// for no one of them, and is as good as one who is left out. Of a role, or of one who is named again, more is asked.
fn leave_the_choice(model: &Model, item: &mut Item<'_>, status: &Status, known: usize) {
    if !matches!(status.modal, StatusModal::Is { modal: Modal::Must, .. }) {
        return;
    }
    let all: Vec<&Term> = status.acts.iter().filter_map(Act::args).flatten().collect();
    for act in &status.acts {
        let Act::Do { action, args } = act else { continue };
        for (arg, param) in args.iter().zip(&model.actions[*action].params) {
            let Term::Var(var) = *arg else { continue };
            let mut times =
                status.window.iter().flat_map(|it| &it.clauses).filter_map(Clause::hangs_on);
            let named_again = times.any(|it| it.terms().any(|term| term.speaks_of(var)))
                || all.iter().filter(|term| term.speaks_of(var)).count() > 1
                || status.when.may_speak_of(var)
                || status.unless.may_speak_of(var);
            let own = &mut item.scope.vars[var.0 as usize];
            if own.some && own.sorts == [param.sort] && var.0 as usize >= known && !named_again {
                own.omitted = true;
            }
        }
    }
}

fn status_modal(written: ast::Modal) -> StatusModal {
    match modal(written) {
        Some((modal, recommendation)) => StatusModal::Is { modal, recommendation },
        None => StatusModal::Settled,
    }
}
