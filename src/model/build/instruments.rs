//! The heads of instruments: orders, days, parties, issuers, reservations.

use super::Builder;
use super::compare::day;
use super::names::Who;
use super::scope::{Fresh, Item};
use super::spans::joined;
use super::tell::{Resolved, Told};
use crate::diagnostics::Diagnostic;
use crate::model::{
    CalendarId, DaySpan, IndividualId, Instrument, InstrumentId, Party, Reservation, SortId,
    SortKind, Standing, Target, Term, rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, HeadKind, ItemKind};

impl<'a> Builder<'a> {
    /// What heads say without naming norms or conditions.
    pub(super) fn heads(&mut self) {
        for place in 0..self.instruments.len() {
            let _told = self.head(place);
        }
    }

    fn head(&mut self, place: usize) -> Resolved<()> {
        let written = self.instruments[place].ast;
        let mut made = Instrument {
            name: Some(self.instruments[place].name.into()),
            title: written.title.as_ref().map(|title| self.quoted(title)),
            ..nameless(written.name.span)
        };
        let (mut result, mut spans) = (Ok(()), Vec::new());
        for line in &written.head {
            let told = self.head_line(line, &mut made, &mut spans);
            result = result.and(told);
        }
        let said = self.said_once(written);
        result.and(said)?;
        let spans = self.day_spans(&spans)?;
        made.in_force = if spans.is_empty() { vec![DaySpan::ALWAYS] } else { joined(spans) };
        self.party_kinds(&mut made, written)?;
        // The name was declared twice: the first declaration is the one that is meant.
        self.names.things.own(&self.tell, &written.name).ok_or(Told)?;
        self.make_party_role(place, &mut made);
        let id = self.model.instruments.push(made);
        self.instruments[place].id = Some(id);
        if let Some(role) = self.instruments[place].party_role {
            self.party_roles.insert(role, id);
        }
        Ok(())
    }

    fn head_line(
        &mut self,
        line: &'a ast::Head,
        made: &mut Instrument,
        spans: &mut Vec<&'a ast::DateSpan>,
    ) -> Resolved<()> {
        match &line.kind {
            HeadKind::Order { order, rank } => {
                let standing = self.standing(order, rank, line.span)?;
                if let Some(first) = made.standings.iter().find(|s| s.order == standing.order) {
                    let name = self.tell.text(order.span);
                    let message = format!("the rank in `{name}` is said twice");
                    let help = "an instrument has one rank in an order: keep one of the two lines";
                    return Err(self.tell.again_said(message, line.span, first.span, help));
                }
                made.standings.push(standing);
            }
            HeadKind::InForce(written) => spans.extend(written),
            HeadKind::Proposed => made.proposed = true,
            HeadKind::Treaty => made.treaty = true,
            HeadKind::Parties(entries) => {
                let parties: Vec<_> = entries.iter().map(|entry| self.parties(entry)).collect();
                for party in parties {
                    let party = party?;
                    self.listed_once(&made.parties, &party)?;
                    made.parties.extend(party);
                }
            }
            HeadKind::IssuedBy(term) => made.issuer = Some(self.issuer(term)?),
            HeadKind::Soft => made.soft = true,
            HeadKind::Calendar(name) => {
                let named = self.names.calendars.find(&mut self.tell, name)?;
                made.calendar = Some(self.first_alike(named));
            }
            HeadKind::EarlierNormsPrevail => made.earlier_prevail = true,
            HeadKind::Lost => return Err(Told),
            HeadKind::Reservation { .. }
            | HeadKind::AppliesWhen(_)
            | HeadKind::Relation(_)
            | HeadKind::Allow(_) => {}
        }
        Ok(())
    }

    /// Calendars in which the same days are off are one, whatever their names.
    fn first_alike(&self, named: CalendarId) -> CalendarId {
        let own = &self.model.calendars[named];
        let alike = self.model.calendars.iter().find(|(_, it)| it.is_like(own));
        alike.map_or(named, |(id, _)| id)
    }

