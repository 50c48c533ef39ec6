using System.Text.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The statistics of Gatling's report: <c>js/stats.json</c> by request, <c>js/global_stats.json</c> in all.</summary>
/// <remarks>
/// Times are whole milliseconds of successes and failures together. Which percentiles they are is a setting (charting.indicators) that the
/// files do not hold: 50, 75, 95 and 99 unless somebody changed it; a remark says so.
/// </remarks>
internal static class GatlingStats
{
    private const string What = "js/stats.json or js/global_stats.json of a report of Gatling";
    private const int MostEndpoints = RunTally.MostEndpoints;

    /// <summary>The forms.</summary>
    public static IReadOnlyList<RunForm> Forms { get; } =
    [
        new("gatling", "stats", static head => IsOne(head.Text) && IsTree(head.Text),
            static source => RunJson.Read(source, What, root => Tree(source, root))),
        new("gatling", "global-stats", static head => IsOne(head.Text) && !IsTree(head.Text),
            static source => RunJson.Read(source, What, root => Run(source, "global-stats", root))),
    ];

    private static bool IsOne(string text) => RunJson.LooksLike(text, "numberOfRequests", "percentiles1");

    private static bool IsTree(string text) => text.Contains("\"pathFormatted\"", StringComparison.Ordinal);

    private static ImportedRun Tree(RunSource source, JsonElement root)
    {
        if (root.Get("stats") is not { ValueKind: JsonValueKind.Object } stats)
        {
            throw new RunFormException(null, $"no 'stats' of all requests; expected {What}");
        }

        List<ImportedEndpoint> endpoints = [.. Requests(root).Take(MostEndpoints + 1).Select(EndpointOf)];
        var run = Run(source, "stats", stats);
        return endpoints.Count <= MostEndpoints
            ? run with { Endpoints = endpoints }
            : run with
            {
                Endpoints = [.. endpoints.Take(MostEndpoints)],
                Remarks = [.. run.Remarks, $"only the first {MostEndpoints} names are kept"],
            };
    }

    private static ImportedRun Run(RunSource source, string form, JsonElement stats)
    {
        if (Of(stats, "numberOfRequests", "total") is not { } total || RunNumbers.Count(total) is not { } requests)
        {
            throw new RunFormException(null, $"no count of requests ('numberOfRequests', 'total'); expected {What}");
        }

        return new ImportedRun
        {
            Source = source.Source,
            Tool = "gatling",
            Form = form,
            DurationS = RunNumbers.Lasted(requests, Of(stats, "meanNumberOfRequestsPerSecond", "total")),
            Requests = requests,
            HttpReqDuration = requests == 0 ? null : LatencyOf(stats),
            HttpReqFailed = requests > 0 && Of(stats, "numberOfRequests", "ko") is { } failed ? Ratio.Of(failed, requests) : null,
            Remarks = ["percentiles 1, 3 and 4 are taken for the 50th, 95th and 99th, Gatling's default: the setting is not in the file"],
        };
    }

    // Groups hold requests, and have statistics of their own that are none of a request.
    private static IEnumerable<JsonElement> Requests(JsonElement node)
    {
        foreach (var child in node.Fields("contents"))
        {
            if (child.Value.Text("type") == "REQUEST")
            {
                yield return child.Value;
            }

            foreach (var deeper in Requests(child.Value))
            {
                yield return deeper;
            }
        }
    }

    private static ImportedEndpoint EndpointOf(JsonElement node)
    {
        var stats = node.Get("stats") ?? default;
        var name = node.Text("path") ?? node.Text("name") ?? EndpointNames.All;
        var requests = RunNumbers.Count(Of(stats, "numberOfRequests", "total"));
        var latency = requests is > 0 ? LatencyOf(stats) : null;
        return new ImportedEndpoint
        {
            Name = EndpointNames.Kept(name),
            Method = EndpointNames.Verb(node.Text("name") ?? name),
            Requests = requests,
            Failed = RunNumbers.Count(Of(stats, "numberOfRequests", "ko")),
            P95Ms = latency?.P95Ms,
            Latency = latency,
        };
    }

    private static ImportedLatency LatencyOf(JsonElement stats) => new()
    {
        P50Ms = Of(stats, "percentiles1", "total"),
        P95Ms = Of(stats, "percentiles3", "total"),
        P99Ms = Of(stats, "percentiles4", "total"),
        MeanMs = Of(stats, "meanResponseTime", "total"),
        MinMs = Of(stats, "minResponseTime", "total"),
        MaxMs = Of(stats, "maxResponseTime", "total"),
    };

    // Some versions write numbers as text, and "-" where there is none.
    private static double? Of(JsonElement stats, string name, string part) => stats.Get(name) is { } found
        ? found.Number(part) is >= 0 and var number ? number : found.Text(part) is { } text ? RunNumbers.Number(text) : null
        : null;
}
