// SPDX-License-Identifier: Apache-2.0

package field

// Options of the sensor that make it measure.
const (
	needsA       = "argus -A"
	needsJ       = "argus -J"
	needsZ       = "argus -Z"
	needsSizeBin = "argus -Z, ARGUS_PACKET_SIZE_HISTOGRAM and records of release 5"
)

const (
	lossFormula = "TCP: retransmitted packets; RTP and ESP: packets missing according to their sequence numbers (ESP has one counter, shown for each side that sent packets)"
	meanFormula = "mean of the times between packets of the {side}"
	packetClass = " packets are, in TCP, the first data after everything was acknowledged, retransmissions, and packets without data or with the window closed, and in RTP those after silence; all others are active"
)

// Columns that count and measure (clients: fields, section 7).
var docMeasures = []docGroup{
	{"Counters", []docEntry{
		{"pkts", "packets", "spkts + dpkts", "", Blank, "packets received", nil},
		{"spkts", "packets", "packets that the source sent", "", Blank, "packets received", nil},
		{"dpkts", "packets", "packets that the destination sent", "", Blank, "records written", nil},
		{"bytes", "bytes", "sbytes + dbytes", "", Blank, "memory of the sensor", nil},
		{"sbytes", "bytes", "total length of the source's packets on the wire, including link headers", "", Blank, "bytes received", nil},
		{"dbytes", "bytes", "total length of the destination's packets on the wire, including link headers", "", Blank, "packets dropped", nil},
		{"appbytes", "bytes", "sappbytes + dappbytes", needsA, Blank, "memory of the sensor", nil},
		{"sappbytes", "bytes", "payload bytes of the source above TCP, UDP or IP", needsA, Blank, "output buffers", nil},
		{"dappbytes", "bytes", "payload bytes of the destination above TCP, UDP or IP", needsA, Blank, "records waiting for output", nil},
		{"smeansz dmeansz", "bytes", "{x}bytes / {x}pkts", "", Zero, Zero, nil},
		{"smaxsz dmaxsz", "bytes", "length of the {side}'s largest packet", needsZ, Blank, Blank, nil},
		{"sminsz dminsz", "bytes", "length of the {side}'s smallest packet", needsZ, Blank, Blank, nil},
		{
			"spktsz dpktsz", "histogram", "eight hexadecimal digits, f for the fullest bucket: packets of up to 71, 103, 167, 295, 551, 1063, 2087 and more bytes", needsSizeBin, Blank, Blank, nil,
		},
		{"pcr abr", "ratio", "(sappbytes - dappbytes) / (sappbytes + dappbytes): 1 if the source only sends, -1 if it only receives", needsA, NegZero, Blank, nil},
		{"tf", "ratio", "appbytes / bytes", needsA, NegZero, Blank, nil},
		{"stf dtf", "ratio", "{x}appbytes / {x}bytes", needsA, NegZero, Blank, nil},
		{"nstroke", "keystrokes", "snstroke + dnstroke", "ARGUS_KEYSTROKE", Blank, Blank, nil},
		{"snstroke dnstroke", "keystrokes", "packets of the {side} that look like keystrokes", "ARGUS_KEYSTROKE", Blank, Blank, nil},
	}},
	{"Rates", []docEntry{
		{"rate", "packets/second", "(pkts - 1) / dur; 0 of one packet or no duration", "", Zero, Zero, nil},
		{"srate drate", "packets/second", "({x}pkts - 1) / T, with T = {x}dur or, if that is 0, dur; 0 of one packet or no duration", "", Zero, Zero, nil},
		{"load", "bits/second", "(sload * Ts + dload * Td) / dur, with Ts = sdur and Td = ddur or, where 0, dur", "", Zero, Zero, nil},
		{
			"sload dload", "bits/second",
			"8 * ({x}bytes - M) / T, with M = {x}bytes / {x}pkts rounded down and T = {x}dur or, if that is 0, dur; 0 of one packet or no duration", "", Zero, Zero, nil,
		},
	}},
	{"Loss", []docEntry{
		{"loss", "packets", "sloss + dloss; dloss counts only if the source sent packets, and not for ESP", "", Zero, "packets dropped", nil},
		{"sloss dloss", "packets", lossFormula, "", Zero, Zero, nil},
		{"ploss", "percent", "100 * loss / (pkts + loss)", "", Zero, Zero, nil},
		{"sploss dploss", "percent", "100 * {x}loss / ({x}pkts + {x}loss)", "", Zero, Zero, nil},
		{"sgap dgap", "bytes", "TCP: bytes that the {side} sent, by its sequence numbers, minus the payload bytes seen; 0 after retransmissions", "", Blank, Blank, nil},
	}},
	{"Times between packets", []docEntry{
		{"sintpkt dintpkt", "milliseconds", meanFormula + "; times of at least twice the status interval (argus -S) are left out", needsJ, Blank, Blank, nil},
		{"sintpktact dintpktact", "milliseconds", meanFormula + " up to active ones; idle" + packetClass, needsJ, Blank, Blank, nil},
		{"sintpktidl dintpktidl", "milliseconds", meanFormula + " up to idle ones; idle" + packetClass, needsJ, Blank, Blank, nil},
		{"sintpktmax", "milliseconds", "the larger of sintpktactmax and sintpktidlmax", needsJ, Blank, Blank, nil},
		{"sintpktmin", "milliseconds", "the larger of sintpktactmin and sintpktidlmin, as in earlier releases", needsJ, Blank, Blank, nil},
		{"dintpktmax", "milliseconds", "dintpktactmax, as in earlier releases", needsJ, Blank, Blank, nil},
		{"dintpktmin", "milliseconds", "dintpktactmin, as in earlier releases", needsJ, Blank, Blank, nil},
		{"sintpktactmax dintpktactmax", "milliseconds", "longest time between packets of the {side}, up to active ones", needsJ, Blank, Blank, nil},
		{"sintpktactmin dintpktactmin", "milliseconds", "shortest time between packets of the {side}, up to active ones", needsJ, Blank, Blank, nil},
		{"sintpktidlmax dintpktidlmax", "milliseconds", "longest time between packets of the {side}, up to idle ones", needsJ, Blank, Blank, nil},
		{"sintpktidlmin dintpktidlmin", "milliseconds", "shortest time between packets of the {side}, up to idle ones", needsJ, Blank, Blank, nil},
		{
			"sjit djit", "milliseconds", "standard deviation of the times between packets of the {side}. If there are active and idle ones it is, as in release 3.0.8, sqrt(S/1000/n - m*m), with S the sum of squares in microseconds and m the mean in milliseconds: far too large", needsJ, Blank, Blank, nil,
		},
		{"sjitact djitact", "milliseconds", "standard deviation of the times between packets of the {side}, up to active ones", needsJ, Blank, Blank, nil},
		{"sjitidl djitidl", "milliseconds", "standard deviation of the times between packets of the {side}, up to idle ones", needsJ, Blank, Blank, nil},
		{"sintdist dintdist", "histogram", "eight hexadecimal digits, f the fullest: times between packets of the {side}", "sensors other than this release's", Blank, Blank, nil},
		{"sintdistact dintdistact", "histogram", "the same of times up to active packets", "sensors other than this release's", Blank, Blank, nil},
		{"sintdistidl dintdistidl", "histogram", "the same of times up to idle packets", "sensors other than this release's", Blank, Blank, nil},
	}},
}
