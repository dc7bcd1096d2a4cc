//! Facts, attributes, events and actions; safeguards, calendars, orders and the order of canons.

use super::Builder;
use super::graph::Graph;
use super::names::Word;
use super::scope::{Fresh, Item, Omitted};
use super::tell::{Resolved, Told};
use super::terms::a_word;
use crate::diagnostics::Diagnostic;
use crate::model::{
    Action, Attribute, AttributeType, Calendar, Canon, Day, Event, Fact, Occurrence, Order, Param,
    Safeguard, SortId, Var, VarId, rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};

/// What messages call that of which an attribute is.
pub(super) const TYPE: &str = "kind, role or type";

/// The words for types that are neither kinds nor roles.
const TYPES: [&str; 7] = ["date", "minutes", "hours", "days", "weeks", "months", "years"];

impl<'a> Builder<'a> {
    /// Every word of the vocabulary but definitions.
    pub(super) fn words(&mut self) {
        for item in self.items() {
            if let ItemKind::Kind { names, reads: Some(text), .. }
            | ItemKind::Role { names, reads: Some(text), .. } = &item.kind
            {
                self.sorts_read(names, text);
            }
            if let Ok(Some((name, word))) = self.signature_item(&item.kind) {
                self.names.words.settle(&self.tell, name, word);
            }
        }
        self.events_after();
    }

    fn signature_item(&mut self, kind: &'a ItemKind) -> Resolved<Option<(&'a ast::Name, Word)>> {
        let (signature, ty) = match kind {
            ItemKind::Fact { signature, .. }
            | ItemKind::Event { signature, .. }
            | ItemKind::Action { signature } => (signature, None),
            ItemKind::Attribute { signature, ty, .. } => (signature, Some(ty)),
            _ => return Ok(None),
        };
        if self.names.words.own(&self.tell, &signature.name).is_none() {
            return Err(Told);
        }
        let params = self.parameters(&signature.params);
        let ty = ty.map(|ty| self.attribute_type(ty)).transpose();
        let (params, ty) = (params?, ty?);
        let reads =
            signature.reads.as_ref().map(|text| self.reads(text, &signature.params)).transpose()?;
        let reads = reads.filter(|text| !text.trim().is_empty());
        let (name, span) = (self.tell.text(signature.name.span).into(), signature.name.span);
        let model = &mut self.model;
        let word = match (kind, ty) {
            (ItemKind::Fact { open, .. }, _) => {
                Word::Fact(model.facts.push(Fact { name, params, open: *open, reads, span }))
            }
            (ItemKind::Attribute { open, .. }, Some(ty)) => {
                let attribute = Attribute { name, params, ty, open: *open, reads, span };
                Word::Attribute(model.attributes.push(attribute))
            }
            (ItemKind::Event { .. }, _) => {
                Word::Event(model.events.push(Event { name, params, after: None, reads, span }))
            }
            _ => Word::Action(model.actions.push(Action { name, params, reads, span })),
        };
        Ok(Some((&signature.name, word)))
    }

    /// The parameters of a fact, definition, event or act.
    pub(super) fn parameters(&mut self, written: &'a [ast::Param]) -> Resolved<Vec<Param>> {
        let params: Vec<Resolved<Param>> = written
            .iter()
            .map(|param| {
                let label = param.label.map(|label| self.tell.text(label.span).into());
                Ok(Param { label, sort: self.sort(None, &param.sort)? })
            })
            .collect();
        for (at, param) in written.iter().enumerate() {
            for name in [param.label, param.var].into_iter().flatten() {
                let same =
                    |other: &ast::Name| self.tell.text(other.span) == self.tell.text(name.span);
                let before = written[..at].iter().flat_map(|other| [other.label, other.var]);
                if let Some(first) = before.flatten().find(same) {
                    return Err(self.tell.duplicate(name.span, first.span));
                }
            }
        }
        params.into_iter().collect()
    }

