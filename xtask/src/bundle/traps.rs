//! Removes code of Yew that the widgets never reach. Yew serves programs of every kind, and the linker
//! cannot know which kinds of node, list and event never occur, because that is data. So the functions
//! that handle those kinds are replaced by traps, found by their names before names are stripped;
//! Binaryen then removes what only they use, and what would follow a call of them. A trap that were
//! reached would end the bundle as a panic does: the forms would go on natively. The browser tests
//! walk every path.

use anyhow::{Result, ensure};
use walrus::FunctionKind;
use walrus::ir::{InstrLocId, Unreachable};

/// Parts of the names of functions that are never reached, each of which names exactly one.
const UNREACHED: [&[&str]; 14] = [
    // The message of an assertion: our panics have none. It pulls in Unicode's lower-case table.
    &["node_type_str"],
    // Listeners in `html!` and their delegation: `widgets/src/browser/listening.rs` listens.
    &["ListenerRegistration", "register"],
    &["BSubtree", "ensure_handled"],
    &["SubtreeData", "add_listener"],
    &["Registry", "unregister"],
    // Components in components, portals and suspense: the widget is a single component.
    &["VComp", "unwrap_or_clone"],
    &["VPortal", "unwrap_or_clone"],
    &["VSuspense", "unwrap_or_clone"],
    &["find_parent_scope", "BaseSuspense"],
    &["PropsUpdateRunner", "run"],
    &["Stateful", "props_changed"],
    // Lists with keys, after the point at which two lists without any are equal.
    &["Zip", "Rev", "Drain", "VNode", "IterMut", "BNode", "next"],
    // Raw HTML that the server has not drawn: it would be `innerHTML`, which Trusted Types forbid.
    &["VRaw", "Reconcilable", "attach"],
    // Attributes that are added one by one, outside `html!`.
    &["IndexMap", "AttributeOrProperty", "get_index_of"],
];

/// The functions of listeners in `html!`, which would be trapped at their first use.
const LISTENER: [&str; 2] = ["listener6events", "Wrapper"];

/// The first and last texts of two runs of texts that only those functions read: the names of events, and
/// of kinds of node.
const UNREAD: [[&str; 2]; 2] = [
    ["onabort", "ontransitionstart"],
    ["attribute node", "unknown node"],
];

/// No run of unread texts is longer, in bytes.
const LONGEST_RUN: usize = 1_200;

/// The beginning of Unicode's lower-case table, pairs of code points: À à, Á á.
const SMALL_LETTERS: [u32; 4] = [0xC0, 0xE0, 0xC1, 0xE1];

/// Replaces the functions by traps, and what only they read by zeros, which compress to nothing.
pub(super) fn set(module: &mut walrus::Module) -> Result<()> {
    for name in module.funcs.iter().filter_map(|one| one.name.as_deref()) {
        ensure!(
            !holds(name, &LISTENER),
            "`html!` has a listener, `widgets/src/browser/listening.rs` listens in its place: {name}"
        );
    }
    for parts in UNREACHED {
        trap(module, parts)?;
    }
    walrus::passes::gc::run(module);
    for [first, last] in UNREAD {
        let emptied = each_segment(module, |data| empty_run(data, first, last));
        ensure!(emptied > 0, "Yew has no texts from {first} to {last}");
    }
    forget_small_letters(module)
}

fn trap(module: &mut walrus::Module, parts: &[&str]) -> Result<()> {
    let mut trapped = 0;
    for function in module.funcs.iter_mut() {
        if !is_named(function.name.as_deref().unwrap_or_default(), parts) {
            continue;
        }
        if let FunctionKind::Local(local) = &mut function.kind {
            let entry = local.entry_block();
            let instructions = &mut local.block_mut(entry).instrs;
            instructions.clear();
            instructions.push((Unreachable {}.into(), InstrLocId::default()));
            trapped += 1;
        }
    }
    ensure!(
        trapped == 1,
        "{trapped} functions are called {parts:?}: is there another Yew? A name that is gone leaves the \
         list in `traps.rs`; the budget shows what that costs"
    );
    Ok(())
}

