/**
 * Who may ask: host names, proxies, tokens and passwords, logins, the origin of writes, how often;
 * and the audit log. Knows headers and addresses, nothing of what is answered.
 */
package io.attune.server.access;
