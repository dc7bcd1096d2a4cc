//! As much of JSON Schema as our own schemas and that of SARIF use; any other keyword is an error. So is a field that
//! the schema does not mention, though readers should let it pass: that keeps our schemas in step.

use serde_json::{Map, Value};

/// Keywords that say nothing about a document.
const COMMENTS: &[&str] =
    &["$schema", "$id", "id", "title", "description", "default", "definitions", "$defs"];
/// Keywords that are looked at.
const KEYWORDS: &[&str] = &[
    "minLength",
    "$ref",
    "type",
    "const",
    "enum",
    "minimum",
    "maximum",
    "pattern",
    "format",
    "anyOf",
    "oneOf",
    "properties",
    "required",
    "additionalProperties",
    "propertyNames",
    "items",
    "minItems",
    "uniqueItems",
];

/// Whether the document is as the schema says; else where it is not.
pub(crate) fn fits(schema: &Value, document: &Value) -> Result<(), String> {
    walk(schema, schema, document, "$", &mut Vec::new())
}

/// Fields of the schema that the document never has.
pub(crate) fn unseen(schema: &Value, document: &Value) -> Vec<String> {
    let mut seen = Vec::new();
    walk(schema, schema, document, "$", &mut seen).expect("the document fits");
    let mut fields = Vec::new();
    all_fields(schema, "", &mut fields);
    fields.into_iter().filter(|field| !seen.contains(field)).collect()
}

fn walk(
    root: &Value,
    schema: &Value,
    value: &Value,
    at: &str,
    seen: &mut Vec<String>,
) -> Result<(), String> {
    for keyword in schema.as_object().into_iter().flatten().map(|(keyword, _)| keyword.as_str()) {
        if !KEYWORDS.contains(&keyword) && !COMMENTS.contains(&keyword) {
            return Err(format!("nobody here knows `{keyword}`"));
        }
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(reference.trim_start_matches('#'));
        return walk(root, target.ok_or("a reference leads nowhere")?, value, at, seen);
    }
    if let Some(types) = schema.get("type") {
        let allowed: Vec<&str> = match types {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        if !allowed.contains(&type_of(value)) {
            return Err(format!("{at} is {value}, not {allowed:?}"));
        }
    }
    if schema.get("const").is_some_and(|constant| constant != value) {
        return Err(format!("{at} is {value}"));
    }
    if let Some(Value::Array(choices)) = schema.get("enum")
        && !choices.contains(value)
    {
        return Err(format!("{at} is {value}, none of {choices:?}"));
    }
    bounds(schema, value, at)?;
    if let Some(text) = value.as_str() {
        text_fits(schema, text).map_err(|problem| format!("{at} is {text:?}: {problem}"))?;
    }
    alternatives(schema, value, at)?;
    match value {
        Value::Object(fields) => object(root, schema, fields, at, seen),
        Value::Array(items) => array(root, schema, items, at, seen),
        _ => Ok(()),
    }
}

fn bounds(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let Some(number) = value.as_f64() else { return Ok(()) };
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    if bound("minimum").is_some_and(|least| number < least)
        || bound("maximum").is_some_and(|most| number > most)
    {
        return Err(format!("{at} is {number}, out of bounds"));
    }
    Ok(())
}

/// Patterns by hand: there is no reader of regular expressions here.
fn text_fits(schema: &Value, text: &str) -> Result<(), String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let fits = match schema.get("pattern").and_then(Value::as_str) {
        None => true,
        Some("^[0-9a-f]{32}$") => is_hash(text),
        Some("^[0-9a-f]{40}:[1-9][0-9]*$") => text.split_once(':').is_some_and(|(key, count)| {
            key.len() == 40
                && is_hash(&key[..32])
                && key[32..].bytes().all(|b| b.is_ascii_hexdigit())
                && digits(count)
                && !count.starts_with('0')
        }),
        Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$") => {
            let lengths: Vec<_> = text.split('-').map(str::len).collect();
            lengths == [4, 2, 2] && text.split('-').all(digits)
        }
        Some(other) => match other.strip_prefix("^(").and_then(|it| it.strip_suffix(")(=.+)?$")) {
            Some(words) => {
                let (word, behind) = text.split_once('=').unwrap_or((text, "something"));
                words.split('|').any(|it| it == word) && !behind.is_empty()
            }
            None => return Err(format!("nobody here knows the pattern {other}")),
        },
    };
    let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0);
    let fits = fits
        && text.chars().count() as u64 >= least
        && match schema.get("format").and_then(Value::as_str) {
            None => true,
            Some("uri") => is_reference(text) && text.contains("://"),
            Some("uri-reference") => is_reference(text),
            Some(other) => return Err(format!("nobody here knows the format {other}")),
        };
    if fits { Ok(()) } else { Err("not as its pattern or format says".to_owned()) }
}

