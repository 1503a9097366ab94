//! The content of a declaration's printed document in its language: data for `crates/typeset/`, which
//! knows no language.

use crate::i18n::fill;
use crate::i18n::format;
use widgets::{
    text::{Key, Text, direction},
    view,
};

use crate::domain::declarations::Declaration;
use crate::i18n::{declaration, page, print};
use crate::pages::declarations::principles;

/// Facts known only at the time of printing.
pub struct PrintContext {
    /// Where to read and sign it.
    pub url: String,
    pub now_ms: i64,
    /// Signatures whose names are not shown.
    pub unnamed: u64,
    /// Counted on signing sheets.
    pub on_paper: u64,
    /// On this version of this text, and on its earlier ones.
    pub signed: (u64, u64),
    /// How many names are printed, when not all of them are.
    pub newest: Option<u64>,
}

pub fn declaration(
    declaration: &Declaration,
    document: &view::Document,
    said: &PrintContext,
) -> typeset::Declaration {
    let lang = &declaration.lang;
    let text = Text::of(lang);
    let articles = document
        .principles
        .iter()
        .map(|principle| typeset::Article {
            number: u64::from(principle.number),
            title: principle.title.clone(),
            text: principle.text.clone(),
        });
    typeset::Declaration {
        lang: lang.clone(),
        words_lang: text.lang().to_owned(),
        from_right: direction(lang) == "rtl",
        words_from_right: text.get(Key::Direction) == "rtl",
        title: declaration.title.clone(),
        authors: declaration.drafted_by.clone(),
        preamble: document.preamble.clone(),
        articles: articles.collect(),
        closing: document.closing.clone(),
        address: said.url.clone(),
        words: said_in(lang, declaration, said),
        date: date(said.now_ms),
        number: format::number,
    }
}

fn said_in(lang: &str, declaration: &Declaration, said: &PrintContext) -> typeset::PrintLabels {
    let (text, own, print) = (Text::of(lang), page::of(lang), print::of(lang));
    let reserving = declaration::of(lang);
    let number = |value: u64| format::number(lang, value);
    let fill = |pattern, name, value: &str| fill::filled(pattern, &[(name, value)]);
    let signed = format!(
        "{} {}",
        number(declaration.count),
        format::have_signed(lang, declaration.count)
    );
    let day = format::date(lang, said.now_ms);
    let counted = fill::filled(print.counted, &[("signed", &signed), ("date", &day)]);
    let (drafted, by) = text.around(Key::DraftedBy);
    let drafters = format::listed_plain(lang, &declaration.drafted_by);
    let mut asides = Vec::new();
    asides.extend(declaration::signed_versions(lang, said.signed));
    if said.unnamed > 0 {
        asides.push(fill(print.unnamed, "number", &number(said.unnamed)));
    }
    if said.on_paper > 0 {
        asides.push(fill(print.on_paper, "number", &number(said.on_paper)));
    }
    if let Some(newest) = said.newest {
        asides.push(fill(print.newest, "number", &number(newest)));
    }
    typeset::PrintLabels {
        kicker: own.a_declaration.to_uppercase(),
        drafted_by: if declaration.drafted_by.is_empty() {
            String::new()
        } else {
            format!("{drafted}{drafters}{by}")
        },
        organisers: fill(
            print.published_by,
            "organisers",
            &fill::apart(&declaration.organisers),
        ),
        prepared_for: declaration
            .meeting
            .as_ref()
            .map_or_else(String::new, |meeting| principles::meeting(lang, meeting)),
        sign_here: print.sign_here.to_owned(),
        code: fill(print.code, "address", &said.url),
        count: if declaration.count == 0 {
            String::new()
        } else {
            counted
        },
        asides,
        version: fill(
            print.version,
            "version",
            &number(u64::from(declaration.version)),
        ),
        hash: print.hash.to_owned(),
        text_hash: declaration.text_hash.clone(),
        signed_by: text.get(Key::Signatories).to_owned(),
        organisations: print.organisations.to_owned(),
        people: print.people.to_owned(),
        reservations: reserving.reservations.to_owned(),
        on_principle: reserving.on_principle.to_owned(),
        no_signatures: print.nobody.to_owned(),
    }
}

/// A signing sheet of a declaration.
pub fn sheet(
    declaration: &Declaration,
    document: &view::Document,
    url: &str,
    now_ms: i64,
) -> typeset::Sheet {
    let lang = &declaration.lang;
    let (text, print) = (Text::of(lang), print::of(lang));
    let organisers = fill::apart(&declaration.organisers);
    let contact = fill::apart(&declaration.contact);
    let holder = held(declaration, text.lang());
    let values = [
        ("organisers", organisers.as_str()),
        ("contact", contact.as_str()),
        ("address", url),
    ];
    let fill = |pattern| fill::filled(pattern, &values);
    let principles = document.principles.iter();
    typeset::Sheet {
        lang: lang.clone(),
        words_lang: text.lang().to_owned(),
        from_right: direction(lang) == "rtl",
        words_from_right: text.get(Key::Direction) == "rtl",
        title: declaration.title.clone(),
        authors: declaration.drafted_by.clone(),
        principles: principles
            .map(|principle| (u64::from(principle.number), principle.title.clone()))
            .collect(),
        address: url.to_owned(),
        words: typeset::SheetWords {
            kicker: print.sheet.to_uppercase(),
            organisers: fill(print.published_by),
            what_is_signed: print.what_is_signed.to_owned(),
            read_first: print.read_first.to_owned(),
            code: fill(print.code),
            consent: format!("{}{holder}", fill(print.consent)),
            columns: [
                print.number,
                print.name,
                print.place,
                print.email,
                print.signature,
            ]
            .map(str::to_owned),
            send_back: fill(print.send_back),
        },
        date: date(now_ms),
        number: format::number,
    }
}

/// Postal address and privacy notice of the organisers who keep the sheets, after the text that is
/// signed.
fn held(declaration: &Declaration, lang: &str) -> String {
    let holder = &declaration.holder;
    let mut said = String::new();
    if let Some(address) = &holder.address {
        let organisers = fill::apart(&declaration.organisers);
        said.push_str(&format!(" {organisers}, {}.", fill::apart(address)));
    }
    match (holder.privacy_link(), holder.privacy_text()) {
        (Some(link), _) => {
            let notice = page::of(lang).privacy_notice;
            said.push_str(&format!(" {notice}: {}", fill::apart(link)));
        }
        (None, Some(words)) => said.push_str(&format!(" {}", fill::apart(words))),
        (None, None) => {}
    }
    said
}

/// How the sheet's code is written on it.
pub fn sheet_code(lang: &str, code: &str) -> String {
    fill::filled(print::of(lang).sheet_code, &[("code", &fill::apart(code))])
}

fn date(now_ms: i64) -> (u16, u8, u8) {
    let now = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
    let date = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let part = |part: i8| part.unsigned_abs();
    (
        date.year().unsigned_abs(),
        part(date.month()),
        part(date.day()),
    )
}
