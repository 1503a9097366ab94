//! How a language writes whole numbers, by the Unicode CLDR, as a string that both sides read. ICU4X
//! contains the data; the browser receives the string, so it always agrees with the server.

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;

/// The language's zero, its separator, the number of digits between two separators (`3` or `2`), and
/// how many digits must precede the first separator (`1` or `2`).
pub(super) fn style(tag: &str) -> String {
    let formatter = cldr(tag);
    let write = |number: u32| formatter.format(&Decimal::from(number)).to_string();
    let zero = write(0);
    let long = write(1_234_567);
    let separator = long.chars().find(|one| !one.is_numeric()).unwrap_or(',');
    let between = long.split(separator).nth(1).unwrap_or_default();
    let between = between.chars().count();
    let before = if write(1_234).contains(separator) {
        1
    } else {
        2
    };
    format!("{zero}{separator}{between}{before}")
}

/// The CLDR's number format for a language.
pub(super) fn cldr(tag: &str) -> DecimalFormatter {
    let locale = match tag {
        // Our Arabic texts have the digits 0 to 9, as in the Maghreb and on most of the web; the CLDR
        // prefers ٠ to ٩.
        "ar" => "ar-u-nu-latn",
        tag => tag,
    };
    let locale: Locale = locale.parse().expect("a tag of the table is a locale");
    DecimalFormatter::try_new((&locale).into(), Default::default())
        .expect("the formats of all languages are built in")
}
