/** What only the code can change: the same work done twice, caches that nobody reads. */
package io.attune.advisor.rules.code;
