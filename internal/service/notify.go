// SPDX-License-Identifier: Apache-2.0

package service

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// A notifier tells systemd about the state of the service, see sd_notify(3). A nil
// one does nothing.
type notifier struct {
	conn  *net.UnixConn
	every time.Duration // between signs of life, 0 for none
	next  time.Time
}

// newNotifier connects to the socket that systemd names, if there is one.
func newNotifier(getenv func(string) string) (*notifier, error) {
	path := getenv("NOTIFY_SOCKET")
	if path == "" {
		return nil, nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"}) // it takes @ for 0
	if err != nil {
		return nil, fmt.Errorf("service manager at %s cannot be told that the program is ready: %w", path, err)
	}
	n := &notifier{conn: conn}
	usec, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64)
	pid := getenv("WATCHDOG_PID")
	if err == nil && usec > 0 && (pid == "" || pid == strconv.Itoa(os.Getpid())) {
		n.every = time.Duration(usec) * time.Microsecond / 3
	}
	return n, nil
}

// send sends one state. systemd may be restarting, so that nobody receives it;
// there is nothing to do about that.
func (n *notifier) send(state string) {
	if n == nil {
		return
	}
	_ = n.conn.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)) // never wait for long
	_, _ = n.conn.Write([]byte(state))
}

func (n *notifier) alive(now time.Time) {
	if n == nil || n.every == 0 || now.Before(n.next) {
		return
	}
	n.next = now.Add(n.every)
	n.send("WATCHDOG=1")
}

func (n *notifier) close() {
	if n != nil {
		n.conn.Close()
	}
}
