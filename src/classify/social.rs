#![doc = include_str!("../../corpus/labels/social.md")]

use super::{Classifier, Evidence, View};
use crate::label::Label;

/// Names of networks, as share bars write them.
const NETWORKS: &[&str] = &[
    "facebook",
    "twitter",
    "instagram",
    "linkedin",
    "youtube",
    "pinterest",
    "whatsapp",
    "telegram",
    "reddit",
    "tiktok",
    "tumblr",
    "flipboard",
    "mastodon",
    "bluesky",
    "threads",
    "vk",
    "weibo",
    "wechat",
    "snapchat",
    "flickr",
    "viber",
    "odnoklassniki",
    "xing",
    "messenger",
    "discord",
    "微博",
    "微信",
    "fb",
];

/// Finds `social`.
pub struct Social;

impl Classifier for Social {
    fn label(&self) -> Label {
        Label::Social
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/social.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let shape = view.shape(unit);
        if shape.words == 0 || shape.words > 8 {
            return;
        }
        let text = view.text(unit);
        let networks =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| is_network(word)).count() as u32;
        if networks > 0 && networks * 2 >= shape.words {
            found.push(Evidence::rule(Label::Social, 4.5, "names of social networks"));
        }
    }
}

/// For each first letter, a bit for each length that a network's name has which begins with it: most words are told
/// by this alone to be none.
const LENGTHS: [u16; 26] = {
    let mut lengths = [0; 26];
    let mut at = 0;
    while at < NETWORKS.len() {
        let name = NETWORKS[at].as_bytes();
        if name[0].is_ascii_lowercase() {
            lengths[(name[0] - b'a') as usize] |= 1 << name.len();
        }
        at += 1;
    }
    lengths
};

fn is_network(word: &str) -> bool {
    if let Some(first) = word.bytes().next().filter(u8::is_ascii_alphabetic)
        && word.is_ascii()
    {
        let lengths =
            LENGTHS.get(usize::from(first.to_ascii_lowercase() - b'a')).copied().unwrap_or_default();
        if lengths.checked_shr(word.len() as u32).is_none_or(|lengths| lengths & 1 == 0) {
            return false;
        }
    }
    if word.is_ascii() {
        NETWORKS.iter().any(|network| network.eq_ignore_ascii_case(word))
    } else {
        NETWORKS.contains(&word.to_lowercase().as_str())
    }
}
