//! What the linear models and the first pass add to the table.

use super::{Feature, Measured, feature, lines_since, log};

/// What the linear models over words and names say.
pub const LINEAR: &[Feature] = &[
    feature("word_score", "its words"),
    feature("word_score_above", "the words of the line above"),
    feature("word_score_below", "the words of the line below"),
    feature("word_score_3", "the words of the three lines around"),
    feature("word_score_8", "the words of the eight lines around"),
    feature("name_score", "the tags, classes and ids around it"),
    feature("name_score_above", "the tags, classes and ids of the line above"),
    feature("name_score_below", "the tags, classes and ids of the line below"),
    feature("name_score_5", "the tags, classes and ids of the five lines around"),
    feature("name_score_best", "the tags, classes and ids beside those of the page's best line"),
    feature("word_score_block", "the words of the block around it"),
    feature("word_score_page", "the words of the whole document"),
    feature("heading_words", "the words of the heading above"),
    feature("heading_names", "the tags, classes and ids of the heading above"),
    feature("kind_article", "how much the page is like an article"),
    feature("kind_forum", "how much the page is like a forum"),
    feature("kind_documentation", "how much the page is like documentation"),
    feature("kind_service", "how much the page is like the page of a service"),
    feature("kind_product", "how much the page is like that of a product"),
    feature("kind_listing", "how much the page is like a listing"),
    feature("kind_collection", "how much the page is like a collection of products"),
];

/// What the words of a line of a text say of each kind of boilerplate.
pub const LABEL_WORDS: &[Feature] = &[
    feature("words_navigation", "words as menus have them"),
    feature("words_timestamp", "words as dates have them"),
    feature("words_author", "words as author boxes have them"),
    feature("words_disclaimer", "words as disclaimers have them"),
    feature("words_copyright", "words as copyright footers have them"),
    feature("words_promo", "words as promotion has them"),
    feature("words_social", "words as share bars have them"),
    feature("words_related", "words as teasers have them"),
    feature("words_comments", "words as comments have them"),
    feature("words_consent", "words as consent notices have them"),
    feature("words_caption", "words as captions have them"),
];

/// What the first pass says about the line and its neighbours.
pub const SECOND: &[Feature] = &[
    feature("first", "how the line was judged at first"),
    feature("first_1_above", "how the line above is judged"),
    feature("first_2_above", "how the line two above is judged"),
    feature("first_3_above", "how the line three above is judged"),
    feature("first_1_below", "how the line below is judged"),
    feature("first_2_below", "how the line two below is judged"),
    feature("first_3_below", "how the line three below is judged"),
    feature("first_5_above", "how the five lines above are judged"),
    feature("first_5_below", "how the five lines below are judged"),
    feature("first_20", "how the twenty lines around are judged"),
    feature("first_block", "how the block around it is judged"),
    feature("first_alike", "how lines with the same tags and classes around them are judged"),
    feature("first_share_above", "share of the words kept by the first pass that stand above"),
    feature("first_words", "words kept by the first pass"),
    feature("first_share", "share of the document's words kept by the first pass"),
    feature("first_since", "lines since the last that the first pass keeps surely"),
    feature("first_until", "lines until the next that the first pass keeps surely"),
    feature("first_outer", "how the block two levels up is judged"),
    feature("first_outermost", "how the block four levels up is judged"),
    feature("first_heading", "how the heading above is judged"),
    feature("first_section", "how the lines below the same heading are judged"),
    feature("first_longest", "whether it stands in the longest run of what the first pass keeps"),
    feature("first_from_longest", "lines from the start of the longest run of what the first pass keeps"),
];

/// What the network says of the line, to the trees that come after it.
pub const NET: &[Feature] = &[
    feature("net", "how the line is judged with all around it"),
    feature("net_title", "how much it looks like the title among the lines around"),
];

/// What the first look for the title says about the line and the others that may be it.
pub const TITLE: &[Feature] = &[
    feature("title_first", "how much it looks like the title"),
    feature("title_rank", "lines that look more like the title"),
    feature("title_lead", "how much more it looks like the title than any other line"),
    feature("title_from_best", "lines from the other line that looks most like the title"),
    feature("title_above", "how much the lines right above look like the title"),
    feature("title_below", "how much the lines right below look like the title"),
    feature("title_higher", "how much any line above looks like the title"),
];

/// How many lines above and below a line are asked whether they may be the title.
const TITLE_REACH: usize = 6;

