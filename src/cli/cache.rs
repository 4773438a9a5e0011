//! Where finished replications are kept between runs of the program.

use std::path::{Path, PathBuf};

use caseload::diagnostic::Code;
use caseload::experiment::runs::Trouble;
use caseload::experiment::store::Store;
use caseload::fingerprint::Fingerprint;

use crate::cli::stop::Stop;
use crate::cli::terminal;

/// A cache larger than this is begun anew.
const LARGEST: u64 = 1 << 30;

/// Whether and where finished replications are kept.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Folder in which finished replications are kept [default: caseload in the user's cache folder]
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,

    /// Keep nothing, and use nothing that was kept
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
}

/// Finished replications, and where they are kept.
#[derive(Debug)]
pub struct Cache {
    store: Store,
    file: Option<PathBuf>,
}

impl Cache {
    /// A cache that keeps what it is given until the program ends.
    pub fn none() -> Self {
        Self {
            store: Store::in_memory(),
            file: None,
        }
    }

    /// The cache for one kind of work. Without one in the user's folder the work goes on; one that was asked for must be
    /// there.
    pub fn open(options: &Options, what: &str) -> Result<Self, Stop> {
        let none = Self::none();
        if options.no_cache {
            return Ok(none);
        }
        let folder = options.cache.clone().or_else(default_folder);
        let Some(folder) = folder else {
            return Ok(none);
        };
        match Self::in_folder(&folder, what) {
            Ok(cache) => Ok(cache),
            Err(error) if options.cache.is_some() => {
                let message = format!(
                    "the cache in `{}` cannot be used: {error}",
                    folder.display()
                );
                let help = "name a folder that you may write to, or use `--no-cache`";
                Err(Stop::plain(Code::OutputUnwritable, message, help))
            }
            Err(error) => {
                terminal::tell(&format!(
                    "nothing is kept: `{}` cannot be used: {error}\n",
                    folder.display()
                ));
                Ok(none)
            }
        }
    }

    fn in_folder(folder: &Path, what: &str) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        // What another build of the program found is another matter.
        let program = std::env::current_exe().and_then(std::fs::read)?;
        let build = Fingerprint::EMPTY.and(&program).to_hex();
        let file = folder.join(format!("{what}-{build}.runs"));
        if std::fs::metadata(&file).is_ok_and(|found| found.len() > LARGEST) {
            std::fs::remove_file(&file)?;
        }
        Ok(Self {
            store: Store::open(&file)?,
            file: Some(file),
        })
    }

    /// The replications.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What is said when a run was stopped.
    pub fn told_when_stopped(&self) -> String {
        match &self.file {
            Some(_) => format!(
                "stopped: {} finished replications are kept; the same command goes on from there\n",
                self.store.len()
            ),
            None => "stopped: nothing was kept\n".to_owned(),
        }
    }
}

/// Why runs that are kept came to no end, for the user.
pub fn stopped(trouble: Trouble, cache: &Cache) -> Stop {
    match trouble {
        Trouble::Input(found, sources) => Stop::input(found, sources),
        Trouble::Fault(laws) => Stop::Fault(laws),
        Trouble::Stopped => {
            terminal::tell(&cache.told_when_stopped());
            Stop::Interrupted
        }
        Trouble::TooManyOpen { subject, failure } => {
            let day = failure.cause.at.to_days();
            let message = format!(
                "in `{subject}` {} cases are open on day {day:.0} of replication {}, more than a run may hold",
                failure.cause.open, failure.replication.0
            );
            let help = "give its desks more staff, bring fewer cases, or shorten `plan.horizon`";
            Stop::plain(Code::TooLarge, message, help)
        }
    }
}

/// `caseload` in the user's cache folder; none when there is no such folder.
fn default_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(variable("HOME")?).join(".cache")))?;
    Some(base.join("caseload"))
}
