// SPDX-License-Identifier: Apache-2.0

package bpf

// maxOptimise bounds the size of graphs that are optimised: the work grows
// with the square of it in the worst case.
const maxOptimise = 4000

// A fact is the outcome of a test that was made on every way to a node.
type fact struct {
	a, b  *value
	jop   jop
	holds bool
}

// maxFacts bounds the facts kept for a node.
const maxFacts = 64

// optimise leads edges past tests whose outcome is known from tests before
// them: the values that such a test reads were read on the way there. It drops
// tests with one outcome and variables that nothing reads.
//
// Compat: a dropped test no longer rejects packets that are too short for it,
// as with libpcap's optimiser: `inbound or outbound` takes empty packets.
// Pinned by TestTcpdump.
func (g *graph) optimise(root *node) *node {
	g.fold = true
	for range 16 {
		nodes := order(root)
		if len(nodes) > maxOptimise {
			return root
		}
		next := g.thread(nodes)
		if next == root {
			break
		}
		root = next
	}
	return root
}

// thread makes one pass over nodes, which are in order, and returns the new
// root.
func (g *graph) thread(nodes []*node) *node {
	known := make(map[*node][]fact, len(nodes))
	known[nodes[0]] = nil
	seen := map[*node]bool{nodes[0]: true}
	to := make(map[*node][2]*node, len(nodes))
	for _, n := range nodes {
		if !seen[n] {
			continue // no longer reachable
		}
		var edges [2]*node
		for i, next := range [2]*node{n.t, n.f} {
			if next == nil {
				continue
			}
			facts := known[n]
			if n.kind == nTest {
				facts = append(facts[:len(facts):len(facts)], fact{n.a, n.b, n.jop, i == 0})
			}
			if len(facts) > maxFacts {
				facts = facts[1:]
			}
			next = skip(next, facts)
			edges[i] = next
			if seen[next] {
				known[next] = common(known[next], facts)
			} else {
				known[next], seen[next] = facts, true
			}
		}
		to[n] = edges
	}
	read := make(map[*value]bool)
	for n := range seen {
		note(read, n.a, n.kind == nSet)
		note(read, n.b, false)
	}
	// Rebuild from the ends, so that equal nodes fall together.
	fresh := make(map[*node]*node, len(nodes))
	for i := len(nodes) - 1; i >= 0; i-- {
		n := nodes[i]
		if !seen[n] {
			continue
		}
		m := *n
		if e := to[n]; e[0] != nil {
			m.t = fresh[e[0]]
			if e[1] != nil {
				m.f = fresh[e[1]]
			}
		}
		if n.kind == nSet && !read[n.a] {
			fresh[n] = m.t
			continue
		}
		fresh[n] = g.node(m)
	}
	return fresh[nodes[0]]
}

// note adds the variables that v reads to read. With set, v itself is only
// given a value.
func note(read map[*value]bool, v *value, set bool) {
	if v == nil || set {
		return
	}
	if v.op == vReg {
		read[v] = true
	}
	note(read, v.x, false)
	note(read, v.y, false)
}

// skip follows n as long as facts decide it.
func skip(n *node, facts []fact) *node {
	for n.kind == nTest {
		holds, ok := decide(n, facts)
		if !ok {
			break
		}
		if holds {
			n = n.t
		} else {
			n = n.f
		}
	}
	return n
}

// common returns the facts that are in both lists.
func common(x, y []fact) []fact {
	var r []fact
	for _, f := range x {
		for _, h := range y {
			if f == h {
				r = append(r, f)
				break
			}
		}
	}
	return r
}

// decide returns the outcome of n's test if facts leave one only.
func decide(n *node, facts []fact) (holds, ok bool) {
	for i := len(facts) - 1; i >= 0; i-- {
		f := &facts[i]
		if f.a != n.a {
			continue
		}
		if f.b == n.b && f.jop == n.jop {
			return f.holds, true
		}
		if f.b.op != vConst || n.b.op != vConst {
			continue
		}
		if holds, ok := implied(f, n.jop, n.b.k); ok {
			return holds, true
		}
	}
	return false, false
}

// implied returns what f says about `a jop k`, for the f.a that it is about.
func implied(f *fact, op jop, k uint32) (holds, ok bool) {
	c := f.b.k
	if f.jop == jEq && f.holds {
		return op.holds(c, k), true
	}
	lo, hi := uint64(0), uint64(1<<32-1)
	switch {
	case f.jop == jGt && f.holds:
		lo = uint64(c) + 1
	case f.jop == jGt:
		hi = uint64(c)
	case f.jop == jGe && f.holds:
		lo = uint64(c)
	case f.jop == jGe:
		hi = uint64(c) - 1
	default:
		return false, false
	}
	v := uint64(k)
	switch op {
	case jEq:
		return false, v < lo || v > hi
	case jGt:
		if lo > v {
			return true, true
		}
		return false, hi <= v
	case jGe:
		if lo >= v {
			return true, true
		}
		return false, hi < v
	}
	return false, false
}
