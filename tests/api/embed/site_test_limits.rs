//! What "Test your site" fetches and what it does not: private networks, redirects, faults, slow
//! sites, and how many tests run at once.

use tokio::net::TcpListener;

use super::{
    allied_server::Ally,
    site_tests::{app, embed_page_url, test_site},
};
use crate::support::{app::App, response::Response};

#[tokio::test]
async fn private_networks_are_not_reached_by_address_name_or_redirect() {
    let site = Ally::serve("", &[]).await;
    let port = site.origin.rsplit(':').next().unwrap();
    let closed = App::start();
    for address in [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
    ] {
        let found = test_site(&closed, address).await;
        assert_eq!(found.status, 422, "{address}");
        found.says("is not on the public internet");
    }
    test_site(&closed, &site.address("/"))
        .await
        .says(&format!("We do not look at port {port}"));
    assert_eq!(site.visits(), 0);

    // Allowing one address allows no other, not even after a redirect.
    let app = App::setup()
        .option("--site-test-allow", "127.0.0.2/32")
        .start();
    for target in [
        site.address("/"),
        "http://127.0.0.1/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[::1]/".to_owned(),
    ] {
        let lure = Ally::serve_at("127.0.0.2", "", &[("location", &target)], 302).await;
        test_site(&app, &lure.address("/"))
            .await
            .says("is not on the public internet");
        assert_eq!(lure.visits(), 1);
    }
    assert_eq!(site.visits(), 0, "no redirect led into it");
}

#[tokio::test]
async fn a_limited_number_of_redirects_is_followed() {
    let app = app();
    let site = Ally::serve("", &[]).await;
    let once = Ally::serve_at(
        "127.0.0.1",
        "",
        &[("location", &site.address("/moved"))],
        301,
    )
    .await;
    let found = test_site(&app, &once.address("/")).await;
    found.says(&site.address("/moved"));
    found.says("where the address you gave leads");
    let around = Ally::serve_at("127.0.0.1", "", &[("location", "/again")], 307).await;
    test_site(&app, &around.address("/"))
        .await
        .says("redirects again and again");
    assert_eq!(around.visits(), 4);
}

#[tokio::test]
async fn every_site_failure_is_explained_with_advice() {
    let app = app();
    let plain = Ally::serve("", &[]).await;
    let secure = plain.address("/").replace("http:", "https:");
    test_site(&app, &secure)
        .await
        .says("Ask the person who runs the site to repair it");
    test_site(&app, "http://no-such-site.invalid/")
        .await
        .says("Look for a typing mistake");
    test_site(&app, "what is this")
        .await
        .says("This is not the address of a web page");
    let unused = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    test_site(&app, &format!("http://{unused}/"))
        .await
        .says("does not answer");
    let gone = Ally::serve_at("127.0.0.1", "", &[], 404).await;
    test_site(&app, &gone.address("/"))
        .await
        .says("a draft must be published");
    let file = Ally::serve("", &[("content-type", "application/pdf")]).await;
    test_site(&app, &file.address("/"))
        .await
        .says("This is not a page but application/pdf");
    let huge = format!(
        "<!doctype html><title>Long</title>{}<script src=\"{}/undersigned.js\"></script>",
        "<p>word</p>".repeat(300_000),
        app.url
    );
    let huge = Ally::serve_page(&huge, &[]).await;
    let found = test_site(&app, &huge.address("/")).await;
    found.says("only its beginning");
    found.says("Our tag is not there yet");
}

#[tokio::test]
async fn slow_sites_time_out_and_concurrent_site_tests_are_limited() {
    let app = app();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    // It accepts every connection and never sends anything.
    let silent = tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await);
        }
    });
    let (one, two, three, four, five) = tokio::join!(
        test_site(&app, &address),
        test_site(&app, &address),
        test_site(&app, &address),
        test_site(&app, &address),
        test_site(&app, &address),
    );
    silent.abort();
    let all = [one, two, three, four, five];
    let reported = |words: &str| {
        all.iter()
            .filter(|found| found.text.contains(words))
            .count()
    };
    assert_eq!(reported("took longer than five seconds"), 4);
    assert_eq!(reported("Too many sites are being tested right now"), 1);
}

#[tokio::test]
async fn only_a_post_fetches_the_site_and_site_tests_are_rate_limited() {
    let app = app();
    let site = Ally::serve("", &[]).await;
    let looked = app.client.get(format!(
        "{}?address={}",
        embed_page_url(&app),
        site.address("/")
    ));
    assert_eq!(Response::to(looked).await.status, 200);
    assert_eq!(site.visits(), 0);

    let (mut answered, mut refused) = (0, None);
    for _ in 0..60 {
        let found = test_site(&app, &site.address("/")).await;
        if found.status == 429 {
            refused = Some(found);
            break;
        }
        assert_eq!(found.status, 200);
        answered += 1;
    }
    let refused = refused.expect("a flood is held off");
    refused.says("Wait a minute");
    // More on a machine so slow that the limit of a minute refills meanwhile.
    assert!(answered >= 10, "{answered}");
    assert_eq!(site.visits(), answered);
    assert!(
        site.agents()
            .iter()
            .all(|agent| agent.starts_with("Undersigned/")),
        "{:?}",
        site.agents()
    );
}
