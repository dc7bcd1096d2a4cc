//! Lengths, points and windows.

use super::Builder;
use super::compare::day;
use super::names::Word;
use super::scope::{Item, Omitted};
use super::tell::Resolved;
use super::terms::Type;
use crate::model::{AttributeType, Clause, Join, Length, Point, Term, Window, rules};
use crate::syntax::ast::{self, PointKind, TimeKind};

impl<'a> Builder<'a> {
    /// A written length, or a length attribute.
    pub(super) fn length(
        &mut self,
        item: &mut Item<'a>,
        length: &'a ast::Length,
    ) -> Resolved<Length> {
        match length {
            ast::Length::Fixed { count, unit, .. } => {
                Ok(Length::Fixed { count: *count, unit: *unit })
            }
            ast::Length::Attribute(term) => {
                let is_length = |ty: &AttributeType| matches!(ty, AttributeType::Length(_));
                self.attribute(item, term, is_length, "a length").map(Length::Attribute)
            }
        }
    }

    fn attribute(
        &mut self,
        item: &mut Item<'a>,
        term: &'a ast::Term,
        fits: impl Fn(&AttributeType) -> bool,
        wanted: &str,
    ) -> Resolved<Term> {
        let resolved = self.term(item, term)?;
        if matches!(self.type_of(item, &resolved), Type::Value(ty) if fits(&ty)) {
            return Ok(resolved);
        }
        let message = format!("`{}` is not {wanted}", self.tell.quoted(term.span));
        let label = format!("{wanted} belongs here");
        Err(self.tell.simple(&rules::UNIT_DOES_NOT_FIT, message, term.span, label))
    }

    /// The TIME of a sentence.
    pub(super) fn window(&mut self, item: &mut Item<'a>, time: &'a ast::Time) -> Resolved<Window> {
        let saved = std::mem::replace(&mut item.omitted, Omitted::Some);
        let clauses: Vec<_> =
            time.clauses.iter().map(|clause| self.clause(item, &clause.kind)).collect();
        item.omitted = saved;
        let mut window =
            Window { join: time.join, clauses: clauses.into_iter().collect::<Resolved<_>>()? };
        count_from_where_it_opens(&mut window);
        Ok(window)
    }

    fn clause(&mut self, item: &mut Item<'a>, clause: &'a TimeKind) -> Resolved<Clause> {
        Ok(match clause {
            TimeKind::Within { length, of } => {
                let (length, of) = self.stretch(item, length, of)?;
                Clause::Within { length, of }
            }
            TimeKind::AtLeastBefore { length, before } => {
                let (length, before) = self.stretch(item, length, before)?;
                Clause::AtLeastBefore { length, before }
            }
            TimeKind::For { length, after } => {
                let (length, after) = self.stretch(item, length, after)?;
                Clause::For { length, after }
            }
            TimeKind::Before(point) => Clause::Before(self.point(item, point)?),
            TimeKind::Until(point) => Clause::Until(self.point(item, point)?),
            TimeKind::From(point) => Clause::From(self.point(item, point)?),
            TimeKind::NoEarlierThan(point) => Clause::NoEarlierThan(self.point(item, point)?),
            TimeKind::NoLaterThan(point) => Clause::NoLaterThan(self.point(item, point)?),
            TimeKind::AtAllTimes => Clause::AtAllTimes,
            TimeKind::Every { length, from } => {
                let length = self.length(item, length);
                let from = from.as_ref().map(|point| self.point(item, point)).transpose()?;
                Clause::Every { length: length?, from }
            }
        })
    }

    fn stretch(
        &mut self,
        item: &mut Item<'a>,
        length: &'a ast::Length,
        point: &'a ast::Point,
    ) -> Resolved<(Length, Point)> {
        let (length, point) = (self.length(item, length), self.point(item, point));
        Ok((length?, point?))
    }

    fn point(&mut self, item: &mut Item<'a>, point: &'a ast::Point) -> Resolved<Point> {
        match &point.kind {
            PointKind::Date(date) => Ok(Point::Date(day(date)?)),
            PointKind::Attribute(term) => self.date_attribute(item, term).map(Point::Attribute),
            PointKind::Call { call, by } => self.happening(item, call, by.as_ref()),
            PointKind::After { length, of } => {
                let (length, of) = self.stretch(item, length, of)?;
                Ok(Point::After { length, of: Box::new(of) })
            }
            PointKind::Before { length, of } => {
                let (length, of) = self.stretch(item, length, of)?;
                Ok(Point::Before { length, of: Box::new(of) })
            }
        }
    }

    fn date_attribute(&mut self, item: &mut Item<'a>, term: &'a ast::Term) -> Resolved<Term> {
        self.attribute(item, term, |ty| *ty == AttributeType::Date, "a date")
    }

    /// An event or an act; `issued(Order)` may be a date attribute too.
    fn happening(
        &mut self,
        item: &mut Item<'a>,
        call: &'a ast::Call,
        by: Option<&'a ast::Term>,
    ) -> Resolved<Point> {
        if let (Word::Attribute(attribute), None) = (self.called(item, call)?, by) {
            if self.model.attributes[attribute].ty != AttributeType::Date {
                let message = format!("`{}` is not a date", self.tell.text(call.span));
                let label = "an event, an act or a date belongs here";
                return Err(self.tell.simple(&rules::UNIT_DOES_NOT_FIT, message, call.span, label));
            }
            let args = self.arguments(item, call, Word::Attribute(attribute))?;
            return Ok(Point::Attribute(Term::Attribute { attribute, args }));
        }
        self.occurrence(item, call, by).map(Point::Occurrence)
    }
}

/// The first stretch of `every LENGTH` begins where another clause opens the window, if one does.
fn count_from_where_it_opens(window: &mut Window) {
    let others = window.clauses.iter().filter(|clause| !matches!(clause, Clause::Every { .. }));
    let openings: Vec<Point> = others.filter_map(Clause::opening).cloned().collect();
    let [opening] = &openings[..] else { return };
    if window.join == Join::And {
        for clause in &mut window.clauses {
            if let Clause::Every { from: from @ None, .. } = clause {
                *from = Some(opening.clone());
            }
        }
    }
}
