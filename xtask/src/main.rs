//! Entry point of the project's own tasks.

fn main() {}
