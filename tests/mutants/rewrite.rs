//! One source file with all of its mutants in it.
//!
//! The expression at which mutants stand becomes a choice between them and itself:
//!
//! ```text
//! (if crate::switch::on(7) { a > b } else if crate::switch::on(8) { a == b } else { a < b })
//! ```
//!
//! As only one mutant is ever on, each stands there as if there were no others; only what comes after the last `else`
//! has choices inside. Mutants of a function's value return it before anything else; where its type has no name, what is
//! returned otherwise is wrapped, to be of the same one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::list::Mutant;

/// A file rewritten.
pub struct Rewritten {
    pub text: String,
    /// Where each mutant stands in it.
    pub mutants: Vec<(Range<usize>, u32)>,
    /// Where each choice stands in it, and between which mutants.
    pub choices: Vec<(Range<usize>, Vec<u32>)>,
}

/// Puts `mutants` of one file into it; those that no expression was found for, or that do not parse, are given back.
pub fn rewrite(source: &str, mutants: &[&Mutant]) -> (Rewritten, Vec<u32>) {
    let mut places = Places::default();
    places.visit_file(&syn::parse_file(source).expect("the file compiles as it is"));
    let mut choices: BTreeMap<_, Vec<(u32, String)>> = BTreeMap::new();
    let mut unfit = Vec::new();
    for mutant in mutants {
        let Some(whole) = places.whole.get(&(place_of(&mutant.genre), mutant.range.start)) else {
            unfit.push(mutant.id);
            continue;
        };
        let is_value = mutant.genre == "FnValue";
        let text = if is_value {
            match mutant.is_iterator {
                true => format!(
                    "return crate::switch::Chosen::Mutant(Box::new({}));",
                    mutant.replacement
                ),
                false => format!("return {};", mutant.replacement),
            }
        } else {
            let (before, after) =
                (&source[whole.start..mutant.range.start], &source[mutant.range.end..whole.end]);
            format!("{before}{}{after}", mutant.replacement)
        };
        let parses =
            is_value || syn::parse_str::<syn::Expr>(&text).is_ok_and(|expr| !has_let(&expr));
        if parses {
            // What a function returns comes before its first expression; outer expressions come before inner ones.
            let kind = match (is_value, mutant.is_iterator) {
                (true, true) => Kind::Iterator,
                (true, false) => Kind::Value,
                _ => Kind::Expression,
            };
            choices
                .entry((whole.start, kind, Reverse(whole.end)))
                .or_default()
                .push((mutant.id, text));
        } else {
            unfit.push(mutant.id);
        }
    }
    let mut writer = Writer {
        source,
        at: 0,
        choices: choices
            .into_iter()
            .map(|((start, kind, Reverse(end)), texts)| (start..end, kind, texts))
            .collect(),
        next: 0,
        statements: &places.statements,
        out: Rewritten { text: String::new(), mutants: Vec::new(), choices: Vec::new() },
    };
    writer.copy_to(source.len());
    (writer.out, unfit)
}

/// What mutants stand for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// An iterator that a function returns.
    Iterator,
    /// Another value that a function returns.
    Value,
    Expression,
}

/// What stands there, and what else could: mutants with their numbers.
type Choice = (Range<usize>, Kind, Vec<(u32, String)>);

struct Writer<'a> {
    source: &'a str,
    at: usize,
    choices: Vec<Choice>,
    next: usize,
    statements: &'a HashSet<usize>,
    out: Rewritten,
}

