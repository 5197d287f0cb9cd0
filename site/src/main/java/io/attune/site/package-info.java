/** The documentation as a site: plain HTML made from the pages in Markdown. */
@NullMarked
package io.attune.site;

import org.jspecify.annotations.NullMarked;
