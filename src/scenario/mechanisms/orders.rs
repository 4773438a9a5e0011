//! `[mechanisms.orders]` as typed: orders that superiors push down.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Choice, Distribution, Fields, List, Text};
use crate::scenario::quantity::{
    Limits, any_rate, count, count_to, number, positive_time, share, time,
};
use crate::time::Span;

/// Orders from superiors, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Orders {
    /// The level whose desks get them.
    pub level: At<String>,
    /// Who issues them, and when.
    pub issuing: Issuing,
    /// What makes superiors issue more of them.
    pub pressure: Pressure,
    /// What becomes of an order on its way and at its desk.
    pub execution: Execution,
    /// The platform that recognises duplicates.
    pub platform: Platform,
}

/// Who issues orders, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Issuing {
    /// The level of the superiors; the one above unless given.
    pub from: Option<At<String>>,
    /// Number of superiors of a unit.
    pub superiors: u32,
    /// How many of them are of the block.
    pub blocks: u32,
    /// The departments that the others take turns to belong to; all that have a desk unless given.
    pub lines: Option<Vec<At<String>>>,
    /// Root tasks of one unit, events per hour as the mean of a plain week.
    pub rate: At<f64>,
    /// The hours in which they arise.
    pub calendar: Option<At<String>>,
    /// Chance that the superior whose task it is issues it.
    pub issue: f64,
    /// Chance that each other one issues it, too.
    pub duplicate: f64,
    /// How long after the first each of those does so.
    pub jitter: Option<TimeDist>,
    /// Root tasks of one unit in one day, at most.
    pub at_most: u32,
    /// Orders of one unit that may wait for an answer at once.
    pub unanswered: u32,
}

/// What makes superiors issue more orders.
#[derive(Debug, Clone, PartialEq)]
pub struct Pressure {
    /// Added to a rate of 1 for each case that counts.
    pub per_case: f64,
    /// Which cases count.
    pub by: Counted,
    /// Added to a rate of 1 where more cases count than at the median of the peers.
    pub rank: f64,
    /// Time between two looks at the figures.
    pub every: At<Span>,
}

/// Which cases of a unit count against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Open cases past their due instant.
    Overdue,
    /// All open cases.
    Open,
}

/// What becomes of an order on its way and at its desk.
#[derive(Debug, Clone, PartialEq)]
pub struct Execution {
    /// Work of one order.
    pub work: TimeDist,
    /// Where it stands beside the cases of the desk.
    pub rank: At<Rank>,
    /// Time allowed for it.
    pub due: Option<Span>,
    /// Whether it passes every level on its way.
    pub path: Path,
    /// Chance per hop that it arrives as something else.
    pub drift: f64,
    /// Chance that it is wrong as issued.
    pub wrong: f64,
}

/// Where an order stands beside the cases of its desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Before all of them.
    Before,
    /// In the class of ordinary cases.
    Among,
    /// Behind all of them.
    Behind,
}

/// The way of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// One level at a time.
    Step,
    /// Straight from the superior to the desk.
    Direct,
}

/// The platform that recognises duplicates, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Platform {
    /// Chance that a duplicate is recognised.
    pub recall: f64,
    /// Chance that a genuine order is taken for a duplicate.
    pub false_merge: f64,
    /// Work that a wrong merge brings later, beside that of the order.
    pub wrong_merge_work: Option<TimeDist>,
    /// How long after it that comes.
    pub wrong_merge_after: Span,
    /// Work of checking one incoming order.
    pub check: Option<TimeDist>,
}

/// The most superiors of a unit.
const SUPERIORS_MOST: u32 = 100;
/// The most root tasks of a unit in a day.
const A_DAY_MOST: u32 = 1_000;
/// The most orders of a unit that may be unanswered.
const UNANSWERED_MOST: u32 = 10_000;

const COUNTED: Choice<Counted> = Choice(&[("overdue", Counted::Overdue), ("open", Counted::Open)]);
const RANKS: Choice<Rank> = Choice(&[
    ("before", Rank::Before),
    ("among", Rank::Among),
    ("behind", Rank::Behind),
]);
const PATHS: Choice<Path> = Choice(&[("step", Path::Step), ("direct", Path::Direct)]);

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Orders> {
    let about = "level whose desks get the orders";
    let level = fields.required("level", about, Text);
    let issuing = issuing(fields);
    let pressure = pressure(fields);
    let execution = execution(fields);
    let platform = platform(fields);
    Some(Orders {
        level: level?,
        issuing: issuing?,
        pressure,
        execution: execution?,
        platform,
    })
}

