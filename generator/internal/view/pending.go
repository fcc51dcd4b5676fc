package view

import "readout/generator/internal/site"

func (v *Views) home() any                         { panic("not written yet") }
func (v *Views) notFound() any                     { panic("not written yet") }
func (v *Views) search() any                       { panic("not written yet") }
func (v *Views) brief(*site.Brief) any             { panic("not written yet") }
func (v *Views) actor(*site.Actor) any             { panic("not written yet") }
func (v *Views) instrument(*site.Instrument) any   { panic("not written yet") }
func (v *Views) topic(*site.Topic) any             { panic("not written yet") }
func (v *Views) event(*site.Event) any             { panic("not written yet") }
func (v *Views) source(*site.Source) any           { panic("not written yet") }
func (v *Views) standing(*site.Page) any           { panic("not written yet") }
func (v *Views) timeline([]*site.Event) *Timeline  { panic("not written yet") }
func (v *Views) chart(*site.Chart, string) *Chart  { panic("not written yet") }
func (v *Views) graph(*site.Recommendation) *Graph { panic("not written yet") }

func (v *Views) briefs() any      { panic("not written yet") }
func (v *Views) actors() any      { panic("not written yet") }
func (v *Views) events() any      { panic("not written yet") }
func (v *Views) instruments() any { panic("not written yet") }
func (v *Views) sources() any     { panic("not written yet") }
func (v *Views) topics() any      { panic("not written yet") }
func (v *Views) tracker() any     { panic("not written yet") }

func (v *Views) timelineItem(*site.Event) TimelineItem            { panic("not written yet") }
func eventWhen(*site.Event) string                                { panic("not written yet") }
func (v *Views) citeState(title, url string, st *site.State) Cite { panic("not written yet") }
func (v *Views) describeRecommendation(p *Recommendation, r *site.Recommendation, st *site.State) {
	panic("not written yet")
}
func (v *Views) history(t *text, r *site.Recommendation, st *site.State) []HistoryEntry {
	panic("not written yet")
}
func (v *Views) known(r *site.Recommendation, st *site.State) []KnownState { panic("not written yet") }
