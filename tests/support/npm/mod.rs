//! An app that has installed the npm package from its tarball. The apps' sources are beside this
//! file.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    campaign::{DECLARATION, LIST},
    network::host_site::HostSite,
    process,
};

pub(crate) const WASM: &str = "widgets_bg.wasm";

/// An app's folder with the package in it, beside the app's other dependencies.
pub(crate) struct NpmApp(TempDir);

impl NpmApp {
    pub(crate) fn installed() -> NpmApp {
        let version = env!("CARGO_PKG_VERSION");
        let tarball = process::build_folder().join(format!("release/undersigned-{version}.tgz"));
        assert!(
            tarball.is_file(),
            "there is no {}: `cargo xtask build --bundle` makes it",
            tarball.display()
        );
        let app = NpmApp(tempfile::tempdir().expect("a folder"));
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
            let source = process::source("tests/support/npm").join(name);
            fs::copy(source, app.path().join(name)).expect("it can be copied");
        }
        app
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
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
    pub(crate) fn run(&self, command: &mut Command) -> String {
        let (well, said) = self.tried(command);
        assert!(well, "{command:?}: {said}");
        said
    }

    pub(crate) fn tried(&self, command: &mut Command) -> (bool, String) {
        let output = command.current_dir(self.path()).output();
        let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    /// Bundles a script of the app with everything it imports, and puts the result on the site.
    pub(crate) fn bundled(&self, script: &str, format: &str, site: &HostSite) {
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
            site.file(&format!("/app/{name}"), "text/javascript", content);
        }
    }

    /// Puts the WebAssembly into a folder of the site.
    pub(crate) fn carry_wasm(&self, site: &HostSite, folder: &str) {
        let content = fs::read(self.package().join(WASM)).expect("the package has it");
        let kind = "application/wasm";
        site.file(&format!("/{folder}/{WASM}"), kind, content);
    }
}

/// A tool that `cargo xtask setup` installed from npm.
pub(crate) fn tool(name: &str) -> PathBuf {
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
pub(crate) fn page_of(site: &HostSite, server: &str, script: &str) -> String {
    site.page(
        "/app",
        &format!(
            "<div id=\"app\" data-server=\"{}\" data-declaration=\"{DECLARATION}\" data-list=\"{LIST}\" \
             data-bundle=\"/files\"></div>{script}",
            server
        ),
    )
}
