//! The log of a block device, as dm-log-writes defines it and `blklogwrites` of qemu writes it: a header, then of each
//! write where it went, and its bytes.

use super::Result;

const MAGIC: u64 = 0x006a_7366_7773_6872;

/// Flags of an entry: what was written before has to stay, and the bytes at that place are of no use.
const FLUSH: u64 = 1;
const DISCARD: u64 = 4;

/// The numbers at the start of the log and of each entry are those of the format, in units of this many bytes.
const SECTOR: u64 = 512;

/// Where the header has its number of entries.
pub(crate) const ENTRIES_AT: u64 = 16;

/// What came to the device, in order.
pub(crate) struct Log<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    /// One past the last byte that was written.
    pub(crate) device_len: u64,
}

/// One thing that the device was asked for.
pub(crate) enum Entry<'a> {
    /// To keep what was written so far.
    Flush,
    /// To write bytes at an offset.
    Write(u64, &'a [u8]),
    /// A discard, which devices are free not to follow.
    Hint,
}

impl<'a> Log<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self> {
        let [magic, _version, count, sector] = numbers(bytes, 0)?;
        if magic != MAGIC || sector & 0xffff_ffff != SECTOR {
            return Err("this is no log of a block device with sectors of 512 bytes".into());
        }
        let mut log = Log { entries: Vec::new(), device_len: 0 };
        let mut at = SECTOR;
        for _ in 0..count {
            let [sector, sectors, flags, _data_len] = numbers(bytes, at)?;
            at += SECTOR;
            let (offset, len) = (sector * SECTOR, sectors * SECTOR);
            log.entries.push(match flags {
                0 => {
                    let written = part(bytes, at, len)?;
                    at += len;
                    log.device_len = log.device_len.max(offset + len);
                    Entry::Write(offset, written)
                }
                FLUSH if len == 0 => Entry::Flush,
                DISCARD => Entry::Hint,
                _ => return Err(format!("an entry of the log has the flags {flags}").into()),
            });
        }
        Ok(log)
    }
}

fn numbers(bytes: &[u8], at: u64) -> Result<[u64; 4]> {
    let mut numbers = [0; 4];
    for (number, bytes) in numbers.iter_mut().zip(part(bytes, at, 32)?.chunks_exact(8)) {
        *number = u64::from_le_bytes(bytes.try_into()?);
    }
    Ok(numbers)
}

fn part(bytes: &[u8], at: u64, len: u64) -> Result<&[u8]> {
    let range = usize::try_from(at)?..usize::try_from(at + len)?;
    bytes.get(range).ok_or_else(|| "the log ends within an entry".into())
}
