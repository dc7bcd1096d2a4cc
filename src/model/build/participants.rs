//! Who is meant by a word: a participant that the item has, or a new one.

use std::cell::RefCell;
use std::collections::HashMap;

use super::Builder;
use super::scope::{Fresh, Item, Omitted};
use super::some;
use super::tell::{Resolved, Told};
use super::terms::an;
use crate::diagnostics::Diagnostic;
use crate::model::{Cond, SortId, Term, Var, VarId, rules};
use crate::source::Span;
use crate::syntax::ast::{self, Quantifier};

/// What two participants are.
type TwoSorts<'s> = (&'s [SortId], &'s [SortId]);

impl<'a> Builder<'a> {
    /// Resolves a whole condition and binds its *some* participants.
    pub(super) fn condition(
        &mut self,
        item: &mut Item<'a>,
        cond: &'a ast::Cond,
        fresh: Fresh,
    ) -> Resolved<Cond> {
        let saved = (item.fresh, item.binding, item.omitted);
        (item.fresh, item.binding) = (fresh, fresh != Fresh::Free);
        let resolved = self.cond(item, cond);
        (item.fresh, item.binding, item.omitted) = saved;
        let open = std::mem::take(&mut item.open);
        item.forget(&open);
        resolved.map(|cond| self.bound(item, cond, &open))
    }

