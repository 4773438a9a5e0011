//! Demand: from sources as typed to arrival processes, mixes and places.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{At, Code, Diagnostic, Severity};
use crate::model::build::Build;
use crate::model::demand::{
    ArrivalModel, Demand, PlaceModel, PoissonModel, Record, SourceModel, StartingBacklog, Weighted,
};
use crate::model::names::AllNames;
use crate::model::territory::Territory;
use crate::model::trace::{TraceReport, TraceScope};
use crate::model::{CategoryId, Model, RunPlan, UnitId};
use crate::scenario::{Arrivals, Places, Source, Trace};

mod amount;
mod events;
mod profile;

pub(super) use amount::expected_matters;
use amount::{Expected, expect};

/// Demand with what reading it showed.
pub(super) struct Demanded {
    pub(super) demand: Demand,
    pub(super) traces: Vec<(String, TraceReport)>,
    /// The largest severity that a record gives.
    pub(super) severity_max: u8,
}

/// A source while it is built.
struct Site<'a> {
    territory: &'a Territory,
    name: &'a At<String>,
    level: usize,
    units: u32,
    residents: Option<f64>,
}

impl Build<'_> {
    pub(super) fn demand(
        &mut self,
        names: &AllNames<'_>,
        territory: &Territory,
        plan: &RunPlan,
    ) -> Demanded {
        let scenario = self.scenario;
        self.unique("source", scenario.sources.iter().map(|s| &s.name));
        let mut demanded = Demanded {
            demand: Demand {
                origin: plan.origin,
                end: plan.horizon,
                sources: Vec::new(),
                starting_backlog: None,
            },
            traces: Vec::new(),
            severity_max: 0,
        };
        let mut expected = Expected::default();
        for source in &scenario.sources {
            let model = self.source(
                names,
                territory,
                plan,
                source.name.as_ref(),
                &source.item,
                &mut demanded,
            );
            if let Some(model) = model {
                let this = expect(&model, plan.horizon);
                if this.all == 0.0 {
                    let message = format!("source `{}` brings no matter", source.name.value);
                    self.found.push(Diagnostic::warning(
                        Code::UnusedName,
                        source.name.place,
                        message,
                    ));
                }
                expected.day += this.day;
                expected.all += this.all;
                demanded.demand.sources.push(model);
            }
        }
        self.backlog(names, &mut demanded.demand, &mut expected);
        if demanded.demand.sources.len() == scenario.sources.len() {
            self.amount(&demanded.demand, expected);
        }
        demanded
    }

    fn backlog(&mut self, names: &AllNames<'_>, demand: &mut Demand, expected: &mut Expected) {
        let Some(backlog) = &self.scenario.plan.starting_backlog else {
            return;
        };
        let source = self.resolve(&names.sources, &backlog.source);
        expected.day += backlog.cases.value as f64;
        expected.all += backlog.cases.value as f64;
        let is_complete = demand.sources.len() == self.scenario.sources.len();
        if let (Some(source), true) = (source, is_complete) {
            if demand.sources[source].mix.items.is_empty() {
                let message = format!(
                    "source `{}` has no mix to draw the backlog from",
                    backlog.source.value
                );
                self.error(Code::MissingKey, backlog.source.place, message);
            }
            demand.starting_backlog = Some(StartingBacklog {
                cases: backlog.cases.value,
                age: backlog.age.value.clone(),
                source,
            });
        }
    }

    fn source(
        &mut self,
        names: &AllNames<'_>,
        territory: &Territory,
        plan: &RunPlan,
        name: At<&String>,
        source: &Source,
        demanded: &mut Demanded,
    ) -> Option<SourceModel> {
        let before = self.found.count(Severity::Error);
        let level = match &source.level {
            Some(level) => self.resolve(&names.levels, level),
            None => (!names.levels.all().is_empty()).then_some(0),
        };
        let name = &name.map(String::clone);
        let mut mix = self.mix(names, name, source);
        let batch = source.batch.as_ref().map(|batch| batch.value.clone());
        let dated = self.dated(plan, source);
        let poisson = self.poisson(names, plan, source);
        let level = level?;
        let (first, units) = territory.of_level[level];
        let residents = territory.has_residents[level].then(|| {
            territory
                .units_of(level)
                .map(|unit| territory.units[unit].residents)
                .sum()
        });
        let site = Site {
            territory,
            name,
            level,
            units,
            residents,
        };
        let arrivals = self.arrivals(names, plan, &site, source, poisson, demanded);
        if let (ArrivalModel::Trace(records), true) = (&arrivals, mix.items.is_empty()) {
            mix = frequencies(records);
        }
        // Without units the territory is wrong, and said so already.
        if units == 0 || self.found.count(Severity::Error) > before {
            return None;
        }
        Some(SourceModel {
            name: name.value.clone(),
            arrivals,
            mix,
            places: places(territory, level, first, units, source.places),
            batch,
            dated,
        })
    }

    fn arrivals(
        &mut self,
        names: &AllNames<'_>,
        plan: &RunPlan,
        site: &Site<'_>,
        source: &Source,
        poisson: PoissonModel,
        demanded: &mut Demanded,
    ) -> ArrivalModel {
        match &source.arrivals {
            Arrivals::Rate(_) | Arrivals::RatePerUnit(_) | Arrivals::RatePerResident(_) => {
                ArrivalModel::Poisson(Box::new(PoissonModel {
                    rate_per_hour: self.rate(names, site, source),
                    ..poisson
                }))
            }
            Arrivals::Interarrival(law) => ArrivalModel::Renewal(self.lasting("interarrival", law)),
            Arrivals::EventsOnly => ArrivalModel::DatedOnly,
            Arrivals::Trace(trace) => {
                ArrivalModel::Trace(self.trace(names, plan, site, trace, demanded))
            }
        }
    }

    fn mix(
        &mut self,
        names: &AllNames<'_>,
        name: &At<String>,
        source: &Source,
    ) -> Weighted<CategoryId> {
        let entries = &source.mix.value;
        let nothing = Weighted {
            items: Vec::new(),
            cumulative: Vec::new(),
        };
        let traced = matches!(&source.arrivals, Arrivals::Trace(trace) if trace.category.is_some());
        if entries.is_empty() {
            if !traced {
                self.found.push(
                    Diagnostic::error(
                        Code::MissingKey,
                        name.place,
                        format!("source `{}` does not say what its matters are", name.value),
                    )
                    .help("add `category = \"…\"` or `mix = { … }`"),
                );
            }
            return nothing;
        }
        let items: Vec<Option<usize>> = entries
            .iter()
            .map(|(category, _)| self.resolve(&names.categories, category))
            .collect();
        self.unique("category", entries.iter().map(|(category, _)| category));
        let shares: Vec<f64> = entries.iter().map(|(_, share)| *share).collect();
        let what = format!("the shares of the mix of source `{}`", name.value);
        let sum = self.shares(&what, source.mix.place, &shares);
        match (items.into_iter().collect::<Option<Vec<usize>>>(), sum) {
            (Some(items), Some(_)) => {
                Weighted::new(items.into_iter().map(CategoryId::new).collect(), &shares)
            }
            _ => nothing,
        }
    }

    /// Arrivals per hour of the whole source.
    fn rate(&mut self, names: &AllNames<'_>, site: &Site<'_>, source: &Source) -> f64 {
        let (key, rate, factor) = match &source.arrivals {
            Arrivals::RatePerUnit(rate) => ("rate_per_unit", *rate, f64::from(site.units)),
            Arrivals::RatePerResident(rate) => {
                let Some(residents) = site.residents else {
                    // Units are unknown only after an error.
                    if site.units > 0 {
                        let level = names.levels.name(site.level);
                        let message = format!(
                            "source `{}` has a rate per resident and the residents of level `{level}` are unknown",
                            site.name.value
                        );
                        self.found.push(
                            Diagnostic::error(Code::MissingKey, rate.place, message)
                                .help(format!("add `residents` to `[levels.{level}]`")),
                        );
                    }
                    return 0.0;
                };
                ("rate_per_resident", *rate, residents)
            }
            Arrivals::Rate(rate) => ("rate", *rate, 1.0),
            Arrivals::Interarrival(_) | Arrivals::Trace(_) | Arrivals::EventsOnly => return 0.0,
        };
        factor * self.number(key, Some(rate), 0.0, |r| r >= 0.0, "at or above 0")
    }

    fn trace(
        &mut self,
        names: &AllNames<'_>,
        plan: &RunPlan,
        site: &Site<'_>,
        trace: &Trace,
        demanded: &mut Demanded,
    ) -> Arc<Vec<Record>> {
        let territory = site.territory;
        if site.units == 0 {
            // The territory is wrong, and so would be every unit that a row names.
            return Arc::default();
        }
        let level = names.levels.name(site.level);
        let units: BTreeMap<String, UnitId> = match &trace.unit {
            Some(_) => territory
                .units_of(site.level)
                .map(|id| {
                    let unit = &territory.units[id];
                    (
                        unit.name
                            .clone()
                            .unwrap_or_else(|| format!("{level}-{}", unit.ordinal + 1)),
                        id,
                    )
                })
                .collect(),
            None => BTreeMap::new(),
        };
        let scope = TraceScope {
            origin: plan.origin,
            end: plan.horizon,
            categories: &names.categories,
            units,
            level,
            first_unit: territory.of_level[site.level].0,
            unit_count: territory.of_level[site.level].1,
        };
        let replay = self.replay(trace, &scope);
        demanded
            .traces
            .push((site.name.value.clone(), replay.report));
        let severity = replay
            .records
            .iter()
            .filter_map(|record| record.severity)
            .max();
        demanded.severity_max = demanded.severity_max.max(severity.unwrap_or(0));
        Arc::clone(&replay.records)
    }
}

