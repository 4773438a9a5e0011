//! Results on stdout and in a folder.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use caseload::diagnostic::Code;
use caseload::experiment::Results;
use caseload::report::{About, Report, VERSION, csv, json, text};
use serde::Serialize;
use serde_json::Value as Json;

use crate::cli::options::{Format, TableFormat};
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// The file by which a folder of results is known.
const MANIFEST: &str = "manifest.json";

/// A report in one of the formats of `--format`.
pub fn formatted(report: &Report, format: Format) -> String {
    let mut bytes = Vec::new();
    match format {
        Format::Text => return text::render(report, &terminal::look()),
        Format::Json => json::write(report, &mut bytes).expect("memory takes all that is written"),
        Format::Csv => csv::summary(report, &mut bytes).expect("memory takes all that is written"),
    }
    String::from_utf8(bytes).expect("names and numbers are text")
}

/// One table in one of the formats of `--format`.
pub fn table(
    format: TableFormat,
    text: impl FnOnce() -> String,
    json: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>,
    csv: impl FnOnce(&mut Vec<u8>) -> Result<(), ::csv::Error>,
) -> String {
    let mut bytes = Vec::new();
    match format {
        TableFormat::Text => return text(),
        TableFormat::Json => json(&mut bytes).expect("memory takes all that is written"),
        TableFormat::Csv => csv(&mut bytes).expect("memory takes all that is written"),
    }
    String::from_utf8(bytes).expect("names and numbers are text")
}

/// Writes to stdout. That the reader has gone away is success.
pub fn print(text: &str) -> Result<(), Stop> {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let message = format!("the output cannot be written: {error}");
            Err(Stop::plain(
                Code::OutputUnwritable,
                message,
                "see whether the disk is full",
            ))
        }
        _ => Ok(()),
    }
}

/// What made a folder of results; all in it that may differ between two runs of the same command.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    version: &'static str,
    command: Vec<String>,
    baseline: String,
    designs: Vec<String>,
    seed: u64,
    replications_requested: u32,
    replications_complete: u32,
    confidence: f64,
    stream_hash: String,
    matters: u64,
    scenario_hash: String,
    threads: usize,
    wall_time_s: f64,
    started: String,
}

impl Manifest {
    /// The manifest of a report.
    pub fn new(
        report: &Report,
        threads: usize,
        wall_time_s: f64,
        started: jiff::Timestamp,
    ) -> Self {
        let plan = &report.plan;
        Self {
            version: plan.version,
            command: command_line(),
            baseline: report.comparison.baseline.clone(),
            designs: report.comparison.designs.clone(),
            seed: plan.seed,
            replications_requested: plan.replications_requested,
            replications_complete: plan.replications_complete,
            confidence: plan.confidence.level(),
            stream_hash: plan.stream_hash.clone(),
            matters: plan.matters,
            scenario_hash: plan.scenario_hash.clone(),
            threads,
            wall_time_s,
            started: format!("{started:.0}"),
        }
    }
}

/// When a command began, for its manifest.
#[derive(Debug)]
pub struct Started {
    at: jiff::Timestamp,
    clock: Instant,
}

impl Started {
    /// Now.
    pub fn now() -> Self {
        Self {
            at: jiff::Timestamp::now(),
            clock: Instant::now(),
        }
    }

    /// Writes a folder of tables, if one was asked for, and says so: the files that `fill` gives, and a manifest with what the
    /// tables are `about` and all that may differ between two runs of the same command.
    pub fn write(
        &self,
        target: Option<Target>,
        (about, threads): (Json, usize),
        quiet: bool,
        fill: impl FnOnce(&Target) -> std::io::Result<()>,
    ) -> Result<(), Stop> {
        let Some(target) = target else { return Ok(()) };
        let manifest = Made {
            version: VERSION,
            about,
            threads,
            wall_time_s: self.clock.elapsed().as_secs_f64(),
            started: format!("{:.0}", self.at),
        };
        target.write_files(&manifest, fill)?;
        if !quiet {
            terminal::tell(&format!("results are in {}\n", target.path().display()));
        }
        Ok(())
    }
}

