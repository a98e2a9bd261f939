//! The new text of a file, from the plan and the layout. Text is moved, never made anew, apart from what is generated
//! around it: the function, its `global` line, the guard, `freeze_support()`.

use ruff_text_size::{Ranged, TextRange, TextSize};

use super::edits::{Edits, Overlap};
use super::freeze::{freeze_lines, is_freeze_call};
use super::indent::{self, Protected, indented};
use super::layout::Layout;
use super::plan::Plan;
use crate::names::Name;
use crate::parse::Module;
use crate::parse::guard::guard_of;
use crate::parse::unit::{Unit, Units, line_start, lines_with_ends};

/// Longest line that is generated.
const LINE_LENGTH: usize = 88;

/// Writes the new text.
///
/// # Errors
/// When two edits overlap, which would be a fault of the plan or of the units.
pub fn render(module: &Module, plan: &Plan, layout: &Layout, add_freeze_support: bool) -> Result<String, Overlap> {
    let units = Units::of(module);
    let renderer = Renderer {
        module,
        text: module.text(),
        protected: Protected::of(module.tokens(), module.text()),
        newline: dominant_newline(module.text()),
        unit: indent::unit(module.tokens(), module.text()),
        freeze: if add_freeze_support { freeze_lines(module, plan) } else { Vec::new() },
        units: &units,
        plan,
    };
    let mut edits = Edits::default();
    match layout {
        Layout::Existing { host } => renderer.existing(*host, &mut edits)?,
        Layout::Guard => renderer.generated(None, &mut edits)?,
        Layout::Function { name, globals, annotated } => {
            renderer.generated(Some((name, globals, *annotated)), &mut edits)?
        }
    }
    Ok(edits.apply(module.text()))
}

struct Renderer<'a> {
    module: &'a Module,
    text: &'a str,
    protected: Protected,
    newline: &'static str,
    unit: String,
    freeze: Vec<String>,
    units: &'a Units,
    plan: &'a Plan,
}

