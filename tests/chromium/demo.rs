//! The demo as a newcomer sees it in a browser: the code from its mailbox.

use std::sync::Arc;

use serde_json::json;

use crate::{
    fixture::{SIGNATURE, enter_code, sign},
    support::{browsers::visit, demo::Demo, people::Person, response::Response},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_signs_the_demo_with_the_code_from_its_mailbox() {
    let demo = Arc::new(Demo::start());
    // The page may still send requests after its visit.
    let _running = demo.clone();

    visit("demo_signs", async move |page| {
        let person = Person::named("Ada Marlowe");
        page.goto(&demo.ally).await;
        let widget = page.widget(SIGNATURE);
        let before = widget.count().await;
        sign(&widget, &person).await;
        widget.find("input[name=code]").await;

        let article = page.driver().window().await.expect("the article's tab");
        let tab = page.driver().new_tab().await.expect("a second tab");
        page.driver().switch_to_window(tab).await.expect("it opens");
        page.goto(&demo.at("/dev/mail")).await;
        page.press(".pile a").await;
        page.says(".envelope", &person.email).await;
        let code = page.find(".key .code").await.text().await.expect("a code");
        page.driver()
            .switch_to_window(article)
            .await
            .expect("it is still open");
        enter_code(&widget, &code).await;

        widget.says("[part~=thanks]", "thank").await;
        assert_eq!(widget.count().await, before + 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_open_demo_mailbox_shows_new_emails() {
    let demo = Arc::new(Demo::start());
    // The page may still send requests after its visit.
    let _running = demo.clone();

    visit("demo_inbox", async move |page| {
        page.goto(&demo.at("/dev/mail")).await;
        page.says(".no-emails", "no emails yet").await;

        let subscribing = demo
            .client
            .post(demo.at("/api/v1/lists/news/subscriptions"));
        let body = json!({"email": "ben@home.test", "lang": "en"});
        assert_eq!(Response::to(subscribing.json(&body)).await.status, 202);

        page.says(".pile", "ben@home.test").await;
    })
    .await;
}
