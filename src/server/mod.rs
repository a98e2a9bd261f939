//! The language server: documents of an editor on one side, the stages on the other, the Language Server Protocol between.
//!
//! One thread talks to the client (`session.rs`), one reads what it says (`transport.rs`), and a few judge documents
//! (`desk.rs`, `analysis.rs`). Every document has a serial that grows with each change of it or around it; what comes
//! back from a judgement of an older serial is thrown away.

mod actions;
mod analysis;
mod client;
mod desk;
mod diagnostics;
mod document;
mod edits;
mod hover;
mod options;
mod out;
mod parent;
mod position;
mod requests;
mod session;
mod transport;
mod uri;

use std::io::{Read, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use desk::{Desk, Judged};
use out::Out;
use session::{Session, Step};
use transport::Incoming;

use crate::source::plain;
use crate::trouble::Trouble;

/// What the talking thread waits for.
enum Event {
    /// Something from the client.
    Incoming(Incoming),
    /// The client is gone.
    Closed,
    /// A judgement.
    Judged(Judged),
}

/// How often it is looked whether the editor is still there.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// Serves one client until it says `exit`, closes its end, or ends itself. `true` when it has said `shutdown` before, as the
/// protocol wants; the exit status of the process tells.
///
/// # Errors
/// When no thread can be started.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + 'static) -> Result<bool, Trouble> {
    let (events, receiver) = channel();
    let failed = |error: std::io::Error| Trouble::new("mpfix", format!("cannot start a thread: {}", plain(&error)));
    let sender = events.clone();
    let desk = Desk::new(move |judged| sender.send(Event::Judged(judged)).is_ok()).map_err(failed)?;
    let reader = move || {
        transport::read_all(input, |incoming| events.send(Event::Incoming(incoming)).is_ok());
        // Nobody may be left to hear it.
        let _ = events.send(Event::Closed);
    };
    thread::Builder::new().name("mpfix-reader".to_owned()).spawn(reader).map_err(failed)?;
    let mut session = Session::new(Out::new(output), desk);
    loop {
        let wait = session.next().map_or(HEARTBEAT, |due| due.saturating_duration_since(Instant::now()).min(HEARTBEAT));
        let step = match receiver.recv_timeout(wait) {
            Ok(Event::Incoming(Incoming::Message(message))) => session.message(message),
            Ok(Event::Incoming(Incoming::Malformed(answer))) => session.malformed(&answer),
            Ok(Event::Judged(judged)) => session.judged(judged),
            Ok(Event::Closed) | Err(RecvTimeoutError::Disconnected) => Step::End,
            Err(RecvTimeoutError::Timeout) => Step::GoOn,
        };
        if matches!(step, Step::End) || session.is_alone() {
            return Ok(session.was_shut_down());
        }
        session.hand_out();
    }
}
