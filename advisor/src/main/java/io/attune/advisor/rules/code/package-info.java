/** What only the code can change: the same work done twice, caches that nobody reads. */
@NullMarked
package io.attune.advisor.rules.code;

import org.jspecify.annotations.NullMarked;
