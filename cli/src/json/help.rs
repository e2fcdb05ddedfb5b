//! The help in JSON.

use schoolcard_core::screens::HelpState;
use schoolcard_core::screens::help::{HelpLink, HelpPage};
use serde::Serialize;

use super::text;

#[derive(Serialize)]
struct TopicsJson<'a> {
    topics: Vec<TopicJson<'a>>,
}

#[derive(Serialize)]
struct TopicJson<'a> {
    topic: &'static str,
    title: &'a str,
    steps: &'a [String],
    links: Vec<LinkJson<'a>>,
    see_also: Vec<&'static str>,
}

#[derive(Serialize)]
struct LinkJson<'a> {
    site: &'static str,
    address: &'a str,
    text: &'a str,
}

/// The topics of a state.
pub fn topics(state: &HelpState) -> Option<String> {
    let pages = match state {
        HelpState::Topics { pages } => pages.as_slice(),
        HelpState::Topic { page } => std::slice::from_ref(page),
    };
    text(&TopicsJson { topics: pages.iter().map(topic).collect() })
}

fn link(link: &HelpLink) -> LinkJson<'_> {
    LinkJson { site: link.site.name(), address: &link.address, text: &link.text }
}

fn topic(page: &HelpPage) -> TopicJson<'_> {
    TopicJson {
        topic: page.topic.name(),
        title: &page.title,
        steps: &page.steps,
        links: page.links.iter().map(link).collect(),
        see_also: page.see_also.iter().map(|heading| heading.topic.name()).collect(),
    }
}
