/** Heap, overhead and off-heap memory of executors, and the memory of the driver. */
@NullMarked
package io.attune.advisor.rules.memory;

import org.jspecify.annotations.NullMarked;
