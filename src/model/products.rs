//! Sums of products of whole tables, several lines at a time: what is fetched for one line serves those beside it, and
//! the sums stay in registers.
//!
//! Each sum is added up in the same order whatever lines stand beside it, so that results are the same to the bit on
//! every processor.

/// Lines that weights are fetched for together.
const LINES: usize = 4;
/// Lines whose products are added to weights together.
const LINES_OF_OUTER: usize = 8;

/// Adds to the sums of each line what weights make of its values: `values` has one for each weight, line by line. `AT_ONCE`
/// divides `N`: as many sums of a line are added up together.
pub fn add_products<const N: usize, const AT_ONCE: usize>(
    sums: &mut [[f32; N]],
    values: &[f32],
    weights: &[[f32; N]],
) {
    let count = weights.len();
    if count == 0 {
        return;
    }
    let (blocks, rest) = sums.as_chunks_mut::<LINES>();
    let whole = blocks.len() * LINES * count;
    for (sums, values) in blocks.iter_mut().zip(values.chunks_exact(LINES * count)) {
        add_block::<N, AT_ONCE, LINES>(sums, values, weights);
    }
    let values = values.get(whole..).unwrap_or_default();
    for (sums, values) in rest.iter_mut().zip(values.chunks_exact(count)) {
        add_block::<N, AT_ONCE, 1>(std::array::from_mut(sums), values, weights);
    }
}

#[inline(never)]
#[allow(
    clippy::needless_range_loop,
    reason = "lines and sums are counted, so that the compiler writes them out"
)]
fn add_block<const N: usize, const AT_ONCE: usize, const L: usize>(
    sums: &mut [[f32; N]; L],
    values: &[f32],
    weights: &[[f32; N]],
) {
    let count = weights.len();
    let lines: [&[f32]; L] = std::array::from_fn(|line| &values[line * count..][..count]);
    for first in (0..N).step_by(AT_ONCE) {
        let mut own = [[0.0; AT_ONCE]; L];
        for line in 0..L {
            own[line].copy_from_slice(&sums[line][first..first + AT_ONCE]);
        }
        for (at, weights) in weights.iter().enumerate() {
            let weights: [f32; AT_ONCE] = std::array::from_fn(|sum| weights[first + sum]);
            for line in 0..L {
                let value = lines[line][at];
                for sum in 0..AT_ONCE {
                    own[line][sum] += value * weights[sum];
                }
            }
        }
        for line in 0..L {
            sums[line][first..first + AT_ONCE].copy_from_slice(&own[line]);
        }
    }
}

/// Adds to the sums of each value the products of that value with the others of its line, line by line: `values` has one
/// for each of the sums in every line.
pub fn add_outer<const N: usize>(sums: &mut [[f32; N]], values: &[f32], others: &[[f32; N]]) {
    let count = sums.len();
    if count == 0 {
        return;
    }
    let (blocks, rest) = others.as_chunks::<LINES_OF_OUTER>();
    let whole = blocks.len() * LINES_OF_OUTER * count;
    for (others, values) in blocks.iter().zip(values.chunks_exact(LINES_OF_OUTER * count)) {
        add_outer_block(sums, values, others);
    }
    let values = values.get(whole..).unwrap_or_default();
    for (others, values) in rest.iter().zip(values.chunks_exact(count)) {
        add_outer_block(sums, values, std::array::from_ref(others));
    }
}

#[inline(never)]
#[allow(
    clippy::needless_range_loop,
    reason = "lines and sums are counted, so that the compiler writes them out"
)]
fn add_outer_block<const N: usize, const L: usize>(
    sums: &mut [[f32; N]],
    values: &[f32],
    others: &[[f32; N]; L],
) {
    let count = sums.len();
    let lines: [&[f32]; L] = std::array::from_fn(|line| &values[line * count..][..count]);
    for (at, sums) in sums.iter_mut().enumerate() {
        let mut own = *sums;
        for line in 0..L {
            let value = lines[line][at];
            for sum in 0..N {
                own[sum] += value * others[line][sum];
            }
        }
        *sums = own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers whose sums depend on the order in which they are added up.
    fn table<const N: usize>(lines: usize) -> Vec<[f32; N]> {
        let number = |at: usize| ((at * 7919 + 13) % 1000) as f32 / 7.0 - 70.0;
        (0..lines).map(|line| std::array::from_fn(|at| number(line * N + at))).collect()
    }

    #[test]
    fn any_number_of_lines_gives_what_one_at_a_time_gives() {
        for lines in [0, 1, 3, 4, 5, 8, 9, 17, 27] {
            let (values, weights) = (table::<5>(lines), table::<8>(5));
            let (mut sums, mut expected) = (table::<8>(lines), table::<8>(lines));
            for (sums, values) in expected.iter_mut().zip(&values) {
                for (value, weights) in values.iter().zip(&weights) {
                    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += value * weight);
                }
            }
            add_products::<8, 4>(&mut sums, values.as_flattened(), &weights);
            assert_eq!(sums, expected, "{lines}");

            let others = table::<8>(lines);
            let (mut sums, mut expected) = (table::<8>(5), table::<8>(5));
            for (others, values) in others.iter().zip(&values) {
                for (value, sums) in values.iter().zip(&mut expected) {
                    sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += value * other);
                }
            }
            add_outer(&mut sums, values.as_flattened(), &others);
            assert_eq!(sums, expected, "{lines}");
        }
    }
}
