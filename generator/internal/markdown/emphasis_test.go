package markdown

import "testing"

// htmlOf is the HTML of a text of one paragraph.
func htmlOf(s string, o Options) string {
	d, _ := Parse(textOf(s), o)
	return string(d.Inline(Render{}))
}

func TestEmphasisBesideCJK(t *testing.T) {
	for _, c := range []struct{ give, want string }{
		// Korean: particles follow the emphasised word without a space.
		{"**주택(housing)**을 짓는다", "<strong>주택(housing)</strong>을 짓는다"},
		{"**「정책」**은 바뀐다", "<strong>「정책」</strong>은 바뀐다"},
		{"**“정책”**은", "<strong>“정책”</strong>은"},
		{"**\"정책\"**은", "<strong>&quot;정책&quot;</strong>은"},
		{"*2024년(예정)*까지", "<em>2024년(예정)</em>까지"},
		{"그는**(주)회사**를", "그는<strong>(주)회사</strong>를"},
		{"~~주택(housing)~~을", "<del>주택(housing)</del>을"},
		{"**정책**은 **예산**이", "<strong>정책</strong>은 <strong>예산</strong>이"},
		{"**[링크](https://example.org/)**를", `<strong><a href="https://example.org/" rel="external noopener">링크</a></strong>를`},
		{"**`코드`**를", "<strong><code>코드</code></strong>를"},
		{"***주택(housing)***을", "<em><strong>주택(housing)</strong></em>을"},
		// Japanese.
		{"**（主）**の", "<strong>（主）</strong>の"},
		{"これは**私のやりたかったこと。**だからするの。", "これは<strong>私のやりたかったこと。</strong>だからするの。"},
		{"**⻲田太郎**と**「条約」**を", "<strong>⻲田太郎</strong>と<strong>「条約」</strong>を"},
		{"日本の**GDP(2024)**は", "日本の<strong>GDP(2024)</strong>は"},
		{"~~誤り。~~正しい", "<del>誤り。</del>正しい"},
		{"*（注）*を", "<em>（注）</em>を"},
		// Chinese.
		{"**中文（测试）**的", "<strong>中文（测试）</strong>的"},
		{"他说**“是”**了", "他说<strong>“是”</strong>了"},
		{"**这是！**对", "<strong>这是！</strong>对"},
		// _ needs a boundary, which CJK text does not have; spaces give one.
		{"_정책_ 은", "<em>정책</em> 은"},
		{"__「정책」__ 은", "<strong>「정책」</strong> 은"},
		{"정책_이름_을", "정책_이름_을"},
		{"（_정책_）", "（<em>정책</em>）"},
		// What is no emphasis stays none.
		{"** 주택**을", "** 주택**을"},
		{"주택 * 2 * 을", "주택 * 2 * 을"},
		{"**주택", "**주택"},
		// Text without CJK is read as CommonMark says.
		{"a**(b)**c", "a**(b)**c"},
		{"**(b)**c", "**(b)**c"},
		{"a*\"foo\"*", "a*&quot;foo&quot;*"},
		{"**foo**bar", "<strong>foo</strong>bar"},
		{"🙂**(b)**c", "🙂**(b)**c"},
	} {
		if got := htmlOf(c.give, plain); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.give, got, c.want)
		}
	}
}