/// Whether this mangled name is that of a function with these parts, and not of a closure in it or of
/// what frees its values.
fn is_named(name: &str, parts: &[&str]) -> bool {
    (name.starts_with("_RNv") || name.starts_with("_RINv"))
        && !name.contains("drop_in_place")
        && holds(name, parts)
}

/// Whether a text contains these parts in this order.
fn holds(text: &str, parts: &[&str]) -> bool {
    let mut rest = Some(text);
    for part in parts {
        rest = rest
            .and_then(|text| text.split_once(part))
            .map(|found| found.1);
    }
    rest.is_some()
}

/// Calls `change` with the content of each data segment; returns the sum of its results.
fn each_segment(module: &mut walrus::Module, change: impl Fn(&mut [u8]) -> usize) -> usize {
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    let changed = segments
        .into_iter()
        .map(|segment| change(&mut module.data.get_mut(segment).value));
    changed.sum()
}

/// Zeroes a run of texts, and returns its length, or 0 if it is not there.
fn empty_run(data: &mut [u8], first: &str, last: &str) -> usize {
    let find = |data: &[u8], text: &str| {
        let mut places = data.windows(text.len());
        places.position(|place| place == text.as_bytes())
    };
    let Some(start) = find(data, first) else {
        return 0;
    };
    let most = data.len().min(start + LONGEST_RUN);
    let Some(end) = find(&data[start..most], last) else {
        return 0;
    };
    let run = &mut data[start..start + end + last.len()];
    run.fill(0);
    run.len()
}

/// Zeroes Unicode's lower-case table, which is no longer used. No tool can tell which function reads
/// which data, so we check that no function converts to lower case.
fn forget_small_letters(module: &mut walrus::Module) -> Result<()> {
    let reads = |name: &str| name.contains("to_lower") && !name.contains("ascii");
    let names = module.funcs.iter().filter_map(|one| one.name.as_deref());
    let readers: Vec<&str> = names.filter(|name| reads(name)).collect();
    ensure!(
        readers.is_empty(),
        "small letters are made in the browser: {readers:?}"
    );
    let emptied = each_segment(module, empty_small_letters);
    ensure!(
        emptied > 1_000,
        "Unicode's table of small letters is not where it was"
    );
    Ok(())
}

/// Returns the number of pairs.
fn empty_small_letters(data: &mut [u8]) -> usize {
    let start = SMALL_LETTERS.map(u32::to_le_bytes).concat();
    let mut places = data.windows(start.len());
    let Some(at) = places.position(|place| place == start) else {
        return 0;
    };
    let (mut before, mut emptied) = (0, 0);
    for pair in data[at..].as_chunks_mut::<8>().0 {
        let capital = u32::from_le_bytes([pair[0], pair[1], pair[2], pair[3]]);
        // The table is sorted, and ends where the order does.
        if capital <= before || capital > u32::from(char::MAX) {
            break;
        }
        before = capital;
        pair.fill(0);
        emptied += 1;
    }
    emptied
}

#[cfg(test)]
mod tests {
    use super::{empty_run, is_named};

    #[test]
    fn a_function_is_found_by_its_name_but_not_its_closures_and_destructors() {
        let parts = ["SubtreeData", "add_listener"];
        for (name, found) in [
            (
                "_RNvMs6_NtNtCs_3yew12subtree_rootNtB5_11SubtreeData12add_listener",
                true,
            ),
            (
                "_RNCNvMs6_NtNtCs_3yew12subtree_rootNtB7_11SubtreeData12add_listener0Bb_",
                false,
            ),
            (
                "_RINvNtCs_4core3ptr13drop_in_placeNCNvMs6_NtB_11SubtreeData12add_listener0E",
                false,
            ),
            ("_RNvMs6_12add_listenerNtB5_11SubtreeData", false),
        ] {
            assert_eq!(is_named(name, &parts), found, "{name}");
        }
    }

    #[test]
    fn only_the_run_of_unread_texts_is_emptied() {
        let mut data = *b"mathonabortonclickonzoomclick";
        assert_eq!(empty_run(&mut data, "onabort", "onzoom"), 20);
        assert_eq!(&data, b"math\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0click");
        assert_eq!(empty_run(&mut data, "onabort", "onzoom"), 0);
    }
}
