//! The server of Undersigned.
