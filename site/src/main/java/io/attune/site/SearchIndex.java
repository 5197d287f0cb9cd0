package io.attune.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/** What the search looks through: each section of each page, as a script that needs no server. */
final class SearchIndex {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<List<String>> sections = new ArrayList<>();

  /** Adds the sections of a page. */
  void add(SitePage page) {
    String href = page.href();
    String heading = "";
    StringBuilder text = new StringBuilder();
    for (Node node = page.document().getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading) {
        add(page, href, heading, text);
        heading = PlainText.of(node);
        href = page.href() + "#" + page.ids().get(node);
        text = new StringBuilder();
      } else {
        text.append(PlainText.of(node)).append(' ');
      }
    }
    add(page, href, heading, text);
  }

  private void add(SitePage page, String href, String heading, StringBuilder text) {
    String words = text.toString().strip();
    if (!words.isEmpty() || !heading.isEmpty()) {
      sections.add(List.of(href, page.title(), heading.equals(page.title()) ? "" : heading, words));
    }
  }

  /** The script. */
  String script() {
    try {
      return "attuneSearch(" + JSON.writeValueAsString(sections) + ");\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can always be written", e);
    }
  }
}
