//! What mpfix says about a file: findings, refusals, and the way from a start back to the top level.

use std::collections::BTreeSet;

use ruff_text_size::TextRange;
use schemars::JsonSchema;
use serde::Serialize;

/// One problem in one file. All ranges are byte offsets into the decoded text (without byte order mark).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code, such as `MP001`.
    pub code: Code,
    /// The expression that starts processes when the module is imported.
    pub range: TextRange,
    /// One sentence without a final full stop.
    pub message: String,
    /// How the top level reaches the start, outermost call first; empty when the start is direct.
    pub call_path: Vec<CallStep>,
    /// What to do, one sentence each.
    pub help: Vec<String>,
}

/// One step on the way from a top-level statement to the call that starts a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallStep {
    /// What is called at this step, as a reader would name it: `run`, `Job.launch`, `multiprocessing.Pool`.
    pub name: String,
    /// Path of the file in which the call stands; `None`: the file of the finding.
    pub file: Option<String>,
    /// 1-based line of the call in that file.
    pub line: usize,
}

/// Why a file with findings is left as it is. Refusing is a result, not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code, such as `MP101`.
    pub code: Code,
    /// The statement or expression that stands in the way.
    pub range: TextRange,
    /// One sentence without a final full stop; names the variable or statement.
    pub message: String,
    /// What a person can do about it.
    pub help: Vec<String>,
    /// What would take the reason away, if anything is known.
    pub remedy: Option<Remedy>,
}

impl Refusal {
    /// The same as a finding of its own.
    pub fn finding(&self) -> Finding {
        Finding {
            code: self.code,
            range: self.range,
            message: self.message.clone(),
            call_path: Vec::new(),
            help: self.help.clone(),
        }
    }
}

/// A change of the code that keeps what it does under fork, and takes a reason to refuse away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Hand the values of these globals to the workers explicitly.
    Ship(BTreeSet<String>),
    /// Make the lambdas and nested functions that workers need functions of the module; all of the file.
    Hoist,
    /// Wait for the processes that nobody waits for; all of the file.
    Join,
    /// Put these top-level statements, by their indices, below the guard.
    Below(BTreeSet<usize>),
}

/// The column of the table below that says whether a code is selected by default.
macro_rules! is_on {
    (on) => {
        true
    };
    (off) => {
        false
    };
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $name:literal, $default:ident, $summary:literal;)+) => {
        /// Every code mpfix reports. `MP0xx`: findings, `MP1xx`: why a file was not rewritten, `MP9xx`: mpfix's own fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// All codes, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The stable code, such as `MP001`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code),+ }
            }

            /// The readable name, such as `unguarded-start`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),+ }
            }

            /// One line that says what the code stands for.
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => $summary),+ }
            }

            /// Whether the code is selected unless the user says otherwise.
            pub fn is_default(self) -> bool {
                match self { $(Code::$variant => is_on!($default)),+ }
            }

            /// The page that explains the code: Markdown, `docs/rules/<code>-<name>.md`.
            pub fn page(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("../docs/rules/", $code, "-", $name, ".md"))),+ }
            }
        }
    };
}

/// How bad a finding is, for formats that want to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The program fails, or silently does something else, under some start method.
    Error,
    /// Something is not as it was meant.
    Warning,
    /// Advice, off by default.
    Info,
}

impl Code {
    /// How bad findings of this code are.
    pub fn severity(self) -> Severity {
        match self {
            Code::UnusedSuppression | Code::StartSuppressed => Severity::Warning,
            _ if !self.is_default() => Severity::Info,
            _ => Severity::Error,
        }
    }

    /// Where the page of this code is on the web; `None` as long as the package names no repository.
    pub fn url(self) -> Option<String> {
        let repository = Some(env!("CARGO_PKG_REPOSITORY")).filter(|url| !url.is_empty())?;
        Some(format!("{repository}/blob/main/docs/rules/{}-{}.md", self.as_str(), self.name()))
    }

    /// Where a program with such a finding goes wrong; `None`: wherever it runs, or the message says it.
    pub fn platforms(self) -> Option<&'static str> {
        match self {
            Code::WorkerReadsParentState
            | Code::SharedThroughGlobal
            | Code::EffectRepeated
            | Code::Unjoined
            | Code::ValueDrawnAnew
            | Code::StdinAtImport
            | Code::PoolMadeAtImport
            | Code::WorkerInNotebook => Some(
                "this matters under spawn (Windows, macOS) and forkserver (Linux from Python 3.14), not under fork",
            ),
            Code::FreezeSupport => Some("this matters in programs that were made into an executable"),
            Code::WorkerInMainModule => Some(
                "this matters with `python -m`, under spawn (Windows, macOS) and forkserver (Linux from Python 3.14)",
            ),
            // A pool pickles its tasks under every start method, so a lambda or an open file may fail under fork as well.
            _ => None,
        }
    }

    /// Does a rewrite of the file mend what findings of this code are about? Complaints about comments stay.
    pub fn is_mended_by_rewrite(self) -> bool {
        !matches!(self, Code::UnusedSuppression | Code::StartSuppressed)
    }
}

