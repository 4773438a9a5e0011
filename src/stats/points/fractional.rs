//! Two-level designs with fewer runs than combinations.

/// The most factors of a [`fractional`] design.
pub const FRACTIONAL_FACTORS: usize = 16;

/// How long the shortest product of factors is that a design cannot tell from the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resolution {
    /// Main effects are apart from each other but mixed with interactions of two.
    Three = 3,
    /// Main effects are also apart from interactions of two, which are mixed with each other.
    Four = 4,
    /// Interactions of two are also apart from each other; those of three are mixed with them.
    Five = 5,
}

impl Resolution {
    /// The resolution with this number: 3, 4 or 5; `None` for any other.
    pub fn new(number: usize) -> Option<Resolution> {
        match number {
            3 => Some(Resolution::Three),
            4 => Some(Resolution::Four),
            5 => Some(Resolution::Five),
            _ => None,
        }
    }
}

/// A regular two-level design of k factors in 2^m runs (Box, Hunter & Hunter 2005, chapter 6).
///
/// A set of factors is written as a number whose bit i says that factor i is in it, and stands for the product of their levels coded
/// -1 and 1: a main effect for one factor, an interaction for several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fractional {
    /// For each factor the basic factors whose product it is: bit i for basic factor i of m.
    columns: Vec<u32>,
    basic: u32,
}

/// The smallest regular design of so many factors with at least this resolution; all combinations where no smaller one has it.
///
/// Factors are added one at a time, each as the product of basic factors that adds the fewest short words to the defining relation; where
/// that ends too early, as the first product that leaves the resolution. The number of runs is the smallest there is, but a full search
/// might find a design with fewer words of the shortest length. `None` for no factors and for more than [`FRACTIONAL_FACTORS`].
pub fn fractional(factors: usize, resolution: Resolution) -> Option<Fractional> {
    if !(1..=FRACTIONAL_FACTORS).contains(&factors) {
        return None;
    }
    (1..=factors as u32).find_map(|basic| {
        let fewest = built(factors, Sets::new(basic, resolution), Sets::cost);
        let first = |sets: &Sets, column| sets.cost(column).map(|_| [0; 3]);
        fewest.or_else(|| built(factors, Sets::new(basic, resolution), first))
    })
}

/// The design that adding the cheapest factor at each step gives, if there always is one.
fn built(
    factors: usize,
    mut sets: Sets,
    cost: impl Fn(&Sets, u32) -> Option<[u32; 3]>,
) -> Option<Fractional> {
    let basic = sets.by_size[0].len().ilog2();
    for i in 0..basic {
        sets.add(1 << i);
    }
    while sets.columns.len() < factors {
        let candidates = 1u32..1 << basic;
        let candidates = candidates.filter_map(|column| Some((cost(&sets, column)?, column)));
        let (_, column) = candidates.min()?;
        sets.add(column);
    }
    Some(Fractional {
        columns: sets.columns,
        basic,
    })
}

/// How many sets of columns have each product, by the size of the set up to [`Sets::LONGEST`].
struct Sets {
    columns: Vec<u32>,
    by_size: Vec<Vec<u32>>,
    resolution: usize,
}

impl Sets {
    /// Words longer than this are not counted when columns are compared.
    const LONGEST: usize = 5;

    fn new(basic: u32, resolution: Resolution) -> Sets {
        let mut by_size = vec![vec![0; 1 << basic]; Sets::LONGEST];
        by_size[0][0] = 1;
        Sets {
            columns: Vec::new(),
            by_size,
            resolution: resolution as usize,
        }
    }

    /// How many words of 3, 4 and 5 factors a column adds; `None` if one is shorter than the resolution allows.
    fn cost(&self, column: u32) -> Option<[u32; 3]> {
        let words = |length: usize| self.by_size[length - 1][column as usize];
        let short = (1..self.resolution).any(|length| words(length) > 0);
        (!short).then(|| [words(3), words(4), words(5)])
    }

    fn add(&mut self, column: u32) {
        for size in (1..Sets::LONGEST).rev() {
            for product in 0..self.by_size[size].len() {
                let without = product ^ column as usize;
                self.by_size[size][product] += self.by_size[size - 1][without];
            }
        }
        self.columns.push(column);
    }
}

impl Fractional {
    /// How many factors there are.
    pub fn factors(&self) -> usize {
        self.columns.len()
    }

    /// How many runs there are, a power of two.
    pub fn runs(&self) -> usize {
        1 << self.basic
    }

    /// A point for each run with 0 for a factor's low level and 1 for its high one, the first factor changing fastest.
    ///
    /// Every factor is low in half of the runs, and every two factors have each combination of levels equally often.
    pub fn points(&self) -> Vec<Vec<f64>> {
        let level = |run: u32, column: u32| {
            // The product of b coded levels is high for an even number of low ones.
            let low = (column & !run).count_ones();
            if low.is_multiple_of(2) { 1.0 } else { 0.0 }
        };
        let point = |run: u32| {
            let columns = self.columns.iter();
            columns.map(|&column| level(run, column)).collect()
        };
        (0..1 << self.basic).map(point).collect()
    }

    /// The defining relation: every set of factors whose product is the same in all runs, shortest first; empty if all combinations are
    /// run.
    pub fn words(&self) -> Vec<u32> {
        let sets = 1..1u32 << self.factors();
        let mut words: Vec<u32> = sets.filter(|&set| self.product(set) == 0).collect();
        words.sort_by_key(|word| (word.count_ones(), *word));
        words
    }

