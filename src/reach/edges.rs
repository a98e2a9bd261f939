//! The edges between files, and where they lead when names stand for other names.

use super::Files;
use super::graph::{Graph, Id, Parsed};
use super::seeds::Seeds;
use super::summary::{Dotted, Summary, Target, Word};

/// Something of one file that something of another may make hot.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) owner: Owner,
    pub(super) part: Part,
}

/// Where an edge begins.
#[derive(Debug)]
pub(super) enum Owner {
    /// A node of the file.
    Node(usize),
    /// A name of the file that stands for something imported.
    Name(Word),
}

/// What of the other file it leads to.
#[derive(Debug)]
pub(super) enum Part {
    /// The code that runs when it is imported.
    Body,
    /// The module itself.
    All,
    /// One of its names.
    Name {
        name: Word,
        /// The attributes behind it.
        rest: Vec<Word>,
        /// There is a module of that name in the package, so that the package is not asked to make it.
        is_module: bool,
    },
    /// All its names, which get to be names of this file.
    Star,
}

impl Part {
    fn is_name(&self, wanted: &Word) -> bool {
        matches!(self, Part::Name { name, .. } if name == wanted)
    }
}

/// Longest chain of names that stand for each other; modules that import each other make endless ones.
const DEEPEST: usize = 8;

impl Graph {
    /// Finds where the names of a file lead to; what leads to a seed is hot at once.
    pub(super) fn add_edges(&mut self, id: Id, summary: &Summary, files: &dyn Files) {
        let mut edges: Vec<(Id, Edge)> = Vec::new();
        for (index, node) in summary.nodes.iter().enumerate() {
            #[expect(clippy::iter_over_hash_type, reason = "what is found does not depend on the order")]
            for name in &node.names {
                if is_seed(name) {
                    self.files[id].hot[index] = true;
                    break;
                }
                self.edges_of(id, name, || Owner::Node(index), &mut edges, files);
            }
            #[expect(clippy::iter_over_hash_type, reason = "what is found does not depend on the order")]
            for module in node.imports.iter() {
                if !self.may_be_here(id, module, files) {
                    continue;
                }
                for end in module.prefixes() {
                    let modules = self.resolve(id, &module.up_to(end), files);
                    let edge = |&to: &Id| (to, Edge { owner: Owner::Node(index), part: Part::Body });
                    edges.extend(modules.iter().map(edge));
                }
            }
        }
        let mut names: Vec<_> = summary.names.iter().collect();
        names.sort_by(|a, b| a.0.cmp(b.0));
        for (name, targets) in names {
            for target in targets {
                let Target::Imported(dotted) = target else { continue };
                if dotted.level == 0 && Seeds::builtin().starts(&dotted.parts) {
                    self.files[id].hot_names.insert(name.clone());
                } else if is_seed(dotted) {
                    self.files[id].module_names.insert(name.clone());
                    self.files[id].holds_hot = true;
                }
                let before = edges.len();
                self.edges_of(id, dotted, || Owner::Name(name.clone()), &mut edges, files);
                // `from . import tools` in a package names what it is about to bind.
                let is_itself = |(to, edge): &(Id, Edge)| *to == id && edge.part.is_name(name);
                let found = edges.split_off(before);
                edges.extend(found.into_iter().filter(|edge| !is_itself(edge)));
            }
        }
        for star in &summary.stars {
            let edge = |&to: &Id| (to, Edge { owner: Owner::Node(0), part: Part::Star });
            edges.extend(self.resolve(id, star, files).iter().map(edge));
        }
        for (to, edge) in edges {
            if self.files[to].dependents.last() != Some(&id) && !self.files[id].edges.contains_key(&to) {
                self.files[to].dependents.push(id);
            }
            self.files[id].edges.entry(to).or_default().push(edge);
        }
    }

    fn edges_of(
        &mut self,
        id: Id,
        dotted: &Dotted,
        owner: impl Fn() -> Owner,
        edges: &mut Vec<(Id, Edge)>,
        files: &dyn Files,
    ) {
        if !self.may_be_here(id, dotted, files) {
            return;
        }
        // The longest name of a module comes first: what it covers is no attribute that a package would have to make.
        let mut is_module = false;
        for end in dotted.prefixes().rev() {
            let modules = self.resolve(id, &dotted.up_to(end), files);
            let part = || match &dotted.parts[end..] {
                // The module itself: whoever has it has its names.
                [] => Part::All,
                [name, ..] if &**name == "__dict__" => Part::All,
                [name, rest @ ..] => Part::Name { name: name.clone(), rest: rest.to_vec(), is_module },
            };
            edges.extend(modules.iter().map(|&to| (to, Edge { owner: owner(), part: part() })));
            is_module = !modules.is_empty();
        }
    }

