//! Conflicts of each kind, planted where no other norm of the set reaches.

use std::fmt::Write as _;

use super::{SECTORS, Set};

/// A conflict that a checker must find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planted {
    /// The rule that finds it.
    pub(crate) code: &'static str,
    /// Its norms, by their bare names.
    pub(crate) norms: Vec<String>,
}

/// Where planted norms apply, of sizes that no other norm is about.
struct Cell {
    act: usize,
    when: String,
}

/// Sizes from here on are those of planted norms.
const FREE: usize = 900;
/// Cells that an act has room for.
const ROOM: usize = SECTORS.len() * 49;

impl Set {
    /// Plants the next conflict, each kind in turn.
    pub(super) fn plant(&mut self) {
        let kinds: [fn(&mut Set); 10] = [
            Set::strict,
            Set::wide,
            Set::incompatible,
            Set::temporal,
            Set::tension,
            Set::competence,
            Set::three,
            Set::by_counting,
            Set::undetermined,
            Set::empty,
        ];
        kinds[self.planted.len() % kinds.len()](self);
    }

    fn cell(&mut self) -> Cell {
        let start = self.act();
        let places = (0..self.acts).map(|step| (start + step) % self.acts);
        let act = places.into_iter().find(|&act| self.cells[act] < ROOM).unwrap_or(start);
        let cell = self.cells[act];
        self.cells[act] += 1;
        let (sector, low) = (SECTORS[cell % SECTORS.len()], FREE + cell / SECTORS.len() * 2);
        let fact = self.random.below(self.facts);
        let when = format!(
            "when Provider.sector = {sector} and Provider.size >= {low} and Provider.size < {} and f{fact}(Data)",
            low + 2
        );
        Cell { act, when }
    }

    /// Two acts that no other norm is about.
    fn own_acts(&mut self) -> (String, String) {
        (self.own_act("left"), self.own_act("right"))
    }

    fn own_act(&mut self, word: &str) -> String {
        let name = format!("{word}{}", self.planted.len());
        let _ = writeln!(self.words, "action {name}(Data)");
        name
    }

    /// Norms of one instrument, so that no canon of precedence decides between them.
    fn expect(&mut self, code: &'static str, sentences: Vec<String>) {
        let first = self.planted.len();
        let name = |place: usize| format!("p{first}_{place}");
        let norms = (0..sentences.len()).map(name).collect();
        self.planted.push(Planted { code, norms });
        let named = sentences.into_iter().enumerate().map(|(place, it)| (name(place), it));
        self.waiting.extend(named);
    }

    fn strict(&mut self) {
        let Cell { act, when } = self.cell();
        let duty = format!("Provider must act{act}(Data) {when}");
        self.expect("C201", vec![duty, format!("Provider must not act{act}(Data) {when}")]);
    }

    fn wide(&mut self) {
        let Cell { act, when } = self.cell();
        let permission = format!("Provider may act{act}(Data) {when}");
        self.expect("C202", vec![permission, format!("Provider must not act{act}(Data) {when}")]);
    }

    fn incompatible(&mut self) {
        let (left, right) = self.own_acts();
        let _ = writeln!(self.words, "rule {left}(Data) excludes {right}(Data)");
        let duty = |act: &str| format!("Provider must {act}(Data) when Data.grade >= 50");
        self.expect("C203", vec![duty(&left), duty(&right)]);
    }

    fn temporal(&mut self) {
        let Cell { act, when } = self.cell();
        let days = 5 + self.random.below(20);
        let anchor = "aware(Provider, Data)";
        // Each has cases of its own: else the narrower one would prevail.
        let duty = format!(
            "Provider must act{act}(Data) within {days} days of {anchor} {when} and Data.grade >= 50"
        );
        let ban = format!(
            "Provider must not act{act}(Data) for {} days after {anchor} {when}",
            days + 10
        );
        self.expect("C201", vec![duty, ban]);
    }

    fn tension(&mut self) {
        let Cell { act, when } = self.cell();
        let advice = format!("Provider should act{act}(Data) {when}");
        self.expect("C210", vec![advice, format!("Provider must not act{act}(Data) {when}")]);
    }

    fn competence(&mut self) {
        let act = self.own_act("single");
        let power = format!("Provider has power to {act}(Data) when Data.grade >= 50");
        self.expect(
            "C207",
            vec![power, format!("Provider has no power to {act}(Data) when Data.grade >= 50")],
        );
    }

    fn three(&mut self) {
        let (left, right) = self.own_acts();
        let when = "when Data.grade >= 50";
        let duty = format!("Provider must {left}(Data) or {right}(Data) {when}");
        let ban = |act: &str| format!("Provider must not {act}(Data) {when}");
        self.expect("C204", vec![duty, ban(&left), ban(&right)]);
    }

    fn by_counting(&mut self) {
        let (left, right) = self.own_acts();
        let _ = writeln!(self.words, "rule {left}(Data) counts as {right}(Data)");
        let duty = format!("Provider must {left}(Data) when Data.grade >= 50");
        self.expect(
            "C201",
            vec![duty, format!("Provider must not {right}(Data) when Data.grade >= 60")],
        );
    }

    fn undetermined(&mut self) {
        let act = self.own_act("single");
        let pair = self.planted.len();
        let _ = writeln!(self.words, "open fact grave{pair}(Data)");
        let when = format!("{act}(Data) when grave{pair}(Data)");
        self.expect(
            "C212",
            vec![format!("Provider must {when}"), format!("Provider must not {when}")],
        );
    }

    fn empty(&mut self) {
        let Cell { act, when } = self.cell();
        let anchor = "aware(Provider, Data)";
        let window = format!(
            "no earlier than 9 days after {anchor} and no later than 5 days after {anchor}"
        );
        self.expect("C206", vec![format!("Provider must act{act}(Data) {window} {when}")]);
    }
}
