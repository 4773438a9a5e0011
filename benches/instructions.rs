//! Instructions a case takes, counted and not timed: `cargo bench --bench instructions`, see `benches/README.md`.

use std::process::ExitCode;

mod instructions {
    pub mod callgrind;
    pub mod prices;
    pub mod record;
    pub mod work;
}
mod scenarios;

use instructions::callgrind::{CHILD, Events, count, counted_by_callgrind, is_installed};
use instructions::prices::{find, print_prices};
use instructions::record::{Record, Row, compiler};
use instructions::work::{Work, works};

/// Changes up to this share of the recorded figure are let pass.
const SHARE_ALLOWED: f64 = 0.03;

/// What is done with the counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Compared with the record.
    Compare,
    /// Written into it.
    Record,
    /// Compared with those of the same designs without each of their mechanisms.
    Price,
}

/// What the command line asks for.
enum Order {
    /// Count all workloads whose name contains the filter.
    Count(Purpose, Events, String),
    /// Run one workload: what the child does under valgrind.
    Run(String),
    /// Only see that every workload runs, without valgrind: what `cargo test` asks for, by not passing `--bench`.
    Test,
}

fn order(arguments: impl Iterator<Item = String>) -> Result<Order, String> {
    let (mut purpose, mut events) = (Purpose::Compare, Events::Instructions);
    let (mut is_bench, mut filter) = (false, String::new());
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => is_bench = true,
            "--test" => is_bench = false,
            "--record" => purpose = Purpose::Record,
            "--cache" => events = Events::Cache,
            "--prices" => purpose = Purpose::Price,
            CHILD => return arguments.next().map(Order::Run).ok_or(argument),
            other if other.starts_with('-') => return Err(format!("`{other}` is no option")),
            _ => filter = argument,
        }
    }
    Ok(if is_bench {
        Order::Count(purpose, events, filter)
    } else {
        Order::Test
    })
}

fn main() -> ExitCode {
    match order(std::env::args().skip(1)) {
        Ok(Order::Run(name)) => {
            println!("{}", run(&find(&name).expect("the workload exists")));
            ExitCode::SUCCESS
        }
        Ok(Order::Test) => test(),
        Ok(Order::Count(..)) if !is_installed() => {
            eprintln!(
                "instructions are counted by valgrind, which is not installed: `apt-get install valgrind`"
            );
            ExitCode::from(2)
        }
        Ok(Order::Count(Purpose::Price, _, filter)) => {
            print_prices(&filter);
            ExitCode::SUCCESS
        }
        Ok(Order::Count(purpose, events, filter)) => {
            let mut works = works();
            let names: Vec<&str> = works.iter().map(|work| work.name).collect();
            works.retain(|work| work.name.contains(&filter));
            count_all(&works, &names, (purpose, events))
        }
        Err(wrong) => {
            eprintln!("{wrong}");
            ExitCode::from(2)
        }
    }
}

/// Builds the model outside of what is counted, and runs the workload inside of it.
fn run(work: &Work) -> u64 {
    let prepared = work.prepare();
    // The pool of threads comes to life when it is first asked for: here, so that it is not counted.
    assert!(rayon::current_num_threads() > 0, "somebody works");
    counted_by_callgrind(&*prepared)
}

/// The small workloads run, and the record has a figure for every one.
fn test() -> ExitCode {
    let record = Record::read();
    for work in works() {
        assert!(record.row(work.name).is_some(), "{} is recorded", work.name);
        if !work.name.starts_with("city") {
            println!("{}: {} cases", work.name, run(&work));
        }
    }
    ExitCode::SUCCESS
}

fn count_all(works: &[Work], names: &[&str], (purpose, events): (Purpose, Events)) -> ExitCode {
    let record = Record::read();
    if purpose == Purpose::Compare && record.compiler != compiler() {
        println!("The record was made with {}.", record.compiler);
        println!("This is {}: differences may be its own.\n", compiler());
    }
    print!(
        "{:<20} {:>7} {:>18} {:>9} {:>8}",
        "workload", "cases", "instructions/case", "recorded", "change"
    );
    if events == Events::Cache {
        print!(" {:>14} {:>14}", "D1 misses/case", "LL misses/case");
    }
    println!();
    let mut rows = Vec::new();
    let mut is_slower = false;
    for work in works {
        let count = count(work.name, events);
        let row = Row::new(work.name, &count);
        let change = record.row(work.name).map(|was| row.change(was));
        let misses = count
            .misses
            .map(|all| all.map(|misses| misses as f64 / count.cases as f64));
        print_row(&row, &record, change, misses);
        is_slower |= change.is_some_and(|change| change > SHARE_ALLOWED);
        rows.push(row);
    }
    if purpose == Purpose::Record {
        record.write(&rows, names);
        println!("\nRecorded in benches/instructions.csv.");
        ExitCode::SUCCESS
    } else if is_slower {
        eprintln!("\nA case takes more than 3 % more instructions than recorded.");
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn print_row(row: &Row, record: &Record, change: Option<f64>, misses: Option<[f64; 2]>) {
    print!(
        "{:<20} {:>7} {:>18.1}",
        row.workload, row.cases, row.per_case
    );
    match record.row(&row.workload).zip(change) {
        Some((was, change)) => print!(" {:>9.1} {:>+7.1}%", was.per_case, 100.0 * change),
        None => print!(" {:>9} {:>8}", "none", ""),
    }
    if let Some([first, last]) = misses {
        print!(" {first:>14.2} {last:>14.2}");
    }
    let remark = match change {
        None => "  <- not recorded before",
        Some(change) if change > SHARE_ALLOWED => "  <- MORE THAN RECORDED",
        Some(change) if change < -SHARE_ALLOWED => "  <- better: record it with --record",
        Some(_) => "",
    };
    println!("{remark}");
}
