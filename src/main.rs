//! The binary: reads the command line.

use std::process::ExitCode;

use saiyo::{documents, mail};

/// Requests take and give back a lot of memory on many threads: this allocator is quicker at that than the system's,
/// and keeps less of it.
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    // Before anything else: the child must hold nothing that a hostile document could reach.
    if words.next().is_some_and(|word| word == documents::worker::COMMAND) {
        return documents::worker::main(words, &[mail::inbound::WORKER]);
    }
    saiyo::cli::main()
}
