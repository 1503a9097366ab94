//! Hostile host pages: rules for every element, tiny type, no room, the other text direction. On
//! each of them a visitor can still sign, and the page stays as it was.

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SIGNATURE, enter_code, sign, sign_and_confirm},
    support::browsers::{page::Page, visit, widget::Widget},
};

/// What a desperate theme does to everything, our element included. The page sets font and colour;
/// nothing else of this may be seen inside.
const EVERYTHING: &str = "<style>
    * { position: absolute !important; display: flex !important; float: left !important;
        height: 20px !important; max-height: 30px !important; columns: 3 !important;
        margin: 0 !important; padding: 0 !important; border: 0 !important; outline: 0 !important;
        color: rgb(0, 70, 0) !important; background: none !important; opacity: 1 !important;
        font: italic 900 7px/3px fantasy !important; letter-spacing: .5em !important; word-spacing: 3em !important;
        text-transform: uppercase !important; text-indent: 90px !important; text-align: right !important;
        text-decoration: line-through !important; text-shadow: 2px 2px red !important; white-space: nowrap !important;
        direction: rtl; writing-mode: vertical-rl !important; list-style: square !important;
        -webkit-text-fill-color: rgb(255, 0, 255) !important; -webkit-user-select: none !important; user-select: none !important;
        cursor: none !important; transition: all 9s !important; quotes: none !important; tab-size: 1 !important }
    *::before { content: 'x' !important } *::after { content: 'y' !important }
</style>";

/// One line for each part: those properties of what is shown that a page must not affect.
const READ: &str = "
    const names = ['position', 'float', 'text-transform', 'letter-spacing', 'word-spacing', 'text-indent', 'font-style',
        'font-weight', 'text-align', 'text-shadow', 'white-space', 'writing-mode', 'direction', 'opacity', 'text-decoration-line',
        'display', 'transition-duration', 'column-count', 'cursor', 'list-style-type', 'border-top-width'];
    const parts = ['.undersigned', '[part=title]', '[part=preamble] p', '[part=counter]', 'legend', '[part=choice]', '[part=label]',
        '[part~=input]', '[part=button]', '[part=privacy]'];
    return parts.map((css) => {
        const style = getComputedStyle(root.querySelector(css));
        return [css, ...names.map((name) => name + ': ' + style.getPropertyValue(name))].join('; ');
    });
";

/// Everything in the widget that extends beyond its page or its element, and by how much.
const TOO_WIDE: &str = "
    const host = root.host.getBoundingClientRect();
    const out = [...root.querySelectorAll('*')].filter((one) => {
        const box = one.getBoundingClientRect();
        // What is only read aloud has no box to speak of.
        if (box.width < 2 || !one.checkVisibility({visibilityProperty: true})) return false;
        return box.right > host.right + 8.5 || box.left < host.left - 8.5 || (one.localName == 'button' && one.scrollWidth > one.clientWidth + 1);
    });
    const page = document.scrollingElement;
    const told = out.map((one) => one.outerHTML.slice(0, 120) + ' ' + JSON.stringify(one.getBoundingClientRect()));
    if (page.scrollWidth > page.clientWidth) told.push('the page scrolls sideways: ' + page.scrollWidth);
    return told;
";

