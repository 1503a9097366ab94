//! A mail scanner that opens every link of every email, by GET and by HEAD, again and again:
//! nothing changes, and the links still work for the person. Every kind of email must occur, so
//! that a new one cannot be forgotten.

use std::collections::BTreeSet;

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::json;
use undersigned::domain::mail::message::MessageKind;

use crate::support::{
    app::App,
    campaign::{CONTACT, Campaign, DECLARATION, LIST, UNLISTED_SITE},
    database,
    email::Email,
    network::smtp::Smtp,
    people::Person,
    response::Response,
};

/// The recipients of emails, and the role of each.
struct Readers {
    ada: Person,
    bashir: Person,
    carys: Person,
    dara: Person,
    mailbox: Person,
    choir: Person,
    band: Person,
    club: Person,
    office: Person,
    press: Person,
    stranger: Person,
    owner: Person,
    other_owner: Person,
    colleague: Person,
}

impl Readers {
    fn new(app: &App) -> Readers {
        let elsewhere = |name: &str| {
            let mut person = app.person(name);
            person.email = person.email.replace("people.example", "gmail.com");
            person
        };
        Readers {
            ada: app.person("Ada Marlowe"),
            bashir: app.person("Bashir Quill"),
            carys: app.person("Carys Thorne"),
            dara: app.person("Dara Finch"),
            mailbox: app.person("Emrys Vale"),
            choir: elsewhere("Farah Lind"),
            band: elsewhere("Goran Hale"),
            club: elsewhere("Hana Birch"),
            office: app.person("Idris Thorne"),
            press: app.person("Joan Marlowe"),
            stranger: app.person("Kit Finch"),
            owner: app.person("Lena Quill"),
            other_owner: app.person("Milo Birch"),
            colleague: app.person("Nia Hale"),
        }
    }

    fn all(&self) -> [&Person; 14] {
        [
            &self.ada,
            &self.bashir,
            &self.carys,
            &self.dara,
            &self.mailbox,
            &self.choir,
            &self.band,
            &self.club,
            &self.office,
            &self.press,
            &self.stranger,
            &self.owner,
            &self.other_owner,
            &self.colleague,
        ]
    }

    /// Ada signs, Bashir does not answer; Carys joins, Dara does not answer; one says it wasn't
    /// them.
    async fn sign_and_join(&self, app: &App) {
        app.sign_and_confirm(&self.ada).await;
        app.sign(&self.bashir).await.id();
        app.email_to(&self.bashir).await;
        app.subscribe(&self.carys).await.id();
        let token = app.email_to(&self.carys).await.token();
        assert_eq!(app.confirm_by_token(&token).await.status, 200);
        app.subscribe(&self.dara).await.id();
        app.email_to(&self.dara).await;
        app.sign(&self.stranger).await.id();
        let link = app.email_to(&self.stranger).await.link();
        let suppression = app.client.post(link).form(&[("action", "refuse")]);
        assert_eq!(Response::to(suppression).await.status, 200);
        app.smtp.emails_to(&self.stranger.email, 2).await;
    }

    /// The third person of a mailbox is held. So are three unverified organisations, of which one
    /// is approved and one rejected, and one that signs from a second address.
    async fn wait_for_organisers(&self, app: &App) {
        app.sign_and_confirm(&self.mailbox).await;
        for (name, emails) in [("Ewan Vale", 2), ("Elin Vale", 3)] {
            let mut body = self.mailbox.signature();
            body["name"] = name.into();
            let id = app.sign_with(&body).await.id();
            let emails = app.smtp.emails_to(&self.mailbox.email, emails).await;
            let code = emails.last().expect("an email").code();
            assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
        }
        for person in [&self.choir, &self.band, &self.club] {
            let mut body = person.signature();
            body["kind"] = json!("organisation");
            body["organisation"] = json!(format!("Society of {}", person.name));
            app.sign_and_confirm_with(&body, person).await;
        }
        for person in [&self.office, &self.press] {
            let mut body = person.signature();
            body["kind"] = json!("organisation");
            body["organisation"] = json!("Lantern Street Choir");
            app.sign_and_confirm_with(&body, person).await;
        }
        let waiting = app.run_command(&["signatures", "waiting"]);
        let waiting = String::from_utf8_lossy(&waiting.stdout).into_owned();
        for (whose, decision) in [("Goran Hale", "approve"), ("Hana Birch", "refuse")] {
            let line = waiting.lines().find(|line| line.contains(whose));
            let id = line.and_then(|line| line.split(' ').next()).expect("an id");
            let done = app.run_command(&["signatures", decision, id]);
            assert!(done.status.success(), "{done:?}");
        }
        // One is taken down by mistake, and restored.
        let name = ["--name", &self.mailbox.name];
        for command in [&["withdraw", "--reason", "By mistake"][..], &["restore"]] {
            let done = app.run_command(&[&["signatures"], command, &name].concat());
            assert!(done.status.success(), "{done:?}");
        }
    }

