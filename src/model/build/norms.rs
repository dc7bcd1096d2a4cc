//! Norms: each written norm becomes one or several, with their relations. One with an error is left out whole.

use super::scope::{Fresh, Item, Omitted};
use super::sentences::modal;
use super::spans::{common_days, joined};
use super::tell::{Resolved, Told};
use super::walk::{self, Vars};
use super::{Builder, DeclaredNorm};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Act, Cond, DaySpan, Id, InstrumentId, Modal, Norm, NormId, SafeguardId, Term, VarId, Window,
    rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, Join, NormBody};

/// Into how many norms a written one may be taken apart (acts and bearers joined by `and` or `or`, and their
/// `otherwise`).
const MAX_PARTS: usize = 256;

/// What all parts of one written norm share.
pub(super) struct Whole<'a> {
    pub(super) at: usize,
    pub(super) written: &'a ast::Norm,
    pub(super) instrument: InstrumentId,
    pub(super) safeguards: Vec<SafeguardId>,
    pub(super) in_force: Vec<DaySpan>,
    pub(super) soft: bool,
    pub(super) default: bool,
    /// The id of the first part.
    pub(super) base: usize,
    pub(super) parts: Vec<Norm>,
}

/// A sentence with its names resolved.
#[derive(Clone)]
struct Resolution {
    acts: Vec<Act>,
    window: Option<Window>,
    when: Cond,
    unless: Cond,
}

impl Resolution {
    /// One for each act joined by `and`.
    fn parts(mut self, join: Join) -> Vec<Resolution> {
        if join == Join::Or || self.acts.len() < 2 {
            return vec![self];
        }
        let acts = std::mem::take(&mut self.acts);
        acts.into_iter().map(|act| Resolution { acts: vec![act], ..self.clone() }).collect()
    }
}

/// Where a part stands among those of its sentence.
#[derive(Clone, Copy)]
struct Place<'a> {
    sentence: &'a ast::Sentence,
    part: u32,
    /// Which of the acts it has.
    nth: usize,
    primary: Option<NormId>,
}

impl<'a> Builder<'a> {
    /// Every norm, in the order of the text.
    pub(super) fn norms(&mut self) {
        // Each `otherwise` is one more.
        self.model.norms.reserve(self.keys.len());
        for at in 0..self.norms.len() {
            let relations = self.model.relations.len();
            if self.norm(at).is_err() {
                self.model.relations.truncate(relations);
            }
        }
    }

    fn norm(&mut self, at: usize) -> Resolved<()> {
        let DeclaredNorm { ast: written, instrument: place, own, .. } = self.norms[at];
        let instrument = match place {
            Some(place) => self.instruments[place].id,
            None => Some(self.nameless_instrument()),
        };
        // Norms of an instrument that is left out are resolved for their own errors.
        let placed = instrument.filter(|_| own);
        let instrument = instrument.unwrap_or(InstrumentId(0));
        let (safeguards, in_force) = (self.safeguards(written), self.in_force(written, placed));
        let mut whole = Whole {
            at,
            written,
            instrument,
            safeguards: Vec::new(),
            in_force: Vec::new(),
            soft: placed.is_some_and(|id| self.model.instruments[id].soft),
            default: place.is_some_and(|place| self.instruments[place].default)
                || written.relations.iter().any(|r| r.kind == ast::RelationKind::Default),
            base: self.model.norms.len(),
            parts: Vec::new(),
        };
        if let (Ok(safeguards), Ok(in_force)) = (&safeguards, &in_force) {
            (whole.safeguards, whole.in_force) = (safeguards.clone(), in_force.clone());
        }
        let body = match &written.body {
            NormBody::Sentence(sentence) => {
                let item = Item::new(place);
                self.sentence(&mut whole, item, sentence, written.otherwise.as_deref(), None)
            }
            body => self.relation_norm(&mut whole, body),
        };
        let relations = match body {
            Ok(item) => self.relations(&whole, item),
            Err(Told) => self.only_targets(&whole),
        };
        safeguards?;
        in_force?;
        relations?;
        placed.ok_or(Told)?;
        self.settle_keys(&whole);
        whole.parts.into_iter().for_each(|part| _ = self.model.norms.push(part));
        Ok(())
    }

