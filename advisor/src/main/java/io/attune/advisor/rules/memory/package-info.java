/** Heap, overhead and off-heap memory of executors, and the memory of the driver. */
package io.attune.advisor.rules.memory;
