using System.Globalization;
using System.Text.RegularExpressions;
using Headroom.Model.Plans;

namespace Headroom.Load.Thresholds;

/// <summary>TEMPORARY seam until main has the real one.</summary>
internal static partial class ThresholdParser
{
    public static Threshold? Parse(string metric, string expression, out string? mistake)
    {
        mistake = null;
        var m = Metric().Match(metric);
        var e = Expression().Match(expression);
        if (!m.Success || !e.Success)
        {
            mistake = $"'{expression}' is no threshold; expected one such as p(95)<300";
            return null;
        }

        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in m.Groups["tags"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            tags[tag.Split(':')[0]] = tag[(tag.IndexOf(':') + 1)..];
        }

        return new Threshold
        {
            Metric = m.Groups["name"].Value,
            Tags = tags,
            Aggregate = e.Groups["p"].Success ? new Aggregate.Percentile(double.Parse(e.Groups["p"].Value, CultureInfo.InvariantCulture)) : new Aggregate.Rate(),
            Comparison = e.Groups["op"].Value == "==" ? Comparison.Equal : Comparison.Below,
            Bound = double.Parse(e.Groups["bound"].Value, CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{(?<tags>.*)\})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Metric();

    [GeneratedRegex(@"^(p\((?<p>[0-9.]+)\)|rate) *(?<op>[<=]+) *(?<bound>[0-9.]+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Expression();
}
