//! Fitting of the network that goes over a document: back-propagation and Adam
//! (D. P. Kingma and J. Ba, 'Adam: a method for stochastic optimization', 2015).

use super::random::Random;
use crate::model::conv_net::{
    AT_ONCE, CHANNELS, Channels, ConvNet, DOCUMENT, HEADS, Layer, Pooled, REACHES, Scores, TAPS, add_scaled,
    tapped,
};
use crate::model::products::{add_outer, add_products};
use crate::model::sigmoid;
use rayon::prelude::*;
use std::ops::Range;

/// Passes over the documents …
const PASSES: usize = 16;
/// … or more, where they make fewer steps than this: a few dozen documents make one or two in a pass.
const LEAST_STEPS: usize = 400;
/// Size of the largest steps …
const RATE: f32 = 2e-3;
/// … after so many smaller ones, or a tenth of all; behind them steps get smaller again, down to …
const FIRST_STEPS: usize = 100;
/// … this share of it.
const LAST_RATE: f32 = 0.01;
/// A pass makes at least so many steps, …
const STEPS_OF_PASS: usize = 8;
/// … but each is made from no fewer lines than the first number, and from no more than it takes to pass the second.
const STEP_LINES: Range<usize> = 512..4096;
/// How much of the mean gradient and of the mean square of it is kept from step to step.
const KEPT: (f32, f32) = (0.9, 0.999);
/// A longer gradient is cut to this length.
const LONGEST: f32 = 5.0;
/// What the gradient of a step is divided by.
const STEP_SCALE: f32 = 64.0;
/// Share of the channels that are left out at random, so that none relies on another.
const DROPPED: f32 = 0.2;
/// Share of the features that are left out of a whole document.
const DROPPED_FEATURES: f32 = 0.1;
/// Longer documents are cut to pieces of so many lines, with …
const PIECE: usize = 1024;
/// … so many around them that are looked at, but not learnt from.
const AROUND: usize = 64;

/// How much each head counts: the title must not cost the content anything.
const SHARES: Scores = [1.0, 0.3];
/// Log-odds of what nobody taught: no.
const UNTAUGHT: f32 = -20.0;

/// What a network is fitted on: rows of features, document by document.
pub struct Taught<'t> {
    /// The rows, one after the other.
    pub rows: &'t [f32],
    /// How many features a row has.
    pub columns: usize,
    /// What is right for each row, 0 to 1.
    pub targets: &'t [Scores],
    /// How much each row counts.
    pub weights: &'t [Scores],
    /// The rows of each document.
    pub documents: &'t [Range<usize>],
}

/// Lines that go through the network together, and those of them that are learnt from.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    lines: Range<usize>,
    learnt: Range<usize>,
}

/// Fits a network.
pub fn fit_net(taught: &Taught<'_>, seed: u64) -> ConvNet {
    let mut random = Random::new(seed);
    let mut net = start(taught, &mut random);
    let scale: Scores = std::array::from_fn(|head| {
        let sum: f64 = taught.weights.iter().map(|weights| f64::from(weights[head])).sum();
        let scale = (taught.weights.len() as f64 / sum.max(1e-9)) as f32 / STEP_SCALE;
        if sum > 0.0 { scale * SHARES[head] } else { 0.0 }
    });
    let mut pieces: Vec<Piece> = taught.documents.iter().flat_map(pieces).collect();
    let step_lines = (taught.targets.len() / STEPS_OF_PASS).clamp(STEP_LINES.start, STEP_LINES.end);
    let steps_of_pass = steps(&pieces, step_lines).len();
    let passes = PASSES.max(LEAST_STEPS.div_ceil(steps_of_pass.max(1)));
    let all_steps = steps_of_pass * passes;
    let (mut means, mut squares) = (net.clone(), net.clone());
    for moment in [&mut means, &mut squares] {
        parts(moment).into_iter().for_each(|part| part.fill(0.0));
    }
    let mut done = 0;
    for pass in 0..passes {
        random.shuffle(&mut pieces);
        for step in steps(&pieces, step_lines) {
            let gradients: Vec<ConvNet> = step
                .par_iter()
                .map(|piece| {
                    let seed = seed ^ ((piece.learnt.start as u64) << 8 ^ pass as u64) << 16;
                    gradient(&net, taught, piece, scale, &mut Random::new(seed))
                })
                .collect();
            let Some(mut gradient) = summed(gradients) else {
                continue;
            };
            cut(&mut gradient);
            done += 1;
            let moments = [&mut means, &mut squares];
            descend(&mut net, &mut gradient, moments, done, rate(done, all_steps));
        }
    }
    for (bias, scale) in net.bias.iter_mut().zip(scale) {
        *bias = if scale > 0.0 { *bias } else { UNTAUGHT };
    }
    net
}

