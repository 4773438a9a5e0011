//! The queue of a desk: intrusive lists by class, or an order by due date with lazy removal.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::engine::task::{Task, Tasks};
use crate::model::Discipline;
use crate::time::Time;

/// No task.
pub(crate) const NONE: u32 = u32::MAX;

/// How many tasks at the head of a list are looked at for one that may be taken.
const LOOKED_AT: usize = 64;

#[derive(Debug, Clone, Copy)]
struct List {
    head: u32,
    tail: u32,
}

const EMPTY: List = List {
    head: NONE,
    tail: NONE,
};

/// Tasks waiting at one desk.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    order: Order,
    /// How many wait.
    pub(crate) waiting: u32,
}

#[derive(Debug, Clone)]
enum Order {
    /// One list; new tasks go to the back.
    First(List),
    /// One list; new tasks go to the front.
    Last(List),
    /// One list a class, most urgent first.
    Classes(Box<[List]>),
    /// By due date, then by order of arrival; entries whose task has left are passed over.
    #[expect(
        clippy::box_collection,
        reason = "a queue takes half a line of a cache"
    )]
    Due(Box<BinaryHeap<Reverse<(Time, u64, u32)>>>),
}

impl Queue {
    pub(crate) fn new(discipline: Discipline, classes: usize) -> Self {
        let order = match discipline {
            Discipline::Fifo => Order::First(EMPTY),
            Discipline::Lifo => Order::Last(EMPTY),
            // One class more than cases have: work that gives way to all of them.
            Discipline::Priority => Order::Classes(vec![EMPTY; classes + 1].into_boxed_slice()),
            Discipline::EarliestDueDate => Order::Due(Box::default()),
        };
        Self { order, waiting: 0 }
    }

    /// A task that is likely to be served next, or none.
    pub(super) fn next(&self) -> u32 {
        match &self.order {
            Order::First(list) | Order::Last(list) => list.head,
            Order::Classes(_) => NONE,
            Order::Due(heap) => heap.peek().map_or(NONE, |entry| entry.0.2),
        }
    }

    /// The last task of the only list, if there is one.
    pub(super) fn last(&self) -> u32 {
        match &self.order {
            Order::First(list) | Order::Last(list) => list.tail,
            _ => NONE,
        }
    }

    /// Adds a task that has just come.
    #[inline]
    pub(crate) fn join(&mut self, tasks: &mut Tasks, task: u32) {
        self.waiting += 1;
        match &mut self.order {
            Order::First(list) => list.push_back(tasks, task),
            Order::Last(list) => list.push_front(tasks, task),
            Order::Classes(lists) => lists[usize::from(tasks[task].class)].push_back(tasks, task),
            Order::Due(heap) => heap.push(Reverse((tasks[task].due, tasks[task].order, task))),
        }
    }

    /// Puts a task that was in service back where it is served next among its equals.
    pub(crate) fn rejoin(&mut self, tasks: &mut Tasks, task: u32) {
        self.waiting += 1;
        match &mut self.order {
            Order::First(list) | Order::Last(list) => list.push_front(tasks, task),
            Order::Classes(lists) => lists[usize::from(tasks[task].class)].push_front(tasks, task),
            Order::Due(heap) => heap.push(Reverse((tasks[task].due, tasks[task].order, task))),
        }
    }

    /// Takes the next task to serve.
    #[inline]
    pub(crate) fn pop(&mut self, tasks: &mut Tasks) -> Option<u32> {
        if self.waiting == 0 {
            return None;
        }
        self.waiting -= 1;
        match &mut self.order {
            Order::First(list) | Order::Last(list) => list.pop_front(tasks),
            Order::Classes(lists) => {
                let list = lists.iter_mut().find(|list| list.head != NONE)?;
                list.pop_front(tasks)
            }
            Order::Due(heap) => loop {
                let Reverse((_, order, task)) = heap.pop()?;
                if tasks.waits_as(task, order) {
                    return Some(task);
                }
            },
        }
    }

    /// Takes the first waiting task that `may` admits, among the next few; the caller gives it a new number, since an
    /// order by due date may keep an entry of it.
    pub(crate) fn take(&mut self, tasks: &mut Tasks, may: impl Fn(&Task) -> bool) -> Option<u32> {
        let task = match &mut self.order {
            Order::First(list) | Order::Last(list) => list.find(tasks, &may),
            Order::Classes(lists) => lists.iter().find_map(|list| list.find(tasks, &may)),
            Order::Due(heap) => loop {
                let &Reverse((_, order, task)) = heap.peek()?;
                if tasks.waits_as(task, order) {
                    break Some(task).filter(|&task| may(&tasks[task]));
                }
                heap.pop();
            },
        }?;
        self.leave(tasks, task);
        Some(task)
    }

