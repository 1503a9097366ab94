//! The structure of a document for screen readers: a tree that grows in reading order while pages
//! are drawn.

use krilla::tagging::{Identifier, Node as Child, TagGroup, TagKind, TagTree};

/// A node of the tree.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Node(usize);

#[derive(Default)]
pub(super) struct Tags {
    nodes: Vec<Part>,
    roots: Vec<usize>,
}

struct Part {
    tag: Option<TagKind>,
    children: Vec<Below>,
}

enum Below {
    Node(usize),
    Leaf(Identifier),
}

impl Tags {
    /// Adds a part to its parent, or to the whole document if there is none.
    pub(super) fn add(&mut self, parent: Option<Node>, tag: impl Into<TagKind>) -> Node {
        let place = self.nodes.len();
        self.nodes.push(Part {
            tag: Some(tag.into()),
            children: Vec::new(),
        });
        match parent {
            Some(Node(parent)) => self.nodes[parent].children.push(Below::Node(place)),
            None => self.roots.push(place),
        }
        Node(place)
    }

    /// Records that a drawn item belongs to a part.
    pub(super) fn draw(&mut self, Node(place): Node, drawn: Identifier) {
        self.nodes[place].children.push(Below::Leaf(drawn));
    }

    pub(super) fn finish(mut self, lang: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
        for root in std::mem::take(&mut self.roots) {
            if let Some(group) = self.group(root) {
                tree.push(group);
            }
        }
        tree
    }

    fn group(&mut self, place: usize) -> Option<TagGroup> {
        let part = self.nodes.get_mut(place)?;
        let children = std::mem::take(&mut part.children);
        let mut group = TagGroup::new(part.tag.take()?);
        for child in children {
            match child {
                Below::Leaf(drawn) => group.push(drawn),
                Below::Node(below) => {
                    if let Some(below) = self.group(below) {
                        group.push(Child::Group(below));
                    }
                }
            }
        }
        Some(group)
    }
}
