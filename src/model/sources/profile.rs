//! Rates over time: profiles, dispersion, surges and dated factors.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::RunPlan;
use crate::model::build::Build;
use crate::model::demand::PoissonModel;
use crate::model::names::AllNames;
use crate::random::dist::Dist;
use crate::scenario::{Arrivals, Sine, Source};
use crate::time::{Span, Time};

impl Build<'_> {
    /// All of a Poisson source but its rate; an error for what only a Poisson source may have.
    pub(super) fn poisson(
        &mut self,
        names: &AllNames<'_>,
        plan: &RunPlan,
        source: &Source,
    ) -> PoissonModel {
        self.only_with_a_rate(source);
        let profile = &source.profile;
        let hour = self.weights("hour", profile.hour.as_ref(), 24);
        let weekday = self.weights("weekday", profile.weekday.as_ref(), 7);
        let month = self.weights("month", profile.month.as_ref(), 12);
        let holiday = profile.holiday.as_ref().map(|(factor, calendar)| {
            let factor = self.number("holiday", Some(*factor), 1.0, |f| f >= 0.0, "at or above 0");
            (factor, self.holidays(names, plan, calendar))
        });
        let sine = profile.sine.as_ref().map(|sine| self.sine(sine));
        let dispersion = self.number(
            "dispersion",
            source.dispersion,
            1.0,
            |d| d >= 1.0,
            "at or above 1",
        );
        PoissonModel {
            rate_per_hour: 0.0,
            hour,
            weekday,
            month,
            holiday,
            sine,
            dispersion,
            surge: self.surge(source),
            episodes: self.episodes(plan, source),
        }
    }

    fn only_with_a_rate(&mut self, source: &Source) {
        let process = match &source.arrivals {
            Arrivals::Interarrival(_) => "`interarrival`",
            Arrivals::Trace(_) => "a trace",
            Arrivals::EventsOnly => "dated events only",
            Arrivals::Rate(_) | Arrivals::RatePerUnit(_) | Arrivals::RatePerResident(_) => return,
        };
        let profile = &source.profile;
        let mut given = vec![
            ("profile.hour", profile.hour.as_ref().map(|at| at.place)),
            (
                "profile.weekday",
                profile.weekday.as_ref().map(|at| at.place),
            ),
            ("profile.month", profile.month.as_ref().map(|at| at.place)),
            (
                "profile.holiday",
                profile.holiday.as_ref().map(|(at, _)| at.place),
            ),
            (
                "profile.sine",
                profile.sine.as_ref().map(|sine| sine.period.place),
            ),
            ("dispersion", source.dispersion.map(|at| at.place)),
            (
                "surge",
                source.surge.first().map(|state| state.factor.place),
            ),
        ];
        if !matches!(source.arrivals, Arrivals::Interarrival(_)) {
            given.push(("batch", source.batch.as_ref().map(|at| at.place)));
        }
        for (key, place) in given {
            if let Some(place) = place {
                self.found.push(
                    Diagnostic::error(
                        Code::ConflictingKeys,
                        place,
                        format!("`{key}` does not go with {process}"),
                    )
                    .help(format!("remove `{key}`, or give the source a `rate`")),
                );
            }
        }
    }

    /// Weights with mean 1; empty when flat.
    fn weights(&mut self, key: &str, weights: Option<&At<Vec<f64>>>, length: usize) -> Vec<f64> {
        let Some(at) = weights else { return Vec::new() };
        if at.value.len() != length {
            let message = format!("`{key}` has {} entries and needs {length}", at.value.len());
            self.error(Code::ListLength, at.place, message);
            return Vec::new();
        }
        if let Some(wrong) = at
            .value
            .iter()
            .find(|weight| !weight.is_finite() || **weight < 0.0)
        {
            self.error(
                Code::OutOfRange,
                at.place,
                format!("`{key}` holds `{wrong}` and weights are at or above 0"),
            );
            return Vec::new();
        }
        let mean = at.value.iter().sum::<f64>() / length as f64;
        if mean <= 0.0 || !mean.is_finite() {
            self.error(
                Code::OutOfRange,
                at.place,
                format!("the weights of `{key}` have no sum above 0"),
            );
            return Vec::new();
        }
        at.value.iter().map(|weight| weight / mean).collect()
    }

    /// Midnights at which the holidays of a calendar begin; make-up days are no holidays.
    fn holidays(
        &mut self,
        names: &AllNames<'_>,
        plan: &RunPlan,
        calendar: &At<String>,
    ) -> Vec<Time> {
        let Some(position) = self.resolve(&names.calendars, calendar) else {
            return Vec::new();
        };
        let text = position
            .checked_sub(1)
            .map(|at| &self.scenario.calendars[at].item);
        let Some(text) = text.filter(|text| !text.holidays.is_empty()) else {
            let message = format!("calendar `{}` has no holidays", calendar.value);
            self.found.push(Diagnostic::warning(
                Code::UnusedName,
                calendar.place,
                message,
            ));
            return Vec::new();
        };
        let mut dates: Vec<_> = text
            .holidays
            .iter()
            .map(|day| day.value)
            .filter(|date| text.make_up_days.iter().all(|day| day.value != *date))
            .collect();
        dates.sort();
        dates.dedup();
        dates
            .into_iter()
            .map(|date| plan.origin.from_datetime(date.at(0, 0, 0, 0)))
            .collect()
    }

    fn sine(&mut self, sine: &Sine) -> (Span, f64, Span) {
        if sine.period.value <= Span::ZERO {
            self.error(
                Code::OutOfRange,
                sine.period.place,
                "`period` must be longer than 0",
            );
        }
        let amplitude = self.probability("amplitude", Some(sine.amplitude), 0.0);
        (sine.period.value, amplitude, sine.peak)
    }

    fn surge(&mut self, source: &Source) -> Vec<(f64, Dist)> {
        let states = &source.surge;
        if let [only] = states.as_slice() {
            self.found.push(
                Diagnostic::error(Code::ListLength, only.factor.place, "a surge has one state and needs two or more")
                    .help("add the ordinary state: `{ factor = 1, lasts = { exponential = { mean = \"10 days\" } } }`"),
            );
        }
        let surge: Vec<(f64, Dist)> = states
            .iter()
            .map(|state| {
                let factor = self.number(
                    "factor",
                    Some(state.factor),
                    1.0,
                    |f| f >= 0.0,
                    "at or above 0",
                );
                (factor, self.lasting("lasts", &state.lasts))
            })
            .collect();
        if let Some(first) = states
            .first()
            .filter(|_| surge.iter().all(|state| state.0 == 0.0))
        {
            self.error(
                Code::OutOfRange,
                first.factor.place,
                "every state of the surge has the factor 0",
            );
        }
        surge
    }

    fn episodes(&mut self, plan: &RunPlan, source: &Source) -> Vec<(Time, Time, f64)> {
        let mut episodes = Vec::new();
        for event in &source.events {
            if let Some(factor) = event.factor {
                let start = plan.origin.from_datetime(event.at.value);
                let factor =
                    self.number("factor", Some(factor), 1.0, |f| f >= 0.0, "at or above 0");
                episodes.push((start, start + event.lasts.value, factor));
            }
        }
        episodes
    }
}

