/** One change of one property, and the properties of the platforms. */
package io.attune.advisor.setting;
