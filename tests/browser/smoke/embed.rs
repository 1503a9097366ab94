//! Host pages in every browser: our styles on the page, libraries that replaced built-in objects, an
//! app with the npm package. The other tests are in `tests/chromium/embed`.

use serde_json::json;

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP, enter_code, sign_and_confirm},
    support::{
        browsers::visit,
        campaign::DECLARATION,
        npm::{NpmApp, page_of},
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn widget_styles_do_not_leak_into_the_page() {
    let fixture = Fixture::start().await;
    // Everything that our style sheet names, on the page itself.
    let theirs = "<section id=theirs class='undersigned compact' dir=rtl style='width:400px'><article part=document><h2 part=title>Title</h2></article>
        <form part=form data-form=join><p part=error role=alert>Error</p><p></p><label part=choice>Label<input type=radio></label>
        <div part=field><input part=input class=six name=postcode placeholder=a><small>Small</small></div>
        <button part=button class=busy aria-busy=true><span>One</span><span>Two</span></button></form>
        <ul part=networks><li><a part=network href=#>Link</a></li></ul><svg><rect width=9 height=9 /></svg></section>";
    let address = fixture.site.page("/theirs", theirs);
    let tag = fixture.signature_tag();

    visit("no_leak", async move |page| {
        const ALL: &str = "
            return [...document.querySelectorAll('#theirs, #theirs *')].map((one) =>
                [...getComputedStyle(one)].map((name) => name + ':' + getComputedStyle(one).getPropertyValue(name)).join(';'));
        ";
        page.goto(&address).await;
        let before = page.run(ALL, vec![]).await;
        let add = "
            document.body.append(document.createRange().createContextualFragment(arguments[0]));
        ";
        page.run(add, vec![json!(tag)]).await;
        page.widget(SIGNATURE).is_hydrated().await;
        assert!(page.run(ALL, vec![]).await == before, "a rule of ours reaches out");
    })
    .await;
}

/// What Prototype and MooTools did to every page that loaded them, in the ways that broke other
/// scripts.
const OLD_LIBRARIES: &str = "<base href=\"https://elsewhere.example/deep/\"><script>
    Array.prototype.toJSON = function () { return 'an array: ' + this.join() };
    String.prototype.toJSON = function () { return '\"' + this + '\"' };
    Object.prototype.surprise = function () {};
    const walk = function (see) { for (let at = 0; at < this.length; at++) see(this[at], at) };
    Array.prototype.each = Array.prototype.forEach = walk;
    Array.prototype.find = Array.prototype.detect = function (judge) {
        let found; this.each((one) => { if (found === undefined && judge(one)) found = one }); return found };
    Array.prototype.reduce = function () { return this.length > 1 ? this : this[0] };
    Array.prototype.reverse = function () { return this.slice() };
    Array.prototype.entries = Array.prototype.toArray = function () { return [].concat(this) };
    Array.prototype.includes = Array.prototype.contains = function (one) { return this.indexOf(one, 0) >= 0 };
    Array.from = (list) => { const made = []; for (let at = 0; at < (list.length || 0); at++) made.push(list[at]); return made };
    const bind = Function.prototype.bind;
    Function.prototype.bind = function (...given) { return bind.apply(this, given) };
    Element.prototype.remove = function () { this.parentNode.removeChild(this); return this };
    Element.prototype.update = Element.prototype.insert = Element.prototype.show = function () { return this };
    Element.prototype.select = function (css) { return this.querySelectorAll(css) };
    Element.prototype.getText = Element.prototype.visible = function () { return true };
    document.getElementsByClassName = () => [];
    const { stringify } = JSON, { keys } = Object;
    JSON.stringify = (value) => stringify(value).toUpperCase();
    Object.keys = (object) => { const names = []; for (const name in object) names.push(name); return names };
    window.$ = window.$$ = window.Element.Methods = {};
    window.name = 'taken'; window.Request = window.Hash = function () {};
    // The visitor is a script at first, and WebDriver only afterwards: its own scripts need these.
    addEventListener('undersigned:ready', ({target: {shadowRoot: root}}) => {
        const form = root.querySelector('form[data-form=sign]');
        if (!form) return;
        form.querySelector('[name=name]').value = 'Ada Marlowe';
        form.querySelector('[name=email]').value = document.body.dataset.email;
        form.requestSubmit();
    });
    addEventListener('undersigned:signed', () => {
        delete Array.prototype.toJSON; delete String.prototype.toJSON; delete Object.prototype.surprise;
        JSON.stringify = stringify; Object.keys = keys;
    });
</script>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn widgets_work_beside_libraries_that_replace_builtins() {
    let fixture = Fixture::start().await;
    let ada = fixture.app.person("Ada Marlowe");
    let body = format!(
        "<script>document.body.dataset.email = '{}'</script>{}{}{}",
        ada.email,
        fixture.signature_tag(),
        fixture.signup_tag(),
        fixture.share_tag("data-networks=\"mastodon copy\"")
    );
    let address = fixture
        .site
        .page_with_head("/old-libraries", OLD_LIBRARIES, &body);

    visit("old_libraries", async move |page| {
        page.goto(&address).await;
        // Until then the page is not touched.
        fixture.app.email_to(&ada).await;
        let widget = page.widget(SIGNATURE);
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
        page.widget(SHARE).press("[data-press=mastodon]").await;
        page.widget(SHARE).find("input[name=server]").await;

        let joins = page.widget(SIGNUP);
        joins.fill("email", "bea@mail.example").await;
        joins
            .press("form[data-form=join] button[type=submit]")
            .await;
        joins.find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visitors_sign_in_an_app_that_imports_the_package() {
    let fixture = Fixture::start().await;
    let app = NpmApp::installed();
    app.bundled("app.ts", "esm", &fixture.site);
    app.carry_wasm(&fixture.site, "app");
    let address = page_of(
        &fixture.site,
        &fixture.proxy.url,
        "<script type=\"module\" src=\"/app/app.js\"></script>",
    );

    visit("npm_app", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        for name in [SIGNUP, SHARE] {
            page.widget(name).find("[data-island]").await;
        }
        let widget = page.widget(SIGNATURE);
        let site = async || {
            widget.find("form[data-form=sign]").await;
            let field = "return root.querySelector('[name=site]').value";
            widget.run(field, vec![]).await
        };
        assert_eq!(site().await, json!(fixture.site.origin));
        widget.is_hydrated().await;
        assert_eq!(site().await, json!(fixture.site.origin));
        sign_and_confirm(&fixture, &widget, &ada).await;
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
