//! What a reader of a post gets, in the terms of the table in `docs/embedding.md`: how to recognise
//! it, and how to sign with it.

use serde_json::{Value, json};

use crate::{
    outcome_table::Outcome,
    signs_by_code,
    support::{
        app::App,
        browsers::{page::Page, widget::Widget},
        campaign::DECLARATION,
        people::Person,
    },
};

/// A visitor who has opened a post.
pub(crate) struct Reader<'a> {
    pub(crate) page: &'a Page,
    pub(crate) app: &'a App,
    /// Whether scripts are on.
    pub(crate) scripts: bool,
}

impl Reader<'_> {
    /// Checks that the reader gets this and no more, and optionally signs to the end with it.
    pub(crate) async fn gets(&self, outcome: Outcome, and_signs: bool) {
        match outcome {
            Outcome::Widget => self.box_here().await.is_hydrated().await,
            Outcome::Form => {
                let ada = self.fills_the_form().await;
                if and_signs {
                    self.types_the_code(&ada).await;
                }
            }
            Outcome::Frame => {
                self.page.find(&self.frame()).await;
            }
            Outcome::Picture => {
                let picture = format!("{} img", self.link());
                self.page.find(&picture).await;
                const DRAWN: &str = "return document.querySelector(arguments[0]).naturalWidth > 0";
                self.page
                    .until("the picture", DRAWN, vec![json!(picture)])
                    .await;
            }
            Outcome::Link => {
                self.page.find(&self.link()).await;
                assert_eq!(self.more_than_links().await, json!([]), "only the link");
            }
            Outcome::Nothing => {
                assert_eq!(self.more_than_links().await, json!([]));
                const LINKS: &str = "return document.querySelectorAll(arguments[0]).length";
                assert_eq!(self.page.run(LINKS, vec![json!(self.link())]).await, 0);
            }
        }
        if and_signs {
            self.signs_by(outcome).await;
        }
    }

    async fn signs_by(&self, outcome: Outcome) {
        match outcome {
            Outcome::Widget => signs_by_code(self.page, self.app).await,
            Outcome::Frame => {
                let frame = self.page.find(&self.frame()).await;
                let seen = frame.scroll_into_view().await;
                seen.expect("it can be scrolled to");
                frame.enter_frame().await.expect("a frame");
                self.signs_in_place().await;
                self.page.leave_frames().await;
            }
            Outcome::Picture | Outcome::Link => {
                self.page.press(&self.link()).await;
                self.signs_in_place().await;
                self.is_on_server_page().await;
            }
            Outcome::Form | Outcome::Nothing => {}
        }
    }

    async fn box_here(&self) -> Widget {
        let widget = self.page.widget("undersigned-signature");
        widget.find("form[data-form=sign]").await;
        widget
    }

    /// Fills in the form and sends it; the visitor continues on the campaign's page.
    async fn fills_the_form(&self) -> Person {
        // WordPress's own comment form has an email field as well.
        let widget = self.box_here().await;
        let ada = self.app.person("Ada Marlowe");
        widget.fill("name", &ada.name).await;
        widget.fill("email", &ada.email).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        self.page.find("input[name=code]").await;
        self.is_on_server_page().await;
        ada
    }

    /// On a page of the campaign, framed or not.
    async fn signs_in_place(&self) {
        let ada = self.app.person("Ada Marlowe");
        self.page.fill("name", &ada.name).await;
        self.page.fill("email", &ada.email).await;
        let send = "form[data-form=sign] button[type=submit]";
        self.page.press(send).await;
        self.types_the_code(&ada).await;
    }

    async fn types_the_code(&self, person: &Person) {
        let code = self.app.email_to(person).await.code();
        self.page.enter("code", &code).await;
        // In a widget, or on the campaign's page after it.
        self.page.says("[part~=thanks], .thanks", "thank").await;
    }

    async fn is_on_server_page(&self) {
        let origin = self.page.run("return location.origin", vec![]).await;
        assert_eq!(origin, json!(self.app.url), "on the campaign's page");
    }

    fn link(&self) -> String {
        format!("a[href='{}/d/{DECLARATION}']", self.app.url)
    }

    fn frame(&self) -> String {
        format!("iframe[src^='{}/frame/v1/signature']", self.app.url)
    }

    /// Everything that is or could become more than a link: pictures in it, frames, scripts. Where
    /// scripts are off, a script does not count.
    async fn more_than_links(&self) -> Value {
        const LIVING: &str = "
            const [link, scripts] = arguments;
            const ours = (one) => scripts && /undersigned|\\/local\\.js/.test(one.src);
            const shown = (one) => one.checkVisibility({visibilityProperty: true});
            const found = [
                ...document.querySelectorAll(`${link} img`),
                ...[...document.querySelectorAll('iframe')].filter(shown),
                ...[...document.scripts].filter(ours),
            ];
            return found.map((one) => one.src);
        ";
        let arguments = vec![json!(self.link()), json!(self.scripts)];
        self.page.run(LIVING, arguments).await
    }
}
