using System.Globalization;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Load.Thresholds;

/// <summary>Reads thresholds as k6 writes them.</summary>
/// <remarks>
/// <code>
///   metric      name | name "{" label ":" value ("," label ":" value)* "}"       http_req_duration{name:GET /clips,status:200}
///   expression  aggregate operator number, spaces around each                    p(99.9) &lt;= 300
///   aggregate   avg | min | med | max | p(N) | count | rate
///   operator    &lt; | &lt;= | &gt; | &gt;= | == | === | !=
/// </code>
/// Durations are compared in milliseconds, shares as numbers 0..1, counters as they are; the <c>rate</c> of a counter is a second's.
/// Labels and values may stand in quotes. k6's <c>value</c> is of gauges, which Headroom sets by the plan and does not measure.
/// <para><b>Source:</b> grafana.com/docs/k6, "Thresholds", section "Threshold expression syntax".</para>
/// </remarks>
public static class ThresholdParser
{
    private const NumberStyles Numbers = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly (string Sign, Comparison Comparison)[] s_operators =
    [
        ("===", Comparison.Equal), ("==", Comparison.Equal), ("!=", Comparison.Unequal),
        ("<=", Comparison.AtMost), (">=", Comparison.AtLeast), ("<", Comparison.Below), (">", Comparison.Above),
    ];

    /// <summary>Reads one threshold.</summary>
    /// <param name="metric">The metric, with its labels.</param>
    /// <param name="expression">What must hold of it.</param>
    /// <param name="mistake">What is wrong, or null.</param>
    /// <returns>The threshold, judged over the whole run and without an effect on it; null when there is a mistake.</returns>
    public static Threshold? Parse(string metric, string expression, out string? mistake)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var wrongExpression = ReadExpression(expression, out var aggregate, out var comparison, out var bound);
        mistake = ReadMetric(metric, tags, out var name) ?? wrongExpression ?? MistakeOf(name, aggregate!);
        return mistake is not null
            ? null
            : new Threshold { Metric = name, Tags = tags, Aggregate = aggregate!, Comparison = comparison, Bound = bound };
    }

    /// <summary>Reads an expression; answers what is wrong, or null.</summary>
    internal static string? ReadExpression(string expression, out Aggregate? aggregate, out Comparison comparison, out double bound)
    {
        (aggregate, comparison, bound) = (null, default, 0);
        var at = expression.AsSpan().IndexOfAny("<>=!");
        var sign = at < 0
            ? default
            : s_operators.FirstOrDefault(known => string.CompareOrdinal(expression, at, known.Sign, 0, known.Sign.Length) == 0);
        if (sign.Sign is null)
        {
            return $"'{expression}' has no operator; expected something like 'p(95)<300', with one of < <= > >= == !=";
        }

        (comparison, var number) = (sign.Comparison, expression[(at + sign.Sign.Length)..].Trim());
        if (!IsNumber(number, out bound))
        {
            return $"'{number}' in '{expression}' is no number; "
                + "durations are compared in milliseconds, shares as 0..1: 'p(95)<300', 'rate<0.01'";
        }

        aggregate = ReadAggregate(expression[..at].Trim(), out var mistake);
        return mistake;
    }

    private static Aggregate? ReadAggregate(string text, out string? mistake)
    {
        mistake = null;
        switch (text)
        {
            case "avg": return new Aggregate.Mean();
            case "min": return new Aggregate.Least();
            case "med": return new Aggregate.Percentile(50);
            case "max": return new Aggregate.Greatest();
            case "count": return new Aggregate.Number();
            case "rate": return new Aggregate.Rate();
            default:
                if (text.StartsWith("p(", StringComparison.Ordinal) && text.EndsWith(')'))
                {
                    mistake = IsNumber(text[2..^1], out var percent) && percent is >= 0 and <= 100
                        ? null
                        : $"'{text}' is no percentile; expected p(0) to p(100)";
                    return mistake is null ? new Aggregate.Percentile(percent) : null;
                }

                mistake = $"'{text}' is no aggregate; expected one of avg, min, med, max, p(N), count, rate";
                return null;
        }
    }

    private static string? ReadMetric(string text, SortedDictionary<string, string> tags, out string name)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        name = (open < 0 ? text : text[..open]).Trim();
        if (open < 0)
        {
            return text.Contains('}', StringComparison.Ordinal) ? $"'{text}' closes a brace that it does not open" : null;
        }

        return text.TrimEnd().EndsWith('}')
            ? ReadTags(text, text.TrimEnd()[(open + 1)..^1], tags)
            : $"'{text}' must end with the brace that closes its labels";
    }

    private static string? ReadTags(string metric, string labels, SortedDictionary<string, string> tags)
    {
        foreach (var label in labels.Split(','))
        {
            var colon = label.IndexOf(':', StringComparison.Ordinal);
            var (key, value) = colon < 0 ? (Plain(label), "") : (Plain(label[..colon]), Plain(label[(colon + 1)..]));
            if (key.Length == 0 || value.Length == 0)
            {
                return $"'{label.Trim()}' in '{metric}' is no label; expected something like {{name:GET /clips,status:200}}";
            }

            if (!tags.TryAdd(key, value))
            {
                return $"'{metric}' names the label '{key}' twice; a request has one value of it";
            }

            if (Selector.MistakeOf(key, value) is { } mistake)
            {
                return mistake;
            }
        }

        return null;
    }

    private static string? MistakeOf(string metric, Aggregate aggregate)
    {
        if (MetricCatalogue.KindOf(metric) is not { } kind)
        {
            var meant = Spelling.Nearest(metric, MetricCatalogue.Names);
            return $"'{metric}' is not measured"
                + (metric is "vus" or "vus_max" ? ": the plan sets the number of VUs; "
                    : meant is null ? "; "
                    : $"; did you mean '{meant}'? ")
                + $"expected one of {string.Join(", ", MetricCatalogue.Names)}";
        }

        return Fits(aggregate, kind)
            ? null
            : $"'{metric}' is {kind.Text()} and has no '{aggregate.Text}'; it has {MetricCatalogue.AggregatesOf(kind)}";
    }

    private static bool Fits(Aggregate aggregate, MetricKind kind) => aggregate switch
    {
        Aggregate.Rate => kind is MetricKind.Share or MetricKind.Counter,
        Aggregate.Number => kind is MetricKind.Counter,
        _ => kind is MetricKind.Duration,
    };

    private static bool IsNumber(string text, out double number) =>
        double.TryParse(text, Numbers, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    private static string Plain(string text) => text.Trim().Trim('"', '\'');
}
