//! Who does what, and the rules that tie acts: what counts as what, excludes, ends and needs what.

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::every;
use super::moments::Moments;
use super::{Answer, Instance, Unsupported, View, World};
use crate::model::{
    Act, ActRule, ActRuleKind, ActionId, Modal, Norm, NormId, Occurrence, ParticipantId, Term,
};

/// An act of a bearer with chosen participants.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Deed {
    /// What is done.
    pub(super) action: ActionId,
    /// Who does it.
    pub(super) by: ParticipantId,
    /// With whom.
    pub(super) args: Vec<ParticipantId>,
}

/// All rules, with all their participants chosen.
#[derive(Debug, Default)]
pub(super) struct Ties {
    /// What a deed directly counts as.
    counts: BTreeMap<Deed, BTreeSet<Deed>>,
    /// What directly counts as a deed.
    counted: BTreeMap<Deed, BTreeSet<Deed>>,
    /// What is not known of a deed's rules, and why.
    unknown: BTreeMap<Deed, Unsupported>,
    /// The other rules.
    pub(super) others: Vec<Tie>,
}

/// A rule that is no *counts as*, for chosen participants.
#[derive(Debug)]
pub(super) struct Tie {
    /// How the deeds are tied.
    pub(super) kind: ActRuleKind,
    /// The deed before the verb.
    pub(super) left: Deed,
    /// What stands behind it.
    pub(super) right: Right,
}

/// What stands behind the verb of a rule.
#[derive(Debug)]
pub(super) enum Right {
    /// Something done.
    Deed(Deed),
    /// An event, at its time in the situation.
    Event(Option<i64>),
}

