package site

import (
	"net/url"
	"regexp"
	"strings"
)

// Identifiers in public registers are checked for their form and, where they
// have check digits, for these, so that a digit typed wrong does not credit
// somebody else.

type identifierField struct {
	ROR      located `yaml:"ror"`
	ORCID    located `yaml:"orcid"`
	Wikidata located `yaml:"wikidata"`
	ISNI     located `yaml:"isni"`
}

func (c *reader) identifiers(f identifierField) Identifiers {
	return Identifiers{
		ROR:      c.identifier(f.ROR, "a ROR id", "https://ror.org/", "02mhbdp94", normalROR),
		ORCID:    c.identifier(f.ORCID, "an ORCID iD", "https://orcid.org/", "0000-0002-1825-0097", normalORCID),
		Wikidata: c.identifier(f.Wikidata, "a Wikidata id", "https://www.wikidata.org/wiki/", "Q42", normalWikidata),
		ISNI:     c.identifier(f.ISNI, "an ISNI", "https://isni.org/isni/", "0000 0001 2103 2683", normalISNI),
	}
}

// identifier returns an identifier in its normal form, which may be written
// as the address of its entry too.
func (c *reader) identifier(v located, what, address, example string, normal func(string) (string, string)) string {
	if v.Value == "" {
		return ""
	}
	bare := strings.TrimPrefix(v.Value, address)
	if wrong := ""; bare != "" {
		if bare, wrong = normal(bare); wrong == "" {
			return bare
		}
		c.errorAt(v, "identifier-invalid", "“%s” is not %s: %s", v.Value, what, wrong).Hint = "one looks like this: " + example
		return ""
	}
	c.errorAt(v, "identifier-invalid", "“%s” is not %s", v.Value, what).Hint = "one looks like this: " + example
	return ""
}

const wrongForm, wrongDigits = "it does not have the form of one", "its check digits do not fit, so that some other character is wrong"

var (
	rorForm      = regexp.MustCompile(`^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$`)
	orcidForm    = regexp.MustCompile(`^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$`)
	isniForm     = regexp.MustCompile(`^[0-9]{15}[0-9X]$`)
	wikidataForm = regexp.MustCompile(`^Q[1-9][0-9]*$`)
	doiForm      = regexp.MustCompile(`^10\.[0-9]{4,9}(\.[0-9]+)*/[^\s]+$`)
)

func normalWikidata(s string) (id, wrong string) {
	if !wikidataForm.MatchString(s) {
		return "", wrongForm
	}
	return s, ""
}

func normalORCID(s string) (id, wrong string) {
	if !orcidForm.MatchString(s) {
		return "", wrongForm
	}
	if !mod11(strings.ReplaceAll(s, "-", "")) {
		return "", wrongDigits
	}
	return s, ""
}

func normalISNI(s string) (id, wrong string) {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if !isniForm.MatchString(s) {
		return "", wrongForm
	}
	if !mod11(s) {
		return "", wrongDigits
	}
	return s, ""
}

// mod11 checks the last of 16 characters by ISO 7064 MOD 11-2.
func mod11(s string) bool {
	total := 0
	for _, d := range s[:15] {
		total = (total + int(d-'0')) * 2
	}
	return "0123456789X"[(12-total%11)%11] == s[15]
}

// normalROR checks the two digits at the end, which are made by ISO 7064 MOD
// 97-10 from the number that the rest is in Crockford's base 32.
func normalROR(s string) (id, wrong string) {
	s = strings.ToLower(s)
	if !rorForm.MatchString(s) {
		return "", wrongForm
	}
	number := 0
	for _, d := range s[:7] {
		number = number*32 + strings.IndexRune("0123456789abcdefghjkmnpqrstvwxyz", d)
	}
	if check := 98 - number*100%97; check != int(s[7]-'0')*10+int(s[8]-'0') {
		return "", wrongDigits
	}
	return s, ""
}

// doi returns a DOI without the address of its resolver.
func (c *reader) doi(v located) string {
	if v.Value == "" {
		return ""
	}
	bare := v.Value
	for _, prefix := range []string{"https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"} {
		if rest, ok := strings.CutPrefix(bare, prefix); ok {
			bare = rest
			break
		}
	}
	if !doiForm.MatchString(bare) {
		c.errorAt(v, "identifier-invalid", "“%s” is not a DOI: %s", v.Value, wrongForm).Hint = "one looks like this: 10.1000/182"
		return ""
	}
	return bare
}

// webAddress returns an address that may stand in a link.
func (c *reader) webAddress(v located) string {
	if v.Value == "" {
		return ""
	}
	wrong, code := wrongAddress(v.Value)
	if wrong == "" {
		return v.Value
	}
	c.errorAt(v, code, "“%s” %s", v.Value, wrong).Hint = "write the whole address, as in https://example.org/page"
	return ""
}

// wrongAddress says what is wrong with an address, "" when nothing is.
func wrongAddress(s string) (wrong, code string) {
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsAny(s, " \t\r\n<>\"\\"):
		return "is no web address", "url-invalid"
	case u.Scheme == "":
		return "is no whole web address", "url-invalid"
	case u.Scheme != "http" && u.Scheme != "https":
		return "is not an address on the web", "url-unsafe"
	case u.Host == "":
		return "names no host", "url-invalid"
	}
	return "", ""
}
