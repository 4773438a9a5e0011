//! A scenario text as the models of its designs.

use std::path::Path;

use caseload::diagnostic::Sources;
use caseload::model::{FileCache, Model};
use caseload::scenario::{Document, Override};

/// The models of all designs of a scenario, with `--set` arguments applied; files are relative to `base`.
///
/// # Panics
/// When the scenario has an error; the message has `name` and everything that was found.
pub fn models(name: &str, text: &str, base: &Path, overrides: &[Override]) -> Vec<Model> {
    let mut sources = Sources::new();
    let document = Document::read_in(&mut sources, name, text, base, overrides)
        .unwrap_or_else(|found| panic!("{name}: {found:?}\n{text}"));
    let (scenarios, found) = document.check_all();
    assert!(!found.has_errors(), "{name}: {found:?}\n{text}");
    let mut files = FileCache::new();
    let build = |(design, scenario): (String, _)| {
        let (model, found) = Model::new(&scenario, &design, base, &mut sources, &mut files);
        model.unwrap_or_else(|| panic!("{name}, {design}: {found:?}\n{text}"))
    };
    scenarios.into_iter().map(build).collect()
}
