//! The weights of the learned judge, as they are compiled in or read from a file.

use super::conv_net::ConvNet;
use super::features::features;
use super::judge::Judge;
use super::label_judge::LabelJudge;
use super::label_words::LabelWords;
use super::trees::Forest;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// What a file of weights begins with.
const MAGIC: &[u8; 8] = b"dehusk-w";

/// Changes with what weights look like.
const LAYOUT: u8 = 6;

/// Weights of all judges.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Which table of features they are for: [`fingerprint`] at training.
    pub features: u32,
    /// For pages.
    pub html: Judge,
    /// For text.
    pub text: Judge,
    /// What words say of the kinds of boilerplate.
    pub label_words: LabelWords,
    /// For the kinds of boilerplate.
    pub labels: LabelJudge,
}

/// Weights that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// Something else than weights.
    #[error("these are no weights of dehusk")]
    Foreign,
    /// Weights whose bytes are damaged.
    #[error("the weights are damaged: checksum {found:08x} instead of {wanted:08x}")]
    Damaged {
        /// What the bytes add up to.
        found: u32,
        /// What they should.
        wanted: u32,
    },
    /// Weights for another table of features.
    #[error("the weights are for another version of dehusk: train them again")]
    OtherFeatures,
    /// A forest with a tree that is too large or leads nowhere, or a network whose layers do not fit together.
    #[error("the weights are damaged: a tree leads nowhere, or the layers of a network do not fit together")]
    Unsound,
}

impl Weights {
    /// The weights that are compiled in; `None` where there are none.
    pub fn built_in() -> Option<Arc<Weights>> {
        static BUILT_IN: OnceLock<Option<Arc<Weights>>> = OnceLock::new();
        BUILT_IN.get_or_init(|| Weights::read(bytes()).ok().map(Arc::new)).clone()
    }

    /// Reads weights.
    ///
    /// # Errors
    /// What is no weights, is damaged, or is for another table of features.
    pub fn read(bytes: &[u8]) -> Result<Weights, WeightsError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(WeightsError::Foreign)?;
        let (sum, rest) = rest.split_first_chunk::<4>().ok_or(WeightsError::Foreign)?;
        let (wanted, found) = (u32::from_le_bytes(*sum), crc32fast::hash(rest));
        if wanted != found {
            return Err(WeightsError::Damaged { found, wanted });
        }
        let weights: Weights = postcard::from_bytes(rest).map_err(|_| WeightsError::OtherFeatures)?;
        if weights.features != fingerprint() {
            return Err(WeightsError::OtherFeatures);
        }
        let judges = [&weights.html, &weights.text]
            .map(|judge| [&judge.first, &judge.second, &judge.title, &judge.title_second]);
        let mut forests = judges.iter().flatten().copied().chain(&weights.labels.forests);
        let are_nets_sound =
            [&weights.html, &weights.text].iter().all(|judge| judge.nets.iter().all(ConvNet::is_sound));
        let are_words_sound = weights.label_words.is_sound();
        if forests.all(Forest::is_sound) && are_nets_sound && are_words_sound {
            Ok(weights)
        } else {
            Err(WeightsError::Unsound)
        }
    }

    /// The bytes that [`Weights::read`] reads.
    pub fn write(&self) -> Vec<u8> {
        let body = postcard::to_allocvec(self).unwrap_or_default();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(crc32fast::hash(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }
}

/// The checksum of the weights that are compiled in, in eight hexadecimal digits; `none` where there are none.
pub fn checksum() -> String {
    let sum = bytes().strip_prefix(MAGIC).and_then(|rest| rest.first_chunk::<4>());
    sum.map_or_else(|| "none".to_owned(), |sum| format!("{:08x}", u32::from_le_bytes(*sum)))
}

/// A number that changes with the names of the features and with what weights look like.
pub fn fingerprint() -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[LAYOUT]);
    for feature in [true, false].into_iter().flat_map(features) {
        hasher.update(feature.name.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize()
}

fn bytes() -> &'static [u8] {
    include_bytes!("weights.bin")
}
