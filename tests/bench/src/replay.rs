//! A front before the sandbox that remembers its answers: the first time it asks, afterwards it gives the same bytes from memory.
//!
//! A sandbox makes every answer from its database, which costs the machine several times what reading it costs the client; on a
//! machine that both share, that would be measured instead of the client. The front speaks real HTTP over real connections, one
//! request after another on each, and knows nothing of what it passes on. It is one thread of its own, so that what it costs can be
//! told apart ([`THREAD`]).

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::Failure;

/// The name of the front's thread.
pub const THREAD: &str = "bench-front";
/// Longest request that is taken.
const LONGEST: usize = 64 << 10;
/// Room for the longest answer, so that each leaves in one piece.
const SEND_BUFFER: u32 = 256 << 10;

/// Answers by the request's first line.
type Answers = Rc<RefCell<HashMap<Box<[u8]>, Rc<[u8]>>>>;

/// Serves the answers of `sandbox` on a port of its own, until the process ends.
pub fn front(sandbox: SocketAddr) -> Result<SocketAddr, Failure> {
    let (bound, address) = std::sync::mpsc::channel();
    std::thread::Builder::new().name(THREAD.to_owned()).spawn(move || {
        let done = tokio::runtime::Builder::new_current_thread().enable_io().build().and_then(|runtime| {
            let tasks = tokio::task::LocalSet::new();
            tasks.block_on(&runtime, async {
                let listener = listen()?;
                // Nobody waits for the address any more when the process is ending.
                let _ = bound.send(listener.local_addr()?);
                accept(&listener, sandbox).await;
                Ok(())
            })
        });
        if let Err(error) = done {
            eprintln!("bench: no front: {error}");
        }
    })?;
    Ok(address.recv()?)
}

fn listen() -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    socket.listen(64)
}

async fn accept(listener: &TcpListener, sandbox: SocketAddr) {
    let answers = Answers::default();
    while let Ok((client, _)) = listener.accept().await {
        let answers = Rc::clone(&answers);
        // A client that hangs up ends its connection and nothing else.
        tokio::task::spawn_local(async move { serve(client, sandbox, &answers).await.ok() });
    }
}

async fn serve(mut client: TcpStream, sandbox: SocketAddr, answers: &Answers) -> Result<(), Failure> {
    client.set_nodelay(true)?;
    let mut request = Vec::with_capacity(4 << 10);
    while let Some(end) = read_message(&mut client, &mut request).await? {
        let first_line = request.split(|b| *b == b'\r').next().unwrap_or_default();
        let known = answers.borrow().get(first_line).cloned();
        let answer = if let Some(answer) = known {
            answer
        } else {
            let answer: Rc<[u8]> = ask(sandbox, &request[..end]).await?.into();
            if first_line.starts_with(b"GET /api/") && answer.starts_with(b"HTTP/1.1 200") {
                answers.borrow_mut().insert(first_line.into(), Rc::clone(&answer));
            }
            answer
        };
        client.write_all(&answer).await?;
        request.drain(..end);
    }
    Ok(())
}

/// Passes `request` on over a connection of its own.
async fn ask(sandbox: SocketAddr, request: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut server = TcpStream::connect(sandbox).await?;
    server.write_all(request).await?;
    let mut answer = Vec::new();
    let end = read_message(&mut server, &mut answer).await?.ok_or("the sandbox hung up")?;
    answer.truncate(end);
    Ok(answer)
}

/// Reads until `buffer` begins with a whole message, head and announced body; where it ends, or none when the other side hung up.
async fn read_message(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<Option<usize>, Failure> {
    loop {
        if let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            let end = head + 4 + announced(&buffer[..head]);
            if buffer.len() >= end {
                return Ok(Some(end));
            }
        } else if buffer.len() > LONGEST {
            return Err("a head without an end".into());
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

/// The body's length as the head announces it.
fn announced(head: &[u8]) -> usize {
    const NAME: &[u8] = b"content-length:";
    let line = head.split(|b| *b == b'\n').find(|line| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)));
    let value = line.and_then(|line| std::str::from_utf8(&line[NAME.len()..]).ok());
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}
