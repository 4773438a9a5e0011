//! Running an experiment: threads, progress, Ctrl-C, results to stdout and to a folder.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use caseload::diagnostic::Code;
use caseload::experiment::{Experiment, Failure, Progress, Results};
use caseload::model::{Model, load_check};
use caseload::report::{Report, broken_laws};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::input::Input;
use crate::cli::options;
use crate::cli::output::{self, Manifest, Target};
use crate::cli::stop::{INTERRUPTED, Stop};
use crate::cli::terminal;

/// The chance that any verdict of a family is on the wrong side.
pub const ERROR: f64 = 0.05;

/// Runs the models of an input and reports on them.
pub fn execute(input: &Input, options: &options::Run) -> Result<(), Stop> {
    if !options.quiet {
        input.warn();
    }
    let target = options.out.as_deref().map(Target::new).transpose()?;
    let started = jiff::Timestamp::now();
    let clock = Instant::now();
    let (results, threads) = simulate(&input.models, options.threads, options.quiet)?;
    let wall_time_s = clock.elapsed().as_secs_f64();
    if results.complete == 0 {
        terminal::tell("stopped: no replication is complete, so there is nothing to report\n");
        return Err(Stop::Interrupted);
    }
    let broken = broken_laws(&results);
    if !broken.is_empty() {
        return Err(Stop::Fault(broken));
    }
    let report = Report::new(&input.about, &input.models, &results, &input.baseline);
    if let Some(target) = target {
        let manifest = Manifest::new(&report, threads, wall_time_s, started);
        target.write(&report, &results, &input.about, &manifest)?;
        if !options.quiet {
            terminal::tell(&format!("results are in {}\n", target.path().display()));
        }
    }
    output::print(&output::formatted(&report, options.format))?;
    stopped(&results)
}

/// Says so, and stops, when fewer replications are complete than were asked for.
pub fn stopped(results: &Results) -> Result<(), Stop> {
    if results.complete < results.requested {
        terminal::tell(&format!(
            "stopped early: {} of {} replications are complete and reported\n",
            results.complete, results.requested
        ));
        return Err(Stop::Interrupted);
    }
    Ok(())
}

/// Runs the experiment on the threads asked for, and says how many there were.
pub fn simulate(models: &[Model], threads: u16, quiet: bool) -> Result<(Results, usize), Stop> {
    let replications = models[0].plan.replications;
    let what = match replications {
        1 => "1 replication".to_owned(),
        n => format!("{n} replications"),
    };
    let units = u64::from(replications) * 1000;
    let (results, threads) = with_progress(threads, quiet, (units, what), |bar, stop| {
        Experiment::new(models).run(bar, stop)
    })?;
    match results {
        Ok(results) => Ok((results, threads)),
        Err(failure) => Err(too_many_open(models, &failure)),
    }
}

/// Does something long on the threads asked for, with a bar of so many units and a name of what they are part of, until it
/// is done or stopped by Ctrl-C; and says how many threads there were.
pub fn with_progress<T: Send>(
    threads: u16,
    quiet: bool,
    (units, what): (u64, String),
    run: impl FnOnce(&Bar, &AtomicBool) -> T + Send,
) -> Result<(T, usize), Stop> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(threads))
        .build()
        .map_err(|error| {
            Stop::plain(
                Code::TooLarge,
                format!("{threads} threads cannot be started: {error}"),
                "ask for fewer with `--threads`",
            )
        })?;
    let stop = Arc::new(AtomicBool::new(false));
    on_interrupt(&stop);
    let bar = Bar::new(units, what, quiet);
    let done = pool.install(|| run(&bar, &stop));
    bar.0.finish_and_clear();
    Ok((done, pool.current_num_threads()))
}

/// What Ctrl-C stops: the work that is under way.
static UNDER_WAY: Mutex<Option<Arc<AtomicBool>>> = Mutex::new(None);

/// The first Ctrl-C stops the run after what it is at, and what a command does after it; the second ends the program.
fn on_interrupt(stop: &Arc<AtomicBool>) {
    static ONCE: Once = Once::new();
    static PRESSED: AtomicU32 = AtomicU32::new(0);
    let under_way = || UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
    *under_way() = Some(Arc::clone(stop));
    if PRESSED.load(Ordering::SeqCst) > 0 {
        stop.store(true, Ordering::SeqCst);
    }
    ONCE.call_once(|| {
        let handler = move || {
            if PRESSED.fetch_add(1, Ordering::SeqCst) > 0 {
                std::process::exit(i32::from(INTERRUPTED));
            }
            if let Some(stop) = &*under_way() {
                stop.store(true, Ordering::SeqCst);
            }
            terminal::tell(
                "\nstopping; what is complete will be reported (Ctrl-C again to end at once)\n",
            );
        };
        // Without a handler Ctrl-C ends the program at once, which is no reason not to run.
        let _ = ctrlc::set_handler(handler);
    });
}

