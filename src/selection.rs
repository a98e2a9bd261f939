//! Which codes are reported: selectors as on the command line and in configurations, and the sets they come to.
//!
//! A selection decides what is reported, and with that what is fixed. It never makes a rewrite less careful.

use std::fmt;
use std::str::FromStr;

use crate::finding::Code;

/// The codes that are reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection(Vec<Code>);

impl Selection {
    /// What is selected when nobody says anything.
    pub fn default_codes() -> Self {
        Self(Code::ALL.iter().copied().filter(|code| code.is_default()).collect())
    }

    /// The selection after all `layers`, the weakest first (a configuration, then the command line).
    ///
    /// Within a layer the more specific selector wins: a code or name over a longer prefix over a shorter one over `ALL`;
    /// of two that are alike, `ignore` wins. A layer with `select` begins anew; one without changes what the layers before
    /// it selected. This is how ruff does it.
    pub fn of(layers: &[&Layer]) -> Self {
        let mut selection = Self::default_codes();
        for layer in layers {
            let selected = |code: Code| layer.decides(code);
            let before = |code: Code| layer.select.is_none() && selection.has(code);
            let codes = Code::ALL.iter().copied().filter(|&code| selected(code).unwrap_or_else(|| before(code)));
            selection = Self(codes.collect());
        }
        selection
    }

    /// Whether findings with this code are reported.
    pub fn has(&self, code: Code) -> bool {
        self.0.contains(&code)
    }

    /// The selection without the codes that one of `selectors` names.
    #[must_use]
    pub fn without(&self, selectors: &[Selector]) -> Self {
        let named = |code: &Code| selectors.iter().any(|selector| selector.names(*code));
        Self(self.0.iter().copied().filter(|code| !named(code)).collect())
    }
}

/// What one source of settings says about codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// `select`: takes the place of what was selected before.
    pub select: Option<Vec<Selector>>,
    /// `extend-select`: adds.
    pub extend_select: Vec<Selector>,
    /// `ignore`: takes away.
    pub ignore: Vec<Selector>,
}

impl Layer {
    /// What the most specific selector says about a code; `None` when none names it.
    fn decides(&self, code: Code) -> Option<bool> {
        let best = |selectors: &[Selector]| {
            selectors.iter().filter(|selector| selector.names(code)).map(Selector::specificity).max()
        };
        let on = best(self.select.as_deref().unwrap_or_default()).max(best(&self.extend_select));
        let off = best(&self.ignore);
        (on.is_some() || off.is_some()).then(|| on > off)
    }
}

/// One word that names codes: `ALL`, a prefix such as `MP1`, a code, or the name of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Every code.
    All,
    /// All codes that begin so, in capitals: `MP`, `MP1`, `MP10`.
    Prefix(String),
    /// One code.
    One(Code),
}

impl Selector {
    /// Whether the code is one of those meant.
    pub fn names(&self, code: Code) -> bool {
        match self {
            Self::All => true,
            Self::Prefix(prefix) => code.as_str().starts_with(prefix),
            Self::One(one) => *one == code,
        }
    }

    /// The more specific, the greater.
    fn specificity(&self) -> usize {
        match self {
            Self::All => 0,
            Self::Prefix(prefix) => prefix.len(),
            Self::One(_) => usize::MAX,
        }
    }
}

impl FromStr for Selector {
    type Err = UnknownCode;

    /// Upper and lower case are alike.
    fn from_str(word: &str) -> Result<Self, UnknownCode> {
        if let Ok(code) = code(word) {
            return Ok(Self::One(code));
        }
        let capitals = word.trim().to_ascii_uppercase();
        if capitals == "ALL" {
            return Ok(Self::All);
        }
        let begins = Code::ALL.iter().any(|code| code.as_str().starts_with(&capitals));
        if begins && !capitals.is_empty() { Ok(Self::Prefix(capitals)) } else { Err(UnknownCode::new(word)) }
    }
}

/// The code that is meant by `MP001` or `unguarded-start`; upper and lower case are alike.
///
/// # Errors
/// When it is neither.
pub fn code(word: &str) -> Result<Code, UnknownCode> {
    let plain = word.trim();
    let found = Code::ALL
        .iter()
        .find(|code| code.as_str().eq_ignore_ascii_case(plain) || code.name().eq_ignore_ascii_case(plain));
    found.copied().ok_or_else(|| UnknownCode::new(plain))
}

