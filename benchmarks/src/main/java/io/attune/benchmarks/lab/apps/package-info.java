/** The applications of the lab, mis-tuned in one known way each. */
package io.attune.benchmarks.lab.apps;
