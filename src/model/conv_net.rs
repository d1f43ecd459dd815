//! The second pass: convolutions along the document.
//!
//! Lines of a text have little to tell them by but the lines around them, and in a page these tell more than the odds of
//! a few neighbours do. A stack of convolutions whose taps stand further and further apart sees thirty lines to either
//! side for some twenty-five thousand multiplications a line (S. Bai et al., 'An empirical evaluation of generic convolutional
//! and recurrent networks for sequence modeling', 2018). Two layers see the whole document instead: whether it is an
//! article or a list, and whether another line looks more like the title, is told by all lines together (as J. Hu
//! et al. pool in 'Squeeze-and-excitation networks', 2018).

use super::products::add_products;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How many values a line has between two layers.
pub const CHANNELS: usize = 32;
/// How far apart the taps of each layer stand, in lines, or [`DOCUMENT`].
pub const REACHES: [usize; 7] = [1, 2, 4, DOCUMENT, 8, 16, DOCUMENT];
/// The reach of a layer that looks at the whole document.
pub const DOCUMENT: usize = 0;
/// What a layer looks at: one line above, the line itself, one below; or the mean of all lines, the line itself, the most
/// of all lines.
pub const TAPS: usize = 3;
/// What is asked of a line: whether it is content, and whether it is the title.
pub const HEADS: usize = 2;
/// Features further from their mean than this many deviations count as if they stood there.
pub const MOST_DEVIATION: f32 = 4.0;

/// Channels that are added up together.
pub const AT_ONCE: usize = 8;
/// Lines whose features are scaled before they go in.
const SCALED_LINES: usize = 64;

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
    /// For each tap and each channel the weights that lead from it.
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
        let (mut channels, mut scores) = (vec![self.input_bias; rows.len()], vec![self.bias; rows.len()]);
        let parts = channels.chunks_mut(SCALED_LINES).zip(scores.chunks_mut(SCALED_LINES));
        let mut values = Vec::new();
        for (rows, (channels, scores)) in rows.chunks(SCALED_LINES).zip(parts) {
            values.clear();
            for row in rows {
                values.extend(row.iter().zip(&self.scales).map(|(value, scale)| scaled(*value, *scale)));
            }
            self.add_inputs(channels, scores, &values);
            channels.as_flattened_mut().iter_mut().for_each(|value| *value = value.max(0.0));
        }
        self.add_outputs(&mut scores, &channels, 1);
        for (layer, reach) in self.layers.iter().zip(REACHES) {
            for (sums, own) in layer.sums(&channels, reach).iter().zip(&mut channels) {
                own.iter_mut().zip(sums).for_each(|(own, sum)| *own += sum.max(0.0));
            }
        }
        self.add_outputs(&mut scores, &channels, 0);
        scores
    }

    /// Adds what features, scaled, line by line, give to the channels and to the log-odds of each line.
    pub fn add_inputs(&self, channels: &mut [Channels], scores: &mut [Scores], values: &[f32]) {
        add_products::<CHANNELS, AT_ONCE>(channels, values, &self.input);
        add_products::<HEADS, HEADS>(scores, values, &self.skip);
    }

    /// Adds what channels give to the log-odds of each line: those behind the last layer (0) or before the first (1).
    pub fn add_outputs(&self, scores: &mut [Scores], channels: &[Channels], which: usize) {
        for (scores, channels) in scores.iter_mut().zip(channels) {
            for (score, output) in scores.iter_mut().zip(&self.output) {
                *score += output.get(which).map_or(0.0, |output| product(channels, output));
            }
        }
    }
}

impl Layer {
    /// What the taps make of the channels of a document, line by line.
    pub fn sums(&self, channels: &[Channels], reach: usize) -> Vec<Channels> {
        if reach == DOCUMENT {
            return self.sums_of_document(channels);
        }
        let mut sums = vec![self.bias; channels.len()];
        for (tap, (to, from)) in self.taps.iter().zip(tapped(channels.len(), reach)) {
            if let (Some(sums), Some(values)) = (sums.get_mut(to), channels.get(from)) {
                add_products::<CHANNELS, AT_ONCE>(sums, values.as_flattened(), tap);
            }
        }
        sums
    }

