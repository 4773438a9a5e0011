//! Selections whose truth is known.

use std::collections::BTreeSet;
use std::convert::Infallible;

use rand_distr::{Distribution, StandardNormal};

use super::*;
use crate::random::{Key, Purpose, Replication, Seed};
use crate::stats::{Side, binomial_p};

const ALL: [Procedure; 3] = [Procedure::Kn, Procedure::KnUpdating, Procedure::Ocba];

fn rules(procedure: Procedure) -> Rules {
    Rules {
        procedure,
        confidence: Confidence::new(0.9).expect("a confidence"),
        indifference: 1.0,
        first_stage: 8,
        budget: 1_000_000,
        limits: Vec::new(),
    }
}

/// Normal designs with some noise in common.
struct Normals {
    means: Vec<f64>,
    sds: Vec<f64>,
    correlation: f64,
}

impl Normals {
    fn value(&self, key: Key, design: usize, number: u32) -> f64 {
        let row = key.child(u64::from(number));
        let draw = |at: u64| -> f64 { StandardNormal.sample(&mut row.child(at).rng()) };
        let (common, own) = (draw(u64::MAX), draw(design as u64));
        let noise = self.correlation.sqrt() * common + (1.0 - self.correlation).sqrt() * own;
        self.means[design] + self.sds[design] * noise
    }

    fn select(&self, rules: &Rules, key: Key) -> Selection {
        chosen(rules, self.means.len(), 16, |design, number| {
            vec![self.value(key, design, number)]
        })
    }
}

fn chosen(
    rules: &Rules,
    designs: usize,
    ahead: u32,
    value: impl Fn(usize, u32) -> Vec<f64>,
) -> Selection {
    let supply = |wanted: &[(usize, u32)]| {
        let each = wanted.iter().map(|&(design, number)| value(design, number));
        Ok::<_, Infallible>(each.collect())
    };
    match select(rules, designs, ahead, supply) {
        Ok(selection) => selection,
    }
}

fn key(nth: u32) -> Key {
    Key::new(Seed(41), Replication(nth)).purpose(Purpose::Test)
}

fn slippage(correlation: f64) -> Normals {
    Normals {
        means: vec![1.0, 1.0, 0.0, 1.0, 1.0],
        sds: vec![1.0, 2.5, 1.5, 2.0, 0.5],
        correlation,
    }
}

#[test]
fn the_best_is_chosen_as_often_as_stated_when_it_is_ahead_by_the_indifference() {
    for procedure in ALL {
        for (nth, correlation) in [(0, 0.0), (1, 0.7)] {
            let trials = 600;
            let right = (0..trials).filter(|&trial| {
                let key = key(nth).child(trial);
                let found = slippage(correlation).select(&rules(procedure), key);
                found.choice == Choice::Best(2)
            });
            let right = right.count();
            let chance = binomial_p(right, trials as usize, 0.9, Side::AtMost);
            assert!(
                chance.is_some_and(|chance| chance > 1e-3),
                "{procedure:?} {right}"
            );
        }
    }
}

#[test]
fn less_is_promised_for_less_and_kept_no_better_than_it_costs() {
    // A procedure that always ran on would be right nearly always.
    let lax = Rules {
        confidence: Confidence::new(0.55).expect("a confidence"),
        ..rules(Procedure::KnUpdating)
    };
    let run = |rules: &Rules| {
        let all = (0..400).map(|trial| slippage(0.0).select(rules, key(2).child(trial)));
        let all: Vec<Selection> = all.collect();
        let right = all.iter().filter(|one| one.choice == Choice::Best(2));
        let cost: u64 = all.iter().map(Selection::replications).sum();
        (right.count(), cost)
    };
    let (few, little) = run(&lax);
    let (many, much) = run(&rules(Procedure::KnUpdating));
    assert!(few < 360 && many > 350, "{few} {many}");
    assert!(little < much);
}

#[test]
fn what_designs_have_in_common_costs_nothing() {
    let noisy = |noise: f64| {
        let found = ALL.map(|procedure| {
            chosen(&rules(procedure), 5, 4, |design, number| {
                let row: f64 = StandardNormal.sample(&mut key(3).child(number.into()).rng());
                // A sum of binary fractions, exact in floating point.
                let common = (row * 64.0).round() * noise;
                let own = slippage(0.0).value(key(4), design, number);
                vec![common + (own * 1024.0).round() / 1024.0]
            })
        });
        found.map(|found| (found.choice, found.replications()))
    };
    assert_eq!(noisy(0.0), noisy(8.0));
}

#[test]
fn how_far_ahead_replications_are_run_changes_nothing_and_none_is_run_twice() {
    for procedure in ALL {
        for budget in [60, 90, 1000] {
            let rules = Rules {
                budget,
                ..rules(procedure)
            };
            let run = |ahead: u32| {
                let mut seen = BTreeSet::new();
                let supply = |wanted: &[(usize, u32)]| {
                    let each = wanted.iter().map(|&(design, number)| {
                        assert!(seen.insert((design, number)), "asked for twice");
                        vec![slippage(0.5).value(key(5), design, number)]
                    });
                    Ok::<_, Infallible>(each.collect())
                };
                let Ok(found) = select(&rules, 5, ahead, supply);
                (found, seen.len() as u64)
            };
            let (first, cost) = run(1);
            assert_eq!(cost, first.replications(), "{procedure:?}");
            assert!(cost <= budget);
            for ahead in [7, 1000] {
                assert_eq!(run(ahead).0, first, "{procedure:?}");
            }
        }
    }
}

