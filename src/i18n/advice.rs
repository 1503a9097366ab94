//! The texts about a tested site. Each language is a value of [`SiteTestText`], so a missing string does
//! not compile. `pages/embed/advice.rs` decides which text applies.
//!
//! Names in braces are filled in. Text between backticks is code and is the same in every language.

/// The problem, and what to do about it.
pub type Told = [&'static str; 2];

/// All texts about a tested site in one language.
pub struct SiteTestText {
    pub failures: Failures,
    pub tags: TagText,
    pub platforms: Platforms,
    pub optimisers: Optimisers,
    pub outcomes: Outcomes,
    pub report: ReportText,
    pub nothing_to_do: &'static str,
}

/// Why the test found out nothing.
pub struct Failures {
    pub no_address: Told,
    /// `{port}`
    pub port: Told,
    /// `{host}`, as in all fields below.
    pub private: Told,
    pub leads_to_private: &'static str,
    pub redirects: Told,
    pub unknown_name: Told,
    pub unreachable: Told,
    pub insecure: Told,
    pub slow: Told,
    pub broken: Told,
    /// `{status}`, as in both fields below.
    pub kept_out: Told,
    pub no_such_page: Told,
    pub status: Told,
    /// `{kind}`
    pub not_a_page: Told,
    pub busy: Told,
}

/// What happened to our tag.
pub struct TagText {
    pub intact: &'static str,
    pub by_plugin: &'static str,
    pub framed: &'static str,
    pub linked: Told,
    pub absent: Told,
    pub without_script: Told,
    pub without_place: Told,
    pub shown_as_text: Told,
    /// `{who}` and `{kind}`
    pub type_changed: &'static str,
    /// `{who}`
    pub put_aside: &'static str,
    /// Used when it is unknown what changed the tag.
    pub something: &'static str,
    pub runs_late: &'static str,
    pub held_by_banner: &'static str,
    pub not_run: &'static str,
    /// `{from}`
    pub rehosted: &'static str,
    /// `{server}`.
    pub copy_works: &'static str,
    /// `{name}`, as in the next field but one.
    pub other_subject: Told,
    pub no_subject: &'static str,
    pub unknown_widget: Told,
}

/// What the site is built with.
pub struct Platforms {
    /// `{name}`
    pub runs_on: &'static str,
    pub wordpress_roles: &'static str,
    pub old_wordpress: &'static str,
    pub wordpress_com: &'static str,
    /// `{place}`
    pub paste_as: &'static str,
    pub needs_plan: &'static str,
    pub reframed: &'static str,
}

/// What rewrites the site's scripts; `{name}` in all fields.
pub struct Optimisers {
    pub at_work: &'static str,
    /// `{menu}` and `{option}`
    pub option: &'static str,
    /// `{menu}`
    pub exclude: &'static str,
    /// `{attribute}`
    pub attribute: &'static str,
    pub necessary: &'static str,
}

/// What readers get; each text ends a sentence.
pub struct Outcomes {
    pub whole: &'static str,
    pub plain_form: &'static str,
    pub stepped_down: &'static str,
    pub framed: &'static str,
    pub fixed_frame: &'static str,
    pub picture: &'static str,
    pub link: &'static str,
    pub nothing: &'static str,
}

pub struct ReportText {
    pub found: &'static str,
    /// `{address}`, as in the next field.
    pub read: &'static str,
    pub read_elsewhere: &'static str,
    pub read_beginning: &'static str,
    pub mixed: Told,
    /// `{origin}`, as in the next field.
    pub allowed: &'static str,
    /// `{organisers}` and `{contact}` in the advice.
    pub not_allowed: Told,
    pub no_policy: Told,
    pub one_policy: &'static str,
    pub several_policies: &'static str,
    pub only_reports: &'static str,
    pub once_in_force: &'static str,
    pub trusted_types: Told,
    pub each_way: &'static str,
    pub for_more: &'static str,
    pub in_header: &'static str,
    pub in_meta: &'static str,
    /// `{line}`
    pub add: &'static str,
    /// `{old}` and `{new}`
    pub replace: &'static str,
    pub nonce: &'static str,
}

/// The texts in the language that best matches a language tag.
pub fn of(lang: &str) -> &'static SiteTestText {
    &super::language(lang).advice
}
