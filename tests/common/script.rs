//! Python scripts put together at random from snippets; the same seed gives the same script.

/// Numbers that look random (xorshift64*); the same for a seed everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = self.below(at + 1);
            items.swap(at, other);
        }
    }

    fn pick<'s>(&mut self, from: &[&'s str]) -> &'s str {
        from[self.below(from.len())]
    }
}

/// A script; `→` in the snippets is one level of indentation, and `;` joins only snippets of one line.
pub fn script(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let mut parts: Vec<&str> = vec![HEADS[dice.below(HEADS.len())]];
    parts.extend(IMPORTS);
    let mut top = Vec::new();
    for (snippets, most) in [(DEFS, 4), (TABLES, 5), (TEXTS, 3), (COMMENTS, 5), (PRINTS, 3)] {
        for _ in 0..dice.below(most) {
            top.push(dice.pick(snippets));
        }
    }
    dice.shuffle(&mut top);
    parts.extend(NEEDED);
    parts.extend(top);
    let mut end = Vec::new();
    for (snippets, most) in [(STARTS, 3), (PRINTS, 3), (COMMENTS, 3), (TABLES, 2), (DEFS, 2), (TEXTS, 2)] {
        for _ in 0..dice.below(most) {
            end.push(dice.pick(snippets));
        }
    }
    dice.shuffle(&mut end);
    parts.extend(end);
    if dice.once_in(3) {
        parts.push(dice.pick(GUARDS));
    }
    join(&mut dice, &parts)
}

fn join(dice: &mut Dice, parts: &[&str]) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < parts.len() {
        text += parts[at];
        while dice.once_in(4) && at + 1 < parts.len() && is_simple(parts[at]) && is_simple(parts[at + 1]) {
            at += 1;
            text += "; ";
            text += parts[at];
        }
        if is_simple(parts[at]) && dice.once_in(6) {
            text += dice.pick(&["  # why", ";", " # two  "]);
        }
        at += 1;
        text += dice.pick(&["\n", "\n", "\n\n", "\n\n\n", "\n\x0c\n"]);
    }
    if dice.once_in(5) {
        text.truncate(text.trim_end().len());
    }
    let indentation = dice.pick(&["    ", "    ", "\t", "  "]);
    let newline = dice.pick(&["\n", "\n", "\r\n"]);
    text.replace('→', indentation).replace('\n', newline)
}

/// Whether a semicolon may stand beside it.
fn is_simple(part: &str) -> bool {
    let compound = ["def ", "class ", "for ", "with ", "if ", "try:", "#", "@"];
    !part.is_empty() && !part.contains('\n') && !compound.iter().any(|word| part.starts_with(word))
}

const HEADS: &[&str] = &[
    "#!/usr/bin/env python3",
    "# -*- coding: utf-8 -*-\n# of nobody",
    "\"\"\"Computes things.\n\n  Slowly.\n\"\"\"",
    "# a comment",
    "",
];

const IMPORTS: [&str; 4] = [
    "import os, sys",
    "import multiprocessing as mp",
    "from multiprocessing import Pool, Process",
    "from concurrent.futures import (\n→ProcessPoolExecutor,  # processes\n)",
];

/// What the other snippets use.
const NEEDED: [&str; 3] = ["SIZE = 4", "NAMES = []", "def work(x):\n→return x * SIZE"];

const DEFS: &[&str] = &[
    "def show(x):\n→# says it\n→print(x)\n→# and nothing else",
    "class Job:\n→\"\"\"A job.\"\"\"\n\n→def run(self):\n→→return SIZE",
    "def run():\n→with Pool(2) as pool:\n→→print(pool.map(work, range(3)))",
    "@staticmethod\ndef same(x): return x",
    "def count():\n→global SIZE\n→SIZE += 1",
    "async def later():\n→pass",
];

const TABLES: &[&str] = &[
    "TABLE = {\n→'a': 1,\n→'b': (2,\n→      3),\n}",
    "for n in range(3):\n→NAMES.append(n)",
    "LIMIT = SIZE * 2",
    "a = b = 1",
    "squares = [n * n for n in range(SIZE)]",
    "try:\n→import numpy\nexcept ImportError:\n→numpy = None",
    "if SIZE > 3:\n→big = True\nelse:\n→big = False",
    "x, (y, *z) = 1, (2, 3)",
    "NAMES += ['n']",
    "del_me = 1; del del_me",
];

const TEXTS: &[&str] = &[
    "TEXT = \"\"\"one\n  two\n\tthree\n\"\"\"",
    "LONG = 'a' \\\n→'b'",
    "print(f\"\"\"{SIZE}\n  {'x':>4}\n\"\"\")",
    "raw = r'\\n' + b'\\x00'.decode()",
    "print('''# no comment\n''',\n      # a comment\n      SIZE)",
];

const PRINTS: &[&str] =
    &["print('hello')", "print(SIZE, NAMES)", "sys.stdout.write('text\\n')", "print(len(NAMES), end='')"];

const STARTS: &[&str] = &[
    "with Pool(2) as pool:\n→print(pool.map(work, [1, 2]))",
    "p = Process(target=work, args=(1,))\np.start()\np.join()",
    "with ProcessPoolExecutor() as executor:\n→# all of them\n→print(list(executor.map(work, NAMES)))",
    "results = mp.Pool(SIZE).map(work, NAMES)",
    "for n in range(2):\n→q = mp.Process(target=work, args=(n,))\n→q.start()\n→q.join()",
    "print(Pool(1).apply(work, (2,)))",
];

const COMMENTS: &[&str] = &["# a note", "# two\n# lines", "", "→# set in", "#"];

const GUARDS: &[&str] = &[
    "if __name__ == '__main__':\n→print('done')",
    "if __name__ == \"__main__\":\n→# the end\n→print(SIZE)\n→print('done')",
];