/// Mean factor of a modulating chain over the long run; 1 without one.
pub(super) fn surge_mean(surge: &[(f64, Dist)]) -> f64 {
    let time: f64 = surge.iter().map(|(_, lasts)| lasts.mean()).sum();
    if time <= 0.0 {
        return 1.0;
    }
    surge
        .iter()
        .map(|(factor, lasts)| factor * lasts.mean())
        .sum::<f64>()
        / time
}

/// The largest mean factor that a day can have.
pub(super) fn busiest(poisson: &PoissonModel) -> f64 {
    let most = |factors: &mut dyn Iterator<Item = f64>| factors.fold(0.0_f64, f64::max);
    let flat = |weights: &[f64]| {
        if weights.is_empty() {
            1.0
        } else {
            most(&mut weights.iter().copied())
        }
    };
    let holiday = poisson
        .holiday
        .as_ref()
        .map_or(1.0, |(factor, _)| factor.max(1.0));
    let sine = poisson
        .sine
        .map_or(1.0, |(_, amplitude, _)| 1.0 + amplitude);
    let surge = if poisson.surge.is_empty() {
        1.0
    } else {
        most(&mut poisson.surge.iter().map(|state| state.0))
    };
    let episode: f64 = poisson
        .episodes
        .iter()
        .map(|episode| episode.2.max(1.0))
        .product();
    flat(&poisson.weekday) * flat(&poisson.month) * holiday * sine * surge * episode
}
