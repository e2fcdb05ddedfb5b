//! The listener under axum: counts connections and bytes, and lets a fault break a connection off.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::counters::Counters;

/// A TCP listener whose streams are counted.
pub(crate) struct CountingListener {
    inner: TcpListener,
    counters: Counters,
}

impl CountingListener {
    pub(crate) fn new(inner: TcpListener, counters: Counters) -> Self {
        Self { inner, counters }
    }
}

impl Listener for CountingListener {
    type Io = CountedStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.inner).await;
        // Small answers must not wait for the client's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        self.counters.add_connection();
        let stream = CountedStream { inner: stream, counters: self.counters.clone(), handle: ConnectionHandle::default() };
        (stream, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.inner.local_addr()
    }
}

/// One connection, as a handler sees it.
#[derive(Clone, Default)]
pub(crate) struct ConnectionHandle {
    broken: Arc<AtomicBool>,
}

impl ConnectionHandle {
    /// From now on nothing more is written: the client gets a TCP reset.
    pub(crate) fn reset(&self) {
        self.broken.store(true, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, CountingListener>> for ConnectionHandle {
    fn connect_info(stream: IncomingStream<'_, CountingListener>) -> Self {
        stream.io().handle.clone()
    }
}

/// A TCP stream that counts what passes.
pub(crate) struct CountedStream {
    inner: TcpStream,
    counters: Counters,
    handle: ConnectionHandle,
}

impl CountedStream {
    /// Errs once the connection was broken off. Zero linger turns the coming close into a reset.
    fn check(&self) -> io::Result<()> {
        if self.handle.broken.load(Ordering::Acquire) {
            let _ = self.inner.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for CountedStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.inner).poll_read(context, buffer);
        self.counters.add_bytes_in(buffer.filled().len() - before);
        poll
    }
}

impl AsyncWrite for CountedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        let poll = Pin::new(&mut self.inner).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = poll {
            self.counters.add_bytes_out(written);
        }
        poll
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        self.check()?;
        let poll = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        if let Poll::Ready(Ok(written)) = poll {
            self.counters.add_bytes_out(written);
        }
        poll
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
