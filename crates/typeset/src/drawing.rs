//! Draws the content of a page: lines of text, bars, QR codes and link areas.

use std::{ops::Range, rc::Rc};

use krilla::{
    action::{Action, LinkAction},
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    num::NormalizedF32,
    page::Page,
    paint::{Fill, FillRule},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag},
    text::{Font, GlyphId, KrillaGlyph},
};
use parley::Line;

use super::{
    lines::{Block, Brush, Setter},
    tags::{Node, Tags},
    text::Ink,
};

/// An item on a page, in points from its upper left corner.
pub(super) enum Item {
    Line {
        block: Rc<Block>,
        number: usize,
        left: f32,
        /// Top of the line's box.
        top: f32,
        /// Lines start on the right.
        from_right: bool,
        belongs: Belongs,
    },
    /// A decorative bar.
    Bar {
        left: f32,
        top: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
    /// A QR code: dark squares in a grid.
    Code {
        left: f32,
        top: f32,
        /// Side of one square.
        side: f32,
        dark: Vec<(u16, u16)>,
        node: Node,
    },
}

#[derive(Clone, Copy)]
pub(super) enum Belongs {
    To(Node),
    /// Repeated on every page; screen readers skip it.
    Foot,
    /// Screen readers skip it.
    Ornament,
}

#[derive(Clone, Copy)]
pub(super) enum Colour {
    Black,
    Rule,
}

/// Draws the items of a page and records in the tags what they are.
pub(super) fn draw(mut page: Page<'_>, items: &[Item], setter: &mut Setter, tags: &mut Tags) {
    let mut pressed = Vec::new();
    let mut surface = page.surface();
    for item in items {
        match item {
            Item::Line { .. } => draw_line(&mut surface, item, setter, tags, &mut pressed),
            Item::Bar {
                left,
                top,
                width,
                height,
                colour,
            } => {
                let artifact = Artifact::with_kind(ArtifactType::Layout);
                surface.start_tagged(ContentTag::Artifact(artifact));
                surface.set_fill(Some(match colour {
                    Colour::Black => ink(Ink::Black),
                    Colour::Rule => fill(203, 199, 188),
                }));
                fill_rects(
                    &mut surface,
                    [Rect::from_xywh(*left, *top, *width, *height)],
                );
                surface.end_tagged();
            }
            Item::Code {
                left,
                top,
                side,
                dark,
                node,
            } => {
                let drawn = surface.start_tagged(ContentTag::Other);
                surface.set_fill(Some(ink(Ink::Black)));
                let squares = dark.iter().map(|(column, row)| {
                    let (x, y) = (f32::from(*column) * side, f32::from(*row) * side);
                    Rect::from_xywh(left + x, top + y, *side, *side)
                });
                fill_rects(&mut surface, squares);
                surface.end_tagged();
                tags.draw(*node, drawn);
            }
        }
    }
    surface.finish();
    for (area, target, link) in pressed {
        let action = Target::Action(Action::Link(LinkAction::new(target.clone())));
        let annotation = Annotation::new_link(LinkAnnotation::new(area, action), Some(target));
        let drawn = page.add_tagged_annotation(annotation);
        tags.draw(link, drawn);
    }
    page.finish();
}

/// Adjacent glyphs with the same face and ink.
struct Run {
    /// Start of its text in the block.
    start: usize,
    end: usize,
    x: f32,
    width: f32,
    size: f32,
    font: Font,
    glyphs: Vec<KrillaGlyph>,
    brush: Brush,
}

fn draw_line(
    surface: &mut Surface<'_>,
    item: &Item,
    setter: &mut Setter,
    tags: &mut Tags,
    pressed: &mut Vec<(Rect, String, Node)>,
) {
    let Item::Line {
        block,
        number,
        left,
        top,
        from_right,
        belongs,
    } = item
    else {
        return;
    };
    let Some(line) = block.layout.get(*number) else {
        return;
    };
    let metrics = line.metrics();
    let baseline = top + metrics.baseline - metrics.block_min_coord;
    // Trailing spaces hang over the line's end: on the left where the block runs right to left.
    let hanging = metrics.hanging_advance;
    let x = match (from_right, block.layout.is_rtl()) {
        (false, false) => *left,
        (false, true) => left - hanging,
        (true, false) => left + block.width - (metrics.advance - hanging),
        (true, true) => left + block.width - metrics.advance,
    };
    let mut runs = runs(&line, x, block, setter);
    // Drawn in reading order, whatever their position.
    runs.sort_by_key(|run| run.start);
    let node = match belongs {
        Belongs::To(node) => *node,
        Belongs::Foot | Belongs::Ornament => {
            let artifact = Artifact::with_kind(match belongs {
                Belongs::Foot => ArtifactType::Footer,
                _ => ArtifactType::Layout,
            });
            surface.start_tagged(ContentTag::Artifact(artifact));
            for run in &runs {
                draw_run(surface, run, baseline, block);
            }
            surface.end_tagged();
            return;
        }
    };
    let alike = |one: &Run, other: &Run| {
        let plain = |run: &Run| written(block, run).is_none();
        let kind = |run: &Run| (run.brush.link, run.brush.raised);
        kind(one) == kind(other) && plain(one) && plain(other)
    };
    for part in runs.chunk_by(alike) {
        let first = &part[0];
        let span = SpanTag::empty().with_actual_text(written(block, first));
        let drawn = surface.start_tagged(ContentTag::Span(span));
        for run in part {
            draw_run(surface, run, baseline, block);
        }
        surface.end_tagged();
        let target = block.target(first.brush.link);
        let holder = match target {
            Some(_) => tags.add(Some(node), Tag::Link),
            None if first.brush.raised => tags.add(Some(node), Tag::Reference),
            None => node,
        };
        tags.draw(holder, drawn);
        let from = part.iter().map(|run| run.x).fold(f32::INFINITY, f32::min);
        let to = part.iter().map(|run| run.x + run.width).fold(0.0, f32::max);
        let area = Rect::from_ltrb(from, *top, to, top + metrics.line_height);
        if let (Some(area), Some(target)) = (area, target) {
            pressed.push((area, target.to_owned(), holder));
        }
    }
}

fn written<'a>(block: &'a Block, run: &Run) -> Option<&'a str> {
    block.written(run.start..run.end)
}

