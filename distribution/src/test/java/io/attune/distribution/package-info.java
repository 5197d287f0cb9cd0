/** Tests of what a release consists of: the archive, the image, the chart, the service. */
package io.attune.distribution;
