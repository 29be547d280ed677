//! Chunks that are compressed by several threads, and handed on in their order.
//!
//! The calling thread fills chunks, and hands each to the first thread that has room for it; where none has, it
//! compresses the chunk itself. Who does it makes no difference to the bytes.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, channel, sync_channel};
use std::thread::{Builder, Scope};

use super::codec::Coding;
use super::compression::{Compression, Encoder};
use super::layout::CHUNK_LEN;
use crate::error::{Error, ErrorKind, Result};

/// A chunk on its way.
pub(super) struct Chunk {
    /// The place of its section among all of them.
    pub(super) section: usize,
    /// How it is stored if it shrinks.
    pub(super) coding: Coding,
    raw: Vec<u8>,
    packed: Vec<u8>,
    packed_len: Option<usize>,
}

impl Chunk {
    pub(super) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Its compressed bytes, which are fewer; `None` if it does not shrink.
    pub(super) fn packed(&self) -> Option<&[u8]> {
        self.packed.get(..self.packed_len?)
    }

    fn encode(&mut self, encoder: &mut Encoder) -> Result<()> {
        self.packed_len = encoder.encode_chunk(self.coding, &self.raw, &mut self.packed)?;
        Ok(())
    }
}

/// A thread that compresses.
struct Worker {
    /// Holds one chunk, so that the next one is there when the thread is done with its last.
    jobs: SyncSender<Chunk>,
    results: Receiver<Result<Chunk>>,
}

/// A chunk whose predecessors have not all been handed on.
enum Pending {
    Encoded(Chunk),
    /// The next result of the worker of this number.
    At(usize),
}

/// Takes bytes, and gives chunks to a sink.
pub(super) struct Pipeline<'a> {
    workers: Vec<Worker>,
    encoder: Encoder,
    /// In the order in which they are handed on.
    pending: VecDeque<Pending>,
    /// The chunk that is being filled.
    open: Option<Chunk>,
    /// Chunks whose memory is used again.
    spare: Vec<Chunk>,
    sink: &'a mut dyn FnMut(&Chunk) -> Result<()>,
}

impl<'a> Pipeline<'a> {
    /// A pipeline of so many threads, the calling one included; of fewer, where the system gives no more.
    pub(super) fn new<'scope>(
        scope: &'scope Scope<'scope, '_>,
        threads: usize,
        compression: Compression,
        sink: &'a mut dyn FnMut(&Chunk) -> Result<()>,
    ) -> Self {
        let workers = (1..threads).map_while(|_| Worker::start(scope, compression).ok()).collect();
        Pipeline {
            workers,
            encoder: Encoder::new(compression),
            pending: VecDeque::new(),
            open: None,
            spare: Vec::new(),
            sink,
        }
    }

    /// Takes the next bytes of a section; [`end_section`](Self::end_section) comes behind the last ones.
    ///
    /// # Errors
    ///
    /// Those of the sink, and no memory for the codec.
    pub(super) fn push(&mut self, section: usize, coding: Coding, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let mut chunk = match self.open.take() {
                Some(chunk) => chunk,
                None => self.empty_chunk(section, coding),
            };
            let room = CHUNK_LEN.saturating_sub(chunk.raw.len());
            let (part, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            chunk.raw.extend_from_slice(part);
            bytes = rest;
            match chunk.raw.len() < CHUNK_LEN {
                true => self.open = Some(chunk),
                false => self.submit(chunk)?,
            }
        }
        Ok(())
    }

    /// Ends a section, whose last chunk may be shorter than the others.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub(super) fn end_section(&mut self) -> Result<()> {
        match self.open.take() {
            Some(chunk) => self.submit(chunk),
            None => Ok(()),
        }
    }

    /// Waits for all chunks.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub(super) fn finish(mut self) -> Result<()> {
        self.hand_on(0)
    }

    fn empty_chunk(&mut self, section: usize, coding: Coding) -> Chunk {
        let (mut raw, packed) =
            self.spare.pop().map(|chunk| (chunk.raw, chunk.packed)).unwrap_or_default();
        raw.clear();
        Chunk { section, coding, raw, packed, packed_len: None }
    }

    fn submit(&mut self, chunk: Chunk) -> Result<()> {
        let mut untaken = Some(chunk);
        for (number, worker) in self.workers.iter().enumerate() {
            let Some(chunk) = untaken.take() else { break };
            match worker.jobs.try_send(chunk) {
                Ok(()) => self.pending.push_back(Pending::At(number)),
                Err(TrySendError::Full(chunk) | TrySendError::Disconnected(chunk)) => {
                    untaken = Some(chunk);
                }
            }
        }
        if let Some(mut chunk) = untaken {
            chunk.encode(&mut self.encoder)?;
            self.pending.push_back(Pending::Encoded(chunk));
        }
        // One in the works and one in line for each thread: more would only wait.
        self.hand_on(self.workers.len().saturating_add(1).saturating_mul(2))
    }

    /// Hands on the chunks that are done, and waits until at most `pending` are not.
    fn hand_on(&mut self, pending: usize) -> Result<()> {
        while let Some(first) = self.pending.pop_front() {
            let must_wait = self.pending.len() >= pending;
            let chunk = match first {
                Pending::Encoded(chunk) => chunk,
                Pending::At(number) => match self.result_of(number, must_wait)? {
                    Some(chunk) => chunk,
                    None => {
                        self.pending.push_front(first);
                        return Ok(());
                    }
                },
            };
            (self.sink)(&chunk)?;
            self.spare.push(chunk);
        }
        Ok(())
    }

    /// The next result of a worker; `None` if it is not there yet.
    fn result_of(&self, number: usize, must_wait: bool) -> Result<Option<Chunk>> {
        let Some(worker) = self.workers.get(number) else { return Err(ended()) };
        match must_wait {
            true => worker.results.recv().map_err(|_| ended())?.map(Some),
            false => match worker.results.try_recv() {
                Ok(result) => result.map(Some),
                Err(TryRecvError::Empty) => Ok(None),
                Err(TryRecvError::Disconnected) => Err(ended()),
            },
        }
    }
}

impl Worker {
    fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        compression: Compression,
    ) -> std::io::Result<Self> {
        let (jobs, chunks) = sync_channel::<Chunk>(1);
        let (encoded, results) = channel();
        Builder::new().spawn_scoped(scope, move || {
            let mut encoder = Encoder::new(compression);
            for mut chunk in chunks {
                let result = chunk.encode(&mut encoder).map(|()| chunk);
                // Where nobody takes it, the save has failed already.
                if encoded.send(result).is_err() {
                    return;
                }
            }
        })?;
        Ok(Worker { jobs, results })
    }
}

/// Only a thread that panics ends before its jobs do.
#[cold]
fn ended() -> Error {
    Error::new(ErrorKind::System, "a thread that compresses has ended too early")
}
