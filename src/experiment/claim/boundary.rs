//! Where along a parameter an effect crosses a threshold, by bisection under common random numbers.
//!
//! With the same replications at every value, the mean effect is one function of the parameter, without noise between
//! neighbouring values, and bisection finds where it crosses. The interval is that of test inversion: all values at which the
//! interval of the effect holds the threshold. It covers the true crossing as often as the interval at that value covers the
//! true effect; the search adds no error but its tolerance.

use std::collections::BTreeMap;

/// The effect less the threshold at one value of the parameter, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Height {
    /// The mean.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Where an effect crosses its threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Crossing {
    /// At a share of the way along the parameter.
    At {
        /// Where the mean crosses.
        share: f64,
        /// The first share at which the interval holds the threshold; none when it does so at the first value already.
        low: Option<f64>,
        /// The last one; none when it does so at the last value still.
        high: Option<f64>,
        /// Whether the mean crosses elsewhere, too.
        is_one_of_several: bool,
    },
    /// Nowhere: it lies above the threshold throughout.
    AlwaysAbove,
    /// Nowhere: it lies below the threshold throughout.
    AlwaysBelow,
}

/// Values looked at before bisection, evenly over the range with both ends.
pub const SCANNED: u32 = 5;

/// Where the effect first crosses, seen from the first value. `halvings` of the distance between scanned values are made;
/// `height` gives the effect at several shares of the way at once, in their order.
///
/// # Errors
/// The first that `height` gives.
pub fn cross<E>(
    halvings: u32,
    mut height: impl FnMut(&[f64]) -> Result<Vec<Height>, E>,
) -> Result<(Crossing, Vec<(f64, Height)>), E> {
    // Positions on a grid of whole numbers, so that shares are looked up exactly.
    let step = 1_u32 << halvings;
    let last = step * (SCANNED - 1);
    let share = |at: u32| f64::from(at) / f64::from(last);
    let mut known: BTreeMap<u32, Height> = BTreeMap::new();
    let scan: Vec<u32> = (0..SCANNED).map(|nth| nth * step).collect();
    let shares: Vec<f64> = scan.iter().map(|at| share(*at)).collect();
    known.extend(scan.iter().copied().zip(height(&shares)?));
    let mut look = |at: u32, known: &mut BTreeMap<u32, Height>| -> Result<Height, E> {
        if let Some(height) = known.get(&at) {
            return Ok(*height);
        }
        let found = height(&[share(at)])?[0];
        known.insert(at, found);
        Ok(found)
    };
    let above: Vec<bool> = scan.iter().map(|at| known[at].mean > 0.0).collect();
    let changes: Vec<usize> = (1..scan.len())
        .filter(|&nth| above[nth] != above[nth - 1])
        .collect();
    let crossing = match changes.first() {
        None if above[0] => Crossing::AlwaysAbove,
        None => Crossing::AlwaysBelow,
        Some(&nth) => {
            let was_above = above[nth - 1];
            let (mut left, mut right) = (scan[nth - 1], scan[nth]);
            while right - left > 1 {
                let middle = left.midpoint(right);
                match (look(middle, &mut known)?.mean > 0.0) == was_above {
                    true => left = middle,
                    false => right = middle,
                }
            }
            let (a, b) = (known[&left].mean, known[&right].mean);
            // Between neighbours of the grid the mean is taken as a straight line.
            let within = if a == b { 0.5 } else { a / (a - b) };
            let root = share(left) + within * (share(right) - share(left));
            // Without a spread the interval is a point, and holds the threshold nowhere but at the root.
            let low = edge(&mut known, (0, left), &mut look)?;
            let high = edge(&mut known, (last, right), &mut look)?;
            let tidy = |edge: Edge| match edge {
                Edge::Beyond => None,
                Edge::At(at) => Some(share(at)),
            };
            Crossing::At {
                share: root,
                low: tidy(low),
                high: tidy(high),
                is_one_of_several: changes.len() > 1,
            }
        }
    };
    let seen = known.into_iter().map(|(at, height)| (share(at), height));
    Ok((crossing, seen.collect()))
}

enum Edge {
    /// The interval still holds the threshold at the end of the range.
    Beyond,
    /// The outermost position, to a step of the grid, that may hold it.
    At(u32),
}

