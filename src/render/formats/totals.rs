//! What a run came to, in words: the last line of the listing, and the tables of `--statistics`.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::text::counted;
use crate::finding::Code;
use crate::render::palette::{Palette, paint};
use crate::render::report::Tally;

/// `3 files checked, 2 findings: 1 file fixable with --write, 1 file not rewritten (1 MP102)`
pub(super) fn summary(tally: &Tally) -> String {
    let mut parts = Vec::new();
    if tally.fixed > 0 {
        parts.push(format!("{} rewritten", counted(tally.fixed, "file")));
    } else if tally.fixable > 0 {
        parts.push(format!("{} fixable with --write", counted(tally.fixable, "file")));
    }
    if tally.all_refused() > 0 {
        // The most frequent first, so that it is seen where the most is to be gained.
        let mut reasons: Vec<(&Code, &usize)> = tally.refused.iter().collect();
        reasons.sort_by_key(|(_, count)| Reverse(**count));
        let reasons: Vec<String> = reasons.iter().map(|(code, count)| format!("{count} {}", code.as_str())).collect();
        parts.push(format!("{} not rewritten ({})", counted(tally.all_refused(), "file"), reasons.join(", ")));
    }
    if tally.unchecked > 0 {
        parts.push(format!("{} not checked", counted(tally.unchecked, "file")));
    }
    let head = format!("{} checked, {}", counted(tally.files, "file"), counted(tally.findings, "finding"));
    if parts.is_empty() { head } else { format!("{head}: {}", parts.join(", ")) }
}

/// What to say when nothing was found, and all could be read.
pub(super) fn nothing_found(files: usize) -> String {
    let checked = if files == 1 { "1 file checked".to_string() } else { format!("All {files} files checked") };
    format!("{checked}: nothing found that breaks under fork, spawn or forkserver")
}

/// Counts by code, and by reason not to rewrite: the greatest first.
pub(super) fn statistics(tally: &Tally, palette: Palette) -> String {
    let mut out = String::new();
    for (title, counts) in [("findings", &tally.codes), ("files not rewritten", &tally.refused)] {
        if counts.is_empty() {
            continue;
        }
        let mut rows: Vec<(&Code, &usize)> = counts.iter().collect();
        rows.sort_by_key(|(_, count)| Reverse(**count));
        let widest = rows.iter().map(|(code, _)| code.name().len()).max().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", paint(palette.path, title));
        for (code, count) in rows {
            let shown = paint(palette.alarm, code.as_str());
            let _ = writeln!(out, "{count:>6}  {shown}  {:widest$}  {}", code.name(), code.summary());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ruff_text_size::TextRange;

    use super::*;
    use crate::finding::Finding;
    use crate::outcome::Outcome;

    fn finding() -> Finding {
        let (code, range) = (Code::UnguardedStart, TextRange::default());
        Finding { code, range, message: String::new(), call_path: Vec::new(), help: Vec::new() }
    }

    #[test]
    fn the_summary_names_only_what_there_is() {
        let mut tally = Tally::default();
        tally.add(&Outcome::Quiet);
        tally.add(&Outcome::Found { findings: vec![finding()] });
        assert_eq!(summary(&tally), "2 files checked, 1 finding");
        tally.fixable += 1;
        assert_eq!(summary(&tally), "2 files checked, 1 finding: 1 file fixable with --write");
        tally.add(&Outcome::Faulty { findings: vec![finding(), finding()], breaches: Vec::new() });
        assert_eq!(
            summary(&tally),
            "3 files checked, 3 findings: 1 file fixable with --write, 1 file not rewritten (1 MP900)"
        );
    }
}
