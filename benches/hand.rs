//! caseload beside loops that were each written for one workload alone: `cargo bench --bench hand`, see `benches/README.md`.

use std::process::ExitCode;

mod hand {
    pub mod departments;
    pub mod draws;
    pub mod hierarchy;
    pub mod measure;
    pub mod mm1;
    pub mod mm10;
    pub mod parallel;
    pub mod ring;
    pub mod rounds;
    pub mod serial;
    pub mod tree;
    pub mod workloads;
}
mod scenarios;

use hand::rounds::{ERRORS_ALLOWED, Found, Size, Speed, compare};
use hand::workloads::workloads;

const HEADER: &str = "\
Wall-clock time of one case on one thread, in ns: medians of rounds in which both ran in turn, and the median of their ratios.
cimba 3.0: its best figure for the workload, from raw events, measured elsewhere on a two-core machine with one thread, not in
this run.
";

/// What the command line asks for.
struct Options {
    size: Size,
    filter: Option<String>,
}

/// Cargo passes `--bench` when it benchmarks and nothing of its own when it tests: then a small run shows that all is well.
fn options(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut is_bench, mut rounds, mut filter) = (false, None, None);
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => is_bench = true,
            "--test" => is_bench = false,
            "--rounds" => {
                let number = arguments.next().and_then(|number| number.parse().ok());
                let wrong = || "`--rounds` needs a number above 0".to_owned();
                rounds = Some(number.filter(|&number| number > 0).ok_or_else(wrong)?);
            }
            other if other.starts_with('-') => return Err(format!("`{other}` is no option")),
            _ => filter = Some(argument),
        }
    }
    let (usual, divisor) = if is_bench { (7, 1) } else { (1, 4) };
    let rounds = rounds.unwrap_or(usual);
    let size = Size { rounds, divisor };
    Ok(Options { size, filter })
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::from(2);
        }
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let pool = pool.expect("one thread can be had");
    pool.install(|| run(&options))
}

fn run(options: &Options) -> ExitCode {
    let mut chosen = workloads();
    if let Some(filter) = &options.filter {
        chosen.retain(|workload| workload.name.contains(filter));
    }
    println!("{HEADER}");
    println!(
        "{:<12} {:>9} {:>10} {:>14} {:>7} {:>11}",
        "workload", "cases", "hand ns", "caseload ns", "ratio", "cimba ns"
    );
    let mut answers = Vec::new();
    for workload in chosen {
        let (name, cimba) = (workload.name, workload.cimba);
        let (speed, found) = compare(workload, options.size);
        print_speed(name, &speed, cimba);
        answers.extend(found.into_iter().map(|found| (name, found)));
    }
    print_answers(&answers, options.size.rounds);
    if answers.iter().all(|(_, found)| found.is_right()) {
        ExitCode::SUCCESS
    } else {
        eprintln!("an answer is more than {ERRORS_ALLOWED} standard errors off");
        ExitCode::FAILURE
    }
}

fn print_speed(name: &str, speed: &Speed, cimba: u32) {
    println!(
        "{name:<12} {:>9} {:>10.1} {:>14.1} {:>7.1} {cimba:>11}",
        speed.cases, speed.hand, speed.caseload, speed.ratio
    );
}

fn print_answers(answers: &[(&str, Found)], rounds: u32) {
    println!(
        "\nAnswers of all {rounds} rounds, in hours, and how many standard errors they are off (at most {ERRORS_ALLOWED} allowed)."
    );
    println!(
        "\"wait\" is that of a case in all its queues; what has the name of a desk, and \"a visit\", is the wait of one visit.\n"
    );
    println!(
        "{:<12} {:<10} {:>9} {:>9} {:>6} {:>9} {:>6} {:>9}",
        "workload", "mean", "expected", "hand", "off", "caseload", "off", "error"
    );
    for (name, found) in answers {
        let [hand, caseload] = found.errors_apart();
        println!(
            "{name:<12} {:<10} {:>9.5} {:>9.5} {hand:>+6.1} {:>9.5} {caseload:>+6.1} {:>9.5}",
            found.answer.label, found.answer.expected, found.hand, found.caseload, found.error
        );
    }
}
