//! A server that is killed again and again while people sign and confirm: whatever it acknowledged is
//! there afterwards.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use std::time::Duration;

use tokio::task::JoinSet;

use crate::postgres::Cluster;
use crate::support::actions::signatures;
use crate::support::app::{App, Setup};
use crate::support::campaign::ALLY;
use crate::support::people::Person;
use crate::support::wait;

const KILLS: usize = 20;
const WRITERS: usize = 8;
/// Acknowledged in each round before the server is killed, while all writers go on.
const ACKNOWLEDGED: usize = 24;
/// On PostgreSQL, another server may hold what the killed one had claimed, so its lease has to end.
const LEASE: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_under_load_lose_nothing_acknowledged() {
    kill_again_and_again(App::setup()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_under_load_lose_nothing_acknowledged_on_postgresql() {
    let database = Cluster::shared().new_database();
    kill_again_and_again(App::setup().database(&database)).await;
}

/// A person whose attempt was acknowledged, with its id.
type Acknowledged = (String, Person);

async fn kill_again_and_again(mut setup: Setup) {
    let (mut signed, mut confirmed) = (Vec::<Acknowledged>::new(), Vec::new());
    for _ in 0..KILLS {
        let app = setup.start();
        let count = Arc::new(AtomicUsize::default());
        let mut writers = JoinSet::new();
        for _ in 0..WRITERS {
            writers.spawn(sign_until_it_fails(&app, count.clone()));
        }
        let ada = app.person("Ada Marlowe");
        let id = app.sign(&ada).await.id();
        let code = app.email_to(&ada).await.code();
        assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
        confirmed.push(id.clone());
        signed.push((id, ada));
        wait::until("signatures to be acknowledged", async || {
            (count.load(Ordering::Relaxed) >= ACKNOWLEDGED).then_some(())
        })
        .await;
        setup = app.kill();
        for acknowledged in writers.join_all().await {
            signed.extend(acknowledged);
        }
    }

    let app = setup.start();

    assert!(signed.len() >= KILLS * ACKNOWLEDGED, "{}", signed.len());
    for (id, _) in &signed {
        let attempt = app.get(&format!("/api/v1/attempts/{id}")).await;
        let expected = if confirmed.contains(id) {
            "confirmed"
        } else {
            "pending"
        };
        assert_eq!(attempt.json()["status"], expected, "{id}");
    }
    assert_eq!(app.count().await, confirmed.len() as u64);
    wait::until_within(LEASE, "an email to everybody", async || {
        let unsent = signed.iter().filter(|(_, person)| {
            let emails = app.smtp.emails_so_far(&person.email);
            emails.is_empty()
        });
        (unsent.count() == 0).then_some(())
    })
    .await;
}

/// Signs under new names until the server is gone.
fn sign_until_it_fails(
    app: &App,
    count: Arc<AtomicUsize>,
) -> impl Future<Output = Vec<Acknowledged>> + use<> {
    let (client, address) = (app.client.clone(), app.at(&signatures()));
    let people: Vec<_> = (0..400).map(|_| app.person("Ada Marlowe")).collect();
    async move {
        let mut acknowledged = Vec::new();
        for person in people {
            let request = client.post(&address).header("Origin", ALLY);
            let Ok(response) = request.json(&person.signature()).send().await else {
                break;
            };
            assert_eq!(response.status(), 202);
            // Killed in the middle of its response, it has acknowledged nothing.
            let Ok(body) = response.json::<serde_json::Value>().await else {
                break;
            };
            let id = body["id"].as_str().expect("an id").to_owned();
            acknowledged.push((id, person));
            count.fetch_add(1, Ordering::Relaxed);
        }
        acknowledged
    }
}
