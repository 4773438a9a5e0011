//! The levels of a group-sequential test, by integration over what the statistic was at the looks before.

use super::{Looks, Spending, above, z_above};

/// What is left out of an integral, as a share of the error to be spent, and the standard normal quantile above which it lies.
const NEGLIGIBLE: f64 = 1e-12;
const NEGLIGIBLE_Z: f64 = 7.1;
/// Room for what the library's normal quantile is wrong by.
const SLACK: f64 = 1e-9;
/// Error below this is not spent at all.
const NOTHING: f64 = 1e-290;
/// Width of a panel of 16 nodes, in standard deviations of the narrowest normal density that the integrand mixes.
const PANEL: f64 = 5.5;

/// One node of an integral over the statistic at a look: where it is, and the probability it stands for.
struct Node {
    z: f64,
    mass: f64,
}

/// From one look to the next: roots of the two shares of information and of their difference. The score grows by independent normal
/// increments, so z at the next look is (before z + width N(0, 1)) / after.
struct Step {
    before: f64,
    after: f64,
    width: f64,
    /// Increments larger than this many of their standard deviations are left out.
    reach: f64,
}

impl Step {
    fn new(before: f64, after: f64, reach: f64) -> Step {
        Step {
            before: before.sqrt(),
            after: after.sqrt(),
            width: (after - before).sqrt(),
            reach,
        }
    }

    /// Increment, in standard deviations, from a node to z.
    fn increment(&self, node: &Node, z: f64) -> f64 {
        (z * self.after - node.z * self.before) / self.width
    }

    /// Nodes, in ascending order, from which z can be reached by an increment of no more than `reach` upwards.
    fn within<'a>(&self, nodes: &'a [Node], z: f64) -> &'a [Node] {
        &nodes[nodes.partition_point(|node| self.increment(node, z) > self.reach)..]
    }

    /// The probability and its density at b of being above b at the next look, having crossed nothing before (Jennison & Turnbull 2000,
    /// chapter 19).
    fn crossing(&self, nodes: &[Node], b: f64) -> (f64, f64) {
        let (mut probability, mut density) = (0.0, 0.0);
        for node in self.within(nodes, b) {
            let x = self.increment(node, b);
            probability += node.mass * above(x);
            density += node.mass * bell(x);
        }
        (probability, density * self.after / self.width)
    }

    /// The boundary at the next look that is crossed first there with probability `spent`; minus infinity where even that is too
    /// little, `bounds` being its least and greatest possible value.
    fn boundary(&self, nodes: &[Node], spent: f64, (least, greatest): (f64, f64)) -> f64 {
        let all: f64 = nodes.iter().map(|node| node.mass).sum();
        if all <= spent {
            return f64::NEG_INFINITY;
        }
        // The logarithm of the probability falls and is concave in b, as the density is log-concave: Newton's method comes down to the
        // root from the right without overshooting.
        let greatest = greatest + SLACK;
        let mut b = greatest;
        for _ in 0..200 {
            let (probability, density) = self.crossing(nodes, b);
            if !(probability > 0.0 && density > 0.0) {
                b = 0.5 * (b + least);
                continue;
            }
            let next = (b + (probability / spent).ln() * probability / density).min(greatest);
            let moved = (next - b).abs();
            b = next;
            if moved <= 1e-13 * (1.0 + b.abs()) {
                break;
            }
        }
        b
    }

    /// Nodes at the next look between the two ends, in panels of at most this width (Armitage, McPherson & Rowe 1969).
    fn advance(&self, nodes: &[Node], (low, high): (f64, f64), panel: f64) -> Vec<Node> {
        let panels = ((high - low) / panel).ceil().max(1.0);
        let half = 0.5 * (high - low) / panels;
        let scale = half * self.after / self.width;
        let mut next = Vec::with_capacity(panels as usize * 16);
        for i in 0..panels as usize {
            let centre = low + (2 * i + 1) as f64 * half;
            for (at, weight) in gauss_legendre() {
                let z = centre + half * at;
                let near = self.within(nodes, z).iter();
                let density: f64 = near
                    .map(|node| (self.increment(node, z), node.mass))
                    .take_while(|(x, _)| *x >= -self.reach)
                    .map(|(x, mass)| mass * bell(x))
                    .sum();
                next.push(Node {
                    z,
                    mass: weight * scale * density,
                });
            }
        }
        next
    }
}

