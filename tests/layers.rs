//! Data goes one way: no module uses one that comes later in the order of `src/lib.rs`, and the library keeps to itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer; those of one layer may use each other where the order says so.
const LAYERS: [&[&str]; 11] = [
    &[
        "time",
        "id",
        "fingerprint",
        "diagnostic",
        "random",
        "stats",
        "theory",
    ],
    &["scenario"],
    &["model"],
    &["stream"],
    &["engine", "mechanism"],
    &["outcome"],
    &["experiment"],
    &["report"],
    &["explain"],
    &["cli"],
    &["main"],
];

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("`{module}` has no place in the order of modules"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Top-level module of a file and its text without comments.
fn files() -> Vec<(String, PathBuf, String)> {
    let mut paths = Vec::new();
    sources(Path::new("src"), &mut paths);
    paths.sort();
    assert!(paths.len() > 50, "the sources are there");
    paths
        .into_iter()
        .map(|path| {
            let inner = path.strip_prefix("src").expect("it was found there");
            let first = inner
                .iter()
                .next()
                .expect("a path has a part")
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            let code: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            (
                first.trim_end_matches(".rs").to_owned(),
                path,
                code.join("\n"),
            )
        })
        .collect()
}

#[test]
fn no_module_uses_a_later_one() {
    let mut wrong = BTreeSet::new();
    for (module, path, code) in files()
        .iter()
        .filter(|(module, _, _)| module != "lib" && module != "main")
    {
        for prefix in ["crate::", "caseload::"] {
            for (at, _) in code.match_indices(prefix) {
                let used: String = code[at + prefix.len()..]
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                if used.is_empty() || (module == "cli" && prefix == "crate::") {
                    continue;
                }
                if layer(&used) > layer(module) {
                    wrong.insert(format!("{} uses `{used}`", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_library_never_prints_exits_or_reads_the_clock_or_the_environment() {
    let forbidden = [
        "println!",
        "eprintln!",
        "print!(",
        "process::exit",
        "Instant::now",
        "SystemTime",
        "env::var",
        "thread::spawn",
    ];
    let mut wrong = BTreeSet::new();
    for (module, path, code) in files() {
        let is_library = !["cli", "main"].contains(&module.as_str());
        let is_test = path
            .components()
            .any(|part| part.as_os_str().to_string_lossy().contains("test"));
        let shipped = code.split("#[cfg(test)]").next().unwrap_or_default();
        for word in forbidden
            .iter()
            .filter(|word| is_library && !is_test && shipped.contains(**word))
        {
            wrong.insert(format!("{} has `{word}`", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_left_for_later_in_the_sources() {
    let marks = ["todo!", "unimplemented!", "TODO", "FIXME", "#[ignore"];
    for (_, path, code) in files() {
        for mark in marks {
            assert!(!code.contains(mark), "{} has `{mark}`", path.display());
        }
    }
}
