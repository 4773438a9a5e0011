//! Three of five departments, all at once; a case is done when all three are.

use super::departments::{CHOICES, DEPARTMENTS, Demand, STAFF_BITS, Tree};
use super::measure::{Plan, Run, Sum};
use super::ring::Ring;

/// A case of which a branch has not started.
#[derive(Clone, Copy, Default)]
struct Case {
    created: u64,
    /// The last completion of the branches that have started.
    done: u64,
    /// Branches that have not started.
    left: u32,
}

/// A branch that waits: since its case was created.
#[derive(Clone, Copy, Default)]
struct Branch {
    case: u32,
    work: u64,
}

/// A case that has not arrived yet.
struct Arrival {
    at: u64,
    number: u64,
    choice: usize,
    works: [u64; 3],
}

impl Arrival {
    #[inline]
    fn draw(demand: &Demand, number: u64, before: u64) -> Self {
        Self {
            at: demand.arrival(number, before),
            number,
            choice: demand.choice(number),
            works: [0, 1, 2].map(|visit| demand.work(number, visit)),
        }
    }
}

struct Office {
    tree: Tree,
    /// People who are free, as bits.
    free: [u32; DEPARTMENTS],
    waiting: [Ring<Branch>; DEPARTMENTS],
    /// Cases, in places that are used again.
    cases: Vec<Case>,
    empty: Vec<u32>,
    waits: Sum,
    times: u64,
}

impl Office {
    fn new() -> Self {
        Self {
            tree: Tree::new(),
            free: [(1 << (1 << STAFF_BITS)) - 1; DEPARTMENTS],
            waiting: std::array::from_fn(|_| Ring::new()),
            cases: Vec::new(),
            empty: Vec::new(),
            waits: Sum::default(),
            times: 0,
        }
    }

    #[inline]
    fn arrive(&mut self, arrival: &Arrival) {
        let now = arrival.at;
        let opened = Case {
            created: now,
            done: now,
            left: 3,
        };
        let case = if let Some(place) = self.empty.pop() {
            self.cases[place as usize] = opened;
            place
        } else {
            self.cases.push(opened);
            self.cases.len() as u32 - 1
        };
        for (desk, work) in CHOICES[arrival.choice].into_iter().zip(arrival.works) {
            let (desk, branch) = (usize::from(desk), Branch { case, work });
            let free = &mut self.free[desk];
            if *free == 0 {
                self.waiting[desk].push(branch);
            } else {
                let slot = (desk << STAFF_BITS) + free.trailing_zeros() as usize;
                *free &= *free - 1;
                self.start(slot, branch, now);
            }
        }
    }

    /// A case is booked when its last branch starts: then all three completions are known.
    #[inline]
    fn start(&mut self, slot: usize, branch: Branch, now: u64) {
        let case = &mut self.cases[branch.case as usize];
        let done = now + branch.work;
        self.waits.add(now - case.created);
        case.done = case.done.max(done);
        case.left -= 1;
        if case.left == 0 {
            self.times += case.done - case.created;
            self.empty.push(branch.case);
        }
        self.tree.set(slot, done);
    }

    #[inline]
    fn complete(&mut self, slot: usize, now: u64) {
        let desk = slot >> STAFF_BITS;
        if let Some(branch) = self.waiting[desk].pop() {
            self.start(slot, branch, now);
        } else {
            self.free[desk] |= 1 << (slot - (desk << STAFF_BITS));
            self.tree.clear(slot);
        }
    }
}

/// Answers: wait of a visit, time in system.
pub fn run(plan: &Plan) -> Run {
    let mut office = Office::new();
    let demand = Demand::new(plan);
    let mut arrival = Arrival::draw(&demand, 0, 0);
    let mut batches = Vec::new();
    for until in plan.ends() {
        let (end, before) = (until << Tree::BITS, arrival.number);
        loop {
            let completion = office.tree.first();
            let next = Tree::after(arrival.at);
            if completion.min(next) >= end {
                break;
            }
            if next < completion {
                // Drawn ahead: the numbers are ready by the time the processor knows which event comes next.
                let following = Arrival::draw(&demand, arrival.number + 1, arrival.at);
                office.arrive(&arrival);
                arrival = following;
            } else {
                let (now, slot) = Tree::split(completion);
                office.complete(slot, now);
            }
        }
        let times = Sum {
            ticks: std::mem::take(&mut office.times),
            count: arrival.number - before,
        };
        batches.push(vec![std::mem::take(&mut office.waits), times]);
    }
    Run {
        cases: arrival.number,
        batches,
    }
}
