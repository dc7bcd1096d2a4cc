//! Numbers, dates and clock times. Their shape decides which; whether they exist is asked after.

use super::{Lexer, chars};
use crate::syntax::limits;
use crate::syntax::problem::What;
use crate::syntax::token::Kind;

impl Lexer<'_> {
    /// A number, date or clock time. Its first digit has been looked at.
    pub(super) fn number(&mut self) {
        let start = self.at;
        self.digits();
        let mark = self.bytes.get(self.at).copied();
        let digit_follows = self.byte_after(1).is_some_and(|byte| byte.is_ascii_digit());
        match mark {
            Some(b'-') if digit_follows => self.date(start),
            Some(b':') if digit_follows => self.clock(start),
            Some(b'.' | b'/') if digit_follows => self.decimal(start),
            Some(0x80..) if self.dashed_date(start) => {}
            _ => self.whole_number(start),
        }
    }

    /// `2018–05–25`, as texts that were pasted have it: reported, and read as a date.
    fn dashed_date(&mut self, start: usize) -> bool {
        const LONGEST: usize = 18;
        let rest = &self.text[start..];
        let is_part = |c: char| c.is_ascii_digit() || is_dash(c);
        let end = rest.char_indices().take(LONGEST).find(|&(_, c)| !is_part(c));
        let end = end.map_or(rest.len().min(LONGEST), |(at, _)| at);
        let Some(written) = rest.get(..end) else { return false };
        if exact_date(&written.replace(is_dash, "-")).is_none() {
            return false;
        }
        self.at = start + end;
        self.report(start, What::DashedDate);
        self.push(Kind::Date, start, true);
        true
    }

    /// `2018-05-25`
    fn date(&mut self, start: usize) {
        self.digits_joined_by(b'-');
        let text = &self.text[start..self.at];
        let exists = exact_date(text).is_some();
        // `2026-03-01T09:00`
        let rest = &self.bytes[self.at..];
        let time_follows = matches!(rest, [b'T', b'0'..=b'9', b'0'..=b'9', b':', ..]);
        if exists && time_follows {
            self.push(Kind::Date, start, false);
            let letter = self.at;
            self.at += 1;
            let name = "a letter between a day and its time";
            return self.report(letter, What::LookAlike { sign: " ", name });
        }
        self.dated(start, Kind::Date, exists);
    }

    /// `09:00`
    fn clock(&mut self, start: usize) {
        self.digits_joined_by(b':');
        // `3:30pm` is one wrong time, and no time with a word behind it.
        let rest = &self.bytes[self.at..];
        let is_half = matches!(rest, [b'a' | b'A' | b'p' | b'P', b'm' | b'M', ..]);
        if is_half && !rest.get(2).is_some_and(u8::is_ascii_alphanumeric) {
            self.at += 2;
        }
        let text = &self.text[start..self.at];
        let exists = exact_clock(text).is_some();
        self.dated(start, Kind::Clock, exists);
    }

    /// `2.5`, `25.05.2018` or `25/05/2018`: none of them is ours.
    fn decimal(&mut self, start: usize) {
        let mark = self.bytes[self.at];
        self.digits_joined_by(mark);
        let parts = self.text[start..self.at].split(mark as char).count();
        if parts == 3 {
            return self.dated(start, Kind::Date, false);
        }
        self.report(start, What::DecimalNumber);
        self.push(Kind::Number, start, true);
    }

    fn whole_number(&mut self, start: usize) {
        let too_large = value(&self.text[start..self.at]).is_none();
        if too_large {
            self.report(start, What::LargeNumber);
        }
        let glued = self.word_follows();
        self.push(Kind::Number, start, too_large || glued);
        if glued {
            self.glued_word(start);
        }
    }

    fn dated(&mut self, start: usize, kind: Kind, exists: bool) {
        let glued = self.word_follows();
        if !exists {
            self.report(start, What::BadDate);
        }
        self.push(kind, start, !exists || glued);
        if glued && exists {
            self.glued_word(start);
        }
    }

    /// A word that begins where a number or date ends.
    fn glued_word(&mut self, start: usize) {
        let letters = self.at as u32;
        self.word();
        self.report(start, What::GluedNumber { letters });
    }

    fn digits(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
    }

    fn digits_joined_by(&mut self, mark: u8) {
        while self.bytes.get(self.at) == Some(&mark)
            && self.byte_after(1).is_some_and(|byte| byte.is_ascii_digit())
        {
            self.at += 1;
            self.digits();
        }
    }

    fn word_follows(&self) -> bool {
        let next = self.text[self.at..].chars().next();
        next.is_some_and(|character| character.is_alphabetic() || character == '_')
    }
}

fn is_dash(character: char) -> bool {
    let is_minus = |alike| matches!(alike, chars::Alike::Sign { kind: Kind::Minus, .. });
    character == '-' || chars::look_alike(character).is_some_and(is_minus)
}

/// The value of a whole number, unless it is too large.
pub(in crate::syntax) fn value(digits: &str) -> Option<i64> {
    digits.parse().ok().filter(|&value| value <= limits::MAX_NUMBER)
}

/// Year, month and day of `2018-05-25`, if there is such a day.
pub(in crate::syntax) fn exact_date(text: &str) -> Option<(i32, u8, u8)> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year: i32 = text[..4].parse().ok()?;
    let month: u8 = text[5..7].parse().ok()?;
    let day: u8 = text[8..].parse().ok()?;
    let exists =
        year >= 1 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    exists.then_some((year, month, day))
}

/// The days of a month, 1 to 12, in the Gregorian calendar.
pub(in crate::syntax) fn days_in(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Minutes after midnight of `09:00`, if there is such a time.
pub(in crate::syntax) fn exact_clock(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    if bytes.len() != 5 || bytes[2] != b':' {
        return None;
    }
    let hours: u16 = text[..2].parse().ok()?;
    let minutes: u16 = text[3..].parse().ok()?;
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_day_exists_in_leap_years_only() {
        assert_eq!(exact_date("2024-02-29"), Some((2024, 2, 29)));
        assert_eq!(exact_date("2023-02-29"), None);
        assert_eq!(exact_date("1900-02-29"), None);
        assert_eq!(exact_date("2000-02-29"), Some((2000, 2, 29)));
    }

    #[test]
    fn a_day_has_no_twenty_fifth_hour() {
        assert_eq!(exact_clock("23:59"), Some(1439));
        assert_eq!(exact_clock("24:00"), None);
    }
}
