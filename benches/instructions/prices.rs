//! What each mechanism costs: a design with it, and the same without it.

use caseload::model::Mechanism;

use super::callgrind::{Count, Events, count};
use super::work::{Work, works};

/// Between the name of a workload and that of the mechanism that is switched off in it.
const WITHOUT: char = '/';

/// The workload of a name: one of the table, or one of them without a mechanism.
pub fn find(name: &str) -> Option<Work> {
    let (name, without) = match name.split_once(WITHOUT) {
        Some((name, key)) => (name, Some(key)),
        None => (name, None),
    };
    let work = works().into_iter().find(|work| work.name == name)?;
    let Some(key) = without else {
        return Some(work);
    };
    let mut all = Mechanism::ALL.into_iter();
    let mechanism = all.find(|mechanism| mechanism.key() == key)?;
    Some(work.without(mechanism))
}

/// Counts every design whose name contains the filter with each of its mechanisms switched off in turn, and prints how many
/// instructions a matter that saves, the dearest first.
pub fn print_prices(filter: &str) {
    println!(
        "{:<20} {:<14} {:>19} {:>10}",
        "workload", "without", "instructions/matter", "price"
    );
    for work in works() {
        let mechanisms = work.mechanisms();
        if mechanisms.is_empty() || !work.name.contains(filter) {
            continue;
        }
        let all = per_matter(&count(work.name, Events::Instructions));
        println!("{:<20} {:<14} {all:>19.0}", work.name, "");
        let mut prices: Vec<(f64, &str)> = mechanisms
            .into_iter()
            .map(|mechanism| {
                let name = format!("{}{WITHOUT}{}", work.name, mechanism.key());
                let without = per_matter(&count(&name, Events::Instructions));
                (all - without, mechanism.key())
            })
            .collect();
        prices.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (price, key) in prices {
            println!(
                "{:<20} {key:<14} {:>19.0} {price:>10.0}",
                work.name,
                all - price
            );
        }
    }
}

fn per_matter(count: &Count) -> f64 {
    count.instructions as f64 / count.cases as f64
}