    /// An instrument has one calendar and one maker.
    fn said_once(&mut self, written: &ast::Instrument) -> Resolved<()> {
        let calendars = |line: &&ast::Head| matches!(line.kind, HeadKind::Calendar(_));
        let makers = |line: &&ast::Head| matches!(line.kind, HeadKind::IssuedBy(_));
        let lines = |which: &dyn Fn(&&ast::Head) -> bool| -> Vec<Span> {
            written.head.iter().filter(which).map(|line| line.span).collect()
        };
        let mut result = Ok(());
        let all = [(lines(&calendars), "calendar"), (lines(&makers), "maker")];
        for (lines, what) in all {
            if let [first, again, ..] = lines[..] {
                let message = format!("an instrument has one {what}, and this is a second");
                let help = "keep one of the two lines";
                result = Err(self.tell.again_said(message, again, first, help));
            }
        }
        result
    }

    /// Nobody is listed by name twice for one day. A kind beside some of its members lists them once more, which says
    /// nothing else.
    fn listed_once(&mut self, known: &[Party], new: &[Party]) -> Resolved<()> {
        let [new] = new else { return Ok(()) };
        let name = self.tell.text(new.span);
        let same = |old: &&Party| {
            old.who == new.who && old.days.intersect(new.days).is_some() && {
                self.tell.text(old.span) == name
            }
        };
        let Some(first) = known.iter().find(same) else { return Ok(()) };
        let message = format!("`{name}` is listed as a party twice");
        let help = "leave one of the two out; or end the first with `until`, before the other";
        Err(self.tell.again_said(message, new.span, first.span, help))
    }

    fn standing(&mut self, order: &ast::Name, rank: &ast::Name, span: Span) -> Resolved<Standing> {
        let order = self.names.orders.find(&mut self.tell, order)?;
        let text = self.tell.text(rank.span);
        let ranks = &self.model.orders[order].ranks;
        let Some(rank) = ranks.iter().position(|known| **known == *text) else {
            let names = ranks.iter().map(|known| &**known);
            let message = format!("`{}` has no rank `{text}`", self.model.orders[order].name);
            return Err(self.tell.unknown_once(&rules::UNKNOWN_RANK, message, rank.span, names));
        };
        Ok(Standing { order, rank: rank as u32, span })
    }

    /// A listed party; the name of a kind or role lists every named participant declared with it.
    fn parties(&mut self, entry: &ast::PartyEntry) -> Resolved<Vec<Party>> {
        let whole = entry
            .until
            .or(entry.since)
            .map_or(entry.name.span, |date| entry.name.span.to(date.span));
        let days = self.day_span(entry.since.as_ref(), entry.until.as_ref(), whole);
        let who = match self.names.who.find(&mut self.tell, &entry.name)? {
            Who::Individual(individual) => vec![individual],
            Who::Sort(sort) => self.members(sort),
        };
        if who.is_empty() {
            let text = self.tell.text(entry.name.span);
            let message = format!("`{text}` names no participant that could be a party");
            return Err(self.tell.tell(
                Diagnostic::new(
                    &rules::PARTY_IS_NO_STATE,
                    message,
                    entry.name.span,
                    "nobody is declared to be one",
                )
                .help(format!("declare the parties: `individual France is {text}`"))
                .help("for all of them, leave the line out: an instrument without `parties` binds everybody whom its norms name"),
            ));
        }
        let days = days?;
        Ok(who.into_iter().map(|who| Party { who, days, span: entry.name.span }).collect())
    }

    fn members(&self, sort: SortId) -> Vec<IndividualId> {
        let is = |own: &SortId| self.model.is_sub(*own, sort);
        let all = self.model.individuals.iter();
        all.filter(|(_, someone)| someone.sorts.iter().any(is)).map(|(id, _)| id).collect()
    }

    fn issuer(&mut self, term: &'a ast::Term) -> Resolved<Term> {
        let told = self.tell.count();
        let mut item = Item::new(None);
        item.fresh = Fresh::Match;
        let issuer = self.participant_term(&mut item, term);
        if issuer.is_err() && self.tell.count() == told && self.is_sort(term) {
            let text = self.tell.quoted(term.span);
            let message = format!(
                "`{text}` is a kind or role, and the maker of a law is one certain participant"
            );
            return Err(self.tell.tell(
                Diagnostic::new(&rules::WRONG_SORT, message, term.span, "which of them?")
                    .help(format!("declare the maker: `individual NAME is {text}`")),
            ));
        }
        issuer
    }

