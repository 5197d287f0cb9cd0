/** Failed tasks, lost executors, stragglers, and earlier advice that made it worse. */
package io.attune.advisor.rules.reliability;
