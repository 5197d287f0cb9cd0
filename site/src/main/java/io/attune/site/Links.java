package io.attune.site;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/**
 * Turns the links between files of the repository into links between pages of the site. What leads
 * nowhere is remembered.
 */
final class Links {
  private final Path repository;
  private final Map<String, SitePage> pages;
  private final Set<String> files = new TreeSet<>();
  private final List<String> broken = new ArrayList<>();

  Links(Path repository, Map<String, SitePage> pages) {
    this.repository = repository;
    this.pages = Map.copyOf(pages);
  }

  /** Links that lead nowhere, a sentence each. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  /** Files of the repository that are no pages and that pages link to. */
  Set<String> files() {
    return Set.copyOf(files);
  }

  /** Rewrites the links of a page. */
  void rewrite(SitePage page) {
    List<Link> links = new ArrayList<>();
    page.document()
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Link link) {
                links.add(link);
                visitChildren(link);
              }

              @Override
              public void visit(Image image) {
                image.setDestination(file(page, image.getDestination()));
              }
            });
    links.forEach(link -> rewrite(page, link));
  }

  private void rewrite(SitePage page, Link link) {
    String to = link.getDestination();
    if (to.matches("(?i)(https?|mailto):.*")) {
      return;
    }
    int hash = to.indexOf('#');
    String part = hash < 0 ? "" : to.substring(hash + 1);
    String source =
        hash == 0 ? page.source() : resolved(page, hash < 0 ? to : to.substring(0, hash));
    SitePage other = pages.get(source);
    if (other != null) {
      if (!part.isEmpty() && !other.has(part)) {
        broken.add(page.source() + " links to " + to + ", but " + source + " has no such heading");
      }
      String path = other == page ? "" : page.root() + other.href();
      link.setDestination(part.isEmpty() ? page.root() + other.href() : path + "#" + part);
    } else if (source.startsWith("docs/") && Files.isRegularFile(repository.resolve(source))) {
      link.setDestination(file(page, to));
    } else if (Files.exists(repository.resolve(source))) {
      // A place in the repository, which the site does not have.
      unlink(link);
    } else {
      broken.add(page.source() + " links to " + to + ", which is not there");
    }
  }

  private String file(SitePage page, String to) {
    String source = resolved(page, to);
    if (!source.startsWith("docs/") || !Files.isRegularFile(repository.resolve(source))) {
      broken.add(page.source() + " shows " + to + ", which is not there");
      return to;
    }
    files.add(source);
    return page.root() + source.substring("docs/".length());
  }

  private static String resolved(SitePage page, String to) {
    return URI.create("/" + page.source()).resolve(to).normalize().getPath().replaceFirst("^/", "");
  }

  private static void unlink(Link link) {
    for (Node child = link.getFirstChild(); child != null; child = link.getFirstChild()) {
      link.insertBefore(child);
    }
    link.unlink();
  }
}
