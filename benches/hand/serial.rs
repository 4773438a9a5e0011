//! Three of five departments, one after another in the order of their numbers.

use super::departments::{CHOICES, DEPARTMENTS, Demand, STAFF_BITS, Tree};
use super::measure::{Plan, Run, Sum};
use super::ring::Ring;

/// A visit of a case packed into 64 bits: its number, which three departments it needs, and how many it has seen.
#[derive(Clone, Copy, Default)]
struct Visit(u64);

impl Visit {
    #[inline]
    fn new(case: u64, choice: usize) -> Self {
        Self((case << 8) | ((choice as u64) << 4))
    }

    #[inline]
    fn case(self) -> u64 {
        self.0 >> 8
    }

    #[inline]
    fn number(self) -> usize {
        self.0 as usize & 3
    }

    #[inline]
    fn department(self) -> usize {
        usize::from(CHOICES[(self.0 >> 4) as usize & 15][self.number()])
    }

    #[inline]
    fn next(self) -> Option<Self> {
        (self.number() < 2).then_some(Self(self.0 + 1))
    }
}

/// A visit that waits.
#[derive(Clone, Copy, Default)]
struct Waiting {
    visit: Visit,
    since: u64,
    work: u64,
}

/// A visit under way, and the work of the next one of its case.
#[derive(Clone, Copy, Default)]
struct Service {
    visit: Visit,
    next_work: u64,
}

/// A case that has not arrived yet.
struct Arrival {
    at: u64,
    case: u64,
    first: Visit,
    work: u64,
}

struct Office {
    tree: Tree,
    /// People who are free, as bits.
    free: [u32; DEPARTMENTS],
    waiting: [Ring<Waiting>; DEPARTMENTS],
    services: [Service; DEPARTMENTS << STAFF_BITS],
    demand: Demand,
    waits: Sum,
    times: u64,
}

impl Office {
    fn new(plan: &Plan) -> Self {
        Self {
            tree: Tree::new(),
            free: [(1 << (1 << STAFF_BITS)) - 1; DEPARTMENTS],
            waiting: std::array::from_fn(|_| Ring::new()),
            services: [Service::default(); DEPARTMENTS << STAFF_BITS],
            demand: Demand::new(plan),
            waits: Sum::default(),
            times: 0,
        }
    }

    #[inline]
    fn draw(&self, case: u64, before: u64) -> Arrival {
        Arrival {
            at: self.demand.arrival(case, before),
            case,
            first: Visit::new(case, self.demand.choice(case)),
            work: self.demand.work(case, 0),
        }
    }

    #[inline]
    fn enter(&mut self, visit: Visit, work: u64, now: u64) {
        let desk = visit.department();
        let free = &mut self.free[desk];
        let since = now;
        let entering = Waiting { visit, since, work };
        if *free == 0 {
            self.waiting[desk].push(entering);
            return;
        }
        let slot = (desk << STAFF_BITS) + free.trailing_zeros() as usize;
        *free &= *free - 1;
        self.start(slot, entering, now);
    }

    /// Books the whole visit at its start: nothing can change it. The work of the next visit is drawn now, so that it is there
    /// without delay when this one is over.
    #[inline]
    fn start(&mut self, slot: usize, entering: Waiting, now: u64) {
        let Waiting { visit, since, work } = entering;
        self.tree.set(slot, now + work);
        self.waits.add(now - since);
        self.times += now - since + work;
        self.services[slot].visit = visit;
        if visit.next().is_some() {
            self.services[slot].next_work = self.demand.work(visit.case(), visit.number() + 1);
        }
    }

    #[inline]
    fn complete(&mut self, slot: usize, now: u64) {
        let desk = slot >> STAFF_BITS;
        let Service { visit, next_work } = self.services[slot];
        if let Some(entering) = self.waiting[desk].pop() {
            self.start(slot, entering, now);
        } else {
            self.free[desk] |= 1 << (slot - (desk << STAFF_BITS));
            self.tree.clear(slot);
        }
        if let Some(next) = visit.next() {
            self.enter(next, next_work, now);
        }
    }
}

/// Answers: wait of a visit, time in system.
pub fn run(plan: &Plan) -> Run {
    let mut office = Office::new(plan);
    let mut arrival = office.draw(0, 0);
    let mut batches = Vec::new();
    for until in plan.ends() {
        let (end, before) = (until << Tree::BITS, arrival.case);
        loop {
            let completion = office.tree.first();
            let next = Tree::after(arrival.at);
            if completion.min(next) >= end {
                break;
            }
            if next < completion {
                let Arrival {
                    at,
                    case,
                    first,
                    work,
                } = arrival;
                // Drawn ahead: the numbers are ready by the time the processor knows which event comes next.
                arrival = office.draw(case + 1, at);
                office.enter(first, work, at);
            } else {
                let (now, slot) = Tree::split(completion);
                office.complete(slot, now);
            }
        }
        let times = Sum {
            ticks: std::mem::take(&mut office.times),
            count: arrival.case - before,
        };
        batches.push(vec![std::mem::take(&mut office.waits), times]);
    }
    Run {
        cases: arrival.case,
        batches,
    }
}
