//! What a finding about a site means for its editor, and what to do: the words alone.

use crate::inspection::{Failure, Optimiser, Outcome, Platform, Tag};

/// Why there is nothing to tell, and what to do about it.
pub fn failure(failure: &Failure) -> (String, String) {
    let say = |what: &str, advice: &str| (what.to_owned(), advice.to_owned());
    match failure {
        Failure::NoAddress => say(
            "This is no address of a web page",
            "Type it as it stands in your browser’s address bar, such as https://ally.example/news, without a user name or password.",
        ),
        Failure::Port(port) => (
            format!("Port {port} is not looked at"),
            "Public websites answer on port 80 or 443. Give the address that your readers use."
                .to_owned(),
        ),
        Failure::Private { host, redirected } => (
            if *redirected {
                format!("The page redirects to {host}, which is not on the public internet")
            } else {
                format!("{host} is not on the public internet")
            },
            "We only open what everybody can open. Give the public address of the page; a site in \
             your own network cannot be tested from here."
                .to_owned(),
        ),
        Failure::TooManyRedirects => say(
            "The page redirects again and again",
            "More than three redirects were followed. Open the page in a private window, and give the address it ends at.",
        ),
        Failure::UnknownName { host } => (
            format!("There is no site called {host}"),
            "Look for a typing mistake. A new name can take a day to be known everywhere."
                .to_owned(),
        ),
        Failure::Unreachable { host } => (
            format!("{host} does not answer"),
            "The site may be down, or keep visitors like us out. Try again later, or ask whoever runs it."
                .to_owned(),
        ),
        Failure::Insecure { host } => (
            format!("No secure connection to {host} can be made"),
            "Its certificate is missing, has expired, or is for another name, and your readers’ \
             browsers will warn them as well. Ask whoever runs the site to mend it; if it has no \
             certificate at all, give the address with http://."
                .to_owned(),
        ),
        Failure::Slow { host } => (
            format!("{host} took longer than five seconds"),
            "Try again; if it stays slow, your readers wait as well. The snippets work all the same."
                .to_owned(),
        ),
        Failure::Broken => say(
            "The answer broke off, or was none of a website’s",
            "Try again; if it happens again, ask whoever runs the site.",
        ),
        Failure::Status(status @ (401 | 403)) => (
            format!("The page keeps visitors like us out (status {status})"),
            "Publish it without a password first, or test another public page of the same site: they share their policy."
                .to_owned(),
        ),
        Failure::Status(status @ (404 | 410)) => (
            format!("There is no such page (status {status})"),
            "Look for a typing mistake; a draft must be published before we can see it.".to_owned(),
        ),
        Failure::Status(status) => (
            format!("The site answered with status {status}"),
            "Something is wrong with it just now. Try again later, or test another page of it."
                .to_owned(),
        ),
        Failure::NotAPage(kind) => (
            format!("This is no page but {kind}"),
            "Give the address of the page that people read, not of a file.".to_owned(),
        ),
        Failure::Busy => say(
            "Too many sites are being tested just now",
            "Wait a few seconds, then try again.",
        ),
    }
}

/// What became of our tag.
pub fn tag(tag: &Tag, server: &str) -> (String, String) {
    let say = |what: &str, advice: &str| (what.to_owned(), advice.to_owned());
    match tag {
        Tag::Intact => say("Our tag is there and whole", "Nothing to do."),
        Tag::ByPlugin => say("The WordPress plugin put our tag there", "Nothing to do."),
        Tag::Framed => say("A frame of ours is there", "Nothing to do."),
        Tag::Linked => say(
            "The page links to ours, without a widget",
            "If you pasted one, the rest of it was taken out: look below at what the site lets in.",
        ),
        Tag::Absent => say(
            "Our tag is not there yet",
            "Paste one of the snippets, publish the page, and test again.",
        ),
        Tag::WithoutScript => say(
            "The place is there, but its script is gone",
            "Whoever saved the page may not save scripts (in WordPress: an Author or a Contributor), \
             or an optimiser put it into a file of its own. Let an Editor or Administrator save the \
             page, and exclude undersigned.js from being combined.",
        ),
        Tag::WithoutPlace => say(
            "The script is there, but nothing says where the widget should stand",
            "Paste the whole line again: the <div> before the script was lost.",
        ),
        Tag::ShownAsText => say(
            "The tag is shown to readers as text",
            "It was pasted into a text editor. In WordPress use a Custom HTML block, or the Code \
             (Text) tab of the classic editor.",
        ),
        Tag::HeldBack { kind, by } => {
            let who = by.map_or("Something on the site", Optimiser::name);
            let what = if kind.is_empty() {
                format!("{who} put the script’s address aside")
            } else {
                format!("{who} changed the script’s type to “{kind}”")
            };
            let advice = match by {
                Some(by) => format!("It runs late or not at all. {}", optimiser(*by)),
                None if kind == "text/plain" => {
                    "A cookie banner holds it back until readers agree. \
                     The widget sets no cookie and contacts nobody else, so it may run at once: \
                     list undersigned.js as necessary."
                        .to_owned()
                }
                None => {
                    "Browsers do not run it. Exclude undersigned.js from whatever rewrites scripts."
                        .to_owned()
                }
            };
            (what, advice)
        }
        Tag::Rehosted { at, server_named } => (
            format!("The script comes from {at}"),
            if *server_named {
                format!(
                    "It works, since the tag or its link names {server}; but such a copy grows old. Exclude undersigned.js from being copied."
                )
            } else {
                format!(
                    "A copy asks the wrong server. Exclude undersigned.js from being copied, or add data-server=\"{server}\" to the tag."
                )
            },
        ),
        Tag::OtherSubject { named } => (
            if named.is_empty() {
                "The tag does not say for what it is".to_owned()
            } else {
                format!("The tag is for “{named}”")
            },
            "If you meant this one, copy the snippet of this page.".to_owned(),
        ),
        Tag::UnknownWidget { named } => (
            format!("There is no widget called “{named}”"),
            "It is one of signature, signup and share: copy the snippet of this page.".to_owned(),
        ),
    }
}

