//! Copies of the database while many people sign, restoring one on an empty machine, and what
//! happens to queued emails; on both engines.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use tempfile::TempDir;

use crate::{
    postgres::Cluster,
    support::{
        app::{
            App,
            program::{self, error_of, output_of},
        },
        database,
        network::smtp::Smtp,
        people::Person,
        wait,
    },
};

/// The writes a server acknowledged while its database was copied.
#[derive(Clone, Default)]
struct Crowd {
    ids: Arc<Mutex<Vec<String>>>,
    enough: Arc<AtomicBool>,
}

impl Crowd {
    fn size(&self) -> usize {
        self.ids.lock().expect("no thread panics holding it").len()
    }

    fn ids(&self) -> Vec<String> {
        self.ids
            .lock()
            .expect("no thread panics holding it")
            .clone()
    }

    /// Signs again and again until told that there are enough.
    async fn sign(self, app: &App) {
        while !self.enough.load(Ordering::SeqCst) {
            let id = app.sign(&Person::named("Dara Finch")).await.id();
            let mut ids = self.ids.lock().expect("no thread panics holding it");
            ids.push(id);
        }
    }

    async fn grows_to(&self, size: usize) {
        wait::until("more signatures", async || {
            (self.size() >= size).then_some(())
        })
        .await;
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a name in UTF-8")
}

fn elsewhere() -> (TempDir, PathBuf) {
    let folder = TempDir::with_prefix("undersigned-copy.").expect("a temporary folder");
    let file = folder.path().join("copy of the evening.db");
    (folder, file)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_complete_and_restores_on_an_empty_machine() {
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign_and_confirm(&ada).await;
    smtp.go_down();
    let id = app.sign(&bashir).await.id();

    let (folder, copy) = elsewhere();
    let crowd = Crowd::default();
    let mut acknowledged = Vec::new();
    let mut output = String::new();
    tokio::join!(crowd.clone().sign(&app), crowd.clone().sign(&app), async {
        crowd.grows_to(50).await;
        acknowledged = crowd.ids();
        let command = || app.run_command(&["backup", text(&copy)]);
        output = output_of(&tokio::task::block_in_place(command));
        let copied = crowd.size();
        crowd.grows_to(copied + 50).await;
        crowd.enough.store(true, Ordering::SeqCst);
    });
    for words in [
        "read through and intact",
        "is not in it",
        "held in the copy",
        ".erased",
    ] {
        assert!(output.contains(words), "{words} in {output}");
    }
    let mode = fs::metadata(&copy).expect("the copy").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "addresses are in it");
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    let rows = |table, condition: &str| database::rows(&copy, table, condition).expect("a table");
    for id in &acknowledged {
        let condition = database::is_id("id", id);
        assert_eq!(rows("attempts", &condition), 1, "acknowledged");
    }
    assert_eq!(rows("emails", "status = 'waiting'"), 0);
    let held = format!("status = 'held' and {}", database::is_id("attempt", &id));
    assert_eq!(rows("emails", &held), 1);

    app.expect_failures();
    let key = fs::read(key_of(&app.database)).expect("the key file");
    drop(app.kill());
    let (machine, _) = elsewhere();
    let restored = machine.path().join("state/undersigned.db");
    let url = format!("sqlite:{}", restored.display());
    let restore = ["restore", text(&copy), "--database", &url];
    let output = output_of(&program::run(&restore, machine.path()));
    assert!(output.contains("the data key is still missing"), "{output}");
    fs::write(key_of(&url), key).expect("the key is put back");
    let again = error_of(&program::run(&restore, machine.path()));
    assert!(again.contains("nothing is written over it"), "{again}");

    smtp.come_up();
    let app = App::setup().again(&url).smtp(&smtp).start();
    app.keep_private([ada.private_words(), bashir.private_words()].concat());
    assert_eq!(app.names().await, ["Ada Marlowe"]);
    // New emails are sent, and the held ones are not.
    app.sign_and_confirm(&app.person("Carys Thorne")).await;
    assert!(smtp.emails_so_far(&bashir.email).is_empty(), "it is held");
    let output = output_of(&app.run_command(&["mail", "retry", "--restored"]));
    let goes = if output.starts_with("1 ") {
        "1 email that a restored copy held goes out"
    } else {
        " emails that a restored copy held go out"
    };
    assert!(output.contains(goes), "{output}");
    let code = app.email_to(&bashir).await.code();
    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    assert_eq!(app.count().await, 3);
    let output = output_of(&app.run_command(&["mail", "retry", "--restored"]));
    assert_eq!(output.trim(), "no email is held");
}

fn key_of(url: &str) -> String {
    format!("{}.key", url.trim_start_matches("sqlite:"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partial_backup_is_never_named_as_one_and_nothing_is_overwritten() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;
    let (folder, copy) = elsewhere();

    // The file may take sixteen kilobytes: the kernel ends the program half way.
    let mut cut = Command::new("sh");
    cut.args(["-c", "ulimit -f 16; exec \"$0\" \"$@\"", program::PROGRAM])
        .args(["backup", text(&copy), "--database", &app.database])
        .env("XDG_STATE_HOME", folder.path());
    let cut = cut.output().expect("sh starts");
    assert!(!cut.status.success(), "{cut:?}");
    assert!(!copy.exists(), "half a copy looks like one");
    let partial = folder.path().join("copy of the evening.db.partial");
    if partial.exists() {
        let reported = error_of(&app.run_command(&["backup", text(&copy)]));
        assert!(reported.contains("was cut short"), "{reported}");
        fs::remove_file(&partial).expect("it can be deleted, as it says");
    }

    output_of(&app.run_command(&["backup", text(&copy)]));
    let before = fs::read(&copy).expect("the copy");
    let reported = error_of(&app.run_command(&["backup", text(&copy)]));
    assert!(
        reported.contains("nothing is written over it"),
        "{reported}"
    );
    assert_eq!(fs::read(&copy).expect("the copy"), before);

    let target = folder.path().join("target.db");
    let url = format!("sqlite:{}", target.display());
    let torso = folder.path().join("torso.db");
    let mut damaged = before.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 4_096].fill(0x5a);
    for bytes in [&before[..before.len() / 2], b"name,email\n", &damaged] {
        fs::write(&torso, bytes).expect("the folder can be written");
        let reported = error_of(&program::run(
            &["restore", text(&torso), "--database", &url],
            folder.path(),
        ));
        assert!(reported.contains("nothing was restored"), "{reported}");
        assert!(!target.exists(), "nothing is there yet");
    }
    // SQLite would replay a log left beside the restored database.
    fs::write(folder.path().join("target.db-wal"), "").expect("the folder can be written");
    let reported = error_of(&program::run(
        &["restore", text(&copy), "--database", &url],
        folder.path(),
    ));
    assert!(reported.contains("target.db-wal is there"), "{reported}");
    // What a running server's file lacks is in its log.
    let own = app.database.trim_start_matches("sqlite:").to_owned();
    let free = format!("sqlite:{}", folder.path().join("free.db").display());
    let reported = error_of(&program::run(
        &["restore", &own, "--database", &free],
        folder.path(),
    ));
    assert!(reported.contains("not a copy"), "{reported}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_backed_up_and_restored_with_its_own_tools() {
    let smtp = Smtp::start();
    let url = Cluster::shared().new_database();
    let app = App::setup().smtp(&smtp).database(&url).start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign_and_confirm(&ada).await;
    smtp.go_down();
    let id = app.sign(&bashir).await.id();

    let (folder, copy) = elsewhere();
    let mut without = Command::new(program::PROGRAM);
    without
        .args(["backup", text(&copy), "--database", &url])
        .env("XDG_STATE_HOME", app.folder())
        .env("PATH", "");
    let reported = error_of(&without.output().expect("the program starts"));
    assert!(
        reported.contains("pg_dump") && reported.contains("no copy was made"),
        "{reported}"
    );
    assert!(!copy.exists(), "nothing is there");

    let reported = output_of(&app.run_command(&["backup", text(&copy)]));
    assert!(
        reported.contains("is not in it") && reported.contains("held"),
        "{reported}"
    );
    let mode = fs::metadata(&copy).expect("the copy").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "addresses are in it");
    let reported = error_of(&app.run_command(&["restore", text(&copy)]));
    assert!(reported.contains("holds tables already"), "{reported}");

    let whole = fs::read(&copy).expect("the copy");
    let torso = folder.path().join("torso.sql");
    fs::write(&torso, &whole[..whole.len() / 2]).expect("the folder can be written");
    let empty = Cluster::shared().new_database();
    let restore =
        |from: &Path| program::run(&["restore", text(from), "--database", &empty], app.folder());
    let reported = error_of(&restore(&torso));
    assert!(reported.contains("no whole copy"), "{reported}");
    output_of(&restore(&copy));

    let key = key_file(app.folder());
    app.expect_failures();
    let old = app.stop_for_restart();
    smtp.come_up();
    let app = App::setup()
        .again(&empty)
        .smtp(&smtp)
        .option("--data-key-file", text(&key))
        .start();
    app.keep_private([ada.private_words(), bashir.private_words()].concat());
    assert_eq!(app.names().await, ["Ada Marlowe"]);
    app.sign_and_confirm(&app.person("Carys Thorne")).await;
    assert!(smtp.emails_so_far(&bashir.email).is_empty(), "it is held");
    let retry = ["mail", "retry", "--restored", "--data-key-file", text(&key)];
    output_of(&app.run_command(&retry));
    let code = app.email_to(&bashir).await.code();
    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    drop(old);
}

/// The data key that a server created in its state folder.
fn key_file(state: &Path) -> PathBuf {
    let folder = fs::read_dir(state.join("undersigned")).expect("the state folder");
    let mut files = folder.map(|file| file.expect("readable").path());
    let key = files.find(|file| file.extension().is_some_and(|ending| ending == "key"));
    key.expect("the server made a key")
}
