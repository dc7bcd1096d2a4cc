//! As much of JSON Schema as our own schema uses. A field that the schema does not know is an error here, though
//! readers should let it pass: that keeps the schema in step.

use serde_json::{Map, Value};

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
    if let (Some(least), Some(number)) =
        (schema.get("minimum").and_then(Value::as_u64), value.as_u64())
        && number < least
    {
        return Err(format!("{at} is {number}, less than {least}"));
    }
    match value {
        Value::Object(fields) => object(root, schema, fields, at, seen),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(index, item)| {
            walk(root, &schema["items"], item, &format!("{at}[{index}]"), seen)
        }),
        _ => Ok(()),
    }
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
        let open = schema.get("additionalProperties").filter(|schema| schema.is_object());
        let known = schema["properties"].get(name).or(open);
        let known =
            known.ok_or_else(|| format!("{at} has `{name}`, which the schema does not know"))?;
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
