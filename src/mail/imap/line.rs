//! The line to a server: made, kept private, and never wider than what was asked for.
//!
//! Invariant: neither a password nor a question goes over a line that is not private, unless it stays in this machine;
//! a server that sends more than was asked for is not listened to.

use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_imap::Client;
use async_imap::imap_proto::{Response, Status};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::Fault;
use super::address::{Inbox, Privacy};

/// How long a server may take to answer something small.
pub(super) const ANSWER: Duration = Duration::from_secs(30);
/// As many bytes may come unasked, or as an answer to something small.
pub(super) const FEW_BYTES: usize = 1 << 20;

/// Whose certificates are trusted: those of this machine, and perhaps more.
#[derive(Clone)]
pub struct Trust(Arc<ClientConfig>);

impl Trust {
    /// Reads the certificates of this machine and those of a file (PEM); blocks.
    ///
    /// # Errors
    /// [`Fault::NoCertificates`] if the file cannot be read, or has none.
    pub fn load(more: Option<&Path>) -> Result<Self, Fault> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = more {
            let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            let (added, _) = roots.add_parsable_certificates(read.map_err(|_| Fault::NoCertificates)?);
            if added == 0 {
                return Err(Fault::NoCertificates);
            }
        }
        // Two providers are in the tree, so that there is no default one.
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| Fault::Protocol)?;
        Ok(Self(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
    }
}

/// Ends work that takes too long.
pub(super) async fn within<T>(time: Duration, work: impl Future<Output = Result<T, Fault>> + Send) -> Result<T, Fault> {
    tokio::time::timeout(time, work).await.unwrap_or(Err(Fault::TooSlow))
}

/// Connects to a mailbox's server, up to its greeting, or to the end of STARTTLS.
pub(super) async fn connect(inbox: &Inbox, trust: &Trust) -> Result<Client<Line>, Fault> {
    let stream = within(ANSWER, async {
        let stream = TcpStream::connect((inbox.host.as_str(), inbox.port)).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    })
    .await?;
    let line = match inbox.privacy {
        Privacy::Tls => wrap(inbox, trust, stream).await?,
        Privacy::StartTls | Privacy::Clear => Line::new(Way::Clear(stream)),
    };
    let mut client = Client::new(line);
    within(ANSWER, greeting(&mut client)).await?;
    if inbox.privacy != Privacy::StartTls {
        return Ok(client);
    }
    within(ANSWER, async { Ok(client.run_command_and_check_ok("STARTTLS", None).await?) }).await?;
    // What was read beyond the answer goes with the client: nothing of it came over the private line.
    match client.into_inner().way {
        Way::Clear(stream) => Ok(Client::new(wrap(inbox, trust, stream).await?)),
        Way::Tls(_) => Err(Fault::Protocol),
    }
}

async fn greeting(client: &mut Client<Line>) -> Result<(), Fault> {
    let greeting = client.read_response().await?.ok_or(Fault::Unreachable)?;
    match greeting.parsed() {
        Response::Data { status: Status::Ok, .. } => Ok(()),
        Response::Data { status: Status::Bye, .. } => Err(Fault::Unreachable),
        _ => Err(Fault::Protocol),
    }
}

async fn wrap(inbox: &Inbox, trust: &Trust, stream: TcpStream) -> Result<Line, Fault> {
    let name = ServerName::try_from(inbox.host.clone()).map_err(|_| Fault::Untrusted)?;
    let connector = TlsConnector::from(trust.0.clone());
    let handshake = async { connector.connect(name, stream).await.map_err(of_handshake) };
    Ok(Line::new(Way::Tls(Box::new(within(ANSWER, handshake).await?))))
}

fn of_handshake(error: io::Error) -> Fault {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => Fault::Untrusted,
        _ => error.into(),
    }
}

/// A connection that reads as many bytes as are allowed.
pub(super) struct Line {
    way: Way,
    allowed: usize,
}

enum Way {
    Clear(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Line {
    const fn new(way: Way) -> Self {
        Self { way, allowed: FEW_BYTES }
    }

    /// Sets how many bytes may be read from now on.
    pub(super) const fn allow(&mut self, bytes: usize) {
        self.allowed = bytes;
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line")
    }
}

impl AsyncRead for Line {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        let before = into.filled().len();
        let polled = match &mut line.way {
            Way::Clear(stream) => Pin::new(stream).poll_read(context, into),
            Way::Tls(stream) => Pin::new(stream).poll_read(context, into),
        };
        match line.allowed.checked_sub(into.filled().len().saturating_sub(before)) {
            Some(left) => line.allowed = left,
            None => return Poll::Ready(Err(io::ErrorKind::InvalidData.into())),
        }
        polled
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().way {
            Way::Clear(stream) => Pin::new(stream).poll_write(context, from),
            Way::Tls(stream) => Pin::new(stream).poll_write(context, from),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().way {
            Way::Clear(stream) => Pin::new(stream).poll_flush(context),
            Way::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().way {
            Way::Clear(stream) => Pin::new(stream).poll_shutdown(context),
            Way::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_no_trust() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        assert_eq!(Trust::load(Some(&path)).err(), Some(Fault::NoCertificates), "it is not there");
        std::fs::write(&path, "-----BEGIN NOTHING-----\n-----END NOTHING-----\n").unwrap();
        assert_eq!(Trust::load(Some(&path)).err(), Some(Fault::NoCertificates), "it has none");
        assert!(Trust::load(None).is_ok());
    }

    #[tokio::test]
    async fn a_line_reads_no_more_than_is_allowed() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        server.write_all(&[b'x'; 100]).await.unwrap();
        let mut line = Line::new(Way::Clear(stream));
        line.allow(60);
        let mut read = [0; 60];
        line.read_exact(&mut read).await.unwrap();
        assert_eq!(line.read(&mut read).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
        line.allow(60);
        server.write_all(b"y").await.unwrap();
        assert_eq!(line.read(&mut read).await.unwrap(), 1, "what was read over the measure is gone");
    }
}
