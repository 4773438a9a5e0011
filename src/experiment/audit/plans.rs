//! How often plans are the cheapest that keep their targets, truly keep them, and how often capacities are right.

use std::path::PathBuf;

use super::{Audit, Bound, Cell, Statement, Table, Trials};
use crate::diagnostic::{At, Sources};
use crate::experiment::capacity::{Crossing, Limit, Stress};
use crate::experiment::plan::{Planned, Planner, Setting, is_accepted, planned};
use crate::experiment::runs::{Runner, Trouble};
use crate::experiment::store::Store;
use crate::random::Key;
use crate::scenario::claim::Margin;
use crate::scenario::{Document, Scenario};
use crate::theory::{Jackson, Station, erlang_c, jackson, servers_for_wait_probability};

/// One desk, whose truth Erlang C has.
const DESK: &str = include_str!("plan_desk.toml");
/// Three levels, whose truth product form has.
const LEVELS: &str = include_str!("plan_levels.toml");
/// One in so many of the trials of an audit: a plan takes a thousand replications.
const TRIALS: u32 = 5;
/// One in so many for capacities, which take long runs.
const CAPACITIES: u32 = 25;
/// Replications from which the truth at the edge is taken, for each trial, and at least.
const PILOT: (u32, u32) = (4, 400);
/// The load of the desk, in people.
const LOAD: f64 = 20.0;
/// Handling at the levels: arrivals from outside and completions an hour.
const RATES: [(f64, f64); 3] = [(3.0, 1.0), (0.6, 0.8), (0.2, 0.6)];
/// The costs of a person at the levels, and the first of their numbers.
const COSTS: [(f64, u32); 3] = [(1.0, 4), (2.0, 2), (3.0, 1)];
/// The longest mean lead time, in hours.
const LEAD_H: f64 = 2.2;

/// Plans of known truth, and capacities of known truth.
///
/// # Errors
/// [`Trouble::Stopped`] when it was stopped.
pub fn audit(trials: &Trials<'_>) -> Result<Audit, Trouble> {
    let count = (trials.count / TRIALS).max(2);
    let few = (trials.count / CAPACITIES).max(2);
    trials.expect(u64::from(3 * count + few + trials.count));
    let (mut rows, mut statements) = (Vec::new(), Vec::new());
    desk(trials, count, (&mut rows, &mut statements))?;
    edge(trials, count, (&mut rows, &mut statements))?;
    levels(trials, count, (&mut rows, &mut statements))?;
    capacity(trials, few, (&mut rows, &mut statements))?;
    let header = [
        "planted truth",
        "true optimum",
        "mean of answers",
        "without answer",
    ];
    Ok(Audit {
        what: "plan",
        title: "Plans and capacities of known truth".to_owned(),
        setting: format!(
            "{count} plans of each truth, {} checks at the edge and {few} capacities, seed {}; a plan may break its target with a chance \
             of 5.0 %, and the first that is checked with half of that",
            trials.count, trials.seed
        ),
        table: Some(Table {
            header: header.map(str::to_owned).to_vec(),
            rows,
        }),
        statements,
        note: format!(
            "One desk with work for {LOAD} people, of whom a fifth may wait: Erlang C says 26, the square-root rule 24.7. At the edge, the \
             target is what 25 people have, the mean of {} other replications. Three levels (a Jackson network) with people of cost \
             1, 2 and 3 and a mean lead time of at most {LEAD_H} h: product form says which of 378 plans is cheapest. The capacity is that \
             of three people with work for 2.4.",
            pilot_of(trials)
        ),
    })
}

/// Replications of the pilot.
fn pilot_of(trials: &Trials<'_>) -> u32 {
    trials.count.saturating_mul(PILOT.0).max(PILOT.1)
}

type Told<'a> = (&'a mut Vec<Vec<Cell>>, &'a mut Vec<Statement>);

/// A scenario with what is asked of it.
fn read(text: &str) -> (Document, Scenario, Sources) {
    let mut sources = Sources::new();
    let document = Document::read(&mut sources, "planted.toml", text, &[]);
    let document = document.expect("the planted scenario is in order");
    let (scenario, _) = document.scenario("baseline");
    let scenario = scenario.expect("the planted scenario is in order");
    (document, scenario, sources)
}

fn planner((document, scenario, sources): (Document, Scenario, Sources)) -> Planner {
    Planner::new(document, &scenario, PathBuf::new(), sources)
        .expect("the planted scenario is in order")
}

/// The plan of a seed; nothing is kept.
fn plan_of(planner: &Planner, key: Key, trials: &Trials<'_>) -> Result<Planned, Trouble> {
    let store = Store::forgetful();
    let runner = Runner::new(&store, &(), trials.stop);
    planned(planner, &planner.designs()[0], key.seed(), &runner)
}

/// The numbers of the plan that was accepted.
fn numbers(planned: &Planned) -> Option<Vec<f64>> {
    let plan = planned.plan.as_ref()?;
    plan.numbers.iter().copied().collect()
}

