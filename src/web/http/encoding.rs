//! Which encoding of a response its client accepts.

use axum::http::{HeaderMap, header};

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(in crate::web) enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    /// The encodings that the client accepts, smallest first. Plain always comes last, since some
    /// response must be sent.
    pub(in crate::web) fn accepted(request: &HeaderMap) -> impl Iterator<Item = Encoding> {
        let listed: Vec<(String, bool)> = request
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|item| {
                let (name, weight) = item.split_once(';').unwrap_or((item, ""));
                let weight = weight.trim().trim_start_matches("q=").parse::<f32>();
                (
                    name.trim().to_ascii_lowercase(),
                    weight.unwrap_or(1.0) > 0.0,
                )
            })
            .collect();
        [Encoding::Brotli, Encoding::Gzip, Encoding::Plain]
            .into_iter()
            .filter(move |encoding| {
                let Some(token) = encoding.token() else {
                    return true;
                };
                let named = |name: &str| listed.iter().find(|(listed, _)| listed == name);
                named(token)
                    .or_else(|| named("*"))
                    .is_some_and(|(_, wanted)| *wanted)
            })
    }

    pub(in crate::web) fn token(self) -> Option<&'static str> {
        match self {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Plain => None,
        }
    }

    pub(in crate::web) fn suffix(self) -> &'static str {
        match self {
            Encoding::Brotli => ".br",
            Encoding::Gzip => ".gz",
            Encoding::Plain => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_smallest_accepted_encoding_is_preferred() {
        let check = |header: &str, first: Encoding| {
            let mut request = HeaderMap::new();
            request.insert(
                header::ACCEPT_ENCODING,
                HeaderValue::from_str(header).unwrap(),
            );
            assert_eq!(Encoding::accepted(&request).next(), Some(first), "{header}");
        };
        check("gzip, deflate, br, zstd", Encoding::Brotli);
        check("BR;q=0.1, gzip;q=1", Encoding::Brotli);
        check("gzip, br;q=0", Encoding::Gzip);
        check("gzip; q=0.5", Encoding::Gzip);
        check("*", Encoding::Brotli);
        check("*, br;q=0", Encoding::Gzip);
        check("identity", Encoding::Plain);
        check("", Encoding::Plain);
        assert_eq!(
            Encoding::accepted(&HeaderMap::new()).next(),
            Some(Encoding::Plain)
        );
    }
}
