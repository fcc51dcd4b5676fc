package site

import "strings"

// licenses are the addresses of the licences that publications of this kind
// use, by SPDX identifier.
var licenses = map[string]string{
	"CC-BY-4.0":       "https://creativecommons.org/licenses/by/4.0/",
	"CC-BY-SA-4.0":    "https://creativecommons.org/licenses/by-sa/4.0/",
	"CC-BY-NC-4.0":    "https://creativecommons.org/licenses/by-nc/4.0/",
	"CC-BY-ND-4.0":    "https://creativecommons.org/licenses/by-nd/4.0/",
	"CC-BY-NC-ND-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
	"CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
	"CC0-1.0":         "https://creativecommons.org/publicdomain/zero/1.0/",
	"OGL-UK-3.0":      "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}

// LicenseURL returns the address of a licence, which authors give as an SPDX
// identifier or as an address; "" for one that is not known.
func LicenseURL(license string) string {
	if strings.HasPrefix(license, "https://") || strings.HasPrefix(license, "http://") {
		return license
	}
	return licenses[license]
}