    /// The length of the shortest word, 3 or more; `None` if all combinations are run, so that nothing is mixed.
    pub fn resolution(&self) -> Option<usize> {
        let words = self.words();
        words.first().map(|word| word.count_ones() as usize)
    }

    /// The other sets of at most so many factors whose effect cannot be told from that of a set, smallest first.
    pub fn aliases(&self, set: u32, most: usize) -> Vec<u32> {
        let own = self.product(set);
        let sets = 1..1u32 << self.factors();
        let sets = sets.filter(|other| other.count_ones() as usize <= most && *other != set);
        let mut mixed: Vec<u32> = sets.filter(|&other| self.product(other) == own).collect();
        mixed.sort_by_key(|other| (other.count_ones(), *other));
        mixed
    }

    /// The basic factors whose product a product of factors is.
    fn product(&self, set: u32) -> u32 {
        let columns = self.columns.iter().enumerate();
        let within = columns.filter(|(i, _)| set >> i & 1 == 1);
        within.fold(0, |product, (_, column)| product ^ column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Resolution; 3] = [Resolution::Three, Resolution::Four, Resolution::Five];

    /// The coded product of a set of factors in each run, from the points alone.
    fn products(design: &Fractional, set: u32) -> Vec<f64> {
        let coded = |point: &Vec<f64>| {
            let levels = point.iter().enumerate();
            let within = levels.filter(|(i, _)| set >> i & 1 == 1);
            within.map(|(_, x)| 2.0 * x - 1.0).product()
        };
        design.points().iter().map(coded).collect()
    }

    #[test]
    fn no_product_of_fewer_factors_than_the_resolution_is_the_same_in_all_runs() {
        for resolution in ALL {
            for factors in 1..=FRACTIONAL_FACTORS {
                let design = fractional(factors, resolution).unwrap();
                assert_eq!(design.factors(), factors);
                let sets = (1..1u32 << factors).filter(|set| set.count_ones() <= 5);
                let shortest = sets
                    .filter(|&set| products(&design, set).iter().sum::<f64>() != 0.0)
                    .map(|set| set.count_ones())
                    .min();
                let least = resolution as u32;
                assert!(shortest.is_none_or(|shortest| shortest >= least));
                let attained = design.resolution();
                assert!(attained.is_none_or(|attained| attained >= least as usize));
                if let Some(shortest) = shortest {
                    assert_eq!(attained, Some(shortest as usize));
                }
            }
        }
    }

    #[test]
    fn the_numbers_of_runs_are_the_smallest_there_are() {
        // Box, Hunter & Hunter 2005, table 6.22; for resolution five the longest codes of distance 5 (Brouwer's tables).
        let runs = |resolution| {
            let factors = 1..=FRACTIONAL_FACTORS;
            factors.map(move |k| fractional(k, resolution).unwrap().runs())
        };
        let three = [2, 4, 4, 8, 8, 8, 8, 16, 16, 16, 16, 16, 16, 16, 16, 32];
        let four = [2, 4, 8, 8, 16, 16, 16, 16, 32, 32, 32, 32, 32, 32, 32, 32];
        let five = [
            2, 4, 8, 16, 16, 32, 64, 64, 128, 128, 128, 256, 256, 256, 256, 256,
        ];
        assert!(runs(Resolution::Three).eq(three));
        assert!(runs(Resolution::Four).eq(four));
        assert!(runs(Resolution::Five).eq(five));
    }

    #[test]
    fn every_two_factors_have_each_combination_of_levels_equally_often() {
        for resolution in ALL {
            let design = fractional(9, resolution).unwrap();
            let points = design.points();
            assert_eq!(points.len(), design.runs());
            for i in 0..9 {
                for j in 0..i {
                    for (a, b) in [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)] {
                        let those = points.iter().filter(|x| x[i] == a && x[j] == b);
                        assert_eq!(those.count() * 4, points.len());
                    }
                }
            }
        }
    }

    #[test]
    fn aliases_are_the_effects_with_the_same_or_the_opposite_contrast() {
        // Half of 2^4: D = ABC, so AB is mixed with CD, A with BCD.
        let design = fractional(4, Resolution::Four).unwrap();
        assert_eq!(design.words(), [0b1111]);
        assert_eq!(design.aliases(0b0011, 2), [0b1100]);
        assert_eq!(design.aliases(0b0001, 4), [0b1110]);
        for factors in 5..9 {
            for resolution in ALL {
                let design = fractional(factors, resolution).unwrap();
                for set in 1..1u32 << factors {
                    let own = products(&design, set);
                    let same = |other: &u32| {
                        let others = products(&design, *other);
                        let dot: f64 = own.iter().zip(&others).map(|(a, b)| a * b).sum();
                        dot.abs() == design.runs() as f64
                    };
                    let sets = (1..1u32 << factors).filter(|other| *other != set);
                    let few = sets.filter(|other| other.count_ones() <= 2);
                    let mut expected: Vec<u32> = few.filter(same).collect();
                    expected.sort_by_key(|other| (other.count_ones(), *other));
                    assert_eq!(design.aliases(set, 2), expected);
                }
            }
        }
    }

    #[test]
    fn a_design_of_all_combinations_mixes_nothing() {
        let design = fractional(3, Resolution::Five).unwrap();
        assert_eq!((design.runs(), design.resolution()), (8, None));
        assert!(design.words().is_empty());
        assert!(design.aliases(0b1, 3).is_empty());
        assert_eq!(fractional(0, Resolution::Three), None);
        assert_eq!(fractional(FRACTIONAL_FACTORS + 1, Resolution::Three), None);
        let numbers = (0..8).filter_map(Resolution::new);
        assert!(numbers.eq(ALL));
    }
}
