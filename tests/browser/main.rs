//! The widgets as visitors meet them: a real browser, the real bundle, the real server, and pages
//! of another site. `UNDERSIGNED_BROWSER` chooses Chromium (the default), Firefox or WebKit. Tests
//! that only Chromium can run are in `tests/chromium`, those of the server's pages by plain HTTP in
//! `tests/api/http/forms.rs`.

#[path = "../support/mod.rs"]
mod support;

mod accessing; // axe-core and the keyboard alone, in every state
mod astray; // correcting the address when the attempt has ended or the network fails
mod contrast; // any accent on any background
mod correcting; // the same details again, and another address: one attempt
mod demo; // the article with its widgets, and the mailbox
mod embed_page; // what an editor chooses is shown and copied
mod failing; // networks that break, sites that are not allowed, codes that are wrong
mod finding; // searching for a name with the keyboard alone
mod framing; // frames: sandboxes, heights, links that may not open
mod globals; // a page's globals, before and after
mod hostile; // pages with rules for everything, tiny type, no room
mod hosting; // old libraries and optimisers
mod hydrating; // what a visitor did before hydration is kept and done
mod injecting; // text from people without rights, sanitised, beside every loader
mod keyboard; // joining, sharing and correcting without a mouse
mod ladder; // each rung signs to the end: no WebAssembly, no script
mod meddling; // password managers, translators and dark-mode extensions change a widget
mod mounting; // tags, divs, elements; late, twice, removed, moved
mod moving_on; // single-page navigation: what is shared after it
mod npm; // the package in apps: types, bundlers, React
mod owning; // manage and version pages, with the keyboard alone
mod pages; // frames and the server's own pages as pages: headings, landmarks, 300 pixels
mod pinning; // loaders that run only the bytes they were built with
mod pointing; // one principle by its address, and embedded on its own
mod policies; // Content-Security-Policies, as documented
mod reserving; // a reservation, from the article to its footnote
mod returning; // from the email back to the article, or to the button
mod sharing; // links, copying, the share sheet, Mastodon
mod speaking; // right to left, plural rules, numbers
mod stage; // the server, the gate before it and the host site
mod standing; // foreign styles, no third party, no shift, no globals, strict policies
mod states; // axe-core in rare states, screen reader announcements, target sizes
mod stepping_down; // policies, editors and servers that stop the widget
mod stories; // signing, joining and sharing from end to end
