//! M/M/10 at load 0.9. The tree holds the completions of ten servers; the next arrival lies beside it.

use super::draws::Draws;
use super::measure::{HOUR, Plan, Run, Sum};
use super::ring::Ring;

const GAP: f64 = HOUR / 9.0;

type Tree = super::tree::Tree<32>;

/// Answers: wait, time in system.
pub fn run(plan: &Plan) -> Run {
    let gaps = Draws::new(plan.key, 0);
    let works = Draws::new(plan.key, 1);
    let mut tree = Tree::new();
    let mut waiting = Ring::new();
    let mut free: u32 = (1 << 10) - 1;
    let (mut arrived, mut started) = (0, 0);
    let mut arrival = gaps.exponential(0, GAP);
    // Drawn ahead: the numbers are ready by the time the processor knows which event comes next.
    let (mut next_gap, mut next_work) = (gaps.exponential(1, GAP), works.exponential(0, HOUR));
    let mut batches = Vec::new();
    for until in plan.ends() {
        let (mut waits, mut times, before) = (0, 0, started);
        let end = until << Tree::BITS;
        loop {
            let completion = tree.first();
            let next = Tree::after(arrival);
            if completion.min(next) >= end {
                break;
            }
            let (now, since, slot) = if next < completion {
                let now = arrival;
                arrived += 1;
                arrival = now + next_gap;
                next_gap = gaps.exponential(arrived + 1, GAP);
                if free == 0 {
                    waiting.push(now);
                    continue;
                }
                let slot = free.trailing_zeros() as usize;
                free &= free - 1;
                (now, now, slot)
            } else {
                let (now, slot) = Tree::split(completion);
                let Some(since) = waiting.pop() else {
                    tree.clear(slot);
                    free |= 1 << slot;
                    continue;
                };
                (now, since, slot)
            };
            let work = next_work;
            started += 1;
            next_work = works.exponential(started, HOUR);
            waits += now - since;
            times += work;
            tree.set(slot, now + work);
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