codes! {
    // Variant = code, name, selected by default, summary; and the page docs/rules/<code>-<name>.md.
    /// A process is started when the module is imported, which children under spawn and forkserver do.
    UnguardedStart = "MP001", "unguarded-start", on, "a process is started while the module is imported";
    /// The same in a file that another file of the project imports.
    StartInImportedModule = "MP002", "start-in-imported-module", on, "a process is started at the top level of a file that other files import";
    /// An import runs a file of the project that starts processes at its top level.
    StartByImport = "MP003", "start-by-import", on, "an import runs a file that starts processes at its top level";
    /// A moved statement and a statement children need stand in each other's way.
    OrderConflict = "MP101", "order-conflict", on, "a statement would have to move below the guard and to stay above it";
    /// A worker reads a global that only the parent sets.
    WorkerReadsParentState = "MP102", "worker-reads-parent-state", on, "a worker reads a global that children would not have, or would have with another value";
    /// A worker reaches a queue, lock, value or other shared object through a global.
    SharedThroughGlobal = "MP103", "shared-through-global", on, "a worker reaches a shared primitive through a global; each spawned child would make its own";
    /// A worker cannot be imported by children.
    WorkerNotImportable = "MP104", "worker-not-importable", on, "a worker cannot be found by name in a spawned child";
    /// An argument that goes to a child cannot be pickled.
    ArgumentNotPicklable = "MP105", "argument-not-picklable", on, "an object handed to a child cannot be pickled";
    /// A statement children must run has an effect that each of them would repeat.
    EffectRepeated = "MP106", "effect-repeated", off, "children would repeat a visible effect";
    /// What the module does depends on whether it is the main module or a child's copy.
    ChildRunsOtherCode = "MP107", "child-runs-other-code", on, "children run other code at import than the parent";
    /// The file is imported and never run, so that a guard would switch the start off.
    NotAScript = "MP108", "not-a-script", on, "the file is imported, not run; a guard would switch the start off";
    /// Something the analysis cannot decide stands in the way.
    Undecided = "MP109", "undecided", on, "mpfix cannot tell whether a rewrite would be right";
    /// A process that needs a shared object is never joined.
    Unjoined = "MP110", "unjoined", on, "nobody waits for a process that needs an object of the parent";
    /// A worker reads a global that each child computes anew, with another result.
    ValueDrawnAnew = "MP111", "value-drawn-anew", on, "a worker reads a random draw, time stamp or the like that each spawned child makes anew";
    /// Standard input is read at module level.
    StdinAtImport = "MP112", "stdin-at-import", on, "standard input is read while the module is imported; for spawned children it is empty";
    /// `set_start_method` runs in children too, or twice.
    UnguardedStartMethod = "MP113", "unguarded-start-method", on, "the start method is set a second time, which raises RuntimeError";
    /// A frozen program does not call `freeze_support()` in time.
    FreezeSupport = "MP114", "freeze-support", on, "a frozen program has to call `freeze_support()` first";
    /// The start method `fork` is asked for by name.
    ExplicitFork = "MP115", "explicit-fork", off, "the start method `fork` is asked for by name; Windows has none, and it is unsafe with threads";
    /// A worker is defined in the `__main__.py` of a package.
    WorkerInMainModule = "MP116", "worker-in-main-module", on, "a worker is defined in the `__main__.py` of a package, which children never import";
    /// An executor is made at module level.
    PoolMadeAtImport = "MP117", "pool-made-at-import", off, "an executor is made while the module is imported, so each spawned child makes one of its own";
    /// A worker is defined in a notebook.
    WorkerInNotebook = "MP118", "worker-in-notebook", on, "a worker is defined in a notebook, where spawned children cannot find it";
    /// A suppression comment that suppresses nothing, or that cannot be understood.
    UnusedSuppression = "MP190", "unused-suppression", on, "a suppression comment that suppresses nothing or is misspelt";
    /// A comment suppresses one of several starts.
    StartSuppressed = "MP191", "start-suppressed", on, "a comment keeps one start at import time, so a guard around the others is of no use";
    /// The rewrite did not pass validation.
    ValidationFailed = "MP900", "validation-failed", on, "mpfix's own rewrite did not pass its checks; the file is untouched";
}
