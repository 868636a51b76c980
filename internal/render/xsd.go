// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lookup"
)

// xsdTypes are the XSD types of the definitions of [formDef]; others are words.
var xsdTypes = lookup.Table[string, string]{{"integer", "xs:integer"}, {"float", "xs:decimal"}, {"time", "argusTime"}}

// xsdType returns the XSD type of a column's values.
func xsdType(f *field.Field) string {
	if t, ok := xsdTypes.Find(formDef(f)); ok {
		return t
	}
	return "xs:string"
}

const xsdHead = `<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" version="VERSION">
  <xs:annotation>
    <xs:documentation>
      Documents of -M xml: a root with one element for each record, and in it an
      attribute for each column of the field list that has a value. A control
      character, or a byte that is no part of a UTF-8 character, is the
      character U+F700 plus its value; those characters themselves are three
      such bytes. Tabs and ends of lines are character references. In documents
      of raxml, payload is in elements of the record's element.
    </xs:documentation>
  </xs:annotation>
  <xs:simpleType name="argusTime">
    <xs:annotation>
      <xs:documentation>Local date and time, or seconds since 1970 with -u, or the user's format.</xs:documentation>
    </xs:annotation>
    <xs:union memberTypes="xs:dateTime xs:decimal xs:string"/>
  </xs:simpleType>
  <xs:complexType name="argusUserData">
    <xs:annotation>
      <xs:documentation>Payload of a side, as printable characters, hexadecimal digits or base 64.</xs:documentation>
    </xs:annotation>
    <xs:simpleContent>
      <xs:extension base="xs:string">
        <xs:attribute name="dir" use="required">
          <xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="src"/><xs:enumeration value="dst"/></xs:restriction></xs:simpleType>
        </xs:attribute>
        <xs:attribute name="encoding" use="required">
          <xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="Ascii"/><xs:enumeration value="Encode32"/><xs:enumeration value="Encode64"/></xs:restriction></xs:simpleType>
        </xs:attribute>
      </xs:extension>
    </xs:simpleContent>
  </xs:complexType>
`

const xsdRoot = `  <xs:element name="ArgusDataStream">
    <xs:complexType>
      <xs:choice minOccurs="0" maxOccurs="unbounded">
        <xs:element name="ArgusFlowRecord" type="argusRecord"/>
        <xs:element name="ArgusEventRecord" type="argusRecord"/>
        <xs:element name="ArgusManagementRecord" type="argusRecord"/>
      </xs:choice>
      <xs:attribute name="BeginDate" type="argusTime" use="required"/>
      <xs:attribute name="CurrentDate" type="argusTime" use="required"/>
      <xs:attribute name="MajorVersion" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="MinorVersion" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="InterfaceType" type="xs:string" use="required"/>
      <xs:attribute name="InterfaceStatus" type="xs:string" use="required"/>
      <xs:attribute name="ArgusSourceId" type="xs:string" use="required"/>
      <xs:attribute name="NetAddr" type="xs:string" use="required"/>
      <xs:attribute name="NetMask" type="xs:string" use="required"/>
    </xs:complexType>
  </xs:element>
</xs:schema>
`

// xsd returns the schema of XML documents.
func xsd() string {
	var b strings.Builder
	b.WriteString(strings.Replace(xsdHead, "VERSION", XMLSchemaVersion, 1))
	b.WriteString("  <xs:complexType name=\"argusRecord\">\n    <xs:sequence>\n" +
		"      <xs:element name=\"ArgusUserData\" type=\"argusUserData\" minOccurs=\"0\" maxOccurs=\"2\"/>\n    </xs:sequence>\n")
	for _, f := range field.All() {
		b.WriteString(`    <xs:attribute name="` + f.MachineName() + `" type="` + xsdType(&f) + "\">\n      <xs:annotation><xs:documentation>")
		b.Write(appendXML(nil, []byte(f.Name+": "+f.About)))
		b.WriteString("</xs:documentation></xs:annotation>\n    </xs:attribute>\n")
	}
	b.WriteString("  </xs:complexType>\n")
	b.WriteString(xsdRoot)
	return b.String()
}
