// SPDX-License-Identifier: Apache-2.0

//go:build unix && !linux && !aix && !solaris

package capture

import "syscall"

const mapFlags = syscall.MAP_SHARED
