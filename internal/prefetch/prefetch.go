// SPDX-License-Identifier: Apache-2.0

// Package prefetch asks the processor for memory before it is read, which pays
// for mapped files: what the processor reads ahead on its own ends with each
// page. Bytes that were just read into a buffer are in the cache already; asking
// for them costs the sensor a thirtieth of its time.
package prefetch

// Ahead is how far before it is read memory is asked for, in bytes.
const Ahead = 2048
