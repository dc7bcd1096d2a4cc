//! Random small sets of norms as text in the language, each from a seed and a mix of features.

use super::mix::{Mix, always};
use super::random::Random;
use super::sentences::Named;
use super::set::{Instrument, Norm, NormSet};

/// How many norms a set has: mostly few, for a fault shows in few and these cost little.
const SIZES: &[usize] = &[2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6];

/// Three norms that only together cannot be respected.
const TRIO: &[&str] =
    &["Org must keep(Data) or wipe(Data)", "Org must not keep(Data)", "Org must not wipe(Data)"];

/// The set of a seed: some of the features that are allowed, each set another selection.
pub(crate) fn generate(seed: u64, allowed: Mix) -> (NormSet, Mix) {
    generate_with(seed, allowed, always())
}

/// As [`generate`], with features that every set has.
pub(super) fn generate_with(seed: u64, allowed: Mix, always: Mix) -> (NormSet, Mix) {
    let mut random = Random::new(seed);
    let mix = Mix::some_of(allowed, always, &mut random);
    let mut writer =
        Writer { random, mix, set: NormSet::default(), norms: Vec::new(), trio: false };
    writer.write();
    (writer.set, mix)
}

pub(super) struct Writer {
    pub(super) random: Random,
    mix: Mix,
    set: NormSet,
    /// Names of all norms, known before they are written.
    pub(super) norms: Vec<String>,
    /// The first three norms are a duty with two alternatives and a ban on each.
    trio: bool,
}

impl Writer {
    pub(super) fn has(&self, feature: &str) -> bool {
        self.mix.has(feature)
    }

    pub(super) fn pick(&mut self, all: &[&str]) -> String {
        (*self.random.pick(all)).to_owned()
    }

    pub(super) fn one(&mut self, all: &[String]) -> String {
        self.random.pick(all).clone()
    }

    fn write(&mut self) {
        self.words();
        let count = *self.random.pick(SIZES);
        self.norms = (1..=count).map(|place| format!("n{place}")).collect();
        self.rules();
        if self.has("assumptions") {
            for _ in 0..1 + self.random.below(2) {
                let assumption = self.assumption();
                self.set.items.push(assumption);
            }
        }
        self.instruments(count);
        if self.has("relations") && self.random.chance(30) {
            self.relation_norm();
        }
        if self.has("principles") {
            for place in 1..=1 + self.random.below(2) {
                let principle = self.principle(place);
                self.set.items.push(principle);
            }
        }
    }

    fn words(&mut self) {
        let mut words = vec!["kind Org", "kind Data"];
        if self.has("roles") {
            words.extend(["role Keeper is Org", "role Sender is Org", "role Secret is Data"]);
            if self.random.chance(20) {
                words.push("disjoint Keeper, Sender");
            }
        }
        if self.has("parties") {
            words.extend(["kind State is Org", "individual france is State"]);
        }
        if self.has("individuals") || self.has("laws") {
            words.push("individual ada is Org");
        }
        words.extend(["fact war", "fact trusted(Org)", "fact private(Data)"]);
        words.push(match self.has("open") {
            true => "open fact linked(Org, Data)",
            false => "fact linked(Org, Data)",
        });
        if self.has("numbers") {
            words.extend(["attribute level(Data): 0..3", "attribute size(Org): 0..3"]);
            words.push("attribute mode(Data): red | green | blue");
        }
        if self.has("more") {
            words.extend([
                "define risky(Org) as trusted(Org) or not war",
                "define close(Org, Data) as linked(Org, Data) and not risky(Org)",
                "define odd(Data) as private(Data) and linked(some Org, Data)",
            ]);
        }
        if self.has("chains") {
            words.push("attribute owner(Data): Org");
        }
        if self.has("heads") {
            words.push("attribute head(Org): Org");
        }
        if self.has("judges") {
            words.extend(["kind Judge", "fact vetted(Org, by: Judge)", "fact fair(Judge)"]);
            words.push("fact knows(Org, Judge)");
        }
        if self.has("time") {
            words.push("event dawn");
            words.push(match self.random.chance(30) {
                true => "event leak(Data) after dawn",
                false => "event leak(Data)",
            });
            words.extend(["event alarm(Org)", "event claim(Org, Data)"]);
            if self.has("varying") {
                words.extend(["attribute term(Data): days", "attribute due(Data): date"]);
            }
        }
        words.extend(["action keep(Data)", "action wipe(Data)", "action send(Data, to: Org)"]);
        words.push("action halt");
        self.set.words = words.into_iter().map(str::to_owned).collect();
    }

