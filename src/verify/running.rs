//! One run of a script: in a process group of its own, with an end.
#![expect(clippy::disallowed_methods, reason = "runs of the user's script are watched here")]

use std::fs::File;
use std::io::{self, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Done {
    /// How it ended.
    pub end: End,
    /// What it printed on standard output.
    pub out: String,
    /// The last line it printed on standard error; empty when there is none.
    pub complaint: String,
    /// From start to end.
    pub time: Duration,
    /// Processes that were still there a few seconds after the script had ended; they were ended then.
    pub left_behind: usize,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With an exit status; those of signals are negative, as in Python.
    Status(i32),
    /// Not by itself, in the time it was given.
    Hang,
    /// A child tried to start processes while it was being started.
    Bootstrapping,
}

/// What helper processes of Python (a fork server, a resource tracker) get to end by themselves.
const GRACE: Duration = Duration::from_secs(3);
const STEP: Duration = Duration::from_millis(10);
/// What Python says when a child starts processes while it is being started.
const BOOTSTRAPPING: &[u8] = b"finished its bootstrapping phase";
/// Bytes of output that are looked at.
const MOST_OUTPUT: u64 = 64 << 20;

/// Runs `command` until it ends or `longest` is over, and ends all it left.
///
/// # Errors
/// When it cannot be started or watched.
pub(super) fn run(mut command: Command, stdin: Option<File>, longest: Duration) -> io::Result<Done> {
    let (out, err) = (NamedTempFile::new()?, NamedTempFile::new()?);
    command.stdin(stdin.map_or_else(Stdio::null, Stdio::from));
    command.stdout(out.as_file().try_clone()?).stderr(err.as_file().try_clone()?);
    group::of_its_own(&mut command);
    let started = Instant::now();
    let mut child = command.spawn()?;
    let mut looked = Instant::now();
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::Status(status_of(status));
        }
        if started.elapsed() > longest {
            break End::Hang;
        }
        // A pool whose workers die is filled up again without end.
        if looked.elapsed() > Duration::from_millis(200) {
            looked = Instant::now();
            if is_in(BOOTSTRAPPING, &text(&err)?) {
                break End::Bootstrapping;
            }
        }
        sleep(STEP);
    };
    let time = started.elapsed();
    let left_behind = if let End::Status(_) = end { group::wait(&child, GRACE) } else { 0 };
    group::end(&mut child);
    child.wait()?;
    let complaints = text(&err)?;
    let end = if is_in(BOOTSTRAPPING, &complaints) { End::Bootstrapping } else { end };
    let complaint =
        String::from_utf8_lossy(&complaints).lines().rfind(|line| !line.trim().is_empty()).map(str::to_owned);
    let out = String::from_utf8_lossy(&text(&out)?).into_owned();
    Ok(Done { end, out, complaint: complaint.unwrap_or_default(), time, left_behind })
}

fn is_in(part: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}

/// What is in a file by now. It is opened anew: who writes to it would write wherever one has read.
fn text(file: &NamedTempFile) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.reopen()?.take(MOST_OUTPUT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn status_of(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    status.code().unwrap_or_else(|| -status.signal().unwrap_or_default())
}

#[cfg(not(unix))]
fn status_of(status: std::process::ExitStatus) -> i32 {
    status.code().unwrap_or(-1)
}

#[cfg(unix)]
mod group {
    use super::*;
    use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
    use std::os::unix::process::CommandExt as _;

    pub(super) fn of_its_own(command: &mut Command) {
        command.process_group(0);
    }

    /// Waits for the others of the group, and says how many are still there.
    pub(super) fn wait(child: &Child, longest: Duration) -> usize {
        let ended = Instant::now();
        loop {
            let left = alive(Pid::from_child(child));
            if left == 0 || ended.elapsed() > longest {
                return left;
            }
            sleep(STEP);
        }
    }

    pub(super) fn end(child: &mut Child) {
        // None may be left when all ended by themselves.
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    }

    /// How many processes of a group run. Where the system has no list of them, one stands for all.
    fn alive(group: Pid) -> usize {
        let Ok(entries) = std::fs::read_dir("/proc") else {
            return usize::from(test_kill_process_group(group).is_ok());
        };
        let id = group.as_raw_nonzero().get();
        entries.flatten().filter(|entry| is_of(&entry.path().join("stat"), id)).count()
    }

    /// `PID (NAME) STATE PARENT GROUP ...`; one that only waits to be reaped does not run.
    fn is_of(stat: &std::path::Path, group: i32) -> bool {
        let text = std::fs::read_to_string(stat).unwrap_or_default();
        let mut fields = text.rsplit(") ").next().unwrap_or_default().split(' ');
        let (state, id) = (fields.next(), fields.nth(1));
        id.and_then(|id| id.parse().ok()) == Some(group) && !matches!(state, Some("Z" | "X"))
    }
}

#[cfg(not(unix))]
mod group {
    use super::*;

    pub(super) fn of_its_own(_: &mut Command) {}

    pub(super) fn wait(_: &Child, _: Duration) -> usize {
        0
    }

    /// Ends the process and all it started.
    pub(super) fn end(child: &mut Child) {
        let id = child.id().to_string();
        let _ = Command::new("taskkill")
            .args(["/T", "/F", "/PID", &id])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let _ = child.kill();
    }
}
