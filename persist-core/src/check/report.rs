//! What is wrong with a field, and what to do: one message for all that its history has against it.

use persist_history::{Bump, Compatibility, OVERWRITE, RECORD, Rule};

use super::entry::{Field, History, Recorded};
use super::finding::{Finding, Refusal};
use super::former::Target;
use super::matcher::matches;
use super::message::Message;
use super::parameter::same;
use super::types::Known;
use crate::schema::{Def, Ty};

/// What a field's history has against its type, if anything.
pub(super) const fn of(field: &Field<'_>, ty: &Ty, def: Option<&Def>) -> Option<Message> {
    let report = Report {
        field,
        history: field.history,
        ty,
        known: Known { parameters: field.history.parameters, def },
        target: Target { ty, default: field.default, former: field.former },
    };
    // A name that is taken comes first: with another name, nothing else holds.
    if let Some(message) = report.taken() {
        return Some(message);
    }
    match report.refused() {
        Some(message) => Some(message),
        None => report.bump(),
    }
}

struct Report<'a> {
    field: &'a Field<'a>,
    history: &'a History<'a>,
    ty: &'a Ty,
    known: Known<'a>,
    target: Target<'a>,
}

impl Report<'_> {
    /// A tombstone that comes back with another type.
    const fn taken(&self) -> Option<Message> {
        let mut rest = self.field.recorded;
        while let [first, others @ ..] = rest {
            if let Recorded::Gone(version, name, ty) = first
                && !self.is_todays(ty)
            {
                let mut m = Message::new();
                m.text("a former name does not come back with another type\n  ");
                m.texts(&["`", self.field.path, "`: `", name, "` was of type ", ty]);
                m.texts(&[" until it was removed after ", version, ", and is "]);
                m.ty(self.ty, self.history.parameters);
                m.text(" today: files of both would look alike\n  help: choose another name");
                return Some(m);
            }
            rest = others;
        }
        None
    }

    /// Recorded types from which nothing leads to today's.
    const fn refused(&self) -> Option<Message> {
        let mut rest = self.field.recorded;
        while let [first, others @ ..] = rest {
            if self.refusal(first).is_some() {
                return Some(self.refused_from(rest));
            }
            rest = others;
        }
        None
    }

    const fn refused_from(&self, recorded: &[Recorded<'_>]) -> Message {
        let mut m = Message::new();
        m.text("persisted shape changed, and no rule leads there from what files hold");
        let mut froms = Message::new();
        let mut rest = recorded;
        while let [first, others @ ..] = rest {
            if let (Some(refusal), Recorded::Latest(.., ty) | Recorded::Older(.., ty)) =
                (self.refusal(first), first)
            {
                self.explain(&mut m, first, refusal);
                froms.text(if froms.as_bytes().is_empty() { "" } else { " and " });
                froms.text("`#[persist(from(");
                froms.rust(ty.as_bytes());
                froms.text(" => |old| Ok(…)))]`");
            }
            rest = others;
        }
        let [_, minor, _] = self.history.next;
        m.texts(&["\n  help: ", froms.as_str(), " on the field converts such values"]);
        if !self.history.granted.covers(Bump::Minor) {
            m.texts(&[", with #[persist(version = \"", minor, "\")]"]);
        }
        m.text("; or a new epoch with an upgrade: ");
        self.new_epoch(&mut m);
        m.texts(&["; then ", RECORD]);
        self.overwrite(&mut m);
        m
    }

    /// Why files of a version are not read that have to be.
    const fn refusal(&self, recorded: &Recorded<'_>) -> Option<Refusal> {
        match recorded {
            // What becomes of files of another epoch, its chain says.
            Recorded::Latest(..) if self.history.granted.covers(Bump::Major) => None,
            Recorded::Gone(..) => None,
            Recorded::Latest(.., ty) | Recorded::Older(.., ty) => self.find(ty).refusal,
        }
    }

    const fn find(&self, ty: &str) -> Finding {
        match self.is_todays(ty) {
            true => Finding::SAME,
            false => self.known.field(ty.as_bytes(), &self.target),
        }
    }

    const fn explain(&self, m: &mut Message, recorded: &Recorded<'_>, refusal: Refusal) {
        m.text("\n  ");
        match recorded {
            Recorded::Latest(version, name, ty) => {
                self.place(m, name);
                self.change(m, version, ty);
                m.text(", and ");
            }
            Recorded::Older(version, name, ty) | Recorded::Gone(version, name, ty) => {
                self.place(m, name);
                m.texts(&["files of ", version, " hold ", ty, " here, and "]);
            }
        }
        match refusal {
            Refusal::Rule(Rule::ChangeType) => {
                m.text("no rule leads from there to ");
                m.ty(self.ty, self.history.parameters);
            }
            Refusal::Rule(rule) => {
                m.ty(self.ty, self.history.parameters);
                m.texts(&[" does not hold all of its values (", rule.id(), ")"]);
            }
            Refusal::Ambiguous => m.text("more than one rule leads there, to different values"),
            Refusal::NoForm => {
                m.text("no rule leads from there to any of ");
                self.forms(m);
            }
            Refusal::ManyForms => {
                m.text("it may be an older form of more than one of ");
                self.forms(m);
            }
        }
    }

    /// The field's type and its former ones, as a program writes them.
    const fn forms(&self, m: &mut Message) {
        self.form(m, self.ty);
        let mut rest = self.field.former;
        while let [first, others @ ..] = rest {
            m.text(", ");
            self.form(m, first);
            rest = others;
        }
    }

    const fn form(&self, m: &mut Message, ty: &Ty) {
        let mut text = Message::new();
        text.ty(ty, self.history.parameters);
        m.text("`");
        m.rust(text.as_bytes());
        m.text("`");
    }

    /// A change of the latest type that the declared version is not far enough beyond.
    const fn bump(&self) -> Option<Message> {
        let mut rest = self.field.recorded;
        while let [first, others @ ..] = rest {
            if let Recorded::Latest(version, name, ty) = first {
                let found = self.find(ty);
                if !self.history.granted.covers(found.bump()) {
                    return Some(self.too_small((version, name, ty), found));
                }
            }
            rest = others;
        }
        None
    }

    const fn too_small(&self, (version, name, ty): (&str, &str, &str), found: Finding) -> Message {
        let mut m = Message::new();
        m.text("persisted shape changed without a sufficient version bump\n  ");
        self.place(&mut m, name);
        self.change(&mut m, version, ty);
        m.text(" (");
        classify(&mut m, found);
        let [patch, minor, major] = self.history.next;
        let least = match found.bump() {
            Bump::None | Bump::Patch => patch,
            Bump::Minor => minor,
            Bump::Major => major,
        };
        m.texts(&["), needs at least ", least, ", declared ", self.history.declared]);
        m.text("\n  help: ");
        match found.bump() {
            Bump::Major => {
                m.texts(&["#[persist(version = \"", least, "\", upgrade(\""]);
                m.bytes(epoch(self.history.latest));
                m.text("\" => auto))], or `#[persist(from(");
                m.rust(ty.as_bytes());
                m.texts(&[" => |old| Ok(…)))]` on the field, which needs no more than ", minor]);
            }
            _ => m.texts(&["#[persist(version = \"", least, "\")]"]),
        }
        m.texts(&[", then ", RECORD]);
        self.overwrite(&mut m);
        m
    }

    const fn is_todays(&self, ty: &str) -> bool {
        matches(ty.as_bytes(), self.ty, self.history.parameters)
    }

    /// The field, and its former name where it had another.
    const fn place(&self, m: &mut Message, name: &str) {
        m.texts(&["`", self.field.path, "`"]);
        if !same(last_segment(self.field.path.as_bytes()), name.as_bytes()) {
            m.texts(&[", recorded as `", name, "`"]);
        }
        m.text(": ");
    }

    const fn change(&self, m: &mut Message, version: &str, ty: &str) {
        m.texts(&[ty, " -> "]);
        m.ty(self.ty, self.history.parameters);
        m.texts(&[" since ", version]);
    }

    const fn new_epoch(&self, m: &mut Message) {
        let [_, _, major] = self.history.next;
        m.texts(&["#[persist(version = \"", major, "\", upgrade(\""]);
        m.bytes(epoch(self.history.latest));
        m.text("\" => ");
        m.bytes(first_segment(self.field.path.as_bytes()));
        let mut rest = epoch(self.history.latest);
        while let [first, others @ ..] = rest {
            m.bytes(&[if *first == b'.' { b'_' } else { *first }]);
            rest = others;
        }
        m.text("))]");
    }

    /// Under the very version that is recorded, the record itself may be what is wrong.
    const fn overwrite(&self, m: &mut Message) {
        if matches!(self.history.granted, Bump::None) {
            let [before, behind] = OVERWRITE;
            m.texts(&["; was ", self.history.latest, " never released: "]);
            m.texts(&[before, self.history.test, behind]);
        }
    }
}

