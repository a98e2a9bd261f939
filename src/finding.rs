//! What mpfix says about a file: findings, refusals, and the way from a start back to the top level.

use std::collections::BTreeSet;

use ruff_text_size::TextRange;

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

/// A change of the code that keeps what it does under fork, and takes a reason to refuse away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Hand the values of these globals to the workers explicitly.
    Ship(BTreeSet<String>),
    /// Make the lambdas and nested functions that workers need functions of the module; all of the file.
    Hoist,
    /// Wait for the processes that nobody waits for; all of the file.
    Join,
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

impl Code {
    /// Does a rewrite of the file mend what findings of this code are about? Complaints about comments stay.
    pub fn is_mended_by_rewrite(self) -> bool {
        !matches!(self, Code::UnusedSuppression | Code::StartSuppressed)
    }
}

codes! {
    // Variant = code, name, selected by default, summary; and the page docs/rules/<code>-<name>.md.
    /// A process is started when the module is imported, which children under spawn and forkserver do.
    UnguardedStart = "MP001", "unguarded-start", on, "a process is started while the module is imported";
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
    EffectRepeated = "MP106", "effect-repeated", on, "children would repeat a visible effect";
    /// What the module does depends on whether it is the main module or a child's copy.
    ChildRunsOtherCode = "MP107", "child-runs-other-code", on, "children run other code at import than the parent";
    /// The file is imported and never run, so that a guard would switch the start off.
    NotAScript = "MP108", "not-a-script", on, "the file is imported, not run; a guard would switch the start off";
    /// Something the analysis cannot decide stands in the way.
    Undecided = "MP109", "undecided", on, "mpfix cannot tell whether a rewrite would be right";
    /// A process that needs a shared object is never joined.
    Unjoined = "MP110", "unjoined", on, "nobody waits for a process that needs an object of the parent";
    /// A suppression comment that suppresses nothing, or that cannot be understood.
    UnusedSuppression = "MP190", "unused-suppression", on, "a suppression comment that suppresses nothing or is misspelt";
    /// A comment suppresses one of several starts.
    StartSuppressed = "MP191", "start-suppressed", on, "a comment keeps one start at import time, so a guard around the others is of no use";
    /// The rewrite did not pass validation.
    ValidationFailed = "MP900", "validation-failed", on, "mpfix's own rewrite did not pass its checks; the file is untouched";
}
