use super::*;
use crate::diagnostic::render::Color;
use crate::engine::Flow;
use crate::experiment::DesignResults;
use crate::experiment::steady::Rhythm;
use crate::outcome::{Better, Measure, Outcome, Scope, Times};
use crate::random::Replication;
use crate::report::text::{Charset, Look};

fn measure(name: &'static str, unit: Unit, better: Better) -> Measure {
    Measure {
        scope: Scope::All,
        name,
        unit,
        better,
    }
}

/// A design with four measures and three replications.
fn design(name: &str, values: [[Option<f64>; 3]; 4]) -> DesignResults {
    let outcome = |nth: usize| Outcome {
        replication: Replication(nth as u32),
        values: values.iter().map(|row| row[nth]).collect(),
        trajectory: vec![0, 10, 20, 20, 20],
        flow: Flow::default(),
        stream_hash: 7,
        matters: 0,
        broken_laws: Vec::new(),
        times: Times::default(),
    };
    DesignResults {
        name: name.to_owned(),
        measures: vec![
            measure("backlog_mean_cases", Unit::Cases, Better::Lower),
            measure("due_cases", Unit::Cases, Better::Neither),
            measure("breach_share", Unit::Share, Better::Lower),
            measure("lead_time_mean_h", Unit::Hours, Better::Lower),
        ],
        outcomes: (0..3).map(outcome).collect(),
        sections: Vec::new(),
    }
}

fn some(values: [f64; 3]) -> [Option<f64>; 3] {
    values.map(Some)
}

fn results() -> Results {
    let due = some([50.0; 3]);
    let today = [
        some([20.0, 22.0, 21.0]),
        due,
        some([0.10, 0.14, 0.12]),
        some([60.0, 70.0, 65.0]),
    ];
    let reform = [
        some([15.0, 17.5, 16.0]),
        due,
        [Some(0.11), None, Some(0.12)],
        some([50.0, 61.0, 55.0]),
    ];
    Results {
        designs: vec![design("today", today), design("reform", reform)],
        requested: 4,
        complete: 3,
        stream_hash: 0xabc,
        matters: 300,
        matters_mean: None,
    }
}

fn report() -> Report {
    let results = results();
    let staff = |name: &str, duty: f64| Design {
        name: name.to_owned(),
        label: format!("the {name} design"),
        people: 10,
        duty_staff_h_per_week: duty,
        unlimited_desks: Vec::new(),
    };
    let designs = vec![staff("today", 400.0), staff("reform", 420.0)];
    let plan = Plan {
        start: "2024-01-01 00:00".to_owned(),
        horizon_days: 4.0,
        warm_up_days: 1.0,
        starting_backlog_cases: 0,
        replications_requested: results.requested,
        replications_complete: results.complete,
        seed: 1,
        confidence: Confidence::USUAL,
        matters: results.matters,
        stream_hash: format!("{:016x}", results.stream_hash),
        scenario_hash: Fingerprint::of("").to_hex(),
        version: "0.0.0",
    };
    let comparison = compare(&results, "today", plan.confidence);
    let growth = vec![None, None];
    let analysis = Analysis {
        kind: AnalysisKind::SteadyState,
        cycle: Cycle {
            rhythm: Rhythm::Constant,
            dates: Vec::new(),
        },
        describes: Describes::SteadyState,
        moving: Vec::new(),
        settling: Vec::new(),
        needed_warm_up_days: Some(1.0),
    };
    Report {
        title: "A town".to_owned(),
        question: "What if?".to_owned(),
        notices: notice::notices(&designs, &plan, &comparison, (&analysis, &growth)),
        sections: section::sections(&comparison),
        trajectories: Vec::new(),
        designs,
        plan,
        comparison,
        growth,
        analysis,
    }
}