/// The categories of records, by how often they occur.
fn frequencies(records: &[Record]) -> Weighted<CategoryId> {
    let mut counts: BTreeMap<CategoryId, f64> = BTreeMap::new();
    for category in records.iter().filter_map(|record| record.category) {
        *counts.entry(category).or_default() += 1.0;
    }
    if counts.is_empty() {
        return Weighted {
            items: Vec::new(),
            cumulative: Vec::new(),
        };
    }
    let weights: Vec<f64> = counts.values().copied().collect();
    Weighted::new(counts.into_keys().collect(), &weights)
}

fn places(
    territory: &Territory,
    level: usize,
    first: usize,
    count: u32,
    places: Places,
) -> PlaceModel {
    let equal = PlaceModel::Equal {
        first: UnitId::new(first),
        count,
    };
    if places == Places::Equal || !territory.has_residents[level] {
        return equal;
    }
    let units: Vec<UnitId> = territory.units_of(level).collect();
    let weights: Vec<f64> = units
        .iter()
        .map(|&unit| territory.units[unit].residents)
        .collect();
    let all_equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
    let total: f64 = weights.iter().sum();
    if all_equal || total <= 0.0 || !total.is_finite() {
        return equal;
    }
    PlaceModel::ByWeight(Weighted::new(units, &weights))
}

impl Model {
    /// Whether another design has the same matters; only then can the two be compared.
    ///
    /// Traces that were read once through one [`FileCache`](crate::model::FileCache) are not compared record by record.
    pub fn same_demand(&self, other: &Self) -> bool {
        let (a, b) = (&self.demand, &other.demand);
        a.origin == b.origin
            && a.end == b.end
            && a.starting_backlog == b.starting_backlog
            && a.sources.len() == b.sources.len()
            && a.sources
                .iter()
                .zip(&b.sources)
                .all(|(a, b)| same_source(a, b))
    }
}

fn same_source(a: &SourceModel, b: &SourceModel) -> bool {
    let same_arrivals = match (&a.arrivals, &b.arrivals) {
        (ArrivalModel::Trace(a), ArrivalModel::Trace(b)) => Arc::ptr_eq(a, b) || a == b,
        (a, b) => a == b,
    };
    same_arrivals
        && a.name == b.name
        && a.mix == b.mix
        && a.places == b.places
        && a.batch == b.batch
        && a.dated == b.dated
}
