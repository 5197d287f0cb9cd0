/** What every measurement shares: the machine it ran on, samples, and how figures are reported. */
package io.attune.benchmarks.harness;