impl Writer<'_> {
    /// Copies the source up to `end`, with the choices in it.
    fn copy_to(&mut self, end: usize) {
        while let Some((whole, kind, mutants)) =
            self.choices.get(self.next).filter(|(whole, ..)| whole.start < end).cloned()
        {
            self.next += 1;
            self.out.text += &self.source[self.at..whole.start];
            self.at = whole.start;
            let start = self.out.text.len();
            // Without parentheses, as what it stands for needs no semicolon or comma either.
            let is_statement = self.statements.contains(&whole.start)
                && self.source[whole.clone()].starts_with("match");
            let (open, then, otherwise, close) = match kind {
                Kind::Iterator => ("", " } ", "crate::switch::Chosen::Own({ ", " })"),
                Kind::Value => ("", " } ", "", ""),
                Kind::Expression if is_statement => ("", " } else ", "{ ", " }"),
                Kind::Expression => ("(", " } else ", "{ ", " })"),
            };
            self.out.text += open;
            for (id, text) in &mutants {
                self.out.text += &format!("if crate::switch::on({id}) {{ ");
                let start = self.out.text.len();
                self.out.text += text;
                self.out.mutants.push((start..self.out.text.len(), *id));
                self.out.text += then;
            }
            self.out.text += otherwise;
            if kind != Kind::Value {
                self.copy_to(whole.end);
            }
            self.out.text += close;
            self.out
                .choices
                .push((start..self.out.text.len(), mutants.iter().map(|(id, _)| *id).collect()));
        }
        self.out.text += &self.source[self.at..end];
        self.at = end;
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Place {
    Operator,
    Arm,
    Guard,
    Field,
    Body,
}

fn place_of(genre: &str) -> Place {
    match genre {
        "BinaryOperator" | "UnaryOperator" => Place::Operator,
        "MatchArm" => Place::Arm,
        "MatchArmGuard" => Place::Guard,
        "StructField" => Place::Field,
        _ => Place::Body,
    }
}

/// Where mutants can stand.
#[derive(Default)]
struct Places {
    /// By where the mutant begins: the expression to choose instead of, or the body.
    whole: HashMap<(Place, usize), Range<usize>>,
    /// Beginnings of matches that are statements or arms.
    statements: HashSet<usize>,
}

impl Places {
    fn add(&mut self, place: Place, at: &impl Spanned, whole: &impl Spanned) {
        self.whole.insert((place, at.span().byte_range().start), whole.span().byte_range());
    }

    fn add_statement(&mut self, expr: &syn::Expr) {
        if matches!(expr, syn::Expr::Match(_)) {
            self.statements.insert(expr.span().byte_range().start);
        }
    }
}

impl<'ast> Visit<'ast> for Places {
    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        self.add(Place::Operator, &expr.op, expr);
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_unary(&mut self, expr: &'ast syn::ExprUnary) {
        self.add(Place::Operator, &expr.op, expr);
        visit::visit_expr_unary(self, expr);
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        for arm in &expr.arms {
            self.add(Place::Arm, arm, expr);
        }
        visit::visit_expr_match(self, expr);
    }

    fn visit_expr_struct(&mut self, expr: &'ast syn::ExprStruct) {
        for field in &expr.fields {
            self.add(Place::Field, field, expr);
        }
        visit::visit_expr_struct(self, expr);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.add_statement(&arm.body);
        visit::visit_arm(self, arm);
    }

    fn visit_pat_guard(&mut self, pat: &'ast syn::PatGuard) {
        self.add(Place::Guard, &pat.guard, &pat.guard);
        visit::visit_pat_guard(self, pat);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        if let [first, ..] = &block.stmts[..]
            && let Some(last) = block.stmts.last()
        {
            let start = first.span().byte_range().start;
            self.whole.insert((Place::Body, start), start..last.span().byte_range().end);
        }
        for statement in &block.stmts {
            if let syn::Stmt::Expr(expr, None) = statement {
                self.add_statement(expr);
            }
        }
        visit::visit_block(self, block);
    }
}

/// Whether a condition binds names, which a choice would hide.
fn has_let(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(expr) => has_let(&expr.left) || has_let(&expr.right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutant(id: u32, genre: &str, source: &str, what: &str, replacement: &str) -> Mutant {
        let start = source.find(what).unwrap();
        Mutant {
            id,
            file: String::new(),
            genre: genre.to_owned(),
            range: start..start + what.len(),
            replacement: replacement.to_owned(),
            name: String::new(),
            is_iterator: false,
            alone: false,
        }
    }

    #[test]
    fn expressions_become_choices_of_which_the_last_has_choices_inside() {
        let source = "fn f(a: u8) -> bool { match a { 0 if a < 1 => !true, _ => false } }";
        let mutants = [
            mutant(1, "FnValue", source, "match a { 0 if a < 1 => !true, _ => false }", "true"),
            mutant(2, "MatchArm", source, "0 if a < 1 => !true,", ""),
            mutant(3, "MatchArmGuard", source, "a < 1", "true"),
            mutant(4, "BinaryOperator", source, "<", "=="),
            mutant(5, "UnaryOperator", source, "!", ""),
        ];
        let (rewritten, unfit) = rewrite(source, &mutants.iter().collect::<Vec<_>>());
        assert_eq!(
            rewritten.text.replace("crate::switch::", ""),
            "fn f(a: u8) -> bool { if on(1) { return true; } \
             if on(2) { match a {  _ => false } } else { \
             match a { 0 if (if on(3) { true } else if on(4) { a == 1 } else { a < 1 }) => \
             (if on(5) { true } else { !true }), _ => false } } }"
        );
        assert!(unfit.is_empty());
        for (range, id) in rewritten.mutants {
            assert!(!rewritten.text[range].contains("switch"), "{id}");
        }
    }

    #[test]
    fn iterators_of_a_function_are_made_one_type() {
        let source = "fn f(&self) -> impl Iterator<Item = u8> { self.0.iter().copied() }";
        let mut mutant =
            mutant(1, "FnValue", source, "self.0.iter().copied()", "::std::iter::empty()");
        mutant.is_iterator = true;
        let (rewritten, _) = rewrite(source, &[&mutant]);
        assert_eq!(
            rewritten.text.replace("crate::switch::", ""),
            "fn f(&self) -> impl Iterator<Item = u8> { \
             if on(1) { return Chosen::Mutant(Box::new(::std::iter::empty())); } Chosen::Own({ self.0.iter().copied() }) }"
        );
    }

    #[test]
    fn what_binds_names_or_does_not_parse_is_given_back() {
        let source = "fn f(a: Option<u8>) -> bool { if let Some(b) = a && b as u8 == 1 { true } else { false } }";
        let mutants = [
            mutant(1, "BinaryOperator", source, "&&", "||"),
            mutant(2, "BinaryOperator", source, "==", "<"),
            mutant(3, "BinaryOperator", source, "Some", "<"),
        ];
        let (_, unfit) = rewrite(source, &mutants.iter().collect::<Vec<_>>());
        assert_eq!(unfit, [1, 2, 3]);
    }
}
