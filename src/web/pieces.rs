//! A file that is written piece by piece while it is read.
//!
//! Invariant: a file that was cut off does not look whole.

use std::time::Duration;

use actix_web::web::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How long a reader may take for one step.
const PATIENCE: Duration = Duration::from_secs(60);
/// Steps that wait for the reader.
const WAITING: usize = 2;

/// A piece of the file; nothing is its end.
pub type Piece = Option<Bytes>;

/// Whoever reads the file.
#[derive(Debug)]
pub struct Reader {
    sender: Sender<Piece>,
    runtime: tokio::runtime::Handle,
}

impl Reader {
    /// A reader, and what comes out at their end.
    pub fn new() -> (Self, Receiver<Piece>) {
        let (sender, receiver) = channel(WAITING);
        (Self { sender, runtime: tokio::runtime::Handle::current() }, receiver)
    }

    /// Hands a piece over; `false` if the reader is gone, or too slow. It blocks, so it is called on a thread for that.
    pub fn take(&self, piece: Piece) -> bool {
        let sent = self.runtime.block_on(tokio::time::timeout(PATIENCE, self.sender.send(piece)));
        matches!(sent, Ok(Ok(())))
    }
}

/// The pieces as a body. Without its end it fails, so that nobody takes a part for the whole.
pub fn pieces(receiver: Receiver<Piece>) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> {
    futures_util::stream::unfold(Some(receiver), |receiver| async {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Some(piece)) => Some((Ok(piece), Some(receiver))),
            Some(None) => None,
            None => Some((Err(std::io::ErrorKind::ConnectionAborted.into()), None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_without_its_end_fails() {
        use futures_util::StreamExt as _;
        for is_whole in [true, false] {
            let (sender, receiver) = channel(4);
            sender.send(Some(Bytes::from_static(b"a"))).await.unwrap();
            if is_whole {
                sender.send(None).await.unwrap();
            }
            drop(sender);
            let all: Vec<_> = pieces(receiver).collect().await;
            assert_eq!(all.iter().all(Result::is_ok), is_whole);
        }
    }
}
