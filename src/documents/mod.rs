//! Documents: what a file is, its text and its page images, read in a child process.
