//! Categories: what they need, who may decide them, how urgent they are.

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::id::IdVec;
use crate::model::build::Build;
use crate::model::desks::Desks;
use crate::model::names::{AllNames, Names};
use crate::model::{CLASSES_MAX, Category, CategoryId, DepartmentId, NEEDS_MAX, Need};
use crate::random::dist::Dist;
use crate::scenario::{self, Named};

/// The largest number of severities.
const SEVERITIES_MAX: usize = 250;

impl Build<'_> {
    pub(super) fn categories(&mut self, names: &AllNames<'_>, desks: &Desks) -> IdVec<Category> {
        let scenario = self.scenario;
        self.unique("category", scenario.categories.iter().map(|c| &c.name));
        scenario
            .categories
            .iter()
            .map(|category| self.category(names, desks, category))
            .collect()
    }

    fn category(
        &mut self,
        names: &AllNames<'_>,
        desks: &Desks,
        named: &Named<scenario::Category>,
    ) -> Category {
        let (name, item) = (&named.name, &named.item);
        let calendar = item
            .deadline_calendar
            .as_ref()
            .map(|calendar| self.calendar(names, Some(calendar)));
        let help = "add `deadline_calendar` with the name of a calendar";
        let deadline = item
            .deadline
            .and_then(|deadline| self.allowance("deadline", deadline, calendar, help));
        if item.needs.is_empty() {
            self.found.push(
                Diagnostic::error(
                    Code::MissingKey,
                    name.place,
                    format!("category `{}` needs nothing", name.value),
                )
                .help("add `departments = [\"…\"]` and `work`"),
            );
        }
        if let Some(more) = item.needs.get(NEEDS_MAX) {
            let message = format!(
                "category `{}` has {} needs and at most {NEEDS_MAX} are possible",
                name.value,
                item.needs.len()
            );
            self.error(Code::TooLarge, more.name.place, message);
        }
        let join = item
            .join
            .filter(|join| self.is_join(join, item.needs.len()));
        let needs = self.needs(names, desks, item);
        Category {
            name: name.value.clone(),
            deadline,
            competence: self.competence(names, name, item),
            severity: self.severities(name, item),
            class: item.priority.and_then(|priority| self.class(priority)),
            fields: item.fields,
            join: join.map(|join| join.value),
            parts: parts(&needs, names.levels.all().len()),
            needs,
        }
    }

    fn is_join(&mut self, join: &At<u32>, needs: usize) -> bool {
        let valid = join.value >= 1 && join.value as usize <= needs;
        if !valid {
            let message = format!(
                "`join` is `{}` and must lie from 1 to the number of needs, {needs}",
                join.value
            );
            self.error(Code::OutOfRange, join.place, message);
        }
        valid
    }

    /// Priority 1 is class 0.
    fn class(&mut self, priority: At<u32>) -> Option<u8> {
        if (1..=CLASSES_MAX as u32).contains(&priority.value) {
            return Some(priority.value as u8 - 1);
        }
        let message = format!(
            "`priority` is `{}` and must lie from 1 to {CLASSES_MAX}",
            priority.value
        );
        self.error(Code::OutOfRange, priority.place, message);
        None
    }

    /// Cumulative shares of the lowest level that may decide, by level.
    fn competence(
        &mut self,
        names: &AllNames<'_>,
        name: &At<String>,
        item: &scenario::Category,
    ) -> Vec<f64> {
        let Some(authority) = &item.authority else {
            return Vec::new();
        };
        let levels: Vec<Option<usize>> = authority
            .value
            .iter()
            .map(|(level, _)| self.resolve(&names.levels, level))
            .collect();
        self.unique("level", authority.value.iter().map(|(level, _)| level));
        let shares: Vec<f64> = authority.value.iter().map(|(_, share)| *share).collect();
        let what = format!("the shares of the authority over `{}`", name.value);
        if self.shares(&what, authority.place, &shares).is_none() {
            return Vec::new();
        }
        let mut by_level = vec![0.0; names.levels.all().len()];
        for (level, share) in levels.into_iter().zip(shares) {
            if let Some(level) = level {
                by_level[level] += share;
            }
        }
        cumulative(&by_level)
    }

    /// Cumulative probabilities of severity 1, 2, ….
    fn severities(&mut self, name: &At<String>, item: &scenario::Category) -> Vec<f64> {
        let Some(severity) = &item.severity else {
            return Vec::new();
        };
        if severity.value.len() > SEVERITIES_MAX {
            let message = format!(
                "`severity` has {} entries and at most {SEVERITIES_MAX} are possible",
                severity.value.len()
            );
            self.error(Code::ListLength, severity.place, message);
            return Vec::new();
        }
        let what = format!("the probabilities of the severities of `{}`", name.value);
        match self.shares(&what, severity.place, &severity.value) {
            Some(_) => cumulative(&severity.value),
            None => Vec::new(),
        }
    }

    fn needs(
        &mut self,
        names: &AllNames<'_>,
        desks: &Desks,
        item: &scenario::Category,
    ) -> Vec<Need> {
        self.unique("need", item.needs.iter().map(|need| &need.name));
        let own = Names::new(
            "need",
            item.needs.iter().map(|need| need.name.value.as_str()),
        );
        let mut needs = Vec::new();
        for need in item.needs.iter().take(NEEDS_MAX) {
            let department = self.resolve(&names.departments, &need.item.department);
            let mut after = 0_u64;
            for name in &need.item.after {
                let position = self
                    .resolve(&own, name)
                    .filter(|&position| position < NEEDS_MAX);
                after |= position.map_or(0, |position| 1 << position);
            }
            let kinds = (0..names.levels.all().len()).map(|level| {
                let at = level * names.departments.all().len() + department.unwrap_or(0);
                desks.of.get(at).copied().flatten()
            });
            needs.push(Need {
                desks: kinds.collect(),
                department: DepartmentId::new(department.unwrap_or(0)),
                probability: self.probability("probability", need.item.probability, 1.0),
                work: self.work(names, &need.item),
                after,
                reject: self.probability("reject", need.item.reject, 0.0),
            });
        }
        self.precedence(item, &needs);
        needs
    }

    /// Work by level; none where the need does not apply, or nothing says how much it is.
    fn work(&mut self, names: &AllNames<'_>, need: &scenario::Need) -> Vec<Option<Dist>> {
        let count = names.levels.all().len();
        let mut applies = vec![need.levels.is_none(); count];
        for name in need.levels.iter().flatten() {
            if let Some(level) = self.resolve(&names.levels, name) {
                applies[level] = true;
            }
        }
        let mut work: Vec<Option<Dist>> =
            vec![need.work.as_ref().map(|law| law.value.clone()); count];
        for own in &need.work_at {
            if let Some(level) = self.resolve(&names.levels, &own.name) {
                work[level] = Some(own.item.value.clone());
                if !applies[level] {
                    let message = format!(
                        "the need has work at level `{}` and `levels` leaves it out",
                        own.name.value
                    );
                    self.found.push(Diagnostic::warning(
                        Code::UnusedName,
                        own.name.place,
                        message,
                    ));
                }
            }
        }
        work.into_iter()
            .zip(applies)
            .map(|(law, applies)| law.filter(|_| applies))
            .collect()
    }

    /// Refuses needs that wait for each other, with the circle written out.
    fn precedence(&mut self, item: &scenario::Category, needs: &[Need]) {
        let mut left: u64 = (0..needs.len()).fold(0, |mask, at| mask | 1 << at);
        // Needs that wait for nothing left are taken out until none is left, or a circle.
        loop {
            let free =
                (0..needs.len()).filter(|&at| left >> at & 1 == 1 && needs[at].after & left == 0);
            let free = free.fold(0_u64, |mask, at| mask | 1 << at);
            if free == 0 {
                break;
            }
            left &= !free;
        }
        if left == 0 {
            return;
        }
        let mut path = vec![left.trailing_zeros() as usize];
        let start = loop {
            let last = path[path.len() - 1];
            let next = (needs[last].after & left).trailing_zeros() as usize;
            if let Some(start) = path.iter().position(|&at| at == next) {
                break start;
            }
            path.push(next);
        };
        // Each waits for the next one, so the order of work is the other way round.
        let mut cycle: Vec<usize> = path[start..].iter().rev().copied().collect();
        cycle.push(cycle[0]);
        let way: Vec<String> = cycle
            .iter()
            .map(|&at| format!("`{}`", item.needs[at].name.value))
            .collect();
        let place = |at: usize| {
            item.needs[at]
                .item
                .after
                .first()
                .map_or(Place::NOWHERE, |name| name.place)
        };
        let message = format!("needs wait for each other: {}", way.join(" -> "));
        let mut diagnostic = Diagnostic::error(Code::PrecedenceCycle, place(cycle[0]), message)
            .help("remove one of the names in `after`");
        for &at in &cycle[1..cycle.len() - 1] {
            diagnostic = diagnostic.label(place(at), "and here");
        }
        self.found.push(diagnostic);
    }

    /// The number of queueing classes: as many as the lowest priority and the severities of categories without one need.
    pub(super) fn classes(&self, categories: &IdVec<Category>, severity_max: u8) -> usize {
        let of = |category: &Category| match category.class {
            Some(class) => usize::from(class) + 1,
            None => category
                .severity
                .len()
                .max(usize::from(severity_max))
                .max(1),
        };
        categories
            .iter()
            .map(of)
            .max()
            .unwrap_or(1)
            .min(CLASSES_MAX)
    }
}

