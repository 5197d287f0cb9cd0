package io.attune.site;

import java.util.List;
import java.util.Map;

/** A page of the site with what stands around it. */
final class Template {
  private final Navigation navigation;
  private final String version;

  Template(Navigation navigation, String version) {
    this.navigation = navigation;
    this.version = version;
  }

  /** The whole document. */
  String html(SitePage page) {
    String root = page.root();
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <link rel="stylesheet" href="%2$ssite.css">
        <script src="%2$ssite.js" defer></script>
        </head>
        <body data-root="%2$s">
        <a class="skip" href="#content">Skip to the text</a>
        <header>
        <a class="brand" href="%2$sindex.html">Attune</a> <span class="version">%3$s</span>
        <form role="search"><input type="search" id="search" autocomplete="off" placeholder="Search" \
        aria-label="Search the documentation, key /" aria-controls="found"></form>
        </header>
        <div id="found" aria-live="polite" hidden></div>
        <div class="frame">
        <nav class="pages" aria-label="Pages"><details open><summary>Pages</summary>
        %4$s</details></nav>
        <main id="content">
        %5$s
        <footer>%6$s</footer>
        </main>
        %7$s</div>
        </body>
        </html>
        """
        .formatted(
            escaped(page.href().equals("index.html") ? "Attune" : page.title() + " · Attune"),
            root,
            escaped(version),
            pages(page),
            Markdown.html(page)
                .replace("<table class=\"wide\">", "<div class=\"wide\"><table>")
                .replace("</table>", "</table></div>"),
            neighbours(page),
            headings(page));
  }

  private String pages(SitePage current) {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, Map<SitePage, String>> section : navigation.sections().entrySet()) {
      boolean open = section.getValue().containsKey(current) || !section.getKey().equals("Rules");
      out.append("<details")
          .append(open ? " open" : "")
          .append("><summary>")
          .append(escaped(section.getKey()))
          .append("</summary><ul>\n");
      section
          .getValue()
          .forEach(
              (page, name) ->
                  out.append("<li><a href=\"")
                      .append(current.root())
                      .append(page.href())
                      .append('"')
                      .append(page == current ? " aria-current=\"page\"" : "")
                      .append('>')
                      .append(escaped(name))
                      .append("</a></li>\n"));
      out.append("</ul></details>\n");
    }
    return out.toString();
  }

  private static String headings(SitePage page) {
    List<Heading> shown =
        page.headings().stream().skip(1).filter(heading -> heading.level() <= 3).toList();
    if (shown.size() < 2) {
      return "";
    }
    StringBuilder out =
        new StringBuilder("<nav class=\"parts\" aria-label=\"On this page\"><ul>\n");
    shown.forEach(
        heading ->
            out.append("<li class=\"level")
                .append(heading.level())
                .append("\"><a href=\"#")
                .append(heading.id())
                .append("\">")
                .append(escaped(heading.text()))
                .append("</a></li>\n"));
    return out.append("</ul></nav>\n").toString();
  }

  private String neighbours(SitePage page) {
    List<SitePage> order = navigation.order();
    int at = order.indexOf(page);
    StringBuilder out = new StringBuilder();
    if (at > 0) {
      link(out, page, order.get(at - 1), "prev", "← ", "");
    }
    if (at >= 0 && at + 1 < order.size()) {
      link(out, page, order.get(at + 1), "next", "", " →");
    }
    return out.append("<span class=\"source\">Made from <code>")
        .append(escaped(page.source()))
        .append("</code></span>")
        .toString();
  }

  private static void link(
      StringBuilder out, SitePage from, SitePage to, String rel, String before, String after) {
    out.append("<a rel=\"")
        .append(rel)
        .append("\" href=\"")
        .append(from.root())
        .append(to.href())
        .append("\">")
        .append(before)
        .append(escaped(to.title()))
        .append(after)
        .append("</a> ");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
