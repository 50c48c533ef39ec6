using System.Globalization;
using System.Text.RegularExpressions;
using Headroom.Report.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Load;

/// <summary>The text is held against the rules of OpenMetrics by a parser of its own.</summary>
public sealed partial class OpenMetricsTextTests
{
    private const string Nasty = "GET /a\"b\\c\nd";

    private static readonly LiveLoad Load = new()
    {
        Elapsed = TimeSpan.FromSeconds(12.5),
        InFlight = 7,
        Dropped = 2,
        Endpoints = [Endpoint("GET /", 3), Endpoint(Nasty, 0)],
    };

    [Fact]
    public void Every_line_belongs_to_a_family_that_was_declared_before_it()
    {
        var family = (Name: "", Type: "");
        var seen = new HashSet<string>();
        var lines = OpenMetricsText.Render(Load).Split('\n');
        lines[^1].ShouldBeEmpty();
        lines[^2].ShouldBe("# EOF");
        foreach (var line in lines[..^2])
        {
            if (line.StartsWith("# TYPE "))
            {
                family = (line.Split(' ')[2], line.Split(' ')[3]);
                seen.Add(family.Name).ShouldBeTrue($"{family.Name} is declared twice");
            }
            else if (line.StartsWith("# "))
            {
                line.Split(' ')[1].ShouldBeOneOf("HELP", "UNIT");
                line.Split(' ')[2].ShouldBe(family.Name);
                if (line.StartsWith("# UNIT"))
                {
                    family.Name.ShouldEndWith("_" + line.Split(' ')[3]);
                }
            }
            else
            {
                var sample = Sample().Match(line);
                sample.Success.ShouldBeTrue(line);
                Suffixes(family.Type).Select(suffix => family.Name + suffix).ShouldContain(sample.Groups["name"].Value);
                double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0);
            }
        }
    }

    [Fact]
    public void Buckets_are_cumulative_and_end_with_all()
    {
        var buckets = OpenMetricsText.Render(Load).Split('\n').Where(line => line.StartsWith("headroom_latency_seconds_bucket{endpoint=\"GET /\"")).ToList();
        var counts = buckets.Select(line => long.Parse(line.Split(' ')[^1])).ToList();

        buckets.Count.ShouldBe(OpenMetricsText.BoundsS.Count + 1);
        counts.ShouldBe(counts.Order());
        buckets[^1].ShouldContain("le=\"+Inf\"");
        OpenMetricsText.Render(Load).ShouldContain($"headroom_latency_seconds_count{{endpoint=\"GET /\"}} {counts[^1]}\n");
    }

    [Fact]
    public void A_name_that_could_break_a_line_is_escaped() => OpenMetricsText.Render(Load).ShouldContain(@"endpoint=""GET /a\""b\\c\nd""");

    private static string[] Suffixes(string type) => type switch
    {
        "counter" => ["_total"],
        "histogram" => ["_bucket", "_count", "_sum"],
        _ => [""],
    };

    private static LiveEndpoint Endpoint(string name, long each) => new()
    {
        Name = name,
        Status = new Dictionary<int, long> { [200] = 40, [503] = 2 },
        Errors = new Dictionary<string, long> { ["timeout"] = 3 },
        Failed = 5,
        Latency = new LiveBuckets([.. Enumerable.Repeat(each, OpenMetricsText.BoundsS.Count + 1)], 1.25),
        Service = new LiveBuckets([.. Enumerable.Repeat(each, OpenMetricsText.BoundsS.Count + 1)], 0.5),
    };

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-z_]+="([^"\\\n]|\\["\\n])*"(,[a-z_]+="([^"\\\n]|\\["\\n])*")*\})? (?<value>[0-9.eE+-]+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
