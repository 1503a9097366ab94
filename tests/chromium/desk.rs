//! Downloads from the desk in a browser: how many presses they take on a phone, and what arrives.

use std::{fs, path::Path};

use serde_json::json;

use crate::{
    fixture::Fixture,
    support::{
        app::program::output_of,
        browsers::{axe::assert_accessible, page::Page, visit},
        campaign::{ALLY, DECLARATION},
        wait,
    },
};

/// The presses that `docs/organising.md` promises, without those for the code.
const MOST_PRESSES: u32 = 4;

/// An organiser who counts presses.
struct Presses {
    page: Page,
    count: u32,
}

impl Presses {
    async fn press(&mut self, css: &str) {
        // The tabs at the foot of a phone cover what is below them, so a person scrolls first.
        let element = self.page.find(css).await;
        let scrolled = element.scroll_into_view().await;
        scrolled.expect("it can be scrolled to");
        self.page.press(css).await;
        self.count += 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_who_asked_for_updates_is_a_spreadsheet_after_four_presses() {
    let fixture = Fixture::start_with(|campaign| campaign.sites.push(ALLY.to_owned())).await;
    for name in ["Ada Marlowe", "Bashir Quill"] {
        let person = fixture.app.person(name);
        let mut body = person.signature();
        body["updates"] = json!(true);
        fixture.app.sign_and_confirm_with(&body, &person).await;
    }
    let owner = fixture.app.address("owner@desk.example");
    let command = [
        "organiser",
        "add",
        &owner,
        "--public-url",
        &fixture.proxy.url,
    ];
    let printed = output_of(&fixture.app.run_command(&command));
    let link = printed
        .split_whitespace()
        .find(|word| word.starts_with(&fixture.proxy.url));
    let link = link
        .unwrap_or_else(|| panic!("a link in {printed}"))
        .to_owned();

    visit("desk_download", async move |page| {
        // A response that becomes a file is no page, which Chromium reports like a failure.
        page.expect_error("/export");
        page.resize(390, 844).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let behaviour = json!({
            "behavior": "allow", "downloadPath": folder.path().to_str().expect("plain text"),
        });
        page.devtools("Page.setDownloadBehavior", behaviour).await;
        page.goto(&link).await;
        page.press("main form button").await;
        page.find("table.subjects").await;
        assert_accessible(&page, "the overview").await;

        let declaration = format!("a[href='/desk/declarations/{DECLARATION}']");
        let mut organiser = Presses {
            page: page.clone(),
            count: 0,
        };
        organiser.press(&declaration).await;
        page.find("#out").await;
        assert_accessible(&page, "a declaration").await;
        organiser.press("#out button[value=excel]").await;
        page.find("input[name=code]").await;
        let code = fixture.app.smtp.emails_to(&owner, 1).await.remove(0).code();
        page.enter("code", &code).await;
        page.says("main", "that was the right code").await;
        organiser.press("#out button[value=excel]").await;
        let file = downloaded(folder.path()).await;
        assert!(organiser.count <= MOST_PRESSES, "{}", organiser.count);
        assert!(file.starts_with("\u{feff}email,name,"), "{file}");
        let rows = csv::Reader::from_reader(file.as_bytes()).into_records();
        assert_eq!(rows.count(), 2, "{file}");

        // For the next ten minutes: the declaration, and the format.
        page.goto(&format!("{}/desk", fixture.proxy.url)).await;
        let mut organiser = Presses {
            page: page.clone(),
            count: 0,
        };
        organiser.press(&declaration).await;
        organiser
            .press("#out form:first-of-type button[value=csv]")
            .await;
        let again = downloaded(folder.path()).await;
        assert_eq!(organiser.count, 2);
        assert_eq!(format!("\u{feff}{again}"), file);
    })
    .await;
}

/// The file that has arrived whole; it is taken out of the folder, since the next has the same name.
async fn downloaded(folder: &Path) -> String {
    wait::until("a downloaded file", async || {
        let all = fs::read_dir(folder).expect("it is there");
        let mut all = all.map(|file| file.expect("a file").path());
        // Until then, its name ends otherwise.
        let file = all.find(|file| file.extension().is_some_and(|end| end == "csv"))?;
        let text = fs::read_to_string(&file).ok()?;
        fs::remove_file(file).expect("it can be removed");
        Some(text)
    })
    .await
}