    /// Notes which id the key of the norm, and of each `otherwise`, has come to.
    fn settle_keys(&mut self, whole: &Whole<'a>) {
        let key = self.norms[whole.at].key as usize;
        let mut at = 0;
        for level in 0..self.norms[whole.at].levels as usize {
            self.keys[key + level] = Some(NormId::from_index(whole.base + at));
            at = match whole.parts[at].otherwise {
                Some(next) => next.index() - whole.base,
                None => return,
            };
        }
    }

    fn safeguards(&mut self, written: &'a ast::Norm) -> Resolved<Vec<SafeguardId>> {
        let names = written.safeguards.iter();
        let found: Vec<_> =
            names.map(|name| self.names.safeguards.find(&mut self.tell, name)).collect();
        self.tell.once(&written.safeguards)?;
        found.into_iter().collect()
    }

    /// The norm's own days within those of its instrument.
    fn in_force(
        &mut self,
        written: &ast::Norm,
        instrument: Option<InstrumentId>,
    ) -> Resolved<Vec<DaySpan>> {
        let own = self.day_spans(&written.in_force.iter().collect::<Vec<_>>())?;
        let Some(instrument) = instrument else { return Ok(own) };
        let outer = &self.model.instruments[instrument];
        if own.is_empty() {
            return Ok(outer.in_force.clone());
        }
        let common = common_days(&joined(own), &outer.in_force);
        if common.is_empty() {
            let spans = &written.in_force;
            let span = spans[0].span.to(spans[spans.len() - 1].span);
            let name = self.tell.text(written.name.span);
            let message = format!("`{name}` is in force on no day on which its instrument is");
            return Err(self.tell.tell(
                Diagnostic::new(
                    &rules::BAD_SPAN,
                    message,
                    span,
                    "outside the days of its instrument",
                )
                .related(outer.span, "its instrument"),
            ));
        }
        Ok(common)
    }