/// Nominal levels at the looks `so_far`, the first of those planned.
pub(super) fn levels(alpha: f64, so_far: &[u32], looks: &Looks, spending: Spending) -> Vec<f64> {
    levels_by(alpha, so_far, looks, spending, PANEL)
}

fn levels_by(
    alpha: f64,
    so_far: &[u32],
    looks: &Looks,
    spending: Spending,
    panel: f64,
) -> Vec<f64> {
    let fractions: Vec<f64> = (0..so_far.len())
        .filter_map(|look| looks.fraction(look))
        .collect();
    let cumulative = fractions.iter().map(|&t| spending.spent(alpha, t));
    let spent: Vec<f64> = cumulative
        .scan(0.0, |before, now| {
            Some((now - core::mem::replace(before, now)).max(0.0))
        })
        .collect();
    let least = z_above(alpha);
    let mut found = Vec::with_capacity(so_far.len());
    let mut nodes = vec![Node { z: 0.0, mass: 1.0 }];
    let mut before = 0.0;
    for (look, (&after, &now)) in fractions.iter().zip(&spent).enumerate() {
        let Some(rarest) = rarest(&spent[look..]) else {
            break;
        };
        let step = Step::new(before, after, z_above(NEGLIGIBLE * rarest));
        let b = if now > NOTHING {
            step.boundary(&nodes, now, (least, z_above(now)))
        } else {
            f64::INFINITY
        };
        found.push(above(b));
        // Nothing is left that could be spent later.
        if b == f64::NEG_INFINITY {
            found.resize(so_far.len(), 1.0);
            break;
        }
        let later = look + 1..fractions.len();
        if let Some((low, high)) = ends(after, &fractions[later.clone()], &spent[later], least) {
            let high = high.min(b);
            let narrowest =
                1.0 / (after / (after - before) + after / (fractions[look + 1] - after));
            nodes = step.advance(
                &nodes,
                (low.min(high - 1.0), high),
                panel * narrowest.sqrt(),
            );
        }
        before = after;
    }
    found.resize(so_far.len(), 0.0);
    found
}

/// The least of the errors to be spent, apart from what is nothing.
fn rarest(spent: &[f64]) -> Option<f64> {
    let some = spent.iter().copied().filter(|&error| error > NOTHING);
    some.reduce(f64::min)
}

/// Between which values a statistic is now, at the share t, on all but a negligible part of the paths that cross at one of the later
/// looks; `None` where none is crossed.
///
/// Given z at the share u, z at t < u is normal with mean z sqrt(t / u) and variance 1 - t / u (Brownian bridge). The later z is above
/// its boundary, which is at least `least`, the quantile of the overall level, and almost surely below its own negligible quantile.
fn ends(t: f64, fractions: &[f64], spent: &[f64], least: f64) -> Option<(f64, f64)> {
    let later = fractions.iter().zip(spent);
    let crossed = later.filter(|(_, error)| **error > NOTHING);
    let range = crossed.map(|(u, error)| {
        let (drift, spread) = ((t / u).sqrt(), NEGLIGIBLE_Z * (1.0 - t / u).sqrt());
        let most = z_above(NEGLIGIBLE * error);
        (least * drift - spread, most * drift + spread)
    });
    range.reduce(|(low, high), (a, b)| (low.min(a), high.max(b)))
}