/// The columns of [`TITLE`] for the chosen units, from the probability of each unit that it is the title.
pub fn title_columns(first: &[f32], chosen: &[usize]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..first.len()).collect();
    let of = |unit: usize| first.get(unit).copied().unwrap_or_default();
    order.sort_by(|a, b| of(*b).total_cmp(&of(*a)).then(a.cmp(b)));
    let mut ranks = vec![0.0; first.len()];
    for (rank, unit) in order.iter().enumerate() {
        if let Some(place) = ranks.get_mut(*unit) {
            *place = rank as f32;
        }
    }
    let mut highest = 0.0f32;
    let higher: Vec<f32> = first
        .iter()
        .map(|odds| {
            let above = highest;
            highest = highest.max(*odds);
            above
        })
        .collect();
    let most = |from: usize, to: usize| {
        first.get(from..to.min(first.len())).unwrap_or_default().iter().copied().fold(0.0, f32::max)
    };
    let mut columns = Vec::with_capacity(chosen.len() * TITLE.len());
    for unit in chosen.iter().copied() {
        let other = order.iter().copied().find(|other| *other != unit);
        let distance = other.map_or(0.0, |other| unit as f32 - other as f32);
        columns.extend([
            of(unit),
            ranks.get(unit).copied().unwrap_or_default().min(9.0),
            of(unit) - other.map_or(0.0, of),
            log(distance.abs()).copysign(distance),
            most(unit.saturating_sub(TITLE_REACH), unit),
            most(unit + 1, unit + 1 + TITLE_REACH),
            higher.get(unit).copied().unwrap_or_default(),
        ]);
    }
    columns
}

/// The heading above a unit.
fn heading(measured: &Measured, unit: usize) -> Option<usize> {
    measured
        .headings
        .get(unit)
        .copied()
        .filter(|heading| *heading != u32::MAX)
        .map(|heading| heading as usize)
}

/// Sums over windows in constant time.
struct Prefix(Vec<f64>);

impl Prefix {
    fn of(values: &[f32]) -> Prefix {
        let mut sums = Vec::with_capacity(values.len() + 1);
        let mut sum = 0.0;
        sums.push(sum);
        for value in values {
            sum += f64::from(*value);
            sums.push(sum);
        }
        Prefix(sums)
    }

    fn sum(&self, from: usize, to: usize) -> f32 {
        let at = |index: usize| self.0.get(index.min(self.0.len() - 1)).copied().unwrap_or_default();
        if to > from { (at(to) - at(from)) as f32 } else { 0.0 }
    }

    /// The mean over a window of units, cut at the ends of the document; `beyond` where it is empty.
    fn mean(&self, from: usize, to: usize, beyond: f32) -> f32 {
        let to = to.min(self.0.len() - 1);
        if to > from { self.sum(from, to) / (to - from) as f32 } else { beyond }
    }
}

/// The mean of each group of units, weighted.
fn group_means(groups: &[u32], values: &[f32], weights: &[f32]) -> Vec<f32> {
    let most = groups.iter().copied().max().unwrap_or(0) as usize;
    let mut sums = vec![(0.0f32, 0.0f32); most + 1];
    for ((group, value), weight) in groups.iter().zip(values).zip(weights) {
        if let Some(sum) = sums.get_mut(*group as usize) {
            sum.0 += value * weight;
            sum.1 += weight;
        }
    }
    groups
        .iter()
        .map(|group| sums.get(*group as usize).map_or(0.0, |(sum, weight)| sum / weight.max(1e-6)))
        .collect()
}

/// The columns of [`LINEAR`], unit by unit.
pub fn linear_columns(measured: &Measured, words: &[f32], names: &[f32], kinds: &[f32]) -> Vec<f32> {
    let units = measured.units;
    let weights: Vec<f32> = measured.lengths.iter().map(|length| length.max(1.0).sqrt()).collect();
    let weighted: Vec<f32> = words.iter().zip(&weights).map(|(score, weight)| score * weight).collect();
    let (sums, mass) = (Prefix::of(&weighted), Prefix::of(&weights));
    let name_sums = Prefix::of(names);
    let block = group_means(&measured.blocks, words, &weights);
    let page = sums.sum(0, units) / mass.sum(0, units).max(1e-6);
    let best = names.iter().copied().fold(f32::MIN, f32::max);
    let mut rows = Vec::with_capacity(units * LINEAR.len());
    for unit in 0..units {
        let at = |values: &[f32], index: Option<usize>| {
            index.and_then(|index| values.get(index)).copied().unwrap_or_default()
        };
        let window = |reach: usize| {
            let (from, to) = (unit.saturating_sub(reach), (unit + reach + 1).min(units));
            sums.sum(from, to) / mass.sum(from, to).max(1e-6)
        };
        rows.extend([
            at(words, Some(unit)),
            at(words, unit.checked_sub(1)),
            at(words, Some(unit + 1)),
            window(1),
            window(4),
            at(names, Some(unit)),
            at(names, unit.checked_sub(1)),
            at(names, Some(unit + 1)),
            name_sums.mean(unit.saturating_sub(2), unit + 3, 0.0),
            at(names, Some(unit)) - best,
            at(&block, Some(unit)),
            page,
            at(words, heading(measured, unit)),
            at(names, heading(measured, unit)),
        ]);
        rows.extend(kinds);
    }
    rows
}

