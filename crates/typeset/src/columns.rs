//! Sets a list in columns, balanced on its last page. All lengths are in points.

use std::rc::Rc;

use krilla::tagging::Tag;

use super::{
    flow::{Flow, Place, ROOM},
    lines::Block,
    tags::Node,
    text::{Direction, Style, Text},
};

/// The columns of a list.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub count: usize,
    pub gap: f32,
    /// Space below each entry.
    pub between: f32,
}

impl Columns {
    /// The least height at which everything fits in these columns.
    fn even(self, taken: &[Rc<Block>], room: f32) -> f32 {
        let fits = |limit: f32| {
            let (mut column, mut used) = (1, 0.0);
            for block in taken {
                let height = block.height();
                if used + height > limit && used > 0.0 {
                    (column, used) = (column + 1, 0.0);
                }
                used += height + self.between;
            }
            column <= self.count
        };
        let (mut low, mut high) = (0.0, room);
        for _ in 0..16 {
            let middle = (low + high) / 2.0;
            if fits(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }
}

impl Flow<'_> {
    /// Entries of a list in columns, read one column after the other; on the last page the columns
    /// are balanced. Entries are read as they are needed, and are never all in memory.
    pub(super) fn columns(
        &mut self,
        list: Node,
        columns: Columns,
        style: &Style,
        entries: &mut dyn Iterator<Item = Text>,
    ) {
        let width = (ROOM - columns.gap * (columns.count - 1) as f32) / columns.count as f32;
        let mut next: Option<Rc<Block>> = None;
        loop {
            self.need(style.size * style.leading * 2.0);
            let room = self.left();
            let mut taken: Vec<Rc<Block>> = Vec::new();
            let (mut column, mut used) = (0, 0.0);
            let more = loop {
                let block = next.take().or_else(|| {
                    let text = entries.next()?;
                    Some(self.set(text, style, width, Direction::OwnWay))
                });
                let Some(block) = block else { break false };
                let height = block.height();
                if used + height > room && used > 0.0 {
                    (column, used) = (column + 1, 0.0);
                    if column == columns.count {
                        next = Some(block);
                        break true;
                    }
                }
                used += height + columns.between;
                taken.push(block);
            };
            let limit = if more {
                room
            } else {
                columns.even(&taken, room)
            };
            self.put_columns(list, columns, style, width, &taken, limit);
            if !more {
                return;
            }
            self.finish_page();
        }
    }

    fn put_columns(
        &mut self,
        list: Node,
        columns: Columns,
        style: &Style,
        width: f32,
        taken: &[Rc<Block>],
        limit: f32,
    ) {
        let (mut column, mut used, mut deepest) = (0, 0.0, 0.0_f32);
        for block in taken {
            let height = block.height();
            if used + height > limit + 0.01 && used > 0.0 {
                (column, used) = (column + 1, 0.0);
            }
            let place = Place {
                indent: column as f32 * (width + columns.gap),
                width,
            };
            let item = self.tags.add(Some(list), Tag::LI);
            let body = self.tags.add(Some(item), Tag::LBody);
            self.put_at(
                body,
                block,
                style.size * style.leading,
                place,
                self.y + used,
            );
            used += height + columns.between;
            deepest = deepest.max(used);
        }
        self.y += deepest;
    }
}