    /// Binds those who are *some*. Any two of them that could be one participant are two, unless `any` says otherwise.
    fn bound(&self, item: &Item<'a>, cond: Cond, open: &[VarId]) -> Cond {
        let known: RefCell<HashMap<TwoSorts<'_>, bool>> = RefCell::default();
        let could_be_one = |(a, b): TwoSorts<'_>| {
            let apart = |s: &SortId| b.iter().all(|t| self.model.are_disjoint(*s, *t));
            !a.iter().all(apart)
        };
        let rivals = |a: VarId, b: VarId| {
            let (x, y) = (&item.scope[a], &item.scope[b]);
            if a == b || x.any || y.any {
                return false;
            }
            let sorts = (&x.sorts[..], &y.sorts[..]);
            *known.borrow_mut().entry(sorts).or_insert_with(|| could_be_one(sorts))
        };
        some::bind(cond, open, &rivals)
    }

    /// A condition that may be missing, in which new participants are *every*: `when`.
    pub(super) fn when(
        &mut self,
        item: &mut Item<'a>,
        cond: Option<&'a ast::Cond>,
    ) -> Resolved<Cond> {
        cond.map_or(Ok(Cond::TRUE), |cond| self.condition(item, cond, Fresh::Every))
    }

    /// The participant of which a sort's name (or a name of its own) speaks.
    pub(super) fn participant(
        &mut self,
        item: &mut Item<'a>,
        name: &'a str,
        sort: SortId,
        quantifier: Option<Quantifier>,
        span: Span,
    ) -> Resolved<Term> {
        if let Some(var) = item.named(name) {
            return self.known_participant(item, var, quantifier, span);
        }
        let some = match (item.fresh, quantifier) {
            (_, Some(Quantifier::Some)) => item.some_chooses,
            (Fresh::Match, _) => return self.matched(item, sort).map(Term::Var).ok_or(Told),
            (Fresh::Listed, _) => return Err(self.not_listed(span)),
            (fresh, _) => matches!(fresh, Fresh::Some | Fresh::Free),
        };
        let any = quantifier == Some(Quantifier::Any) || item.fresh == Fresh::Free;
        let var = Var { name: name.into(), sorts: vec![sort], any, some, omitted: false, span };
        let var = item.add(Some(name), var);
        item.marks[var.0 as usize].positive |= quantifier == Some(Quantifier::Some);
        if some && item.binding {
            item.open.push(var);
        }
        Ok(Term::Var(var))
    }

    fn known_participant(
        &mut self,
        item: &mut Item<'a>,
        var: VarId,
        quantifier: Option<Quantifier>,
        span: Span,
    ) -> Resolved<Term> {
        item.mention(var);
        let known = &item.scope[var];
        if known.some && item.binding && !item.open.contains(&var) {
            return Err(self.picked(item, var, span));
        }
        let fits = match quantifier {
            None => true,
            Some(Quantifier::Some) => known.some || !item.some_chooses,
            Some(Quantifier::Any) => known.any,
        };
        if fits {
            return Ok(Term::Var(var));
        }
        let text = self.tell.quoted(span);
        let message = format!("`{text}` is already a participant without that word");
        Err(self.tell.tell(
            Diagnostic::new(&rules::MISUSED_WORD, message, span, "not its first mention")
                .related(known.span, "first mentioned here")
                .help("for another participant, give it a name of its own: the kind or role, then a new word"),
        ))
    }

    fn picked(&mut self, item: &Item<'a>, var: VarId, span: Span) -> Told {
        let text = self.tell.quoted(span);
        let message =
            format!("`{text}` is whoever the bearer picks, so no condition can refer to it");
        self.tell.tell(
            Diagnostic::new(&rules::MISUSED_WORD, message, span, "a condition")
                .related(item.scope[var].span, "any one will do")
                .help("leave out `some` to mean every such participant"),
        )
    }

    /// A labelled argument left out.
    pub(super) fn left_out(
        &mut self,
        item: &mut Item<'a>,
        label: &str,
        sort: SortId,
        span: Span,
    ) -> Resolved<Term> {
        let shared = item.shared.as_ref().and_then(|shared| {
            shared.iter().find(|(known, _)| **known == *label).map(|(_, var)| *var)
        });
        if let Some(var) = shared.filter(|&var| !self.are_disjoint(item.scope[var].sorts[0], sort))
        {
            return Ok(Term::Var(var));
        }
        let some = item.omitted != Omitted::Every;
        let var =
            Var { name: label.into(), sorts: vec![sort], any: true, some, omitted: true, span };
        let var = item.add(None, var);
        item.marks[var.0 as usize].positive = true;
        match item.omitted {
            Omitted::Bound if item.binding => item.open.push(var),
            _ => item.left_out.push(var),
        }
        if let Some(shared) = &mut item.shared {
            shared.push((label.into(), var));
        }
        Ok(Term::Var(var))
    }

    /// The one participant of the item that is of a sort, where there is one.
    fn matched(&mut self, item: &Item<'a>, sort: SortId) -> Option<VarId> {
        let of = |wanted: &dyn Fn(SortId) -> bool| -> Vec<VarId> {
            let vars = item.reachable().filter(|(_, var)| !var.some && !var.sorts.is_empty());
            vars.filter(|(_, var)| var.sorts.iter().all(|&s| wanted(s))).map(|(id, _)| id).collect()
        };
        let exact = of(&|s| s == sort);
        let found = if exact.is_empty() { of(&|s| self.model.is_sub(s, sort)) } else { exact };
        (found.len() == 1).then(|| found[0])
    }

    /// Who is meant where an act is named without brackets: the item's participant of that sort, or a new one.
    /// `nth` counts the parameters of this sort before it.
    pub(super) fn by_sort(
        &mut self,
        item: &mut Item<'a>,
        sort: SortId,
        nth: usize,
        span: Span,
    ) -> Resolved<Term> {
        let name = self.names.sort_names[sort.0 as usize];
        if let Some(var) = item.named(name).filter(|_| nth == 0) {
            item.mention(var);
            return Ok(Term::Var(var));
        }
        let vars: Vec<(VarId, Vec<SortId>)> =
            item.reachable().map(|(id, var)| (id, var.sorts.clone())).collect();
        let exact: Vec<VarId> =
            vars.iter().filter(|(_, sorts)| sorts[..] == [sort]).map(|(id, _)| *id).collect();
        let near = |&(id, ref sorts): &(VarId, Vec<SortId>)| {
            let related = |s: &SortId| self.model.is_sub(*s, sort) || self.model.is_sub(sort, *s);
            sorts.iter().any(related).then_some(id)
        };
        let found = if exact.is_empty() { vars.iter().filter_map(near).collect() } else { exact };
        match (found.get(nth), found.len()) {
            (Some(&var), count) if count == 1 || item.shared.is_some() => {
                item.mention(var);
                Ok(Term::Var(var))
            }
            (Some(_), _) => Err(self.several(item, &found, span)),
            (None, _) if item.fresh == Fresh::Listed => {
                let text = self.tell.quoted(span);
                let message = format!("`{text}` lacks {}", an(name));
                let label = "no participant of the scenario fits";
                Err(self.tell.simple(&rules::WRONG_ARITY, message, span, label))
            }
            (None, _) if nth == 0 || item.fresh == Fresh::Match => {
                self.participant(item, name, sort, None, span)
            }
            (None, _) => {
                let some = matches!(item.fresh, Fresh::Some | Fresh::Free);
                let var = Var {
                    name: name.into(),
                    sorts: vec![sort],
                    any: true,
                    some,
                    omitted: false,
                    span,
                };
                let var = item.add(None, var);
                item.marks[var.0 as usize].reachable = true;
                if some && item.binding {
                    item.open.push(var);
                }
                Ok(Term::Var(var))
            }
        }
    }

    fn several(&mut self, item: &Item<'a>, found: &[VarId], span: Span) -> Told {
        let text = self.tell.quoted(span);
        let names: Vec<_> =
            found.iter().map(|&var| format!("`{}`", item.scope[var].name)).collect();
        let message =
            format!("`{text}` without brackets could be about any of {}", names.join(", "));
        self.tell.tell(
            Diagnostic::new(&rules::AMBIGUOUS_NAME, message, span, "whom does it mean?")
                .help(format!("write the participants in brackets: `{text}(…)`")),
        )
    }

    fn not_listed(&mut self, span: Span) -> Told {
        let text = self.tell.quoted(span);
        let message = format!("`{text}` is a kind or role; a scenario names its own participants");
        self.tell.tell(
            Diagnostic::new(&rules::MISUSED_WORD, message, span, "no participant of the scenario")
                .help(format!("name one: `participant x is {text}`, then write `x` here")),
        )
    }

    /// Tells of participants that are named only under `not`: it could mean *no such* or *one that is not*.
    pub(super) fn check_positive(&mut self, item: &Item<'a>) -> Resolved<()> {
        let bad = |at: &usize| !item.marks[*at].positive && !item.scope.vars[*at].omitted;
        let mut result = Ok(());
        for at in (0..item.scope.vars.len()).filter(bad) {
            let var = &item.scope.vars[at];
            let name = &var.name;
            let sort = self.names.sort_names[var.sorts[0].0 as usize];
            let message =
                format!("`{name}` is named only under `not`, which can be read in two ways");
            let label = "no such, or one that is not so?";
            let told = Diagnostic::new(&rules::ONLY_UNDER_NOT, message, var.span, label)
                .help(format!("for \"there is no such `{name}`\", write `some` before it here"))
                .help(format!(
                    "for \"there is {} for whom it is not so\", name it before the `not`: `{name} is {sort} and not …`",
                    an(name)
                ));
            result = Err(self.tell.tell(told));
        }
        result
    }
}
