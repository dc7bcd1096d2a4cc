//! What one text says in a case and the other does not.

use std::collections::BTreeSet;

use super::{Change, Differences, Said, Statement};
use crate::checks::parallel::in_parallel;
use crate::checks::{Settings, Unknown, tell};
use crate::diagnostics::Level;
use crate::format::in_a_line;
use crate::logic::{Limit, Matter, Sides, Unsaid, Witness};
use crate::model::{ActionId, DaySpan, Modal, Model, Norm, NormId};
use crate::source::Sources;

/// One question.
#[derive(Clone, Copy)]
enum Asked {
    /// What a norm says; of a ban or permission, of one of its acts.
    Itself(NormId, usize),
    /// What it says of another act, which counts as its own or as which its own counts.
    Of(NormId, ActionId),
}

impl Asked {
    fn norm(self) -> NormId {
        match self {
            Asked::Itself(norm, _) | Asked::Of(norm, _) => norm,
        }
    }

    fn ask(self, sides: &Sides<'_>, also: &[NormId]) -> Result<Option<Unsaid>, Limit> {
        match self {
            Asked::Itself(norm, act) => sides.unsaid(norm, act, also),
            Asked::Of(norm, action) => sides.unsaid_of(norm, action, also),
        }
    }
}

/// What is asked of a norm.
fn about(sides: &Sides<'_>, norm: NormId) -> impl Iterator<Item = Asked> {
    let own = &sides.joined.model.norms[norm];
    let acts = if own.modal == Modal::Must { 1 } else { own.acts.len() };
    let others = sides.counted(norm).into_iter();
    (0..acts)
        .map(move |act| Asked::Itself(norm, act))
        .chain(others.map(move |it| Asked::Of(norm, it)))
}

/// Finds what is newly said and what is no longer said.
pub(super) fn find(
    sources: &Sources,
    sides: &Sides<'_>,
    affected: &BTreeSet<NormId>,
    settings: &Settings,
    found: &mut Differences,
) {
    let model = &sides.joined.model;
    let questions: Vec<Asked> = affected
        .iter()
        .filter(|&&norm| said_by(&model.norms[norm]).is_some())
        .flat_map(|&norm| about(sides, norm))
        .collect();
    let answers = in_parallel(settings.threads, &questions, |question| question.ask(sides, &[]));
    let mut news: Vec<Unsaid> = Vec::new();
    for (question, answer) in questions.iter().zip(answers) {
        match answer {
            // What a norm says of its own act is told once, and not again of acts that it covers.
            Ok(Some(mut it)) => {
                let whole = model.whole(it.norm);
                if whole != it.norm {
                    it.of = it.of.or(model.norms[it.norm].actions().next());
                }
                let told = |known: &Unsaid| {
                    model.whole(known.norm) == whole && (known.of.is_none() || known.of == it.of)
                };
                // All that a norm says that is new goes with it.
                let is_new = !sides.joined.twins.norms.contains_key(&whole);
                let own = whole == it.norm && !(is_new && it.of.is_some());
                if own || !news.iter().any(told) {
                    news.push(it);
                }
            }
            Ok(None) => {}
            Err(limit) => found.unknowns.push(unknown(sides, question.norm(), &limit)),
        }
    }
    needed(sides, &mut news);
    found.statements.extend(news.iter().filter_map(|it| statement(sources, sides, it)));
}

fn unknown(sides: &Sides<'_>, norm: NormId, limit: &Limit) -> Unknown {
    let name = sides.joined.model.qualified(norm);
    Unknown { reason: limit.to_string(), norms: vec![name] }
}

/// Leaves out what others among the news say in every case in which it is news.
fn needed(sides: &Sides<'_>, news: &mut Vec<Unsaid>) {
    let model = &sides.joined.model;
    let kind = |norm: NormId| (sides.joined.is_old(norm), said_by(&model.norms[norm]));
    // Only what some other one alone could say is asked about; most stand alone.
    let mut place = 0;
    while place < news.len() {
        let it = &news[place];
        let others: Vec<NormId> = news
            .iter()
            .filter(|other| other.norm != it.norm && kind(other.norm) == kind(it.norm))
            .filter(|other| other.of == it.of)
            .map(|other| other.norm)
            .collect();
        let question = match it.of {
            Some(action) if model.whole(it.norm) == it.norm => Asked::Of(it.norm, action),
            _ => Asked::Itself(it.norm, it.act),
        };
        let covered = !others.is_empty()
            && sides.could_be_said_by(it.norm, &others)
            && matches!(question.ask(sides, &others), Ok(None));
        if covered {
            news.remove(place);
        } else {
            place += 1;
        }
    }
}