fn runs(line: &Line<'_, Brush>, mut x: f32, block: &Block, setter: &mut Setter) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for shaped in line.runs() {
        let Some(font) = setter.embedded(shaped.font()) else {
            continue;
        };
        let size = shaped.font_size();
        let mut style = None;
        // Letters without their own glyph are assigned to the glyph that shows them too: the one
        // before in left-to-right text, the one after in right-to-left text.
        let mut unshown: Option<Range<usize>> = None;
        let mut shown = 0;
        for cluster in shaped.visual_clusters() {
            if cluster.is_hard_line_break() {
                continue;
            }
            let mut range = cluster.text_range();
            // Invisible control characters; as glyphs they would be read as spaces.
            if block.shaped()[range.clone()].chars().all(steers) {
                continue;
            }
            if cluster.is_ligature_continuation() {
                if shaped.is_rtl() {
                    unshown = Some(joined(unshown, &range));
                } else if let Some(run) = runs.last_mut() {
                    run.end = run.end.max(range.end);
                    for glyph in &mut run.glyphs[shown..] {
                        glyph.text_range = joined(Some(glyph.text_range.clone()), &range);
                    }
                }
                continue;
            }
            if let Some(unshown) = unshown.take() {
                range = joined(Some(unshown), &range);
            }
            if style != Some(cluster.style_index()) {
                style = Some(cluster.style_index());
                runs.push(Run {
                    start: range.start,
                    end: range.end,
                    x,
                    width: 0.0,
                    size,
                    font: font.clone(),
                    glyphs: Vec::new(),
                    brush: block.layout.styles()[usize::from(cluster.style_index())].brush,
                });
            }
            let Some(run) = runs.last_mut() else { continue };
            run.start = run.start.min(range.start);
            run.end = run.end.max(range.end);
            shown = run.glyphs.len();
            for glyph in cluster.glyphs() {
                run.glyphs.push(KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance / size,
                    glyph.x / size,
                    glyph.y / size,
                    0.0,
                    range.clone(),
                    None,
                ));
                run.width += glyph.advance;
                x += glyph.advance;
            }
        }
    }
    runs.retain(|run| !run.glyphs.is_empty());
    runs
}

/// Whether a character isolates text directions.
fn steers(one: char) -> bool {
    ('\u{2066}'..='\u{2069}').contains(&one)
}

fn joined(one: Option<Range<usize>>, other: &Range<usize>) -> Range<usize> {
    match one {
        Some(one) => one.start.min(other.start)..one.end.max(other.end),
        None => other.clone(),
    }
}

fn draw_run(surface: &mut Surface<'_>, run: &Run, baseline: f32, block: &Block) {
    surface.set_fill(Some(ink(run.brush.ink)));
    let raise = if run.brush.raised {
        run.size * 0.55
    } else {
        0.0
    };
    let start = Point::from_xy(run.x, baseline - raise);
    let (font, words) = (run.font.clone(), block.shaped());
    surface.draw_glyphs(start, &run.glyphs, font, words, run.size, false);
}

fn fill_rects(surface: &mut Surface<'_>, rects: impl IntoIterator<Item = Option<Rect>>) {
    let mut path = PathBuilder::new();
    for rect in rects.into_iter().flatten() {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn ink(ink: Ink) -> Fill {
    match ink {
        Ink::Black => fill(26, 28, 27),
        Ink::Quiet => fill(86, 92, 94),
        Ink::Accent => fill(11, 90, 102),
    }
}

fn fill(red: u8, green: u8, blue: u8) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}
