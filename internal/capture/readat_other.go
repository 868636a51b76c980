// SPDX-License-Identifier: Apache-2.0

//go:build !linux || !(amd64 || arm64)

package capture

import "os"

func readAt(f *os.File, b []byte, from int64) (int, error) { return f.ReadAt(b, from) }