    /// One owner downloads a list, which asks for a code and tells the other; asks for an email to sign
    /// in; and invites a colleague.
    async fn work_on_the_desk(&self, app: &App) {
        let owner = app.first_owner(&self.owner).await;
        app.sign_in_link(&self.other_owner.email, &["--owner"]);
        let export = format!("/desk/lists/{LIST}/export");
        let csv = [("format", "csv")];
        let asked = app.desk_post(&export, Some(&owner), &csv).await;
        assert_eq!(app.step_up(&owner, &asked, 1).await.status, 303);
        let file = app.desk_post(&export, Some(&owner), &csv).await;
        assert_eq!(file.status, 200, "{}", file.body);
        let sign_in = [("email", &*self.owner.email)];
        let asked = app.desk_post("/desk/sign-in", None, &sign_in).await;
        assert_eq!(asked.status, 303, "{}", asked.body);
        let invitation = [("email", &*self.colleague.email), ("may", "0:see")];
        let invited = app.desk_post("/desk/colleagues/invite", Some(&owner), &invitation);
        assert_eq!(invited.await.status, 303);
    }

    fn emails(&self, app: &App) -> Vec<Email> {
        let all = self.all().into_iter();
        all.flat_map(|one| app.smtp.emails_so_far(&one.email))
            .chain(app.smtp.emails_so_far(CONTACT))
            .collect()
    }
}

/// The email about this goes to the organisers.
async fn a_site_asks_to_be_allowed(app: &App) {
    let form = [("address", UNLISTED_SITE), ("request", "true")];
    let embed_page = app.at(&format!("/d/{DECLARATION}/embed"));
    let asked = Response::to(app.client.post(embed_page).form(&form)).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
}

/// Every address in an email: in its text, its HTML and its headers.
fn links(email: &Email) -> BTreeSet<String> {
    let page = Html::parse_document(&email.html());
    let anchors = Selector::parse("[href], [src]").expect("a selector");
    let of_html = page.select(&anchors);
    let of_html = of_html.filter_map(|one| one.attr("href").or_else(|| one.attr("src")));
    let of_html = of_html.filter(|link| link.starts_with("http"));
    let header = email.header("List-Unsubscribe").unwrap_or_default();
    let of_header = header.split(['<', '>', ',', ' ']);
    let of_header = of_header.filter(|part| part.starts_with("http"));
    let all = of_html.chain(of_header).map(str::to_owned);
    all.chain(email.links()).collect()
}

/// Has the database note the kind of each email, because a sent one is deleted.
fn note_written_emails(app: &App) {
    for sql in [
        "create table written (kind text not null)",
        "create trigger emails_written after insert on emails \
            begin insert into written values (new.kind); end",
    ] {
        database::change(&app.database, sql);
    }
}

