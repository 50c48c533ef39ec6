using System.Text.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The <c>statistics.json</c> of JMeter's dashboard: the run in all, and by label.</summary>
/// <remarks>
/// Times are milliseconds of all samples, failed ones too. Which percentiles they are is a setting (<c>aggregate_rpt_pct1</c> to 3) that
/// the file does not hold: 90, 95 and 99 unless somebody changed it; a remark says so. Transaction controllers have rows like requests; the
/// total leaves them out.
/// <para><b>Source:</b> the manual of JMeter, "Generating Report Dashboard".</para>
/// </remarks>
internal static class JMeterStatistics
{
    private const string Name = "statistics";
    private const string Total = "Total";
    private const string What = "statistics.json of a dashboard of JMeter";
    private const int MostEndpoints = RunTally.MostEndpoints;

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("jmeter", Name,
        static head => RunJson.LooksLike(head.Text, "sampleCount", "errorCount", "meanResTime", "pct1ResTime"),
        static source => RunJson.Read(source, What, root => Run(source, root)));

    private static ImportedRun Run(RunSource source, JsonElement root)
    {
        if (root.Get(Total) is not { } total || total.Count("sampleCount") is not { } requests)
        {
            throw new RunFormException(null, $"no '{Total}' with a 'sampleCount'; expected {What}");
        }

        List<ImportedEndpoint> endpoints =
        [
            .. root.EnumerateObject().Where(static row => row.Name != Total && row.Value.ValueKind == JsonValueKind.Object)
                .Take(MostEndpoints + 1).Select(static row => EndpointOf(row.Name, row.Value)),
        ];
        return new ImportedRun
        {
            Source = source.Source,
            Tool = "jmeter",
            Form = Name,
            DurationS = RunNumbers.Lasted(requests, total.Amount("throughput")),
            Requests = requests,
            HttpReqDuration = requests == 0 ? null : LatencyOf(total),
            HttpReqFailed = requests > 0 && total.Count("errorCount") is { } failed ? Ratio.Of(failed, requests) : null,
            Endpoints = [.. endpoints.Take(MostEndpoints)],
            Remarks = [.. Remarks(endpoints, requests)],
        };
    }

    private static IEnumerable<string> Remarks(List<ImportedEndpoint> endpoints, long requests)
    {
        yield return "percentiles 1, 2 and 3 are taken for the 90th, 95th and 99th, JMeter's default: the setting is not in the file";
        if (endpoints.Count > MostEndpoints)
        {
            yield return $"only the first {MostEndpoints} names are kept";
        }

        foreach (var remark in JMeterParts.Remarks(endpoints))
        {
            yield return remark;
        }

        if (endpoints.Sum(static endpoint => endpoint.Requests ?? 0) - requests is > 0 and var more)
        {
            yield return $"{more} samples of transaction controllers are among the endpoints: "
                + "they stand for their requests, and not in the totals";
        }
    }

    private static ImportedEndpoint EndpointOf(string name, JsonElement row)
    {
        var requests = row.Count("sampleCount");
        var latency = requests is > 0 ? LatencyOf(row) : null;
        return new ImportedEndpoint
        {
            Name = EndpointNames.Kept(name),
            Method = EndpointNames.Verb(name),
            Requests = requests,
            Failed = row.Count("errorCount"),
            P95Ms = latency?.P95Ms,
            Latency = latency,
        };
    }

    private static ImportedLatency LatencyOf(JsonElement row) => new()
    {
        P50Ms = row.Amount("medianResTime"),
        P90Ms = row.Amount("pct1ResTime"),
        P95Ms = row.Amount("pct2ResTime"),
        P99Ms = row.Amount("pct3ResTime"),
        MeanMs = row.Amount("meanResTime"),
        MinMs = row.Amount("minResTime"),
        MaxMs = row.Amount("maxResTime"),
    };
}
