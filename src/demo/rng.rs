//! A small generator of numbers (SplitMix64), so that the same seed gives the same people on every machine.
//!
//! Invariant: never a source of secrets; its output is fixed by its seed for all releases of the demo.

/// A stream of numbers that depends on its seed alone.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The stream of one seed and index; neighbouring indexes give unrelated streams.
    pub const fn new(seed: u64, index: u64) -> Self {
        Self(mix(seed ^ mix(index.wrapping_add(0x5851_F42D_4C95_7F2D))))
    }

    /// The next 64 bits.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number below `end`; 0 if `end` is 0.
    pub const fn below(&mut self, end: u64) -> u64 {
        // The high half of the product is uniform enough for small ends, and needs no rejection.
        ((self.draw() as u128 * end as u128) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub const fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).unsigned_abs() + 1) as i64
    }

    /// True in `count` of a thousand cases.
    pub const fn per_mille(&mut self, count: u64) -> bool {
        self.below(1000) < count
    }

    /// A fraction from 0 up to 1.
    pub const fn fraction(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of a list; the type's default if the list is empty.
    pub fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let at = usize::try_from(self.below(list.len() as u64)).unwrap_or(0);
        list.get(at).copied().unwrap_or_default()
    }

    /// Up to `count` different members of a list, in a shuffled order.
    pub fn several<T: Copy>(&mut self, list: &[T], count: usize) -> Vec<T> {
        let mut left: Vec<T> = list.to_vec();
        let mut out = Vec::with_capacity(count.min(left.len()));
        while out.len() < count && !left.is_empty() {
            let at = usize::try_from(self.below(left.len() as u64)).unwrap_or(0);
            out.push(left.swap_remove(at));
        }
        out
    }
}

/// The finalizer of SplitMix64.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_inside_their_bounds_and_reach_both_ends() {
        let mut rng = Rng::new(7, 0);
        let seen: Vec<i64> = (0..1000).map(|_| rng.between(-2, 2)).collect();
        assert!(seen.iter().all(|n| (-2..=2).contains(n)));
        assert!(seen.contains(&-2) && seen.contains(&2));
        assert_eq!(rng.below(0), 0);
    }

    #[test]
    fn several_never_gives_the_same_member_twice() {
        let mut rng = Rng::new(1, 1);
        let mut four = rng.several(&[1, 2, 3, 4], 9);
        four.sort_unstable();
        assert_eq!(four, [1, 2, 3, 4]);
    }
}
