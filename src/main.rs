//! Entry point of the server.

fn main() {}
