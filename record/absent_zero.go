// SPDX-License-Identifier: Apache-2.0

//go:build !poison

package record

const poison = false

// absent has the values of parts that a record does not have: zero.
var absent Record
