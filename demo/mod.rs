//! `undersigned demo`: the ordinary server with a sample campaign in a temporary folder, an allied
//! site on its own origin, and an inbox instead of real email.
//!
//! Everything is made up. The campaign enters as a real one does: through the parser of published
//! files, the form's parsing, and the store. The HTTP part is in `demo/routes.rs`.

pub(crate) mod ally;
mod inbox;
pub(crate) mod mail_folder;
mod names;
mod routes;
mod signatories;

use std::net::{Ipv4Addr, Ipv6Addr};

use anyhow::{Context as _, bail};
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinSet};

use inbox::Places;
use undersigned::{
    app::{self, App},
    clock,
    config::Config,
    domain::{
        declarations::{
            DeclarationFile,
            file::{self, File},
            language_versions::Settings,
            sites::Sites,
        },
        keys::source::KeySource,
        time::DAY_MS,
    },
    store::{Delivery, Store},
    web,
};

const DECLARATION: &str = include_str!("keep-care-public.md");
/// The same text in other languages, one file each.
const VERSIONS: [&str; 3] = [
    include_str!("keep-care-public.cy.md"),
    include_str!("keep-care-public.pl.md"),
    include_str!("keep-care-public.ur.md"),
];
const LIST: &str = include_str!("news.md");
const SENDER: &str = "letters@act.example";
/// The campaign starts a little before its first signature.
const CAMPAIGN_AGE_MS: i64 = 26 * DAY_MS;
const EMAILS_AT_ONCE: usize = 200;

/// Runs until a signal; then stops server and allied site together and deletes the folder.
pub(crate) async fn run(config: Config, ally_listen: String) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new()
        .prefix("undersigned-demo.")
        .tempdir()
        .context("cannot make a temporary folder")?;
    let stop = app::stop_on_signals()?;
    let origin = Origin::listen(&ally_listen).await?;
    let config = in_folder(config, &folder);
    let app = App::open(&config).await?;
    let server = app.public_url().as_str().to_owned();
    let now_ms = clock::now_ms();
    let places = Places {
        declaration: format!("{server}/d/keep-care-public"),
        list: format!("{server}/l/news"),
        article: format!("{}/", origin.url),
    };
    fill_in(app.store(), &origin, &places, now_ms).await?;

    // Nobody owns the demo's desk, so that a newcomer makes themselves its owner.
    let link = app.store().accounts().begin_first_owner(now_ms).await?;
    let desk = link.map(|link| format!("{server}/desk/first-owner/{}", link.reveal()));

    let ally = routes::ally(ally::Ally::new(&server, &origin.url, now_ms));
    let mut allies = JoinSet::new();
    for listener in origin.listeners {
        allies.spawn(web::serve(
            listener,
            ally.clone(),
            config.connections,
            stop.clone(),
        ));
    }
    let inbox = routes::Inbox {
        folder: mail_folder::MailFolder::new(config.mail.folder),
        places: places.clone(),
    };
    let app = app.with_routes(routes::mail(inbox)).run(stop.clone());
    // Polled in this order, so the address is the first line of output, as programs expect.
    let (served, ()) =
        tokio::join!(biased; app, async { introduce(&server, &places, desk.as_deref()) });
    // Also needed when the server fails by itself.
    stop.cancel();
    while let Some(stopped) = allies.join_next().await {
        stopped.context("the allied site failed")??;
    }
    served
}

/// Nothing from the demo is kept, nothing is mailed, and there is no rate limit.
fn in_folder(mut config: Config, folder: &TempDir) -> Config {
    let database = folder.path().join("undersigned.db");
    config.database = SecretString::from(format!("sqlite:{}", database.display()));
    config.erased_file = Some(folder.path().join("undersigned.db.erased"));
    config.data_key = KeySource::File(folder.path().join("undersigned.db.key"));
    config.mail.smtp = None;
    config.mail.from.get_or_insert_with(|| SENDER.to_owned());
    config.mail.folder = folder.path().join("mail");
    config.write_limit = None;
    config.disk.folder = Some(folder.path().to_owned());
    config
}

/// Where the allied site listens.
struct Origin {
    url: String,
    listeners: Vec<TcpListener>,
}

