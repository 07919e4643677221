//! Long texts of vacancies and notices: paragraphs parted by blank lines, list items with a leading hyphen.
//!
//! Invariant: a text stays text. Nothing in it is markup, so nothing in it can become markup on a page.

/// A piece of a long text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(String),
    /// Items of a list.
    List(Vec<String>),
}

/// Parts a text into paragraphs and lists.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for part in text.replace("\r\n", "\n").split("\n\n") {
        let mut running: Vec<&str> = Vec::new();
        let mut items: Vec<String> = Vec::new();
        for line in part.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.strip_prefix("- ") {
                Some(item) => {
                    close_paragraph(&mut blocks, &mut running);
                    items.push(item.trim().to_owned());
                }
                None => {
                    close_list(&mut blocks, &mut items);
                    running.push(line);
                }
            }
        }
        close_paragraph(&mut blocks, &mut running);
        close_list(&mut blocks, &mut items);
    }
    blocks
}

fn close_paragraph(blocks: &mut Vec<Block>, running: &mut Vec<&str>) {
    if !running.is_empty() {
        blocks.push(Block::Paragraph(running.join("\n")));
        running.clear();
    }
}

fn close_list(blocks: &mut Vec<Block>, items: &mut Vec<String>) {
    if !items.is_empty() {
        blocks.push(Block::List(std::mem::take(items)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs_and_hyphens_make_lists() {
        let blocks = parse("One\nline.\n\nWhat:\n- a\n- b\n\n\nEnd.");
        let list = Block::List(vec!["a".into(), "b".into()]);
        let paragraph = |text: &str| Block::Paragraph(text.into());
        assert_eq!(blocks, [paragraph("One\nline."), paragraph("What:"), list, paragraph("End.")]);
        assert!(parse(" \n\n ").is_empty());
    }
}
