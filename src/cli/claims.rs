//! `caseload claims`: claims on trial.

use std::path::{Path, PathBuf};

use caseload::diagnostic::{Code, Diagnostic, Diagnostics, Place, Sources, near};
use caseload::experiment::claim::{Conduct, Extent, Study, Thoroughness, try_claims};
use caseload::report::claims::{self, Claimed, Request};
use caseload::report::text::Look;
use caseload::scenario::document::read_source;
use caseload::scenario::{Document, Override};
use serde_json::{Value as Json, json};

use crate::cli::cache::{self, Cache};
use crate::cli::execute;
use crate::cli::input::{folder, overrides};
use crate::cli::options::TableFormat;
use crate::cli::output::{self, Started, Target};
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Put claims on trial: does the effect hold, is it large enough to matter, and where does it cease to hold?
///
/// A claim is a scenario with a table `[claim]`. Each gets a verdict (supported, not supported, inconclusive, reversed) against
/// its smallest effect of interest, the same under a patch where it should fail, and the parameter value at which the verdict
/// changes. Replications that are finished are kept, so a run that was interrupted goes on where it stopped.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload claims --quick\n  caseload claims scenarios/claims/c01-parallel-dispatch.toml\n  \
    caseload claims --only C1 --only C7 --format csv\n  caseload claims --quick --out results/claims\n  caseload claims --reproduce results/claims/claims.json"
)]
pub struct Args {
    /// Files with claims, or folders of them
    #[arg(value_name = "PATH", default_value = "scenarios/claims")]
    paths: Vec<PathBuf>,

    /// Run these claims only, as often as needed; the others of their families still count [default: all]
    #[arg(long, value_name = "CLAIM")]
    only: Vec<String>,

    /// Fewer replications and a coarser search: minutes, not an hour
    #[arg(long)]
    quick: bool,

    /// Verdicts only, without boundaries and maps
    #[arg(long)]
    verdicts_only: bool,

    /// Change every claim before it is used: a path in it and a value, as often as needed
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,

    /// Seed of all streams of matters [default: plan.seed of each claim]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    seed: Option<String>,

    /// Threads; 0 is one for each core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: u16,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// Write the page, tables and a manifest into this new folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Run again, from nothing, what made this `claims.json`, and say whether it comes out the same
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "quick", "verdicts_only", "set", "seed", "out", "cache", "no_cache"])]
    reproduce: Option<PathBuf>,

    #[command(flatten)]
    cache: cache::Options,

    /// No progress
    #[arg(long, short)]
    quiet: bool,
}

impl Args {
    fn request(&self) -> Request {
        let shown = |path: &PathBuf| path.display().to_string();
        Request {
            paths: self.paths.iter().map(shown).collect(),
            only: self.only.clone(),
            set: self.set.clone(),
            seed: self.seed.clone(),
            quick: self.quick,
            verdicts_only: self.verdicts_only,
        }
    }
}

/// Tries the claims, or tries again what was reported.
pub fn run(args: &Args) -> Result<(), Stop> {
    if let Some(file) = &args.reproduce {
        return reproduce(args, file);
    }
    let target = args.out.as_deref().map(Target::new).transpose()?;
    let cache = Cache::open(&args.cache, "claims")?;
    let started = Started::now();
    let (report, threads) = tried(&args.request(), args, &cache)?;
    let about =
        json!({ "command": report.request.command(), "fingerprint": report.fingerprint.to_hex() });
    started.write(target, (about, threads), args.quiet, |folder| {
        write(folder, &report)
    })?;
    output::print(&output::table(
        args.format,
        || claims::render(&report, &terminal::look()),
        |to| claims::json(&report, to),
        |to| claims::csv(&report, to),
    ))
}

