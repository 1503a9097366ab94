//! The WordPress plugin as this server offers it: the zip that the build made, with this server's
//! address added, so that a site that uploads it needs no setting; and which version it is, for the
//! sites that have it (`www/wordpress/undersigned/includes/updates.php`).

use std::{
    io::{Cursor, Write as _},
    sync::OnceLock,
};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::assets::{FIVE_MINUTES, NO_BUNDLE};
use crate::{
    bundle,
    web::{
        http::respond::{self, CachedContent},
        state::AppState,
    },
};

/// The build's files (`xtask/src/plugin/mod.rs`), and their addresses.
const ZIP: &str = "undersigned-wordpress.zip";
const OFFER: &str = "undersigned-wordpress.json";

/// Where the plugin looks for the server that it was downloaded from
/// (`www/wordpress/undersigned/includes/server.php`).
const SERVER_FILE: &str = "undersigned/bundle/server.php";

/// The plugin with this server's address in it, made when it is first requested.
pub(in crate::web) struct Plugin {
    public_url: String,
    zip: OnceLock<Option<CachedContent>>,
}

impl Plugin {
    pub(in crate::web) fn of(public_url: &str) -> Plugin {
        Plugin {
            public_url: public_url.to_owned(),
            zip: OnceLock::new(),
        }
    }

    /// `None` if the server was built without it.
    fn zip(&self) -> Option<&CachedContent> {
        let made = self.zip.get_or_init(|| {
            let built = bundle::content(ZIP)?;
            let zip = with_server(&built, &self.public_url);
            let fault = |error: &_| tracing::error!(%error, "the WordPress plugin cannot be read");
            let zip = zip.inspect_err(fault).ok()?;
            Some(CachedContent::of(zip.into()))
        });
        made.as_ref()
    }
}

/// `GET /undersigned-wordpress.zip`
pub(in crate::web) async fn zip(State(state): State<AppState>, request: HeaderMap) -> Response {
    let Some(zip) = state.plugin().zip() else {
        return NO_BUNDLE.into_response();
    };
    let mut response = respond::content(&request, "application/zip", FIVE_MINUTES, zip);
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"undersigned-wordpress.zip\""),
    );
    response
}

/// `GET /undersigned-wordpress.json`: the version of the plugin, what it needs, and its changelog.
pub(in crate::web) async fn offer(request: HeaderMap) -> Response {
    match bundle::content(OFFER) {
        Some(offer) => {
            let offer = Bytes::from(offer.into_owned());
            respond::kept(&request, "application/json", FIVE_MINUTES, offer)
        }
        None => NO_BUNDLE.into_response(),
    }
}

/// The plugin's zip with one more file, which returns the server's origin.
fn with_server(zip: &[u8], server: &str) -> Result<Vec<u8>, ZipError> {
    // An origin has neither; both would end the string.
    let server = server.replace(['\\', '\''], "");
    let mut archive = ZipWriter::new_append(Cursor::new(zip.to_vec()))?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        // Without a time, so that equal servers give equal bytes.
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    archive.start_file(SERVER_FILE, options)?;
    write!(
        archive,
        "<?php\n/**\n * The server that the plugin was downloaded from.\n *\n * @package Undersigned\n */\n\n\
         defined( 'ABSPATH' ) || exit;\n\nreturn '{server}';\n"
    )?;
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use zip::ZipArchive;

    use super::*;

    fn read(zip: &[u8], name: &str) -> String {
        let mut archive = ZipArchive::new(Cursor::new(zip)).expect("a zip");
        let mut text = String::new();
        let mut file = archive.by_name(name).expect("it has the file");
        file.read_to_string(&mut text).expect("it is text");
        text
    }

    #[test]
    fn the_offered_plugin_names_the_server_and_keeps_its_files() {
        let mut built = ZipWriter::new(Cursor::new(Vec::new()));
        built
            .start_file("undersigned/undersigned.php", SimpleFileOptions::default())
            .expect("it takes a file");
        built.write_all(b"<?php // The plugin").expect("memory");
        let built = built.finish().expect("memory").into_inner();

        let offered = with_server(&built, "https://act.example").expect("a zip");
        assert_eq!(
            read(&offered, "undersigned/undersigned.php"),
            "<?php // The plugin"
        );
        let server = read(&offered, SERVER_FILE);
        assert!(
            server.ends_with("return 'https://act.example';\n"),
            "{server}"
        );
        let again = with_server(&built, "https://act.example").expect("a zip");
        assert_eq!(offered, again, "the same bytes");
        assert!(with_server(b"no zip", "https://act.example").is_err());
    }
}