/// A bar on stderr with the time left; hidden where nobody would see it.
pub struct Bar(ProgressBar);

impl Bar {
    fn new(units: u64, what: String, quiet: bool) -> Self {
        let is_shown = !quiet && std::io::stderr().is_terminal();
        let target = if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(units), target);
        let template = "{bar:30} {percent:>3} % of {msg}, {elapsed} gone, {eta} left";
        let style =
            ProgressStyle::with_template(template).expect("the template is a constant that parses");
        bar.set_style(style);
        bar.set_message(what);
        if is_shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self(bar)
    }
}

impl Progress for Bar {
    fn advanced(&self, done: u64, total: u64) {
        if self.0.length() != Some(total) {
            self.0.set_length(total);
        }
        // Calls from several threads may come out of order; the bar never goes back.
        if done > self.0.position() {
            self.0.set_position(done);
        }
    }
}

/// The scenario does not say what is planned.
pub fn without_optimise(file: &Path) -> Stop {
    let message = format!("`{}` has no `[optimise]`", file.display());
    let help = "add it, with what may be changed and what must be kept; scenarios/FORMAT.md says what it holds";
    Stop::plain(Code::MissingKey, message, help)
}

/// What happened, at which desk the work most likely piled up, and what to change.
pub fn too_many_open(models: &[Model], failure: &Failure) -> Stop {
    let day = failure.cause.at.to_days();
    let message = format!(
        "in the design `{}` {} cases are open on day {day:.0} of replication {}, more than a run may hold",
        failure.design, failure.cause.open, failure.replication.0
    );
    let model = models.iter().find(|model| model.design == failure.design);
    let model = model.expect("the design that failed was run");
    let loads = load_check(model);
    let used = |share: Option<f64>| share.unwrap_or(f64::INFINITY);
    let fullest = loads
        .iter()
        .filter(|load| load.capacity_h_per_week.is_some() && load.offered_h_per_week > 0.0)
        .max_by(|a, b| used(a.utilisation).total_cmp(&used(b.utilisation)));
    let help = match fullest {
        Some(load) => format!(
            "the most loaded desk is `{}`: {:.0} h of work a week for {:.0} h of capacity; give it more staff, bring fewer cases \
             (`sources`), or shorten `plan.horizon`",
            model.desk_kinds[load.desk].name,
            load.offered_h_per_week,
            load.capacity_h_per_week.unwrap_or(0.0),
        ),
        None => "bring fewer cases (`sources`) or shorten `plan.horizon`".to_owned(),
    };
    Stop::plain(Code::TooLarge, message, &help)
}

#[cfg(test)]
mod tests {
    use caseload::diagnostic::render::{Color, render};
    use caseload::engine::TooManyOpen;
    use caseload::random::Replication;
    use caseload::time::Time;

    use super::*;
    use crate::cli::input::Designs;

    #[test]
    fn too_many_open_cases_name_the_design_the_desk_and_what_to_change() {
        let scenario = options::Scenario {
            file: concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/starter.toml").into(),
            set: Vec::new(),
        };
        let input = Input::read(&scenario, &[], Designs::One(None));
        let input = input.expect("the starter scenario is in order");
        let failure = Failure {
            design: "in-turn".to_owned(),
            replication: Replication(3),
            cause: TooManyOpen {
                at: Time::from_days(12.2),
                open: 5_000_001,
            },
        };
        let Stop::Input(both) = too_many_open(&input.models, &failure) else {
            panic!("it is the input that is wrong");
        };
        let text = render(&both.0, &both.1, Color::Never);
        let fact = "in the design `in-turn` 5000001 cases are open on day 12 of replication 3, more than a run may hold";
        assert!(text.contains(fact), "{text}");
        assert!(
            text.contains(
                "the most loaded desk is `building`: 83 h of work a week for 102 h of capacity"
            ),
            "{text}"
        );
    }
}