fn write(folder: &Target, report: &Claimed) -> std::io::Result<()> {
    folder.file("claims.txt", |to| {
        to.write_all(claims::render(report, &Look::PLAIN).as_bytes())
    })?;
    folder.file("claims.html", |to| {
        to.write_all(claims::html(report).as_bytes())
    })?;
    folder.file("claims.csv", |to| Ok(claims::csv(report, to)?))?;
    folder.file("claims.json", |to| claims::json(report, to))
}

/// Tries the claims of a request.
fn tried(request: &Request, args: &Args, cache: &Cache) -> Result<(Claimed, usize), Stop> {
    let all = read(request)?;
    let families: Vec<String> = all.iter().map(|study| study.claim.family.clone()).collect();
    let size = |name: &str| families.iter().filter(|family| *family == name).count();
    let is_chosen =
        |study: &Study| request.only.is_empty() || request.only.contains(&study.claim.id.value);
    let chosen: Vec<Study> = all.into_iter().filter(is_chosen).collect();
    let conduct = Conduct {
        thoroughness: match request.quick {
            true => Thoroughness::Quick,
            false => Thoroughness::Full,
        },
        extent: match request.verdicts_only {
            true => Extent::Verdicts,
            false => Extent::Everything,
        },
        error: execute::ERROR,
    };
    let what = match chosen.len() {
        1 => "1 claim".to_owned(),
        n => format!("{n} claims"),
    };
    let (found, threads) =
        execute::with_progress(args.threads, args.quiet, (1, what), |bar, stop| {
            try_claims(&chosen, size, conduct, cache.store(), bar, stop)
        })?;
    let found = found.map_err(|trouble| cache::stopped(trouble, cache))?;
    let report = Claimed::new(&chosen, found, size, conduct.error, request.clone());
    Ok((report, threads))
}

/// Tries again, from nothing, what an earlier report says was asked for, and holds the two against each other.
fn reproduce(args: &Args, file: &Path) -> Result<(), Stop> {
    let unusable = |what: String| {
        let message = format!("`{}` {what}", file.display());
        let help = "name the `claims.json` of an earlier run";
        Stop::plain(Code::FileUnreadable, message, help)
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| unusable(format!("cannot be read: {error}")))?;
    let earlier: Json =
        serde_json::from_str(&text).map_err(|error| unusable(format!("is no JSON: {error}")))?;
    let request = serde_json::from_value::<Request>(earlier["request"].clone())
        .map_err(|error| unusable(format!("does not say what was asked for: {error}")))?;
    let (report, _) = tried(&request, args, &Cache::none())?;
    let mut bytes = Vec::new();
    claims::json(&report, &mut bytes).expect("memory takes all that is written");
    if bytes == text.as_bytes() {
        return output::print(&format!(
            "the same, byte by byte: {} claims, {}\n",
            report.claims.len(),
            report.request.command()
        ));
    }
    let now: Json = serde_json::from_slice(&bytes).expect("it was written just now");
    let mut told = format!("not the same: {}\n", report.request.command());
    for key in ["version", "fingerprint"] {
        if now[key] != earlier[key] {
            told.push_str(&format!(
                "  {key} was {} and is {}\n",
                earlier[key], now[key]
            ));
        }
    }
    let claims = now["claims"].as_array().map_or(&[][..], Vec::as_slice);
    let before = earlier["claims"].as_array().map_or(&[][..], Vec::as_slice);
    for claim in claims {
        let same = before.iter().find(|one| one["claim"] == claim["claim"]);
        if same != Some(claim) {
            told.push_str(&format!("  {} differs\n", claim["claim"]));
        }
    }
    output::print(&told)?;
    Err(Stop::Missed)
}

