//! Telling one state of a history's file from another in a few steps.

/// Bytes at the end of a file that are looked at: histories grow there, and in constants each step takes time.
const TAIL: usize = 64;

/// FNV-1a of a file's last 64 bytes, which takes eight of them at a time; the first few of a short file are left out.
pub const fn tail_hash(bytes: &[u8]) -> u64 {
    let tail = match bytes.split_at_checked(bytes.len().saturating_sub(TAIL)) {
        Some((_, tail)) => tail,
        None => bytes,
    };
    let (_, mut rest) = tail.as_rchunks::<8>();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    while let [first, others @ ..] = rest {
        hash = (hash ^ u64::from_le_bytes(*first)).wrapping_mul(0x0000_0100_0000_01b3);
        rest = others;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_of_the_last_bytes_counts() {
        let file: Vec<u8> = (0..=255).chain(0..=99).collect();
        for at in 0..file.len() {
            let mut other = file.clone();
            other.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 4);
            assert_eq!(tail_hash(&other) != tail_hash(&file), at >= file.len() - TAIL, "{at}");
        }
        assert_eq!(tail_hash(b"short"), tail_hash(b""));
    }
}