impl World<'_> {
    /// The deed for which an occurrence of an act stands.
    pub(super) fn deed_of(&self, occurrence: &Occurrence, view: &View<'_>) -> Answer<Deed> {
        let mut all = self.deeds_named(occurrence, view)?;
        match (all.pop(), all.is_empty()) {
            (Some(deed), true) => Ok(deed),
            _ => Err(Unsupported::new("an anchor that stands for several acts, or for none")),
        }
    }

    /// The deeds for which an occurrence stands: several, where an argument is left out.
    pub(super) fn deeds_named(
        &self,
        occurrence: &Occurrence,
        view: &View<'_>,
    ) -> Answer<Vec<Deed>> {
        let Occurrence::Act { by, action, args } = occurrence else {
            return Err(Unsupported::new("an event where an act is asked for"));
        };
        let act = Act::Do { action: *action, args: args.clone() };
        self.deeds_of(&act, self.participant(by, view)?, view)
    }

    /// The deeds of an act: one for each choice of the participants that the view leaves open.
    pub(super) fn deeds_of(
        &self,
        act: &Act,
        by: ParticipantId,
        view: &View<'_>,
    ) -> Answer<Vec<Deed>> {
        let Act::Do { action, args } = act else {
            return Err(Unsupported::new("an act that makes law"));
        };
        let choices = self.assignments(view.scope, &view.open(args), &view.env);
        let deed = |env| {
            let args = self.participants_of(args, &view.with_env(env))?;
            Ok(Deed { action: *action, by, args })
        };
        choices.into_iter().map(deed).collect()
    }

    /// The deeds of an instance: all alternatives of a duty, else the one act that it is about.
    /// A `some` participant gives one for each that suits.
    pub(super) fn deeds(&self, instance: &Instance) -> Answer<Vec<Deed>> {
        let norm = &self.model.norms[instance.norm];
        let view = self.instance_view(instance)?;
        let by = view.bearer.ok_or_else(|| Unsupported::new("a norm without a bearer"))?;
        if norm.modal != Modal::Must {
            let act = norm.acts.get(instance.act);
            let act = act.ok_or_else(|| Unsupported::new("a norm without that act"))?;
            return self.deeds_of(act, by, &view);
        }
        let each = norm.acts.iter().map(|act| self.deeds_of(act, by, &view));
        Ok(each.collect::<Answer<Vec<_>>>()?.concat())
    }

    /// When those whom the bearer of a duty chose for this deed can be chosen: parties come and go.
    pub(super) fn while_they_can_be_chosen(&self, duty: NormId, deed: &Deed) -> Moments {
        let norm = &self.model.norms[duty];
        let mut all = Moments::none();
        for act in norm.acts.iter().filter(|act| act.action() == Some(deed.action)) {
            let mut when = Moments::all();
            for (arg, who) in act.args().into_iter().flatten().zip(&deed.args) {
                if let Term::Var(var) = arg
                    && norm.scope[*var].some
                {
                    when = when.and(&self.among(*who, &norm.scope[*var].sorts));
                }
            }
            all = all.or(&when);
        }
        all
    }

    /// Whether a duty has no act at all by which it could be met: it leaves a choice, and nobody is there to choose.
    pub fn has_nobody_to_choose(&self, instance: &Instance) -> Answer<bool> {
        Ok(self.deeds(instance)?.is_empty())
    }

    /// Everything that doing the deed is: itself and what it counts as.
    pub(super) fn wider(&self, deed: &Deed) -> Answer<BTreeSet<Deed>> {
        let ties = self.ties()?;
        let (mut all, mut open) = (BTreeSet::new(), vec![deed.clone()]);
        while let Some(next) = open.pop() {
            if all.contains(&next) {
                continue;
            }
            if let Some(reason) = ties.unknown.get(&next) {
                return Err(reason.clone());
            }
            open.extend(ties.counts.get(&next).into_iter().flatten().cloned());
            all.insert(next);
        }
        Ok(all)
    }

    /// An act and whatever it may count as, whoever is in it and whatever is so.
    pub(super) fn wider_actions(&self, action: ActionId) -> Vec<ActionId> {
        let mut wide = vec![action];
        let mut next = 0;
        while next < wide.len() {
            let counts = self.rules().filter(|rule| rule.kind == ActRuleKind::CountsAs);
            let from_here = counts.filter(|rule| rule.left.action() == Some(wide[next]));
            let right: Vec<ActionId> = from_here.filter_map(|rule| rule.right.action()).collect();
            wide.extend(right.into_iter().filter(|it| !wide.contains(it)).collect::<Vec<_>>());
            next += 1;
        }
        wide
    }

    /// Every deed that is also a doing of this one, itself included.
    pub(super) fn narrower(&self, deed: &Deed) -> Answer<BTreeSet<Deed>> {
        let ties = self.ties()?;
        if let Some(reason) = ties.unknown.values().next() {
            return Err(reason.clone());
        }
        let (mut all, mut open) = (BTreeSet::new(), vec![deed.clone()]);
        while let Some(next) = open.pop() {
            if !all.contains(&next) {
                open.extend(ties.counted.get(&next).into_iter().flatten().cloned());
                all.insert(next);
            }
        }
        Ok(all)
    }

    /// When the situation first lists the deed, or one that counts as it.
    pub(super) fn listed(&self, deed: &Deed) -> Answer<Option<i64>> {
        let mut first: Option<i64> = None;
        for (done, time) in self.listed_deeds() {
            if self.wider(&done)?.contains(deed) {
                first = Some(first.map_or(time, |first| first.min(time)));
            }
        }
        Ok(first)
    }

    /// The doings that the situation lists.
    pub(super) fn listed_deeds(&self) -> impl Iterator<Item = (Deed, i64)> {
        self.situation.acts.iter().map(|((action, by, args), time)| {
            (Deed { action: *action, by: *by, args: args.clone() }, time.0)
        })
    }

    /// All rules, with all their participants chosen.
    pub(super) fn ties(&self) -> Answer<&Ties> {
        if self.ties.get().is_none() {
            // Only this line sets it, and nothing in between asks for it.
            let _ = self.ties.set(self.tie_up());
        }
        self.ties.get().expect("it was set above").as_ref().map_err(Clone::clone)
    }

    fn tie_up(&self) -> Answer<Ties> {
        let mut ties = Ties::default();
        for rule in self.rules() {
            let scope = &rule.scope;
            for env in self.assignments(scope, &every(scope), &vec![None; scope.vars.len()]) {
                self.tie(rule, env, &mut ties)?;
            }
        }
        Ok(ties)
    }

    fn tie(&self, rule: &ActRule, env: Vec<Option<ParticipantId>>, ties: &mut Ties) -> Answer<()> {
        self.choose(1)?;
        // What counts as making law is asked only of laws.
        let Act::Do { action, args } = &rule.left else { return Ok(()) };
        let by = env.first().copied().flatten();
        let by = by.ok_or_else(|| Unsupported::new("a rule without a bearer"))?;
        let view = self.view(&rule.scope, env);
        let left = Deed { action: *action, by, args: self.participants_of(args, &view)? };
        match self.rule_holds(rule, &view) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(reason) => {
                ties.unknown.insert(left, reason);
                return Ok(());
            }
        }
        let right = match &rule.right {
            Occurrence::Event { event, args } => {
                let key = (*event, self.participants_of(args, &view)?);
                Right::Event(self.situation.events.get(&key).map(|time| time.0))
            }
            act => Right::Deed(self.deed_of(act, &view)?),
        };
        match (rule.kind, right) {
            (ActRuleKind::CountsAs, Right::Deed(right)) => {
                ties.counted.entry(right.clone()).or_default().insert(left.clone());
                ties.counts.entry(left).or_default().insert(right);
            }
            (kind, right) => ties.others.push(Tie { kind, left, right }),
        }
        Ok(())
    }

    fn rule_holds(&self, rule: &ActRule, view: &View<'_>) -> Answer<bool> {
        if self.model.asks_norms(&rule.when) {
            return Err(Unsupported::new("a rule that asks what norms say"));
        }
        let moments = self.holds(&rule.when, view)?;
        if moments.is_all() || moments.is_empty() {
            return Ok(moments.is_all());
        }
        Err(Unsupported::new("a rule that holds at some times only"))
    }
}

/// Whether a duty is done once, and not at every moment.
pub(super) fn is_once(norm: &Norm) -> bool {
    norm.modal == Modal::Must
        && !norm.window.as_ref().is_some_and(crate::model::Window::is_standing)
}
