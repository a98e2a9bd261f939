//! What one known call does, checked.

use anyhow::{Result, bail};

use super::param::{Param, Returned};

macro_rules! resources {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// Something outside a script's variables that calls read or change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Resource { $($(#[doc = $doc])+ $variant,)+ }

        impl Resource {
            /// All resources, in the order of their declaration.
            pub const ALL: &'static [Resource] = &[$(Resource::$variant),+];

            /// The name used in the data files.
            pub fn as_str(self) -> &'static str {
                match self { $(Resource::$variant => $name),+ }
            }
        }
    };
}

resources! {
    /// The arguments of the command, `sys.argv`.
    Argv = "argv",
    /// Functions run at the end of the process.
    Atexit = "atexit",
    /// Child processes of any kind, programs included.
    ChildProcesses = "child-processes",
    /// The working directory.
    Cwd = "cwd",
    /// Windows and plots: the hidden "current figure" of pyplot, turtle, tkinter.
    Display = "display",
    /// Environment variables.
    Environ = "environ",
    /// Files and directories.
    FileSystem = "file-system",
    /// How values are written: print options of libraries, encoding and buffering of the standard streams.
    Format = "format",
    /// Settings of the interpreter: recursion limit, hooks, garbage collector, loaded modules, threads.
    Interpreter = "interpreter",
    /// The locale.
    Locale = "locale",
    /// Loggers, handlers and levels.
    Logging = "logging",
    /// Sockets and services.
    Network = "network",
    /// The state of `numpy.random`'s global generator.
    NumpyRandom = "numpy-random",
    /// The state of `random`'s global generator.
    Random = "random",
    /// Signal handlers and timers.
    Signal = "signal",
    /// The start method of multiprocessing.
    StartMethod = "start-method",
    /// Standard error.
    Stderr = "stderr",
    /// Standard input.
    Stdin = "stdin",
    /// Standard output.
    Stdout = "stdout",
    /// Settings of the library that the name belongs to.
    Settings = "settings",
    /// Where modules are looked for.
    SysPath = "sys-path",
    /// Clocks; sleeping writes, so that it keeps its place.
    Time = "time",
    /// A value that is new at every call: process ids, uuid4, temporary names, secrets.
    Unique = "unique",
    /// Warning filters.
    Warnings = "warnings",
}

impl Resource {
    /// Do others notice, so that children must not repeat it?
    pub fn is_seen(self, access: Access) -> bool {
        match self {
            Resource::Stdout | Resource::Stderr | Resource::Stdin | Resource::Network | Resource::Display => true,
            Resource::FileSystem | Resource::Cwd | Resource::Atexit | Resource::ChildProcesses => {
                access == Access::Write
            }
            _ => false,
        }
    }
}

/// Whether a resource is looked at or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// The result depends on the state of the resource.
    Read,
    /// The state changes (drawing a random number does), or others can see what happened.
    Write,
}

/// What a call of a known function, constructor or method does. The default is pure.
///
/// Special methods of the arguments (`__str__`, `__len__`, `__lt__`, ...) may run in any call; they stand apart (`ask.rs`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// What is read or changed outside the arguments.
    pub resources: Vec<(Resource, Access)>,
    /// Further resources that depend on an argument.
    pub when: Vec<When>,
    /// Arguments that are changed in place.
    pub mutates: Vec<Param>,
    /// Arguments whose memory the result may be: what changes it changes them.
    pub views: Vec<Param>,
    /// Callables that are called in this process, now; an argument that is absent or no callable (a text for `re.sub`) is not called.
    /// With `lazy` when the result is iterated, with `at_exit` when the process ends.
    pub calls: Vec<Param>,
    /// Arguments that are iterated; with `lazy` when the result is iterated.
    pub consumes: Vec<Param>,
    /// Coroutines, tasks or futures that this call runs or schedules on the event loop of this process.
    pub awaits: Vec<Param>,
    /// Strings that are run as code in the caller's or the main module's namespace.
    pub evaluates: Vec<Param>,
    /// Callables that are stored in the new object (a method stores them in its receiver) and called by its methods marked `runs_deferred` (`threading.Thread(target=...)`).
    pub defers: Vec<Param>,
    /// An executor argument: the `calls` run in its workers, which are processes when it is a process executor.
    pub executor: Option<Param>,
    /// When this argument is given, output goes to it rather than to standard output (`print(file=...)`).
    pub output: Option<Param>,
    /// When one of these arguments is given, nothing at all is known about the call (`iter(callable, sentinel)`).
    pub unknown_with: Vec<Param>,
    /// What the call gives back; `None`: nothing is known about it.
    pub returns: Option<Returned>,
    /// What else is true of the call.
    pub flags: Flags,
}