/// 32 hexadecimal digits, in lower case.
fn is_hash(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Only characters that RFC 3986 has, and whole percent signs.
fn is_reference(text: &str) -> bool {
    let signs = "-._~:/?#[]@!$&'()*+,;=";
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let fits = match c {
            '%' => {
                [rest.next(), rest.next()].iter().all(|c| c.is_some_and(|c| c.is_ascii_hexdigit()))
            }
            c => c.is_ascii_alphanumeric() || signs.contains(c),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// `anyOf` and `oneOf` say here only which fields must be there.
fn alternatives(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    for keyword in ["anyOf", "oneOf"] {
        let Some(choices) = schema.get(keyword).and_then(Value::as_array) else { continue };
        let mut met = 0;
        for choice in choices {
            let fields = choice.as_object().filter(|choice| choice.len() == 1);
            let required =
                fields.and_then(|choice| choice.get("required")).and_then(Value::as_array);
            let required = required.ok_or_else(|| format!("nobody here knows {choice}"))?;
            let has =
                |field: &Value| field.as_str().is_some_and(|field| value.get(field).is_some());
            met += usize::from(required.iter().all(has));
        }
        if met == 0 || (keyword == "oneOf" && met > 1) {
            return Err(format!("{at} fits {met} of {choices:?}"));
        }
    }
    Ok(())
}

fn array(
    root: &Value,
    schema: &Value,
    items: &[Value],
    at: &str,
    seen: &mut Vec<String>,
) -> Result<(), String> {
    if schema
        .get("minItems")
        .and_then(Value::as_u64)
        .is_some_and(|least| (items.len() as u64) < least)
    {
        return Err(format!("{at} has only {} items", items.len()));
    }
    let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
    if unique && items.iter().enumerate().any(|(place, item)| items[..place].contains(item)) {
        return Err(format!("{at} has an item twice"));
    }
    items.iter().enumerate().try_for_each(|(index, item)| {
        walk(root, &schema["items"], item, &format!("{at}[{index}]"), seen)
    })
}

fn object(
    root: &Value,
    schema: &Value,
    fields: &Map<String, Value>,
    at: &str,
    seen: &mut Vec<String>,
) -> Result<(), String> {
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(required) {
            return Err(format!("{at} lacks `{required}`"));
        }
    }
    for (name, value) in fields {
        if let Some(names) = schema.get("propertyNames") {
            let text = Value::String(name.clone());
            walk(root, names, &text, &format!("the name {at}.{name}"), &mut Vec::new())?;
        }
        let known = match (schema["properties"].get(name), schema.get("additionalProperties")) {
            (Some(known), _) => known,
            (None, Some(Value::Bool(true))) => continue,
            (None, Some(others @ Value::Object(_))) => others,
            (None, _) => return Err(format!("{at} has `{name}`, which the schema does not know")),
        };
        if !seen.contains(name) {
            seen.push(name.clone());
        }
        walk(root, known, value, &format!("{at}.{name}"), seen)?;
    }
    Ok(())
}

fn all_fields(schema: &Value, under: &str, fields: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            for (key, value) in map {
                if under == "properties" && !fields.contains(key) {
                    fields.push(key.clone());
                }
                all_fields(value, if under == "properties" { "" } else { key }, fields);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| all_fields(item, "", fields)),
        _ => {}
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() || number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