#[test]
fn a_budget_that_runs_out_leaves_it_open_and_says_who_is_in_the_running() {
    for procedure in ALL {
        let rules = Rules {
            budget: 60,
            indifference: 0.01,
            ..rules(procedure)
        };
        let close = Normals {
            means: vec![0.0, 0.001, 50.0],
            sds: vec![1.0; 3],
            correlation: 0.0,
        };
        let found = close.select(&rules, key(6));
        assert_eq!(found.choice, Choice::Undecided);
        assert!(found.replications() <= 60 && found.replications() > 55);
        assert_eq!(found.contending().collect::<Vec<_>>(), vec![0, 1]);
        assert!(matches!(found.designs[2].fate, Fate::Beaten { .. }));
        let none = close.select(
            &Rules {
                budget: 23,
                ..rules
            },
            key(6),
        );
        assert_eq!((none.choice, none.replications()), (Choice::Undecided, 0));
    }
}

#[test]
fn of_designs_that_do_the_same_the_first_is_chosen_and_constants_need_one_stage() {
    for procedure in ALL {
        let found = chosen(&rules(procedure), 3, 1, |_, number| vec![f64::from(number)]);
        assert_eq!(found.choice, Choice::Best(0), "{procedure:?}");
        let found = chosen(&rules(procedure), 3, 1, |design, _| {
            vec![5.0 - design as f64]
        });
        assert_eq!(found.choice, Choice::Best(2));
        assert_eq!(found.replications(), 24, "{procedure:?}");
        assert_eq!(found.equal_allocation(), 24);
        let one = chosen(&rules(procedure), 1, 1, |_, _| vec![1.0]);
        assert_eq!(one.choice, Choice::Best(0));
    }
}

/// Three designs with one limit: the first is best and breaks it, the second keeps it, the third does and is worse.
fn limited(procedure: Procedure, broken: f64, key: Key) -> Selection {
    let rules = Rules {
        limits: vec![Limit {
            at_most: 10.0,
            tolerance: 0.5,
        }],
        ..rules(procedure)
    };
    let own = Normals {
        means: vec![0.0, 2.0, 3.0],
        sds: vec![1.5; 3],
        correlation: 0.3,
    };
    let limit = Normals {
        means: vec![10.0 + broken, 10.0 - 0.5, 8.0],
        sds: vec![1.0; 3],
        correlation: 0.0,
    };
    chosen(&rules, 3, 8, |design, number| {
        let value = own.value(key.child(1), design, number);
        vec![value, limit.value(key.child(2), design, number)]
    })
}

#[test]
fn the_best_that_keeps_its_limits_is_chosen_as_often_as_stated() {
    for procedure in ALL {
        let trials = 500;
        let right = (0..trials).filter(|&trial| {
            let found = limited(procedure, 0.5, key(7).child(trial));
            found.choice == Choice::Best(1)
        });
        let right = right.count();
        let chance = binomial_p(right, trials as usize, 0.9, Side::AtMost);
        assert!(
            chance.is_some_and(|chance| chance > 1e-3),
            "{procedure:?} {right}"
        );
        let clear = limited(procedure, 9.0, key(8));
        assert_eq!(clear.designs[0].fate, Fate::Infeasible { limit: 0 });
        assert_eq!(clear.designs[0].keeps, vec![Some(false)]);
        assert_eq!(clear.designs[1].keeps, vec![Some(true)]);
        assert_eq!(clear.designs[2].fate, Fate::Beaten { by: 1 });
        // Far below its limit the first is chosen.
        assert_eq!(limited(procedure, -5.0, key(8)).choice, Choice::Best(0));
    }
}

#[test]
fn where_each_breaks_a_limit_none_is_chosen() {
    for procedure in ALL {
        let rules = Rules {
            limits: vec![
                Limit {
                    at_most: 0.0,
                    tolerance: 0.1,
                };
                2
            ],
            ..rules(procedure)
        };
        let found = chosen(&rules, 2, 1, |design, number| {
            let noise = f64::from(number % 3) * 0.1;
            let broken = 1.0 + noise;
            match design {
                0 => vec![0.0, broken, -1.0],
                _ => vec![1.0, -1.0, broken],
            }
        });
        assert_eq!(found.choice, Choice::NoneFeasible);
        assert_eq!(found.contending().count(), 0);
        for (design, limit) in [(0, 0), (1, 1)] {
            assert_eq!(found.designs[design].fate, Fate::Infeasible { limit });
        }
    }
}

#[test]
fn the_error_is_shared_by_comparisons_and_limits() {
    let mut rules = rules(Procedure::Kn);
    assert!((rules.error_each(5) - 0.025).abs() < 1e-12);
    rules.limits = vec![
        Limit {
            at_most: 0.0,
            tolerance: 1.0,
        };
        4
    ];
    assert!((rules.error_each(7) - 0.01).abs() < 1e-12);
}
