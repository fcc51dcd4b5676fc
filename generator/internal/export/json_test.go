package export

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"readout/generator/internal/site"
)

func FuzzStringsAreJSON(f *testing.F) {
	for _, s := range []string{"", "plain", `"quoted" \ back`, "\x00\x1f\t\r\n", "<script>&", "\u2028\u2029", "한국어 🙂", "\xff\xc3(", "\ufffd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := appendString([]byte("x"), s)[1:]
		var got string
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%q became %s: %v", s, b, err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); got != want && utf8.ValidString(s) {
			t.Fatalf("%q became %s, which is %q", s, b, got)
		}
		if strings.ContainsAny(string(b), "\u2028\u2029\n") || !utf8.Valid(b) {
			t.Fatalf("%q became %q", s, b)
		}
	})
}

func TestRecommendationsHaveTheContractsFieldsInItsOrder(t *testing.T) {
	names := func(ps []property) string {
		var out []string
		for _, p := range ps {
			out = append(out, p.name)
		}
		return strings.Join(out, " ")
	}
	for what, c := range map[string][2]string{
		"a recommendation": {
			names(describe(recommendationFields)),
			"id title text url brief part_of parts topics kind horizon relations badge split record stale assignments events searches mentioned_in",
		},
		"a relation":    {names(describe(relationFields)), "type target"},
		"an assignment": {names(describe(assignmentFields)), "actor role respond_by due response claimed assessed schedule badge gap"},
		"an event":      {names(describe(eventFields)), "date recorded type actors set note evidence"},
		"an evidence":   {names(describe(evidenceFields)), "source quote locator stance"},
		"a mention":     {names(describe(mentionFields)), "id url context"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s has the fields\n%s, want\n%s", what, c[0], c[1])
		}
	}
}

// kindOf is the kind of record whose twin stands at a path.
func kindOf(path string) (site.Kind, bool) {
	dir, isTwin := strings.CutSuffix(path, "/index.json")
	isTwin = isTwin && !strings.HasPrefix(path, "data/")
	for _, k := range site.Kinds() {
		if k != site.KindPage && strings.HasPrefix(dir, k.Folder()+"/") {
			return k, isTwin
		}
	}
	return site.KindPage, isTwin
}

func TestJSONFollowsItsSchema(t *testing.T) {
	checked := 0
	for f := range Files(example(), options) {
		name := ""
		if base, ok := strings.CutPrefix(f.Path, "data/"); ok && slices.ContainsFunc(tables, func(x table) bool { return x.name+".json" == base }) {
			name = strings.TrimSuffix(base, ".json")
		} else if k, ok := kindOf(f.Path); ok {
			name = k.String()
		} else {
			continue
		}
		checked++
		text := find(t, example(), "data/schemas/"+name+".json")
		var said struct {
			Schema string `json:"$schema"`
			ID     string `json:"$id"`
		}
		mustParse(t, text, &said)
		if said.Schema != "https://json-schema.org/draft/2020-12/schema" || said.ID != "https://example.org/readout/data/schemas/"+name+".json" {
			t.Errorf("schema %s: %+v", name, said)
		}
		if err := compiled(t, text).Validate(value(t, content(t, f))); err != nil {
			t.Errorf("%s: %v", f.Path, err)
		}
		if !strings.HasPrefix(content(t, f), `{"as_of":"2026-11-23","license":"CC-BY-4.0",`) {
			t.Errorf("%s does not begin with its date and licence: %.80s", f.Path, content(t, f))
		}
	}
	if checked < 20 {
		t.Errorf("only %d files were checked", checked)
	}
}

