//! The organisers' desk as organisers use it, on a phone's width, without scripts of ours.

mod first_day;