/// What the site's software means for whoever pastes.
pub fn platform(platform: Option<&Platform>) -> Option<(String, String)> {
    let roles = "Administrators and Editors may paste any of the snippets into a Custom HTML block. \
                 What an Author or a Contributor saves loses its scripts and frames, and whoever \
                 saves last counts; on a network of sites only super admins may paste.";
    match platform? {
        Platform::WordPress { version } => {
            let what = match version {
                Some(version) => format!("It runs on WordPress {version}"),
                None => "It runs on WordPress".to_owned(),
            };
            let major = version.as_ref().and_then(|version| version.split('.').next()?.parse().ok());
            let old = major.is_some_and(|major: u32| major < 5);
            let advice = if old {
                "This version is old and has no Custom HTML block: paste into the Text tab of the \
                 editor, and do not switch to Visual afterwards."
            } else {
                roles
            };
            Some((what, advice.to_owned()))
        }
        Platform::WordPressCom => Some((
            "It runs on WordPress.com".to_owned(),
            "Scripts and frames are taken out there unless the plan allows plugins. The link always works.".to_owned(),
        )),
        Platform::Other(name) => {
            let place = match *name {
                "Drupal" => "Paste with the text format Full HTML; others take scripts out.",
                "Ghost" => "Paste into an HTML card.",
                "Joomla" => "Paste with the editor set to None, as somebody whose text filter is No Filtering.",
                "Squarespace" => "Paste into a Code block; scripts need a plan that has them.",
                "TYPO3" => "Paste into the content element Plain HTML.",
                "Webflow" => "Paste into a Code Embed element.",
                _ => "Paste into the element for HTML code. It puts it into a frame of another address, so the organisers may have to add that one to the sites.",
            };
            Some((format!("It runs on {name}"), place.to_owned()))
        }
    }
}

/// How each is told to leave our script alone.
pub fn optimiser(optimiser: Optimiser) -> &'static str {
    match optimiser {
        Optimiser::Autoptimize => {
            "Under Settings, Autoptimize, add undersigned.js to “Exclude scripts from Autoptimize”."
        }
        Optimiser::Complianz => {
            "If the widget does not appear, list undersigned.js as a necessary script in Complianz: it sets no cookie."
        }
        Optimiser::Cookiebot => {
            "If the widget does not appear, add data-cookieconsent=\"ignore\" to the script tag: it sets no cookie."
        }
        Optimiser::FlyingPress => {
            "In FlyingPress, under JavaScript, exclude undersigned.js from being delayed."
        }
        Optimiser::JetpackBoost => {
            "Add data-jetpack-boost=\"ignore\" to the script tag, so that it is not deferred."
        }
        Optimiser::LiteSpeed => {
            "In LiteSpeed Cache, under Page Optimization, Tuning, add undersigned.js to JS Excludes and JS Deferred / Delayed Excludes."
        }
        Optimiser::NitroPack => "Add the attribute nitro-exclude to the script tag.",
        Optimiser::Perfmatters => {
            "In Perfmatters, under Assets, JavaScript, exclude undersigned.js from Delay JavaScript."
        }
        Optimiser::RocketLoader => {
            "Add data-cfasync=\"false\" to the script tag, before its src, so that Rocket Loader leaves it alone."
        }
        Optimiser::SiteGround => {
            "In Speed Optimizer, under Frontend, exclude undersigned.js from being deferred and combined."
        }
        Optimiser::WpRocket => {
            "In WP Rocket, under File Optimization, add undersigned.js to the exclusions of “Delay JavaScript execution”; otherwise the widget waits for the reader’s first touch."
        }
    }
}

/// Whether it is as it should be, and what readers get.
pub fn outcome(outcome: Outcome) -> (bool, &'static str) {
    match outcome {
        Outcome::Whole => (true, "the whole widget, without leaving the page"),
        Outcome::PlainForm => (true, "the form; it goes on on our own page"),
        Outcome::SteppedDown => (true, "the widget in a frame, which it puts there by itself"),
        Outcome::Framed => (true, "the widget in a frame that fits"),
        Outcome::FixedFrame => (true, "the widget in a frame of fixed height"),
        Outcome::Picture => (true, "a picture of the count, which leads to our own page"),
        Outcome::Link => (false, "a link to our own page"),
        Outcome::Nothing => (false, "nothing"),
    }
}
