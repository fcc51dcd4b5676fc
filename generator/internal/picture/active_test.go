package picture

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// active are drawings that do something when they are opened, each with what
// the flaw stands at.
var active = map[string]string{
	`<svg><script>x()</script></svg>`:                                                 `<script`,
	`<svg><SCRIPT>x()</SCRIPT></svg>`:                                                 `<SCRIPT`,
	`<svg xmlns:h="http://www.w3.org/1999/xhtml"><h:script>x()</h:script></svg>`:      `<h:script`,
	`<svg><g><x:script xmlns:x="http://www.w3.org/2000/svg">x()</x:script></g></svg>`: `<x:script`,
	`<svg><b xmlns="http://www.w3.org/1999/xhtml">x</b></svg>`:                        `<b`,
	`<svg><math xmlns="http://www.w3.org/1998/Math/MathML"/></svg>`:                   `<math`,
	`<svg><foreignObject><p/></foreignObject></svg>`:                                  `<foreignObject`,
	`<svg><iframe src="x"/></svg>`:                                                    `<iframe`,
	`<svg><video/></svg>`:                                                             `<video`,
	`<svg onload="x()"/>`:                                                             `onload`,
	`<svg ONLOAD='x()'/>`:                                                             `ONLOAD`,
	`<svg><path d="M0 0" onclick = "x()"/></svg>`:                                     `onclick`,
	`<svg><g id="onload=1" onload="x()"/></svg>`:                                      `onload="x`,
	`<svg><a href="javascript:x()"><path/></a></svg>`:                                 `href`,
	`<svg><a href=" java&#10;script:x()"><path/></a></svg>`:                           `href`,
	`<svg xmlns:l="http://www.w3.org/1999/xlink"><a l:href="vbscript:x"/></svg>`:      `href`,
	`<svg><a href="data:text/html,x"/></svg>`:                                         `href`,
	`<svg><use href="other.svg#a"/></svg>`:                                            `href`,
	`<svg><use href="data:image/svg+xml,x#a"/></svg>`:                                 `href`,
	`<svg><image href="https://foreign.example/a.png"/></svg>`:                        `href`,
	`<svg><image href="data:image/svg+xml;base64,AAAA"/></svg>`:                       `href`,
	`<svg><feImage href="//foreign.example/a.png"/></svg>`:                            `href`,
	`<svg><a href="#a"><set attributeName="href" to="javascript:x()"/></a></svg>`:     `attributeName`,
	`<svg><a><animate attributeName="xlink:href" values="javascript:x()"/></a></svg>`: `attributeName`,
	`<svg><set attributeName="onload" to="x()"/></svg>`:                               `attributeName`,
	`<svg><style>@import "https://foreign.example/a.css";</style></svg>`:              `<style`,
	`<svg><style>@im<!-- -->port "x";</style></svg>`:                                  `<style`,
	`<svg><style><![CDATA[a{fill:url(https://foreign.example/)}]]></style></svg>`:     `<style`,
	`<svg><style>a{fill:\75rl(x)}</style></svg>`:                                      `<style`,
	`<svg><style>a{background:image-set("x" 1x)}</style></svg>`:                       `<style`,
	`<svg><style>a{mask:URL( 'b.svg#c' )}</style></svg>`:                              `<style`,
	`<svg><g style="fill:url(//foreign.example/a#b)"/></svg>`:                         `style`,
	`<svg><g filter="u\72l(x)"/></svg>`:                                               `filter`,
	`<svg><g shape-inside="url(x.svg#a)"/></svg>`:                                     `shape-inside`,
	`<svg xml:base="https://foreign.example/"/>`:                                      `base`,
	`<svg><a ping="https://foreign.example/"/></svg>`:                                 `ping`,
	`<!DOCTYPE svg [<!ENTITY x "&lt;script>">]><svg/>`:                                `<!`,
	`<!DOCTYPE svg PUBLIC "a" "b" [ ]><svg/>`:                                         `<!`,
	`<?xml-stylesheet href="x.xsl" type="text/xsl"?><svg/>`:                           `<?xml-stylesheet`,
	`<?xml version="1.0" encoding = "Shift_JIS"?><svg/>`:                              `<?xml`,
	"\xef\xbb\xbf<svg>\n<script/></svg>":                                              `<script`,
}

func TestADrawingThatRunsOrFetchesIsRefusedWhereItDoes(t *testing.T) {
	for svg, where := range active {
		flaws := CheckDrawing([]byte(svg))
		if len(flaws) == 0 {
			t.Errorf("%s is let through", svg)
			continue
		}
		f := flaws[0]
		if f.Code != "asset-active" || f.Message == "" || f.Hint == "" || f.Offset != strings.Index(svg, where) {
			t.Errorf("%s: %+v, want it at %q (%d)", svg, f, where, strings.Index(svg, where))
		}
	}
}

