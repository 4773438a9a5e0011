//! Bad input: every file of `tests/bad`, the exact text of what `caseload check` says about it, and exit code 2.
//!
//! After a change that is meant, `BLESS=1 cargo test --test bad` writes the texts anew; read the difference before it is
//! committed.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// Files that draw warnings only, so that a check of them succeeds.
const WARNINGS_ONLY: [&str; 4] = [
    "design-changes-staff",
    "matrix-without-urgency",
    "sensitivity-without-range",
    "trace-row-skipped",
];

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

/// Standard error of a command in `folder` that must end with exit code 2 and print nothing else.
fn refusal(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::cargo_bin("caseload")
        .expect("the binary is built")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stderr).expect("diagnostics are UTF-8");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{text}");
    assert!(output.stdout.is_empty(), "{arguments:?} prints no result");
    text
}

#[test]
fn a_file_that_cannot_be_a_scenario_is_answered_with_its_exact_text() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("empty.toml"), "").expect("the folder can be written");
    fs::write(path("bytes.toml"), b"caseload = 1\n\xff\xfe").expect("the folder can be written");
    fs::create_dir(path("folder.toml")).expect("the folder can be written");
    let large = fs::File::create(path("large.toml")).expect("the folder can be written");
    large
        .set_len(100_000_000)
        .expect("a sparse file takes no room");
    let answers = [
        (
            "missing.toml",
            "error[E0601]: there is no file `missing.toml`\n\n1 error\n",
        ),
        (
            "empty.toml",
            "error[E0602]: `empty.toml` is empty\n\n1 error\n",
        ),
        (
            "bytes.toml",
            "error[E0603]: `bytes.toml` is not UTF-8 text: byte 13, on line 2, begins no character\n |\n \
             = help: save the file as UTF-8\n\n1 error\n",
        ),
        (
            "folder.toml",
            "error[E0605]: `folder.toml` is a folder and not a file\n\n1 error\n",
        ),
        (
            "large.toml",
            "error[E0604]: `large.toml` has 100000000 bytes and the largest scenario has 16777216 (16 MiB)\n\n1 error\n",
        ),
    ];
    for (name, expected) in answers {
        for command in ["check", "run", "compare"] {
            assert_eq!(
                refusal(folder.path(), &[command, name]),
                expected,
                "{command} {name}"
            );
        }
    }
}

#[test]
fn an_output_folder_that_holds_something_or_cannot_be_made_is_refused_before_the_run() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let name = "town.toml";
    let made = Command::cargo_bin("caseload")
        .expect("the binary is built")
        .current_dir(folder.path())
        .args(["new", name])
        .output()
        .expect("the binary runs");
    assert!(made.status.success());
    fs::create_dir(folder.path().join("full")).expect("the folder can be written");
    fs::write(folder.path().join("full/manifest.json"), "{}").expect("the folder can be written");
    fs::write(folder.path().join("file"), "").expect("the folder can be written");
    let holds = refusal(folder.path(), &["compare", name, "--out", "full"]);
    assert_eq!(
        holds,
        "error[E0611]: `full` already holds results\n |\n = help: name another folder, or remove this one\n\n1 error\n"
    );
    let below_a_file = refusal(folder.path(), &["compare", name, "--out", "file/results"]);
    assert!(
        below_a_file.starts_with("error[E0612]: the folder `file/results` cannot be written"),
        "{below_a_file}"
    );
    assert_eq!(
        fs::read_dir(folder.path()).expect("it can be read").count(),
        3,
        "nothing half-written is left"
    );
}
