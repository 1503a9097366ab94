//! The data key as an operator meets it: the file, the options, the refusals, and `key rotate`,
//! also when killed half way. The sealed values themselves are tested in `tests/store/keys/encryption.rs`.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{
    postgres::Cluster,
    support::{
        app::{
            App,
            program::{both_outputs_of, run, start},
        },
        database::{change, rows},
        wait,
    },
};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OTHER_KEY: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn database_files_contain_no_email_address_or_postcode_in_clear() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;
    app.subscribe(&ada).await;
    let bashir = app.person("Bashir Quill");
    app.sign(&bashir).await;

    let searched: Vec<_> = files(app.folder(), "undersigned.db");
    assert!(
        searched.len() > 1,
        "the log of what is written is searched too"
    );
    for file in searched {
        let bytes = fs::read(&file).expect("the file can be read");
        for word in ["quillfeather", &ada.postcode, &bashir.postcode] {
            let mut windows = bytes.windows(word.len());
            let found = windows.any(|window| window == word.as_bytes());
            assert!(!found, "{word} in {}", file.display());
        }
    }
}

#[test]
fn the_first_start_creates_a_private_key_file_and_logs_it_once() {
    let folder = TempDir::new().expect("a temporary folder");
    let first = run(&["check"], folder.path());
    let file = folder.path().join("undersigned.db.key");
    let mode = fs::metadata(&file)
        .expect("a key file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    let output = both_outputs_of(&first);
    for said in ["undersigned.db.key", "worth nothing without it"] {
        assert!(output.contains(said), "{output}");
    }
    let kept = fs::read_to_string(&file).expect("readable");
    let again = run(&["check"], folder.path());
    assert!(again.status.success(), "{}", both_outputs_of(&again));
    assert!(
        !both_outputs_of(&again).contains("made a data key"),
        "{}",
        both_outputs_of(&again)
    );
    assert_eq!(fs::read_to_string(&file).expect("readable"), kept);
    let secret = kept.lines().last().expect("the key").to_owned();
    assert!(!output.contains(&secret), "the key is in the log");
}

#[test]
fn servers_of_one_postgresql_share_the_key_in_the_state_folder() {
    let folder = TempDir::new().expect("a temporary folder");
    let database = Cluster::shared().new_database();
    for _ in 0..2 {
        let checked = run(&["check", "--database", &database], folder.path());
        assert!(checked.status.success(), "{}", both_outputs_of(&checked));
    }
    let keys = files(&folder.path().join("undersigned"), "");
    assert_eq!(keys.len(), 1, "{keys:?}");
    let elsewhere = TempDir::new().expect("a temporary folder");
    let refused = run(&["check", "--database", &database], elsewhere.path());
    assert!(!refused.status.success(), "another machine has no key");
    assert!(
        both_outputs_of(&refused).contains("--data-key"),
        "{}",
        both_outputs_of(&refused)
    );
    assert!(files(elsewhere.path(), ".key").is_empty(), "and makes none");
}

#[test]
fn a_different_data_key_is_refused_with_advice() {
    let folder = TempDir::new().expect("a temporary folder");
    assert!(
        run(&["check", "--data-key", KEY], folder.path())
            .status
            .success()
    );
    for options in [&["--data-key", OTHER_KEY][..], &[]] {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let refused = run(&[&serve, options].concat(), folder.path());
        assert!(!refused.status.success());
        let output = both_outputs_of(&refused);
        assert!(
            output.contains("sealed with key") && output.contains("--data-key-file"),
            "{output}"
        );
        assert!(!output.contains(OTHER_KEY), "{output}");
    }
    let nonsense = run(&["check", "--data-key", "hunter2"], folder.path());
    assert!(!nonsense.status.success());
    let output = both_outputs_of(&nonsense);
    assert!(
        output.contains("openssl rand -base64 32") && !output.contains("hunter2"),
        "{output}"
    );
    let file = folder.path().join("secret");
    fs::write(&file, format!("{KEY}\n")).expect("written");
    let file = file.to_str().expect("a plain path");
    let right = run(&["check", "--data-key-file", file], folder.path());
    assert!(right.status.success(), "{}", both_outputs_of(&right));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_after_a_key_rotation() {
    let app = App::setup().without_smtp().start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await;
    let folder = app.folder().to_owned();
    let setup = app.stop_for_restart();
    let key = folder.join("undersigned.db.key");
    let before = fs::read_to_string(&key).expect("a key file");

    let rotated = run(&["key", "rotate"], &folder);
    assert!(rotated.status.success(), "{}", both_outputs_of(&rotated));
    assert_ne!(fs::read_to_string(&key).expect("a key file"), before);
    let kept = files(&folder, "undersigned.db.key.");
    assert_eq!(kept.len(), 1, "the old key, for older backups: {kept:?}");
    assert_eq!(fs::read_to_string(&kept[0]).expect("a key"), before);

    let app = setup.start();
    app.sign_and_confirm(&app.person("Bashir Quill")).await;
    assert_eq!(app.count().await, 1);
    let _stopped = app.stop_for_restart();
    fs::write(&key, before).expect("written");
    let refused = run(&["check"], &folder);
    assert!(
        !refused.status.success(),
        "the old key is not taken any more"
    );
}

/// With many signatures, so that the rotation takes long.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_rotation_resumes_after_a_kill() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;
    let folder = app.folder().to_owned();
    let setup = app.stop_for_restart();
    let database = folder.join("undersigned.db");
    // The same sealed address and postcode again and again.
    let repeated = "with recursive numbers (number) as \
            (select 1 union all select number + 1 from numbers where number < 19999) \
        insert into signatures (id, subject, person, signer, slot, kind, name, email, postcode, \
            visibility, updates, text_lang, version, lang, site, page_url, epoch, listing, \
            confirmed_by, confirmed_at, signed_at) \
        select randomblob(16), subject, randomblob(16), randomblob(16), slot, kind, name, email, \
            postcode, visibility, updates, text_lang, version, lang, site, page_url, epoch, number, \
            confirmed_by, confirmed_at, signed_at \
        from signatures, numbers";
    change(&setup.database_url(), repeated);

    let anew = "substr(email, 1, 12) = \
        (select 'x1.' || key_id || '.' from data_keys where status = 'next')";
    kill_when_some(&["key", "rotate"], &database, anew).await;
    let serving = run(&["serve", "--listen", "127.0.0.1:0"], &folder);
    assert!(
        both_outputs_of(&serving).contains("key rotate"),
        "{}",
        both_outputs_of(&serving)
    );
    let rotated = run(&["key", "rotate"], &folder);
    assert!(rotated.status.success(), "{}", both_outputs_of(&rotated));
    let all = "substr(email, 1, 12) = \
        (select 'x1.' || key_id || '.' from data_keys where status = 'current')";
    assert_eq!(rows(&database, "signatures", all), Some(MANY));
    let checked = run(&["check"], &folder);
    assert!(checked.status.success(), "{}", both_outputs_of(&checked));
}

const MANY: u64 = 20_000;

/// Starts the program, and kills it as soon as some rows meet the condition, but not all.
async fn kill_when_some(arguments: &[&str], database: &Path, condition: &str) {
    let mut child = start(arguments, database.parent().expect("a folder"));
    let done = wait::until("some rows to be written", async || {
        rows(database, "signatures", condition).filter(|done| *done > 0)
    })
    .await;
    child.kill().expect("it can be killed");
    child.wait().expect("it is our child");
    let at_last = rows(database, "signatures", condition).expect("a count");
    assert!(
        at_last < MANY,
        "all {at_last} were done before the kill, {done} when it was due"
    );
}

fn files(folder: &Path, start: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("readable").path());
    paths
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            path.is_file() && name.starts_with(start)
        })
        .collect()
}

#[test]
fn without_a_place_for_the_key_file_the_error_names_the_options() {
    let start = |home: Option<&Path>, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_undersigned"));
        command.env_clear().args(arguments);
        if let Some(home) = home {
            command.env("HOME", home);
        }
        let output = command.output().expect("the program starts");
        assert!(!output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let nowhere = start(None, &["check", "--database", "postgres://u@localhost/act"]);
    for words in [
        "--data-key-file",
        "`openssl rand -base64 32 > PATH`",
        "HOME, XDG_STATE_HOME or STATE_DIRECTORY",
    ] {
        assert!(nowhere.contains(words), "{words}: {nowhere}");
    }

    // The key cannot be written beside the database, because a folder has its name.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = folder.path().join("act.db");
    fs::create_dir(folder.path().join("act.db.key")).expect("a folder");
    let url = format!("sqlite:{}", database.display());
    let arguments = ["publish", "--database", &url, "none.md"];
    let reported = start(Some(folder.path()), &arguments);
    assert!(reported.contains("act.db.key"), "{reported}");
}
