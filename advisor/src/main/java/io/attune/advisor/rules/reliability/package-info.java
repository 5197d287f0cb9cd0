/** Failed tasks, lost executors, stragglers, and earlier advice that made it worse. */
@NullMarked
package io.attune.advisor.rules.reliability;

import org.jspecify.annotations.NullMarked;
