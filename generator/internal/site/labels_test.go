package site

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestEveryCodeHasWordsOfItsOwn(t *testing.T) {
	sets := map[string]struct {
		codes []string
		label func(string) string
	}{
		"horizon":  {Horizons(), HorizonLabel},
		"role":     {Roles(), RoleLabel},
		"event":    {EventTypes(), EventTypeLabel},
		"stance":   {Stances(), StanceLabel},
		"relation": {RelationTypes(), RelationLabel},
		"inverse":  {RelationTypes(), RelationInverseLabel},
		"roll-up":  {RollUps(), RollUpWords},
		"axis":     {append(Axes(), "schedule"), AxisName},
	}
	for _, axis := range append(Axes(), "schedule") {
		sets[axis] = struct {
			codes []string
			label func(string) string
		}{AxisValues(axis), func(v string) string { return AxisLabel(axis, v) }}
	}
	badges := make([]string, 0, len(Badges()))
	for _, b := range Badges() {
		badges = append(badges, string(b))
	}
	sets["badge"] = struct {
		codes []string
		label func(string) string
	}{badges, func(b string) string { return Badge(b).Label() }}

	for name, set := range sets {
		seen := map[string]string{}
		if len(set.codes) < 2 {
			t.Errorf("%s: only the codes %v", name, set.codes)
		}
		for _, code := range set.codes {
			label := set.label(code)
			if label == code || label == "" || strings.ContainsRune(label, '_') {
				t.Errorf("%s %s has no words: %q", name, code, label)
			}
			if name != "roll-up" && !unicode.IsUpper([]rune(label)[0]) {
				t.Errorf("%s %s: %q does not begin with a capital", name, code, label)
			}
			if other := seen[label]; other != "" {
				t.Errorf("%s: %s and %s are both %q", name, other, code, label)
			}
			seen[label] = code
		}
		if got := set.label("no-such-code"); got != "no-such-code" {
			t.Errorf("%s: an unknown code is %q", name, got)
		}
	}
}

func TestBadgesAreToldApartWithoutColour(t *testing.T) {
	icons := Icons()
	if len(icons) != len(Badges()) {
		t.Fatalf("%d icons for %d badges", len(icons), len(Badges()))
	}
	sorted := slices.Sorted(slices.Values(icons))
	if unique := slices.Compact(slices.Clone(sorted)); len(unique) != len(icons) {
		t.Errorf("two badges share an icon: %v", sorted)
	}
	tones := []string{"good", "progress", "waiting", "warning", "bad", "neutral", "closed"}
	for i, b := range Badges() {
		if b.Icon() != icons[i] || !slices.Contains(tones, b.Tone()) {
			t.Errorf("%s: icon %s, tone %s", b, b.Icon(), b.Tone())
		}
	}
	unknown := Badge("no-such-badge")
	if !slices.Contains(icons, unknown.Icon()) || !slices.Contains(tones, unknown.Tone()) {
		t.Errorf("an unknown badge has the icon %q and the tone %q", unknown.Icon(), unknown.Tone())
	}
}

func TestWordsSayWhoseWordTheyAre(t *testing.T) {
	for _, b := range Badges() {
		if reported := strings.HasPrefix(string(b), "reported_"); reported != strings.HasPrefix(b.Label(), "Reported") {
			t.Errorf("%s is %q", b, b.Label())
		}
	}
	for gap, want := range map[Gap]string{"none": "", "claimed_ahead": "Claim ahead of evidence", "evidence_ahead": "Evidence ahead of claim", "x": "x"} {
		if got := gap.Label(); got != want {
			t.Errorf("gap %s is %q, want %q", gap, got, want)
		}
	}
}

func TestEveryWayOfPointingHasAHeading(t *testing.T) {
	seen := map[string]bool{}
	for v := ViaMention; v <= ViaEventSource; v++ {
		if v.Label() == "" || seen[v.Label()] {
			t.Errorf("way %d has the heading %q", v, v.Label())
		}
		seen[v.Label()] = true
	}
	if got := Via(200).Label(); got != "" {
		t.Errorf("an unknown way has the heading %q", got)
	}
}

func TestKindsHavePlurals(t *testing.T) {
	for _, k := range Kinds() {
		if got, want := k.Plural(), k.String()+"s"; got != want {
			t.Errorf("several of the kind %s are %q, want %q", k, got, want)
		}
	}
}

func TestTiersAreNumberedFromOne(t *testing.T) {
	for tier := -1; tier < 8; tier++ {
		if has := TierLabel(tier) != ""; has != (tier >= 1 && tier <= 5) {
			t.Errorf("tier %d is %q", tier, TierLabel(tier))
		}
	}
}

func TestStatementsSayWhereAnAddresseeStands(t *testing.T) {
	for _, c := range []struct {
		japan  string
		events []string
		want   []string
	}{
		{"", nil, []string{
			"No reply is required.",
			"The addressee has not reported progress.",
			"The evidence has not been assessed.",
			"No deadline is set.",
		}},
		{"respond_by=2027-01 due=2027-06-30", nil, []string{
			"No reply is known yet; one is due by the end of January 2027.",
			"The addressee has not reported progress.",
			"The evidence has not been assessed.",
			"Delivery is due by 30 June 2027.",
		}},
		{"respond_by=2023-03-20 due=2026", []string{"2025 progress_claim claimed=not_started"}, []string{
			"No reply is known; one was due by 20 March 2023.",
			"The addressee reported in 2025 that work has not started.",
			"The evidence has not been assessed.",
			"Delivery is due soon, by the end of 2026.",
		}},
		{"due=2024-06 reply_expected=true", []string{"2023-12-19 progress_claim claimed=complete", "~2024 assessment assessed=partial"}, []string{
			"No reply is known.",
			"The addressee reported on 19 December 2023 that the work is complete.",
			"As assessed about 2024, the evidence shows that the recommendation is delivered in part.",
			"Delivery was due by the end of June 2024; that time has passed.",
			"The claim goes further than the evidence.",
		}},
		{"due=before_2024", []string{"2022-07-20 response response=rejected", "2023-12 assessment assessed=delivered_alternative"}, []string{
			"The addressee rejected the recommendation on 20 July 2022.",
			"The addressee has not reported progress.",
			"As assessed in December 2023, the evidence shows that the recommendation is delivered by other means.",
			"Delivery was due before 2024 and came in time.",
			"The recommendation was rejected, yet there is evidence of action.",
		}},
		{"due=2023-05-01 due_text=x", []string{"before_2023 response response=accepted_in_part", "2024 assessment claimed=in_progress assessed=exceeded"}, []string{
			"The addressee accepted the recommendation in part before 2023.",
			"The addressee reported in 2024 that work is in progress.",
			"As assessed in 2024, the evidence shows that more than the recommendation is delivered.",
			"Delivery was due by 1 May 2023 and came late.",
			"The evidence goes further than the claim.",
		}},
		{"due_text=within_six_months_of_Royal_Assent", []string{"2023 response response=considering claimed=will_not assessed=no_evidence_found"}, []string{
			"The addressee said in 2023 that the recommendation is under consideration.",
			"The addressee reported in 2023 that no action will follow.",
			"As assessed in 2023, no evidence of delivery was found.",
			"The deadline names no date: “within six months of Royal Assent”.",
		}},
	} {
		a := derived(t, c.japan, c.events...).Assignments[0]
		if got := a.Statements(); !slices.Equal(got, c.want) {
			t.Errorf("%s %q:\n%s\nwant\n%s", c.japan, c.events, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}