    fn sums_of_document(&self, channels: &[Channels]) -> Vec<Channels> {
        let [of_mean, own, of_most] = &self.taps;
        let pooled = Pooled::of(channels);
        let mut shared = [self.bias];
        add_products::<CHANNELS, AT_ONCE>(&mut shared, &pooled.mean, of_mean);
        add_products::<CHANNELS, AT_ONCE>(&mut shared, &pooled.most, of_most);
        let [shared] = shared;
        let mut sums = vec![shared; channels.len()];
        add_products::<CHANNELS, AT_ONCE>(&mut sums, channels.as_flattened(), own);
        sums
    }
}

/// What all lines of a document have together.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// The mean of each channel.
    pub mean: Channels,
    /// The most of each channel; channels are never below 0.
    pub most: Channels,
}

impl Pooled {
    /// Pools the channels of all lines.
    pub fn of(channels: &[Channels]) -> Pooled {
        let mut pooled = Pooled { mean: [0.0; CHANNELS], most: [0.0; CHANNELS] };
        for values in channels {
            for (value, (sum, most)) in values.iter().zip(pooled.mean.iter_mut().zip(&mut pooled.most)) {
                *sum += value;
                *most = most.max(*value);
            }
        }
        let count = channels.len().max(1) as f32;
        pooled.mean.iter_mut().for_each(|sum| *sum /= count);
        pooled
    }
}

/// The mean of what networks say of each row of a document: they start from other random weights, and err in other places.
pub fn mean_scores<const COLUMNS: usize>(nets: &[ConvNet], rows: &[[f32; COLUMNS]]) -> Vec<Scores> {
    let mut sums = vec![[0.0; HEADS]; rows.len()];
    for net in nets {
        let scores = net.scores(rows);
        sums.as_flattened_mut().iter_mut().zip(scores.as_flattened()).for_each(|(sum, score)| *sum += score);
    }
    let count = nets.len().max(1) as f32;
    sums.as_flattened_mut().iter_mut().for_each(|sum| *sum /= count);
    sums
}

#[inline]
fn scaled(value: f32, (mean, scale): (f32, f32)) -> f32 {
    ((value - mean) * scale).clamp(-MOST_DEVIATION, MOST_DEVIATION)
}

/// For each tap of a layer the lines of a document that look through it, and those that they see.
pub fn tapped(lines: usize, reach: usize) -> [(Range<usize>, Range<usize>); TAPS] {
    let reach = reach.min(lines);
    let (front, back) = (0..lines - reach, reach..lines);
    [(back.clone(), front.clone()), (0..lines, 0..lines), (front, back)]
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
fn product(one: &Channels, other: &Channels) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_lines_have_is_pooled() {
        let mut channels = [[0.0; CHANNELS]; 4];
        (channels[1][3], channels[2][3], channels[3][5]) = (2.0, 2.0, 1.0);
        let pooled = Pooled::of(&channels);
        assert_eq!((pooled.mean[3], pooled.most[3]), (1.0, 2.0));
        assert_eq!((pooled.mean[5], pooled.most[5]), (0.25, 1.0));
        assert_eq!((pooled.mean[0], pooled.most[0]), (0.0, 0.0));
        assert_eq!(Pooled::of(&[]).mean, [0.0; CHANNELS]);
    }

    #[test]
    fn a_line_sees_far_lines_through_the_whole_document() {
        // Each channel leads to itself alone, from the most of all lines and from no other tap.
        let mut layer =
            Layer { taps: std::array::from_fn(|_| vec![[0.0; CHANNELS]; CHANNELS]), bias: [0.0; CHANNELS] };
        (0..CHANNELS).for_each(|channel| layer.taps[2][channel][channel] = 1.0);
        let mut channels = vec![[0.0; CHANNELS]; 500];
        channels[499][7] = 3.0;
        let sums = layer.sums(&channels, DOCUMENT);
        assert!(sums.iter().all(|sums| sums[7] == 3.0 && sums[8] == 0.0));
        assert_eq!(layer.sums(&channels, 16)[482][7], 0.0);
        assert_eq!(layer.sums(&channels, 16)[483][7], 3.0);
    }
}
