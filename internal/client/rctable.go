// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/rarc"
)

// A Variable is one name of a configuration file and what users are told of
// it.
type Variable struct {
	Group, Name string
	Default     string // "" for none
	About       string // a phrase
	set         setter
}

// defaultColumns are those of field.Default; TestDefaults compares.
const defaultColumns = "stime flgs proto saddr sport dir daddr dport pkts bytes state"

// groupElsewhere is the heading of variables that are passed over.
const groupElsewhere = "Passed over"

// Variables returns the names that a client's file may hold, in the order that
// help has them.
func Variables() []Variable { return variables }

// variableWords are the beginnings of lines, for completion: names that have an
// effect.
func variableWords() []getopt.Word {
	var list []getopt.Word
	for _, v := range variables {
		if v.Group != groupElsewhere && v.Group != groupAbsent {
			list = append(list, getopt.Word{Word: v.Name + "=", About: v.About})
		}
	}
	return list
}

// variables are the names that a client's file may hold (clients: options,
// section 4). What follows an entry of groupElsewhere is whose it is.
var variables = []Variable{
	{groupInput, "RA_INPUT_FILE", "", "a file to read, as `-r`; several lines add up", setFunc(setInputFile)},
	{groupInput, "RA_NUMBER", "all", "records to take, as `-N`", asOption(setCount)},
	{groupInput, "RA_RUN_TIME", "", "seconds to read standard input, as `-T`", asOption(setRunTime)},
	{groupSelection, "RA_FILTER", "", "filter where the command line has none", setFunc(func(c *Config, v string) error { c.Filter = v; return nil })},
	{groupSelection, "RA_TIMERANGE", "", "time range, as `-t`", setFunc(func(c *Config, v string) error { c.rangeText = v; return nil })},
	{groupSelection, "RA_LOCAL", "nets of the interfaces and of private use", "what a net without an address in a filter means: nets with blanks or commas between them, or a file with one a line", setFunc(setLocal)},
	{groupText, "RA_FIELD_SPECIFIER", defaultColumns, "columns, as `-s`", setFunc(setRCColumns)},
	{groupText, "RA_FIELD_DELIMITER", "blanks", "one character in single quotes, as `'|'` or `'\\t'`, between columns", setFunc(setRCDelimiter)},
	{groupText, "RA_FIELD_WIDTH", "fixed", "`fixed` or `variable`: columns of their natural widths", setFunc(setFieldWidth)},
	{groupText, "RA_FIELD_QUOTED", "", "`double` or `single`: quotes around values where there is a delimiter", setFunc(setQuote)},
	{groupText, "RA_TIME_FORMAT", "%T.%f", "times, as strftime(3) writes them; `%f` is the fraction", setFunc(func(c *Config, v string) error { c.Options.Format = v; return nil })},
	{groupText, "RA_TZ", "that of the machine", "time zone, by name or as `CET-1CEST`, as `-M TZ=`", setFunc(func(c *Config, v string) error { return c.setZone(v) })},
	{groupText, "RA_USEC_PRECISION", "6", "digits after the point, as `-p`", asOption(setPrecision)},
	{groupText, "RA_PRINT_UNIX_TIME", "no", "times in seconds since 1970, as `-u`", flag(func(c *Config) *bool { return &c.Options.UnixTime })},
	{groupText, "RA_PRINT_LABELS", "0", "header, as `-L`", asOption(setHeader)},
	{groupText, "RA_PRINT_TCPSTATES", "no", "TCP state as letters, as `-z`", setFunc(setTCPStates)},
	{groupText, "RA_PRINT_TCPFLAGS", "", "TCP state as flags: `s`, `d` or `b`, as `-Z`", asOption(setFlagsForm)},
	{groupText, "RA_PRINT_MAN_RECORDS", "no", "print management records, as `-M man`", flag(func(c *Config) *bool { return &c.Man })},
	{groupText, "RA_PRINT_SUMMARY", "no", "totals at the end, as `-A`", flag(func(c *Config) *bool { return &c.Summary })},
	{groupText, "RA_PRINT_RESPONSE_DATA", "no", "in the classic dialect the column of -R", flag(func(c *Config) *bool { return &c.rcResponse })},
	{groupText, "RA_USERDATA_ENCODE", "ascii", "payload, as `-M printer=`", setFunc(func(c *Config, v string) error { return c.setPrinter(v) })},
	{groupText, "RA_NO_OUTPUT", "no", "print no records, as `-q`", flag(func(c *Config) *bool { return &c.Quiet })},
	{"Names and addresses", "RA_PRINT_NAMES", "port", "names of `all` (hosts, ports, protocols), of `port` (and protocols), of `proto`, or `none`; the words of release 2 (yes, no and numbers) count in the classic dialect alone", setFunc(setNames)},
	{"Names and addresses", "RA_ASN_PRINT_FORMAT", "asplain", "numbers of autonomous systems in text: asplain; asdot (1.10 for 65546) or asdot+ (0.10 for 10 too)", setFunc(setASNForm)},
	{"Names and addresses", "RA_CIDR_ADDRESS_FORMAT", "no", "lengths of masks after addresses in text: yes for those that leave a part of the address, strict for all", setFunc(setMasks)},
	{"Names and addresses", "RA_SEPARATE_ADDR_FROM_PORT_WITH_PERIOD", "yes", "a point between address and port, in fixed widths", setFunc(func(c *Config, v string) error { c.apart = !rarc.Yes(v); return nil })},
	{"Names and addresses", "RA_PORT_DIRECTION", "", "which flows whose beginning was not seen are turned round, for their source looks like a server: a list of `services` (its TCP port has a name, and that of the destination has none or is the higher of two with names), `wellknown` (the lower port, below 1024, is its own) and `registered` (the same below 49152), with commas", setFunc(setPortDirection)},
	{"Names and addresses", "RA_RECORD_CORRECTION", "yes", "directions corrected, as -M correct and nocorrect", setFunc(func(c *Config, v string) error { c.AsRead = !rarc.Yes(v); return nil })},
	{"Names and addresses", "RA_LOCAL_DIRECTION", "", "src, dst, suggest:src, suggest:dst or force:src: the side that RA_LOCAL has is the source of flows whose beginning was not seen; force:dst: the destination. Not with RA_PORT_DIRECTION", setFunc(setLocalDirection)},
	{groupRecords, "RA_OUTPUT_FILE", "", "a file to write records to, as `-w`; a filter may follow after a blank", setFunc(setOutputFile)},
	{groupRecords, "RA_EXCEPTION_OUTPUT_FILE", "", "a file for records that the filter does not take, as `-E`", setFunc(func(c *Config, v string) error { c.Exceptions = v; return nil })},
	{"Program", "RA_DIALECT", "", "`classic` or `modern`: options and rows of release 2, or of later ones", setFunc(setRCDialect)},
	{"Program", "RA_DEBUG_LEVEL", "0", "tell of the program's own work, as `-D`", asOption(setDebug)},
	{groupAbsent, "RA_CISCONETFLOW_SERVER", "no", "NetFlow, release 2; only `no` is accepted", setFunc(off)},
	{groupAbsent, "RA_LOCAL_CORRECT", "no", "directions from local addresses as in release 5; only `no` is accepted", setFunc(off)},
	{groupAbsent, "RA_PRINT_LOCALONLY", "no", "names of local hosts only; only `no` is accepted", setFunc(off)},
	{groupAbsent, "RA_PRINT_DOMAINONLY", "no", "domains instead of hosts; only `no` is accepted", setFunc(off)},
	{groupAbsent, "RA_PRINT_ETHERNET_VENDORS", "no", "names of vendors in link addresses; only `no` is accepted", setFunc(off)},
	{groupAbsent, "RA_SET_PID", "no", "a file of the process number; only `no` is accepted", setFunc(off)},
	{groupAbsent, "RA_ARGUS_SERVER", "", "record servers; any value is refused", setFunc(notYet)},
	{groupAbsent, "RA_CISCONETFLOW_PORT", "", "NetFlow; any value is refused", setFunc(notYet)},
	{groupAbsent, "RA_SERVICES_SIGNATURES", "", "signatures of services; any value is refused", setFunc(notYet)},
	{groupAbsent, "RA_SERVICE_SIGNATURES", "", "the same; any value is refused", setFunc(notYet)},
	{groupAbsent, "RA_DELEGATED_IP", "", "countries of addresses; any value is refused", setFunc(notYet)},
	{groupAbsent, "RA_AIS_CACHE", "", "caches; any value is refused", setFunc(notYet)},
	{groupAbsent, "RA_SRCID_ALIAS", "", "names of sensors; any value is refused", setFunc(notYet)},
	{groupElsewhere, "RA_PRINT_EVENT_RECORDS", "", "records of flows hold no events", setFunc(elsewhere)},
	{groupElsewhere, "RA_ETHERNET_VENDORS", "", "goes with RA_PRINT_ETHERNET_VENDORS", setFunc(elsewhere)},
	{groupElsewhere, "RA_PID_PATH", "", "goes with RA_SET_PID", setFunc(elsewhere)},
	{groupElsewhere, "RA_FILTER_TIMEOUT", "", "filters compile at once", setFunc(elsewhere)},
	{groupElsewhere, "RA_GENERATE_BIN_MAR_RECORDS", "", "of rabins", setFunc(elsewhere)},
	{groupElsewhere, "RA_SORT_ALGORITHMS", "", "of rasort", setFunc(elsewhere)},
	{groupElsewhere, "RA_FLOW_MODEL", "", "of racluster", setFunc(elsewhere)},
	{groupElsewhere, "RA_UPDATE_INTERVAL", "", "of ratop", setFunc(elsewhere)},
	{groupElsewhere, "RA_TIMEOUT_INTERVAL", "", "of ratop", setFunc(elsewhere)},
	{groupElsewhere, "RATOP_CONTROL_PORT", "", "of ratop", setFunc(elsewhere)},
	{groupElsewhere, "RA_COLOR_SUPPORT", "", "of ratop", setFunc(elsewhere)},
	{groupElsewhere, "RA_COLOR_CONFIG", "", "of ratop", setFunc(elsewhere)},
	{groupElsewhere, "RA_CORRELATE_EVENTS", "", "of ratop", setFunc(elsewhere)},
	{groupElsewhere, "RAMON_MODE", "", "of ramon", setFunc(elsewhere)},
	{groupElsewhere, "RA_STATUS_EVENT", "", "of programs that aggregate", setFunc(elsewhere)},
	{groupElsewhere, "RA_HASHTABLE_SIZE", "", "of programs that aggregate", setFunc(elsewhere)},
	{groupElsewhere, "RA_TMP_PATH", "", "of programs that sort", setFunc(elsewhere)},
	{groupElsewhere, "ARGUS_ARCHIVE", "", "of archives", setFunc(elsewhere)},
	{groupElsewhere, "RA_SOURCE_PORT", "", "of record servers", setFunc(elsewhere)},
	{groupElsewhere, "RA_ARGUS_SERVERPORT", "", "of record servers", setFunc(elsewhere)},
	{groupElsewhere, "RA_RELIABLE_CONNECT", "", "of record servers", setFunc(elsewhere)},
	{groupElsewhere, "RA_CONNECT_TIME", "", "of record servers", setFunc(elsewhere)},
	{groupElsewhere, "RA_USER_AUTH", "", "of record servers", setFunc(elsewhere)},
	{groupElsewhere, "RA_AUTH_PASS", "", "of record servers", setFunc(elsewhere)},
	{groupElsewhere, "RA_MIN_SSF", "", "of record servers", setFunc(elsewhere)},
	{groupElsewhere, "RA_MAX_SSF", "", "of record servers", setFunc(elsewhere)},
	{groupElsewhere, "RA_DATABASE", "", "of databases", setFunc(elsewhere)},
	{groupElsewhere, "RA_DB_USER", "", "of databases", setFunc(elsewhere)},
	{groupElsewhere, "RA_DB_PASS", "", "of databases", setFunc(elsewhere)},
	{groupElsewhere, "RA_DB_HOST", "", "of databases", setFunc(elsewhere)},
	{groupElsewhere, "RA_DB_PORT", "", "of databases", setFunc(elsewhere)},
	{groupElsewhere, "RA_DB_TABLE", "", "of databases", setFunc(elsewhere)},
	{groupElsewhere, "MYSQL_DB_ENGINE", "", "of databases", setFunc(elsewhere)},
}