func TestSchemasFindMistakes(t *testing.T) {
	schema := compiled(t, find(t, example(), "data/schemas/recommendation.json"))
	right := find(t, example(), "recommendations/tri-1/index.json")
	for _, wrong := range [][2]string{
		{`"id":"tri-1",`, ""},
		{`"id":"tri-1"`, `"id":1`},
		{`"horizon":"near"`, `"horizon":"soon"`},
		{`"stale":`, `"stale":"x","old":`},
		{`"date":"2022-07-20"`, `"date":"20 July 2022"`},
		{`"url":"https:`, `"url":"htt ps:`},
	} {
		text := strings.Replace(right, wrong[0], wrong[1], 1)
		if text == right || schema.Validate(value(t, text)) == nil {
			t.Errorf("%s instead of %s is found right", wrong[1], wrong[0])
		}
	}
}

func TestSchemasDescribeEveryField(t *testing.T) {
	var check func(at string, p property)
	check = func(at string, p property) {
		if !strings.HasSuffix(p.about, ".") {
			t.Errorf("%s.%s is described as %q", at, p.name, p.about)
		}
		for _, f := range p.form.fields {
			check(at+"."+p.name, f)
		}
		if p.form.items != nil {
			for _, f := range p.form.items.fields {
				check(at+"."+p.name, f)
			}
		}
	}
	for _, f := range schemas() {
		for _, p := range f.form.fields {
			check(f.path, p)
		}
	}
}

// compiled is a JSON Schema that checks formats too.
func compiled(t *testing.T, text string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(pattern)
	if err := c.AddResource("https://schema.test/x.json", value(t, text)); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("https://schema.test/x.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func value(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return v
}

// pattern compiles a pattern of a schema. The profile of Data Packages has one
// that looks ahead, which Go's patterns do not: its meaning is written out.
func pattern(s string) (jsonschema.Regexp, error) {
	if s == packagePath {
		return packagePathPattern{}, nil
	}
	return regexp.Compile(s)
}

const packagePath = `^((?=[^./~])(?!file:)((?!\/\.\.\/)(?!\\)(?!:\/\/).)*|(http|ftp)s?:\/\/.*)$`

type packagePathPattern struct{}

func (packagePathPattern) String() string { return packagePath }

func (packagePathPattern) MatchString(s string) bool {
	if u, err := url.Parse(s); err == nil && slices.Contains([]string{"http", "https", "ftp", "ftps"}, u.Scheme) {
		return true
	}
	return s != "" && !strings.ContainsAny(s[:1], "./~") && !strings.HasPrefix(s, "file:") &&
		!strings.Contains(s, "/../") && !strings.Contains(s, `\`) && !strings.Contains(s, "://")
}

func mustParse(t *testing.T, text string, into any) {
	t.Helper()
	if !strings.HasSuffix(text, "\n") {
		t.Errorf("no new line at the end of %.60s…", text)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func TestATwinIsTheRecommendationWithTheAsOfDate(t *testing.T) {
	var all struct {
		AsOf            string `json:"as_of"`
		Recommendations []json.RawMessage
	}
	mustParse(t, find(t, example(), "data/recommendations.json"), &all)
	if all.AsOf != "2026-11-23" || len(all.Recommendations) != 4 {
		t.Fatalf("%d recommendations as of %s", len(all.Recommendations), all.AsOf)
	}
	for _, raw := range all.Recommendations {
		var r struct{ ID string }
		mustParse(t, string(raw)+"\n", &r)
		want := `{"as_of":"2026-11-23","license":"CC-BY-4.0",` + strings.Trim(string(raw), "{}") + `,"badge_label":"`
		if got := find(t, example(), "recommendations/"+r.ID+"/index.json"); !strings.HasPrefix(got, want) {
			t.Errorf("the twin of %s is\n%s, want it to begin\n%s", r.ID, got, want)
		}
	}
}

func TestIdsInDataAreTheRecordsOwn(t *testing.T) {
	s := published(t, with(map[string]string{
		"content/recommendations/more.yaml": "recommendations: [{id: x-1, title: X, to: [USA], topics: [Money]}]\n",
	}), site.Options{})
	if twin := find(t, s, "recommendations/x-1/index.json"); !strings.Contains(twin, `"actor":"united-states"`) || !strings.Contains(twin, `"topics":["money"]`) {
		t.Error(twin)
	}
}
