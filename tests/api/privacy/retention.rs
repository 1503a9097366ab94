//! How long addresses are kept: a dry run that only reports, the command and the daily job that
//! erase, and what stays. `faketime` moves the program's own clock; nothing waits.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::app::{App, program::output_of};
use crate::support::campaign::{Campaign, DECLARATION};
use crate::support::network::smtp::Smtp;
use crate::support::people::Person;
use crate::support::response::Response;
use crate::support::wait;

/// The declaration's last day ends in 1 to 25 hours, and contact data is kept for one more day.
const OVER: &str = "+50h";
/// The server waits for another day, and then for an hour.
const LONG_OVER: &str = "+74h";
const AN_HOUR: Duration = Duration::from_secs(61 * 60);
const DRY_RUN: [&str; 2] = ["retention", "--dry-run"];
const DUE: &str = "due: open-the-library, 3 signatures, 0 withdrawn, 5 attempts";

fn closing_soon() -> Campaign {
    let last = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
    Campaign {
        closes: Some(last.strftime("%Y-%m-%d").to_string()),
        keep_days: Some(1),
        ..Campaign::default()
    }
}

/// Three signatories, each shown differently, an unconfirmed one, and one whose email is still
/// queued.
struct Signers {
    all: Vec<Person>,
    /// Ada's manage link.
    link: String,
}

impl Signers {
    async fn sign(app: &App) -> Signers {
        let mut all = Vec::new();
        let mut link = String::new();
        for (name, public) in [
            ("Ada Marlowe", "full"),
            ("Bashir Quill", "initials"),
            ("Carys Thorne", "hidden"),
        ] {
            let person = app.person(name);
            let mut body = person.signature();
            body["public"] = public.into();
            body["reservations"] = json!([2]);
            body["reservation_notes"] =
                json!([{"principle": 2, "text": format!("{public} words")}]);
            let email = app.sign_and_confirm_with(&body, &person).await;
            if public == "full" {
                link = email.link().replace("/confirm/", "/manage/");
            }
            all.push(person);
        }
        let silent = app.person("Dara Finch");
        app.sign(&silent).await.id();
        app.email_to(&silent).await;
        app.smtp.go_down();
        let unreached = app.person("Emrys Vale");
        app.sign(&unreached).await.id();
        all.extend([silent, unreached]);
        Signers { all, link }
    }

    /// Only what the public saw and the ledger's keyed hashes are kept.
    async fn are_erased(&self, app: &App) {
        for (table, condition) in [
            (
                "signatures",
                "email <> '' or postcode is not null or area is not null",
            ),
            ("attempts", "true"),
            ("emails", "true"),
            ("reservations", "note like 'hidden%'"),
            (
                "consents",
                "typeof(person) <> 'blob' or length(person) <> 16",
            ),
        ] {
            assert_eq!(app.rows_where(table, condition), 0, "{table}: {condition}");
        }
        assert_eq!(app.rows_where("consents", "event = 'expired'"), 3);
        let kept = app.all_rows().join("\n");
        for person in &self.all {
            let shown = person.name == "Ada Marlowe";
            for word in person.private_words() {
                assert_eq!(kept.contains(&word), shown && word == person.name, "{word}");
            }
        }
        let checked = output_of(&app.run_command(&["check"]));
        assert!(checked.contains("ledger of consents is whole"), "{checked}");
    }

