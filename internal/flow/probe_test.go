// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
)

// open is a handshake, 10 bytes of the client and 20 of the server, all
// acknowledged: the client's next number is 111, the server's 5021.
var open = connection(100, 5000)[:7]

const openState = " established: SYN SYNACK EST"

// TestKeepAlive: a probe has a number that was acknowledged already, and no
// byte or one byte of garbage (RFC 9293, section 3.8.4). Its byte is no data,
// and nothing was lost.
func TestKeepAlive(t *testing.T) {
	up, down := client("A", 110, 5021, 1), server("A", 5020, 111, 1)
	upAck, downAck := server("A", 5021, 111, 0), client("A", 111, 5021, 0)
	play(t, "of the client", join(open, []segment{up, upAck}),
		"START client 5/4 app 10/20 loss 0/0 time 0-80"+openState)
	play(t, "of the server", join(open, []segment{down, downAck}),
		"START client 5/4 app 10/20 loss 0/0 time 0-80"+openState)
	play(t, "unanswered, three times", join(open, []segment{up, up, up}),
		"START client 7/3 app 10/20 loss 0/0 time 0-90"+openState)
	play(t, "without data", join(open, []segment{client("A", 110, 5021, 0), upAck}),
		"START client 5/4 app 10/20 loss 0/0 time 0-80"+openState)
	play(t, "before any data", join(open[:3], []segment{client("A", 100, 5001, 1), server("A", 5001, 101, 0)}),
		"START client 3/2 app 0/0 loss 0/0 time 0-40"+openState)
	play(t, "data behind it", join(open, []segment{up, upAck, client("PA", 111, 5021, 7), server("A", 5021, 118, 0)}),
		"START client 6/5 app 17/20 loss 0/0 time 0-100"+openState)
	play(t, "after a segment of one byte", join(open, []segment{
		client("PA", 111, 5021, 1), server("A", 5021, 112, 0), client("A", 111, 5021, 1), server("A", 5021, 112, 0),
	}), "START client 6/5 app 11/20 loss 0/0 time 0-100"+openState)
	play(t, "real segments of one byte", join(open, []segment{
		client("PA", 111, 5021, 1), server("PA", 5021, 112, 1), client("PA", 112, 5022, 1), server("PA", 5022, 113, 1), client("A", 113, 5023, 0),
	}), "START client 7/5 app 12/22 loss 0/0 time 0-110"+openState)
	play(t, "one byte sent again before it was acknowledged", join(open, []segment{
		client("A", 111, 5021, 1), client("A", 111, 5021, 1), server("A", 5021, 112, 0),
	}), "START client 6/4 app 12/20 loss 1/0 time 0-90"+openState+" srcRetrans")
	play(t, "one byte sent again, its acknowledgement lost behind the sensor", join(open, []segment{
		client("PA", 111, 5021, 1), server("A", 5021, 112, 0), client("PA", 111, 5021, 1),
	}), "START client 6/4 app 12/20 loss 1/0 time 0-90"+openState+" srcRetrans")
	play(t, "ten bytes sent again", join(open, []segment{client("PA", 101, 5021, 10)}),
		"START client 5/3 app 20/20 loss 1/0 time 0-70"+openState+" srcRetrans")
	play(t, "two bytes sent again", join(open, []segment{client("PA", 109, 5021, 2)}),
		"START client 5/3 app 12/20 loss 1/0 time 0-70"+openState+" srcRetrans")
	play(t, "while data is outstanding", join(open, []segment{client("PA", 111, 5021, 5), client("A", 110, 5021, 1)}),
		"START client 6/3 app 16/20 loss 1/0 time 0-80"+openState+" srcRetrans")
	play(t, "with FIN", join(open, []segment{client("FA", 110, 5021, 1)}),
		"START client 5/3 app 11/20 loss 1/0 time 0-70 fin wait 1: SYN SYNACK EST FIN srcRetrans")
	play(t, "in another interval", join(open, []segment{up.when(6 * time.Second), upAck.when(6010 * ms)}),
		"START client 4/3 app 10/20 loss 0/0 time 0-60"+openState,
		"STATUS client 1/1 app 0/0 loss 0/0 time 6000-6010"+openState)
	// Of a connection that was open before the capture the peer's next number is
	// known with its first acknowledgement after the first packet.
	play(t, "in the middle", []segment{client("A", 500, 900, 0), server("A", 900, 500, 0), client("A", 499, 900, 1), server("A", 900, 500, 0)},
		"START client 2/2 app 0/0 loss 0/0 time 0-30 established: EST")
	play(t, "one byte as first packet", []segment{client("A", 499, 900, 1), server("A", 900, 500, 0)},
		"START client 1/1 app 1/0 loss 0/0 time 0-10 established: EST")
}

