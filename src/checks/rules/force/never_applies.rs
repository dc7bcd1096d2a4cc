//! `C501`: a norm that never applies.

use std::collections::BTreeSet;

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Barrier, Idle};
use crate::model::{Cond, Model, Norm, NormId, Relation, RelationKind, Reservation, Target, Term};
use crate::source::Span;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C501",
    name: "never-applies",
    summary: "a norm applies in no case",
    level: Level::Warning,
    page: include_str!("never_applies.md"),
};

/// Finds norms for which there is no case at all.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    let idle = &survey.weighed.idle;
    let never: BTreeSet<NormId> =
        idle.iter().filter_map(|(id, idle)| matches!(idle, Idle::Norm(_)).then_some(*id)).collect();
    for (id, idle) in idle {
        let Idle::Norm(barrier) = idle else { continue };
        // Nobody violates what never applies: that is told of the primary.
        if model.norms[*id].primary.is_some_and(|it| never.contains(&it)) {
            continue;
        }
        let norm = &model.norms[*id];
        let few = too_few_parties(model, norm).filter(|_| *barrier == Barrier::Reach);
        let reason = few.clone().unwrap_or_else(|| reason(*barrier).to_owned());
        let message = format!("`{}` never applies: {reason}", norm.name);
        let (span, label) = place(norm, *barrier);
        let mut finding = Diagnostic::new(&RULE, message, span, label);
        if *barrier == Barrier::Assumptions {
            // Without an answer the finding still stands.
            let core = survey.theory.assumptions_about(*id).unwrap_or_default();
            for assumption in core {
                finding = finding.related(model.assumptions[assumption].span, "assumed here");
            }
        }
        if *barrier == Barrier::Displaced {
            for relation in displacing(model, *id) {
                let by = name_of(model, relation.winner);
                finding = finding.related(relation.span, format!("`{by}` displaces it here"));
            }
        }
        if *barrier == Barrier::Reservation {
            for reservation in reservations(model, *id) {
                finding = finding.related(reservation.span, "excludes it here");
            }
        }
        tell::about(&mut finding, model, None, &[*id]);
        let advice = two_as_one(model, norm).filter(|_| *barrier == Barrier::Conditions);
        let advice = advice.or_else(|| few.map(|_| ANY_PARTY.to_owned()));
        found.push(finding.help(advice.unwrap_or_else(|| advise(*barrier).to_owned())));
    }
}

/// `when Firm = Bank`: two names of one norm are two participants, which are never the same.
fn two_as_one(model: &Model, norm: &Norm) -> Option<String> {
    let parts = match &norm.when {
        Cond::All(parts) => parts.as_slice(),
        whole => std::slice::from_ref(whole),
    };
    parts.iter().find_map(|part| {
        let Cond::Same(Term::Var(left), Term::Var(right)) = part else { return None };
        if left == right {
            return None;
        }
        let (left, right) = (&norm.scope[*left], &norm.scope[*right]);
        let is_sort = |name: &str| model.sorts.values().any(|sort| sort.name.as_ref() == name);
        let are_two = !left.any && !right.any && is_sort(&right.name);
        are_two.then(|| {
            format!("two names are two participants: write `{} is {}`", left.name, right.name)
        })
    })
}

/// Help where a norm names more parties than there are.
const ANY_PARTY: &str = "two names of one norm are two participants: write `any Party c` for one who may be one of the \
                         others, or add a party to the head";

/// That a norm names more parties, each another, than its instrument has: nobody is left to be one of them.
fn too_few_parties(model: &Model, norm: &Norm) -> Option<String> {
    let instrument = &model.instruments[norm.instrument];
    let role = instrument.party_role.filter(|_| !instrument.treaty)?;
    let named = norm.scope.vars.iter().filter(|var| !var.any && var.sorts[..] == [role]).count();
    let parties: BTreeSet<_> = instrument.parties.iter().map(|party| party.who).collect();
    let (name, listed) = (instrument.name.as_deref()?, parties.len());
    (named > listed).then(|| format!("it names {named} parties, and `{name}` has {listed}"))
}

/// What is said to displace a norm, or all norms of its instrument.
fn displacing(model: &Model, norm: NormId) -> impl Iterator<Item = &Relation> {
    let instrument = Target::Instrument(model.norms[norm].instrument);
    let relations = model.relations.iter().filter(|it| it.kind == RelationKind::Displaces);
    relations.filter(move |it| [Target::Norm(norm), instrument].contains(&it.loser))
}

/// The reservations that cut a norm, or all norms of its instrument, out.
fn reservations(model: &Model, norm: NormId) -> impl Iterator<Item = &Reservation> {
    let own = &model.norms[norm];
    let whole = Target::Instrument(own.instrument);
    let about = move |it: &Target| {
        *it == whole
            || [Some(norm), Some(model.whole(norm)), own.primary]
                .into_iter()
                .flatten()
                .any(|norm| *it == Target::Norm(norm))
    };
    let all = model.instruments[own.instrument].reservations.iter();
    all.filter(move |it| it.excludes.iter().any(about))
}

fn name_of(model: &Model, target: Target) -> String {
    match target {
        Target::Norm(norm) => model.qualified(norm),
        Target::Instrument(id) => model.instruments[id].name.as_deref().unwrap_or("").to_owned(),
    }
}

fn reason(barrier: Barrier) -> &'static str {
    match barrier {
        Barrier::Exception => "its exception covers every case",
        Barrier::Displaced => "other norms displace it in every case",
        Barrier::Assumptions => "what it asks contradicts what is assumed",
        Barrier::Conditions => "its condition cannot hold",
        Barrier::Reservation => "a reservation excludes it in every case",
        Barrier::Reach => "nobody can be its bearer, or its time never comes while it is in force",
    }
}

fn place(norm: &Norm, barrier: Barrier) -> (Span, &'static str) {
    let when = norm.when_span.unwrap_or(norm.sentence_span);
    match barrier {
        Barrier::Exception => {
            (norm.unless_span.unwrap_or(norm.sentence_span), "nothing is left of the norm")
        }
        Barrier::Assumptions | Barrier::Conditions => (when, "holds in no case"),
        Barrier::Displaced | Barrier::Reservation | Barrier::Reach => {
            (norm.sentence_span, "applies in no case")
        }
    }
}

fn advise(barrier: Barrier) -> &'static str {
    match barrier {
        Barrier::Exception => "narrow the exception, or repeal the norm",
        Barrier::Displaced => "narrow what displaces it, or repeal the norm",
        Barrier::Assumptions => "correct the condition or the assumption",
        Barrier::Conditions => "correct the condition",
        Barrier::Reservation => {
            "narrow or withdraw the reservation; it works in both directions, for the other Parties, too"
        }
        Barrier::Reach => "correct its bearer, its TIME or its days in force",
    }
}
