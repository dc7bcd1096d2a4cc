//! Breaches: a law does what an effective norm forbids its maker to do.
//!
//! Whoever an instrument is issued by does, wherever a norm of it applies, the act of making that law. A ban on
//! the act, or on one that it counts as, is breached at every moment at which both stand.

use super::open::answers_to_open;
use crate::logic::applies::open_vars;
use crate::logic::applies::window::{Shape, shape};
use crate::logic::case::replay::stands;
use crate::logic::conflict::{Conflict, Examined, Kind, Owed};
use crate::logic::ground::acts::Deed;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Found, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, Node, Place};
use crate::logic::theory::{Theory, modal_answers};
use crate::logic::{Answer, Limit, Witness, reference};
use crate::model::{Act, ActionId, DAY, Law, Modal, NormId, Scope, Term};

/// A way in which a law can breach a ban: which of its acts the ban is about, and what the law is as an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Charge {
    ban: NormId,
    banned: usize,
    law: NormId,
    said: usize,
    through: ActionId,
}

impl Theory<'_> {
    /// The bans and laws that could breach them, each pair in order.
    pub(super) fn charges(&self) -> Vec<Vec<NormId>> {
        let bans = self.written().filter(|&norm| self.model.norms[norm].modal == Modal::MustNot);
        let mut pairs = Vec::new();
        for ban in bans {
            for law in self.laws_under(ban) {
                pairs.push(vec![ban.min(law), ban.max(law)]);
            }
        }
        pairs
    }

    /// The laws that could breach a ban.
    fn laws_under(&self, ban: NormId) -> Vec<NormId> {
        let acts = self.model.norms[ban].actions();
        let made = acts.flat_map(|action| self.narrower(action).iter().copied());
        let laws = made.filter_map(|action| self.model.laws.get(&action));
        let mut found: Vec<NormId> = Vec::new();
        for law in laws {
            let on = law.sentence.actions();
            found.extend(on.flat_map(|action| self.norms_near(action)).map(|(norm, _)| norm));
        }
        found.sort();
        found.dedup();
        found.retain(|&norm| norm != ban && !self.ways_to_breach(ban, norm).is_empty());
        found
    }

    /// Whether one of these norms can be a law that does what another forbids.
    pub fn may_be_breached(&self, norms: &[NormId]) -> bool {
        let mut pairs =
            norms.iter().enumerate().flat_map(|(at, a)| norms[..at].iter().map(move |b| (a, b)));
        pairs.any(|(&a, &b)| self.can_breach(a, b))
    }

    /// Whether one of the two can be a law that does what the other forbids.
    pub(in crate::logic) fn can_breach(&self, a: NormId, b: NormId) -> bool {
        !self.ways_to_breach(a, b).is_empty() || !self.ways_to_breach(b, a).is_empty()
    }

    fn ways_to_breach(&self, ban: NormId, law: NormId) -> Vec<Charge> {
        let (own, norm) = (&self.model.norms[ban], &self.model.norms[law]);
        let mut ways = Vec::new();
        let alternative = norm.modal == Modal::Must && norm.acts.len() > 1;
        let made = self.model.instruments[norm.instrument].issuer.is_some();
        if own.modal != Modal::MustNot || !made || alternative {
            return ways;
        }
        let once = shape(norm) == Shape::Once;
        for (banned, action) in own.acts.iter().enumerate() {
            let Some(action) = action.action() else { continue };
            for &through in self.narrower(action) {
                let Some(it) = self.model.laws.get(&through) else { continue };
                if it.is_for_good() || it.permits_throughout() && once {
                    continue;
                }
                if !modal_answers(it.sentence.modal, norm.modal, norm.recommendation) {
                    continue;
                }
                for (said, act) in norm.acts.iter().enumerate() {
                    if self.says_the_act(it, act) {
                        ways.push(Charge { ban, banned, law, said, through });
                    }
                }
            }
        }
        ways
    }

    /// What a law says of an act, it says of the very act here: what else that comes to, rules tell.
    fn says_the_act(&self, law: &Law, act: &Act) -> bool {
        let said = law.sentence.acts.iter().find_map(Act::action);
        match (said, act.action()) {
            (Some(said), Some(own)) if law.is_plain() => said == own,
            (Some(said), Some(own)) => {
                self.wider(own).contains(&said) || self.wider(said).contains(&own)
            }
            _ => false,
        }
    }

    /// Whether one of two norms is a law that breaches the other.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub(in crate::logic) fn breach(&self, norms: &[NormId]) -> Result<Option<Conflict>, Limit> {
        let [a, b] = *norms else { return Ok(None) };
        for (ban, law) in [(a, b), (b, a)] {
            for charge in self.ways_to_breach(ban, law) {
                if let Some(found) = self.breach_by(charge)? {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    fn breach_by(&self, charge: Charge) -> Result<Option<Conflict>, Limit> {
        self.looking_further(&mut |others| self.breach_among(charge, Query::among(self, others)))
    }

    fn breach_among<'m>(
        &'m self,
        charge: Charge,
        mut query: Query<'m>,
    ) -> Result<Option<Conflict>, Limit> {
        let mut members = Vec::new();
        let found = query.find(&mut |query| {
            let (ban, law) = query.charged(charge)?;
            let goal = query.is_breach(charge, &ban, &law, Polarity::Positive);
            members = vec![law, ban];
            query.whoever_is_chosen(goal?)
        })?;
        let Some(found) = found else { return Ok(None) };
        let answers = answers_to_open(&mut |turn| {
            let mut query = Query::new(self);
            let found = query.find(&mut |query| {
                let (ban, law) = query.charged(charge)?;
                let goal = query.is_breach(charge, &ban, &law, Polarity::Positive)?;
                let goal = query.whoever_is_chosen(goal)?;
                turn(query, goal)
            })?;
            Ok(found.is_some())
        })?;
        self.report_breach(charge, query, found, &members, answers).map(Some)
    }

    fn report_breach(
        &self,
        charge: Charge,
        mut query: Query<'_>,
        found: Found,
        members: &[Instance],
        answers: Vec<Answer>,
    ) -> Result<Conflict, Limit> {
        let mut nodes: Vec<Vec<Node>> = members.iter().map(|it| query.participants(it)).collect();
        // The case is told of those to whom the law speaks; its maker stands in the message.
        nodes.push(query.bearer(&members[0]).into_iter().collect());
        let (mut witness, _) = query.witness_of(&found, &nodes)?;
        witness.bearers = witness.members.pop().unwrap_or_default();
        self.replay_breach(charge, &witness)?;
        let soft = self.model.norms[charge.ban].recommendation;
        Ok(Conflict {
            over: None,
            norms: vec![charge.law, charge.ban],
            kind: if soft { Kind::Tension } else { Kind::Breach },
            witness,
            dates: query.dates(&found)?,
            overlap: None,
            precedence: Vec::new(),
            prevailing: Vec::new(),
            hangs_on: Vec::new(),
            eased: None,
            arises_when: Vec::new(),
            owed: Owed::ByNone,
            answers,
            assumed: query.touched_by(query.touched.clone()).0.into_iter().collect(),
        })
    }

    fn replay_breach(&self, charge: Charge, witness: &Witness) -> Result<(), Limit> {
        if self.ignoring.is_some() {
            return Ok(());
        }
        let situation = self.filled(&witness.whole);
        self.can_be_replayed(&situation, &[charge.ban, charge.law])?;
        let world = self.world(&situation, &[charge.ban, charge.law]);
        let member = |norm, place: usize, act| {
            reference::Instance::of(norm, witness.members[place].clone(), act)
        };
        stands(world.is_possible())?;
        let law = member(charge.law, 0, charge.said);
        stands(world.is_breach(&member(charge.ban, 1, charge.banned), &law))
    }

    /// What was found of two norms, and whether one breaches the other.
    pub(super) fn with_breach(
        &self,
        mut examined: Examined,
        norms: &[NormId],
    ) -> Result<Examined, Limit> {
        if examined.conflict.is_none() {
            examined.conflict = self.breach(norms)?;
        }
        Ok(examined)
    }
}

impl Query<'_> {
    /// The ban and the law with their participants: those of whom the law speaks are those of whom the ban does.
    fn charged(&mut self, charge: Charge) -> Result<(Instance, Instance), Limit> {
        let norms = &self.model.norms;
        let ban =
            self.instance(charge.ban, charge.banned, Binding::empty(&norms[charge.ban].scope));
        let mut binding = Binding::empty(&norms[charge.law].scope);
        if let Act::Do { action, args } = &norms[charge.ban].acts[charge.banned]
            && *action == charge.through
            && let Act::Do { args: own, .. } = &norms[charge.law].acts[charge.said]
        {
            let terms = std::iter::once(&norms[charge.law].bearer).chain(own);
            for (term, arg) in terms.zip(args) {
                if let (Term::Var(var), Some(node)) = (term, self.node(arg, &ban.binding))
                    && binding.get(*var).is_none()
                    && !norms[charge.law].scope[*var].some
                {
                    binding.set(*var, node);
                }
            }
        }
        let law = self.instance(charge.law, charge.said, binding);
        Ok((ban, law))
    }

    /// The law does what the ban forbids its maker to do, on the day that is looked at.
    fn is_breach(
        &mut self,
        charge: Charge,
        ban: &Instance,
        law: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let said = &self.model.laws[&charge.through];
        let (binding, told) = self.what_the_law_says(said, law)?;
        let now = Place::NOW.into();
        let (forbids, makes) = (&self.model.norms[ban.norm], &self.model.norms[law.norm]);
        let mut parts = vec![told, self.in_force_at(forbids, now), self.in_force_at(makes, now)];
        for stands in [self.applies(law, polarity)?, self.effective(ban, polarity)?] {
            if stands == Formula::False {
                return Ok(stands);
            }
            parts.push(stands);
        }
        let open: Vec<_> = open_vars(&said.scope, &binding);
        let mut body = |query: &mut Self, binding: &Binding| {
            query.done_and_forbidden(charge, (ban, law), binding, polarity)
        };
        parts.push(self.exists(&said.scope, &open, &binding, polarity, &mut body)?);
        Ok(Formula::all(parts))
    }

    /// The participants of the sentence, as far as the law's own bearer and act give them.
    fn what_the_law_says(
        &mut self,
        said: &Law,
        law: &Instance,
    ) -> Result<(Binding, Formula), Limit> {
        let mut binding = Binding::empty(&said.scope);
        let deed = self.deed(law, law.act)?;
        let same_act = said.sentence.acts.iter().find_map(Act::action) == Some(deed.action);
        let mut told = Formula::True;
        if let Term::Var(bearer) = said.sentence.bearers[0] {
            binding.set(bearer, deed.by);
            told = self.fits(&said.scope, &binding, bearer);
        }
        if same_act && let Act::Do { args, .. } = &said.sentence.acts[0] {
            told = told.and(self.fit_args(&mut binding, args, &deed.args));
        }
        Ok((binding, told))
    }

    /// There is a moment of the day at which the law says so and the ban forbids to say so.
    fn done_and_forbidden(
        &mut self,
        charge: Charge,
        (ban, law): (&Instance, &Instance),
        binding: &Binding,
        polarity: Polarity,
    ) -> Grounded {
        let by = self.maker_of(law.norm)?;
        let args = self.law_args(charge.through, binding);
        let deed = Deed { by, action: charge.through, args };
        let forbidden = self.deed(ban, ban.act)?;
        let covered = self.is_deed(&deed, &forbidden, polarity)?;
        if covered == Formula::False {
            return Ok(covered);
        }
        let t = self.universe.moment();
        let now: Instant = Place::NOW.into();
        let parts = [
            self.universe.before(now, t.into(), false),
            self.universe.before(t.into(), now.plus(DAY), true),
            self.live_at(ban, t.into(), polarity)?,
            self.in_force_at(&self.model.norms[law.norm], t.into()),
            self.law_says_at(charge, law, binding, t.into(), polarity)?,
        ];
        let moment = eliminate::exists(&mut self.universe, t, Formula::all(parts))?;
        Ok(covered.and(moment))
    }

    /// Who makes the instrument in which a law stands.
    fn maker_of(&mut self, law: NormId) -> Result<Node, Limit> {
        let issuer = &self.model.instruments[self.model.norms[law].instrument].issuer;
        let nobody = Binding::empty(&Scope::default());
        issuer.as_ref().and_then(|issuer| self.node(issuer, &nobody)).ok_or(Limit::Unbound)
    }

    fn law_args(&self, action: ActionId, binding: &Binding) -> Vec<Option<Node>> {
        let params = self.model.actions[action].params.len();
        binding.0[..params].to_vec()
    }

    fn law_says_at(
        &mut self,
        charge: Charge,
        law: &Instance,
        binding: &Binding,
        t: Instant,
        polarity: Polarity,
    ) -> Grounded {
        let said = &self.model.laws[&charge.through];
        let ask = Ask::about(&said.scope, binding, t);
        let ask = self.theory.asked_under_law(ask, &said.sentence);
        let once = shape(&self.model.norms[law.norm]) == Shape::Once;
        let says = match &said.sentence.window {
            None if once => Formula::True,
            None => self.live_at(law, t, polarity)?,
            Some(window) => self.covers_window(law, window, &said.sentence, ask, once, polarity)?,
        };
        let when = self.cond(&said.sentence.when, ask, polarity)?;
        let unless = self.cond(&said.sentence.unless, ask, !polarity)?;
        let fit = self.law_fits(charge, law, binding, polarity)?;
        Ok(Formula::all([says, when, !unless, fit]))
    }

    /// The law's own act is the one of the sentence, or what it says of its own comes to what the sentence says.
    fn law_fits(
        &mut self,
        charge: Charge,
        law: &Instance,
        binding: &Binding,
        polarity: Polarity,
    ) -> Grounded {
        let said = &self.model.laws[&charge.through];
        let own = self.deed(law, law.act)?;
        let Act::Do { action, args } = &said.sentence.acts[0] else { return Err(Limit::Unbound) };
        let args = args.iter().map(|arg| self.node(arg, binding)).collect();
        let asked = Deed { by: own.by, action: *action, args };
        let modal = self.model.norms[law.norm].modal;
        let narrow = self.is_deed(&own, &asked, polarity)?;
        if modal == Modal::Must {
            return Ok(narrow);
        }
        let wide = self.is_deed(&asked, &own, polarity)?;
        Ok(if said.in_part { narrow.or(wide) } else { wide })
    }

    /// Some instances of the two are a breach, in a scenario.
    pub(in crate::logic) fn some_breach_of(
        &mut self,
        norms: &[NormId],
        polarity: Polarity,
    ) -> Grounded {
        let [a, b] = *norms else { return Ok(Formula::False) };
        let mut ways = Vec::new();
        for (ban, law) in [(a, b), (b, a)] {
            for charge in self.theory.ways_to_breach(ban, law) {
                ways.push(self.breach_among(charge, polarity)?);
            }
        }
        Ok(Formula::any(ways))
    }

    fn breach_among(&mut self, charge: Charge, polarity: Polarity) -> Grounded {
        // The maker is there, whether the scenario names them or not.
        self.maker_of(charge.law)?;
        let norms = &self.model.norms;
        let (bans, laws) = (&norms[charge.ban].scope, &norms[charge.law].scope);
        let (empty, open) = (Binding::empty(bans), open_vars(bans, &Binding::empty(bans)));
        let (other, others) = (Binding::empty(laws), open_vars(laws, &Binding::empty(laws)));
        let mut with_ban = |query: &mut Self, binding: &Binding| {
            let ban = query.chosen(charge.ban, charge.banned, binding.clone());
            let mut with_law = |query: &mut Self, binding: &Binding| {
                let law = query.chosen(charge.law, charge.said, binding.clone());
                query.is_breach(charge, &ban, &law, polarity)
            };
            // In a scenario there is nobody but those stated: both polarities range over them.
            query.exists(laws, &others, &other, Polarity::Negative, &mut with_law)
        };
        self.exists(bans, &open, &empty, Polarity::Negative, &mut with_ban)
    }
}
