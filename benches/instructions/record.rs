//! The figures kept in the repository, `benches/instructions.csv`.

use std::path::PathBuf;
use std::process::Command;

use super::callgrind::Count;

const COLUMNS: &str = "workload,cases,instructions_per_case";

/// What was recorded of a workload.
#[derive(Clone)]
pub struct Row {
    /// Its name.
    pub workload: String,
    /// Its cases.
    pub cases: u64,
    /// Instructions of a case.
    pub per_case: f64,
}

impl Row {
    /// What is recorded of a count.
    pub fn new(workload: &str, count: &Count) -> Self {
        Self {
            workload: workload.to_owned(),
            cases: count.cases,
            per_case: count.instructions as f64 / count.cases as f64,
        }
    }

    /// The share by which this figure, rounded as in the file, is above that of the record.
    pub fn change(&self, was: &Self) -> f64 {
        let rounded = (10.0 * self.per_case).round() / 10.0;
        (rounded - was.per_case) / was.per_case
    }

    fn parse(line: &str) -> Option<Self> {
        let mut cells = line.split(',');
        let row = Self {
            workload: cells.next()?.to_owned(),
            cases: cells.next()?.parse().ok()?,
            per_case: cells.next()?.parse().ok()?,
        };
        cells.next().is_none().then_some(row)
    }
}

/// All that was recorded.
#[derive(Default)]
pub struct Record {
    /// The compiler, as it calls itself.
    pub compiler: String,
    /// In the order of the file.
    pub rows: Vec<Row>,
}

impl Record {
    /// Reads the file; nothing was recorded when there is none.
    ///
    /// # Panics
    /// When a line is not what was written.
    pub fn read() -> Self {
        let Ok(text) = std::fs::read_to_string(path()) else {
            return Self::default();
        };
        let mut record = Self::default();
        for line in text.lines().filter(|&line| line != COLUMNS) {
            if let Some(compiler) = line.strip_prefix("# ") {
                record.compiler = compiler.to_owned();
            } else {
                let row = Row::parse(line);
                record
                    .rows
                    .push(row.unwrap_or_else(|| panic!("`{line}` in {}", path().display())));
            }
        }
        record
    }

    /// What was recorded of a workload.
    pub fn row(&self, workload: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.workload == workload)
    }

    /// Writes these rows, and those there were of the other workloads in `order`.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn write(&self, new: &[Row], order: &[&str]) {
        let mut text = format!("# {}\n{COLUMNS}\n", compiler());
        for name in order {
            let fresh = new.iter().find(|row| row.workload == *name);
            if let Some(row) = fresh.or_else(|| self.row(name)) {
                text += &format!("{},{},{:.1}\n", row.workload, row.cases, row.per_case);
            }
        }
        std::fs::write(path(), text).expect("the record can be written");
    }
}

/// What the compiler calls itself: another one makes other instructions.
pub fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    let name = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    name.unwrap_or_else(|_| "an unknown compiler".to_owned())
}

fn path() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "benches", "instructions.csv"]
        .iter()
        .collect()
}
