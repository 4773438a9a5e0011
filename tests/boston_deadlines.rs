//! The working-day rule against 12,363 real due dates of the City of Boston (`data/README.md`).

use std::collections::BTreeMap;
use std::fs::File;

use caseload::time::{Calendar, CalendarSpec, Span, TICKS_PER_MINUTE, TICKS_PER_SECOND, Time};
use flate2::read::GzDecoder;
use jiff::civil::{Date, DateTime, date};

/// Holidays of Massachusetts in 2015; Independence Day fell on a Saturday and Friday 3 July was worked.
const HOLIDAYS: [Date; 10] = [
    date(2015, 1, 1),
    date(2015, 1, 19),
    date(2015, 2, 16),
    date(2015, 4, 20),
    date(2015, 5, 25),
    date(2015, 9, 7),
    date(2015, 10, 12),
    date(2015, 11, 11),
    date(2015, 11, 26),
    date(2015, 12, 25),
];

/// A request with a due date, of a type whose allowance is a number of working days.
struct Promise {
    opened: DateTime,
    due: DateTime,
    working_days: u32,
}

fn data(name: &str) -> File {
    let path = format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"));
    File::open(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn working_days_per_type() -> BTreeMap<String, u32> {
    let mut rows = csv::Reader::from_reader(data("boston_working_days.csv"));
    rows.deserialize().collect::<Result<_, _>>().unwrap()
}

/// All requests of the carried file, as column name to field.
fn requests() -> Vec<BTreeMap<String, String>> {
    let mut rows = csv::Reader::from_reader(GzDecoder::new(data("boston_311_2015_apr_may.csv.gz")));
    rows.deserialize().collect::<Result<_, _>>().unwrap()
}

fn promises() -> Vec<Promise> {
    let allowance = working_days_per_type();
    let read = |text: &str| DateTime::strptime("%m/%d/%Y %I:%M:%S %p", text).unwrap();
    let promise = |request: &BTreeMap<String, String>| {
        let &working_days = allowance.get(&request["TYPE"])?;
        let due = Some(&request["TARGET_DT"]).filter(|text| !text.is_empty())?;
        Some(Promise {
            opened: read(&request["OPEN_DT"]),
            due: read(due),
            working_days,
        })
    };
    requests().iter().filter_map(promise).collect()
}

fn city_hall(holidays: &[Date], start: DateTime) -> Calendar {
    let mut spec = CalendarSpec {
        holidays: holidays.to_vec(),
        ..CalendarSpec::default()
    };
    spec.week[..5].fill(vec![(Span::from_hours(8.5), Span::from_hours(17.0))]);
    Calendar::new(&spec, start).unwrap()
}

/// How many promises the rule reproduces within `tolerance`, either way.
fn reproduced(promises: &[Promise], calendar: &Calendar, tolerance: Span) -> usize {
    let origin = calendar.origin();
    let is_reproduced = |promise: &&Promise| {
        let opened: Time = origin.from_datetime(promise.opened);
        let deadline = calendar.add_working_days(opened, promise.working_days);
        let late = origin.from_datetime(promise.due) - deadline;
        late <= tolerance && Span::ZERO - late <= tolerance
    };
    promises.iter().filter(is_reproduced).count()
}

/// A share in millionths, rounded to the nearest.
fn millionths(count: usize, all: usize) -> usize {
    (count * 2_000_000 + all) / (2 * all)
}

#[test]
fn the_carried_file_holds_all_requests_and_37_types_with_working_day_targets() {
    assert_eq!(requests().len(), 20_999);
    assert_eq!(working_days_per_type().len(), 37);
    assert_eq!(promises().len(), 12_363);
}

#[test]
fn the_working_day_rule_reproduces_the_published_share_of_due_dates() {
    let promises = promises();
    // The start of the plan does not matter: one in the middle, one mid-day after all requests.
    for start in [
        date(2015, 4, 1).at(0, 0, 0, 0),
        date(2016, 2, 29).at(13, 5, 7, 0),
    ] {
        let calendar = city_hall(&HOLIDAYS, start);
        let within_two_minutes =
            reproduced(&promises, &calendar, Span::from_ticks(2 * TICKS_PER_MINUTE));
        let within_a_second = reproduced(&promises, &calendar, Span::from_ticks(TICKS_PER_SECOND));
        assert_eq!((within_two_minutes, within_a_second), (11_977, 9_269));
        assert_eq!(millionths(within_two_minutes, promises.len()), 968_778);
        assert_eq!(millionths(within_a_second, promises.len()), 749_737);
    }
}

#[test]
fn without_holidays_the_rule_misses_four_due_dates_in_ten() {
    let promises = promises();
    let calendar = city_hall(&[], date(2015, 4, 1).at(0, 0, 0, 0));
    let count = reproduced(&promises, &calendar, Span::from_ticks(2 * TICKS_PER_MINUTE));
    assert_eq!(count, 7_561);
    assert_eq!(millionths(count, promises.len()), 611_583);
}

#[test]
fn every_holiday_in_range_is_needed_and_the_third_of_july_is_none() {
    let promises = promises();
    let share = |holidays: &[Date]| {
        let calendar = city_hall(holidays, date(2015, 4, 1).at(0, 0, 0, 0));
        let count = reproduced(&promises, &calendar, Span::from_ticks(2 * TICKS_PER_MINUTE));
        millionths(count, promises.len())
    };
    let without = |day: Date| {
        HOLIDAYS
            .into_iter()
            .filter(|&holiday| holiday != day)
            .collect::<Vec<_>>()
    };
    let with = |day: Date| HOLIDAYS.into_iter().chain([day]).collect::<Vec<_>>();
    assert_eq!(share(&without(date(2015, 4, 20))), 787_673);
    assert_eq!(share(&without(date(2015, 5, 25))), 752_325);
    assert_eq!(share(&with(date(2015, 7, 3))), 915_959);
    assert_eq!(share(&with(date(2015, 6, 17))), 877_376);
    assert_eq!(share(&with(date(2015, 3, 17))), 968_778);
}