impl Origin {
    async fn listen(address: &str) -> anyhow::Result<Origin> {
        let Some((host, port)) = address.rsplit_once(':') else {
            bail!("--ally-listen is {address}; accepted: HOST:PORT, such as localhost:8081");
        };
        if host != "localhost" {
            let listener = app::listen(address)
                .await
                .context("no place for --ally-listen")?;
            let bound = listener.local_addr().context("no address to listen on")?;
            // `localhost` reaches every address of the machine and is the shortest name.
            let everywhere = bound.ip().is_unspecified();
            let host = if everywhere { "localhost" } else { host };
            return Ok(Origin {
                url: format!("http://{host}:{}", bound.port()),
                listeners: vec![listener],
            });
        }
        let first = app::listen(&format!("{}:{port}", Ipv4Addr::LOCALHOST))
            .await
            .context("no place for --ally-listen")?;
        let port = first
            .local_addr()
            .context("no address to listen on")?
            .port();
        let mut listeners = vec![first];
        // Some systems resolve `localhost` to IPv6 first; others do not have IPv6.
        listeners.extend(TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await);
        Ok(Origin {
            url: format!("http://localhost:{port}"),
            listeners,
        })
    }
}

async fn fill_in(store: &Store, ally: &Origin, places: &Places, now_ms: i64) -> anyhow::Result<()> {
    let began = now_ms - CAMPAIGN_AGE_MS;
    let sites = Sites::parse(std::slice::from_ref(&ally.url)).map_err(|expected| {
        anyhow::anyhow!("--ally-listen makes no origin: expected {expected}")
    })?;
    for text in [LIST, DECLARATION] {
        match parse(text)? {
            File::List(mut list) => {
                list.sites = sites.clone();
                store.lists().publish(&list, began).await?;
            }
            File::Declaration(mut declaration) => {
                declaration.sites = sites.clone();
                store.declarations().publish(&declaration, began).await?;
                publish_versions(store, &declaration, began).await?;
                let pages = signatories::Pages {
                    own: &places.declaration,
                    ally_site: &ally.url,
                    article: &places.article,
                };
                signatories::sign(store, &declaration.slug, pages, now_ms).await?;
            }
        }
    }
    mark_demo_mail_sent(store, now_ms).await
}

/// Each language has the settings of the text published first.
async fn publish_versions(
    store: &Store,
    leading: &DeclarationFile,
    now_ms: i64,
) -> anyhow::Result<()> {
    let settings = Settings::of_file(leading, "the demo's own file".to_owned());
    for text in VERSIONS {
        if let File::Declaration(mut version) = parse(text)? {
            settings.complete(&mut version);
            store.declarations().publish(&version, now_ms).await?;
        }
    }
    Ok(())
}

fn parse(text: &str) -> anyhow::Result<File> {
    file::parse(text)
        .map_err(|faults| anyhow::anyhow!("the demo's own file has faults: {faults:?}"))
}

/// Made-up signatories have already confirmed, so their emails are marked as sent without reaching
/// the inbox.
async fn mark_demo_mail_sent(store: &Store, now_ms: i64) -> anyhow::Result<()> {
    loop {
        let claimed = store.mail().claim(EMAILS_AT_ONCE, now_ms).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let deliveries: Vec<_> = claimed
            .into_iter()
            .map(|mail| (mail.id, Delivery::Sent))
            .collect();
        store.mail().mark(&deliveries, now_ms).await?;
    }
}

/// Prints the addresses. Ignores errors, because a caller that closed our output does not need
/// them.
fn introduce(server: &str, places: &Places, desk: Option<&str>) {
    let desk = desk.map(|link| format!("  the desk          {link}"));
    let lines = [
        String::new(),
        "The demo is ready. Everything in it is made up.".to_owned(),
        format!("  the declaration   {}", places.declaration),
        format!("  the list          {}", places.list),
        format!("  an allied site    {}", places.article),
        format!("  the inbox         {server}/dev/mail"),
        desk.unwrap_or_default(),
        "It lives in a temporary folder; Ctrl+C ends it and takes everything with it.".to_owned(),
    ];
    // An error here must not stop the server.
    _ = lines.iter().try_for_each(|line| app::announce(line));
}
