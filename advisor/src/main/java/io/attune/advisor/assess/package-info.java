/**
 * Puts a run before every rule, makes one set of recommendations of their answers, and keeps
 * account of what was advised.
 */
package io.attune.advisor.assess;