/// A row of the table: the truth and the mean of the answers.
fn row(truth: &str, known: f64, answers: &[Option<f64>]) -> Vec<Cell> {
    let found: Vec<f64> = answers.iter().flatten().copied().collect();
    let mean = found.iter().sum::<f64>() / found.len().max(1) as f64;
    vec![
        Cell::Text(truth.to_owned()),
        Cell::Number(known),
        Cell::Number(mean),
        Cell::Number((answers.len() - found.len()) as f64),
    ]
}

fn people(found: &[Planned]) -> Vec<Option<f64>> {
    let each = found.iter().map(|one| numbers(one).map(|all| all[0]));
    each.collect()
}

fn desk(trials: &Trials<'_>, count: u32, (rows, statements): Told<'_>) -> Result<(), Trouble> {
    let truth = "one desk, a = 20, a fifth may wait";
    let planner = planner(read(DESK));
    let found = trials.each_of(count, trials.key(0), |key| plan_of(&planner, key, trials))?;
    let answers = people(&found);
    let fewest = servers_for_wait_probability(LOAD, 0.2).map_or(f64::NAN, f64::from);
    rows.push(row(&format!("{truth}: people"), fewest, &answers));
    let share = |wanted: &dyn Fn(f64) -> bool| {
        let hits = answers.iter().flatten().filter(|people| wanted(**people));
        (hits.count(), answers.len())
    };
    let exact = share(&|people| people == fewest);
    let event = "the plan is the exact optimum";
    statements.extend(Statement::share(truth, event, Bound::AtLeast(0.95), exact));
    let waits = |people: f64| erlang_c(people as u32, LOAD).is_none_or(|waits| waits > 0.2);
    let event = "the plan truly breaks its target";
    statements.extend(Statement::share(
        truth,
        event,
        Bound::AtMost(0.05),
        share(&waits),
    ));
    Ok(())
}

/// The target lies where 25 people just do not keep it: what whole plans do then, and a check of these people by itself.
fn edge(trials: &Trials<'_>, count: u32, (rows, statements): Told<'_>) -> Result<(), Trouble> {
    let truth = "one desk, 25 people at the edge";
    let (document, mut scenario, sources) = read(DESK);
    let at_the_edge = Setting::At(vec![4]);
    let pilot = planner((document.clone(), scenario.clone(), sources.clone()));
    let root = trials.key(1);
    let subject = pilot.subject("baseline", &at_the_edge);
    let subject = subject.expect("the planted scenario is in order");
    let subject = subject.reseeded(root.child(u64::MAX).seed());
    let store = Store::forgetful();
    let runner = Runner::new(&store, &(), trials.stop);
    let count_of_pilot = pilot_of(trials);
    let wanted: Vec<_> = (0..count_of_pilot)
        .map(|number| (&subject, number))
        .collect();
    let samples = runner.run(&wanted)?;
    let sum: f64 = samples.iter().filter_map(|sample| sample.values[0]).sum();
    let edge = sum / f64::from(count_of_pilot);
    if let Some(optimise) = &mut scenario.optimise {
        optimise.targets[0].item.bound = At::nowhere(Margin::Relative(edge));
    }
    let planner = planner((document, scenario, sources));
    let found = trials.each_of(count, root, |key| plan_of(&planner, key, trials))?;
    let answers = people(&found);
    rows.push(row(&format!("{truth}: people"), 26.0, &answers));
    let broken = answers.iter().flatten().filter(|people| **people <= 25.0);
    let broken = (broken.count(), answers.len());
    let event = "the plan truly breaks its target";
    statements.extend(Statement::share(truth, event, Bound::AtMost(0.05), broken));
    let accepted = trials.each(trials.key(4), |key| {
        is_accepted(
            (&planner, "baseline"),
            &at_the_edge,
            0.5,
            key.seed(),
            &runner,
        )
    })?;
    let accepted = (
        accepted.iter().filter(|is_accepted| **is_accepted).count(),
        accepted.len(),
    );
    let event = "a first check accepts them";
    statements.extend(Statement::share(
        truth,
        event,
        Bound::AtMost(0.025),
        accepted,
    ));
    Ok(())
}

/// The network with so many people at each level, by product form.
fn network(people: [u32; 3]) -> Option<Jackson> {
    let onward = [[0.1, 0.25, 0.0], [0.05, 0.0, 0.2], [0.0, 0.1, 0.0]];
    let stations = RATES.iter().zip(people).zip(onward);
    let stations: Vec<Station> = stations
        .map(
            |(((external_rate, service_rate), servers), onward)| Station {
                external_rate: *external_rate,
                service_rate: *service_rate,
                servers,
                onward: onward.to_vec(),
            },
        )
        .collect();
    jackson(&stations)
}

fn cost(people: [u32; 3]) -> f64 {
    let each = COSTS.iter().zip(people);
    each.map(|((cost, _), people)| cost * f64::from(people))
        .sum()
}

