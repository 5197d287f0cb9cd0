package io.attune.site;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.commonmark.node.Node;

/**
 * A page of the site.
 *
 * @param source its Markdown, in the repository, with slashes
 * @param href its place in the site
 * @param document what the Markdown says
 * @param headings in their order
 * @param ids the id of each heading
 */
record SitePage(
    String source, String href, Node document, List<Heading> headings, Map<Node, String> ids) {

  SitePage {
    requireNonNull(source, "source is null");
    requireNonNull(href, "href is null");
    headings = List.copyOf(headings);
  }

  /** Its first heading. */
  String title() {
    return headings.isEmpty() ? source : headings.get(0).text();
  }

  /** Whether a link to this part of it leads somewhere. */
  boolean has(String id) {
    return headings.stream().anyMatch(heading -> heading.id().equals(id));
  }

  /** What leads from its place to the root of the site. */
  String root() {
    return href.contains("/") ? "../" : "";
  }
}