    fn rules(&mut self) {
        let kinds = [("counts", "counts as"), ("ends", "ends"), ("needs", "needs")];
        for (feature, verb) in kinds {
            if self.has(feature) {
                self.rule(verb);
            }
        }
        if self.has("needing") {
            // What an act needs may need something itself.
            for rule in [
                "rule keep(Data) needs wipe(Data)",
                "rule wipe(Data) needs halt",
                "rule send(Data, to: Org) needs keep(Data)",
                "rule send(Data, to: Org) needs keep(Data) by Org",
                "rule halt excludes send(Data, to: Org)",
            ] {
                if self.random.chance(40) {
                    self.set.items.push(rule.into());
                }
            }
        }
        if self.has("more") {
            // An act may be another in several ways, each with its condition, and be tied to several.
            for _ in 0..1 + self.random.below(4) {
                let verb = self.pick(&["counts as", "counts as", "counts as", "excludes", "needs"]);
                self.rule(&verb);
            }
        }
        if self.has("excludes") {
            let verb = if self.random.chance(50) { "excludes" } else { "at once" };
            self.rule(verb);
        }
    }

    fn rule(&mut self, verb: &str) {
        let (verb, at_once) = if verb == "at once" { ("excludes", " at once") } else { (verb, "") };
        let acts = ["keep(Data)", "wipe(Data)", "send(Data, to: Org)", "halt"];
        let left = self.pick(&acts);
        let mut right = self.pick(&["keep(Data)", "wipe(Data)", "halt"]);
        if verb == "needs" && self.has("time") && self.random.chance(50) {
            right = self.pick(&["dawn", "leak(Data)"]);
        }
        let mut named = Named { orgs: vec!["bearer".into()], ..Named::default() };
        if left.contains("Data") {
            named.data.push("Data".into());
        }
        if left.contains("Org") {
            named.orgs.push("Org".into());
        }
        if left == right || (right.contains("Data") && named.data.is_empty()) {
            return;
        }
        let when = match self.random.chance(40) {
            true => format!(" when {}", self.fact(&mut named)),
            false => String::new(),
        };
        self.set.items.push(format!("rule {left} {verb} {right}{at_once}{when}"));
    }

    fn assumption(&mut self) -> String {
        let named = Named { orgs: vec!["Org".into()], data: vec!["Data".into()], fresh: false };
        let (a, b) = (self.fact(&mut named.clone()), self.fact(&mut named.clone()));
        if self.has("time") && self.random.chance(40) {
            return self.pick(&[
                "assume dawn happens",
                "assume alarm(Org) happens implies dawn happens",
                "assume alarm(Org) at most 1 day after dawn or not alarm(Org) happens",
                "assume alarm(Org) at least 1 day after dawn or not alarm(Org) happens",
                "assume not leak(Data) before dawn",
            ]);
        }
        if self.has("owners") && self.has("chains") && self.random.chance(50) {
            let own = match self.has("individuals") {
                true => ["assume Data.owner = ada", "assume Data.owner != ada"],
                false => ["assume trusted(Data.owner)", "assume linked(Data.owner, Data)"],
            };
            return self.pick(&own);
        }
        match self.random.below(4) {
            0 => format!("assume {a} implies {b}"),
            1 => format!("assume not ({a} and {b})"),
            2 => format!("assume {a} or {b}"),
            _ => format!("assume {a} implies not ({b})"),
        }
    }

