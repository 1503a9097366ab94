//! English.

use crate::i18n::advice::{
    Failures, Optimisers, Outcomes, Platforms, ReportText, SiteTestText, TagText,
};

pub(super) const WORDS: SiteTestText = SiteTestText {
    failures: Failures {
        no_address: [
            "This is not the address of a web page",
            "Type it as it appears in your browser’s address bar, such as `https://ally.example/news`, without a user name or password.",
        ],
        port: [
            "We do not look at port {port}",
            "Public websites answer on port 80 or 443. Give the address that your readers use.",
        ],
        private: [
            "{host} is not on the public internet",
            "We only open what everyone can open. Give the public address of the page; a site in your own network cannot be tested from here.",
        ],
        leads_to_private: "The page redirects to {host}, which is not on the public internet",
        redirects: [
            "The page redirects again and again",
            "More than three redirects were followed. Open the page in a private window, and give the address it ends at.",
        ],
        unknown_name: [
            "There is no site called {host}",
            "Look for a typing mistake. A new name can take a day to be known everywhere on the internet.",
        ],
        unreachable: [
            "{host} does not answer",
            "The site may be down, or may block visitors like us. Try again later, or ask the person who runs it.",
        ],
        insecure: [
            "No secure connection to {host} can be made",
            "Its certificate is missing, has expired, or is for another name, and your readers’ browsers will warn them as well. Ask the person who runs the site to repair it; if it has no certificate at all, give the address with `http://`.",
        ],
        slow: [
            "{host} took longer than five seconds",
            "Try again; if it stays slow, your readers wait as well. The snippets work all the same.",
        ],
        broken: [
            "The answer was incomplete or not from a website",
            "Try again; if it happens again, ask the person who runs the site.",
        ],
        kept_out: [
            "The page is not open to the public (status {status})",
            "Publish it without a password first, or test another public page of the same site: they share their policy.",
        ],
        no_such_page: [
            "There is no such page (status {status})",
            "Look for a typing mistake; a draft must be published before we can see it.",
        ],
        status: [
            "The site answered with status {status}",
            "Something is wrong with it at the moment. Try again later, or test another page of it.",
        ],
        not_a_page: [
            "This is not a page but {kind}",
            "Give the address of the page that people read, not of a file.",
        ],
        busy: [
            "Too many sites are being tested right now",
            "Wait a few seconds, then try again.",
        ],
    },
    tags: TagText {
        intact: "Our tag is there and whole",
        by_plugin: "The WordPress plugin put our tag there",
        framed: "A frame of ours is there",
        linked: [
            "The page links to ours, without a widget",
            "If you pasted one, the rest of it was taken out: see below what the site allows.",
        ],
        absent: [
            "Our tag is not there yet",
            "Paste one of the snippets, publish the page, and test again.",
        ],
        without_script: [
            "The place is there, but its script is gone",
            "The person who saved the page may not save scripts (in WordPress: an Author or a Contributor), or an optimiser put the script into a file of its own. Let an Editor or Administrator save the page, and exclude `undersigned.js` from being combined.",
        ],
        without_place: [
            "The script is there, but nothing says where the widget belongs",
            "Paste the whole line again: the `<div>` before the script was lost.",
        ],
        shown_as_text: [
            "The tag is shown to readers as text",
            "It was pasted into a text editor. In WordPress use a Custom HTML block, or the Code (Text) tab of the classic editor.",
        ],
        type_changed: "{who} changed the script’s type to “{kind}”",
        put_aside: "{who} put the script’s address aside",
        something: "Something on the site",
        runs_late: "It runs late or not at all.",
        held_by_banner: "A cookie banner holds it back until readers agree. The widget sets no cookie and contacts nobody else, so it may run at once: list `undersigned.js` as necessary.",
        not_run: "Browsers do not run it. Exclude `undersigned.js` from everything that rewrites scripts.",
        rehosted: "The script comes from {from}",
        copy_works: "It works, since the script itself names {server}; but such a copy becomes outdated. Exclude `undersigned.js` from being copied.",
        other_subject: [
            "The tag is for “{name}”",
            "If you meant this one, copy the snippet of this page.",
        ],
        no_subject: "The tag does not say what it is for",
        unknown_widget: [
            "There is no widget called “{name}”",
            "It is one of `signature`, `signup` and `share`: copy the snippet of this page.",
        ],
    },
    platforms: Platforms {
        runs_on: "It runs on {name}",
        wordpress_roles: "Administrators and Editors may paste any of the snippets into a Custom HTML block. What an Author or a Contributor saves loses its scripts and frames, and the last person to save decides; on a network of sites only super admins may paste.",
        old_wordpress: "This version is old and has no Custom HTML block: paste into the Text tab of the editor, and do not switch to Visual afterwards.",
        wordpress_com: "Scripts and frames are taken out there unless the plan allows plugins. The link always works.",
        paste_as: "Paste it where the site takes HTML as it is: {place}. Elsewhere scripts are taken out.",
        needs_plan: "Not every plan allows scripts.",
        reframed: "Paste it into the element for HTML code. The site puts that into a frame of another address, so the organisers may have to add that one to the sites.",
    },
    optimisers: Optimisers {
        at_work: "{name} is active on this page",
        option: "In {name}, under {menu}, add `undersigned.js` to {option}.",
        exclude: "In {name}, under {menu}, exclude `undersigned.js` from being delayed, deferred or combined.",
        attribute: "Write {attribute} into the script tag, before `src`, so that {name} leaves it alone.",
        necessary: "If the widget does not appear, list `undersigned.js` as necessary in {name}: it sets no cookie.",
    },
    outcomes: Outcomes {
        whole: "the whole widget, without leaving the page",
        plain_form: "the form; it continues on our own page",
        stepped_down: "the widget in a frame, which it adds itself",
        framed: "the widget in a frame that fits",
        fixed_frame: "the widget in a frame of fixed height",
        picture: "a picture of the count, which leads to our own page",
        link: "a link to our own page",
        nothing: "nothing",
    },
    report: ReportText {
        found: "What we found",
        read: "We read {address}.",
        read_elsewhere: "We read {address}, where the address you gave leads.",
        read_beginning: "It is larger than a megabyte: we read only its beginning.",
        mixed: [
            "The page is secure and our server is not",
            "A page on `https` loads nothing from `http`. Ask the person who runs this server to give it a certificate.",
        ],
        allowed: "{origin} may embed it",
        not_allowed: [
            "{origin} may not embed it yet",
            "Ask {organisers} ({contact}) to add `\"{origin}\"` to the `sites`. Until then a link is shown instead.",
        ],
        no_policy: [
            "No Content-Security-Policy",
            "It allows everything, so nothing has to change.",
        ],
        one_policy: "A Content-Security-Policy is in force",
        several_policies: "Several Content-Security-Policies are in force, and each can only forbid more",
        only_reports: "A policy only reports, and forbids nothing yet",
        once_in_force: "Once it is put in force, the one line needs:",
        trusted_types: [
            "The page asks for Trusted Types, and does not know ours",
            "The widget finds another way. Only the pinned line needs this for all it can do:",
        ],
        each_way: "What each way would give your readers",
        for_more: "What to change for more",
        in_header: "In the header `Content-Security-Policy`:",
        in_meta: "In the page’s own `<meta>`:",
        add: "add {line}",
        replace: "{old} becomes {new}",
        nonce: "With `'strict-dynamic'` addresses do not count: give the script tag the nonce that the site’s own scripts have.",
    },
    nothing_to_do: "Nothing to do.",
};
