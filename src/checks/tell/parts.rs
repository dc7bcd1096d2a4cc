//! Who plays which part of a norm in a case.

use crate::model::{
    Act, AttributeValue, Model, NormId, ParticipantId, Situation, SortId, Term, VarId,
};

/// Who bears a norm whose participants, but for those that are *some*, are these.
pub(super) fn bearer(
    model: &Model,
    situation: &Situation,
    norm: NormId,
    participants: &[ParticipantId],
) -> Option<ParticipantId> {
    let known = known(model, norm, participants);
    who(situation, &model.norms[norm].bearer, &known)
}

/// Somebody with whom an act is done, with the label of the argument.
pub(super) type Part = (Option<String>, ParticipantId);

/// The name of a norm's first act, and those with whom it is done, as far as the case says who they are. None, where
/// one cannot take somebody for somebody else: of no kind there are two.
pub(super) fn act_in_case(
    model: &Model,
    situation: &Situation,
    norm: NormId,
    participants: &[ParticipantId],
) -> Option<(String, Vec<Part>)> {
    let Act::Do { action, args } = model.norms[norm].acts.first()? else { return None };
    let known = known(model, norm, participants);
    let action = &model.actions[*action];
    let parts = action.params.iter().zip(args).filter_map(|(param, arg)| {
        let label = param.label.as_deref().map(str::to_owned);
        Some((label, who(situation, arg, &known)?))
    });
    let parts: Vec<_> = parts.collect();
    let own = bearer(model, situation, norm, participants)?;
    let everybody = || parts.iter().map(|(_, who)| *who).chain([own]);
    let ambiguous = everybody().any(|it| {
        let tops = |who: ParticipantId| tops(model, situation, who);
        let others = (0..situation.participants.len() as u32).map(ParticipantId);
        others.filter(|other| *other != it).any(|other| {
            let own = tops(it);
            situation.participants[other.0 as usize].individual.is_none()
                && tops(other).iter().any(|top| own.contains(top))
        })
    });
    (!parts.is_empty() && ambiguous).then(|| (action.name.to_string(), parts))
}

fn tops(model: &Model, situation: &Situation, who: ParticipantId) -> Vec<SortId> {
    let sorts = &situation.participants[who.0 as usize].sorts;
    sorts.iter().map(|sort| model.sorts[*sort].top).collect()
}

fn known(
    model: &Model,
    norm: NormId,
    participants: &[ParticipantId],
) -> Vec<(VarId, ParticipantId)> {
    let scope = &model.norms[norm].scope;
    let vars = (0..scope.vars.len() as u32).map(VarId).filter(|var| !scope[*var].some);
    vars.zip(participants.iter().copied()).collect()
}

fn who(
    situation: &Situation,
    term: &Term,
    known: &[(VarId, ParticipantId)],
) -> Option<ParticipantId> {
    match term {
        Term::Var(var) => known.iter().find(|(own, _)| own == var).map(|(_, who)| *who),
        Term::Individual(id) => {
            let place = situation.participants.iter().position(|it| it.individual == Some(*id))?;
            Some(ParticipantId(place as u32))
        }
        Term::Attribute { attribute, args } => {
            let args: Option<Vec<_>> = args.iter().map(|arg| who(situation, arg, known)).collect();
            match situation.attributes.get(&(*attribute, args?))? {
                AttributeValue::Participant(who) => Some(*who),
                _ => None,
            }
        }
    }
}
