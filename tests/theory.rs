//! The plain queues of `scenarios/textbook` against the closed forms of queueing theory, and the exact invariants that
//! every run must keep.
//!
//! A comparison allows four standard errors of at least 30 independent replications, and says how small the standard
//! error must be for the test to mean anything (a share of the value). Nothing here is a tuned tolerance.

#[path = "support/model.rs"]
mod model;
#[path = "support/textbook.rs"]
mod textbook;

#[path = "theory/exact.rs"]
mod exact;
#[path = "theory/invariants.rs"]
mod invariants;
#[path = "theory/networks.rs"]
mod networks;
#[path = "theory/priorities.rs"]
mod priorities;
#[path = "theory/quiet.rs"]
mod quiet;
#[path = "theory/single.rs"]
mod single;
#[path = "theory/varying.rs"]
mod varying;

/// The text of the comparisons.
const TESTS: [&str; 6] = [
    include_str!("theory/exact.rs"),
    include_str!("theory/invariants.rs"),
    include_str!("theory/networks.rs"),
    include_str!("theory/priorities.rs"),
    include_str!("theory/single.rs"),
    include_str!("theory/varying.rs"),
];

#[test]
fn every_textbook_scenario_is_compared_with_theory() {
    let files =
        std::fs::read_dir(textbook::folder()).expect("the folder of textbook scenarios is there");
    let mut count = 0;
    for file in files {
        let path = file.expect("its entries can be read").path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name");
        let run = format!("Textbook::run(\"{name}\")");
        let is_run = TESTS.iter().any(|text| text.contains(&run));
        assert!(is_run, "no test runs {}", path.display());
        count += 1;
    }
    assert!(count >= 35, "{count} scenarios");
}
