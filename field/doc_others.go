// SPDX-License-Identifier: Apache-2.0

package field

// Unused is the group of columns that never hold a value. Their names are
// accepted because field lists made for other releases use them.
const Unused = "Unused in this release"

const needsLabel = "programs that label records"

// Columns of payload and labels, and those that no sensor of this release fills.
var docOthers = []docGroup{
	{"Payload and labels", []docEntry{
		{
			"suser", "text", "s[LENGTH]= and the first bytes of the source's payload, at most as many as the column's width; -M printer chooses the form", needsU, Blank, Blank, nil,
		},
		{
			"duser", "text", "d[LENGTH]= and the first bytes of the destination's payload, at most as many as the column's width; -M printer chooses the form", needsU, Blank, Blank, nil,
		},
		{"label", "text", "what was added to the record: name=value, separated by colons", needsLabel, Blank, Blank, nil},
		{"sas das", "number", "number of the autonomous system of the {side}", needsLabel, Blank, Blank, nil},
		{"ias", "number", "number of the autonomous system of inode", needsLabel, Blank, Blank, nil},
		{"sco dco", "text", "two letters of the country of the {side}", needsLabel, Blank, Blank, nil},
	}},
	{Unused, []docEntry{
		{
			"laddr raddr lnet rnet soui doui svpri dvpri ico bins binnum srng erng jdelay ldelay", "none",
			"always blank", "", Blank, Blank, nil,
		},
		{"autoid", "number", "always 0", "", Zero, Zero, nil},
		{
			"retrans sretrans dretrans nacks snacks dnacks solo ssolo dsolo first sfirst dfirst", "packets", "counters of UDT, which this release does not decode: always 0", "", Zero, Zero, nil,
		},
		{
			"pretrans spretrans dpretrans pnacks spnacks dpnacks psolo spsolo dpsolo pfirst spfirst dpfirst", "percent", "counters of UDT, which this release does not decode: always 0", "", Zero, Zero, nil,
		},
	}},
}