#[test]
fn the_text_of_a_small_comparison_is_this() {
    let text = text::render(&report(), &Look::PLAIN).replace('\u{a0}', " ");
    let (above, _) = text
        .split_once("How to read this")
        .expect("the notes come last");
    let expected = "\
Staff differ: `reform` has 10 people with 420 duty hours a week, `today` 10 with 400 (+20 h, +5.0 %).

A town
What if?

  baseline        today: the today design
  compared        reform: the reform design
  staff           today: 10 people, 400 duty hours a week
                  reform: 10 people, 420 duty hours a week
  time            4 days from 2024-01-01: 1 day of warm-up, then 3 days measured
  analysis        steady state; the warm-up is long enough by MSER-5
  replications    n = 3 (stopped early: 3 of 4 complete), seed 1; intervals at 95 % confidence
  matters         100 a replication on average, the same for every design; stream 0000000000000abc
  made by         caseload 0.0.0, scenario hash cbf29ce484222325

Stopped early: 3 of 4 replications complete.

";
    assert!(above.starts_with(expected), "{above}");
    let table = "
  measure            unit           today         reform                difference   change
                              mean ± 95 %    mean ± 95 %           [95 % interval]
  ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
Backlog
  open cases, mean   cases   21.0  ± 2.5    16.2  ± 3.1    -4.83   [-5.55, -4.12]     -23 %   better
Deadlines
  deadlines broken   %, pp   12.0  ± 5.0    11.5  ± 6.4    +0.5     [-5.9, +6.9]     +4.5 %   no clear difference
Flow
  lead time, mean    days     2.71 ± 0.52    2.31 ± 0.57   -0.403 [-0.463, -0.343]    -15 %   better

  pairing on the same matters   n   correlation   variance saved   together
  ─────────────────────────────────────────────────────────────────────────
  open cases, mean              3          0.99           31.0 ×     stands
  deadlines broken              2          1.00            5.0 ×    unclear
  lead time, mean               3          1.00          166.0 ×     stands
";
    assert!(above.contains(table), "{above}");
}

#[test]
fn a_narrow_table_is_split_and_no_line_is_too_long() {
    for width in [80, 100, 120, 200] {
        let look = Look {
            width,
            ..Look::PLAIN
        };
        let text = text::render(&report(), &look);
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(width), "{width}: {longest:?}\n{text}");
    }
    let look = Look {
        width: 70,
        ..Look::PLAIN
    };
    assert!(text::render(&report(), &look).contains("Differences: reform minus today"));
}

#[test]
fn a_measure_without_a_value_in_a_replication_says_so() {
    let text = text::render(
        &report(),
        &Look {
            width: 400,
            ..Look::PLAIN
        },
    );
    assert!(
        text.contains("mean over the others only: deadlines broken of `reform` (n = 2)"),
        "{text}"
    );
}

#[test]
fn plain_text_is_ascii_where_that_is_asked_for_and_has_colours_only_then() {
    let look = Look {
        charset: Charset::Ascii,
        ..Look::PLAIN
    };
    let plain = text::render(&report(), &look);
    assert!(plain.is_ascii(), "{plain}");
    let color = Look {
        color: Color::Always,
        ..Look::PLAIN
    };
    let colored = text::render(&report(), &color);
    assert!(colored.contains("\u{1b}[32mbetter\u{1b}[0m"), "{colored}");
    assert!(!text::render(&report(), &Look::PLAIN).contains('\u{1b}'));
}

#[test]
fn json_and_csv_have_every_measure_and_no_number_for_what_is_missing() {
    let mut bytes = Vec::new();
    json::write(&report(), &mut bytes).expect("memory takes all");
    let json: serde_json::Value = serde_json::from_slice(&bytes).expect("it is JSON");
    assert_eq!(json["measures"].as_array().map(Vec::len), Some(4));
    let breach = &json["measures"][2]["designs"][1];
    assert_eq!(
        (breach["n"].as_u64(), breach["difference"]["n"].as_u64()),
        (Some(2), Some(2))
    );
    assert_eq!(breach["difference"]["direction"], "unclear");
    assert_eq!(
        json["measures"][2]["designs"][0]["difference"],
        serde_json::Value::Null
    );
    assert_eq!(json["notices"][0]["kind"], "staff");

    let mut bytes = Vec::new();
    csv::summary(&report(), &mut bytes).expect("memory takes all");
    let text = String::from_utf8(bytes).expect("it is text");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 4 * 2);
    assert_eq!(lines[0], csv::SUMMARY.join(","));
    assert!(
        lines[1].starts_with("all,,backlog_mean_cases,cases,lower,today,3,21,"),
        "{}",
        lines[1]
    );
    assert!(lines[1].ends_with(",,,,,,,,,,,,"), "{}", lines[1]);

    let mut bytes = Vec::new();
    csv::replications(&results(), &mut bytes).expect("memory takes all");
    let text = String::from_utf8(bytes).expect("it is text");
    assert!(
        text.contains("reform,1,all,,breach_share,share,\n"),
        "{text}"
    );
}

#[test]
fn a_broken_law_is_named_with_its_design_and_replication() {
    let mut results = results();
    assert!(broken_laws(&results).is_empty());
    results.designs[1].outcomes[2]
        .broken_laws
        .push("hours add up");
    assert_eq!(
        broken_laws(&results),
        ["design `reform`, replication 2: hours add up"]
    );
}
