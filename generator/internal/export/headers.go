package export

// headers are the answer's headers that a publication's pages can live with,
// by path below the base. The policy is the one in the pages' own <meta>
// (layouts/base.html), and forbids frames, which a <meta> cannot.
var headers = []struct {
	path  string
	lines []string
}{
	{"*", []string{
		"Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
		"X-Content-Type-Options: nosniff",
		"Referrer-Policy: strict-origin-when-cross-origin",
		"Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
	}},
	// The names of assets change with what is in them.
	{"assets/*", []string{"Cache-Control: public, max-age=31536000, immutable"}},
}

// writeHeaders writes _headers, which Netlify, Cloudflare Pages and others
// read from the root of what they publish.
func (e *exporter) writeHeaders(s *sink) {
	for _, h := range headers {
		s.b = append(s.b, e.options.Base+h.path+"\n"...)
		for _, line := range h.lines {
			s.b = append(s.b, "  "+line+"\n"...)
		}
	}
}
