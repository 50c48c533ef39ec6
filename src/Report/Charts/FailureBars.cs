using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Baselines;
using Headroom.Report.Pages;

namespace Headroom.Report.Charts;

/// <summary>
/// Failed requests of a recorded run beside those of this one, a pair of bars an endpoint. Latency is not drawn: it is not comparable.
/// </summary>
internal static class FailureBars
{
    private const int Most = 10; // a count

    /// <summary>
    /// The pairs, in the order of the table, which has the numbers; nothing when no endpoint of both runs failed in either.
    /// </summary>
    public static Html Of(BaselineComparison comparison)
    {
        var rows = comparison.Failures
            .Where(row => row is { Check: null, BaseTotal: > 0, HeadTotal: > 0 } && row.BaseFailed + row.HeadFailed > 0).Take(Most)
            .ToList();
        return rows.Count == 0 ? Html.None : Draw(rows, rows.Max(row => Math.Max(Before(row).Value, Now(row).Value)));
    }

    private static Html Draw(IReadOnlyList<ComparedFailures> rows, double most) => Html.Of($"""
        <div class="layers pairs" aria-hidden="true">
        {Html.Each(rows, row => Html.Of($"""
            {Line(Html.Of($"<code>{row.Endpoint}</code>"), Tone.Unknown, Before(row), most, "before")}
            {Line(Html.Of($"<span></span>"), BaselineWords.Of(row).Tone, Now(row), most, "now")}
            """))}
        </div>
        """);

    private static Html Line(Html name, Tone tone, Ratio share, double most, string when) => Html.Of($"""
        <div class="{Parts.Class(tone)}">{name}{Bar.Of(share.Value / most)}<span>{Format.Percent(share)} {when}</span></div>
        """);

    private static Ratio Before(ComparedFailures row) => Ratio.Of(row.BaseFailed, row.BaseTotal);

    private static Ratio Now(ComparedFailures row) => Ratio.Of(row.HeadFailed, row.HeadTotal);
}
