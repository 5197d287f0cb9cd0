/** One change of one property, and the properties of the platforms. */
@NullMarked
package io.attune.advisor.setting;

import org.jspecify.annotations.NullMarked;