/// A network that knows the scale of each feature and has small random weights.
fn start(taught: &Taught<'_>, random: &mut Random) -> ConvNet {
    let columns = taught.columns;
    let mut sums = vec![(0.0f64, 0.0f64); columns];
    for row in taught.rows.chunks_exact(columns.max(1)) {
        for ((sum, square), value) in sums.iter_mut().zip(row) {
            *sum += f64::from(*value);
            *square += f64::from(*value) * f64::from(*value);
        }
    }
    let count = (taught.rows.len() / columns.max(1)).max(1) as f64;
    let scales = sums.into_iter().map(|(sum, square)| {
        let mean = sum / count;
        let deviation = (square / count - mean * mean).max(0.0).sqrt();
        // A feature that never changes says nothing.
        (mean as f32, if deviation > 1e-6 { (1.0 / deviation) as f32 } else { 0.0 })
    });
    let scales = scales.collect();
    let mut channels = |inputs: usize, share: f32| -> Channels {
        let most = share * (4.5 / inputs as f32).sqrt();
        std::array::from_fn(|_| most * (2.0 * random.next_share() - 1.0))
    };
    let input = (0..columns).map(|_| channels(columns, 1.0)).collect();
    let layers = REACHES.map(|_| Layer {
        taps: std::array::from_fn(|_| (0..CHANNELS).map(|_| channels(TAPS * CHANNELS, 0.5)).collect()),
        bias: [0.0; CHANNELS],
    });
    let output = [(); HEADS].map(|()| [(); 2].map(|()| channels(2 * CHANNELS, 0.1)));
    let skip = vec![[0.0; HEADS]; columns];
    ConvNet {
        scales,
        input,
        input_bias: [0.0; CHANNELS],
        layers: layers.into(),
        output,
        skip,
        bias: [0.0; HEADS],
    }
}

/// The pieces of a document.
fn pieces(document: &Range<usize>) -> Vec<Piece> {
    let cut = |first: usize| -> Piece {
        let learnt = first..(first + PIECE).min(document.end);
        let from = learnt.start.saturating_sub(AROUND).max(document.start);
        Piece { lines: from..(learnt.end + AROUND).min(document.end), learnt }
    };
    document.clone().step_by(PIECE).map(cut).collect()
}

/// Pieces that a step is made from, with at least so many lines.
fn steps(pieces: &[Piece], step_lines: usize) -> Vec<&[Piece]> {
    let mut steps = Vec::new();
    let (mut first, mut lines) = (0, 0);
    for (at, piece) in pieces.iter().enumerate() {
        lines += piece.lines.len();
        if lines >= step_lines || at + 1 == pieces.len() {
            steps.extend(pieces.get(first..=at));
            (first, lines) = (at + 1, 0);
        }
    }
    steps
}

/// All that is fitted.
fn parts(net: &mut ConvNet) -> Vec<&mut [f32]> {
    let ConvNet { input, input_bias, layers, output, skip, bias, .. } = net;
    let mut parts: Vec<&mut [f32]> = vec![input.as_flattened_mut(), input_bias.as_mut_slice()];
    for Layer { taps, bias } in layers {
        parts.extend(taps.iter_mut().map(|tap| tap.as_flattened_mut()));
        parts.push(bias.as_mut_slice());
    }
    parts.extend([
        output.as_flattened_mut().as_flattened_mut(),
        skip.as_flattened_mut(),
        bias.as_mut_slice(),
    ]);
    parts
}

/// What a piece has on its way through the network.
struct Passed {
    /// The features, scaled and some left out, line by line.
    inputs: Vec<f32>,
    /// The channels before each layer and behind the last.
    channels: Vec<Vec<Channels>>,
    /// What the channels of each layer were multiplied by: 0 where they are left out or below 0.
    gates: Vec<Vec<Channels>>,
    scores: Vec<Scores>,
}