/// The yes-or-no facts of an [`Effect`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// Returns an iterator that does its work when it is iterated.
    pub lazy: bool,
    /// Its `calls` happen when the process ends.
    pub at_exit: bool,
    /// Never returns.
    pub exits: bool,
    /// May end the process (`parse_args`).
    pub may_exit: bool,
    /// Calls what the constructor stored, and `run` of a subclass.
    pub runs_deferred: bool,
    /// Calls whatever its library was ever given to call, and methods of the object that a class of the project has put in the
    /// place of its own (`HTMLParser.feed`).
    pub runs_given: bool,
    /// Looks into the caller's or the main module's variables by name (`globals`, `vars`, `unittest.main`).
    pub namespace: bool,
    /// Finds functions and classes of the main module by name and calls them (`unittest.main`, `doctest.testmod`).
    pub calls_module: bool,
    /// Not a call at all: reading this module attribute gives `returns` and has these effects.
    pub value: bool,
    /// What it gives is the library's own: who changes that writes the resources that this reads (`decimal.getcontext`).
    pub lends: bool,
}

/// Resources that a call touches only under a condition on one of its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The argument the condition is about.
    pub param: Param,
    /// The condition; an argument that is no literal may fulfil it.
    pub test: WhenTest,
    /// What is touched then.
    pub adds: Vec<(Resource, Access)>,
}

/// A condition on an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhenTest {
    /// The argument is a string that contains any of these characters.
    HasAny(Box<str>),
    /// The argument is a string that contains any of these words.
    Contains(Vec<Box<str>>),
    /// The argument is given and not `None`.
    Given,
    /// The argument is absent or `None`.
    Absent,
    /// The argument is given and neither `None` nor `False` nor `0`.
    True,
}

impl Effect {
    /// True when the call only computes its result from its arguments: nothing read, changed, called or iterated.
    pub fn is_pure(&self) -> bool {
        let Effect {
            resources,
            when,
            mutates,
            views: _,
            calls,
            consumes,
            awaits,
            evaluates,
            defers,
            executor,
            output,
            unknown_with,
            returns: _,
            flags,
        } = self;
        let Flags {
            lazy: _,
            at_exit: _,
            exits,
            may_exit,
            runs_deferred,
            runs_given,
            namespace,
            calls_module,
            value: _,
            lends: _,
        } = *flags;
        resources.is_empty()
            && when.is_empty()
            && [mutates, calls, consumes, awaits, evaluates, defers, unknown_with]
                .iter()
                .all(|params| params.is_empty())
            && executor.is_none()
            && output.is_none()
            && !(exits || may_exit || runs_deferred || runs_given || namespace || calls_module)
    }
}

/// Reads `stdout` (write) or `?cwd` (read): one resource and how it is accessed.
pub(crate) fn parse_resource(text: &str) -> Result<(Resource, Access)> {
    let (name, access) = match text.strip_prefix('?') {
        Some(name) => (name, Access::Read),
        None => (text, Access::Write),
    };
    match Resource::ALL.iter().find(|resource| resource.as_str() == name) {
        Some(&resource) => Ok((resource, access)),
        None => bail!("unknown resource `{text}`"),
    }
}
