//! What people do in WordPress's own dashboard, with a browser: log in, install the plugin, write
//! with the block editor and with the classic one.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::{
    support::{browsers::page::Page, process, wait},
    wordpress::{Post, WordPress, title},
};

/// The dashboard, with a user logged in.
pub(crate) struct Dashboard<'a> {
    pub(crate) page: &'a Page,
    word_press: &'a WordPress,
}

/// The file that `cargo xtask build` produces for a site to upload.
pub(crate) fn plugin_zip() -> PathBuf {
    let zip = process::build_folder().join("release/undersigned-wordpress.zip");
    assert!(
        zip.is_file(),
        "{} is missing: `cargo xtask build --bundle` makes it",
        zip.display()
    );
    zip
}

impl<'a> Dashboard<'a> {
    pub(crate) async fn enter(
        page: &'a Page,
        word_press: &'a WordPress,
        user: &str,
    ) -> Dashboard<'a> {
        // An open dashboard page keeps sending requests, which are refused once its session ends.
        page.goto("about:blank").await;
        // WordPress's own editor requests what an author may not see.
        page.expect_error("context=edit");
        // WordPress 7.1 animates the change from one dashboard page to the next, and Chromium
        // reports an error if it is too late for that.
        page.expect_error("Transition was aborted");
        page.devtools("Network.clearBrowserCookies", json!({}))
            .await;
        page.goto(&format!("{}/wp-login.php", word_press.url)).await;
        // The page moves the focus to the first field once it is loaded, even while the user types.
        page.until(
            "the log-in form",
            "return document.readyState == 'complete' && document.activeElement?.id == 'user_login'",
            vec![],
        )
        .await;
        page.find("#user_login")
            .await
            .send_keys(user)
            .await
            .expect("a name");
        page.find("#user_pass")
            .await
            .send_keys(user)
            .await
            .expect("a password");
        page.press("#wp-submit").await;
        page.find("#wpadminbar").await;
        Dashboard { page, word_press }
    }

    pub(crate) async fn open(&self, path: &str) {
        let address = format!("{}/wp-admin/{path}", self.word_press.url);
        self.page.goto(&address).await;
    }

    /// Uploads the build's zip and activates the plugin in it.
    pub(crate) async fn install_plugin(&self) {
        self.install_plugin_from(&plugin_zip()).await;
    }

    pub(crate) async fn install_plugin_from(&self, zip: &Path) {
        self.open("plugin-install.php?tab=upload").await;
        let file = self.page.find("input[name=pluginzip]").await;
        file.send_keys(zip.display().to_string())
            .await
            .expect("a file");
        self.page.press("#install-plugin-submit").await;
        self.page.press("a[href*='action=activate']").await;
        self.page.says("#message", "activated").await;
    }

    /// Sets the campaign's server on the plugin's page.
    pub(crate) async fn set_server(&self, address: &str) {
        self.open("options-general.php?page=undersigned").await;
        let field = self.page.find("#undersigned-server").await;
        field.clear().await.expect("it can be emptied");
        field.send_keys(address).await.expect("it takes keys");
        self.page.press("#submit").await;
        self.page.find(".notice, .error").await;
    }

    /// Begins a post in the block editor.
    pub(crate) async fn begin_post(&self) {
        self.open("post-new.php").await;
        self.page
            .until(
                "the block editor",
                "return globalThis.wp?.data?.select('core/editor')?.getCurrentPostId()
                     && wp.blocks.getBlockType('core/paragraph') && true",
                vec![],
            )
            .await;
        let set_title = "wp.data.dispatch('core/editor').editPost({title: arguments[0]})";
        self.page.run(set_title, vec![json!(title())]).await;
    }

    /// Inserts a block, as its button in the inserter does.
    pub(crate) async fn insert(&self, block: &str, attributes: serde_json::Value) {
        const INSERT: &str = "
            const block = wp.blocks.createBlock(arguments[0], arguments[1]);
            wp.data.dispatch('core/block-editor').insertBlocks(block);
        ";
        self.page.run(INSERT, vec![json!(block), attributes]).await;
    }

    /// Enters the canvas with the blocks: a frame, in newer editors.
    pub(crate) async fn enter_canvas(&self) {
        const CANVAS: &str = "return document.querySelector('iframe[name=editor-canvas]')";
        wait::until("the canvas", async || {
            let frame = self.page.element(CANVAS, vec![]).await?;
            frame.enter_frame().await.ok()
        })
        .await;
    }

    pub(crate) async fn leave_canvas(&self) {
        let left = self.page.driver().enter_default_frame().await;
        left.expect("the editor itself");
    }

    /// Publishes the block editor's content, with its two buttons.
    pub(crate) async fn publish(&self) -> Post {
        self.page
            .press(".editor-post-publish-button__button:not([aria-disabled=true])")
            .await;
        self.page
            .press(
                ".editor-post-publish-panel .editor-post-publish-button:not([aria-disabled=true])",
            )
            .await;
        const PUBLISHED: &str = "
            const editor = wp.data.select('core/editor');
            return editor.isCurrentPostPublished() && !editor.isSavingPost() && editor.getCurrentPostId();
        ";
        let id = self
            .page
            .until("it to be published", PUBLISHED, vec![])
            .await;
        self.leave_editor().await;
        self.word_press.post(id.as_u64().expect("an id")).await
    }

    /// Goes back to the list of posts, as an author does. On leaving, the editor releases its lock
    /// on the post (`wp-remove-post-lock`), which WordPress refuses with a 400 if no user is logged
    /// in any more: so this must not wait for the next visitor.
    async fn leave_editor(&self) {
        self.open("edit.php").await;
    }

    /// Writes HTML into the classic editor, looks at it in *Visual*, goes back to *Text* and
    /// publishes.
    pub(crate) async fn write_classic(&self, html: &str) -> Post {
        self.open("post-new.php?classic-editor").await;
        self.page.press("#content-html").await;
        let heading = self.page.find("#title").await;
        heading.send_keys(title()).await.expect("a title");
        let text = self.page.find("#content").await;
        text.send_keys(html).await.expect("it takes keys");
        self.page.press("#content-tmce").await;
        self.page.find("#content_ifr").await;
        self.page.press("#content-html").await;
        self.page.find("#content").await;
        self.page.press("#publish:not(.disabled)").await;
        const ID: &str = "
            const place = new URL(location.href);
            return place.pathname.endsWith('/post.php') && Number(place.searchParams.get('post'));
        ";
        let id = self.page.until("it to be published", ID, vec![]).await;
        self.leave_editor().await;
        self.word_press.post(id.as_u64().expect("an id")).await
    }
}