    /// A sentence and its `otherwise`, taken apart. Gives the participants of the first part.
    fn sentence(
        &mut self,
        whole: &mut Whole<'a>,
        mut item: Item<'a>,
        sentence: &'a ast::Sentence,
        otherwise: Option<&'a ast::Otherwise>,
        primary: Option<NormId>,
    ) -> Resolved<Item<'a>> {
        let bearers = self.norm_bearers(&mut item, sentence);
        let bearers = match bearers {
            Ok(bearers) => bearers,
            // The rest is resolved for its own errors; the bearer is anyone there.
            Err(told) => {
                let mut item = self.with_anyone(item.instrument, sentence.span);
                let _told = self.resolve_sentence(&mut item, sentence);
                return Err(told);
            }
        };
        let (mut first, mut part) = (None, 0);
        for (item, bearer) in item.copies(bearers) {
            let mut item = item;
            item.bearer = Some(bearer);
            let resolution = self.resolve_sentence(&mut item, sentence)?;
            let parts = resolution.parts(sentence.join);
            for (nth, (item, resolution)) in item.copies(parts).into_iter().enumerate() {
                let place = Place { sentence, part, nth, primary };
                let item = self.part_with_remedy(whole, item, resolution, place, otherwise)?;
                first.get_or_insert(item);
                part += 1;
            }
        }
        first.ok_or(Told)
    }

    /// One part and, below it, its `otherwise`.
    fn part_with_remedy(
        &mut self,
        whole: &mut Whole<'a>,
        mut item: Item<'a>,
        resolution: Resolution,
        place: Place<'a>,
        otherwise: Option<&'a ast::Otherwise>,
    ) -> Resolved<Item<'a>> {
        if whole.parts.len() >= MAX_PARTS {
            return Err(self.too_many(whole.written));
        }
        let norm = self.part(whole, &mut item, resolution, place);
        let at = whole.parts.len();
        whole.parts.push(norm);
        if let Some(otherwise) = otherwise {
            let id = NormId::from_index(whole.base + at);
            whole.parts[at].otherwise = Some(NormId(id.0 + 1));
            let mut inner = Item::within(&item);
            inner.forget_some();
            let next = otherwise.otherwise.as_deref();
            self.sentence(whole, inner, &otherwise.sentence, next, Some(id))?;
        }
        Ok(item)
    }

    fn too_many(&mut self, written: &ast::Norm) -> Told {
        let name = self.tell.text(written.name.span);
        let message = format!("`{name}` comes to more than {MAX_PARTS} norms");
        let label = "bearers, acts and each `otherwise` multiply";
        self.tell.simple(&rules::MISUSED_WORD, message, written.name.span, label)
    }

    fn norm_bearers(
        &mut self,
        item: &mut Item<'a>,
        sentence: &'a ast::Sentence,
    ) -> Resolved<Vec<Term>> {
        if sentence.modal == ast::Modal::Settled {
            let message = "`settled` asks what norms say; a norm must say it";
            let label = "only in principles and expectations";
            return Err(self.tell.simple(
                &rules::MISUSED_WORD,
                message,
                sentence.modal_span,
                label,
            ));
        }
        let joins = matches!(sentence.modal, ast::Modal::Must | ast::Modal::Should);
        if sentence.join == Join::And && sentence.acts.len() > 1 && !joins {
            // The parser has told of it: it can be read in two ways.
            return Err(Told);
        }
        let bearers = self.bearers(item, &sentence.bearers)?;
        for bearer in &bearers {
            if let Term::Var(var) = bearer
                && item.scope[*var].some
            {
                let message = "a norm must say whom it binds, and `some` leaves it open";
                let span = item.scope[*var].span;
                return Err(self.tell.simple(
                    &rules::MISUSED_WORD,
                    message,
                    span,
                    "bound, or not?",
                ));
            }
        }
        Ok(bearers)
    }

    fn resolve_sentence(
        &mut self,
        item: &mut Item<'a>,
        sentence: &'a ast::Sentence,
    ) -> Resolved<Resolution> {
        // Who need not report need not report to anybody: what is denied is the whole duty.
        let of_duty =
            matches!(sentence.modal, ast::Modal::Must | ast::Modal::Should | ast::Modal::NeedNot);
        item.omitted = if of_duty { Omitted::Some } else { Omitted::Every };
        // Who must not send some file must send none, and who may send some may send whichever it is.
        item.some_chooses = of_duty;
        let acts: Vec<_> = sentence.acts.iter().map(|act| self.act(item, act)).collect();
        item.some_chooses = true;
        let window = self.norm_window(item, sentence);
        let when = self.when(item, sentence.when.as_deref());
        let unless = match &sentence.unless {
            Some(unless) => self.condition(item, unless, Fresh::Some),
            None => Ok(Cond::Any(Vec::new())),
        };
        let acts = acts.into_iter().collect::<Resolved<Vec<_>>>();
        let (acts, window, mut when, unless) = (acts?, window?, when?, unless?);
        self.check_positive(item)?;
        if sentence.join == Join::And {
            self.one_choice_for_each(item, sentence, &acts)?;
        }
        if let Some(place) = item.instrument {
            for nth in 0..self.instruments[place].applies_when.len() {
                if let Some(limit) = self.limit(item, self.instruments[place].applies_when[nth]) {
                    self.instruments[place].limiting[nth] = true;
                    when = when.and(limit);
                }
            }
        }
        Ok(Resolution { acts, window, when, unless })
    }

    /// One norm. `item` is left with the participants that it mentions, and no others.
    fn part(
        &mut self,
        whole: &Whole<'a>,
        item: &mut Item<'a>,
        Resolution { acts, window, when, unless }: Resolution,
        Place { sentence, part, nth, primary }: Place<'a>,
    ) -> Norm {
        let (kind, recommendation) = modal(sentence.modal).unwrap_or((Modal::Relation, false));
        let binding = matches!(kind, Modal::Must | Modal::MustNot);
        let act_span = sentence.acts.get(nth).map_or(sentence.span, act_span);
        let name = self.tell.text(whole.written.name.span);
        let name = match primary {
            Some(primary) => {
                format!("{}.otherwise", whole.parts[primary.index() - whole.base].name).into()
            }
            None => name.into(),
        };
        let span = |cond: &Option<Box<ast::Cond>>| cond.as_ref().map(|cond| cond.span);
        // Norms are many: no room is kept that nobody needs.
        item.scope.vars.shrink_to_fit();
        let mut norm = Norm {
            name,
            title: whole.written.title.as_ref().map(|title| self.quoted(title)),
            instrument: whole.instrument,
            scope: std::mem::take(&mut item.scope),
            bearer: item.bearer.clone().unwrap_or(Term::Var(VarId(0))),
            modal: kind,
            recommendation: recommendation || (whole.soft && binding),
            acts,
            window,
            when,
            unless,
            default: whole.default,
            otherwise: None,
            primary,
            in_force: whole.in_force.clone(),
            safeguards: whole.safeguards.clone(),
            cites: whole.written.cites.iter().map(|text| self.quoted(text)).collect(),
            span: whole.written.span,
            name_span: whole.written.name.span,
            sentence_span: sentence.span,
            act_span,
            unless_span: span(&sentence.unless),
            when_span: span(&sentence.when),
            when_part_spans: part_spans(sentence.when.as_deref(), true),
            unless_part_spans: part_spans(sentence.unless.as_deref(), false),
            window_span: sentence.time.as_ref().map(|time| time.span),
            part,
            aspect_of: None,
            by_aspects: false,
        };
        // An `otherwise` keeps the places of the participants of its primary, so that both agree on them.
        if primary.is_none() {
            prune(&mut norm, item);
        }
        let written = whole.written;
        if written.otherwise.is_some() || !written.relations.is_empty() {
            item.scope = norm.scope.clone();
            item.bearer = Some(norm.bearer.clone());
        }
        norm
    }
}

