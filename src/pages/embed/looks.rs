//! The looks that a site editor may choose: light or dark, font and accent.

use hex::FromHex as _;

/// The same as in the widgets' style sheet; choosing it counts as no choice.
pub const DEFAULT_ACCENT: &str = "#0b5a66";

/// Fonts of the visitor's own device; the page's own is the default.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Font {
    Page,
    SansSerif,
    Serif,
}

impl Font {
    pub const ALL: [Font; 3] = [Font::Page, Font::SansSerif, Font::Serif];

    pub fn name(self) -> &'static str {
        match self {
            Font::Page => "",
            Font::SansSerif => "sans-serif",
            Font::Serif => "serif",
        }
    }

    /// The value of the custom property; `None` leaves the page's font.
    pub(super) fn family(self) -> Option<&'static str> {
        match self {
            Font::Page => None,
            Font::SansSerif => Some("system-ui,sans-serif"),
            Font::Serif => Some("Georgia,serif"),
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

pub(super) fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.chars().all(|one| one.is_ascii_hexdigit())
    })
}

/// Black or white, whichever contrasts more with a colour (WCAG's relative luminance).
pub(super) fn on(accent: &str) -> &'static str {
    let channels = <[u8; 3]>::from_hex(accent.trim_start_matches('#'));
    let [red, green, blue] = channels.unwrap_or_default().map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    // At this luminance the contrasts with white and with black are equal.
    if luminance > 0.179 {
        "#000000"
    } else {
        "#ffffff"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_an_accent_colour_has_the_higher_contrast() {
        for (accent, expected) in [
            ("#0b5a66", "#ffffff"),
            ("#ffd400", "#000000"),
            ("#000000", "#ffffff"),
            ("#ffffff", "#000000"),
            ("#7a1f3d", "#ffffff"),
        ] {
            assert_eq!(on(accent), expected, "{accent}");
        }
    }
}