// TestZeroWindowProbe: RFC 9293, section 3.8.6.1. The byte of a probe is data
// once: when an ACK covers it, or when it is sent again with the window open.
func TestZeroWindowProbe(t *testing.T) {
	shut := server("A", 5021, 111, 0).closed()
	probe := client("A", 111, 5021, 1)
	taken := server("A", 5021, 112, 0)
	takenShut := taken.closed()
	opened := server("A", 5021, 111, 0)
	const shutState = openState + " dstShut"
	play(t, "the second is taken", join(open, []segment{shut, probe, shut, probe, taken}),
		"START client 6/6 app 11/20 loss 0/0 time 0-110"+shutState)
	play(t, "none is taken", join(open, []segment{shut, probe, shut, probe, shut}),
		"START client 6/6 app 10/20 loss 0/0 time 0-110"+shutState)
	play(t, "unanswered", join(open, []segment{shut, probe, probe, probe}),
		"START client 7/4 app 10/20 loss 0/0 time 0-100"+shutState)
	play(t, "each is taken, window shut", join(open, []segment{shut, probe, takenShut, client("A", 112, 5021, 1), server("A", 5021, 113, 0).closed()}),
		"START client 6/6 app 12/20 loss 0/0 time 0-110"+shutState)
	play(t, "sent again with the window open", join(open, []segment{shut, probe, shut, opened, client("PA", 111, 5021, 30), server("A", 5021, 141, 0)}),
		"START client 6/7 app 40/20 loss 0/0 time 0-120"+shutState)
	play(t, "taken, data behind it", join(open, []segment{shut, probe, taken, client("PA", 112, 5021, 30), server("A", 5021, 142, 0)}),
		"START client 6/6 app 41/20 loss 0/0 time 0-110"+shutState)
	play(t, "taken and acknowledged with data behind it", join(open, []segment{shut, probe, shut, client("PA", 112, 5021, 30), server("A", 5021, 142, 0)}),
		"START client 6/6 app 41/20 loss 0/0 time 0-110"+shutState)
	play(t, "of a byte that was sent before", join(open, []segment{client("PA", 111, 5021, 5), shut, probe, shut}),
		"START client 6/5 app 15/20 loss 0/0 time 0-100"+shutState)
	play(t, "more than one byte", join(open, []segment{shut, client("PA", 111, 5021, 5), server("A", 5021, 116, 0)}),
		"START client 5/5 app 15/20 loss 0/0 time 0-90"+shutState)
	play(t, "in another interval", join(open, []segment{
		shut, probe.when(6 * time.Second), taken.when(6010 * ms),
	}), "START client 4/4 app 10/20 loss 0/0 time 0-70"+shutState,
		"STATUS client 1/1 app 1/0 loss 0/0 time 6000-6010"+openState)
	play(t, "of the server", join(open, []segment{
		client("A", 111, 5021, 0).closed(), server("A", 5021, 111, 1), client("A", 111, 5021, 0).closed(), server("A", 5021, 111, 1), client("A", 111, 5022, 0),
	}), "START client 7/5 app 10/21 loss 0/0 time 0-110"+openState+" srcShut")
}

// TestProbesCompat: release 3.0.8 counts both kinds as data and as loss.
func TestProbesCompat(t *testing.T) {
	cfg := appConfig()
	cfg.Compat = true
	for _, tt := range []struct {
		segs []segment
		want string
	}{
		{join(open, []segment{client("A", 110, 5021, 1), server("A", 5021, 111, 0)}), "START client 5/4 app 11/20 loss 1/0"},
		{join(open, []segment{
			server("A", 5021, 111, 0).closed(), client("A", 111, 5021, 1), server("A", 5021, 111, 0).closed(), client("A", 111, 5021, 1), server("A", 5021, 112, 0),
		}), "START client 6/6 app 12/20 loss 1/0"},
	} {
		for _, w := range worlds {
			rs := run(cfg, w.packets(tt.segs))
			if len(rs) != 1 || !strings.HasPrefix(row(&rs[0]), tt.want) {
				t.Errorf("%s: %s, want %s", w.name, row(&rs[0]), tt.want)
			}
		}
	}
}

// TestProbeUserData: the garbage of a keep-alive is no user data, whether it
// was captured or not.
func TestProbeUserData(t *testing.T) {
	cfg := flow.DefaultConfig()
	cfg.UserData = 16
	for _, captured := range []string{"!", ""} {
		ps := worlds[0].packets(join(open, []segment{client("A", 110, 5021, 1), client("PA", 111, 5021, 3)}))
		ps[3].Payload, ps[7].Payload, ps[8].Payload = []byte("0123456789"), []byte(captured), []byte("abc")
		var got string
		e := flow.New(cfg, recordData(&got))
		for i := range ps {
			e.Packet(&ps[i])
		}
		e.Flush()
		if got != "0123456789abc" {
			t.Errorf("captured %q: user data %q, want %q", captured, got, "0123456789abc")
		}
	}
}
