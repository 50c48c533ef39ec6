using System.Text.Json;
using System.Text.RegularExpressions;
using Headroom.Model.Evidence;
using Headroom.Report.Charts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed partial class FlameChartTests
{
    private static readonly CodeProfile s_cpu = SampleProfiles.All[0];

    [Fact]
    public void Each_call_stands_below_its_caller_and_as_wide_as_its_part()
    {
        var markup = FlameChart.Of(s_cpu).Markup;

        var boxes = Rect().Matches(markup).Select(static box => (Number(box, "x"), Number(box, "y"), Number(box, "width"))).ToList();
        boxes.Count.ShouldBe(5);
        boxes[0].ShouldBe((0, 0, 960));
        boxes[1].Item3.ShouldBe(960 * 38.7 / 41.3, 0.01);
        (boxes[2].Item1, boxes[2].Item2).ShouldBe((0, 36));
        boxes[4].Item1.ShouldBe(960 * 38.7 / 41.3, 0.01, "behind its elder sibling");
        boxes[4].Item2.ShouldBe(18);
        markup.ShouldContain("<title>net/http.(*conn).serve: 38.70 s, 93.7 %</title>");
    }

    [Fact]
    public void The_script_gets_all_calls_and_no_name_ends_its_block()
    {
        var markup = FlameChart.Of(s_cpu with { Calls = [.. s_cpu.Calls, new ProfileCall(1, "</script><b>", 1)] }).Markup;

        var block = markup.Split("class=\"flame-data\">")[1].Split("</script>")[0];
        using var data = JsonDocument.Parse(block);
        data.RootElement.GetProperty("calls").GetArrayLength().ShouldBe(6);
        data.RootElement.GetProperty("names").EnumerateArray().Last().GetString().ShouldBe("</script><b>");
        markup.ShouldNotContain("<b>");
        Rect().Count(markup).ShouldBe(5, "what is too narrow is left to the script");
    }

    [Fact]
    public void Nothing_is_drawn_where_no_sample_was_taken() => FlameChart.Of(SampleProfiles.All[1]).Markup.ShouldBeEmpty();

    private static double Number(Match box, string name) => double.Parse(box.Groups[name].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("""<rect class="call" x="(?<x>[\d.]+)" y="(?<y>[\d.]+)" width="(?<width>[\d.]+)" """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Rect();
}
