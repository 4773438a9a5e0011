//! Line and block: exact limits, the effect, and its price.

use crate::mechanism::{TOWN, difference, exact, mean, run};

const LINE_WAIT: (&str, &str, &str) = ("mechanism", "matrix", "matrix_line_wait_mean_h");
const BLOCK_WAIT: (&str, &str, &str) = ("mechanism", "matrix", "matrix_block_wait_mean_h");
const FOR_BLOCK: (&str, &str, &str) = ("mechanism", "matrix", "matrix_for_block_share");

const ORDERS: &str = "\n[mechanisms.orders]\nlevel = \"town\"\nsuperiors = 4\nrate = \"7 / day\"\nduplicate = 0.2\n\
                      work = { exponential = { mean = \"1 h\" } }\ndue = \"1 days\"\ncalendar = \"office\"\n";

#[test]
fn without_orders_nothing_changes() {
    crate::mechanism::changes_nothing("matrix", "strength = 0.5");
}

#[test]
fn strengths_of_0_and_1_are_the_two_pure_orders() {
    let text = format!(
        "{TOWN}{ORDERS}[designs.plain]\n[designs.before.mechanisms.orders]\nrank = \"before\"\n\
         [designs.behind.mechanisms.orders]\nrank = \"behind\"\n\
         [designs.line.mechanisms.matrix]\nstrength = 0\n[designs.block.mechanisms.matrix]\nstrength = 1\n"
    );
    let results = run(&text);
    assert_eq!(exact(&results, "line"), exact(&results, "before"));
    assert_eq!(exact(&results, "block"), exact(&results, "behind"));
    assert_ne!(exact(&results, "line"), exact(&results, "block"));
    assert_eq!(mean(&results, "line", FOR_BLOCK), 0.0);
    assert_eq!(mean(&results, "block", FOR_BLOCK), 1.0);
}

#[test]
fn the_stronger_the_block_the_sooner_its_cases_and_the_later_the_orders() {
    let text = format!(
        "{TOWN}{ORDERS}[mechanisms.matrix]\nstrength = 0.2\n[designs.plain]\n\
         [designs.platform.mechanisms.matrix]\nstrength = 0.7\n"
    );
    let results = run(&text);
    assert!((mean(&results, "plain", FOR_BLOCK) - 0.2).abs() < 0.02);
    assert!(difference(&results, "plain", "platform", BLOCK_WAIT).1 < 0.0);
    assert!(difference(&results, "plain", "platform", LINE_WAIT).0 > 0.0);
    // The price: duties of the line come late.
    let late = ("mechanism", "orders", "orders_late_share");
    assert!(difference(&results, "plain", "platform", late).0 > 0.0);
}
