package io.attune.site;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** What is read of a part of a page, without any marks and addresses, in one line. */
final class PlainText extends AbstractVisitor {
  private final StringBuilder out = new StringBuilder();

  private PlainText() {}

  static String of(Node node) {
    PlainText text = new PlainText();
    node.accept(text);
    return text.out.toString().replaceAll("\\s+", " ").strip();
  }

  @Override
  public void visit(Text text) {
    out.append(text.getLiteral());
  }

  @Override
  public void visit(Code code) {
    out.append(code.getLiteral());
  }

  @Override
  public void visit(HtmlInline html) {
    out.append(html.getLiteral());
  }

  @Override
  public void visit(FencedCodeBlock block) {
    out.append(' ').append(block.getLiteral()).append(' ');
  }

  @Override
  public void visit(IndentedCodeBlock block) {
    out.append(' ').append(block.getLiteral()).append(' ');
  }

  @Override
  public void visit(SoftLineBreak softBreak) {
    out.append(' ');
  }

  @Override
  public void visit(HardLineBreak hardBreak) {
    out.append(' ');
  }

  @Override
  public void visit(Paragraph paragraph) {
    visitChildren(paragraph);
    out.append(' ');
  }

  @Override
  public void visit(ListItem item) {
    visitChildren(item);
    out.append(' ');
  }

  /** Cells of tables, among others. */
  @Override
  public void visit(CustomNode node) {
    visitChildren(node);
    out.append(' ');
  }
}
