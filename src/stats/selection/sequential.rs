//! KN and KN++: one replication at a time for every design that is left.

use core::cmp::Ordering;

use super::{Choice, Data, Fate, Procedure, Rules, Selection, Track};

/// A sequential test of the sign of a mean, from observations of it one by one.
#[derive(Debug, Clone, Default)]
struct Walk {
    n: u32,
    mean: f64,
    /// Sum of squared deviations from the mean.
    squares: f64,
    /// Observations of the first stage and their variance, once it is over.
    first: Option<(u32, f64)>,
    /// What was decided.
    outcome: Option<Ordering>,
}

/// What a test is to detect, and how sure it must be.
#[derive(Debug, Clone, Copy)]
struct Precision {
    /// The chance of the wrong sign when the mean is as far from 0 as `least`.
    error: f64,
    /// The least distance from 0 that matters.
    least: f64,
    /// Whether the variance is that of the first stage or of all observations.
    procedure: Procedure,
}

impl Walk {
    fn add(&mut self, value: f64) {
        // Welford 1962.
        self.n += 1;
        let from = value - self.mean;
        self.mean += from / f64::from(self.n);
        self.squares += from * (value - self.mean);
    }

    /// Decides once the sum of r observations has left the triangle of Kim & Nelson 2001 (c = 1), which reaches to
    /// h^2 S^2 / (2 delta) - delta r / 2 on either side, with h^2 = 2 eta (n - 1) and eta = ((2 beta)^(-2 / (n - 1)) - 1) / 2. A sum
    /// of exactly 0 past its tip counts as equal.
    fn look(&mut self, precision: Precision) {
        if self.outcome.is_some() {
            return;
        }
        let now = (self.n, self.squares / f64::from(self.n - 1));
        let first = *self.first.get_or_insert(now);
        let (n, variance) = match precision.procedure {
            Procedure::KnUpdating => now,
            Procedure::Kn | Procedure::Ocba => first,
        };
        let freedom = f64::from(n - 1);
        let squared = freedom * ((2.0 * precision.error).powf(-2.0 / freedom) - 1.0);
        let least = precision.least;
        let reach = squared * variance / (2.0 * least) - least * f64::from(self.n) / 2.0;
        let sum = self.mean * f64::from(self.n);
        if reach <= 0.0 || sum.abs() > reach {
            self.outcome = Some(sum.partial_cmp(&0.0).unwrap_or(Ordering::Equal));
        }
    }
}

/// The tests of a selection under way.
struct Contest<'r> {
    rules: &'r Rules,
    /// Of designs `i < l`, at `[i][l - i - 1]`: the difference of the first from the second.
    pairs: Vec<Vec<Walk>>,
    /// Of designs and limits: how far above the limit.
    limits: Vec<Vec<Walk>>,
    tracks: Vec<Track>,
}

/// Chooses among the designs of `data`.
pub(super) fn select<F, E>(rules: &Rules, data: &mut Data<F>) -> Result<Selection, E>
where
    F: FnMut(&[(usize, u32)]) -> Result<Vec<Vec<f64>>, E>,
{
    let mut contest = Contest::new(rules, data.values.len());
    let mut used = 0;
    let mut n = 0;
    loop {
        let left = contest.contending();
        let stage = if n == 0 { rules.first_stage } else { 1 };
        let cost = left.len() as u64 * u64::from(stage);
        if used + cost > rules.budget {
            return Ok(contest.end(Choice::Undecided));
        }
        // As many together as `ahead` allows, and no more than the budget could ever use.
        let could = n as u64 + (rules.budget - used) / left.len() as u64;
        let ahead = u64::from(n + stage.max(data.ahead)).min(could) as u32;
        if left
            .iter()
            .any(|&at| data.values[at].len() < (n + stage) as usize)
        {
            let wanted: Vec<(usize, u32)> = left.iter().map(|&at| (at, ahead)).collect();
            data.ensure(&wanted)?;
        }
        for number in n..n + stage {
            contest.add(&left, number as usize, &data.values);
        }
        used += cost;
        n += stage;
        contest.look(&left);
        match contest.contending().as_slice() {
            [] => return Ok(contest.end(Choice::NoneFeasible)),
            &[one] if contest.is_feasible(one) => return Ok(contest.end(Choice::Best(one))),
            _ => {}
        }
    }
}

