//! The JSON Schema of a scenario, for editors.

use serde_json::{Value as Json, json};

use super::decode::{Describing, Shape, scenario};

/// JSON Schema (draft 2020-12) of the format: every key with its description, type and choices.
///
/// It is made by the same functions that decode, so what it knows is what is read. Conditions that reach across keys,
/// such as shares that sum to one, are not in it.
pub fn schema() -> Json {
    let mut describing = Describing::new();
    let root = scenario().describe(&mut describing);
    let mut defs = describing.into_defs();
    // What a scenario needs, one with a base may have from there.
    if let Some(whole) = defs.get_mut("scenario").and_then(Json::as_object_mut)
        && let Some(needed) = whole.remove("required")
    {
        whole.insert("if".to_owned(), json!({ "not": { "required": ["base"] } }));
        whole.insert("then".to_owned(), json!({ "required": needed }));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "caseload scenario, format 1",
        "$ref": root["$ref"],
        "$defs": defs,
    })
}

/// The forms a schema allows, references and alternatives resolved.
pub(crate) fn forms_of<'a>(schema: &'a Json, whole: &'a Json) -> Vec<&'a Json> {
    let mut forms = Vec::new();
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/").replace("%20", " ");
        forms.extend(forms_of(&whole["$defs"][name.as_str()], whole));
    } else if let Some(alternatives) = schema["anyOf"].as_array() {
        forms.extend(alternatives.iter().flat_map(|form| forms_of(form, whole)));
    } else {
        forms.push(schema);
    }
    forms
}