fn is_kept(people: [u32; 3]) -> bool {
    network(people).is_some_and(|network| network.time_in_system_mean <= LEAD_H)
}

/// The cheapest staffing of all, by product form.
fn cheapest() -> [u32; 3] {
    let [v, t, d] = COSTS.map(|(_, first)| first);
    let all =
        (v..v + 9).flat_map(|v| (t..t + 7).flat_map(move |t| (d..d + 6).map(move |d| [v, t, d])));
    let kept = all.filter(|people| is_kept(*people));
    let best = kept.min_by(|a, b| cost(*a).total_cmp(&cost(*b)));
    best.expect("the most people keep the target")
}

fn levels(trials: &Trials<'_>, count: u32, (rows, statements): Told<'_>) -> Result<(), Trouble> {
    let truth = "three levels, mean lead time";
    let planner = planner(read(LEVELS));
    let found = trials.each_of(count, trials.key(2), |key| plan_of(&planner, key, trials))?;
    let best = cheapest();
    let plans: Vec<Option<[u32; 3]>> = found
        .iter()
        .map(|one| {
            numbers(one)?
                .iter()
                .map(|number| *number as u32)
                .collect::<Vec<_>>()
                .try_into()
                .ok()
        })
        .collect();
    let costs: Vec<Option<f64>> = plans.iter().map(|plan| plan.map(cost)).collect();
    rows.push(row(&format!("{truth}: cost"), cost(best), &costs));
    let guesses: Vec<Option<f64>> = found.iter().map(|one| one.guess.cost).collect();
    rows.push(row(
        "the same by the square-root rule: cost",
        cost(best),
        &guesses,
    ));
    let hits = |wanted: &dyn Fn(usize, [u32; 3]) -> bool| {
        let each = plans.iter().enumerate();
        let hits = each.filter(|(nth, plan)| plan.is_some_and(|plan| wanted(*nth, plan)));
        (hits.count(), plans.len())
    };
    let event = "the plan costs what the exact optimum does";
    let exact = hits(&|_, plan| cost(plan) == cost(best));
    statements.extend(Statement::share(truth, event, Bound::AtLeast(0.95), exact));
    let event = "the plan truly breaks its target";
    let broken = hits(&|_, plan| !is_kept(plan));
    statements.extend(Statement::share(truth, event, Bound::AtMost(0.05), broken));
    let event = "it keeps it for less than the square-root rule";
    let less =
        hits(&|nth, plan| is_kept(plan) && guesses[nth].is_some_and(|guess| cost(plan) < guess));
    statements.extend(Statement::share(truth, event, Bound::AtLeast(0.95), less));
    Ok(())
}

fn capacity(trials: &Trials<'_>, count: u32, (rows, statements): Told<'_>) -> Result<(), Trouble> {
    let truth = "capacity of M/M/3 at 0.8";
    let text = DESK
        .replace("staff = 30", "staff = 3")
        .replace("20 / h", "2.4 / h");
    let (document, mut scenario, sources) = read(&text);
    scenario.optimise = None;
    let stress = Stress::new(document, &scenario, &[], PathBuf::new(), sources);
    let stress = stress.expect("the planted scenario is in order");
    let found = trials.each_of(count, trials.key(3), |key| {
        let store = Store::forgetful();
        let runner = Runner::new(&store, &(), trials.stop);
        Ok(stress
            .capacity("baseline", key.seed(), &runner)?
            .sustainable)
    })?;
    let at = |limit: &Limit| match limit.at {
        Crossing::At(at) => Some(at),
        Crossing::Below(_) | Crossing::Above(_) => None,
    };
    let answers: Vec<Option<f64>> = found.iter().map(at).collect();
    rows.push(row(&format!("{truth}: factor"), 1.25, &answers));
    let holds = |limit: &&Limit| {
        limit.low.is_some_and(|low| low <= 1.25) && limit.high.is_some_and(|high| 1.25 <= high)
    };
    let hits = (found.iter().filter(holds).count(), found.len());
    let event = "its interval holds the truth";
    statements.extend(Statement::share(truth, event, Bound::AtLeast(0.95), hits));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn the_cheapest_staffing_by_product_form_is_that_of_the_textbook_network() {
        assert_eq!(cheapest(), [5, 3, 2]);
        let network = network([5, 3, 2]).expect("it settles");
        assert!((network.time_in_system_mean - 2.032_167).abs() < 1e-6);
        assert!(!is_kept([4, 3, 2]) && !is_kept([5, 2, 2]) && !is_kept([5, 3, 1]));
    }

    #[test]
    fn plans_of_a_few_seeds_are_those_of_theory() {
        let stop = AtomicBool::new(false);
        let audit = audit(&Trials::new((10, 3), &(), &stop)).expect("nobody stops it");
        let failed: Vec<&Statement> = audit.statements.iter().filter(|one| !one.holds).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }
}
