/** Recommendations as people and platforms read them. */
@NullMarked
package io.attune.advisor.render;

import org.jspecify.annotations.NullMarked;
