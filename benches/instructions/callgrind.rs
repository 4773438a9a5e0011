//! Running a workload in a process of its own under valgrind, and reading what callgrind writes.

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

/// The part of the command line that asks the child for one workload.
pub const CHILD: &str = "--count";

/// Which events callgrind is to count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Events {
    /// Instructions alone.
    Instructions,
    /// Instructions, and the misses of a simulated cache.
    Cache,
}

/// What callgrind counted in a workload.
pub struct Count {
    /// Cases of the workload.
    pub cases: u64,
    /// Instructions.
    pub instructions: u64,
    /// Misses of the first-level data cache and of the last level; none when no cache was simulated.
    pub misses: Option<[u64; 2]>,
}

/// The one function inside which callgrind counts; it is found by its name.
#[inline(never)]
pub fn counted_by_callgrind(work: &dyn Fn() -> u64) -> u64 {
    let cases = work();
    // The call must not become a jump, which would end the function before the work.
    black_box(cases)
}

/// Whether there is a valgrind to run.
pub fn is_installed() -> bool {
    let mut command = Command::new("valgrind");
    command.arg("--version").stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Counts one workload.
///
/// # Panics
/// When valgrind or the workload fails.
pub fn count(name: &str, events: Events) -> Count {
    let this = std::env::current_exe().expect("the program knows itself");
    let output = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("callgrind.{}", name.replace('/', ".")));
    let mut command = Command::new("valgrind");
    command
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", output.display()))
        .args([
            "--collect-atstart=no",
            "--toggle-collect=*counted_by_callgrind*",
        ]);
    if events == Events::Cache {
        // Sizes are stated, so that the figures do not depend on the machine.
        command.args([
            "--cache-sim=yes",
            "--I1=32768,8,64",
            "--D1=32768,8,64",
            "--LL=8388608,16,64",
        ]);
    }
    // One thread: the counts are to be the same each time.
    command
        .arg(this)
        .args([CHILD, name])
        .env("RAYON_NUM_THREADS", "1");
    let result = command.output().expect("valgrind was there a moment ago");
    assert!(
        result.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&result.stderr)
    );
    let cases = String::from_utf8_lossy(&result.stdout);
    let cases = cases.trim().parse().expect("the child prints its cases");
    let text = std::fs::read_to_string(&output).expect("callgrind wrote its file");
    read(&text, cases).unwrap_or_else(|| panic!("{}: no totals", output.display()))
}

/// Reads the names of the events and their totals.
fn read(text: &str, cases: u64) -> Option<Count> {
    let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let names: Vec<&str> = line("events:")?.split_whitespace().collect();
    let totals = line("totals:").or_else(|| line("summary:"))?;
    let totals: Vec<u64> = totals
        .split_whitespace()
        .map(|total| total.parse().ok())
        .collect::<Option<_>>()?;
    // Callgrind leaves out zeros at the end.
    let total = |name: &str| {
        let at = names.iter().position(|&one| one == name)?;
        Some(totals.get(at).copied().unwrap_or(0))
    };
    let sum = |names: &[&str]| names.iter().map(|name| total(name)).sum::<Option<u64>>();
    let misses = sum(&["D1mr", "D1mw"]).zip(sum(&["ILmr", "DLmr", "DLmw"]));
    Some(Count {
        cases,
        instructions: total("Ir").filter(|&count| count > 0)?,
        misses: misses.map(|(first, last)| [first, last]),
    })
}