/// What made a folder of tables.
#[derive(Debug, Serialize)]
struct Made {
    version: &'static str,
    #[serde(flatten)]
    about: Json,
    threads: usize,
    wall_time_s: f64,
    started: String,
}

/// The words of the command line.
pub fn command_line() -> Vec<String> {
    let words = std::env::args_os();
    words
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
}

/// A folder that results can be written to, so found before the run.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    part: PathBuf,
}

impl Target {
    /// Checks that the folder is new or empty and that it can be made.
    pub fn new(path: &Path) -> Result<Self, Stop> {
        let shown = path.display();
        let exists = |message: String| {
            Stop::plain(
                Code::OutputExists,
                message,
                "name another folder, or remove this one",
            )
        };
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(|error| unwritable(path, &error))?;
            if path.join(MANIFEST).exists() {
                return Err(exists(format!("`{shown}` already holds results")));
            }
            if entries.count() > 0 {
                return Err(exists(format!("`{shown}` exists and is not empty")));
            }
        } else if path.symlink_metadata().is_ok() {
            return Err(exists(format!("`{shown}` exists and is not a folder")));
        }
        let Some(name) = path.file_name() else {
            return Err(exists(format!("`{shown}` is no name for a new folder")));
        };
        let part = path.with_file_name(format!(
            ".{}.{}.part",
            name.to_string_lossy(),
            std::process::id()
        ));
        let target = Self {
            path: path.to_owned(),
            part,
        };
        // Made and removed at once: it shows that it can be made, and a run that is ended leaves nothing behind.
        std::fs::create_dir_all(&target.part).map_err(|error| unwritable(path, &error))?;
        std::fs::remove_dir(&target.part).map_err(|error| unwritable(path, &error))?;
        Ok(target)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes everything beside the folder and then renames it, so that nothing is ever half written.
    pub fn write(
        &self,
        report: &Report,
        results: &Results,
        about: &About,
        manifest: &Manifest,
    ) -> Result<(), Stop> {
        self.write_files(manifest, |folder| {
            folder.file("summary.csv", |to| Ok(csv::summary(report, to)?))?;
            folder.file("replications.csv", |to| Ok(csv::replications(results, to)?))?;
            folder.file("trajectory.csv", |to| Ok(csv::trajectory(report, to)?))?;
            folder.file("report.json", |to| json::write(report, to))?;
            folder.file("scenario.toml", |to| {
                to.write_all(about.scenario.as_bytes())?;
                to.write_all(about.beside.as_bytes())
            })
        })
    }

    /// Writes the files that `fill` gives and the manifest, all or nothing.
    pub fn write_files(
        &self,
        manifest: &impl Serialize,
        fill: impl FnOnce(&Self) -> std::io::Result<()>,
    ) -> Result<(), Stop> {
        let written = std::fs::create_dir_all(&self.part)
            .and_then(|()| fill(self))
            .and_then(|()| {
                self.file(MANIFEST, |to| {
                    serde_json::to_writer_pretty(&mut *to, manifest)?;
                    to.write_all(b"\n")
                })
            })
            .and_then(|()| std::fs::rename(&self.part, &self.path));
        written.map_err(|error| {
            // What cannot be removed either has nothing to add to the error.
            let _ = std::fs::remove_dir_all(&self.part);
            unwritable(&self.path, &error)
        })
    }

    /// Writes one file of the folder.
    pub fn file(
        &self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let mut to = std::io::BufWriter::new(std::fs::File::create_new(self.part.join(name))?);
        write(&mut to)?;
        to.flush()
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Stop {
    let message = format!("the folder `{}` cannot be written: {error}", path.display());
    Stop::plain(
        Code::OutputUnwritable,
        message,
        "name a folder that you may write to",
    )
}
