/** What tests of this module are made of: fakes of what is shown, and a client. */
package io.attune.server.testing;
