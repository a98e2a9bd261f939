//! Which argument of a call a fact is about, and what a call gives back.

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// One argument (or group of arguments) of a call, as written in the data files.
///
/// | text | meaning |
/// |---|---|
/// | `target@1` | keyword `target`, or position 1 (counted from 0, without the receiver) |
/// | `@3` | position 3 only |
/// | `key` | keyword only |
/// | `*@1` | every positional argument from position 1 on |
/// | `**` | every keyword argument that no other parameter names |
/// | `self` | the object on which a method is called |
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Param {
    /// The keyword; `None` for parameters without one, for `*@1`, `**` and `self`.
    pub name: Option<Box<str>>,
    /// The position, counted from 0 without the receiver; for `*@1` the first one.
    pub position: Option<usize>,
    /// What else the text said.
    pub form: Form,
}

/// The shape of a [`Param`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// One argument.
    #[default]
    Single,
    /// `*@1`: every positional argument from `position` on.
    Rest,
    /// `**`: the remaining keyword arguments.
    Keywords,
    /// `self`: the receiver.
    Receiver,
}

impl Param {
    /// Reads the notation of the table above.
    pub fn parse(text: &str) -> Result<Param> {
        let form = match text {
            "self" => Form::Receiver,
            "**" => Form::Keywords,
            _ if text.starts_with("*@") => Form::Rest,
            _ => Form::Single,
        };
        let (name, position) = match form {
            Form::Receiver | Form::Keywords => {
                return Ok(Param { form, ..Param::default() });
            }
            Form::Rest => ("", Some(&text[2..])),
            Form::Single => match text.split_once('@') {
                Some((name, position)) => (name, Some(position)),
                None => (text, None),
            },
        };
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') || (name.is_empty() && position.is_none()) {
            bail!("`{text}` is not a parameter");
        }
        let position = position
            .map(|digits| digits.parse().with_context(|| format!("`{text}` is not a parameter")))
            .transpose()?;
        Ok(Param { name: (!name.is_empty()).then(|| name.into()), position, form })
    }

    /// True for `self`, the object on which a method is called.
    pub fn is_receiver(&self) -> bool {
        self.form == Form::Receiver
    }

    /// True when an argument at this position (without the receiver) belongs to the parameter.
    pub fn takes_position(&self, index: usize) -> bool {
        match self.form {
            Form::Single => self.position == Some(index),
            Form::Rest => self.position.is_some_and(|first| index >= first),
            Form::Keywords | Form::Receiver => false,
        }
    }

    /// True when an argument with this keyword belongs to the parameter; `**` takes every keyword.
    pub fn takes_keyword(&self, keyword: &str) -> bool {
        self.form == Form::Keywords || self.name.as_deref() == Some(keyword)
    }
}

/// What a call gives back.
///
/// | text | meaning |
/// |---|---|
/// | `dict` | a new object of that type |
/// | `arg@0`, `arg self` | the very object passed as argument 0, or the receiver |
/// | `arg *@0` | the argument, or a tuple of the arguments if there are several |
/// | `elem@0`, `elem self`, `elem *@0` | an element (or value) of that argument, or of one of them |
/// | `result@0` | what calling that argument returns |
/// | `list of elem@0` | a new container with such things in it |
///
/// Where argument 0 is absent, or a literal where a function belongs (`@dataclass(frozen=True)`, `@lru_cache(128)`), `arg@0` stands for
/// a `decorator`: a callable that returns its own argument.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Returned {
    /// A new object of this type, a qualified name without `builtins.`.
    Type(Box<str>),
    /// The argument itself.
    Argument(Param),
    /// An element of the argument.
    Element(Param),
    /// What the argument, a callable, returns when called.
    ResultOf(Param),
    /// A new container of the named type that holds such values.
    Container(Box<str>, Box<Returned>),
}

impl TryFrom<String> for Param {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl TryFrom<String> for Returned {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl Returned {
    /// Reads the notation of the table above.
    pub fn parse(text: &str) -> Result<Returned> {
        // A blank is found faster than a word, and most texts have none.
        if let Some((container, inner)) = text.contains(' ').then(|| text.split_once(" of ")).flatten() {
            return Ok(Returned::Container(container.into(), Box::new(Returned::parse(inner)?)));
        }
        let (what, param) = match (text.split_once(' '), text.split_once('@')) {
            (Some((what, which)), _) => (what, Param::parse(which)?),
            (None, Some((what, which))) => (what, Param::parse(&format!("@{which}"))?),
            (None, None) => return Ok(Returned::Type(text.into())),
        };
        match what {
            "arg" => Ok(Returned::Argument(param)),
            "elem" => Ok(Returned::Element(param)),
            "result" => Ok(Returned::ResultOf(param)),
            _ => bail!("`{text}` does not say what a call returns"),
        }
    }

    /// The type name of the object itself, where it is known.
    pub fn type_name(&self) -> Option<&str> {
        match self {
            Returned::Type(name) | Returned::Container(name, _) => Some(name),
            Returned::Argument(_) | Returned::Element(_) | Returned::ResultOf(_) => None,
        }
    }
}

/// Reads a list of parameters.
pub(crate) fn params(texts: &[&str]) -> Result<Vec<Param>> {
    texts.iter().map(|text| Param::parse(text)).collect()
}