    /// Is what an edge leads to hot?
    pub(super) fn is_hot_part(&mut self, to: Id, part: &Part, files: &dyn Files, depth: usize) -> bool {
        match part {
            Part::Body => self.files[to].has_hot_body(),
            // What the module has of its own, and what the modules have that it has names for; further on nobody looks.
            Part::All => self.has_own(to) || self.files[to].holds_hot,
            Part::Name { name, rest, is_module } => {
                let file = &self.files[to];
                let is_bound = file.hot_names.contains(name) || file.module_names.contains(name);
                let is_there = is_bound || (!is_module && self.has_hot(to, name));
                is_there && self.goes_on(to, name, rest, files, depth)
            }
            Part::Star => false,
        }
    }

    /// Does a hot name of a file, with attributes behind it, lead on to something hot? A name for something else tells.
    pub(super) fn goes_on(&mut self, id: Id, name: &Word, rest: &[Word], files: &dyn Files, depth: usize) -> bool {
        let Parsed::Done(summary) = &self.files[id].parsed else { return true };
        match summary.names.get(name).map(Vec::as_slice) {
            Some([Target::Imported(dotted)]) if depth < DEEPEST => {
                let dotted = dotted.then(rest);
                if is_seed(&dotted) {
                    return true;
                }
                let mut edges = Vec::new();
                self.edges_of(id, &dotted, || Owner::Node(0), &mut edges, files);
                edges.retain(|(to, edge)| *to != id || !edge.part.is_name(name));
                edges.into_iter().any(|(to, edge)| self.is_hot_part(to, &edge.part, files, depth + 1))
            }
            _ => true,
        }
    }

    /// Does making a class hand it to the code of a base or metaclass?
    pub(super) fn is_handed_on(&mut self, id: Id, node: usize, files: &dyn Files, depth: usize) -> bool {
        let Some(summary) = self.summary_of(id, files) else { return false };
        if summary.nodes[node].gets_subclasses || depth > DEEPEST {
            return true;
        }
        summary.nodes[node].kin.iter().any(|kin| match &kin.target {
            Target::Node(other) => kin.is_meta || (*other != node && self.is_handed_on(id, *other, files, depth + 1)),
            Target::Imported(dotted) if kin.is_meta => {
                dotted.prefixes().any(|end| !self.resolve(id, &dotted.up_to(end), files).is_empty())
            }
            Target::Imported(dotted) => self.base_gets_subclasses(id, dotted, files, depth + 1),
        })
    }

    /// The same for a base that is imported.
    fn base_gets_subclasses(&mut self, id: Id, base: &Dotted, files: &dyn Files, depth: usize) -> bool {
        if depth > DEEPEST {
            return true;
        }
        for end in base.prefixes() {
            let [name, rest @ ..] = &base.parts[end..] else { continue };
            for &module in self.resolve(id, &base.up_to(end), files).iter() {
                let Some(summary) = self.summary_of(module, files) else { continue };
                let found = summary.names.get(name).into_iter().flatten().any(|target| match target {
                    Target::Node(node) => self.is_handed_on(module, *node, files, depth + 1),
                    Target::Imported(dotted) => self.base_gets_subclasses(module, &dotted.then(rest), files, depth + 1),
                });
                let mut starred = summary.stars.iter().map(|star| star.then(std::iter::once(name).chain(rest)));
                if found || starred.any(|dotted| self.base_gets_subclasses(module, &dotted, files, depth + 1)) {
                    return true;
                }
            }
        }
        false
    }
}

fn is_seed(dotted: &Dotted) -> bool {
    dotted.level == 0 && Seeds::builtin().has(&dotted.parts)
}

/// Is one of these nodes hot by what stands in this file alone?
pub(super) fn are_hot_alone(summary: &Summary, nodes: impl IntoIterator<Item = usize>) -> bool {
    let mut queue = Vec::from_iter(nodes);
    let mut seen = vec![false; summary.nodes.len()];
    while let Some(node) = queue.pop() {
        if std::mem::replace(&mut seen[node], true) {
            continue;
        }
        let facts = &summary.nodes[node];
        if facts.names.iter().any(is_seed) {
            return true;
        }
        queue.extend(&facts.own);
    }
    false
}
