//! Where desks and their people stand at the beginning of a run.

use std::collections::VecDeque;

use crate::engine::clock::{Clock, Crew};
use crate::engine::desk::{Desk, DeskLedger, Person, unusual};
use crate::engine::queue::Queue;
use crate::model::{CalendarId, DeskKind, Model, Staff};
use crate::time::Time;

/// Lays out all desks, and the desk of every slot of a person.
pub(crate) fn place_desks(model: &Model, desks: &mut Vec<Desk>, desk_of_slot: &mut Vec<u32>) {
    for (id, kind) in model.desk_kinds.entries() {
        let staff = match &kind.staff {
            Staff::Unlimited(_) => 0,
            Staff::Groups(groups) => groups.iter().map(|group| group.count as usize).sum(),
        };
        for _ in 0..kind.count {
            let first_slot = desk_of_slot.len() as u32;
            desk_of_slot.extend(std::iter::repeat_n(desks.len() as u32, staff));
            desks.push(Desk {
                kind: id,
                level: kind.level,
                unusual: unusual::about(kind),
                rate: kind.rate,
                first_slot,
                is_unlimited: matches!(kind.staff, Staff::Unlimited(_)),
                closed: 0,
                people: vec![Person::new(0); staff],
                idle: Vec::with_capacity(staff),
                queue: Queue::new(kind.discipline, model.classes),
                calls: VecDeque::new(),
                on_duty: staff as u32,
                busy: 0,
                since: Time::ZERO,
                open_ticks: 0,
                ledger: DeskLedger::default(),
            });
        }
    }
}

/// Sets the crew of everybody, and who is off duty at t = 0. Returns the crews of each clock.
pub(crate) fn assign_crews(desks: &mut [Desk], clocks: &[Clock], crews: &[Crew]) -> Vec<Vec<u32>> {
    let mut by_clock = vec![Vec::new(); clocks.len()];
    for (at, crew) in crews.iter().enumerate() {
        by_clock[usize::from(crew.clock)].push(at as u32);
        let desk = &mut desks[crew.desk as usize];
        for person in &mut desk.people[crew.first as usize..crew.last as usize] {
            person.crew = at as u32;
        }
        if !clocks[usize::from(crew.clock)].is_open {
            desk.on_duty -= crew.present;
        }
    }
    by_clock
}

/// The groups of a kind: calendar, first person, person after the last.
pub(super) fn groups(kind: &DeskKind) -> Vec<(CalendarId, u32, u32)> {
    match &kind.staff {
        Staff::Unlimited(calendar) => vec![(*calendar, 0, 0)],
        Staff::Groups(groups) => {
            let mut first = 0;
            groups
                .iter()
                .map(|group| {
                    let range = (group.calendar, first, first + group.count);
                    first = range.2;
                    range
                })
                .collect()
        }
    }
}
