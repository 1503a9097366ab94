//! What syn reads from every Rust file: the names that it declares, its types, its matches on a
//! `bool`, and the text of its logs, errors and help.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use syn::{
    Arm, Expr, Ident, Lit, Pat,
    visit::{self, Visit},
};

use super::{files, none, none_by_file, quoted};

/// Folders of Rust code.
const PLACES: [&str; 7] = [
    "src",
    "demo",
    "crates",
    "bench/src",
    "widgets/src",
    "xtask/src",
    "tests",
];

/// Every Rust file, parsed once for all tests.
pub(super) static PARSED: LazyLock<Vec<ParsedFile>> = LazyLock::new(|| {
    let parsed = files(&PLACES, &["rs"]).into_iter().map(|file| {
        let syntax = syn::parse_file(&file.text)
            .unwrap_or_else(|error| panic!("{} cannot be parsed: {error}", file.path));
        let mut parsed = ParsedFile {
            path: file.path,
            ..ParsedFile::default()
        };
        parsed.visit_file(&syntax);
        parsed
    });
    parsed.collect()
});

#[derive(Default)]
pub(super) struct ParsedFile {
    pub(super) path: String,
    /// Every name that the file declares: items, fields, variants, parameters, local bindings.
    pub(super) names: BTreeSet<String>,
    /// Names of structs, enums, unions, traits and type aliases, also among `names`.
    pub(super) types: Vec<String>,
    /// The private ones that a query's row is read into, beside that query.
    query_rows: BTreeSet<String>,
    /// Names of modules, also among `names`.
    pub(super) modules: Vec<String>,
    /// String literals in logs, errors, output and command help.
    pub(super) messages: Vec<String>,
    /// How often it matches on `true` and `false`.
    bool_matches: usize,
}

/// Macros whose strings people read.
const READ_BY_PEOPLE: [&str; 14] = [
    "trace", "debug", "info", "warn", "error", "bail", "ensure", "anyhow", "print", "println",
    "eprint", "eprintln", "write", "writeln",
];

impl ParsedFile {
    fn name(&mut self, ident: &Ident) -> String {
        let name = ident.to_string().trim_start_matches("r#").to_owned();
        self.names.insert(name.clone());
        name
    }

    fn type_name(&mut self, ident: &Ident) {
        let name = self.name(ident);
        self.types.push(name);
    }
}

/// Visitors of nodes that have one `ident`: note it, then visit what is inside.
macro_rules! note {
    ($($visit:ident($node:ty) $note:ident;)*) => {
        $(fn $visit(&mut self, node: &'ast $node) {
            self.$note(&node.ident);
            visit::$visit(self, node);
        })*
    };
}