/// All claims of the paths, in order of their names, with everything that is wrong with any of them said at once.
fn read(request: &Request) -> Result<Vec<Study>, Stop> {
    let mut sources = Sources::new();
    let mut found = Diagnostics::new();
    let seed = request.seed.iter().map(|seed| format!("plan.seed={seed}"));
    let seed: Vec<String> = seed.collect();
    let (overrides, wrong) = overrides(request.set.iter().chain(&seed));
    found.merge(wrong);
    let files = files(&request.paths).map_err(|wrong| Stop::input(wrong, Sources::new()))?;
    let mut studies: Vec<Study> = Vec::new();
    for file in &files {
        match study(file, &overrides, &mut sources) {
            Ok(study) => studies.push(study),
            Err(wrong) => found.merge(wrong),
        }
    }
    let ids: Vec<String> = studies
        .iter()
        .map(|study| study.claim.id.value.clone())
        .collect();
    for (nth, study) in studies.iter().enumerate() {
        let id = &study.claim.id;
        if ids[..nth].contains(&id.value) {
            let message = format!("another claim is called `{}`, too", id.value);
            found.push(
                Diagnostic::error(Code::DuplicateName, id.place, message)
                    .help("give each claim an `id` of its own"),
            );
        }
    }
    // Names of claims that are not in order are not known.
    let only = match found.has_errors() {
        true => &[],
        false => &request.only[..],
    };
    for name in only.iter().filter(|name| !ids.contains(name)) {
        let source = sources.add("--only", name.as_str());
        let help = match near(name, ids.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the claims are `{}`", ids.join("`, `")),
        };
        let place = Place::new(source, 0..name.len());
        let message = format!("there is no claim `{name}`");
        found.push(Diagnostic::error(Code::UnknownName, place, message).help(help));
    }
    match found.has_errors() {
        true => Err(Stop::input(found.sorted(), sources)),
        false => Ok(studies),
    }
}

/// The files of the paths; of a folder those that are TOML and have a claim.
fn files(paths: &[String]) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut all = Vec::new();
    for path in paths.iter().map(Path::new) {
        if !path.is_dir() {
            all.push(path.to_owned());
            continue;
        }
        let unreadable = |error: std::io::Error| {
            let message = format!("the folder `{}` cannot be read: {error}", path.display());
            Diagnostic::error(Code::FileUnreadable, Place::NOWHERE, message)
        };
        let entries = std::fs::read_dir(path).map_err(unreadable)?;
        let mut inside = Vec::new();
        for entry in entries {
            let file = entry.map_err(unreadable)?.path();
            let is_claim =
                file.extension().is_some_and(|ending| ending == "toml") && has_claim(&file);
            inside.extend(is_claim.then_some(file));
        }
        if inside.is_empty() {
            let message = format!("the folder `{}` has no file with a claim", path.display());
            return Err(Diagnostic::error(Code::FileMissing, Place::NOWHERE, message)
                .help("a claim is a `.toml` file with a table `[claim]`; scenarios/FORMAT.md says what it holds")
                .into());
        }
        inside.sort();
        all.extend(inside);
    }
    Ok(all)
}

/// Whether a file of a folder has a claim, or cannot be read, which is told when it is.
fn has_claim(file: &Path) -> bool {
    std::fs::read_to_string(file).map_or(true, |text| {
        let mut lines = text.lines().map(str::trim_start);
        lines.any(|line| line.starts_with("[claim") || line.starts_with("claim."))
    })
}

/// The claim of a file.
pub fn study(
    file: &Path,
    overrides: &[Override],
    sources: &mut Sources,
) -> Result<Study, Diagnostics> {
    let text = read_source(file)?;
    let name = file.display().to_string();
    let document = Document::read_in(sources, &name, &text, folder(file), overrides)?;
    let designs = document.design_names();
    let (scenario, found) = document.scenario(&designs[0].value);
    let Some(scenario) = scenario else {
        return Err(found);
    };
    if scenario.claim.is_none() {
        let message = format!("`{name}` has no `[claim]`");
        return Err(Diagnostic::error(Code::MissingKey, Place::NOWHERE, message)
            .help("add it; scenarios/FORMAT.md says what it holds")
            .into());
    }
    Study::new(
        name,
        document,
        scenario,
        folder(file).to_owned(),
        sources.clone(),
    )
}
