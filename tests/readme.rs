//! What the README shows is what the commands print.
//!
//! Every ```` ```console ```` block is a command and its output; a line `…` stands for any number of lines left out.
//! The first ```` ```toml ```` block is the file `counters.toml` that the first command reads.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// The text of every fenced block of a kind.
fn blocks(kind: &str) -> Vec<String> {
    let readme = fs::read_to_string("README.md").expect("the README is there");
    let fence = format!("```{kind}\n");
    readme
        .split(&fence)
        .skip(1)
        .map(|rest| {
            rest.split("```")
                .next()
                .expect("a split has a first part")
                .to_owned()
        })
        .collect()
}

/// Whether `shown` is `printed` with runs of lines left out where it has `…`.
fn is_shown(shown: &[&str], printed: &[&str]) -> Result<(), String> {
    let mut rest = printed;
    let mut may_skip = false;
    for line in shown {
        if *line == "…" {
            may_skip = true;
            continue;
        }
        let at = if may_skip {
            rest.iter().position(|other| other == line)
        } else {
            (rest.first() == Some(line)).then_some(0)
        };
        let Some(at) = at else {
            return Err((*line).to_owned());
        };
        rest = &rest[at + 1..];
        may_skip = false;
    }
    if rest.is_empty() || may_skip {
        Ok(())
    } else {
        Err(rest[0].to_owned())
    }
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let counters = folder.path().join("counters.toml");
    fs::write(&counters, &blocks("toml")[0]).expect("the folder can be written");
    let shown = blocks("console");
    assert!(shown.len() >= 4, "the README shows commands");
    for block in shown {
        let (command, output) = block.split_once('\n').expect("a command and its output");
        let arguments: Vec<&str> = command
            .strip_prefix("$ caseload ")
            .expect("the command is ours")
            .split_whitespace()
            .collect();
        let is_first = arguments.contains(&"counters.toml");
        let run = Command::cargo_bin("caseload")
            .expect("the binary is built")
            .current_dir(if is_first {
                folder.path()
            } else {
                Path::new(".")
            })
            .env("COLUMNS", "120")
            .env("LC_ALL", "C.UTF-8")
            .env("XDG_CACHE_HOME", folder.path())
            .args(&arguments)
            .output()
            .expect("the binary runs");
        let printed = String::from_utf8(run.stdout).expect("reports are UTF-8");
        assert!(
            run.status.success(),
            "{command}\n{}",
            String::from_utf8_lossy(&run.stderr)
        );
        let trim = |text: &str| {
            text.lines()
                .map(|line| line.trim_end().to_owned())
                .collect::<Vec<_>>()
        };
        let (shown, printed) = (trim(output), trim(&printed));
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let lines: Vec<&str> = printed.iter().map(String::as_str).collect();
        if let Err(line) = is_shown(&shown, &lines) {
            panic!(
                "{command}\nthe README shows, or leaves out:\n{line}\nbut it prints:\n{}",
                lines.join("\n")
            );
        }
    }
}

#[test]
fn left_out_lines_are_the_only_difference_allowed() {
    assert!(is_shown(&["a", "…", "d"], &["a", "b", "c", "d"]).is_ok());
    assert!(is_shown(&["a", "…"], &["a", "b"]).is_ok());
    assert!(is_shown(&["a", "d"], &["a", "b", "d"]).is_err());
    assert!(is_shown(&["a"], &["a", "b"]).is_err());
    assert!(is_shown(&["a", "…", "x"], &["a", "b"]).is_err());
}
