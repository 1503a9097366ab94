//! The goal shown beside the count: close enough to reach, and raised before it is reached.

/// The next goal to show for a count.
///
/// Goals rise 10, 25, 50, 100, 250, 500, 1,000 and so on, with the organisers' own goal among them.
/// A goal is replaced by the next when nine tenths of it have signed, so the bar is never full and
/// the count never stops at a goal.
pub fn next(count: u32, organisers_goal: Option<u32>) -> u32 {
    let count = u64::from(count);
    let near = |goal: u64| count * 10 >= goal * 9;
    let mut step = 10_u64;
    // 10 → 25 → 50 → 100: factors two and a half, two, two.
    for turn in (0..3_u8).cycle() {
        if !near(step) {
            break;
        }
        step = if turn == 0 { step * 5 / 2 } else { step * 2 };
    }
    let goal = match organisers_goal.map(u64::from) {
        Some(goal) if goal < step && !near(goal) => goal,
        _ => step,
    };
    u32::try_from(goal).unwrap_or(u32::MAX)
}

/// How much of the goal is reached, in hundredths for the bar; at least 1 after the first
/// signature.
pub fn hundredths(count: u32, goal: u32) -> u32 {
    let reached = u64::from(count) * 100 / u64::from(goal.max(1));
    let reached = u32::try_from(reached.min(100)).unwrap_or(100);
    if count > 0 { reached.max(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_goal_rises_as_the_count_approaches_it() {
        for (count, goal) in [
            (0, 10),
            (8, 10),
            (9, 25),
            (22, 25),
            (23, 50),
            (45, 100),
            (90, 250),
            (412, 500),
            (450, 1000),
            (900, 2500),
            (412_903, 500_000),
            (u32::MAX, u32::MAX),
        ] {
            assert_eq!(next(count, None), goal, "for {count}");
        }
    }

    #[test]
    fn the_organisers_goal_is_one_of_the_steps() {
        for (count, own, goal) in [
            (412, 1000, 500),
            (460, 600, 600),
            (540, 600, 1000),
            (700, 600, 1000),
            (3, 5, 5),
            (0, 0, 10),
        ] {
            assert_eq!(next(count, Some(own)), goal, "for {count} of {own}");
        }
    }

    #[test]
    fn the_progress_bar_shows_at_least_one_percent_and_never_overflows() {
        assert_eq!(hundredths(0, 10), 0);
        assert_eq!(hundredths(1, 500_000), 1);
        assert_eq!(hundredths(413, 500), 82);
        assert_eq!(hundredths(900, 500), 100);
        assert_eq!(hundredths(1, 0), 100);
    }
}
