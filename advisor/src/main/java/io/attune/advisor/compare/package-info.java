/** Two runs side by side: what the difference in their time is made of, and what else differs. */
@NullMarked
package io.attune.advisor.compare;

import org.jspecify.annotations.NullMarked;
