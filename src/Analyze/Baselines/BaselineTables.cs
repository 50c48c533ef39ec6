using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Analyze.Baselines;

/// <summary>What recorded runs show, side by side.</summary>
public static class BaselineTables
{
    /// <summary>A row a file, in their order; causes of failures that another file of the same run tells are taken from it.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="probe">What the limit probe saw of the same service, or null.</param>
    public static BaselineTable Of(IReadOnlyList<ImportedRun> runs, LimitProbe? probe) =>
        new([.. RunFiles.Explained(runs).Select(run => RowOf(run, probe))]);

    /// <summary>The row of one run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="probe">What the limit probe saw of the same service, or null.</param>
    public static BaselineRow RowOf(ImportedRun run, LimitProbe? probe)
    {
        var places = FailureConcentrations.Of(run, probe);
        return new BaselineRow
        {
            Source = run.Source,
            Tool = run.Tool,
            StartedAt = run.StartedAt,
            Requests = run.Requests,
            Rate = RateOf(run),
            P95Ms = run.HttpReqDuration?.P95Ms,
            HttpReqFailed = run.HttpReqFailed,
            ChecksPass = run.ChecksPass,
            Reads = ShareOf(run, isWrite: false),
            Writes = ShareOf(run, isWrite: true),
            Concentrations = places.Endpoints,
            Spread = places.Spread,
            Untold = places.Untold,
        };
    }

    /// <summary>Requests a second, mean over the run; null when the run does not tell.</summary>
    public static PerSecond? RateOf(ImportedRun run) =>
        run is { Requests: > 0 and var requests, DurationS: > 0 and var seconds } && double.IsFinite(requests / seconds)
            ? new PerSecond(requests / seconds)
            : null;

    private static FailureShare? ShareOf(ImportedRun run, bool isWrite)
    {
        List<ImportedEndpoint> endpoints =
        [
            .. (run.Endpoints ?? []).Where(endpoint =>
                endpoint is { Requests: not null, Failed: not null } && EndpointNames.IsWrite(endpoint.Name, endpoint.Method) == isWrite),
        ];
        return endpoints.Count == 0
            ? null
            : new FailureShare(
                endpoints.Sum(static endpoint => endpoint.Requests!.Value), endpoints.Sum(static endpoint => endpoint.Failed!.Value));
    }
}