/// By level, the needs that it has a part in.
fn parts(needs: &[Need], levels: usize) -> Vec<u64> {
    let part = |level: usize| {
        let with_work = needs.iter().enumerate().map(|(at, need)| {
            let has_part = need.work[level].is_some();
            u64::from(has_part) << at
        });
        with_work.fold(0, |mask, bit| mask | bit)
    };
    (0..levels).map(part).collect()
}

/// Running sums of shares that sum to one; exactly one from the last positive share on.
fn cumulative(shares: &[f64]) -> Vec<f64> {
    let total: f64 = shares.iter().sum();
    let last = shares.iter().rposition(|&share| share > 0.0).unwrap_or(0);
    let mut sum = 0.0;
    let running = shares.iter().enumerate().map(|(at, share)| {
        sum += share;
        if at >= last { 1.0 } else { sum / total }
    });
    running.collect()
}

/// The share of each position of cumulative shares.
pub(super) fn shares_of(cumulative: &[f64]) -> Vec<f64> {
    let before = std::iter::once(0.0).chain(cumulative.iter().copied());
    cumulative
        .iter()
        .zip(before)
        .map(|(upto, before)| upto - before)
        .collect()
}

/// The categories of a source's matters.
pub(super) fn categories_of(source: &crate::model::demand::SourceModel) -> Vec<CategoryId> {
    let mut categories = source.mix.items.clone();
    if let crate::model::demand::ArrivalModel::Trace(records) = &source.arrivals {
        categories.extend(records.iter().filter_map(|record| record.category));
    }
    categories.sort();
    categories.dedup();
    categories
}
