//! The second pass: convolutions along the document.
//!
//! Lines of a text have little to tell them by but the lines around them, and in a page these tell more than the odds of
//! a few neighbours do. A stack of convolutions whose taps stand further and further apart sees thirty lines to either
//! side for some twenty thousand multiplications a line (S. Bai et al., 'An empirical evaluation of generic convolutional
//! and recurrent networks for sequence modeling', 2018).

use serde::{Deserialize, Serialize};

/// How many values a line has between two layers.
pub const CHANNELS: usize = 32;
/// How far apart the taps of each layer stand, in lines.
pub const REACHES: [usize; 5] = [1, 2, 4, 8, 16];
/// The lines that a layer looks at: one above, the line itself, one below.
pub const TAPS: usize = 3;
/// What is asked of a line: whether it is content, and whether it is the title.
pub const HEADS: usize = 2;
/// Features further from their mean than this many deviations count as if they stood there.
pub const MOST_DEVIATION: f32 = 4.0;

/// The values of one line between two layers, or the weights that lead from one value to the next layer.
pub type Channels = [f32; CHANNELS];

/// What the network says of one line: log-odds, one for each of the [`HEADS`].
pub type Scores = [f32; HEADS];

/// A network of convolutions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConvNet {
    /// For each column its mean and one over its deviation.
    pub scales: Vec<(f32, f32)>,
    /// For each column what it gives to the channels.
    pub input: Vec<Channels>,
    /// What the channels have without any feature.
    pub input_bias: Channels,
    /// The convolutions, one for each of [`REACHES`].
    pub layers: Vec<Layer>,
    /// What the channels behind the last layer, and those before the first, give to each of the log-odds.
    pub output: [[Channels; 2]; HEADS],
    /// For each column what it gives to the log-odds past all layers.
    pub skip: Vec<Scores>,
    /// The log-odds without anything.
    pub bias: Scores,
}

/// One convolution; what it gives is added to what it was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// For each tap, from the line above to the line below, and each channel the weights that lead from it.
    pub taps: [Vec<Channels>; TAPS],
    /// What the channels have without any line.
    pub bias: Channels,
}

impl ConvNet {
    /// Whether all parts have the sizes that belong together.
    pub fn is_sound(&self) -> bool {
        let columns = self.scales.len();
        let whole = |layer: &Layer| layer.taps.iter().all(|tap| tap.len() == CHANNELS);
        self.input.len() == columns
            && self.skip.len() == columns
            && (self.is_empty() || self.layers.len() == REACHES.len())
            && self.layers.iter().all(whole)
    }

    /// Whether there is no network.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// A feature as the network takes it: in deviations from its mean.
    pub fn scaled(&self, column: usize, value: f32) -> f32 {
        scaled(value, self.scales.get(column).copied().unwrap_or_default())
    }

    /// The log-odds of each row of a document. Columns beyond those of the network do not count.
    pub fn scores<const COLUMNS: usize>(&self, rows: &[[f32; COLUMNS]]) -> Vec<Scores> {
        let (mut channels, mut scores): (Vec<Channels>, Vec<Scores>) =
            rows.iter().map(|row| self.first_channels(row)).unzip();
        self.add_outputs(&mut scores, &channels, 1);
        for (layer, reach) in self.layers.iter().zip(REACHES) {
            channels = (0..channels.len()).map(|line| layer.apply(&channels, line, reach)).collect();
        }
        self.add_outputs(&mut scores, &channels, 0);
        scores
    }

    fn add_outputs(&self, scores: &mut [Scores], channels: &[Channels], which: usize) {
        for (scores, channels) in scores.iter_mut().zip(channels) {
            for (score, output) in scores.iter_mut().zip(&self.output) {
                *score += output.get(which).map_or(0.0, |output| product(channels, output));
            }
        }
    }

    /// What the features of a row give to the channels, and what they give to its log-odds directly.
    fn first_channels(&self, row: &[f32]) -> (Channels, Scores) {
        let (mut channels, mut scores) = (self.input_bias, self.bias);
        let columns = row.iter().zip(&self.scales).zip(self.input.iter().zip(&self.skip));
        for ((value, scale), (weights, skip)) in columns {
            let value = scaled(*value, *scale);
            add_scaled(&mut channels, weights, value);
            scores.iter_mut().zip(skip).for_each(|(score, skip)| *score += value * skip);
        }
        (channels.map(|value| value.max(0.0)), scores)
    }
}

impl Layer {
    /// The channels of a line behind this layer.
    fn apply(&self, channels: &[Channels], line: usize, reach: usize) -> Channels {
        let mut sums = self.bias;
        for (tap, from) in self.taps.iter().zip(tapped(line, reach)) {
            if let Some(values) = from.and_then(|from| channels.get(from)) {
                sums = add_products(sums, values, tap);
            }
        }
        let own = channels.get(line).copied().unwrap_or_default();
        for (sum, own) in sums.iter_mut().zip(own) {
            *sum = own + sum.max(0.0);
        }
        sums
    }
}

#[inline]
fn scaled(value: f32, (mean, scale): (f32, f32)) -> f32 {
    ((value - mean) * scale).clamp(-MOST_DEVIATION, MOST_DEVIATION)
}

/// The lines that the taps of a layer look at; `None` above the first.
pub fn tapped(line: usize, reach: usize) -> [Option<usize>; TAPS] {
    [line.checked_sub(reach), Some(line), Some(line + reach)]
}

/// Adds to sums what weights make of values: a function of its own, so that the sums stay in registers.
#[inline(never)]
pub fn add_products(mut sums: Channels, values: &Channels, weights: &[Channels]) -> Channels {
    for (value, weights) in values.iter().zip(weights) {
        add_scaled(&mut sums, weights, *value);
    }
    sums
}

/// Adds weights to sums, times a factor.
#[inline]
pub fn add_scaled(sums: &mut Channels, weights: &Channels, factor: f32) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += factor * weight;
    }
}

/// The sum of the products.
#[inline]
pub fn product(one: &Channels, other: &Channels) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
