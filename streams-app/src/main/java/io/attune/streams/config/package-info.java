/** Settings: their names, types, defaults and the page that is generated from them. */
package io.attune.streams.config;
