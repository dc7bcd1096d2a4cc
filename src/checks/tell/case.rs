//! A case in whole sentences: who there is, what is so, what happened when, and what is not so.

use super::membership::{Outsider, outsiders};
use super::parts::act_in_case;
use super::violations::violations;
use crate::logic::{Matter, Witness};
use crate::model::{
    AttributeType, AttributeValue, Day, EventId, FactId, IndividualId, InstrumentId, Minute, Model,
    NormId, Occurrence, Param, Participant, ParticipantId, Situation, SortId, SortKind, Unit,
};

/// The case.
pub(in crate::checks) fn case(model: &Model, witness: &Witness) -> String {
    told_of(model, &[], Named::default(), witness)
}

/// The case of these norms, with who is bound by one of them and not by another.
pub(super) fn case_of(model: &Model, norms: &[NormId], witness: &Witness) -> String {
    told_of(model, norms, Named::default(), witness)
}

/// The case of a sentence that names individuals: it is about them, though they are there in every case.
pub(super) fn case_with(model: &Model, named: Named<'_>, witness: &Witness) -> String {
    told_of(model, &[], named, witness)
}

/// Whom a sentence names.
#[derive(Clone, Copy, Default)]
pub(super) struct Named<'a> {
    pub(super) bearers: &'a [IndividualId],
    pub(super) others: &'a [IndividualId],
}

fn told_of(model: &Model, norms: &[NormId], named: Named<'_>, witness: &Witness) -> String {
    let teller = Teller { model, situation: &witness.situation };
    let mut sentences = teller.people();
    sentences.extend(teller.values());
    sentences.extend(teller.facts());
    sentences.extend(teller.parties());
    sentences.extend(outsiders(model, norms, witness).iter().map(|it| teller.outsider(it)));
    sentences.extend(violations(model, &witness.situation, &|who| teller.name(who)));
    sentences.extend(teller.timeline());
    let so = sentences.join(" ");
    sentences.extend(teller.absent(&witness.absent));
    let told = sentences.join(" ");
    if let Some(act) = teller.act(norms, witness, &so, &told) {
        return format!("{act} {told}").trim_end().to_owned();
    }
    let unnamed = teller.unnamed(named, witness, &told);
    match (unnamed.is_empty(), told.is_empty()) {
        (true, _) => told,
        (false, false) => format!("It is about {}. {told}", join(&unnamed)),
        (false, true) => format!("It is about {}; nothing else needs to be so.", join(&unnamed)),
    }
}

/// A template with the names of sorts in place of participants.
pub(super) fn generic(reads: &str, model: &Model, params: &[Param]) -> String {
    let names: Vec<String> =
        params.iter().map(|param| format!("the {}", model.sorts[param.sort].name)).collect();
    fill(reads, model, params, &names, None)
}

struct Teller<'a> {
    model: &'a Model,
    situation: &'a Situation,
}

