//! What editors set on the element or tag, and the events by which their page counts.

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SIGNATURE, WASM, sign, sign_and_confirm},
    support::{browsers::visit, campaign::DECLARATION},
};

/// Records the events that a page counts by.
const LISTEN: &str = "<script>
    window.heard = [];
    for (const name of ['seen', 'started', 'signed', 'confirmed'])
        addEventListener('undersigned:' + name, ({detail}) => heard.push([name, detail]));
</script>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_hears_each_step_once_and_its_source_counts() {
    for (form, tag) in [
        ("tag", "script"),
        ("placeholder", "div"),
        ("element", "undersigned-signature"),
    ] {
        let fixture = Fixture::start().await;
        let loader = fixture.loader();
        let body = match tag {
            "script" => format!(
                "<script async src=\"{loader}\" data-widget=signature data-declaration={DECLARATION} data-source=march-news></script>"
            ),
            "div" => format!(
                "<div data-widget=signature data-declaration={DECLARATION} data-source=march-news></div><script async src=\"{loader}\"></script>"
            ),
            _ => format!(
                "<undersigned-signature declaration={DECLARATION} source=march-news></undersigned-signature><script async src=\"{loader}\"></script>"
            ),
        };
        let address = fixture.site.page_with_head("/article", LISTEN, &body);

        visit(&format!("steps_of_{form}"), async move |page| {
            let ada = fixture.app.person("Ada Marlowe");
            page.goto(&address).await;
            let widget = page.widget(SIGNATURE);
            sign_and_confirm(&fixture, &widget, &ada).await;
            let heard = page.run("return heard", vec![]).await;
            let heard: Vec<(String, Value)> = serde_json::from_value(heard).expect("events");
            let names: Vec<&str> = heard.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(
                names,
                ["seen", "started", "signed", "confirmed"],
                "{heard:?}"
            );
            assert_eq!(heard[0].1, json!({"widget": "signature"}));
            assert_eq!(heard[1].1, json!({"widget": "signature"}));
            assert_eq!(heard[2].1, json!({"declaration": DECLARATION}));
            assert_eq!(heard[3].1, json!({"declaration": DECLARATION, "count": 1}));
            let counted = fixture
                .app
                .rows_where("signatures", "source = 'march-news'");
            assert_eq!(counted, 1, "{form}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_alone_needs_no_webassembly() {
    let fixture = Fixture::start().await;
    fixture
        .app
        .sign_on_server(&fixture.app.person("Ada Marlowe"))
        .await;
    let tag = fixture.tag(&format!(
        "data-widget=signature data-declaration={DECLARATION} data-show=count"
    ));
    let address = fixture.site.page("/article", &tag);

    visit("count_alone", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.says("a", "Sign the declaration").await;
        assert!(!widget.has("form").await);
        page.until(
            "the page to be loaded",
            "return document.readyState == 'complete'",
            vec![],
        )
        .await;
        assert!(fixture.proxy.requests_for(WASM).is_empty());
    })
    .await;
}

/// The recipe of `docs/embedding.md`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pages_own_code_fills_in_the_form_and_nothing_is_sent_before_the_press() {
    let recipe = "<script>
        addEventListener('undersigned:ready', ({ target }) => {
            const known = { name: 'Bo Else', email: 'else@mail.example' };
            for (const [name, value] of Object.entries(known)) {
                const field = target.shadowRoot?.querySelector(`[name=${name}]`);
                if (field && !field.value) field.value = value;
            }
        });
    </script>";
    let fixture = Fixture::start().await;
    let tag = fixture.signature_tag();
    let address = fixture.site.page_with_head("/article", recipe, &tag);

    visit("filled_in", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        page.until(
            "the address to be filled in",
            "return document.querySelector('undersigned-signature')?.shadowRoot
                ?.querySelector('[name=email]')?.value == 'else@mail.example'",
            vec![],
        )
        .await;
        assert!(fixture.proxy.requests_for("else").is_empty());
        // What was filled in stays when the widget comes alive, and can be changed.
        widget.is_hydrated().await;
        assert_eq!(widget.value("name").await, "Bo Else");
        assert_eq!(fixture.app.rows("attempts"), 0);
        let ada = fixture.app.person("Ada Marlowe");
        for name in ["name", "email"] {
            let field = widget.find(&format!("input[name={name}]")).await;
            field.clear().await.expect("an emptied field");
        }
        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        assert_eq!(
            fixture.app.rows_where("attempts", "name = 'Ada Marlowe'"),
            1
        );
        assert_eq!(fixture.app.rows_where("attempts", "updates = 1"), 0);
    })
    .await;
}
