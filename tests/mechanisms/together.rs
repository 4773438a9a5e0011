//! Mechanisms together: form without reform, and organisations with more work than time.

use std::path::Path;

use caseload::experiment::compare;
use caseload::report::notice;
use caseload::scenario::Override;
use caseload::stats::Confidence;

use crate::mechanism::difference;

fn models(file: &str, sets: &[(&str, &str)], designs: &[&str]) -> Vec<caseload::model::Model> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let text = std::fs::read_to_string(folder.join(file)).expect("the scenario is there");
    let sets: Vec<Override> = sets
        .iter()
        .map(|(path, value)| Override {
            path: (*path).to_owned(),
            value: (*value).to_owned(),
        })
        .collect();
    let mut models = crate::model::models(file, &text, &folder, &sets);
    models.retain(|model| designs.contains(&model.design.as_str()));
    models
}
