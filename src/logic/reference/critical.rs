//! Which values of an attribute need be tried for somebody new: those that tell all comparisons apart.

use std::collections::BTreeSet;

use super::World;
use super::conditions::{Scale, scaled};
use crate::model::{
    AttributeId, AttributeType, AttributeValue, Comparison, Day, Length, Situation, Term, Unit,
    Value,
};

impl World<'_> {
    /// Numbers, lengths or days at which some comparison of the attribute turns, those beside them, and the ends.
    pub(super) fn critical_values(
        &self,
        attribute: AttributeId,
        comparisons: &[&Comparison],
        situation: &Situation,
    ) -> Vec<AttributeValue> {
        let mut turns: BTreeSet<i64> = BTreeSet::new();
        for it in comparisons {
            if is_of(&it.left, attribute) {
                turns.extend(self.sides(&it.right, attribute, situation));
            }
            let (right, offset) = match &it.right {
                Value::Attribute { term, offset } => (term, *offset),
                Value::Length(Length::Attribute(term)) => (term, 0),
                _ => continue,
            };
            if is_of(right, attribute) {
                let others = self.those_of(&it.left, attribute, situation);
                turns.extend(others.map(|it| it.saturating_sub(offset)));
            }
        }
        let beside = |it: &i64| [it.saturating_sub(1), *it, it.saturating_add(1)];
        let near: BTreeSet<i64> = turns.iter().flat_map(beside).collect();
        let number = |it: i64| AttributeValue::Number(it);
        match self.model.attributes[attribute].ty {
            AttributeType::Range(low, high) => {
                let ends = [low, high].into_iter().chain(near);
                let own: BTreeSet<i64> = ends.filter(|it| (low..=high).contains(it)).collect();
                own.into_iter().map(number).collect()
            }
            AttributeType::Length(_) => {
                let own: BTreeSet<i64> = near.into_iter().chain([0]).map(|it| it.max(0)).collect();
                own.into_iter().map(number).collect()
            }
            _ => {
                let own: BTreeSet<i64> = near.into_iter().chain([0]).collect();
                let day = |it: i64| i32::try_from(it).ok().map(|it| AttributeValue::Day(Day(it)));
                own.into_iter().filter_map(day).collect()
            }
        }
    }

    // What an attribute is compared with, in its own units.
    fn sides(&self, right: &Value, attribute: AttributeId, situation: &Situation) -> Vec<i64> {
        match right {
            Value::Number(number) => vec![*number],
            Value::Day(day) => vec![i64::from(day.0)],
            Value::Length(Length::Fixed { count, unit }) => {
                self.in_own_units(i64::from(*count), *unit, attribute).into_iter().collect()
            }
            Value::Length(Length::Attribute(term)) => {
                self.those_of(term, attribute, situation).collect()
            }
            Value::Attribute { term, offset } => {
                let own = self.those_of(term, attribute, situation);
                own.map(|it| it.saturating_add(*offset)).collect()
            }
        }
    }

    // The values that the situation gives to an attribute for anybody, in the units of another.
    fn those_of(
        &self,
        term: &Term,
        own: AttributeId,
        situation: &Situation,
    ) -> impl Iterator<Item = i64> {
        let told = situation.attributes.iter().filter(|((id, _), _)| is_of(term, *id));
        told.filter_map(move |((id, _), value)| match (value, &self.model.attributes[*id].ty) {
            (AttributeValue::Number(number), AttributeType::Length(unit)) => {
                self.in_own_units(*number, *unit, own)
            }
            (AttributeValue::Number(number), _) => Some(*number),
            (AttributeValue::Day(day), _) => Some(i64::from(day.0)),
            _ => None,
        })
    }

    // Rounded down.
    fn in_own_units(&self, count: i64, unit: Unit, attribute: AttributeId) -> Option<i64> {
        let AttributeType::Length(own) = self.model.attributes[attribute].ty else { return None };
        let ((scale, amount), (own_scale, one)): ((Scale, i64), _) =
            (scaled(count, unit), scaled(1, own));
        (scale == own_scale).then(|| amount.div_euclid(one))
    }
}

fn is_of(term: &Term, attribute: AttributeId) -> bool {
    matches!(term, Term::Attribute { attribute: own, .. } if *own == attribute)
}