    fn instruments(&mut self, count: usize) {
        let named = match self.has("orders") || self.has("parties") || self.has("laws") {
            false => 0,
            _ => 1 + self.random.below(2),
        };
        if self.has("orders") {
            self.set.items.push("order Law ranks high > low".into());
            if self.has("more") {
                self.set.items.push("order Kin ranks near > far".into());
            }
            if self.random.chance(20) {
                let order = self.pick(&[
                    "precedence superior, posterior, specialis",
                    "precedence specialis, superior",
                    "precedence none",
                ]);
                self.set.items.push(order);
            }
        }
        self.trio = self.has("alternatives") && count >= TRIO.len() && self.random.chance(60);
        let mut instruments = vec![Instrument::default()];
        let named = if self.has("more") && named > 0 { named + 1 } else { named };
        for name in ["x", "y", "z"].iter().take(named) {
            let treaty = self.has("parties") && self.random.chance(70);
            let head = self.head(treaty, name);
            instruments.push(Instrument { name: Some((*name).into()), head, norms: vec![] });
        }
        for place in 0..count {
            let target = match named {
                0 => 0,
                _ if self.random.chance(10) => 0,
                _ => 1 + self.random.below(named),
            };
            let treaty = instruments[target]
                .head
                .iter()
                .any(|line| line.starts_with("treaty") || line.starts_with("parties"));
            let norm = self.norm(place, treaty);
            instruments[target].norms.push(norm);
        }
        instruments.retain(|it| !it.norms.is_empty());
        self.set.instruments = instruments;
    }

    fn head(&mut self, treaty: bool, name: &str) -> Vec<String> {
        let mut head = Vec::new();
        if self.has("orders") && self.random.chance(85) {
            let rank = self.pick(&["high", "low"]);
            head.push(format!("order Law rank {rank}"));
            if self.has("more") && self.random.chance(60) {
                let rank = self.pick(&["near", "far"]);
                head.push(format!("order Kin rank {rank}"));
            }
        }
        if treaty {
            head.push(self.pick(&[
                "treaty",
                "parties france",
                "parties france since 2026-01-06",
                "treaty parties france until 2026-01-07",
            ]));
            if self.random.chance(25) {
                let norm = self.one(&self.norms.clone());
                let until = match self.has("more") && self.random.chance(40) {
                    true => " until 2026-01-06",
                    false => "",
                };
                head.push(format!("reservation france excludes {norm}{until}"));
            }
        }
        if self.has("force") && self.random.chance(60) {
            let span = self.span();
            head.push(format!("in force {span}"));
        }
        if self.has("relations") && self.random.chance(20) {
            let other = if name == "x" { "y" } else { "x" };
            let word = self.pick(&["subject to", "notwithstanding"]);
            head.push(format!("{word} {other}"));
        }
        if self.has("orders") && self.random.chance(8) {
            head.push("earlier norms prevail".into());
        }
        if self.has("recommendations") && self.random.chance(15) {
            head.push("soft".into());
        }
        if self.has("laws") && self.random.chance(70) {
            head.push("issued by ada".into());
        }
        if self.random.chance(8) {
            head.push("applies when trusted(bearer)".into());
        }
        head
    }

    fn span(&mut self) -> String {
        if self.has("twice") && self.random.chance(40) {
            return self.pick(&[
                "2026-01-05 until 2026-01-05, 2026-01-07 until 2026-01-08",
                "until 2026-01-05, 2026-01-07",
            ]);
        }
        self.pick(&[
            "2026-01-05",
            "2026-01-06",
            "2026-01-05 until 2026-01-06",
            "2026-01-06 until 2026-01-07",
            "2026-01-07 until 2026-01-08",
            "until 2026-01-06",
        ])
    }

    fn norm(&mut self, place: usize, treaty: bool) -> Norm {
        let name = self.norms[place].clone();
        let mut named = Named::default();
        if let (true, Some(sentence)) = (self.trio, TRIO.get(place)) {
            return self.one_of_three(name, sentence, place);
        }
        let bearer = self.bearer(&mut named, treaty);
        let modal = self.modal();
        let mut acts = self.acts(&modal, &mut named);
        if self.has("laws") && self.random.chance(45) && !named.orgs.iter().any(|it| it == "o") {
            acts = self.law(&mut named);
        }
        let mut norm =
            Norm { name, sentence: format!("{bearer} {modal} {acts}"), ..Norm::default() };
        if self.has("time") && self.random.chance(55) {
            self.time(&mut norm, &mut named, modal == "must" || modal == "should");
        }
        for _ in 0..[0, 0, 1, 1, 2][self.random.below(5)] {
            let atom = self.literal(&mut named, place);
            norm.when.push(atom);
        }
        if self.has("exceptions") && self.random.chance(50) {
            named.fresh = self.has("some");
            for _ in 0..1 + self.random.below(2) {
                let atom = self.literal(&mut named.clone(), place);
                norm.unless.push(atom);
            }
            named.fresh = false;
        }
        self.relations(&mut norm, place, &named);
        if self.has("more") {
            self.relations(&mut norm, place, &named);
        }
        if self.has("otherwise") && self.random.chance(30) && modal.starts_with("must") {
            let act = self.act(&mut named.clone(), true);
            let who = named.orgs.first().cloned().unwrap_or_else(|| bearer.clone());
            norm.otherwise = Some(format!("{who} must {act}"));
        }
        if self.has("force") && self.random.chance(35) {
            norm.force = Some(self.span());
        }
        norm
    }

