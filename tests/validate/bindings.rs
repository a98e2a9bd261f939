//! Names in a generated function: what may become local, and what must not.

use super::{assert_right, assert_wrong, in_function, in_guard};

/// One rewrite with a generated function: kept, `global` names, moved.
type Case = (&'static str, &'static str, &'static str);

const RIGHT_BINDINGS: &[Case] = &[
    ("import os\n", "", "x = os.sep\nprint(x)\n"),
    ("def f(): return x\n", "x", "x = 1\nf()\n"),
    ("def f():\n    global x\n    x = 2\n", "x", "x = 1\nf()\n"),
    ("def f(x): return x\n", "", "x = 1\nf(x)\n"),
    ("class A:\n    x = 1\n", "", "x = A.x\n"),
    ("def f(): return [x for x in 'ab']\n", "", "x = f()\n"),
    ("def f(): return lambda x: x\n", "", "x = f()\n"),
    // Closures over moved names.
    ("", "", "x = 1\ndef f(): return x\nx = f()\n"),
    ("", "", "x = 1\nclass A:\n    def f(self): return x\nA()\n"),
    ("", "", "x = 1\nclass A:\n    y = x\nA()\n"),
    ("", "", "x = 1\nprint([x for _ in 'ab'])\n"),
    ("", "", "print([last := c for c in 'ab'], last)\n"),
    ("def f(): return last\n", "last", "print([last := c for c in 'ab'])\n"),
    ("", "x", "x = 1\ndef f():\n    global x\n    x = 2\nf()\n"),
    ("", "", "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    g()\nx = f\n"),
    // Class bodies that bind and read a name, bound first.
    ("", "", "x = 1\nclass A:\n    x = 2\n    y = x\n"),
    (
        "",
        "",
        "value = 1\nclass A:\n    @property\n    def value(self): return 1\n    @value.setter\n    def value(self, v): pass\n",
    ),
    // Builtins bound before they are read.
    ("", "", "input = open\ninput('a')\n"),
    ("", "", "for id in range(3):\n    print(id)\n"),
    ("", "", "if range(2):\n    max = 1\nelse:\n    max = 2\nprint(max)\n"),
    ("", "list", "list = list('ab')\n"),
    ("", "max", "if range(2): max = min\nprint(max(1, 2))\n"),
    ("", "", "with open('a') as file, file as input:\n    input.read()\n"),
    // Name mangling.
    ("class A:\n    def f(self): return __x\n", "", "__x = 1\n"),
    ("class A:\n    def f(self): return __x\n", "_A__x", "_A__x = 1\n"),
    // Type parameters.
    ("def f[T](x: T) -> T: return x\n", "", "T = 1\nf(T)\n"),
    ("class A[T]:\n    def f(self) -> T: ...\n", "", "T = 1\nprint(T)\n"),
    ("", "Alias", "x = int\ntype Alias = list[x]\n"),
    // Normalised names are the same name.
    ("def f(): return \u{fb01}x\n", "fix", "fix = 1\n"),
    // Sees names, but none of those that became local.
    ("def f(): return globals()\n", "x", "x = 1\nf()\n"),
    ("def f():\n    y = 1\n    return locals(), vars(), dir()\n", "", "x = 1\nf()\n"),
    ("def f(): pass\n", "", "x = f.__annotations__\n"),
    ("import sys\n", "x", "x = sys.modules\n"),
    ("", "x", "x = 1\ndef f():\n    x\n    return locals()\nf()\n"),
    ("", "", "x = 1\ndef f():\n    return locals()\nf(x)\n"),
    ("", "x", "x = eval('1')\n"),
    ("", "", "x = vars(object)\n"),
    ("", "", "x = dir(object)\nexec('y = 1', {})\n"),
    ("from timeit import timeit\n", "x", "x = 1\ntimeit('x', 'from __main__ import x')\n"),
    // Deleted names.
    ("", "", "x = 1\ndel x\n"),
    ("x = 1\n", "x", "del x\n"),
    ("try:\n    pass\nexcept OSError as e:\n    pass\n", "e", "e = 1\n"),
    ("", "", "try:\n    run()\nexcept OSError as e:\n    print(e)\n"),
    // Annotations.
    ("", "", "x: int = 1\nprint(x)\n"),
    ("", "", "x: list[int] | None = None\nprint(x)\n"),
    (
        "",
        "",
        "match range(3):\n    case [a, *b]: print(a, b)\n    case {'k': c, **d}: print(c, d)\n    case object() as e: print(e)\n",
    ),
    ("from time import *\n", "", "for p in range(3):\n    pass\nprint(p)\n"),
];

const WRONG_BINDINGS: &[Case] = &[
    ("def f(): return x\n", "", "x = 1\nf()\n"),
    ("def f():\n    global x\n    x = 2\n", "", "x = 1\nf()\n"),
    ("def f(y=lambda: x): return y\n", "", "x = 1\nf()\n"),
    ("def f(): return [y for y in x]\n", "", "x = 1\nf()\n"),
    ("class A:\n    x = 1\n    def f(self): return x\n", "", "x = A\n"),
    ("x = 0\n", "", "x = 1\n"),
    ("x = 0\n", "", "x += 1\n"),
    ("x = 0\n", "", "del x\n"),
    ("import x\n", "", "import x.y\n"),
    ("x = 0\n", "", "for x in 'ab': pass\n"),
    ("x = 0\n", "", "with open('a') as x: pass\n"),
    ("x = 0\n", "", "print([x := c for c in 'ab'])\n"),
    ("x = 0\n", "", "try:\n    run()\nexcept OSError as x: pass\n"),
    ("x = 0\n", "", "match range(3):\n    case [x, *_]: pass\n"),
    ("x = 0\n", "", "match range(3):\n    case [*x]: pass\n"),
    ("x = 0\n", "", "match range(3):\n    case {**x}: pass\n"),
    ("x = 0\n", "", "def x(): pass\n"),
    ("x = 0\n", "", "class x: pass\n"),
    ("x = 0\n", "", "from a import b as x\n"),
    ("x = 0\n", "", "type x = int\n"),
    ("x = 0\n", "", "x: int\n"),
    ("x = 0\n", "", "(x): int = 1\n"),
    ("x = 0\n", "", "a, [b, *x] = run()\n"),
    ("if run():\n    x = 0\n", "", "x = 1\n"),
    ("def f() -> x: ...\n", "", "x = 1\n"),
    ("def f(a: 'list[x]'): ...\n", "", "x = 1\n"),
    ("def f[T: x](a: T): ...\n", "", "x = 1\n"),
    ("type A = list[x]\n", "", "x = 1\n"),
    ("class A[T](x): ...\n", "", "x = 1\n"),
    ("def f(): return \u{fb01}x\n", "", "fix = 1\n"),
    ("class A:\n    def f(self): return __x\n", "", "_A__x = 1\n"),
    ("__all__ = ['x']\n", "", "x = 1\n"),
    ("__all__ = []\n__all__ += ['x']\n", "", "x = 1\n"),
    ("def f(a: '\u{fb01}x'): ...\n", "", "fix = 1\n"),
    ("", "", "class C: pass\ndef f(a: 'C'): ...\nf(C)\n"),
    // `global` in moved functions.
    ("", "", "x = 1\ndef f():\n    global x\n    x = 2\nf()\n"),
    ("", "", "x = 1\ndef f():\n    global x\n    def g(): return x\n    g()\nf()\n"),
    ("", "", "x = 1\nclass A:\n    global x\n    x = 2\n"),
    // Class bodies that may read past the function.
    ("", "", "x = 1\nclass A:\n    x = x\n"),
    ("", "", "x = 1\nclass A:\n    print(x)\n    x = 2\n"),
    ("", "", "x = 1\nclass A:\n    if run(): x = 2\n    y = x\n"),
    ("", "", "x = 1\nclass A:\n    x = 2\n    del x\n    y = x\n"),
    // Builtins read before they are bound.
    ("", "", "list = list('ab')\n"),
    ("", "", "print(max(1, 2))\nmax = 3\n"),
    ("", "", "if range(2): max = min\nprint(max(1, 2))\n"),
    ("", "", "for id in range(3): pass\nprint(id)\n"),
    ("", "", "while range(2):\n    print(id)\n    id = 1\n"),
    ("", "", "try:\n    input = run()\nexcept OSError: pass\nprint(input)\n"),
    ("", "", "def f(): return sum('a')\nprint(f())\nsum = 1\n"),
    ("", "", "sum = 1\ndel sum\nprint(sum('a'))\n"),
    ("", "", "input: int\nprint(input)\n"),
    ("", "", "__file__ = 'a'\n"),
    ("from time import *\n", "", "if range(2): sleep = print\nsleep(1)\n"),
    // Sees names by other ways.
    ("def f(): return globals()\n", "", "x = 1\nf()\n"),
    ("def f(): return eval('x')\n", "", "x = 1\nf()\n"),
    ("def f(): return __annotations__\n", "", "x = 1\nf()\n"),
    ("import sys as s\ndef f(): return s.modules[__name__]\n", "", "x = 1\nf()\n"),
    ("from sys import _getframe\n", "", "x = 1\n"),
    ("import inspect\ndef f(): return inspect.currentframe()\n", "", "x = 1\nf()\n"),
    ("def f(g): return g.__globals__\n", "", "x = 1\nf()\n"),
    ("def f():\n    import __main__\n    return __main__\n", "", "x = 1\nf()\n"),
    ("from timeit import timeit\n", "", "x = 1\ntimeit('x', 'from __main__ import x')\n"),
    ("import importlib\n", "", "x = importlib.import_module(__name__)\n"),
    ("import cProfile\n", "", "x = cProfile.run('1')\n"),
    // Sees the function's names instead of the module's.
    ("", "x", "x = locals()\n"),
    ("", "x", "x = vars()\n"),
    ("", "x", "x = [dir() for _ in 'a']\n"),
    ("", "x", "x = 1\nexec('x = 2')\n"),
    ("", "", "x = 1\ndef f():\n    x\n    return locals()\nf()\n"),
    ("", "", "x = 1\ndef f():\n    def g(): return x\n    return vars(), g\nf()\n"),
    // An annotation is not evaluated for a local name.
    ("", "", "x: print('a') = 1\n"),
];

#[test]
fn right_bindings_pass() {
    for (kept, globals, moved) in RIGHT_BINDINGS {
        let (original, rewritten) = in_function(kept, globals, moved);
        assert_right(&original, &rewritten);
    }
}

#[test]
fn wrong_bindings_are_caught() {
    for (kept, globals, moved) in WRONG_BINDINGS {
        let (original, rewritten) = in_function(kept, globals, moved);
        assert_wrong("same_bindings", &original, &rewritten);
        // Under a guard no name changes its scope.
        let (original, rewritten) = in_guard(kept, "", moved);
        assert_right(&original, &rewritten);
    }
}

#[test]
fn what_a_function_cannot_hold_is_caught() {
    let cases: &[Case] = &[
        ("", "", "from os import *\n"),
        ("", "", "try:\n    from os import *\nexcept ImportError: pass\n"),
        ("", "x", "x: int = 1\n"),
        ("", "x", "if run():\n    x: int\n"),
        ("", "", "print(x)\nglobal x\nx = 1\n"),
        ("", "", "return 1\n"),
        ("", "", "if run():\n    yield 1\n"),
        ("", "", "await run()\n"),
        ("", "", "async with run(): pass\n"),
        ("", "", "from __future__ import annotations\n"),
        ("import os\n", "", "from __future__ import annotations\n"),
    ];
    for (kept, globals, moved) in cases {
        let (original, rewritten) = in_function(kept, globals, moved);
        assert_wrong("parses", &original, &rewritten);
    }
    // `nonlocal` finds a variable where there was none.
    let (original, rewritten) = in_function("", "", "x = 1\ndef f():\n    nonlocal x\n    x = 2\n");
    assert_wrong("same_bindings", &original, &rewritten);
}
