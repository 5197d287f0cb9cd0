/**
 * What is kept of an application besides its tasks: settings, executors, jobs, stages, SQL plans.
 */
package io.attune.advisor.application;
