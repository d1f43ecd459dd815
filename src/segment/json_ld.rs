//! The article in a page's JSON-LD. Whatever is broken there is passed over.

use super::metadata::one_line;
use super::statement::{Field, Origin, Statements};
use scraper::Html;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::HashMap;

/// What JSON-LD says about the article of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Article {
    pub headline: Option<String>,
    pub author: Option<String>,
    pub published: Option<String>,
    pub body: Option<String>,
    /// The types of all values outside of lists, in lower case, each once.
    pub types: Vec<String>,
}

/// The most types that are kept.
const MAX_TYPES: usize = 32;

/// Members that hold other articles than that of the page.
const ELSEWHERE: [&str; 8] = [
    "itemListElement",
    "hasPart",
    "liveBlogUpdate",
    "comment",
    "review",
    "mentions",
    "citation",
    "isBasedOn",
];

/// Reads all JSON-LD scripts of a page; for each value, the first article that has it counts. All that the articles
/// say of themselves is noted in `statements`.
pub(super) fn article(scripts: &[String], statements: &mut Statements) -> Article {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let mut articles = Vec::new();
    let mut sites = Vec::new();
    let mut names = HashMap::new();
    let mut types: Vec<String> = Vec::new();
    // A stack instead of recursion, filled from the back so that scripts and lists keep their order.
    let mut stack: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = stack.pop() {
        match value {
            Value::Array(items) => stack.extend(items.iter().rev()),
            Value::Object(object) => {
                if let (Some(Value::String(id)), Some(Value::String(name))) =
                    (object.get("@id"), object.get("name"))
                {
                    names.entry(id.as_str()).or_insert(name.as_str());
                }
                let own = match object.get("@type") {
                    Some(Value::Array(own)) => own.as_slice(),
                    Some(own) => std::slice::from_ref(own),
                    None => &[],
                };
                for name in own.iter().filter_map(Value::as_str).map(str::to_lowercase) {
                    if types.len() < MAX_TYPES && !types.contains(&name) {
                        types.push(name);
                    }
                }
                if is_article(object) {
                    articles.push(object);
                } else if is_site(object) {
                    sites.push(object);
                }
                let inner: Vec<&Value> = object
                    .iter()
                    .filter(|(key, value)| {
                        !ELSEWHERE.contains(&key.as_str()) && (value.is_object() || value.is_array())
                    })
                    .map(|(_, value)| value)
                    .collect();
                stack.extend(inner.into_iter().rev());
            }
            _ => {}
        }
    }
    for article in &articles {
        state(article, &names, statements);
    }
    for site in sites {
        site.get("name").into_iter().for_each(|name| each(name, &names, Field::Site, statements));
    }
    let first =
        |read: &dyn Fn(&Map<String, Value>) -> Option<String>| articles.iter().copied().find_map(read);
    Article {
        types,
        headline: first(&|article| string(article, "headline"))
            .or_else(|| first(&|article| string(article, "name"))),
        author: first(&|article| author(article.get("author")?, &names)),
        published: first(&|article| string(article, "datePublished")),
        body: first(&|article| match article.get("articleBody")? {
            Value::String(body) => {
                let body = decode(body);
                let body = body.trim();
                (!body.is_empty()).then(|| body.to_owned())
            }
            _ => None,
        }),
    }
}

/// Notes what an article says of itself.
fn state(article: &Map<String, Value>, names: &HashMap<&str, &str>, statements: &mut Statements) {
    const MEMBERS: [(&str, Field); 13] = [
        ("headline", Field::Title),
        ("name", Field::Title),
        ("author", Field::Author),
        ("creator", Field::Author),
        ("datePublished", Field::Published),
        ("dateCreated", Field::Published),
        ("dateModified", Field::Modified),
        ("publisher", Field::Site),
        ("isPartOf", Field::Site),
        ("inLanguage", Field::Language),
        ("url", Field::Url),
        ("mainEntityOfPage", Field::Url),
        ("description", Field::Description),
    ];
    for (member, field) in MEMBERS {
        if let Some(value) = article.get(member) {
            each(value, names, field, statements);
        }
    }
}

/// Notes a value, alone or in a list: as it stands, or the name or address of what it is.
fn each(value: &Value, names: &HashMap<&str, &str>, field: Field, statements: &mut Statements) {
    let values = match value {
        Value::Array(values) => values.as_slice(),
        other => std::slice::from_ref(other),
    };
    for value in values {
        let said = match value {
            Value::String(value) => Some(value.as_str()),
            Value::Object(object) => {
                let of = |member: &str| match object.get(member)? {
                    Value::Array(values) => values.first()?.as_str(),
                    value => value.as_str(),
                };
                let id = of("@id");
                match field {
                    Field::Url => of("url").or(id),
                    Field::Language => of("alternateName").or_else(|| of("name")),
                    _ => of("name").or_else(|| names.get(id?).copied()),
                }
            }
            _ => None,
        };
        if let Some(said) = said {
            statements.add(field, Origin::JsonLd, &decode(said));
        }
    }
}

fn is_site(object: &Map<String, Value>) -> bool {
    object.get("@type").and_then(Value::as_str).is_some_and(|name| name == "WebSite")
}

fn parse(script: &str) -> Option<Value> {
    let json = unwrap(script);
    if let Ok(value) = serde_json::from_str(json) {
        return Some(value);
    }
    // The commonest fault: line feeds and tabs in strings as they are.
    serde_json::from_str(&json.replace(char::is_control, " ")).ok()
}

/// The script without the comment or CDATA marks that old pages wrap it in.
fn unwrap(script: &str) -> &str {
    let mut json = script.trim();
    for (open, close) in
        [("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/"), ("<![CDATA[", "]]>"), ("<!--", "-->")]
    {
        if let Some(inner) = json.strip_prefix(open) {
            json = inner.strip_suffix(close).unwrap_or(inner).trim();
        }
    }
    json.trim_end_matches(';')
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |name: &Value| {
        // `schema:Article` and `https://schema.org/Article` are `Article`.
        let name = name.as_str().unwrap_or("").rsplit(['/', '#', ':']).next().unwrap_or("");
        name.ends_with("Article")
            || name.ends_with("Posting") && name != "JobPosting"
            || matches!(name, "Report" | "Recipe" | "HowTo" | "Review" | "CriticReview")
    };
    match object.get("@type") {
        Some(Value::Array(names)) => names.iter().any(is),
        Some(name) => is(name),
        None => false,
    }
}

fn string(object: &Map<String, Value>, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(value) => one_line(&decode(value)),
        Value::Array(values) => {
            values.first().and_then(Value::as_str).and_then(|value| one_line(&decode(value)))
        }
        _ => None,
    }
}

/// The names of the authors: strings, objects with a name, or references to such, alone or in a list.
fn author(value: &Value, names: &HashMap<&str, &str>) -> Option<String> {
    let values = match value {
        Value::Array(values) => values.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut all: Vec<String> = Vec::new();
    for value in values {
        let name = match value {
            Value::String(name) => one_line(&decode(name)),
            Value::Object(object) => string(object, "name").or_else(|| {
                let name = names.get(object.get("@id")?.as_str()?)?;
                one_line(&decode(name))
            }),
            _ => None,
        };
        all.extend(name.filter(|name| !all.contains(name)));
    }
    (!all.is_empty()).then(|| all.join(", "))
}

/// Many sites escape what they say for HTML once more than it is decoded.
pub(super) fn decode(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let fragment = Html::parse_fragment(&value.replace('<', "&lt;"));
    Cow::Owned(fragment.root_element().text().collect())
}