    fn attribute_type(&mut self, ty: &'a ast::AttributeType) -> Resolved<AttributeType> {
        Ok(match ty {
            ast::AttributeType::Sort(name) => {
                AttributeType::Participant(self.type_of_attribute(name)?)
            }
            ast::AttributeType::Range { low, high } => {
                if high.value < low.value {
                    return Err(self.tell.simple(
                        &rules::CONSTANT_OUT_OF_RANGE,
                        format!("no number is from {} to {}", low.value, high.value),
                        low.span.to(high.span),
                        "write the smaller number first",
                    ));
                }
                AttributeType::Range(low.value, high.value)
            }
            ast::AttributeType::Choice(names) => {
                let mut seen = std::collections::HashMap::new();
                for name in names {
                    if let Some(first) = seen.insert(self.tell.text(name.span), name.span) {
                        return Err(self.tell.duplicate(name.span, first));
                    }
                }
                AttributeType::Choice(names.iter().map(|n| self.tell.text(n.span).into()).collect())
            }
            ast::AttributeType::Length(unit) => AttributeType::Length(*unit),
            ast::AttributeType::Date(_) => AttributeType::Date,
        })
    }

    /// The kind or role of which an attribute is; what else it can be is said where there is none.
    fn type_of_attribute(&mut self, name: &ast::Name) -> Resolved<SortId> {
        let text = self.tell.text(name.span);
        let is_value = text.starts_with(char::is_lowercase) && self.names.who.place(text).is_none();
        if !is_value {
            return self.sort(None, name);
        }
        let types = TYPES.iter().copied();
        let names: Vec<&str> = self.names.who.names().chain(types).collect();
        Err(self.tell.unknown(&rules::UNKNOWN_NAME, TYPE, name.span, names.into_iter()))
    }

    /// The text between the quotes.
    pub(super) fn quoted(&self, text: &ast::Text) -> Box<str> {
        let text = self.tell.text(text.span);
        let inner = text.strip_prefix('"').unwrap_or(text);
        inner.strip_suffix('"').unwrap_or(inner).into()
    }

    /// `event E after F`: what F is, and that no event waits for itself.
    fn events_after(&mut self) {
        let mut events: Vec<(&'a ast::Signature, Option<&'a ast::Call>)> = Vec::new();
        for item in self.items() {
            if let ItemKind::Event { signature, after } = &item.kind
                && self.names.words.own(&self.tell, &signature.name).is_some()
            {
                events.push((signature, after.as_ref()));
            }
        }
        let mut of = std::collections::HashMap::new();
        for (at, (signature, _)) in events.iter().enumerate() {
            of.insert(self.tell.text(signature.name.span), at);
        }
        let mut graph = Graph::new(events.len());
        for (at, (_, after)) in events.iter().enumerate() {
            let target = after.and_then(|call| of.get(self.tell.text(call.name.span)));
            target.into_iter().for_each(|&to| graph.edge(at, to, ()));
        }
        for circle in graph.circles() {
            let spans: Vec<Span> = circle.iter().map(|(at, ())| events[*at].0.name.span).collect();
            self.circle(&rules::CIRCULAR_EVENTS, "can happen only after itself", &spans);
            circle.iter().for_each(|(at, ())| self.break_word(&events[*at].0.name));
        }
        for at in graph.components().groups.concat() {
            let (signature, Some(call)) = events[at] else { continue };
            let Some(place) = self.names.words.own(&self.tell, &signature.name) else { continue };
            let Some(Word::Event(event)) = self.names.words.entries[place].value else { continue };
            match self.after(signature, call) {
                Ok(after) => self.model.events[event].after = Some(after),
                Err(Told) => self.break_word(&signature.name),
            }
        }
    }

    /// What hangs on this word is left out from now on.
    pub(super) fn break_word(&mut self, name: &ast::Name) {
        if let Some(place) = self.names.words.own(&self.tell, name) {
            self.names.words.entries[place].value = None;
        }
    }

