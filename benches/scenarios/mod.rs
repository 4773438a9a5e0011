//! Scenarios and models that all benches share.

use std::path::Path;

use caseload::model::Model;
use caseload::scenario::Override;

#[path = "../../tests/support/model.rs"]
mod support;

/// Names of the departments.
pub const DEPARTMENTS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// M/M/1 and M/M/10 at load 0.9, services of one hour.
pub fn mmc(servers: u32, hours: u32) -> String {
    format!(
        r#"
caseload = 1
title = "M/M/c"
question = "How long is the wait?"
plan = {{ horizon = "{hours} h" }}
[levels.office]
[desks.desk]
level = "office"
staff = {servers}
[categories.case]
work = {{ exponential = {{ mean = "1 h" }} }}
[sources.all]
rate = "{} / h"
mix = {{ case = 1 }}
"#,
        0.9 * f64::from(servers)
    )
}

/// 200 villages (3 staff) under 20 towns (10) under one district (60), each at load 0.8; escalation 0.25, then 0.2.
pub fn hierarchy(hours: u32) -> String {
    format!(
        r#"
caseload = 1
title = "Escalation"
question = "How long is the wait at each level?"
plan = {{ horizon = "{hours} h" }}
[levels.village]
parent = "town"
units_per_parent = 10
escalate = {{ probability = 0.25 }}
[levels.town]
parent = "district"
units_per_parent = 20
escalate = {{ probability = 0.2 }}
[levels.district]
[desks]
village = {{ level = "village", staff = 3 }}
town = {{ level = "town", staff = 10 }}
district = {{ level = "district", staff = 60 }}
[categories.case.needs.office]
work = {{ exponential = {{ mean = "1 h" }} }}
work_at = {{ town = {{ exponential = {{ mean = "1.3333333333 h" }} }}, district = {{ exponential = {{ mean = "2 h" }} }} }}
[sources.all]
rate_per_unit = "2.4 / h"
mix = {{ case = 1 }}
"#
    )
}

/// Three of five departments (8 staff, lognormal cv 1.5, load 0.85), `serial` or `parallel`.
pub fn departments(mode: &str, hours: u32) -> String {
    let mut text = format!(
        "caseload = 1\ntitle = \"Three of five\"\nquestion = \"How long does a case take?\"\n\
         plan = {{ horizon = \"{hours} h\" }}\ndispatch = {{ mode = \"{mode}\" }}\n\
         departments = [\"a\", \"b\", \"c\", \"d\", \"e\"]\n[levels.office]\n"
    );
    for name in DEPARTMENTS {
        text +=
            &format!("[desks.{name}]\nlevel = \"office\"\ndepartments = [\"{name}\"]\nstaff = 8\n");
    }
    let mut mix = Vec::new();
    for (first, second, third) in triples() {
        let name = format!(
            "{}{}{}",
            DEPARTMENTS[first], DEPARTMENTS[second], DEPARTMENTS[third]
        );
        text += &format!("[categories.{name}.needs]\n");
        for at in [first, second, third] {
            text += &format!(
                "{} = {{ work = {{ lognormal = {{ mean = \"1 h\", cv = 1.5 }} }} }}\n",
                DEPARTMENTS[at]
            );
        }
        mix.push(format!("{name} = 0.1"));
    }
    let rate = 0.85 * 8.0 / 0.6;
    text + &format!(
        "[sources.all]\nrate = \"{rate} / h\"\nmix = {{ {} }}\n",
        mix.join(", ")
    )
}

fn triples() -> impl Iterator<Item = (usize, usize, usize)> {
    (0..5).flat_map(|a| (a + 1..5).flat_map(move |b| (b + 1..5).map(move |c| (a, b, c))))
}

/// The model of a scenario that has one design, with values of the text replaced: `(path, value)`.
pub fn model(text: &str, changes: &[(&str, &str)]) -> Model {
    models(text, Path::new("."), changes).remove(0)
}

/// The models of all designs of a scenario, with values of the text replaced: `(path, value)`; files are relative to `base`.
pub fn models(text: &str, base: &Path, changes: &[(&str, &str)]) -> Vec<Model> {
    let overrides: Vec<Override> = changes
        .iter()
        .map(|&(path, value)| Override {
            path: path.to_owned(),
            value: value.to_owned(),
        })
        .collect();
    support::models("bench.toml", text, base, &overrides)
}