impl<'ast> Visit<'ast> for ParsedFile {
    note! {
        visit_item_enum(syn::ItemEnum) type_name;
        visit_item_union(syn::ItemUnion) type_name;
        visit_item_trait(syn::ItemTrait) type_name;
        visit_item_type(syn::ItemType) type_name;
        visit_item_const(syn::ItemConst) name;
        visit_item_static(syn::ItemStatic) name;
        visit_impl_item_const(syn::ImplItemConst) name;
        visit_trait_item_const(syn::TraitItemConst) name;
        visit_trait_item_type(syn::TraitItemType) name;
        visit_signature(syn::Signature) name;
        visit_variant(syn::Variant) name;
        visit_pat_ident(syn::PatIdent) name;
        visit_type_param(syn::TypeParam) name;
        visit_const_param(syn::ConstParam) name;
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.type_name(&item.ident);
        let private = matches!(item.vis, syn::Visibility::Inherited);
        let derives_row = item.attrs.iter().any(|attribute| {
            matches!(&attribute.meta, syn::Meta::List(list)
                if list.path.is_ident("derive") && list.tokens.to_string().contains("FromRow"))
        });
        if private && derives_row {
            self.query_rows.insert(item.ident.to_string());
        }
        visit::visit_item_struct(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let name = self.name(&item.ident);
        self.modules.push(name);
        visit::visit_item_mod(self, item);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if let Some(ident) = &field.ident {
            self.name(ident);
        }
        visit::visit_field(self, field);
    }

    fn visit_use_rename(&mut self, rename: &'ast syn::UseRename) {
        self.name(&rename.rename);
    }

    fn visit_expr_match(&mut self, expression: &'ast syn::ExprMatch) {
        let two = expression.arms.len() == 2;
        if two && expression.arms.iter().any(is_bool) {
            self.bool_matches += 1;
        }
        visit::visit_expr_match(self, expression);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let tokens = call.tokens.to_string();
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        if name.is_some_and(|name| READ_BY_PEOPLE.contains(&name.as_str())) {
            self.messages.extend(quoted(&tokens));
        }
        // A macro's content is not parsed, for it need not be Rust: `html!` contains matches too.
        if tokens.contains("true => ") && tokens.contains("false => ") {
            self.bool_matches += 1;
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let speaks = ["error", "arg", "command", "clap"];
        if speaks.iter().any(|name| attribute.path().is_ident(name))
            && let syn::Meta::List(list) = &attribute.meta
        {
            self.messages.extend(quoted(&list.tokens.to_string()));
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if ["context", "expect"].iter().any(|name| call.method == name) {
            let texts = call.args.iter().filter_map(|argument| match argument {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            });
            self.messages.extend(texts);
        }
        visit::visit_expr_method_call(self, call);
    }
}

fn is_bool(arm: &Arm) -> bool {
    matches!(&arm.pat, Pat::Lit(literal) if matches!(literal.lit, Lit::Bool(_)))
}

#[test]
fn conditions_are_ifs_and_not_matches() {
    let mut found = BTreeMap::new();
    for file in PARSED.iter() {
        if file.bool_matches > 0 {
            let offences = vec!["a match on true and false".to_owned(); file.bool_matches];
            found.insert(file.path.clone(), offences);
        }
    }
    none_by_file(found, "write if and else");
}

/// Types that share a name with another of their crate, each with its reason.
const SHARED: &[(&str, &str, &str)] = &[
    (
        "src",
        "Error",
        "they are used qualified: `store::Error`, `web::Error`",
    ),
    (
        "widgets",
        "Target",
        "one for the browser, one for the server, which has no events",
    ),
    (
        "tests/support",
        "Session",
        "each browser's, used qualified: `firefox::Session`",
    ),
];

/// A name means one thing within a crate, so that a search finds it. The row of a query is private
/// and beside the query, so many are called `Found` or `Counted`.
#[test]
fn no_two_types_of_a_crate_have_one_name() {
    let mut types: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for file in PARSED.iter() {
        for name in file
            .types
            .iter()
            .filter(|name| !file.query_rows.contains(*name))
        {
            let paths = types.entry((crate_of(&file.path), name)).or_default();
            paths.push(&file.path);
        }
    }
    types.retain(|_, paths| paths.len() > 1);
    let shared = SHARED.iter();
    let unused = shared.filter(|(place, name, _)| {
        let row = ((*place).to_owned(), *name);
        types.remove(&row).is_none()
    });
    let unused = unused.map(|(place, name, _)| format!("{name} in {place}"));
    none(
        unused.collect(),
        "it is one type by now: take it out of SHARED",
    );
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((place, name), paths) in types {
        let both = format!("{name} in {}", paths.join(" and "));
        found.entry(place).or_default().push(both);
    }
    none_by_file(found, "give each a name that says what it is");
}

/// The crate of a file: `src`, `demo`, `widgets`, `crates/typeset`, `tests/api` and the like.
fn crate_of(path: &str) -> String {
    let deep = path.starts_with("crates/") || path.starts_with("tests/");
    let parts: Vec<&str> = path.split('/').take(if deep { 2 } else { 1 }).collect();
    parts.join("/")
}