/// Fields and texts that are too small to read, with their size.
const TOO_SMALL: &str = "
    const texts = [...root.querySelectorAll('*')].filter((one) => [...one.childNodes].some((node) => node.nodeType == 3 && node.data.trim()));
    const small = (one, least) => parseFloat(getComputedStyle(one).fontSize) < least;
    const found = texts.filter((one) => one.localName != 'style' && small(one, 13));
    found.push(...[...root.querySelectorAll('input:not([type=hidden])')].filter((one) => small(one, one.type == 'radio' || one.type == 'checkbox' ? 0 : 16)));
    return found.map((one) => one.outerHTML.slice(0, 120) + getComputedStyle(one).fontSize);
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn universal_css_rules_do_not_reach_the_widget() {
    let fixture = Fixture::start().await;
    let tag = fixture.signature_tag();
    let calm = fixture.site.page("/calm", &tag);
    let wild = fixture.site.page_with_head("/wild", EVERYTHING, &tag);

    visit("every_element", async move |page| {
        page.goto(&calm).await;
        let widget = page.widget(SIGNATURE);
        widget.find("form[data-form=sign]").await;
        let before = widget.run(READ, vec![]).await;

        page.goto(&wild).await;
        widget.find("form[data-form=sign]").await;
        assert_eq!(widget.run(READ, vec![]).await, before);
        assert_eq!(widget.run(TOO_SMALL, vec![]).await, json!([]));
        const INK: &str = "
            const style = getComputedStyle(root.querySelector('[part=title]'));
            return [style.color, style.webkitTextFillColor];
        ";
        let ink = widget.run(INK, vec![]).await;
        assert_eq!(ink, json!(["rgb(0, 70, 0)", "rgb(0, 70, 0)"]));
        sign_to_the_end(&fixture, &widget).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_page_font_does_not_shrink_the_forms_text() {
    let fixture = Fixture::start().await;
    let tag = fixture.signature_tag();
    let half = "<style>html { font-size: 62.5% }</style>";
    let half = fixture.site.page_with_head("/half", half, &tag);
    let large = "<style>body { font-size: 24px }</style>";
    let large = fixture.site.page_with_head("/large", large, &tag);

    visit("tiny_type", async move |page| {
        let widget = page.widget(SIGNATURE);
        page.goto(&large).await;
        let size = widget.find("[part=privacy]").await;
        assert_eq!(
            size.css_value("font-size").await.unwrap(),
            "21px",
            "large type is kept"
        );

        page.goto(&half).await;
        widget.find("form[data-form=sign]").await;
        assert_eq!(widget.run(TOO_SMALL, vec![]).await, json!([]));
        sign_to_the_end(&fixture, &widget).await;
        assert_eq!(widget.run(TOO_SMALL, vec![]).await, json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_signature_box_fits_300_pixels() {
    let fixture = Fixture::start().await;
    let narrow = "<style>body { margin: 0; width: 300px; font: 20px serif }</style>";
    let address = fixture
        .site
        .page_with_head("/narrow", narrow, &fixture.signature_tag());

    visit("narrow", async move |page| {
        page.goto(&address).await;
        sign_while_it_fits(&fixture, &page).await;
    })
    .await;
}

/// A window of 1280 by 1024 pixels at 400 % shows 320 by 256 CSS pixels (WCAG 1.4.10); so does a
/// frame of that size. Its visitor also increases text spacing (WCAG 1.4.12), which a browser's own
/// style sheet does in shadow roots too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zoom_of_400_percent_and_text_spacing_cut_nothing_off() {
    let fixture = Fixture::start().await;
    let inner = fixture.signature_page();
    let outer = format!(
        "<iframe src=\"{inner}\" title=\"as if enlarged\" style=\"width:320px;height:256px;border:0\"></iframe>"
    );
    let address = fixture.site.page("/enlarged", &outer);

    visit("enlarged", async move |page| {
        page.goto(&address).await;
        page.driver().enter_frame(0).await.expect("the frame is there");
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
        let spaced = "
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
            for (const one of [document, document.querySelector(arguments[0]).shadowRoot]) one.adoptedStyleSheets = [...one.adoptedStyleSheets, sheet];
        ";
        page.run(spaced, vec![json!(SIGNATURE)]).await;
        sign_while_it_fits(&fixture, &page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_to_left_page_with_a_foreign_base_url_does_not_break_the_widget() {
    let fixture = Fixture::start().await;
    let head = "<base href=\"https://elsewhere.example/deep/\" target=\"_top\">
        <script>document.documentElement.dir = 'rtl'</script>";
    let address = fixture
        .site
        .page_with_head("/turned", head, &fixture.signature_tag());

    visit("turned", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        let form = widget.find("form[data-form=sign]").await;
        assert_eq!(form.css_value("direction").await.unwrap(), "ltr", "English is read so");
        const ELSEWHERE: &str = "
            const led = [...root.querySelectorAll('[href], [action]')].map((one) => one.href || one.getAttribute('action'));
            return led.filter((address) => !address.startsWith('http://127.0.0.1:'));
        ";
        assert_eq!(widget.run(ELSEWHERE, vec![]).await, json!([]));
        sign_while_it_fits(&fixture, &page).await;
    })
    .await;
}

/// Signs, types the code and is thanked.
async fn sign_to_the_end(fixture: &Fixture, widget: &Widget) {
    let ada = fixture.app.person("Ada Marlowe");
    // `find` and real typing succeed only on elements that are shown and can be reached.
    sign_and_confirm(fixture, widget, &ada).await;
}

/// The same, checking at each step whether everything fits.
async fn sign_while_it_fits(fixture: &Fixture, page: &Page) {
    let widget = page.widget(SIGNATURE);
    let fits = async |moment: &str| {
        let out = widget.run(TOO_WIDE, vec![]).await;
        let none: Value = json!([]);
        assert_eq!(out, none, "{moment}: {out:#}");
    };
    let ada = fixture
        .app
        .person("Ada Marlowe-with-a-Very-Long-Double-Barrelled-Name");
    widget.find("form[data-form=sign]").await;
    fits("the form").await;
    widget
        .press("form[data-form=sign] button[type=submit]")
        .await;
    widget.find("[part~=error]:not(:empty)").await;
    fits("the errors").await;
    sign(&widget, &ada).await;
    widget.find("input[name=code]").await;
    fits("the code").await;
    enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
    widget.find("[part~=thanks]").await;
    fits("the thanks").await;
}
