//! The text of a printed declaration: preamble, numbered principles, closing.

use krilla::tagging::{ListNumbering, Tag};

use super::{
    declaration::{Article, DeclarationLayout},
    drawing::Colour,
    flow::{Place, ROOM},
    heading,
    prose::{self, Prose},
    tags::Node,
    text::{Direction, Ink, Style, Text},
};

/// Indent of a principle's text beside its number.
const HANGING: f32 = 34.0;

impl DeclarationLayout<'_> {
    pub(super) fn text(&mut self) {
        let declaration = self.declaration;
        let preamble = Style::serif(12.5, 1.45 * self.loose);
        self.prose(None, &prose::read(&declaration.preamble), &preamble, 0.0);
        let body = Style::serif(11.0, 1.45 * self.loose);
        let title = Style::serif(14.0, 1.25 * self.loose).strong();
        for article in &declaration.articles {
            self.flow.space(10.0);
            self.flow.need(70.0);
            self.flow.bar(Place::WHOLE, 0.5, Colour::Rule);
            self.flow.y += 10.0;
            let section = self.flow.tags.add(None, Tag::Section);
            self.article_title(section, article, &title);
            self.flow.y += 3.0;
            self.prose(Some(section), &prose::read(&article.text), &body, HANGING);
        }
        let closing = prose::read(&declaration.closing);
        if !closing.is_empty() {
            self.flow.space(10.0);
            self.flow.need(60.0);
            self.flow.bar(Place::WHOLE, 0.5, Colour::Rule);
            self.flow.y += 12.0;
            let style = Style::serif(11.5, 1.45 * self.loose).italic();
            self.prose(None, &closing, &style, 0.0);
        }
    }

    /// The number hangs before the title, and a screen reader reads both together.
    fn article_title(&mut self, section: Node, article: &Article, style: &Style) {
        let number = (self.number)(article.number);
        let listed = format!("{number}. {}", article.title);
        self.flow.mark_heading(&listed);
        let node = self.flow.tags.add(Some(section), heading(2, &listed));
        let numeral = Style::serif(20.0, style.size * style.leading / 20.0).ink(Ink::Accent);
        let width = HANGING + 20.0;
        let numeral = self
            .flow
            .set(Text::plain(number), &numeral, width, Direction::OwnWay);
        let place = Place { indent: 0.0, width };
        // Number and title share a line, so make room for it on this page first.
        self.flow.need(style.size * style.leading * 2.0);
        let top = self.flow.y;
        self.flow.put_line(node, &numeral, 0, place, top);
        let indent = if numeral.longest() > HANGING - 4.0 {
            numeral.longest() + 6.0
        } else {
            HANGING
        };
        let place = Place::after(indent);
        let title = Text::plain(article.title.clone());
        let title = self.flow.set(title, style, place.width, self.text_runs);
        self.flow.put_block(node, &title, style, place);
    }

    fn prose(&mut self, parent: Option<Node>, blocks: &[Prose], style: &Style, indent: f32) {
        self.blocks(parent, blocks, style, indent, style.size * 0.55);
    }

    fn blocks(
        &mut self,
        parent: Option<Node>,
        blocks: &[Prose],
        style: &Style,
        indent: f32,
        between: f32,
    ) {
        let runs = self.text_runs;
        let place = Place::after(indent);
        for block in blocks {
            match block {
                Prose::Paragraph(text) | Prose::Lines(text) => {
                    self.flow
                        .put(parent, Tag::P, text.clone(), style, place, runs);
                }
                Prose::Heading(text) => {
                    self.flow.need(style.size * 4.0);
                    let style = style.strong();
                    let tag = heading(3, &text.words);
                    self.flow
                        .put(parent, tag, text.clone(), &style, place, runs);
                }
                Prose::Quotation(blocks) => {
                    let node = self.flow.tags.add(parent, Tag::BlockQuote);
                    self.prose(Some(node), blocks, &style.italic(), indent + 16.0);
                }
                Prose::List { from, items } => self.list(parent, *from, items, style, indent),
                Prose::Rule => {
                    self.flow.space(between);
                    self.flow.bar(place, 0.5, Colour::Rule);
                }
            }
            self.flow.space(between);
        }
    }

    fn list(
        &mut self,
        parent: Option<Node>,
        from: Option<u64>,
        items: &[Vec<Prose>],
        style: &Style,
        indent: f32,
    ) {
        let numbering = match from {
            Some(_) => ListNumbering::Decimal,
            None => ListNumbering::Disc,
        };
        let list = self.flow.tags.add(parent, Tag::L(numbering));
        // A deeply nested list still has room for words.
        let deeper = (indent + 18.0).min(ROOM * 0.6);
        for (item, number) in items.iter().zip(from.unwrap_or(0)..) {
            let node = self.flow.tags.add(Some(list), Tag::LI);
            let label = self.flow.tags.add(Some(node), Tag::Lbl);
            let words = match from {
                Some(_) => format!("{}.", (self.number)(number)),
                None => "•".to_owned(),
            };
            self.flow.need(style.size * style.leading);
            let width = 18.0;
            let runs = self.text_runs;
            let words = self.flow.set(Text::plain(words), style, width, runs);
            let place = Place {
                indent: deeper - width,
                width,
            };
            let top = self.flow.y;
            self.flow.put_line(label, &words, 0, place, top);
            let body = self.flow.tags.add(Some(node), Tag::LBody);
            self.blocks(Some(body), item, style, deeper, style.size * 0.2);
        }
    }
}