/// Where, going out from the crossing, the interval ceases to hold the threshold.
fn edge<E>(
    known: &mut BTreeMap<u32, Height>,
    (end, root): (u32, u32),
    look: &mut impl FnMut(u32, &mut BTreeMap<u32, Height>) -> Result<Height, E>,
) -> Result<Edge, E> {
    let holds = |height: &Height| height.low <= 0.0 && 0.0 <= height.high;
    // The nearest known position outwards that does not hold it.
    let outwards: Vec<u32> = match end < root {
        true => known.range(end..=root).rev().map(|(at, _)| *at).collect(),
        false => known.range(root..=end).map(|(at, _)| *at).collect(),
    };
    let Some(&free) = outwards.iter().find(|at| !holds(&known[at])) else {
        return Ok(Edge::Beyond);
    };
    if free == root {
        return Ok(Edge::At(root));
    }
    let (mut inside, mut outside) = (root, free);
    while inside.abs_diff(outside) > 1 {
        let middle = inside.midpoint(outside);
        let height = look(middle, known)?;
        match holds(&height) {
            true => inside = middle,
            false => outside = middle,
        }
    }
    Ok(Edge::At(outside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(function: impl Fn(f64) -> Height) -> Crossing {
        let (found, _) = cross::<()>(8, |shares| {
            Ok(shares.iter().map(|at| function(*at)).collect())
        })
        .expect("nothing goes wrong");
        found
    }

    fn band(mean: f64, half: f64) -> Height {
        Height {
            mean,
            low: mean - half,
            high: mean + half,
        }
    }

    #[test]
    fn a_falling_line_is_crossed_where_it_is_zero_and_the_interval_is_where_its_band_is() {
        let Crossing::At {
            share,
            low,
            high,
            is_one_of_several,
        } = of(|at| band(0.3 - at, 0.1))
        else {
            panic!("it crosses");
        };
        assert!((share - 0.3).abs() < 1e-9);
        assert!((low.expect("in range") - 0.2).abs() <= 1.0 / 1024.0);
        assert!((high.expect("in range") - 0.4).abs() <= 1.0 / 1024.0);
        assert!(!is_one_of_several);
    }

    #[test]
    fn a_rising_curve_is_crossed_too() {
        let Crossing::At { share, .. } = of(|at| band(at * at - 0.5, 0.01)) else {
            panic!("it crosses");
        };
        assert!((share - 0.5f64.sqrt()).abs() < 1e-3, "{share}");
    }

    #[test]
    fn a_band_that_holds_the_threshold_to_the_end_has_no_edge_there() {
        let Crossing::At { low, high, .. } = of(|at| band(0.1 - at, 0.2)) else {
            panic!("it crosses");
        };
        assert_eq!(low, None);
        assert!((high.expect("in range") - 0.3).abs() <= 1.0 / 1024.0);
    }

    #[test]
    fn what_does_not_cross_says_on_which_side_it_lies() {
        assert_eq!(of(|_| band(1.0, 0.1)), Crossing::AlwaysAbove);
        assert_eq!(of(|_| band(-1.0, 2.0)), Crossing::AlwaysBelow);
    }

    #[test]
    fn the_first_of_several_crossings_is_taken_and_said_to_be_one_of_them() {
        let found = of(|at| band((at * 9.0).cos(), 0.01));
        let Crossing::At {
            share,
            is_one_of_several,
            ..
        } = found
        else {
            panic!("it crosses");
        };
        assert!(is_one_of_several);
        assert!((share - std::f64::consts::FRAC_PI_2 / 9.0).abs() < 1e-3);
    }

    #[test]
    fn without_any_spread_the_interval_is_the_step_that_holds_the_crossing() {
        let Crossing::At {
            share, low, high, ..
        } = of(|at| band(0.3 - at, 0.0))
        else {
            panic!("it crosses");
        };
        let (low, high) = (low.expect("in range"), high.expect("in range"));
        assert!(low <= share && share <= high && high - low <= 2.0 / 1024.0);
    }

    #[test]
    fn an_error_is_passed_on() {
        let found = cross(3, |_: &[f64]| Err("broken"));
        assert_eq!(found.map(|_| ()), Err("broken"));
    }
}