func TestADrawingThatIsNoSoundXMLIsBroken(t *testing.T) {
	for _, svg := range []string{
		``, `<svg>`, `<svg><g></svg>`, `<svg a=b/>`, `<svg>&nope;</svg>`, "<svg>\x00</svg>", "<svg>\xff</svg>", `<html/>`, `text`,
		`<?xml version="1.0" encoding="UTF-16"?><svg/>`, `<svg xmlns="http://www.w3.org/1999/xhtml"/>`, `<svg><style>`,
	} {
		flaws := CheckDrawing([]byte(svg))
		if len(flaws) == 0 {
			t.Errorf("%q is let through", svg)
		}
		for _, f := range flaws {
			if f.Code != "image-broken" || f.Offset > len(svg) {
				t.Errorf("%q: %+v", svg, f)
			}
		}
	}
}

func TestDrawingsThatProgramsSaveAreLetThrough(t *testing.T) {
	for _, svg := range []string{
		`<svg/>`,
		`<?xml version="1.0" encoding="UTF-8" standalone="no"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work xmlns:cc="http://web.resource.org/cc/" rdf:about=""/></rdf:RDF></metadata><defs><style type="text/css">*{stroke-linejoin: round; font-family: '\'A\''}</style><clipPath id="p"/></defs><g clip-path="url(#p)"><use xlink:href="#m" style="fill: url('#x')"/></g></svg>`,
		`<svg xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:export-filename="C:\a.png" xml:space="preserve"><inkscape:namedview/><image href="data:image/png;base64,AA=="/><a href="https://example.org/" target="_top"><text>x</text></a></svg>`,
		`<svg><style>@font-face{font-family:x;src:url("data:font/woff2;base64,AA")}</style><animate attributeName="fill" values="red;blue" begin="click"/></svg>`,
		"\xef\xbb\xbf<svg><!-- <script> --><title>&lt;script&gt;</title><desc><![CDATA[<script>]]></desc></svg>",
	} {
		if flaws := CheckDrawing([]byte(svg)); len(flaws) > 0 {
			t.Errorf("%s: %+v", svg, flaws)
		}
	}
}

func TestTheProgramsOwnDrawingsDoNothing(t *testing.T) {
	names, err := filepath.Glob("../../../layouts/*.svg")
	icons, _ := filepath.Glob("../../../layouts/icons/*.svg")
	if err != nil || len(names) == 0 || len(icons) == 0 {
		t.Fatal("no drawings", err)
	}
	for _, name := range append(names, icons...) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if flaws := CheckDrawing(data); len(flaws) > 0 {
			t.Errorf("%s: %+v", name, flaws)
		}
	}
}

func TestXMLThatABrowserWouldShowAsAPageIsRefused(t *testing.T) {
	for text, fine := range map[string]bool{
		`<data><script>not of HTML</script></data>`:                           false, // whatever it belongs to
		`<data xmlns:h="http://www.w3.org/1999/xhtml"><h:b/></data>`:          false,
		`<data><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/></data>`: false,
		`<?xml-stylesheet href="#x"?><data/>`:                                 false,
		`<!DOCTYPE d [<!ENTITY a "b">]><d/>`:                                  false,
		`<data`:                                                               false,
		`<?xml version="1.0"?><data><row id="1" onset="2020"><style>x</style>1 &lt; 2</row></data>`: true,
		`<kml xmlns="http://www.opengis.net/kml/2.2"><href>a</href></kml>`:                          true,
	} {
		if flaws := CheckXML([]byte(text)); (len(flaws) == 0) != fine {
			t.Errorf("%s: %+v", text, flaws)
		}
	}
}

func TestAFileFullOfFlawsIsNotToldForever(t *testing.T) {
	svg := `<svg>` + strings.Repeat(`<script/>`, 1000) + `</svg>`
	if n := len(CheckDrawing([]byte(svg))); n != mostFlaws {
		t.Errorf("%d flaws", n)
	}
}

// FuzzCheckDrawing looks into any drawing with another eye: what passes has
// only elements and attributes that are known to do nothing.
func FuzzCheckDrawing(f *testing.F) {
	for svg := range active {
		f.Add([]byte(svg))
	}
	f.Add([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>a{b:url(#c)}</style><a href="https://x.example"/></svg>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, f := range slices.Concat(CheckDrawing(data), CheckXML(data)) {
			if f.Offset < 0 || f.Offset > len(data) || f.Width < 0 || !utf8.ValidString(f.Message) || f.Hint == "" {
				t.Errorf("%q: %+v", data, f)
			}
		}
		if len(CheckDrawing(data)) > 0 {
			return
		}
		d := xml.NewDecoder(strings.NewReader(string(data)))
		for {
			token, err := d.RawToken()
			if err != nil {
				return
			}
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			seen := strings.ToLower(fmt.Sprint(e))
			if strings.Contains(seen, "script") && never[strings.ToLower(e.Name.Local)] {
				t.Errorf("%q lets %v through", data, e)
			}
			for _, a := range e.Attr {
				value := squeeze(a.Value)
				if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || a.Name.Local == "href" && (strings.HasPrefix(value, "javascript:") || e.Name.Local != "a" && strings.Contains(value, "//") && !strings.HasPrefix(value, "data:") && !strings.HasPrefix(value, "#")) {
					t.Errorf("%q lets %v through", data, a)
				}
			}
		}
	})
}