fn issuing(fields: &mut Fields<'_>) -> Option<Issuing> {
    let about = "level of the superiors; the one above unless given";
    let from = fields.optional("from", about, Text);
    let about = "number of superiors of a unit";
    let superiors = fields.required("superiors", about, count_to(0, SUPERIORS_MOST));
    let about =
        "how many of them are of the block, whose orders go to the front desk; 0 unless given";
    let blocks = fields.optional("blocks", about, count(0));
    let about =
        "departments of the others, in turn, whose desks get their orders; all unless given";
    let lines = fields.optional("lines", about, List(Text));
    let about = "root tasks of one unit, as the mean of a plain week";
    let rate = fields.required("rate", about, any_rate());
    let about = "hours in which root tasks arise; at any time unless given";
    let calendar = fields.optional("calendar", about, Text);
    let about = "chance that the superior whose task it is issues it; 1 unless given";
    let issue = fields.optional("issue", about, share());
    let about = "chance that each other superior issues it, too; 0 unless given";
    let duplicate = fields.optional("duplicate", about, share());
    let about = "clock time until each of those does so; none unless given";
    let jitter = fields.optional("jitter", about, Distribution);
    let about = "root tasks of one unit in one day, at most; 20 unless given";
    let at_most = fields.optional("at_most", about, count_to(1, A_DAY_MOST));
    let about =
        "orders of one unit that may wait at once, beyond which none is issued; 200 unless given";
    let unanswered = fields.optional("unanswered", about, count_to(1, UNANSWERED_MOST));
    Some(Issuing {
        from,
        superiors: superiors?.value,
        blocks: blocks.map_or(0, |blocks| blocks.value),
        lines: lines.map(|lines| lines.value),
        rate: rate?,
        calendar,
        issue: issue.map_or(1.0, |issue| issue.value),
        duplicate: duplicate.map_or(0.0, |duplicate| duplicate.value),
        jitter,
        at_most: at_most.map_or(20, |most| most.value),
        unanswered: unanswered.map_or(200, |most| most.value),
    })
}

fn pressure(fields: &mut Fields<'_>) -> Pressure {
    let about = "added to a rate of 1 for each case that counts against the unit; 0 unless given";
    let per_case = fields.optional("pressure", about, number(Limits::Between(0.0, 100.0)));
    let about = "which cases count; \"overdue\" unless given";
    let by = fields.optional("pressure_by", about, COUNTED);
    let about = "added to a rate of 1 where more cases count than at the median of the units beside it; 0 unless given";
    let rank = fields.optional("rank_pressure", about, number(Limits::Between(0.0, 100.0)));
    let about = "clock time between two looks at the figures; 1 day unless given";
    let every = fields.optional("pressure_every", about, positive_time());
    Pressure {
        per_case: per_case.map_or(0.0, |pressure| pressure.value),
        by: by.map_or(Counted::Overdue, |by| by.value),
        rank: rank.map_or(0.0, |pressure| pressure.value),
        every: every.unwrap_or(At::nowhere(Span::from_days(1.0))),
    }
}

fn execution(fields: &mut Fields<'_>) -> Option<Execution> {
    let work = fields.required("work", "work of one order", Distribution);
    let about = "where an order stands beside the cases of its desk; \"among\" unless given";
    let rank = fields.optional("rank", about, RANKS);
    let about = "clock time allowed for an order";
    let due = fields.optional("due", about, time());
    let about = "whether an order passes every level on its way; \"step\" unless given";
    let path = fields.optional("path", about, PATHS);
    let about = "chance per hop that an order arrives as something else; 0 unless given";
    let drift = fields.optional("drift", about, share());
    let about = "chance that an order is wrong as issued; 0 unless given";
    let wrong = fields.optional("wrong", about, share());
    Some(Execution {
        work: work?,
        rank: rank.unwrap_or(At::nowhere(Rank::Among)),
        due: due.map(|due| due.value),
        path: path.map_or(Path::Step, |path| path.value),
        drift: drift.map_or(0.0, |drift| drift.value),
        wrong: wrong.map_or(0.0, |wrong| wrong.value),
    })
}

fn platform(fields: &mut Fields<'_>) -> Platform {
    let about = "chance that a duplicate is recognised before any work; 0 unless given";
    let recall = fields.optional("recall", about, share());
    let about = "chance that a genuine order is taken for a duplicate; 0 unless given";
    let false_merge = fields.optional("false_merge", about, share());
    let about = "work that a wrong merge brings later, beside that of the order; none unless given";
    let wrong_merge_work = fields.optional("wrong_merge_work", about, Distribution);
    let about = "clock time until a wrong merge is noticed; 5 days unless given";
    let wrong_merge_after = fields.optional("wrong_merge_after", about, positive_time());
    let about = "work of checking one incoming order for duplicates; none unless given";
    let check = fields.optional("check", about, Distribution);
    Platform {
        recall: recall.map_or(0.0, |recall| recall.value),
        false_merge: false_merge.map_or(0.0, |chance| chance.value),
        wrong_merge_work,
        wrong_merge_after: wrong_merge_after.map_or(Span::from_days(5.0), |after| after.value),
        check,
    }
}
