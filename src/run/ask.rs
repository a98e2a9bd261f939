//! `--interactive`: shows each rewrite and asks whether to make it, with the keys of `git add -p`.

use std::io::BufRead;

use crate::check::Checked;
use crate::render::diff;
use crate::render::formats::{Format, Look};
use crate::render::palette::paint;
use crate::render::report::{Report, Taken};
use crate::render::sink::Sink;
use crate::source::{plain, repository};
use crate::trouble::{Trouble, printable};

/// What to do with the rewrite of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Make it.
    Take,
    /// Leave the file as it is; what was found was shown.
    Skip,
    /// Leave the file as it is, and list what was found.
    List,
    /// Leave it, and look at no further file.
    Quit,
}

/// Asks, and remembers what holds for the rest.
pub(super) struct Asker {
    input: Box<dyn BufRead>,
    /// Somebody types; what they type is on the screen, with the end of its line.
    is_terminal: bool,
    has_answered: bool,
    rest: Option<Answer>,
}

const KEYS: &str = "\
y - rewrite this file
n - leave this file as it is
q - quit: leave this file and all that follow as they are
a - rewrite this file and all that follow
d - leave this file and all that follow as they are, and list what is found in them
f - show the findings of this file in full
p - show the patch again
? - show the keys
";

impl Asker {
    /// Takes one answer from each line of `input`.
    pub(super) fn new(input: Box<dyn BufRead>, is_terminal: bool) -> Self {
        Self { input, is_terminal, has_answered: false, rest: None }
    }

    /// Shows the rewrite and asks about it, unless an earlier answer holds for this file, too.
    ///
    /// 1. The findings are shown, one line each, and the patch.
    /// 2. One line is read, of which the first letter counts, in either case. Lines that are empty or of no use are answered
    ///    by the list of keys, as in git.
    /// 3. The end of the input is a `q`.
    ///
    /// # Errors
    /// When the input cannot be read, or ends before it has any answer and nobody is there who may have ended it: then
    /// nobody was ever asked.
    pub(super) fn ask(&mut self, checked: &Checked, new: &[u8], out: &mut Sink) -> Result<Answer, Trouble> {
        if let Some(answer) = self.rest {
            return Ok(answer);
        }
        show_findings(Format::Concise, checked, out);
        show_patch(checked, new, out);
        loop {
            let name = printable(&checked.file.path().to_string_lossy());
            let question = format!("Rewrite {name} [y,n,q,a,d,f,p,?]?");
            out.put(format!("{} ", paint(out.palette().path, question)));
            let Some(line) = self.line(out)? else { return Ok(Answer::Quit) };
            self.has_answered = true;
            match line.trim().chars().next().map(|key| key.to_ascii_lowercase()) {
                Some('y') => return Ok(Answer::Take),
                Some('n') => return Ok(Answer::Skip),
                Some('q') => return Ok(Answer::Quit),
                Some('a') => {
                    self.rest = Some(Answer::Take);
                    return Ok(Answer::Take);
                }
                Some('d') => {
                    self.rest = Some(Answer::List);
                    return Ok(Answer::Skip);
                }
                Some('f') => show_findings(Format::Text, checked, out),
                Some('p') => show_patch(checked, new, out),
                _ => out.put(KEYS),
            }
        }
    }

    /// The next line; `None` at the end, or when nobody is left to see a question.
    fn line(&mut self, out: &mut Sink) -> Result<Option<String>, Trouble> {
        if out.is_closed() {
            return Ok(None);
        }
        let trouble = |message: String| Trouble::new("standard input", message);
        let mut line = Vec::new();
        let read = self.input.read_until(b'\n', &mut line);
        let length = read.map_err(|error| trouble(format!("cannot read the answer: {}", plain(&error))))?;
        if length == 0 || !self.is_terminal {
            out.put("\n");
        }
        if length == 0 && !self.is_terminal && !self.has_answered {
            return Err(trouble("it is closed or empty, so --interactive gets no answers".to_owned())
                .with_help("run it in a terminal, or use --write"));
        }
        Ok((length > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
    }
}

fn show_findings(format: Format, checked: &Checked, out: &mut Sink) {
    format.renderer(Look::default()).file(&Report { checked, taken: Taken::Offered }, out);
}

fn show_patch(checked: &Checked, new: &[u8], out: &mut Sink) {
    let name = repository::patch_name(checked.file.path());
    let palette = out.palette();
    out.put(diff::unified(&name, &checked.bytes, new, palette));
    for new in &checked.created {
        let name = repository::patch_name_beside(checked.file.path(), &new.path);
        out.put(diff::created(&name, &new.bytes, palette));
    }
}
