package export

import (
	"io/fs"
	"strings"
	"testing"

	"readout/generator/internal/site"
	"readout/layouts"
)

func TestHeadersHoldPagesToTheirOwnPolicyBelowTheBase(t *testing.T) {
	got := find(t, example(), "_headers")
	base, err := fs.ReadFile(layouts.FS, "base.html")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(base), `<meta http-equiv="Content-Security-Policy" content="`)
	policy, _, _ := strings.Cut(rest, `"`)
	if policy == "" {
		t.Fatal("base.html has no policy")
	}
	for _, want := range []string{
		"/readout/*\n  Content-Security-Policy: " + policy + "; frame-ancestors 'none'\n",
		"  X-Content-Type-Options: nosniff\n",
		"  Referrer-Policy: ",
		"  Permissions-Policy: ",
		"/readout/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestHeadersCanBeSwitchedOff(t *testing.T) {
	s := published(t, with(map[string]string{"content/site.yaml": "title: T\nbase_url: https://example.org/\nlanguages: [en, ko, ja]\noutputs: {headers: false}\n"}), site.Options{})
	if f, ok := Find(s, Options{Origin: "https://example.org", Base: "/"}, "_headers"); ok {
		t.Errorf("%s is written", f.Path)
	}
}
