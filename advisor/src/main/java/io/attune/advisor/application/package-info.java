/**
 * What is kept of an application besides its tasks: settings, executors, jobs, stages, SQL plans.
 */
@NullMarked
package io.attune.advisor.application;

import org.jspecify.annotations.NullMarked;