/// Drops the participants that a norm does not mention.
fn prune(norm: &mut Norm, item: &mut Item<'_>) {
    let mut keep = vec![false; norm.scope.vars.len()];
    each_var(norm, |var| keep[var.0 as usize] = true);
    if keep.iter().any(|keep| !keep) {
        item.scope = std::mem::take(&mut norm.scope);
        let places = item.prune(&keep);
        norm.scope = std::mem::take(&mut item.scope);
        each_var(norm, |var| *var = places[var.0 as usize]);
    }
}

fn each_var(norm: &mut Norm, each: impl FnMut(&mut VarId)) {
    let mut visit = Vars(each);
    walk::term(&mut norm.bearer, &mut visit);
    norm.acts.iter_mut().for_each(|act| walk::act(act, &mut visit));
    norm.window.iter_mut().for_each(|window| walk::window(window, &mut visit));
    walk::cond(&mut norm.when, &mut visit);
    walk::cond(&mut norm.unless, &mut visit);
}

/// Where the parts of a condition stand that `and` joins, or (where not `all`) `or`; the whole where none is.
fn part_spans(cond: Option<&ast::Cond>, all: bool) -> Vec<Span> {
    let Some(cond) = cond else { return Vec::new() };
    match &cond.kind {
        ast::CondKind::And(parts) if all => parts.iter().map(|part| part.span).collect(),
        ast::CondKind::Or(parts) if !all => parts.iter().map(|part| part.span).collect(),
        _ => vec![cond.span],
    }
}

/// An act with its arguments.
pub(super) fn act_span(act: &ast::Act) -> Span {
    match act {
        ast::Act::Do(call) => call.span,
        ast::Act::Legislate { span, .. } => *span,
    }
}
