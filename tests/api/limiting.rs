//! How many emails an address gets, and what waits for its turn.
