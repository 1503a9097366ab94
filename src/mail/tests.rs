//! How emails are encoded for mail programs. Sending is tested against a real server.

use mail_parser::MessageParser;

use super::*;
use crate::domain::id::Id;

fn mailer(folder: &Path) -> Mailer {
    let config = MailConfig {
        smtp: None,
        smtp_ca_file: None,
        from: Some("Letters <letters@act.example>".to_owned()),
        folder: folder.to_owned(),
    };
    Mailer::from_config(&config, "https://act.example").unwrap()
}

fn message() -> Message {
    Message {
        id: Id::FIRST,
        created_at: 17,
        to: "ada@mail.example".to_owned(),
        from_name: "Carers, \"Midland\" – حملة".to_owned(),
        reply_to: Some("hello@act.example".to_owned()),
        subject: format!(
            "Confirm your signature: {}",
            "Öffentliche Fürsorge – 子どもたち ".repeat(6)
        ),
        text: format!(
            "Hello,\n\nhttps://act.example/confirm/{}\n\n{}\n.\n",
            "x".repeat(90),
            "long ".repeat(400)
        ),
        html: format!("<p>{}</p>", "ü".repeat(2_000)),
        unsubscribe_url: Some("https://act.example/unsubscribe/abc".to_owned()),
    }
}

#[tokio::test]
async fn an_email_file_is_parsed_correctly_by_a_mail_library() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("mail");
    let message = message();
    for _ in 0..2 {
        mailer(&inner).send(&message).await.unwrap();
    }
    let files: Vec<_> = std::fs::read_dir(&inner)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1, "twice is one");
    let raw = std::fs::read(&files[0]).unwrap();
    for line in raw.split(|byte| *byte == b'\n') {
        assert!(
            line.len() < 998 && line.iter().all(u8::is_ascii),
            "{}",
            String::from_utf8_lossy(line)
        );
    }
    let parsed = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(parsed.subject(), Some(message.subject.trim_end()));
    assert_eq!(
        parsed.message_id(),
        Some("00000000-0000-0000-0000-000000000000@act.example")
    );
    let from = parsed.from().and_then(|from| from.first()).unwrap();
    assert_eq!(from.name(), Some(message.from_name.as_str()));
    assert_eq!(from.address(), Some("letters@act.example"));
    assert_eq!(
        parsed.body_text(0).unwrap().replace("\r\n", "\n").trim(),
        message.text.trim()
    );
    assert!(parsed.body_html(0).unwrap().contains(&message.html));
    let header = |name: &str| {
        parsed
            .header_raw(name)
            .map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    assert_eq!(header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(
        header("List-Unsubscribe").as_deref(),
        Some("<https://act.example/unsubscribe/abc>")
    );
    assert_eq!(
        header("List-Unsubscribe-Post").as_deref(),
        Some("List-Unsubscribe=One-Click")
    );
    assert!(parsed.date().is_some());
}

#[tokio::test]
async fn an_invalid_address_fails_permanently_without_a_retry() {
    let folder = tempfile::tempdir().unwrap();
    let message = Message {
        to: "not an address".to_owned(),
        ..message()
    };
    let error = mailer(folder.path()).send(&message).await.unwrap_err();
    assert_eq!(
        error,
        SendError::Recipient("the address cannot be written".into())
    );
}

#[tokio::test]
async fn an_unreachable_smtp_server_is_a_temporary_failure() {
    // A port that was free a moment ago and has no listener.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let config = MailConfig {
        smtp: Some(format!("smtp://user:p%40ss@127.0.0.1:{port}?tls=none").into()),
        smtp_ca_file: None,
        from: Some("letters@act.example".to_owned()),
        folder: PathBuf::new(),
    };
    let mailer = Mailer::from_config(&config, "http://127.0.0.1:8080").unwrap();
    let error = mailer.send(&message()).await.unwrap_err();
    assert_eq!(error, SendError::Unreachable("no connection".into()));
    assert!(mailer.check().await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn the_mail_folder_and_its_files_are_private_to_their_owner() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("deep/mail");
    mailer(&inner).send(&message()).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&inner), 0o700);
    for entry in std::fs::read_dir(&inner).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }

    // Permissions that the operator gave a mail program stay.
    let shared = folder.path().join("shared");
    std::fs::create_dir(&shared).unwrap();
    std::fs::set_permissions(&shared, std::fs::Permissions::from_mode(0o750)).unwrap();
    mailer(&shared).check().await.unwrap();
    mailer(&shared).send(&message()).await.unwrap();
    assert_eq!(mode(&shared), 0o750);
}
