//! The parts that a principle asks for and a norm lacks: a safeguard by its name, any other as a norm beside it has it.

use super::{Seeking, repair};
use crate::diagnostics::{Edit, Fix};
use crate::format::in_a_line;
use crate::logic::has_slot;
use crate::model::{AssertionKind, Norm, NormId, Slot, SlotKind};
use crate::source::Span;

/// All that a norm lacks, in one edit of its text. None where a part would have to be made up.
pub(super) fn proposals(
    seeking: &Seeking<'_>,
    norm: NormId,
    kind: &AssertionKind,
    lacking: &[usize],
) -> Vec<Fix> {
    let AssertionKind::Every { slots, .. } = kind else { return Vec::new() };
    let slots: Vec<Slot> = lacking.iter().map(|&place| slots[place]).collect();
    if seeking.model().norms[norm].primary.is_some() {
        return Vec::new(); // its clauses are those of the whole norm
    }
    if slots.iter().all(|slot| matches!(slot.kind, SlotKind::Safeguard(_))) {
        return seeking.parts(norm, &slots, None).into_iter().collect();
    }
    let models = seeking.survey.theory.norms().filter(|&other| other != norm);
    models.filter_map(|other| seeking.parts_as(norm, &slots, other)).collect()
}

/// A part as it would be written, and where.
enum Part {
    /// Behind the act.
    Time(String),
    /// Behind the sentence.
    Clause(String),
}

impl Seeking<'_> {
    /// As another norm on the same act has them, whose participants are called the same.
    fn parts_as(&self, norm: NormId, slots: &[Slot], model: NormId) -> Option<Fix> {
        let (own, other) = (&self.model().norms[norm], &self.model().norms[model]);
        (own.actions().eq(other.actions()) && speaks_of_no_others(other, own)).then_some(())?;
        self.parts(norm, slots, Some(other))
    }

    fn parts(&self, norm: NormId, slots: &[Slot], model: Option<&Norm>) -> Option<Fix> {
        let named = slots.iter().filter_map(|slot| self.safeguard(slot.kind));
        let named: Vec<&str> = named.collect();
        let other = slots.iter().filter(|slot| self.safeguard(slot.kind).is_none());
        let mut parts: Vec<Part> =
            other.map(|slot| self.part(slot.kind, model?)).collect::<Option<_>>()?;
        if !named.is_empty() {
            parts.push(Part::Clause(format!("with {}", named.join(" and "))));
        }
        let words: Vec<&str> = parts.iter().map(Part::words).collect();
        let title = format!("add `{}` to `{}`", words.join(" "), self.model().qualified(norm));
        let edits: Vec<Edit> =
            parts.iter().map(|part| self.written(norm, part)).collect::<Option<_>>()?;
        Some(repair(title, joined(edits)))
    }

    fn safeguard(&self, slot: SlotKind) -> Option<&str> {
        match slot {
            SlotKind::Safeguard(id) => Some(&self.model().safeguards[id].name),
            _ => None,
        }
    }

    fn part(&self, slot: SlotKind, model: &Norm) -> Option<Part> {
        has_slot(model, slot).then_some(())?;
        let text = |span: Span| in_a_line(self.sources.slice(span)).into_owned();
        match slot {
            SlotKind::Deadline | SlotKind::End => model.window_span.map(|it| Part::Time(text(it))),
            SlotKind::Exception => {
                model.unless_span.map(|it| Part::Clause(format!("unless {}", text(it))))
            }
            SlotKind::Remedy => {
                let remedy = &self.model().norms[model.otherwise?];
                let alone = remedy.otherwise.is_none();
                alone.then(|| Part::Clause(format!("otherwise {}", text(remedy.sentence_span))))
            }
            // Where a norm comes from nobody else can say.
            SlotKind::Source | SlotKind::Safeguard(_) => None,
        }
    }

    fn written(&self, norm: NormId, part: &Part) -> Option<Edit> {
        let own = &self.model().norms[norm];
        match part {
            Part::Time(words) => {
                let free = own.window.is_none() && own.acts.len() == 1;
                let span = Span { start: own.act_span.end, ..own.act_span };
                free.then(|| Edit { span, text: format!(" {words}") })
            }
            Part::Clause(words) => Some(self.behind_sentence(norm, words, 2)),
        }
    }
}

impl Part {
    fn words(&self) -> &str {
        match self {
            Part::Time(words) | Part::Clause(words) => words,
        }
    }
}

/// Whoever the norm names, the other names alike and means one of the same sort by it.
fn speaks_of_no_others(norm: &Norm, other: &Norm) -> bool {
    let known = |name: &str, sorts: &[_]| {
        other.scope.vars.iter().any(|it| &*it.name == name && it.sorts == sorts)
    };
    norm.scope.vars.iter().filter(|it| !it.some).all(|it| known(&it.name, &it.sorts))
}

/// Edits at one place as one.
fn joined(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::new();
    for edit in edits {
        match joined.iter_mut().find(|it| it.span == edit.span) {
            Some(known) => known.text.push_str(&edit.text),
            None => joined.push(edit),
        }
    }
    joined.sort_by_key(|edit| edit.span.start);
    joined
}
