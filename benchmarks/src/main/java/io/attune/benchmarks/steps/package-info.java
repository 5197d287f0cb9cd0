/** The hot steps one by one, by JMH. */
package io.attune.benchmarks.steps;
