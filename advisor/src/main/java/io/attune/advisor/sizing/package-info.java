/** The sizes that come into question for a run, each with its time and its cost. */
package io.attune.advisor.sizing;
