//! Where desks and their people stand at the beginning of a run.

use crate::engine::clock::{Clock, Crew};
use crate::engine::desk::Desk;
use crate::model::{CalendarId, DeskKind, Model, Staff};
use crate::time::Time;

/// Lays out all desks, and the desk of every slot of a person; nobody is at those that are not here.
pub(crate) fn place_desks(
    model: &Model,
    is_here: impl Fn(usize) -> bool,
    desks: &mut Vec<Desk>,
    desk_of_slot: &mut Vec<u32>,
) {
    for (id, kind) in model.desk_kinds.entries() {
        for _ in 0..kind.count {
            let mut desk = Desk::new(id, kind, model.classes, desk_of_slot.len() as u32);
            if !is_here(desks.len()) {
                desk.vacate();
            }
            let people = std::iter::repeat_n(desks.len() as u32, desk.people.len());
            desk_of_slot.extend(people);
            desks.push(desk);
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
            desk.change_duty(Time::ZERO, |on_duty, _| *on_duty -= crew.present);
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
