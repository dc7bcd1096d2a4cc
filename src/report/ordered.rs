//! JSON whose fields keep their order, so that what is read can be written again byte by byte.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Flag(bool),
    Count(u64),
    Text(String),
    List(Vec<Json>),
    Fields(Vec<(String, Json)>),
}

impl Json {
    /// The value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Fields(fields) => fields.iter().find(|(own, _)| own == name).map(|(_, it)| it),
            _ => None,
        }
    }

    /// The value of a field, to be changed.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        match self {
            Json::Fields(fields) => {
                fields.iter_mut().find(|(own, _)| own == name).map(|(_, it)| it)
            }
            _ => None,
        }
    }

    /// Takes a field out.
    pub(super) fn remove(&mut self, name: &str) {
        if let Json::Fields(fields) = self {
            fields.retain(|(own, _)| own != name);
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn count(&self) -> Option<u64> {
        if let Json::Count(count) = self { Some(*count) } else { None }
    }

    pub(super) fn list(&self) -> Option<&[Json]> {
        if let Json::List(list) = self { Some(list) } else { None }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => out.serialize_unit(),
            Json::Flag(flag) => out.serialize_bool(*flag),
            Json::Count(count) => out.serialize_u64(*count),
            Json::Text(text) => out.serialize_str(text),
            Json::List(list) => {
                let mut out = out.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|entry| out.serialize_element(entry))?;
                out.end()
            }
            Json::Fields(fields) => {
                let mut out = out.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(name, value)| out.serialize_entry(name, value))?;
                out.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Json, D::Error> {
        from.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a report of `comity check`")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_u64<E>(self, count: u64) -> Result<Json, E> {
        Ok(Json::Count(count))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = from.next_element()? {
            list.push(entry);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = from.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        let text = r#"{"b":[1,null,{"z":"a \"quoted\" word","a":true}],"a":18446744073709551615}"#;
        let json: Json = serde_json::from_str(text).expect("JSON");
        assert_eq!(serde_json::to_string(&json).expect("it can be written"), text);
    }
}
