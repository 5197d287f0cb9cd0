/** Recommendations as people and platforms read them. */
package io.attune.advisor.render;