/// The rules, and which files they leave readable.
const fn classify(m: &mut Message, found: Finding) {
    let (mut number, mut left, mut any) = (0, Compatibility::whole(), false);
    while let Some(rule) = Rule::numbered(number) {
        if found.has(rule) {
            m.texts(&[rule.id(), ", "]);
            left = left.and(rule);
            any = true;
        }
        number += 1;
    }
    m.text(match (found.unknown, any) {
        (true, true) => "what else changed with these types, the test `persist_history` finds",
        (true, false) => "what changed with these types, the test `persist_history` finds",
        (false, _) => left.words(),
    });
}

/// The epoch of a version: its numbers up to the first that is not zero.
const fn epoch(version: &str) -> &[u8] {
    let text = version.as_bytes();
    let (mut at, mut zero) = (0, true);
    while let Some((before, [first, ..])) = text.split_at_checked(at) {
        match first {
            b'.' if !zero => return before,
            b'-' | b'+' => return before,
            b'.' | b'0' => {}
            _ => zero = false,
        }
        at += 1;
    }
    text
}

const fn first_segment(path: &[u8]) -> &[u8] {
    let mut at = 0;
    while let Some((before, [first, ..])) = path.split_at_checked(at) {
        if *first == b'.' || *first == b'<' {
            return before;
        }
        at += 1;
    }
    path
}

const fn last_segment(path: &[u8]) -> &[u8] {
    let mut rest = path;
    let mut last = path;
    while let [first, others @ ..] = rest {
        if *first == b'.' {
            last = others;
        }
        rest = others;
    }
    last
}