    fn after(
        &mut self,
        signature: &'a ast::Signature,
        call: &'a ast::Call,
    ) -> Resolved<Occurrence> {
        let mut item = Item::new(None);
        self.parameter_vars(&mut item, &signature.params)?;
        let labels =
            (0..).zip(&signature.params).filter_map(|(at, param)| Some((at, param.label?)));
        let labels = labels.map(|(at, label)| (self.tell.text(label.span).into(), VarId(at)));
        item.shared = Some(labels.collect());
        (item.fresh, item.omitted) = (Fresh::Match, Omitted::Every);
        let told = self.tell.count();
        if let Ok(word @ Word::Action(_)) = self.word(&call.name) {
            let text = self.tell.text(call.name.span);
            let message =
                format!("`{text}` is {}, and an event follows another event", a_word(word));
            let help =
                format!("declare an event for what the act brings about: `event {text}_done(…)`");
            let label = "an event belongs here";
            let told = Diagnostic::new(&rules::MISUSED_WORD, message, call.name.span, label);
            return Err(self.tell.tell(told.help(help)));
        }
        let occurrence = self.occurrence(&mut item, call, None);
        let strangers = item.scope.vars.len() > signature.params.len();
        let occurrence = occurrence.and_then(|it| if strangers { Err(Told) } else { Ok(it) });
        if occurrence.is_err() && self.tell.count() == told && self.tell_missing(call) {
            let message = format!(
                "`{}` refers to a participant that the event does not have",
                self.tell.quoted(call.span)
            );
            let own = self.tell.text(signature.name.span);
            let help = format!("give `{own}` this participant, too, among those in its brackets");
            return Err(self.tell.tell(
                Diagnostic::new(&rules::WRONG_ARITY, message, call.span, "whom does it mean?")
                    .related(signature.name.span, "the event and its participants")
                    .help(help),
            ));
        }
        occurrence
    }

    /// Whether the word itself is sound, so that an error must be told.
    fn tell_missing(&mut self, call: &ast::Call) -> bool {
        matches!(self.names.words.get(self.tell.text(call.name.span)), Some(Ok(_)))
    }

    /// The parameters as the first participants of an item.
    pub(super) fn parameter_vars(
        &mut self,
        item: &mut Item<'a>,
        params: &'a [ast::Param],
    ) -> Resolved<()> {
        for param in params {
            let sort = self.sort(None, &param.sort)?;
            let name = self.tell.text(param.var.unwrap_or(param.sort).span);
            if let Some(var) = &param.var
                && let Some(place) = self.names.who.place(name)
            {
                return Err(self.tell.duplicate(var.span, self.names.who.entries[place].span));
            }
            // Who stands for two parameters may be one; whom the item brings in besides is nobody of them.
            let (any, some, omitted, span) = (false, false, false, param.sort.span);
            let var = Var { name: name.into(), sorts: vec![sort], any, some, omitted, span };
            match item.named(name) {
                // A second parameter of one sort can only be named by its label.
                Some(_) => {
                    let var = item.add(None, var);
                    param
                        .label
                        .iter()
                        .for_each(|label| item.alias(self.tell.text(label.span), var));
                }
                None => _ = item.add(Some(name), var),
            }
        }
        Ok(())
    }

    /// Safeguards, calendars, orders and `precedence`.
    pub(super) fn small_items(&mut self) {
        let mut precedence: Option<Span> = None;
        let usual = || vec![Canon::Superior, Canon::Specialis, Canon::Posterior];
        self.model.precedence = self.defaults.precedence.clone().unwrap_or_else(usual);
        for item in self.items() {
            match &item.kind {
                ItemKind::Safeguard { name, title } => {
                    let title = title.as_ref().map(|title| self.quoted(title));
                    let safeguard = Safeguard {
                        name: self.tell.text(name.span).into(),
                        title,
                        span: name.span,
                    };
                    if self.names.safeguards.own(&self.tell, name).is_some() {
                        let id = self.model.safeguards.push(safeguard);
                        self.names.safeguards.settle(&self.tell, name, id);
                    }
                }
                ItemKind::Calendar { name, weekend, holidays } => {
                    let _told = self.calendar(name, weekend, holidays);
                }
                ItemKind::Order { name, ranks } => _ = self.order(name, ranks),
                ItemKind::Precedence(canons) => match precedence {
                    Some(first) => {
                        let message = "the order of canons is declared twice";
                        let told = Diagnostic::new(
                            &rules::DUPLICATE_NAME,
                            message,
                            item.span,
                            "declared again",
                        );
                        self.tell.tell(told.related(first, "declared first"));
                    }
                    None => {
                        precedence = Some(item.span);
                        let once = self.tell.once(canons);
                        let canons: Vec<_> = canons.iter().map(|name| self.canon(name)).collect();
                        if let (Ok(canons), Ok(())) = (canons.into_iter().collect(), once) {
                            self.model.precedence = canons;
                        }
                    }
                },
                _ => {}
            }
        }
    }

