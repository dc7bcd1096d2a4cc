//! `ask`: what the norms say of an act, in the words of the author.

use super::survey::{CONTRADICTION, selection};
use super::{Settings, tell};
use crate::format::in_a_line;
use crate::logic::{Asked, Side, Theory};
use crate::model::{
    Act, ActionId, Assertion, AssertionKind, AttributeType, DaySpan, Modal, Model, NormId,
    PrincipleId, Situation, SortId, Status, StatusModal, Term,
};
use crate::source::Sources;

/// What the norms say of an act, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerWord {
    /// They say so in every case.
    Always,
    /// They say so in no case.
    Never,
    /// They say so in some cases, and not in others.
    Depends,
    /// No norm speaks of the act.
    Silent,
    /// No case meets the condition of the question.
    Impossible,
    /// The question has no answer.
    Unknown,
}

impl AnswerWord {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            AnswerWord::Always => "always",
            AnswerWord::Never => "never",
            AnswerWord::Depends => "depends",
            AnswerWord::Silent => "silent",
            AnswerWord::Impossible => "impossible",
            AnswerWord::Unknown => "unknown",
        }
    }
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answered {
    /// The sentence that was asked about, as it was read.
    pub question: String,
    /// The answer in one word.
    pub answer: AnswerWord,
    /// Why it is unknown.
    pub unknown: Option<String>,
    /// The days on which norms speak of the act, in words, where they do not always.
    pub days: Option<String>,
    /// Of a permission (or a ban) that is given in no case: whether there is no ban (or permission) either.
    pub neither: bool,
    /// Where it is so.
    pub yes: Option<AnsweredSide>,
    /// Where it is not.
    pub no: Option<AnsweredSide>,
    /// Pairs of norms that conflict over the act: whatever the answer, one of them says otherwise.
    pub conflicts: Vec<[String; 2]>,
    /// Whether there may be more of them: some pairs have no answer, or there are too many to examine them all.
    pub more_conflicts: bool,
    /// What holds of acts that no norm settles, in a sentence.
    pub closure: String,
}

/// One of the two answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnsweredSide {
    /// Conditions that together decide for it, in the language; empty where the answer is the same everywhere, or
    /// where the participants of the question alone do not decide.
    pub conditions: Vec<String>,
    /// A case.
    pub case: String,
    /// The case as a `scenario`.
    pub scenario: String,
    /// The norms that say so in the case; of the answer no, those that say the opposite, as a ban does of a permission.
    pub norms: Vec<String>,
}

/// Answers a question, which stands in the model as a principle: one answer for each act joined by `and`.
pub(super) fn ask(
    sources: &Sources,
    model: &Model,
    settings: &Settings,
    question: PrincipleId,
) -> Vec<Answered> {
    let theory = Theory::new(model, &selection(model, settings));
    let asking = Asking { sources, model, theory: &theory };
    let acts = &model.principles[question].assertions;
    let mut answers: Vec<Answered> = acts.iter().map(|it| asking.answer(it)).collect();
    if acts.len() > 1 {
        for (answered, act) in answers.iter_mut().zip(acts) {
            answered.question += &asking.of_which_act(act);
        }
    }
    answers
}

/// Pairs of norms that are examined for conflicts over the act.
const PAIRS: usize = 200;

struct Asking<'a> {
    sources: &'a Sources,
    model: &'a Model,
    theory: &'a Theory<'a>,
}

