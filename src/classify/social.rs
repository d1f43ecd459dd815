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

fn is_network(word: &str) -> bool {
    if word.is_ascii() {
        NETWORKS.iter().any(|network| network.eq_ignore_ascii_case(word))
    } else {
        NETWORKS.contains(&word.to_lowercase().as_str())
    }
}