    fn canon(&mut self, name: &ast::Name) -> Resolved<Canon> {
        match self.tell.text(name.span) {
            "superior" => Ok(Canon::Superior),
            "specialis" => Ok(Canon::Specialis),
            "posterior" => Ok(Canon::Posterior),
            _ => {
                let names = ["superior", "specialis", "posterior"].into_iter();
                Err(self.tell.unknown_once(
                    &rules::UNKNOWN_NAME,
                    "there is no such canon of precedence",
                    name.span,
                    names,
                ))
            }
        }
    }

    fn calendar(
        &mut self,
        name: &'a ast::Name,
        weekend: &'a [ast::Name],
        holidays: &'a [ast::Date],
    ) -> Resolved<()> {
        let days: Vec<_> = weekend
            .iter()
            .map(|day| {
                let text = self.tell.text(day.span).to_lowercase();
                let known = Calendar::WEEK.iter().position(|name| *name == text);
                known.map(|at| at as u8).ok_or(()).map_err(|()| {
                    let names = Calendar::WEEK.into_iter();
                    self.tell.unknown_once(
                        &rules::UNKNOWN_NAME,
                        "this is not a day of the week",
                        day.span,
                        names,
                    )
                })
            })
            .collect();
        let off = self.days_off(name, weekend, days.into_iter().collect::<Resolved<Vec<u8>>>()?);
        let holidays = self.holidays(holidays);
        let (weekend, holidays) = (off?, holidays?);
        let text = self.tell.text(name.span);
        if self.names.calendars.own(&self.tell, name).is_some() {
            let calendar = Calendar { name: text.into(), weekend, holidays, span: Some(name.span) };
            let id = self.model.calendars.push(calendar);
            self.names.calendars.settle(&self.tell, name, id);
        }
        Ok(())
    }

    /// The days of the week that are off: each once, and not all.
    fn days_off(
        &mut self,
        name: &ast::Name,
        written: &[ast::Name],
        days: Vec<u8>,
    ) -> Resolved<Vec<u8>> {
        self.tell.once(written)?;
        if (0..Calendar::WEEK.len()).any(|day| !days.contains(&(day as u8))) {
            return Ok(days);
        }
        let message = format!("`{}` has no working day", self.tell.text(name.span));
        let span = written[0].span.to(written[written.len() - 1].span);
        let told = Diagnostic::new(&rules::BAD_SPAN, message, span, "every day of the week is off");
        Err(self.tell.tell(told.help("list the days on which nobody works, such as `sunday`")))
    }

    /// Holidays in order. One that is written twice is a slip of the pen: another day was meant.
    fn holidays(&mut self, written: &[ast::Date]) -> Resolved<Vec<Day>> {
        let days: Vec<_> = written.iter().map(super::compare::day).collect();
        let mut days = days.into_iter().collect::<Resolved<Vec<_>>>()?;
        for (at, day) in days.iter().enumerate() {
            if let Some(first) = days[..at].iter().position(|other| other == day) {
                let message = format!("the holiday {day} stands twice in one list");
                let help = "leave one of the two out, or write the day that is meant instead";
                let (span, first) = (written[at].span, written[first].span);
                return Err(self.tell.again_said(message, span, first, help));
            }
        }
        days.sort_unstable();
        Ok(days)
    }

    fn order(&mut self, name: &'a ast::Name, ranks: &'a [ast::Name]) -> Resolved<()> {
        for (at, rank) in ranks.iter().enumerate() {
            let same = |other: &&ast::Name| self.tell.text(other.span) == self.tell.text(rank.span);
            if let Some(first) = ranks[..at].iter().find(same) {
                return Err(self.tell.duplicate(rank.span, first.span));
            }
        }
        let order = Order {
            name: self.tell.text(name.span).into(),
            ranks: ranks.iter().map(|rank| self.tell.text(rank.span).into()).collect(),
            span: name.span,
        };
        if self.names.orders.own(&self.tell, name).is_some() {
            let id = self.model.orders.push(order);
            self.names.orders.settle(&self.tell, name, id);
        }
        Ok(())
    }
}