fn pass(net: &ConvNet, rows: &[f32], columns: usize, random: &mut Random) -> Passed {
    let factor = 1.0 / (1.0 - DROPPED);
    let is_kept: Vec<bool> = (0..columns).map(|_| random.next_share() >= DROPPED_FEATURES).collect();
    let lines = rows.len() / columns.max(1);
    let mut open = |sums: &Channels| -> Channels {
        sums.map(|sum| if random.next_share() >= DROPPED && sum > 0.0 { factor } else { 0.0 })
    };
    let mut inputs = Vec::with_capacity(rows.len());
    for row in rows.chunks_exact(columns.max(1)) {
        let values = row.iter().zip(&is_kept).enumerate();
        inputs.extend(
            values.map(|(column, (value, kept))| if *kept { net.scaled(column, *value) } else { 0.0 }),
        );
    }
    let (mut first, mut scores) = (vec![net.input_bias; lines], vec![net.bias; lines]);
    net.add_inputs(&mut first, &mut scores, &inputs);
    let mut gates = vec![first.iter().map(&mut open).collect::<Vec<_>>()];
    first.iter_mut().zip(&gates[0]).for_each(|(sums, gate)| *sums = gated(sums, gate));
    net.add_outputs(&mut scores, &first, 1);
    let mut channels = vec![first];
    for (number, (layer, reach)) in net.layers.iter().zip(REACHES).enumerate() {
        let mut behind = channels[number].clone();
        let sums = layer.sums(&behind, reach);
        gates.push(sums.iter().map(&mut open).collect());
        for ((own, sums), gate) in behind.iter_mut().zip(&sums).zip(&gates[number + 1]) {
            add_scaled(own, &gated(sums, gate), 1.0);
        }
        channels.push(behind);
    }
    net.add_outputs(&mut scores, &channels[net.layers.len()], 0);
    Passed { inputs, channels, gates, scores }
}

fn gated(values: &Channels, gate: &Channels) -> Channels {
    std::array::from_fn(|channel| values[channel] * gate[channel])
}

/// The gradient of the loss of a piece: the cross-entropy of each line times its weight.
fn gradient(
    net: &ConvNet,
    taught: &Taught<'_>,
    piece: &Piece,
    scale: Scores,
    random: &mut Random,
) -> ConvNet {
    let columns = taught.columns;
    let rows = &taught.rows[piece.lines.start * columns..piece.lines.end * columns];
    let passed = pass(net, rows, columns, random);
    let mut found = net.clone();
    parts(&mut found).into_iter().for_each(|part| part.fill(0.0));
    let errors: Vec<Scores> = piece
        .lines
        .clone()
        .zip(&passed.scores)
        .map(|(line, scores)| {
            let is_learnt = f32::from(u8::from(piece.learnt.contains(&line)));
            std::array::from_fn(|head| {
                let weight = taught.weights[line][head] * scale[head] * is_learnt;
                (sigmoid(scores[head]) - taught.targets[line][head]) * weight
            })
        })
        .collect();
    let (first, last) = (&passed.channels[0], &passed.channels[net.layers.len()]);
    let mut owed: Vec<Channels> = vec![[0.0; CHANNELS]; errors.len()];
    for (line, errors) in errors.iter().enumerate() {
        for (head, error) in errors.iter().enumerate() {
            found.bias[head] += error;
            add_scaled(&mut found.output[head][0], &last[line], *error);
            add_scaled(&mut found.output[head][1], &first[line], *error);
            add_scaled(&mut owed[line], &net.output[head][0], *error);
        }
    }
    for (number, (layer, reach)) in net.layers.iter().zip(REACHES).enumerate().rev() {
        let before = &passed.channels[number];
        let sums = all_gated(&owed, &passed.gates[number + 1]);
        let found = &mut found.layers[number];
        sums.iter().for_each(|sums| add_scaled(&mut found.bias, sums, 1.0));
        if reach == DOCUMENT {
            back_through_document(layer, before, &sums, found, &mut owed);
        } else {
            back_through_taps(layer, reach, before, &sums, found, &mut owed);
        }
    }
    for (owed, errors) in owed.iter_mut().zip(&errors) {
        errors.iter().zip(&net.output).for_each(|(error, output)| add_scaled(owed, &output[1], *error));
    }
    let sums = all_gated(&owed, &passed.gates[0]);
    sums.iter().for_each(|sums| add_scaled(&mut found.input_bias, sums, 1.0));
    add_outer(&mut found.input, &passed.inputs, &sums);
    add_outer(&mut found.skip, &passed.inputs, &errors);
    found
}

/// Adds to `found` and to `owed`, line by line, what the lines around have part in the `sums` owed by a layer.
fn back_through_taps(
    layer: &Layer,
    reach: usize,
    before: &[Channels],
    sums: &[Channels],
    found: &mut Layer,
    owed: &mut [Channels],
) {
    let taps = layer.taps.iter().zip(&mut found.taps).zip(tapped(sums.len(), reach));
    // What lines further down owe is added last.
    for ((tap, found), (to, from)) in taps.rev() {
        let sums = &sums[to];
        add_outer(found, before[from.clone()].as_flattened(), sums);
        add_all(&mut owed[from], &back_through(tap, sums));
    }
}