impl Renderer<'_> {
    fn is_moved(&self, statement: usize) -> bool {
        self.plan.moved.binary_search(&statement).is_ok()
    }

    /// Layouts 1 and 3: everything at the end of the file.
    fn generated(&self, function: Option<(&String, &Vec<Name>, bool)>, edits: &mut Edits) -> Result<(), Overlap> {
        self.remove_moved(None, edits)?;
        let at = self.insertion_point();
        let mut out = self.separation(at, 2);
        let nl = self.newline;
        let guard = format!("if __name__ == \"__main__\":{nl}");
        match function {
            Some((name, globals, annotated)) => {
                let arrow = if annotated { " -> None" } else { "" };
                out.push_str(&format!("def {name}(){arrow}:{nl}"));
                out.push_str(&self.global_line(globals));
                out.push_str(&self.moved_text(0..self.units.units.len(), &self.unit, true));
                out.push_str(&format!("{nl}{nl}{guard}"));
                out.push_str(&self.freeze_text(&self.unit));
                out.push_str(&format!("{}{name}(){nl}", self.unit));
            }
            None => {
                out.push_str(&guard);
                out.push_str(&self.freeze_text(&self.unit));
                out.push_str(&self.moved_text(0..self.units.units.len(), &self.unit, true));
            }
        }
        edits.replace(TextRange::new(at, self.end_of_replaced(at)), out)
    }

    /// Layout 2: everything into the body of a guard that is there.
    fn existing(&self, host: usize, edits: &mut Edits) -> Result<(), Overlap> {
        let Some(host_unit) = self.units.units.iter().position(|unit| unit.statements.contains(&host)) else {
            return Ok(());
        };
        let last_kept = self.last_kept();
        let stays_in_place = last_kept.is_none_or(|last| last < host_unit);
        let body = self.with_host(host, host_unit);
        let unit = &self.units.units[host_unit];
        if stays_in_place {
            self.remove_moved(Some(host_unit), edits)?;
            let end = if last_kept.is_none_or(|last| last < host_unit) && host_unit + 1 == self.units.units.len() {
                unit.lines.end()
            } else {
                self.text_end()
            };
            return edits.replace(TextRange::new(unit.lines.start(), end), body);
        }
        self.remove_moved(None, edits)?;
        let at = self.insertion_point();
        let mut out = self.separation(at, 2);
        let comments = without_leading_blanks(&self.text[unit.lead]);
        out.push_str(comments);
        out.push_str(&body);
        edits.replace(TextRange::new(at, self.end_of_replaced(at)), out)
    }

    /// The text of the guard `host` with all that moves in its body.
    fn with_host(&self, host: usize, host_unit: usize) -> String {
        let unit = &self.units.units[host_unit];
        let Some(guard) = guard_of(&self.module.body()[host]) else { return self.text[unit.lines].to_string() };
        let Some(first) = guard.body.first() else { return self.text[unit.lines].to_string() };
        let first_line = line_start(self.text, first.start());
        let on_header_line = first_line <= guard.start();
        let prefix = if on_header_line {
            self.unit.clone()
        } else {
            self.text[TextRange::new(first_line, first.start())].trim_start_matches('\x0c').to_string()
        };
        let mut split = if on_header_line { first.start() } else { self.body_start(guard.test.end(), first_line) };
        let mut out = self.text[TextRange::new(unit.lines.start(), split)].to_string();
        if on_header_line {
            out.truncate(out.trim_end().len());
            out.push_str(self.newline);
        }
        let has_freeze = is_freeze_call(first);
        if has_freeze && !on_header_line {
            let end = guard.body.get(1).map_or(unit.lines.end(), |next| line_start(self.text, next.start()));
            out.push_str(&self.text[TextRange::new(split, end)]);
            split = end;
        } else if !has_freeze {
            out.push_str(&self.freeze_text(&prefix));
        }
        out.push_str(&self.moved_text(0..host_unit, &prefix, true));
        if on_header_line {
            out.push_str(&prefix);
        }
        out.push_str(&self.text[TextRange::new(split, unit.lines.end())]);
        self.end_line(&mut out);
        out.push_str(&self.moved_text(host_unit + 1..self.units.units.len(), &prefix, false));
        out
    }

    /// Where the body of a guard begins: behind its header line, so that comments above the first statement stay with it.
    fn body_start(&self, test_end: TextSize, first_line: TextSize) -> TextSize {
        let rest = &self.text[TextRange::new(test_end, first_line)];
        let header = lines_with_ends(rest).next().map_or(0, str::len);
        test_end + TextSize::of(&rest[..header])
    }

    /// Takes the moved units out of their places, `except` that one.
    fn remove_moved(&self, except: Option<usize>, edits: &mut Edits) -> Result<(), Overlap> {
        let tail = self.insertion_point();
        for (index, unit) in self.units.units.iter().enumerate() {
            let moved = unit.statements.clone().filter(|&statement| self.is_moved(statement)).count();
            if moved == 0 || Some(index) == except {
                continue;
            }
            if moved == unit.statements.len() {
                let range = TextRange::new(unit.lead.start() + self.kept_gap(index), unit.lines.end());
                let after_host = except.is_some_and(|host| index > host);
                if (except.is_none() && range.start() >= tail) || after_host {
                    continue;
                }
                edits.replace(range, String::new())?;
            } else {
                let code = TextRange::new(self.start_of(unit), self.end_of(unit));
                edits.replace(TextRange::new(code.start(), self.code_end(unit, false)), self.joined(unit, false))?;
            }
        }
        Ok(())
    }

    /// Blank lines above the first of several moved units stay where the kept unit behind them brings fewer of its own.
    fn kept_gap(&self, index: usize) -> TextSize {
        let units = &self.units.units;
        let moves = |unit: &Unit| unit.statements.clone().all(|statement| self.is_moved(statement));
        if index > 0 && moves(&units[index - 1]) {
            return TextSize::new(0);
        }
        let Some(next) = units[index..].iter().find(|unit| !moves(unit)) else { return TextSize::new(0) };
        let blanks = |unit: &Unit| {
            lines_with_ends(&self.text[unit.lead])
                .take_while(|line| line.trim().is_empty())
                .map(str::len)
                .collect::<Vec<_>>()
        };
        let (own, behind) = (blanks(&units[index]), blanks(next).len());
        TextSize::try_from(own.iter().take(own.len().saturating_sub(behind)).sum::<usize>()).unwrap_or_default()
    }

    fn start_of(&self, unit: &Unit) -> TextSize {
        self.module.body()[unit.statements.start].start()
    }

    fn end_of(&self, unit: &Unit) -> TextSize {
        self.module.body()[unit.statements.end - 1].end()
    }

    /// The end of what is replaced on a line that is split: its comment goes with the last statement.
    fn code_end(&self, unit: &Unit, moved_part: bool) -> TextSize {
        let last_moves = self.is_moved(unit.statements.end - 1);
        let end = self.end_of(unit);
        if last_moves == moved_part {
            return end;
        }
        let rest = &self.text[TextRange::new(end, unit.lines.end())];
        end + TextSize::of(rest.trim_end_matches(['\n', '\r']))
    }

    /// The statements of a line that move, or those that stay, joined as they were.
    fn joined(&self, unit: &Unit, moved_part: bool) -> String {
        let body = self.module.body();
        let parts: Vec<&str> = unit
            .statements
            .clone()
            .filter(|&statement| self.is_moved(statement) == moved_part)
            .map(|statement| &self.text[body[statement].range()])
            .collect();
        parts.join("; ")
    }

    fn last_kept(&self) -> Option<usize> {
        self.units.units.iter().rposition(|unit| unit.statements.clone().any(|statement| !self.is_moved(statement)))
    }

    /// The end of the last kept unit; the end of the file when nothing that moves stands behind it.
    fn insertion_point(&self) -> TextSize {
        match self.last_kept() {
            None => self.units.prologue.end(),
            Some(last) if last + 1 == self.units.units.len() => self.text_end(),
            Some(last) => self.units.units[last].lines.end(),
        }
    }

    fn text_end(&self) -> TextSize {
        TextSize::of(self.text)
    }

    fn end_of_replaced(&self, at: TextSize) -> TextSize {
        at.max(self.text_end())
    }

    /// What has to stand between the text up to `at` and generated text: a line end if one is missing, and blank lines.
    fn separation(&self, at: TextSize, blank_lines: usize) -> String {
        let before = &self.text[..at.to_usize()];
        if before.trim().is_empty() {
            return String::new();
        }
        let mut out = String::new();
        if !before.ends_with(['\n', '\r']) {
            out.push_str(self.newline);
        }
        let only_prologue = at <= self.units.prologue.end();
        let already = lines_with_ends(before)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .take_while(|line| line.trim().is_empty())
            .count();
        let wanted = if only_prologue { 0 } else { blank_lines };
        for _ in already..wanted {
            out.push_str(self.newline);
        }
        out
    }

    /// The moved units among `range`, indented, comments and blank lines included.
    fn moved_text(&self, range: std::ops::Range<usize>, prefix: &str, first_in_block: bool) -> String {
        let mut out = String::new();
        let mut previous: Option<usize> = if first_in_block { None } else { range.start.checked_sub(1) };
        let before = previous;
        for index in range.clone() {
            let unit = &self.units.units[index];
            let moved = unit.statements.clone().filter(|&statement| self.is_moved(statement)).count();
            if moved == 0 {
                continue;
            }
            if moved < unit.statements.len() {
                out.push_str(prefix);
                out.push_str(&self.joined(unit, true));
                let end = self.code_end(unit, true);
                let tail = if self.is_moved(unit.statements.end - 1) {
                    &self.text[TextRange::new(end, unit.lines.end())]
                } else {
                    ""
                };
                out.push_str(tail.trim_end_matches(['\n', '\r']));
                self.end_line(&mut out);
                previous = Some(index);
                continue;
            }
            let lead = indented(self.text, unit.lead, prefix, &self.protected);
            let adjacent = index > 0 && previous == Some(index - 1);
            match (previous, adjacent) {
                (None, _) => out.push_str(without_leading_blanks(&lead)),
                (Some(_), true) => out.push_str(&lead),
                (Some(_), false) => out.push_str(&with_one_blank(&lead)),
            }
            out.push_str(&indented(self.text, unit.lines, prefix, &self.protected));
            self.end_line(&mut out);
            previous = Some(index);
        }
        // Behind a guard that is the last statement itself, comments stay where they are.
        if previous != before && previous.is_some_and(|last| last + 1 == self.units.units.len()) {
            out.push_str(&self.epilogue(prefix));
        }
        out
    }

    /// Comments behind the last statement go with it; blank lines at the very end are dropped.
    fn epilogue(&self, prefix: &str) -> String {
        let text = indented(self.text, self.units.epilogue, prefix, &self.protected);
        let kept = text.trim_end_matches([' ', '\t', '\n', '\r', '\x0c']);
        if kept.is_empty() {
            return String::new();
        }
        let mut kept = kept.to_string();
        self.end_line(&mut kept);
        kept
    }

    fn end_line(&self, out: &mut String) {
        if !out.is_empty() && !out.ends_with(['\n', '\r']) {
            out.push_str(self.newline);
        }
    }

    fn freeze_text(&self, prefix: &str) -> String {
        self.freeze.iter().map(|line| format!("{prefix}{line}{}", self.newline)).collect()
    }

    fn global_line(&self, globals: &[Name]) -> String {
        if globals.is_empty() {
            return String::new();
        }
        let mut out = format!("{}global ", self.unit);
        let mut width = out.len();
        for (index, name) in globals.iter().enumerate() {
            if index > 0 {
                out.push(',');
                if width + name.len() + 4 > LINE_LENGTH {
                    out.push_str(&format!(" \\{}{}", self.newline, self.unit.repeat(2)));
                    width = self.unit.len() * 2;
                } else {
                    out.push(' ');
                    width += 2;
                }
            }
            out.push_str(name);
            width += name.len();
        }
        out.push_str(self.newline);
        out
    }
}

/// The kind of line end most lines have.
/// The line end most lines of a text have.
pub fn dominant_newline(text: &str) -> &'static str {
    let crlf = text.matches("\r\n").count();
    let lf = text.matches('\n').count() - crlf;
    let cr = text.matches('\r').count() - crlf;
    if crlf > lf && crlf >= cr {
        "\r\n"
    } else if cr > lf {
        "\r"
    } else {
        "\n"
    }
}

fn without_leading_blanks(lead: &str) -> &str {
    let blank: usize = lines_with_ends(lead).take_while(|line| line.trim().is_empty()).map(str::len).sum();
    &lead[blank..]
}

/// At most one blank line in front: a gap that was two lines wide at module level is too wide in a block.
fn with_one_blank(lead: &str) -> String {
    let rest = without_leading_blanks(lead);
    let first = lines_with_ends(lead).next().filter(|line| line.trim().is_empty());
    format!("{}{rest}", first.unwrap_or(""))
}