    fn is_sort(&mut self, term: &ast::Term) -> bool {
        let text = self.tell.text(term.span);
        matches!(self.names.who.get(text), Some(Ok(Who::Sort(_))))
    }

    /// Kinds whose members the instrument binds only as parties.
    fn party_kinds(&mut self, made: &mut Instrument, written: &'a ast::Instrument) -> Resolved<()> {
        if made.treaty {
            match self.names.who.get("State") {
                Some(Ok(Who::Sort(state))) => made.party_kinds.push(state),
                Some(Err(told)) => return Err(told),
                _ => {
                    let head =
                        written.head.iter().find(|line| matches!(line.kind, HeadKind::Treaty));
                    let span = head.map_or(written.name.span, |line| line.span);
                    let message = "a treaty binds States, and no kind `State` is declared";
                    return Err(self.tell.tell(
                        Diagnostic::new(
                            &rules::PARTY_IS_NO_STATE,
                            message,
                            span,
                            "whom does it bind?",
                        )
                        .help("declare `kind State`, or list the parties"),
                    ));
                }
            }
        }
        for party in &made.parties {
            let kind = self.kind_of(party.who);
            if !made.party_kinds.contains(&kind) {
                made.party_kinds.push(kind);
            }
        }
        Ok(())
    }

    /// The narrowest kind of a named participant.
    fn kind_of(&self, individual: IndividualId) -> SortId {
        let someone = &self.model.individuals[individual];
        let all = someone.sorts.iter().flat_map(|&sort| &self.model.sorts[sort].ancestors);
        let kinds = all.copied().filter(|&sort| self.model.sorts[sort].kind == SortKind::Kind);
        kinds.max_by_key(|&sort| self.model.sorts[sort].ancestors.len()).unwrap_or(someone.top)
    }

    /// `Party` of the instrument, where its parties share a top kind.
    fn make_party_role(&mut self, place: usize, made: &mut Instrument) {
        let kinds = made.party_kinds.clone();
        let Some(&first) = kinds.first() else { return };
        let top = self.model.sorts[first].top;
        if kinds.iter().any(|&kind| self.model.sorts[kind].top != top) {
            return;
        }
        let span = self.instruments[place].ast.name.span;
        let role = self.push_sort("Party", SortKind::Role, span);
        self.model.sorts[role].name = format!("{}.Party", self.instruments[place].name).into();
        self.set_parents(role, kinds);
        self.model.sorts[role].listed = !made.treaty;
        (made.party_role, self.instruments[place].party_role) = (Some(role), Some(role));
    }

    /// What heads say of norms and conditions.
    pub(super) fn head_relations(&mut self) {
        for place in 0..self.instruments.len() {
            let mut result = Ok(());
            for line in &self.instruments[place].ast.head {
                let told = match &line.kind {
                    HeadKind::Reservation { by, excludes, until } => {
                        self.reservation(place, by, excludes, until.as_ref(), line.span)
                    }
                    HeadKind::AppliesWhen(cond) => self.applies_when(place, cond),
                    HeadKind::Relation(relation) => self.head_relation(place, relation),
                    _ => Ok(()),
                };
                result = result.and(told);
            }
            if result.is_err() {
                // Its norms are left out: what they come to hangs on the line that is wrong.
                self.instruments[place].id = None;
            }
        }
    }

