/** Stories of runs, made of records, for the tests of this module and of those that use it. */
package io.attune.advisor.testing;
