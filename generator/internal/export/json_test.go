package export

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

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

func TestJSONFollowsItsSchema(t *testing.T) {
	schemas := map[string]string{"data/recommendations.json": "recommendations"}
	for _, k := range site.Kinds() {
		folder := k.Folder() + "/"
		if k == site.KindPage {
			folder = ""
		}
		for f := range Files(example(), options) {
			dir, isTwin := strings.CutSuffix(f.Path, "/index.json")
			if isTwin && strings.HasPrefix(dir, folder) && (folder != "") == strings.Contains(dir, "/") {
				schemas[f.Path] = k.String()
			}
		}
	}
	if len(schemas) < 10 {
		t.Fatalf("only %d files to check: %v", len(schemas), schemas)
	}
	for path, name := range schemas {
		var schema map[string]any
		mustParse(t, find(t, example(), "data/schemas/"+name+".json"), &schema)
		if schema["$schema"] != "https://json-schema.org/draft/2020-12/schema" || schema["$id"] != "https://example.org/readout/data/schemas/"+name+".json" {
			t.Errorf("schema %s: %v %v", name, schema["$schema"], schema["$id"])
		}
		var value any
		mustParse(t, find(t, example(), path), &value)
		for _, wrong := range validate(schema, value, path) {
			t.Error(wrong)
		}
	}
}

func TestTheValidatorOfTheTestsFindsMistakes(t *testing.T) {
	var schema map[string]any
	mustParse(t, find(t, example(), "data/schemas/recommendation.json"), &schema)
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
		var value any
		mustParse(t, text, &value)
		if text == right || len(validate(schema, value, "")) == 0 {
			t.Errorf("%s instead of %s is found right", wrong[1], wrong[0])
		}
	}
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

// validate checks a value against the part of JSON Schema that schema.go uses;
// a keyword it does not know is a mistake too.
func validate(schema map[string]any, value any, at string) (wrong []string) {
	fail := func(format string, args ...any) {
		wrong = append(wrong, at+": "+fmt.Sprintf(format, args...))
	}
	kinds := map[string]func() bool{
		"string":  func() bool { _, ok := value.(string); return ok },
		"boolean": func() bool { _, ok := value.(bool); return ok },
		"integer": func() bool { n, ok := value.(float64); return ok && n == float64(int(n)) },
		"array":   func() bool { _, ok := value.([]any); return ok },
		"object":  func() bool { _, ok := value.(map[string]any); return ok },
	}
	if is := kinds[schema["type"].(string)]; !is() {
		fail("%v is no %s", value, schema["type"])
		return wrong
	}
	properties, _ := schema["properties"].(map[string]any)
	for keyword, rule := range schema {
		switch keyword {
		case "type", "$schema", "$id", "title", "description", "properties":
		case "format":
			if u, err := url.Parse(value.(string)); rule != "uri" || err != nil || !u.IsAbs() {
				fail("%v is no absolute %v", value, rule)
			}
		case "pattern":
			if !regexp.MustCompile(rule.(string)).MatchString(value.(string)) {
				fail("%v does not match %v", value, rule)
			}
		case "enum":
			if !slices.Contains(rule.([]any), value) {
				fail("%v is none of %v", value, rule)
			}
		case "items":
			for i, item := range value.([]any) {
				wrong = append(wrong, validate(rule.(map[string]any), item, fmt.Sprintf("%s[%d]", at, i))...)
			}
		case "required":
			for _, name := range rule.([]any) {
				if _, ok := value.(map[string]any)[name.(string)]; !ok {
					fail("%v is missing", name)
				}
			}
		case "additionalProperties":
			for name, v := range value.(map[string]any) {
				if properties[name] != nil {
					continue
				}
				if other, ok := rule.(map[string]any); ok {
					wrong = append(wrong, validate(other, v, at+"."+name)...)
				} else {
					fail("%s has no place", name)
				}
			}
		default:
			fail("the schema says %s", keyword)
		}
	}
	for name, property := range properties {
		if v, ok := value.(map[string]any)[name]; ok {
			wrong = append(wrong, validate(property.(map[string]any), v, at+"."+name)...)
		}
		if about, _ := property.(map[string]any)["description"].(string); about == "" || !strings.HasSuffix(about, ".") {
			fail("%s is described as %q", name, about)
		}
	}
	return wrong
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
		want := `{"as_of":"2026-11-23",` + strings.TrimPrefix(string(raw), "{") + "\n"
		if got := find(t, example(), "recommendations/"+r.ID+"/index.json"); got != want {
			t.Errorf("the twin of %s is\n%s, want\n%s", r.ID, got, want)
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
