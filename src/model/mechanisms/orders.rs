//! Orders from superiors, proven.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::model::mechanisms::at_desks::HOUR;
use crate::model::{CalendarId, DeskKindId, LevelId};
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
pub use crate::scenario::mechanisms::orders::{Counted, Path, Rank};
use crate::time::Span;

/// Hours in a day.
const DAY_H: f64 = 24.0;
/// Hours in a week.
const WEEK_H: f64 = 168.0;
/// Orders from superiors, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Orders {
    /// The level whose desks get them.
    pub level: LevelId,
    /// The superiors of a unit.
    pub superiors: Vec<Superior>,
    /// Root tasks of one unit per open hour of `calendar`, before pressure.
    pub rate: f64,
    /// The hours in which they arise.
    pub calendar: CalendarId,
    /// Chance that the superior whose task it is issues it.
    pub issue: f64,
    /// Chance that each other one issues it, too.
    pub duplicate: f64,
    /// Hours until each of those does so.
    pub jitter: Option<Dist>,
    /// Root tasks of one unit in one day, at most.
    pub at_most: u32,
    /// Orders of one unit that may wait for an answer at once.
    pub unanswered: u32,
    /// What makes superiors issue more of them.
    pub pressure: Pressure,
    /// Hands-on hours of one order.
    pub work: Dist,
    /// Where an order stands beside the cases of its desk.
    pub rank: Rank,
    /// Time allowed for an order.
    pub due: Option<Span>,
    /// Chance that an order is executed as it was meant.
    pub as_issued: f64,
    /// Chance that a duplicate is recognised.
    pub recall: f64,
    /// Chance that a genuine order is taken for a duplicate.
    pub false_merge: f64,
    /// Hours that a wrong merge brings later, beside those of the order.
    pub wrong_merge_work: Option<Dist>,
    /// How long after it that comes.
    pub wrong_merge_after: Span,
    /// Hours of checking one incoming order.
    pub check: Option<Dist>,
}

/// One superior of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Superior {
    /// The kind of desk that gets the orders.
    pub desk: DeskKindId,
    /// Whether it is of a line, and not of the block.
    pub is_line: bool,
}

/// What makes superiors issue more orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pressure {
    /// Added to a rate of 1 for each case that counts.
    pub per_case: f64,
    /// Which cases count.
    pub by: Counted,
    /// Added to a rate of 1 where more cases count than at the median of the peers.
    pub rank: f64,
    /// Time between two looks at the figures.
    pub every: Span,
}

impl Pressure {
    /// Whether there is any, so that anybody looks at the figures.
    pub fn is_felt(self) -> bool {
        self.per_case > 0.0 || self.rank > 0.0
    }
}

