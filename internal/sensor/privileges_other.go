// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package sensor

import "errors"

// dropPrivileges refuses what this system does not have.
func (s *sensor) dropPrivileges() error {
	if s.cfg.Chroot != "" || s.cfg.User != "" || s.cfg.Group != "" {
		return errors.New("-c, -u and -g are not available on this system")
	}
	return nil
}