fn statement(sources: &Sources, sides: &Sides<'_>, it: &Unsaid) -> Option<Statement> {
    let model = &sides.joined.model;
    let own = &model.norms[it.norm];
    let said = said_by(own)?;
    let older = sides.joined.is_old(it.norm);
    let sentence = |norm: &Norm| in_a_line(sources.slice(norm.sentence_span)).into_owned();
    let mut text = sentence(own);
    let twin = sides.joined.twins.norms.get(&model.whole(it.norm)).copied();
    let there = twin.or_else(|| of_the_same_name(sides, it.norm));
    let instead = there.map_or_else(String::new, |there| sentence(&model.norms[there]));
    let instead = (instead != text).then_some(instead);
    if it.of.is_none()
        && has_parts(model, it.norm)
        && let Some(action) = own.actions().next()
    {
        text = format!("{text}: `{}`", model.actions[action].name);
    }
    if let Some(action) = it.of {
        text = counted(sides, &model.norms[model.whole(it.norm)], action, &text);
    }
    let witness = told(sides, &it.witness);
    Some(Statement {
        change: if older { Change::NoLonger(said) } else { Change::Newly(said) },
        level: Level::Warning,
        code: None,
        instead,
        text,
        norms: vec![model.qualified(it.norm)],
        spans: vec![own.sentence_span],
        case: match witness.situation.day.filter(|_| hangs_on_dates(sides, it.norm)) {
            Some(day) => format!("The day is {day}. {}", tell::case(model, &witness)),
            None => tell::case(model, &witness),
        },
        scenario: tell::scenario(model, &witness.whole, &witness.absent),
    })
}

/// Whether the acts of its sentence are joined by `and`: each is a norm of its own, one beside the other.
fn has_parts(model: &Model, NormId(norm): NormId) -> bool {
    let beside = [norm.checked_sub(1), norm.checked_add(1)].into_iter().flatten();
    let own = &model.norms[NormId(norm)];
    let mut beside = beside.filter_map(|it| model.norms.get(NormId(it)));
    beside.any(|it| it.sentence_span == own.sentence_span && it.part != own.part)
}

/// A norm of the other text that goes by the same name, whatever it says.
fn of_the_same_name(sides: &Sides<'_>, norm: NormId) -> Option<NormId> {
    let model = &sides.joined.model;
    let name =
        |id: NormId| (&model.norms[id].name, &model.instruments[model.norms[id].instrument].name);
    let other = |id: &NormId| sides.joined.is_old(*id) != sides.joined.is_old(norm);
    model.norms.ids().filter(other).find(|&id| name(id) == name(norm))
}

/// What a norm says of another act.
fn counted(sides: &Sides<'_>, own: &Norm, action: ActionId, text: &str) -> String {
    let name = |action: ActionId| &sides.joined.model.actions[action].name;
    let narrow = own.actions().find(|own| sides.both.wider(action).contains(own));
    let wide = own.actions().find(|own| sides.both.narrower(action).contains(own));
    match (narrow, wide) {
        (Some(own), _) => format!("{text}, and `{}` counts as `{}`", name(action), name(own)),
        (_, Some(own)) => format!("{text}, and `{}` counts as `{}`", name(own), name(action)),
        _ => text.to_owned(),
    }
}

/// Whether a norm is there on some days only, in its text or in the other.
fn hangs_on_dates(sides: &Sides<'_>, norm: NormId) -> bool {
    let model = &sides.joined.model;
    let twin = sides.joined.twins.norms.get(&model.whole(norm)).copied();
    [Some(norm), twin].into_iter().flatten().any(|norm| {
        let own = &model.norms[norm];
        let parties = &model.instruments[own.instrument].parties;
        own.in_force != [DaySpan::ALWAYS] || parties.iter().any(|it| it.days != DaySpan::ALWAYS)
    })
}

/// The case with everything told once.
fn told(sides: &Sides<'_>, witness: &Witness) -> Witness {
    let situation = sides.joined.told_once(&witness.situation);
    let mut absent: Vec<Matter> = Vec::new();
    for it in &witness.absent {
        let it = match it {
            Matter::Party(who, instrument) => {
                Matter::Party(*who, sides.joined.instrument(*instrument))
            }
            it => it.clone(),
        };
        let is_so = |it: &Matter| match it {
            Matter::Party(who, instrument) => situation.parties.contains(&(*instrument, *who)),
            _ => false,
        };
        if !absent.contains(&it) && !is_so(&it) {
            absent.push(it);
        }
    }
    let whole = sides.joined.told_once(&witness.whole);
    Witness { situation, whole, absent, ..witness.clone() }
}

/// What a norm says of its act, where it is more than a relation.
fn said_by(norm: &Norm) -> Option<Said> {
    Some(match (norm.modal, norm.recommendation) {
        (Modal::Must, false) => Said::Required,
        (Modal::Must, true) => Said::Recommended,
        (Modal::MustNot, false) => Said::Forbidden,
        (Modal::MustNot, true) => Said::AdvisedAgainst,
        (Modal::May, _) => Said::Permitted,
        (Modal::NeedNot, _) => Said::Spared,
        (Modal::HasPower, _) => Said::Empowered,
        (Modal::HasNoPower, _) => Said::DeniedPower,
        (Modal::HasSolePower, _) => Said::EmpoweredAlone,
        (Modal::Relation, _) => return None,
    })
}