impl Build<'_> {
    pub(super) fn prove_orders(
        &mut self,
        around: &Around<'_>,
        given: &typed::Orders,
    ) -> Option<Orders> {
        let typed::Orders {
            level,
            issuing,
            pressure,
            execution,
            platform,
        } = given;
        let calendar = self.calendar(around.names, issuing.calendar.as_ref());
        self.not_too_often("pressure_every", pressure.every, HOUR);
        let at = self.resolve(&around.names.levels, level)?;
        let units = f64::from(around.levels[LevelId::new(at)].units);
        let orders = issuing.rate.value * DAY_H * units * f64::from(issuing.superiors);
        self.not_too_many("orders", issuing.rate.place, orders);
        let levels = self.levels_between(around, at, issuing.from.as_ref());
        let superiors = self.superiors(around, at, given);
        let (levels, superiors) = (levels?, superiors?);
        if execution.rank.value == Rank::Behind {
            let desks = superiors.iter().map(|superior| superior.desk);
            self.without_urgency(around, execution.rank.place, desks);
        }
        let hops = match execution.path {
            Path::Step => levels,
            Path::Direct => levels.min(1),
        };
        let open = around.calendars[calendar].working_hours_per_week();
        Some(Orders {
            level: LevelId::new(at),
            superiors,
            rate: issuing.rate.value * WEEK_H / open,
            calendar,
            issue: issuing.issue,
            duplicate: issuing.duplicate,
            jitter: dist(issuing.jitter.as_ref()),
            at_most: issuing.at_most,
            unanswered: issuing.unanswered,
            pressure: Pressure {
                per_case: pressure.per_case,
                by: pressure.by,
                rank: pressure.rank,
                every: pressure.every.value,
            },
            work: execution.work.value.clone(),
            rank: execution.rank.value,
            due: execution.due,
            as_issued: (1.0 - execution.wrong) * (1.0 - execution.drift).powi(hops as i32),
            recall: platform.recall,
            false_merge: platform.false_merge,
            wrong_merge_work: dist(platform.wrong_merge_work.as_ref()),
            wrong_merge_after: platform.wrong_merge_after,
            check: dist(platform.check.as_ref()),
        })
    }

    /// How many levels lie between the superiors and the desks, the first counted and the last not.
    fn levels_between(
        &mut self,
        around: &Around<'_>,
        level: usize,
        from: Option<&At<String>>,
    ) -> Option<u32> {
        let Some(from) = from else {
            return Some(u32::from(around.tree.parent[level].is_some()));
        };
        let upper = self.resolve(&around.names.levels, from)?;
        if upper == level || !around.tree.sound {
            return Some(0);
        }
        let steps = around.tree.above(level).position(|at| at == upper);
        if steps.is_none() {
            let message = format!(
                "level `{}` does not lie above level `{}`",
                from.value,
                around.names.levels.name(level)
            );
            self.found.push(
                Diagnostic::error(Code::OutOfRange, from.place, message)
                    .help("orders come from a level above, or from the level itself"),
            );
        }
        Some(steps? as u32 + 1)
    }

    /// The superiors: first those of the block, then the lines in turn.
    fn superiors(
        &mut self,
        around: &Around<'_>,
        level: usize,
        given: &typed::Orders,
    ) -> Option<Vec<Superior>> {
        let issuing = &given.issuing;
        let blocks = issuing.blocks.min(issuing.superiors);
        let lines = self.line_desks(around, level, given)?;
        let front = around.front_kind(level);
        let of_block = |desk| Superior {
            desk,
            is_line: false,
        };
        let of_line = |&desk| Superior {
            desk,
            is_line: true,
        };
        let is_served =
            (blocks == 0 || front.is_some()) && (blocks == issuing.superiors || !lines.is_empty());
        if !is_served {
            let name = around.names.levels.name(level);
            let message = format!("level `{name}` has no desk for the orders");
            self.found.push(
                Diagnostic::error(Code::NoDesk, given.level.place, message)
                    .help(format!("add a desk with `level = \"{name}\"`")),
            );
            return None;
        }
        let front = front.map(of_block);
        let of_blocks = front.into_iter().cycle().take(blocks as usize);
        let of_lines = lines.iter().map(of_line).cycle();
        let superiors = of_blocks.chain(of_lines).take(issuing.superiors as usize);
        Some(superiors.collect())
    }

    /// The desks of the departments that superiors of lines take turns to belong to.
    fn line_desks(
        &mut self,
        around: &Around<'_>,
        level: usize,
        given: &typed::Orders,
    ) -> Option<Vec<DeskKindId>> {
        let Some(lines) = &given.issuing.lines else {
            let departments = 0..around.names.departments.all().len();
            let desks = departments.filter_map(|department| around.kind_of(level, department));
            return Some(desks.collect());
        };
        let mut desks = Vec::new();
        for line in lines {
            let department = self.resolve(&around.names.departments, line)?;
            let Some(desk) = around.kind_of(level, department) else {
                let name = around.names.levels.name(level);
                let message = format!(
                    "no desk at level `{name}` serves department `{}`",
                    line.value
                );
                self.found.push(
                    Diagnostic::error(Code::NoDesk, line.place, message)
                        .help(format!("add a desk with `level = \"{name}\"`")),
                );
                return None;
            };
            desks.push(desk);
        }
        Some(desks)
    }
}