/// The same for a layer that looks at the whole document.
fn back_through_document(
    layer: &Layer,
    before: &[Channels],
    sums: &[Channels],
    found: &mut Layer,
    owed: &mut [Channels],
) {
    let [of_mean, own, of_most] = &layer.taps;
    let pooled = Pooled::of(before);
    let mut shared = [[0.0; CHANNELS]];
    sums.iter().for_each(|sums| add_scaled(&mut shared[0], sums, 1.0));
    add_outer(&mut found.taps[0], &pooled.mean, &shared);
    add_outer(&mut found.taps[1], before.as_flattened(), sums);
    add_outer(&mut found.taps[2], &pooled.most, &shared);
    add_all(owed, &back_through(own, sums));
    let share = 1.0 / sums.len().max(1) as f32;
    let to_all = back_through(of_mean, &shared)[0];
    owed.iter_mut().for_each(|owed| add_scaled(owed, &to_all, share));
    let to_most = back_through(of_most, &shared)[0];
    for (channel, back) in to_most.into_iter().enumerate() {
        let has_most = |values: &Channels| values[channel] > 0.0 && values[channel] == pooled.most[channel];
        if let Some(line) = before.iter().position(has_most) {
            owed[line][channel] += back;
        }
    }
}

/// What sums owe to the channels that lead to them through a tap.
fn back_through(tap: &[Channels], sums: &[Channels]) -> Vec<Channels> {
    let mut back = vec![[0.0; CHANNELS]; sums.len()];
    add_products::<CHANNELS, AT_ONCE>(&mut back, sums.as_flattened(), &transposed(tap));
    back
}

fn add_all(owed: &mut [Channels], back: &[Channels]) {
    owed.iter_mut().zip(back).for_each(|(owed, back)| add_scaled(owed, back, 1.0));
}

fn all_gated(values: &[Channels], gates: &[Channels]) -> Vec<Channels> {
    values.iter().zip(gates).map(|(values, gate)| gated(values, gate)).collect()
}

/// The weights that lead the other way.
fn transposed(tap: &[Channels]) -> Vec<Channels> {
    (0..CHANNELS).map(|to| std::array::from_fn(|from| tap[from][to])).collect()
}

/// The sum, in the order of the pieces.
fn summed(gradients: Vec<ConvNet>) -> Option<ConvNet> {
    gradients.into_iter().reduce(|mut sum, mut next| {
        for (sum, next) in parts(&mut sum).into_iter().zip(parts(&mut next)) {
            sum.iter_mut().zip(next).for_each(|(sum, next)| *sum += *next);
        }
        sum
    })
}

/// Cuts a gradient to the longest.
fn cut(gradient: &mut ConvNet) {
    let square: f32 = parts(gradient).iter().flat_map(|part| part.iter()).map(|value| value * value).sum();
    let factor = LONGEST / square.sqrt().max(LONGEST);
    parts(gradient).into_iter().flatten().for_each(|value| *value *= factor);
}

/// The size of a step.
fn rate(step: usize, all: usize) -> f32 {
    let first = FIRST_STEPS.min(all / 10);
    if step <= first {
        return RATE * step as f32 / first as f32;
    }
    let done = (step - first) as f32 / all.saturating_sub(first).max(1) as f32;
    let wave = 0.5 * (1.0 + libm::cosf(std::f32::consts::PI * done));
    RATE * (LAST_RATE + (1.0 - LAST_RATE) * wave)
}

