//! Status sentences: what the norms say of an act.
//!
//! The same reading serves conditions (`unless bearer must retain(Data)`, asked of norms that apply) and
//! principles (asked of effective norms).

use super::window::{Shape, shape};
use crate::logic::Limit;
use crate::logic::applies::{answers, open_vars};
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::Instant;
use crate::model::{
    Act, ActionId, Clause, Cond, Join, Modal, NormId, Occurrence, Status, StatusModal, Target,
    Term, Window,
};
use crate::source::Span;

/// Of which norms a sentence is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::logic) enum Reading {
    /// Of those that apply.
    Applies {
        /// How many status sentences led here.
        depth: u32,
    },
    /// Of those that are effective.
    Effective {
        /// Under `never` and `not`, a permission of a narrower act answers for the wider one too.
        strict: bool,
    },
}

/// How a norm's act must stand to the act that is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// The norm's act counts as the one asked about.
    Narrower,
    /// The one asked about counts as the norm's act.
    Wider,
}

impl Query<'_> {
    /// Some norm answers the sentence, for one of its bearers and acts.
    pub(in crate::logic) fn status(
        &mut self,
        status: &Status,
        ask: Ask<'_>,
        reading: Reading,
        polarity: Polarity,
    ) -> Grounded {
        let only = self.only.take();
        let ask = self.theory.asked_under_law(ask, status);
        let mut ways = Vec::new();
        for bearer in &status.bearers {
            let by = self.node(bearer, ask.binding).ok_or(Limit::Unbound)?;
            for act in &status.acts {
                let Act::Do { action, args } = act else {
                    return Err(Limit::NotYet("a law on several acts or bearers at once"));
                };
                let args = args.iter().map(|arg| self.node(arg, ask.binding)).collect();
                let deed = Deed { by, action: *action, args };
                self.only.clone_from(&only);
                ways.push(self.deed_has_status(&deed, status, ask, reading, polarity)?);
            }
        }
        // `must A or B` is answered by one of them; every other sentence with `or` is about each.
        let must = matches!(status.modal, StatusModal::Is { modal: Modal::Must, .. });
        Ok(if must || status.bearers.len() > 1 { Formula::any(ways) } else { Formula::all(ways) })
    }

    /// Some norm requires a deed, with effect, on no account of a sentence that is written anywhere.
    pub(in crate::logic) fn is_required_deed(
        &mut self,
        deed: &Deed,
        ask: Ask<'_>,
        span: Span,
    ) -> Grounded {
        let status = Status {
            bearers: Vec::new(),
            modal: StatusModal::Is { modal: Modal::Must, recommendation: false },
            acts: Vec::new(),
            window: None,
            when: Cond::TRUE,
            unless: Cond::Any(Vec::new()),
            omitted: Vec::new(),
            span,
        };
        let reading = Reading::Effective { strict: false };
        self.deed_has_status(deed, &status, ask, reading, Polarity::Positive)
    }

    /// One of these norms gives the bearer one of the acts of a sentence, or one that counts as it.
    pub(in crate::logic) fn any_act_has(
        &mut self,
        status: &Status,
        among: &[NormId],
        ask: Ask<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let reading = Reading::Effective { strict: true };
        let mut ways = Vec::new();
        for (bearer, act) in
            status.bearers.iter().flat_map(|it| status.acts.iter().map(move |act| (it, act)))
        {
            let by = self.node(bearer, ask.binding).ok_or(Limit::Unbound)?;
            let Act::Do { action, args } = act else { continue };
            let args = args.iter().map(|arg| self.node(arg, ask.binding)).collect();
            let deed = Deed { by, action: *action, args };
            for &norm in among.iter().filter(|&&norm| answers(status, &self.model.norms[norm])) {
                if self.model.norms[norm].modal == Modal::Must {
                    continue; // that an act is required does not say that it is in anybody's power
                }
                for place in 0..self.model.norms[norm].acts.len() {
                    for fit in [Fit::Wider, Fit::Narrower] {
                        if self.can_fit(&deed, norm, place, fit) {
                            ways.push(self.norm_answers(
                                norm, place, &deed, fit, status, ask, reading, polarity,
                            )?);
                        }
                    }
                }
            }
        }
        Ok(Formula::any(ways))
    }

    fn can_fit(&self, deed: &Deed, norm: NormId, place: usize, fit: Fit) -> bool {
        let own = &self.model.norms[norm];
        let Some(action) = own.acts[place].action() else { return false };
        match fit {
            Fit::Narrower => self.theory.narrower(deed.action).contains(&action),
            Fit::Wider if own.is_about_one_act_alone() => action == deed.action,
            Fit::Wider => self.theory.wider(deed.action).contains(&action),
        }
    }

    fn deed_has_status(
        &mut self,
        deed: &Deed,
        status: &Status,
        ask: Ask<'_>,
        reading: Reading,
        polarity: Polarity,
    ) -> Grounded {
        let mut ways = Vec::new();
        let only = self.only.take();
        for (norm, place) in self.theory.norms_near(deed.action) {
            if only.as_ref().is_some_and(|only| !only.contains(&norm)) {
                continue;
            }
            let own = &self.model.norms[norm];
            let asks_itself = ask.by.is_some_and(|by| self.reaches(Target::Norm(by), norm));
            let alternative = own.modal == Modal::Must && own.acts.len() > 1;
            if !answers(status, own) || asks_itself || alternative {
                continue;
            }
            for fit in fits(own.modal, status.modal, reading) {
                if self.can_fit(deed, norm, place, fit) {
                    ways.push(
                        self.norm_answers(norm, place, deed, fit, status, ask, reading, polarity)?,
                    );
                }
            }
        }
        Ok(Formula::any(ways))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a question, a norm, and how they are held together"
    )]
    fn norm_answers(
        &mut self,
        norm: NormId,
        place: usize,
        deed: &Deed,
        fit: Fit,
        status: &Status,
        ask: Ask<'_>,
        reading: Reading,
        polarity: Polarity,
    ) -> Grounded {
        let own = &self.model.norms[norm];
        let mut binding = Binding::empty(&own.scope);
        let Act::Do { action, args } = &own.acts[place] else { return Err(Limit::Unbound) };
        let mut same = Formula::True;
        match own.bearer {
            Term::Var(var) => binding.set(var, deed.by),
            ref other => {
                if let Some(node) = self.node(other, &binding) {
                    same = self.universe.same(node, deed.by);
                }
            }
        }
        if *action == deed.action {
            // Whom a duty leaves to its bearer is nobody in particular, and nobody who is asked about.
            let fixed = args.iter().zip(&deed.args).map(|(arg, &node)| match arg {
                Term::Var(var) if own.modal == Modal::Must && own.scope[*var].some => None,
                _ => node,
            });
            let fixed: Vec<_> = fixed.collect();
            same = same.and(self.fit_args(&mut binding, args, &fixed));
        }
        if same == Formula::False {
            return Ok(same);
        }
        let open = open_vars(&own.scope, &binding);
        let mut body = |query: &mut Self, binding: &Binding| {
            let it = query.chosen(norm, place, binding.clone());
            let own_deed = query.deed(&it, place)?;
            let fits = match fit {
                Fit::Narrower => query.is_deed(&own_deed, deed, polarity)?,
                Fit::Wider => query.is_deed(deed, &own_deed, polarity)?,
            };
            if fits == Formula::False {
                return Ok(fits);
            }
            let fits = fits.and(query.fits_whoever_is_there(&it, place, deed, polarity)?);
            let answers = fits.and(query.answers_in_time(&it, status, ask, reading, polarity)?);
            match own.chosen().next() {
                Some(_) => query.whoever_is_chosen(answers),
                // Whoever else is chosen freely is chosen by a norm that asks.
                None => Ok(answers),
            }
        };
        Ok(same.and(self.exists(&own.scope, &open, &binding, polarity, &mut body)?))
    }

    /// Where a rule makes the act of a duty the one asked about towards some only, it is so towards whoever is around, too.
    fn fits_whoever_is_there(
        &mut self,
        it: &Instance,
        place: usize,
        deed: &Deed,
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        if self.model.norms[it.norm].modal == Modal::NeedNot {
            return Ok(Formula::True); // it spares each alike
        }
        for (other, may_be) in self.choices_around(it, place) {
            let own = self.deed(&other, place)?;
            parts.push(may_be.implies(self.is_deed(&own, deed, polarity)?));
        }
        Ok(Formula::all(parts))
    }

    /// The instance answers at the moment that is asked about, or through the window that is asserted.
    fn answers_in_time(
        &mut self,
        it: &Instance,
        status: &Status,
        ask: Ask<'_>,
        reading: Reading,
        polarity: Polarity,
    ) -> Grounded {
        let once = shape(&self.model.norms[it.norm]) == Shape::Once;
        let is_timeless = status.window.is_none();
        let stands = match reading {
            Reading::Applies { depth } if is_timeless => {
                return self.applies_at(it, ask.at, polarity, depth);
            }
            Reading::Effective { .. } if is_timeless && self.is_said_by_stretches(it)? => {
                return self.as_principles_look(&mut |query| {
                    query.is_said_in_a_stretch(it, ask.at, polarity)
                });
            }
            Reading::Applies { depth } => self.applies_below(it, polarity, depth)?,
            Reading::Effective { .. } if once => {
                self.take_closing_acts_from_the_case(it)?;
                self.as_principles_look(&mut |query| query.effective(it, polarity))?
            }
            Reading::Effective { .. } => {
                self.as_principles_look(&mut |query| query.effective(it, polarity))?
            }
        };
        if stands == Formula::False {
            return Ok(stands);
        }
        let in_time = match &status.window {
            None if once => self.is_owed_at(it, ask.at, polarity)?,
            None => self.live_at(it, ask.at, polarity)?,
            Some(window) => self.covers_window(it, window, status, ask, once, polarity)?,
        };
        Ok(stands.and(in_time))
    }

    /// Where a principle or a scenario asks what norms say, who is effective is asked as if nothing had been done yet but what
    /// starts and ends windows: a norm that what was done breaks is in no clash, and nobody would seem to yield to it.
    fn as_principles_look(&mut self, ask: &mut dyn FnMut(&mut Self) -> Grounded) -> Grounded {
        let saved = self.starts_only;
        self.starts_only |= self.principle;
        let answer = ask(self);
        self.starts_only = saved;
        answer
    }

    /// A duty to be done once says so, early or late, while its norm is in force; after that while its window lasts.
    pub(in crate::logic) fn is_owed_at(
        &mut self,
        it: &Instance,
        at: Instant,
        polarity: Polarity,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        if self.by_window && !norm.hangs_on_an_act() && !self.theory.recurs(it.norm) {
            return self.live_at(it, at, polarity);
        }
        if self.theory.recurs(it.norm) {
            return Ok(Formula::True);
        }
        let done = match self.principle {
            true => self.is_closed_by_what_is_done(it, None)?,
            false => Formula::True,
        };
        let in_force = self.force_at(it, at)?;
        if in_force == Formula::True || done == Formula::False {
            return Ok(done);
        }
        Ok(done.and(in_force.or(self.live_at(it, at, polarity)?)))
    }

    /// Acts that close the window of a duty are done, and after it came into force, but for those on which that of an asserted
    /// duty hangs, too, in a case that tells of neither: a duty before what is never done asks for nothing, and so says
    /// nothing. Of clauses that `or` joins one is enough.
    pub(in crate::logic) fn is_closed_by_what_is_done(
        &mut self,
        it: &Instance,
        asserted: Option<&Window>,
    ) -> Grounded {
        let Some(window) = &self.model.norms[it.norm].window else { return Ok(Formula::True) };
        // Where that has a way out, it asks for something though the act is not done.
        let clauses = asserted.filter(|it| it.join == Join::And).into_iter();
        let acts = clauses.flat_map(|it| &it.clauses).filter_map(Clause::hangs_on);
        let theirs = acts.filter_map(Occurrence::action);
        let theirs: Vec<&ActionId> = theirs.flat_map(|act| self.theory.wider(act)).collect();
        let opens = window.join == Join::And && window.clauses.iter().any(Clause::opens);
        let mut parts = Vec::new();
        for clause in &window.clauses {
            let closing = clause.hangs_on().filter(|_| !clause.opens());
            let Some(act @ Occurrence::Act { action, .. }) = closing else {
                parts.push(Formula::True);
                continue;
            };
            let key = self.occurrence(act, &it.binding)?;
            if theirs.contains(&action) && !self.told.contains_key(&key) {
                parts.push(Formula::True);
                continue;
            }
            let happens = self.happens(key);
            parts.push(match self.closes_in_force_by(it, clause)? {
                Some((_, later)) if !opens => happens.and(later),
                _ => happens,
            });
        }
        Ok(match window.join {
            Join::And => Formula::all(parts),
            Join::Or => Formula::any(parts),
        })
    }
}

/// How acts of a norm with this modal can answer the sentence.
fn fits(modal: Modal, asked: StatusModal, reading: Reading) -> Vec<Fit> {
    let strict = matches!(reading, Reading::Effective { strict: true });
    match (modal, asked) {
        (Modal::Must, _) => vec![Fit::Narrower],
        (Modal::May, _) if strict => vec![Fit::Wider, Fit::Narrower],
        _ => vec![Fit::Wider],
    }
}
