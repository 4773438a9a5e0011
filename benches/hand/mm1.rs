//! M/M/1 at load 0.9. Two events can be next: the arrival and the completion, so there is no event list.

use super::draws::Draws;
use super::measure::{HOUR, Plan, Run, Sum};
use super::ring::Ring;
use super::tree::IDLE;

const GAP: f64 = HOUR / 0.9;

/// Answers: wait, time in system.
pub fn run(plan: &Plan) -> Run {
    let gaps = Draws::new(plan.key, 0);
    let works = Draws::new(plan.key, 1);
    let mut waiting = Ring::new();
    let (mut arrived, mut started) = (0, 0);
    let mut arrival = gaps.exponential(0, GAP);
    // Drawn ahead: the numbers are ready by the time the processor knows which event comes next.
    let (mut next_gap, mut next_work) = (gaps.exponential(1, GAP), works.exponential(0, HOUR));
    let mut completion = IDLE;
    let mut batches = Vec::new();
    for until in plan.ends() {
        let (mut waits, mut times, before) = (0, 0, started);
        while arrival.min(completion) < until {
            // Service is in the order of arrival, so a case is its number, and all about it is known when it starts.
            let (now, since) = if arrival < completion {
                let now = arrival;
                arrived += 1;
                arrival = now + next_gap;
                next_gap = gaps.exponential(arrived + 1, GAP);
                if completion != IDLE {
                    waiting.push(now);
                    continue;
                }
                (now, now)
            } else if let Some(since) = waiting.pop() {
                (completion, since)
            } else {
                completion = IDLE;
                continue;
            };
            let work = next_work;
            started += 1;
            next_work = works.exponential(started, HOUR);
            waits += now - since;
            times += work;
            completion = now + work;
        }
        let count = started - before;
        let sum = |ticks| Sum { ticks, count };
        batches.push(vec![sum(waits), sum(waits + times)]);
    }
    Run {
        cases: arrived,
        batches,
    }
}
