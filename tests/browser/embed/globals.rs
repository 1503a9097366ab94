//! A page's globals: each global, and each property and method of the built-in objects. A widget
//! leaves all of them as they were.
//!
//! There are two checks: by identity, on one page, where a script of the page's own may run first;
//! and by kind, comparing one page with the next, where a policy forbids such a script.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::browsers::page::Page;

/// Lists each one with its owner's name and its value: `[name, value, getter, setter]`.
const EVERYTHING: &str = "
    const everything = () => {
        // What drivers leave behind when a test looks for an element.
        const theirs = (key) => /^(\\d+|se_exportedFunctionSymbol|ret_nodes|[$]?cdc_.*|[$]chrome_asyncScriptInfo|Symbol.automationSessionProxy.)$/.test(String(key));
        const owners = [['window', window]];
        for (const name of Object.getOwnPropertyNames(window)) {
            if (theirs(name)) continue;
            let value;
            // Some may only be asked for in another place.
            try { value = window[name]; } catch { continue; }
            if (value === null || !['object', 'function'].includes(typeof value) || value === value.window) continue;
            owners.push([name, value]);
            if (typeof value == 'function' && value.prototype) owners.push([name + '.prototype', value.prototype]);
        }
        const found = [];
        for (const [name, owner] of owners)
            for (const key of Reflect.ownKeys(owner)) {
                if (theirs(key)) continue;
                const {value, get, set} = Reflect.getOwnPropertyDescriptor(owner, key);
                found.push([`${name}.${String(key)}`, value, get, set]);
            }
        return found;
    };
";

/// Whether something is built in or made by script, and how many arguments it takes.
const KINDS: &str = "
    const kind = (one) => {
        if (typeof one != 'function') return typeof one;
        const native = /\\{\\s*\\[native code\\]\\s*\\}\\s*$/.test(Function.prototype.toString.call(one));
        return `${native ? 'native' : 'script'} ${one.name}(${one.length})`;
    };
    return everything().map(([name, ...parts]) => [name, ...parts.map(kind)].join(' '));
";

/// For the head of a page, before all other scripts: remembers each one by identity.
pub(crate) fn recorder() -> String {
    format!(
        "<script>(() => {{
            {EVERYTHING}
            const keeper = {{}};
            Object.defineProperty(window, Symbol.for('keeper'), {{value: keeper}});
            // Numbers and words may be others; things and methods not.
            const same = (one, other) => one === other
                || (typeof one == typeof other && !['object', 'function'].includes(typeof one));
            const before = new Map(everything().map(([name, ...parts]) => [name, parts]));
            // What is made anew whenever somebody asks is never the same.
            for (const [name, ...parts] of everything())
                if (!before.get(name).every((part, at) => same(part, parts[at]))) before.set(name, parts.map(() => 0));
            keeper.changed = () => {{
                const after = new Map(everything().map(([name, ...parts]) => [name, parts]));
                const gone = [...before.keys()].filter((name) => !after.has(name));
                const others = [...after].filter(([name, parts]) =>
                    !before.get(name)?.every((part, at) => part === 0 || same(part, parts[at])));
                return [gone, others.map(([name]) => name), before.size].flat();
            }};
        }})()</script>"
    )
}

/// At the end, on a page with the recorder in its head: each one is unchanged.
pub(crate) async fn assert_unchanged(page: &Page) {
    let changed = page
        .run("return window[Symbol.for('keeper')].changed()", vec![])
        .await;
    let changed = changed.as_array().expect("names").clone();
    let (known, names) = changed
        .split_last()
        .expect("it ends with how many there are");
    assert!(known.as_u64() > Some(3000), "only {known} were looked at");
    let others = names.iter().filter_map(Value::as_str);
    let others: Vec<_> = others.filter(|name| !is_storage(name)).collect();
    assert!(
        others.is_empty(),
        "globals of the page are others: {others:?}"
    );
}

/// The globals of this page, for comparison with another.
pub(crate) async fn snapshot(page: &Page) -> BTreeSet<String> {
    let reported = page.run(&format!("{EVERYTHING}{KINDS}"), vec![]).await;
    let lines = reported.as_array().expect("lines").iter();
    let lines: BTreeSet<_> = lines.map(|line| line.to_string()).collect();
    assert!(lines.len() > 3000, "only {} were looked at", lines.len());
    lines
}

/// Fails where this page has more, fewer or different globals than the recorded ones.
pub(crate) async fn assert_same_as(before: &BTreeSet<String>, page: &Page) {
    let after = snapshot(page).await;
    let changed = before.symmetric_difference(&after);
    let changed: Vec<_> = changed.filter(|name| !is_storage(name)).collect();
    assert!(changed.is_empty(), "globals of the page: {changed:#?}");
}

/// Whether this is what a widget keeps for a reload and for the way back from an email, which browsers
/// list among the properties of a global.
fn is_storage(name: &str) -> bool {
    name.contains("Storage.undersigned-")
}
