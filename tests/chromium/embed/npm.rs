//! The npm package as an app uses it: installed from the tarball, checked by TypeScript, bundled
//! into the app, and used by the app's visitors. That an app works in every browser is in
//! `tests/browser/smoke/embed.rs`.

use std::{fs, process::Command};

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, enter_code, sign},
    support::{
        browsers::visit,
        npm::{NpmApp, WASM, page_of, tool},
        wait,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_react_app_passes_attributes_and_receives_events() {
    let fixture = Fixture::start().await;
    let app = NpmApp::installed();
    // A classic script does not know its own address, so the attribute names the folder.
    app.bundled("react.js", "iife", &fixture.site);
    app.carry_wasm(&fixture.site, "files");
    let address = page_of(
        &fixture.site,
        &fixture.proxy.url,
        "<script defer src=\"/app/react.js\"></script>",
    );

    visit("npm_react", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        page.says("output", "1 signed").await;
        assert_eq!(fixture.app.count().await, 1);
        // The bar names no server of its own, and uses its neighbour's.
        page.widget(SHARE).find("[data-network=email]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_wasm_file_the_form_works_and_the_console_names_the_file() {
    let fixture = Fixture::start().await;
    let app = NpmApp::installed();
    app.bundled("app.ts", "esm", &fixture.site);
    let address = page_of(
        &fixture.site,
        &fixture.proxy.url,
        "<script type=\"module\" src=\"/app/app.js\"></script>",
    );

    visit("npm_without_wasm", async move |page| {
        page.expect_error(WASM);
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find("form[data-form=sign]").await;
        // The first touch requests the missing file.
        let touch = "
            const island = root.querySelector('[data-island]');
            island.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))";
        wait::until("the advice in the console", async || {
            widget.run(touch, vec![]).await;
            let console = page.console().await.join("\n");
            let advised = console.contains("copy it from the package");
            advised.then_some(())
        })
        .await;
        sign(&widget, &ada).await;
        // The server's own page continues.
        let email = fixture.app.email_to(&ada).await;
        page.enter("code", &email.code()).await;
        page.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[test]
fn typescript_checks_attributes_and_events() {
    let app = NpmApp::installed();
    let (_, said) = app.tried(
        Command::new("node")
            .arg(tool("typescript/bin/tsc"))
            .args([
                "--noEmit",
                "--strict",
                "--pretty",
                "false",
                "--jsx",
                "react-jsx",
            ])
            .args([
                "--target",
                "es2022",
                "--lib",
                "es2022,dom",
                "--types",
                "react",
            ])
            .args(["--module", "esnext", "--moduleResolution", "bundler"])
            .args(["app.ts", "Page.tsx", "wrong.tsx"]),
    );
    let found: Vec<&str> = said
        .lines()
        .filter(|line| line.contains(": error TS"))
        .filter_map(|line| line.split_once(','))
        .map(|(place, _)| place)
        .collect();
    let source = fs::read_to_string(app.path().join("wrong.tsx")).expect("it is there");
    let wrong: Vec<String> = (1..)
        .zip(source.lines())
        .filter(|(_, line)| line.ends_with("// wrong"))
        .map(|(number, _)| format!("wrong.tsx({number}"))
        .collect();
    assert_eq!(wrong.len(), 12);
    assert_eq!(found, wrong, "{said}");
}

#[test]
fn importing_the_package_on_a_server_does_nothing() {
    let app = NpmApp::installed();
    app.write(
        "server.js",
        "import \"undersigned\"; import \"undersigned/react\"; console.log(typeof customElements)",
    );
    let said = app.run(Command::new("node").arg("server.js"));
    assert_eq!(said.trim(), "undefined");
}
