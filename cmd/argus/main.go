// SPDX-License-Identifier: Apache-2.0

// Command argus is the sensor: it turns captured packets into flow records.
package main

import (
	"os"

	"github.com/argus-go/argus/internal/sensor"
)

func main() { os.Exit(sensor.Main(sensor.OS())) }