/// The known word nearest to `word`, when one is near enough to have been meant.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let word = word.to_ascii_lowercase();
    let distance = |other: &str| strsim::damerau_levenshtein(&word, &other.to_ascii_lowercase());
    let (best, known) = known.into_iter().map(|known| (distance(known), known)).min_by_key(|(far, _)| *far)?;
    (best * 3 <= known.len().max(3)).then_some(known)
}

/// A word that names no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    /// The word as it was written.
    pub word: String,
    /// What may have been meant.
    pub nearest: Option<&'static str>,
}

impl UnknownCode {
    fn new(word: &str) -> Self {
        let known = Code::ALL.iter().flat_map(|code| [code.as_str(), code.name()]);
        Self { word: word.to_owned(), nearest: nearest(word, known) }
    }
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no code is called `{}`", self.word)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => write!(f, "; `mpfix rules` lists them all"),
        }
    }
}

impl std::error::Error for UnknownCode {}

#[cfg(test)]
mod tests {
    use super::*;

    fn selectors(words: &str) -> Vec<Selector> {
        words.split_whitespace().map(|word| word.parse().expect("known")).collect()
    }

    fn layer(select: Option<&str>, extend: &str, ignore: &str) -> Layer {
        Layer { select: select.map(selectors), extend_select: selectors(extend), ignore: selectors(ignore) }
    }

    fn chosen(layers: &[Layer], code: &str) -> bool {
        let code = super::code(code).expect("known");
        Selection::of(&layers.iter().collect::<Vec<_>>()).has(code)
    }

    #[test]
    fn the_more_specific_selector_wins_within_a_layer() {
        let table = [
            (Some("ALL"), "", "", "MP101", true),
            (Some("ALL"), "", "MP1", "MP101", false),
            (Some("ALL"), "", "MP1", "MP001", true),
            (Some("MP1"), "", "ALL", "MP101", true),
            (Some("MP1"), "", "MP10", "MP101", false),
            (Some("MP1"), "", "MP10", "MP110", true),
            (Some("MP101"), "", "MP1", "MP101", true),
            (Some("order-conflict"), "", "mp1", "MP101", true),
            (Some("MP101"), "", "MP101", "MP101", false),
            (Some("MP1"), "MP101", "MP10", "MP101", true),
            (Some("MP1"), "", "", "MP001", false),
            (Some(""), "MP103", "", "MP103", true),
            (Some(""), "MP103", "", "MP001", false),
            (None, "", "unguarded-start", "MP001", false),
            (None, "", "MP9", "MP001", true),
        ];
        for (select, extend, ignore, code, want) in table {
            let layer = layer(select, extend, ignore);
            assert_eq!(chosen(std::slice::from_ref(&layer), code), want, "{layer:?} {code}");
        }
    }

    #[test]
    fn the_command_line_wins_over_the_configuration() {
        let config = layer(Some("MP001 MP103"), "", "MP190");
        assert!(!chosen(&[config.clone(), layer(Some("MP101"), "", "")], "MP001"), "`select` begins anew");
        assert!(chosen(&[config.clone(), layer(Some("ALL"), "", "")], "MP190"), "also with what was ignored");
        assert!(chosen(&[config.clone(), layer(None, "MP1", "")], "MP001"), "`extend-select` adds");
        assert!(chosen(&[config.clone(), layer(None, "MP1", "")], "MP190"), "also what was ignored");
        assert!(!chosen(&[config.clone(), layer(None, "", "ALL")], "MP103"), "`ignore` takes away");
        assert!(chosen(&[config, layer(None, "", "MP103")], "MP001"));
    }

    #[test]
    fn without_anything_the_defaults_hold() {
        for code in Code::ALL {
            assert_eq!(Selection::of(&[]).has(*code), code.is_default());
            assert_eq!(Selection::of(&[&Layer::default()]).has(*code), code.is_default());
        }
    }

    #[test]
    fn unknown_words_come_with_a_suggestion() {
        let suggested = |word: &str| word.parse::<Selector>().expect_err("unknown").nearest;
        assert_eq!(suggested("MP01"), Some("MP001"));
        assert_eq!(suggested("unguarded-strat"), Some("unguarded-start"));
        assert_eq!(suggested("E501"), None);
        assert_eq!(suggested(""), None);
        assert_eq!(code("MP1").expect_err("a prefix is no code").word, "MP1");
    }
}