/// After a restart the server listens elsewhere; the path stays the same.
fn here(app: &App, link: &str) -> String {
    let path = link.splitn(4, '/').nth(3).expect("an address");
    app.at(&format!("/{path}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_scanner_that_opens_every_link_changes_nothing() {
    // With a mail server of its own, since all campaigns have the same contact.
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    note_written_emails(&app);
    let readers = Readers::new(&app);
    readers.sign_and_join(&app).await;
    readers.wait_for_organisers(&app).await;
    a_site_asks_to_be_allowed(&app).await;
    let text = Campaign::default().declaration();
    let later = text.replace("from ten to four", "from nine to five");
    let published = app.publish_text(&later, &["--change", "--yes"]);
    assert!(published.status.success(), "{published:?}");
    readers.work_on_the_desk(&app).await;
    app.all_emails_are_sent().await;

    // Two days later there are reminders, and emails to people who sign or join again.
    let app = app.stop_for_restart().clock("+49h").start();
    for person in readers.all() {
        app.keep_private(person.private_words());
    }
    app.sign(&readers.ada).await.id();
    app.subscribe(&readers.carys).await.id();
    app.smtp.emails_to(&readers.bashir.email, 2).await;
    app.smtp.emails_to(&readers.dara.email, 2).await;
    app.wait_for_log("housekeeping", |line| line.contains("housekeeping done"))
        .await;
    app.all_emails_are_sent().await;
    for kind in MessageKind::ALL {
        let written = app.rows_where("written", &format!("kind = '{}'", kind.as_str()));
        assert!(written > 0, "no {kind:?} was written: this story needs one");
    }

    let emails = readers.emails(&app);
    let written = app.rows("written");
    assert_eq!(emails.len() as u64, written, "all are looked at");
    let before = (app.all_rows(), app.declaration().await);
    let mut opened = 0;
    for method in [Method::GET, Method::HEAD, Method::GET, Method::HEAD] {
        for email in &emails {
            let links = links(email).into_iter();
            // The organisers' email also names the site that asks.
            for link in links.filter(|link| !link.starts_with(UNLISTED_SITE)) {
                let request = app.client.request(method.clone(), here(&app, &link));
                let response = Response::to(request).await;
                // Links of signatures approved or rejected since have expired, and those to sign in on
                // the desk; its pages lead to the sign-in.
                let leads_on = link.ends_with("/desk/account") || link.ends_with("/desk/audit");
                assert!(
                    matches!(response.status, 200 | 410) || leads_on && response.status == 303,
                    "{}: {link}",
                    response.status
                );
                opened += 1;
            }
        }
    }
    assert!(opened > 4 * emails.len(), "most emails have two: {opened}");
    assert_eq!((app.all_rows(), app.declaration().await), before);
    assert_eq!(
        readers.emails(&app).len(),
        emails.len(),
        "and no further email"
    );
    the_links_still_work(&app, &readers).await;
}

async fn the_links_still_work(app: &App, readers: &Readers) {
    let find = |person: &Person, at: &str| {
        let emails = app.smtp.emails_so_far(&person.email);
        let found = emails
            .iter()
            .rev()
            .flat_map(links)
            .find(|link| link.contains(at));
        here(
            app,
            &found.unwrap_or_else(|| panic!("{at} to {}", person.name)),
        )
    };
    let count = app.count().await;
    let pressed = async |link: String, action: &str| {
        let form = app.client.post(link).form(&[("action", action)]);
        Response::to(form).await.status
    };
    for (link, action) in [
        (find(&readers.bashir, "/confirm/"), "confirm"),
        (find(&readers.dara, "/confirm/"), "confirm"),
        (find(&readers.ada, "/renew/"), "renew"),
        (find(&readers.carys, "/unsubscribe/"), "leave"),
        (find(&readers.band, "/manage/"), "withdraw"),
        (find(&readers.choir, "/manage/"), "erase"),
        (find(&readers.stranger, "/let-emails-come/"), "any"),
    ] {
        let path = link.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
        // Done, or redirected to the page that says so.
        let status = pressed(link, action).await;
        assert!(matches!(status, 200 | 303), "{status}: {action} at {path}");
    }
    assert_eq!(app.count().await, count, "Bashir came, the band went");
    assert_eq!(
        app.rows_where("subscriptions", "unsubscribed_at is null"),
        1
    );
    assert_eq!(app.rows_where("renewals", "renewed_at is not null"), 1);
    assert_eq!(
        app.rows_where("attempts", "state = 'held'"),
        2,
        "of the household and of the second address"
    );
    let page = app.get(&format!("/d/{DECLARATION}")).await;
    assert!(page.body.contains("Bashir Quill"));
}
