//! Compresses public texts: with gzip, and with brotli at the best quality for those that many
//! clients request.
//!
//! The best quality saves a sixth of a fragment and takes a hundred times as long as a quick one.
//! So it is made once for a text that is requested again, in the background, while every client
//! gets the quick one. Texts are known by their digest, so a copy is never older than what was
//! rendered, and a text that is rendered again unchanged keeps its copies. A client that requests
//! ever new texts (unique words to share, invalid attributes) gets the quick quality, and can fill
//! no more than the memory set here.

use std::{io::Write as _, sync::Arc, time::Duration};

use axum::body::Bytes;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use moka::policy::EvictionPolicy;
use tokio::{sync::Semaphore, time::Instant};

use super::encoding::Encoding;

/// 15 KB of HTML become 4.9 KB in less than a millisecond, or 4.1 KB in forty.
const QUICK: i32 = 4;
const BEST: i32 = 11;
/// The best quality for texts above [`LONG`], which would take a second each.
const BEST_OF_LONG: i32 = 9;
/// In bytes. No fragment is longer; pages with hundreds of names are.
const LONG: usize = 1 << 16;
/// The window is as large as the text, between these powers of two.
const SMALLEST_WINDOW: u32 = 16;
const LARGEST_WINDOW: u32 = 22;
/// All copies together; a fragment takes some five kilobytes, and a long page thirty.
const MEMORY: u64 = 16 << 20;
/// A copy that was not requested for that long is forgotten.
const IDLE: Duration = Duration::from_secs(3_600);
/// After a best copy, pause for so many times as long as it took: a fifth of one core at most.
const REST: u32 = 4;

/// The key of a text.
pub(in crate::web) type Digest = [u8; 32];

/// Cheap to clone; one for the whole server.
#[derive(Clone)]
pub(in crate::web) struct Compressor {
    copies: moka::future::Cache<(Digest, Encoding), Copy>,
    /// One best copy is made at a time.
    maker: Arc<Semaphore>,
}

#[derive(Clone)]
struct Copy {
    bytes: Bytes,
    best: bool,
}

impl Compressor {
    pub(in crate::web) fn new() -> Compressor {
        let copies = moka::future::Cache::builder()
            .max_capacity(MEMORY)
            // The copies of texts that have changed since are the ones to go, however popular they
            // were.
            .eviction_policy(EvictionPolicy::lru())
            .weigher(|_, copy: &Copy| u32::try_from(copy.bytes.len()).unwrap_or(u32::MAX))
            .time_to_idle(IDLE)
            .build();
        Compressor {
            copies,
            maker: Arc::new(Semaphore::new(1)),
        }
    }

    /// The text in an encoding; concurrent requests wait for a single compression. In brotli it has
    /// mostly the best quality from the third request on.
    pub(in crate::web) async fn encoded(
        &self,
        encoding: Encoding,
        digest: Digest,
        text: &Bytes,
    ) -> Bytes {
        if encoding == Encoding::Plain {
            return text.clone();
        }
        let key = (digest, encoding);
        if let Some(copy) = self.copies.get(&key).await {
            if !copy.best {
                self.improve(digest, text);
            }
            return copy.bytes;
        }
        let quick = async { Copy::quick(encoding, text) };
        self.copies.get_with(key, quick).await.bytes
    }

    /// Makes the best copy in the background, unless another is being made or the pause lasts.
    fn improve(&self, digest: Digest, text: &Bytes) {
        let Ok(permit) = self.maker.clone().try_acquire_owned() else {
            return;
        };
        let (copies, text) = (self.copies.clone(), text.clone());
        tokio::spawn(async move {
            let begin = Instant::now();
            let quality = if text.len() > LONG {
                BEST_OF_LONG
            } else {
                BEST
            };
            let compressed = tokio::task::spawn_blocking(move || brotli(&text, quality));
            if let Ok(bytes) = compressed.await {
                let best = Copy { bytes, best: true };
                copies.insert((digest, Encoding::Brotli), best).await;
            }
            tokio::time::sleep(begin.elapsed() * REST).await;
            drop(permit);
        });
    }
}

impl Copy {
    fn quick(encoding: Encoding, text: &Bytes) -> Copy {
        match encoding {
            Encoding::Plain => Copy {
                bytes: text.clone(),
                best: true,
            },
            Encoding::Brotli => Copy {
                bytes: brotli(text, QUICK),
                best: false,
            },
            // Few browsers lack brotli, so a better copy would pay for nobody.
            Encoding::Gzip => Copy {
                bytes: gzip(text),
                best: true,
            },
        }
    }
}

fn brotli(text: &[u8], quality: i32) -> Bytes {
    let window = text.len().next_power_of_two().trailing_zeros();
    let settings = BrotliEncoderParams {
        quality,
        lgwin: window.clamp(SMALLEST_WINDOW, LARGEST_WINDOW).cast_signed(),
        size_hint: text.len(),
        ..BrotliEncoderParams::default()
    };
    let mut bytes = Vec::with_capacity(text.len() / 2);
    brotli::BrotliCompress(&mut &*text, &mut bytes, &settings)
        .expect("memory can be read and written");
    bytes.into()
}

fn gzip(text: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(text.len() / 2), Compression::default());
    encoder
        .write_all(text)
        .and_then(|()| encoder.finish())
        .expect("memory takes what is written")
        .into()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn plain(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        brotli::BrotliDecompress(&mut &*bytes, &mut text).expect("brotli");
        text
    }

    fn words(number: usize) -> Bytes {
        let words = (0..900).map(|word| format!("<p>{}</p>", word * number % 7_919));
        words.collect::<String>().into()
    }

    #[tokio::test]
    async fn a_repeated_response_is_recompressed_once_at_best_quality() {
        let (compressor, text) = (Compressor::new(), words(31));
        let brotli = async || compressor.encoded(Encoding::Brotli, [1; 32], &text).await;
        let first = brotli().await;
        let best = loop {
            let next = brotli().await;
            if next.len() < first.len() {
                break next;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(
            (plain(&first), plain(&best)),
            (text.to_vec(), text.to_vec())
        );
        assert_eq!(brotli().await, best);
    }

    #[tokio::test]
    async fn responses_requested_once_are_not_recompressed() {
        let compressor = Compressor::new();
        for number in 1..50 {
            let digest = [u8::try_from(number).expect("small"); 32];
            compressor
                .encoded(Encoding::Brotli, digest, &words(number))
                .await;
        }
        assert_eq!(
            compressor.maker.available_permits(),
            1,
            "its maker never began"
        );
    }

    #[tokio::test]
    async fn each_encoding_has_its_own_copy_however_long_the_text() {
        let compressor = Compressor::new();
        let text = Bytes::from(words(31).repeat(20));
        assert!(text.len() > 2 * LONG);
        let encoded = async |encoding| compressor.encoded(encoding, [1; 32], &text).await;
        for _ in 0..2 {
            assert_eq!(encoded(Encoding::Plain).await, text);
            assert_eq!(plain(&encoded(Encoding::Brotli).await), text);
            let mut unpacked = Vec::new();
            let packed = encoded(Encoding::Gzip).await;
            flate2::read::GzDecoder::new(&packed[..])
                .read_to_end(&mut unpacked)
                .expect("gzip");
            assert_eq!(unpacked, text);
        }
    }
}
