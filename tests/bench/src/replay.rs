//! A front before the sandbox that remembers its answers: the first time it asks, afterwards it gives the same bytes from memory.
//!
//! A sandbox makes every answer from its database, which costs the machine several times what reading it costs the client; on a
//! machine that both share, that would be measured instead of the client. The front speaks real HTTP over real connections, one
//! request after another on each, and knows nothing of what it passes on.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::Failure;

/// Longest request that is taken.
const LONGEST: usize = 64 << 10;

type Answers = Arc<Mutex<HashMap<String, Arc<[u8]>>>>;

/// Serves the answers of `sandbox` on a port of its own, until the runtime ends.
pub async fn front(sandbox: SocketAddr) -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let answers = Answers::default();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let answers = Arc::clone(&answers);
            // A client that hangs up ends its connection and nothing else.
            tokio::spawn(async move { serve(client, sandbox, &answers).await.ok() });
        }
    });
    Ok(address)
}

async fn serve(mut client: TcpStream, sandbox: SocketAddr, answers: &Answers) -> Result<(), Failure> {
    client.set_nodelay(true)?;
    let mut request = Vec::with_capacity(4 << 10);
    loop {
        let Some(end) = read_message(&mut client, &mut request).await? else { return Ok(()) };
        let first_line = request.split(|b| *b == b'\r').next().unwrap_or_default();
        let key = String::from_utf8_lossy(first_line).into_owned();
        let known = answers.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let answer = if let Some(answer) = known {
            answer
        } else {
            let answer: Arc<[u8]> = ask(sandbox, &request[..end]).await?.into();
            if key.starts_with("GET /api/") && answer.starts_with(b"HTTP/1.1 200") {
                answers.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&answer));
            }
            answer
        };
        client.write_all(&answer).await?;
        request.drain(..end);
    }
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
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0)
}
