//! The API's own description: valid OpenAPI 3.1 that names every route, and the pages about its
//! problems.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::support::{app::App, tether};

#[tokio::test]
async fn the_description_is_valid_openapi_3_1() {
    let app = App::start();
    let description = app.get("/api/v1/openapi.json").await;
    assert_eq!(description.status, 200, "{}", description.body);
    assert!(
        description.json()["openapi"]
            .as_str()
            .expect("a version")
            .starts_with("3.1")
    );

    let mut judge = Command::new(tether::python())
        .args(["-m", "openapi_spec_validator", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the judge starts");
    let mut paper = judge.stdin.take().expect("piped");
    paper
        .write_all(description.body.as_bytes())
        .expect("it reads");
    drop(paper);
    let verdict = judge.wait_with_output().expect("it ends");

    assert!(verdict.status.success(), "{verdict:?}");
}

#[tokio::test]
async fn the_description_names_every_route_and_what_it_answers() {
    let app = App::start();
    let description = app.get("/api/v1/openapi.json").await.json();

    for (path, method, statuses) in [
        ("/api/v1/declarations/{slug}", "get", vec!["200", "404"]),
        (
            "/api/v1/declarations/{slug}/signatures",
            "get",
            vec!["200", "404"],
        ),
        (
            "/api/v1/declarations/{slug}/signatures",
            "post",
            vec![
                "202", "400", "403", "404", "409", "410", "413", "415", "422", "429",
            ],
        ),
        (
            "/api/v1/lists/{slug}/subscriptions",
            "post",
            vec![
                "202", "400", "403", "404", "409", "413", "415", "422", "429",
            ],
        ),
        (
            "/api/v1/confirmations",
            "post",
            vec!["200", "400", "410", "422", "429"],
        ),
        ("/api/v1/shares", "post", vec!["204", "400", "422", "429"]),
    ] {
        let operation = &description["paths"][path][method];
        assert!(operation.is_object(), "{method} {path} is missing");
        for status in statuses {
            let answer = &operation["responses"][status];
            assert!(
                answer.is_object(),
                "{method} {path} answers {status} and does not say so"
            );
        }
        assert!(
            operation["summary"].is_string() || operation["description"].is_string(),
            "{method} {path} says what it is for"
        );
    }
    assert!(keys(&description["components"]["schemas"]).contains(&"Problem".to_owned()));
}

#[tokio::test]
async fn every_problem_has_a_page_that_explains_it() {
    let app = App::start();
    let problem = app
        .get("/api/v1/declarations/no-such-slug")
        .await
        .problem(404, "not_found");

    let page = app.client.get(problem["type"].as_str().expect("a type"));
    let page = crate::support::answer::Answer::to(page).await;

    assert_eq!(page.status, 200);
    assert!(page.body.contains("not_found"), "{}", page.body);
}

fn keys(value: &Value) -> Vec<String> {
    value
        .as_object()
        .map_or(Vec::new(), |object| object.keys().cloned().collect())
}