    /// Checks the count, the names, and a manage page that still does what is left to do.
    async fn are_still_counted(&self, app: &App) {
        assert_eq!(app.count().await, 3);
        assert_eq!(app.names().await, ["B. Q.", "Ada Marlowe"]);
        let page = app.get(&format!("/d/{DECLARATION}")).await.body;
        assert!(page.contains("full words") && page.contains("Ada Marlowe"));
        let path = self.link.split_once("/manage/").expect("a link").1;
        let link = app.at(&format!("/manage/{path}"));
        let own = Response::to(app.client.get(format!("{link}/signature.json"))).await;
        let own: Value = own.json();
        assert_eq!(own["signature"]["email"], Value::Null);
        assert_eq!(own["signature"]["status"], "signed");
        let withdraw = app.client.post(&link).form(&[("action", "withdraw")]);
        assert_eq!(Response::to(withdraw).await.status, 200);
        assert_eq!(app.count().await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_retention_command_erases_contact_data_and_its_dry_run_changes_nothing() {
    let app = App::setup()
        .smtp(&Smtp::start())
        .campaign(closing_soon())
        .start();
    let signers = Signers::sign(&app).await;
    app.wait_for_log("a first try that failed", |log| {
        log.contains("not accepted yet")
    })
    .await;
    let early = output_of(&app.run_command(&DRY_RUN));
    assert!(early.contains("nothing is due"), "{early}");
    assert!(early.contains("kept until"), "{early}");

    let app = app.stop_for_restart();
    let before = app.all_rows();
    let output = output_of(&app.run_command_at(OVER, &DRY_RUN));
    assert!(output.contains(DUE), "{output}");
    assert_eq!(app.all_rows(), before, "looking changes nothing");

    let distrusted = app.run_command_at(OVER, &["retention"]);
    assert!(!distrusted.status.success(), "{distrusted:?}");
    let why = String::from_utf8_lossy(&distrusted.stderr).into_owned();
    assert!(
        why.contains("nothing was erased") && why.contains("--dry-run"),
        "{why}"
    );
    assert_eq!(
        app.all_rows(),
        before,
        "a clock two days ahead erases nothing"
    );

    let command = ["retention", "--clock-is-right"];
    let output = output_of(&app.run_command_at(OVER, &command));
    assert!(output.contains(&DUE.replace("due", "erased")), "{output}");
    let again = output_of(&app.run_command_at(OVER, &command));
    assert_eq!(again.trim(), "nothing is due");
    let app = app.start();
    signers.are_erased(&app).await;
    signers.are_still_counted(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_daily_job_erases_contact_data_after_a_warning() {
    let app = App::setup()
        .smtp(&Smtp::start())
        .campaign(closing_soon())
        .start();
    let signers = Signers::sign(&app).await;
    let app = app.stop_for_restart();

    let app = app.clock(LONG_OVER).start();
    // After three days the queued email is given up.
    app.expect_failures();
    for person in &signers.all {
        app.keep_private(person.private_words());
    }
    app.wait_for_log("that contacts are about to be erased", |line| {
        line.contains("contacts will be erased in an hour") && line.contains("WARN")
    })
    .await;
    assert_eq!(
        app.rows_where("signatures", "email <> ''"),
        3,
        "one look erases nobody"
    );
    app.advance(AN_HOUR);
    app.wait_for_log("that contacts are erased", |line| {
        line.contains("contacts erased")
    })
    .await;
    app.wait_for_log("housekeeping", |line| line.contains("housekeeping done"))
        .await;
    signers.are_erased(&app).await;
    signers.are_still_counted(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unsubscribed_people_are_erased_after_the_retention_period() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    for person in [&ada, &bashir] {
        app.subscribe(person).await.id();
        let email = app.email_to(person).await;
        assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
    }
    let welcome = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    let leaving = welcome
        .links()
        .into_iter()
        .find(|link| link.contains("/unsubscribe/"));
    let left = app.client.post(leaving.expect("the way off the list"));
    assert_eq!(Response::to(left).await.status, 200);

    let app = app.stop_for_restart();
    let early = output_of(&app.run_command_at("+29d", &DRY_RUN));
    assert_eq!(
        early,
        "nothing is due\nkept for 30 days after leaving: library-news, 1 who left\n"
    );
    let before = app.all_rows();
    let reported = output_of(&app.run_command_at("+31d", &DRY_RUN));
    assert_eq!(reported, "due: library-news, 1 who left\n");
    assert_eq!(app.all_rows(), before, "looking changes nothing");

    let app = app.clock("+32d").start();
    for person in [&ada, &bashir] {
        app.keep_private(person.private_words());
    }
    app.wait_for_log("the warning of an unsubscribed person's erasure", |line| {
        line.contains("people who left will be erased in an hour")
    })
    .await;
    app.advance(AN_HOUR);
    wait::until("who left to be erased", async || {
        (app.rows("subscriptions") == 1).then_some(())
    })
    .await;
    assert_eq!(app.rows_where("subscriptions", "name = 'Bashir Quill'"), 1);
    assert_eq!(app.rows_where("consents", "event = 'expired'"), 1);
    assert!(!app.all_rows().join("\n").contains(&ada.name));
}

/// A clock that is a year ahead at the start, and one that jumps by weeks: nobody is erased, no
/// attempt ends for good, and once the clock is right again everything continues as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_runs_ahead_erases_nothing_and_expires_no_attempt() {
    let app = App::setup().campaign(closing_soon()).start();
    let ada = app.person("Ada Marlowe");
    let bashir = app.person("Bashir Quill");
    let carys = app.person("Carys Thorne");
    app.sign_and_confirm(&ada).await;
    let id = app.sign(&bashir).await.id();
    let code = app.email_to(&bashir).await.code();
    app.subscribe(&carys).await.id();
    let joined = app.email_to(&carys).await;
    assert_eq!(app.confirm_by_token(&joined.token()).await.status, 200);
    app.all_emails_are_sent().await;
    let mut setup = app.stop_for_restart();
    let kept = |app: &App| {
        [
            ("signatures", "email <> ''"),
            ("subscriptions", "email <> ''"),
            ("attempts", "kind = 'signature'"),
            ("attempts", "kind = 'subscription'"),
            ("mailboxes", "true"),
            ("consents", "true"),
        ]
        .map(|(table, condition)| app.rows_where(table, condition))
    };
    let app = setup.start();
    let before = kept(&app);
    assert_eq!(before[..3], [1, 1, 2]);
    setup = app.stop_for_restart();
    // Checked at each start, and a while after it, within the hour in which the clock is not
    // trusted.
    for clock in ["+9d", "+400d", "+3650d"] {
        let app = setup.distrusted_clock(clock).start();
        for person in [&ada, &bashir, &carys] {
            app.keep_private(person.private_words());
        }
        app.wait_for_log("that the clock is ahead", |line| {
            line.contains("the clock is ahead of the time") && line.contains("WARN")
        })
        .await;
        app.wait_for_log("housekeeping", |line| line.contains("housekeeping done"))
            .await;
        app.advance(Duration::from_secs(50 * 60));
        let health = app.get("/healthz").await;
        assert_eq!(health.status, 200, "people can sign");
        assert!(health.body.contains("clock_ahead"), "{}", health.body);
        assert_eq!(kept(&app), before, "{clock}");
        setup = app.stop_for_restart();
    }
    let app = setup.start();
    for person in [&ada, &bashir, &carys] {
        app.keep_private(person.private_words());
    }
    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    assert_eq!(app.count().await, 2);
    assert!(!app.get("/healthz").await.body.contains("clock_ahead"));
}
