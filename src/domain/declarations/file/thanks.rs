//! The setting `thanks`: the link that people see who have just signed.

use serde_saphyr::Spanned;
use url::Url;

use super::reader::Reader;
use super::values::one_line;
use crate::domain::declarations::ThanksLink;
use crate::domain::declarations::front_matter::{self, ThanksSetting};

/// A link's text fits on a line of a phone or two.
const TEXT_CHARS: usize = 80;

impl Reader {
    pub(super) fn thanks(
        &mut self,
        setting: Spanned<ThanksSetting>,
        of_list: bool,
    ) -> Option<ThanksLink> {
        let line = front_matter::line_of(&setting);
        if of_list {
            let expected = "expected thanks only in the file of a declaration";
            self.fault(line, expected.into());
            return None;
        }
        let ThanksSetting { text, url } = setting.value;
        let text = one_line(text.trim(), TEXT_CHARS);
        if let Err(expected) = &text {
            self.fault(
                line,
                format!("expected the text of thanks to be {expected}"),
            );
        }
        let address = address(url.trim());
        if address.is_none() {
            self.fault(
                line,
                format!(
                    "expected the url of thanks to be an address such as https://act.example/next, not {url:?}"
                ),
            );
        }
        Some(ThanksLink {
            text: text.ok()?,
            url: address?,
        })
    }
}

/// A web address. Other schemes could run a script in the page that shows the link.
fn address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http") && url.has_host();
    is_web.then(|| url.to_string())
}
