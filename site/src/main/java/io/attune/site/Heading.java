package io.attune.site;

import static java.util.Objects.requireNonNull;

/**
 * A heading of a page.
 *
 * @param level 1 for the page's own
 * @param id what a link names it by
 * @param text as it is read
 */
record Heading(int level, String id, String text) {
  Heading {
    requireNonNull(id, "id is null");
    requireNonNull(text, "text is null");
  }
}