/// One step of Adam; `moments` are the means of the gradient and of its square.
fn descend(net: &mut ConvNet, gradient: &mut ConvNet, moments: [&mut ConvNet; 2], step: usize, rate: f32) {
    let [means, squares] = moments;
    let unseen = |kept: f32| 1.0 - libm::powf(kept, step as f32);
    let (mean_seen, square_seen) = (unseen(KEPT.0), unseen(KEPT.1));
    let parts = parts(net).into_iter().zip(parts(gradient)).zip(parts(means)).zip(parts(squares));
    for (((weights, gradient), means), squares) in parts {
        let values = weights.iter_mut().zip(gradient).zip(means).zip(squares);
        for (((weight, gradient), mean), square) in values {
            *mean = KEPT.0 * *mean + (1.0 - KEPT.0) * *gradient;
            *square = KEPT.1 * *square + (1.0 - KEPT.1) * *gradient * *gradient;
            *weight -= rate * (*mean / mean_seen) / ((*square / square_seen).sqrt() + 1e-8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Documents in which a line is wanted if the line above it is marked; which is the title, nobody says.
    fn marked(documents: usize) -> (Vec<f32>, Vec<Scores>, Vec<Range<usize>>) {
        let mut random = Random::new(5);
        let marks: Vec<bool> = (0..documents * 30).map(|_| random.next_share() < 0.5).collect();
        let rows = marks.iter().flat_map(|mark| [f32::from(u8::from(*mark)), random.next_share()]).collect();
        let above = |line: usize| !line.is_multiple_of(30) && marks[line - 1];
        let targets = (0..marks.len()).map(|line| [f32::from(u8::from(above(line))), 0.0]).collect();
        (rows, targets, (0..documents).map(|document| document * 30..(document + 1) * 30).collect())
    }

    fn loss(net: &ConvNet, taught: &Taught<'_>) -> f64 {
        let rows: Vec<[f32; 2]> = taught.rows.chunks_exact(2).map(|row| [row[0], row[1]]).collect();
        let scores = taught.documents.iter().flat_map(|document| net.scores(&rows[document.clone()]));
        let losses = scores.zip(taught.targets).map(|([score, _], [target, _])| {
            let right = if *target > 0.5 { sigmoid(score) } else { 1.0 - sigmoid(score) };
            -f64::from(right.max(1e-6)).ln()
        });
        losses.sum::<f64>() / taught.targets.len() as f64
    }

    #[test]
    fn a_network_learns_from_the_line_above_and_always_the_same() {
        let (rows, targets, documents) = marked(800);
        let weights = vec![[1.0, 0.0]; targets.len()];
        let taught =
            Taught { rows: &rows, columns: 2, targets: &targets, weights: &weights, documents: &documents };
        let net = fit_net(&taught, 3);
        assert!(net.is_sound());
        assert!(loss(&net, &taught) < 0.1, "{}", loss(&net, &taught));
        assert!(net.scores(&[[1.0, 0.5]; 3]).iter().all(|[_, title]| sigmoid(*title) < 1e-4));
        // Few documents make few steps in a pass, and are gone over more often.
        let lines = documents[39].end;
        let few = Taught {
            rows: &rows[..2 * lines],
            targets: &targets[..lines],
            weights: &weights[..lines],
            documents: &documents[..40],
            ..taught
        };
        let net = fit_net(&few, 3);
        assert!(loss(&net, &taught) < 0.1, "{}", loss(&net, &taught));
        assert_eq!(net, fit_net(&few, 3));
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let (rows, targets, documents) = marked(1);
        let weights = vec![[1.0, 0.0]; targets.len()];
        let taught =
            Taught { rows: &rows, columns: 2, targets: &targets, weights: &weights, documents: &documents };
        let net = start(&taught, &mut Random::new(8));
        let piece = &pieces(&documents[0])[0];
        let loss = |net: &ConvNet| -> f64 {
            let passed = pass(net, &rows, 2, &mut Random::new(4));
            let losses = passed.scores.iter().zip(&targets).map(|([score, _], [target, _])| {
                f64::from(*score).exp().ln_1p() - f64::from(*target) * f64::from(*score)
            });
            losses.sum()
        };
        let mut found = gradient(&net, &taught, piece, [1.0; HEADS], &mut Random::new(4));
        // Along the gradient itself, part by part: single weights drown in what a number can hold.
        for part in 0..parts(&mut found).len() {
            let slope = parts(&mut found)[part].to_vec();
            let length = slope.iter().map(|value| value * value).sum::<f32>().sqrt();
            let moved = |step: f32| -> f64 {
                let mut net = net.clone();
                let weights = parts(&mut net).swap_remove(part);
                weights.iter_mut().zip(&slope).for_each(|(weight, slope)| *weight += step * slope / length);
                loss(&net)
            };
            let measured = (moved(3e-3) - moved(-3e-3)) / 6e-3;
            let length = f64::from(length);
            assert!((measured - length).abs() < 0.03 * length, "part {part}: {length}, {measured}");
        }
    }

    #[test]
    fn long_documents_are_cut_and_every_line_is_learnt_from_once() {
        let pieces = pieces(&(100..100 + 2500));
        let learnt: Vec<usize> = pieces.iter().flat_map(|piece| piece.learnt.clone()).collect();
        assert_eq!(learnt, (100..2600).collect::<Vec<_>>());
        assert_eq!(pieces[0].lines, 100..100 + PIECE + AROUND);
        assert_eq!(pieces[1].lines.start, 100 + PIECE - AROUND);
    }
}
