// SPDX-License-Identifier: Apache-2.0

package capture

import "syscall"

// mapFlags makes the whole window readable at once, which costs less than a
// fault for each part of it.
const mapFlags = syscall.MAP_SHARED | syscall.MAP_POPULATE
