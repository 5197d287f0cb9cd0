/** Numbers with their unit, source and description, in one file that a user can override. */
@NullMarked
package io.attune.advisor.table;

import org.jspecify.annotations.NullMarked;
