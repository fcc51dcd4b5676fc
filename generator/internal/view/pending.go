package view

import "readout/generator/internal/site"

func (v *Views) chart(*site.Chart, string) *Chart  { panic("not written yet") }
func (v *Views) graph(*site.Recommendation) *Graph { panic("not written yet") }
