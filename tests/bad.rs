//! Bad input: every file of `tests/bad`, the exact text of what `caseload check` says about it, and exit code 2.
//!
//! After a change that is meant, `BLESS=1 cargo test --test bad` writes the texts anew; read the difference before it is
//! committed.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// Files that draw warnings only, so that a check of them succeeds.
const WARNINGS_ONLY: [&str; 2] = ["design-changes-staff", "trace-row-skipped"];

#[test]
fn every_bad_scenario_is_answered_with_its_exact_text() {
    let mut paths: Vec<PathBuf> = fs::read_dir(Path::new("tests/bad"))
        .expect("the folder exists")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    paths.sort();
    assert!(paths.len() >= 50, "the bad scenarios are there");
    let mut wrong = Vec::new();
    for path in paths {
        let output = Command::cargo_bin("caseload")
            .expect("the binary is built")
            .args(["check", &path.to_string_lossy()])
            .output()
            .expect("the binary runs");
        let text = String::from_utf8(output.stderr).expect("diagnostics are UTF-8");
        let stem = path
            .file_stem()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        let expected_code = if WARNINGS_ONLY.contains(&stem.as_str()) {
            0
        } else {
            2
        };
        assert_eq!(output.status.code(), Some(expected_code), "{stem}\n{text}");
        assert!(!text.is_empty(), "{stem} draws no comment");
        let expected = path.with_extension("stderr");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &text).expect("the folder can be written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != text {
            wrong.push(format!("--- {stem}\n{text}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} texts differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
