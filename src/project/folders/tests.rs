//! What is made of changes of `sys.path`.

use super::*;

fn found(text: &str) -> Vec<String> {
    let parsed = ruff_python_parser::parse_module(text).expect("Python");
    let shown = |folders: &[Folder]| {
        let one = |folder: &Folder| format!("{}{}", if folder.is_loose { "?" } else { "" }, folder.path.display());
        folders.iter().map(one).collect::<Vec<_>>().join(" ")
    };
    let edits = edits(&parsed.syntax().body, Path::new("a/b/c.py"));
    let show = |edit: &Edit| match edit {
        Edit::Insert(index, folders) => format!("{index}: {}", shown(folders)),
        Edit::Append(folders) => format!("+ {}", shown(folders)),
        Edit::DropFirst => "-".to_string(),
    };
    edits.iter().map(|(_, edit)| show(edit)).collect()
}

#[test]
fn folders_are_told_from_their_expressions() {
    let table = [
        ("sys.path.insert(0, 'lib')", "0: ?lib"),
        ("sys.path.insert(0, os.path.dirname(__file__))", "0: a/b"),
        ("sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src'))", "+ a/src"),
        ("HERE = Path(__file__).resolve().parent\nsys.path.insert(1, str(HERE.parent / 'x'))", "1: a/x"),
        ("sys.path.append(str(Path(__file__).parents[2]))", "+ "),
        ("sys.path[0:0] = [dirname(dirname(__file__))]", "0: a"),
        ("sys.path = [dirname(__file__) + '/lib'] + sys.path", "0: a/b/lib"),
        ("sys.path += [f'{dirname(__file__)}/lib', 'y']", "+ a/b/lib ?y"),
        ("for p in ('x', 'y'):\n    sys.path.append(os.path.join(os.pardir, p))", "+ ?../x ?../y"),
        ("sys.path.pop(0)", "-"),
        ("sys.path.insert(0, os.environ['X'])", "0: "),
        ("site.addsitedir(os.path.split(os.path.realpath(__file__))[0])", "+ a/b"),
    ];
    for (text, want) in table {
        assert_eq!(found(text), [want], "{text}");
    }
    assert!(found("parser.path.insert(0, 'x')\nos.path.join('a')").is_empty());
}