    /// Adds waiting tasks to `into`: the first `most` in the order they are served (where the earliest due comes first, the
    /// first is the earliest and the others come as they lie), and the last of every list.
    pub(crate) fn overlook(&self, tasks: &Tasks, most: usize, into: &mut Vec<u32>) {
        match &self.order {
            Order::First(list) | Order::Last(list) => list.overlook(tasks, most, into),
            Order::Classes(lists) => {
                for list in lists {
                    list.overlook(tasks, most.saturating_sub(into.len()), into);
                }
            }
            Order::Due(heap) => {
                let waiting = heap.iter().filter_map(|Reverse((_, order, task))| {
                    tasks.waits_as(*task, *order).then_some(*task)
                });
                into.extend(waiting.take(most));
            }
        }
    }

    /// Takes a waiting task out. The caller marks it as no longer waiting.
    pub(crate) fn leave(&mut self, tasks: &mut Tasks, task: u32) {
        self.waiting -= 1;
        match &mut self.order {
            Order::First(list) | Order::Last(list) => list.remove(tasks, task),
            Order::Classes(lists) => lists[usize::from(tasks[task].class)].remove(tasks, task),
            Order::Due(heap) => {
                if heap.len() > 64 && heap.len() > 2 * self.waiting as usize + 2 {
                    heap.retain(|Reverse((_, order, other))| {
                        *other != task && tasks.waits_as(*other, *order)
                    });
                }
            }
        }
    }
}

/// Tasks that come before everything in the queue, in the order they were called. Most desks never have any.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::box_collection,
    reason = "a desk keeps room for one pointer only"
)]
pub(crate) struct Calls(Option<Box<VecDeque<u32>>>);

impl Calls {
    /// How many there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |calls| calls.len())
    }

    /// Whether there are none.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the latest.
    pub(crate) fn push(&mut self, task: u32) {
        self.0.get_or_insert_default().push_back(task);
    }

    /// Takes the first.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<u32> {
        self.0.as_mut()?.pop_front()
    }

    /// Adds one that was called before others.
    pub(crate) fn insert(&mut self, tasks: &Tasks, task: u32) {
        let calls = self.0.get_or_insert_default();
        let order = tasks[task].order;
        let at = calls.partition_point(|&call| tasks[call].order < order);
        calls.insert(at, task);
    }

    /// Takes one out.
    pub(crate) fn leave(&mut self, task: u32) {
        if let Some(calls) = &mut self.0 {
            calls.retain(|&call| call != task);
        }
    }
}

impl List {
    #[inline]
    fn push_back(&mut self, tasks: &mut Tasks, task: u32) {
        tasks[task].previous = self.tail;
        tasks[task].next = NONE;
        if self.tail == NONE {
            self.head = task;
        } else {
            tasks[self.tail].next = task;
        }
        self.tail = task;
    }

    fn push_front(&mut self, tasks: &mut Tasks, task: u32) {
        tasks[task].previous = NONE;
        tasks[task].next = self.head;
        if self.head == NONE {
            self.tail = task;
        } else {
            tasks[self.head].previous = task;
        }
        self.head = task;
    }

    /// The first of its next few tasks that `may` admits.
    fn find(&self, tasks: &Tasks, may: &impl Fn(&Task) -> bool) -> Option<u32> {
        let start = (self.head != NONE).then_some(self.head);
        let follow = |&task: &u32| Some(tasks[task].next).filter(|&next| next != NONE);
        let mut next = std::iter::successors(start, follow).take(LOOKED_AT);
        next.find(|&task| may(&tasks[task]))
    }

    /// Adds its first `most` tasks and its last to `into`.
    fn overlook(&self, tasks: &Tasks, most: usize, into: &mut Vec<u32>) {
        let mut task = self.head;
        let until = into.len() + most;
        while task != NONE && into.len() < until {
            into.push(task);
            task = tasks[task].next;
        }
        if task != NONE {
            into.push(self.tail);
        }
    }

    #[inline]
    fn pop_front(&mut self, tasks: &mut Tasks) -> Option<u32> {
        let task = self.head;
        if task == NONE {
            return None;
        }
        self.remove(tasks, task);
        Some(task)
    }

    #[inline]
    fn remove(&mut self, tasks: &mut Tasks, task: u32) {
        let (previous, next) = (tasks[task].previous, tasks[task].next);
        match previous {
            NONE => self.head = next,
            _ => tasks[previous].next = next,
        }
        match next {
            NONE => self.tail = previous,
            _ => tasks[next].previous = previous,
        }
    }
}
