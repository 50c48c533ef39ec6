using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>
/// Files of one run: a tool may leave its samples, its summary and what it printed of the same run, and each tells a part that the others
/// lack.
/// </summary>
/// <remarks>
/// Runs of equal rates have equally many requests. Files are of one run where the tool is the same, the requests are as many, the times do
/// not contradict, and every latency that both tell is the same but for rounding (k6's text has two decimals), three at least. What is not
/// known to be one run stays apart. A list of failures alone belongs to the run that has as many.
/// </remarks>
public static class RunFiles
{
    /// <summary>So few latencies may be the same by chance (a count).</summary>
    private const int LeastFigures = 3;

    /// <summary>Rounding of a figure with two decimals, relative.</summary>
    private const double Rounding = 0.01;

    /// <summary>Stamps of one run differ by this at most: one of them is of its first request, another of the tool's own start.</summary>
    private static readonly TimeSpan s_sameStart = TimeSpan.FromSeconds(10);

    /// <summary>The runs, files of one run as one: that which tells most, with what only the others know.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <returns>The runs, those that tell most first.</returns>
    public static IReadOnlyList<ImportedRun> Joined(IReadOnlyList<ImportedRun> files)
    {
        List<ImportedRun> runs = [];
        foreach (var file in files.OrderBy(static file => file.Requests is null).ThenByDescending(Told)
            .ThenBy(static file => file.Source, StringComparer.Ordinal))
        {
            var same = runs.FindIndex(run => AreOne(run, file));
            if (same < 0)
            {
                runs.Add(file);
            }
            else
            {
                runs[same] = With(runs[same], file);
            }
        }

        return runs;
    }

    /// <summary>
    /// The files as they are, but that the failures of each endpoint have the causes which another file of the same run tells.
    /// </summary>
    /// <param name="files">The files, in any order.</param>
    /// <returns>As many, in the same order.</returns>
    public static IReadOnlyList<ImportedRun> Explained(IReadOnlyList<ImportedRun> files) =>
    [
        .. files.Select(file => files.Where(other => !ReferenceEquals(other, file) && AreOne(file, other))
            .Aggregate(file, static (run, other) => run with { Endpoints = Explained(run.Endpoints, other.Endpoints) })),
    ];

    /// <summary>How much a file tells (a count): with statuses more than with counts, and with those more than without endpoints.</summary>
    internal static long Told(ImportedRun run) =>
        (run.Endpoints?.Sum(static endpoint =>
            endpoint is not { Requests: not null, Failed: not null } ? 0 : endpoint.Status is null ? 1 : 2) ?? 0)
        + (run.Checks is null ? 0 : 1);

    private static bool AreOne(ImportedRun run, ImportedRun file)
    {
        if (run.Tool != file.Tool || (run.StartedAt - file.StartedAt)?.Duration() > s_sameStart)
        {
            return false;
        }

        return file.Requests is null
            ? FailedOf(file) is > 0 and var failed && FailedOf(run) == failed
            : run.Requests == file.Requests && AreSame(run.HttpReqDuration, file.HttpReqDuration);
    }

    private static bool AreSame(ImportedLatency? one, ImportedLatency? other)
    {
        if (one is null || other is null)
        {
            return false;
        }

        List<(double One, double Other)> both =
        [
            .. Figures(one).Zip(Figures(other)).Where(static pair => pair is { First: not null, Second: not null })
                .Select(static pair => (pair.First!.Value, pair.Second!.Value)),
        ];
        return both.Count >= LeastFigures
            && both.TrueForAll(static pair => Math.Abs(pair.One - pair.Other) <= Rounding * Math.Max(pair.One, pair.Other));
    }

    private static IEnumerable<double?> Figures(ImportedLatency latency) =>
        [latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms, latency.MeanMs, latency.MinMs, latency.MaxMs];

    // Null where the file does not tell of every endpoint.
    private static long? FailedOf(ImportedRun run) =>
        run.Endpoints is { Count: > 0 } endpoints && endpoints.All(static endpoint => endpoint.Failed is not null)
            ? endpoints.Sum(static endpoint => endpoint.Failed!.Value)
            : null;

    private static ImportedRun With(ImportedRun run, ImportedRun file) => run with
    {
        StartedAt = run.StartedAt ?? file.StartedAt,
        DurationS = run.DurationS ?? file.DurationS,
        HttpReqDuration = run.HttpReqDuration ?? file.HttpReqDuration,
        HttpReqFailed = run.HttpReqFailed ?? file.HttpReqFailed,
        ChecksPass = run.ChecksPass ?? file.ChecksPass,
        Thresholds = run.Thresholds ?? file.Thresholds,
        Checks = run.Checks ?? file.Checks,
        Endpoints = Explained(run.Endpoints, file.Endpoints) ?? file.Endpoints,
    };

    // Causes are of as many failures of the same endpoint, or of something else.
    private static IReadOnlyList<ImportedEndpoint>? Explained(
        IReadOnlyList<ImportedEndpoint>? endpoints, IReadOnlyList<ImportedEndpoint>? others)
    {
        var causes = (others ?? []).Where(static other => other is { Failed: > 0, FailedByClass: not null })
            .GroupBy(static other => (other.Name, other.Method, other.Failed))
            .ToDictionary(static same => same.Key, static same => same.First().FailedByClass);
        return causes.Count == 0 || endpoints is null ? endpoints :
        [
            .. endpoints.Select(endpoint => endpoint.FailedByClass is null
                ? endpoint with { FailedByClass = causes.GetValueOrDefault((endpoint.Name, endpoint.Method, endpoint.Failed)) }
                : endpoint),
        ];
    }
}
