//! Warnings of what is defined and never used. Departments and desks without work are ordinary, so they are left alone.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::build::Build;
use crate::model::names::AllNames;
use crate::scenario::{Arrivals, Scenario, Staff};

impl Build<'_> {
    pub(super) fn unused(&mut self, names: &AllNames<'_>) {
        self.unused_calendars();
        self.unused_categories(names);
    }

    fn unused_calendars(&mut self) {
        let used = calendars_named(self.scenario);
        for calendar in &self.scenario.calendars {
            if !used.contains(&calendar.name.value.as_str()) {
                let message = format!("nothing uses calendar `{}`", calendar.name.value);
                self.found.push(Diagnostic::warning(
                    Code::UnusedName,
                    calendar.name.place,
                    message,
                ));
            }
        }
    }

    fn unused_categories(&mut self, names: &AllNames<'_>) {
        let scenario = self.scenario;
        let mut arises = vec![false; scenario.categories.len()];
        for source in &scenario.sources {
            if matches!(&source.item.arrivals, Arrivals::Trace(trace) if trace.category.is_some()) {
                // A cell may name any category.
                return;
            }
            for (category, share) in &source.item.mix.value {
                if let Some(at) = names.categories.position(&category.value) {
                    arises[at] |= *share > 0.0;
                }
            }
        }
        for (category, _) in scenario
            .categories
            .iter()
            .zip(&arises)
            .filter(|(_, arises)| !**arises)
        {
            let message = format!(
                "no source brings a matter of category `{}`",
                category.name.value
            );
            self.found.push(Diagnostic::warning(
                Code::UnusedName,
                category.name.place,
                message,
            ));
        }
    }
}

/// Names of all calendars that something refers to.
fn calendars_named(scenario: &Scenario) -> Vec<&str> {
    let desks = scenario.desks.iter().flat_map(|desk| {
        let groups = match &desk.item.staff.value {
            Staff::Unlimited => [].as_slice(),
            Staff::Groups(groups) => groups.as_slice(),
        };
        groups
            .iter()
            .filter_map(|group| group.calendar.as_ref())
            .chain(desk.item.calendar.as_ref())
    });
    let levels = scenario
        .levels
        .iter()
        .filter_map(|level| level.item.calendar.as_ref());
    let deadlines = scenario
        .categories
        .iter()
        .filter_map(|category| category.item.deadline_calendar.as_ref());
    let holidays = scenario
        .sources
        .iter()
        .filter_map(|source| source.item.profile.holiday.as_ref());
    let mechanisms = scenario.mechanisms.calendars();
    let all = desks
        .chain(mechanisms)
        .chain(levels)
        .chain(deadlines)
        .chain(holidays.map(|(_, calendar)| calendar));
    all.map(|name: &At<String>| name.value.as_str()).collect()
}
