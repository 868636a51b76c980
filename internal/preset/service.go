// SPDX-License-Identifier: Apache-2.0

package preset

import (
	"bytes"
	"encoding/binary"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A service is the application of a flow as UNSW-NB15 names it.
type service uint8

const (
	serviceNone service = iota
	serviceHTTP
	serviceFTP
	serviceFTPData
	serviceSMTP
	serviceSSH
	serviceDNS
	servicePOP3
	serviceIRC
	serviceSSL
)

var serviceNames = [...]string{"-", "http", "ftp", "ftp-data", "smtp", "ssh", "dns", "pop3", "irc", "ssl"}

var serviceKey = []byte("service")

// appendService appends the name of a row's service: what a label of the record
// says, else what the payload shows.
func appendService(dst []byte, row *field.Row) []byte {
	at := len(dst)
	if dst = appendLabelled(dst, row, serviceKey); len(dst) > at {
		return dst
	}
	return append(dst, serviceNames[serviceOf(row)]...)
}

func recordLabel(row *field.Row) []byte {
	if !row.Has(record.PartLabel) {
		return nil
	}
	label := row.Label
	if i := bytes.IndexByte(label, 0); i >= 0 {
		label = label[:i]
	}
	return label
}

// payloads returns what the sensor kept of both sides' payload.
func payloads(row *field.Row) (src, dst []byte) {
	if !row.IsFlow() {
		return nil, nil
	}
	if row.Has(record.PartSrcData) {
		src = row.SrcData.Data
	}
	if row.Has(record.PartDstData) {
		dst = row.DstData.Data
	}
	return src, dst
}

// serviceOf recognises the application by the beginning of the payload. Ports
// decide between similar ones, and identify the data connections of FTP, which may
// begin with any bytes.
func serviceOf(row *field.Row) service {
	if !row.IsIP() {
		return serviceNone
	}
	src, dst := payloads(row)
	sport, dport := row.Flow.SrcPort, row.Flow.DstPort
	switch row.Flow.Proto {
	case 17:
		if (sport == 53 || dport == 53) && (isDNS(src) || isDNS(dst)) {
			return serviceDNS
		}
		return serviceNone
	case 6:
	default:
		return serviceNone
	}
	return streamService(row, src, dst)
}

// begins reports whether b begins with one of the words, whatever the case.
func begins(b []byte, words ...string) bool {
	for _, w := range words {
		if len(b) >= len(w) && bytes.EqualFold(b[:len(w)], []byte(w)) {
			return true
		}
	}
	return false
}

func streamService(row *field.Row, src, dst []byte) service {
	sport, dport := row.Flow.SrcPort, row.Flow.DstPort
	switch {
	case method(row) != nil || begins(dst, "HTTP/1."):
		return serviceHTTP
	case begins(src, "SSH-") || begins(dst, "SSH-"):
		return serviceSSH
	case begins(src, "EHLO ", "HELO ") || begins(dst, "220") && dport == 25:
		return serviceSMTP
	case hasCommand(row) || begins(dst, "220") && dport == 21:
		return serviceFTP
	case begins(dst, "+OK"):
		return servicePOP3
	case begins(src, "NICK ", "JOIN "):
		return serviceIRC
	case isTLS(src) || isTLS(dst):
		return serviceSSL
	case (sport == 53 || dport == 53) && (len(src) > 2 && isDNS(src[2:]) || len(dst) > 2 && isDNS(dst[2:])):
		return serviceDNS
	case (sport == 20 || dport == 20) && len(src)+len(dst) > 0:
		return serviceFTPData
	}
	return serviceNone
}

// isDNS reports whether a message has a header of DNS: few questions, and a
// known operation.
func isDNS(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	return b[2]>>3&15 <= 5 && binary.BigEndian.Uint16(b[4:]) <= 4
}

// isTLS reports whether a stream begins with a handshake of TLS.
func isTLS(b []byte) bool { return len(b) >= 3 && b[0] == 22 && b[1] == 3 && b[2] <= 4 }

var methodWords = [...]string{"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"}

// method returns the method of the HTTP request that a flow begins with, nil
// if there is none.
func method(row *field.Row) []byte {
	src, _ := payloads(row)
	if !row.IsIP() || row.Flow.Proto != 6 {
		return nil
	}
	for _, w := range methodWords {
		if len(src) > len(w) && string(src[:len(w)]) == w && src[len(w)] == ' ' {
			return src[:len(w)]
		}
	}
	return nil
}

// hasCommand reports whether the client of a flow to the port of FTP sent one
// of its commands.
func hasCommand(row *field.Row) bool {
	src, _ := payloads(row)
	return ftp(row) && (command(src, "USER") || command(src, "PASS") || command(src, "RETR") || command(src, "STOR") ||
		command(src, "LIST") || command(src, "PORT") || command(src, "PASV") || command(src, "QUIT"))
}

// loggedIn reports whether a user and a password were sent to FTP.
func loggedIn(row *field.Row) bool {
	src, _ := payloads(row)
	return ftp(row) && command(src, "USER") && command(src, "PASS")
}

func ftp(row *field.Row) bool {
	return row.IsIP() && row.Flow.Proto == 6 && row.Flow.DstPort == 21
}

// command reports whether a line of b begins with a word.
func command(b []byte, word string) bool {
	for len(b) >= len(word) {
		if bytes.EqualFold(b[:len(word)], []byte(word)) && (len(b) == len(word) || b[len(word)] == ' ' || b[len(word)] == '\r') {
			return true
		}
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			return false
		}
		b = b[i+1:]
	}
	return false
}
