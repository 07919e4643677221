//! The HTTP server: limits on time and number, then the guard, then the routes.
//!
//! Answers are not compressed: pages hold form tokens beside what a visitor typed, and their length would tell.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpServer, web};

use super::guard::guard;
use super::routes;
use crate::app::App;

/// Serves until the process is told to stop.
///
/// # Errors
/// The system's, if the server cannot be started.
pub async fn serve(app: App, listener: TcpListener) -> std::io::Result<()> {
    let data = web::Data::new(app);
    HttpServer::new(move || Actix::new().app_data(data.clone()).wrap(from_fn(guard)).configure(routes::configure))
        .client_request_timeout(Duration::from_secs(10))
        .client_disconnect_timeout(Duration::from_secs(2))
        .keep_alive(Duration::from_secs(30))
        .max_connections(2_000)
        .shutdown_timeout(20)
        .listen(listener)?
        .run()
        .await
}
