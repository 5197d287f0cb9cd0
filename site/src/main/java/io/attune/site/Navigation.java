package io.attune.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;

/**
 * The order of the pages: that of a page of contents, whose headings are sections and whose links
 * are pages.
 *
 * @param sections pages with the words that name them, by section
 */
record Navigation(Map<String, Map<SitePage, String>> sections) {
  /** The page of contents. */
  static final String CONTENTS = "docs/README.md";

  private static final String RULES = "docs/rules/";

  /** By the page of contents. */
  static Navigation of(Map<String, SitePage> pages) {
    SitePage contents = pages.get(CONTENTS);
    if (contents == null) {
      throw new IllegalStateException(CONTENTS + " is missing");
    }
    Map<String, SitePage> byHref =
        pages.values().stream().collect(Collectors.toMap(SitePage::href, page -> page));
    Map<String, Map<SitePage, String>> sections = new LinkedHashMap<>();
    contents
        .document()
        .accept(
            new AbstractVisitor() {
              private String section = "";

              @Override
              public void visit(Heading heading) {
                section = PlainText.of(heading);
              }

              @Override
              public void visit(Link link) {
                SitePage page = byHref.get(link.getDestination());
                if (page != null) {
                  sections
                      .computeIfAbsent(section, name -> new LinkedHashMap<>())
                      .putIfAbsent(page, PlainText.of(link));
                }
              }
            });
    Map<SitePage, String> rules = new LinkedHashMap<>();
    pages.values().stream()
        .filter(page -> page.source().startsWith(RULES))
        .forEach(page -> rules.put(page, page.title()));
    sections.put("Rules", rules);
    return new Navigation(sections);
  }

  /** All pages in their order. */
  List<SitePage> order() {
    List<SitePage> order = new ArrayList<>();
    sections
        .values()
        .forEach(
            its -> its.keySet().stream().filter(page -> !order.contains(page)).forEach(order::add));
    return order;
  }

  /** Pages of the documentation that nothing leads to, a sentence each. */
  List<String> missing(Map<String, SitePage> pages) {
    List<SitePage> order = order();
    return pages.values().stream()
        .filter(page -> page.source().startsWith("docs/") && !page.source().equals(CONTENTS))
        .filter(page -> !order.contains(page))
        .map(page -> page.source() + " has no line in " + CONTENTS)
        .toList();
  }
}