/// Nodes and weights on \[-1, 1\], ascending (Abramowitz & Stegun 1964, table 25.4, n = 16).
fn gauss_legendre() -> impl Iterator<Item = (f64, f64)> {
    const HALF: [(f64, f64); 8] = [
        (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
        (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
        (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
        (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
        (0.755_404_408_355_003, 0.124_628_971_255_533_87),
        (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
        (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
        (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
    ];
    let below = HALF.iter().rev().map(|&(at, weight)| (-at, weight));
    below.chain(HALF.iter().copied())
}

/// The standard normal density.
fn bell(x: f64) -> f64 {
    const PEAK: f64 = 0.398_942_280_401_432_7;
    PEAK * (-0.5 * x * x).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [Spending; 5] = [
        Spending::Power(0.5),
        Spending::Power(1.0),
        Spending::Power(3.0),
        Spending::ObrienFleming,
        Spending::Pocock,
    ];

    fn assert_same(found: &[f64], expected: &[f64], relative: f64, about: &str) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            let same = (a - b).abs() <= relative * b.abs();
            assert!(same, "{about}: {found:?}, expected {expected:?}");
        }
    }

    #[test]
    fn levels_do_not_depend_on_how_finely_the_integral_is_cut() {
        let plans: [&[u32]; 5] = [
            &[10, 20, 30, 40, 50],
            &[10, 15, 40, 80],
            &[2, 500, 510, 1000],
            &[100, 101, 102, 400],
            &[5, 10, 20, 40, 80, 160, 320, 640],
        ];
        for counts in plans {
            let looks = Looks::new(counts).unwrap();
            for shape in SHAPES {
                for alpha in [1e-100, 1e-12, 1e-6, 0.001, 0.025, 0.3, 0.5, 0.9] {
                    let usual = levels(alpha, counts, &looks, shape);
                    let fine = levels_by(alpha, counts, &looks, shape, 0.4 * PANEL);
                    let about = format!("{counts:?} {shape:?} {alpha}");
                    assert_same(&usual, &fine, 1e-8, &about);
                }
            }
        }
    }

    #[test]
    fn levels_at_the_first_looks_do_not_depend_on_the_later_ones() {
        let looks = Looks::new(&[10, 20, 30, 40, 50]).unwrap();
        for shape in SHAPES {
            let all = levels(0.01, looks.counts(), &looks, shape);
            for so_far in 1..5 {
                let some = levels(0.01, &looks.counts()[..so_far], &looks, shape);
                assert_same(&some, &all[..so_far], 1e-9, "so far");
            }
        }
    }

    #[test]
    fn two_looks_are_those_of_a_naive_double_sum() {
        // The chance of crossing at the second look only, by the midpoint rule over the first statistic.
        let looks = Looks::new(&[30, 50]).unwrap();
        for shape in SHAPES {
            let found = levels(0.05, looks.counts(), &looks, shape);
            let (first, second) = (z_above(found[0]), z_above(found[1]));
            let (t, cells) = (0.6f64, 200_000);
            let h = (first + 10.0) / f64::from(cells);
            let at = |i| -10.0 + (f64::from(i) + 0.5) * h;
            let tail = |u: f64| above((second - u * t.sqrt()) / (1.0 - t).sqrt());
            let crossed: f64 = (0..cells).map(|i| h * bell(at(i)) * tail(at(i))).sum();
            let spent = 0.05 - shape.spent(0.05, 0.6);
            assert!((crossed / spent - 1.0).abs() < 1e-8, "{shape:?} {crossed}");
        }
    }

    #[test]
    fn nodes_and_weights_integrate_powers_exactly() {
        for power in 0..32 {
            let found: f64 = gauss_legendre().map(|(at, w)| w * at.powi(power)).sum();
            let expected = if power % 2 == 0 {
                2.0 / f64::from(power + 1)
            } else {
                0.0
            };
            assert!((found - expected).abs() < 1e-14, "{power} {found}");
        }
        assert!(gauss_legendre().is_sorted_by(|a, b| a.0 < b.0));
    }
}
