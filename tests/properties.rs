//! Scripts put together at random: whatever they are, units tile them, and a rewrite is a rearrangement that lasts.
//!
//! Seeds are fixed, so a failure comes again; the message has the seed and the script.

use std::path::Path;

use crate::common::script::{Dice, script};
use mpfix::judge::{Context, FreezeSupport, judge};
use mpfix::lookup::{NoDisk, Places};
use mpfix::outcome::Outcome;
use mpfix::parse::Module;
use mpfix::parse::unit::Units;
use mpfix::source::decode;
use mpfix::starters::Registry;
use mpfix::transform::edits::Edits;
use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{TextRange, TextSize};

const SCRIPTS: u64 = 600;

#[test]
fn units_tile_the_file() {
    for seed in 0..SCRIPTS {
        let text = script(seed);
        let module = parse(seed, &text);
        let units = Units::of(&module);
        let mut ranges = vec![units.prologue];
        ranges.extend(units.units.iter().flat_map(|unit| [unit.lead, unit.lines]));
        ranges.push(units.epilogue);
        let mut end = TextSize::new(0);
        for range in ranges {
            assert_eq!(range.start(), end, "seed {seed}: a gap or an overlap\n{text}");
            end = range.end();
        }
        assert_eq!(end, TextSize::of(&*text), "seed {seed}: the end is missing\n{text}");
        let statements: Vec<usize> = units.units.iter().flat_map(|unit| unit.statements.clone()).collect();
        assert!(statements.into_iter().eq(0..module.body().len()), "seed {seed}\n{text}");
    }
}

#[test]
fn rewrites_are_rearrangements_that_last() {
    let mut rewritten = 0;
    for seed in 0..SCRIPTS {
        let text = script(seed);
        let new = match outcome(seed, &text) {
            Outcome::Quiet | Outcome::Found { .. } | Outcome::Refused { .. } => continue,
            Outcome::Faulty { breaches, .. } => panic!("seed {seed}: {breaches:?}\n{text}"),
            Outcome::Fix { rewrite, .. } => rewrite.text().to_owned(),
        };
        rewritten += 1;
        let again = outcome(seed, &new);
        assert!(matches!(again, Outcome::Quiet), "seed {seed}: not done with it\n{text}\n-----\n{new}");
        let (old_module, new_module) = (parse(seed, &text), parse(seed, &new));
        let (kept, moved) = split(&old_module, &new_module);
        let original = original(&old_module);
        let show = || format!("seed {seed}\n{text}\n-----\n{new}");
        assert_eq!(kept.len() + moved.len(), original.len(), "{}", show());
        assert!(!moved.is_empty(), "{}", show());
        assert!(is_subsequence(&kept, &original), "kept statements change places, {}", show());
        assert!(is_subsequence(&moved, &original), "moved statements change places, {}", show());
        let both: Vec<&ComparableStmt<'_>> = kept.iter().chain(&moved).collect();
        assert!(original.iter().all(|statement| both.contains(&statement)), "a statement is lost, {}", show());
    }
    assert!(rewritten > SCRIPTS / 5, "only {rewritten} of {SCRIPTS} scripts were rewritten: this test shows little");
}

#[test]
fn edits_are_disjoint_and_independent_of_their_order() {
    for seed in 0..SCRIPTS {
        let mut dice = Dice::new(seed);
        let text: String = (0..60).map(|_| (b'a' + dice.below(26) as u8) as char).collect();
        let mut cuts: Vec<u32> = (0..dice.below(12)).map(|_| dice.below(61) as u32).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let ranges: Vec<TextRange> =
            cuts.chunks_exact(2).map(|pair| TextRange::new(pair[0].into(), pair[1].into())).collect();
        let wanted = ranges.iter().rev().fold(text.clone(), |mut text, range| {
            text.replace_range(std::ops::Range::<usize>::from(*range), "<new>");
            text
        });
        let mut shuffled = ranges.clone();
        dice.shuffle(&mut shuffled);
        let mut edits = Edits::default();
        for range in &shuffled {
            edits.replace(*range, "<new>".to_owned()).expect("disjoint");
        }
        assert_eq!(edits.apply(&text), wanted, "seed {seed}: {shuffled:?}");
        let done: Vec<TextRange> = edits.iter().map(|(range, _)| range).collect();
        assert_eq!(done, ranges, "seed {seed}: sorted");
        for range in ranges {
            let middle = TextRange::new(range.start(), range.end() + TextSize::new(1));
            assert!(edits.replace(middle, "late".to_owned()).is_err(), "seed {seed}: {middle:?} is taken");
        }
    }
}

fn outcome(seed: u64, text: &str) -> Outcome {
    let places = Places::default();
    let modules = mpfix::project::Modules::default();
    let context = Context {
        freeze_support: FreezeSupport::Omit,
        registry: Registry::builtin(),
        unsafe_fixes: false,
        advice: false,
        disk: &NoDisk,
        places: &places,
        modules: &modules,
    };
    let file = decode(Path::new("script.py"), text.as_bytes()).expect("text");
    judge(&file, &context).unwrap_or_else(|trouble| panic!("seed {seed}: {trouble}\n{text}"))
}

fn parse(seed: u64, text: &str) -> Module {
    Module::parse(Path::new("script.py"), text.to_owned())
        .unwrap_or_else(|fault| panic!("seed {seed}: {fault:?}\n{text}"))
}

/// The statements of a script, those under its main guard each for itself.
fn original(module: &Module) -> Vec<ComparableStmt<'_>> {
    let flat = module.body().iter().flat_map(|statement| guarded(statement).unwrap_or(std::slice::from_ref(statement)));
    flat.map(ComparableStmt::from).collect()
}

/// What a rewritten script keeps at its top level, and what stands below its guard or in the function it has got.
fn split<'m>(old: &'m Module, new: &'m Module) -> (Vec<ComparableStmt<'m>>, Vec<ComparableStmt<'m>>) {
    let known = original(old);
    let (mut kept, mut moved) = (Vec::new(), Vec::new());
    for statement in new.body() {
        let function = match statement {
            Stmt::FunctionDef(function) if !known.contains(&statement.into()) => Some(&*function.body),
            _ => None,
        };
        match function.or_else(|| guarded(statement)) {
            Some(body) => moved.extend(body.iter().map(ComparableStmt::from).filter(|inner| known.contains(inner))),
            None => kept.push(statement.into()),
        }
    }
    (kept, moved)
}

/// The body of a main guard.
fn guarded(statement: &Stmt) -> Option<&[Stmt]> {
    let Stmt::If(guard) = statement else { return None };
    let Expr::Compare(test) = &*guard.test else { return None };
    matches!(&*test.left, Expr::Name(name) if &name.id == "__name__").then_some(&guard.body)
}

fn is_subsequence(part: &[ComparableStmt<'_>], whole: &[ComparableStmt<'_>]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|wanted| rest.any(|statement| statement == wanted))
}
