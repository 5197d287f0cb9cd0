/** Whether a setting that was advised was set, and what came of it. */
package io.attune.advisor.outcome;
