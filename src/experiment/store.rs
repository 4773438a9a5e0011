//! Finished replications, kept in a file so that an interrupted run goes on where it stopped.
//!
//! A line holds the key of a run, what came out of it, and a checksum, all in hexadecimal digits. Numbers are kept bit by bit,
//! so that what was read back is what was computed. A line that does not check, such as the last one of a program that was
//! killed, is as if it had not been written.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::fingerprint::Fingerprint;

/// What names a run: everything that determines what comes out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunKey(pub u64);

/// What comes out of a run, as 64-bit words.
pub type Words = Vec<u64>;

/// Runs that are finished; in memory, and in a file if there is one.
#[derive(Debug, Default)]
pub struct Store {
    known: Mutex<HashMap<RunKey, Words>>,
    file: Option<Mutex<File>>,
    is_forgetful: bool,
}

impl Store {
    /// A store that keeps what it is given in memory only.
    pub fn in_memory() -> Self {
        Self::default()
    }

    /// A store that keeps nothing, for runs that are wanted once.
    pub fn forgetful() -> Self {
        Self {
            is_forgetful: true,
            ..Self::default()
        }
    }

    /// A store that has what the file holds, and adds to it. The file is made if it is not there.
    ///
    /// # Errors
    /// When the file cannot be read or opened for writing.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let known = text.lines().filter_map(parse).collect();
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            // Part of a line: what comes next starts on one of its own.
            file.write_all(b"\n")?;
        }
        Ok(Self {
            known: Mutex::new(known),
            file: Some(Mutex::new(file)),
            is_forgetful: false,
        })
    }

    /// What came out of a run, if it is known.
    pub fn get(&self, key: RunKey) -> Option<Words> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).cloned()
    }

    /// Keeps what came out of a run. That a full disk does not take it is no reason not to go on: it is run again then.
    pub fn keep(&self, key: RunKey, words: &[u64]) {
        if self.is_forgetful {
            return;
        }
        if let Some(file) = &self.file {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            // One write a line, so that two programs may share a file.
            let _ = file.write_all(line(key, words).as_bytes());
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, words.to_vec());
    }

    /// How many runs are known.
    pub fn len(&self) -> usize {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.len()
    }

    /// Whether no run is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn line(key: RunKey, words: &[u64]) -> String {
    let mut text = format!("{:016x}", key.0);
    for word in words {
        text.push_str(&format!(" {word:x}"));
    }
    let sum = Fingerprint::of(&text).to_hex();
    format!("{text} {sum}\n")
}

fn parse(line: &str) -> Option<(RunKey, Words)> {
    let (text, sum) = line.rsplit_once(' ')?;
    if Fingerprint::of(text).to_hex() != sum {
        return None;
    }
    let mut numbers = text.split(' ').map(|part| u64::from_str_radix(part, 16));
    let key = numbers.next()?.ok()?;
    let words: Result<Words, _> = numbers.collect();
    Some((RunKey(key), words.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir();
        folder.join(format!("caseload-store-{}-{name}", std::process::id()))
    }

    #[test]
    fn what_was_kept_is_there_again_bit_by_bit() {
        let path = path("again");
        let words = vec![0.1f64.to_bits(), u64::MAX, 0];
        let store = Store::open(&path).unwrap();
        store.keep(RunKey(7), &words);
        store.keep(RunKey(8), &[]);
        drop(store);
        let again = Store::open(&path).unwrap();
        assert_eq!(again.get(RunKey(7)), Some(words));
        assert_eq!(again.get(RunKey(8)), Some(Vec::new()));
        assert_eq!((again.get(RunKey(9)), again.len()), (None, 2));
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_line_cut_anywhere_is_as_if_it_had_not_been_written_and_spoils_no_other() {
        let whole = line(RunKey(1), &[1, 2]) + &line(RunKey(2), &[3, 4]);
        let first = line(RunKey(1), &[1, 2]).len();
        for cut in first..whole.len() - 1 {
            let path = path(&format!("cut-{cut}"));
            std::fs::write(&path, &whole[..cut]).unwrap();
            let store = Store::open(&path).unwrap();
            assert_eq!(store.len(), 1, "cut at {cut}");
            store.keep(RunKey(3), &[5]);
            drop(store);
            let again = Store::open(&path).unwrap();
            assert_eq!(again.get(RunKey(1)), Some(vec![1, 2]));
            assert_eq!(again.get(RunKey(2)), None);
            assert_eq!(again.get(RunKey(3)), Some(vec![5]));
            std::fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn a_digit_that_was_changed_makes_a_line_void() {
        let good = line(RunKey(1), &[0x1234]);
        assert!(parse(good.trim_end()).is_some());
        assert_eq!(
            parse(good.trim_end().replace("1234", "1235").as_str()),
            None
        );
    }
}