impl<'r> Contest<'r> {
    fn new(rules: &'r Rules, designs: usize) -> Self {
        let track = Track {
            n: 0,
            fate: Fate::Contending,
            keeps: vec![None; rules.limits.len()],
        };
        Self {
            rules,
            pairs: (0..designs)
                .map(|first| vec![Walk::default(); designs - first - 1])
                .collect(),
            limits: vec![vec![Walk::default(); rules.limits.len()]; designs],
            tracks: vec![track; designs],
        }
    }

    fn contending(&self) -> Vec<usize> {
        let all = 0..self.tracks.len();
        all.filter(|&at| self.tracks[at].fate == Fate::Contending)
            .collect()
    }

    /// Whether a design was found to keep every limit.
    fn is_feasible(&self, design: usize) -> bool {
        self.tracks[design]
            .keeps
            .iter()
            .all(|keeps| *keeps == Some(true))
    }

    /// Adds one replication of the designs that are left.
    fn add(&mut self, left: &[usize], number: usize, values: &[Vec<Vec<f64>>]) {
        for (nth, &first) in left.iter().enumerate() {
            let own = &values[first][number];
            self.tracks[first].n += 1;
            let limits = self.limits[first].iter_mut().zip(&self.rules.limits);
            for ((walk, limit), value) in limits.zip(&own[1..]) {
                walk.add(value - limit.at_most);
            }
            for &second in &left[nth + 1..] {
                let other = &values[second][number];
                self.pairs[first][second - first - 1].add(own[0] - other[0]);
            }
        }
    }

    /// Makes all decisions that the replications allow.
    fn look(&mut self, left: &[usize]) {
        let rules = self.rules;
        let error = rules.error_each(self.tracks.len());
        let precision = |least| Precision {
            error,
            least,
            procedure: rules.procedure,
        };
        for &design in left {
            let walks = self.limits[design].iter_mut().zip(&self.rules.limits);
            for (at, (walk, limit)) in walks.enumerate() {
                walk.look(precision(limit.tolerance));
                let keeps = walk.outcome.map(|side| side != Ordering::Greater);
                self.tracks[design].keeps[at] = keeps;
                if keeps == Some(false) && self.tracks[design].fate == Fate::Contending {
                    self.tracks[design].fate = Fate::Infeasible { limit: at };
                }
            }
        }
        let left = self.contending();
        for (nth, &first) in left.iter().enumerate() {
            for &second in &left[nth + 1..] {
                self.pairs[first][second - first - 1].look(precision(self.rules.indifference));
            }
        }
        self.drop_beaten(&left);
    }

    /// Drops the designs that one known to keep all limits has beaten, all at once.
    fn drop_beaten(&mut self, left: &[usize]) {
        let feasible: Vec<usize> = left
            .iter()
            .copied()
            .filter(|&at| self.is_feasible(at))
            .collect();
        // Of those that beat a design the one with the most victories is named.
        let wins = |at: usize| feasible.iter().filter(|&&one| self.beats(at, one)).count();
        let wins: Vec<(usize, usize)> = feasible.iter().map(|&at| (at, wins(at))).collect();
        let most = |of: &mut dyn Iterator<Item = &(usize, usize)>| {
            let first = of.reduce(|a, b| if b.1 > a.1 { b } else { a });
            first.map(|(at, _)| *at)
        };
        let beaten = left.iter().filter_map(|&one| {
            let by = most(&mut wins.iter().filter(|(by, _)| self.beats(*by, one)));
            by.map(|by| (one, by))
        });
        let mut beaten: Vec<(usize, usize)> = beaten.collect();
        let is_beaten = |at: usize| beaten.iter().any(|(one, _)| *one == at);
        if feasible.iter().all(|&at| is_beaten(at)) {
            // Tests that were decided at different times, while limits were open, can go round in a circle. Then one stays.
            let stays = most(&mut wins.iter());
            beaten.retain(|(one, _)| Some(*one) != stays);
        }
        for (one, by) in beaten {
            self.tracks[one].fate = Fate::Beaten { by };
        }
    }

    /// Whether the first was found to be better than the second; of equal ones the earlier is.
    fn beats(&self, first: usize, second: usize) -> bool {
        let (low, high) = (first.min(second), first.max(second));
        if low == high {
            return false;
        }
        let outcome = self.pairs[low][high - low - 1].outcome;
        match outcome {
            None => false,
            Some(Ordering::Greater) => first == high,
            Some(Ordering::Less | Ordering::Equal) => first == low,
        }
    }

    fn end(self, choice: Choice) -> Selection {
        Selection {
            choice,
            designs: self.tracks,
        }
    }
}