impl Asking<'_> {
    /// Which of the acts of a sentence one answer is about.
    fn of_which_act(&self, question: &Assertion) -> String {
        let AssertionKind::Expect { status, .. } = &question.kind else { return String::new() };
        let action = status.acts.iter().find_map(Act::action);
        let name = action.map(|action| &*self.model.actions[action].name);
        name.map(|name| format!(": `{name}`")).unwrap_or_default()
    }

    fn answer(&self, question: &Assertion) -> Answered {
        let mut answered = Answered {
            question: in_a_line(self.sources.slice(question.span)).into_owned(),
            answer: AnswerWord::Unknown,
            unknown: None,
            days: None,
            neither: false,
            yes: None,
            no: None,
            conflicts: Vec::new(),
            more_conflicts: false,
            closure: String::new(),
        };
        let AssertionKind::Expect { status, .. } = &question.kind else { return answered };
        let permits = self.closure_of(question, status);
        answered.closure = match permits {
            None => self.closure_for_some(question, status),
            _ => None,
        }
        .unwrap_or_else(|| closure(permits).to_owned());
        // Only a permission can follow from what is not forbidden, and only a ban from what is not permitted.
        let counts = permits.filter(|&permits| {
            let wanted = if permits { Modal::May } else { Modal::MustNot };
            matches!(status.modal, StatusModal::Is { modal, .. } if modal == wanted)
        });
        match self.theory.ask(question, counts.is_some()) {
            Ok(asked) => {
                self.tell(question, &asked, counts.is_some(), &mut answered);
                answered.neither =
                    answered.answer == AnswerWord::Never && self.opposite_is_never(question);
                if answered.yes.is_some() {
                    (answered.conflicts, answered.more_conflicts) =
                        self.conflicts_over(question, status);
                }
            }
            Err(limit) => answered.unknown = Some(limit.to_string()),
        }
        answered
    }

    /// Whether what forbids the act that is said to be permitted, or the other way round, is said in no case either.
    fn opposite_is_never(&self, question: &Assertion) -> bool {
        let is_never = |it: Assertion| self.theory.ask(&it, false).is_ok_and(|it| it.yes.is_none());
        Theory::opposite(question).is_some_and(is_never)
    }

    fn tell(&self, question: &Assertion, asked: &Asked, closed: bool, answered: &mut Answered) {
        let timed = times_decide(asked);
        let side = |side: &Option<Side>| side.as_ref().map(|side| self.side(question, side, timed));
        (answered.yes, answered.no) = (side(&asked.yes), side(&asked.no));
        // What holds because nothing is said holds on all days.
        let by_norms = !(closed && asked.silent);
        let limited = asked.days.filter(|&days| by_norms && days != DaySpan::ALWAYS);
        answered.days = limited.map(|days| tell::days(&[days]));
        answered.answer = match (asked.silent, &asked.yes, &asked.no) {
            (true, ..) if closed => AnswerWord::Always,
            (true, ..) => AnswerWord::Silent,
            (_, Some(_), None) => AnswerWord::Always,
            (_, None, Some(_)) => AnswerWord::Never,
            (_, Some(_), Some(_)) => AnswerWord::Depends,
            (_, None, None) => AnswerWord::Impossible,
        };
        let contradict = || self.theory.contradictory_assumptions().is_ok_and(|it| !it.is_empty());
        if answered.answer == AnswerWord::Impossible && contradict() {
            answered.answer = AnswerWord::Unknown;
            answered.unknown = Some(CONTRADICTION.to_owned());
        }
    }

    /// Whether no norm forbids the act in a case about which the question asks.
    fn is_never_forbidden(&self, question: &Assertion) -> bool {
        let mut question = question.clone();
        let AssertionKind::Expect { status, .. } = &mut question.kind else { return false };
        status.modal = StatusModal::Is { modal: Modal::MustNot, recommendation: false };
        status.window = None;
        self.theory.ask(&question, false).is_ok_and(|asked| asked.yes.is_none())
    }

    /// Bans that conflict with other norms over the acts of the question, and whether there may be more.
    fn conflicts_over(&self, question: &Assertion, status: &Status) -> (Vec<[String; 2]>, bool) {
        let near = |own: ActionId| {
            let mut asked = status.actions();
            asked.any(|it| {
                self.theory.wider(own).contains(&it) || self.theory.wider(it).contains(&own)
            })
        };
        let norms = self.theory.written().filter(|&it| self.model.norms[it].actions().any(near));
        let (mut bans, others): (Vec<NormId>, Vec<NormId>) =
            norms.partition(|&it| self.model.norms[it].modal == Modal::MustNot);
        if !bans.is_empty() && self.is_never_forbidden(question) {
            // A ban on what only counts as the act is no answer to that, and may conflict all the same.
            let answers =
                |own: ActionId| status.actions().any(|it| self.theory.wider(it).contains(&own));
            bans.retain(|&ban| !self.model.norms[ban].actions().any(answers));
        }
        let pairs = bans.iter().flat_map(|&ban| others.iter().map(move |&other| [ban, other]));
        let (mut told, mut more) = (Vec::new(), bans.len() * others.len() > PAIRS);
        for pair in pairs.take(PAIRS) {
            match self.theory.examine(&pair) {
                Ok(found) if found.conflict.is_some() => {
                    told.push(pair.map(|norm| self.model.qualified(norm)));
                }
                Ok(_) => {}
                Err(_) => more = true,
            }
        }
        (told, more)
    }

    /// One answer; `timed`: with the moment that is asked about.
    fn side(&self, question: &Assertion, side: &Side, timed: bool) -> AnsweredSide {
        let phrase =
            tell::Phrase { model: self.model, sources: self.sources, scope: &question.scope };
        AnsweredSide {
            conditions: side.decided_by.iter().map(|cond| phrase.cond(cond)).collect(),
            case: match side.witness.situation.day.filter(|_| timed) {
                Some(day) => format!(
                    "{} The question is asked of {} 00:00.",
                    tell::case(self.model, &side.witness),
                    tell::weekday(day)
                ),
                None => tell::case(self.model, &side.witness),
            },
            scenario: tell::scenario(self.model, &side.witness.whole, &side.witness.absent),
            norms: side.said_by.iter().map(|&norm| self.model.qualified(norm)).collect(),
        }
    }

    /// What the closure for the bearer of the question says: of the narrowest sort for which there is one.
    fn closure_of(&self, question: &Assertion, status: &Status) -> Option<bool> {
        let sorts = self.sorts(question, status.bearers.first()?);
        let covers = |sort: SortId| sorts.iter().all(|&own| self.model.is_sub(own, sort));
        let closures = self.model.closures.iter().filter(|it| covers(it.sort));
        let narrowest = closures.max_by_key(|it| self.model.sorts[it.sort].ancestors.len());
        narrowest.map(|it| it.permits)
    }

    /// That there is a closure, where it does not reach everybody whom the question asks about.
    fn closure_for_some(&self, question: &Assertion, status: &Status) -> Option<String> {
        let sorts = self.sorts(question, status.bearers.first()?);
        let is_part = |sort: SortId| sorts.iter().any(|&own| self.model.is_sub(sort, own));
        let closures = self.model.closures.iter().filter(|it| is_part(it.sort));
        let names: Vec<String> =
            closures.map(|it| format!("`{}`", self.model.sorts[it.sort].name)).collect();
        let told = |names: &[String]| {
            format!(
                "one is declared for {} alone; of others, what no norm settles is neither permitted nor forbidden",
                tell::join(names)
            )
        };
        (!names.is_empty()).then(|| told(&names))
    }

    fn sorts(&self, question: &Assertion, bearer: &Term) -> Vec<SortId> {
        match bearer {
            Term::Var(var) => question.scope[*var].sorts.clone(),
            Term::Individual(id) => self.model.individuals[*id].sorts.clone(),
            Term::Attribute { attribute, .. } => match self.model.attributes[*attribute].ty {
                AttributeType::Participant(sort) => vec![sort],
                _ => Vec::new(),
            },
        }
    }
}

/// Whether the moment that is asked about may be what decides: what happened is told with its time, or the days of the two
/// cases differ.
fn times_decide(asked: &Asked) -> bool {
    let (Some(yes), Some(no)) = (&asked.yes, &asked.no) else { return false };
    let [yes, no] = [yes, no].map(|side| &side.witness.situation);
    let is_timed = |it: &Situation| !it.events.is_empty() || !it.acts.is_empty();
    is_timed(yes) || is_timed(no) || yes.day != no.day
}

/// What holds of acts that no norm settles.
fn closure(permits: Option<bool>) -> &'static str {
    match permits {
        Some(true) => "what no norm settles counts as permitted",
        Some(false) => "what no norm settles counts as forbidden",
        None => "none is declared; what no norm settles is neither permitted nor forbidden",
    }
}
