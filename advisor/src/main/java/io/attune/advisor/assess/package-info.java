/**
 * Puts a run before every rule, makes one set of recommendations of their answers, and keeps
 * account of what was advised.
 */
@NullMarked
package io.attune.advisor.assess;

import org.jspecify.annotations.NullMarked;
