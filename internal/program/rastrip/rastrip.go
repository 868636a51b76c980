// SPDX-License-Identifier: Apache-2.0

// Package rastrip is the program rastrip: it removes parts of records.
package rastrip

import (
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/inplace"
	"github.com/argus-go/argus/record"
)

// Program is the entry of rastrip in the table of programs.
var Program = client.Program{
	Name: "rastrip", About: "removes parts of flow records",
	Examples: "  %[1]s -r flows.arg -w small.arg                   keep times, flows, counters and states\n" +
		"  %[1]s -M -suser -duser -r flows.arg -w safe.arg   remove only the payload\n" +
		"  %[1]s -M replace +jitter -r flows.arg             strip the file itself\n",
	New: newRun,
}

func newRun() *client.Run {
	s := &settings{}
	return &client.Run{
		Modes: s.modes(), Word: s.word, SignedWord: isSigned,
		Start: func(session *client.Session) (client.Handler, error) {
			if err := s.check(session.Config); err != nil {
				return nil, err
			}
			session.Config.Print.Man = !s.noMan
			h := &handler{session: session, drop: record.AllParts &^ s.kept()}
			if s.replace {
				h.files = inplace.New(session, inplace.Hooks{})
			}
			return h, nil
		},
	}
}

type handler struct {
	session *client.Session
	drop    record.Parts
	files   *inplace.Files // nil without -M replace
	started bool           // the file at hand has a record
	input   int            // that it is of
}

// Record strips a flow and puts it out. Management records have no parts.
func (h *handler) Record(r *record.Record) error {
	if h.files != nil {
		return h.rewrite(r)
	}
	if r.Type == record.TypeMAR || r.Parts&h.drop == 0 {
		return h.session.Emit(r)
	}
	r.Remove(h.drop)
	return h.session.EmitOwn(r)
}

// rewrite puts a record into the new form of its file.
func (h *handler) rewrite(r *record.Record) error {
	out, err := h.files.Enter()
	if err != nil {
		return err
	}
	first := !h.started || h.input != h.session.InputNumber()
	h.started, h.input = true, h.session.InputNumber()
	switch {
	case first && r.Type == record.TypeMAR:
		return nil // the new form begins with it already
	case r.Type != record.TypeMAR && r.Parts&h.drop != 0:
		r.Remove(h.drop)
		err = out.WriteOwn(r)
	default:
		err = out.Write(r)
	}
	if err != nil {
		return h.files.Fail(err)
	}
	return nil
}

// Tick does nothing: records are put out as they come.
func (h *handler) Tick(time.Time) error { return nil }

// Close replaces the last input.
func (h *handler) Close() error {
	if h.files == nil {
		return nil
	}
	return h.files.Close()
}
