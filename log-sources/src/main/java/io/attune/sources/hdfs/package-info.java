/** HDFS, through WebHDFS or HttpFS. */
@NullMarked
package io.attune.sources.hdfs;

import org.jspecify.annotations.NullMarked;
