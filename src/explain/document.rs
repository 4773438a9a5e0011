//! The documentation of a mechanism: sections of paragraphs, lists, tables and code.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A documentation as its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Its first heading.
    pub title: String,
    /// What stands under every other heading.
    pub sections: Vec<Section>,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// Its blocks in order.
    pub blocks: Vec<Block>,
}

/// A block of text; code in it stands between backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Words to wrap.
    Paragraph(String),
    /// One point of a list.
    Point(String),
    /// Lines as they are.
    Code(Vec<String>),
    /// A header and rows of cells.
    Table(Vec<Vec<String>>),
}

impl Document {
    /// Reads Markdown of the sort that documentation of mechanisms is written in.
    pub fn read(markdown: &str) -> Self {
        let mut reader = Reader::default();
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            reader.take(event);
        }
        reader.document
    }

    /// The blocks under a heading; none when there is no such heading.
    pub fn section(&self, title: &str) -> &[Block] {
        let found = self.sections.iter().find(|section| section.title == title);
        found.map_or(&[], |section| &section.blocks)
    }
}

#[derive(Default)]
struct Reader {
    document: Document,
    text: String,
    rows: Vec<Vec<String>>,
    in_code: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.text.push_str(&text),
            Event::Code(code) => {
                self.text.push('`');
                self.text.push_str(&code);
                self.text.push('`');
            }
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::Start(Tag::TableHead | Tag::TableRow) => self.rows.push(Vec::new()),
            // Text of a point that has points of its own.
            Event::Start(Tag::List(_)) => self.block(Block::Point),
            Event::End(end) => self.end(end),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Heading(HeadingLevel::H1) => self.document.title = self.words(),
            TagEnd::Heading(_) => {
                let title = self.words();
                self.document.sections.push(Section {
                    title,
                    blocks: Vec::new(),
                });
            }
            TagEnd::Paragraph if !self.in_code => self.block(Block::Paragraph),
            TagEnd::Item => self.block(Block::Point),
            TagEnd::CodeBlock => {
                self.in_code = false;
                let text = std::mem::take(&mut self.text);
                self.push(Block::Code(text.lines().map(str::to_owned).collect()));
            }
            TagEnd::TableCell => {
                let cell = self.words();
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.push(Block::Table(rows));
            }
            _ => {}
        }
    }

    fn words(&mut self) -> String {
        std::mem::take(&mut self.text).trim().to_owned()
    }

    /// The text so far as a block, if there is any.
    fn block(&mut self, block: fn(String) -> Block) {
        let words = self.words();
        if !words.is_empty() {
            self.push(block(words));
        }
    }

    fn push(&mut self, block: Block) {
        if self.document.sections.is_empty() {
            self.document.sections.push(Section::default());
        }
        if let Some(section) = self.document.sections.last_mut() {
            section.blocks.push(block);
        }
    }
}
