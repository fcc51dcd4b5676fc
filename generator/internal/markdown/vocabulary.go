package markdown

// vocabulary is what this room itself says to readers, in one language.
type vocabulary struct {
	callouts  [5]string // as calloutKinds
	footnotes string    // names the section
	back      string    // from a footnote to its number in the text; %s is the number
	table     string    // names a table that scrolls; a number follows
	done, due string    // a task's box
}

var (
	english = vocabulary{
		callouts:  [5]string{"Note", "Tip", "Important", "Warning", "Caution"},
		footnotes: "Footnotes",
		back:      "Back to reference %s",
		table:     "Table",
		done:      "Done",
		due:       "To do",
	}
	korean = vocabulary{
		callouts:  [5]string{"참고", "도움말", "중요", "경고", "주의"},
		footnotes: "각주",
		back:      "본문의 각주 번호 %s 위치로 돌아가기",
		table:     "표",
		done:      "완료",
		due:       "미완료",
	}
	japanese = vocabulary{
		callouts:  [5]string{"注記", "ヒント", "重要", "警告", "注意"},
		footnotes: "脚注",
		back:      "本文の注%sに戻る",
		table:     "表",
		done:      "完了",
		due:       "未完了",
	}
)

func vocabularyOf(lang string) *vocabulary {
	switch lang {
	case "ko":
		return &korean
	case "ja":
		return &japanese
	}
	return &english
}
