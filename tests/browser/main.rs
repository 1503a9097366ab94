//! The widgets as visitors meet them: a real browser, the real bundle, the real server, and pages of
//! another site. `UNDERSIGNED_BROWSER` chooses Chromium (the default), Firefox or WebKit; what only
//! Chromium can show is in `tests/chromium`, the server's pages by plain HTTP in `tests/api/forms.rs`.

#[path = "../support/mod.rs"]
mod support;

mod accessing; // axe-core and the keyboard alone, in every state
mod contrast; // any accent on any ground
mod demo; // the article with its widgets, and the letter box
mod embed_page; // what an editor chooses is shown and copied
mod failing; // networks that break, sites that may not, codes that are wrong
mod finding; // a name looked for by the keyboard alone
mod framing; // frames: sandboxes, heights, links that may not open
mod globals; // what a page calls its own, before and after
mod hostile; // pages with rules for everything, tiny type, no room
mod hosting; // old libraries and optimisers
mod hydrating; // what a visitor did before the bundle came is kept and done
mod injecting; // what people without rights write, through sanitisers, beside every loader
mod keyboard; // joining, sharing and mending without a mouse
mod ladder; // each rung signs to the end: no WebAssembly, no script
mod meddling; // password managers, translators and dark readers change what stands there
mod mounting; // tags, divs, elements; late, twice, removed, moved
mod moving_on; // an app goes on to another page: what is shared then
mod npm; // the package in apps: types, bundlers, React
mod owning; // the pages behind a letter, and of versions, by the keyboard alone
mod pages; // frames and the server's own pages as pages: headings, landmarks, 300 pixels
mod pinning; // loaders that take nothing but the bytes they were built with
mod pointing; // one principle by its address, and embedded by itself
mod policies; // Content-Security-Policies, as documented
mod reserving; // a reservation, from the article to its footnote
mod returning; // from the letter back to the article, or to the button
mod sharing; // links, copying, the share sheet, Mastodon
mod speaking; // right to left, plural rules, numbers
mod stage; // the server, the gate before it and the host site
mod standing; // foreign styles, no third party, no shift, no globals, strict policies
mod states; // axe-core in the states rarely met, what is said aloud, sizes of targets
mod stepping_down; // policies, editors and servers that stand in the way
mod stories; // signing, joining and sharing from end to end
