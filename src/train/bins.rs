//! Features cut into a few bins each, so that trees can be grown from histograms.

use rayon::prelude::*;

/// The most bins of one feature.
pub const BINS: usize = 64;
/// How many rows are looked at to cut a feature.
const SAMPLE: usize = 60_000;

/// The borders of the bins of every column.
#[derive(Clone, Debug)]
pub struct Bins {
    /// For each column its borders, ascending: a value is in the bin of the first border that is not below it.
    pub borders: Vec<Vec<f32>>,
}

impl Bins {
    /// Cuts the columns of a table so that bins hold about as many rows.
    pub fn of(rows: &[f32], columns: usize) -> Bins {
        let count = rows.len() / columns.max(1);
        let stride = count.div_ceil(SAMPLE).max(1);
        let borders = (0..columns)
            .into_par_iter()
            .map(|column| {
                let mut values: Vec<f32> =
                    rows.iter().skip(column).step_by(columns * stride).copied().collect();
                values.sort_unstable_by(f32::total_cmp);
                let mut distinct: Vec<(f32, usize)> = Vec::new();
                for value in &values {
                    match distinct.last_mut() {
                        Some((last, count)) if *last == *value => *count += 1,
                        _ => distinct.push((*value, 1)),
                    }
                }
                let mut borders = Vec::new();
                let (mut seen, mut next) = (0, 1);
                for pair in distinct.windows(2) {
                    let [(low, count), (high, _)] = pair else { continue };
                    seen += count;
                    if distinct.len() <= BINS || seen * BINS >= next * values.len() {
                        borders.push(low + (high - low) / 2.0);
                        next = seen * BINS / values.len().max(1) + 1;
                    }
                    if borders.len() + 1 == BINS {
                        break;
                    }
                }
                borders
            })
            .collect();
        Bins { borders }
    }

    /// The bins of all values of a table, row by row.
    pub fn cut(&self, rows: &[f32]) -> Vec<u8> {
        let columns = self.borders.len();
        let mut cut = vec![0; rows.len()];
        let rows = rows.par_chunks_exact(columns.max(1)).zip(cut.par_chunks_exact_mut(columns.max(1)));
        rows.for_each(|(row, cut)| {
            for ((value, borders), cut) in row.iter().zip(&self.borders).zip(cut) {
                *cut = borders.partition_point(|border| border < value) as u8;
            }
        });
        cut
    }
}
