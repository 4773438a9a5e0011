//! A design of a scenario whose runs are wanted: its model, the metrics that are read off, and what determines its runs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Sources};
use crate::fingerprint::Fingerprint;
use crate::model::{FileCache, Model};
use crate::outcome::metric::{Columns, columns};
use crate::outcome::{Measure, Unit, measures};
use crate::random::Seed;
use crate::scenario::claim::Margin;
use crate::scenario::{Document, Metric, Scenario};

/// Where scenarios come from: the folder that the files they name are relative to, and the texts that places point into.
#[derive(Debug)]
pub struct Origin {
    folder: PathBuf,
    sources: Sources,
    files: Mutex<FileCache>,
    /// Fingerprints of files that scenarios name.
    prints: Mutex<BTreeMap<PathBuf, Fingerprint>>,
}

/// A design whose runs are wanted.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What it is called.
    pub name: String,
    /// Its model.
    pub model: Model,
    /// Where the metrics stand among its measures.
    pub columns: Vec<Columns>,
    /// What determines its runs, but for the number of the replication.
    pub fingerprint: Fingerprint,
}

/// What a metric is, for reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// The measure it starts from.
    pub measure: Measure,
    /// The items that are added up; empty for the whole organisation.
    pub items: Vec<String>,
    /// The unit of its value; none for a plain number.
    pub unit: Option<Unit>,
}

impl Origin {
    /// A folder, and the texts read up to now.
    pub fn new(folder: PathBuf, sources: Sources) -> Self {
        Self {
            folder,
            sources,
            files: Mutex::new(FileCache::new()),
            prints: Mutex::new(BTreeMap::new()),
        }
    }

    /// The texts that places point into.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// A design of a document, with the metrics that are read off.
    ///
    /// # Errors
    /// What is wrong with the design or the metrics.
    pub fn subject<'m>(
        &self,
        (document, design): (&Document, &str),
        name: String,
        metrics: impl Iterator<Item = &'m Metric>,
    ) -> Result<Subject, Diagnostics> {
        let (scenario, mut found) = document.organised(design);
        let Some(scenario) = scenario else {
            return Err(found);
        };
        // Not held while the model is made: others may be made at the same time.
        let mut files = self.cached().clone();
        let mut sources = self.sources.clone();
        let (model, wrong) = Model::new(&scenario, design, &self.folder, &mut sources, &mut files);
        *self.cached() = files;
        found.merge(wrong);
        let Some(model) = model.filter(|_| !found.has_errors()) else {
            return Err(found.sorted());
        };
        let known = measures(&model);
        let mut places = Vec::new();
        for metric in metrics {
            match columns(metric, &known) {
                Ok(columns) => places.push(columns),
                Err(wrong) => found.push(wrong),
            }
        }
        if found.has_errors() {
            return Err(found.sorted());
        }
        let files = self.files_fingerprint(&scenario);
        Ok(Subject {
            fingerprint: fingerprint(&document.to_run(design), &places, files),
            name,
            model,
            columns: places,
        })
    }

    fn cached(&self) -> std::sync::MutexGuard<'_, FileCache> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the files hold that a scenario names. One that cannot be read has been told of by now.
    fn files_fingerprint(&self, scenario: &Scenario) -> Fingerprint {
        let traces = scenario.sources.iter().filter_map(|source| {
            let trace = source.item.trace()?;
            Some(&trace.file.value)
        });
        let territory = scenario.territory.iter().map(|file| &file.value);
        let mut prints = self.prints.lock().unwrap_or_else(PoisonError::into_inner);
        traces
            .chain(territory)
            .fold(Fingerprint::EMPTY, |of, file| {
                let path = self.folder.join(file);
                let print = prints.entry(path).or_insert_with_key(|path| {
                    Fingerprint::EMPTY.and(&std::fs::read(path).unwrap_or_default())
                });
                of.and_number(print.0)
            })
    }
}

impl Meaning {
    /// What is wrong with a margin of this metric: a time where it is none, or a bare number where it is one.
    pub fn check_margin(&self, margin: At<Margin>) -> Option<Diagnostic> {
        let is_hours = self.unit == Some(Unit::Hours);
        let (message, help) = match margin.value {
            Margin::Absolute { is_time: true, .. } if !is_hours => (
                "the margin is a time and the measure is none",
                "write a plain number, or a share such as `\"10 %\"`",
            ),
            Margin::Absolute {
                value,
                is_time: false,
            } if is_hours && value != 0.0 => (
                "the measure is a time and the margin a bare number",
                "write a time such as `\"0.5 days\"`, or a share such as `\"10 %\"`",
            ),
            _ => return None,
        };
        Some(Diagnostic::error(Code::WrongType, margin.place, message).help(help))
    }
}

impl Subject {
    /// What its metrics mean.
    pub fn meanings(&self) -> Vec<Meaning> {
        let known = measures(&self.model);
        let each = self.columns.iter().map(|columns| Meaning {
            measure: known[columns.sum[0]].clone(),
            items: columns
                .sum
                .iter()
                .map(|&at| known[at].scope.item().to_owned())
                .filter(|item| !item.is_empty())
                .collect(),
            unit: columns.unit,
        });
        each.collect()
    }

    /// The same on other streams.
    pub fn reseeded(&self, seed: Seed) -> Self {
        let mut subject = self.clone();
        subject.model.plan.seed = seed;
        subject.fingerprint = subject.fingerprint.and_number(seed.0);
        subject
    }
}

/// What determines the runs of a design: its scenario and the files it names, and which of its measures are kept.
fn fingerprint(run: &str, columns: &[Columns], files: Fingerprint) -> Fingerprint {
    let of = Fingerprint::of(run).and_number(files.0);
    columns.iter().fold(of, |of, columns| {
        let sum = columns.sum.iter();
        let of = sum.fold(of.and(b"+"), |of, &at| of.and_number(at as u64));
        let per = columns.per.map_or(u64::MAX, |at| at as u64);
        of.and_number(per).and(&[u8::from(columns.complement)])
    })
}
