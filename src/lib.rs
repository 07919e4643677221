//! Saiyo keeps what a company knows about the people who apply to it, and does with it only what its
//! recruitment privacy policy and the laws of Japan, Singapore and Hong Kong allow.
//!
//! Layers, lowest first; a module may use those above it in this list, never those below:
//! [`domain`] is what exists; [`law`] what is allowed; [`vault`] seals; [`store`] holds the only SQL and the
//! gate; `directory` is the office's index; [`documents`] reads hostile files in a child process;
//! [`mail`] sends letters;
//! `workflows` are what takes several steps; `web` and `cli` are the doors.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod directory;
pub mod documents;
pub mod domain;
pub mod jobs;
pub mod law;
pub mod limits;
pub mod mail;
pub mod store;
pub mod vault;
pub mod web;
pub mod workflows;
