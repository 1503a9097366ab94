//! The npm package as an app uses it: installed from the tarball, checked by TypeScript, bundled
//! into the app, and used by the app's visitors. The apps themselves are in `npm/`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP, enter_code, sign},
    support::{
        browsers::visit,
        campaign::{DECLARATION, LIST},
        process, wait,
    },
};

const WASM: &str = "widgets_bg.wasm";

/// An app's folder with the package in it, beside the app's other dependencies.
struct App(TempDir);

impl App {
    fn installed() -> App {
        let version = env!("CARGO_PKG_VERSION");
        let tarball = process::build_folder().join(format!("release/undersigned-{version}.tgz"));
        assert!(
            tarball.is_file(),
            "there is no {}: `cargo xtask build --bundle` makes it",
            tarball.display()
        );
        let app = App(tempfile::tempdir().expect("a folder"));
        app.write("package.json", r#"{"private": true, "type": "module"}"#);
        let mut npm = Command::new("npm");
        npm.args(["install", "--offline", "--no-audit", "--no-fund"]);
        app.run(npm.arg(&tarball));
        app.assert_the_package_is_current();
        for name in ["@types", "react", "react-dom", "scheduler", "csstype"] {
            let link = app.path().join("node_modules").join(name);
            std::os::unix::fs::symlink(tool(name), link).expect("a link");
        }
        for name in ["app.ts", "Page.tsx", "react.js", "wrong.tsx"] {
            let source = process::source("tests/browser/embed/npm").join(name);
            fs::copy(source, app.path().join(name)).expect("it can be copied");
        }
        app
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path().join(name), content).expect("it can be written");
    }

    fn package(&self) -> PathBuf {
        self.path().join("node_modules/undersigned")
    }

    /// A test of an old package proves nothing about the current sources.
    fn assert_the_package_is_current(&self) {
        let read = |path: PathBuf| fs::read(&path).unwrap_or_default();
        let description: Value =
            serde_json::from_slice(&read(self.package().join("package.json"))).expect("it is JSON");
        assert_eq!(description["version"], env!("CARGO_PKG_VERSION"));
        let built =
            ["package.js", "widgets.js", WASM].map(|name| process::source("dist").join(name));
        let typed = ["index.d.ts", "react.d.ts"].map(|name| process::source("www/npm").join(name));
        for source in built.into_iter().chain(typed) {
            let name = source.file_name().expect("it is a file");
            let name = if name == "package.js" {
                "index.js".as_ref()
            } else {
                name
            };
            assert!(
                read(self.package().join(name)) == read(source.clone()),
                "the package is older than {}: `cargo xtask build --bundle` makes it anew",
                source.display()
            );
        }
    }

    /// Runs a program in the app's folder and returns its output.
    fn run(&self, command: &mut Command) -> String {
        let (well, said) = self.tried(command);
        assert!(well, "{command:?}: {said}");
        said
    }

    fn tried(&self, command: &mut Command) -> (bool, String) {
        let output = command.current_dir(self.path()).output();
        let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    /// Bundles a script of the app with everything it imports, and puts the result on the site.
    fn bundled(&self, script: &str, format: &str, fixture: &Fixture) {
        let mut esbuild = Command::new("node");
        esbuild
            .arg(tool("esbuild/bin/esbuild"))
            .args([script, "--bundle", "--outdir=out", "--log-level=error"])
            .args([
                "--jsx=automatic",
                "--define:process.env.NODE_ENV=\"production\"",
            ])
            .arg(format!("--format={format}"));
        if format == "esm" {
            esbuild.arg("--splitting");
        }
        self.run(&mut esbuild);
        for entry in fs::read_dir(self.path().join("out")).expect("it was made") {
            let path = entry.expect("it can be read").path();
            let name = path
                .file_name()
                .expect("a file")
                .to_string_lossy()
                .into_owned();
            let content = fs::read(&path).expect("it can be read");
            fixture
                .site
                .file(&format!("/app/{name}"), "text/javascript", content);
        }
    }

    /// Puts the WebAssembly into a folder of the site.
    fn carry_wasm(&self, fixture: &Fixture, folder: &str) {
        let content = fs::read(self.package().join(WASM)).expect("the package has it");
        let kind = "application/wasm";
        fixture
            .site
            .file(&format!("/{folder}/{WASM}"), kind, content);
    }
}

/// A tool that `cargo xtask setup` installed from npm.
fn tool(name: &str) -> PathBuf {
    let path = process::build_folder()
        .join("build-tools/node_modules")
        .join(name);
    assert!(
        path.exists(),
        "{}: `cargo xtask setup` brings it",
        path.display()
    );
    path
}

/// A page of the app's site with the campaign's address.
fn page_of(fixture: &Fixture, script: &str) -> String {
    fixture.site.page(
        "/app",
        &format!(
            "<div id=\"app\" data-server=\"{}\" data-declaration=\"{DECLARATION}\" data-list=\"{LIST}\" \
             data-bundle=\"/files\"></div>{script}",
            fixture.proxy.url
        ),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visitors_sign_in_an_app_that_imports_the_package() {
    let fixture = Fixture::start().await;
    let app = App::installed();
    app.bundled("app.ts", "esm", &fixture);
    app.carry_wasm(&fixture, "app");
    let address = page_of(
        &fixture,
        "<script type=\"module\" src=\"/app/app.js\"></script>",
    );

    visit("npm_app", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        for name in [SIGNUP, SHARE] {
            page.widget(name).find("[data-island]").await;
        }
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
        let reported = page.run("return window.told", vec![]).await;
        assert_eq!(
            reported,
            json!([format!("signed {DECLARATION}"), format!("{DECLARATION}: 1")])
        );
        // Everything that runs is the app's own.
        assert_eq!(fixture.proxy.requests_for("/assets/"), [""; 0]);
        assert_eq!(fixture.proxy.requests_for(".js"), [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_react_app_passes_attributes_and_receives_events() {
    let fixture = Fixture::start().await;
    let app = App::installed();
    // A classic script does not know its own address, so the attribute names the folder.
    app.bundled("react.js", "iife", &fixture);
    app.carry_wasm(&fixture, "files");
    let address = page_of(&fixture, "<script defer src=\"/app/react.js\"></script>");

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
    let app = App::installed();
    app.bundled("app.ts", "esm", &fixture);
    let address = page_of(
        &fixture,
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
        page.fill("code", &email.code()).await;
        page.press("form[data-form=code] button[type=submit]").await;
        page.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[test]
fn typescript_checks_attributes_and_events() {
    let app = App::installed();
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
    let app = App::installed();
    app.write(
        "server.js",
        "import \"undersigned\"; import \"undersigned/react\"; console.log(typeof customElements)",
    );
    let said = app.run(Command::new("node").arg("server.js"));
    assert_eq!(said.trim(), "undefined");
}