    /// A norm of three that only together cannot be respected, with a condition or an exception at times.
    fn one_of_three(&mut self, name: String, sentence: &str, place: usize) -> Norm {
        let mut norm = Norm { name, sentence: sentence.into(), ..Norm::default() };
        let named = Named { orgs: vec!["Org".into()], data: vec!["Data".into()], fresh: false };
        if self.random.chance(40) {
            norm.when.push(self.literal(&mut named.clone(), place));
        }
        if self.has("exceptions") && self.random.chance(40) {
            norm.unless.push(self.literal(&mut named.clone(), place));
        }
        self.relations(&mut norm, place, &named);
        norm
    }

    fn relations(&mut self, norm: &mut Norm, place: usize, named: &Named) {
        let others: Vec<String> =
            self.norms.iter().filter(|it| **it != self.norms[place]).cloned().collect();
        let mut words = Vec::new();
        if self.has("relations") {
            words.extend(["subject to", "notwithstanding", "default", "without prejudice to"]);
        }
        if self.has("displaces") {
            words.extend(["displaces", "displaces"]);
        }
        if words.is_empty() || !self.random.chance(35) {
            return;
        }
        let word = self.pick(&words);
        if word == "default" {
            norm.relations.push(word);
            return;
        }
        let other = self.one(&others);
        let when = match word.as_str() {
            "subject to" | "displaces" if self.random.chance(30) => {
                format!(" when {}", self.fact(&mut named.clone()))
            }
            _ => String::new(),
        };
        norm.relations.push(format!("{word} {other}{when}"));
    }

    fn relation_norm(&mut self) {
        let (a, b) = (self.one(&self.norms.clone()), self.one(&self.norms.clone()));
        if a == b {
            return;
        }
        let sentence = match self.random.below(3) {
            0 if self.has("displaces") => format!("{a} does not apply when {b} applies"),
            1 => format!("{a} prevails over {b} when war"),
            _ => format!("{a} prevails over {b}"),
        };
        let norm = Norm { name: "rel".into(), sentence, ..Norm::default() };
        let place = self.random.below(self.set.instruments.len());
        self.set.instruments[place].norms.push(norm);
    }

    fn principle(&mut self, place: usize) -> String {
        let mut named = Named::default();
        let bearer = self.bearer(&mut named, false);
        let bearer = if bearer == "Data.owner" || bearer.contains(" or ") {
            named = Named { orgs: vec!["Org".into()], ..Named::default() };
            "Org".to_owned()
        } else {
            bearer
        };
        let modal = self.pick(&["must", "must not", "may", "must", "may", "need not", "should"]);
        let act = self.act(&mut named, false);
        let time = match self.has("time") && self.random.chance(25) {
            true => format!(" {}", self.clause(&mut named, modal == "must")),
            false => String::new(),
        };
        let mut given = self.fact(&mut named);
        if self.random.chance(30) {
            let more = self.literal(&mut named, self.norms.len());
            given = format!("{given} and {more}");
        }
        let assertion = match self.random.below(6) {
            0 => format!("never {bearer} {modal} {act}{time} when {given}"),
            1 => format!("never {bearer} {modal} {act}"),
            2 => format!("always {bearer} {modal} {act}{time} when {given}"),
            3 => format!("always settled {bearer} {act} when {given}"),
            4 => format!("sometimes {bearer} {modal} {act} when {given}"),
            _ => {
                let not = if self.random.chance(30) { "not " } else { "" };
                format!("always {not}{bearer} {modal} {act}")
            }
        };
        format!("principle p{place} {{ {assertion} }}")
    }
}
