//! The HTTP server: limits on time and number, then the guard, then the routes.
//!
//! Answers are not compressed: pages hold form tokens beside what a visitor typed, and their length would tell.

use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpServer, web};

use super::guard::guard;
use super::routes;
use crate::app::App;

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// How long a connection stays open without a request.
const IDLE: Duration = Duration::from_secs(30);
/// How long a browser that is still sending may take to read a refusal before its connection is cut.
const GOODBYE: Duration = Duration::from_secs(5);
/// Threads that wait for databases and files, in all.
const BLOCKING: usize = 128;

/// Serves until the process is told to stop.
///
/// # Errors
/// The system's, if the server cannot be started.
pub async fn serve(app: App, listener: TcpListener) -> std::io::Result<()> {
    let workers = std::thread::available_parallelism().map_or(2, NonZeroUsize::get);
    // The framework counts by worker. A connection has one request at work, so this bounds their number as well.
    let connections = app.config.max_connections.div_ceil(workers);
    let data = web::Data::new(app);
    HttpServer::new(move || Actix::new().app_data(data.clone()).wrap(from_fn(guard)).configure(routes::configure))
        .workers(workers)
        .worker_max_blocking_threads(BLOCKING.div_ceil(workers))
        .client_request_timeout(HEAD)
        .client_disconnect_timeout(GOODBYE)
        .keep_alive(IDLE)
        .max_connections(connections)
        .shutdown_timeout(20)
        .listen(listener)?
        .run()
        .await
}