/// The columns of [`SECOND`] from the odds of the first pass, unit by unit.
pub fn second_columns(measured: &Measured, first: &[f32]) -> Vec<f32> {
    let units = measured.units;
    let sums = Prefix::of(first);
    let kept: Vec<f32> = first.iter().zip(&measured.lengths).map(|(odds, length)| odds * length).collect();
    let kept_sums = Prefix::of(&kept);
    let all_kept = kept_sums.sum(0, units);
    let all: f32 = measured.lengths.iter().sum();
    let block = group_means(&measured.blocks, first, &measured.lengths);
    let [outer, outermost] =
        measured.outer_blocks.each_ref().map(|groups| group_means(groups, first, &measured.lengths));
    let sections: Vec<u32> = measured.headings.iter().map(|heading| heading.wrapping_add(1)).collect();
    let section = group_means(&sections, first, &measured.lengths);
    let ones = vec![1.0; units];
    let alike = group_means(&measured.signatures, first, &ones);
    let sure: Vec<bool> = first.iter().map(|odds| *odds > 0.8).collect();
    let since = lines_since(sure.iter().copied(), units);
    let mut until = lines_since(sure.iter().rev().copied(), units);
    until.reverse();
    let longest = longest_run(first, &measured.lengths);
    let mut rows = Vec::with_capacity(units * SECOND.len());
    for unit in 0..units {
        let at = |offset: isize| {
            unit.checked_add_signed(offset).and_then(|unit| first.get(unit)).copied().unwrap_or(0.0)
        };
        let of = |values: &[f32]| values.get(unit).copied().unwrap_or_default();
        rows.extend([
            at(0),
            at(-1),
            at(-2),
            at(-3),
            at(1),
            at(2),
            at(3),
            sums.mean(unit.saturating_sub(5), unit, 0.0),
            sums.mean(unit + 1, unit + 6, 0.0),
            sums.mean(unit.saturating_sub(10), unit + 11, 0.0),
            of(&block),
            of(&alike),
            kept_sums.sum(0, unit) / all_kept.max(1e-6),
            log(all_kept),
            all_kept / all.max(1.0),
            log(of(&since)),
            log(of(&until)),
            of(&outer),
            of(&outermost),
            heading(measured, unit).and_then(|heading| first.get(heading)).copied().unwrap_or(-0.1),
            of(&section),
            f32::from(u8::from(longest.contains(&unit))),
            log(unit.abs_diff(longest.start) as f32).copysign(unit as f32 - longest.start as f32),
        ]);
    }
    rows
}

/// The run of units whose kept words, less those not kept, are most.
fn longest_run(first: &[f32], lengths: &[f32]) -> std::ops::Range<usize> {
    let (mut best, mut best_sum) = (0..0, 0.0f32);
    let (mut start, mut sum) = (0, 0.0f32);
    for (unit, (odds, length)) in first.iter().zip(lengths).enumerate() {
        if sum <= 0.0 {
            (start, sum) = (unit, 0.0);
        }
        sum += (odds - 0.5) * length.max(1.0);
        if sum > best_sum {
            (best, best_sum) = (start..unit + 1, sum);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_bridges_a_short_gap() {
        let first = [0.1, 0.9, 0.2, 0.9, 0.9, 0.1, 0.1, 0.9];
        let lengths = [5.0, 20.0, 3.0, 20.0, 20.0, 30.0, 30.0, 10.0];
        assert_eq!(longest_run(&first, &lengths), 1..5);
    }

    #[test]
    fn titles_are_compared_with_each_other() {
        let columns = title_columns(&[0.1, 0.9, 0.0, 0.7], &[1, 3]);
        let rows: Vec<&[f32]> = columns.chunks_exact(TITLE.len()).collect();
        assert_eq!((rows[0][0], rows[0][1], rows[0][4], rows[0][6]), (0.9, 0.0, 0.1, 0.1));
        assert!((rows[0][2] - 0.2).abs() < 1e-6 && (rows[1][2] + 0.2).abs() < 1e-6);
        assert_eq!((rows[1][1], rows[1][4], rows[1][5]), (1.0, 0.9, 0.0));
        assert!(rows[0][3] < 0.0 && rows[1][3] > 0.0);
    }

    #[test]
    fn columns_have_one_row_a_unit() {
        let measured = Measured {
            units: 3,
            lengths: vec![1.0, 10.0, 2.0],
            blocks: vec![0, 0, 1],
            signatures: vec![0, 1, 0],
            outer_blocks: [vec![0; 3], vec![0; 3]],
            headings: vec![u32::MAX, 0, 0],
            ..Measured::default()
        };
        assert_eq!(linear_columns(&measured, &[0.0; 3], &[0.0; 3], &[0.0; 7]).len(), 3 * LINEAR.len());
        let rows = second_columns(&measured, &[0.2, 0.9, 0.4]);
        assert_eq!(rows.len(), 3 * SECOND.len());
        // Lines 1 and 3 are alike.
        assert!((rows[11] - 0.3).abs() < 1e-6);
    }
}
