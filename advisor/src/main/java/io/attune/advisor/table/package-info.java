/** Numbers with their unit, source and description, in one file that a user can override. */
package io.attune.advisor.table;
