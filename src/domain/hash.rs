//! SHA-256 hashes, and the canonical text whose hash binds a signature to the words that were
//! signed.
//!
//! The canonical text is the title, an empty line, and the Markdown body; in Unicode NFC, with LF
//! line ends, without spaces at the ends of lines or empty lines at either end, and with one LF
//! after the last line. The hash is the hexadecimal SHA-256 of its UTF-8 bytes. Anyone can compute
//! it from the published file; settings such as goal and dates are not part of it.

use sha2::{Digest, Sha256};

use super::signatures::name::nfc;

/// SHA-256 of the canonical text of a declaration, hexadecimal.
pub fn of_text(title: &str, body: &str) -> String {
    of_bytes(canonical(title, body).as_bytes())
}

/// SHA-256 of plain bytes, hexadecimal.
pub fn of_bytes(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A loader's hash in its URL: the first half of SHA-256, hexadecimal.
pub fn of_asset(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..16])
}

/// SHA-256 of several parts, hexadecimal; their lengths are hashed too, so different lists of parts
/// never collide by running together.
pub fn of_parts(parts: &[&str]) -> String {
    hex::encode(digest_of_parts(parts))
}

/// The same as bytes.
pub fn digest_of_parts(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// The canonical text itself.
pub fn canonical(title: &str, body: &str) -> String {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = body.trim().lines().map(str::trim_end).collect();
    nfc(&format!("{}\n\n{}\n", title.trim(), lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_hash_is_the_plain_sha256_of_the_normalised_text() {
        // printf 'Keep it\n\nWords.\n\n## 1. One\nText.\n' | sha256sum
        let expected = of_bytes(b"Keep it\n\nWords.\n\n## 1. One\nText.\n");
        let typed = "\nWords.  \r\n\r\n## 1. One\r\nText.\r\n\r\n";
        assert_eq!(of_text("Keep it", typed), expected);
        assert!(of_bytes(b"").starts_with("e3b0c44298fc1c149afbf4c8996fb924"));
    }

    #[test]
    fn a_changed_word_changes_the_hash() {
        assert_ne!(of_text("Keep it", "Words."), of_text("Keep it", "Word."));
        assert_ne!(of_text("Keep it", "Words."), of_text("Keep", "Words."));
    }

    #[test]
    fn part_boundaries_change_the_hash() {
        assert_ne!(of_parts(&["ab", "c"]), of_parts(&["a", "bc"]));
    }
}