    fn reservation(
        &mut self,
        place: usize,
        by: &ast::Name,
        excludes: &'a [ast::Ref],
        until: Option<&ast::Date>,
        span: Span,
    ) -> Resolved<()> {
        let targets = self.targets(Some(place), excludes);
        let who = self.names.who.find(&mut self.tell, by)?;
        let (targets, until) = (targets?, until.map(day).transpose()?);
        let id = self.instruments[place].id.ok_or(Told)?;
        let Who::Individual(individual) = who else { return Err(self.no_party(place, by.span)) };
        self.own_norms(place, excludes, &targets)?;
        let instrument = &self.model.instruments[id];
        let listed = instrument.parties.iter().any(|party| party.who == individual);
        let kinds = instrument.party_kinds.clone();
        let may_join = instrument.treaty && kinds.iter().any(|&kind| self.can_be(individual, kind));
        if !listed && !may_join {
            return Err(self.no_party(place, by.span));
        }
        let known = &self.model.instruments[id].reservations;
        let again = |first: &&Reservation| {
            first.by == individual && first.excludes.iter().any(|it| targets.contains(it))
        };
        if let Some(first) = known.iter().find(again) {
            let name = self.tell.text(by.span);
            let message = format!("`{name}` makes one reservation twice");
            let (first, help) = (first.span, "keep one of the two lines");
            return Err(self.tell.again_said(message, span, first, help));
        }
        let reservation = Reservation { by: individual, excludes: targets, until, span };
        self.model.instruments[id].reservations.push(reservation);
        Ok(())
    }

    /// Whoever joins an instrument can take norms out of that one, and of no other.
    fn own_norms(
        &mut self,
        place: usize,
        written: &[ast::Ref],
        targets: &[Target],
    ) -> Resolved<()> {
        for (reference, target) in written.iter().zip(targets) {
            let its = match *target {
                Target::Norm(key) => {
                    self.norm_declared(key).is_some_and(|norm| norm.instrument == Some(place))
                }
                Target::Instrument(id) => self.instruments[place].id == Some(id),
            };
            if its {
                continue;
            }
            let (name, own) = (self.tell.quoted(reference.span), self.instruments[place].name);
            let message =
                format!("`{name}` does not belong to `{own}`, to which this is a reservation");
            let label = "stands elsewhere";
            let told = Diagnostic::new(&rules::MISUSED_WORD, message, reference.span, label);
            let help = format!(
                "name a norm of `{own}`; or put the line into the head of the instrument that is meant"
            );
            return Err(self.tell.tell(told.help(help)));
        }
        Ok(())
    }

    fn no_party(&mut self, place: usize, span: Span) -> Told {
        let message = format!(
            "`{}` is not a party to `{}`",
            self.tell.quoted(span),
            self.instruments[place].name
        );
        self.tell.tell(
            Diagnostic::new(
                &rules::PARTY_IS_NO_STATE,
                message,
                span,
                "only a party can make a reservation",
            )
            .help("name one certain participant that is, or may become, a party"),
        )
    }

    /// Checks the condition once; each norm resolves it with its own participants. So whom it names under `not` alone is
    /// whoever the norm is about, and there is no other way to read it.
    fn applies_when(&mut self, place: usize, cond: &'a ast::Cond) -> Resolved<()> {
        let mut item = self.with_anyone(Some(place), cond.span);
        self.when(&mut item, Some(cond))?;
        self.instruments[place].applies_when.push(cond);
        self.instruments[place].limiting.push(false);
        Ok(())
    }

    /// The instrument that holds norms outside any.
    pub(super) fn nameless_instrument(&mut self) -> InstrumentId {
        if let Some(id) = self.nameless {
            return id;
        }
        let holds = |item: &&'a ast::Item| matches!(item.kind, ItemKind::Norm(_));
        let first = self
            .items()
            .into_iter()
            .find(holds)
            .map_or(Span::new(crate::source::FileId(0), 0, 0), |item| item.span);
        let id = self.model.instruments.push(nameless(Span::new(first.file, 0, 0)));
        self.nameless = Some(id);
        id
    }
}

fn nameless(span: Span) -> Instrument {
    Instrument {
        name: None,
        title: None,
        standings: Vec::new(),
        in_force: vec![DaySpan::ALWAYS],
        proposed: false,
        treaty: false,
        parties: Vec::new(),
        party_kinds: Vec::new(),
        reservations: Vec::new(),
        issuer: None,
        soft: false,
        calendar: None,
        earlier_prevail: false,
        party_role: None,
        span,
    }
}
