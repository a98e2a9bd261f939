//! Messages on a stream: a header with their length, an empty line, and JSON.
//!
//! The reading is our own, since one message that is malformed must not end the connection, and one that claims to be huge
//! must not take the memory.

use std::io::{self, BufRead, BufReader, Read, Write};

use lsp_server::{ErrorCode, Message};
use serde_json::{Value, json};

/// What came in.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is none; the answer to it.
    Malformed(Value),
}

/// Reads messages until the stream ends or `take` says `false`.
pub(super) fn read_all(input: impl Read, mut take: impl FnMut(Incoming) -> bool) {
    let mut input = BufReader::new(input);
    while let Ok(Some(incoming)) = read(&mut input) {
        if !take(incoming) {
            return;
        }
    }
}

/// Writes one message, or an answer to something that was none.
///
/// # Errors
/// When the stream is closed or broken.
pub(super) fn write(output: &mut dyn Write, message: &Value) -> io::Result<()> {
    let text = serde_json::to_string(message)?;
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

/// The next message; `None` at the end of the stream.
fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = header(input)? else { return Ok(None) };
    let Some(length) = length else {
        // Whatever follows up to the next empty line is taken for one more header.
        return Ok(Some(malformed(None, ErrorCode::ParseError, "a header without a valid Content-Length")));
    };
    let mut body = Vec::new();
    input.by_ref().take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    let value: Value = match serde_json::from_slice(&body) {
        Ok(value) => value,
        Err(error) => return Ok(Some(malformed(None, ErrorCode::ParseError, &error.to_string()))),
    };
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned();
    let wants_answer = value.get("id").is_some();
    Ok(Some(match serde_json::from_value(value) {
        // A request whose identifier is too large would be taken for a notification, and its client would wait for ever.
        Ok(message) if !(wants_answer && matches!(message, Message::Notification(_))) => Incoming::Message(message),
        _ => malformed(id, ErrorCode::InvalidRequest, "neither a request nor a response nor a notification"),
    }))
}

/// The length in a header: `None` at the end of the stream, `Some(None)` when there is no valid one.
fn header(input: &mut impl BufRead) -> io::Result<Option<Option<u64>>> {
    let mut length = None;
    let mut any = false;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() && any {
            return Ok(Some(length));
        }
        any |= !line.is_empty();
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("Content-Length")
        {
            length = value.trim().parse().ok();
        }
    }
}

/// No line of a header is as long; a stream without line ends must not take the memory.
const LONGEST_LINE: u64 = 64 << 10;

fn malformed(id: Option<Value>, code: ErrorCode, message: &str) -> Incoming {
    let error = json!({ "code": code as i32, "message": message });
    Incoming::Malformed(json!({ "jsonrpc": "2.0", "id": id, "error": error }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        read_all(text.as_bytes(), |incoming| {
            seen.push(match incoming {
                Incoming::Message(Message::Request(request)) => format!("request {}", request.method),
                Incoming::Message(Message::Notification(notification)) => {
                    format!("notification {}", notification.method)
                }
                Incoming::Message(Message::Response(response)) => format!("response {}", response.id),
                Incoming::Malformed(answer) => format!("{} {}", answer["error"]["code"], answer["id"]),
            });
            true
        });
        seen
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn messages_follow_each_other() {
        let text = framed(r#"{"id":1,"method":"a"}"#)
            + "content-length:14\r\nContent-Type: x\r\n\r\n"
            + r#"{"method":"é"}"#
            + &framed(r#"{"id":"x","result":null}"#);
        assert_eq!(read_text(&text.replace('é', "b")), ["request a", "notification b", "response \"x\""]);
    }

    #[test]
    fn what_is_malformed_is_answered_and_passed_over() {
        let good = framed(r#"{"method":"a"}"#);
        for (bad, answer) in [
            (framed("{"), "-32700 null"),
            (framed("[]"), "-32600 null"),
            (framed(r#"{"id":7}"#), "-32600 7"),
            (framed(r#"{"id":99999999999,"method":"a"}"#), "-32600 99999999999"),
            (framed(&"[".repeat(100_000)), "-32700 null"),
            ("nonsense\r\n\r\n".to_owned(), "-32700 null"),
            ("Content-Length: -1\r\n\r\n".to_owned(), "-32700 null"),
        ] {
            assert_eq!(read_text(&format!("{bad}{good}")), [answer, "notification a"], "{:.40}", bad);
        }
    }

    #[test]
    fn a_stream_that_ends_early_ends_quietly() {
        for text in
            ["", "Content-Length: 5", "Content-Length: 5\r\n\r\n{}", "Content-Length: 99999999999999999\r\n\r\n{}"]
        {
            assert_eq!(read_text(text), [""; 0], "{text}");
        }
    }
}