impl Teller<'_> {
    fn name(&self, who: ParticipantId) -> String {
        self.name_of(&self.situation.participants[who.0 as usize])
    }

    fn name_of(&self, participant: &Participant) -> String {
        let title =
            participant.individual.and_then(|id| self.model.individuals[id].title.as_deref());
        title.map_or_else(|| participant.name.clone(), str::to_owned)
    }

    /// What is at issue between whom, where somebody has a part in it of whom nothing else is told, and others might be
    /// taken for that one.
    fn act(&self, norms: &[NormId], witness: &Witness, so: &str, told: &str) -> Option<String> {
        let (&norm, members) = (norms.first()?, witness.members.first()?);
        let by = *witness.bearers.first()?;
        if witness.bearers.iter().any(|it| *it != by) {
            return None;
        }
        let (name, parts) = act_in_case(self.model, self.situation, norm, members)?;
        let is_told = |who: ParticipantId, text: &str| {
            let name = self.name(who);
            text.contains(&name) || text.contains(&capital(&name))
        };
        // What is not so may be said of several alike.
        let untold = |who: &ParticipantId| {
            let others = |it: &ParticipantId| it != who && self.are_alike(*it, *who);
            let mistaken = || self.everybody().filter(others).any(|it| is_told(it, told));
            !is_told(*who, told) || !is_told(*who, so) && mistaken()
        };
        if !parts.iter().map(|(_, who)| who).chain([&by]).any(untold) {
            return None;
        }
        let parts = parts.iter().map(|(label, who)| match label {
            Some(label) => format!("{label}: {}", self.name(*who)),
            None => self.name(*who),
        });
        let parts = parts.collect::<Vec<_>>().join(", ");
        Some(format!("At issue is `{name}({parts})` by {}.", self.name(by)))
    }

    fn everybody(&self) -> impl Iterator<Item = ParticipantId> {
        (0..self.situation.participants.len() as u32).map(ParticipantId)
    }

    /// Both are of the same kind.
    fn are_alike(&self, a: ParticipantId, b: ParticipantId) -> bool {
        let kinds = |who: ParticipantId| {
            let sorts = self.situation.participants[who.0 as usize].sorts.iter();
            sorts.filter(|&&it| self.model.sorts[it].kind != SortKind::Role).collect::<Vec<_>>()
        };
        kinds(a) == kinds(b)
    }

    /// Whom the case is about and does not name.
    fn unnamed(&self, named: Named<'_>, witness: &Witness, told: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let of_sets = witness.bearers.iter().chain(witness.members.iter().flatten());
        let individual = |id: &IndividualId| {
            let it = &self.model.individuals[*id];
            it.title.as_deref().unwrap_or(&it.name).to_owned()
        };
        let bearers = named.bearers.iter().map(individual);
        let in_sets = of_sets.map(|who| self.name(*who));
        for name in bearers.chain(in_sets).chain(named.others.iter().map(individual)) {
            let is_told = told.contains(&name) || told.contains(&capital(&name));
            if !is_told && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn people(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        for participant in &self.situation.participants {
            let own: Vec<SortId> = participant.sorts.iter().copied().collect();
            let declared = participant.individual.map(|id| &self.model.individuals[id].sorts);
            let all_declared = declared.is_some_and(|sorts| {
                own.iter()
                    .filter(|&&it| self.model.sorts[it].kind == SortKind::Role)
                    .all(|it| sorts.iter().any(|&own| self.model.is_sub(own, *it)))
            });
            if !all_declared {
                sentences.extend(self.sorts_of(&self.name_of(participant), &own));
            }
        }
        sentences
    }

    /// What somebody is, as far as the name does not say it: a sentence for each sort that has words of its own,
    /// and one for all others.
    fn sorts_of(&self, name: &str, own: &[SortId]) -> Vec<String> {
        let narrow = |sort: &SortId| {
            !own.iter().any(|other| other != sort && self.model.is_sub(*other, *sort))
        };
        let (mut sentences, mut roles) = (Vec::new(), Vec::new());
        for &sort in own.iter().filter(|sort| narrow(sort)) {
            let word = &self.model.sorts[sort].name;
            match self.is_of(name, sort) {
                _ if name.starts_with(&format!("{word} ")) => {}
                Some(text) => sentences.push(sentence(&text)),
                None => roles.push(format!("{} {word}", article(word))),
            }
        }
        if !roles.is_empty() {
            sentences.insert(0, sentence(&format!("{name} is {}", join(&roles))));
        }
        sentences
    }

    /// That somebody is of a sort, in the author's words where there are any.
    fn is_of(&self, name: &str, sort: SortId) -> Option<String> {
        let it = &self.model.sorts[sort];
        let param = Param { label: None, sort };
        let names = [name.to_owned()];
        it.reads.as_ref().map(|reads| fill(reads, self.model, &[param], &names, None))
    }

    fn values(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        for ((attribute, args), value) in &self.situation.attributes {
            let it = &self.model.attributes[*attribute];
            let names: Vec<String> = args.iter().map(|&who| self.name(who)).collect();
            let value = self.value(&it.ty, *value);
            sentences.push(match &it.reads {
                Some(reads) => sentence(&fill(reads, self.model, &it.params, &names, Some(&value))),
                None => {
                    let name = spaced(&it.name);
                    let is = if is_plural(&name) { "are" } else { "is" };
                    let of = match names.is_empty() {
                        true => String::new(),
                        false => format!(" of {}", join(&names)),
                    };
                    format!("The {name}{of} {is} {value}.")
                }
            });
        }
        sentences
    }

    fn value(&self, ty: &AttributeType, value: AttributeValue) -> String {
        match (value, ty) {
            (AttributeValue::Participant(who), _) => self.name(who),
            (AttributeValue::Number(number), AttributeType::Length(unit)) => so_many(number, *unit),
            (AttributeValue::Number(number), _) => number.to_string(),
            (AttributeValue::Choice(place), AttributeType::Choice(choices)) => {
                spaced(&choices[place as usize])
            }
            (AttributeValue::Choice(place), _) => place.to_string(),
            (AttributeValue::Day(day), _) => day.to_string(),
        }
    }

    fn facts(&self) -> Vec<String> {
        let facts = self.situation.facts.iter();
        facts.map(|(fact, args)| sentence(&self.fact(*fact, args))).collect()
    }

    fn fact(&self, fact: FactId, args: &[ParticipantId]) -> String {
        let it = &self.model.facts[fact];
        self.read(&it.name, it.reads.as_deref(), &it.params, args)
    }

    fn read(
        &self,
        name: &str,
        reads: Option<&str>,
        params: &[Param],
        args: &[ParticipantId],
    ) -> String {
        let names: Vec<String> = args.iter().map(|&who| self.name(who)).collect();
        match reads {
            Some(reads) => fill(reads, self.model, params, &names, None),
            None if names.is_empty() => format!("`{name}` is true"),
            None => format!("`{name}` is true of {}", join(&names)),
        }
    }

    fn parties(&self) -> Vec<String> {
        let parties = self.situation.parties.iter();
        parties
            .map(|(instrument, who)| {
                let (who, to) = (self.name(*who), self.instrument(*instrument));
                sentence(&format!("{who} is party to {to}"))
            })
            .collect()
    }

    fn outsider(&self, it: &Outsider) -> String {
        let all = |them: &[InstrumentId]| {
            join(&them.iter().map(|&it| self.instrument(it)).collect::<Vec<_>>())
        };
        let (who, inside, outside) = (self.name(it.who), all(&it.inside), all(&it.outside));
        sentence(&format!("{who} is party to {inside} and not to {outside}"))
    }

    fn instrument(&self, id: InstrumentId) -> String {
        let name = self.model.instruments[id].name.as_deref().unwrap_or("these norms");
        format!("`{name}`")
    }

    /// Everything that happened, in the order of time; at one moment events before acts, each behind what it follows,
    /// and else as they are declared.
    fn timeline(&self) -> Vec<String> {
        let mut all = Vec::new();
        for ((event, args), at) in &self.situation.events {
            let it = &self.model.events[*event];
            let names: Vec<String> = args.iter().map(|&who| self.name(who)).collect();
            let text = match &it.reads {
                Some(reads) => fill(reads, self.model, &it.params, &names, None),
                None if names.is_empty() => format!("{} happens", spaced(&it.name)),
                None => format!("{} happens ({})", spaced(&it.name), names.join(", ")),
            };
            all.push((*at, self.after_others(*event), event.0, text));
        }
        for ((action, by, args), at) in &self.situation.acts {
            let it = &self.model.actions[*action];
            let names: Vec<String> = args.iter().map(|&who| self.name(who)).collect();
            let text = match &it.reads {
                Some(reads) => format!(
                    "{} {}",
                    self.name(*by),
                    fill(reads, self.model, &it.params, &names, None)
                ),
                None if names.is_empty() => format!("{} does {}", self.name(*by), spaced(&it.name)),
                None => {
                    format!("{} does {} ({})", self.name(*by), spaced(&it.name), names.join(", "))
                }
            };
            all.push((*at, usize::MAX, action.0, text));
        }
        all.sort();
        let tell = |(at, _, _, text): (Minute, usize, u32, String)| {
            format!("On {} {at}: {text}.", WEEKDAYS[at.day().weekday() as usize])
        };
        all.into_iter().map(tell).collect()
    }

    /// How many events one after the other an event follows.
    fn after_others(&self, event: EventId) -> usize {
        let before = |event: &EventId| match self.model.events[*event].after {
            Some(Occurrence::Event { event, .. }) => Some(event),
            _ => None,
        };
        let all = self.model.events.len();
        std::iter::successors(Some(event), before).take(all).count()
    }

    fn absent(&self, matters: &[Matter]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for matter in matters {
            if let Matter::Is(who, sort) = matter {
                let own = &self.situation.participants[who.0 as usize].sorts;
                if own.iter().any(|&own| self.model.are_disjoint(own, *sort)) {
                    continue; // nobody could be both
                }
            }
            if let Matter::Party(who, instrument) = matter {
                let own = &self.situation.participants[who.0 as usize];
                let it = &self.model.instruments[*instrument];
                if it.parties.iter().any(|party| own.individual == Some(party.who)) {
                    continue; // a listed party need not join
                }
                if !it.party_kinds.iter().any(|kind| own.sorts.contains(kind)) {
                    continue; // nobody would make it one
                }
            }
            let text = match matter {
                Matter::Fact(fact, args) => self.fact(*fact, args),
                Matter::Event(event, args) => {
                    let it = &self.model.events[*event];
                    let names: Vec<String> = args.iter().map(|&who| self.name(who)).collect();
                    match &it.reads {
                        Some(reads) => fill(reads, self.model, &it.params, &names, None),
                        None if names.is_empty() => format!("{} happens", spaced(&it.name)),
                        None => format!("{} happens ({})", spaced(&it.name), names.join(", ")),
                    }
                }
                Matter::Is(who, sort) => {
                    let word = &self.model.sorts[*sort].name;
                    let name = self.name(*who);
                    self.is_of(&name, *sort)
                        .unwrap_or_else(|| format!("{name} is {} {word}", article(word)))
                }
                Matter::Party(who, instrument) => {
                    format!("{} is party to {}", self.name(*who), self.instrument(*instrument))
                }
            };
            if !words.contains(&text) {
                words.push(text);
            }
        }
        match words.len() {
            0 => Vec::new(),
            1 => vec![format!("It is not so that {}.", words[0])],
            all => {
                // Among many norms on one act, much is not so; nobody reads a page of it.
                let told = if all > MOST_ABSENT { MOST_ABSENT - 2 } else { all };
                let rest =
                    (told < all).then(|| format!("{} more things that norms ask", all - told));
                let told = words.into_iter().take(told).chain(rest).collect::<Vec<_>>();
                vec![format!("None of this is so: {}.", told.join("; "))]
            }
        }
    }
}

/// How many things that are not so are told, at the most.
const MOST_ABSENT: usize = 10;

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A day with its name.
pub(in crate::checks) fn weekday(day: Day) -> String {
    format!("{} {day}", WEEKDAYS[day.weekday() as usize])
}

/// Puts names in the place of `{Data}`, `{to}`, `{1}` and `{value}`.
fn fill(
    reads: &str,
    model: &Model,
    params: &[Param],
    names: &[String],
    value: Option<&str>,
) -> String {
    let mut text = reads.to_owned();
    for (place, (param, name)) in params.iter().zip(names).enumerate() {
        let sort = &model.sorts[param.sort].name;
        if let Some(label) = &param.label {
            text = text.replace(&format!("{{{label}}}"), name);
        }
        text = text.replacen(&format!("{{{sort}}}"), name, 1);
        text = text.replace(&format!("{{{}}}", place + 1), name);
    }
    match value {
        Some(value) if text.contains("{value}") => text.replace("{value}", value),
        Some(value) => format!("{text} {value}"),
        None => text,
    }
}

/// `data_territory` as people say it, and `open_`, which ends so that it is no word of the language.
pub(super) fn spaced(name: &str) -> String {
    name.trim_end_matches('_').replace('_', " ")
}

/// Whether a word of the author's reads as one for several: `votes`, but not `status` or `loss`.
fn is_plural(name: &str) -> bool {
    name.ends_with('s') && !["ss", "us", "is"].iter().any(|end| name.ends_with(end))
}

fn sentence(text: &str) -> String {
    format!("{}.", capital(text))
}

/// The text as it begins a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first =
        letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

fn article(word: &str) -> &'static str {
    match word.chars().next() {
        Some('A' | 'E' | 'I' | 'O' | 'a' | 'e' | 'i' | 'o') => "an",
        _ => "a",
    }
}

/// Whole sentences, one after the other.
pub(in crate::checks) fn sentences(texts: impl Iterator<Item = String>) -> String {
    texts.map(|text| sentence(&text)).collect::<Vec<_>>().join(" ")
}

/// `a, b and c`
pub(in crate::checks) fn join(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A number of units, in words of the language.
pub(in crate::checks) fn so_many(number: i64, unit: Unit) -> String {
    let plural = unit_word(unit);
    let word = if number == 1 { plural.trim_end_matches('s') } else { plural };
    format!("{number} {word}")
}

/// The plural of a unit.
pub(in crate::checks) fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Days => "days",
        Unit::Weeks => "weeks",
        Unit::Months => "months",
        Unit::Years => "years",
        Unit::WorkingDays => "working days",
    }
}
