//! A set of hashes that takes a bit for each: it may say yes where another one is in it, and never no where one is.

/// The set.
pub struct Bits(Vec<u64>);

impl Bits {
    /// An empty one of so many bits, a multiple of 64.
    pub fn new(bits: usize) -> Bits {
        Bits(vec![0; bits / 64])
    }

    pub fn add(&mut self, hash: u64) {
        let (place, bit) = self.place(hash);
        if let Some(place) = self.0.get_mut(place) {
            *place |= bit;
        }
    }

    pub fn has(&self, hash: u64) -> bool {
        let (place, bit) = self.place(hash);
        self.0.get(place).is_some_and(|place| place & bit != 0)
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let bit = hash as usize % (self.0.len() * 64).max(1);
        (bit / 64, 1 << (bit % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn what_was_added_is_there_and_other_bits_are_not() {
        let mut bits = Bits::new(128);
        [0, 63, 64, 300].into_iter().for_each(|hash| bits.add(hash));
        assert!([0, 63, 64, 300, 128].into_iter().all(|hash| bits.has(hash)));
        assert!([1, 65, 127].into_iter().all(|hash| !bits.has(hash)));
    }
}
