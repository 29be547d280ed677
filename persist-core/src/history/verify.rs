//! That a closure in a history is the one that was recorded: its fingerprint says so.

use persist_history::{ArgText, Closure, Entry, Parameter};

use super::rebuild::{Rebuild, Work, title, wrong};
use super::sources::{Sources, Versions};
use super::stand_ins::StandIns;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Arg, Argument, Fingerprint, PARAM, Schema, Type};

/// Most instances that are tried: of const parameters, texts do not tell the type.
const MAX_TRIES: usize = 1024;

/// Most arrays of a closure of which each may be stored one by one: all ways are tried, and each takes as long as a
/// fingerprint.
const MAX_MARKS: usize = 8;

/// Instances of which that is tried.
const MAX_INSTANCES: usize = 8;

/// The versions of a recorded closure.
pub(super) fn versions_of(closure: &Closure) -> Versions<'_> {
    closure.nested.iter().map(|(name, version)| (name.as_str(), version)).collect()
}

/// The schema of the instance that was recorded, which is the type itself where it is not generic.
///
/// # Errors
///
/// A closure whose definitions are not all there, and one that was not recorded so.
pub(super) fn recorded(
    sources: &Sources,
    entry: &Entry,
    closure: &Closure,
    today: Option<&[Arg]>,
    stand_ins: &dyn StandIns,
) -> Result<Schema> {
    let versions = versions_of(closure);
    let candidates: Vec<Vec<Candidate<'_>>> = entry
        .parameters
        .iter()
        .enumerate()
        .map(|(position, parameter)| candidates(position, parameter, today, stand_ins))
        .collect();
    let work = Work::default();
    let (mut found, mut problem, mut others) = (None, None, Vec::new());
    let mut choice = vec![0usize; candidates.len()];
    for _ in 0..MAX_TRIES {
        let mut rebuild = Rebuild::new(sources, entry, &versions, &work);
        let args = choice.iter().zip(&candidates).filter_map(|(choice, list)| list.get(*choice));
        let args = args.map(|arg| arg.build(&mut rebuild)).collect::<Result<_>>();
        match args.and_then(|args| rebuild.schema(args)) {
            Ok(schema) if schema.fingerprint().0 == closure.fingerprint => return Ok(schema),
            Ok(schema) => {
                found = found.or_else(|| Some(schema.fingerprint()));
                others.push(schema);
            }
            Err(error) if error.kind() == ErrorKind::Limit => return Err(error),
            // A length is no `char`, say: what all tries have in common comes first.
            Err(error) => problem = problem.or(Some(error)),
        }
        if !advance(&mut choice, &candidates) {
            break;
        }
    }
    // What is usual was not it.
    let marked = others.iter().take(MAX_INSTANCES);
    if let Some(fewer) = marked.into_iter().find_map(|s| with_fewer_marks(s, closure.fingerprint)) {
        return Ok(fewer);
    }
    match (found, problem) {
        (None, Some(problem)) => Err(problem),
        (found, _) => Err(differs(entry, closure, found)),
    }
}

/// The schema of this fingerprint in which some arrays are stored one by one although their elements look as if they had
/// a layout: those of cells, say, are not to be read while they are written.
fn with_fewer_marks(schema: &Schema, wanted: u64) -> Option<Schema> {
    let marks = schema.marks();
    let most = u32::try_from(marks.min(MAX_MARKS)).ok()?;
    (1..1u64 << most).find_map(|without| {
        let keep = |number: usize| {
            let bit = u32::try_from(number).ok().and_then(|number| 1u64.checked_shl(number));
            bit.is_none_or(|bit| without & bit == 0)
        };
        let fewer = schema.with_marks(&keep).ok()?;
        (fewer.fingerprint().0 == wanted).then_some(fewer)
    })
}

/// The next choice, as an odometer turns. Returns whether there is one.
fn advance(choice: &mut [usize], candidates: &[Vec<Candidate<'_>>]) -> bool {
    for (digit, list) in choice.iter_mut().zip(candidates) {
        *digit = digit.saturating_add(1);
        if *digit < list.len() {
            return true;
        }
        *digit = 0;
    }
    false
}

/// What may have been recorded for a parameter.
enum Candidate<'e> {
    Fixed { arg: &'e ArgText, signed: bool },
    Type(usize),
    Const(Argument),
}

fn candidates<'e>(
    position: usize,
    parameter: &'e Parameter,
    today: Option<&[Arg]>,
    stand_ins: &dyn StandIns,
) -> Vec<Candidate<'e>> {
    let like = today.and_then(|args| args.get(position));
    match (&parameter.fixed, parameter.is_const) {
        (Some(arg @ ArgText::Number(_)), _) => {
            let signed = matches!(like, Some(Arg::Signed(_)));
            vec![Candidate::Fixed { arg, signed }, Candidate::Fixed { arg, signed: !signed }]
        }
        (Some(arg), _) => vec![Candidate::Fixed { arg, signed: false }],
        (None, false) => vec![Candidate::Type(position)],
        (None, true) => {
            let like = like.and_then(kind_of);
            let consts = stand_ins.consts(position, like.as_ref());
            consts.into_iter().map(Candidate::Const).collect()
        }
    }
}

/// A const argument, whose kind tells which stand-ins there are.
fn kind_of(arg: &Arg) -> Option<Argument> {
    match *arg {
        Arg::Type(_) => None,
        Arg::Unsigned(value) => Some(Argument::Unsigned(value)),
        Arg::Signed(value) => Some(Argument::Signed(value)),
        Arg::Bool(value) => Some(Argument::Bool(value)),
        Arg::Char(value) => Some(Argument::Char(value)),
    }
}

impl Candidate<'_> {
    fn build(&self, rebuild: &mut Rebuild<'_>) -> Result<Argument> {
        match self {
            Candidate::Fixed { arg, signed } => rebuild.fixed(arg, *signed),
            Candidate::Type(position) => {
                let position = u128::try_from(*position).unwrap_or(u128::MAX);
                let args = vec![Argument::Unsigned(position)];
                rebuild.number(PARAM, args).map(|id| Argument::Type(Type::Named(id)))
            }
            Candidate::Const(value) => Ok(value.clone()),
        }
    }
}

#[cold]
fn differs(entry: &Entry, closure: &Closure, found: Option<Fingerprint>) -> Error {
    let (title, line) = (title(entry), closure.line);
    let recorded = Fingerprint(closure.fingerprint);
    let found = found.map_or(String::new(), |found| format!(", and is {found} now"));
    // What is to be recorded stands in no line yet, and was not edited there.
    let (message, help) = match line {
        0 => (
            format!(
                "{title} holds types that are recorded otherwise under the same versions: they were changed, or their \
                 entries edited by hand"
            ),
            "give what changed a later version, and another name where it is another type; restore what was edited from \
             version control",
        ),
        line => (
            format!(
                "{title} in its history is not what was recorded: the fingerprint of line {line} is {recorded}{found}; \
                 the entry or a nested one was edited by hand, or recorded anew"
            ),
            "restore the history from version control",
        ),
    };
    wrong(message).with_help(help)
}
