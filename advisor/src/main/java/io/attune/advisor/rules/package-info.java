/**
 * What a rule is, what it is given and what it answers; the rules themselves stand in the packages
 * below, by family.
 */
@NullMarked
package io.attune.advisor.rules;

import org.jspecify.annotations.NullMarked;
