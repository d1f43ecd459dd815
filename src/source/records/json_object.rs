//! Members of a JSON object, found without taking the object apart: where their values stand.

use serde::de::{DeserializeSeed, Deserializer as _, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// A member that is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'n, 'j> {
    /// Its name.
    pub name: &'n str,
    /// Its value as it stands in the JSON; `None` until it is found.
    pub value: Option<&'j str>,
    /// Whether it stands there more than once. The value is that of the last one, as most readers of JSON have it.
    pub repeated: bool,
}

impl<'n> Wanted<'n, '_> {
    pub(crate) fn new(name: &'n str) -> Self {
        Self { name, value: None, repeated: false }
    }
}

/// Looks for members of an object. The whole text is checked to be JSON.
///
/// # Errors
/// Where the text is no JSON object.
pub(crate) fn look_up<'j>(json: &'j str, wanted: &mut [Wanted<'_, 'j>]) -> serde_json::Result<()> {
    each_member(json, |name, value| {
        for wanted in wanted.iter_mut().filter(|wanted| wanted.name == name) {
            wanted.repeated = wanted.value.is_some();
            wanted.value = Some(value);
        }
    })
}

/// Hands out name and value of each member of an object, in order. The value is as it stands in the JSON.
///
/// # Errors
/// Where the text is no JSON object.
pub(crate) fn each_member<'j>(
    json: &'j str,
    take: impl FnMut(Cow<'j, str>, &'j str),
) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_str(json);
    reader.deserialize_map(Members(take))?;
    reader.end()
}

/// The text of a JSON string, and how many halves of surrogate pairs without the other half were in it. Each of
/// them has become U+FFFD.
///
/// # Errors
/// Where it is no JSON string.
pub(crate) fn string(json: &str) -> serde_json::Result<(String, u64)> {
    let mut reader = serde_json::Deserializer::from_str(json);
    // As bytes, lone surrogates are no error: they come as three bytes that UTF-8 does not have.
    let bytes = reader.deserialize_bytes(Bytes)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, 0)),
        Err(error) => Ok(mended(error.as_bytes())),
    }
}

fn mended(bytes: &[u8]) -> (String, u64) {
    let mut text = String::with_capacity(bytes.len());
    let mut lone = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        // 0xed begins the surrogate; the two bytes after it are invalid on their own.
        if chunk.invalid().first() == Some(&0xed) {
            lone += 1;
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    (text, lone)
}

struct Members<T>(T);

impl<'j, T: FnMut(Cow<'j, str>, &'j str)> Visitor<'j> for Members<T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'j>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(Name)? {
            let value: &'j RawValue = map.next_value()?;
            self.0(name, value.get());
        }
        Ok(())
    }
}

struct Name;

impl<'j> DeserializeSeed<'j> for Name {
    type Value = Cow<'j, str>;

    fn deserialize<D: serde::Deserializer<'j>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'j> Visitor<'j> for Name {
    type Value = Cow<'j, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'j str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
        Ok(text.as_bytes().to_vec())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn value<'j>(json: &'j str, name: &str) -> serde_json::Result<(Option<&'j str>, bool)> {
        let mut wanted = [Wanted::new(name)];
        look_up(json, &mut wanted)?;
        Ok((wanted[0].value, wanted[0].repeated))
    }

    #[test]
    fn a_value_is_found_where_it_stands() {
        let json = r#" {"a": [1, {"text": "no"}], "te\u0078t" :  "yes\n" , "b":null} "#;
        let (found, repeated) = value(json, "text").unwrap();
        assert_eq!((found, repeated), (Some(r#""yes\n""#), false));
        let offset = found.unwrap().as_ptr() as usize - json.as_ptr() as usize;
        assert!(json[offset..].starts_with(r#""yes\n" , "b""#));
        assert_eq!(value(json, "b").unwrap().0, Some("null"));
        assert_eq!(value(json, "c").unwrap().0, None);
    }

    #[test]
    fn the_last_of_two_members_of_one_name_counts_and_is_told() {
        assert_eq!(value(r#"{"t":1,"t":2}"#, "t").unwrap(), (Some("2"), true));
    }

    #[test]
    fn what_follows_the_object_is_an_error() {
        for bad in
            [r#"{"t":1} x"#, r#"{"t":1}{"t":2}"#, r#"{"t":}"#, r#"{"t":01}"#, r#"{"t":"\x"}"#, "{", "[1]"]
        {
            assert!(value(bad, "t").is_err(), "{bad}");
        }
    }

    #[test]
    fn deep_nesting_costs_no_stack() {
        let deep = format!(r#"{{"d":{}{},"t":1}}"#, "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(value(&deep, "t").unwrap().0, Some("1"));
    }

    #[test]
    fn lone_surrogates_are_replaced_and_counted() {
        assert_eq!(string(r#""a\ud83d\ude00b""#).unwrap(), ("a😀b".to_owned(), 0));
        assert_eq!(string(r#""a\ud83dz\udc00\n""#).unwrap(), ("a\u{fffd}z\u{fffd}\n".to_owned(), 2));
        assert_eq!(string(r#""\ud83d\ud83d""#).unwrap(), ("\u{fffd}\u{fffd}".to_owned(), 2));
        assert!(string("1").is_err() && string("null").is_err());
    }
}
