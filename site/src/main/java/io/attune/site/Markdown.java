package io.attune.site;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Reads and writes Markdown as GitHub shows it: CommonMark with tables. */
final class Markdown {
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

  private Markdown() {}

  /** A page of a text. */
  static SitePage page(String source, String href, String text) {
    Node document = PARSER.parse(text);
    IdGenerator generator = IdGenerator.builder().build();
    List<Heading> headings = new ArrayList<>();
    Map<Node, String> ids = new IdentityHashMap<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(org.commonmark.node.Heading heading) {
            String shown = PlainText.of(heading);
            String id = generator.generateId(shown);
            ids.put(heading, id);
            headings.add(new Heading(heading.getLevel(), id, shown));
          }
        });
    return new SitePage(source, href, document, headings, ids);
  }

  /** A page as HTML. */
  static String html(SitePage page) {
    return HtmlRenderer.builder()
        .extensions(EXTENSIONS)
        .escapeHtml(true)
        .attributeProviderFactory(
            context ->
                (node, tag, attributes) -> {
                  if (page.ids().containsKey(node)) {
                    attributes.put("id", page.ids().get(node));
                  }
                  if (node instanceof TableBlock && tag.equals("table")) {
                    attributes.put("class", "wide");
                  }
                })
        .build()
        .render(page.document());
  }
}
